# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""A plan for the numbers of a campaign, carried out: in chunks, several in flight, nothing sent twice.

Kinds of change follow one another, and each is certain before the next begins: who must not be called
goes before anyone comes. Chunks go out in waves. After a wave the answers that were lost are looked
up by listing again; while more numbers are added, the platform's count shows whether someone else
changes the campaign at the same time.
"""

from __future__ import annotations

import collections
import contextlib
import functools
import typing as t

from .._api import functions
from .._api.client import Client
from .._api.errors import INVALID_INPUT, EnswitchError, ProtocolError
from .._api.progress import Progress
from .._api.reconcile import waits
from .._api.workers import Outcome, run
from .checks import check_gone, effect_of, fewer, former, not_purged, still, unknown, without_effect
from .chunks import Change, Chunk, ChunkResult, Doubt, Refusal, Report, Sender, changes_of, split
from .grammar import canonical
from .listing import Listing, read_numbers
from .near_duplicates import near_duplicates
from .plan import (
    ADDED,
    PENDING,
    REDIALLED,
    REMOVED,
    STATUSES,
    Current,
    Plan,
    in_progress,
)

# Numbers that one worker deletes, one after another, before it reports.
_DELETIONS = 20
# The longest wave, in chunks for each worker, and how many times as long as the one before a wave is.
_LONGEST_WAVE, _LONGER = 16, 8


class Run:
    """Carries out one plan. ``before`` is the listing that the plan was made from."""

    def __init__(
        self,
        client: Client,
        campaign: int,
        listing: Listing,
        before: Current,
        *,
        identity: t.Callable[[str], str],
        chunk_size: int,
        workers: int,
        skip: bool,
        thorough: bool = False,
    ) -> None:
        """With ``skip``, refused numbers are left out. With ``thorough``, all of them are found out."""
        self._client = client
        self._listing = listing
        self._before = before
        self._identity = identity
        self._chunk_size = chunk_size
        self._workers = workers
        self._skip = skip
        self._thorough = thorough
        self._campaign = campaign
        self._sender = Sender(client, campaign, skip=skip, thorough=thorough)
        self._rows = before.rows + before.others
        # Whether numbers are added at the end.
        self._comes = False
        # Of whom no look could tell whether they are called again.
        self._open: list[tuple[Chunk, EnswitchError]] = []
        self.report = Report()

    def carry_out(self, plan: Plan) -> None:
        """Do everything that the plan says; in check mode let the platform validate it.

        What was done is in the report, also where an error is raised, such as that for numbers which are refused.
        """
        self._comes = bool(plan.add)
        changes = collections.deque(changes_of(plan))
        while changes:
            change = changes.popleft()
            missing = len(plan.add) - self.report.counts[ADDED] - self.report.kept
            if change.last and missing > 0:
                raise not_purged(self.report.error() or fewer(missing))
            unsent = self._carry_out(change)
            if self._open:
                raise self._not_known(change)
            error = self.report.error()
            if error is not None and self._sender.stops:
                raise self._ask([change._replace(numbers=unsent), *changes], error) if self._thorough else error
        error = self.report.error()
        if error is not None and not self._skip:
            raise error

    def check_purge(self, plan: Plan) -> None:
        """Let the platform validate who comes before anyone of a plan without a limit goes.

        Raises EnswitchError where it refuses a number, or cannot be asked. Without ``skip``, and in check mode,
        carrying out the plan does.
        """
        if not (plan.last and self._skip) or self._client.read_only:
            return
        asking = Sender(self._client, self._campaign, skip=True)
        asking.only_ask()
        problem = self._validate(asking, [Change(ADDED, functions.DESTINATIONS_CREATE, plan.status, plan.add)])
        error = self.report.error()
        if error is not None:
            problem = not_purged(error, " Nothing was changed.")
        if problem is not None:
            raise problem

    def _ask(self, changes: t.Sequence[Change], refusal: EnswitchError) -> EnswitchError:
        """Let the platform validate what will not be sent any more, so that all that it refuses is known."""
        self._sender.only_ask()
        problem = self._validate(self._sender, changes)
        error = self.report.error() or refusal
        if problem is None:
            return error
        return error.replace(
            text="{0} Not all of the numbers could be asked about: {1}".format(error.text, problem.text)
        )

    def _validate(self, sender: Sender, changes: t.Sequence[Change]) -> EnswitchError | None:
        """Take what the platform refuses into the report. Return the error if it cannot be asked about some."""
        left = [(change, numbers) for change in changes for numbers in self._chunks(change)]
        progress = self._client.watcher.begin("Validating numbers", sum(len(numbers) for _change, numbers in left))

        def asked(outcome: Outcome[tuple[Change, list[str]], ChunkResult]) -> bool:
            progress.add(len(outcome.item[1]))
            return outcome.value is None or outcome.value.unclear

        problem: EnswitchError | None = None
        for outcome in run(lambda item: sender.send(*item), left, self._workers, asked):
            if outcome.value is not None:
                self.report.refused += outcome.value.refused
                self.report.refusal = self.report.refusal or outcome.value.refusal
                losses = [error for _numbers, error in outcome.value.lost]
                problem = next(filter(None, (problem, outcome.value.error, *losses)), None)
        return problem

    # --- waves ---------------------------------------------------------------------------------------------

    def _carry_out(self, change: Change) -> list[str]:
        """Carry out one kind of change. Return what was not sent, since numbers before it are refused."""
        progress = self._client.watcher.begin(self._sender.doing(change), len(change.numbers))
        change = self._checked(change)
        waiting = collections.deque(Chunk(numbers) for numbers in self._chunks(change))
        if change.kind == ADDED and not self._client.read_only:
            # Reading a long list takes its time: someone else may have added numbers since.
            waiting = self._watch(waiting)
        length = self._workers
        not_found: list[str] = []
        denial: EnswitchError | None = None
        short = 0
        counted = self.report.counts[change.kind]
        while waiting:
            wave = [waiting.popleft() for _number in range(min(length, len(waiting)))]
            length = min(length * _LONGER, self._workers * _LONGEST_WAVE)
            outcomes = run(
                functools.partial(self._send, change), wave, self._workers, functools.partial(self._stops, progress)
            )
            waiting.extendleft(reversed([outcome.item for outcome in outcomes if not outcome.begun]))
            failure: EnswitchError | None = None
            lost: list[tuple[Chunk, EnswitchError]] = []
            for outcome in outcomes:
                result = outcome.value
                if result is None:
                    continue
                self._take(change, result)
                not_found += result.not_found
                denial = denial or result.denial
                short += result.short
                failure = failure or result.error
                lost += [outcome.item.lost(part, error) for part, error in result.lost]
                waiting.extendleft(Chunk(part) for part in reversed(result.unsent))
            doubtful = [entry for outcome in outcomes if outcome.value for entry in outcome.value.doubtful]
            if (lost or doubtful) and change.status == PENDING:
                self.report.in_doubt = True
            if doubtful and lost:
                # It is counted before the look, which may end the run.
                with contextlib.suppress(EnswitchError):
                    doubtful = self._left(change, doubtful, self._relist())
            if lost:
                again = self._look(change, lost, patient=failure is None)
                if again and change.everything:
                    # It may no longer be everything; how often it was sent already counts in any case.
                    (chunk,) = again
                    change = self._checked(change._replace(numbers=chunk.numbers))
                    again = [chunk.rest(numbers) for numbers in self._chunks(change)]
                waiting.extendleft(reversed(again))
            if doubtful:
                length = self._workers
                waiting.extendleft(reversed(self._settle(change, doubtful)))
            if failure is not None:
                raise self._not_known(change, failure) if self._open else failure
            # What is sent again, in smaller chunks or after a look, is not done.
            progress.reach(len(change.numbers) - sum(len(chunk.numbers) for chunk in waiting))
            if self.report.refused and self._sender.stops:
                return [number for chunk in waiting for number in chunk.numbers]
            if change.kind == ADDED and waiting and not self._client.read_only:
                waiting = self._watch(waiting)
        if denial is not None:
            check_gone(not_found, self._relist(), denial)
            self.report.not_found += len(not_found)
        if short:
            self._explain(change, short, counted)
        elif change.kind == ADDED and not self._client.read_only:
            # The next run would add what a list that is late does not show.
            behind = self._listing.stays_behind(self._rows)
            if behind is not None:
                self.report.warnings.append(
                    "The platform counts {0} numbers in this campaign, not {1}: it may be late, or store some of "
                    "them as one. Wait until it is up to date before the next run.".format(behind, self._rows)
                )
        return []

    def _send(self, change: Change, chunk: Chunk) -> ChunkResult:
        return self._sender.send(change, chunk.numbers, chunk.halved)

    def _take(self, change: Change, result: ChunkResult) -> None:
        """Take what became of a chunk into the report."""
        self._count(change.kind, result.done)
        self.report.refused += result.refused
        self.report.refusal = self.report.refusal or result.refusal

    def _checked(self, change: Change) -> Change:
        """Delete everything with one call only while everything is exactly what the plan knows of."""
        if not change.everything or self._client.read_only or self._listing.count() == len(change.numbers):
            return change
        return change._replace(everything=False)

    def _chunks(self, change: Change) -> t.Iterable[list[str]]:
        if change.everything:
            return [change.numbers]
        size = _DELETIONS if change.function == functions.DESTINATIONS_DELETE else self._chunk_size
        return split(change.numbers, size)

    def _stops(self, progress: Progress, outcome: Outcome[Chunk, ChunkResult]) -> bool:
        """Begin nothing more in this wave where something has to be looked at first."""
        result = outcome.value
        progress.add(result.done if result else 0)
        return result is None or result.unclear or bool(result.refused and self._sender.stops)

    def _count(self, kind: str, number: int) -> None:
        self.report.counts[kind] += number
        if kind == ADDED:
            self._rows += number
        elif kind == REMOVED:
            self._rows -= number

    # --- answers that were lost ----------------------------------------------------------------------------

    def _look(self, change: Change, lost: list[tuple[Chunk, EnswitchError]], *, patient: bool) -> list[Chunk]:
        """Find out what became of chunks whose answer was lost; return what has to be sent again.

        A number that comes late, after it was sent again, would be called twice. So numbers to be called are never
        sent again. Where some that are called again show, the others are left open. Without ``patient``, when the run
        ends with another error anyway, one look only completes the report.

        Raises the error of a chunk that stays unclear, with what was seen.
        """
        # Whoever is queued twice is called twice, however long nothing of the first time shows. And what deletes
        # everything, when it comes late, deletes those who were added meanwhile; the next run would add them again.
        harmful = change.kind == ADDED or change.status == PENDING or (change.everything and self._comes)
        asked = _count(lost)
        for looks in waits(self._client):  # noqa: B007  # the number of the last one is told below
            try:
                current = self._relist()
            except EnswitchError as problem:
                if not patient:
                    return []
                seen = "looking for its effect failed: {0}".format(problem.text)
                raise unknown(change, _count(lost), lost[0][1], seen) from None
            missing = [(chunk.rest(self._missing(change, chunk.numbers, current)), error) for chunk, error in lost]
            lost = [(chunk, error) for chunk, error in missing if chunk.numbers]
            if not lost or not patient:
                return []
        if change.kind == ADDED:
            numbers = [number for chunk, _error in lost for number in chunk.numbers]
            self._refuse_unexplained(numbers, lost[0][1], current)
        if change.kind == REDIALLED:
            self._open += lost
            if _count(lost) < asked:
                return []
            raise self._not_known(change)
        for chunk, error in lost:
            if harmful or chunk.losses > self._client.retries:
                raise unknown(change, _count(lost), error, still(change, chunk.numbers, looks))
        return [chunk for chunk, _error in lost]

    def _settle(self, change: Change, doubtful: t.Sequence[Doubt]) -> list[Chunk]:
        """Find out what the platform has taken of lists that it refused; return what has still to be sent.

        Whether it refuses all of a list for one bad number is unknown (API notes, section 4). As long as it counts
        no more numbers than before, it has. A status that starts no call may be given twice. Where some are called
        again, it took a part of the list: the others are left open.
        """
        if change.kind == ADDED:
            again = self._listing.count() == self._rows
        else:
            again = change.status != PENDING
        left = list(doubtful)
        if not again:
            current = self._relist()
            left = self._left(change, doubtful, current)
            if change.kind == ADDED and left:
                numbers = [number for doubt in left for number in doubt.numbers]
                self._refuse_unexplained(numbers, left[0].error, current)
        return [Chunk(doubt.numbers, halved=doubt.halved) for doubt in left]

    def _left(self, change: Change, doubtful: t.Sequence[Doubt], current: Current) -> list[Doubt]:
        """Count what the platform has taken of refused lists, and return what it has not."""
        before = self.report.counts[change.kind]
        left = [doubt._replace(numbers=self._missing(change, doubt.numbers, current)) for doubt in doubtful]
        left = [doubt for doubt in left if doubt.numbers]
        if change.kind == REDIALLED and self.report.counts[change.kind] > before:
            self._open += [(Chunk(doubt.numbers), doubt.error) for doubt in left]
            return []
        return left

    def _not_known(self, change: Change, failure: EnswitchError | None = None) -> EnswitchError:
        """Return the error for those of whom is not known whether they are called again, beside another error or not.

        A call in between may have given them the status that they had.
        """
        numbers = [number for chunk, _error in self._open for number in chunk.numbers]
        error = unknown(change, len(numbers), failure or self._open[0][1], former(numbers))
        return error.replace(retryable=failure.retryable, hint=failure.hint) if failure else error

    def _refuse_unexplained(self, numbers: t.Sequence[str], error: EnswitchError, current: Current) -> None:
        """Raise an error where the campaign has unexpected rows.

        They may be the very numbers that are looked for, in a form of the platform's own (API notes, section 4).
        """
        unknown = current.rows + current.others - self._rows
        if unknown <= 0:
            return
        fresh = dict.fromkeys(key for key in current.status if key not in self._before.status)
        pairs = list(near_duplicates(dict.fromkeys(map(canonical, numbers)), fresh))
        text = "{0} The campaign has {1} numbers that were not sent".format(error.text, unknown)
        if pairs:
            self._count(ADDED, min(unknown, len(pairs)))
            text += ", such as {1}: it may be {0} in a form of the platform's own".format(*pairs[0])
        text += ". So nothing was sent again."
        hint = "Look at the numbers of the campaign before you run the task again."
        raise error.replace(text=text, hint=hint, retryable=True)

    def _missing(self, change: Change, numbers: list[str], current: Current) -> list[str]:
        """Count the numbers for which a change took effect, and return those that still need it.

        Numbers whose call has begun since are neither: they are left alone like any other.
        """
        if change.kind == ADDED:
            missing = [number for number in numbers if current.status_of(number) is None]
            done = len(numbers) - len(missing)
        elif change.kind == REMOVED:
            there = [number for number in numbers if current.holds(number)]
            missing = [number for number in there if not in_progress(current.row(number) or "")]
            done = len(numbers) - len(there)
        elif change.kind == REDIALLED:
            # Those who are as before may have been dialed again already, with the same result: nobody can tell.
            done, missing = effect_of(change, numbers, self._before, current)
        else:
            now = {number: current.row(number) for number in numbers}
            missing = [number for number in numbers if now[number] != change.status and now[number] in STATUSES]
            done = sum(1 for status in now.values() if status == change.status)
        self._count(change.kind, done)
        return missing

    def _relist(self) -> Current:
        return read_numbers(self._listing, self._identity)

    # --- what else may happen ------------------------------------------------------------------------------

    def _watch(self, waiting: collections.deque[Chunk]) -> collections.deque[Chunk]:
        """Leave out what someone else has added since the listing: creating it again could dial it again."""
        count = self._listing.count()
        if count is None or count == self._rows:
            return waiting
        current = self._relist()
        self._rows = current.rows + current.others
        remaining: collections.deque[Chunk] = collections.deque()
        for chunk in waiting:
            numbers = [number for number in chunk.numbers if current.status_of(number) is None]
            self.report.kept += len(chunk.numbers) - len(numbers)
            if numbers:
                remaining.append(chunk.rest(numbers))
        warning = (
            "Something else changes the numbers of this campaign at the same time. Load a campaign from one place."
        )
        if warning not in self.report.warnings:
            self.report.warnings.append(warning)
        return remaining

    def _check_status(self, change: Change, numbers: list[str], current: Current, counted: int) -> None:
        """Find out whether numbers that the platform did not count as changed have their status all the same."""
        done, left = effect_of(change, numbers, self._before, current)
        self._count(change.kind, max(0, counted + done - self.report.counts[change.kind]))
        if left:
            self.report.in_doubt = self.report.in_doubt or change.status == PENDING
            raise without_effect(change, numbers, left)

    def _explain(self, change: Change, short: int, counted: int) -> None:
        """Find out what became of numbers that the platform accepted, but did not count as changed.

        ``counted`` is what was counted before this change.
        """
        current = self._relist()
        refused = {refusal.number for refusal in self.report.refused}
        if change.kind != ADDED:
            accepted = [number for number in change.numbers if number not in refused]
            self._check_status(change, accepted, current, counted)
            return
        left_out = [number for number in change.numbers if number not in refused and current.status_of(number) is None]
        if len(left_out) > short:
            self.report.warnings.append(
                "The platform added {0} numbers fewer than it was given, and stores numbers in a form of its own, so "
                "which ones is not known.".format(short)
            )
            return
        # Those that are there all the same were added by someone else, or the platform counts in its own way.
        self.report.kept += max(0, short - len(left_out))
        if not left_out:
            return
        reason = "the platform left it out without an error"
        self.report.refused += [Refusal(number, reason) for number in left_out]
        self.report.refusal = self.report.refusal or ProtocolError(
            reason,
            category=INVALID_INPUT,
            function=change.function,
            key="dnumbers",
            message=reason,
            hint="Correct the numbers under rejected.",
        )


def _count(lost: t.Sequence[tuple[Chunk, EnswitchError]]) -> int:
    return sum(len(chunk.numbers) for chunk, _error in lost)
