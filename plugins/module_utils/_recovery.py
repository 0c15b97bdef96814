# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""A write whose answer was lost: look, then adopt the result, repeat the write, or say what was seen.

The rule of the whole collection: a campaign is never created twice, a number is never queued twice.
So a write is repeated only when the platform has certainly ended with it (it closed the connection, or
something answered in its place) and a look shows that it took no effect. After a time-out the platform
may still be at work; then the only safe thing is to look again.
"""

from __future__ import annotations

import typing as t

from ._client import Client
from ._errors import EnswitchError

Value = t.TypeVar("Value")


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
            sent = error.attempts = sent + error.attempts
            if not error.outcome_unknown:
                raise
            lost = error
        looks = client.retries + 1 if lost.may_still_run else 1
        for number in range(1, looks + 1):
            client.pause(number)
            try:
                found = look()
            except EnswitchError as problem:
                if problem.code == 409 or problem.category == "conflict":
                    raise
                raise unresolved(lost, what, "looking for its effect failed: {0}".format(problem.text)) from None
            if found is not None:
                return found
        if lost.may_still_run or repeats >= client.retries:
            seen = (
                "it had no effect yet when looked at {0} times".format(looks) if looks > 1 else "it had no effect yet"
            )
            raise unresolved(lost, what, seen)
        repeats += 1


def unresolved(lost: EnswitchError, what: str, seen: str) -> EnswitchError:
    """Turn the error of a lost write into one that says what is known about it."""
    lost.retryable = True
    lost.text = "{0} The answer to {1} was lost, and {2}.".format(lost.text, what, seen.rstrip("."))
    lost.hint = "Run the task again: it looks at what is there before it changes anything."
    return lost
