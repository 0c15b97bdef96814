# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The roles launch, stop and restore, killed anywhere and run again, with answers that get lost on the way.

ROLE_KILLS says how many seeds are played of each.
"""

from __future__ import annotations

import collections
import contextlib
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import typing as t

import pytest
from integration.playing import Player, Task
from integration.running import Calls
from integration.test_role_launch import CAMPAIGN, REACHED, dialed, launch
from integration.test_roles import enabled, recorded, role
from simulator.testing import Simulator

# What is killed is the same on every ansible-core.
pytestmark = pytest.mark.any_core

SEEDS = range(1, int(os.environ.get("ROLE_KILLS", "2")) + 1)
# Seconds that each answer takes, and between two looks at the journal.
LATENCY, LOOK = 0.03, 0.03
# What a launch writes with.
WRITES = ("bulk/destinations/create", "bulk/campaigns/create", "bulk/campaigns/update")


def kill_when(play: Player, tasks: t.Sequence[Task], folder: pathlib.Path, reached: t.Callable[[Calls], bool]) -> bool:
    """Play these tasks and kill all of the run when its calls are as wanted. Says whether it was killed."""
    playbook = folder / "killed.yml"
    playbook.write_text(json.dumps([play.wrapped(tasks)]), encoding="utf-8")
    since = max((call["seq"] for call in play.server.journal()), default=0)
    command = [str(pathlib.Path(sys.executable).parent / "ansible-playbook"), str(playbook)]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = play.environment(folder, TMPDIR=str(folder))
    with subprocess.Popen(command, cwd=folder, env=environment, **quiet) as process:
        calls: Calls = []
        while True:
            calls += play.server.journal(calls[-1]["seq"] if calls else since)
            if reached(calls):
                break
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(LOOK)
                return False
        # It may start no more workers while they are looked for.
        process.send_signal(signal.SIGSTOP)
        for child in [*children(process.pid), process.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return process.wait() == -signal.SIGKILL


def children(parent: int) -> list[int]:
    """All processes below this one: a worker of Ansible has its own session, which no signal to a group reaches."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, encoding="utf-8", check=True)
    pairs = [(int(pid), int(above)) for pid, above in map(str.split, listed.stdout.splitlines())]
    found = [parent]
    for process in found:
        found += [pid for pid, above in pairs if above == process]
    return found[1:]


def lose_some(server: Simulator, chosen: random.Random, functions: t.Sequence[str]) -> None:
    """The answer to one later call of one of these functions gets lost, with its work done or not."""
    server.fault(chosen.choice(functions), chosen.choice(["drop_before", "drop_after"]), after=chosen.randrange(3))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_launch_that_is_killed_anywhere_calls_each_number_once(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path, seed: int
) -> None:
    chosen = random.Random(seed)
    simulator.options(latency=LATENCY)
    numbers, stopped = REACHED[:24], REACHED[3]
    (tmp_path / "stop.txt").write_text(stopped + "\n", encoding="utf-8")
    tasks = [
        launch(
            numbers,
            tmp_path,
            launch_campaign={**CAMPAIGN, "maximum": 50, "attempts": 1},
            launch_do_not_call=str(tmp_path / "stop.txt"),
            launch_waves=[5, 10],
            launch_min_success=50,
        )
    ]
    simulator.speed(20000)
    requests, called = chosen.randrange(1, 42), chosen.randrange(1, len(numbers) - 1)
    lose_some(simulator, chosen, WRITES)
    # A lost answer may end this one before.
    kill_when(play, tasks, tmp_path, lambda calls: len(calls) >= requests)
    lose_some(simulator, chosen, WRITES[:1])
    killed = kill_when(play, tasks, tmp_path, lambda _calls: len(simulator.calls()) >= called)
    if not killed:
        simulator.clear_faults()
        killed = kill_when(play, tasks, tmp_path, lambda _calls: len(simulator.calls()) >= called)
    called_before = dialed(simulator)
    simulator.clear_faults()
    outcome = play(tasks)
    simulator.speed(0)
    assert outcome.rc == 0, outcome.stdout
    assert killed and len(called_before) >= called
    wanted = dict.fromkeys([number for number in numbers if number != stopped], 1)
    assert dialed(simulator) == wanted
    (campaign,) = simulator.state()["campaigns"]
    assert collections.Counter(row["dnumber"] for row in simulator.destinations(campaign["id"])) == wanted


def written(count: int) -> t.Callable[[Calls], bool]:
    """Whether there are so many writes."""
    return lambda calls: len([call for call in calls if call["write"]]) >= count


CUSTOMERS, EACH = 4, 3


@pytest.fixture
def many(simulator: Simulator) -> Simulator:
    """Twelve campaigns of four customers, of which nine run."""
    simulator.reset(latency=LATENCY)
    simulator.seed(
        customers=[{"id": 100 + number, "name": f"Customer {number}"} for number in range(CUSTOMERS)],
        campaigns=[
            {"id": row + 1, "name": f"Campaign {row}", "customer": 100 + row % CUSTOMERS, "enabled": int(row % 4 != 3)}
            for row in range(CUSTOMERS * EACH)
        ],
    )
    return simulator


@pytest.mark.parametrize("seed", SEEDS)
def test_a_stop_and_a_restore_that_are_killed_anywhere_are_right_when_run_again(
    play: Player, many: Simulator, tmp_path: pathlib.Path, seed: int
) -> None:
    chosen = random.Random(seed)
    record = tmp_path / "record.json"
    before, ran = many.state()["campaigns"], enabled(many)
    stop = [role("stop", stop_all_customers=True, stop_record=str(record), stop_workers=2)]
    restore = [role("restore", restore_record=str(record), restore_workers=2)]

    lose_some(many, chosen, ["bulk/campaigns/update"])
    stopped_early = kill_when(play, stop, tmp_path, written(chosen.randrange(1, len(ran))))
    # Whatever is disabled by now is known to the record.
    assert set(ran) - set(enabled(many)) <= set(recorded(record) if record.exists() else [])
    many.clear_faults()
    assert play(stop).rc == 0
    assert enabled(many) == [] and recorded(record) == ran

    lose_some(many, chosen, ["bulk/campaigns/update"])
    restored_early = kill_when(play, restore, tmp_path, written(chosen.randrange(1, len(ran))))
    # Whatever is not enabled yet is still on the record.
    assert set(ran) - set(enabled(many)) <= set(recorded(record))
    many.clear_faults()
    assert play(restore).rc == 0
    assert many.state()["campaigns"] == before and recorded(record) == []
    assert stopped_early and restored_early, "nothing was interrupted"
