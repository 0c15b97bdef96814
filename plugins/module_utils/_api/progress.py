# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""How far a long operation is, said every few seconds to whoever watches the run.

It is never part of a result. A module has no way to say anything while it runs, so only work in Ansible's own
process is shown.
"""

from __future__ import annotations

import os
import threading
import time
import typing as t

# Seconds between two lines, and before the first one: short work says nothing.
EVERY = 5.0
VARIABLE = "ENSWITCH_PROGRESS"

Say = t.Callable[[str], None]


class Progress:
    """Says how far one operation is. Safe to share between threads."""

    def __init__(self, say: Say | None, what: str, total: int | None, clock: t.Callable[[], float]) -> None:
        self._say = say
        self._what = what
        self._total = total
        self._clock = clock
        self._lock = threading.Lock()
        self._done = 0
        self._start = self._last = clock()

    def add(self, count: int = 1) -> None:
        """Add to what is done."""
        with self._lock:
            self._done += count
            self._show()

    def reach(self, done: int) -> None:
        """Set what is done in all. It may be less than before, since some work is begun anew."""
        with self._lock:
            self._done = done
            self._show()

    def _show(self) -> None:
        now = self._clock()
        if self._say is None or now - self._last < EVERY:
            return
        self._last = now
        self._say(line(self._what, self._done, self._total, now - self._start))


def line(what: str, done: int, total: int | None, seconds: float) -> str:
    """Return one line: what, how many of how many, percent, how many a second, and the time left."""
    rate = done / seconds if seconds > 0 else 0.0
    speed = "{0:.0f}/s".format(rate) if rate >= 10 else "{0:.1f}/s".format(rate)
    if not total or total < done:
        return "{0}: {1}, {2}".format(what, done, speed)
    text = "{0}: {1} of {2}, {3} %, {4}".format(what, done, total, done * 100 // total, speed)
    return "{0}, {1} left".format(text, duration((total - done) / rate)) if rate > 0 else text


def duration(seconds: float) -> str:
    """Return a span of time as a person says it."""
    whole = round(seconds)
    if whole < 60:
        return "{0} s".format(whole)
    if whole < 3600:
        return "{0} min {1} s".format(whole // 60, whole % 60)
    return "{0} h {1} min".format(whole // 3600, whole % 3600 // 60)


class Watcher:
    """Whoever watches a run. Without ``say``, or with ENSWITCH_PROGRESS=off, nothing is said."""

    def __init__(self, say: Say | None = None, clock: t.Callable[[], float] = time.monotonic) -> None:
        silent = os.environ.get(VARIABLE, "").strip().lower() in ("off", "0", "no", "false")
        self._say = None if silent else say
        self._clock = clock

    def say(self, text: str) -> None:
        """Say one line at once."""
        if self._say is not None:
            self._say(text)

    def begin(self, what: str, total: int | None = None) -> Progress:
        """Begin an operation. ``total`` is how much there is to do, None where that is not known."""
        return Progress(self._say, what, total, self._clock)
