# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""What is known about the campaigns of a run, from its options to the result."""

from __future__ import annotations

import typing as t

from .._api.errors import EnswitchError
from .desired import Desired
from .plan import Campaign, Roster, Step

FAILED = "failed"
SKIPPED = "skipped"


class Settings(t.NamedTuple):
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
    # Called with the plan before anything is written, to keep it or to hold it against a reviewed one.
    review: t.Callable[[Report], None] | None = None


class Entry:
    """What is known about one campaign of the run, from its options to the result."""

    def __init__(self, desired: Desired | None, label: str) -> None:
        self.desired = desired
        self.label = label
        # The desired fields; names become IDs while reading.
        self.fields: dict[str, t.Any] = dict(desired.fields) if desired else {}
        self.customer: int | None = None
        self.roster: Roster | None = None
        self.step: Step | None = None
        self.id: int | None = desired.id if desired else None
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

    def __init__(self, all_desired: t.Sequence[Desired]) -> None:
        self.entries = [Entry(desired, desired.label) for desired in all_desired]
        self.purged: list[Entry] = []
        self.warnings: list[str] = []
        # Names of what IDs refer to, as far as they came up.
        self.labels: dict[tuple[str, int], str] = {}

    @property
    def all(self) -> list[Entry]:
        """Every entry, listed or purged."""
        return self.entries + self.purged

    @property
    def steps(self) -> list[Step]:
        """What was planned, of listed and of purged campaigns."""
        return [entry.step for entry in self.all if entry.step is not None]

    @property
    def failures(self) -> list[Entry]:
        """The entries that failed, in order."""
        return [entry for entry in self.all if entry.error is not None]


def desired_of(entry: Entry) -> Desired:
    """Return the desired campaign of a listed entry. Only purged entries have none."""
    return t.cast(Desired, entry.desired)


def step_of(entry: Entry) -> Step:
    """Return the step of an entry that was planned."""
    return t.cast(Step, entry.step)


def name_of(entry: Entry) -> str:
    """Return the name that a listed entry has, as names are compared; empty where it goes by its ID alone."""
    return (desired_of(entry).name or "").strip()


def attach(entry: Entry, error: EnswitchError) -> None:
    """Note an error at its campaign, and name the campaign in its text unless the text does already."""
    alone = entry.desired is not None and entry.desired.index is None
    entry.error = error if alone else error.about(entry.label)
