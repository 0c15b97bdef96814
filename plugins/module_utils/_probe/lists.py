# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The questions of the probe about the lists of numbers: counting, pages, order, and what an empty list is."""

from __future__ import annotations

import typing as t

from .._api import functions
from .._api.envelope import to_integer
from .._api.errors import EnswitchError
from .reader import SAMPLE, UNKNOWN, Reader, Row
from .report import Found, NotAsked
from .traffic import Exchange

# An offset beyond the end of every list, also after some arithmetic in 32 bits.
_BEYOND = 10**9
# How many campaigns are looked at for one with numbers and one without; how many customers for one without campaigns.
_CAMPAIGNS = 20
_CUSTOMERS = 5


class Lists:
    """Asks about lists. ``sorts`` is whether numbers can be sorted, None where that could not be seen."""

    def __init__(self, reader: Reader, campaigns: t.Callable[[], list[Row]]) -> None:
        self._reader = reader
        self._campaigns = campaigns
        self._counts: dict[str, str] = {}
        # A campaign with at least two numbers, where one was found.
        self._campaign: int | None = None
        self._sample: list[Row] | None = None
        self.sorts: bool | None = None

    def numbers(self) -> list[Row]:
        """Return a sample of the numbers of a campaign that has at least two."""
        number = self._with_numbers()
        if self._sample is None:
            self._sample = self._reader.rows(functions.DESTINATIONS_LIST, {"campaign": number, "limit": SAMPLE})
        return self._sample

    def customers(self) -> list[Row]:
        """Return a sample of the customers."""
        return self._reader.once(functions.CUSTOMERS_LIST, {"limit": SAMPLE})

    def _with_numbers(self) -> int:
        if self._campaign is None:
            raise NotAsked("no campaign with two numbers was found")
        return self._campaign

    def count_shape(self) -> Found:
        """Count the numbers of some campaigns, which also finds one to look at and an empty one."""
        refused = self._reader.attempt(self._count_campaigns)
        error = self._reader.attempt(self._count_customers)
        if not self._counts:
            raise refused or error or NotAsked("there is nothing to count")
        return Found(" and ".join(sorted(set(self._counts.values()))), dict(self._counts))

    def _count_customers(self) -> None:
        self._counted("customers", self._reader.read(functions.CUSTOMERS_LIST, {"count": 1}))

    def _count_campaigns(self) -> None:
        empty = False
        for row in self._campaigns()[:_CAMPAIGNS]:
            number = to_integer(row.get("id"))
            if number is None:
                continue
            last = self._reader.read(functions.DESTINATIONS_LIST, {"campaign": number, "count": 1})
            self._counted("numbers", last)
            count = counted(last.data)
            if count == 0 and not empty:
                empty = True
                self._reader.rows(
                    functions.DESTINATIONS_LIST, {"campaign": number}, "numbers of a campaign without any"
                )
            if count is not None and count >= 2 and self._campaign is None:
                self._campaign = number
            if self._campaign is not None and empty:
                return

    def _counted(self, what: str, last: Exchange) -> None:
        self._counts[what] = self._reader.data_shape(last)
        if isinstance(last.data, dict):
            self._reader.take_integers(last.function, [last.data])

    def paging_destinations(self) -> Found:
        """Ask for pages of numbers."""
        return self._paging(functions.DESTINATIONS_LIST, {"campaign": self._with_numbers()}, "dnumber")

    def paging_customers(self) -> Found:
        """Ask for pages of customers."""
        if len(self.customers()) < 2:
            raise NotAsked("there are not two customers")
        return self._paging(functions.CUSTOMERS_LIST, {}, "id")

    def _paging(self, function: str, params: t.Mapping[str, int], column: str) -> Found:
        both = self._reader.rows(function, {**params, "limit": 2})
        second = self._reader.rows(function, {**params, "limit": 1, "offset": 1})
        limit = len(both) == 2 and len(second) <= 1
        offset = len(both) >= 2 and bool(second) and second[0].get(column) == both[1].get(column)
        honored = [name for name, yes in (("limit", limit), ("offset", offset)) if yes]
        return Found("{0} honored".format(" and ".join(honored) or "nothing"), {"limit": limit, "offset": offset})

    def _ordered(self, **params: str | int) -> list[str]:
        sample = {"campaign": self._with_numbers(), "limit": SAMPLE, **params}
        return [str(row.get("dnumber")) for row in self._reader.rows(functions.DESTINATIONS_LIST, sample)]

    def sort(self) -> Found:
        """Sort by number, and by something that no platform knows."""
        plain = self._ordered()
        try:
            ordered = self._ordered(sort="dnumber")
        except EnswitchError as error:
            self.sorts = False if error.code == 400 else None
            raise
        strange = self._reader.attempt(lambda: self._ordered(sort=UNKNOWN))
        order = order_of(ordered)
        if not order:
            self.sorts = False
        elif ordered != plain or (strange is not None and strange.code == 400):
            self.sorts = True
        answers = {True: "honored", False: "ignored", None: "unclear: the order is the same without it"}
        unknown = "refused: code {0}".format(strange.code) if strange else "accepted"
        return Found(answers[self.sorts], {"order": order or "none", "unknown_value": unknown})

    def descending(self) -> Found:
        """Sort by number, downwards."""
        up = self._ordered(sort="dnumber")
        down = self._ordered(sort="dnumber", descending=1)
        order = order_of(down[::-1])
        if down == up:
            return Found("ignored", {})
        return Found("honored" if order else "unclear: the numbers are not in order", {"order": order or "none"})

    def pages_shape(self) -> Found:
        """Ask with pages=1, of which only the name is known."""
        params = {"campaign": self._with_numbers(), "limit": 1, "pages": 1}
        return Found(self._reader.data_shape(self._reader.read(functions.DESTINATIONS_LIST, params)), {})

    def empty_list(self) -> Found:
        """Look for lists without rows."""
        if self._campaign is not None:
            beyond = {"campaign": self._campaign, "limit": 1, "offset": _BEYOND}
            self._reader.attempt(
                lambda: self._reader.rows(functions.DESTINATIONS_LIST, beyond, "numbers beyond the end")
            )
        self._reader.attempt(self._empty_customers)
        found = self._reader.empty
        if not found:
            raise NotAsked("nothing empty was found")
        return Found(" and ".join(sorted(set(found.values()))), dict(sorted(found.items())))

    def _empty_customers(self) -> None:
        """Look for customers of a name that none has, and for a customer without campaigns."""
        unnamed: dict[str, str | int | None] = {"name": UNKNOWN, "limit": 1}
        self._reader.rows(functions.CUSTOMERS_LIST, unnamed, "customers of an unknown name")
        for row in self.customers()[:_CUSTOMERS]:
            customer = {"customer": to_integer(row.get("id"))}
            if not self._reader.rows(functions.CAMPAIGNS_LIST, customer, "campaigns of a customer without any"):
                return


def counted(data: t.Any) -> int | None:
    """Return the number in the data of C(count=1), whichever shape it has."""
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    return to_integer(data.get("count") if isinstance(data, dict) else data)


def order_of(numbers: t.Sequence[str]) -> str:
    """Return how numbers are in order: C(text), C(number), C(text and number), or nothing."""
    values = [to_integer(number) for number in numbers]
    found = ["text"] if list(numbers) == sorted(numbers) else []
    whole = [value for value in values if value is not None]
    if len(whole) == len(values) and whole == sorted(whole):
        found.append("number")
    return " and ".join(found)
