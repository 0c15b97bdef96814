# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_destinations: errors of the platform, and answers that were lost on the way back."""

from __future__ import annotations

import collections
import dataclasses
import json
import typing as t

import pytest
from integration.loading import CAMPAIGN, CREATE, DELETE, LIST, UPDATE, Loaded, case, created, loads, sent
from integration.playing import Player

# How numbers are dealt with is the same on every ansible-core: the targets show that they are taken there.
pytestmark = pytest.mark.any_core

NUMBERS = [f"212555{number:04}" for number in range(40)]
LOAD: dict[str, t.Any] = {"numbers": NUMBERS, "chunk_size": 10}
BY_ID = {"campaign": "{{ omit }}", "campaign_id": CAMPAIGN, "customer": None}


@dataclasses.dataclass(frozen=True)
class Trouble:
    """What goes wrong, and the parts of ``error`` that say so."""

    expected: dict[str, t.Any]
    fault: dict[str, t.Any] | None = None
    options: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    username: str = "admin"


def _fault(kind: str, function: str, **fields: t.Any) -> dict[str, t.Any]:
    return {"function": function, "kind": kind, "count": None, **fields}


ROLE = {"category": "role", "code": 402}
TROUBLES = {
    "wrong password": Trouble({"category": "authentication", "code": 401}, options={"auth_password": "wrong"}),
    "role, of the list": Trouble({**ROLE, "function": LIST}, _fault("code", LIST, code=402)),
    "role, of the adding": Trouble({**ROLE, "function": CREATE}, _fault("code", CREATE, code=402)),
    "rate plan": Trouble({"category": "rate_plan", "code": 403}, _fault("code", CREATE, code=403)),
    "not found, from the adding": Trouble({"code": 404, "function": CREATE}, _fault("code", CREATE, code=404)),
    "campaign of somebody else": Trouble(
        {"category": "not_found", "code": 404, "key": "campaign"}, options=BY_ID, username="globex.agent"
    ),
    # Digits may be a name, so that the campaigns of the customer are looked through.
    "campaign of somebody else, as digits": Trouble(
        {"category": "not_found", "code": None, "key": "campaign"},
        options={"campaign": str(CAMPAIGN), "customer": None},
        username="globex.agent",
    ),
    "server": Trouble(
        {"category": "server", "code": 500, "key": "dnumbers", "message": "Database is down"},
        _fault("code", CREATE, code=500, key="dnumbers", message="Database is down"),
    ),
    "400 about the campaign": Trouble(
        {"category": "invalid_input", "code": 400, "key": "campaign"},
        _fault("code", CREATE, code=400, key="campaign", message="Campaign is locked"),
    ),
    "login page": Trouble({"category": "protocol", "code": None}, _fault("html", LIST)),
    "dropped": Trouble({"category": "network", "retryable": True}, _fault("drop_before", LIST)),
    "gateway": Trouble(
        {"category": "server", "http_status": 502, "retryable": True}, _fault("status", LIST, status=502)
    ),
}


# Numbers that wait to be called, and tasks that take some of them away.
WAITING = dict.fromkeys(["2125559990", "2125559991", "2125559992"], "pending")
DENIED: dict[str, dict[str, t.Any]] = {
    "exclude": {"exclude": ["2125559990", "2125559991"]},
    "absent": {"numbers": ["2125559990", "2125559991"], "state": "absent"},
    "purge": {"numbers": ["2125559992"], "purge": True},
}


@pytest.fixture(scope="module")
def troubled(play: Player) -> dict[str, Loaded]:
    cases = []
    for name, trouble in TROUBLES.items():
        cases.append(
            case(
                name,
                {**LOAD, "retries": 0, **trouble.options},
                has={"2125559999": "success"},
                username=trouble.username,
                faults=[trouble.fault] if trouble.fault else [],
            )
        )
    denied = [{**_fault("code", DELETE, code=404), "count": 1}]
    cases += [case(name, options, has=WAITING, faults=denied) for name, options in DENIED.items()]
    answer = {"responses": [{"code": "200", "key": "", "message": ""}], "data": {"count": 0}}
    idle = [{"function": UPDATE, "kind": "html", "body": json.dumps(answer)}]
    cases.append(case("no effect", {**DENIED["exclude"], "removal": "cancel"}, has=WAITING, faults=idle))
    cases.append(case("deleted meanwhile", LOAD, faults=[_fault("code", CREATE, code=404, after=2)]))
    return loads(play, cases)


@pytest.mark.parametrize("name", TROUBLES)
def test_trouble_is_named_and_nothing_is_changed(troubled: dict[str, Loaded], name: str) -> None:
    loaded = troubled[name]
    expected = TROUBLES[name].expected
    assert {key: loaded.error[key] for key in expected} == expected
    assert loaded.error["hint"] and loaded.error["function"]
    assert loaded.result["changed"] is False and loaded.result["summary"]["added"] == 0
    assert loaded.numbers == {"2125559999": "success"}
    assert not any(call["took_effect"] for call in loaded.journal)


@pytest.mark.parametrize("name", DENIED)
def test_numbers_that_may_not_be_removed_are_not_taken_for_gone(troubled: dict[str, Loaded], name: str) -> None:
    loaded = troubled[name]
    assert (loaded.error["category"], loaded.error["code"], loaded.error["function"]) == ("not_found", 404, DELETE)
    assert "for 1 number, first '2125559990', but the platform lists it" in loaded.result["msg"]
    # The other one was let go.
    assert loaded.result["summary"]["removed"] == 1 and "2125559990" in loaded.numbers


def test_numbers_that_an_update_did_not_reach_are_named(troubled: dict[str, Loaded]) -> None:
    loaded = troubled["no effect"]
    assert loaded.numbers == WAITING and loaded.result["changed"] is False
    assert "left 2 of 2 numbers as they were, first '2125559990'" in loaded.result["msg"]


def test_the_hint_names_the_role(troubled: dict[str, Loaded]) -> None:
    assert "user" in troubled["role, of the adding"].error["hint"]


def test_what_was_done_before_an_error_is_reported(troubled: dict[str, Loaded]) -> None:
    loaded = troubled["deleted meanwhile"]
    assert loaded.error["code"] == 404
    assert loaded.result["changed"] is True
    assert loaded.result["summary"]["added"] == len(loaded.numbers) == 20


# --- answers that were lost --------------------------------------------------------------------------------

# What becomes of an answer -> whether the work was done. ``delay`` is longer than anybody waits.
LOST: dict[str, tuple[dict[str, t.Any], bool]] = {
    "dropped after": ({"kind": "drop_after"}, True),
    "dropped before": ({"kind": "drop_before"}, False),
    "cut off": ({"kind": "truncated"}, True),
    "empty": ({"kind": "empty"}, True),
    "garbage": ({"kind": "garbage"}, True),
    "HTTP 502 after": ({"kind": "status", "status": 502, "done": True}, True),
    "HTTP 502 before": ({"kind": "status", "status": 502}, False),
    "HTTP 504 after": ({"kind": "status", "status": 504, "done": True}, True),
    "page of a proxy": ({"kind": "html", "done": True}, True),
    "too late": ({"kind": "delay", "seconds": 3}, True),
}
SOON = {"retries": 3, "timeout": 1}
HALF = {number: "pending" if number < NUMBERS[20] else "failed" for number in NUMBERS}
CHANGES: dict[str, tuple[str, dict[str, t.Any], dict[str, str], dict[str, str], dict[str, int]]] = {
    "set_status": (
        UPDATE,
        {**LOAD, "existing": "set_status", "status": "success"},
        HALF,
        dict.fromkeys(NUMBERS, "success"),
        {"listed": 40, "status_changed": 40},
    ),
    "redial": (
        UPDATE,
        {**LOAD, "existing": "set_status", "allow_redial": True, "max_redial": 20},
        HALF,
        dict.fromkeys(NUMBERS, "pending"),
        {"listed": 40, "kept": 20, "redialled": 20},
    ),
    "cancel": (
        UPDATE,
        {**LOAD, "state": "absent", "removal": "cancel"},
        HALF,
        dict.fromkeys(NUMBERS, "cancelled"),
        {"listed": 40, "cancelled": 40},
    ),
    "delete": (
        DELETE,
        {"numbers": NUMBERS[:10], "state": "absent"},
        HALF,
        {number: HALF[number] for number in NUMBERS[10:]},
        {"listed": 10, "removed": 10},
    ),
    "delete everything": (
        DELETE,
        {"numbers": NUMBERS, "state": "absent"},
        HALF,
        {},
        {"listed": 40, "removed": 40},
    ),
}
WAYS = ("dropped after", "dropped before", "too late")
# Whoever is called twice does not forgive it: what shows no effect is left to the next run.
LEFT = [("redial", "dropped before")]


@pytest.fixture(scope="module")
def lost(play: Player) -> dict[str, Loaded]:
    cases = []
    for how, (fault, done) in LOST.items():
        faults = [{"function": CREATE, "after": 1, "count": 2, **fault}]
        # The server keeps another spelling than the one sent.
        spelling = {"normalize_numbers": "plus"}
        cases.append(case(how, {**LOAD, **SOON}, faults=faults, server=spelling, again=not done))
    for what, (function, options, has, *_rest) in CHANGES.items():
        for how in WAYS:
            faults = [{"function": function, **LOST[how][0]}]
            again = (what, how) in LEFT
            cases.append(case(f"{what}: {how}", {**options, **SOON}, has=has, faults=faults, again=again))
    # The server took part of the chunk, and then the answer was lost.
    parts = [{"function": CREATE, "kind": "drop_after"}]
    cases.append(
        case(
            "in part",
            {"numbers": [*NUMBERS[:5], "7" * 21], "max_digits": 32, **SOON, "on_invalid": "skip"},
            faults=parts,
            server={"bad_number": "skip"},
            again=True,
        )
    )
    # Nobody can look.
    blind = [{"function": CREATE, "kind": "drop_after"}]
    blind += [{"function": LIST, "kind": "status", "status": 503, "after": 3, "count": 4}]
    cases.append(case("blind", {**LOAD, **SOON, "workers": 1}, faults=blind, again=True))
    # The gateway gave up, and what it gave up on may still be done.
    gone = [{"function": CREATE, "kind": "status", "status": 504}]
    cases.append(case("gave up", {**LOAD, **SOON, "workers": 1}, faults=gone, again=True))
    # The work is done only after nobody waits for it any more.
    late = [{"function": CREATE, "kind": "delay_before", "seconds": 2, "count": 1}]
    cases.append(case("done later", {**LOAD, "retries": 8, "retry_max_delay": 2, "timeout": 1}, faults=late))
    refused = [{"function": CREATE, "kind": "status", "status": 429, "retry_after": 0, "count": 3}]
    cases.append(case("not let in", {**LOAD, **SOON}, faults=refused))
    lasting = [{"function": CREATE, "kind": "drop_before", "count": None}]
    cases.append(case("never", {**LOAD, **SOON}, faults=lasting))
    reads = [{"function": LIST, "kind": kind, "after": after} for after, kind in enumerate(("drop_after", "truncated"))]
    cases.append(case("reads", {**LOAD, **SOON}, faults=reads))
    rows = [{"dtype": "", "dnumber": number, "status": "success"} for number in NUMBERS[1:]]
    answer = {"responses": [{"code": "200", "key": "", "message": ""}], "data": rows}
    shifted = [{"function": LIST, "kind": "html", "after": 1, "body": json.dumps(answer)}]
    cases.append(case("shifted", {**LOAD, **SOON}, faults=shifted, has=dict.fromkeys(NUMBERS, "success")))
    checks = [{"function": CREATE, "kind": "drop_after", "validation": True, "count": 3}]
    cases.append(case("validations", {**LOAD, **SOON}, faults=checks, check=True))
    return loads(play, cases, warnings=["1 number was left out, since on_invalid is skip"])


@pytest.mark.parametrize("how", [how for how, (_fault, done) in LOST.items() if not done])
def test_a_chunk_that_does_not_show_is_left_to_the_next_run(lost: dict[str, Loaded], how: str) -> None:
    loaded = lost[how]
    assert loaded.error["retryable"] is True and "not known" in loaded.result["msg"]
    assert loaded.result["changed"] is True and loaded.result["summary"]["added"] == len(loaded.numbers)
    again = loaded.again
    assert again is not None and again.done.summary["added"] == 40 - len(loaded.numbers)
    assert again.numbers == {f"+{number}": "pending" for number in NUMBERS}
    effects = collections.Counter(created([*loaded.journal, *again.journal]))
    assert effects == dict.fromkeys(NUMBERS, 1)


@pytest.mark.parametrize(("what", "how"), LEFT)
def test_a_redial_that_does_not_show_is_left_to_the_next_run(lost: dict[str, Loaded], what: str, how: str) -> None:
    function, _options, has, after, summary = CHANGES[what]
    loaded = lost[f"{what}: {how}"]
    assert loaded.error["retryable"] is True and "not known" in loaded.result["msg"]
    assert [call["function"] for call in loaded.writes if not call["took_effect"]] == [function]
    again = loaded.again
    assert again is not None and again.done.numbers == after


@pytest.mark.parametrize("how", [how for how, (_fault, done) in LOST.items() if done])
def test_a_chunk_that_took_effect_is_adopted(lost: dict[str, Loaded], how: str) -> None:
    loaded = lost[how].done
    assert loaded.summary == {"listed": 40, "added": 40}
    assert loaded.numbers == {f"+{number}": "pending" for number in NUMBERS}
    assert collections.Counter(created(loaded.journal)) == dict.fromkeys(NUMBERS, 1)
    # Two chunks were lost, and none was sent again.
    assert len(sent(loaded.writes)) == 4
    functions = [call["function"] for call in loaded.journal]
    assert functions.count(LIST) >= 4


@pytest.mark.parametrize(("what", "how"), [(what, how) for what in CHANGES for how in WAYS if (what, how) not in LEFT])
def test_other_changes_are_looked_up_too(lost: dict[str, Loaded], what: str, how: str) -> None:
    function, _options, _has, after, summary = CHANGES[what]
    loaded = lost[f"{what}: {how}"].done
    assert loaded.numbers == after and loaded.summary == summary
    assert {call["function"] for call in loaded.writes} == {function}
    effective = [str(call["parameters"]) for call in loaded.writes if call["took_effect"]]
    assert len(set(effective)) == len(effective)


def test_a_chunk_that_came_in_part_is_known_as_such(lost: dict[str, Loaded]) -> None:
    loaded = lost["in part"]
    assert loaded.error["retryable"] is True and "1 of the numbers were not there yet" in loaded.result["msg"]
    assert loaded.numbers == dict.fromkeys(NUMBERS[:5], "pending") and loaded.result["summary"]["added"] == 5
    # What is missing may still come, so that only the next run finds out that it was refused.
    again = loaded.again
    assert again is not None and again.done.summary == {"listed": 6, "kept": 5, "invalid": 1}
    assert again.numbers == loaded.numbers
    assert collections.Counter(created([*loaded.journal, *again.journal]))[NUMBERS[0]] == 1
    assert [entry["value"] for entry in again.result["rejected"]] == ["7" * 21]


def test_where_nobody_can_look_the_task_fails_and_may_be_repeated(lost: dict[str, Loaded]) -> None:
    loaded = lost["blind"]
    assert loaded.error["retryable"] is True and loaded.error["function"] == CREATE
    assert "HTTP 503" in loaded.result["msg"]
    assert len(loaded.writes) == 1
    again = loaded.again
    assert again is not None and again.done.summary == {"listed": 40, "added": 30, "kept": 10}
    assert again.numbers == dict.fromkeys(NUMBERS, "pending")


def test_what_may_still_be_done_is_not_sent_again(lost: dict[str, Loaded]) -> None:
    loaded = lost["gave up"]
    assert loaded.error["retryable"] is True and loaded.error["http_status"] == 504
    assert len(loaded.writes) == 1 and loaded.numbers == {}
    assert loaded.result["changed"] is False
    assert loaded.again is not None and loaded.again.done.summary == {"listed": 40, "added": 40}


def test_what_is_done_late_is_waited_for(lost: dict[str, Loaded]) -> None:
    loaded = lost["done later"].done
    assert loaded.summary == {"listed": 40, "added": 40}
    assert len(sent(loaded.writes)) == 4 and loaded.numbers == dict.fromkeys(NUMBERS, "pending")


def test_what_was_not_let_in_is_sent_again(lost: dict[str, Loaded]) -> None:
    loaded = lost["not let in"].done
    assert loaded.summary == {"listed": 40, "added": 40}
    assert collections.Counter(created(loaded.journal)) == dict.fromkeys(NUMBERS, 1)
    # Nothing was lost, so that there is nothing to look for.
    functions = [call["function"] for call in loaded.journal]
    assert functions[functions.index(CREATE) :] == [CREATE] * 7


def test_a_chunk_that_never_arrives_ends_the_task(lost: dict[str, Loaded]) -> None:
    loaded = lost["never"]
    assert loaded.error["category"] == "network" and loaded.error["retryable"] is True
    assert "not there yet" in loaded.result["msg"]
    assert loaded.numbers == {} and loaded.result["changed"] is False


def test_a_listing_that_lacks_a_row_is_read_again(lost: dict[str, Loaded]) -> None:
    """Whoever is not in it would be added, and called, again."""
    loaded = lost["shifted"].done
    assert loaded.summary == {"listed": 40, "kept": 40} and loaded.writes == []
    assert loaded.numbers == dict.fromkeys(NUMBERS, "success")
    # The second page does not meet the first, so that all is counted and read again.
    assert [call["parameters"].get("count") for call in loaded.journal if call["function"] == LIST] == [
        "1",
        None,
        None,
        "1",
        None,
    ]


def test_reads_and_validations_are_tried_again(lost: dict[str, Loaded]) -> None:
    assert lost["reads"].done.summary == {"listed": 40, "added": 40}
    check = lost["validations"].done
    assert check.summary == {"listed": 40, "added": 40} and check.writes == []
    assert len(check.validations) == 7
