# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The calls that read, validate and carry out steps of a campaign plan."""

from __future__ import annotations

from .._api import functions
from .._api.account import own_customer
from .._api.client import Client
from .._api.envelope import to_integer
from .._api.errors import EnswitchError, ProtocolError, UsageError
from .._api.reconcile import LOOK_AGAIN, carry_out, read_until
from . import fields as schema
from .effect import as_seen, has_arrived, has_values
from .likeness import same_destination, shown, use_it
from .plan import CREATED, DELETED, Campaign, Roster, Step, ambiguous, unmoved


def read_roster(client: Client, customer: int | None) -> Roster:
    """List the campaigns of a customer; None is the caller's own (API notes, section 3: no paging, no filter).

    Documented is that the list is the own customer's then. Should it hold whatever the account may see, the
    names of other customers' campaigns must not be taken for its own.

    Raises UsageError where the platform does not tell which customer is the own one.
    """
    rows = [row for _id, row in client.read(functions.CAMPAIGNS_LIST, {"customer": customer}).identified()]
    roster = Roster(customer, rows)
    if customer is not None or len(roster.customers) < 2:
        return roster
    own = own_customer(client)
    if own is None:
        raise UsageError(
            "{0} lists campaigns of several customers as your own, and the platform does not tell which customer is "
            "yours.".format(functions.CAMPAIGNS_LIST),
            key="customer",
            function=functions.CAMPAIGNS_LIST,
            hint="Give customer.",
        )
    return Roster(None, rows, own)


def exists_elsewhere(client: Client, number: int) -> bool:
    """Tell whether a campaign that is not in its customer's list exists all the same.

    No function that finds a campaign by ID could be read in the vendor's guides. So an update that changes
    nothing is validated: 404 is the answer for an ID that does not exist.
    """
    try:
        client.validate(functions.CAMPAIGNS_UPDATE, {"id": number})
    except EnswitchError as error:
        if error.code == 404:
            return False
        if error.code == 400:
            return True
        raise
    return True


def customer_of(client: Client, number: int) -> int | None:
    """Return the customer of a campaign, or None where the platform does not tell.

    Whether bulk/campaigns/get answers is unknown (API notes, section 3), so no answer of it is an error.
    """
    try:
        row = client.read(functions.CAMPAIGNS_GET, {"id": number}).row()
    except EnswitchError:
        return None
    return to_integer(row.get("customer")) if to_integer(row.get("id")) == number else None


def validate(client: Client, step: Step) -> bool:
    """Let the platform check a step without carrying it out. Return whether it could: deleting has no such mode."""
    if step.function is None or not functions.can_validate(step.function):
        return False
    # What does not exist yet stands by its name, which the platform would not understand.
    unknown = [name for name in schema.REFERENCES if isinstance(step.parameters.get(name), str)]
    client.validate(step.function, {name: value for name, value in step.parameters.items() if name not in unknown})
    return True


def apply(client: Client, step: Step, roster: Roster) -> int | None:
    """Carry out a step and return the campaign's ID. Only updates and deletions are ever sent a second time."""
    if step.function is None:
        return step.id
    if step.operation == CREATED:
        return _create(client, step, roster)
    if step.operation == DELETED:
        return _delete(client, step, roster)
    return _update(client, step, roster)


def _create(client: Client, step: Step, roster: Roster) -> int:
    name = step.parameters["name"]

    def look(*, certain: bool = False) -> int | None:
        fresh = read_roster(client, roster.customer)
        new = [campaign for campaign in fresh.named(name) if campaign["id"] not in roster.by_id]
        if len(new) > 1:
            raise ambiguous("campaign '{0}'".format(name), new)
        if new and not certain and not has_values(new[0], schema.coerce_row(step.parameters)):
            raise EnswitchError(
                "the campaign '{0}' (ID {1}) has appeared with other values".format(name, new[0]["id"]),
                function=functions.CAMPAIGNS_LIST,
                carried_out=True,
                result={"campaign": new[0]},
            )
        if not new:
            _refuse_disguised(step, roster, fresh)
        return new[0]["id"] if new else None

    def send() -> int:
        answer = client.write(functions.CAMPAIGNS_CREATE, step.parameters)
        number = answer.integer("id")
        if number is None:
            # The shape of this answer is inferred. It was a success, so the campaign has to be there.
            try:
                number = look(certain=True)
            except EnswitchError as problem:
                raise problem.replace(carried_out=True) from None
        if number is None:
            raise ProtocolError(
                "{0} reported success for '{1}', but gave no ID, and the campaign is not listed.".format(
                    functions.CAMPAIGNS_CREATE, name
                ),
                code=answer.code,
                function=functions.CAMPAIGNS_CREATE,
                responses=answer.responses,
                carried_out=True,
                hint=LOOK_AGAIN,
            )
        return number

    return carry_out(client, send, look, "the creation of '{0}'".format(name))


def _refuse_disguised(step: Step, roster: Roster, fresh: Roster) -> None:
    """Raise an error where a campaign with an unexpected name has appeared with the same destination.

    A platform may store a name in a form of its own, such as cut off. The campaign would not be found by its name,
    and be created a second time.
    """
    for campaign in fresh.campaigns():
        known = campaign["id"] in roster.by_id or campaign.get("name", "").strip() in roster.asked
        if not known and same_destination(campaign, step.parameters):
            raise EnswitchError(
                "a campaign '{0}' (ID {1}) with the same destination has appeared, which may be this one under a name "
                "in the platform's own form".format(shown(campaign.get("name", "")), campaign["id"]),
                function=functions.CAMPAIGNS_LIST,
                carried_out=True,
                hint="See whether it is. " + use_it(campaign.get("name", ""), campaign["id"]),
            )


def _update(client: Client, step: Step, roster: Roster) -> int:
    number: int = step.parameters["id"]
    before, sent = step.before or {}, schema.coerce_row(step.parameters)

    def listed() -> Campaign:
        campaign = read_roster(client, roster.customer).by_id.get(number)
        if campaign is None:
            raise EnswitchError(
                "the campaign with ID {0} is not there any more".format(number), function=functions.CAMPAIGNS_LIST
            )
        return campaign

    def look() -> int | None:
        campaign = listed()
        # What is not listed cannot be seen. Where nothing else shows, the update is sent once more, which does no harm.
        if not has_arrived(before, sent, campaign):
            return None
        if not has_values(campaign, sent):
            try:
                campaign = read_until(client, listed, lambda campaign: not unmoved(step, campaign))
            except EnswitchError as problem:
                raise problem.replace(carried_out=True) from None
        if not has_values(campaign, sent):
            raise EnswitchError(
                "campaign {0} has changed, but not as wanted: {1}".format(number, as_seen(before, sent, campaign)),
                function=functions.CAMPAIGNS_LIST,
                carried_out=True,
                result={"campaign": campaign},
            )
        return number

    def send() -> int:
        client.write(functions.CAMPAIGNS_UPDATE, step.parameters)
        return number

    what = "the update of campaign {0}".format(number)
    return carry_out(client, send, look, what, repeatable=True, hidden=step.unreadable)


def _delete(client: Client, step: Step, roster: Roster) -> int:
    number: int = step.parameters["id"]

    def look() -> int | None:
        return None if number in read_roster(client, roster.customer).by_id else number

    def send() -> int:
        try:
            client.write(functions.CAMPAIGNS_DELETE, step.parameters)
        except EnswitchError as error:
            # 404 says "gone" or "you may not": the list tells which.
            if error.code != 404 or look() is None:
                raise
        return number

    return carry_out(client, send, look, "the deletion of campaign {0}".format(number), repeatable=True, gone=number)
