# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.
"""What a task about time groups reads: groups of a customer, their periods, and the campaigns that use a group."""

from __future__ import annotations

import dataclasses
import typing as t

from .._api import functions
from .._api.account import own_customer
from .._api.client import Client
from .._api.customers import read_customers
from .._api.errors import EnswitchError, ProtocolError, UsageError
from .._api.workers import run
from .._campaigns.calls import read_roster
from .desired import Desired
from .periods import from_row
from .plan import Group, Hours, Resolved, find, not_ours, read_group

# Codes of refusals to show something: role, rate plan, "not there or not yours", "invalid customer".
REFUSALS = (400, 402, 403, 404)
WORKERS = 4


Item = t.TypeVar("Item")
Value = t.TypeVar("Value")


def every(work: t.Callable[[Item], Value], items: t.Sequence[Item], workers: int) -> list[Value]:
    """Do the work for all items, several at a time. Raises the first error: half an answer is none."""
    values: dict[int, Value] = {}

    def note(place: int) -> None:
        values[place] = work(items[place])

    for outcome in run(note, range(len(items)), workers, lambda outcome: outcome.error is not None):
        if outcome.error is not None:
            raise outcome.error
    return [values[place] for place in range(len(items))]


def read_groups(client: Client, customer: int | None) -> tuple[Group, ...]:
    """List the groups of a customer, without those that are only shared with it. None is the caller's own customer.

    Raises UsageError where the platform does not tell which customer is the own one.
    """
    groups = _list(client, {"customer": customer})
    customers = {group.customer for group in groups}
    if customer is None and len(customers) > 1:
        customer = own_customer(client)
        if customer is None:
            raise UsageError(
                "{0} lists groups of several customers as your own, and the platform does not tell which customer is "
                "yours.".format(functions.TIMEGROUPS_LIST),
                key="customer",
                hint="Give customer.",
            )
    return tuple(
        dataclasses.replace(group, customer=group.customer or customer)
        for group in groups
        if customer is None or group.customer in (None, customer)
    )


def read_available(client: Client, customer: int | None) -> tuple[Group, ...]:
    """List all groups that a customer may use: its own, and those that customers above share with it."""
    return _list(client, {"customer": customer, "available": 1})


def _list(client: Client, parameters: t.Mapping[str, t.Any]) -> tuple[Group, ...]:
    rows = client.read(functions.TIMEGROUPS_LIST, parameters).identified()
    groups = (read_group(row) for _id, row in rows)
    return tuple(group for group in groups if group is not None)


def read_hours(client: Client, group: int) -> Hours:
    """Return the periods of a group. Raises ProtocolError where the platform does not tell what they are."""
    periods = {}
    late: set[bool] = set()
    for row in client.read(functions.PERIODS_LIST, {"timegroup": group}).rows():
        try:
            number, period, has = from_row(row)
        except ValueError as problem:
            raise ProtocolError(
                "{0} does not tell {1} of time group {2}.".format(functions.PERIODS_LIST, problem, group),
                function=functions.PERIODS_LIST,
                hint="Nothing was changed. Report this version of the platform.",
            ) from None
        periods[number] = period
        late.add(has)
    return Hours(periods, all(late) if late else None)


def hours_or_refusal(client: Client, group: int, codes: t.Collection[int] = (404,)) -> Hours | EnswitchError:
    """Return the periods of a group, or the error with which the platform refuses to show them: never an empty list.

    404 may come for a group that is only shared with the customer. Other codes are errors unless they are given.
    """
    try:
        return read_hours(client, group)
    except EnswitchError as error:
        if error.code not in codes:
            raise
        return error


def resolve(client: Client, desired: Desired, state: str, customer: int | None) -> Resolved:
    """Read all that the plan needs. ``customer`` is the ID of the desired one; None for the caller's own."""
    own = read_groups(client, customer)
    known = {group.id for group in own}
    above = tuple(group for group in read_available(client, customer) if group.id not in known)
    group = find(desired, own, above)
    if group is None:
        if desired.id is not None:
            _refuse_elsewhere(client, desired, desired.id)
        return Resolved(customer, own, above, None, Hours({}, None))
    # What the task does not touch it need not see.
    codes = (402, 404) if state == "present" and desired.periods is None else (404,)
    resolved = Resolved(customer, own, above, group, hours_or_refusal(client, group.id, codes))
    if state != "absent":
        return resolved
    users, hidden = read_users(client, group, customer)
    return dataclasses.replace(resolved, users=users, hidden=hidden)


def _refuse_elsewhere(client: Client, desired: Desired, number: int) -> None:
    """Refuse the ID of a group that is not of the customer but is there: it is not absent.

    Raises EnswitchError where that cannot be known: only 404 tells that there is none.
    """
    try:
        row = client.read(functions.TIMEGROUPS_GET, {"id": number}).row()
    except EnswitchError as error:
        # The code of the platform, not the HTTP status: a web server's own page says nothing about a group.
        if error.code != 404:
            raise
        return
    group = read_group(row)
    if group is not None and group.id == number:
        raise not_ours(desired, group)


def read_users(client: Client, group: Group, customer: int | None) -> tuple[tuple[str, ...], str | None]:
    """Return the campaigns that use a group, as far as the account can see them, and whose it may not see.

    A group that is not shared may have been when customers below began to use it. What cannot be seen is said of a
    shared one only.
    """
    users = _users(client, group.id, customer)
    kept = group.fields.get("shared") is False
    owner = group.customer or customer
    try:
        below = read_customers(client, {"parent": owner, "recursive": 1}, ())
    except EnswitchError as error:
        if error.code not in REFUSALS:
            raise
        hidden = "this account may not list the customers below ({0})".format(functions.CUSTOMERS_LIST)
        return tuple(users), None if kept else hidden
    refused = []
    outcomes = run(lambda row: _users(client, group.id, row["id"]), below, WORKERS)
    for outcome in outcomes:
        if outcome.error is None:
            users += outcome.value or []
        elif outcome.error.code in REFUSALS:
            refused.append(str(outcome.item["id"]))
        else:
            raise outcome.error
    hidden = "the campaigns of customers {0} cannot be listed".format(", ".join(refused[:10]))
    return tuple(users), hidden if refused and not kept else None


def _users(client: Client, group: int, customer: int | None) -> list[str]:
    return [
        "'{0}' (ID {1}{2})".format(
            campaign.get("name", ""),
            campaign["id"],
            " of customer {0}".format(campaign["customer"]) if campaign.get("customer") else "",
        )
        for campaign in read_roster(client, customer).campaigns()
        if campaign.get("timegroup") == group
    ]
