# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The run over campaigns: one or thousands, of one customer or of hundreds.

    wishes -> names to IDs and one list per customer -> plan -> limits -> validate or apply -> report

A single campaign is the case of one. Whatever fails, the report says what became of every campaign.
"""

from __future__ import annotations

import typing as t

from . import _campaign_calls as calls
from . import _functions as functions
from ._campaigns import DELETED, Campaign, Roster, Step, not_found, plan, plan_absent
from ._client import Client
from ._envelope import to_integer
from ._errors import (
    AUTHENTICATION,
    NETWORK,
    PROTOCOL,
    TIMEOUT,
    TLS,
    ConflictError,
    EnswitchError,
    UsageError,
    copy_of,
)
from ._names import Names
from ._wishes import Wish, refuse_duplicates
from ._workers import run

REFERENCES = ("owner", "timegroup", "recordgroup")
FAILED = "failed"
SKIPPED = "skipped"
# Who is refused once with these credentials is refused every time, and may find the account locked.
REFUSED = frozenset((AUTHENTICATION, TLS))
# What one look-up has met after all its tries, the next one meets too.
OUT_OF_REACH = frozenset((NETWORK, TIMEOUT, PROTOCOL))


class Settings(t.NamedTuple):
    """How a run is done; the options of the same names. ``read_back`` reads a campaign again after a write."""

    state: str = "present"
    purge: bool = False
    max_deletions: int | None = None
    workers: int = 1
    stop_on_error: bool = True
    validate_first: bool = False
    read_back: bool = False


class Entry:
    """What is known about one campaign of the run, from wish to result."""

    def __init__(self, wish: Wish | None, label: str) -> None:
        self.wish = wish
        self.label = label
        # The wished fields; names become IDs while reading.
        self.fields: dict[str, t.Any] = dict(wish.fields) if wish else {}
        self.customer: int | None = None
        self.roster: Roster | None = None
        self.step: Step | None = None
        self.id: int | None = wish.id if wish else None
        self.error: EnswitchError | None = None
        self.validated = False
        self.done = False
        # As read back after a write.
        self.fresh: Campaign | None = None

    @property
    def changed(self) -> bool:
        """Whether the step changed something, or in check mode would."""
        return self.done and self.step is not None and self.step.function is not None

    @property
    def operation(self) -> str:
        """What was done, or in check mode would be; ``failed``, or ``skipped`` where it was never begun."""
        if self.error is not None:
            return FAILED
        return self.step.operation if self.done and self.step is not None else SKIPPED

    @property
    def campaign(self) -> Campaign:
        """The whole campaign as it is after the task, or in check mode would be; empty where there is none."""
        if self.fresh is not None:
            return self.fresh
        campaign = (self.step.after if self.step else None) or {}
        # A campaign that has just been created has an ID that its plan could not know.
        return {**campaign, "id": self.id} if campaign and self.id is not None else campaign


class Report:
    """Everything that a run found and did, also where it ends early. ``warnings`` are for the user."""

    def __init__(self, wishes: t.Sequence[Wish]) -> None:
        self.entries = [Entry(wish, wish.label) for wish in wishes]
        self.purged: list[Entry] = []
        self.warnings: list[str] = []

    @property
    def all(self) -> list[Entry]:
        """Every entry, listed or purged."""
        return self.entries + self.purged

    @property
    def failures(self) -> list[Entry]:
        """The entries that failed, in order."""
        return [entry for entry in self.all if entry.error is not None]


def provision(client: Client, report: Report, settings: Settings) -> None:
    """Bring the campaigns to the wished state; in check mode (a read-only client) validate every planned write.

    Failures of single campaigns are in the report. Raises an error only where nothing was written.
    """
    entries = report.entries
    _read(client, entries, settings)
    for entry in entries:
        if entry.error is None:
            _attempt(entry, lambda entry: _plan(client, entry, settings))
    _refuse_same_campaign(entries)
    if settings.purge:
        report.purged.extend(_plan_purge(entries))
    _check_limit(report.all, settings)
    _warn_unseen(report)
    if report.failures and settings.stop_on_error and not client.read_only:
        return
    if client.read_only or settings.validate_first:
        _validate(client, report, settings)
        if client.read_only:
            for entry in report.all:
                entry.done = entry.error is None
            return
        if report.failures:
            return
    _apply(client, report, settings)


def _attempt(entry: Entry, work: t.Callable[[Entry], None]) -> None:
    """Do something about an entry; an error becomes part of it, and says which campaign it is about."""
    try:
        work(entry)
    except EnswitchError as error:
        _blame(entry, error)


def _blame(entry: Entry, error: EnswitchError) -> None:
    """Note an error at its campaign, and name the campaign in its text unless the text does already."""
    if entry.wish is None or entry.wish.index is not None:
        if entry.label not in error.text:
            error.text = "{0}: {1}".format(entry.label, error.text)
    entry.error = error


# --- reading -----------------------------------------------------------------------------------------------


def _read(client: Client, entries: t.Sequence[Entry], settings: Settings) -> None:
    """Turn names into IDs, and read one list per customer; everything that can be asked at once is."""
    names = Names(client)
    customers = _gather(names.customer, {_wish(entry).customer for entry in entries}, settings)
    for entry in entries:
        found = customers[_wish(entry).customer]
        if isinstance(found, EnswitchError):
            _blame(entry, copy_of(found))
        else:
            entry.customer = found
    good = [entry for entry in entries if entry.error is None]
    refuse_duplicates([(_wish(entry), entry.customer) for entry in good if _wish(entry).index is not None])
    asked: set[tuple[str, t.Any, int | None]] = {("roster", None, entry.customer) for entry in good}
    if settings.state == "present":
        for entry in good:
            asked |= {(option, value, entry.customer) for option, value in _names_in(entry)}

    def ask(question: tuple[str, t.Any, int | None]) -> Roster | int:
        option, value, customer = question
        if option == "roster":
            return calls.read_roster(client, customer)
        return names.reference(option, value, customer)

    # Whoever is refused while asking for customers need not ask on.
    ended = next((found for found in customers.values() if _ends_all(found, settings)), None)
    answers = dict.fromkeys(asked, ended) if ended is not None else _gather(ask, asked, settings)
    for entry in good:
        needed: list[tuple[str, t.Any, int | None]] = [("roster", None, entry.customer)]
        if settings.state == "present":
            needed += [(option, value, entry.customer) for option, value in _names_in(entry)]
        for question in needed:
            answer = answers[question]
            if isinstance(answer, EnswitchError):
                _blame(entry, copy_of(answer))
                break
            if isinstance(answer, Roster):
                entry.roster = answer
            else:
                entry.fields[question[0]] = answer
    _refuse_unclear_customer(client, [entry for entry in entries if entry.error is None])


def _wish(entry: Entry) -> Wish:
    """Return the wish of a listed entry; only purged entries have none."""
    return t.cast(Wish, entry.wish)


def _names_in(entry: Entry) -> list[tuple[str, str]]:
    return [(option, entry.fields[option]) for option in REFERENCES if isinstance(entry.fields.get(option), str)]


Question = t.TypeVar("Question")
Found = t.TypeVar("Found")


def _gather(
    ask: t.Callable[[Question], Found], questions: t.Iterable[Question], settings: Settings
) -> dict[Question, Found | EnswitchError]:
    """Ask each question once, several at a time; errors are answers too.

    After an error that all further questions would meet, nothing more is asked: it answers them too.
    """
    outcomes = run(
        ask, sorted(questions, key=repr), settings.workers, lambda outcome: _ends_all(outcome.error, settings)
    )
    last = next((outcome.error for outcome in outcomes if _ends_all(outcome.error, settings)), None)
    return {
        outcome.item: outcome.error or (t.cast(Found, outcome.value) if outcome.begun else t.cast(EnswitchError, last))
        for outcome in outcomes
    }


def _ends_all(found: t.Any, settings: Settings) -> bool:
    """Tell whether an answer makes it pointless, or worse, to ask anything else."""
    if not isinstance(found, EnswitchError):
        return False
    return found.category in REFUSED or (settings.stop_on_error and found.category in OUT_OF_REACH)


def _refuse_unclear_customer(client: Client, entries: t.Sequence[Entry]) -> None:
    """Find out whether the caller's own customer is also named by its ID: then two lists are one.

    A campaign would otherwise be created twice, once for each name of the same customer.
    """
    own = next((entry.roster for entry in entries if entry.customer is None), None)
    named = {entry.customer: entry.roster for entry in entries if entry.customer is not None}
    if own is None or not named:
        return
    number = own.own
    if number is None:
        row = client.read(functions.LOGIN, {}).data
        number = to_integer(row.get("customer")) if isinstance(row, dict) else None
    if number is None:
        shared = {_wish(entry).name for entry in entries if entry.customer is None}
        for entry in entries:
            if entry.customer is not None and _wish(entry).name in shared and _wish(entry).name is not None:
                raise UsageError(
                    "{0}: another entry has the same name and no customer, and the platform does not tell which "
                    "customer that is.".format(entry.label),
                    key="customer",
                    hint="Give customer for both.",
                )
    elif number in named:
        for entry in entries:
            if entry.customer is None:
                entry.customer, entry.roster = number, named[number]
        refuse_duplicates([(_wish(entry), entry.customer) for entry in entries])


# --- planning ----------------------------------------------------------------------------------------------


def _plan(client: Client, entry: Entry, settings: Settings) -> None:
    wish = _wish(entry)
    roster = t.cast(Roster, entry.roster)
    if wish.id is not None and roster.find(wish) is None and calls.exists_elsewhere(client, wish.id):
        raise ConflictError(
            "{0} is not a campaign of {1}, but it exists: campaigns cannot move between customers.".format(
                wish.label, "customer {0}".format(entry.customer) if entry.customer else "your own customer"
            ),
            key="customer",
            hint="Set customer to the one that the campaign belongs to.",
        )
    if wish.id is not None and settings.state == "present" and wish.id not in roster.by_id:
        raise not_found(wish)
    entry.step = plan(wish, entry.fields, roster, settings.state)
    entry.done = entry.step.function is None
    # None where there is nothing to delete: an ID that was asked for is no ID of a campaign then.
    entry.id = entry.step.id


def _refuse_same_campaign(entries: t.Sequence[Entry]) -> None:
    """Refuse two entries that mean one campaign, one by its ID and the other by its name; that shows only now."""
    seen: dict[int, Entry] = {}
    for entry in entries:
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


def _plan_purge(entries: t.Sequence[Entry]) -> list[Entry]:
    """Plan the deletion of what the named customers have beyond the list.

    A campaign that any entry means or might mean stays, also where that entry failed. A customer with a
    failed entry is left as it is: nobody knows yet what that entry would have meant. Where it is not even known
    which customer that is, nothing is purged at all.
    """
    if any(entry.error is not None and entry.customer is None and _wish(entry).customer for entry in entries):
        return []
    kept_ids = {entry.id for entry in entries if entry.id is not None}
    failed = {entry.customer for entry in entries if entry.error is not None}
    rosters = {entry.customer: entry.roster for entry in entries if entry.roster is not None}
    kept_names = {(entry.customer, (_wish(entry).name or "").strip()) for entry in entries}
    purged = []
    for customer, roster in rosters.items():
        if customer in failed:
            continue
        if customer is None and len({campaign.get("customer") for campaign in roster.campaigns()}) > 1:
            raise UsageError(
                "purge: the platform lists campaigns of several customers as your own, and none of them may go by "
                "mistake; nothing was changed.",
                key="purge",
                hint="Give customer for every campaign.",
            )
        for campaign in roster.campaigns():
            name = campaign.get("name", "")
            if campaign["id"] in kept_ids or (customer, name.strip()) in kept_names:
                continue
            extra = Entry(None, "purging campaign '{0}' (ID {1})".format(name, campaign["id"]))
            extra.customer, extra.roster, extra.id = customer, roster, campaign["id"]
            extra.step = plan_absent(campaign)
            purged.append(extra)
    return purged


def _check_limit(entries: t.Sequence[Entry], settings: Settings) -> None:
    if settings.max_deletions is None:
        return
    doomed = [entry for entry in entries if entry.step is not None and entry.step.operation == DELETED]
    if len(doomed) > settings.max_deletions:
        raise UsageError(
            "{0} campaigns would be deleted, more than max_deletions ({1}); nothing was changed.".format(
                len(doomed), settings.max_deletions
            ),
            key="max_deletions",
            hint="Look at what check mode with diff would delete, then raise max_deletions or correct the list.",
        )


def _warn_unseen(report: Report) -> None:
    unseen = sorted({name for entry in report.all if entry.step for name in entry.step.unseen})
    if unseen:
        report.warnings.append(
            "The platform does not list {0}, so nobody can tell whether {1} as wished: sent on every run.".format(
                ", ".join(unseen), "it is" if len(unseen) == 1 else "they are"
            )
        )


# --- validating and applying -------------------------------------------------------------------------------


def _validate(client: Client, report: Report, settings: Settings) -> None:
    """Let the platform check every planned write; all refusals are reported, not only the first."""

    def one(entry: Entry) -> None:
        entry.validated = calls.validate(client, t.cast(Step, entry.step))

    planned = [entry for entry in report.all if entry.error is None and entry.step is not None]
    _each(one, planned, settings.workers, stop=False)


def _apply(client: Client, report: Report, settings: Settings) -> None:
    def one(entry: Entry) -> None:
        step, roster = t.cast(Step, entry.step), t.cast(Roster, entry.roster)
        entry.id = calls.apply(client, step, roster)
        entry.done = True
        if settings.read_back and step.operation != DELETED:
            _read_back(client, entry, report)

    ready = [entry for entry in report.entries if entry.error is None]
    _each(one, ready, settings.workers, stop=settings.stop_on_error)
    if report.failures and settings.stop_on_error:
        return
    # What a list no longer names goes last, and only where everything that it does name went well.
    failed = {entry.customer for entry in report.failures}
    _each(
        one,
        [entry for entry in report.purged if entry.customer not in failed],
        settings.workers,
        stop=settings.stop_on_error,
    )


def _read_back(client: Client, entry: Entry, report: Report) -> None:
    """Look at what a write made of the campaign. The write is done, so a failure here is only worth a warning."""
    step, roster = t.cast(Step, entry.step), t.cast(Roster, entry.roster)
    try:
        entry.fresh = calls.read_back(client, step, roster, t.cast(int, entry.id))
    except ConflictError:
        raise
    except EnswitchError as error:
        report.warnings.append(
            "{0} was {1}, but reading it again failed: {2}".format(entry.label, step.operation, error.text)
        )
    if entry.fresh is None:
        entry.fresh = {**(step.after or {}), "id": t.cast(int, entry.id)}


def _each(work: t.Callable[[Entry], None], entries: t.Sequence[Entry], workers: int, *, stop: bool) -> None:
    """Do something about each entry, several at a time; errors become part of the entries."""
    busy = [entry for entry in entries if entry.step is not None and entry.step.function is not None]
    for outcome in run(work, busy, workers, (lambda outcome: outcome.error is not None) if stop else None):
        if outcome.error is not None:
            _blame(outcome.item, outcome.error)
