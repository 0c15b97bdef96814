# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""What a run over campaigns reads before it plans: names become IDs, and each customer's list is read once."""

from __future__ import annotations

import dataclasses
import typing as t

from .._api import functions
from .._api.account import own_customer
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
    MisspelledError,
    UsageError,
)
from .._api.names import Names, number_in
from .._api.workers import Outcome, run
from . import calls
from . import fields as schema
from .desired import Desired, refuse_duplicates
from .plan import Roster
from .stages import Planned, Resolved, Settings, Target, listed

# Who is refused once with these credentials is refused every time, and may find the account locked.
REFUSED = frozenset((AUTHENTICATION, TLS))
# What one look-up has met after all its tries, the next one meets too.
OUT_OF_REACH = frozenset((NETWORK, TIMEOUT, PROTOCOL))

Question = t.TypeVar("Question")
Answer = t.TypeVar("Answer")
# What is asked for ("roster", or an option), the name that is given, and the customer.
Asked = t.Tuple[str, t.Any, t.Optional[int]]


class Questions:
    """Asks the platform what a run has to know, several questions at a time. Errors are answers too.

    After an error that all further questions would meet, nothing more is asked: it answers them too.
    """

    def __init__(self, client: Client, settings: Settings) -> None:
        self.client = client
        self.settings = settings
        self.names = Names(client)
        self._ended: EnswitchError | None = None

    def ask(
        self, ask: t.Callable[[Question], Answer], questions: t.Iterable[Question]
    ) -> dict[Question, Answer | EnswitchError]:
        """Ask each question once, and return the answers."""
        answers: dict[Question, Answer | EnswitchError] = {}
        waiting = list(questions)

        def note(question: Question) -> None:
            answers[question] = ask(question)

        if self._ended is None:
            for outcome in run(note, waiting, self.settings.workers, self._ends):
                if outcome.error is not None:
                    answers[outcome.item] = outcome.error
        for question in waiting:
            if self._ended is not None:
                answers.setdefault(question, self._ended)
        return answers

    def _ends(self, outcome: Outcome[Question, None]) -> bool:
        """Tell whether an answer makes it pointless, or worse, to ask anything else."""
        error, ending = outcome.error, REFUSED | OUT_OF_REACH if self.settings.stop_on_error else REFUSED
        if error is not None and error.category in ending:
            self._ended = error
        return self._ended is not None


def find_customers(questions: Questions, all_desired: t.Iterable[Desired]) -> tuple[Target, ...]:
    """Turn the names of customers into IDs."""
    targets = listed(all_desired)
    given = sorted({target.desired.customer for target in targets}, key=repr)
    customers = questions.ask(questions.names.customer, given)
    return tuple(_of(customers[target.desired.customer], target) for target in targets)


def _of(customer: int | EnswitchError | None, target: Target) -> Target:
    if isinstance(customer, EnswitchError):
        return target.failed(customer)
    return dataclasses.replace(target, customer=customer)


def read(questions: Questions, targets: t.Sequence[Target]) -> Resolved:
    """Turn all other names into IDs, and read one list per customer; everything that can be asked at once is."""
    resolved = _read_all(questions, targets)
    try:
        if questions.settings.state == "present":
            resolved = _unite_own(questions, resolved)
            refuse_duplicates((target.desired, target.customer) for target in resolved.good)
    except EnswitchError as refusal:
        return dataclasses.replace(resolved, refusal=refusal)
    resolved = _look_elsewhere(questions, resolved)
    return dataclasses.replace(resolved, own=_own_customer(questions, resolved))


def _read_all(questions: Questions, targets: t.Sequence[Target]) -> Resolved:
    client, names = questions.client, questions.names
    present = questions.settings.state == "present"
    needed: dict[Target, list[Asked]] = {
        target: [("roster", None, target.customer), *(_references(target) if present else ())]
        for target in targets
        if target.error is None
    }
    asked = sorted({question for several in needed.values() for question in several}, key=repr)
    progress = client.watcher.begin("Reading campaigns, and the IDs of names", len(asked))

    def ask(question: Asked) -> Roster | int:
        option, value, customer = question
        try:
            if option == "roster":
                return calls.read_roster(client, customer)
            return names.reference(option, value, customer)
        finally:
            progress.add()

    answers = questions.ask(ask, asked)
    announced: set[tuple[int | None, str]] = set()
    if client.read_only and any(map(_is_missing, answers.values())):
        announced = {(names.customer(customer), name) for customer, name in questions.settings.new_timegroups}
    labels: dict[tuple[str, int], str] = {}
    # One warning for all campaigns of a customer that name it.
    to_come: dict[Asked, str] = {}

    def answered(target: Target) -> Target:
        fields = dict(target.fields)
        for question in needed.get(target, ()):
            option, value, customer = question
            answer = answers[question]
            if isinstance(answer, int):
                fields[option] = answer
                if number_in(value) is None:
                    labels[option, answer] = value
            elif isinstance(answer, EnswitchError):
                if not (client.read_only and option == "timegroup" and _is_missing(answer)):
                    return target.failed(answer)
                # The name stays in the place of the ID.
                settings, name = questions.settings, value.strip()
                if (customer, name) not in announced and name not in settings.shared_timegroups:
                    if isinstance(answer, MisspelledError) or settings.all_timegroups:
                        return target.failed(answer)
                    to_come.setdefault(question, _may_come(target, answer))
        return dataclasses.replace(target, fields=fields)

    resolved = tuple(map(answered, targets))
    labels.update(names.labels)
    for target in needed:
        given = target.desired.customer
        if target.customer is not None and isinstance(given, str) and number_in(given) is None:
            labels["customer", target.customer] = given
    rosters = {question[2]: answer for question, answer in answers.items() if isinstance(answer, Roster)}
    return Resolved(resolved, rosters, labels, tuple(to_come.values()))


def _references(target: Target) -> list[Asked]:
    given = [(option, target.fields.get(option)) for option in schema.REFERENCES]
    return [(option, value, target.customer) for option, value in given if isinstance(value, str)]


def _is_missing(answer: Roster | int | EnswitchError) -> bool:
    return isinstance(answer, EnswitchError) and answer.category == NOT_FOUND


def _may_come(target: Target, error: EnswitchError) -> str:
    return "{0} In check mode this is no error: a task before this one may create it. It was not validated.".format(
        error.about(target.label).msg
    )


def _unite_own(questions: Questions, resolved: Resolved) -> Resolved:
    """Find out whether the caller's own customer is also named by its ID: then two lists are one.

    A campaign would otherwise be created twice, once for each name of the same customer, and a purge would take
    what only the other entries name.
    """
    # Failed entries too: what they mean must not be purged under the other name of their customer.
    own = [target for target in resolved.targets if not target.desired.customer]
    named = [target for target in resolved.targets if target.customer is not None]
    if not own or not named or not resolved.good:
        return resolved
    if {target.name for target in own} & {target.name for target in named} <= {""} and not questions.settings.purge:
        return resolved
    rosters = dict(resolved.rosters)
    ours = rosters.pop(None, None)
    listed_own = ours.own if ours is not None else None
    number = listed_own if listed_own is not None else own_customer(questions.client)
    if number is None:
        raise UsageError(
            "{0} has no customer, others have one, and the platform does not tell whether that is the same.".format(
                own[0].label
            ),
            key="customer",
            hint="Give customer for every campaign.",
        )
    if number not in {target.customer for target in named}:
        return resolved if listed_own is not None else dataclasses.replace(resolved, own=number)
    if ours is not None:
        rosters.setdefault(number, ours)
    targets = tuple(target if target.desired.customer else _of(number, target) for target in resolved.targets)
    return dataclasses.replace(resolved, targets=targets, rosters=rosters)


def _look_elsewhere(questions: Questions, resolved: Resolved) -> Resolved:
    """Find out what became of campaigns that are given by an ID which their customer's list does not have.

    An entry without a customer gets the one that the campaign belongs to, where the platform tells it. Names of other
    things were looked up for the own customer, so an entry that has some has to name its customer.
    """
    client = questions.client
    strangers = {
        target: target.desired.id
        for target in resolved.good
        if target.desired.id is not None and _is_not_listed(target.desired, resolved.rosters[target.customer])
    }

    def look(target: Target) -> tuple[bool, int | None]:
        number = strangers[target]
        if not calls.exists_elsewhere(client, number):
            return False, None
        named = _references(dataclasses.replace(target, fields=target.desired.fields))
        told = target.desired.customer is not None
        return True, None if told or named or questions.settings.purge else calls.customer_of(client, number)

    looked = questions.ask(look, strangers)
    owners = {answer[1] for answer in looked.values() if not isinstance(answer, EnswitchError)} - {None}
    unread = sorted(owners - set(resolved.rosters), key=repr)
    answers = questions.ask(lambda customer: calls.read_roster(client, customer), unread)
    known: dict[int | None, Roster | EnswitchError] = {**resolved.rosters, **answers}

    def placed(target: Target) -> Target:
        answer = looked.get(target, (False, None))
        if isinstance(answer, EnswitchError):
            return target.failed(answer)
        exists, customer = answer
        roster = known[customer] if customer is not None else None
        if isinstance(roster, EnswitchError):
            return target.failed(roster)
        if roster is not None and target.desired.id in roster.by_id:
            return dataclasses.replace(target, customer=customer)
        return target.failed(_not_theirs(target)) if exists else target

    rosters = {customer: roster for customer, roster in known.items() if isinstance(roster, Roster)}
    return dataclasses.replace(resolved, targets=tuple(map(placed, resolved.targets)), rosters=rosters)


def _is_not_listed(desired: Desired, roster: Roster) -> bool:
    try:
        return roster.find(desired) is None
    except ConflictError:
        # It is listed, as another customer's: planning says so.
        return False


def _not_theirs(target: Target) -> ConflictError:
    return ConflictError(
        "{0} is not a campaign of {1}, but it exists: campaigns cannot move between customers.".format(
            target.label, "customer {0}".format(target.customer) if target.customer else "your own customer"
        ),
        key="customer",
        hint="Set customer to the one that the campaign belongs to.",
    )


def _own_customer(questions: Questions, resolved: Resolved) -> int | EnswitchError | None:
    """Ask whose the caller's own campaigns are: to be sure before a purge, and for a plan file that has to tell it.

    Whose they are depends on who asks, and the reviewer of a plan may be someone else.
    """
    roster, settings = resolved.rosters.get(None), questions.settings
    if resolved.own is not None or roster is None:
        return resolved.own
    unclear = all(target.error is None for target in resolved.targets) and None in {
        target.customer for target in resolved.targets
    }
    asks = settings.purge if roster.own is not None else settings.review is not None and unclear
    try:
        return own_customer(questions.client) if asks else None
    except EnswitchError as error:
        return error


def name_customers(client: Client, planned: Planned, settings: Settings) -> Planned:
    """Find out what the customers with changes are called, where only their IDs are known; any answer will do.

    Only people read this. So it is asked after planning, for what changes.
    """
    changed = {job.whose for job in planned.jobs if job.step.function is not None}
    wanted = {number for number in changed if number and ("customer", number) not in planned.labels}

    def ask(number: int) -> str:
        row = client.read(functions.CUSTOMERS_GET, {"id": number}, optional=True).row()
        return str(row.get("name") or "") if to_integer(row.get("id")) == number else ""

    def ends(outcome: Outcome[int, str]) -> bool:
        # What one has met, the next one would meet too; only 404 is about a single customer.
        return outcome.error is not None and outcome.error.category != NOT_FOUND

    names = run(ask, sorted(wanted), settings.workers, ends)
    labels = {("customer", name.item): name.value for name in names if name.value}
    return dataclasses.replace(planned, labels={**planned.labels, **labels})
