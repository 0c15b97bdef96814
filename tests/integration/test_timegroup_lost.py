# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module timegroup where answers get lost, and the platform stores some things in its own form."""

from __future__ import annotations

import typing as t

import pytest
from integration.hours import Hours
from integration.test_timegroup import (
    CHANGE,
    CHRISTMAS,
    CREATE,
    EVENINGS,
    NEW,
    SATURDAYS,
    UPDATE,
    WEEKDAYS,
    functions,
    hours,
    shared,
    there,
)

__all__ = ["hours", "shared"]

pytestmark = pytest.mark.any_core


@pytest.mark.parametrize(
    "server, name, stored",
    [
        ({"longest_name": 16}, "Hours of the shop", "Hours of the sho"),
        ({"name_form": "latin1"}, "Shop \u03a9", "Shop ?"),
        ({"name_form": "casefold"}, "Shop", "shop"),
    ],
)
def test_a_group_that_appears_under_another_name_counts_as_created(
    hours: Hours, server: dict[str, t.Any], name: str, stored: str
) -> None:
    hours.platform.reset(**server)
    hours.platform.fault(CREATE, "drop_after")
    ended = hours(name=name, periods=[])
    assert ended.failed and ended.error["retryable"] is True and ended.result["changed"] is True
    assert f"not known: a time group '{stored}' (ID " in ended.result["msg"] and functions(hours) == [CREATE]
    assert ended.result["operation"] == "created" and "id" not in ended.result


@pytest.mark.parametrize("kind", ["truncated", "code"])
def test_an_update_of_a_group_that_shows_in_part_counts_as_a_change(hours: Hours, kind: str) -> None:
    hours.platform.reset(longest_name=16)
    number = there(hours)
    hours.platform.fault(UPDATE, kind, done=True)
    ended = hours(id=number, name="Hours of the shop", priority=3)
    assert ended.failed and ended.error["retryable"] is True and ended.result["changed"] is True
    seen = "has changed, but not as wanted: priority is 3 now; name is 'Hours of the sho', not 'Hours of the shop'. "
    assert f"not known: time group {number} {seen}" in ended.result["msg"]
    assert functions(hours) == [UPDATE] and ended.result["id"] == number
    # Nothing of it shows: it is sent again.
    hours.forget()
    hours.platform.fault(UPDATE, "drop_before")
    assert not hours(id=number, priority=4).failed and functions(hours) == [UPDATE, UPDATE]


def test_a_period_that_appears_under_another_name_counts_as_created(hours: Hours) -> None:
    hours.platform.reset(longest_name=9)
    there(hours)
    hours.platform.fault(NEW, "drop_after", after=1)
    ended = hours(periods=[WEEKDAYS, SATURDAYS, EVENINGS, {**CHRISTMAS, "name": "Christmas 2026"}])
    assert ended.failed and ended.error["retryable"] is True and ended.result["changed"] is True
    assert "has a period 'Christmas' (ID " in ended.result["msg"] and functions(hours) == [NEW, NEW]


def test_a_text_that_is_stored_without_blanks_is_found_after_a_loss(hours: Hours) -> None:
    hours.platform.reset(text_form="strip")
    there(hours)
    for function, name in ((CHANGE, "Weekdays"), (NEW, "More")):
        hours.forget()
        hours.platform.fault(function, "drop_after")
        ended = hours(periods=[{**WEEKDAYS, "name": name, "description": "Open \nall day"}, SATURDAYS])
        assert not ended.failed and functions(hours).count(function) == 1, ended


@pytest.mark.parametrize("changes, arrived", [("endhour = 16", True), ("description = 'x'", True), ("id = id", False)])
def test_an_update_of_a_period_that_shows_in_another_form_counts_as_a_change(
    hours: Hours, changes: str, arrived: bool
) -> None:
    number = there(hours)

    def store(function: str, _validation: bool) -> None:
        if function == CHANGE:
            hours.platform.watch = None
            sql = f"UPDATE periods SET {changes} WHERE timegroup = ? AND name = 'Weekdays'"
            hours.platform.world.store.db.execute(sql, (number,))

    hours.platform.watch = store
    hours.platform.fault(CHANGE, "drop_before")
    ended = hours(periods=[{**WEEKDAYS, "end": "17:30"}, SATURDAYS])
    assert ended.failed is arrived and ended.result["changed"] is True
    assert functions(hours) == ([CHANGE] if arrived else [CHANGE, CHANGE])
    if arrived:
        assert "a period 'Weekdays' (ID " in ended.result["msg"] and ended.error["retryable"] is True
        assert "This group now calls in Mon-Fri 09:00-1" in ended.result["msg"]


def test_what_a_plan_makes_in_two_steps_is_told_apart_after_a_loss(hours: Hours) -> None:
    """What the first of the two has made is no sign of the second, which is sent again."""
    there(hours)
    later = [{**WEEKDAYS, "start": "11:00", "end": "20:00"}, {**SATURDAYS, "start": "11:00", "end": "20:00"}]
    hours.platform.fault(CHANGE, "drop_before", after=2)
    ended = hours(periods=later)
    assert not ended.failed and functions(hours) == [CHANGE] * 4, (ended, functions(hours))


def test_a_success_without_an_id_and_without_a_trace_counts_as_a_change(hours: Hours) -> None:
    hours.platform.fault(CREATE, "code", code=204, done=False)
    ended = hours(periods=[])
    assert ended.failed and "gave no ID" in ended.result["msg"] and ended.result["changed"] is True
