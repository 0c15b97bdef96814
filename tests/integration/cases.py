# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cases: one task each, with a look at the platform after it. Many are told at once.

    told = tell([Case("new", {"name": "Survey", "dtype": "queue", "dnumber": "200"}), Case(…)])
    assert told["new"].result["operation"] == "created" and len(told["new"].writes) == 1

:class:`InProcess` runs the modules in this process, on a simulated platform that takes no time: a case takes some
milliseconds. :class:`Played` plays the same cases as one playbook; with ``--both-ways`` all of them are told so.
"""

from __future__ import annotations

import abc
import collections
import dataclasses
import pathlib
import typing as t
from collections.abc import Iterator

from faults.inprocess import run_module
from faults.platform import URL, Platform
from integration.playing import Player, Result, Task, assert_contract, credentials, task

# The campaign whose numbers are looked at after each case.
CAMPAIGN = 11
Request = tuple[str, str, t.Any]
LOOK: list[Request] = [
    ("GET", "journal", None),
    ("GET", "state", None),
    ("GET", f"destinations?campaign={CAMPAIGN}", None),
]


@dataclasses.dataclass
class Case:
    """One task, and what is prepared for it.

    ``server``: options of the simulator. ``username`` None: no connection options but those in ``options``.
    ``keywords``: of the task, such as ``environment``; only a playbook has them. ``again``: do it a second time, after
    the look at the platform.
    """

    name: str
    options: dict[str, t.Any]
    module: str = "bulk_campaign"
    check: bool = False
    diff: bool = False
    username: str | None = "admin"
    server: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    seed: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    faults: list[dict[str, t.Any]] = dataclasses.field(default_factory=list)
    keywords: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    again: bool = False

    def __str__(self) -> str:
        return self.name


@dataclasses.dataclass(frozen=True)
class CaseOutcome:
    """What became of a case: the task's result, its calls, what the platform has after it, and the second time."""

    result: Result
    journal: list[dict[str, t.Any]]
    state: dict[str, t.Any]
    numbers: dict[str, str]
    second: CaseOutcome | None = None

    @property
    def again(self) -> CaseOutcome:
        """What became of it the second time."""
        assert self.second is not None
        return self.second

    @property
    def done(self) -> CaseOutcome:
        """Itself, if the task did not fail, and if it counted its requests as the platform did."""
        assert not self.result["failed"], self.result
        assert self.result["requests"] == dict(collections.Counter(self.functions))
        return self

    @property
    def error(self) -> dict[str, t.Any]:
        """The ``error`` of a failed task, whose sentence has to be one."""
        assert self.result["failed"] and "error" in self.result, self.result
        assert self.result["msg"].endswith(".") and "\n" not in self.result["msg"], self.result["msg"]
        error: dict[str, t.Any] = self.result["error"]
        return error

    @property
    def writes(self) -> list[dict[str, t.Any]]:
        """The calls that would change something, not only validate it."""
        return [call for call in self.journal if call["write"]]

    @property
    def validations(self) -> list[dict[str, t.Any]]:
        """The calls with validation=1."""
        return [call for call in self.journal if call["validation"]]

    @property
    def functions(self) -> list[str]:
        """The functions that were called, in order."""
        return [call["function"] for call in self.journal]

    @property
    def campaigns(self) -> list[dict[str, t.Any]]:
        """The campaigns on the platform."""
        rows: list[dict[str, t.Any]] = self.state["campaigns"]
        return rows

    @property
    def summary(self) -> dict[str, int]:
        """The counts of the result that are not 0."""
        return {name: count for name, count in self.result["summary"].items() if count}


Told = dict[str, CaseOutcome]
# What is asked of the platform, and the task after it; after the last task it is only asked.
Script = list[tuple[list[Request], Case | None]]


def _script(cases: t.Sequence[Case], server: t.Mapping[str, t.Any] | None) -> Script:
    """``server``: that of a story, whose cases follow one another. Otherwise each has a fresh one."""
    script: Script = []
    before: list[Request] = [] if server is None else [("POST", "reset", server)]
    for case in cases:
        assert server is None or not case.server, "the server is that of the whole story"
        before += [("POST", "reset", case.server)] if server is None else [("DELETE", "faults", None)]
        before += [("DELETE", "journal", None)]
        before += [("POST", "seed", case.seed)] if case.seed else []
        before += [("POST", "faults", fault) for fault in case.faults]
        script.append((before, case))
        if case.again:
            script.append(([*LOOK, ("DELETE", "journal", None)], case))
        before = list(LOOK)
    return [*script, (before, None)]


class Teller(abc.ABC):
    """Tells cases."""

    url: str

    @property
    def origin(self) -> str:
        """Scheme, host and port of the platform."""
        return self.url.removesuffix("/api/json/")

    def __call__(self, cases: t.Sequence[Case], warnings: t.Sequence[str] | None = ()) -> Told:
        """Tell cases that do not see one another. ``warnings``: how all begin that are to be given; None: any."""
        return self._tell(cases, warnings, None)

    def story(self, cases: t.Sequence[Case], warnings: t.Sequence[str] | None = (), **server: t.Any) -> Told:
        """Tell cases each of which finds what the one before it left; only journal and faults begin anew."""
        return self._tell(cases, warnings, server)

    def _tell(self, cases: t.Sequence[Case], warnings: t.Sequence[str] | None, server: dict[str, t.Any] | None) -> Told:
        assert len({case.name for case in cases}) == len(cases), "two cases have the same name"
        results, looks = self._perform(_script(cases, server), warnings)
        found: Iterator[CaseOutcome] = map(_outcome, results, looks)
        told = {case.name: (next(found), next(found) if case.again else None) for case in cases}
        return {name: dataclasses.replace(first, second=second) for name, (first, second) in told.items()}

    @abc.abstractmethod
    def _perform(self, script: Script, warnings: t.Sequence[str] | None) -> tuple[list[Result], list[list[t.Any]]]:
        """The results of the tasks, and what was answered after each."""

    def _options(self, case: Case) -> dict[str, t.Any]:
        return {**({"api_url": self.url, **credentials(case.username)} if case.username else {}), **case.options}


def _outcome(result: Result, look: list[t.Any]) -> CaseOutcome:
    journal, state, destinations = look[: len(LOOK)]
    assert_contract(journal["calls"])
    numbers = {row["dnumber"]: row["status"] for row in destinations["destinations"]}
    return CaseOutcome(result, journal["calls"], state, numbers)


class InProcess(Teller):
    """Runs the modules in this process."""

    url = URL

    def __init__(self, folder: pathlib.Path) -> None:
        self._platform = Platform(folder)

    def _perform(self, script: Script, warnings: t.Sequence[str] | None) -> tuple[list[Result], list[list[t.Any]]]:
        results, looks = [], []
        given: set[str] = set()
        for requests, case in script:
            looks.append([self._ask(*request) for request in requests])
            if case is None:
                continue
            assert not case.keywords, "only a playbook has keywords"
            with self._platform.reachable():
                ended = run_module(case.module, self._options(case), check=case.check, diff=case.diff)
            given |= set(ended.warnings)
            said = {"warnings": ended.warnings} if ended.warnings else {}
            results.append({**said, "changed": False, **ended.result, "failed": ended.failed})
        if warnings is not None:
            unexpected = [warning for warning in given if not warning.startswith(tuple(warnings))]
            assert not unexpected and len(given) == len(warnings), given
        return results, looks[1:]

    def _ask(self, method: str, path: str, body: t.Any) -> t.Any:
        """Do what the simulator's control interface does."""
        platform = self._platform
        if method == "DELETE":
            return platform.forget(path)
        if method == "POST":
            if path == "reset":
                return platform.reset(**body)
            return platform.seed(body) if path == "seed" else platform.fault(**body)
        if path == "journal":
            return {"calls": platform.journal()}
        return platform.objects() if path == "state" else {"destinations": platform.destinations(CAMPAIGN)}


class Played(Teller):
    """Plays cases as the tasks of one playbook."""

    def __init__(self, play: Player) -> None:
        self._play = play
        play.server.reset()
        # That of a server without a prefix.
        self.url = play.server.url

    def _perform(self, script: Script, warnings: t.Sequence[str] | None) -> tuple[list[Result], list[list[t.Any]]]:
        self._play.server.reset()
        tasks: list[Task] = []
        for number, (requests, case) in enumerate(script):
            # What the next task needs goes with the look at the one before: each task costs a process.
            tasks.append(self._play.control(f"look {number}", *requests))
            if case is not None:
                played = task(case.module, f"task {number}: {case}", case.keywords, **self._options(case))
                tasks.append({"check_mode": case.check, "diff": case.diff, "ignore_errors": True, **played})
        outcome = self._play.told(tasks, warnings)
        results = [outcome.result(f"task {number}: {case}") for number, (_look, case) in enumerate(script) if case]
        return results, [outcome.result(f"look {number}")["answers"] for number in range(1, len(script))]
