# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Names to IDs (API notes, section 5). Each name is looked up once for a whole task."""

from __future__ import annotations

import threading
import typing as t

from . import functions
from .client import Client
from .envelope import to_integer
from .errors import NOT_FOUND, ConflictError, EnswitchError, NotFoundError, ProtocolError

Key = t.Tuple[str, t.Any, t.Any]


class Names:
    """Looks up the IDs of customers, people, time groups and record groups, and remembers them.

    Safe to share between threads. All methods take an ID or a name: an ID is returned as it is, since
    the platform's own validation decides whether it exists.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._locks: dict[Key, threading.Lock] = {}
        self._known: dict[Key, t.Any] = {}
        # What the platform calls the objects that came up, by option and ID.
        self.labels: dict[tuple[str, int], str] = {}

    def customer(self, customer: int | str | None) -> int | None:
        """Return the ID of a customer; None (also for 0) stands for the caller's own."""
        if not customer:
            return None
        if isinstance(customer, int):
            return customer
        return self._one("customer", functions.CUSTOMERS_GET, "name", customer)

    def owner(self, person: int | str) -> int:
        """Return the ID of a person, given by user name; 0 is none."""
        if isinstance(person, int):
            return person
        return self._one("owner", functions.PEOPLE_GET, "username", person)

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

    def _remember(self, key: Key, find: t.Callable[[], t.Any]) -> t.Any:
        """Return what is known under a key, and find it out once, however many threads ask."""
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._known:
                self._known[key] = find()
            return self._known[key]

    def _one(self, option: str, function: str, parameter: str, name: str) -> int:
        def find() -> int:
            try:
                row = self._client.read(function, {parameter: name}).row()
            except EnswitchError as error:
                # Here, and only here, the platform was asked for one object, so 404 means that it is not there.
                if error.code == 404:
                    raise _not_found(option, name, error, function) from None
                raise error.about("{0} '{1}'".format(option, name)).replace(key=error.key or option) from None
            number = to_integer(row.get("id"))
            if number is None:
                raise ProtocolError("{0} answered with a row without an ID.".format(function), function=function)
            # Without reseller rights the platform knows only the caller's own customer. Should it answer with
            # that one whatever the name is, nothing must be provisioned there.
            found = row.get(parameter)
            if found is not None and str(found).strip().casefold() != name.strip().casefold():
                raise _not_found(option, name, None, function)
            return number

        return t.cast(int, self._remember((function, parameter, name), find))

    def _in_list(self, option: str, function: str, parameters: dict[str, int], name: str, customer: int | None) -> int:
        def find() -> dict[str, list[int]]:
            ids: dict[str, list[int]] = {}
            for row in self._client.read(function, {"customer": customer, **parameters}).rows():
                number = to_integer(row.get("id"))
                if number is not None:
                    ids.setdefault(str(row.get("name", "")).strip(), []).append(number)
                    self.labels[option, number] = str(row.get("name", "")).strip()
            return ids

        try:
            ids = self._remember((function, customer, None), find).get(name, [])
        except EnswitchError as error:
            raise error.about("{0} '{1}'".format(option, name)) from None
        if not ids:
            raise _not_found(option, name, None, function)
        if len(ids) > 1:
            raise ConflictError(
                "{0} '{1}' is the name of several: IDs {2}.".format(
                    option, name, ", ".join(str(number) for number in sorted(ids))
                ),
                function=function,
                key=option,
                hint="Give the ID instead of the name.",
            )
        return t.cast(int, ids[0])


def _not_found(option: str, name: str, error: EnswitchError | None, function: str) -> NotFoundError:
    words = "{0}: {1}".format(function, error.message.rstrip(".")) if error and error.message else function
    return NotFoundError(
        "{0} '{1}' does not exist, or this account may not see it ({2}).".format(option, name, words),
        category=NOT_FOUND,
        code=error.code if error else None,
        key=option,
        message=error.message if error else None,
        function=function,
        http_status=error.http_status if error else None,
        attempts=error.attempts if error else 0,
        responses=error.responses if error else (),
        hint="Check the spelling of the name and the rights of the account, or give the ID.",
    )
