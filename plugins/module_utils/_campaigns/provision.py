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
import functools
import typing as t

from .._api.client import Client
from .._api.errors import EnswitchError, UsageError
from .._api.locks import acquired, busy
from .._api.workers import run
from . import calls
from .entries import Entry, Report, Settings, attach, desired_of, name_of, step_of
from .plan import CREATED, DELETED, UPDATED, Roster, differences, not_found, plan, plan_absent
from .reads import REFUSED, find_customers, name_customers, read
from .render import count_starting


def provision(client: Client, report: Report, settings: Settings) -> None:
    """Bring the campaigns to the desired state; in check mode (a read-only client) validate every planned write.

    Failures of single campaigns are in the report. Raises an error only where nothing was written.
    """
    begun = find_customers(client, report, settings)
    with customer_locks(client, report, settings):
        read(client, report, settings, begun)
        _plan_all(client, report, settings)
        _carry_out(client, report, settings)


@contextlib.contextmanager
def customer_locks(client: Client, report: Report, settings: Settings) -> t.Iterator[None]:
    """Keep other tasks of this user on this machine from creating the same campaigns between our look and our write."""
    by_name = [entry for entry in report.entries if entry.error is None and not desired_of(entry).id]
    if client.read_only or settings.state != "present" or not by_name:
        yield
        return
    error = busy("provisions campaigns of the same customer", "customer")
    patience = client.timeout * (client.retries + 1)
    numbers = {entry.customer or 0 for entry in report.entries if entry.error is None}
    with acquired(client.url, "new campaigns", numbers, error, client.pause, patience):
        yield


def _plan_all(client: Client, report: Report, settings: Settings) -> None:
    """Plan every campaign, and hold the whole against the limits. Raises where nothing at all may be done."""
    entries = report.entries
    for entry in entries:
        if entry.roster is not None:
            entry.roster.asked.add(name_of(entry))
    for entry in entries:
        if entry.error is None:
            _attempt(entry, lambda entry: _plan(entry, settings))
    _refuse_same_campaign(entries)
    if settings.purge:
        _check_own(client, entries)
        report.purged.extend(_plan_purge(entries))
    _check_limits(report, settings)
    _warn_unreadable(report)
    if settings.show_names:
        name_customers(client, report, settings)


def _carry_out(client: Client, report: Report, settings: Settings) -> None:
    """Validate or apply what was planned, as far as the failures so far allow."""
    if report.failures and settings.stop_on_error and not client.read_only:
        return
    if client.read_only or settings.validate_first:
        _validate(client, report, settings)
        if client.read_only:
            if not report.failures:
                _review(report, settings)
            for entry in report.entries + _to_purge(report):
                entry.done = entry.error is None
            return
        if report.failures:
            return
    if settings.review is not None and report.failures:
        return
    _review(report, settings)
    _apply(client, report, settings)
    # Who is refused would only be refused again.
    if not any(t.cast(EnswitchError, entry.error).category in REFUSED for entry in report.failures):
        _verify(client, report, settings)


def _attempt(entry: Entry, work: t.Callable[[Entry], None]) -> None:
    """Do something about an entry; an error becomes part of it, and says which campaign it is about."""
    try:
        work(entry)
    except EnswitchError as error:
        attach(entry, error)


# --- planning ----------------------------------------------------------------------------------------------


def _plan(entry: Entry, settings: Settings) -> None:
    desired = desired_of(entry)
    roster = t.cast(Roster, entry.roster)
    if desired.id is not None and settings.state == "present" and desired.id not in roster.by_id:
        raise not_found(desired)
    entry.step = plan(desired, entry.fields, roster, settings.state)
    entry.done = entry.step.function is None
    # None where there is nothing to delete: an ID that was asked for is no ID of a campaign then.
    entry.id = entry.step.id


def _refuse_same_campaign(entries: t.Sequence[Entry]) -> None:
    """Refuse two entries that mean one campaign, one by its ID and the other by its name; that shows only now.

    So does whether two are to get one new name: neither of them could be found by it any more.
    """
    seen: dict[int, Entry] = {}
    renamed: dict[tuple[int | None, str], Entry] = {}
    for entry in entries:
        if entry.step is not None and entry.step.operation == UPDATED and "name" in entry.step.parameters:
            other = renamed.setdefault((entry.customer, name_of(entry)), entry)
            if other is not entry:
                raise UsageError(
                    "{0} and {1} would get the same name.".format(other.label, entry.label),
                    key="name",
                    hint="Choose another name for one of the two.",
                )
        if entry.step is not None and entry.step.id is not None:
            other = seen.setdefault(entry.step.id, entry)
            if other is not entry:
                raise UsageError(
                    "{0} and {1} are the same campaign: both mean ID {2}.".format(
                        other.label, entry.label, entry.step.id
                    ),
                    key="id",
                    hint="Keep one of the two.",
                )


def _check_own(client: Client, entries: t.Sequence[Entry]) -> None:
    """Make sure that what is listed as the caller's own is, before any of it is purged."""
    roster = next((entry.roster for entry in entries if entry.customer is None and entry.roster is not None), None)
    if roster is None or roster.own is None:
        return
    own = calls.own_customer(client)
    if own is not None and own != roster.own:
        raise UsageError(
            "purge: the platform lists campaigns of customer {0} as your own, but yours is {1}; nothing was "
            "changed.".format(roster.own, own),
            key="purge",
            hint="Give customer for every campaign.",
        )


def _plan_purge(entries: t.Sequence[Entry]) -> list[Entry]:
    """Plan the deletion of what the named customers have beyond the list.

    A campaign that any entry means or might mean stays, also where that entry failed. A customer with a
    failed entry is left as it is: what that entry means is not known yet. Where it is not even known
    which customer that is, nothing is purged at all.
    """
    if any(entry.error is not None and entry.customer is None and desired_of(entry).customer for entry in entries):
        return []
    kept_ids = {entry.id for entry in entries if entry.id is not None}
    failed = {entry.customer for entry in entries if entry.error is not None}
    rosters = {entry.customer: entry.roster for entry in entries if entry.roster is not None}
    kept_names = {(entry.customer, name_of(entry)) for entry in entries}
    purged = []
    for customer, roster in rosters.items():
        if customer in failed:
            continue
        for campaign in roster.campaigns():
            name = campaign.get("name", "")
            if campaign["id"] in kept_ids or (customer, name.strip()) in kept_names:
                continue
            extra = Entry(None, "purging campaign '{0}' (ID {1})".format(name, campaign["id"]))
            extra.customer, extra.roster, extra.id = customer, roster, campaign["id"]
            extra.step = plan_absent(campaign)
            purged.append(extra)
    return purged


def _check_limits(report: Report, settings: Settings) -> None:
    """Refuse a plan that does more than the user expects, before anything is written. Raises UsageError."""
    changing = [step for step in report.steps if step.function is not None]
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


def _review(report: Report, settings: Settings) -> None:
    if settings.review is not None:
        settings.review(report)


def _warn_unreadable(report: Report) -> None:
    unreadable = sorted({name for entry in report.all if entry.step for name in entry.step.unreadable})
    if unreadable:
        report.warnings.append(
            "The platform does not list {0}, so {1} compared: sent on every run.".format(
                ", ".join(unreadable), "it cannot be" if len(unreadable) == 1 else "they cannot be"
            )
        )


# --- validating and applying -------------------------------------------------------------------------------


def _validate(client: Client, report: Report, settings: Settings) -> None:
    """Let the platform check every planned write; all refusals are reported, not only the first."""

    def one(entry: Entry) -> None:
        entry.validated = calls.validate(client, step_of(entry))

    planned = [entry for entry in report.all if entry.error is None and entry.step is not None]
    _each(client, "Validating campaigns", one, planned, settings, stop=False)


def _apply(client: Client, report: Report, settings: Settings) -> None:
    def one(entry: Entry) -> None:
        step, roster = step_of(entry), t.cast(Roster, entry.roster)
        try:
            entry.id = calls.apply(client, step, roster)
        except EnswitchError as error:
            entry.done = error.carried_out
            raise
        entry.done = True

    ready = [entry for entry in report.entries if entry.error is None]
    _each(client, "Writing campaigns", one, ready, settings, stop=settings.stop_on_error)
    if report.failures and settings.stop_on_error:
        return
    # What a list no longer names goes last.
    _each(client, "Deleting campaigns", one, _to_purge(report), settings, stop=settings.stop_on_error)


def _to_purge(report: Report) -> list[Entry]:
    """Return what may still be purged: that of customers for whom everything that the list names went well."""
    failed = {entry.customer for entry in report.failures}
    return [entry for entry in report.purged if entry.customer not in failed]


def _verify(client: Client, report: Report, settings: Settings) -> None:
    """List what was written once more, one list for each customer, and look at what the platform made of it.

    A new campaign may have been given another name, under which no further run would find it: so customers of new ones
    are listed in any case. The write is done, so that it cannot be read again is only worth a warning.
    """
    done = [entry for entry in report.entries if entry.changed and entry.error is None]
    written = [
        entry
        for entry in done
        if step_of(entry).operation == CREATED or (settings.verify and step_of(entry).after is not None)
    ]
    customers = sorted({entry.customer for entry in written}, key=lambda customer: customer or 0)
    lists = run(
        lambda customer: calls.read_roster(client, customer),
        customers,
        settings.workers,
        lambda outcome: outcome.error is not None and outcome.error.category in REFUSED,
    )
    unlisted: list[Entry] = []
    for outcome in lists:
        theirs = [entry for entry in written if entry.customer == outcome.item]
        for entry in theirs:
            if outcome.value is None:
                entry.fresh = {**(step_of(entry).after or {}), "id": t.cast(int, entry.id)}
            else:
                _attempt(entry, functools.partial(_compare, outcome.value, report))
                if entry.id not in outcome.value.by_id and entry.error is None:
                    unlisted.append(entry)
        if outcome.error is not None:
            report.warnings.append(
                "{0}, but reading {1} again failed: {2}".format(
                    _were_written(theirs), "it" if len(theirs) == 1 else "them", outcome.error.msg
                )
            )
    if unlisted:
        report.warnings.append(
            "{0}, but the platform does not list {1} yet. Wait until it does before the next run.".format(
                _were_written(unlisted), "it" if len(unlisted) == 1 else "all of them"
            )
        )


def _were_written(entries: t.Sequence[Entry]) -> str:
    if len(entries) == 1:
        return "{0} was {1}".format(entries[0].label, entries[0].operation)
    return "{0} campaigns were written".format(len(entries))


def _compare(fresh: Roster, report: Report, entry: Entry) -> None:
    """Take what the platform made of a campaign, and raise or warn where that is not what was sent."""
    step, roster, number = step_of(entry), t.cast(Roster, entry.roster), t.cast(int, entry.id)
    # What the platform does not list is at least what was sent.
    sent = {name: value for name, value in (step.after or {}).items() if name in step.unreadable}
    there = fresh.by_id.get(number)
    entry.fresh = {**sent, **there} if there is not None else {**(step.after or {}), "id": number}
    for name, value, stored in differences(desired_of(entry), step, roster, fresh, number):
        report.warnings.append(
            "{0}: the platform has made {1!r} of {2} {3!r}, so it is sent on every run.".format(
                entry.label, stored, name, value
            )
        )


def _each(
    client: Client,
    what: str,
    work: t.Callable[[Entry], None],
    entries: t.Sequence[Entry],
    settings: Settings,
    *,
    stop: bool,
) -> None:
    """Do something about each entry, several at a time; errors become part of the entries."""
    busy = [entry for entry in entries if entry.step is not None and entry.step.function is not None]
    progress = client.watcher.begin(what, len(busy))

    def counted(entry: Entry) -> None:
        try:
            work(entry)
        finally:
            progress.add()

    for outcome in run(counted, busy, settings.workers, (lambda outcome: outcome.error is not None) if stop else None):
        if outcome.error is not None:
            attach(outcome.item, outcome.error)
