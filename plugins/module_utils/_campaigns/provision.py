# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The run over campaigns: one or thousands, of one customer or of hundreds.

    all_desired -> names to IDs and one list per customer -> plan -> limits -> validate or apply -> report

A single campaign is the case of one. Whatever fails, the report says what became of every campaign.
"""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from .._api.account import own_customer
from .._api.client import Client
from .._api.errors import ConflictError, EnswitchError, UnsentError
from .._api.locks import ANY, Held, acquired, busy
from .._api.reconcile import read_until
from .._api.workers import run
from . import calls
from . import fields as schema
from .desired import Desired, refuse_duplicates
from .plan import DELETED, UPDATED, Roster, differences, shows, unmoved
from .plan_all import plan_all
from .reads import REFUSED, Questions, find_customers, name_customers, read
from .stages import Job, Outcome, Planned, Report, Settings, Target, begin


def provision(client: Client, all_desired: t.Sequence[Desired], settings: Settings) -> Report:
    """Bring the campaigns to the desired state; in check mode (a read-only client) validate every planned write.

    Failures of single campaigns are in the report. It has a ``refusal`` only where nothing was written.
    """
    questions = Questions(client, settings)
    targets = find_customers(questions, all_desired)
    planned = Planned(targets)
    try:
        refuse_duplicates((target.desired, target.customer) for target in targets if target.error is None)
        with customer_locks(client, targets, settings) as locks:
            resolved = read(questions, targets)
            if None not in resolved.customers:
                locks.keep(filter(None, resolved.customers))
            planned = plan_all(resolved, settings)
            return _carry_out(client, planned, settings)
    except EnswitchError as refusal:
        return begin(planned, refusal)


@contextlib.contextmanager
def customer_locks(client: Client, targets: t.Iterable[Target], settings: Settings) -> t.Iterator[Held]:
    """Keep other tasks of this user on this machine from giving a name between our look and our write.

    A creation gives one, and so may a task about an ID that has a name too. What is given by its ID alone, without a
    customer, may be anybody's.
    """
    naming = [target for target in targets if target.error is None and (target.name or not target.desired.id)]
    if client.read_only or settings.state != "present" or not naming:
        yield Held(None)
        return
    anybodys = any(target.desired.id and target.customer is None for target in naming)
    error = busy("provisions campaigns of the same customer", "customer")
    patience = client.timeout * (client.retries + 1)
    numbers = {target.customer or ANY for target in naming}
    is_own = ANY in numbers and not anybodys
    with contextlib.ExitStack() as stack:

        def lock(numbers: t.Iterable[int], patience: float) -> Held:
            return stack.enter_context(acquired(client.url, "new campaigns", numbers, error, client.pause, patience))

        try:
            held = lock(numbers, 0 if is_own else patience)
        except ConflictError:
            if not is_own:
                raise
            # Others are at work. It is worth a call to know that it is not for the account's own customer.
            held = lock(numbers - {ANY} | {_own_customer(client) or ANY}, patience)
        yield held


def _own_customer(client: Client) -> int | None:
    """Return the ID of the account's own customer, or None where the account may not ask, such as with two factors."""
    try:
        return own_customer(client)
    except EnswitchError as error:
        # With these credentials nothing else would be answered.
        if error.code == 401:
            raise
        return None


def _carry_out(client: Client, planned: Planned, settings: Settings) -> Report:
    """Validate or apply what was planned, as far as the failures so far allow. Raises what the review raises."""
    if settings.show_names and planned.refusal is None:
        planned = name_customers(client, planned, settings)
    report = begin(planned)
    unplanned = bool(report.failures)
    if report.refusal is not None or (unplanned and settings.stop_on_error and not client.read_only):
        return report
    if client.read_only or settings.validate_first:
        report = _validate(client, report, settings)
        if any(error.carried_out for error in report.errors):
            return report
    if report.failures and (settings.validate_first or settings.review is not None) and not client.read_only:
        return report
    if settings.review is not None and not report.failures:
        if isinstance(planned.own, EnswitchError):
            raise planned.own
        settings.review(planned)
    if client.read_only:
        ends = unplanned and (settings.stop_on_error or settings.review is not None)
        good = [] if ends or (report.failures and settings.validate_first) else _foreseen(report, settings)
        return report.with_outcomes({entry: dataclasses.replace(entry, done=True) for entry in good})
    report = _apply(client, report, settings)
    # Who is refused would only be refused again.
    if any(error.category in REFUSED for error in report.errors):
        return report
    return _verify(client, report, settings)


def _validate(client: Client, report: Report, settings: Settings) -> Report:
    """Let the platform check every planned write; all refusals are reported, not only the first.

    What is not sent after a validation that may have been carried out is not begun.
    """

    def one(job: Job, outcome: Outcome) -> Outcome:
        try:
            return dataclasses.replace(outcome, validated=calls.validate(client, job.step))
        except UnsentError:
            return outcome

    return _each(client, "Validating campaigns", one, report, report.all, settings, stop=False)


def _apply(client: Client, report: Report, settings: Settings) -> Report:
    def one(job: Job, outcome: Outcome) -> Outcome:
        return dataclasses.replace(outcome, id=calls.apply(client, job.step, job.roster), done=True)

    stop = settings.stop_on_error
    report = _each(client, "Writing campaigns", one, report, report.entries, settings, stop=stop)
    if report.failures and stop:
        return report
    # What a list no longer names goes last.
    return _each(client, "Deleting campaigns", one, report, _to_purge(report), settings, stop=stop)


def _foreseen(report: Report, settings: Settings) -> list[Outcome]:
    """Return what the real run would do after what the platform refuses, where all calls take the same time."""
    come = [entry for entry in report.entries if entry.step is not None and entry.step.function is not None]
    refused = [place for place, entry in enumerate(come) if entry.error is not None]
    if not (refused and settings.stop_on_error):
        return [entry for entry in (*come, *_to_purge(report)) if entry.error is None]
    # What is in flight beside the first one is finished.
    in_flight = refused[0] // settings.workers + 1
    return [entry for entry in come[: in_flight * settings.workers] if entry.error is None]


def _to_purge(report: Report) -> list[Outcome]:
    """Return what may still be purged: that of customers for whom everything that the list names went well."""
    failed = {entry.about.customer for entry in report.failures}
    return [entry for entry in report.purged if entry.about.customer not in failed]


def _verify(client: Client, report: Report, settings: Settings) -> Report:
    """List what was written once more, one list for each customer, and look at what the platform made of it.

    A campaign may have been given another name, under which no further run would find it. A list may be late: the
    next task would take a campaign for stopped, running or there that no longer is, and do nothing about it. So
    customers are listed in any case where a campaign is new or gone, or was renamed, enabled or disabled. The write is
    done, so that it cannot be read again is only worth a warning.
    """
    written = [
        (job, entry)
        for job, entry in _good(report.all)
        if entry.changed
        and (settings.verify or job.step.operation != UPDATED or job.step.parameters.keys() & {"name", schema.CALLS})
    ]
    lists = run(
        lambda customer: _settled(client, customer, [pair for pair in written if pair[0].customer == customer]),
        sorted({job.customer for job, _entry in written}, key=lambda customer: customer or 0),
        settings.workers,
        lambda outcome: outcome.error is not None and outcome.error.category in REFUSED,
    )
    warnings = list(report.warnings)
    changed: dict[Outcome, Outcome] = {}
    unlisted: list[Outcome] = []
    listed_still: list[Outcome] = []
    for listed in lists:
        theirs = [(job, entry) for job, entry in written if job.customer == listed.item]
        for job, entry in theirs:
            changed[entry], more = _compare(job, entry, listed.value)
            warnings += more
            if listed.value is None or changed[entry].error is not None:
                continue
            is_there = entry.id in listed.value.by_id
            if is_there and job.step.operation == DELETED:
                listed_still.append(entry)
            elif not is_there and job.step.operation != DELETED:
                unlisted.append(entry)
        if listed.error is not None:
            warnings.append(
                "{0}, but reading {1} again failed: {2}".format(
                    _were_written([entry for _job, entry in theirs]),
                    "it" if len(theirs) == 1 else "them",
                    listed.error.msg,
                )
            )
    if unlisted:
        warnings.append(
            "{0}, but the platform does not list {1} yet. Wait until it does before the next run.".format(
                _were_written(unlisted), "it" if len(unlisted) == 1 else "all of them"
            )
        )
    if listed_still:
        warnings.append(
            "{0}, but the platform still lists {1}. Wait until it no longer does before the next run.".format(
                _were_written(listed_still, DELETED), "it" if len(listed_still) == 1 else "them"
            )
        )
    return dataclasses.replace(report.with_outcomes(changed), warnings=tuple(warnings))


def _settled(client: Client, customer: int | None, written: t.Sequence[tuple[Job, Outcome]]) -> Roster:
    """Return the list of a customer as soon as it shows what was written, or as it is after the wait for that."""
    return read_until(
        client,
        lambda: calls.read_roster(client, customer),
        lambda roster: all(shows(roster, job.step, entry.id or 0) for job, entry in written),
    )


def _were_written(entries: t.Sequence[Outcome], operation: str = "written") -> str:
    if len(entries) == 1:
        return "{0} was {1}".format(entries[0].about.label, entries[0].operation)
    return "{0} campaigns were {1}".format(len(entries), operation)


def _compare(job: Job, entry: Outcome, listed: Roster | None) -> tuple[Outcome, list[str]]:
    """Return the outcome with what the platform made of the campaign, and warnings where that is not what was sent.

    ``listed`` is the customer's list from after the write, None where it could not be read.
    """
    step, number = job.step, entry.id or 0
    if step.after is None:
        return entry, []
    there = listed.by_id.get(number) if listed is not None else None
    # What the platform does not list is at least what was sent.
    sent = {name: value for name, value in (step.after or {}).items() if there is None or name in step.unreadable}
    entry = dataclasses.replace(entry, fresh={**sent, **(there or {"id": number})})
    if listed is None:
        return entry, []
    try:
        found = differences(job.label, step, job.roster, listed, number)
    except EnswitchError as error:
        return entry.failed(error), []
    warnings = [
        "{0}: the platform has made {1!r} of {2} {3!r}, so it is sent on every run.".format(
            job.label, stored, name, value
        )
        for name, value, stored in found
    ]
    if there is not None:
        warnings += [
            "{0}: {1} was changed to {2!r}, but the platform lists {3!r} as before. It does not list the change yet, "
            "or has not taken it. Wait a minute before the next run.".format(
                job.label, name, step.after[name], there[name]
            )
            for name in unmoved(step, there)
        ]
    return entry, warnings


def _good(entries: t.Iterable[Outcome]) -> list[tuple[Job, Outcome]]:
    """Return the entries that were planned and have not failed, each with its job."""
    return [(entry.about, entry) for entry in entries if entry.error is None and isinstance(entry.about, Job)]


def _each(
    client: Client,
    what: str,
    work: t.Callable[[Job, Outcome], Outcome],
    report: Report,
    entries: t.Iterable[Outcome],
    settings: Settings,
    *,
    stop: bool,
) -> Report:
    """Do something about each of these entries, several at a time, and return the report on it."""
    waiting = [(job, entry) for job, entry in _good(entries) if job.step.function is not None]
    progress = client.watcher.begin(what, len(waiting))

    def counted(pair: tuple[Job, Outcome]) -> Outcome:
        try:
            return work(*pair)
        finally:
            progress.add()

    changed: dict[Outcome, Outcome] = {}
    for ended in run(counted, waiting, settings.workers, (lambda outcome: outcome.error is not None) if stop else None):
        entry = ended.item[1]
        changed[entry] = ended.value or (entry.failed(ended.error) if ended.error is not None else entry)
    return report.with_outcomes(changed)
