# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hours on the calendar: certain and possible ones, held against a slow count of every day."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._preflight.hours import (
    ALL_DAY,
    allowed_by_weekday,
    always,
    common,
    kinds_of_days,
    merged,
    never,
    outside,
    rest,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.desired import read_periods
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.periods import DAY, LAST_SECOND, Period
from hypothesis import given, settings
from hypothesis import strategies as st

TODAY = datetime.date(2026, 11, 27)
OFFICE = {"name": "Office", "days_week": "mon-fri", "start": "09:00", "end": "18:00"}
PAST_NIGHT = {"name": "Once", "startdate": "2017-12-23", "enddate": "2017-12-24", "start": "20:00"}
ALLOWED = allowed_by_weekday([((1, 2, 3, 4, 5), 8 * 3600, 20 * 3600 - 1)])


def kinds(*entries, inverted=False, today=TODAY):
    return kinds_of_days(read_periods(list(entries)), inverted, today)


def answers(*entries, inverted=False, allowed=ALLOWED):
    found = kinds(*entries, inverted=inverted)
    return always(found), never(found), outside(found, allowed)[0]


def test_spans_are_merged_cut_and_turned_around():
    assert merged([(10, 20), (0, 5), (21, 30), (28, 29)]) == ((0, 5), (10, 30))
    assert merged([(0, 5), (7, 9)]) == ((0, 5), (7, 9))
    assert merged([]) == () and rest(()) == ALL_DAY and rest(ALL_DAY) == ()
    assert rest(((0, 5), (10, 30))) == ((6, 9), (31, LAST_SECOND))
    assert rest(((0, LAST_SECOND - 1),)) == ((LAST_SECOND, LAST_SECOND),)
    assert common(((0, 10), (20, 30)), ((5, 25),)) == ((5, 10), (20, 25))


@pytest.mark.parametrize(
    "entries, inverted, wanted",
    [
        # No periods: never, or always where the group is inverted.
        ([], False, (False, True, False)),
        ([], True, (True, False, True)),
        ([OFFICE], False, (False, False, False)),
        ([OFFICE], True, (False, False, True)),
        ([{"name": "All"}], False, (True, False, True)),
        ([{"name": "All"}], True, (False, True, False)),
        # Together they are all the time.
        ([{"name": "A", "end": "12:00"}, {"name": "B", "start": "12:00"}], False, (True, False, True)),
        ([{"name": "A", "end": "12:00"}, {"name": "B", "start": "12:01"}], False, (False, False, True)),
        ([{"name": "A", "days_week": "mon-thu"}, {"name": "B", "days_week": "fri-sun"}], False, (True, False, True)),
        ([{"name": "A", "days_month": "1-15"}, {"name": "B", "days_month": "16-31"}], True, (False, True, False)),
        ([{"name": "A", "months": "1-6"}, {"name": "B", "months": "7-11"}], False, (False, False, True)),
        # Years and dates that are past.
        ([{**OFFICE, "years": [2025]}], False, (False, True, False)),
        ([{**OFFICE, "years": "2000-2026", "months": [11], "days_month": "1-26"}], False, (False, True, False)),
        ([{**OFFICE, "years": "2000-2026"}], False, (False, False, False)),
        ([{**OFFICE, "enddate": "2026-11-26", "repeats": False}], False, (False, True, False)),
        ([{**OFFICE, "enddate": "2026-11-27", "repeats": False}], False, (False, False, False)),
        ([{**OFFICE, "startdate": "2031-01-01", "repeats": False}], False, (False, False, False)),
        # The last day of dates has not passed yet.
        ([{"name": "All", "enddate": "2026-11-27"}], False, (None, False, True)),
        ([{"name": "All", "enddate": "2026-11-27"}], True, (False, None, None)),
        # What nobody can know.
        ([{"name": "All", "startdate": "2031-01-01"}], False, (None, False, True)),
        ([{**OFFICE, "enddate": "2026-11-26"}], False, (False, True, False)),
        ([{"name": "All", "enddate": "2026-11-26"}], False, (False, True, False)),
        ([{"name": "All", "enddate": "2026-11-26"}], True, (True, False, True)),
        ([{**OFFICE, "repeats": False}], False, (False, None, False)),
        # Dates that are past may come again beside other hours, and make none of nothing.
        ([OFFICE, PAST_NIGHT], False, (False, False, None)),
        ([OFFICE, {**PAST_NIGHT, "start": "10:00", "end": "12:00", "days_week": "mon"}], False, (False, False, False)),
        ([OFFICE, {**PAST_NIGHT, "start": "00:00", "end": "24:00"}], False, (None, False, None)),
        ([OFFICE, {**PAST_NIGHT, "repeats": False}], False, (False, False, False)),
        ([{**OFFICE, "years": [2025]}, PAST_NIGHT], False, (False, True, False)),
        ([OFFICE, PAST_NIGHT], True, (False, False, True)),
        # Saturdays only in some months, and only on a leap day.
        ([{**OFFICE, "days_week": "sat", "months": [7]}], False, (False, False, True)),
        ([{**OFFICE, "days_week": "mon-sun", "days_month": [29], "months": [2]}], False, (False, False, True)),
        # An inverted group with one night open.
        ([{"name": "A", "start": "00:00:01"}], True, (False, False, True)),
    ],
)
def test_what_the_periods_come_to_together(entries, inverted, wanted):
    assert answers(*entries, inverted=inverted) == wanted


def test_a_window_past_midnight_is_never_taken_for_fine():
    for inverted in (False, True):
        found = kinds_of_days([Period("Night", start=79200, end=21599)], inverted, TODAY)
        assert (always(found), never(found), outside(found, ALLOWED)[0]) == (None, None, None)
    night = Period("Night", start=79200, end=21599)
    for entries in ([night, Period("All")], [Period("All"), night]):
        assert always(kinds_of_days(entries, False, TODAY)) is True


def test_several_spans_add_up_and_the_hours_outside_are_named():
    allowed = allowed_by_weekday([((1, 2, 3, 4, 5), 9 * 3600, 12 * 3600 - 1), ((1, 2, 3, 4, 5, 6), 12 * 3600, 64799)])
    found = kinds(OFFICE, {"name": "Saturday", "days_week": "sat", "start": "11:00", "end": "13:00"})
    assert outside(found, allowed) == (True, "Sat 11:00:00-11:59:59")
    late = {"name": "Late", "days_week": "tue", "start": "17:00", "end": "20:00"}
    found = kinds(late, {**OFFICE, "days_week": "mon", "start": "08:00", "end": "20:00"})
    assert outside(found, allowed) == (
        True,
        "Mon 08:00:00-08:59:59 and 18:00:00-19:59:59, Tue 18:00:00-19:59:59",
    )
    assert outside(kinds(OFFICE), allowed) == (False, "")


def test_the_last_second_counts():
    late = {**OFFICE, "end": "18:00:00"}
    assert outside(kinds(late), allowed_by_weekday([((1, 2, 3, 4, 5), 0, 64799)])) == (
        True,
        ", ".join("{0} 18:00:00-18:00:00".format(day) for day in ("Mon", "Tue", "Wed", "Thu", "Fri")),
    )


def days_of(found):
    """Return the weekdays with hours that are certain, and those with hours that may be."""
    return {kind.weekday for kind in found if kind.certain}, {kind.weekday for kind in found if kind.possible}


# 27 November 2026 is a Friday.
FRIDAY = 20784 * DAY
NOON = FRIDAY + DAY // 2


@pytest.mark.parametrize(
    "startdate, enddate, certain, possible",
    [
        (FRIDAY, FRIDAY, {5}, {5}),
        (FRIDAY, FRIDAY + LAST_SECOND, {5}, {5}),
        (FRIDAY, FRIDAY + LAST_SECOND - 1, set(), {5}),
        (FRIDAY, FRIDAY + 1, set(), {5}),
        (FRIDAY + 1, FRIDAY + DAY, {6}, {5, 6}),
        (NOON, NOON, set(), {5}),
        (NOON, NOON + 2 * DAY, {6}, {5, 6, 7}),
        (0, NOON, set(), {5}),
        (0, NOON + DAY, {5}, {5, 6}),
        (NOON, 0, set(range(1, 8)), set(range(1, 8))),
    ],
)
def test_a_moment_within_a_day_makes_that_day_possible_only(startdate, enddate, certain, possible):
    period = Period("P", startdate=startdate, enddate=enddate, repeats=False)
    assert days_of(kinds_of_days([period], False, TODAY)) == (certain, possible)
    assert days_of(kinds_of_days([dataclasses.replace(period, repeats=True)], False, TODAY))[0] == certain


def test_a_group_that_is_closed_from_noon_on_may_be_open_until_then():
    assert never(kinds_of_days([Period("P", startdate=NOON, repeats=False)], True, TODAY)) is None


# Years of one calendar: 2027, 2038, 2049, 2055, 2066, 2077, 2083 and 2094. Of another: 2026, 2037 and so on up to 2099.
@pytest.mark.parametrize("today", [TODAY, datetime.date(2026, 1, 1), datetime.date(2024, 1, 2)], ids=str)
@pytest.mark.parametrize(
    "day",
    ["2026-11-27", "2026-12-31", "2027-01-01", "2027-12-31", "2028-02-29", "2037-01-01", "2038-01-01", "2038-01-02"]
    + ["2038-06-15", "2038-12-30", "2038-12-31", "2094-01-01", "2099-01-01", "2099-12-31"],
)
def test_no_day_until_the_end_of_the_calendar_is_passed_over(today, day):
    date = datetime.date.fromisoformat(day)
    dates = [str(date + datetime.timedelta(days=number)) for number in (-1, 1)]
    entries = [
        {"name": "Only", "startdate": day, "enddate": day, "repeats": False},
        {"name": "Only", "years": [date.year], "months": [date.month], "days_month": [date.day]},
    ]
    others = [
        {"name": "Until", "enddate": dates[0], "repeats": False},
        {"name": "From", "startdate": dates[1], "repeats": False},
    ]
    for found in (*(kinds(entry, today=today) for entry in entries), kinds(*others, inverted=True, today=today)):
        assert days_of(found) == ({date.isoweekday()}, {date.isoweekday()})


@pytest.mark.parametrize("today", ["2000-01-01", "2026-11-27", "2098-12-31", "2099-12-25", "2099-12-31"])
@pytest.mark.parametrize("entry", [{"name": "All"}, {"name": "All", "startdate": "2000-01-01", "repeats": False}])
def test_all_days_are_days_of_the_calendar(today, entry):
    found = kinds(entry, today=datetime.date.fromisoformat(today))
    assert always(found) is True and never(found) is False


@st.composite
def calendars(draw):
    found = []
    for number in range(draw(st.integers(0, 3))):
        period = Period(
            str(number),
            days_week=draw(st.sampled_from([frozenset((1, 2)), frozenset((6,)), frozenset(range(1, 8))])),
            days_month=draw(st.sampled_from([frozenset((29, 30)), frozenset(range(1, 32)), frozenset((1,))])),
            months=draw(st.sampled_from([frozenset((2,)), frozenset((2, 12)), frozenset(range(1, 13))])),
            years=draw(st.sampled_from([frozenset((2026, 2096)), frozenset(range(2000, 2100)), frozenset((2028,))])),
            start=draw(st.sampled_from([0, 32400])),
            end=draw(st.sampled_from([32399, 64799, 86399])),
            startdate=draw(st.sampled_from([0, 20800 * DAY])),
            enddate=draw(st.sampled_from([0, 22000 * DAY, 40000 * DAY])),
            repeats=False,
        )
        if not (period.startdate or period.enddate):
            period = Period(**{**period.__dict__, "repeats": True})
        if not period.past_midnight:
            found.append(period)
    return found


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize(
    "entries",
    [
        [OFFICE],
        [OFFICE, {"name": "Saturday", "days_week": "sat", "start": "10:00", "end": "12:00"}],
        [OFFICE, {"name": "Night", "start": "22:00", "end": "24:00"}],
        [{"name": "Once", "repeats": False}],
    ],
)
def test_a_week_stands_for_all_days_where_no_period_has_dates(entries, inverted):
    week = kinds(*entries, inverted=inverted)
    assert {kind.weekday for kind in week} == set(range(1, 8))
    past = {"name": "Past", "years": [2025]}
    assert kinds(*entries, past, inverted=inverted) == week


@settings(max_examples=30)
@given(calendars(), st.booleans())
def test_every_day_is_one_of_the_kinds(periods, inverted):
    wanted = set()
    for number in range(TODAY.toordinal(), datetime.date(2100, 1, 1).toordinal()):
        date = datetime.date.fromordinal(number)
        moment = (number - datetime.date(1970, 1, 1).toordinal()) * DAY
        spans = merged(
            (period.start, period.end)
            for period in periods
            if date.isoweekday() in period.days_week
            and date.day in period.days_month
            and date.month in period.months
            and date.year in period.years
            and period.startdate <= moment
            and (not period.enddate or moment <= period.enddate)
        )
        wanted.add((date.isoweekday(), rest(spans) if inverted else spans))
    found = kinds_of_days(periods, inverted, TODAY)
    assert {(kind.weekday, kind.certain) for kind in found} == wanted
    assert all(kind.certain == kind.possible for kind in found)
