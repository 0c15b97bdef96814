# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A playbook that runs while the test goes on: its module can be watched, held, and killed.

    with Running(play, [task(…)]) as run:
        run.until(lambda calls: len(created(calls)) >= 100)
        run.kill_module()
    assert run.outcome.rc != 0

The moment is always found in the server's journal, never by waiting for some time.
"""

from __future__ import annotations

import collections
import concurrent.futures
import contextlib
import os
import pathlib
import signal
import subprocess
import typing as t
from types import TracebackType

from integration.playing import Outcome, Player, Task

Calls = list[dict[str, t.Any]]
# Seconds between two looks at the journal, so that looking does not take the processor from what is looked at.
LOOK = 0.02


class Running:
    """One run of ansible-playbook. What is held goes on when the block is left, and its end is waited for."""

    def __init__(self, play: Player, what: str | pathlib.Path | t.Sequence[Task], **options: t.Any) -> None:
        self._play = play
        self._what = what
        # In a process of its own, the module can be held and killed.
        self._options = {"extra_vars": {"enswitch_in_process": False}, **options}
        self._held: set[int] = set()
        self._pool = concurrent.futures.ThreadPoolExecutor(1)

    def __enter__(self) -> Running:
        journal = self._play.server.journal()
        self._since = max((call["seq"] for call in journal), default=0)
        self._run = self._pool.submit(self._play, self._what, **self._options)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.let_go()
        self._pool.shutdown()

    @property
    def outcome(self) -> Outcome:
        """What came of it, when it has ended."""
        return self._run.result()

    def until(self, reached: t.Callable[[Calls], bool]) -> None:
        """Come back when the calls since the beginning are as wanted. The run must not end before."""
        calls: Calls = []
        while True:
            ended = self._run.done()
            calls += self._play.server.journal(calls[-1]["seq"] if calls else self._since)
            if reached(calls):
                return
            assert not ended, f"the run has ended before it was so far: {self._run.result()}"
            # The next look is then, or when the run ends.
            concurrent.futures.wait([self._run], LOOK)

    def kill_module(self) -> None:
        """SIGKILL for the processes of the module, while it runs."""
        processes = self._module()
        assert processes, "the module has ended before it could be killed"
        _signal(processes, signal.SIGKILL)

    def hold_module(self) -> None:
        """Let the module stand still, until let_go()."""
        self._held = self._module()
        assert self._held, "the module has ended before it could be held"
        _signal(self._held, signal.SIGSTOP)

    def let_go(self) -> None:
        """Let the module go on."""
        _signal(self._held, signal.SIGCONT)
        self._held = set()

    def _module(self) -> set[int]:
        """The processes of modules of this collection that descend from this test."""
        return {pid for pid, command in descendants(os.getpid()).items() if "AnsiballZ_bulk_" in command}


def descendants(root: int) -> dict[int, str]:
    """The processes that descend from one, with their command lines."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=True,
    )
    children = collections.defaultdict(list)
    for line in listed.stdout.splitlines():
        pid, parent, *command = line.split(None, 2)
        children[int(parent)].append((int(pid), "".join(command)))
    found: dict[int, str] = {}
    waiting = [root]
    while waiting:
        below = children[waiting.pop()]
        found.update(below)
        waiting += [pid for pid, _command in below]
    return found


def kill_tree(root: int) -> None:
    """SIGKILL for a process and all below it, whatever session they are in. One that is stopped starts no others."""
    stopped: set[int] = set()
    found = {root}
    while found:
        _signal(found, signal.SIGSTOP)
        stopped |= found
        found = set(descendants(root)) - stopped
    _signal(stopped, signal.SIGKILL)


def _signal(processes: t.Iterable[int], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)
