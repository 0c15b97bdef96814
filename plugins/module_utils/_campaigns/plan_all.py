# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The plan of a whole run: a step for each campaign, what is purged, and the limits. Pure: nothing here calls."""

from __future__ import annotations

import dataclasses
import itertools
import typing as t

from .._api.errors import ConflictError, EnswitchError, UsageError
from .._api.names import form
from .likeness import alike, difference, same_destination, shown
from .plan import CREATED, DELETED, UPDATED, Roster, plan, plan_absent
from .render import count_starting
from .stages import Job, Planned, Resolved, Settings, Target


def plan_all(resolved: Resolved, settings: Settings) -> Planned:
    """Plan every campaign, and hold the whole against the limits."""
    if resolved.refusal is not None:
        return Planned(resolved.targets, refusal=resolved.refusal)
    # What the run asks for, also by the names of campaigns that have failed.
    asked: dict[int | None, set[str]] = {}
    for target in resolved.targets:
        if target.customer is not None or not target.desired.customer:
            asked.setdefault(target.customer, set()).add(target.name)
    rosters = {customer: roster.asking(asked.get(customer, ())) for customer, roster in resolved.rosters.items()}
    entries = tuple(_plan(target, rosters, settings.state) for target in resolved.targets)
    planned = Planned(entries, (), resolved.labels, resolved.warnings, resolved.own)
    try:
        _refuse_same_campaign(planned.jobs)
        _refuse_new_twins(planned.jobs)
        if settings.purge:
            _refuse_not_own(resolved)
            warnings = () if settings.stop_on_error else tuple(_not_purged(planned))
            planned = dataclasses.replace(
                planned, purged=tuple(_purge(planned)), warnings=(*planned.warnings, *warnings)
            )
        _check_limits(planned.jobs, settings)
    except EnswitchError as refusal:
        return dataclasses.replace(planned, refusal=refusal)
    jobs = planned.jobs
    warnings = (*planned.warnings, *_unreadable(jobs), *_still_there(jobs, settings), *_other_names(jobs))
    return dataclasses.replace(planned, warnings=warnings)


def _plan(target: Target, rosters: t.Mapping[int | None, Roster], state: str) -> Target | Job:
    if target.error is not None:
        return target
    desired, roster = target.desired, rosters[target.customer]
    try:
        step = plan(desired, target.fields, roster, state)
    except EnswitchError as error:
        return target.failed(error)
    return Job(desired, desired.label, target.customer, roster, step)


class _Mark(t.NamedTuple):
    """What only one entry of a list may have, and what is wrong where two have it."""

    value: tuple[t.Any, ...]
    problem: str
    key: str
    hint: str


def _refuse_same_campaign(jobs: t.Iterable[Job]) -> None:
    """Refuse two entries that mean one campaign, or would get one name; that shows only now."""
    seen: dict[tuple[t.Any, ...], Job] = {}
    for job in jobs:
        for mark in _marks(job):
            other = seen.setdefault((mark.key, mark.value), job)
            if other is not job:
                raise UsageError(
                    "{0} and {1} {2}.".format(other.label, job.label, mark.problem), key=mark.key, hint=mark.hint
                )


def _marks(job: Job) -> t.Iterator[_Mark]:
    step, name = job.step, job.step.parameters.get("name") or ""
    if step.operation == UPDATED and name:
        # Neither of them could be found by it any more.
        yield _Mark(
            (job.customer, name.strip()),
            "would get the same name",
            "name",
            "Choose another name for one of the two.",
        )
    if step.id is not None:
        yield _Mark((step.id,), "are the same campaign: both mean ID {0}".format(step.id), "id", "Keep one of the two.")


def _refuse_new_twins(jobs: t.Iterable[Job]) -> None:
    """Refuse to create a campaign beside one that the list makes as well, if it is most likely the same.

    Of those that are there as they are, the plan of each campaign has refused it.
    """
    named: dict[tuple[int | None, str], list[Job]] = {}
    for job in jobs:
        if job.step.after and "name" in job.step.after:
            named.setdefault((job.customer, alike(job.step.after["name"])), []).append(job)
    for one, other in (two for group in named.values() for two in itertools.combinations(group, 2)):
        is_new = CREATED in (one.step.operation, other.step.operation)
        if is_new and same_destination(one.step.after or {}, other.step.after or {}):
            raise ConflictError(
                "{0} and {1} are most likely the same campaign: they would have the same destination, and their names "
                "differ only in case, blanks, Unicode form, HTML escapes, or characters that are not seen.".format(
                    one.label, other.label
                ),
                key="name",
                hint="Nothing was changed. Keep one of the two. If they are two campaigns, choose names that differ "
                "more.",
            )


def _refuse_not_own(resolved: Resolved) -> None:
    """Make sure that what is listed as the caller's own is, before any of it is purged."""
    roster = resolved.rosters.get(None)
    listed = roster.own if roster is not None else None
    if isinstance(resolved.own, EnswitchError):
        raise resolved.own
    if listed is not None and resolved.own not in (None, listed):
        raise UsageError(
            "purge: the platform lists campaigns of customer {0} as your own, but yours is {1}; nothing was "
            "changed.".format(listed, resolved.own),
            key="purge",
            hint="Give customer for every campaign.",
        )


def _purge(planned: Planned) -> t.Iterator[Job]:
    """Plan the deletion of what the named customers have beyond the list.

    A campaign that any entry means or might mean stays, also where that entry failed. A customer with a
    failed entry is left as it is: what that entry means is not known yet. Where it is not even known
    which customer that is, nothing is purged at all.
    """
    failures = _failures(planned)
    if any(map(_is_anywhere, failures)):
        return
    kept = {job.step.id for job in planned.jobs} | {failure.desired.id for failure in failures}
    failed = {failure.customer for failure in failures}
    for customer, roster in {job.customer: job.roster for job in planned.jobs if job.customer not in failed}.items():
        for campaign in roster.campaigns():
            name = campaign.get("name", "")
            if campaign["id"] not in kept and name.strip() not in roster.asked:
                label = "purging campaign '{0}' (ID {1})".format(name, campaign["id"])
                yield Job(None, label, customer, roster, plan_absent(campaign))


def _failures(planned: Planned) -> list[Target]:
    return [entry for entry in planned.entries if isinstance(entry, Target)]


def _is_anywhere(failure: Target) -> bool:
    """Tell whether it is not even known which customer a failed entry is about."""
    return failure.customer is None and bool(failure.desired.customer)


def _not_purged(planned: Planned) -> t.Iterator[str]:
    """Warn that nothing is purged, not even of customers without a failed entry."""
    if any(map(_is_anywhere, _failures(planned))):
        yield (
            "Nothing was purged: a customer was not found, and campaigns of another may be meant. Correct the entries "
            "that failed, and run the task again."
        )


def _check_limits(jobs: t.Iterable[Job], settings: Settings) -> None:
    """Refuse a plan that does more than the user expects, before anything is written. Raises UsageError."""
    changing = [job.step for job in jobs if job.step.function is not None]
    deleted = [step for step in changing if step.operation == DELETED]
    starting = count_starting(changing)
    for option, limit, count, what in (
        ("max_deletions", settings.max_deletions, len(deleted), "be deleted"),
        ("max_changes", settings.max_changes, len(changing), "be created, changed or deleted"),
        ("max_enabled", settings.max_enabled, starting, "start calling"),
    ):
        if limit is not None and count > limit:
            raise UsageError(
                "{0} would {1}, more than {2} ({3}); nothing was changed.".format(
                    "1 campaign" if count == 1 else "{0} campaigns".format(count), what, option, limit
                ),
                key=option,
                hint="Look at what check mode with diff shows, then raise {0} or correct the list.".format(option),
            )


def _unreadable(jobs: t.Iterable[Job]) -> t.Iterator[str]:
    unreadable = sorted({name for job in jobs for name in job.step.unreadable})
    if unreadable:
        yield "The platform does not list {0}, so {1} compared: sent on every run.".format(
            ", ".join(unreadable), "it cannot be" if len(unreadable) == 1 else "they cannot be"
        )


def _other_names(jobs: t.Iterable[Job]) -> t.Iterator[str]:
    """Warn of campaigns that are deleted by an ID that is given with the name of another: one of the two is wrong."""
    for job in jobs:
        if job.step.operation == DELETED and job.step.before and job.desired and job.desired.called:
            stored = job.step.before.get("name", "")
            if form(stored) != form(job.desired.called):
                yield "{0} has the ID {1}, and goes by it: what is deleted is the campaign '{2}'.".format(
                    job.label, job.step.id, stored
                )


def _still_there(jobs: t.Sequence[Job], settings: Settings) -> t.Iterator[str]:
    """Warn of campaigns that stay, though they are most likely the ones that are to be absent.

    What differs in its name may be another campaign. So it is not deleted; but it may go on calling.
    """
    deleted = {job.step.id for job in jobs}
    for job in jobs if settings.state == "absent" else ():
        desired = job.desired
        if desired is None or desired.id is not None or job.step.before is not None:
            continue
        near = [campaign for campaign in job.roster.near(desired.called) if campaign["id"] not in deleted]
        if near:
            yield "{0} is not there, so nothing was deleted. But there is {1}. If that is meant, give its ID.".format(
                job.label,
                " and ".join(
                    "campaign '{0}' (ID {1}), whose name {2}".format(
                        shown(campaign["name"]), campaign["id"], difference(campaign["name"], desired.called)
                    )
                    for campaign in near
                ),
            )
