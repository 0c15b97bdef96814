# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The numbers of a campaign: what is there + what is wanted -> a plan. Pure functions, no requests.

The rule that everything here serves: a number that was called is never put back to pending unless the
task says so explicitly, since the platform would call that person again (API notes, section 4).
"""

from __future__ import annotations

import collections
import typing as t
from dataclasses import dataclass, field

from .._api import functions
from .._api.errors import ProtocolError, UsageError
from .._api.written import out_of_range
from .grammar import canonical
from .numbers import NAMED

PENDING = "pending"
SUCCESS = "success"
FAILED = "failed"
CANCELLED = "cancelled"
# The documented ones, the most cautious first. Any other means that a call may be up (API notes, section 4).
STATUSES = (PENDING, SUCCESS, FAILED, CANCELLED)
_CAUTION = {status: number for number, status in enumerate(STATUSES)}
OTHER = "other"
# The status of a row that has none. It counts as a call in progress.
UNTOLD = ""

PRESENT = "present"
ABSENT = "absent"
KEEP = "keep"
SET_STATUS = "set_status"
DELETE = "delete"
CANCEL = "cancel"

# What a plan does; also the names of the counts in the summary.
ADDED = "added"
REDIALLED = "redialled"
STATUS_CHANGED = "status_changed"
REMOVED = "removed"
CANCELLED_COUNT = "cancelled"


def in_progress(status: str) -> bool:
    """Tell whether a status is none of the documented ones, so that a call may be up."""
    return status not in _CAUTION


class Current:
    """The numbers that a campaign has, by canonical form.

    Where the platform holds several spellings of one person, the most cautious status counts: a call in
    progress, then pending, then success. The statuses of a million rows are a few shared strings.
    """

    def __init__(self, identity: t.Callable[[str], str] = canonical) -> None:
        self._identity = identity
        self._shared: dict[str, str] = {}
        self._spelling: dict[str, str] = {}
        self._twins: dict[str, list[tuple[str, str]]] = {}
        self.status: dict[str, str] = {}
        # Rows that are numbers, and rows that are something else, such as an extension: those are left alone.
        self.rows = 0
        self.others = 0
        # Numbers that cannot be named in a list of numbers.
        self.left_alone: set[str] = set()
        self.counts: collections.Counter[str] = collections.Counter()

    def add(self, dnumber: str, status: str) -> bool:
        """Take a row in. Return False where this very spelling is there already."""
        status = self._shared.setdefault(status, status)
        key = self._identity(dnumber)
        known = self.status.get(key)
        if known is None:
            self.status[key] = status
            if key != dnumber:
                self._spelling[key] = dnumber
        else:
            rows = self.of(key)
            if any(spelling == dnumber for spelling, _status in rows):
                return False
            self._twins[key] = [*rows, (dnumber, status)]
            if _CAUTION.get(status, -1) < _CAUTION.get(known, -1):
                self.status[key] = status
        self.rows += 1
        self.counts[status] += 1
        return True

    def of(self, key: str) -> list[tuple[str, str]]:
        """Return the rows (spelling as stored, status) of a person who is there."""
        return self._twins.get(key) or [(self._spelling.get(key, key), self.status[key])]

    def spelled(self) -> t.Iterator[tuple[str, str]]:
        """Yield each person with each spelling of theirs that is not the digits alone."""
        for key in self.status:
            for spelling, _status in self.of(key):
                if not (spelling[1:] if spelling[:1] == "+" else spelling).isdigit():
                    yield key, spelling

    def status_of(self, spelling: str) -> str | None:
        """Return the status of the person whom a spelling belongs to, or None where there is none."""
        return self.status.get(self._identity(spelling))

    def row(self, spelling: str) -> str | None:
        """Return the status of the row of exactly this spelling, or None where there is no such row."""
        key = self._identity(spelling)
        if key not in self.status:
            return None
        return next((status for stored, status in self.of(key) if stored == spelling), None)

    def holds(self, spelling: str) -> bool:
        """Tell whether a row of exactly this spelling is there."""
        return self.row(spelling) is not None


@dataclass(frozen=True)
class Options:
    """What a task asks for, apart from the numbers. Limits are counts of numbers; None is no limit."""

    state: str = PRESENT
    status: str = PENDING
    purge: bool = False
    existing: str = KEEP
    allow_redial: bool = False
    max_redial: int | None = None
    max_added: int | None = None
    max_removed: int | None = None
    removal: str = DELETE
    # How many numbers of the list count, from its beginning; None: all.
    first: int | None = None


@dataclass
class Plan:
    """What will be done. The lists hold spellings: those of the task to add, those of the platform otherwise."""

    status: str
    add: list[str] = field(default_factory=list)
    redial: list[str] = field(default_factory=list)
    change: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    cancel: list[str] = field(default_factory=list)
    # How many of those who go, at the end of their list, go only when all who come are there.
    last: int = 0
    # Everything goes and nothing stays: one call may delete all.
    everything: bool = False
    kept: int = 0
    excluded: int = 0
    in_progress: int = 0
    # Persons with a call in progress who are not to be called after it, and are left alone all the same.
    left_in_call: int = 0
    # Numbers that may have to go or to change, if the platform only told their status.
    untold: list[str] = field(default_factory=list)
    # Listed numbers to remove or to change that are not there; the latter are added.
    not_found: int = 0
    # The listed numbers that count, by the status that they have or get.
    listed: collections.Counter[str] = field(default_factory=collections.Counter)
    # Statuses among those that redial would dial again.
    redial_from: collections.Counter[str] = field(default_factory=collections.Counter)
    # Counts by status, and the first numbers that change, with their status.
    before: collections.Counter[str] = field(default_factory=collections.Counter)
    after: collections.Counter[str] = field(default_factory=collections.Counter)
    gone: list[tuple[str, str]] = field(default_factory=list)
    come: list[tuple[str, str]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.add or self.redial or self.change or self.remove or self.cancel)

    @property
    def going(self) -> int:
        """How many numbers of the campaign change or go."""
        return len(self.redial) + len(self.change) + len(self.remove) + len(self.cancel)

    def counts(self) -> dict[str, int]:
        """Return how many numbers each kind of change concerns."""
        return {
            ADDED: len(self.add),
            REDIALLED: len(self.redial),
            STATUS_CHANGED: len(self.change),
            REMOVED: len(self.remove),
            CANCELLED_COUNT: len(self.cancel),
        }

    def _move(self, spelling: str, before: str, after: str | None) -> None:
        self.after[before] -= 1
        if len(self.gone) < NAMED:
            self.gone.append((spelling, before))
        if after is not None:
            self.after[after] += 1
            if len(self.come) < NAMED:
                self.come.append((spelling, after))

    def put_in(self, spelling: str) -> None:
        """Plan to add a number. What this does to the counts is for make_plan(): there may be a million."""
        self.add.append(spelling)
        if len(self.come) < NAMED:
            self.come.append((spelling, self.status))

    def take_out(self, rows: t.Iterable[tuple[str, str]], removal: str) -> bool:
        """Plan to delete the rows of a person, or to cancel them. Return whether there is anything to do."""
        touched = False
        for spelling, status in rows:
            if removal == DELETE:
                self.remove.append(spelling)
                self._move(spelling, status, None)
            elif status != CANCELLED and not in_progress(status):
                self.cancel.append(spelling)
                self._move(spelling, status, CANCELLED)
            else:
                continue
            touched = True
        return touched

    def set_status(self, rows: t.Sequence[tuple[str, str]]) -> bool:
        """Plan to give the rows of a person the wanted status. Return whether there is anything to do."""
        if self.status == PENDING:
            # One call is enough, however many spellings of the person there are.
            spelling, status = rows[0]
            self.redial.append(spelling)
            self.redial_from[status] += 1
            self._move(spelling, status, PENDING)
            return True
        touched = False
        for spelling, status in rows:
            if status != self.status:
                self.change.append(spelling)
                self._move(spelling, status, self.status)
                touched = True
        return touched


def check_options(options: Options) -> None:
    """Raise UsageError for options that cannot be meant together. Nothing has been sent yet."""
    for name, limit in (
        ("max_added", options.max_added),
        ("max_redial", options.max_redial),
        ("max_removed", options.max_removed),
    ):
        if limit is not None and limit < 0:
            raise out_of_range(name, "0 or more", limit)
    if options.state == ABSENT and options.purge:
        raise UsageError(
            "purge and state=absent exclude each other.",
            key="purge",
            hint="purge removes what is not listed, state=absent removes what is listed.",
        )
    if options.first is not None:
        if options.first < 0:
            raise out_of_range("first", "0 or more", options.first)
        if options.state == ABSENT or options.purge or options.existing != KEEP:
            raise UsageError(
                "first cannot be used with state=absent, purge or existing=set_status.",
                key="first",
                hint="It loads a part of a list and leaves the rest of the campaign alone.",
            )
    if options.state == ABSENT and options.existing == SET_STATUS:
        raise UsageError(
            "existing=set_status and state=absent exclude each other.", key="existing", hint="Leave out one of the two."
        )


def check_list(options: Options, wanted: t.Mapping[str, str], excluded: t.Container[str], rejected: int = 0) -> None:
    """Raise UsageError where purge would remove people because the list came out empty or incomplete."""
    if not options.purge or options.max_removed is not None:
        return
    if rejected:
        raise UsageError(
            "purge would remove whoever is meant by {0} that cannot be used as a telephone number. "
            "Nothing was changed.".format("1 entry" if rejected == 1 else "{0} entries".format(rejected)),
            key="purge",
            hint="Correct the entries under rejected, or set max_removed to how many numbers may go.",
        )
    if all(key in excluded for key in wanted):
        raise UsageError(
            "purge with a list that has no number to keep would remove everything.",
            key="purge",
            hint="Set max_removed to how many numbers may go, if that is what you want.",
        )


def make_plan(current: Current, wanted: t.Mapping[str, str], excluded: t.AbstractSet[str], options: Options) -> Plan:
    """Return what leads from what is there to what is wanted.

    ``wanted`` leads from canonical forms to the spellings to send, ``excluded`` holds canonical forms.
    Numbers with a call in progress are in no list of the plan.
    """
    plan = Plan(options.status, before=collections.Counter(current.counts), after=collections.Counter(current.counts))
    plan.in_progress = sum(count for status, count in current.counts.items() if in_progress(status))
    # Who must not be called goes first, whatever else is asked for, unless all rows of the person go anyway.
    if excluded:
        for key, status in current.status.items():
            if key in excluded:
                # Of a person with a call in progress, nothing else would take a row out that is pending beside it.
                goes_anyway = key in wanted if options.state == ABSENT else options.purge and key not in wanted
                if in_progress(status) or not goes_anyway:
                    plan.take_out([row for row in current.of(key) if row[1] == PENDING], options.removal)
    if options.state == ABSENT:
        _plan_absent(plan, current, wanted, excluded, options)
    else:
        _plan_present(plan, current, wanted, excluded, options)
    if plan.in_progress:
        _find_calls(plan, current, wanted, excluded, options)
    plan.everything = (
        len(plan.remove) == current.rows > 1
        and current.others == 0
        and plan.in_progress == 0
        and not (plan.cancel or plan.last)
    )
    plan.after[plan.status] += len(plan.add)
    plan.after = +plan.after
    return plan


def _find_calls(
    plan: Plan,
    current: Current,
    wanted: t.Container[str],
    excluded: t.Container[str],
    options: Options,
) -> None:
    """Find whom the plan is about among those with a call in progress, or without a status."""
    listed = options.state == ABSENT or options.existing == SET_STATUS
    to_call = options.state == PRESENT and options.status == PENDING
    for key, status in current.status.items():
        if in_progress(status) and (key in excluded or (listed if key in wanted else options.purge)):
            plan.left_in_call += key in excluded or key not in wanted or not to_call
            plan.untold += [spelling for spelling, told in current.of(key) if told == UNTOLD]


def _plan_absent(
    plan: Plan,
    current: Current,
    wanted: t.Mapping[str, str],
    excluded: t.AbstractSet[str],
    options: Options,
) -> None:
    for key in wanted:
        plan.excluded += key in excluded
        status = current.status.get(key)
        if status is None:
            plan.not_found += 1
        elif in_progress(status) or not plan.take_out(current.of(key), options.removal):
            plan.kept += 1


def _plan_present(
    plan: Plan,
    current: Current,
    wanted: t.Mapping[str, str],
    excluded: t.AbstractSet[str],
    options: Options,
) -> None:
    # Those who are there count first: a list in another order, or with more on top, loads no more than that.
    keys = wanted if options.first is None else sorted(wanted, key=lambda key: key not in current.status)
    for key in keys:
        spelling = wanted[key]
        if key in excluded:
            plan.excluded += 1
            continue
        if options.first is not None:
            if sum(plan.listed.values()) == options.first:
                continue
            plan.listed[current.status.get(key, options.status)] += 1
        status = current.status.get(key)
        if status is None:
            plan.not_found += options.existing == SET_STATUS
            plan.put_in(spelling)
        elif options.existing == KEEP or in_progress(status) or (status == options.status == PENDING):
            plan.kept += 1
        elif not plan.set_status(current.of(key)):
            plan.kept += 1
    if options.purge:
        going = [key for key, status in current.status.items() if key not in wanted and not in_progress(status)]
        for key in going:
            if key in excluded:
                plan.take_out(current.of(key), options.removal)
        first = plan.going
        for key in going:
            if key not in excluded:
                plan.take_out(current.of(key), options.removal)
        if plan.add and options.max_removed is None:
            # The platform may refuse an entry that means one of them.
            plan.last = plan.going - first


def check_status(plan: Plan) -> None:
    """Raise ProtocolError where the plan is about numbers whose status the platform does not tell.

    Whoever must not be called may be pending; whoever is on the phone must be left alone.
    """
    if plan.untold:
        raise ProtocolError(
            "{0} tells no status of {1} that may have to be removed or changed, first {2!r}. Nothing was "
            "changed.".format(functions.DESTINATIONS_LIST, _numbers(len(plan.untold)), plan.untold[0]),
            function=functions.DESTINATIONS_LIST,
            key="status",
            hint="Look on the platform whether these numbers are still to be called, and report this version of it: "
            "its list has no status.",
        )


def check_limits(plan: Plan, options: Options) -> None:
    """Raise UsageError where the plan goes beyond a limit. To be called before the first write, in check mode too."""
    going = len(plan.remove) + len(plan.cancel)
    redials = len(plan.redial)
    if redials and not options.allow_redial:
        raise UsageError(
            "existing=set_status with status=pending would call {0} again ({1}). Nothing was changed.".format(
                _numbers(redials),
                ", ".join("{0} {1}".format(count, status) for status, count in sorted(plan.redial_from.items())),
            ),
            key="allow_redial",
            hint="If these people are to be called again, set allow_redial to true and max_redial to how many.",
        )
    for option, limit, count, doing in (
        ("max_redial", options.max_redial, redials, "called again"),
        ("max_added", options.max_added, len(plan.add), "added"),
        ("max_removed", options.max_removed, going, "removed or cancelled"),
    ):
        if limit is not None and count > limit:
            raise UsageError(
                "{0} would be {1}, and {2} allows {3}. Nothing was changed.".format(
                    _numbers(count), doing, option, limit
                ),
                key=option,
                hint="Look at the list and at the campaign. If both are right, raise {0}.".format(option),
            )


def _numbers(count: int) -> str:
    return "1 number" if count == 1 else "{0} numbers".format(count)


def by_status(counts: t.Mapping[str, int]) -> dict[str, int]:
    """Return counts by status as results show them: total, the four documented statuses, and all others."""
    shown = {"total": sum(counts.values())}
    shown.update((status, counts.get(status, 0)) for status in STATUSES)
    shown[OTHER] = sum(count for status, count in counts.items() if in_progress(status))
    return shown
