# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Desired and current state of campaigns -> a plan. Pure: nothing here calls the platform or knows Ansible.

Check mode, diff mode, limits and the real run all read the same steps.
"""

from __future__ import annotations

import copy
import typing as t
import unicodedata

from .._api import functions
from .._api.errors import ConflictError, NotFoundError, ProtocolError, UsageError
from .._api.names import offer
from . import fields as schema
from .desired import NAME_IT, Desired
from .likeness import Likeness, difference, same_destination, shown, use_it

CREATED = "created"
UPDATED = "updated"
DELETED = "deleted"
UNCHANGED = "unchanged"

Campaign = t.Dict[str, t.Any]


class Step(t.NamedTuple):
    """What will be done about one campaign.

    ``function`` and ``parameters`` are the changing call; ``before`` and ``after`` the whole campaign, None
    where there is none. ``unreadable`` names fields that the platform does not list. They cannot be compared, so
    they are sent every time.
    """

    operation: str
    function: str | None
    parameters: dict[str, t.Any]
    before: Campaign | None
    after: Campaign | None
    unreadable: tuple[str, ...] = ()

    @property
    def id(self) -> int | None:
        """The ID of the campaign that the step is about; None where it is to be created."""
        return self.before["id"] if self.before else None


class Roster:
    """The campaigns of one customer as the platform lists them. ``customer`` is None for the caller's own."""

    def __init__(self, customer: int | None, rows: t.Iterable[t.Mapping[str, t.Any]], own: int | None = None) -> None:
        self.customer = customer
        # The ID of the caller's own customer, where it was asked for without an ID and had to be found out.
        self._own = own
        # Names that the run asks for; what appears under another one may be one of these in a disguise.
        self.asked: t.Collection[str] = frozenset()
        self.by_id: dict[int, Campaign] = {}
        self._columns: set[str] = set()
        # By ID, the fields whose listed values cannot be read.
        self.garbled: dict[int, set[str]] = {}
        self._by_name: dict[str, list[Campaign]] = {}
        # The campaigns that have a name, and their names.
        self._compared: tuple[list[Campaign], Likeness] | None = None
        for row in rows:
            campaign = schema.coerce_row(row)
            # A column that is empty says no more than one that is missing: a campaign always has a customer.
            if not campaign.get("customer"):
                campaign.pop("customer", None)
                if customer is not None:
                    campaign["customer"] = customer
            if campaign["id"] in self.by_id:
                continue  # A list may name one twice.
            self.garbled[campaign["id"]] = schema.garbled(row, campaign)
            self._columns.update(campaign, self.garbled[campaign["id"]])
            self.by_id[campaign["id"]] = campaign
            # A platform that lists more than was asked for must not lend names of other customers.
            meant = customer if customer is not None else own
            if meant is None or campaign.get("customer", meant) == meant:
                self._by_name.setdefault(campaign.get("name", "").strip(), []).append(campaign)

    def asking(self, names: t.Iterable[str]) -> Roster:
        """Return the same roster for a run that asks for these names."""
        roster = copy.copy(self)
        roster.asked = frozenset(names)
        return roster

    def named(self, name: str) -> list[Campaign]:
        """Return the campaigns of that name. Blanks around it are no difference: a server may strip them."""
        found = self._by_name.get(name.strip(), [])
        exact = [campaign for campaign in found if campaign["name"] == name]
        return exact or found

    def nearly(self, name: str, fields: t.Mapping[str, t.Any]) -> Campaign | None:
        """Return the campaign that is most likely the one of that name, and leads where these fields do."""
        return next((campaign for campaign in self.near(name) if same_destination(campaign, fields)), None)

    def near(self, name: str) -> t.Iterator[Campaign]:
        """Return the campaigns whose names are most likely that name, in a form of the platform's own."""
        if self._compared is None:
            there = [campaign for campaign in self.campaigns() if "name" in campaign]
            self._compared = there, Likeness([campaign["name"] for campaign in there])
        there, names = self._compared
        return (there[place] for place in names.of(name, self.asked))

    def campaigns(self) -> list[Campaign]:
        """Return the campaigns of this customer, in the platform's order."""
        return [campaign for named in self._by_name.values() for campaign in named]

    @property
    def names(self) -> t.Collection[str]:
        """The names of the campaigns of this customer, without blanks around them."""
        return self._by_name.keys()

    @property
    def own(self) -> int | None:
        """The ID of the customer, also where it was asked for as the caller's own and the rows tell it."""
        if self.customer is not None or self._own is not None:
            return self.customer if self.customer is not None else self._own
        return next(iter(self.customers)) if len(self.customers) == 1 else None

    @property
    def customers(self) -> set[int | None]:
        """The customers of all listed campaigns; None stands for a campaign whose customer is not listed."""
        return {campaign.get("customer") for campaign in self.by_id.values()}

    def has(self, name: str) -> bool | None:
        """Tell whether the platform has a field; None where no campaign is there to tell it.

        Inferred: a column that a listed campaign has is a field that the platform has, and the other way round,
        unless rows have no column of the fields that every platform has.
        """
        if not self._columns.issuperset(schema.TOGETHER):
            return None
        return name in self._columns

    def find(self, desired: Desired, to_delete: bool = False) -> Campaign | None:
        """Return the one campaign that is meant: by ID, else by name.

        A server may strip the blanks of a name. But what has blanks that were not asked for is not found ``to_delete``:
        it would go on the second run, when what was meant has gone.

        Raises ConflictError where the name is not unique, and where the campaign is another customer's.
        """
        if desired.id is not None:
            campaign = self.by_id.get(desired.id)
            # Without a customer, it may be anybody's.
            meant = self.own if desired.customer is not None else self.customer
            if campaign and meant is not None and campaign.get("customer", meant) != meant:
                raise ConflictError(
                    "{0} belongs to customer {1}, not to {2}: campaigns cannot move between customers.".format(
                        desired.label, campaign["customer"], meant
                    ),
                    key="customer",
                    hint="Give the customer that the campaign belongs to, or create another campaign.",
                )
            return campaign
        found = self.named(desired.called)
        if to_delete:
            found = [campaign for campaign in found if campaign["name"] in (desired.called, desired.called.strip())]
        if len(found) > 1:
            raise ambiguous(desired.label, found)
        return found[0] if found else None


def ambiguous(label: str, found: t.Iterable[Campaign]) -> ConflictError:
    """Return the error for a name that several campaigns have."""
    ids = ", ".join(str(campaign["id"]) for campaign in sorted(found, key=lambda campaign: campaign["id"]))
    return ConflictError(
        "{0} is the name of several campaigns: IDs {1}.".format(label, ids),
        key="name",
        hint="Give id instead of name, or delete the campaigns that are too many by their IDs.",
    )


def plan(desired: Desired, fields: t.Mapping[str, t.Any], roster: Roster, state: str) -> Step:
    """Return the step that brings one campaign to the desired state.

    ``fields`` are those of the desired campaign with every name resolved to an ID.

    Raises UsageError, ConflictError or NotFoundError where there is no such step.
    """
    if state == "absent":
        current = roster.find(desired, to_delete=True)
        if current is None:
            _refuse_other_form(desired, roster)
        return plan_absent(current)
    current = roster.find(desired)
    if current is not None:
        return _plan_update(desired, fields, roster, current)
    if desired.id is not None:
        raise not_found(desired)
    return _plan_create(desired, fields, roster)


def _refuse_other_form(desired: Desired, roster: Roster) -> None:
    """Refuse to take a campaign for absent whose name has another form in Unicode: people cannot see a difference.

    So it is the one that is meant, also where it leads elsewhere.
    """
    name = unicodedata.normalize("NFC", desired.called)
    for campaign in roster.campaigns():
        stored = campaign.get("name", "")
        if stored.strip() in roster.asked:
            continue
        if name and stored != desired.name and unicodedata.normalize("NFC", stored) == name:
            raise ConflictError(
                "{0} is there as ID {1}, with a name that is composed in another way (Unicode).".format(
                    desired.label, campaign["id"]
                ),
                key="name",
                hint="Give its ID.",
            )


def plan_absent(current: Campaign | None) -> Step:
    """Return the step that deletes a campaign, or none where it is not there."""
    if current is None:
        return Step(UNCHANGED, None, {}, None, None)
    return Step(DELETED, functions.CAMPAIGNS_DELETE, {"id": current["id"]}, current, None)


def not_found(desired: Desired) -> NotFoundError:
    """Return the error for an ID that does not exist."""
    return NotFoundError(
        "{0} does not exist, or this account may not see it: {1} has no campaign with the ID {2}.".format(
            desired.label, functions.CAMPAIGNS_LIST, desired.id
        ),
        function=functions.CAMPAIGNS_LIST,
        key="id",
        hint="Check id, or leave it out to find the campaign by name or create it.",
    )


def _refuse_nearly_the_same(desired: Desired, fields: t.Mapping[str, t.Any], roster: Roster) -> None:
    """Refuse to create a campaign that is most likely there, under a name in the platform's own form."""
    found = roster.nearly(desired.called, fields)
    if found is not None:
        what = "it has the same destination, and its name" if fields.keys() & {*schema.TOGETHER} else "its name"
        raise ConflictError(
            "{0} is most likely the campaign '{1}' (ID {2}): {3} {4}. Nothing was created.".format(
                desired.label, shown(found["name"]), found["id"], what, difference(found["name"], desired.called)
            ),
            key="name",
            hint=use_it(found["name"], found["id"]) + " If it is another campaign, choose a name that differs more.",
        )


def _plan_create(desired: Desired, fields: t.Mapping[str, t.Any], roster: Roster) -> Step:
    _refuse_nearly_the_same(desired, fields, roster)
    _refuse_other_form(desired, roster)
    missing = [name for name in schema.REQUIRED if name not in fields]
    if missing:
        raise UsageError(
            "{0} does not exist, or this account may not see it, and {1} {2} required to create it.".format(
                desired.label, " and ".join(missing), "is" if len(missing) == 1 else "are"
            ),
            key=missing[0],
            hint=" ".join(
                part
                for part in (
                    offer(desired.called, roster.names),
                    "Check name and customer, or give {0}.".format(" and ".join(missing)),
                )
                if part
            ),
        )
    wanted = dict(fields)
    after = {**schema.defaults(), **wanted}
    for field in schema.FIELDS:
        has = roster.has(field.name)
        if field.since and has is not True:
            _refuse_missing(desired.label, field, wanted.get(field.name), has)
            # The default need not be sent: a platform that lacks the field might refuse it.
            if wanted.get(field.name) == field.default:
                del wanted[field.name]
            if has is False:
                after.pop(field.name, None)
    parameters = schema.payload(wanted)
    if roster.customer is not None:
        parameters["customer"] = roster.customer
    if roster.own is not None:
        after["customer"] = roster.own
    return Step(CREATED, functions.CAMPAIGNS_CREATE, parameters, None, after)


def _plan_update(desired: Desired, fields: t.Mapping[str, t.Any], roster: Roster, current: Campaign) -> Step:
    changes: dict[str, t.Any] = {}
    unreadable = []
    garbled = roster.garbled[current["id"]]
    for name, value in fields.items():
        field = schema.BY_NAME[name]
        if name in current:
            if not schema.same(current[name], value):
                changes[name] = value
        elif field.since and roster.has(name) is False:
            _refuse_missing(desired.label, field, value, False)
        elif not field.since or value != field.default or name in garbled:
            unreadable.append(name)
            changes[name] = value
    if not changes:
        return Step(UNCHANGED, None, {}, current, current)
    if "name" in changes:
        if not changes["name"].strip():
            raise UsageError("{0}: name must not be empty.".format(desired.label), key="name", hint=NAME_IT)
        _refuse_taken_name(desired, changes["name"], roster, current)
    parameters = dict(changes)
    if any(name in changes for name in schema.TOGETHER):
        for name in schema.TOGETHER:
            if name in current:
                parameters.setdefault(name, current[name])
    if schema.RESET_ON_UPDATE in current:
        parameters.setdefault(schema.RESET_ON_UPDATE, current[schema.RESET_ON_UPDATE])
    elif schema.RESET_ON_UPDATE in garbled and schema.RESET_ON_UPDATE not in parameters:
        raise ProtocolError(
            "{0}: {1} lists {2} with a value that cannot be read, and an update without it would reset it.".format(
                desired.label, functions.CAMPAIGNS_LIST, schema.RESET_ON_UPDATE
            ),
            function=functions.CAMPAIGNS_LIST,
            key=schema.RESET_ON_UPDATE,
            hint="Give {0} in the task.".format(schema.RESET_ON_UPDATE),
        )
    parameters["id"] = current["id"]
    return Step(
        UPDATED,
        functions.CAMPAIGNS_UPDATE,
        schema.payload(parameters),
        current,
        {**current, **changes},
        tuple(unreadable),
    )


def _refuse_missing(label: str, field: schema.Field, value: t.Any, has: bool | None) -> None:
    """Refuse a field that the platform lacks, unless the value says what a platform without it does anyway."""
    if has is False and value is not None and value != field.default:
        raise UsageError(
            "{0}: {1} is not known to this platform; it came with version {2} of the API.".format(
                label, field.name, field.since
            ),
            key=field.name,
            hint="Leave {0} out, or set it to {1}.".format(field.name, field.default),
        )


def _refuse_taken_name(desired: Desired, name: str, roster: Roster, current: Campaign) -> None:
    """Refuse a rename that would make a name ambiguous: neither campaign could be found by it any more."""
    others = [campaign for campaign in roster.named(name) if campaign["id"] != current["id"]]
    if others:
        raise ConflictError(
            "{0}: the name '{1}' already belongs to the campaign with ID {2}.".format(
                desired.label, name, others[0]["id"]
            ),
            key="name",
            hint="Choose another name, or rename or delete the other campaign first.",
        )


def unmoved(step: Step, campaign: Campaign) -> list[str]:
    """Return the fields that a step has changed, and of which the platform lists what it had before.

    Its list is late, or it has not taken the change. A third value is the platform's own.
    """
    before = step.before or {}
    return [
        name
        for name, value in schema.coerce_row(step.parameters).items()
        if name in before
        and name in campaign
        and schema.same(campaign[name], before[name])
        and not schema.same(value, before[name])
    ]


def shows(roster: Roster, step: Step, number: int) -> bool:
    """Tell whether a list of the platform shows a step that was carried out about the campaign with that ID."""
    campaign = roster.by_id.get(number)
    if step.operation == DELETED or campaign is None:
        return (campaign is None) == (step.operation == DELETED)
    return not unmoved(step, campaign)


def differences(
    label: str, step: Step, roster: Roster, fresh: Roster, number: int
) -> list[tuple[str, schema.Value, schema.Value]]:
    """Compare a campaign that was written with what was sent: field, value sent, value that the platform has.

    What is unmoved() is left out. ``label`` names the campaign. ``roster`` is the list from before the write,
    ``fresh`` the one after it.

    Raises ConflictError where someone else has created a campaign of the same name at the same time, and where the
    platform has given it another name: on the next run it would not be found, and created again. Raises
    UsageError where the platform turns out to lack a field.
    """
    if step.operation == CREATED:
        twins = [campaign for campaign in fresh.named(step.parameters["name"]) if campaign["id"] not in roster.by_id]
        if len(twins) > 1:
            raise ambiguous(label, twins)
    campaign = fresh.by_id.get(number)
    if campaign is None:
        return []
    found = []
    sent = schema.coerce_row(step.parameters)
    # A name that was given before in the platform's form of the wanted one is no late one: it is given on every run.
    late = [name for name in unmoved(step, campaign) if name != "name" or campaign not in fresh.near(sent["name"])]
    for field in schema.FIELDS:
        if field.name not in sent or field.name in late:
            continue
        value = sent[field.name]
        if field.name not in campaign:
            if field.since:
                _refuse_missing(label, field, value, fresh.has(field.name))
        elif field.name == "name":
            other_form = schema.same(campaign["name"], value)
            if not other_form or (step.operation == CREATED and campaign["name"].strip() != value.strip()):
                raise ConflictError(
                    "{0} has the ID {1}, and the platform has given it the name '{2}'{3}.".format(
                        label,
                        number,
                        shown(campaign["name"]),
                        ", composed in another way (Unicode)" if other_form else "",
                    ),
                    key="name",
                    hint=use_it(campaign["name"], number) + " Under the other name the campaign is not found.",
                )
        elif not schema.same(campaign[field.name], value):
            found.append((field.name, value, campaign[field.name]))
    return found
