# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_destinations: what it adds, changes and removes, what it leaves alone, and what it writes for it."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from integration.cases import CAMPAIGN, Teller, Told
from integration.loading import CREATE, DELETE, UPDATE, case

# How numbers are dealt with is the same on every ansible-core: the targets show that they are taken there.
pytestmark = pytest.mark.any_core

# One number for each status, and one whose call is up.
HAS = {
    "2125550101": "pending",
    "2125550102": "success",
    "2125550103": "failed",
    "2125550104": "cancelled",
    "2125550105": "calling",
}
NEW = ["2125550106", "2125550107"]
ALL = [*HAS, *NEW]
SET: dict[str, t.Any] = {"numbers": ALL, "existing": "set_status"}
REDIAL = {**SET, "allow_redial": True}
# Everybody who is there, one spelling each that the server does not have.
RESPELLED = [
    "(212) 555-0101",
    "+2125550102",
    "212.555.0103",
    "[212] 555 0104",
    "212\u2011555\u20110105",
]


@dataclasses.dataclass(frozen=True)
class Done:
    """A task that goes through: what differs on the server after it, its counts, and its writes.

    ``after``: statuses that are new, None for a number that is gone.
    """

    options: dict[str, t.Any]
    after: dict[str, str | None]
    summary: dict[str, int]
    writes: list[str]
    has: dict[str, str] = dataclasses.field(default_factory=lambda: HAS)
    server: dict[str, t.Any] = dataclasses.field(default_factory=dict)


_KEPT = {"listed": 7, "in_progress": 1}
DONE: dict[str, Done] = {
    "keep": Done({"numbers": ALL}, dict.fromkeys(NEW, "pending"), {**_KEPT, "added": 2, "kept": 5}, [CREATE]),
    "nothing listed": Done({"numbers": []}, {}, {"in_progress": 1}, []),
    "set_status failed": Done(
        {**SET, "status": "failed"},
        dict.fromkeys(["2125550101", "2125550102", "2125550104", *NEW], "failed"),
        {**_KEPT, "added": 2, "kept": 2, "status_changed": 3, "not_found": 2},
        [UPDATE, CREATE],
    ),
    "redial": Done(
        {**REDIAL, "max_redial": 3},
        dict.fromkeys(["2125550102", "2125550103", "2125550104", *NEW], "pending"),
        {**_KEPT, "added": 2, "kept": 2, "redialled": 3, "not_found": 2},
        [UPDATE, CREATE],
    ),
    "absent": Done(
        {"numbers": ALL, "state": "absent", "max_removed": 4},
        dict.fromkeys(["2125550101", "2125550102", "2125550103", "2125550104"]),
        {**_KEPT, "removed": 4, "kept": 1, "not_found": 2},
        [DELETE] * 4,
    ),
    "absent by cancelling": Done(
        {"numbers": ALL, "state": "absent", "removal": "cancel", "max_removed": 3},
        dict.fromkeys(["2125550101", "2125550102", "2125550103"], "cancelled"),
        {**_KEPT, "cancelled": 3, "kept": 2, "not_found": 2},
        [UPDATE],
    ),
    "excluded beside a call in progress": Done(
        {"exclude": ["2125550105"]},
        {"+2125550105": None},
        {"removed": 1, "in_progress": 1},
        [DELETE],
        has={**HAS, "+2125550105": "pending"},
    ),
    "purge": Done(
        {"numbers": ["2125550101", NEW[0]], "purge": True, "max_removed": 3},
        {**dict.fromkeys(["2125550102", "2125550103", "2125550104"]), NEW[0]: "pending"},
        {"listed": 2, "added": 1, "kept": 1, "removed": 3, "in_progress": 1},
        [DELETE] * 3 + [CREATE],
    ),
    "purge by cancelling": Done(
        {"numbers": ["2125550101", NEW[0]], "purge": True, "removal": "cancel"},
        {**dict.fromkeys(["2125550102", "2125550103"], "cancelled"), NEW[0]: "pending"},
        {"listed": 2, "added": 1, "kept": 1, "cancelled": 2, "in_progress": 1},
        [CREATE, UPDATE],
    ),
    "purge of everything": Done(
        {"numbers": [], "purge": True, "max_removed": 4},
        dict.fromkeys(["2125550101", "2125550102", "2125550103", "2125550104"]),
        {"removed": 4},
        [DELETE],
        has={number: status for number, status in HAS.items() if status != "calling"},
    ),
    "absent, and that is everything": Done(
        {"numbers": RESPELLED, "state": "absent"},
        dict.fromkeys(["2125550101", "2125550102"]),
        {"listed": 5, "removed": 2, "not_found": 3},
        [DELETE],
        has={"2125550101": "pending", "2125550102": "success"},
    ),
    "exclude": Done(
        {"numbers": [*ALL, "2125550108"], "exclude": ["+2125550101", "212 555 0102", "2125550105", "2125550108"]},
        {"2125550101": None, **dict.fromkeys(NEW, "pending")},
        {"listed": 8, "added": 2, "kept": 2, "removed": 1, "excluded": 4, "in_progress": 1},
        [DELETE, CREATE],
    ),
    "exclude does not call again": Done(
        {**REDIAL, "numbers": list(HAS), "exclude": ["2125550102", "2125550103"], "max_redial": 1},
        {"2125550104": "pending"},
        {"listed": 5, "kept": 2, "redialled": 1, "excluded": 2, "in_progress": 1},
        [UPDATE],
    ),
    "other spellings on the server": Done(
        {"numbers": [*HAS, NEW[0]]},
        {NEW[0]: "pending"},
        {"listed": 6, "added": 1, "kept": 5, "in_progress": 1},
        [CREATE],
        has=dict(
            zip(
                ["+2125550101", "(212) 555-0102", "+212 5550103", "212.555.0104", "212 555 0105"],
                HAS.values(),
                strict=True,
            )
        ),
    ),
    "other spellings are removed as the server has them": Done(
        {"numbers": ["2125550101", "2125550102"], "state": "absent"},
        {"+2125550101": None, "(212) 555-0102": None},
        {"listed": 2, "removed": 2},
        [DELETE] * 2,
        has={"+2125550101": "pending", "(212) 555-0102": "success", "2125550103": "failed"},
    ),
    "one person twice on the server": Done(
        {**REDIAL, "numbers": ["2125550101", "2125550102"], "max_redial": 1},
        {"+2125550102": "pending"},
        {"listed": 2, "kept": 1, "redialled": 1},
        [UPDATE],
        has={"2125550101": "success", "+2125550101": "pending", "+2125550102": "failed", "212 555 0102": "success"},
    ),
    "duplicates": Done(
        {"numbers": [*NEW, *NEW, "+2125550106", "(212) 555-0107", "2125550101", "+2125550101"]},
        dict.fromkeys(NEW, "pending"),
        {"listed": 8, "added": 2, "kept": 1, "duplicates": 5, "in_progress": 1},
        [CREATE],
    ),
    "e164": Done(
        {"numbers": ["(212) 555-0106", "+44 20 7946 0958", "212-555-0101"], "normalize": "e164", "region": "us"},
        {"+12125550106": "pending", "+442079460958": "pending"},
        {"listed": 3, "added": 2, "kept": 1, "in_progress": 1},
        [CREATE],
    ),
    "stored with a plus": Done(
        {"numbers": ["1 (212) 555-0106", "+12125550107"]},
        dict.fromkeys(["+12125550106", "+12125550107"], "pending"),
        {"listed": 2, "added": 2, "in_progress": 1},
        [CREATE],
        server={"normalize_numbers": "plus"},
    ),
    "the oldest server, with nothing": Done(
        {"numbers": NEW},
        dict.fromkeys(NEW, "pending"),
        {"listed": 2, "added": 2},
        [CREATE],
        has={},
        server={"api_version": "3.13", "unknown_parameters": "reject", "quoted_integers": True, "empty_list": "absent"},
    ),
}


# Played a second time. Others come to nothing new there.
AGAIN = [
    "keep",
    "set_status failed",
    "redial",
    "absent by cancelling",
    "purge",
    "purge by cancelling",
    "exclude",
    "one person twice on the server",
    "e164",
    "stored with a plus",
    "the oldest server, with nothing",
]


# Where the number whose call is up is not to be called any more.
LEFT = {
    "set_status failed",
    "absent",
    "absent by cancelling",
    "excluded beside a call in progress",
    "purge",
    "purge by cancelling",
    "exclude",
}
LEFT_IN_CALL = "1 number was left alone although not to be called any more, since a call is in progress"


@pytest.fixture(scope="module")
def done(tell: Teller) -> Told:
    cases = []
    for name, one in DONE.items():
        more: dict[str, t.Any] = {"has": one.has, "server": one.server}
        cases.append(case(name, one.options, **more, diff=True, again=name in AGAIN))
        # Where check mode has nothing to say of its own, a few of them are enough.
        if CREATE in one.writes[1:] or DELETE in one.writes:
            cases.append(case(f"{name}, check", one.options, **more, diff=True, check=True))
    return tell(cases, [LEFT_IN_CALL])


def _after(one: Done) -> dict[str, str]:
    return {number: status for number, status in {**one.has, **one.after}.items() if status is not None}


@pytest.mark.parametrize("name", DONE)
def test_it_does_what_is_asked_for_and_no_more(done: Told, name: str) -> None:
    one, loaded = DONE[name], done[name].done
    assert loaded.numbers == _after(one)
    assert loaded.summary == one.summary
    assert [call["function"] for call in loaded.writes] == one.writes
    assert all(call["took_effect"] for call in loaded.writes)
    assert loaded.validations == []
    assert loaded.result["changed"] is bool(one.writes)
    assert loaded.result["campaign_id"] == CAMPAIGN
    assert loaded.result["rejected"] == []


@pytest.mark.parametrize("name", AGAIN)
def test_the_second_run_writes_nothing(done: Told, name: str) -> None:
    again = done[name].again
    assert again.done.writes == [] and again.result["changed"] is False
    assert again.numbers == done[name].numbers
    assert again.result["diff"]["before"] == again.result["diff"]["after"]


@pytest.mark.parametrize("name", [name for name in DONE if DONE[name].has.get("2125550105") == "calling"])
def test_a_call_in_progress_is_in_no_write(done: Told, name: str) -> None:
    for call in done[name].writes:
        assert "all" not in call["parameters"]
        numbers = call["parameters"].get("dnumbers") or call["parameters"].get("dnumber", "")
        assert "2125550105" not in numbers.split(",")
    assert done[name].result["summary"]["in_progress"] == 1


@pytest.mark.parametrize("name", DONE)
def test_a_warning_tells_of_a_call_in_progress_after_which_another_may_come(done: Told, name: str) -> None:
    looks = [name, f"{name}, check"] if f"{name}, check" in done else [name]
    for look in looks:
        warnings = done[look].result.get("warnings", [])
        assert [warning.startswith(LEFT_IN_CALL) for warning in warnings] == [True] * (name in LEFT)


@pytest.mark.parametrize("name", DONE)
def test_the_difference_adds_up(done: Told, name: str) -> None:
    one, diff = DONE[name], done[name].result["diff"]
    after = _after(one)
    counts: dict[str, dict[str, int]] = {}
    changes: dict[str, list[str]] = {}
    for side, numbers in (("before", one.has), ("after", after)):
        lines = diff[side].splitlines()
        counts[side] = {line.split(": ")[0]: int(line.split(": ")[1]) for line in lines if ": " in line}
        changes[side] = [line.strip() for line in lines if line.startswith("  ")]
        assert list(counts[side]) == ["total", "pending", "success", "failed", "cancelled", "other"]
        assert counts[side]["total"] == len(numbers) == sum(counts[side].values()) - counts[side]["total"]
        for status in ("pending", "success", "failed", "cancelled"):
            assert counts[side][status] == list(numbers.values()).count(status)
    gone = [f"{number} {status}" for number, status in one.has.items() if after.get(number) != status]
    assert sorted(changes["before"]) == sorted(gone)
    # As the task spells them: the server may do so in another way.
    assert len(changes["after"]) == sum(1 for number in after if after[number] != one.has.get(number))


def _checked() -> list[str]:
    return [name for name in DONE if CREATE in DONE[name].writes[1:] or DELETE in DONE[name].writes]


@pytest.mark.parametrize("name", _checked())
def test_check_mode_foresees_it_and_writes_nothing(done: Told, name: str) -> None:
    one, check = DONE[name], done[f"{name}, check"].done
    assert check.writes == [] and check.numbers == one.has
    assert check.summary == one.summary
    assert check.result["changed"] is True
    assert check.result["diff"] == done[name].result["diff"]
    # A deletion has no validation.
    assert [call["function"] for call in check.validations] == [name for name in one.writes if name != DELETE]
    assert [call["code"] for call in check.validations] == [201] * len(check.validations)


def test_everything_goes_with_one_call_only_when_nothing_stays(done: Told) -> None:
    whole = {name for name in DONE if any("all" in call["parameters"] for call in done[name].writes)}
    assert whole == {"purge of everything", "absent, and that is everything"}
