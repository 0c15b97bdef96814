# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs steps, two at a time, and prints what each said in order, with the totals at the end."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import json
import os
import pathlib
import shlex
import subprocess
import time
import typing as t

import project

WORKERS = 2


@dataclasses.dataclass(frozen=True)
class Count:
    """How many tests of a step passed and failed. A step without tests of its own counts as one."""

    passed: int
    failed: int


class Failure(Exception):
    """A step failed; the sentence says why, where its output does not."""


class Log:
    """The output of one step: kept in a file until it is that step's turn to be printed."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")

    def write(self, text: str) -> None:
        with self.path.open("a", encoding="utf-8") as handle:
            handle.write(text)

    def run(self, *command: str, cwd: pathlib.Path, environment: dict[str, str]) -> tuple[int, str]:
        """Runs a command without standard input, and returns its exit status and what it printed."""
        self.write(f"$ {shlex.join(shorten(part) for part in command)}\n")
        before = self.path.stat().st_size
        with self.path.open("ab") as handle:
            ran = subprocess.run(
                command,
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=handle,
                stderr=subprocess.STDOUT,
                check=False,
            )
        with self.path.open("rb") as handle:
            handle.seek(before)
            return ran.returncode, handle.read().decode(errors="replace")

    def need(self, *command: str, cwd: pathlib.Path, environment: dict[str, str]) -> str:
        """The same; raises Failure when the exit status is not 0."""
        status, output = self.run(*command, cwd=cwd, environment=environment)
        if status != 0:
            raise Failure(f"{pathlib.Path(command[0]).name} ended with exit status {status}.")
        return output


def shorten(text: str) -> str:
    """Paths below the repository, as one would type them there."""
    return text.replace(f"{project.ROOT}{os.sep}", "")


@dataclasses.dataclass(frozen=True)
class Step:
    """One thing to check. ``work`` raises Failure or returns its count."""

    name: str
    title: str
    work: t.Callable[[Log], Count]


@dataclasses.dataclass(frozen=True)
class Outcome:
    step: Step
    count: Count
    seconds: float
    reason: str


def _perform(step: Step, log: Log) -> Outcome:
    started = time.monotonic()
    reason = ""
    try:
        count = step.work(log)
    except (Failure, project.ProjectError) as failure:
        count, reason = Count(0, 1), str(failure)
    return Outcome(step, count, time.monotonic() - started, reason)


def run(name: str, steps: list[Step], order: t.Sequence[str] = (), last: Step | None = None) -> int:
    """Runs the steps and prints them in their order. Returns the exit status.

    ``order`` names the steps to start first: the long ones. ``last`` is a step that needs what all others leave.
    ``name`` is the file in .cache/results that takes the totals, for `.ci/run`.
    """
    started = time.monotonic()
    first = sorted(steps, key=lambda step: list(order).index(step.name) if step.name in order else len(order))
    outcomes = []
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        logs = {step.name: Log(project.CACHE / "logs" / f"{name}-{step.name}.log") for step in steps}
        futures = {step.name: pool.submit(_perform, step, logs[step.name]) for step in first}
        try:
            for step in steps:
                outcome = futures[step.name].result()
                outcomes.append(outcome)
                _show(outcome, logs[step.name])
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    if last:
        log = Log(project.CACHE / "logs" / f"{name}-{last.name}.log")
        outcomes.append(_perform(last, log))
        _show(outcomes[-1], log)
    return _totals(name, outcomes, time.monotonic() - started)


def _show(outcome: Outcome, log: Log) -> None:
    print(f"\n== {outcome.step.title} ==")
    print(shorten(log.path.read_text(encoding="utf-8", errors="replace")).rstrip())
    if outcome.reason:
        print(outcome.reason)
    verdict = "FAILED" if outcome.count.failed else "ok"
    print(f"-- {outcome.step.title}: {verdict}, {outcome.seconds:.0f} s", flush=True)


def _totals(name: str, outcomes: list[Outcome], seconds: float) -> int:
    print(f"\n== Totals of make {name}: {seconds:.0f} s ==")
    width = max(len(outcome.step.title) for outcome in outcomes)
    for outcome in outcomes:
        verdict = "FAILED" if outcome.count.failed else "ok"
        counted = f"{outcome.count.passed} passed, {outcome.count.failed} failed"
        print(f"{outcome.step.title:<{width}}  {verdict:<6}  {outcome.seconds:4.0f} s  {counted}")
    passed = sum(outcome.count.passed for outcome in outcomes)
    failed = sum(outcome.count.failed for outcome in outcomes)
    project.RESULTS.mkdir(parents=True, exist_ok=True)
    (project.RESULTS / f"{name}.json").write_text(json.dumps({"passed": passed, "failed": failed}), encoding="utf-8")
    print(f"\n{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0
