# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""One chunk of numbers on its way to the platform: sent, halved, or bisected until the numbers at fault are known.

Whether one bad number makes the platform refuse a whole list, and how long a list may be, is unknown
(API notes, sections 1 and 4). So both are found out from what it refuses.
"""

from __future__ import annotations

import collections
import threading
import typing as t

from .._api import functions
from .._api.client import Client
from .._api.errors import EnswitchError
from .numbers import NAMED
from .plan import ADDED, CANCELLED, CANCELLED_COUNT, PENDING, REDIALLED, REMOVED, STATUS_CHANGED, Plan

# Parameters other than the numbers that a refusal may be about.
_NOT_NUMBERS = frozenset(("campaign", "status", "all", "validation", "auth_username", "auth_password", "auth_token"))
# After this many numbers refused one by one, and none accepted, the refusal is not about the numbers.
_SUSPECT = 8
_DOING = {
    ADDED: "Adding numbers to",
    REDIALLED: "Calling numbers again of",
    STATUS_CHANGED: "Changing numbers of",
    CANCELLED_COUNT: "Cancelling numbers of",
    REMOVED: "Removing numbers from",
}


class Change(t.NamedTuple):
    """One kind of change, and all numbers that it concerns. ``kind`` is the name of its count in the summary."""

    kind: str
    function: str
    status: str
    numbers: list[str]
    # Deletes everything with one call.
    everything: bool = False
    # Begins only when all who come are there.
    last: bool = False


def changes_of(plan: Plan) -> list[Change]:
    """Return the changes of a plan in the order in which they are carried out."""
    delete, update, create = (
        functions.DESTINATIONS_DELETE,
        functions.DESTINATIONS_UPDATE,
        functions.DESTINATIONS_CREATE,
    )
    going = [
        Change(REMOVED, delete, "", plan.remove, plan.everything),
        Change(CANCELLED_COUNT, update, CANCELLED, plan.cancel),
    ]
    changes = [
        *(change._replace(numbers=change.numbers[: len(change.numbers) - plan.last]) for change in going),
        Change(STATUS_CHANGED, update, plan.status, plan.change),
        # Only ever by update: create would also put back numbers that were dialed since they were listed.
        Change(REDIALLED, update, PENDING, plan.redial),
        Change(ADDED, create, plan.status, plan.add),
        *(change._replace(numbers=change.numbers[len(change.numbers) - plan.last :], last=True) for change in going),
    ]
    return [change for change in changes if change.numbers]


class Refusal(t.NamedTuple):
    """A number that the platform refuses, with its own words."""

    number: str
    reason: str


class Report:
    """What was really done, or in check mode would be; complete also when an error ended the run."""

    def __init__(self) -> None:
        self.counts: collections.Counter[str] = collections.Counter()
        # Numbers that someone else added before this run could.
        self.kept = 0
        # Numbers that someone else removed before this run could.
        self.not_found = 0
        self.refused: list[Refusal] = []
        self.refusal: EnswitchError | None = None
        self.warnings: list[str] = []
        # Whether an answer left it open if numbers to be called had arrived.
        self.in_doubt = False

    def error(self) -> EnswitchError | None:
        """Return the error for numbers that the platform refuses, if it refuses any."""
        error = self.refusal
        if error is None:
            return None
        first, count = self.refused[0], len(self.refused)
        text = "{0}: the platform refuses {1}, first {2!r}: {3}".format(
            error.function, "1 number" if count == 1 else "{0} numbers".format(count), first.number, first.reason
        )
        hint = "Correct the numbers under rejected, or set on_invalid to skip to leave them out."
        return error.replace(text=text.rstrip(".") + ".", hint=hint)


class Halved:
    """A list that only the real call refuses, although validation accepts it: its halves are sent on their own."""

    def __init__(self, size: int) -> None:
        self.size = size
        # How many of its halves were taken.
        self.taken = 0


class Doubt(t.NamedTuple):
    """Numbers of a list that the platform refused: whether it took a part of them is unknown."""

    numbers: list[str]
    error: EnswitchError
    halved: Halved | None = None


class Chunk:
    """Some numbers of a change, how often their answer was lost, and how often they were sent."""

    def __init__(self, numbers: list[str], losses: int = 0, sent: int = 0, halved: Halved | None = None) -> None:
        self.numbers = numbers
        self.losses = losses
        self.sent = sent
        # The refused list of which this is one half.
        self.halved = halved

    def lost(self, numbers: list[str], error: EnswitchError) -> tuple[Chunk, EnswitchError]:
        """Return a part of it whose answer was lost once more, and the error with the times before."""
        sent = self.sent + error.attempts
        return Chunk(numbers, self.losses + 1, sent, self.halved), error.replace(attempts=sent)

    def rest(self, numbers: list[str]) -> Chunk:
        """Return what is left of it."""
        return Chunk(numbers, self.losses, self.sent, self.halved)


class ChunkResult:
    """What became of one chunk."""

    def __init__(self) -> None:
        # How many numbers were changed, and how many the platform accepted without changing them.
        self.done = 0
        self.short = 0
        # Numbers that were not found to delete, and the platform's answer to the first of them.
        self.not_found: list[str] = []
        self.denial: EnswitchError | None = None
        self.refused: list[Refusal] = []
        # The first of the errors behind what is refused.
        self.refusal: EnswitchError | None = None
        self.lost: list[tuple[list[str], EnswitchError]] = []
        # Parts of the chunk that were not sent, since the answer to one before them was lost.
        self.unsent: list[list[str]] = []
        # What else was in a list that the platform refused.
        self.doubtful: list[Doubt] = []
        self.error: EnswitchError | None = None

    def refuse(self, number: str, error: EnswitchError) -> None:
        """Note a number that the platform refuses."""
        self.refused.append(Refusal(number, error.message or error.text))
        self.refusal = self.refusal or error

    @property
    def unclear(self) -> bool:
        """Whether something happened that has to be looked at before more is sent."""
        return bool(self.lost) or self.error is not None


class Sender:
    """Sends chunks; safe to share between threads. In check mode the platform only validates them.

    Without ``skip`` it ends with a chunk of which a number is refused. Of its refused numbers, as many are found as a
    result names, or all of them where the platform is only asked and ``thorough`` says so.
    """

    def __init__(self, client: Client, campaign: int, *, skip: bool, thorough: bool = False) -> None:
        self._client = client
        self._campaign = campaign
        # Whether refused numbers are left out and the others loaded.
        self._only_asks = client.read_only
        self._skip = skip or (thorough and self._only_asks)
        self._thorough = thorough
        self._lock = threading.Lock()
        self._largest: int | None = None
        # Whether any list was taken, and how many numbers were refused by the real call alone.
        self._taken = False
        self._refused = 0

    @property
    def stops(self) -> bool:
        """Whether nothing more is sent behind a number that is refused."""
        return not self._skip

    def only_ask(self) -> None:
        """From now on let the platform only validate: all numbers, whatever it refuses."""
        self._only_asks = self._skip = True

    def doing(self, change: Change) -> str:
        """Say what is being done, for whoever watches."""
        what = "Validating numbers of" if self._only_asks else _DOING[change.kind]
        return "{0} campaign {1}".format(what, self._campaign)

    def send(self, change: Change, numbers: list[str], halved: Halved | None = None) -> ChunkResult:
        """Carry out a change for some numbers. Errors are part of the result, together with what was done before.

        ``halved`` is the refused list of which these numbers are one half.
        """
        result = ChunkResult()
        try:
            if change.function == functions.DESTINATIONS_DELETE:
                self._delete(change, numbers, result)
            else:
                self._send(change, numbers, result, halved)
        except EnswitchError as error:
            result.error = error
        return result

    def _delete(self, change: Change, numbers: list[str], result: ChunkResult) -> None:
        """Delete numbers, one a call (API notes, section 4): no chunks, no validation."""
        if self._only_asks:
            result.done += len(numbers)
            return
        calls: t.Iterable[tuple[dict[str, t.Any], list[str]]]
        calls = [({"all": 1}, numbers)] if change.everything else (({"dnumber": one}, [one]) for one in numbers)
        for parameters, concerned in calls:
            try:
                self._client.write(change.function, {"campaign": self._campaign, **parameters})
            except EnswitchError as error:
                if _unknown(error):
                    result.lost.append((concerned, error))
                elif error.code == 404 and not change.everything:
                    result.not_found += concerned
                    result.denial = result.denial or error
                elif change.everything:
                    raise
                else:
                    raise error.replace(
                        text="{0} {1!r} stays in the campaign.".format(error.text, *concerned)
                    ) from None
            else:
                result.done += len(concerned)

    def _send(self, change: Change, numbers: list[str], result: ChunkResult, halved: Halved | None) -> None:
        waiting = [numbers]
        while waiting:
            part = waiting.pop()
            if self._largest is not None and len(part) > self._largest:
                waiting.extend(reversed(list(split(part, self._largest))))
                continue
            try:
                count = self._call(change, part)
            except EnswitchError as error:
                if _unknown(error):
                    result.lost.append((part, error))
                    # Nothing more is sent before the platform was read.
                    result.unsent += reversed(waiting)
                    return
                if _too_large(error) and len(part) > 1:
                    self._lower(len(part) // 2)
                    waiting.append(part)
                elif not _about_numbers(error):
                    raise
                elif self._only_asks:
                    waiting.extend(reversed(self._bisect(change, part, error, result)))
                elif halved is None and len(part) > 1 and not self._validates(change, part):
                    result.doubtful += [Doubt(some, error) for some in self._bisect(change, part, error, result)]
                else:
                    self._halve(part, error, result)
                if result.refused and not self._skip:
                    return
            else:
                result.done += count
                result.short += len(part) - count
                self._note_taken(halved if part is numbers else None)

    def _validates(self, change: Change, part: list[str]) -> bool:
        """Tell whether the platform accepts a list when it only validates it."""
        try:
            self._client.validate(change.function, self._parameters(change, part))
        except EnswitchError as error:
            if not (_about_numbers(error) or _too_large(error)):
                raise
            return False
        return True

    def _halve(self, part: list[str], error: EnswitchError, result: ChunkResult) -> None:
        """Find the numbers that only the real call refuses by sending halves: a logarithm of calls for each.

        How many numbers fit into a call says nothing about that, so the lists to come stay as long as they are.
        """
        if len(part) > 1:
            halved = Halved(len(part))
            result.doubtful += [Doubt(some, error, halved) for some in reversed(_halves(part))]
            return
        with self._lock:
            self._refused += 1
            suspect = not self._taken and self._refused >= _SUSPECT and not _names_numbers(error)
        if suspect:
            raise error
        result.refuse(part[0], error)

    def _note_taken(self, halved: Halved | None) -> None:
        """Note a list that was taken. Where both halves of a refused list are, it was too long."""
        with self._lock:
            self._taken = True
            if halved is None:
                return
            halved.taken += 1
            if halved.taken < 2:
                return
        self._lower((halved.size + 1) // 2)

    def _call(self, change: Change, part: list[str]) -> int:
        """Send one list of numbers and return how many the platform says it has changed."""
        parameters = self._parameters(change, part)
        if self._only_asks:
            self._client.validate(change.function, parameters)
            return len(part)
        count = self._client.write(change.function, parameters).integer("count")
        return len(part) if count is None else max(0, min(count, len(part)))

    def _parameters(self, change: Change, part: list[str]) -> dict[str, str | int | bool | None]:
        return {"campaign": self._campaign, "dnumbers": ",".join(part), "status": change.status}

    def _bisect(self, change: Change, part: list[str], error: EnswitchError, result: ChunkResult) -> list[list[str]]:
        """Find out what in a refused list is at fault, without changing anything.

        Refused numbers go to the result. Returns lists to send: all other numbers; where no single number
        is at fault, the list was too long, and the lists are as long as the platform takes them.
        """
        if len(part) == 1:
            result.refuse(part[0], error)
            return []
        accepted: list[list[str]] = []
        refused: list[tuple[str, EnswitchError]] = []
        waiting = _halves(part)
        while waiting:
            some = waiting.pop()
            try:
                self._client.validate(change.function, self._parameters(change, some))
            except EnswitchError as problem:
                if not (_about_numbers(problem) or _too_large(problem)):
                    raise
                if len(some) > 1:
                    waiting += _halves(some)
                    continue
                refused.append((some[0], problem))
                if not accepted and len(refused) >= _SUSPECT and not _names_numbers(problem):
                    raise error from None
                if not (self._skip or self._thorough) and len(refused) >= NAMED:
                    break
            else:
                accepted.append(some)
        for number, reason in refused:
            result.refuse(number, reason)
        if refused:
            # In one list again: single good numbers between bad ones would otherwise be a call each.
            rest = [number for some in accepted for number in some]
            return [rest] if rest else []
        self._lower(max(len(some) for some in accepted))
        return accepted

    def _lower(self, largest: int) -> None:
        """Remember how many numbers the platform takes, for all chunks to come."""
        with self._lock:
            if self._largest is None or largest < self._largest:
                self._largest = largest


def split(numbers: t.Sequence[str], size: int) -> t.Iterator[list[str]]:
    """Yield the numbers in lists of at most the given size."""
    for start in range(0, len(numbers), size):
        yield list(numbers[start : start + size])


def _halves(numbers: list[str]) -> list[list[str]]:
    """Return the two halves of a list, the second one first: what is waiting is taken from the end."""
    middle = len(numbers) // 2
    return [numbers[middle:], numbers[:middle]]


def _unknown(error: EnswitchError) -> bool:
    """Tell whether a call may have been carried out: its answer was lost, or is that of a validation (code 201)."""
    return error.outcome_unknown or error.code == 201


def _too_large(error: EnswitchError) -> bool:
    return error.http_status in (413, 414) or error.code in (413, 414)


def _names_numbers(error: EnswitchError) -> bool:
    return (error.key or "").startswith("dnumber")


def _about_numbers(error: EnswitchError) -> bool:
    """Tell whether a refusal may be about the numbers. Inferred: C(key) names the parameter that is at fault."""
    return error.code == 400 and error.key not in _NOT_NUMBERS
