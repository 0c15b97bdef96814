# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""What a run over campaigns reads before it plans: names become IDs, and each customer's list is read once."""

from __future__ import annotations

import typing as t

from .._api import functions
from .._api.client import Client
from .._api.envelope import to_integer
from .._api.errors import (
    AUTHENTICATION,
    NETWORK,
    NOT_FOUND,
    PROTOCOL,
    TIMEOUT,
    TLS,
    ConflictError,
    EnswitchError,
    UsageError,
)
from .._api.names import Names, number_in
from .._api.workers import Outcome, run
from . import calls
from . import fields as schema
from .desired import refuse_duplicates
from .entries import Entry, Report, Settings, attach, desired_of, name_of
from .plan import Roster

REFERENCES = schema.REFERENCES
# Who is refused once with these credentials is refused every time, and may find the account locked.
REFUSED = frozenset((AUTHENTICATION, TLS))
# What one look-up has met after all its tries, the next one meets too.
OUT_OF_REACH = frozenset((NETWORK, TIMEOUT, PROTOCOL))


class Begun(t.NamedTuple):
    """What finding the customers leaves for the other reads. ``ended`` is an error after which nothing is asked."""

    names: Names
    ended: EnswitchError | None


def find_customers(client: Client, report: Report, settings: Settings) -> Begun:
    """Turn the names of customers into IDs, and refuse a list that names one campaign twice."""
    entries = report.entries
    names = Names(client)
    customers = _gather(names.customer, {desired_of(entry).customer for entry in entries}, settings)
    for entry in entries:
        found = customers[desired_of(entry).customer]
        if isinstance(found, EnswitchError):
            attach(entry, found)
        else:
            entry.customer = found
    good = [entry for entry in entries if entry.error is None]
    refuse_duplicates([(desired_of(entry), entry.customer) for entry in good if desired_of(entry).index is not None])
    # Whoever is refused while asking for customers need not ask on.
    return Begun(
        names,
        next(
            (found for found in customers.values() if isinstance(found, EnswitchError) and _ends_all(found, settings)),
            None,
        ),
    )


def read(client: Client, report: Report, settings: Settings, begun: Begun) -> None:
    """Turn all other names into IDs, and read one list per customer; everything that can be asked at once is."""
    entries, names, ended = report.entries, begun.names, begun.ended
    good = [entry for entry in entries if entry.error is None]
    asked: set[tuple[str, t.Any, int | None]] = {("roster", None, entry.customer) for entry in good}
    if settings.state == "present":
        for entry in good:
            asked |= {(option, value, entry.customer) for option, value in _names_in(entry)}

    progress = client.watcher.begin("Reading campaigns, and the IDs of names", len(asked))

    def ask(question: tuple[str, t.Any, int | None]) -> Roster | int:
        option, value, customer = question
        try:
            if option == "roster":
                return calls.read_roster(client, customer)
            return names.reference(option, value, customer)
        finally:
            progress.add()

    answers = dict.fromkeys(asked, ended) if ended is not None else _gather(ask, asked, settings)
    announced: set[tuple[int | None, str]] = set()
    if client.read_only and any(map(_is_missing, answers.values())):
        announced = {(names.customer(customer), name) for customer, name in settings.new_timegroups}
    # One warning for all campaigns of a customer that name it.
    to_come: dict[tuple[str, t.Any, int | None], tuple[Entry, EnswitchError]] = {}
    for entry in good:
        needed: list[tuple[str, t.Any, int | None]] = [("roster", None, entry.customer)]
        if settings.state == "present":
            needed += [(option, value, entry.customer) for option, value in _names_in(entry)]
        for question in needed:
            answer = answers[question]
            if client.read_only and question[0] == "timegroup" and _is_missing(answer):
                # The name stays in the place of the ID.
                if (question[2], question[1].strip()) not in announced:
                    to_come.setdefault(question, (entry, t.cast(EnswitchError, answer)))
            elif isinstance(answer, EnswitchError):
                attach(entry, answer)
                break
            elif isinstance(answer, Roster):
                entry.roster = answer
            else:
                entry.fields[question[0]] = answer
                if number_in(question[1]) is None:
                    report.labels[question[0], answer] = question[1]
    report.warnings += [_may_come(*first) for first in to_come.values()]
    report.labels.update(names.labels)
    for entry in good:
        given = desired_of(entry).customer
        if entry.customer is not None and isinstance(given, str) and number_in(given) is None:
            report.labels["customer", entry.customer] = given
    if settings.state == "present":
        _refuse_unclear_customer(client, entries, settings.purge)
    _look_elsewhere(client, entries, settings)


def _is_missing(answer: Roster | int | EnswitchError) -> bool:
    return isinstance(answer, EnswitchError) and answer.category == NOT_FOUND


def _may_come(entry: Entry, error: EnswitchError) -> str:
    return "{0} In check mode this is no error: a task before this one may create it. It was not validated.".format(
        error.about(entry.label).msg
    )


def name_customers(client: Client, report: Report, settings: Settings) -> None:
    """Find out what the customers with changes are called, where only their IDs are known; any answer will do."""
    if any(entry.error is not None and entry.error.category in REFUSED for entry in report.entries):
        return
    changed = [entry for entry in report.all if entry.step is not None and entry.step.function is not None]
    wanted = {number for number in map(customer_of, changed) if number} - {
        number for option, number in report.labels if option == "customer"
    }

    def ask(number: int) -> str:
        row = client.read(functions.CUSTOMERS_GET, {"id": number}, optional=True).row()
        return str(row.get("name") or "") if to_integer(row.get("id")) == number else ""

    def ends(outcome: Outcome[int, str]) -> bool:
        # What one has met, the next one would meet too; only 404 is about a single customer.
        return outcome.error is not None and outcome.error.category != NOT_FOUND

    for outcome in run(ask, sorted(wanted), settings.workers, ends):
        if outcome.value:
            report.labels["customer", outcome.item] = outcome.value


def customer_of(entry: Entry) -> int | None:
    """Return the ID of an entry's customer, also where that is the caller's own, if the platform has told it."""
    if entry.customer is not None:
        return entry.customer
    step = entry.step
    listed = (step.before or step.after or {}).get("customer") if step else None
    return listed or (entry.roster.own if entry.roster is not None else None)


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


def _look_elsewhere(client: Client, entries: t.Sequence[Entry], settings: Settings) -> None:
    """Find out what became of campaigns that are given by an ID which their customer's list does not have.

    An entry without a customer gets the one that the campaign belongs to, where the platform tells it. Names of other
    things were looked up for the own customer, so an entry that has some has to name its customer.
    """
    strangers = [
        entry for entry in entries if entry.error is None and desired_of(entry).id is not None and _is_not_listed(entry)
    ]

    def look(entry: Entry) -> tuple[bool, int | None]:
        number = t.cast(int, desired_of(entry).id)
        if not calls.exists_elsewhere(client, number):
            return False, None
        named = desired_of(entry).customer or any(
            isinstance(desired_of(entry).fields.get(name), str) for name in REFERENCES
        )
        return True, None if named or settings.purge else calls.customer_of(client, number)

    looked = run(look, strangers, settings.workers, lambda outcome: _ends_all(outcome.error, settings))
    owners = {outcome.value[1] for outcome in looked if outcome.value is not None} - {None}
    known: dict[int | None, Roster | EnswitchError] = {
        entry.customer: entry.roster for entry in entries if entry.roster is not None and entry.customer in owners
    }
    known.update(_gather(lambda customer: calls.read_roster(client, customer), owners - set(known), settings))
    for outcome in looked:
        entry = outcome.item
        exists, customer = outcome.value or (False, None)
        roster = known.get(customer) if customer is not None else None
        if outcome.error is not None:
            attach(entry, outcome.error)
        elif isinstance(roster, EnswitchError):
            attach(entry, roster)
        elif roster is not None and desired_of(entry).id in roster.by_id:
            entry.customer, entry.roster = customer, roster
        elif exists:
            attach(entry, _not_theirs(entry))


def _is_not_listed(entry: Entry) -> bool:
    roster = t.cast(Roster, entry.roster)
    try:
        return roster.find(desired_of(entry)) is None
    except ConflictError:
        # It is listed, as another customer's: planning says so.
        return False


def _not_theirs(entry: Entry) -> ConflictError:
    return ConflictError(
        "{0} is not a campaign of {1}, but it exists: campaigns cannot move between customers.".format(
            desired_of(entry).label, "customer {0}".format(entry.customer) if entry.customer else "your own customer"
        ),
        key="customer",
        hint="Set customer to the one that the campaign belongs to.",
    )


def _refuse_unclear_customer(client: Client, entries: t.Sequence[Entry], purge: bool) -> None:
    """Find out whether the caller's own customer is also named by its ID: then two lists are one.

    A campaign would otherwise be created twice, once for each name of the same customer, and a purge would take
    what only the other entries name.
    """
    # Failed entries too: what they mean must not be purged under the other name of their customer.
    own = [entry for entry in entries if not desired_of(entry).customer]
    named = {entry.customer: entry.roster for entry in entries if entry.customer is not None}
    if not own or not named or all(entry.error is not None for entry in entries):
        return
    names = {name_of(entry) for entry in own} & {name_of(entry) for entry in entries if entry.customer is not None}
    if names <= {""} and not purge:
        return
    number = next((entry.roster.own for entry in own if entry.roster is not None), None)
    if number is None:
        number = calls.own_customer(client)
    if number is None:
        raise UsageError(
            "{0} has no customer, others have one, and the platform does not tell whether that is the same.".format(
                own[0].label
            ),
            key="customer",
            hint="Give customer for every campaign.",
        )
    if number in named:
        for entry in own:
            entry.customer, entry.roster = number, named[number] or entry.roster
        refuse_duplicates([(desired_of(entry), entry.customer) for entry in entries if entry.error is None])
