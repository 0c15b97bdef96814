# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers that get lost, beyond what the table has: several at once, looks that fail too, a chunk that came in part."""

from __future__ import annotations

import collections
import pathlib
import typing as t

import pytest
from faults.inprocess import Ended, run_module
from faults.platform import Platform
from faults.scenarios import CAMPAIGN, QUICK, SURVEY, login
from integration.cases import Case, Teller, Told
from integration.conftest import tell
from integration.loading import CREATE, LIST, UPDATE, case, created, sent
from integration.story import many, names, operations, survey

__all__ = ["tell"]

CREATES, LISTS, UPDATES = "bulk/campaigns/create", "bulk/campaigns/list", "bulk/campaigns/update"
NEW: dict[str, t.Any] = {"customer": 2, "name": "New", "dtype": "queue", "dnumber": "200", "retry_max_delay": 0}
NUMBERS = [f"212555{number:04}" for number in range(40)]
LOAD: dict[str, t.Any] = {"numbers": NUMBERS, "chunk_size": 10, "retries": 3}
# What to do where numbers may come late, and where the next run would call people once more.
WAIT = "Wait a minute, then run the task again: it looks at what is there before it changes anything"
LOOK_FIRST = "Do not just run the task again: whoever is done by then would be called once more."
TWENTY = [survey(f"Survey {number}", customer=2 + number % 2) for number in range(20)]


def fault(function: str, kind: str, after: int = 0, count: int = 1, **more: t.Any) -> dict[str, t.Any]:
    return {"function": function, "kind": kind, "after": after, "count": count, **more}


def every_way(function: str) -> list[dict[str, t.Any]]:
    """Every way in which an answer can be lost, in the middle of the calls."""
    return [
        fault(function, "drop_after", 3, 2),
        fault(function, "truncated", 2),
        fault(function, "empty", 1),
        fault(function, "html", 1, done=True),
        fault(function, "status", 1, status=502, done=True),
        fault(function, "status", status=429, retry_after=0),
    ]


def without_a_trace(function: str) -> list[dict[str, t.Any]]:
    """Calls that the platform never carries out, although they may have reached it."""
    return [
        fault(function, "drop_before", 2, 2),
        fault(function, "status", 1, status=503),
        fault(function, "code", 1, code=500),
    ]


def blind(write: str, read: str, looks: int) -> list[dict[str, t.Any]]:
    """The write is done, its answer is lost, and so is every look after the first ``looks`` readings."""
    return [fault(write, "drop_after"), fault(read, "status", looks, 4, status=503)]


def campaigns(name: str, faults: list[dict[str, t.Any]], **options: t.Any) -> Case:
    return Case(name, many(*TWENTY, workers=8, **options), "bulk_campaigns", faults=faults, again=True)


@pytest.fixture(scope="module")
def lost(tell: Teller) -> Told:
    no_look = fault(LISTS, "code", 2, 99, code=500)
    not_let_in = [fault(CREATE, "status", status=429, retry_after=0, count=3)]
    started = {"id": 10, "customer": 2, "name": "Spring survey", "enabled": True}
    cut = {"numbers": [*NUMBERS[:5], "7" * 21], "max_digits": 32, "on_invalid": "skip", "retries": 3}
    cases = [
        campaigns("campaigns", every_way(CREATES)),
        campaigns("campaigns without a trace", without_a_trace(CREATES), on_error="continue"),
        campaigns("campaigns, blind", [fault(CREATES, "drop_after", 5), no_look], on_error="continue"),
        Case("campaign, blind", {**NEW, "retries": 2}, faults=blind(CREATES, LISTS, 1), again=True),
        *(
            Case(
                f"{module}, seen in part",
                started if module == "bulk_campaign" else many(started),
                module,
                seed={"campaigns": [{"id": 10, "name": "Old", "customer": 2, "enabled": 0}]},
                server={"longest_name": 6},
                faults=[fault(UPDATES, "drop_after")],
            )
            for module in ("bulk_campaign", "bulk_campaigns")
        ),
        Case("campaign, not let in", NEW, faults=[fault(CREATES, "status", status=429, retry_after=0)]),
        # The platform keeps another spelling than the one sent.
        case("numbers", LOAD, faults=[fault(CREATE, "drop_after", 1, 2)], server={"normalize_numbers": "plus"}),
        case("numbers, blind", {**LOAD, "workers": 1}, faults=blind(CREATE, LIST, 3), again=True),
        case("numbers, not let in", LOAD, faults=not_let_in),
        case("numbers, in part", cut, faults=[fault(CREATE, "drop_after")], server={"bad_number": "skip"}, again=True),
    ]
    # Of each customer, all campaigns but the one whose answer was lost; and the number of 21 digits.
    warned = (
        "9 campaigns were written, but reading",
        "10 campaigns were written, but reading",
        "1 number was left out",
    )
    return tell(cases, warnings=warned)


def test_many_answers_that_get_lost_at_once_make_nothing_twice(lost: Told) -> None:
    told = lost["campaigns"].done
    assert operations(told) == ["created"] * 20 and names(told) == sorted(entry["name"] for entry in TWENTY)
    on_platform = {row["name"]: row["id"] for row in told.campaigns}
    assert {entry["name"]: entry["id"] for entry in told.result["campaigns"]} == on_platform
    assert len([call for call in told.journal if call["fault"]]) == 7
    assert sum(call["took_effect"] for call in told.writes) == 20
    assert operations(told.again) == ["unchanged"] * 20 and told.again.writes == []
    told = lost["numbers"].done
    assert told.summary == {"listed": 40, "added": 40}
    assert told.numbers == {f"+{number}": "pending" for number in NUMBERS}
    # Two chunks were lost, and none was sent again.
    assert collections.Counter(created(told.journal)) == dict.fromkeys(NUMBERS, 1) and len(sent(told.writes)) == 4


def test_what_leaves_no_trace_is_created_by_the_next_run(lost: Told) -> None:
    told = lost["campaigns without a trace"]
    assert collections.Counter(operations(told)) == {"created": 16, "failed": 4}
    assert len(told.writes) == 20 and told.error["retryable"] is True and told.result["changed"] is True
    assert operations(told.again).count("created") == 4 and len(told.again.writes) == 4
    assert names(told.again) == sorted(entry["name"] for entry in TWENTY)


def test_where_nobody_can_look_the_task_fails_and_may_be_repeated(lost: Told) -> None:
    for name, function in (("campaign", CREATES), ("campaigns", CREATES), ("numbers", CREATE)):
        told = lost[f"{name}, blind"]
        assert told.error["retryable"] is True and told.error["function"] == function
        assert "not known: looking for its effect failed" in told.result["msg"] or "HTTP 503" in told.result["msg"]
    assert len(lost["campaign, blind"].writes) == 1
    again = lost["campaign, blind"].again
    assert (again.result["operation"], names(again)) == ("unchanged", ["New"])
    told = lost["campaigns, blind"]
    assert collections.Counter(operations(told)) == {"created": 19, "failed": 1}
    # It had been created all the same, and is found by whoever runs the task again.
    assert len(names(told)) == len(told.writes) == 20
    told = lost["numbers, blind"]
    assert len(told.writes) == 1 and told.again.done.summary == {"listed": 40, "added": 30, "kept": 10}
    assert told.again.numbers == dict.fromkeys(NUMBERS, "pending")


@pytest.mark.parametrize("module", ["bulk_campaign", "bulk_campaigns"])
def test_an_update_that_shows_in_part_counts_as_a_change(lost: Told, module: str) -> None:
    """The platform has made something else of a field, and the campaign calls."""
    told = lost[f"{module}, seen in part"]
    assert told.campaigns[0]["enabled"] == 1 and len(told.writes) == 1
    assert told.result["changed"] is True and told.error["retryable"] is True
    seen = "campaign 10 has changed, but not as wanted: enabled is true now; name is 'Spring', not 'Spring survey'."
    assert seen in told.result["msg"]
    result = told.result if module == "bulk_campaign" else told.result["campaigns"][0]
    assert {entry["field"]: entry["after"] for entry in result["changes"]} == {"name": "Spring", "enabled": True}


def test_what_was_not_let_in_is_sent_again_without_a_look(lost: Told) -> None:
    told = lost["campaign, not let in"]
    assert [call["took_effect"] for call in told.writes] == [False, True]
    assert told.functions == [LISTS, CREATES, CREATES, LISTS]
    told = lost["numbers, not let in"].done
    assert told.summary == {"listed": 40, "added": 40}
    assert told.functions[told.functions.index(CREATE) :] == [CREATE] * 7 + [LIST]


def test_a_chunk_that_came_in_part_is_known_as_such(lost: Told) -> None:
    told = lost["numbers, in part"]
    assert told.error["retryable"] is True and "1 of the numbers was not there yet" in told.result["msg"]
    assert told.numbers == dict.fromkeys(NUMBERS[:5], "pending") and told.summary["added"] == 5
    # What is missing may still come, so that only the next run finds out that it was refused.
    assert told.again.done.summary == {"listed": 6, "kept": 5, "invalid": 1}
    assert told.again.numbers == told.numbers
    assert collections.Counter(created([*told.journal, *told.again.journal]))[NUMBERS[0]] == 1
    assert [entry["value"] for entry in told.again.result["rejected"]] == ["7" * 21]


def test_nobody_is_called_twice_where_a_chunk_is_carried_out_late(tmp_path: pathlib.Path) -> None:
    """The dialler works before the chunk comes, after it, and after the next run: its calls have the last word."""
    platform = Platform(tmp_path)
    platform.reset({"campaigns": [{**SURVEY, "enabled": 1, "maximum": 1000, "attempts": 1, "machine": ""}]})
    platform.fault(CREATE, "drop_late", after=1)

    def load() -> Ended:
        with platform.reachable():
            ended = run_module("bulk_destinations", {**QUICK, **login(), "campaign_id": CAMPAIGN, **LOAD, "workers": 1})
        platform.advance(12000)
        return ended

    ended = load()
    assert ended.error["retryable"] is True and ended.result["changed"] is True
    assert "10 numbers" in ended.result["msg"] and ended.result["msg"].endswith(f"{WAIT}.")
    # The lost chunk was sent once, and the one that would have followed was not.
    assert len(sent(platform.journal())) == 2 and ended.result["summary"]["added"] == 10
    platform.finish_late_work()
    platform.advance(12000)
    assert len(platform.numbers()) == 20
    summary = load().result["summary"]
    assert (summary["added"], summary["kept"]) == (20, 20)
    assert load().result["changed"] is False
    called = collections.Counter(call["dnumber"] for call in platform.world.dialler.calls())
    assert called == dict.fromkeys(NUMBERS, 1)


# --- numbers that are called again -----------------------------------------------------------------------------

AGAIN: dict[str, t.Any] = {**LOAD, "existing": "set_status", "allow_redial": True, "workers": 1}
DONE = dict.fromkeys(NUMBERS[:20], "failed")
REDIALS: dict[str, t.Any] = {"options": {**AGAIN, "numbers": NUMBERS[:20]}, "has": DONE}
# What may go wrong with them or behind them, and how many were called again before.
REDIALS_IN_DOUBT: dict[str, tuple[int, dict[str, t.Any]]] = {
    "lost at once": (0, {**REDIALS, "faults": [fault(UPDATE, "drop_before")]}),
    "lost in the middle": (10, {**REDIALS, "faults": [fault(UPDATE, "code", 1, code=500)]}),
    "a right that is missing in the middle": (10, {**REDIALS, "faults": [fault(UPDATE, "code", 1, code=402)]}),
    "additions behind them": (20, {**REDIALS, "options": AGAIN, "faults": [fault(CREATE, "code", code=402)]}),
    "additions that are lost": (0, {"options": AGAIN, "faults": [fault(CREATE, "drop_before")]}),
    "additions before an error": (0, {"options": AGAIN, "faults": [fault(CREATE, "code", 1, code=402)]}),
}
NOTHING_DONE: dict[str, dict[str, t.Any]] = {
    "a right that is missing": {**REDIALS, "faults": [fault(UPDATE, "code", code=402)]},
    "a change that calls no one": {
        "options": {**AGAIN, "numbers": NUMBERS[:20], "status": "success"},
        "has": DONE,
        "faults": [fault(UPDATE, "code", 1, 9, code=402)],
    },
}


@pytest.fixture(scope="module")
def redialled(tell: Teller) -> Told:
    cases = {**{name: more for name, (_count, more) in REDIALS_IN_DOUBT.items()}, **NOTHING_DONE}
    return tell([case(name, **more) for name, more in cases.items()])


@pytest.mark.parametrize("name", REDIALS_IN_DOUBT)
def test_a_redial_that_broke_off_is_not_to_be_repeated_without_a_look(redialled: Told, name: str) -> None:
    """The next run cannot tell who was called again meanwhile from who was not."""
    told = redialled[name]
    assert LOOK_FIRST in told.error["hint"] and told.result["msg"].endswith(told.error["hint"])
    assert "run the task again" not in told.result["msg"].replace(LOOK_FIRST, "").lower()
    assert told.result["summary"]["redialled"] == REDIALS_IN_DOUBT[name][0]
    assert told.error["code"] != 402 or told.error["hint"].startswith("The role of this account")
    assert told.error["retryable"] is (told.error["code"] != 402)


@pytest.mark.parametrize("name", NOTHING_DONE)
def test_where_nobody_was_called_again_the_hint_is_the_usual_one(redialled: Told, name: str) -> None:
    assert redialled[name].error["hint"].startswith("The role of this account")
    assert LOOK_FIRST not in redialled[name].result["msg"]
