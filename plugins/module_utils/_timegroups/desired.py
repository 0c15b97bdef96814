# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.
"""What the user asks for: the options of a time group and of its periods, checked before anything is sent."""

from __future__ import annotations

import dataclasses
import datetime
import difflib
import re
import typing as t

from .._api.envelope import to_integer
from .._api.errors import UsageError
from .._api.written import QUOTES, as_text, boolean_in, kind_of, no_boolean, out_of_range
from .._campaigns import fields as schema
from .periods import DAY, DAYS, EPOCH, LAST_DATE, LAST_SECOND, LISTS, ListField, Period, clock

PERIOD_OPTIONS = (
    "name",
    "description",
    "days_week",
    "days_month",
    "months",
    "years",
    "start",
    "end",
    "startdate",
    "enddate",
    "repeats",
)

_THE_OPTIONS = "The options of a period are {0}.".format(", ".join(PERIOD_OPTIONS))
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?", re.ASCII)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)


@dataclasses.dataclass(frozen=True)
class Desired:
    """The group that the user names. What is None is left alone. ``customer`` is an ID or a name; 0: the own one."""

    id: int | None
    name: str | None
    customer: int | str
    description: str | None = None
    invert: bool | None = None
    priority: int | None = None
    shared: bool | None = None
    periods: tuple[Period, ...] | None = None

    @property
    def label(self) -> str:
        """How messages name the group."""
        return "time group '{0}'".format(self.name) if self.name is not None else "time group {0}".format(self.id)


def read_desired(options: t.Mapping[str, t.Any]) -> Desired:
    """Read the options of the module. Raises UsageError with one sentence that names the option."""
    number, priority = options.get("id"), options.get("priority")
    name = read_text(options.get("name"), "name")
    if number is not None and number <= 0:
        raise out_of_range("id", "more than 0", number)
    if name is not None and not name.strip():
        raise UsageError("name must not be empty.", key="name", hint="Write the name of the time group.")
    if number is None and name is None:
        raise UsageError(
            "name or id is required, to know which time group is meant.",
            key="name",
            hint="Write the name of the time group.",
        )
    if priority is not None and not 1 <= priority <= 10:
        raise out_of_range("priority", "from 1 to 10", priority)
    periods = options.get("periods")
    return Desired(
        number,
        name,
        read_customer(options.get("customer")),
        read_text(options.get("description"), "description"),
        options.get("invert"),
        priority,
        options.get("shared"),
        None if periods is None else read_periods(periods),
    )


def check_entry(entry: t.Mapping[str, t.Any]) -> None:
    """Raise UsageError for options of the module whose types Ansible has not checked. What it refuses is left to it."""
    periods = entry.get("periods")
    numbers = {name: to_integer(entry.get(name)) for name in ("id", "priority")}
    read_desired({**entry, **numbers, "periods": periods if isinstance(periods, list) else None})


def read_customer(value: t.Any) -> int | str:
    """Return a customer as ID or name; 0 is the account's own. Raises UsageError."""
    return schema.coerce_option(schema.BY_NAME["customer"], value) or 0


def read_periods(entries: t.Sequence[t.Any]) -> tuple[Period, ...]:
    """Read the option C(periods). Raises UsageError."""
    periods: list[Period] = []
    for index, entry in enumerate(entries):
        place = "periods[{0}]".format(index)
        if not isinstance(entry, t.Mapping):
            raise UsageError(
                "{0} must be a dictionary, not '{1}'.".format(place, entry), key="periods", hint=_THE_OPTIONS
            )
        period = read_period(entry, place)
        twin = next((other for other in periods if other.name.strip() == period.name.strip()), None)
        if twin is not None:
            raise UsageError(
                "periods[{0}] and {1} have the same name '{2}', and periods are told apart by their names.".format(
                    periods.index(twin), place, period.name
                ),
                key="periods",
                hint="Give each period of the group a name of its own.",
            )
        periods.append(period)
    return tuple(periods)


def read_period(entry: t.Mapping[str, t.Any], place: str) -> Period:
    """Read one period. Raises UsageError that names the option and the period."""
    try:
        period = as_period(entry)
        _refuse_impossible(period, entry)
    except UsageError as problem:
        name = entry.get("name")
        who = "{0} ('{1}')".format(place, name) if isinstance(name, str) and name else place
        raise UsageError("{0}: {1}".format(who, problem.text), key=problem.key, hint=problem.hint) from None
    return period


def as_period(entry: t.Mapping[str, t.Any]) -> Period:
    """Return an entry of the option as a value, be it one that a platform has and that nobody may write."""
    for option in entry:
        if option not in PERIOD_OPTIONS:
            close = difflib.get_close_matches(str(option), PERIOD_OPTIONS, n=1)
            raise UsageError(
                "'{0}' is not an option of a period{1}".format(
                    option, "; did you mean '{0}'?".format(close[0]) if close else "."
                ),
                key=str(option),
                hint=_THE_OPTIONS,
            )
    values: dict[str, t.Any] = {name: read_text(entry.get(name), name) or "" for name in ("name", "description")}
    for field in LISTS:
        values[field.name] = read_list(entry.get(field.name), field)
    values["start"] = _read_time(entry.get("start"), "start", 0)
    values["end"] = _read_time(entry.get("end"), "end", LAST_SECOND)
    values["startdate"] = _read_date(entry.get("startdate"), "startdate")
    values["enddate"] = _read_date(entry.get("enddate"), "enddate")
    repeats = entry.get("repeats")
    values["repeats"] = True if repeats is None else _read_boolean(repeats, "repeats")
    return Period(**values)


def _past_midnight(period: Period, entry: t.Mapping[str, t.Any]) -> UsageError:
    start, end = entry.get("start") or "00:00", entry.get("end")
    if period.end < 0:
        return UsageError(
            'end "{0}" is the begin of the day.'.format(end), key="end", hint='The end of the day is "24:00".'
        )
    if period.start == period.end + 1:
        return UsageError(
            'start "{0}" and end "{1}" leave no time between them.'.format(start, end),
            key="end",
            hint="Correct start or end.",
        )
    return UsageError(
        'start "{0}" is later than end "{1}"; a window past midnight is two periods: {2}.'.format(
            start, end, _two_periods(period)
        ),
        key="end",
        hint="Write these two periods, or correct start and end.",
    )


def _refuse_impossible(period: Period, entry: t.Mapping[str, t.Any]) -> None:
    if not period.name.strip():
        raise UsageError(
            "name is required, since periods are found by their names.", key="name", hint="Give the period a name."
        )
    if period.past_midnight:
        raise _past_midnight(period, entry)
    for option in ("startdate", "enddate"):
        if getattr(period, option) >= LAST_DATE + DAY:
            raise UsageError(
                "{0} {1} is after 9999-12-31.".format(option, getattr(period, option)),
                key=option,
                hint="Write it such as 2026-12-24, or as Unix time in seconds, not in milliseconds.",
            )
    if period.enddate and period.startdate > period.enddate:
        raise UsageError(
            "startdate is later than enddate, so that the period is never active.",
            key="enddate",
            hint="Correct startdate or enddate.",
        )
    if not period.has_a_date:
        raise UsageError(
            "days_month, months and years name no date that the calendar has.",
            key="days_month",
            hint="February has 29 days in leap years only; April, June, September and November have 30.",
        )


def _two_periods(period: Period) -> str:
    """Return the two periods to write for a window past midnight, as YAML of one line each."""
    template = '{{name: {0}, days_week: [{1}], start: "{2}", end: "{3}"}}'
    days = sorted(period.days_week)
    # As users write it: the first minute that no longer counts.
    end = clock(period.end + 1)[:5] if period.end % 60 == 59 else clock(period.end)
    start = clock(period.start)[:5] if period.start % 60 == 0 else clock(period.start)
    return "{0} and {1}".format(
        template.format(period.name + " evening", _names(days), start, "24:00"),
        template.format(period.name + " morning", _names(sorted(day % 7 + 1 for day in days)), "00:00", end),
    )


def _names(days: t.Iterable[int]) -> str:
    return ", ".join(DAYS[day - 1] for day in days)


def read_text(value: t.Any, option: str) -> str | None:
    """Return text as it was written, under the rule for campaigns; None where it is left out. Raises UsageError."""
    return None if value is None else as_text(option, value, integers=True)


def _read_time(value: t.Any, option: str, default: int) -> int:
    """Return the second of the day at which a period starts, or the last one that still counts."""
    if value is None:
        return default
    moment, has_seconds = read_clock(value, option, end=option == "end")
    if option == "end" and (not has_seconds or moment == DAY):
        # The first minute that no longer counts, so the second before it is the last one.
        return moment - 1
    return moment


def read_clock(value: t.Any, option: str, end: bool) -> tuple[int, bool]:
    """Return a time of day in seconds, and whether it names them. An ``end`` may be 24:00. Raises UsageError."""
    text = str(value).strip()
    if not isinstance(value, str) or text.isdigit():
        # 18:00 is 1080 in YAML 1.1, and 9:00:30 is 32430.
        raise UsageError(
            "{0} must be a time of day, and YAML has read it as {1}, {2}.".format(option, kind_of(value), value)
            if not isinstance(value, str)
            else "{0} must be a time of day, not '{1}'.".format(option, value),
            key=option,
            hint='It looks like "09:00". ' + QUOTES,
        )
    found = _TIME.fullmatch(text)
    hour, minute, second = (int(part or 0) for part in found.groups()) if found else (99, 0, 0)
    end_of_day = end and (hour, minute, second) == (24, 0, 0)
    if found is None or not (end_of_day or (hour <= 23 and minute <= 59 and second <= 59)):
        raise UsageError(
            "{0} must be a time of day, not '{1}'.".format(option, value), key=option, hint='It looks like "09:00".'
        )
    return hour * 3600 + minute * 60 + second, found.group(3) is not None


def _read_date(value: t.Any, option: str) -> int:
    """Return a date as Unix time; 0 is no bound."""
    if value is None or value == "":
        return 0
    if isinstance(value, datetime.datetime):
        value = value.date() if value.time() == datetime.time() else value.isoformat()
    text = value.isoformat() if isinstance(value, datetime.date) else str(value).strip()
    number = None if isinstance(value, bool) else to_integer(value)
    if number is not None and number >= 0:
        return number
    found = _DATE.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        days = (datetime.date(*(int(part) for part in found.groups())) - EPOCH).days
    except ValueError:
        raise UsageError(
            "{0} '{1}' is no date of the calendar.".format(option, text),
            key=option,
            hint="Write it such as 2026-12-24, or as Unix time.",
        ) from None
    if days < 0:
        raise UsageError(
            "{0} {1} is before 1970-01-01.".format(option, text), key=option, hint="Write a later date, or none."
        )
    return days * DAY


def _read_boolean(value: t.Any, option: str) -> bool:
    boolean = boolean_in(str(value))
    if boolean is None:
        raise no_boolean(option, value)
    return boolean


def read_list(value: t.Any, field: ListField, option: str | None = None) -> frozenset[int]:
    """Return a list of numbers or of days; entries may be ranges such as C(mon-fri) or C(1-7).

    ``option`` is what holds it, where that has another name than in a period. Raises UsageError.
    """
    option = option or field.name
    if value is None:
        return field.full
    entries: list[t.Any] = []
    for entry in value if isinstance(value, (list, tuple)) else [value]:
        entries += entry.split(",") if isinstance(entry, str) else [entry]
    if not entries or entries == [""]:
        raise UsageError(
            "{0} is empty, so that no date would be meant.".format(option),
            key=option,
            hint="Leave {0} out for all of them.".format(option),
        )
    found: set[int] = set()
    for entry in entries:
        first, hyphen, last = str(entry).strip().partition("-")
        begin = _read_item(first, entry, field, option)
        end = _read_item(last, entry, field, option) if hyphen else begin
        if begin <= end:
            found.update(range(begin, end + 1))
        elif field.name == "years":
            raise UsageError(
                "{0}: the range {1} ends before it begins.".format(option, entry),
                key=option,
                hint="Write the earlier year first.",
            )
        else:
            # Saturday to Monday, November to February.
            found.update(range(begin, field.highest + 1), range(field.lowest, end + 1))
    return frozenset(found)


def _read_item(text: str, entry: t.Any, field: ListField, option: str) -> int:
    text = text.strip()
    if field.name == "days_week":
        if text.lower() in DAYS:
            return DAYS.index(text.lower()) + 1
        close = difflib.get_close_matches(text.lower()[:3], DAYS, n=1)
        raise UsageError(
            "{0}: '{1}' is no day{2}".format(option, entry, "; did you mean '{0}'?".format(close[0]) if close else "."),
            key=option,
            hint="The days are {0}.".format(", ".join(DAYS)),
        )
    number = None if isinstance(entry, (bool, float)) else to_integer(text)
    if number is None or not field.lowest <= number <= field.highest:
        raise UsageError(
            "{0} cannot be '{1}'.".format(option, entry),
            key=option,
            hint="{0} are numbers from {1} to {2}.".format(option, field.lowest, field.highest),
        )
    return number
