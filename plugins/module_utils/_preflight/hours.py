# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.
"""When a time group is active: what is certain, and what may be. Pure functions over periods and the calendar.

What a platform makes of some periods is unknown (API notes, section 8): those that end before they start, and those
that repeat although they have dates. So each kind of day has two sets of hours, and the truth lies between them.
"""

from __future__ import annotations

import calendar
import datetime
import typing as t

from .._timegroups.periods import DAY, DAYS, LAST_SECOND, Period, clock

# Seconds of a day, both ends included; sorted and apart.
Spans = t.Tuple[t.Tuple[int, int], ...]
ALL_DAY: Spans = ((0, LAST_SECOND),)
_LAST_YEAR = 2099
# A period that applies at all times.
_ANY = Period("")
_EPOCH = datetime.date(1970, 1, 1).toordinal()


class Kind(t.NamedTuple):
    """A kind of day that is still to come: its weekday (1 to 7), hours that are certain, and hours that may be."""

    weekday: int
    certain: Spans
    possible: Spans


def kinds_of_days(periods: t.Sequence[Period], inverted: bool, today: datetime.date) -> list[Kind]:
    """Return every kind of day from today on that a group makes.

    One whose dates are past may come again if it repeats. That adds doubt to hours, but makes none of nothing.
    """
    now = today.toordinal() - _EPOCH
    past = [period for period in periods if _bounds(period)[1] < now]
    still = [period for period in periods if period not in past]
    found = _kinds(still, inverted, today)
    again = [period for period in past if period.repeats]
    if inverted or not again or never(found):
        # Of an inverted group, what may be closed again some day takes nothing from the hours that are open until then.
        return found
    return _kinds([*still, *again], inverted, today)


def _kinds(periods: t.Sequence[Period], inverted: bool, today: datetime.date) -> list[Kind]:
    found = set()
    for weekday, certain, possible in _matches(periods, today):
        surely = merged((periods[number].start, periods[number].end) for number in certain)
        perhaps = merged(
            (0, LAST_SECOND) if periods[number].past_midnight else (periods[number].start, periods[number].end)
            for number in possible
        )
        found.add(Kind(weekday, rest(perhaps), rest(surely)) if inverted else Kind(weekday, surely, perhaps))
    return sorted(found)


def always(kinds: t.Iterable[Kind]) -> bool | None:
    """Tell whether the hours are always; None where that is unknown."""
    kinds = list(kinds)
    if all(kind.certain == ALL_DAY for kind in kinds):
        return True
    return None if all(kind.possible == ALL_DAY for kind in kinds) else False


def never(kinds: t.Iterable[Kind]) -> bool | None:
    """Tell whether the hours never come; None where that is unknown."""
    kinds = list(kinds)
    if not any(kind.possible for kind in kinds):
        return True
    return False if any(kind.certain for kind in kinds) else None


def outside(kinds: t.Iterable[Kind], allowed: t.Mapping[int, Spans]) -> tuple[bool | None, str]:
    """Tell whether hours are outside of those that are allowed by weekday; None where that is unknown.

    The text names the first such hours, by weekday.
    """
    certain: dict[int, set[tuple[int, int]]] = {}
    possible = False
    for kind in kinds:
        closed = rest(allowed.get(kind.weekday, ()))
        certain.setdefault(kind.weekday, set()).update(common(kind.certain, closed))
        possible = possible or bool(common(kind.possible, closed))
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


def _matches(periods: t.Sequence[Period], today: datetime.date) -> set[tuple[int, frozenset[int], frozenset[int]]]:
    """Return for each kind of day from today on: its weekday, and which periods apply on it for certain and perhaps."""
    found: set[tuple[int, frozenset[int], frozenset[int]]] = set()
    bounds = [_bounds(period) for period in periods]
    if today.year < _LAST_YEAR and all(map(_is_the_same_each_week, periods)):
        return {_match(periods, bounds, today + datetime.timedelta(days=number)) for number in range(7)}
    seen = set()
    for year in range(today.year, _LAST_YEAR + 1):
        # Years of the same calendar, in which the same periods apply, have the same kinds of days.
        first = datetime.date(year, 1, 1)
        last = datetime.date(year, 12, 31)
        key = (
            calendar.isleap(year),
            first.isoweekday(),
            tuple(year in period.years for period in periods),
            tuple(_relation(bound, first, last) for bound in bounds),
        )
        if year > today.year and key in seen:
            continue
        if year > today.year:
            seen.add(key)
        day = max(first, today)
        while day <= last:
            found.add(_match(periods, bounds, day))
            if day == datetime.date.max:
                break
            day += datetime.timedelta(days=1)
    return found


def _is_the_same_each_week(period: Period) -> bool:
    lists = (period.days_month, period.months, period.years)
    return lists == (_ANY.days_month, _ANY.months, _ANY.years) and not (period.startdate or period.enddate)


def _match(
    periods: t.Sequence[Period], bounds: t.Sequence[tuple[int, int, int, int]], day: datetime.date
) -> tuple[int, frozenset[int], frozenset[int]]:
    weekday = day.isoweekday()
    ordinal = day.toordinal() - _EPOCH
    certain, possible = [], []
    for number, period in enumerate(periods):
        if period.past_midnight:
            # It may go on into the next day, which need not be in its lists.
            possible.append(number)
            continue
        if (
            weekday not in period.days_week
            or day.day not in period.days_month
            or day.month not in period.months
            or day.year not in period.years
        ):
            continue
        first, last, surely_first, surely_last = bounds[number]
        bounded = bool(period.startdate or period.enddate)
        if surely_first <= ordinal <= surely_last and (bounded or period.repeats):
            certain.append(number)
        # One that repeats may come again on other dates; one that does not repeat may have been already.
        if first <= ordinal <= last or (bounded and period.repeats):
            possible.append(number)
    return weekday, frozenset(certain), frozenset(possible)


def _bounds(period: Period) -> tuple[int, int, int, int]:
    """Return the first and the last day of a period, and those on which it applies for the whole day."""
    first, last = period.startdate // DAY, period.enddate // DAY if period.enddate else 10**6
    surely_first = first + (1 if period.startdate % DAY else 0)
    # A midnight stands for that whole day.
    surely_last = last - (1 if period.enddate % DAY not in (0, LAST_SECOND) else 0)
    return first, last, surely_first, surely_last


def _relation(bounds: tuple[int, int, int, int], first: datetime.date, last: datetime.date) -> t.Any:
    """Tell whether a year is within the bounds, outside, or one of its own."""
    begin, end = first.toordinal() - _EPOCH, last.toordinal() - _EPOCH
    if bounds[1] < begin or bounds[0] > end:
        return "outside"
    if bounds[2] <= begin and end <= bounds[3]:
        return "within"
    return first.year


def allowed_by_weekday(entries: t.Iterable[tuple[t.Collection[int], int, int]]) -> dict[int, Spans]:
    """Return hours that are allowed by weekday; entries are weekdays, first and last second. Several add up."""
    found: dict[int, list[tuple[int, int]]] = {}
    for weekdays, begin, end in entries:
        for weekday in weekdays:
            found.setdefault(weekday, []).append((begin, end))
    return {weekday: merged(spans) for weekday, spans in found.items()}
