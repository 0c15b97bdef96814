# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Which campaign a task about numbers means: an ID, or a name within a customer."""

from __future__ import annotations

import typing as t

from .._api import functions
from .._api.client import Client
from .._api.errors import ConflictError, EnswitchError, NotFoundError, UsageError
from .._api.names import Names, composed, number_in, offer
from . import fields as schema
from .calls import read_roster
from .plan import Roster, ambiguous
from .render import owner

OPTIONS: dict[str, dict[str, t.Any]] = {
    "campaign": {"type": "raw"},
    "campaign_id": {"type": "int"},
    "customer": {"type": "raw"},
}
CONSTRAINTS: dict[str, t.Any] = {
    "mutually_exclusive": [["campaign", "campaign_id"]],
    "required_one_of": [["campaign", "campaign_id"]],
}
_GIVE_ID = "Give campaign_id, the ID as an integer."


class CampaignOption(t.NamedTuple):
    """The options that name a campaign, read. ``campaign`` is an ID, or text: a name, or digits that mean an ID.

    ``customer`` is 0 where the account's own is asked for, None where none is given. ``option`` is the one of
    C(campaign) and C(campaign_id) that was given.
    """

    campaign: int | str
    customer: int | str | None
    option: str = "campaign"

    @t.overload
    def find(self, client: Client) -> int:
        """Return the ID of the campaign."""

    @t.overload
    def find(self, client: Client, *, may_be_missing: bool) -> int | None:
        """Return the ID of the campaign, or None."""

    def find(self, client: Client, *, may_be_missing: bool = False) -> int | None:
        """Return the ID of the campaign; None where the customer has none of that name and that ``may_be_missing``.

        An ID without a customer is returned as it is: the listing of its numbers tells whether it exists.

        Raises NotFoundError where the customer has no campaign of that ID, ConflictError where a name is not unique,
        and where digits may mean one campaign by their ID and another one by its name.
        """
        if isinstance(self.campaign, int) and self.customer is None:
            return self.campaign
        roster = read_roster(client, Names(client).customer(self.customer))
        if isinstance(self.campaign, int):
            if self.campaign not in _ids(roster):
                raise self.not_found(roster)
            return self.campaign
        number = number_in(self.campaign)
        found = roster.named(self.campaign) or [
            campaign for campaign in roster.campaigns() if composed(campaign.get("name", "")) == composed(self.campaign)
        ]
        if number is not None:
            return self._find_digits(client, roster, number, [campaign["id"] for campaign in found])
        if len(found) > 1:
            raise ambiguous("campaign '{0}'".format(self.campaign), found).replace(
                key="campaign", hint="{0} The name alone does not tell which one is meant.".format(_GIVE_ID)
            )
        if not found and not may_be_missing:
            raise self.not_found(roster)
        return found[0]["id"] if found else None

    def _find_digits(self, client: Client, roster: Roster, number: int, named: list[int]) -> int:
        """Return the ID that digits mean. Raises ConflictError where they may mean something else."""
        others = [one for one in named if one != number]
        if others:
            raise ConflictError(
                "campaign '{0}' means the ID {0}, but the campaign with ID {1} has these digits as its name.".format(
                    self.campaign, others[0]
                ),
                key="campaign",
                hint=_GIVE_ID,
            )
        if number not in _ids(roster):
            if self._exists(client, number):
                raise ConflictError(
                    "campaign '{0}' means the ID {0}, which is not a campaign of {1}.".format(
                        self.campaign, self._whose
                    ),
                    key="campaign",
                    hint="{0} Give customer too, where it is another one's.".format(_GIVE_ID),
                )
            raise self.not_found(roster)
        return number

    def _exists(self, client: Client, number: int) -> bool:
        """Tell whether there is a campaign of that ID that the account may see, whosever it is."""
        try:
            client.read(functions.DESTINATIONS_LIST, {"campaign": number, "count": 1})
        except EnswitchError as error:
            if error.code in (400, 404):
                return error.code == 400
            raise
        return True

    @property
    def _whose(self) -> str:
        return owner(self.customer or 0, {})

    def heading(self, number: int | None) -> str:
        """Return a line that names the campaign as the task does, with its ID, ``number``, where it exists."""
        named = isinstance(self.campaign, str) and number_in(self.campaign) is None
        name = " '{0}'".format(self.campaign) if named else ""
        identity = "new" if number is None else "ID {0}".format(number)
        # The ID of a campaign alone does not say whose it is.
        whose = " of {0}".format(self._whose) if self.customer or isinstance(self.campaign, str) else ""
        return "numbers of campaign{0} ({1}){2}".format(name, identity, whose)

    def not_found(self, roster: Roster) -> NotFoundError:
        """Return the error for a campaign that does not exist. ``roster`` has those that do."""
        digits = isinstance(self.campaign, int) or number_in(self.campaign) is not None
        what = "with ID {0}".format(self.campaign) if digits else "'{0}'".format(self.campaign)
        names = [campaign.get("name", "") for campaign in roster.campaigns()]
        hint = "Check {0} and customer. A campaign is created with the module bulk_campaign.".format(self.option)
        if digits and isinstance(self.campaign, str):
            hint = "{0} {1}".format(_GIVE_ID, hint)
        return NotFoundError(
            "{0}: {1} lists no campaign {2} of {3}, or this account may not see it.".format(
                self.option, functions.CAMPAIGNS_LIST, what, self._whose
            ),
            key=self.option,
            function=functions.CAMPAIGNS_LIST,
            hint=" ".join(part for part in (offer(str(self.campaign), names), hint) if part),
        )


def _ids(roster: Roster) -> set[int]:
    return {campaign["id"] for campaign in roster.campaigns()}


def read_campaign(options: t.Mapping[str, t.Any]) -> CampaignOption:
    """Read the options C(campaign), C(campaign_id) and C(customer). Raises UsageError."""
    read: dict[str, t.Any] = {}
    for name in ("campaign", "customer"):
        read[name] = schema.coerce_option(schema.BY_NAME["customer"], options.get(name), name)
    number = options.get("campaign_id")
    if number is not None:
        if number <= 0:
            raise UsageError(
                "campaign_id must be more than 0, not {0}.".format(number),
                key="campaign_id",
                hint="Give the ID of a campaign.",
            )
        return CampaignOption(number, read["customer"], "campaign_id")
    if not read["campaign"]:
        raise UsageError(
            "campaign is empty, and a campaign is meant.", key="campaign", hint="Give the ID or the name of a campaign."
        )
    # A name is taken as it is written: blanks around it may be what tells it from another.
    written = options["campaign"]
    keep = isinstance(written, str) and number_in(written.strip()) is None
    return CampaignOption(str(written) if keep else read["campaign"], read["customer"])
