# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes whose answer was lost: whatever happens, there is never a second campaign."""

from __future__ import annotations

import typing as t

import pytest
from integration.playing import Case, CaseOutcome, Player

pytestmark = pytest.mark.any_core

SURVEY: dict[str, t.Any] = {"customer": 2, "name": "Survey", "dtype": "queue", "dnumber": "200"}
SEED = {"campaigns": [{**SURVEY, "id": 11}, {**SURVEY, "id": 12, "name": "Another"}]}
WISHES = {
    "create": {**SURVEY, "name": "New"},
    "update": {**SURVEY, "dnumber": "201"},
    "delete": {"customer": 2, "name": "Survey", "state": "absent"},
}
SOON = {"retries": 2, "retry_max_delay": 0}
# What becomes of the answer -> whether the work was done.
LOST: dict[str, tuple[dict[str, t.Any], bool]] = {
    "dropped after": ({"kind": "drop_after"}, True),
    "dropped before": ({"kind": "drop_before"}, False),
    "cut off": ({"kind": "truncated"}, True),
    "empty": ({"kind": "empty"}, True),
    "HTTP 502 after": ({"kind": "status", "status": 502, "done": True}, True),
    "HTTP 502 before": ({"kind": "status", "status": 502}, False),
    "page of a proxy": ({"kind": "html", "done": True}, True),
    # The answer takes longer than anybody waits for it.
    "too late": ({"kind": "delay", "seconds": 8}, True),
}
# A creation that leaves no trace within the time in which it is looked for is left to the next run.
LEFT = [("create", how) for how, (_fault, done) in LOST.items() if not done]
MATRIX = [
    (what, how)
    for what in WISHES
    for how in LOST
    # The update and the deletion take the ways that differ.
    if (what == "create" or how in ("dropped after", "dropped before", "too late")) and (what, how) not in LEFT
]


@pytest.fixture(scope="module")
def lost(play: Player) -> dict[str, CaseOutcome]:
    cases = []
    for what, how in MATRIX + LEFT:
        fault = {"function": f"bulk/campaigns/{what}", "count": 1, **LOST[how][0]}
        patience = {"timeout": 2} if how == "too late" else {}
        cases.append(
            Case(f"{what}: {how}", {**WISHES[what], **SOON, **patience}, seed=SEED, faults=[fault], again=True)
        )
    # It may have been done, and nobody can tell: all looks fail.
    blind = [{"function": "bulk/campaigns/create", "kind": "drop_after"}]
    blind += [{"function": "bulk/campaigns/list", "kind": "status", "status": 503, "after": 1, "count": 3}]
    cases.append(Case("blind", {**WISHES["create"], **SOON}, seed=SEED, faults=blind, again=True))
    # The gateway gave up, and what it gave up on may still be done.
    gone = [{"function": "bulk/campaigns/create", "kind": "status", "status": 504}]
    cases.append(Case("gave up", {**WISHES["create"], **SOON}, seed=SEED, faults=gone, again=True))
    refused = [{"function": "bulk/campaigns/create", "kind": "status", "status": 429, "retry_after": 0}]
    cases.append(Case("not let in", {**WISHES["create"], **SOON}, seed=SEED, faults=refused, again=True))
    return play.cases(cases)


def _names(case: CaseOutcome) -> list[str]:
    return sorted(row["name"] for row in case.campaigns)


AFTER = {
    "create": ["Another", "New", "Survey"],
    "update": ["Another", "Survey"],
    "delete": ["Another"],
}


@pytest.mark.parametrize(("what", "how"), MATRIX)
def test_the_result_is_found(lost: dict[str, CaseOutcome], what: str, how: str) -> None:
    case = lost[f"{what}: {how}"]
    assert case.result.get("operation") == what + "d", case.result
    assert case.result["changed"] is True
    assert [call["took_effect"] for call in case.writes] == ([True] if LOST[how][1] else [False, True])
    assert _names(case) == AFTER[what]
    if what == "create":
        (row,) = [row for row in case.campaigns if row["name"] == "New"]
        assert case.result["id"] == case.result["campaign"]["id"] == row["id"]
    if what == "update":
        assert case.result["campaign"]["dnumber"] == case.campaigns[0]["dnumber"] == "201"


@pytest.mark.parametrize(("what", "how"), LEFT)
def test_a_creation_that_leaves_no_trace_is_left_to_the_next_run(
    lost: dict[str, CaseOutcome], what: str, how: str
) -> None:
    case = lost[f"{what}: {how}"]
    assert case.error["retryable"] is True and case.result["changed"] is False
    assert "not known" in case.result["msg"] and "Run the task again" in case.result["msg"]
    assert len(case.writes) == 1 and "New" not in _names(case)
    again = case.again
    assert again is not None and again.result["operation"] == "created" and len(again.writes) == 1
    assert _names(again) == AFTER["create"]


@pytest.mark.parametrize(("what", "how"), MATRIX)
def test_the_second_run_finds_nothing_to_do(lost: dict[str, CaseOutcome], what: str, how: str) -> None:
    again = lost[f"{what}: {how}"].again
    assert again is not None
    assert (again.result.get("operation"), again.result["changed"]) == ("unchanged", False)
    assert again.writes == [] and _names(again) == AFTER[what]


def test_where_nobody_can_look_the_task_fails_and_may_be_repeated(lost: dict[str, CaseOutcome]) -> None:
    case = lost["blind"]
    assert case.error["retryable"] is True
    assert case.error["function"] == "bulk/campaigns/create"
    assert "not known" in case.result["msg"] and "HTTP 503" in case.result["msg"]
    assert len(case.writes) == 1
    assert case.again and case.again.result["operation"] == "unchanged"
    assert _names(case.again) == AFTER["create"]


def test_what_may_still_be_done_is_not_sent_again(lost: dict[str, CaseOutcome]) -> None:
    case = lost["gave up"]
    assert case.error["retryable"] is True and case.error["http_status"] == 504
    assert len(case.writes) == 1
    # It looked more than once.
    assert case.functions.count("bulk/campaigns/list") > 1 + 1
    assert case.again and case.again.result["operation"] == "created"
    assert _names(case.again) == AFTER["create"]


def test_what_was_not_let_in_is_sent_again(lost: dict[str, CaseOutcome]) -> None:
    case = lost["not let in"]
    assert case.result["operation"] == "created"
    assert [call["took_effect"] for call in case.writes] == [False, True]
    assert case.functions == ["bulk/campaigns/list", *["bulk/campaigns/create"] * 2, "bulk/campaigns/list"]
