# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hours never become wider on the way than the old and the new ones, by what the platform has after each call."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from integration.hours import CUSTOMER, Hours
from simulator.hours import Group, Period
from simulator.timegroups import FULL

pytestmark = pytest.mark.any_core

GROUP = 40
FIRST = 20454  # Days since 1970 of 1 January 2026, a Thursday.
DAY = 86400
DAYS = range(FIRST, FIRST + 35)
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIMES = [("00:00:00", "23:59:59"), ("09:00:00", "17:59:59"), ("12:00:00", "20:59:59"), ("09:00:00", "11:59:59")]


@pytest.fixture(scope="module")
def hours(tmp_path_factory: pytest.TempPathFactory) -> Hours:
    return Hours(tmp_path_factory.mktemp("platform"))


@st.composite
def periods(draw: t.Any) -> list[dict[str, t.Any]]:
    found = []
    for name in draw(st.lists(st.sampled_from("ABC"), unique=True, max_size=3)):
        start, end = draw(st.sampled_from(TIMES))
        entry = {"name": name, "start": start, "end": end}
        entry["days_week"] = draw(st.lists(st.sampled_from(DAY_NAMES), min_size=1, max_size=3, unique=True))
        if draw(st.booleans()):
            entry["months"] = draw(st.sampled_from([[1], [1, 2], [2]]))
        if draw(st.booleans()):
            entry["startdate"] = draw(st.sampled_from([0, FIRST + 10])) * DAY
            entry["enddate"] = draw(st.sampled_from([0, FIRST + 20])) * DAY
            entry["repeats"] = draw(st.booleans())
        found.append(entry)
    return found


def seeded(entries: list[dict[str, t.Any]], inverted: bool) -> dict[str, t.Any]:
    rows = []
    for entry in entries:
        row = {name: entry[name] for name in ("name", "startdate", "enddate") if name in entry}
        row["days_week"] = ",".join(
            str(day) for day in sorted(DAY_NAMES.index(name) + 1 for name in entry["days_week"])
        )
        row["months"] = ",".join(f"{month:02}" for month in entry.get("months", [])) or FULL["months"]
        row["repeats"] = int(entry.get("repeats", True))
        for edge in ("start", "end"):
            hour, minute, second = entry[edge].split(":")
            row.update({edge + "hour": int(hour), edge + "minute": int(minute), edge + "second": int(second)})
        rows.append(row)
    group = {"id": GROUP, "name": "Hours", "customer": CUSTOMER, "active": int(not inverted), "periods": rows}
    return {"timegroups": [group]}


def active(group: dict[str, t.Any]) -> set[tuple[int, int]]:
    """Half hours of some weeks in which a group is active."""
    found = Group(bool(group["active"]), tuple(Period.of(row) for row in group["periods"]))
    return {
        (day, second)
        for day in DAYS
        for begin, end in found.spans(day)
        for second in range(0, DAY, 1800)
        if begin <= second < end
    }


EXAMPLES: dict[str, t.Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=60, **EXAMPLES)
@given(periods(), periods(), st.booleans(), st.booleans())
def test_after_each_call_the_hours_are_within_the_old_or_the_new_ones(
    hours: Hours, old: list[dict[str, t.Any]], new: list[dict[str, t.Any]], inverted: bool, resets: bool
) -> None:
    hours.platform.reset(seeded(new, inverted))
    after = active(hours.group(GROUP))
    hours.platform.reset(seeded(old, inverted), reset_omitted_dates=resets)
    before = active(hours.group(GROUP))
    ended = hours(periods=new)
    assert not ended.failed, ended.result
    assert active(hours.group(GROUP)) == after
    for state in hours.snapshots():
        now = active(state)
        assert now <= before or now <= after
    hours.forget()
    # What the module lists is what it takes.
    listed = hours("timegroup_info", id=GROUP).result["timegroups"][0]
    for options in ({"periods": new}, listed):
        assert hours(**options).result["operation"] == "unchanged"
    assert hours.writes() == []


@settings(max_examples=30, **EXAMPLES)
@given(periods(), periods(), st.booleans(), st.integers(0, 6), st.sampled_from(["drop_before", "drop_after", "empty"]))
def test_a_task_that_breaks_off_leaves_hours_within_the_old_or_the_new_ones(
    hours: Hours, old: list[dict[str, t.Any]], new: list[dict[str, t.Any]], inverted: bool, position: int, kind: str
) -> None:
    hours.platform.reset(seeded(new, inverted))
    after = active(hours.group(GROUP))
    hours.platform.reset(seeded(old, inverted))
    before = active(hours.group(GROUP))
    for function in ("create", "update", "delete"):
        hours.platform.fault(f"timegroups/periods/{function}", kind, after=position, count=9, validation=False)
    ended = hours(periods=new)
    now = active(hours.group(GROUP))
    assert now <= before or now <= after
    if ended.failed and hours.snapshots():
        assert ended.result["changed"] is (ended.result.get("operation") is not None)
    hours.platform.world.faults.clear()
    assert not hours(periods=new).failed
    assert active(hours.group(GROUP)) == after
