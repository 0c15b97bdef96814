# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Names to IDs (API notes, section 5). Each name is looked up once for a whole task."""

from __future__ import annotations

import difflib
import html
import itertools
import threading
import typing as t
import unicodedata

from . import functions
from .account import own_customer
from .client import Client
from .customers import first_customers
from .envelope import to_integer
from .errors import (
    AUTHENTICATION,
    INVALID_INPUT,
    NOT_FOUND,
    PROTOCOL,
    RATE_PLAN,
    ROLE,
    ConflictError,
    EnswitchError,
    MisspelledError,
    NoIdError,
    NotFoundError,
    ProtocolError,
)

Key = t.Tuple[str, t.Any, t.Any]
Known = t.TypeVar("Known")
Row = t.Mapping[str, t.Any]

# What an account may not ask will be refused each time.
_REFUSED = frozenset((ROLE, RATE_PLAN, AUTHENTICATION))
# With these answers the customers that there are cannot be listed: the answer to the name itself has to do.
_UNLISTED = frozenset((ROLE, RATE_PLAN, NOT_FOUND, INVALID_INPUT, PROTOCOL))
_OFFERED = 3


def _is_unlisted(error: EnswitchError) -> bool:
    """Tell whether what there is cannot be listed; a list that cannot be read may hold anything."""
    return error.category in _UNLISTED and not isinstance(error, NoIdError)


class Names:
    """Looks up the IDs of customers, people, time groups and record groups, and remembers them.

    Safe to share between threads. All methods take an ID or a name. An integer is returned as it is, since the
    platform's own validation decides whether it exists. Text of digits means the ID too, unless something else has
    these digits as its name.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._locks: dict[Key, threading.Lock] = {}
        self._known: dict[Key, t.Any] = {}
        # What the platform calls the objects that came up, by option and ID.
        self.labels: dict[tuple[str, int], str] = {}
        self._may_list_customers = True

    def customer(self, customer: int | str | None) -> int | None:
        """Return the ID of a customer; None (also for 0) stands for the caller's own."""
        if not customer:
            return None
        if isinstance(customer, int):
            return customer
        return self._remember(("customer", customer, None), lambda: self._find_customer(customer))

    def owner(self, person: int | str) -> int:
        """Return the ID of a person, given by user name; 0 is none."""
        if isinstance(person, int):
            return person

        def find() -> int:
            found, error = self._get("owner", functions.PEOPLE_GET, "username", person)
            return _the_one("owner", person, found, functions.PEOPLE_GET, error)

        return self._remember(("owner", person, None), find)

    def timegroup(self, group: int | str, customer: int | None) -> int:
        """Return the ID of a time group that the customer may use, shared ones included; 0 is none."""
        if isinstance(group, int):
            return group
        return self._in_list("timegroup", functions.TIMEGROUPS_LIST, {"available": 1}, group, customer)

    def recordgroup(self, group: int | str, customer: int | None) -> int:
        """Return the ID of a record group of the customer; 0 is none."""
        if isinstance(group, int):
            return group
        return self._in_list("recordgroup", functions.RECORDGROUPS_LIST, {}, group, customer)

    def reference(self, option: str, value: int | str, customer: int | None) -> int:
        """Return the ID for one of the options owner, timegroup, recordgroup."""
        if option == "owner":
            return self.owner(value)
        if option == "timegroup":
            return self.timegroup(value, customer)
        return self.recordgroup(value, customer)

    def _remember(self, key: Key, find: t.Callable[[], Known]) -> Known:
        """Return what is known under a key, and find it out once, however many threads ask. So is a refusal."""
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._known:
                try:
                    self._known[key] = find()
                except EnswitchError as error:
                    if error.category not in _REFUSED:
                        raise
                    self._known[key] = error
            known: Known | EnswitchError = self._known[key]
        if isinstance(known, EnswitchError):
            raise known
        return known

    def _find_customer(self, name: str) -> int:
        found, error = self._get("customer", functions.CUSTOMERS_GET, "name", name)
        there: t.Collection[str] = ()
        if number_in(name) is None:
            # The platform answers with one customer, also where several have the name.
            below = self._list_customers({"name": name})
            # Where it does not heed case, it may be another one that is meant.
            alike = {number for number, stored in below.items() if form(stored) == form(name)}
            found |= _named(name, below) or (alike if found else set())
            if not found:
                # What it lists with HTML escapes, it finds only without them.
                everyone = self._list_customers({})
                found, there = (
                    _named(name, everyone),
                    (*everyone.values(), *self._remember(("own", "", None), self._own_name)),
                )
        return _the_one("customer", name, found, functions.CUSTOMERS_GET, error, there)

    def _own_name(self) -> list[str]:
        """Return the name of the account's own customer, which is in no list of those below; none if it is not told."""
        try:
            number = own_customer(self._client)
            row = self._client.read(functions.CUSTOMERS_GET, {"id": number}).row() if number is not None else {}
        except EnswitchError:
            # It is only offered.
            return []
        return [str(row["name"])] if row.get("name") else []

    def _list_customers(self, filters: dict[str, t.Any]) -> dict[int, str]:
        """Return customers below the account; none where it may not list them."""
        if not self._may_list_customers:
            return {}
        try:
            return first_customers(self._client, {**filters, "recursive": 1})
        except EnswitchError as error:
            if not _is_unlisted(error):
                raise
            self._may_list_customers = False
            return {}

    def _get(self, option: str, function: str, parameter: str, name: str) -> tuple[set[int], EnswitchError | None]:
        """Ask for one object of a name, in each form that Unicode has for it.

        Return the IDs that were found, and the answer to the first form where it says that there is none.
        """
        missing: EnswitchError | None = None
        for spelled in dict.fromkeys((name, *(unicodedata.normalize(one, name) for one in ("NFC", "NFD")))):
            try:
                row = self._client.read(function, {parameter: spelled}).row()
            except EnswitchError as error:
                # Here, and only here, the platform was asked for one object, so 404 means that it is not there.
                if error.code == 404:
                    missing = missing or error
                    continue
                if number_in(name) is not None and _is_unlisted(error):
                    # Whoever may not ask for names knows none that has these digits.
                    return set(), None
                key = error.key if error.category in _REFUSED else error.key or option
                raise error.about("{0} '{1}'".format(option, name)).replace(key=key) from None
            number = to_integer(row.get("id"))
            if number is None:
                raise ProtocolError("{0} answered with a row without an ID.".format(function), function=function)
            # Without reseller rights the platform knows only the caller's own customer. Should it answer with
            # that one whatever the name is, nothing must be provisioned there.
            found = row.get(parameter)
            if found is None or form(str(found)) == form(name):
                return {number}, None
        return set(), missing

    def _in_list(self, option: str, function: str, parameters: dict[str, int], name: str, customer: int | None) -> int:
        def read() -> dict[str, set[int]]:
            ids: dict[str, set[int]] = {}
            for number, row in self._client.read(function, {"customer": customer, **parameters}).identified():
                ids.setdefault(str(row.get("name", "")).strip(), set()).add(number)
                self.labels[option, number] = str(row.get("name", "")).strip()
            return ids

        ids: dict[str, set[int]]
        try:
            ids = self._remember((function, customer, None), read)
        except EnswitchError as error:
            if number_in(name) is None or not _is_unlisted(error):
                problem = error.about("{0} '{1}'".format(option, name))
                if error.category == ROLE:
                    problem = problem.replace(hint="{0} Or give {1} by its ID.".format(problem.hint, option))
                raise problem from None
            ids = {}
        found = ids.get(name.strip()) or {
            number for stored, numbers in ids.items() if composed(stored) == composed(name) for number in numbers
        }
        return _the_one(option, name, found, function, None, ids)


def composed(name: str) -> str:
    """Return a name as it is compared: the same text has several forms in Unicode."""
    return unicodedata.normalize("NFC", name).strip()


def form(name: str) -> str:
    """Return a name as it is compared where the platform decides on case and blanks too, or escapes it for HTML."""
    return " ".join(html.unescape(composed(name)).casefold().split())


def _named(name: str, listed: t.Mapping[int, str]) -> set[int]:
    """Return the IDs of those that are listed under that name."""
    return {number for number, other in listed.items() if composed(other) == composed(name)}


def number_in(name: str) -> int | None:
    """Return the ID that a text of only digits means."""
    return int(name) if name.isascii() and name.isdigit() else None


def nearest(name: str, there: t.Iterable[str]) -> list[str]:
    """Return the names that there are which are most like one that there is not."""
    forms = {form(one): one for one in there if one.strip()}
    wanted = form(name)
    # By its share of equal letters, a short name with one wrong letter is not like the right one.
    close = [one for one in forms if _one_letter_off(wanted, one)]
    close += difflib.get_close_matches(wanted, list(forms), n=_OFFERED, cutoff=0.75)
    return [forms[one] for one in list(dict.fromkeys(close))[:_OFFERED]]


def _one_letter_off(one: str, other: str) -> bool:
    """Tell whether a letter is another one, is missing, is too many, or has changed places with its neighbor."""
    short, long = sorted((one, other), key=len)
    if len(long) < 2 or len(long) - len(short) > 1:
        return False
    start = next((place for place, (mine, yours) in enumerate(zip(short, long)) if mine != yours), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[start + 1 : start + 2] + short[start : start + 1] + short[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or swapped == long[start:]


def is_misspelled(name: str, there: t.Iterable[str]) -> bool:
    """Tell whether a name is one of those that there are, but for a letter in a word, for case, or for a blank.

    Names that count on, such as "Group A" and "Group B", or "Week 1" and "Week 2", are different ones.
    """
    wanted = form(name)
    return any(one == wanted or (_one_letter_off(wanted, one) and _in_a_word(wanted, one)) for one in map(form, there))


def _in_a_word(one: str, other: str) -> bool:
    differ = [pair for pair in itertools.zip_longest(one.split(), other.split(), fillvalue="") if len(set(pair)) > 1]
    return "".join(one.split()) == "".join(other.split()) or all(
        len(word) > 2 and word.isalpha() for pair in differ for word in pair
    )


def offer(name: str, there: t.Iterable[str]) -> str:
    """Return a sentence that offers the nearest names, empty where there are none."""
    close = nearest(name, there)
    return "Did you mean {0}?".format(" or ".join("'{0}'".format(one) for one in close)) if close else ""


def _the_one(
    option: str,
    name: str,
    found: t.Collection[int],
    function: str,
    error: EnswitchError | None,
    there: t.Collection[str] = (),
) -> int:
    """Return the ID that is meant, of those that have the name. Raises ConflictError or NotFoundError."""
    number = number_in(name)
    others = sorted(set(found) - {number})
    if number is not None and others:
        raise ConflictError(
            "{0} '{1}' means the ID {1}, but ID {2} has these digits as its name.".format(
                option, name, ", ".join(str(other) for other in others)
            ),
            function=function,
            key=option,
            hint="Give the ID that is meant as an integer, without quotes.",
        )
    if number is not None:
        return number
    if len(others) > 1:
        raise ConflictError(
            "{0} '{1}' is the name of several: IDs {2}.".format(option, name, ", ".join(map(str, others))),
            function=function,
            key=option,
            hint="Give the ID instead of the name.",
        )
    if not others:
        raise _not_found(option, name, error, function, there)
    return others[0]


def _not_found(
    option: str, name: str, error: EnswitchError | None, function: str, there: t.Collection[str]
) -> NotFoundError:
    words = "{0}: {1}".format(function, error.message.rstrip(".")) if error and error.message else function
    hint, offered = "Check the spelling of the name and the rights of the account, or give the ID.", offer(name, there)
    return (MisspelledError if is_misspelled(name, there) else NotFoundError)(
        "{0} '{1}' does not exist, or this account may not see it ({2}).".format(option, name, words),
        category=NOT_FOUND,
        code=error.code if error else None,
        key=option,
        message=error.message if error else None,
        function=function,
        http_status=error.http_status if error else None,
        attempts=error.attempts if error else 0,
        responses=error.responses if error else (),
        hint=" ".join(part for part in (offered, hint) if part),
    )
