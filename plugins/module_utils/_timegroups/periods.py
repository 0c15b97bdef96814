# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""One period of a time group as a value: boxes of days and times, their texts, and what the API makes of them.

A period is active when all of its criteria match (API notes, section 8). So it is a box: sets of weekdays, days,
months and years, a span of the day, and a span of dates. Boxes can be compared, cut and joined.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime
import typing as t

from .._api.envelope import to_integer
from .._campaigns.render import spans

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY = 86400
LAST_SECOND = DAY - 1
EPOCH = datetime.date(1970, 1, 1)
LAST_DATE = (datetime.date.max - EPOCH).days * DAY


class ListField(t.NamedTuple):
    """A list of a period: its lowest and highest value, and how many digits the API writes each with."""

    name: str
    lowest: int
    highest: int
    digits: int

    @property
    def full(self) -> frozenset[int]:
        """All values. An unset list means all of them, not none. Inferred (API notes, section 8)."""
        return frozenset(range(self.lowest, self.highest + 1))


LISTS = (
    ListField("days_week", 1, 7, 1),
    ListField("days_month", 1, 31, 2),
    ListField("months", 1, 12, 2),
    ListField("years", 2000, 2099, 4),
)
# Came with version 4.0. The guide gives them fixed defaults on updates, so an update always sends them.
LATE = ("startdate", "enddate", "repeats")


@dataclasses.dataclass(frozen=True)
class Period:
    """When a group is active. ``start`` and ``end`` are seconds of the day, both included; the dates are Unix time."""

    name: str
    description: str = ""
    days_week: frozenset[int] = LISTS[0].full
    days_month: frozenset[int] = LISTS[1].full
    months: frozenset[int] = LISTS[2].full
    years: frozenset[int] = LISTS[3].full
    start: int = 0
    end: int = LAST_SECOND
    startdate: int = 0
    enddate: int = 0
    repeats: bool = True

    @property
    def past_midnight(self) -> bool:
        """Whether it ends before it starts. What a platform makes of that is unknown (API notes, section 8)."""
        return self.start > self.end

    @property
    def late(self) -> tuple[int, int, bool]:
        """The parameters that only later versions of the API have."""
        return self.startdate, self.enddate, self.repeats

    @property
    def needs_late(self) -> bool:
        """Whether a platform without these parameters would make something else of the period."""
        return self.late != (0, 0, True)

    def same_hours(self, other: Period) -> bool:
        """Tell whether two periods are active at the same times."""
        return dataclasses.replace(other, name=self.name, description=self.description) == self

    def within(self, other: Period) -> bool:
        """Tell whether this period is active only when the other one is, for certain."""
        if self.same_hours(other) or other.same_hours(ALWAYS):
            return True
        if self.past_midnight or other.past_midnight or not self._dates_within(other):
            return False
        lists = all(_list(self, field) <= _list(other, field) for field in LISTS)
        return lists and other.start <= self.start and self.end <= other.end

    def _dates_within(self, other: Period) -> bool:
        if self.late == other.late or not other.needs_late:
            return True
        # What "repeats" means is unknown. So bounds can only be compared where it is the same.
        if self.repeats != other.repeats or not (other.startdate or other.enddate):
            return False
        bounds = (max(self.startdate, other.startdate), _earlier(self.enddate, other.enddate))
        return bounds == (self.startdate, self.enddate)

    def cut(self, other: Period) -> Period | None:
        """Return this period with only the times that the other one has too, or None where no period says that."""
        values: dict[str, t.Any] = {field.name: _list(self, field) & _list(other, field) for field in LISTS}
        if not all(values.values()):
            return None
        values.update(start=max(self.start, other.start), end=min(self.end, other.end))
        values.update(startdate=max(self.startdate, other.startdate), enddate=_earlier(self.enddate, other.enddate))
        found = dataclasses.replace(self, **values)
        if found.enddate and found.startdate > found.enddate:
            return None
        return found if found.within(self) and found.within(other) else None

    def join(self, other: Period) -> Period:
        """Return this period with all times that either has, and perhaps more."""
        everything = dataclasses.replace(ALWAYS, name=self.name, description=self.description)
        if self.past_midnight or other.past_midnight:
            return everything
        values: dict[str, t.Any] = {field.name: _list(self, field) | _list(other, field) for field in LISTS}
        values.update(start=min(self.start, other.start), end=max(self.end, other.end))
        # A period without bounds covers everything, also where "repeats" differs.
        dates = self if self.late == other.late else everything
        values.update({name: getattr(dates, name) for name in LATE})
        return dataclasses.replace(self, **values)

    def parameters(self, late: bool) -> dict[str, t.Any]:
        """Return all parameters of the API; those of later versions with ``late``."""
        found: dict[str, t.Any] = {"name": self.name, "description": self.description}
        for field in LISTS:
            found[field.name] = ",".join("{0:0{1}}".format(value, field.digits) for value in sorted(_list(self, field)))
        for edge, seconds in (("start", self.start), ("end", self.end)):
            hour, rest = divmod(seconds, 3600)
            found.update({edge + "hour": hour, edge + "minute": rest // 60, edge + "second": rest % 60})
        if late:
            found.update(startdate=self.startdate, enddate=self.enddate, repeats=int(self.repeats))
        return found

    def as_option(self) -> dict[str, t.Any]:
        """Return the period as an entry of the option ``periods``."""
        return {
            "name": self.name,
            "description": self.description,
            "days_week": [DAYS[day - 1] for day in sorted(self.days_week)],
            "days_month": sorted(self.days_month),
            "months": sorted(self.months),
            "years": sorted(self.years),
            "start": clock(self.start),
            "end": clock(self.end),
            "startdate": date_text(self.startdate),
            "enddate": date_text(self.enddate),
            "repeats": self.repeats,
        }

    @property
    def text(self) -> str:
        """The hours in a line, such as C(Mon-Fri 09:00-18:00)."""
        days = spans(self.days_week, lambda day: DAYS[day - 1].capitalize())
        parts = [
            "{0} {1}-{2}".format(
                days, _edge(self.start), _edge(self.end + 1) if self.end % 60 == 59 else clock(self.end)
            )
        ]
        if self.days_month != LISTS[1].full:
            parts.append("days " + spans(self.days_month, str))
        if self.months != LISTS[2].full:
            parts.append(spans(self.months, lambda month: MONTHS[month - 1]))
        if self.years != LISTS[3].full:
            parts.append(spans(self.years, str))
        if self.startdate:
            parts.append("from {0}".format(date_text(self.startdate)))
        if self.enddate:
            parts.append("until {0}".format(date_text(self.enddate)))
        if not self.repeats:
            parts.append("does not repeat")
        return ", ".join(parts)

    @property
    def has_a_date(self) -> bool:
        """Whether the calendar has a day that all lists and bounds allow."""
        if any(day <= calendar.monthrange(2000, month)[1] for day in self.days_month - {29} for month in self.months):
            return True
        return 29 in self.days_month and (self.months != {2} or any(calendar.isleap(year) for year in self.years))


ALWAYS = Period("")


def from_row(row: t.Mapping[str, t.Any]) -> tuple[int, Period, bool]:
    """Return the ID and the value of a listed period, and whether the platform has the later parameters.

    Integers may be quoted, and a list of one number may be bare. Raises ValueError with what cannot be read.
    """
    number = to_integer(row.get("id"))
    if number is None:
        raise ValueError("a period without an ID")
    values: dict[str, t.Any] = {}
    for field in LISTS:
        values[field.name] = _read_list(row, field)
    for edge in ("start", "end"):
        hour, minute, second = (_read_integer(row, edge + unit) for unit in ("hour", "minute", "second"))
        values[edge] = hour * 3600 + minute * 60 + second
    missing = [name for name in LATE if name not in row]
    values.update({name: _read_integer(row, name) for name in LATE if name in row})
    values["repeats"] = bool(values.get("repeats", True))
    period = Period(str(row.get("name") or ""), str(row.get("description") or ""), **values)
    if missing and period.needs_late:
        # An update would send none of them, and so reset those that are there.
        raise ValueError("{0} of the periods".format(missing[0]))
    return number, period, not missing


def _read_list(row: t.Mapping[str, t.Any], field: ListField) -> frozenset[int]:
    if field.name not in row:
        raise ValueError("{0} of the periods".format(field.name))
    value = row[field.name]
    if value is None or value == "" or value == []:
        return field.full
    entries = value if isinstance(value, list) else str(value).split(",")
    numbers = [to_integer(entry) for entry in entries]
    found = frozenset(number for number in numbers if number is not None)
    if None in numbers or not found <= field.full:
        raise ValueError("{0} of the periods".format(field.name))
    return found


def _read_integer(row: t.Mapping[str, t.Any], name: str) -> int:
    value = row.get(name)
    number = int(value) if isinstance(value, bool) else to_integer(value)
    if number is None and name in LATE and not value:
        number = int(name == "repeats")
    if number is None or number < 0:
        raise ValueError("{0} of the periods".format(name))
    return number


def clock(seconds: int) -> str:
    """Return seconds of the day as C(HH:MM:SS)."""
    return "{0:02}:{1:02}:{2:02}".format(seconds // 3600, seconds // 60 % 60, seconds % 60)


def date_text(moment: int) -> str | int:
    """Return a Unix time as ISO date where it is a midnight of UTC, else as it is; 0 stays 0, which is no bound."""
    if not moment or moment % DAY or moment > LAST_DATE:
        return moment
    return (EPOCH + datetime.timedelta(seconds=moment)).isoformat()


def _edge(seconds: int) -> str:
    return clock(seconds)[:5] if seconds % 60 == 0 else clock(seconds)


def _list(period: Period, field: ListField) -> frozenset[int]:
    values: frozenset[int] = getattr(period, field.name)
    return values


def _earlier(one: int, other: int) -> int:
    """Return the earlier of two bounds; 0 is none."""
    return min(one, other) if one and other else one or other
