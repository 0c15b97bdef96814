# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a time group is active: its periods on the calendar of the simulated clock (section 8 of the API notes).

Second 0 of the clock is Monday, 5 January 2026, 10:00, so that office hours are open when a simulator starts. There is
one time zone, UTC. A period is active when all of its criteria match, a group when any period is, and with `active=0`
when none is. `repeats` changes nothing: what it means is unknown.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable
from typing import Any

DAY = 86_400
START_OF_CLOCK = int(datetime.datetime(2026, 1, 5, 10, tzinfo=datetime.timezone.utc).timestamp())
# Days since 1970. A period knows the years 2000 to 2099.
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_HORIZON = datetime.date(2100, 1, 1).toordinal() - _EPOCH

Span = tuple[int, int]


@dataclasses.dataclass(frozen=True, slots=True)
class Period:
    """One period. `start` and `end`: seconds of the day, both of them within; `first` and `last`: days since 1970."""

    days_week: frozenset[int]
    days_month: frozenset[int]
    months: frozenset[int]
    years: frozenset[int]
    start: int
    end: int
    first: int
    last: int

    @classmethod
    def of(cls, row: dict[str, Any]) -> Period:
        """The period of a row of the state. A bound that is 0 is none; the day of `enddate` still counts."""
        start, end = (
            row[f"{edge}hour"] * 3600 + row[f"{edge}minute"] * 60 + row[f"{edge}second"] for edge in ("start", "end")
        )
        lists = {name: _numbers(row[name]) for name in ("days_week", "days_month", "months", "years")}
        last = row["enddate"] // DAY if row["enddate"] else _HORIZON
        return cls(**lists, start=start, end=end, first=row["startdate"] // DAY, last=last)

    def on(self, day: int) -> bool:
        """Whether this day is one of the period's."""
        date = datetime.date.fromordinal(_EPOCH + day)
        return (
            self.first <= day <= self.last
            and date.isoweekday() in self.days_week
            and date.day in self.days_month
            and date.month in self.months
            and date.year in self.years
        )


def _numbers(text: str) -> frozenset[int]:
    return frozenset(int(item) for item in text.split(","))


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """A time group. `wraps`: a period whose start is later than its end goes on into the next day; else it is never."""

    active: bool
    periods: tuple[Period, ...]
    wraps: bool = False

    def spans(self, day: int) -> list[Span]:
        """Seconds of this day (days since 1970) in which the group is active: sorted, apart, the ends not within."""
        merged = _merged(span for period in self.periods for span in self._of(period, day))
        return merged if self.active else _rest(merged)

    def _of(self, period: Period, day: int) -> Iterable[Span]:
        if period.start <= period.end:
            if period.on(day):
                yield period.start, period.end + 1
        elif self.wraps:
            if period.on(day):
                yield period.start, DAY
            if period.on(day - 1):
                yield 0, period.end + 1

    def next_open(self, now: float) -> float | None:
        """The first moment from `now` on (seconds of the simulated clock) at which the group is active, or None."""
        moment = START_OF_CLOCK + now
        day = int(moment // DAY)
        while day < _HORIZON:
            for begin, end in self.spans(day):
                if moment < day * DAY + end:
                    return now + max(day * DAY + begin - moment, 0)
            following = self._following(day)
            if following is None:
                return None
            day = following
        return None if self.active else now + (day * DAY - moment)

    def _following(self, day: int) -> int | None:
        """A later day that is worth a look: none without one in between would be. None: there is no such day."""
        if not self.active:
            return day + 1
        alive = [period for period in self.periods if period.last >= day]
        if not alive:
            return None
        first = min(period.first for period in alive)
        if first > day + 1:
            return first
        date = datetime.date.fromordinal(_EPOCH + day)
        if not any(date.year in period.years and date.month in period.months for period in alive):
            # The first of the next month.
            return (date.replace(day=1) + datetime.timedelta(32)).replace(day=1).toordinal() - _EPOCH
        return day + 1


def _merged(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def _rest(spans: list[Span]) -> list[Span]:
    edges = [0, *(edge for span in spans for edge in span), DAY]
    return [(begin, end) for begin, end in zip(edges[::2], edges[1::2], strict=True) if begin < end]
