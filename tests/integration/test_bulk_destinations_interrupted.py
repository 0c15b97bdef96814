# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_destinations: runs that are killed, and runs that meet. No number is created twice, and none is forgotten."""

from __future__ import annotations

import collections
import pathlib
import random
import typing as t

import pytest
from integration.cases import CAMPAIGN
from integration.loading import CREATE, TARGET, created, seed
from integration.playing import Player, Task, task
from integration.running import Running
from simulator.testing import Simulator

# How numbers are dealt with is the same on every ansible-core: the targets show that they are taken there.
pytestmark = pytest.mark.any_core

DIALLER = {"enabled": 1, "maximum": 1000, "attempts": 1, "machine": ""}


def load(**options: t.Any) -> list[Task]:
    return [task("bulk_destinations", **{**TARGET, **options})]


def statuses(server: Simulator) -> dict[str, str]:
    return {row["dnumber"]: row["status"] for row in server.destinations(CAMPAIGN)}


def once_each(server: Simulator, numbers: t.Iterable[str]) -> None:
    """Each of these was created with effect once, and nothing else was."""
    assert collections.Counter(created(server.journal())) == dict.fromkeys(numbers, 1)


# --- killed ------------------------------------------------------------------------------------------------

LONG = [f"1212{number:07}" for number in range(5000)]
# 100 numbers are the most that the journal names.
CHUNK = 100
KILLS = 3
# How late answers are, in seconds, so that a run can be killed before it gets them.
HELD = 10


@pytest.mark.parametrize("chosen", [20261123])
def test_a_load_that_is_killed_again_and_again_is_complete_in_the_end(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path, chosen: int
) -> None:
    """The moments are numbers of chunks that are on the server, chosen at random."""
    simulator.seed(**seed())
    (tmp_path / "list.txt").write_text("\n".join(LONG), encoding="utf-8")
    tasks = load(src=str(tmp_path / "list.txt"), chunk_size=CHUNK)
    moments = sorted(random.Random(chosen).sample(range(5, len(LONG) // CHUNK - 10), KILLS))
    there = 0
    for moment in moments:
        missing = moment * CHUNK - there
        if missing > 0:
            # What comes then is done, but answered late: the load cannot be over before it is killed.
            simulator.fault(CREATE, "delay", after=missing // CHUNK - 1, count=None, seconds=HELD)
            # What is killed leaves its temporary files.
            with Running(play, tasks, quiet=False, env={"TMPDIR": str(tmp_path)}) as run:
                run.until(lambda calls, wanted=missing: len(created(calls)) >= wanted)
                run.kill_module()
            assert run.outcome.rc != 0
            simulator.clear_faults()
        there = len(simulator.destinations(CAMPAIGN))
        assert moment * CHUNK <= there < len(LONG)
    outcome = play(tasks)
    assert outcome.rc == 0
    summary = outcome.result()["summary"]
    assert (summary["listed"], summary["added"], summary["kept"]) == (len(LONG), len(LONG) - there, there)
    assert statuses(simulator) == dict.fromkeys(LONG, "pending")
    once_each(simulator, LONG)
    simulator.clear_journal()
    assert play(tasks).result()["changed"] is False and simulator.writes() == []


# --- two at once -------------------------------------------------------------------------------------------

SHARED = [f"1212{number:07}" for number in range(400)]


def test_two_runs_on_one_machine_wait_for_each_other(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    """One of them stands still after its first chunk. The other finds the campaign, and does nothing to it.

    Each has a folder for temporary files of its own, as jobs of a CI runner have.
    """
    (tmp_path / "other").mkdir()
    simulator.seed(**seed(**DIALLER))
    simulator.speed(100)
    (tmp_path / "list.txt").write_text("\n".join(SHARED), encoding="utf-8")
    tasks = load(src=str(tmp_path / "list.txt"), chunk_size=20, workers=1, retry_max_delay=0.1)
    simulator.fault(CREATE, "delay", seconds=4)
    with Running(play, tasks, env={"TMPDIR": str(tmp_path)}) as first:
        first.until(lambda calls: len(created(calls)) >= 20)
        first.hold_module()
        with Running(play, tasks, env={"TMPDIR": str(tmp_path / "other")}) as second:
            second.until(lambda calls: [call["function"] for call in calls] == ["bulk/campaigns/list"])
            first.let_go()
    # Everybody is there, and is called once.
    assert first.outcome.rc == second.outcome.rc == 0, first.outcome.stdout + second.outcome.stdout
    simulator.speed(0)
    simulator.advance(3600)
    assert first.outcome.result()["summary"]["added"] == second.outcome.result()["summary"]["kept"] == len(SHARED)
    once_each(simulator, SHARED)
    assert collections.Counter(call["dnumber"] for call in simulator.calls()) == dict.fromkeys(SHARED, 1)
