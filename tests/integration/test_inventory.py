# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin customers, as ansible-inventory and plays see it."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import re
import subprocess
import sys
import typing as t
import urllib.parse
import urllib.request

import pytest
import yaml
from ansible.constants import DEFAULT_VAULT_ID_MATCH
from ansible.parsing.vault import VaultLib, VaultSecret
from integration.playing import PASSWORDS, Outcome, Player, assert_contract
from simulator.testing import Simulator

PLUGIN = "telephony.enswitch.customers"
LIST = "customers/list"
# A password that Ansible must not take for a template, of a person who may list customers.
BRACES = "a{{ b }}{% c"
VAULT_PASSWORD = "vault-password"


@dataclasses.dataclass(frozen=True)
class Listing:
    """What ansible-inventory made of some sources. White space in messages is single blanks: it wraps them."""

    rc: int
    data: dict[str, t.Any]
    stdout: str
    stderr: str
    calls: list[dict[str, t.Any]]

    @property
    def hostvars(self) -> dict[str, dict[str, t.Any]]:
        """Variables by host, without the marks of what is no template."""
        return t.cast("dict[str, dict[str, t.Any]]", _plain(self.data["_meta"]["hostvars"]))

    def hosts(self, group: str) -> list[str]:
        """The hosts of a group, in order."""
        return sorted(self.data.get(group, {}).get("hosts", []))


def _plain(value: t.Any) -> t.Any:
    if isinstance(value, dict):
        return (
            value["__ansible_unsafe"]
            if set(value) == {"__ansible_unsafe"}
            else {k: _plain(v) for k, v in value.items()}
        )
    return value


class Lister:
    """Runs ansible-inventory on sources that it writes."""

    def __init__(self, play: Player, folder: pathlib.Path) -> None:
        self._play = play
        self.folder = folder
        (folder / "vault").write_text(VAULT_PASSWORD, encoding="utf-8")

    def write(self, name: str, config: t.Mapping[str, t.Any] | str) -> pathlib.Path:
        """A source; a mapping gets the line that names the plugin."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        text = config if isinstance(config, str) else yaml.safe_dump({"plugin": PLUGIN, **config})
        path.write_text(text, encoding="utf-8")
        return path

    def __call__(self, *sources: pathlib.Path, arguments: t.Sequence[str] = (), **env: str) -> Listing:
        before = max([call["seq"] for call in self._play.server.journal()], default=0)
        command = [str(pathlib.Path(sys.executable).parent / "ansible-inventory"), "--list", *arguments]
        command += [word for source in sources for word in ("-i", str(source))]
        ran = subprocess.run(
            command,
            cwd=self.folder,
            env=self._play.environment(
                self.folder, **{"ANSIBLE_INVENTORY_UNPARSED_WARNING": "1", **self.account(), **env}
            ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        calls = self._play.server.journal(before)
        assert_contract([call for call in calls if not call["function"].startswith("deeper/")])
        assert "Traceback" not in ran.stderr
        for password in (*PASSWORDS.values(), BRACES):
            assert password not in ran.stdout + ran.stderr
        data = json.loads(ran.stdout) if ran.returncode == 0 else {}
        return Listing(ran.returncode, data, ran.stdout, " ".join(ran.stderr.split()), calls)

    def account(self) -> dict[str, str]:
        """The account by environment variables."""
        server = self._play.server
        return {"ENSWITCH_URL": server.url, "ENSWITCH_USERNAME": "braces", "ENSWITCH_PASSWORD": BRACES}


@pytest.fixture(scope="module")
def lister(play: Player, tmp_path_factory: pytest.TempPathFactory) -> Lister:
    return Lister(play, tmp_path_factory.mktemp("inventory"))


def seed(server: Simulator, *customers: dict[str, t.Any]) -> None:
    """A fresh server with these customers besides its own, and the person of :data:`BRACES`."""
    server.reset()
    person = {"id": 50, "username": "braces", "password": BRACES, "customer": 1, "role": "reseller"}
    server.seed(customers=list(customers), people=[person])


# --- options -----------------------------------------------------------------------------------------------


def vaulted(secret: str) -> str:
    """What `ansible-vault encrypt_string` prints of a value."""
    vault = VaultLib([(DEFAULT_VAULT_ID_MATCH, VaultSecret(VAULT_PASSWORD.encode()))])
    encrypted = vault.encrypt(secret, VaultSecret(VAULT_PASSWORD.encode())).decode()
    return "!vault |\n" + "".join(f"  {line}\n" for line in encrypted.splitlines())


@pytest.fixture(scope="module")
def listed(lister: Lister, play: Player) -> Listing:
    """Many sources at once, each with a group that tells which hosts are its own."""
    seed(
        play.server,
        {"id": 10, "name": "Kid of Acme", "parent": 2, "account": "K-10", "email": "kid@example.com"},
        {"id": 11, "name": "Grandkid", "parent": 10},
        {"id": 12, "name": "Gone Ltd", "deleted": True},
    )
    play.server.seed(
        people=[{"id": 51, "username": "digits", "password": "12345678", "customer": 1, "role": "reseller"}]
    )

    def source(name: str, ending: str = "yml", **config: t.Any) -> pathlib.Path:
        return lister.write(f"{name}.enswitch.{ending}", {**config, "groups": {name: True, **config.get("groups", {})}})

    url = play.server.url
    return lister(
        source("plain"),
        source("contains", name_contains="LTD"),
        source("deleted", include_deleted=True),
        source("parent", parent=2),
        source("recursive", parent=2, recursive=True),
        source("not_recursive", parent=2, recursive=False),
        source("ending", "yaml", parent=10),
        source("nobody", name_contains="Nobody"),
        source("columns", columns=["deleted", "never"], include_deleted=True, name_contains="Gone"),
        source("aliases", url=url, username="admin", password=PASSWORDS["admin"], parent=10),
        source("token", auth_token=token(url), auth_username="", auth_password="", parent=10),
        source("look_up", auth_username="{{ 'ad' ~ 'min' }}", auth_password="{{ lookup('env', 'OTHER') }}", parent=10),
        source("digits", auth_username="digits", auth_password="{{ 12345678 }}", parent=10),
        lister.write(
            "vault.enswitch.yml",
            f"plugin: {PLUGIN}\nauth_username: admin\nparent: 10\ngroups: {{vault: true}}\n"
            f"auth_password: {vaulted(PASSWORDS['admin'])}",
        ),
        source(
            "constructed",
            parent=2,
            compose={
                "label": "enswitch_customer_name | upper ~ ' ' ~ enswitch_customer.account",
                "ansible_connection": "'local'",
                "missing": "enswitch_customer.never",
            },
            groups={"with_mail": "enswitch_customer.email | length > 0", "broken": "enswitch_customer.never > 1"},
            keyed_groups=[{"key": "enswitch_customer.parent | string", "prefix": "below"}],
        ),
        arguments=["--vault-password-file", str(lister.folder / "vault")],
        OTHER=PASSWORDS["admin"],
    )


def token(url: str) -> str:
    """A token of the reseller, as a person would get it."""
    form = {"auth_username": "admin", "auth_password": PASSWORDS["admin"], "token": "1"}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{url}user/login/", urllib.parse.urlencode(form).encode()) as answer:
        found: str = json.load(answer)["data"]["auth_token"]
    return found


def test_is_silent(listed: Listing) -> None:
    assert (listed.rc, listed.stderr) == (0, "")


@pytest.mark.parametrize(
    "group, hosts",
    [
        ("plain", ["acme_ltd_2", "globex_sohne_3", "no_dialler_inc_4"]),
        ("contains", ["acme_ltd_2"]),
        ("deleted", ["acme_ltd_2", "globex_sohne_3", "gone_ltd_12", "no_dialler_inc_4"]),
        ("parent", ["kid_of_acme_10"]),
        ("recursive", ["grandkid_11", "kid_of_acme_10"]),
        ("not_recursive", ["kid_of_acme_10"]),
        ("nobody", []),
        ("columns", ["gone_ltd_12"]),
        *((name, ["grandkid_11"]) for name in ("ending", "aliases", "token", "look_up", "digits", "vault")),
        ("constructed", ["kid_of_acme_10"]),
        ("with_mail", ["kid_of_acme_10"]),
        ("broken", []),
        ("below_2", ["kid_of_acme_10"]),
    ],
)
def test_options_choose_the_customers(listed: Listing, group: str, hosts: list[str]) -> None:
    assert listed.hosts(group) == hosts


def test_each_source_sends_its_filters(listed: Listing) -> None:
    assert {call["function"] for call in listed.calls} == {LIST}
    first = [call["parameters"] for call in listed.calls if call["parameters"]["offset"] == "0"]
    # Where a page had customers, another one is asked for; of the 15 sources, one has none.
    assert (len(first), len(listed.calls)) == (15, 2 * 15 - 1)
    sent = [
        {name: value for name, value in parameters.items() if name not in ("limit", "offset")} for parameters in first
    ]
    always = {"deleted": "0", "directory": "-1"}
    assert sent[:6] == [
        always,
        {**always, "name": "LTD"},
        {**always, "deleted": "-1"},
        {**always, "parent": "2"},
        {**always, "parent": "2", "recursive": "1"},
        {**always, "parent": "2", "recursive": "0"},
    ]


def test_variables_of_a_customer(listed: Listing) -> None:
    assert listed.hostvars["kid_of_acme_10"] == {
        "enswitch_customer_id": 10,
        "enswitch_customer_name": "Kid of Acme",
        "enswitch_customer": {
            "parent": 2,
            "plan": 1,
            "email": "kid@example.com",
            "account": "K-10",
            "description": "",
            "bill_type": "none",
            "directory": 0,
            "language": "",
            "timezone": "",
        },
        "label": "KID OF ACME K-10",
        "ansible_connection": "local",
    }
    assert listed.hostvars["globex_sohne_3"]["enswitch_customer_name"] == "Globex & Söhne"
    assert listed.hostvars["gone_ltd_12"]["enswitch_customer"]["deleted"] == 1


# --- what versions of the platform differ in ---------------------------------------------------------------


@pytest.mark.parametrize("version", ["3.13", "4.4"])
def test_every_version_shows_the_directory_and_hides_the_deleted(lister: Lister, play: Player, version: str) -> None:
    rows = [{"id": 10, "name": "Listed", "directory": 1}, {"id": 11, "name": "Gone", "deleted": True}]
    seed(play.server, *rows)
    play.server.options(api_version=version, secret_columns=True)
    listing = lister(lister.write("version.enswitch.yml", {}))
    everybody = lister(lister.write("version.enswitch.yml", {"include_deleted": True}))
    assert (listing.stderr, everybody.stderr) == ("", "")
    customers = {"acme_ltd_2", "globex_sohne_3", "no_dialler_inc_4", "listed_10"}
    assert set(listing.hostvars) == customers
    assert set(everybody.hostvars) == customers | {"gone_11"}
    for word in ("web_pass", "sippass", "api_key", "pincode"):
        assert word not in listing.stdout


# --- mistakes ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def failing(lister: Lister, play: Player) -> Listing:
    """Sources that cannot be read, at once: each has a message of its own."""
    seed(play.server)
    user, wrong = {"auth_username": "acme.agent"}, "not-the-password"
    return lister(
        lister.write("role.enswitch.yml", {**user, "auth_password": PASSWORDS["acme.agent"]}),
        lister.write("password.enswitch.yml", {"auth_username": "admin", "auth_password": wrong}),
        lister.write("closed.enswitch.yml", {"api_url": "http://127.0.0.1:9/api/json/", "retries": 0}),
        lister.write("far.enswitch.yml", {"api_url": "http://pbx.invalid/", "retries": 0}),
        lister.write("path.enswitch.yml", {"api_url": play.server.url + "deeper/"}),
        lister.write("strict.enswitch.yml", {"strict": True, "compose": {"label": "enswitch_customer.never"}}),
        lister.write("parent.enswitch.yml", {"parent": 99}),
        lister.write("half.enswitch.yml", {"auth_username": "", "auth_password": "x"}),
        lister.write("misspelt.enswitch.yml", {"plugin": PLUGIN, "timeout": "soon"}),
        lister.write("unknown.enswitch.yml", {"name_contain": "Ltd"}),
        lister.write("secret.enswitch.yml", {"columns": ["callerid", "web_pass"]}),
        lister.write("changed.enswitch.yml", f"plugin: {PLUGIN}\nname_contains: NO\n"),
        lister.write("masked.enswitch.yml", {**user, "auth_password": "********"}),
        lister.write("wrong_ending.yml", {}),
    )


@pytest.mark.parametrize(
    "words",
    [
        # The role that is missing stands in the hint.
        "customers/list failed with code 402: Your role does not allow this. The role of this account does not allow "
        "the call. It needs the role reseller (callshop or commerce).",
        "customers/list failed with code 401: Authentication details invalid. Check auth_username and auth_password",
        "customers/list: no connection to 127.0.0.1:9: connection refused.",
        "customers/list: no connection to pbx.invalid: the host name is not known.",
        "api_url is not encrypted: credentials and telephone numbers cross the network in the clear.",
        "Check api_url: its path must lead to the JSON API",
        "Could not set label for host acme_ltd_2",
        "customers/list failed with code 400 for parent: Invalid customer.",
        "auth_password is given without auth_username: both are needed.",
        "soon",
        "'name_contain' is not an option of telephony.enswitch.customers; did you mean 'name_contains'?",
        "columns: 'web_pass' may hold a password, secret, token, PIN or key",
        "name_contains must be text, and YAML has read it as a boolean, False. Where it is written, put it in quotes.",
        "auth_password holds a mask, which Ansible shows in place of a secret.",
        "wrong_ending.yml",
    ],
)
def test_a_source_that_cannot_be_read_says_why(failing: Listing, words: str) -> None:
    assert failing.rc == 0
    assert words in failing.stderr
    assert failing.stderr.count("api_url is not encrypted") == 1


def test_a_source_that_cannot_be_read_gives_no_hosts(failing: Listing) -> None:
    # What a strict source had done before its mistake is Ansible's own matter.
    assert set(failing.hostvars) <= {"acme_ltd_2"}
    assert "not-the-password" not in failing.stdout + failing.stderr
    assert [call["code"] for call in failing.calls if call["function"] == LIST] == [402, 401, 200, 200, 400]


# --- many customers, odd names, and the cache --------------------------------------------------------------

ODD = {
    100: "Ünïcode & Søn",
    103: "a:b,c[0:3]!*?",
    106: "{{ 7 * 6 }}",
    108: "localhost",
    112: "- leading\nline",
}
HOSTS = {
    100: "unicode_sn_100",
    103: "a_b_c_0_3_103",
    106: "7_6_106",
    108: "localhost_108",
    112: "leading_line_112",
}


@pytest.fixture(scope="module")
def played(lister: Lister, play: Player) -> Outcome:
    """A play over customers with odd names, that shows the name of each."""
    seed(play.server, *({"id": number, "name": name} for number, name in ODD.items()))
    source = lister.write("odd.enswitch.yml", {"compose": {"copied": "enswitch_customer_name"}})
    show = {"name": "show", "ansible.builtin.debug": {"msg": ["{{ enswitch_customer_name }}", "{{ copied }}"]}}
    playbook = [{"name": "All", "hosts": "all", "gather_facts": False, "tasks": [show]}]
    return play(
        json.dumps(playbook),
        arguments=["-i", str(source)],
        env={**lister.account(), "ANSIBLE_INVENTORY_UNPARSED_WARNING": "1"},
    )


def test_every_name_makes_a_safe_host_name(played: Outcome) -> None:
    hosts = set(re.findall(r"^(\S+) +: ok=1 ", played.stdout, re.MULTILINE))
    assert hosts == set(HOSTS.values()) | {"acme_ltd_2", "globex_sohne_3", "no_dialler_inc_4"}


def test_names_are_never_templates(played: Outcome) -> None:
    shown = sorted(line.result["msg"] for line in played.lines)
    names = [*ODD.values(), "Acme Ltd", "Globex & Söhne", "No Dialler Inc"]
    assert shown == sorted([name, name] for name in names)


def test_the_cache_is_asked_first(lister: Lister, play: Player) -> None:
    seed(play.server, {"id": 10, "name": "{{ 7 * 6 }}"})
    folder = lister.folder / "cache"
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(folder)}
    source = lister.write("cached.enswitch.yml", {**cache, "keyed_groups": [{"key": "enswitch_customer_id | string"}]})
    first = lister(source)
    play.server.seed(customers=[{"id": 11, "name": "Newcomer"}])
    second = lister(source)
    before = len(play.server.journal())
    playbook = json.dumps([{"name": "All", "hosts": "all", "gather_facts": False, "tasks": []}])
    arguments = ["-i", str(source), "--flush-cache", "--list-hosts"]
    flushed = play(playbook, arguments=arguments, env=lister.account())
    assert {call["function"] for call in play.server.journal()[before:]} == {LIST}
    third = lister(source)
    assert [bool(listing.calls) for listing in (first, second, third)] == [True, False, False]
    assert {listing.stderr for listing in (first, second, third)} == {""}
    assert second.data == first.data
    assert second.hostvars["7_6_10"]["enswitch_customer_name"] == "{{ 7 * 6 }}"
    assert "newcomer_11" not in second.hostvars
    assert "newcomer_11" in flushed.stdout and "newcomer_11" in third.hostvars
    (file,) = folder.iterdir()
    kept = file.read_text(encoding="utf-8")
    assert "Newcomer" in kept and BRACES not in kept and "braces" not in kept
