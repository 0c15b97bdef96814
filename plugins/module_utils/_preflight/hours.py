# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.
"""When a time group is active: what is certain, and what may be. Pure functions over periods and the calendar.

What a platform makes of some periods is unknown (API notes, section 8): those that end before they start, and those
that repeat although they have dates. So each kind of day has two sets of hours, and the truth lies between them.
"""

from __future__ import annotations

import datetime
import operator
import typing as t

from .._timegroups.periods import DAY, DAYS, LAST_SECOND, Period, clock

# Seconds of a day, both ends included; sorted and apart.
Spans = t.Tuple[t.Tuple[int, int], ...]
ALL_DAY: Spans = ((0, LAST_SECOND),)
_LAST_YEAR = 2099
# A period that applies at all times.
_ANY = Period("")
# Where these are as in a period that applies at all times, all weeks are the same.
_DATES = operator.attrgetter("days_month", "months", "years", "startdate", "enddate")
# Dates are counted as datetime.date counts them.
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_ALL_DATES = range(_EPOCH, datetime.date.max.toordinal())
_NO_DATES = range(_EPOCH, _EPOCH)


class Kind(t.NamedTuple):
    """A kind of day that is still to come: its weekday (1 to 7), hours that are certain, and hours that may be."""

    weekday: int
    certain: Spans
    possible: Spans


def kinds_of_days(periods: t.Sequence[Period], inverted: bool, today: datetime.date) -> list[Kind]:
    """Return every kind of day from today on that a group makes.

    One whose dates are past may come again if it repeats. That adds doubt to hours, but makes none of nothing.
    """
    now = (today.toordinal() - _EPOCH) * DAY
    past = [period for period in periods if period.enddate and period.enddate < now]
    still = [period for period in periods if period not in past]
    found = _kinds(still, today)
    if inverted:
        # What may be closed again some day takes nothing from the hours that are open until then.
        return sorted(Kind(kind.weekday, rest(kind.possible), rest(kind.certain)) for kind in found)
    again = [period for period in past if period.repeats]
    return sorted(found if not again or never(found) else _kinds([*still, *again], today))


def _kinds(periods: t.Sequence[Period], today: datetime.date) -> set[Kind]:
    dated = [_Dated(period, *_dates(period)) for period in periods]
    matches = {_match(dated, day) for day in _days(dated, today)}
    return {Kind(weekday, merged(certain), merged(possible)) for weekday, certain, possible in matches}


def always(kinds: t.Collection[Kind]) -> bool | None:
    """Tell whether the hours are always; None where that is unknown."""
    if all(kind.certain == ALL_DAY for kind in kinds):
        return True
    return None if all(kind.possible == ALL_DAY for kind in kinds) else False


def never(kinds: t.Collection[Kind]) -> bool | None:
    """Tell whether the hours never come; None where that is unknown."""
    if not any(kind.possible for kind in kinds):
        return True
    return False if any(kind.certain for kind in kinds) else None


def outside(kinds: t.Iterable[Kind], allowed: t.Mapping[int, Spans]) -> tuple[bool | None, str]:
    """Tell whether hours are outside of those that are allowed by weekday; None where that is unknown.

    The text names the first such hours, by weekday.
    """
    certain: dict[int, set[tuple[int, int]]] = {}
    possible: list[tuple[int, int]] = []
    for kind in kinds:
        closed = rest(allowed.get(kind.weekday, ()))
        certain.setdefault(kind.weekday, set()).update(common(kind.certain, closed))
        possible.extend(common(kind.possible, closed))
    words = [
        "{0} {1}".format(
            DAYS[weekday - 1].capitalize(),
            " and ".join("{0}-{1}".format(clock(begin), clock(end)) for begin, end in merged(spans)),
        )
        for weekday, spans in sorted(certain.items())
        if spans
    ]
    if words:
        return True, ", ".join(words)
    return (None if possible else False), ""


def merged(spans: t.Iterable[tuple[int, int]]) -> Spans:
    """Return spans sorted and apart, those that meet as one."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return tuple(found)


def rest(spans: Spans) -> Spans:
    """Return the rest of the day."""
    found = []
    begin = 0
    for first, last in spans:
        if first > begin:
            found.append((begin, first - 1))
        begin = last + 1
    if begin <= LAST_SECOND:
        found.append((begin, LAST_SECOND))
    return tuple(found)


def common(one: Spans, other: Spans) -> Spans:
    """Return what is in both."""
    return tuple((max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) <= min(b, d))


# --- the calendar ------------------------------------------------------------------------------------------


class _Dated(t.NamedTuple):
    """A period, and the dates on which it applies for the whole day, and may apply."""

    period: Period
    certain: range
    possible: range


def _dates(period: Period) -> tuple[range, range]:
    if not (period.startdate or period.enddate):
        # One that does not repeat may have been already.
        return (_ALL_DATES if period.repeats else _NO_DATES), _ALL_DATES
    end = _EPOCH + period.enddate // DAY + 1 if period.enddate else _ALL_DATES.stop
    # A midnight stands for that whole day.
    certain = range(
        _EPOCH + (period.startdate + LAST_SECOND) // DAY, end - (period.enddate % DAY not in (0, LAST_SECOND))
    )
    # One that repeats may come again on other dates.
    return certain, _ALL_DATES if period.repeats else range(_EPOCH + period.startdate // DAY, end)


def _days(dated: t.Sequence[_Dated], today: datetime.date) -> list[datetime.date]:
    """Return days from today on; any other is of the kind of one of them."""
    if today.year < _LAST_YEAR and all(_DATES(entry.period) == _DATES(_ANY) for entry in dated):
        return [today + datetime.timedelta(days=number) for number in range(len(DAYS))]
    # Years of the same calendar, in which the same periods apply on the same days, have the same kinds of days.
    years = {}
    for year in range(today.year, _LAST_YEAR + 1):
        first, last = max(datetime.date(year, 1, 1), today), datetime.date(year, 12, 31)
        days = range(first.toordinal(), last.toordinal() + 1)
        applies = tuple(
            year in period.years
            and tuple(
                # How many days of the year are before it.
                len(range(days.start, min(edge, days.stop)))
                for edge in (certain.start, certain.stop, possible.start, possible.stop)
            )
            for period, certain, possible in dated
        )
        years[first.month, first.day, first.isoweekday(), last.isoweekday(), applies] = days
    return [datetime.date.fromordinal(number) for days in years.values() for number in days]


def _match(
    dated: t.Iterable[_Dated], day: datetime.date
) -> tuple[int, frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    """Return the weekday of a day, and the spans that apply on it for certain and perhaps."""
    weekday, number = day.isoweekday(), day.toordinal()
    certain, possible = set(), set()
    for period, surely, perhaps in dated:
        if period.past_midnight:
            # It may go on into the next day, which need not be in its lists.
            possible.add((0, LAST_SECOND))
        elif (
            weekday in period.days_week
            and day.day in period.days_month
            and day.month in period.months
            and day.year in period.years
        ):
            if number in surely:
                certain.add((period.start, period.end))
            if number in perhaps:
                possible.add((period.start, period.end))
    return weekday, frozenset(certain), frozenset(possible)


def allowed_by_weekday(entries: t.Iterable[tuple[t.Collection[int], int, int]]) -> dict[int, Spans]:
    """Return hours that are allowed by weekday; entries are weekdays, first and last second. Several add up."""
    found: dict[int, list[tuple[int, int]]] = {}
    for weekdays, begin, end in entries:
        for weekday in weekdays:
            found.setdefault(weekday, []).append((begin, end))
    return {weekday: merged(spans) for weekday, spans in found.items()}
