# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin without a process: which files are its own, the cache, options, errors."""

from __future__ import annotations

import datetime

import pytest
import yaml
from ansible.errors import AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible_collections.telephony.enswitch.plugins.doc_fragments.connection import ModuleDocFragment
from ansible_collections.telephony.enswitch.plugins.inventory import customers
from ansible_collections.telephony.enswitch.plugins.module_utils._api.client import Client
from ansible_collections.telephony.enswitch.plugins.module_utils._api.environment import VARIABLES
from unit.support.fakes import Script, envelope

ROWS = [
    {"id": "2", "name": "Acme Ltd", "parent": 1, "web_password": "x", "callerid": "12125550100", "web_pass": "y"},
    {"id": 3, "name": "{{ 7 * 6 }}", "parent": 1},
]
DEFAULTS = dict.fromkeys(("cache", "strict", "use_extra_vars", "include_deleted"), False)
DEFAULTS |= dict.fromkeys(
    ("name_contains", "parent", "recursive", "auth_token", "ca_path", "client_cert", "client_key")
)
DEFAULTS.update(compose={}, groups={}, keyed_groups=[], columns=[], leading_separator=True)
DEFAULTS.update(api_url="https://pbx.example.com", auth_username="admin", auth_password="pass{{ word }}")
DEFAULTS.update(validate_certs=True, timeout=30.0, retries=0, retry_max_delay=30.0)


MASKED = ("********", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")


def definitions():
    """The options as the plugin documents them."""
    known = {**yaml.safe_load(customers.DOCUMENTATION)["options"]}
    known.update(yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"])
    return known


class Playing:
    """The plugin with options, over a transport of the tests, and what it filled."""

    def __init__(
        self, patch, script, cached=None, environment=("auth_username", "auth_password"), config=None, **options
    ):
        self.script = script
        self.inventory = InventoryData()
        self.plugin = customers.InventoryModule()
        self.cache = {}
        self.warnings = []
        self.clients = []
        values = {**DEFAULTS, **options}
        origins = {name: "env: ENSWITCH" if name in environment else "Direct" for name in values}
        plugin = self.plugin
        for name in environment:
            patch.setenv(VARIABLES[name], values[name] or "")
        plugin._defs = {name: {"aliases": ["url"]} if name == "api_url" else {} for name in values}
        patch.setattr(plugin, "_read_config_data", lambda path: config or values)
        patch.setattr(plugin, "get_option", lambda name, hostvars=None: values[name])
        patch.setattr(plugin, "get_option_and_origin", lambda name, hostvars=None: (values[name], origins[name]))
        patch.setattr(plugin, "load_cache_plugin", lambda: setattr(plugin, "_cache", self.cache))
        patch.setattr(plugin, "get_cache_key", lambda path: "key")
        patch.setattr(plugin.display, "warning", self.warnings.append)
        self.shown = []
        patch.setattr(plugin.display, "display", lambda text, stderr: self.shown.append((text, stderr)))
        patch.setattr(customers, "Client", self._client)
        if cached is not None:
            self.cache[self.key] = cached

    @property
    def key(self):
        """Under which key the plugin keeps the customers."""
        return self.plugin._cache_key("customers.enswitch.yml", self.plugin._connection(), self.plugin._columns())

    def _client(self, connection, read_only, watcher):
        self.clients.append((connection, read_only))
        watcher._clock = iter(range(0, 600, 6)).__next__
        return Client(connection, read_only=read_only, transport=self.script, watcher=watcher)

    def parse(self, cache=True):
        self.plugin.parse(self.inventory, DataLoader(), "customers.enswitch.yml", cache)
        return {name: host.get_vars() for name, host in self.inventory.hosts.items()}


@pytest.fixture
def playing(monkeypatch):
    def make(*entries, **options):
        return Playing(monkeypatch, Script(*(entries or [envelope("200", data=ROWS)])), **options)

    return make


OWN = ["customers.enswitch.yml", "a.b.enswitch.yaml", ".enswitch.yml"]


@pytest.mark.parametrize(
    "name", [*OWN, "enswitch.yml", "customers.enswitch.json", "customers.enswitch.yml.bak", "customers.yml"]
)
def test_files_by_their_ending(tmp_path, name):
    path = tmp_path / name
    # One that is not there is nobody's.
    assert customers.InventoryModule().verify_file(str(path)) is False
    path.write_text("plugin: telephony.enswitch.customers\n", encoding="utf-8")
    assert customers.InventoryModule().verify_file(str(path)) is (name in OWN)


def test_hosts_and_their_variables(playing):
    hosts = playing().parse()
    assert set(hosts) == {"acme_ltd_2", "7_6_3"}
    assert hosts["acme_ltd_2"]["enswitch_customer_id"] == 2
    assert hosts["acme_ltd_2"]["enswitch_customer_name"] == "Acme Ltd"
    assert hosts["acme_ltd_2"]["enswitch_customer"] == {"parent": 1}
    assert hosts["7_6_3"]["enswitch_customer_name"] == "{{ 7 * 6 }}"


def test_the_client_can_only_read_and_is_closed(playing):
    played = playing()
    played.parse()
    ((connection, read_only),) = played.clients
    assert read_only is True and played.script.closed
    assert connection.url == "https://pbx.example.com/api/json/"


@pytest.mark.parametrize(
    "options, sent",
    [
        ({}, {"deleted": "0"}),
        ({"name_contains": "Ltd", "parent": 5}, {"name": "Ltd", "parent": "5", "deleted": "0"}),
        ({"include_deleted": True}, {"deleted": "-1"}),
        ({"recursive": True}, {"recursive": "1", "deleted": "0"}),
        ({"recursive": False}, {"recursive": "0", "deleted": "0"}),
    ],
)
def test_filters_are_parameters(playing, options, sent):
    played = playing(**options)
    played.parse()
    function, parameters = played.script.calls[0]
    assert function == "customers/list"
    chosen = ("name", "parent", "deleted", "recursive")
    assert {name: parameters[name] for name in chosen if name in parameters} == sent
    assert parameters["directory"] == "-1"


def test_what_is_cached_is_not_asked_for(playing):
    played = playing(cached=[{"id": 9, "name": "Cached"}], cache=True)
    assert set(played.parse()) == {"cached_9"}
    assert played.script.calls == []


@pytest.mark.parametrize("cached, cache", [(None, True), ([{"id": 9, "name": "Old"}], False)])
def test_what_is_not_cached_or_flushed_is_asked_for_and_kept(playing, cached, cache):
    played = playing(cached=cached, cache=True)
    assert set(played.parse(cache)) == {"acme_ltd_2", "7_6_3"}
    assert [row["id"] for row in played.cache[played.key]] == [2, 3]
    # Neither what is secret, nor marks that the cache cannot hold.
    assert played.cache[played.key][0] == {"id": 2, "name": "Acme Ltd", "parent": 1}
    assert played.cache[played.key][1]["name"].__class__ is str


def test_what_was_kept_for_something_else_is_not_used(playing):
    nobody = {"auth_username": None, "auth_password": None, "environment": ("auth_token",)}
    others = [
        *({"api_url": "https://staging.example.com"}, {"auth_username": "other"}),
        *({"auth_token": token, **nobody} for token in ("one", "two")),
        *({"name_contains": "Ltd"}, {"parent": 2}, {"recursive": True}, {"recursive": False}),
        *({"include_deleted": True}, {"columns": ["callerid"]}),
    ]
    keys = {playing(cache=True, **options).key for options in ({}, *others)}
    assert len(keys) == 11
    assert not any(word in key for key in keys for word in ("admin", "one", "two", "pbx"))


def test_another_spelling_of_the_address_uses_what_is_kept(playing):
    spellings = ("https://PBX.example.com", "https://pbx.example.com:443/api/json", "https://pbx.example.com//")
    assert len({playing(cache=True, api_url=url).key for url in ("https://pbx.example.com", *spellings)}) == 1


def test_a_new_password_of_the_same_account_uses_what_is_kept(playing):
    kept = playing(cache=True)
    changed = playing(cache=True, auth_password="another", retries=5, timeout=1.0)
    assert kept.key == changed.key


def test_further_columns_are_kept(playing):
    played = playing(columns=["callerid", "never", "parent"])
    assert played.parse()["acme_ltd_2"]["enswitch_customer"] == {"parent": 1, "callerid": "12125550100"}


def problem(played):
    with pytest.raises(AnsibleParserError) as caught:
        played.parse()
    return str(caught.value)


@pytest.mark.parametrize("column", ["web_pass", "sippass", "api_key", "pincode", "Secret", "auth_token", "userPIN"])
def test_a_secret_column_is_refused_by_its_name(playing, column):
    played = playing(columns=["callerid", column])
    assert "columns: '{0}' may hold a password".format(column) in problem(played)
    assert played.script.calls == []


@pytest.mark.parametrize(
    "option, more",
    [("name_contain", "; did you mean 'name_contains'?"), ("qzx", "."), (True, ".")],
)
def test_an_option_that_does_not_exist_is_an_error(playing, option, more):
    config = {"plugin": "telephony.enswitch.customers", "url": "https://a.b", "strict": True, option: 1}
    played = playing(config=config)
    played.plugin._defs["plugin"] = {}
    assert problem(played) == "'{0}' is not an option of telephony.enswitch.customers{1}".format(option, more)
    assert played.script.calls == []


def test_without_the_option_nothing_is_cached(playing):
    played = playing(cached=[{"id": 9, "name": "Old"}])
    assert set(played.parse()) == {"acme_ltd_2", "7_6_3"}
    assert played.cache[played.key] == [{"id": 9, "name": "Old"}]


def test_what_comes_from_the_environment_is_no_template(playing):
    played = playing()
    played.parse()
    assert played.script.calls[0][1]["auth_password"] == "pass{{ word }}"


@pytest.mark.parametrize("result, sent", [("looked up", "looked up"), (12345678, "12345678")])
def test_what_the_file_holds_is_a_template_and_its_result_is_text(playing, monkeypatch, result, sent):
    played = playing(environment=("api_url",))

    class Templar:
        def template(self, value):
            return result if value == "pass{{ word }}" else value

    parse = played.plugin._customers
    monkeypatch.setattr(
        played.plugin, "_customers", lambda *a: (setattr(played.plugin, "templar", Templar()), parse(*a))[1]
    )
    monkeypatch.setattr(played.plugin, "_add", lambda row: None)
    played.parse()
    assert played.script.calls[0][1]["auth_password"] == sent


def test_an_account_of_the_file_is_not_mixed_with_that_of_the_environment(playing, monkeypatch):
    monkeypatch.setenv("ENSWITCH_TOKEN", "reseller")
    played = playing(environment=("api_url",))
    monkeypatch.setattr(played.plugin, "templar", played, raising=False)
    monkeypatch.setattr(played, "template", lambda value: value, raising=False)
    played.plugin._read(played.plugin._connection(), ("parent",))
    sent = played.script.calls[0][1]
    assert "auth_token" not in sent and (sent["auth_username"], sent["auth_password"]) == ("admin", "pass{{ word }}")


def test_an_error_is_one_sentence_with_its_hint(playing):
    played = playing(envelope("402", message="Your role does not allow this."))
    with pytest.raises(AnsibleParserError) as caught:
        played.parse()
    assert str(caught.value) == (
        "customers/list failed with code 402: Your role does not allow this. The role of this account does not allow "
        "the call. It needs the role reseller (callshop or commerce)."
    )
    assert caught.value.__cause__ is None and caught.value.__context__ is None
    assert played.script.closed


@pytest.mark.parametrize(
    "option, value, words",
    [
        *(
            ("name_contains", value, "put it in quotes")
            for value in (False, 1.5, -3, datetime.date(2026, 1, 1), ["NO"])
        ),
        *(("columns", value, "columns[0] must be text") for value in (True, [False], [1.5, "callerid"])),
        *(("auth_username", True, "put it in quotes"), ("username", False, "username must be text")),
        *(("parent", True, "must be a number"), ("timeout", True, "must be a number")),
        # Ansible makes false of a word that it does not know.
        *(("validate_certs", value, "must be a boolean") for value in ("ture", 2, 1.5, [True])),
        *(("name_contains", value, "holds a mask") for value in MASKED),
        *(("columns", [value], "holds a mask") for value in MASKED),
    ],
)
def test_what_yaml_or_ansible_has_changed_is_refused(playing, option, value, words):
    played = playing(config={"plugin": "telephony.enswitch.customers", option: value})
    played.plugin._defs = definitions()
    assert words in problem(played)
    assert played.script.calls == []


@pytest.mark.parametrize(
    "option, value",
    [
        *(("name_contains", value) for value in ("NO", "1.50", 123, None, object())),
        *(("columns", value) for value in ("callerid", ["callerid", 7], [])),
        *(("validate_certs", value) for value in (True, "yes", "No", 1, "0", None)),
        *(("parent", 5), ("parent", "5"), ("timeout", 1.5)),
    ],
)
def test_what_is_as_it_was_written_is_taken(playing, option, value):
    played = playing(config={"plugin": "telephony.enswitch.customers", option: value})
    played.plugin._defs = definitions()
    assert set(played.parse()) == {"acme_ltd_2", "7_6_3"}


@pytest.mark.parametrize("option", ["api_url", "auth_username", "auth_password", "ca_path"])
@pytest.mark.parametrize("masked", MASKED)
def test_a_mask_is_no_account(playing, option, masked):
    everything = ("api_url", "auth_username", "auth_password", "ca_path")
    config = {"plugin": "telephony.enswitch.customers"}
    played = playing(environment=everything, config=config, **{"ca_path": "", option: "x" + masked})
    played.plugin._defs["plugin"] = {}
    assert VARIABLES[option] in problem(played) and played.script.calls == []


def test_what_is_secret_within_a_column_is_left_out(playing):
    settings = {"sip_password": "p", "x": 1, "lines": [{"pin": 7, "name": "a"}, 5]}
    played = playing(envelope("200", data=[{"id": 2, "name": "Acme", "settings": settings}]), columns=["settings"])
    kept = {"x": 1, "lines": [{"name": "a"}, 5]}
    assert played.parse()["acme_2"]["enswitch_customer"] == {"settings": kept}


def test_an_error_ends_with_its_hint(playing):
    assert problem(playing(retries=-1)) == "retries cannot be -1. retries must be 0 or more."


def test_the_library_that_is_missing_is_named(playing, monkeypatch):
    monkeypatch.setattr(customers, "REQUESTS_IMPORT_ERROR", "Traceback")
    assert "requests" in problem(playing())


def test_long_lists_say_on_stderr_how_far_they_are(playing, monkeypatch):
    played = playing()
    played.parse()
    assert played.shown == [("customers listed: 2, 0.3/s", True), ("customers listed: 2, 0.2/s", True)]
    monkeypatch.setenv("ENSWITCH_PROGRESS", "off")
    played = playing()
    played.parse()
    assert played.shown == []


@pytest.mark.parametrize("url, warned", [("http://pbx.example.com", 1), ("http://127.0.0.1:80", 0), ("https://a.b", 0)])
def test_an_address_that_is_not_encrypted_raises_a_warning(playing, url, warned):
    played = playing(api_url=url)
    played.parse()
    assert len(played.warnings) == warned
