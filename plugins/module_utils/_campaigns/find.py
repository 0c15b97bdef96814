# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Which campaign a task about numbers means: an ID, or a name within a customer."""

from __future__ import annotations

import typing as t

from .._api import functions
from .._api.client import Client
from .._api.errors import NotFoundError, UsageError
from .._api.names import Names
from . import fields as schema
from .calls import read_roster
from .plan import ambiguous


class CampaignOption(t.NamedTuple):
    """The options C(campaign) and C(customer), read: an ID, or a name."""

    campaign: int | str
    customer: int | str

    def find(self, client: Client) -> int | None:
        """Return the ID of the campaign, or None where the customer has none of that name.

        An ID without a customer is returned as it is: the listing of its numbers tells whether it exists.

        Raises NotFoundError where the customer has no campaign of that ID, ConflictError where a name is not unique.
        """
        if isinstance(self.campaign, int) and not self.customer:
            return self.campaign
        roster = read_roster(client, Names(client).customer(self.customer))
        if isinstance(self.campaign, int):
            if self.campaign not in {campaign["id"] for campaign in roster.campaigns()}:
                raise self.not_found()
            return self.campaign
        found = roster.named(self.campaign)
        if len(found) > 1:
            raise ambiguous("campaign '{0}'".format(self.campaign), found).replace(
                key="campaign", hint="Give the ID of the campaign instead of its name."
            )
        return found[0]["id"] if found else None

    def not_found(self) -> NotFoundError:
        """Return the error for a campaign that does not exist."""
        what = "with ID {0}".format(self.campaign) if isinstance(self.campaign, int) else repr(self.campaign)
        whose = "customer {0}".format(self.customer) if self.customer else "your own customer"
        return NotFoundError(
            "campaign: {0} lists no campaign {1} of {2}, or this account may not see it.".format(
                functions.CAMPAIGNS_LIST, what, whose
            ),
            key="campaign",
            function=functions.CAMPAIGNS_LIST,
            hint="Check campaign and customer. A campaign is created with the module bulk_campaign.",
        )


def read_campaign(options: t.Mapping[str, t.Any]) -> CampaignOption:
    """Read the options C(campaign) and C(customer). Raises UsageError."""
    read: dict[str, t.Any] = {}
    for name in ("campaign", "customer"):
        try:
            read[name] = schema.coerce_option(schema.BY_NAME["customer"], options.get(name)) or 0
        except ValueError as problem:
            raise UsageError("{0} {1}.".format(name, problem), key=name) from None
    if not read["campaign"]:
        raise UsageError("campaign must be the ID or the name of a campaign.", key="campaign")
    # A name is taken as it is written: blanks around it may be what tells it from another.
    campaign = str(options["campaign"]) if isinstance(read["campaign"], str) else read["campaign"]
    return CampaignOption(campaign, read["customer"])
