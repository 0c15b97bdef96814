# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calling hours of a time group: a simple weekly model.

`hours` is null (always), or a list of `{"days": ["mon", …], "from": "09:00", "to": "18:00"}`; an empty list is never.
Second 0 of the simulated clock is a Monday, 10:00, so that office hours are open when a simulator starts.
"""

from __future__ import annotations

import functools
import json
import re
from typing import Any

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 86_400
WEEK = 7 * DAY
START_OF_CLOCK = 10 * 3600

_TIME = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])", re.ASCII)


class BadHours(ValueError):
    """Hours that cannot be understood, in words for the user."""


def _seconds(text: Any) -> int:
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    if found is None or text > "24:00":
        raise BadHours(f"a time of day must be HH:MM, not {text!r}")
    return int(found[1]) * 3600 + int(found[2]) * 60


def intervals(hours: Any) -> list[tuple[int, int]]:
    """Open intervals as seconds of the week, sorted. BadHours when `hours` is not of the form above."""
    if hours is None:
        return [(0, WEEK)]
    if not isinstance(hours, list):
        raise BadHours("hours must be null or a list")
    found: list[tuple[int, int]] = []
    for entry in hours:
        if not isinstance(entry, dict) or set(entry) != {"days", "from", "to"}:
            raise BadHours('each entry of hours must have "days", "from" and "to"')
        begin, end = _seconds(entry["from"]), _seconds(entry["to"])
        if end <= begin:
            raise BadHours('"to" must be later than "from"; for a night give two entries')
        for day in entry["days"]:
            if day not in DAYS:
                raise BadHours(f"a day must be one of {', '.join(DAYS)}, not {day!r}")
            midnight = DAYS.index(day) * DAY
            found.append((midnight + begin, midnight + end))
    return sorted(found)


@functools.lru_cache(maxsize=1024)
def _of(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(intervals(json.loads(text)))


def next_open(text: str, now: float) -> float | None:
    """The first moment from `now` on (seconds of the simulated clock) that is within the hours, or None.

    `text`: the hours as JSON, as the state keeps them.
    """
    weekly = _of(text)
    if not weekly:
        return None
    week = (now + START_OF_CLOCK) % WEEK
    for begin, end in weekly:
        if week < end:
            return now + max(begin - week, 0)
    return now + WEEK - week + weekly[0][0]
