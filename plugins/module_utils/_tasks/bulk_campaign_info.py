# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The task of the module bulk_campaign_info: what campaigns there are, and how far they are."""

from __future__ import annotations

import typing as t

from .._api.client import Client
from .._api.customers import host_name
from .._api.errors import EnswitchError, UsageError
from .._api.names import composed
from .._api.written import out_of_range
from .._campaigns import fields as schema
from .._campaigns.plan import Campaign
from .._campaigns.references import References
from .._campaigns.survey import Survey, Surveyed, all_customers, customers_option, failures
from .._destinations.listing import count_by_status, progress
from .._destinations.watch import Watch
from .context import Context, Result, Task, require_positive
from .masks import refuse_masked

MAX_WORKERS = 32
# What is read first comes first; the rest is in the order of the documentation.
_ORDER = ("name", "customer", "id", *(field.name for field in schema.FIELDS if field.name != "name"))
_SHOWN = 3


def bulk_campaign_info(context: Context) -> Result:
    """List campaigns, and return the module's result."""
    options = context.options
    require_positive(options, "workers", 1, MAX_WORKERS)
    require_positive(options, "id", 1)
    if options["all_customers"] and options["customer"] not in (None, ""):
        raise UsageError(
            "customer and all_customers exclude each other.", key="all_customers", hint="Leave out one of the two."
        )
    name = schema.coerce_option(schema.BY_NAME["name"], options["name"])
    wanted = [] if options["all_customers"] else customers_option(options["customer"])
    _check_watch(options)
    client = context.connect()
    survey = Survey(client, options["workers"], options["on_error"] == "continue")
    customers: list[Surveyed] = []

    def look() -> list[Campaign]:
        customers[:] = survey.read(wanted or all_customers(client))
        for surveyed in customers:
            surveyed.campaigns = [
                campaign for campaign in surveyed.campaigns if _matches(campaign, name, options["id"])
            ]
        pairs = [(found, campaign) for found in customers for campaign in found.campaigns]
        if options["destinations"] == "summary":
            survey.each("campaigns counted", _counting(client), pairs)
        return [campaign for found in customers for campaign in found.campaigns if "progress" in campaign]

    watch = Watch(options["watch_retries"], options["watch_delay"], client.watcher.say)
    if options["watch_retries"]:
        watch.until_done(look)
    else:
        look()
    if options["references"] == "names":
        references = References(client, survey)
        references.put_names(customers)
        for function, reason in sorted(references.refused.items()):
            context.warn("Some references stay IDs, since {0} was refused. {1}".format(function, reason))
    campaigns = [
        _entry(campaign, options["omit_defaults"]) for surveyed in customers for campaign in surveyed.campaigns
    ]
    read = [_customer(surveyed) for surveyed in customers if surveyed.error is None]
    refuse_masked(options, "campaigns", campaigns)
    refuse_masked(options, "customers", read)
    result: Result = {
        "changed": False,
        "campaigns": campaigns,
        "customers": read,
        "api_url": client.url,
        "requests": context.requests(),
    }
    if options["watch_retries"]:
        result["looks"] = watch.lines
    if options["on_error"] == "continue":
        result["failed_customers"] = failures(customers)
        _warn_of_failures(context, customers)
    return result


def _check_watch(options: t.Mapping[str, t.Any]) -> None:
    require_positive(options, "watch_retries", 0)
    if options["watch_delay"] < 0:
        raise out_of_range("watch_delay", "0 or more", options["watch_delay"])
    if options["watch_retries"] and options["destinations"] != "summary":
        raise UsageError(
            "watch_retries is given, but the numbers are not counted.",
            key="watch_retries",
            hint="Set destinations to summary.",
        )


def _matches(campaign: Campaign, name: t.Any, number: int | None) -> bool:
    if number is not None and campaign["id"] != number:
        return False
    return name is None or composed(campaign.get("name", "")) == composed(name)


def _counting(client: Client) -> t.Callable[[Surveyed, Campaign], None]:
    def count(_surveyed: Surveyed, campaign: Campaign) -> None:
        try:
            counted = count_by_status(client, campaign["id"])
        except EnswitchError as error:
            raise error.about("campaign '{0}' (ID {1})".format(campaign.get("name", ""), campaign["id"])) from None
        campaign["destinations"] = counted
        campaign["progress"] = progress(counted)

    return count


def _entry(campaign: Campaign, omit_defaults: bool) -> Campaign:
    """Return a campaign with its keys in order, and without what a new campaign has by itself where that is wanted."""
    defaults = schema.defaults() if omit_defaults else {}
    order = [*_ORDER, *(name for name in campaign if name not in _ORDER)]
    return {
        name: campaign[name]
        for name in order
        if name in campaign and not (name in defaults and campaign[name] == defaults[name])
    }


def _customer(surveyed: Surveyed) -> dict[str, t.Any]:
    name = surveyed.name or surveyed.given_name
    number = surveyed.customer
    host = "own" if number is None else host_name({"id": number, "name": name})
    return {"id": number, "name": name, "host": host, "campaigns": len(surveyed.campaigns)}


def _warn_of_failures(context: Context, customers: t.Sequence[Surveyed]) -> None:
    failed = [surveyed for surveyed in customers if surveyed.error is not None]
    if failed:
        first = ", ".join(surveyed.label for surveyed in failed[:_SHOWN])
        more = " and {0} more".format(len(failed) - _SHOWN) if len(failed) > _SHOWN else ""
        context.warn(
            "{0} of {1} customers could not be read completely: {2}{3}. failed_customers says why.".format(
                len(failed), len(customers), first, more
            )
        )


TASK = Task(
    bulk_campaign_info,
    {
        "customer": {"type": "raw"},
        "name": {"type": "raw"},
        "id": {"type": "int"},
        "destinations": {"type": "str", "default": "none", "choices": ["none", "summary"]},
        "workers": {"type": "int", "default": 4},
        "all_customers": {"type": "bool", "default": False},
        "references": {"type": "str", "default": "ids", "choices": ["ids", "names"]},
        "omit_defaults": {"type": "bool", "default": False},
        "on_error": {"type": "str", "default": "stop", "choices": ["stop", "continue"]},
        "watch_retries": {"type": "int", "default": 0},
        "watch_delay": {"type": "float", "default": 60},
    },
)
