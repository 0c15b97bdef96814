# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A sample of the table as real playbooks, with the installed collection and the simulator's server."""

from __future__ import annotations

import typing as t

import pytest
from faults.inprocess import Ended
from faults.kinds import KINDS, Kind
from faults.rules import CREATES, expected, judge_journal
from faults.scenarios import CAMPAIGN, RETRIES, SCENARIOS, Scenario
from integration.cases import Case, Played, Told
from integration.conftest import collections_path, play, server
from integration.playing import Player

__all__ = ["collections_path", "play", "server"]

BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
BY_KIND = {kind.name: kind for kind in KINDS}
# Each module, and the call in it that is disturbed.
CALLS = {
    "campaign created": ("bulk/campaigns/create", True),
    "campaign updated": ("bulk/campaigns/update", True),
    "campaign deleted": ("bulk/campaigns/delete", True),
    "check: campaign created": ("bulk/campaigns/create", False),
    "campaigns, with purge": ("bulk/campaigns/create", True),
    "campaign info": ("bulk/campaigns/list", False),
    "numbers added": ("bulk/destinations/create", True),
    "numbers purged": ("bulk/destinations/delete", True),
    "numbers listed": ("bulk/destinations/list", False),
    "hours created": ("timegroups/create", True),
    "hours listed": ("timegroups/periods/list", False),
    "preflight": ("bulk/campaigns/list", False),
}
# To each of them: an answer that is lost when its work is done, and a call that is not let in. What else can be lost,
# and what takes its time: to a write that must not be sent twice, to one that may be, and to a reading.
ALL = ["dropped after", "429 with a date"]
SOME = {
    "numbers added": ["dropped before", "dropped, done after the task", "slow, done first", "slow headers", "code 500"],
    # It may be sent again: only here, what was lost is looked for during some seconds and then sent again.
    "campaign updated": ["dropped before", "code 500, done"],
    "campaign info": ["dropped before", "slow, done first", "slow headers", "code 500"],
}
TABLE = [(scenario, kind) for scenario in CALLS for kind in ALL + SOME.get(scenario, [])]


def case(scenario: Scenario, kind: Kind) -> Case:
    """One cell. What takes no time in this process has to be short here."""
    options = {**scenario.options, "timeout": 1, "retries": RETRIES, "retry_max_delay": 0.05}
    options = options if kind.category == "timeout" else {**options, "timeout": 30}
    function, write = CALLS[scenario.name]
    fault: dict[str, t.Any] = {"function": function, **(kind.fault or {})}
    if kind.category == "timeout":
        fault["seconds"] = 2
    # A delete has no validation mode, and a fault of it no choice.
    if function.endswith(("create", "update")):
        fault["validation"] = not write
    return Case(
        f"{scenario}, {kind}",
        options,
        scenario.module,
        check=scenario.check,
        seed=scenario.seed,
        server=scenario.server,
        faults=[fault],
    )


@pytest.fixture(scope="module")
def played(play: Player) -> Told:
    cases = [case(BY_NAME[scenario], BY_KIND[kind]) for scenario, kind in TABLE]
    for name in CALLS:
        one = BY_NAME[name]
        cases.append(Case(f"{name}, clean", one.options, one.module, check=one.check, seed=one.seed, server=one.server))
    return Played(play)(cases)


def told(result: dict[str, t.Any]) -> dict[str, t.Any]:
    """What a task reports, without what depends on the number of calls, and on how Ansible calls it."""
    return {name: value for name, value in result.items() if name not in ("requests", "invocation", "warnings")}


@pytest.mark.parametrize("name, fault", TABLE)
def test_a_playbook_ends_as_the_table_says(played: Told, name: str, fault: str) -> None:
    outcome, clean = played[f"{name}, {fault}"], played[f"{name}, clean"]
    scenario, kind = BY_NAME[name], BY_KIND[fault]
    function, write = CALLS[name]
    wanted = expected(kind, write, write and function in CREATES, forever=False, soft=False)
    assert outcome.result["failed"] is not wanted.ok, outcome.result
    before = {(CAMPAIGN, row["dnumber"]): row["status"] for row in scenario.seed.get("destinations", [])}
    assert not list(judge_journal(scenario.check, ([], before, []), outcome.journal))
    assert len([call for call in outcome.journal if call["fault"]]) == 1
    effects = sum(call["took_effect"] for call in outcome.journal)
    if wanted.ok:
        assert told(outcome.result) == told(clean.result)
        assert outcome.state["campaigns"] == clean.state["campaigns"]
        assert outcome.state["destinations"] == clean.state["destinations"]
        assert effects == sum(call["took_effect"] for call in clean.journal)
    else:
        error = outcome.error
        assert (error["category"], error["retryable"]) == (kind.category, wanted.retryable)
        assert error["function"] in outcome.result["msg"] and error["hint"]
        assert Ended(True, outcome.result, []).error == error
        assert outcome.result["changed"] is (effects > 0)
