# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""IDs to names: what a campaign refers to, as people would write it (API notes, section 5).

A name stands only where it means the same object when it is given back. Elsewhere the ID stays.
"""

from __future__ import annotations

import typing as t

from .._api import functions
from .._api.client import Client
from .._api.customers import read_customers
from .._api.envelope import to_integer
from .._api.errors import INVALID_INPUT, NOT_FOUND, RATE_PLAN, ROLE, EnswitchError
from .._api.names import form
from .._api.redaction import is_masked
from .survey import Survey, Surveyed

# What an account may not ask is no failure: the ID says the same, only less readably.
_MAY_NOT = frozenset((ROLE, RATE_PLAN, NOT_FOUND, INVALID_INPUT))
_LISTS: dict[str, tuple[str, dict[str, int]]] = {
    "timegroup": (functions.TIMEGROUPS_LIST, {"available": 1}),
    "recordgroup": (functions.RECORDGROUPS_LIST, {}),
}
Rows = t.List[t.Dict[str, t.Any]]


def usable(rows: Rows, column: str = "name") -> dict[int, str]:
    """Return the names by ID, of those that mean one object only.

    Digits would be taken for an ID, a mask for a mistake, and a name that differs from another one only in its form
    for either of the two.
    """
    named: dict[int, str] = {}
    forms: dict[str, set[int]] = {}
    for row in rows:
        number, name = to_integer(row.get("id")), str(row.get(column) or "").strip()
        if number is not None and name:
            named[number] = name
            forms.setdefault(form(name), set()).add(number)
    return {
        number: name
        for number, name in named.items()
        if len(forms[form(name)]) == 1 and not _is_number(name) and not is_masked(name)
    }


def _is_number(name: str) -> bool:
    return to_integer(name) is not None or name.isdigit()


class References:
    """Finds out the names that campaigns need, with as few reads as possible. ``refused`` says what was not told."""

    def __init__(self, client: Client, survey: Survey) -> None:
        self._client = client
        self._survey = survey
        # People and customers are the same for everyone; groups are those that a customer may use.
        self._rows: dict[tuple[str, Surveyed | None], Rows] = {("customer", None): [], ("owner", None): []}
        self.refused: dict[str, str] = {}

    def put_names(self, customers: t.Sequence[Surveyed]) -> None:
        """Put names in the place of IDs, in all campaigns of these customers."""
        # Whoever was given by name has been found by it.
        self._rows["customer", None] = [
            {"id": surveyed.customer, "name": surveyed.given_name} for surveyed in customers if surveyed.given_name
        ]
        self._survey.each("lists of names", self._read_list, list(_lists(customers)))
        for option in ("customer", "owner"):
            # What the lists do not hold, such as the account's own customer, is asked for by its ID.
            listed = {to_integer(row.get("id")) for row in self._rows[option, None]}
            rest: dict[int, tuple[Surveyed, tuple[str, int]]] = {}
            for surveyed in customers:
                for number in _ids(surveyed, option) - listed:
                    rest.setdefault(number, (surveyed, (option, number)))
            self._survey.each("names", self._read_one, list(rest.values()))
        people = usable(self._rows["owner", None], "username")
        names = usable(self._rows["customer", None])
        for surveyed in customers:
            surveyed.name = surveyed.name or self._name_of(surveyed.number)
            known = {option: usable(self._rows.get((option, surveyed), [])) for option in _LISTS}
            known.update(owner=people, customer=names)
            for campaign in surveyed.campaigns:
                for option, there in known.items():
                    if campaign.get(option) in there:
                        campaign[option] = there[campaign[option]]

    def _name_of(self, number: int | None) -> str | None:
        """Return the name of a customer, whether or not it means only that one."""
        rows = self._rows["customer", None]
        return next((str(row.get("name") or "") for row in rows if to_integer(row.get("id")) == number), None)

    def _read_list(self, surveyed: Surveyed, option: str) -> None:
        if option == "customer":
            # An ordinary account may not list customers. It sees only its own.
            self._rows[option, None] += self._ask(lambda: read_customers(self._client, {"recursive": 1}, ()))
            return
        function, more = _LISTS.get(option, (functions.PEOPLE_LIST, {}))
        asked = {"customer": surveyed.customer, **more}
        rows = self._ask(lambda: [row for _id, row in self._client.read(function, asked).identified()])
        self._rows.setdefault((option, None if option == "owner" else surveyed), []).extend(rows)

    def _read_one(self, _surveyed: Surveyed, question: tuple[str, int]) -> None:
        option, number = question
        function = functions.CUSTOMERS_GET if option == "customer" else functions.PEOPLE_GET
        rows = self._ask(lambda: [self._client.read(function, {"id": number}).row()])
        self._rows[option, None] += [row for row in rows if to_integer(row.get("id")) == number]

    def _ask(self, ask: t.Callable[[], Rows]) -> Rows:
        try:
            return ask()
        except EnswitchError as error:
            if error.category not in _MAY_NOT:
                raise
            if error.category in (ROLE, RATE_PLAN) and error.function and error.function != functions.CUSTOMERS_LIST:
                self.refused.setdefault(error.function, error.msg)
            return []


def _ids(surveyed: Surveyed, option: str) -> set[int]:
    """Return the IDs that the campaigns of a customer refer to; 0 is none."""
    return {campaign[option] for campaign in surveyed.campaigns if campaign.get(option)}


def _lists(customers: t.Sequence[Surveyed]) -> t.Iterator[tuple[Surveyed, str]]:
    """One list of customers for all, then one for each kind of reference that a customer has.

    A single person is asked for by ID.
    """
    there = [surveyed for surveyed in customers if surveyed.campaigns]
    by_id = [surveyed for surveyed in there if surveyed.given_name is None]
    if by_id:
        yield by_id[0], "customer"
    for surveyed in there:
        for option in (*_LISTS, "owner"):
            if len(_ids(surveyed, option)) > (1 if option == "owner" else 0):
                yield surveyed, option
