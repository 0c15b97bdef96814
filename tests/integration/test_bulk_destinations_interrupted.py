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
from integration.loading import CREATE, DELETE, TARGET, UPDATE, created, seed
from integration.playing import Player, Task, task
from integration.running import Calls, Running
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

LONG = [f"1212{number:07}" for number in range(20000)]
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
    moments = sorted(random.Random(chosen).sample(range(5, len(LONG) // CHUNK - 20), KILLS))
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


LISTED = [f"212555{number:04}" for number in range(300)]
OTHERS = [f"212556{number:04}" for number in range(100)]
# What is killed -> its options, the function to look at, and how many of its calls have to be there.
KILLED: dict[str, tuple[dict[str, t.Any], str, int]] = {
    "deletes": ({"numbers": LISTED, "purge": True, "chunk_size": CHUNK}, DELETE, 30),
    "cancels": ({"numbers": LISTED, "purge": True, "removal": "cancel", "chunk_size": 10}, UPDATE, 4),
    "calls again": (
        {"numbers": OTHERS, "existing": "set_status", "allow_redial": True, "max_redial": 100, "chunk_size": 10},
        UPDATE,
        4,
    ),
}


@pytest.mark.parametrize("name", KILLED)
def test_what_was_killed_is_finished_by_running_it_again(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path, name: str
) -> None:
    options, function, count = KILLED[name]
    has = {**dict.fromkeys(LISTED[:100], "success"), **dict.fromkeys(OTHERS, "failed")}
    simulator.seed(**seed(has))
    simulator.fault(function, "delay", after=count - 1, count=None, seconds=HELD)

    def far(calls: Calls) -> bool:
        return len([call for call in calls if call["function"] == function]) >= count

    with Running(play, load(**options), quiet=False, env={"TMPDIR": str(tmp_path)}) as run:
        run.until(far)
        run.kill_module()
    assert run.outcome.rc != 0
    simulator.clear_faults()
    assert statuses(simulator) != has
    outcome = play(load(**options))
    assert outcome.rc == 0 and outcome.result()["changed"] is True
    wanted = {
        "deletes": {**dict.fromkeys(LISTED, "pending"), **dict.fromkeys(LISTED[:100], "success")},
        "cancels": {
            **dict.fromkeys(LISTED, "pending"),
            **dict.fromkeys(LISTED[:100], "success"),
            **dict.fromkeys(OTHERS, "cancelled"),
        },
        "calls again": {**dict.fromkeys(LISTED[:100], "success"), **dict.fromkeys(OTHERS, "pending")},
    }
    assert statuses(simulator) == wanted[name]
    # Nothing was done to anybody twice.
    done = collections.Counter[str]()
    for call in simulator.writes():
        if call["took_effect"]:
            done.update(call["parameters"].get("dnumbers", call["parameters"].get("dnumber")).split(","))
    assert set(done.values()) == {1}


# --- two at once -------------------------------------------------------------------------------------------

SHARED = [f"1212{number:07}" for number in range(400)]


def _both(simulator: Simulator, *runs: Running) -> None:
    """Two loads of the same list have ended: everybody is there, and is called once."""
    for run in runs:
        assert run.outcome.rc == 0, run.outcome.stdout
    simulator.speed(0)
    simulator.advance(3600)
    summaries = [run.outcome.result()["summary"] for run in runs]
    assert sum(summary["added"] for summary in summaries) == len(SHARED)
    assert sum(summary["kept"] for summary in summaries) == len(SHARED)
    once_each(simulator, SHARED)
    assert collections.Counter(call["dnumber"] for call in simulator.calls()) == dict.fromkeys(SHARED, 1)


def test_two_runs_on_one_machine_wait_for_each_other(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    """One of them stands still after its first chunk. The other finds the campaign, and does nothing to it."""
    simulator.seed(**seed(**DIALLER))
    simulator.speed(100)
    (tmp_path / "list.txt").write_text("\n".join(SHARED), encoding="utf-8")
    tasks = load(src=str(tmp_path / "list.txt"), chunk_size=20, workers=1, retry_max_delay=0.1)
    simulator.fault(CREATE, "delay", seconds=4)
    with Running(play, tasks) as first:
        first.until(lambda calls: len(created(calls)) >= 20)
        first.hold_module()
        with Running(play, tasks) as second:
            second.until(lambda calls: [call["function"] for call in calls] == ["bulk/campaigns/list"])
            first.let_go()
    _both(simulator, first, second)
    assert first.outcome.result()["summary"]["added"] == len(SHARED)


def test_two_runs_on_two_machines_see_each_other(play: Player, simulator: Simulator, tmp_path: pathlib.Path) -> None:
    """One of them stands still after its first chunk, while the other loads everything and the dialler calls it."""
    simulator.seed(**seed(**DIALLER))
    (tmp_path / "list.txt").write_text("\n".join(SHARED), encoding="utf-8")
    tasks = load(src=str(tmp_path / "list.txt"), chunk_size=20, workers=1)
    # Its answer is late, so that there is time to hold the run.
    simulator.fault(CREATE, "delay", seconds=4)
    # Machines do not share the folder for temporary files.
    (tmp_path / "elsewhere").mkdir()
    with Running(play, tasks, quiet=False, env={"TMPDIR": str(tmp_path / "elsewhere")}) as first:
        first.until(lambda calls: len(created(calls)) >= 20)
        first.hold_module()
        with Running(play, tasks) as second:
            pass
        simulator.advance(600)
        assert {row["status"] for row in simulator.destinations(CAMPAIGN)} == {"success", "failed"}
    _both(simulator, first, second)
    assert "Something else changes the numbers" in first.outcome.result()["warnings"][0]
