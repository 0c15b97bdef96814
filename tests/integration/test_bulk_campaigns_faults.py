# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_campaigns: answers that are lost in the middle of many writes, and how it fares with a thousand of them."""

from __future__ import annotations

import collections
import typing as t

import pytest
from integration.playing import Case, CaseOutcome, Player
from integration.story import budget, connections, many, names, operations, story, survey

pytestmark = pytest.mark.any_core

LIST = "bulk/campaigns/list"
CREATE = "bulk/campaigns/create"
UPDATE = "bulk/campaigns/update"
DELETE = "bulk/campaigns/delete"

TWENTY = [survey(f"Survey {number}", customer=2 + number % 2) for number in range(20)]
THERE = {
    "campaigns": [
        {"id": 100 + number, "name": desired["name"], "customer": desired["customer"]}
        for number, desired in enumerate(TWENTY)
    ]
}


def fault(function: str, kind: str, after: int, count: int = 1, **more: t.Any) -> dict[str, t.Any]:
    return {"function": function, "kind": kind, "after": after, "count": count, **more}


def lost_answers(function: str) -> list[dict[str, t.Any]]:
    """Every way in which an answer can be lost, in the middle of the calls."""
    return [
        fault(function, "drop_after", 3, 2),
        fault(function, "truncated", 2),
        fault(function, "empty", 1),
        fault(function, "html", 1, done=True),
        fault(function, "status", 1, status=502, done=True),
        fault(function, "status", 0, status=429, retry_after=0),
    ]


def without_a_trace(function: str) -> list[dict[str, t.Any]]:
    """Calls that the platform never carries out, although they may have reached it."""
    return [
        fault(function, "drop_before", 2, 2),
        fault(function, "status", 1, status=503),
        fault(function, "code", 1, code=500),
    ]


@pytest.fixture(scope="module")
def lost(play: Player) -> dict[str, CaseOutcome]:
    def case(name: str, faults: list[dict[str, t.Any]], *campaigns: t.Mapping[str, t.Any], **options: t.Any) -> Case:
        seed = {} if "create" in name else THERE
        return Case(
            name, many(*campaigns, workers=8, **options), "bulk_campaigns", seed=seed, faults=faults, again=True
        )

    changed = [{**desired, "maximum": 3} for desired in TWENTY]
    late = [fault(CREATE, "delay", 4, 2, seconds=2.5), fault(CREATE, "delay_before", 2, 1, seconds=1.2)]
    return play.cases(
        [
            case("create", lost_answers(CREATE), *TWENTY),
            case("create late", late, *TWENTY, timeout=1, retry_max_delay=1),
            case("create, no trace", without_a_trace(CREATE), *TWENTY, on_error="continue"),
            case("update", lost_answers(UPDATE) + without_a_trace(UPDATE), *changed),
            case("delete", lost_answers(DELETE) + without_a_trace(DELETE), *TWENTY, state="absent"),
            case(
                "look fails too, create",
                [fault(CREATE, "drop_after", 5), {**fault(LIST, "code", 2, code=500), "count": None}],
                *TWENTY,
                on_error="continue",
            ),
        ],
        # Of each customer, all but the one whose answer was lost.
        warnings=("9 campaigns were written, but reading", "10 campaigns were written, but reading"),
    )


@pytest.mark.parametrize(
    "name, operation",
    [
        ("create", "created"),
        ("create late", "created"),
        ("update", "updated"),
        ("delete", "deleted"),
    ],
)
def test_a_lost_answer_is_looked_up(lost: dict[str, CaseOutcome], name: str, operation: str) -> None:
    outcome = lost[name]
    assert operations(outcome) == [operation] * 20
    assert not outcome.result["failed"]
    budget(outcome)
    # Each change took effect exactly once, whatever was sent.
    effects = [call for call in outcome.writes if call["took_effect"]]
    subject = "name" if operation == "created" else "id"
    counted = collections.Counter(call["parameters"][subject] for call in effects)
    assert len(counted) == 20
    assert name == "update" or set(counted.values()) == {1}
    assert len([call for call in outcome.journal if call["fault"]]) == ({"create late": 3, "create": 7}.get(name, 11))


def test_what_leaves_no_trace_is_created_by_the_next_run(lost: dict[str, CaseOutcome]) -> None:
    outcome = lost["create, no trace"]
    found = operations(outcome)
    assert found.count("created") == 16 and found.count("failed") == 4
    assert len(outcome.writes) == 20 and outcome.error["retryable"] is True and outcome.result["changed"] is True
    again = outcome.again
    assert again is not None and operations(again).count("created") == 4 and len(again.writes) == 4
    assert names(again) == sorted(desired["name"] for desired in TWENTY)


@pytest.mark.parametrize("name", ["create", "create late"])
def test_no_campaign_is_created_twice(lost: dict[str, CaseOutcome], name: str) -> None:
    outcome = lost[name]
    assert names(outcome) == sorted(desired["name"] for desired in TWENTY)
    on_server = {row["name"]: row["id"] for row in outcome.campaigns}
    assert {entry["name"]: entry["id"] for entry in outcome.result["campaigns"]} == on_server


@pytest.mark.parametrize("name", ["create", "create late", "update", "delete"])
def test_afterwards_there_is_nothing_to_do(lost: dict[str, CaseOutcome], name: str) -> None:
    again = lost[name].again
    assert again is not None and again.writes == []
    assert operations(again) == ["unchanged"] * 20


def test_what_cannot_be_looked_up_is_said_and_not_repeated(lost: dict[str, CaseOutcome]) -> None:
    outcome = lost["look fails too, create"]
    found = operations(outcome)
    assert found.count("created") == 19 and found.count("failed") == 1
    assert outcome.error["retryable"] is True
    assert "not known: looking for its effect failed" in outcome.result["msg"]
    # It had been created all the same, and is found by whoever runs the task again.
    assert len(names(outcome)) == 20 and len(outcome.writes) == 20


# --- a thousand --------------------------------------------------------------------------------------------

CUSTOMERS = [{"id": 100 + number, "name": f"Customer {number}", "parent": 1} for number in range(50)]
GROUPS = [{"id": 100 + number, "name": "Day", "customer": 100 + number, "hours": None} for number in range(50)]
THOUSAND = [
    survey(f"Campaign {number}", customer=100 + number % 50, timegroup="Day", attempts=1 + number % 3)
    for number in range(1000)
]


@pytest.fixture(scope="module")
def thousand(play: Player) -> dict[str, CaseOutcome]:
    changed = [{**desired, "maximum": 2} if index % 100 == 0 else desired for index, desired in enumerate(THOUSAND)]
    return story(
        play,
        [
            Case(
                "first",
                many(*THOUSAND, workers=8),
                "bulk_campaigns",
                seed={"customers": CUSTOMERS, "timegroups": GROUPS},
            ),
            Case("again", many(*THOUSAND, workers=8), "bulk_campaigns"),
            Case("changed", many(*changed, workers=8, purge=True, max_deletions=0), "bulk_campaigns"),
        ],
    )


def test_a_thousand_campaigns_of_fifty_customers(thousand: dict[str, CaseOutcome]) -> None:
    reads = {LIST: 50, "timegroups/list": 50}
    # Each customer of new campaigns is read back.
    assert budget(thousand["first"]) == {**reads, LIST: 100, CREATE: 1000}
    assert operations(thousand["first"]) == ["created"] * 1000
    assert connections(thousand["first"]) <= 8
    assert len(set(names(thousand["first"]))) == 1000
    assert budget(thousand["again"]) == reads
    assert operations(thousand["again"]) == ["unchanged"] * 1000
    assert thousand["again"].result["changed"] is False
    assert budget(thousand["changed"]) == {**reads, UPDATE: 10}
    assert thousand["changed"].result["summary"]["updated"] == 10
