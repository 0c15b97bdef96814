# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.
"""The task of the module C(bulk_preflight_info): would a campaign do what its owner wants, and is it allowed to?"""

from __future__ import annotations

import datetime
import time
import typing as t

from .._api.errors import NotFoundError, UsageError
from .._api.names import composed, offer
from .._campaigns.plan import Campaign
from .._campaigns.survey import Survey, Surveyed, all_customers, customers_option, failures
from .._destinations import files
from .._destinations.e164 import NORMALIZATIONS, SEPARATORS
from .._preflight.do_not_call import DoNotCall
from .._preflight.facts import Settings
from .._preflight.options import read_settings
from .._preflight.planned import read_planned, with_planned
from .._preflight.reads import Asked, Reader
from .._preflight.rules import ERROR, IGNORE, UNKNOWN, findings, severity_of, summary
from .._timegroups.desired import read_text
from .context import Context, Result, Task, require_positive
from .masks import refuse_masked

MAX_WORKERS = 32


def bulk_preflight_info(context: Context) -> Result:
    """Examine campaigns, and return the module's result."""
    options = context.options
    require_positive(options, "workers", 1, MAX_WORKERS)
    require_positive(options, "id", 1)
    if options["all_customers"] and options["customer"] not in (None, ""):
        raise UsageError(
            "customer and all_customers exclude each other.", key="all_customers", hint="Leave out one of the two."
        )
    settings = read_settings(options)
    planned = read_planned(options["planned"])
    name = read_text(options["name"], "name")
    customers = [] if options["all_customers"] else customers_option(options["customer"])
    do_not_call = DoNotCall(options) if options["exclude_src"] is not None else None
    client = context.connect()
    survey = Survey(client, options["workers"], options["on_error"] == "continue")
    customers = with_planned(survey.read(customers or all_customers(client)), planned)
    wanted = [
        (found, campaign)
        for found in customers
        for campaign in found.campaigns
        if _matches(campaign, name, options["id"])
    ]
    if not wanted and (name is not None or options["id"] is not None):
        raise _not_found(name, options["id"], customers)
    reader = Reader(client, survey, datetime.datetime.fromtimestamp(time.time(), datetime.timezone.utc).date())
    asked = _asked(settings, do_not_call is not None)
    facts = reader.facts(customers, wanted, asked, do_not_call.count if do_not_call is not None else len)
    found = findings(facts, settings)
    refuse_masked(options, "findings", found)
    counts = summary(found)
    result: Result = {
        "changed": False,
        "ok": not counts[ERROR],
        "findings": found,
        "summary": {**counts, "campaigns": len(facts)},
        "hint": _hint(counts, len(failures(customers))),
        "requests": context.requests(),
    }
    if options["on_error"] == "continue":
        result["failed_customers"] = failures(customers)
        if result["failed_customers"]:
            context.warn(
                "{0} of {1} customers could not be examined; failed_customers says why.".format(
                    len(result["failed_customers"]), len(customers)
                )
            )
    return result


def _matches(campaign: Campaign, name: str | None, number: int | None) -> bool:
    if number is not None and campaign.get("id") != number:
        return False
    return name is None or composed(campaign.get("name", "")) == composed(name)


def _not_found(name: str | None, number: int | None, customers: t.Iterable[Surveyed]) -> NotFoundError:
    """Return the error for a name or an ID that matches nothing: an examination of nothing finds nothing."""
    there = {campaign.get("name", "") for surveyed in customers for campaign in surveyed.campaigns}
    key, value = ("id", number) if name is None else ("name", name)
    return NotFoundError(
        "{0}: no campaign '{1}' is listed, or this account may not see it.".format(key, value),
        key=key,
        hint=(offer(name, there) if name is not None else "")
        or "Check {0} and customer, and the rights of the account.".format(key),
    )


def _asked(settings: Settings, do_not_call: bool) -> Asked:
    """Return which facts the rules need that are not ignored."""

    def needed(*rules: str) -> bool:
        return any(severity_of(rule, settings) != IGNORE for rule in rules)

    return Asked(
        hours=needed("hours_always", "hours_never")
        or (settings.allowed is not None and needed("hours_outside"))
        or needed("no_hours"),
        caller_ids=needed("caller_id_unknown"),
        destination=needed("destination_missing"),
        limit=needed("maximum_above_limit"),
        pending=needed("no_numbers"),
        excluded=do_not_call and needed("do_not_call_pending"),
    )


def _hint(counts: t.Mapping[str, int], failed: int) -> str:
    """Return what to do, and what ok does not say."""
    words = []
    if counts[ERROR]:
        words.append("Correct what findings names before the campaigns are enabled.")
    if counts[UNKNOWN]:
        words.append(
            "{0} could not be answered, and ok ignores them: see the findings of severity unknown.".format(
                "1 question" if counts[UNKNOWN] == 1 else "{0} questions".format(counts[UNKNOWN])
            )
        )
    if failed:
        words.append(
            "{0} could not be examined, and ok ignores that: see failed_customers.".format(
                "1 customer" if failed == 1 else "{0} customers".format(failed)
            )
        )
    return " ".join(words) or "Nothing stands in the way."


TASK = Task(
    bulk_preflight_info,
    {
        "customer": {"type": "raw"},
        "all_customers": {"type": "bool", "default": False},
        "name": {"type": "raw"},
        "id": {"type": "int"},
        "planned": {"type": "list", "elements": "dict"},
        "allowed_hours": {"type": "list", "elements": "dict"},
        "max_attempts": {"type": "int"},
        "min_retry": {"type": "int"},
        "exclude_src": {"type": "path"},
        "exclude_src_column": {"type": "str"},
        "exclude_src_delimiter": {"type": "str"},
        "exclude_src_encoding": {"type": "str", "default": files.UTF_8},
        "normalize": {"type": "str", "default": SEPARATORS, "choices": list(NORMALIZATIONS)},
        "region": {"type": "str"},
        "severities": {"type": "dict", "default": {}},
        "on_error": {"type": "str", "default": "stop", "choices": ["stop", "continue"]},
        "workers": {"type": "int", "default": 4},
    },
)
