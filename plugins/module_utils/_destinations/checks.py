# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""What a fresh listing says of a change that the platform answered in a way that leaves doubt. Pure functions."""

from __future__ import annotations

import typing as t

from .._api import functions
from .._api.errors import INVALID_INPUT, EnswitchError, ProtocolError
from .._api.reconcile import unresolved
from .chunks import Change
from .plan import ADDED, REDIALLED, REMOVED, Current


def check_gone(numbers: t.Sequence[str], current: Current, denial: EnswitchError) -> None:
    """Make sure that numbers which the platform did not find to delete are gone.

    404 says "no such number", "no such campaign" and "you may not" (API notes, section 2): only the list tells.

    Raises ``denial``, the platform's answer, where any of them is there.
    """
    there = [number for number in numbers if current.holds(number)]
    if not there:
        return
    one = len(there) == 1
    text = "{0} answered with code 404 for {1}, first {2!r}, but the platform lists {3}.".format(
        denial.function, "1 number" if one else "{0} numbers".format(len(there)), there[0], "it" if one else "them"
    )
    raise denial.replace(text=text, hint="This account may not be allowed to remove these numbers.")


def effect_of(change: Change, numbers: t.Sequence[str], before: Current, current: Current) -> tuple[int, list[str]]:
    """Return how many numbers a change of status has changed, and those that are still as they were before.

    Whoever was to be called again may have been called already, and so have another status than the wanted one.
    """
    done = 0
    left = []
    for number in numbers:
        status, previous = _status(change, number, current), _status(change, number, before)
        if status == change.status or (change.kind == REDIALLED and status not in (None, previous)):
            done += 1
        elif status == previous:
            left.append(number)
    return done, left


def _status(change: Change, number: str, current: Current) -> str | None:
    """Return the status that tells whether a change took effect; None where the number is not there.

    Whoever is called again is a person, in whatever spelling. All other changes are made to one row.
    """
    return current.status_of(number) if change.kind == REDIALLED else current.row(number)


def without_effect(change: Change, numbers: t.Sequence[str], left: t.Sequence[str]) -> ProtocolError:
    """Return the error for numbers that the platform has left as they were, although it reported success."""
    return ProtocolError(
        "{0} reported success, but left {1} of {2} numbers as they were, first {3!r}.".format(
            change.function, len(left), len(numbers), left[0]
        ),
        function=change.function,
        key="status",
        retryable=True,
        hint="Look at the numbers of the campaign, and run the task again.",
    )


def still(change: Change, missing: t.Sequence[str], looks: int) -> str:
    """Say how numbers were found whose change was looked for in vain."""
    states = {REMOVED: "still there", ADDED: "not there yet"}
    state = states.get(change.kind, "still unchanged")
    return "{0} of the numbers {1} {2} when looked at {3}".format(
        len(missing), "was" if len(missing) == 1 else "were", state, "once" if looks == 1 else "{0} times".format(looks)
    )


def former(numbers: t.Sequence[str]) -> str:
    """Say how numbers were found that were to be called again. Nobody can tell whether they were."""
    those = "they have" if len(numbers) > 1 else "it has"
    return "{0} the status of before, which a call in between may have given again (first {1!r})".format(
        those, numbers[0]
    )


def unknown(change: Change, count: int, error: EnswitchError, seen: str) -> EnswitchError:
    """Return the error for numbers of which no look could tell whether a change had reached them."""
    names = {REMOVED: "the removal", ADDED: "the adding", REDIALLED: "the setting to pending"}
    what = names.get(change.kind, "the change of status")
    return unresolved(error, "{0} of {1}".format(what, "1 number" if count == 1 else "{0} numbers".format(count)), seen)


def fewer(missing: int) -> EnswitchError:
    """Return the error for numbers that the platform accepted, and did not add."""
    return ProtocolError(
        "{0}: the platform added {1} than it was given.".format(
            functions.DESTINATIONS_CREATE, "1 number less" if missing == 1 else "{0} numbers less".format(missing)
        ),
        category=INVALID_INPUT,
        function=functions.DESTINATIONS_CREATE,
    )


def not_purged(error: EnswitchError, more: str = "") -> EnswitchError:
    """Return the error for a purge beside numbers that the platform refuses."""
    return error.replace(
        text="{0} purge would remove whoever is meant by that.{1}".format(error.text, more),
        key="purge",
        hint="Correct the numbers under rejected, or set max_removed to how many numbers may go.",
    )
