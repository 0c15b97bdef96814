# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Reading the numbers of a campaign: in pages, complete, or not at all (API notes, section 4).

A row that a listing misses is a number that would be added again, so that its person is called again.
So a listing counts only when the pages meet (each begins with the last row of the one before) and when
their sum is what the platform counts. Otherwise it is read again, at last in one call.
"""

from __future__ import annotations

import collections
import contextlib
import typing as t

from .._api import functions
from .._api.client import Client
from .._api.envelope import Answer
from .._api.errors import CONFLICT, EnswitchError, NotFoundError, ProtocolError
from .._api.progress import Progress
from .._api.reconcile import read_until
from .grammar import canonical
from .plan import UNTOLD, Current, by_status

PAGE = 10000
# How often a listing is read in pages before it is read in one call.
TRIES = 3

Row = t.Dict[str, t.Any]


class Sink(t.Protocol):
    """What takes the rows of one reading. It is made anew for each try."""

    def take(self, row: Row) -> bool:
        """Take a row; return False where it was there before, which shows that a page has shifted."""


TakesRows = t.TypeVar("TakesRows", bound=Sink)


class Listing:
    """Reads the numbers of one campaign. What it learns about the platform applies to all its readings."""

    def __init__(self, client: Client, campaign: int, page: int = PAGE, option: str = "campaign") -> None:
        self._client = client
        self._campaign = campaign
        # The option that the campaign was given with, which errors name.
        self._option = option
        self._page = page
        # Older servers do not have it.
        self._sort = True

    def read(self, make: t.Callable[[], TakesRows]) -> TakesRows:
        """Return a sink that has taken each row exactly once.

        Raises NotFoundError where the campaign does not exist, and a retryable error where the numbers
        change faster than they can be read.
        """
        for number in range(1, TRIES + 2):
            if number > 1:
                self._client.pause(number - 1)
            sink = make()
            total = self.count()
            progress = self._client.watcher.begin("Listing numbers of campaign {0}".format(self._campaign), total)
            # A server that does not count cannot be checked in pages: all at once comes from one moment.
            if total is not None and number <= TRIES:
                seen = self._in_pages(sink, total, progress)
            else:
                seen = self._at_once(sink, total)
            if seen is not None and self._complete(seen, total):
                return sink
        raise ProtocolError(
            "{0}: the numbers of campaign {1} changed while they were listed, {2} times in a row.".format(
                functions.DESTINATIONS_LIST, self._campaign, TRIES + 1
            ),
            category=CONFLICT,
            function=functions.DESTINATIONS_LIST,
            key=self._option,
            retryable=True,
            hint="Something else adds or removes numbers of this campaign. Run the task again when it has ended.",
        )

    def count(self) -> int | None:
        """Return how many rows the platform counts, or None where it does not say."""
        try:
            answer = self._call({"count": 1})
        except EnswitchError as error:
            if error.code == 400 and error.key in ("count", "", None):
                return None
            raise
        return answer.count

    def stays_behind(self, rows: int) -> int | None:
        """Wait until the platform counts so many rows. Return its count where that stays lower, else None.

        It comes after a write: what is done is done, also where it cannot be counted.
        """
        with contextlib.suppress(EnswitchError):
            count = read_until(self._client, self.count, lambda count: count is None or count >= rows)
            if count is not None and count < rows:
                return count
        return None

    def _complete(self, seen: int, total: int | None) -> bool:
        if total is None or seen == total:
            return True
        # Rows may be added at the end while others are read; then the truth lies between two counts.
        now = self.count()
        return now is not None and now != total and min(total, now) <= seen <= max(total, now)

    def _at_once(self, sink: Sink, total: int | None) -> int:
        answer = rows = self._rows({"limit": 0, "offset": 0})
        seen = 0
        while rows:
            for row in rows:
                # Within one answer nothing can shift, so a row that comes twice is there twice.
                sink.take(row)
            seen += len(rows)
            if total is not None:
                break
            # They were not counted: the platform may have left out the rest. Whatever does not go on from
            # the last row is no rest.
            last, before = _name(rows[-1]), answer
            answer = self._rows({"limit": 0, "offset": seen - 1})
            goes_on = answer and _name(answer[0]) == last and not _is_again(answer, before)
            rows = answer[1:] if goes_on else []
        return seen

    def _in_pages(self, sink: Sink, total: int | None, progress: Progress) -> int | None:
        """Return how many rows there were, or None where a page did not meet the one before."""
        seen = 0
        rows: list[Row] = []
        while True:
            # Each page but the first begins one row early: the row must be the one that was read last.
            before, rows = rows, self._rows({"limit": self._page, "offset": max(seen - 1, 0)})
            fresh = rows
            if before:
                if not rows or _name(rows[0]) != _name(before[-1]) or _is_again(rows, before):
                    return None
                fresh = rows[1:]
            for row in fresh:
                if not sink.take(row):
                    return None
            seen += len(fresh)
            progress.reach(seen)
            # More than a page means that the server knows no limit, so that this was everything.
            if not fresh or len(rows) > self._page or (total is not None and seen >= total):
                return seen

    def _rows(self, parameters: dict[str, int]) -> list[Row]:
        if self._sort:
            try:
                return self._call({**parameters, "sort": "dnumber"}).rows()
            except EnswitchError as error:
                if error.code != 400 or error.key not in ("sort", "", None):
                    raise
                self._sort = False
        return self._call(parameters).rows()

    def _call(self, parameters: t.Mapping[str, int | str]) -> Answer:
        try:
            return self._client.read(functions.DESTINATIONS_LIST, {"campaign": self._campaign, **parameters})
        except EnswitchError as error:
            if error.code != 404:
                raise
            raise NotFoundError(
                "{0}: campaign {1} does not exist, or this account may not see it{2}.".format(
                    functions.DESTINATIONS_LIST,
                    self._campaign,
                    ": " + error.message.rstrip(".") if error.message else "",
                ),
                code=error.code,
                key=self._option,
                message=error.message,
                function=error.function,
                http_status=error.http_status,
                attempts=error.attempts,
                responses=error.responses,
                hint="Check the campaign's ID or name, and the rights of the account.",
            ) from None


def _name(row: Row) -> tuple[t.Any, t.Any]:
    return row.get("dtype"), row.get("dnumber")


def _is_again(rows: list[Row], before: list[Row]) -> bool:
    """Tell whether an answer is the one before once more: a platform that takes no offset would go on for ever.

    It seems to go on only where it ends with what it begins with.
    """
    return len(rows) > 1 and _name(rows[0]) == _name(rows[-1]) and repr(rows) == repr(before)


def number_of(row: Row) -> str:
    """Return the number of a row as the platform spells it. Raises ProtocolError."""
    value = row.get("dnumber")
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise lacks("dnumber")


def lacks(column: str) -> ProtocolError:
    """Return the error for a row without a column."""
    return ProtocolError(
        "{0} answered with a row without {1}.".format(functions.DESTINATIONS_LIST, column),
        function=functions.DESTINATIONS_LIST,
        hint="Without it, no one can tell who is still to be called. Report this version of the platform.",
    )


def status_of(row: Row) -> str:
    """Return the status of a row. One that is missing is empty, so that it counts as a call in progress."""
    value = row.get("status")
    return value if isinstance(value, str) else UNTOLD


class Numbers:
    """A sink for the plan: rows as the numbers that a campaign has."""

    def __init__(self, identity: t.Callable[[str], str]) -> None:
        self.current = Current(identity)

    def take(self, row: Row) -> bool:
        """Take a row in. What is no plain number, or cannot be named in a list of numbers, is left alone."""
        number = number_of(row)
        # Documented: "" for a plain number. "number" is a proven type of that name.
        if row.get("dtype") not in (None, "", "number"):
            self.current.others += 1
            return True
        if "," in number or not canonical(number):
            self.current.others += 1
            self.current.left_alone.add(number)
            return True
        return self.current.add(number, status_of(row))


class Tally:
    """A sink that only counts, however many rows there are."""

    def __init__(self) -> None:
        self.counts: collections.Counter[str] = collections.Counter()

    def take(self, row: Row) -> bool:
        """Count a row."""
        self.counts[status_of(row)] += 1
        return True


def read_numbers(listing: Listing, identity: t.Callable[[str], str]) -> Current:
    """Return the numbers that a campaign has."""
    return listing.read(lambda: Numbers(identity)).current


def count_by_status(client: Client, campaign: int) -> dict[str, int]:
    """Return C({total, pending, success, failed, cancelled, other}) of a campaign, without keeping its rows."""
    return by_status(Listing(client, campaign).read(Tally).counts)


def progress(counts: t.Mapping[str, int]) -> int:
    """Return how much of a campaign is done, in percent, rounded down: 100 only when nothing is left to be called."""
    total = counts["total"]
    done = counts["success"] + counts["failed"] + counts["cancelled"]
    return done * 100 // total if total else 100
