# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Periods of calling hours as tests write and draw them, and the points at which they are active."""

from __future__ import annotations

import dataclasses
import datetime

from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.periods import DAY, Period
from hypothesis import strategies as st

FIRST = 20454  # Days since 1970 of Thursday, 1 January 2026.
WEEKS = [frozenset((1, 2)), frozenset((2, 3)), frozenset((1, 2, 3)), frozenset((4,))]
MONTHS = [frozenset((1,)), frozenset(range(1, 13))]
BOUNDS = [(0, 0), (FIRST * DAY, 0), (0, (FIRST + 10) * DAY), ((FIRST + 5) * DAY, (FIRST + 40) * DAY)]
POINTS = [
    (day, second) for day in (*range(FIRST, FIRST + 14), FIRST + 34, FIRST + 40) for second in (0, 32400, 43200, 64800)
]
DAYTIME = Period("Day", days_week=frozenset((1, 2)), start=32400, end=64799)
EVENING = Period("Evening", days_week=frozenset((1, 2)), start=64800, end=79199)


def other(period, **changes):
    return dataclasses.replace(period, **changes)


@st.composite
def periods(draw, past_midnight=False):
    times = draw(st.sampled_from([(0, 86399), (32400, 64799), (32400, 43199), (43200, 64799), (0, 43199)]))
    if past_midnight and draw(st.booleans()):
        times = (64800, 21599)
    first, last = draw(st.sampled_from(BOUNDS))
    return Period(
        "P",
        days_week=draw(st.sampled_from(WEEKS)),
        months=draw(st.sampled_from(MONTHS)),
        start=times[0],
        end=times[1],
        startdate=first,
        enddate=last,
        repeats=draw(st.booleans()),
    )


@st.composite
def named_periods(draw):
    names = draw(st.lists(st.sampled_from("ABCD"), unique=True, max_size=4))
    return [other(draw(periods()), name=name) for name in names]


def active(period, repeating):
    """The points at which a period is active, with one of two meanings that ``repeats`` may have."""
    found = set()
    for day, second in POINTS:
        date = datetime.date(1970, 1, 1) + datetime.timedelta(days=day)
        bounded = not (period.repeats and repeating) or not (period.startdate or period.enddate)
        first, last = period.startdate // DAY, period.enddate // DAY or day
        if bounded and not first <= day <= last:
            continue
        if not period.repeats and repeating and not (period.startdate or period.enddate):
            # Only once.
            if day != FIRST + 5:
                continue
        if date.isoweekday() not in period.days_week or date.month not in period.months:
            continue
        if period.start <= second <= period.end:
            found.add((day, second))
        elif period.past_midnight and (second >= period.start or second <= period.end):
            found.add((day, second))
    return found


def union(found, repeating=False):
    return set().union(*(active(period, repeating) for period in found))


def open_at(found, inverted, repeating=False):
    """The points at which a group with these periods is open."""
    listed = union(found, repeating)
    return set(POINTS) - listed if inverted else listed
