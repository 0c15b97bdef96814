# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks for many customers: apply.yml brings back what export.yml wrote; per_customer.yml over customers."""

from __future__ import annotations

import re
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
]

SEED = {
    "customers": [{"id": 10, "name": "Smith, Jones & Partners", "parent": 1}],
    "campaigns": [
        *({"id": 100 + number, "name": name, "customer": 2, "enabled": 0} for number, name in enumerate(ODD)),
        {"id": 120, "name": "Calls", "customer": 3, "description": "{{ lookup('pipe', 'id') }}", "dnumber": "007"},
        {"id": 121, "name": "Calls", "customer": 10, "timegroup": 3, "retry": 60, "keep_agents_available": -1},
    ],
}


class Exported(t.NamedTuple):
    """What came of: export, look at the file, change the platform, apply in check mode, apply, apply again."""

    text: str
    before: list[dict[str, t.Any]]
    untouched: Outcome
    check: Outcome
    applied: Outcome
    again: Outcome
    check_calls: list[dict[str, t.Any]]
    after: list[dict[str, t.Any]]
    last_calls: list[dict[str, t.Any]]


def environment(server: Simulator) -> dict[str, str]:
    return {"ENSWITCH_URL": server.url, "ENSWITCH_USERNAME": "admin", "ENSWITCH_PASSWORD": PASSWORDS["admin"]}


@pytest.fixture(scope="module")
def exported(play: Player, server: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    file = tmp_path_factory.mktemp("export") / "campaigns.yml"
    playbooks = play.installed / "playbooks"
    customers = ["Acme Ltd", 3, "Smith, Jones & Partners"]

    def run(name: str, check: bool = False, **variables: t.Any) -> Outcome:
        return play(playbooks / name, check=check, diff=check, extra_vars=variables, env=environment(server))

    def apply(check: bool = False) -> Outcome:
        return run("apply.yml", check, apply_file=str(file), apply_purge=True, apply_max_deletions=2)

    server.reset()
    server.seed(**SEED)
    outcome = run("export.yml", export_customers=customers, export_file=str(file))
    assert outcome.rc == 0, outcome.stdout
    assert file.stat().st_mode & 0o777 == 0o600
    before = server.state()["campaigns"]
    server.clear_journal()
    untouched = apply()
    # Somebody changes a campaign, and creates two.
    server.seed(
        campaigns=[
            {**SEED["campaigns"][-1], "retry": 3600, "keep_agents_available": 0},
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
        file.read_text(encoding="utf-8"),
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
    (result,) = outcome.results
    return {name: number for name, number in result["summary"].items() if number}


def test_the_export_is_plain_yaml(exported: Exported) -> None:
    assert exported.text.startswith("---\n")
    campaigns = yaml.safe_load(exported.text)["campaigns"]
    assert [campaign["name"] for campaign in campaigns] == [*ODD, "Calls", "Calls"]
    assert campaigns[-1]["timegroup"] == 3 and campaigns[0]["enabled"] is False
    assert campaigns[-2]["dnumber"] == "007"


def test_applied_as_it_is_it_changes_nothing(exported: Exported) -> None:
    assert summary(exported.untouched) == {"unchanged": 12}


def test_check_mode_says_what_apply_does(exported: Exported) -> None:
    assert summary(exported.check) == summary(exported.applied) == {"updated": 1, "deleted": 2, "unchanged": 11}
    assert [call for call in exported.check_calls if call["write"]] == []
    assert [call["function"] for call in exported.check_calls if call["validation"]] == ["bulk/campaigns/update"]
    assert "Not in the file" in exported.check.stdout


def test_afterwards_the_platform_is_as_it_was(exported: Exported) -> None:
    assert exported.after == exported.before
    assert summary(exported.again) == {"unchanged": 12}
    assert [call["function"] for call in exported.last_calls] == ["bulk/campaigns/list"] * 3


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
