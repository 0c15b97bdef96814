# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Time groups and their periods as the state keeps them, and both forms of hours in a seed."""

from __future__ import annotations

import re
from typing import Any

from simulator.hours import Group, Period
from simulator.store import Store

# The lists of a period: their values from and to, and the digits of each.
LISTS = {"days_week": (1, 7, 1), "days_month": (1, 31, 2), "months": (1, 12, 2), "years": (2000, 2099, 4)}
# Its times and dates: the largest value.
NUMBERS = {
    "starthour": 23,
    "startminute": 59,
    "startsecond": 59,
    "endhour": 23,
    "endminute": 59,
    "endsecond": 59,
    "startdate": 2**31 - 1,
    "enddate": 2**31 - 1,
    "repeats": 1,
}
FULL = {
    name: ",".join(f"{value:0{digits}}" for value in range(first, last + 1))
    for name, (first, last, digits) in LISTS.items()
}
# What a period has where nothing else is said: all the time.
ALWAYS: dict[str, Any] = {
    "description": "",
    **FULL,
    **dict.fromkeys(NUMBERS, 0),
    "endhour": 23,
    "endminute": 59,
    "endsecond": 59,
    "repeats": 1,
}
PERIOD_COLUMNS = ("timegroup", "name", *ALWAYS)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])", re.ASCII)


class BadHours(ValueError):
    """Hours that cannot be understood, in words for the user."""


def period_rows(store: Store, group: int) -> list[dict[str, Any]]:
    """The periods of a group, the oldest first."""
    return store.rows("SELECT * FROM periods WHERE timegroup = ? ORDER BY id", (group,))


def with_periods(store: Store, group: int) -> dict[str, Any] | None:
    """A time group with its periods, None when it is gone."""
    found = store.rows("SELECT * FROM timegroups WHERE id = ?", (group,))
    return {**found[0], "periods": period_rows(store, group)} if found else None


def read(store: Store, group: int, *, wraps: bool) -> Group | None:
    """The hours of a group, None when it is gone."""
    row = with_periods(store, group)
    if row is None:
        return None
    return Group(bool(row["active"]), tuple(Period.of(period) for period in row["periods"]), wraps)


def add_period(store: Store, period: dict[str, Any]) -> int:
    """A new period from a value for each column; its ID."""
    sql = f"INSERT INTO periods ({', '.join(period)}) VALUES ({', '.join('?' * len(period))})"
    return int(store.db.execute(sql, list(period.values())).lastrowid or 0)


def check_list(name: str, text: str) -> str | None:
    """What is wrong with a list of a period, None when nothing is. The number of digits counts."""
    first, last, digits = LISTS[name]
    for item in text.split(","):
        if not (item.isascii() and item.isdigit() and len(item) == digits and first <= int(item) <= last):
            return f"{name} must be numbers of {digits} digits from {first:0{digits}} to {last}, not {item!r}"
    return None


def seed_periods(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The periods of a group of a seed: `periods`, or the weekly form `hours`, or all the time. Raises BadHours."""
    periods, hours = entry.get("periods"), entry.get("hours")
    if periods is not None and hours is not None:
        raise BadHours("give hours or periods, not both")
    if periods is None:
        return _of_hours(hours)
    if not isinstance(periods, list):
        raise BadHours("periods must be a list")
    return [_seeded(period) for period in periods]


def _seeded(period: Any) -> dict[str, Any]:
    if not isinstance(period, dict) or "name" not in period or set(period) - {"id", "name", *ALWAYS}:
        raise BadHours(f"a period has a name, and perhaps id, {', '.join(ALWAYS)}")
    row = {**ALWAYS, **period}
    for name, (_first, _last, digits) in LISTS.items():
        if isinstance(row[name], list):
            row[name] = ",".join(f"{value:0{digits}}" for value in row[name])
        wrong = check_list(name, str(row[name]))
        if wrong:
            raise BadHours(wrong)
    for name, largest in NUMBERS.items():
        if not isinstance(row[name], int) or not 0 <= row[name] <= largest:
            raise BadHours(f"{name} must be an integer from 0 to {largest}")
    return row


def _of_hours(hours: Any) -> list[dict[str, Any]]:
    """Null (all the time), or a list of `{"days": ["mon", …], "from": "09:00", "to": "18:00"}`; empty is never."""
    if hours is None:
        return [{"name": "Always", **ALWAYS}]
    if not isinstance(hours, list):
        raise BadHours("hours must be null or a list")
    return [_weekly(number, entry) for number, entry in enumerate(hours, 1)]


def _weekly(number: int, entry: Any) -> dict[str, Any]:
    if not isinstance(entry, dict) or set(entry) != {"days", "from", "to"}:
        raise BadHours('each entry of hours must have "days", "from" and "to"')
    if not isinstance(entry["days"], list) or not entry["days"]:
        raise BadHours('"days" must be a list of at least one day')
    for day in entry["days"]:
        if day not in DAYS:
            raise BadHours(f"a day must be one of {', '.join(DAYS)}, not {day!r}")
    begin, end = _seconds(entry["from"]), _seconds(entry["to"]) - 1
    if end < begin:
        raise BadHours('"to" must be later than "from"; for a night give two entries')
    return {
        "name": f"Hours {number}",
        **ALWAYS,
        "days_week": ",".join(str(DAYS.index(day) + 1) for day in entry["days"]),
        **_clock("start", begin),
        **_clock("end", end),
    }


def _seconds(text: Any) -> int:
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    if found is None or text > "24:00":
        raise BadHours(f"a time of day must be HH:MM, not {text!r}")
    return int(found[1]) * 3600 + int(found[2]) * 60


def _clock(edge: str, second: int) -> dict[str, int]:
    return {f"{edge}hour": second // 3600, f"{edge}minute": second // 60 % 60, f"{edge}second": second % 60}
