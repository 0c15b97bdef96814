# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Campaigns as another task would make them: they are examined in place of those that are stored."""

from __future__ import annotations

import typing as t

from .._api.envelope import to_integer
from .._api.errors import UsageError
from .._campaigns import fields as schema
from .._campaigns.plan import Campaign
from .._campaigns.survey import Surveyed

_KEY = "planned"


def read_planned(entries: t.Sequence[t.Mapping[str, t.Any]] | None) -> list[Campaign]:
    """Read the option planned: campaigns, or what changes of them. Raises UsageError."""
    planned = []
    for index, entry in enumerate(entries or ()):
        campaign = schema.coerce_row(entry)
        if not campaign.get("id"):
            campaign.pop("id", None)
        if not campaign.get("name") and "id" not in campaign:
            raise UsageError(
                "planned[{0}] has neither an ID nor a name.".format(index),
                key=_KEY,
                hint="Give campaigns as bulk_campaign returns them.",
            )
        if not campaign.get("customer"):
            campaign.pop("customer", None)
        group = entry.get("timegroup")
        if isinstance(group, str) and group.strip() and to_integer(group) is None:
            # In check mode, the name of one that is not there yet stands in the place of its ID.
            campaign["timegroup"] = group
        planned.append(campaign)
    return planned


def put_planned(customers: t.Sequence[Surveyed], planned: t.Iterable[Campaign]) -> None:
    """Put planned campaigns in place of the stored ones, and new ones beside them. Raises UsageError."""
    for campaign in planned:
        surveyed = _whose(customers, campaign)
        stored = next((one for one in surveyed.campaigns if one["id"] == campaign.get("id")), None)
        if stored is not None:
            stored.update(campaign)
        else:
            surveyed.campaigns.append({**schema.defaults(), **campaign})


def _whose(customers: t.Sequence[Surveyed], campaign: Campaign) -> Surveyed:
    number = campaign.get("customer")
    for surveyed in customers:
        only = len(customers) == 1 and None in (number, surveyed.number)
        if only or (number is not None and number == surveyed.number):
            return surveyed
    raise UsageError(
        "planned: campaign '{0}' is of {1}.".format(
            campaign.get("name", campaign.get("id")),
            "no customer, and several are examined"
            if number is None
            else "customer {0}, who is not examined".format(number),
        ),
        key=_KEY,
        hint="Name in customer whose campaigns planned has, and in planned the customer of each.",
    )
