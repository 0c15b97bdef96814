# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""A write whose answer does not say whether it was carried out: look for its effect, then decide.

The rule of the whole collection: a campaign is never created twice, a number is never queued twice. The platform may
carry out a write long after the connection is gone, or have carried it out before it answers "internal error". No
silence is long enough to prove that it will not. So a write that does harm when it is done twice is never sent again:
its effect is looked for, and when it does not show, the task fails and the next run finds out. A write that does no
harm (an update to given values, a deletion) is sent again.
"""

from __future__ import annotations

import typing as t

from .client import Client
from .errors import CONFLICT, EnswitchError

Value = t.TypeVar("Value")

# Seconds in which the effect of a write is looked for.
SETTLED_AFTER = 5.0
_LOOKS = 8
# What to do about a change that was looked for in vain. A list may be late.
LOOK_AGAIN = "Wait a minute, then run the task again: it looks at what is there before it changes anything."


def waits(client: Client) -> t.Iterator[int]:
    """Wait before each look for the effect of a write, and give its number; end when it was looked for long enough."""
    waited = 0.0
    for look in range(1, _LOOKS + 1):
        waited += client.pause(look, SETTLED_AFTER / _LOOKS)
        yield look
        if waited >= SETTLED_AFTER:
            return


def read_until(client: Client, read: t.Callable[[], Value], shows: t.Callable[[Value], bool]) -> Value:
    """Read until that shows what was written, or it was looked for long enough. Return what was read last.

    A list may be late, and the next task would write a second time what it does not show yet.
    """
    value = read()
    looks = waits(client)
    while not shows(value) and next(looks, None) is not None:
        value = read()
    return value


def carry_out(
    client: Client,
    send: t.Callable[[], Value],
    look: t.Callable[[], Value | None],
    what: str,
    *,
    repeatable: bool = False,
    gone: Value | None = None,
    hidden: t.Sequence[str] = (),
) -> Value:
    """Send a write and return its result, or the result that a look found when its answer left that open.

    ``send`` makes the one changing call. ``look`` reads and returns the result where the write took effect,
    or None where it did not (so Value must not be None). ``what`` names the write for the message. ``repeatable``
    says that the write does no harm when it is done twice. ``gone`` is the result where it is a deletion, and the
    platform no longer knows what it deletes when it is sent again: a list may be late. ``hidden`` names fields that it
    changes and the platform does not list, so that no look can see them.

    Raises the error of ``send``; where its outcome stays unknown, with ``retryable`` and with what was seen.
    """
    tries = sent = 0
    while True:
        tries += 1
        try:
            return send()
        except EnswitchError as error:
            # All of it is the one write that the error is about.
            sent += error.attempts
            lost = error.replace(attempts=sent)
        if tries > 1 and lost.code == 404 and gone is not None:
            return gone
        if not lost.outcome_unknown:
            raise lost
        for looks in waits(client):  # noqa: B007  # the number of the last one is told below
            try:
                found = look()
            except EnswitchError as problem:
                if problem.category == CONFLICT:
                    raise
                # A look that has seen something did not fail.
                seen = problem.text if problem.carried_out else "looking for its effect failed: " + problem.text
                failed = unresolved(lost, what, seen)
                raise failed.replace(carried_out=problem.carried_out, result=problem.result) from None
            if found is not None:
                return found
        if not repeatable or tries > client.retries:
            raise unresolved(lost, what, _nothing(looks, hidden))


def _nothing(looks: int, hidden: t.Sequence[str]) -> str:
    times = "once" if looks == 1 else "{0} times".format(looks)
    if hidden:
        return "nothing shows, looked at {0}, and the platform does not list {1}".format(times, ", ".join(hidden))
    return "it had no effect yet when looked at {0}".format(times)


def unresolved(lost: EnswitchError, what: str, seen: str) -> EnswitchError:
    """Return the error for a write that may have been carried out, or may still be."""
    return lost.replace(
        text="{0} Whether {1} was carried out is not known: {2}.".format(lost.text, what, seen.rstrip(".")),
        retryable=True,
        hint=LOOK_AGAIN,
    )
