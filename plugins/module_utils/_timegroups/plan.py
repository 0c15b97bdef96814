# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.
"""Desired and current state of a time group -> a plan. Pure: nothing here calls the platform or knows Ansible.

Calling hours never become wider on the way than they were and than they will be: after each call, what is active was
active before, or will be in the end. So periods are taken away before others are added; with C(invert), where periods
close the hours, they are added first. A period that changes shrinks and grows at the right moments.
"""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from .._api import functions
from .._api.envelope import to_integer
from .._api.errors import ConflictError, EnswitchError, NotFoundError, UsageError
from .._api.names import composed
from .._campaigns.fields import same
from .._campaigns.likeness import Likeness, difference, shown, use_it
from .desired import Desired
from .periods import Period

CREATED = "created"
UPDATED = "updated"
DELETED = "deleted"
UNCHANGED = "unchanged"

# The API's defaults for a new group (API notes, section 8), as options of the module.
DEFAULTS: dict[str, t.Any] = {"description": "", "invert": False, "priority": 1, "shared": False}
FIELDS = ("name", *DEFAULTS)


@dataclasses.dataclass(frozen=True)
class Group:
    """A listed time group. ``fields`` holds those of FIELDS that the platform lists. ``customer`` None: not listed."""

    id: int
    customer: int | None
    fields: t.Mapping[str, t.Any]

    @property
    def name(self) -> str:
        """Its name, without blanks around it: a server may strip them."""
        return str(self.fields.get("name", "")).strip()


@dataclasses.dataclass(frozen=True)
class Hours:
    """The periods of a group by their IDs. ``late``: whether the platform has the later parameters; None: unknown."""

    periods: t.Mapping[int, Period]
    late: bool | None


@dataclasses.dataclass(frozen=True)
class Resolved:
    """All that was read. ``group`` is the one that is meant, None where there is none yet.

    ``hours`` is what became of reading its periods: the periods, or the error. ``users`` are campaigns that use it,
    as C(ID 'name' of customer N). ``hidden`` says whose campaigns could not be looked at.
    """

    customer: int | None
    own: tuple[Group, ...]
    above: tuple[Group, ...]
    group: Group | None
    hours: Hours | EnswitchError
    users: tuple[str, ...] = ()
    hidden: str | None = None


@dataclasses.dataclass(frozen=True)
class Step:
    """One changing call. ``parameters`` lack the ID of a group that is yet to be created.

    ``period`` is the state of the period that the call makes, ``number`` the ID of what it changes.
    """

    function: str
    parameters: t.Mapping[str, t.Any]
    what: str
    number: int | None = None
    period: Period | None = None


@dataclasses.dataclass(frozen=True)
class Planned:
    """What will be done. ``before`` and ``after`` are the group as options of the module; None where there is none.

    ``turned``: whether C(invert) changes with the periods, so that halfway the group calls when it should not.
    """

    operation: str
    steps: tuple[Step, ...]
    before: t.Mapping[str, t.Any] | None
    after: t.Mapping[str, t.Any] | None
    periods: tuple[Period, ...] | None = None
    warnings: tuple[str, ...] = ()
    turned: bool = False


def find(desired: Desired, own: t.Sequence[Group], above: t.Sequence[Group]) -> Group | None:
    """Return the one group that is meant, by ID, else by name.

    Raises ConflictError where the name is not unique, and where an ID is of a group that is shared from above.
    """
    if desired.id is not None:
        for group in above:
            if group.id == desired.id:
                raise not_ours(desired, group)
        return next((group for group in own if group.id == desired.id), None)
    named = _named(desired, own)
    if len(named) > 1:
        raise ambiguous(desired, named)
    return next(iter(named), None)


def _named(desired: Desired, groups: t.Iterable[Group]) -> list[Group]:
    """Return the groups of the desired name; those that have it in another Unicode form only where no other has it."""
    name = str(desired.name).strip()
    alike = [group for group in groups if composed(group.name) == composed(name)]
    return [group for group in alike if group.name == name] or alike


def ambiguous(desired: Desired, groups: t.Iterable[Group]) -> ConflictError:
    """Return the error for a name that several groups of a customer have."""
    return ConflictError(
        "{0} is the name of several: IDs {1}.".format(
            desired.label, ", ".join(str(number) for number in sorted(group.id for group in groups))
        ),
        key="name",
        hint="Give id instead of name, or delete the groups that are too many by their IDs.",
    )


def not_ours(desired: Desired, group: Group) -> ConflictError:
    """Return the error for a group of another customer."""
    owner = "another customer" if group.customer is None else "customer {0}".format(group.customer)
    return ConflictError(
        "{0} is a group of {1} (ID {2}), which is not changed from here.".format(desired.label, owner, group.id),
        key="id" if desired.id is not None else "name",
        hint="Give the customer that it belongs to, or choose another name.",
    )


def plan(desired: Desired, resolved: Resolved, state: str) -> Planned:
    """Return what brings the group to the desired state. Raises UsageError, ConflictError or NotFoundError."""
    current = resolved.group
    if state == "absent":
        return _plan_absent(desired, resolved)
    if current is not None:
        return _plan_update(desired, resolved, current)
    if desired.id is not None:
        raise NotFoundError(
            "{0} does not exist, or this account may not see it: {1} has no group with the ID {2}.".format(
                desired.label, functions.TIMEGROUPS_LIST, desired.id
            ),
            function=functions.TIMEGROUPS_LIST,
            key="id",
            hint="Check id and customer, or leave id out to find the group by name or create it.",
        )
    named = _named(desired, resolved.above)
    if named:
        raise not_ours(desired, named[0])
    _refuse_nearly_the_same(desired, resolved.own)
    return _plan_create(desired, resolved)


def _plan_absent(desired: Desired, resolved: Resolved) -> Planned:
    current = resolved.group
    if current is None:
        return Planned(UNCHANGED, (), None, None)
    if resolved.users:
        count = len(resolved.users)
        raise ConflictError(
            "{0} (ID {1}) is used by {2}: {3}{4}.".format(
                desired.label,
                current.id,
                "a campaign" if count == 1 else "{0} campaigns".format(count),
                ", ".join(resolved.users[:10]),
                " and others" if count > 10 else "",
            ),
            key="name" if desired.id is None else "id",
            hint="Give these campaigns other calling hours first: without a group they call round the clock.",
        )
    before = as_option(current, resolved.hours)
    warnings = ("Whether {0} is in use elsewhere is not known: {1}.".format(desired.label, resolved.hidden),)
    step = Step(functions.TIMEGROUPS_DELETE, {"id": current.id}, "the deletion of " + desired.label, current.id)
    return Planned(DELETED, (step,), before, None, warnings=warnings if resolved.hidden else ())


def _plan_create(desired: Desired, resolved: Resolved) -> Planned:
    given = {name: getattr(desired, name) for name in FIELDS if getattr(desired, name) is not None}
    owner = {} if resolved.customer is None else {"customer": resolved.customer}
    periods = desired.periods or ()
    group = Step(functions.TIMEGROUPS_CREATE, {**to_parameters(given), **owner}, "the creation of " + desired.label)
    steps = (group, *(_create(period, None, None) for period in periods))
    after = {**DEFAULTS, **given, **owner, "periods": [period.as_option() for period in periods]}
    return Planned(CREATED, steps, None, _ordered(after), periods)


def _plan_update(desired: Desired, resolved: Resolved, current: Group) -> Planned:
    changes: dict[str, t.Any] = {}
    for name in FIELDS:
        wanted = getattr(desired, name)
        if wanted is not None and not (name in current.fields and same(current.fields[name], wanted)):
            changes[name] = wanted
    if "name" in changes:
        _refuse_taken_name(desired, resolved, current)
    before = as_option(current, resolved.hours)
    after: dict[str, t.Any] = {**before, **changes}
    moves: list[Step] = []
    rest: list[Step] = []
    warnings: list[str] = []
    flips = "invert" in changes
    if desired.periods is not None:
        hours = resolved.hours
        if isinstance(hours, EnswitchError):
            raise hours
        if hours.late is False:
            refuse_late(desired.periods)
        inverted = current.fields.get("invert")
        moves, rest = order(current.id, hours, desired.periods, bool(inverted), flips)
        if moves + rest and inverted is None and not flips:
            raise UsageError(
                "{0}: the platform does not tell whether the group is inverted, so that no order of changes is "
                "safe.".format(desired.label),
                key="invert",
                hint="Give invert.",
            )
        after["periods"] = [period.as_option() for period in desired.periods]
        if flips and not covered(hours.periods.values(), desired.periods, bool(inverted)):
            warnings.append(
                "{0}: invert and periods change together, so that hours which neither the old nor the new ones have "
                "are active for a moment.".format(desired.label)
            )
    steps = moves + rest
    if changes:
        parameters = {"id": current.id, **to_parameters(changes)}
        update = Step(functions.TIMEGROUPS_UPDATE, parameters, "the update of " + desired.label, current.id)
        # Where invert changes, periods are added before and taken away after it: the hours are narrowest then.
        steps = [*moves, update, *rest] if flips else [update, *steps]
    return Planned(
        UPDATED if steps else UNCHANGED,
        tuple(steps),
        before,
        _ordered(after),
        desired.periods,
        tuple(warnings),
        turned=flips and bool(moves + rest),
    )


def nearly(name: str, groups: t.Sequence[Group]) -> Group | None:
    """Return the group that is most likely the one of that name, under a name in the platform's own form."""
    places = Likeness([group.name for group in groups]).of(name)
    return next((groups[place] for place in places), None)


def _refuse_nearly_the_same(desired: Desired, own: t.Sequence[Group]) -> None:
    """Refuse to create a group that is most likely there, under a name in the platform's own form."""
    name = str(desired.name)
    group = nearly(name, own)
    if group is not None:
        raise ConflictError(
            "{0} is most likely the time group '{1}' (ID {2}): its name {3}. Nothing was created.".format(
                desired.label, shown(group.name), group.id, difference(group.name, name)
            ),
            key="name",
            hint=use_it(group.name, group.id) + " If it is another group, choose a name that differs more.",
        )


def _refuse_taken_name(desired: Desired, resolved: Resolved, current: Group) -> None:
    for group in _named(desired, resolved.own + resolved.above):
        if group.id != current.id:
            raise ConflictError(
                "{0}: that name already belongs to the group with ID {1}.".format(desired.label, group.id),
                key="name",
                hint="Choose another name, or rename or delete the other group first.",
            )


def order(
    group: int, hours: Hours, desired: t.Sequence[Period], inverted: bool, flips: bool
) -> tuple[list[Step], list[Step]]:
    """Return the calls that bring the periods to the desired ones: those to make first, and the rest.

    Without ``inverted``, the first ones only take hours away from the old ones, and the rest only adds to the new ones.
    One period may become another in one call between the two: then it is active as before, or as it will be.
    """
    closing = inverted or flips
    first: list[Step] = []
    rest: list[Step] = []
    both: list[tuple[int, Period, Period]] = []
    pairs, gone, new = _match(hours.periods, desired)
    for number in gone:
        (rest if closing else first).append(_delete(number, hours.periods[number]))
    for period in new:
        (first if closing else rest).append(_create(period, group, hours.late))
    for number, old, period in pairs:
        if old.same_hours(period) and same(old.description, period.description):
            continue
        grows, shrinks = old.within(period), period.within(old)
        if not grows and not shrinks:
            both.append((number, old, period))
        else:
            (first if shrinks != closing or (grows and shrinks) else rest).append(_update(number, period, hours.late))
    # One that no third period could stand for takes the direct way, if any does.
    both.sort(key=lambda entry: entry[1].cut(entry[2]) is not None)
    direct = [] if flips else both[:1]
    for number, old, period in both[len(direct) :]:
        # At a turn, the old and the new one stand beside each other: whatever covers both might open more than they do.
        between = None if flips else period.join(old) if closing else period.cut(old)
        if between is None:
            gone_step, new_step = _delete(number, old), _create(period, group, hours.late)
            first.append(new_step if closing else gone_step)
            rest.append(gone_step if closing else new_step)
        else:
            first.append(_update(number, between, hours.late))
            rest.append(_update(number, period, hours.late))
    first += [_update(number, period, hours.late) for number, _old, period in direct]
    return first, rest


def refuse_late(periods: t.Iterable[Period]) -> None:
    """Refuse periods that a platform without the later parameters would make something else of."""
    for period in periods:
        if period.needs_late:
            raise UsageError(
                "period '{0}': startdate, enddate and repeats are not known to this platform; they came with version "
                "4.0 of the API.".format(period.name),
                key="periods",
                hint="Leave them out, and name the days with days_month, months and years.",
            )


def _match(
    current: t.Mapping[int, Period], desired: t.Sequence[Period]
) -> tuple[list[tuple[int, Period, Period]], list[int], list[Period]]:
    """Match periods by name: pairs, IDs of those that go, and those that are new. Of two of a name, one goes."""
    by_name: dict[str, list[int]] = collections.defaultdict(list)
    for number, period in sorted(current.items()):
        by_name[composed(period.name)].append(number)
    pairs = []
    new = []
    for period in desired:
        named = by_name[composed(period.name)]
        if not named:
            new.append(period)
            continue
        equal = [number for number in named if current[number].same_hours(period)]
        number = (equal or named)[0]
        named.remove(number)
        pairs.append((number, current[number], dataclasses.replace(period, name=current[number].name)))
    return pairs, sorted(number for numbers in by_name.values() for number in numbers), new


def covered(old: t.Iterable[Period], new: t.Iterable[Period], inverted: bool) -> bool:
    """Tell whether a group can be turned around without hours that neither its old nor its new state has."""
    inner, outer = (list(old), list(new)) if inverted else (list(new), list(old))
    return all(any(period.within(other) for other in outer) for period in inner)


def _create(period: Period, group: int | None, late: bool | None) -> Step:
    parameters = period.parameters(late or (late is None and period.needs_late))
    if group is not None:
        parameters = {"timegroup": group, **parameters}
    return Step(functions.PERIODS_CREATE, parameters, "the creation of period '{0}'".format(period.name), None, period)


def _update(number: int, period: Period, late: bool | None) -> Step:
    parameters = {"id": number, **period.parameters(bool(late))}
    return Step(functions.PERIODS_UPDATE, parameters, "the update of period '{0}'".format(period.name), number, period)


def _delete(number: int, period: Period) -> Step:
    return Step(functions.PERIODS_DELETE, {"id": number}, "the deletion of period '{0}'".format(period.name), number)


# --- groups as options, rows and parameters ----------------------------------------------------------------


def read_group(row: t.Mapping[str, t.Any]) -> Group | None:
    """Return a listed group, or None for a row without an ID. What cannot be read is left out."""
    number = to_integer(row.get("id"))
    if number is None:
        return None
    fields: dict[str, t.Any] = {}
    for name in ("name", "description"):
        if name in row:
            fields[name] = str(row[name] if row[name] is not None else "")
    for column, name in (("active", "invert"), ("shared", "shared"), ("priority", "priority")):
        value = int(row[column]) if isinstance(row.get(column), bool) else to_integer(row.get(column))
        if value is not None:
            fields[name] = value if name == "priority" else not value if name == "invert" else bool(value)
    return Group(number, to_integer(row.get("customer")) or None, fields)


def to_parameters(fields: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return fields of a group as parameters of the API."""
    found: dict[str, t.Any] = {}
    for name in FIELDS:
        if name in fields:
            value = fields[name]
            if name == "invert":
                found["active"] = int(not value)
            else:
                found[name] = int(value) if isinstance(value, bool) else value
    return found


def as_option(group: Group, hours: Hours | EnswitchError | None) -> dict[str, t.Any]:
    """Return a group as options of the module; without C(periods) where they could not be read."""
    found: dict[str, t.Any] = {"id": group.id, **group.fields}
    if group.customer is not None:
        found["customer"] = group.customer
    if isinstance(hours, Hours):
        found["periods"] = [period.as_option() for period in hours.periods.values()]
    return _ordered(found)


def hours_text(hours: Hours, inverted: bool) -> str:
    """Return when a group is active, such as C(in Mon-Fri 09:00-18:00; Sat 10:00-13:00)."""
    periods = "; ".join(period.text for period in hours.periods.values())
    if not periods:
        return "at all times" if inverted else "at no time"
    return "{0} {1}".format("at all times but" if inverted else "in", periods)


def _ordered(fields: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {name: fields[name] for name in ("name", "customer", "id", *DEFAULTS, "periods") if name in fields}
