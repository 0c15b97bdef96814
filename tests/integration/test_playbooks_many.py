# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks for many customers: apply.yml brings back what export.yml wrote; per_customer.yml over customers."""

from __future__ import annotations

import pathlib
import re
import subprocess
import typing as t

import pytest
import yaml
from integration.playing import PASSWORDS, Outcome, Player
from simulator.testing import Simulator

# Text that YAML, Jinja2 or a form could take for something else.
ODD = [
    "{{ 7 * 6 }}",
    "{% raw %}",
    "yes",
    "0310",
    "null",
    "- a: b # c",
    "quotes \" and '",
    "Ünïcode 🙂",
    " blanks ",
    "a\nb",
    # YAML and Python end a line here too.
    "a\u2028b\x85c",
]

SEED = {
    "customers": [{"id": 10, "name": "Smith, Jones & Partners", "parent": 1}],
    "campaigns": [
        *({"id": 100 + number, "name": name, "customer": 2, "enabled": 0} for number, name in enumerate(ODD)),
        {"id": 120, "name": "Calls", "customer": 3, "description": "{{ lookup('pipe', 'id') }}", "dnumber": "007"},
        {"id": 121, "name": "Calls", "customer": 10, "timegroup": 3, "retry": 60, "keep_agents_available": -1},
    ],
}


FILES = ["acme_ltd_2", "globex_sohne_3", "smith_jones_partners_10"]


class Exported(t.NamedTuple):
    """What came of: export, look at the files, change the platform, apply in check mode, apply, apply again."""

    folder: pathlib.Path
    shown: list[str]
    texts: dict[str, str]
    before: list[dict[str, t.Any]]
    untouched: Outcome
    check: Outcome
    applied: Outcome
    again: Outcome
    check_calls: list[dict[str, t.Any]]
    after: list[dict[str, t.Any]]
    last_calls: list[dict[str, t.Any]]


# What a file holds.
GLOBEX = "campaigns: [{id: 101, name: Here, customer: 3}]"


def environment(server: Simulator) -> dict[str, str]:
    return {"ENSWITCH_URL": server.url, "ENSWITCH_USERNAME": "admin", "ENSWITCH_PASSWORD": PASSWORDS["admin"]}


def messages(outcome: Outcome) -> list[str]:
    """What the playbook said."""
    return [str(line.result["msg"]) for line in outcome.lines if "msg" in line.result and line.name.startswith("Say")]


def exporting(play: Player, server: Simulator, check: bool = False, **variables: t.Any) -> Outcome:
    # By its name, as users do; PWD may be another folder, for example under a scheduler.
    env = {**environment(server), "PWD": "/"}
    return play(pathlib.Path("telephony.enswitch.export"), check=check, extra_vars=variables, env=env)


def applying(play: Player, server: Simulator, **variables: t.Any) -> Outcome:
    return play(pathlib.Path("telephony.enswitch.apply"), extra_vars=variables, env=environment(server))


@pytest.fixture(scope="module")
def exported(play: Player, server: Simulator) -> Exported:
    server.reset()
    server.seed(**SEED)
    outcome = exporting(play, server, export_customers=["Acme Ltd", 3, "Smith, Jones & Partners"])
    assert outcome.rc == 0, outcome.stdout
    # Where the playbook was run.
    (folder,) = {path.parent for path in play._folder.glob(f"run{play._runs}/acme_ltd_2.campaigns.yml")}
    written = sorted(folder.glob("*.campaigns.yml"))
    assert {file.stat().st_mode & 0o777 for file in written} == {0o600}

    def apply(check: bool = False) -> Outcome:
        variables = {"apply_dir": str(folder), "apply_purge": True, "apply_max_deletions": 2}
        playbook = pathlib.Path("telephony.enswitch.apply")
        return play(playbook, check=check, diff=check, extra_vars=variables, env=environment(server))

    before = server.state()["campaigns"]
    server.clear_journal()
    untouched = apply()
    # Somebody changes a campaign, and creates two.
    server.seed(
        campaigns=[
            {**SEED["campaigns"][-1], "retry": 3600, "keep_agents_available": 0, "maximum": 9, "enabled": 0},
            {"id": 200, "name": "Not in the file", "customer": 2},
            {"id": 201, "name": "Not in the file", "customer": 3},
        ]
    )
    server.clear_journal()
    check = apply(check=True)
    check_calls = server.journal()
    applied = apply()
    server.clear_journal()
    again = apply()
    return Exported(
        folder,
        messages(outcome),
        {file.name: file.read_text(encoding="utf-8") for file in written},
        before,
        untouched,
        check,
        applied,
        again,
        check_calls,
        server.state()["campaigns"],
        server.journal(),
    )


def summary(outcome: Outcome) -> dict[str, int]:
    """What bulk_campaigns did, without what it did not."""
    assert outcome.rc == 0, outcome.stdout
    (result,) = (result for result in outcome.results if "summary" in result)
    return {name: number for name, number in result["summary"].items() if number}


def test_the_export_is_a_file_for_each_customer_where_the_user_stands(exported: Exported) -> None:
    assert list(exported.texts) == [f"{name}.campaigns.yml" for name in FILES]
    assert exported.shown == [f"13 campaigns of 3 customers are in {exported.folder}: {', '.join(exported.texts)}"]


def test_the_export_is_plain_yaml(exported: Exported) -> None:
    campaigns = []
    for text in exported.texts.values():
        assert text.startswith("---\n")
        campaigns += yaml.safe_load(text)["campaigns"]
    assert [campaign["name"] for campaign in campaigns] == [*ODD, "Calls", "Calls"]
    assert [campaign["customer"] for campaign in campaigns[-2:]] == ["Globex & Söhne", "Smith, Jones & Partners"]
    assert campaigns[-1]["timegroup"] == "Public holidays" and campaigns[0]["enabled"] is False
    assert campaigns[-2]["dnumber"] == "007"


def test_each_campaign_has_a_heading_for_git(exported: Exported) -> None:
    text = exported.texts["smith_jones_partners_10.campaigns.yml"]
    assert text == (
        "---\n"
        "campaign Calls (121): &campaign_121\n"
        "  name: Calls\n"
        "  customer: Smith, Jones & Partners\n"
        "  id: 121\n"
        "  dtype: phone\n"
        "  dnumber: '100'\n"
        "  attempts: 1\n"
        "  callerid: ''\n"
        "  description: ''\n"
        "  machine: failed\n"
        "  maximum: 1\n"
        "  keep_agents_available: -1\n"
        "  owner: 0\n"
        "  recordgroup: 0\n"
        "  retry: 60\n"
        "  success: answer\n"
        "  timegroup: Public holidays\n"
        "\n"
        "campaigns:\n"
        "  - *campaign_121\n"
    )
    for file in exported.texts.values():
        # git takes a line that begins with a letter for the heading of what follows.
        headings = re.findall(r"^campaign [^:#'\"]*\((\d+)\): &campaign_\1$", file, re.MULTILINE)
        assert headings == re.findall(r"^  id: (\d+)$", file, re.MULTILINE) and headings


def test_the_diff_of_two_exports_says_which_campaign_has_changed(exported: Exported, tmp_path: pathlib.Path) -> None:
    old = exported.texts["acme_ltd_2.campaigns.yml"]
    new = old.replace("  id: 107\n  dtype: phone\n  dnumber: '100'\n", "  id: 107\n  dtype: phone\n  dnumber: '200'\n")
    assert new != old
    for name, text in (("old", old), ("new", new)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    ran = subprocess.run(
        ["git", "diff", "--no-index", "-U2", "old", "new"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "@@ campaign Ünïcode (107): &campaign_107\n" in ran.stdout


def test_applied_as_it_is_it_changes_nothing(exported: Exported) -> None:
    assert summary(exported.untouched) == {"unchanged": 13}
    assert messages(exported.untouched) == [
        "3 files of campaigns: " + ", ".join(str(exported.folder / name) for name in exported.texts)
    ]


def test_check_mode_says_what_apply_does(exported: Exported) -> None:
    assert summary(exported.check) == summary(exported.applied) == {"updated": 1, "deleted": 2, "unchanged": 12}
    assert [call for call in exported.check_calls if call["write"]] == []
    assert [call["function"] for call in exported.check_calls if call["validation"]] == ["bulk/campaigns/update"]
    assert "Not in the file" in exported.check.stdout


def test_afterwards_the_platform_is_as_it_was(exported: Exported) -> None:
    # But for the campaign that was stopped meanwhile: a file does not start calls.
    stopped = SEED["campaigns"][-1]["id"]
    assert exported.after == [
        {**row, "enabled": int(row["id"] != stopped and row["enabled"])} for row in exported.before
    ]
    assert summary(exported.again) == {"unchanged": 13}
    lists = [call["function"] for call in exported.last_calls if call["function"] == "bulk/campaigns/list"]
    assert len(lists) == 3 and not any(call["write"] for call in exported.last_calls)


def test_what_is_gone_is_gone_from_its_file(play: Player, server: Simulator, tmp_path: pathlib.Path) -> None:
    server.reset()
    gone = tmp_path / "acme_ltd_2.campaigns.yml"
    gone.write_text("---\ncampaigns: [{name: Old, customer: 2}]\n", encoding="utf-8")
    outcome = exporting(play, server, export_dir=str(tmp_path))
    assert outcome.rc == 0, outcome.stdout
    assert gone.read_text(encoding="utf-8") == "---\ncampaigns: []\n"
    assert list(tmp_path.iterdir()) == [gone]


def test_who_cannot_be_read_is_named_and_keeps_its_file(
    play: Player, server: Simulator, tmp_path: pathlib.Path
) -> None:
    server.reset()
    server.seed(campaigns=[{"id": 100, "name": "There", "customer": 2}])
    outcome = play(
        pathlib.Path("telephony.enswitch.export"),
        extra_vars={"export_customers": [2, "Nobody"], "export_dir": str(tmp_path)},
        env=environment(server),
        warnings=["1 of 2 customers could not be read"],
    )
    assert outcome.rc != 0
    assert [file.name for file in tmp_path.iterdir()] == ["acme_ltd_2.campaigns.yml"]
    assert any(
        text.startswith("These customers could not be read") and "'Nobody'" in text for text in messages(outcome)
    )


def test_who_may_not_list_customers_exports_its_own(play: Player, server: Simulator, tmp_path: pathlib.Path) -> None:
    server.reset()
    server.seed(campaigns=[{"id": 100, "name": "There", "customer": 2}, {"id": 101, "name": "Not", "customer": 3}])
    account = {"ENSWITCH_USERNAME": "acme.admin", "ENSWITCH_PASSWORD": PASSWORDS["acme.admin"]}
    playbook = pathlib.Path("telephony.enswitch.export")
    outcome = play(playbook, extra_vars={"export_dir": str(tmp_path)}, env={**environment(server), **account})
    assert outcome.rc == 0, outcome.stdout
    assert [file.name for file in tmp_path.iterdir()] == ["acme_ltd_2.campaigns.yml"]
    assert messages(outcome) == [f"1 campaigns of 1 customers are in {tmp_path}: acme_ltd_2.campaigns.yml"]


def test_campaigns_without_a_name_are_brought_back_too(play: Player, server: Simulator, tmp_path: pathlib.Path) -> None:
    server.reset()
    server.seed(campaigns=[{"id": 100 + number, "name": "", "customer": 2, "maximum": 2} for number in range(2)])
    assert exporting(play, server, export_dir=str(tmp_path)).rc == 0
    (file,) = tmp_path.iterdir()
    assert "\ncampaign (100): &campaign_100\n  name: ''\n" in file.read_text(encoding="utf-8")
    assert summary(applying(play, server, apply_dir=str(tmp_path), apply_purge=True)) == {"unchanged": 2}
    file.write_text(file.read_text(encoding="utf-8").replace("maximum: 2", "maximum: 3"), encoding="utf-8")
    assert summary(applying(play, server, apply_dir=str(tmp_path), apply_purge=True)) == {"updated": 2}
    assert [(row["name"], row["maximum"]) for row in server.state()["campaigns"]] == [("", 3)] * 2


def test_check_mode_says_that_nothing_was_written(play: Player, server: Simulator, tmp_path: pathlib.Path) -> None:
    server.reset()
    server.seed(campaigns=[{"id": 100, "name": "There", "customer": 2}])
    outcome = exporting(play, server, check=True, export_dir=str(tmp_path))
    assert outcome.rc == 0, outcome.stdout
    assert messages(outcome) == [
        f"Nothing was written. 1 campaigns of 1 customers would be in {tmp_path}: acme_ltd_2.campaigns.yml"
    ]
    assert list(tmp_path.iterdir()) == []


def test_purge_passes_over_a_file_without_campaigns_and_says_so(
    play: Player, server: Simulator, tmp_path: pathlib.Path
) -> None:
    """It names no customer, and may be an export that went wrong."""
    server.reset()
    server.seed(campaigns=[{"id": 100, "name": "There", "customer": 2}, {"id": 101, "name": "Here", "customer": 3}])
    for name, text in {"acme_ltd_2": "campaigns: []", "none_4": "campaigns:", "globex_3": GLOBEX}.items():
        (tmp_path / f"{name}.campaigns.yml").write_text(f"---\n{text}\n", encoding="utf-8")
    kept = applying(play, server, apply_dir=str(tmp_path))
    purged = applying(play, server, apply_dir=str(tmp_path), apply_purge=True)
    assert summary(kept) == summary(purged) == {"unchanged": 1}
    assert not any("apply_purge" in message for message in messages(kept))
    (told,) = (message for message in messages(purged) if "apply_purge" in message)
    assert "of their customers: acme_ltd_2.campaigns.yml, none_4.campaigns.yml. " in told and "state: absent" in told
    assert [row["id"] for row in server.state()["campaigns"]] == [100, 101]


def test_apply_names_files_of_one_customer(play: Player, server: Simulator, tmp_path: pathlib.Path) -> None:
    """One of them may be of a former name of the customer."""
    server.reset()
    server.seed(campaigns=[{"id": 101, "name": "Here", "customer": 3}])
    for name in ("globex_3", "globex_limited_3", "wave_4", "plain"):
        text = GLOBEX if name.startswith("globex") else "campaigns: []"
        (tmp_path / f"{name}.campaigns.yml").write_text(f"---\n{text}\n", encoding="utf-8")
    outcome = applying(play, server, apply_dir=str(tmp_path))
    assert outcome.rc != 0
    (told,) = (message for message in messages(outcome) if "former name" in message)
    assert "end with the same ID: globex_3.campaigns.yml, globex_limited_3.campaigns.yml. " in told
    # Without one, nothing is said.
    (tmp_path / "globex_limited_3.campaigns.yml").unlink()
    outcome = applying(play, server, apply_dir=str(tmp_path))
    assert outcome.rc == 0 and not any("former name" in message for message in messages(outcome))


def test_without_files_apply_says_where_it_looked(play: Player, server: Simulator) -> None:
    outcome = play(pathlib.Path("telephony.enswitch.apply"), env=environment(server))
    assert outcome.rc != 0
    (said,) = (line.result["msg"] for line in outcome.lines if line.name == "Look whether there is anything")
    assert re.match(r"There is no file \*\.campaigns\.yml in /.*/run\d+\. Run the playbook", said)


# --- customers as hosts ------------------------------------------------------------------------------------


class PerCustomer(t.NamedTuple):
    """Three plays of per_customer.yml: one customer, then several in batches, then the same again."""

    one: Outcome
    several: Outcome
    again: Outcome
    after_one: list[dict[str, t.Any]]
    after_several: list[dict[str, t.Any]]
    last_calls: list[dict[str, t.Any]]


@pytest.fixture(scope="module")
def per_customer(play: Player, server: Simulator) -> PerCustomer:
    playbooks = play.installed / "playbooks"
    inventory = playbooks / "inventory" / "customers.enswitch.yml"

    def run(limit: str) -> Outcome:
        arguments = ["-i", str(inventory), "--limit", limit, "--forks", "2"]
        return play(playbooks / "per_customer.yml", arguments=arguments, env=environment(server))

    server.reset()
    server.seed(customers=[{"id": 10 + number, "name": f"Customer {number}", "parent": 3} for number in range(3)])
    one = run("acme_ltd_2")
    after_one = server.state()["campaigns"]
    several = run("parent_1:!no_dialler_inc_4")
    after_several = server.state()["campaigns"]
    server.clear_journal()
    again = run("parent_1:!no_dialler_inc_4")
    return PerCustomer(one, several, again, after_one, after_several, server.journal())


def recap(outcome: Outcome) -> dict[str, tuple[int, int, int]]:
    """ok, changed and failed of each host."""
    found = re.findall(r"^(\S+) +: ok=(\d+) +changed=(\d+) .*failed=(\d+) ", outcome.stdout, re.MULTILINE)
    return {host: (int(ok), int(changed), int(failed)) for host, ok, changed, failed in found}


def test_limit_chooses_the_customers(per_customer: PerCustomer) -> None:
    assert recap(per_customer.one) == {"acme_ltd_2": (2, 1, 0)}
    assert {row["customer"] for row in per_customer.after_one} == {2}
    assert recap(per_customer.several) == {"acme_ltd_2": (2, 0, 0), "globex_sohne_3": (2, 1, 0)}
    assert sorted((row["customer"], row["name"]) for row in per_customer.after_several) == [
        (2, "Payment reminders"),
        (2, "Welcome calls"),
        (3, "Payment reminders"),
        (3, "Welcome calls"),
    ]


def test_a_second_run_reads_once_for_each_customer(per_customer: PerCustomer) -> None:
    assert recap(per_customer.again) == {"acme_ltd_2": (2, 0, 0), "globex_sohne_3": (2, 0, 0)}
    # The inventory reads until nothing new comes.
    functions = sorted(call["function"] for call in per_customer.last_calls)
    assert functions == ["bulk/campaigns/list"] * 2 + ["customers/list"] * 2


def test_each_customer_is_shown_by_its_name(per_customer: PerCustomer) -> None:
    shown = {line.result["msg"] for line in per_customer.several.lines if line.name == "Show what was done"}
    assert len(shown) == 2 and any(text.startswith("Globex & Söhne: ") for text in shown)


def test_a_file_of_a_former_name_is_told(play: Player, server: Simulator, tmp_path: pathlib.Path) -> None:
    server.reset()
    server.seed(**SEED)
    for name in ("wave_77", "acme_limited_2", "plain"):
        (tmp_path / f"{name}.campaigns.yml").write_text("---\ncampaigns: []\n", encoding="utf-8")
    outcome = exporting(play, server, export_customers=["Acme Ltd", 3], export_dir=str(tmp_path))
    assert outcome.rc == 0, outcome.stdout
    told = [message for message in messages(outcome) if "former names" in message]
    assert len(told) == 1 and "another name now: acme_limited_2.campaigns.yml. If" in told[0]
    assert (tmp_path / "acme_limited_2.campaigns.yml").exists()
    # Without one, nothing is said.
    assert exporting(play, server, export_customers=[3], export_dir=str(tmp_path)).rc == 0
