# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Campaigns as another task would make them: they are examined in place of those that are stored."""

from __future__ import annotations

import copy
import typing as t

from .._api.errors import NotFoundError, UsageError
from .._api.names import composed, number_in
from .._campaigns import fields as schema
from .._campaigns.desired import read_desired
from .._campaigns.plan import Campaign
from .._campaigns.survey import Surveyed

_KEY = "planned"


def read_planned(entries: t.Sequence[t.Mapping[str, t.Any]] | None) -> list[Campaign]:
    """Read the option planned: campaigns, or what changes of them. Raises UsageError."""
    planned = []
    for index, entry in enumerate(entries or ()):
        desired = read_desired(entry, index, of=_KEY)
        keys = {"id": desired.id, "customer": desired.customer}
        campaign = {**desired.fields, **{key: value for key, value in keys.items() if value}}
        for field, value in campaign.items():
            if schema.BY_NAME[field].kind == schema.REF and isinstance(value, str):
                # In check mode, the name of one that is not there yet stands in the place of its ID.
                campaign[field] = number_in(value) or value
        planned.append(campaign)
    return planned


def with_planned(customers: t.Sequence[Surveyed], planned: t.Iterable[Campaign]) -> list[Surveyed]:
    """Return the customers with planned campaigns in place of the stored ones, and new ones beside them.

    Raises UsageError, and NotFoundError where the campaign with a planned ID is not listed.
    """
    lists = {id(surveyed): list(surveyed.campaigns) for surveyed in customers}
    for campaign in planned:
        surveyed = _whose(customers, campaign)
        campaigns = lists[id(surveyed)]
        # It may be a name.
        campaign = {field: value for field, value in campaign.items() if field != "customer"}
        if surveyed.number is not None:
            campaign["customer"] = surveyed.number
        places = [place for place, stored in enumerate(campaigns) if _is_meant(campaign, stored)]
        if len(places) > 1:
            numbers = " and ".join(str(campaigns[place]["id"]) for place in places)
            raise UsageError(
                "planned: there are several campaigns '{0}', with the IDs {1}.".format(campaign["name"], numbers),
                key=_KEY,
                hint="Name the one that is meant by its id.",
            )
        if places:
            campaigns[places[0]] = {**campaigns[places[0]], **campaign}
        elif "id" in campaign and surveyed.error is None:
            raise NotFoundError(
                "planned: no campaign with the ID {0} is listed.".format(campaign["id"]),
                key=_KEY,
                hint="Check the ID and customer. A campaign that is not there yet has no id.",
            )
        else:
            campaigns.append({**schema.defaults(), **campaign})
    return [_holding(surveyed, lists[id(surveyed)]) for surveyed in customers]


def _is_meant(campaign: Campaign, stored: Campaign) -> bool:
    """Tell whether a planned campaign is the stored one: by its ID, else by its name."""
    if "id" in campaign:
        return bool(stored["id"] == campaign["id"])
    return "id" in stored and composed(stored.get("name", "")) == composed(campaign["name"])


def _holding(surveyed: Surveyed, campaigns: list[Campaign]) -> Surveyed:
    held = copy.copy(surveyed)
    held.campaigns = campaigns
    return held


def _whose(customers: t.Sequence[Surveyed], campaign: Campaign) -> Surveyed:
    whose = campaign.get("customer")
    for surveyed in customers:
        only = len(customers) == 1 and None in (whose, surveyed.number)
        if only or (whose is not None and whose in (surveyed.number, surveyed.given_name, surveyed.name)):
            return surveyed
    raise UsageError(
        "planned: campaign '{0}' is of {1}.".format(
            campaign.get("name", campaign.get("id")),
            "no customer, and several are examined"
            if whose is None
            else "customer {0}, who is not examined".format(whose),
        ),
        key=_KEY,
        hint="Name in customer whose campaigns planned has, and in planned the customer of each.",
    )
