# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.
"""Carries out or validates a plan for a time group, call by call. A lost answer is looked for."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from .._api import functions
from .._api.client import Client
from .._api.errors import ConflictError, EnswitchError, ProtocolError
from .._api.names import composed
from .._api.reconcile import LOOK_AGAIN, carry_out, read_until
from .._campaigns.effect import as_seen, has_arrived, has_values
from .._campaigns.fields import same
from .._campaigns.likeness import shown, use_it
from .periods import Period
from .plan import (
    CREATED,
    DELETED,
    Group,
    Hours,
    Planned,
    Resolved,
    Step,
    as_option,
    hours_text,
    nearly,
    read_group,
    refuse_late,
)
from .reads import read_groups, read_hours

_PERIODS = (functions.PERIODS_CREATE, functions.PERIODS_UPDATE, functions.PERIODS_DELETE)


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What became of a plan. ``timegroup`` is the group as options of the module, None where there is none or where
    it was not read.

    ``done`` counts the calls that were carried out; ``unvalidated`` says what could not be validated.
    """

    id: int | None
    done: int
    timegroup: t.Mapping[str, t.Any] | None
    validated: bool = False
    unvalidated: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    error: EnswitchError | None = None


def validate(client: Client, planned: Planned, resolved: Resolved) -> Outcome:
    """Let the platform check each call without carrying it out, as far as it can. Raises what the platform refuses."""
    unvalidated = _validate(client, planned.steps)
    number = resolved.group.id if resolved.group else None
    return Outcome(number, 0, planned.after, bool(planned.steps) and not unvalidated, tuple(unvalidated))


def _validate(client: Client, steps: t.Sequence[Step]) -> list[str]:
    """Let the platform check calls; return what it could not check."""
    unvalidated = []
    for step in steps:
        if not functions.can_validate(step.function):
            unvalidated.append("{0} has no validation mode".format(step.what))
        elif step.function == functions.PERIODS_CREATE and "timegroup" not in step.parameters:
            unvalidated.append("{0} can only be validated when the group exists".format(step.what))
        else:
            with _about(step):
                client.validate(step.function, step.parameters)
    return unvalidated


def apply(client: Client, planned: Planned, resolved: Resolved) -> Outcome:
    """Carry out a plan. What was done before a failure is part of the outcome, with the error.

    A group that is turned around must not stay so halfway: the platform accepts all that can be checked before. No
    other plan is checked, since a period may be refused only because of one that goes before it.
    """
    if planned.turned:
        _validate(client, planned.steps)
    # A group that is yet to be created has none.
    number = resolved.group.id if resolved.group else 0
    done = 0
    try:
        for step in planned.steps:
            with _about(step):
                found = _carry_out(client, step, resolved, number, planned.steps[:done])
            done += 1
            if step.function == functions.TIMEGROUPS_CREATE:
                number = found
            if step.function == functions.PERIODS_CREATE:
                _refuse_unbounded(client, step, resolved, number, found)
    except EnswitchError as error:
        error = _after(planned.steps[:done], error)
        if number and (done or error.outcome_unknown) and planned.operation != DELETED:
            error = error.replace(text="{0} {1}".format(error.text.rstrip(), _now(client, resolved, number)))
        return Outcome(number or None, done, None, error=error)
    if planned.operation == DELETED or not planned.steps:
        return Outcome(number or None, done, planned.after)
    return _verified(client, planned, resolved, number, done)


@contextlib.contextmanager
def _about(step: Step) -> t.Iterator[None]:
    """Name in an error what was to be done: which period, where there are several."""
    try:
        yield
    except EnswitchError as error:
        raise error.about(step.what) from None


def _after(steps: t.Sequence[Step], error: EnswitchError) -> EnswitchError:
    """Name in an error what was done before it, since the hours are neither the old nor the new ones now."""
    if not steps:
        return error
    done = ", ".join(step.what for step in steps)
    return error.replace(text="{0}. Before that, this was done: {1}.".format(error.text.rstrip("."), done))


def _now(client: Client, resolved: Resolved, number: int) -> str:
    """Say in which hours a group calls that is neither what it was nor what it should be."""
    try:
        groups = read_groups(client, resolved.customer)
        hours = read_hours(client, number)
    except EnswitchError as error:
        return "In which hours this group calls now could not be read: {0}".format(error.text)
    inverted = any(group.id == number and group.fields.get("invert") for group in groups)
    return "This group now calls {0} until the task has been run again.".format(hours_text(hours, inverted))


def _verified(client: Client, planned: Planned, resolved: Resolved, number: int, done: int) -> Outcome:
    """Read the group again: what the platform has counts, not what was sent."""
    foreseen = {**(planned.after or {}), "id": number}

    def read() -> tuple[tuple[Group, ...], t.Any]:
        groups = read_groups(client, resolved.customer)
        return groups, read_hours(client, number) if planned.periods is not None else resolved.hours

    def shows(found: tuple[tuple[Group, ...], t.Any]) -> bool:
        groups, hours = found
        listed = planned.operation != CREATED or any(group.id == number for group in groups)
        return listed and (_difference(planned, hours) or _other_name(planned, groups, number)) is None

    try:
        groups, hours = read_until(client, read, shows)
    except EnswitchError as error:
        warning = "The time group {0} was changed, but could not be read again: {1}".format(number, error.text)
        return Outcome(number, done, foreseen, warnings=(warning,))
    group = next((group for group in groups if group.id == number), None)
    problem = _difference(planned, hours) or _other_name(planned, groups, number)
    found = foreseen if group is None else as_option(group, hours)
    if planned.operation == CREATED and group is not None:
        known = {other.id for other in resolved.own}
        twins = [other.id for other in groups if other.name == group.name and other.id not in known]
        if len(twins) > 1:
            problem = ConflictError(
                "Another task has created a time group '{0}' at the same time: IDs {1}.".format(
                    group.name, ", ".join(str(twin) for twin in sorted(twins))
                ),
                key="name",
                hint="Delete the one that is too many by its ID.",
            )
    return Outcome(number, done, found, error=problem)


def _other_name(planned: Planned, groups: t.Sequence[Group], number: int) -> EnswitchError | None:
    """Return the error where the platform has given the group another name than was sent.

    A list that is late has the old name. But a name that was the platform's form of the wanted one is given every time.
    """
    group = next((group for group in groups if group.id == number), None)
    name = str((planned.after or {}).get("name", ""))
    if group is None or composed(group.name) == composed(name):
        return None
    is_old = planned.before is not None and composed(group.name) == composed(str(planned.before.get("name", "")))
    if is_old and nearly(name, groups) is not group:
        return None
    return ConflictError(
        "time group '{0}' has the ID {1}, and the platform has given it the name '{2}'.".format(
            name, number, shown(group.name)
        ),
        key="name",
        hint=use_it(group.name, number) + " Under the other name the group is not found.",
    )


def _difference(planned: Planned, hours: t.Any) -> EnswitchError | None:
    """Return the error where the platform has stored other hours than were sent."""
    if planned.periods is None or not isinstance(hours, Hours):
        return None
    stored = {composed(period.name): period for period in hours.periods.values()}
    for period in planned.periods:
        found = stored.pop(composed(period.name), None)
        if found is None or not found.same_hours(period):
            return ProtocolError(
                "The platform has stored period '{0}' as {1}, not as {2}.".format(
                    period.name, found.text if found else "nothing", period.text
                ),
                function=functions.PERIODS_LIST,
                hint="Look at the time group before it is used, and report this version of the platform.",
            )
    if stored:
        return ConflictError(
            "The time group has more periods than it should have: {0}.".format(", ".join(sorted(stored))),
            key="periods",
            retryable=True,
            hint="Something else changes it at the same time. Run the task again.",
        )
    return None


def _refuse_unbounded(client: Client, step: Step, resolved: Resolved, group: int, number: int) -> None:
    """Take back a period with dates where the platform turns out not to know dates: it would apply every day."""
    known = isinstance(resolved.hours, Hours) and resolved.hours.late is not None
    if known or step.period is None or not step.period.needs_late:
        return
    if read_hours(client, group).late is False:
        client.write(functions.PERIODS_DELETE, {"id": number})
        refuse_late([step.period])


# --- one call ----------------------------------------------------------------------------------------------


def _carry_out(client: Client, step: Step, resolved: Resolved, group: int, earlier: t.Sequence[Step]) -> int:
    """Make one changing call and return the ID of what it is about. ``earlier`` steps have been carried out."""
    parameters = dict(step.parameters)
    if step.function == functions.PERIODS_CREATE:
        parameters["timegroup"] = group

    def look() -> int | None:
        if step.function in _PERIODS:
            return _look_at_period(client, step, resolved, group, earlier)
        return _look_at_group(client, step, resolved)

    def send() -> int:
        try:
            answer = client.write(step.function, parameters)
        except EnswitchError as error:
            # 404 says "gone" or "you may not": the list tells which.
            gone = look() if error.code == 404 and "delete" in step.function else None
            if gone is None:
                raise
            return gone
        number = step.number if step.number is not None else answer.integer("id")
        if number is None:
            # The shape of this answer is inferred. It was a success, so it has to be there.
            try:
                number = look()
            except EnswitchError as problem:
                raise problem.replace(carried_out=True) from None
        if number is None:
            raise ProtocolError(
                "{0} reported success, but gave no ID, and it is not listed.".format(step.function),
                code=answer.code,
                function=step.function,
                responses=answer.responses,
                carried_out=True,
                hint=LOOK_AGAIN,
            )
        return number

    # A group or a period that is created twice would be two; the same update or deletion twice is one.
    gone = step.number if "delete" in step.function else None
    return carry_out(client, send, look, step.what, repeatable=step.number is not None, gone=gone)


def _look_at_period(
    client: Client, step: Step, resolved: Resolved, group: int, earlier: t.Sequence[Step]
) -> int | None:
    """Return the ID of the period where a call took effect, or None where it did not.

    Raises EnswitchError where a period shows that may be what the platform has made of it.
    """
    periods = read_hours(client, group).periods
    wanted = step.period
    if wanted is None:
        return None if step.number in periods else step.number
    before = resolved.hours.periods if isinstance(resolved.hours, Hours) else {}
    # What may be listed still, or was made just before.
    known = [one.period for one in earlier if one.period is not None and one.number == step.number]
    if step.number is None:
        candidates = {number: period for number, period in periods.items() if number not in before}
    else:
        candidates = {number: period for number, period in periods.items() if number == step.number}
        known += [period for number, period in before.items() if number == step.number]
    for number, period in candidates.items():
        if _alike(period, wanted):
            return number
    for number, period in candidates.items():
        its_own = step.number is not None or period.same_hours(wanted) or composed(period.name) == composed(wanted.name)
        if its_own and not any(_alike(period, other) for other in known):
            raise EnswitchError(
                "the time group has a period '{0}' (ID {1}) now, {2}, which may be this one in a form of the "
                "platform's own".format(period.name, number, period.text),
                function=functions.PERIODS_LIST,
                carried_out=True,
            )
    return None


def _alike(one: Period, other: Period) -> bool:
    """Tell whether a platform may list one period as the other: it may store texts in another form."""
    return one.same_hours(other) and same(one.name, other.name) and same(one.description, other.description)


def _look_at_group(client: Client, step: Step, resolved: Resolved) -> int | None:
    """Return the ID of the group where a call took effect, or None where it did not.

    Raises EnswitchError where a group shows that may be what the platform has made of it.
    """
    groups = {group.id: group for group in read_groups(client, resolved.customer)}
    if step.function == functions.TIMEGROUPS_DELETE:
        return None if step.number in groups else step.number
    sent = read_group({**step.parameters, "id": 0})
    wanted = sent.fields if sent else {}
    if step.number is not None:
        return _look_at_update(step.number, groups, resolved.group.fields if resolved.group else {}, wanted)
    before = {other.id for other in resolved.own}
    new = [number for number, group in groups.items() if number not in before and has_values(group.fields, wanted)]
    if len(new) > 1:
        raise ConflictError(
            "{0}: several have appeared: IDs {1}.".format(step.what, ", ".join(str(number) for number in new)),
            key="name",
            hint="Give the ID of the right one.",
        )
    twin = nearly(str(wanted.get("name", "")), list(groups.values()))
    if not new and twin is not None and twin.id not in before:
        raise EnswitchError(
            "a time group '{0}' (ID {1}) has appeared, which may be this one in a form of the platform's own".format(
                twin.name, twin.id
            ),
            function=functions.TIMEGROUPS_LIST,
            carried_out=True,
        )
    return new[0] if new else None


def _look_at_update(
    number: int, groups: t.Mapping[int, Group], before: t.Mapping[str, t.Any], wanted: t.Mapping[str, t.Any]
) -> int | None:
    now = groups[number].fields if number in groups else {}
    if not has_arrived(before, wanted, now):
        return None
    if not has_values(now, wanted):
        raise EnswitchError(
            "time group {0} has changed, but not as wanted: {1}".format(number, as_seen(before, wanted, now)),
            function=functions.TIMEGROUPS_LIST,
            carried_out=True,
        )
    return number
