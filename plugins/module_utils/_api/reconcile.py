# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""A write whose answer was lost: look, then adopt the result, repeat the write, or say what was seen.

The rule of the whole collection: a campaign is never created twice, a number is never queued twice.
A connection that was lost, or a proxy that answered in the platform's place, does not say that the
platform has ended: it may carry out the write a moment later. So a write is repeated only when nothing
of it has shown for SETTLED_AFTER seconds. After a time-out the platform has already taken longer
than any request should; then the only safe thing is to look again.
"""

from __future__ import annotations

import typing as t

from .client import Client
from .errors import EnswitchError

Value = t.TypeVar("Value")

# Seconds in which the platform ends what it works on when its client is lost; never more than the option timeout.
SETTLED_AFTER = 5.0
_LOOKS = 8


class Watch:
    """When to look at what became of a lost write, and when it has been looked at for long enough."""

    def __init__(self, client: Client, *, may_still_run: bool) -> None:
        self._client = client
        self._may_still_run = may_still_run
        self._window = min(client.timeout, SETTLED_AFTER)
        self._waited = 0.0
        self.looks = 0

    def wait(self) -> None:
        """Wait before the next look."""
        self.looks += 1
        least = 0.0 if self._may_still_run else self._window / _LOOKS
        self._waited += self._client.pause(self.looks, least)

    @property
    def over(self) -> bool:
        """Whether nothing is gained by another look."""
        if self._may_still_run or not self._client.retries:
            return self.looks > self._client.retries
        return self._waited >= self._window or self.looks >= _LOOKS


def carry_out(client: Client, send: t.Callable[[], Value], look: t.Callable[[], Value | None], what: str) -> Value:
    """Send a write and return its result, or the result that a look found after its answer was lost.

    ``send`` makes the one changing call. ``look`` reads and returns the result where the write took effect,
    or None where it did not (so Value must not be None). ``what`` names the write for the message.

    Raises the error of ``send``; where its outcome stays unknown, with ``retryable`` and with what was seen.
    """
    repeats = sent = 0
    while True:
        try:
            return send()
        except EnswitchError as error:
            # All of it is the one write that the error is about.
            sent += error.attempts
            lost = error.replace(attempts=sent)
            if not lost.outcome_unknown:
                raise lost from None
        watch = Watch(client, may_still_run=lost.may_still_run)
        while not watch.over:
            watch.wait()
            try:
                found = look()
            except EnswitchError as problem:
                if problem.code == 409 or problem.category == "conflict":
                    raise
                raise unresolved(lost, what, "looking for its effect failed: {0}".format(problem.text)) from None
            if found is not None:
                return found
        if lost.may_still_run or repeats >= client.retries:
            seen = "it had no effect yet"
            if watch.looks > 1:
                seen += " when looked at {0} times".format(watch.looks)
            raise unresolved(lost, what, seen)
        repeats += 1


def unresolved(lost: EnswitchError, what: str, seen: str) -> EnswitchError:
    """Turn the error of a lost write into one that says what is known about it."""
    return lost.replace(
        text="{0} The answer to {1} was lost, and {2}.".format(lost.text, what, seen.rstrip(".")),
        retryable=True,
        hint="Run the task again: it looks at what is there before it changes anything.",
    )
