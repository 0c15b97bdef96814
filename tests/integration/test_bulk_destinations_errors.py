# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_destinations: what the platform refuses, and answers that are not what they seem.

What else may become of a call is in tests/faults.
"""

from __future__ import annotations

import dataclasses
import json
import typing as t

import pytest
from integration.cases import CAMPAIGN, Teller, Told
from integration.loading import CREATE, DELETE, LIST, UPDATE, case

# How numbers are dealt with is the same on every ansible-core: the targets show that they are taken there.
pytestmark = pytest.mark.any_core

NUMBERS = [f"212555{number:04}" for number in range(40)]
LOAD: dict[str, t.Any] = {"numbers": NUMBERS, "chunk_size": 10}
BY_ID = {"campaign": None, "campaign_id": CAMPAIGN, "customer": None}


@dataclasses.dataclass(frozen=True)
class Trouble:
    """What goes wrong, and the parts of ``error`` that say so."""

    expected: dict[str, t.Any]
    fault: dict[str, t.Any] | None = None
    options: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    username: str = "admin"


def _fault(kind: str, function: str, **fields: t.Any) -> dict[str, t.Any]:
    return {"function": function, "kind": kind, "count": None, **fields}


TROUBLES = {
    "role": Trouble({"category": "role", "code": 402, "function": CREATE}, _fault("code", CREATE, code=402)),
    "not found, from the adding": Trouble({"code": 404, "function": CREATE}, _fault("code", CREATE, code=404)),
    "campaign of somebody else": Trouble(
        {"category": "not_found", "code": 404, "key": "campaign_id"}, options=BY_ID, username="globex.agent"
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
}


# Numbers that wait to be called, and tasks that take some of them away.
WAITING = dict.fromkeys(["2125559990", "2125559991", "2125559992"], "pending")
DENIED: dict[str, dict[str, t.Any]] = {
    "exclude": {"exclude": ["2125559990", "2125559991"]},
    "absent": {"numbers": ["2125559990", "2125559991"], "state": "absent"},
    "purge": {"numbers": ["2125559992"], "purge": True},
}


@pytest.fixture(scope="module")
def troubled(tell: Teller) -> Told:
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
    rows = [{"dtype": "", "dnumber": number, "status": "success"} for number in NUMBERS[1:]]
    shifted = [{"function": LIST, "kind": "html", "after": 1, "body": json.dumps({**answer, "data": rows})}]
    cases.append(case("shifted", LOAD, faults=shifted, has=dict.fromkeys(NUMBERS, "success")))
    return tell(cases)


@pytest.mark.parametrize("name", TROUBLES)
def test_trouble_is_named_and_nothing_is_changed(troubled: Told, name: str) -> None:
    loaded = troubled[name]
    expected = TROUBLES[name].expected
    assert {key: loaded.error[key] for key in expected} == expected
    assert loaded.error["hint"] and loaded.error["function"]
    assert name != "role" or "user" in loaded.error["hint"]
    assert loaded.result["changed"] is False and loaded.result["summary"]["added"] == 0
    assert loaded.numbers == {"2125559999": "success"}
    assert not any(call["took_effect"] for call in loaded.journal)


@pytest.mark.parametrize("name", DENIED)
def test_numbers_that_may_not_be_removed_are_not_taken_for_gone(troubled: Told, name: str) -> None:
    loaded = troubled[name]
    assert (loaded.error["category"], loaded.error["code"], loaded.error["function"]) == ("not_found", 404, DELETE)
    assert "for 1 number, first '2125559990', but the platform lists it" in loaded.result["msg"]
    # The other one was let go.
    assert loaded.result["summary"]["removed"] == 1 and "2125559990" in loaded.numbers


def test_numbers_that_an_update_did_not_reach_are_named(troubled: Told) -> None:
    loaded = troubled["no effect"]
    assert loaded.numbers == WAITING and loaded.result["changed"] is False
    assert "left 2 of 2 numbers as they were, first '2125559990'" in loaded.result["msg"]


def test_what_was_done_before_an_error_is_reported(troubled: Told) -> None:
    loaded = troubled["deleted meanwhile"]
    assert loaded.error["code"] == 404
    assert loaded.result["changed"] is True
    assert loaded.result["summary"]["added"] == len(loaded.numbers) == 20


def test_a_listing_that_lacks_a_row_is_read_again(troubled: Told) -> None:
    """Whoever is not in it would be added, and called, again."""
    loaded = troubled["shifted"].done
    assert loaded.summary == {"listed": 40, "kept": 40} and loaded.writes == []
    # The second page does not meet the first, so that all is counted and read again.
    counted = [call["parameters"].get("count") for call in loaded.journal if call["function"] == LIST]
    assert counted == ["1", None, None, "1", None]
