# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The task of the module bulk_campaign_info: what campaigns there are, and how far they are."""

from __future__ import annotations

import typing as t

from .._api.client import Client
from .._api.errors import UsageError
from .._api.names import Names
from .._api.workers import run
from .._campaigns import fields as schema
from .._campaigns.calls import read_roster
from .._campaigns.plan import Campaign
from .._destinations.listing import count_by_status, progress
from .context import Context, Result, Task, require_positive

MAX_WORKERS = 32
Item = t.TypeVar("Item")
Value = t.TypeVar("Value")


def bulk_campaign_info(context: Context) -> Result:
    """List campaigns, and return the module's result."""
    options = context.options
    require_positive(options, "workers", 1, MAX_WORKERS)
    wanted = _customers(options["customer"])
    client = context.connect()
    workers = options["workers"]
    names = Names(client)
    customers = list(dict.fromkeys(_all(names.customer, wanted, workers)))
    campaigns: list[Campaign] = []
    for found in _all(lambda customer: _list(client, customer), customers, workers):
        campaigns += [campaign for campaign in found if _matches(campaign, options)]
    if options["destinations"] == "summary":
        counts = _all(lambda campaign: count_by_status(client, campaign["id"]), campaigns, workers)
        for campaign, count in zip(campaigns, counts):
            campaign["destinations"] = count
            campaign["progress"] = progress(count)
    return {"changed": False, "campaigns": campaigns, "requests": context.requests()}


def _customers(value: t.Any) -> list[int | str]:
    """Return the option customer, one or a list, as a list. Raises UsageError."""
    values = value if isinstance(value, list) else [value]
    customers: list[int | str] = []
    for entry in values:
        try:
            customer = schema.coerce_option(schema.BY_NAME["customer"], entry)
        except ValueError as problem:
            raise UsageError("customer {0}.".format(problem), key="customer") from None
        customers.append(customer or 0)
    if not customers:
        raise UsageError("customer is an empty list: name a customer, or leave it out for your own.", key="customer")
    return customers


def _list(client: Client, customer: int | None) -> list[Campaign]:
    # What the platform lists beyond the customer that was asked for is not an answer to the question.
    return [dict(campaign) for campaign in read_roster(client, customer).campaigns()]


def _matches(campaign: Campaign, options: t.Mapping[str, t.Any]) -> bool:
    if options["id"] is not None and campaign["id"] != options["id"]:
        return False
    return options["name"] is None or campaign.get("name", "").strip() == options["name"].strip()


def _all(work: t.Callable[[Item], Value], items: t.Sequence[Item], workers: int) -> list[Value]:
    """Do the work for all items, several at a time. Raises the first error: half an answer is none."""
    values = []
    for outcome in run(work, items, workers, lambda outcome: outcome.error is not None):
        if outcome.error is not None:
            raise outcome.error
        values.append(t.cast(Value, outcome.value))
    return values


TASK = Task(
    bulk_campaign_info,
    {
        "customer": {"type": "raw"},
        "name": {"type": "str"},
        "id": {"type": "int"},
        "destinations": {"type": "str", "default": "none", "choices": ["none", "summary"]},
        "workers": {"type": "int", "default": 4},
    },
)
