# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Looks at campaigns again and again until nothing is left to be called, and says one line at each look."""

from __future__ import annotations

import time
import typing as t

from .._api.errors import EnswitchError
from .._api.progress import duration
from .plan import CANCELLED, FAILED, SUCCESS

Campaign = t.Mapping[str, t.Any]


class Watch:
    """Looks until all campaigns are done or disabled, at most ``retries`` times more, ``delay`` seconds between."""

    def __init__(
        self,
        retries: int,
        delay: float,
        say: t.Callable[[str], None],
        sleep: t.Callable[[float], None] = time.sleep,
        clock: t.Callable[[], float] = time.monotonic,
    ) -> None:
        self._retries = retries
        self._delay = delay
        self._say = say
        self._sleep = sleep
        self._clock = clock
        # When each campaign was seen first, and how many of its numbers were done then.
        self._first: dict[int, tuple[float, int]] = {}
        # Whose state a look has found: a list may be late, so that only a second look tells for sure who is disabled.
        self._seen: set[int] = set()
        self.lines: list[str] = []

    def until_done(self, look: t.Callable[[], t.Sequence[Campaign]]) -> None:
        """Look as long as it takes. A look that fails for a moment is one of the looks; the last one may not fail."""
        for left in range(self._retries, -1, -1):
            try:
                campaigns = look()
            except EnswitchError as error:
                if not (left and error.retryable):
                    raise
                self._note("No look: {0}".format(error.text))
            else:
                for campaign in campaigns:
                    self._note(self._line(campaign))
                if not any(campaign["progress"] < 100 and self._may_call(campaign) for campaign in campaigns):
                    return
                self._seen.update(campaign["id"] for campaign in campaigns)
            if left:
                self._sleep(self._delay)

    def _may_call(self, campaign: Campaign) -> bool:
        return bool(campaign.get("enabled", True)) or campaign["id"] not in self._seen

    def _note(self, line: str) -> None:
        self.lines.append(line)
        self._say(line)

    def _line(self, campaign: Campaign) -> str:
        counts = campaign["destinations"]
        done = counts[SUCCESS] + counts[FAILED] + counts[CANCELLED]
        now = self._clock()
        since, before = self._first.setdefault(campaign["id"], (now, done))
        text = "{0}: {1} percent of {2}, {3} reached, {4} not reached, {5} open".format(
            campaign.get("name", ""),
            campaign["progress"],
            counts["total"],
            counts[SUCCESS],
            counts[FAILED],
            counts["total"] - done,
        )
        if counts[CANCELLED]:
            text += ", {0} cancelled".format(counts[CANCELLED])
        return "{0}, {1}".format(text, _pace(counts["total"] - done, done - before, now - since))


def _pace(still_open: int, done: int, seconds: float) -> str:
    """Return how many numbers are done in a minute, and the time left."""
    if seconds <= 0 or done <= 0:
        return "rate not known yet, time left not known yet" if still_open else "rate not known, nothing left"
    left = "{0} left".format(duration(still_open * seconds / done)) if still_open else "nothing left"
    return "{0:.1f} a minute, {1}".format(done * 60 / seconds, left)
