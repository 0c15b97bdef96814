# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The campaigns of many customers, and which customers could not be read."""

from __future__ import annotations

import typing as t

from .._api.account import own_customer
from .._api.client import Client
from .._api.customers import read_customers
from .._api.errors import AUTHENTICATION, ROLE, TLS, EnswitchError, UsageError
from .._api.names import Names, number_in
from .._api.workers import Outcome, run
from . import fields as schema
from .calls import read_roster
from .plan import Campaign

# What the credentials or the certificate met is no matter of one customer.
_NO_CUSTOMER = frozenset((AUTHENTICATION, TLS))

Item = t.TypeVar("Item")


class Surveyed:
    """One customer: how it was given, and what could be read of it. ``given`` is 0 for the account's own."""

    def __init__(self, given: int | str, customer: int | None = None, name: str | None = None) -> None:
        self.given = given
        self.customer = customer
        self.name = name
        self.campaigns: list[Campaign] = []
        self.error: EnswitchError | None = None

    @property
    def given_name(self) -> str | None:
        """The name by which it was given; None where that was an ID, also as text of digits."""
        return self.given if isinstance(self.given, str) and number_in(self.given) is None else None

    @property
    def number(self) -> int | None:
        """The ID of the customer. Of the account's own, its campaigns tell it."""
        return self.customer or next((campaign.get("customer") for campaign in self.campaigns), None)

    @property
    def label(self) -> str:
        """How messages name this customer."""
        if isinstance(self.given, str):
            return "customer '{0}'".format(self.given)
        if not self.given:
            return "your own customer"
        return "customer {0}".format(self.given) + (" ('{0}')".format(self.name) if self.name else "")

    def fail(self, error: EnswitchError) -> None:
        """Keep the first error, and let it say which customer it is about."""
        if self.error is None:
            self.error = error if error.category in _NO_CUSTOMER else error.about(self.label)


def customers_option(value: t.Any) -> list[Surveyed]:
    """Read the option customer, one or a list. Raises UsageError."""
    customers = []
    for entry in value if isinstance(value, list) else [value]:
        customers.append(Surveyed(schema.coerce_option(schema.BY_NAME["customer"], entry) or 0))
    if not customers:
        raise no_customer()
    return customers


def no_customer() -> UsageError:
    """Return the error for an empty list of customers."""
    return UsageError(
        "customer is an empty list.", key="customer", hint="Name a customer, or leave customer out for your own."
    )


def all_customers(client: Client) -> list[Surveyed]:
    """Return the account's own customer, and every customer below it. Raises EnswitchError."""
    try:
        below = read_customers(client, {"recursive": 1}, ())
    except EnswitchError as error:
        if error.category != ROLE:
            raise
        raise error.replace(
            key="all_customers",
            hint="{0} Use such an account, or name the customers in the option customer.".format(error.hint),
        ) from None
    return [Surveyed(0), *(Surveyed(row["id"], row["id"], str(row["name"] or "")) for row in below)]


class Survey:
    """Asks about customers, several at a time. With ``keep_going``, what fails is kept with its customer."""

    def __init__(self, client: Client, workers: int, keep_going: bool) -> None:
        self._client = client
        self._workers = workers
        self._keep_going = keep_going

    def read(self, customers: t.Sequence[Surveyed]) -> list[Surveyed]:
        """Fill in the campaigns. Return each customer once, and each campaign once, however they were given.

        Raises the first error, unless the survey keeps going and could read at least one customer.
        """
        names = Names(self._client)

        def find(surveyed: Surveyed, _none: None) -> None:
            if surveyed.customer is None:
                surveyed.customer = names.customer(surveyed.given)

        def read_list(surveyed: Surveyed, _none: None) -> None:
            # What the platform lists beyond the customer that was asked for is not an answer to the question.
            roster = read_roster(self._client, surveyed.customer)
            surveyed.campaigns = [dict(campaign) for campaign in roster.campaigns()]
            if surveyed.customer is None and any("customer" not in campaign for campaign in surveyed.campaigns):
                # Given back by another account, they would be campaigns of that account's customer.
                surveyed.customer = own_customer(self._client)
                if surveyed.customer is not None:
                    for campaign in surveyed.campaigns:
                        campaign.setdefault("customer", surveyed.customer)

        self.each("customers found", find, [(surveyed, None) for surveyed in customers])
        once: dict[tuple[t.Any, bool], Surveyed] = {}
        for surveyed in customers:
            key = (surveyed.customer, True) if surveyed.error is None else (surveyed.given, False)
            once.setdefault(key, surveyed)
        self.each("customers read", read_list, [(surveyed, None) for surveyed in once.values()])
        # The account's own customer may be asked for by its ID too.
        read: dict[tuple[t.Any, bool], Surveyed] = {}
        seen: set[int] = set()
        for surveyed in once.values():
            surveyed.customer = surveyed.number
            found = [campaign for campaign in surveyed.campaigns if campaign["id"] not in seen]
            seen.update(campaign["id"] for campaign in found)
            surveyed.campaigns = []
            failed = surveyed.error is not None
            read.setdefault((surveyed.given if failed else surveyed.customer, failed), surveyed).campaigns += found
        errors = [surveyed.error for surveyed in read.values() if surveyed.error is not None]
        if errors and len(errors) == len(read):
            raise errors[0].replace(result={"failed_customers": failures(read.values())})
        return list(read.values())

    def each(
        self, what: str, work: t.Callable[[Surveyed, Item], None], pairs: t.Iterable[tuple[Surveyed, Item]]
    ) -> None:
        """Do the work for each pair of a customer and something about it, but not for customers that have failed.

        What fails is noted with its customer, or raised. After a refusal as a whole, the client asks nothing more.
        """
        asked = [pair for pair in pairs if pair[0].error is None]
        progress = self._client.watcher.begin(what, len(asked))

        def ends(outcome: Outcome[tuple[Surveyed, Item], None]) -> bool:
            progress.add()
            return outcome.error is not None and not self._keep_going

        for outcome in run(lambda pair: work(*pair), asked, self._workers, ends):
            surveyed = outcome.item[0]
            if outcome.error is not None:
                surveyed.fail(outcome.error)
                if surveyed.error is not None and not self._keep_going:
                    raise surveyed.error


def failures(customers: t.Iterable[Surveyed]) -> list[dict[str, t.Any]]:
    """Return the value failed_customers: who could not be read, and why."""
    return [
        {"customer": surveyed.given, "msg": surveyed.error.msg, "error": surveyed.error.as_dict()}
        for surveyed in customers
        if surveyed.error is not None
    ]
