# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The values of a run over campaigns. Each is made from the one before, and nothing edits it afterwards.

    Target: listed, found, read -> Resolved: all that is read -> Planned -> Report: an Outcome for each campaign

What goes wrong with one campaign is a value too: its target keeps the error, and later stages pass it on.
"""

from __future__ import annotations

import dataclasses
import typing as t

from .._api.errors import EnswitchError
from .desired import Desired
from .plan import Campaign, Roster, Step
from .render import Labels

FAILED = "failed"
SKIPPED = "skipped"


@dataclasses.dataclass(frozen=True)
class Settings:
    """How a run is done; the options of the same names."""

    state: str = "present"
    purge: bool = False
    max_deletions: int | None = None
    workers: int = 1
    stop_on_error: bool = True
    validate_first: bool = False
    verify: bool = False
    max_changes: int | None = None
    max_enabled: int | None = None
    # Whether people will read what is done, so that names of customers are worth asking for.
    show_names: bool = False
    # Time groups that do not exist yet, as customer and name: in check mode, no warning is due.
    new_timegroups: t.Sequence[tuple[int | str, str]] = ()
    # Of these, names that any customer may use.
    shared_timegroups: t.Collection[str] = ()
    # Whether no other group will be there.
    all_timegroups: bool = False
    # Called with the plan before anything is written, to keep it or to hold it against a reviewed one.
    review: t.Callable[[Planned], None] | None = None


@dataclasses.dataclass(frozen=True, eq=False)
class Target:
    """A listed campaign. In ``fields``, names become IDs; ``error`` says why it cannot be planned.

    ``customer`` is an ID. None stands for the caller's own, or for a name that could not be looked up.
    """

    desired: Desired
    customer: int | None
    fields: t.Mapping[str, t.Any]
    error: EnswitchError | None = None

    @property
    def label(self) -> str:
        """How messages name this campaign."""
        return self.desired.label

    @property
    def name(self) -> str:
        """The name as names are compared; empty where it goes by its ID alone."""
        return self.desired.called.strip()

    def failed(self, error: EnswitchError) -> Target:
        """Return the target with an error."""
        return dataclasses.replace(self, error=attach(self, error))


@dataclasses.dataclass(frozen=True)
class Resolved:
    """All that a plan is made from. ``own`` is the answer to whose the caller's own campaigns are, if that was asked.

    ``refusal`` is an error for which nothing at all may be done.
    """

    targets: tuple[Target, ...]
    rosters: t.Mapping[int | None, Roster]
    labels: Labels
    warnings: tuple[str, ...]
    own: int | EnswitchError | None = None
    refusal: EnswitchError | None = None

    @property
    def customers(self) -> set[int | None]:
        """The IDs of all customers; None where that of the caller's own is not known."""
        own = self.own if isinstance(self.own, int) else None
        return {number if number is not None else roster.own or own for number, roster in self.rosters.items()}

    @property
    def good(self) -> list[Target]:
        """The targets without an error."""
        return [target for target in self.targets if target.error is None]


@dataclasses.dataclass(frozen=True, eq=False)
class Job:
    """A campaign with the step that is planned for it. ``desired`` is None for one that is purged."""

    desired: Desired | None
    label: str
    customer: int | None
    roster: Roster
    step: Step

    @property
    def whose(self) -> int | None:
        """The ID of the customer, also where that is the caller's own, if the platform has told it."""
        if self.customer is not None:
            return self.customer
        return (self.step.before or self.step.after or {}).get("customer") or self.roster.own


@dataclasses.dataclass(frozen=True)
class Planned:
    """What is to be done. A target among ``entries`` could not be planned. ``own``, ``refusal``: as in Resolved."""

    entries: tuple[Target | Job, ...]
    purged: tuple[Job, ...] = ()
    labels: Labels = dataclasses.field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    own: int | EnswitchError | None = None
    refusal: EnswitchError | None = None

    @property
    def jobs(self) -> list[Job]:
        """What was planned, of listed and of purged campaigns."""
        return [job for job in (*self.entries, *self.purged) if isinstance(job, Job)]


@dataclasses.dataclass(frozen=True, eq=False)
class Outcome:
    """What became of one campaign. ``fresh`` is the campaign as it was read back after a write."""

    about: Target | Job
    id: int | None
    error: EnswitchError | None = None
    validated: bool = False
    done: bool = False
    fresh: Campaign | None = None

    @property
    def step(self) -> Step | None:
        """What was planned, if it came to that."""
        return self.about.step if isinstance(self.about, Job) else None

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

    def failed(self, error: EnswitchError) -> Outcome:
        """Return the outcome with an error, after which a write may be done all the same, and was perhaps seen."""
        done = self.done or error.carried_out
        fresh = error.result.get("campaign", self.fresh)
        return dataclasses.replace(self, error=attach(self.about, error), done=done, fresh=fresh)


@dataclasses.dataclass(frozen=True)
class Report:
    """What became of a run, also where it ended early, with ``refusal``. ``warnings`` are for the user."""

    entries: tuple[Outcome, ...] = ()
    purged: tuple[Outcome, ...] = ()
    labels: Labels = dataclasses.field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    refusal: EnswitchError | None = None

    @property
    def all(self) -> tuple[Outcome, ...]:
        """Every entry, listed or purged."""
        return self.entries + self.purged

    @property
    def steps(self) -> list[Step]:
        """What was planned, of listed and of purged campaigns."""
        return [entry.step for entry in self.all if entry.step is not None]

    @property
    def failures(self) -> list[Outcome]:
        """The entries that failed, in order."""
        return [entry for entry in self.all if entry.error is not None]

    @property
    def errors(self) -> list[EnswitchError]:
        """Their errors."""
        return [entry.error for entry in self.all if entry.error is not None]

    def with_outcomes(self, changed: t.Mapping[Outcome, Outcome]) -> Report:
        """Return the report with other outcomes in the place of some."""
        return dataclasses.replace(
            self,
            entries=tuple(changed.get(entry, entry) for entry in self.entries),
            purged=tuple(changed.get(entry, entry) for entry in self.purged),
        )


def listed(all_desired: t.Iterable[Desired], wrong: t.Mapping[int, EnswitchError] | None = None) -> tuple[Target, ...]:
    """Return the campaigns of a list of which nothing was looked up yet. ``wrong`` has the errors of some places."""
    return tuple(
        Target(desired, None, desired.fields, wrong.get(desired.index) if wrong and desired.index is not None else None)
        for desired in all_desired
    )


def begin(planned: Planned, refusal: EnswitchError | None = None) -> Report:
    """Return the report on a run that has carried out nothing yet."""
    entries, purged = tuple(map(_not_begun, planned.entries)), tuple(map(_not_begun, planned.purged))
    return Report(entries, purged, planned.labels, planned.warnings, refusal or planned.refusal)


def _not_begun(about: Target | Job) -> Outcome:
    if isinstance(about, Job):
        return Outcome(about, about.step.id, done=about.step.function is None)
    return Outcome(about, about.desired.id, about.error)


def attach(about: Target | Job, error: EnswitchError) -> EnswitchError:
    """Return an error that names its campaign, unless its text does already, or the task is about that one alone."""
    alone = about.desired is not None and about.desired.index is None
    return error if alone else error.about(about.label)
