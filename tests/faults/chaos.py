# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Chaos: random runs of a mixed playbook under random faults, with the dialler on.

    cd tests && python -m faults.chaos --seeds 200 [--first 1]

Each seed is a platform of its own, a playbook of its own, and two to five runs in which calls are lost, late, refused
or answered with rubbish, in which the module is killed, and in which the dialler works. Then all is calm: one run has
to converge, the next one has to change nothing, and nothing and nobody may have been created or called once too often.
It stops at the first seed that fails, and says which it was; `--first SEED --seeds 1` plays it again.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import dataclasses
import os
import pathlib
import sys
import tempfile
import time
import traceback
import typing as t

import conftest

# Here, since it makes the collection importable.
assert conftest.TESTS

from faults.inprocess import Ended, run_module  # noqa: E402
from faults.kinds import LATE_AFTER  # noqa: E402
from faults.platform import Platform  # noqa: E402
from faults.scenarios import QUICK, login  # noqa: E402
from faults.story import Story, check_calls, check_effects, check_end  # noqa: E402
from integration.playing import Player, task  # noqa: E402
from simulator.testing import Simulator  # noqa: E402

# So many seeds in a row are played in this process, and then one as a playbook.
IN_PROCESS = 19


class Killed(BaseException):
    """SIGKILL, as far as it can be had within a process."""


@dataclasses.dataclass
class Tally:
    """What a seed has seen."""

    faults: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    calls: int = 0
    dialled: int = 0
    failed: int = 0
    killed: int = 0

    def add(self, other: Tally) -> None:
        """Sum up."""
        self.faults += other.faults
        self.calls += other.calls
        self.dialled += other.dialled
        self.failed += other.failed
        self.killed += other.killed

    def __str__(self) -> str:
        return (
            f"{self.calls} calls of the API, {sum(self.faults.values())} faults of {len(self.faults)} kinds, "
            f"{self.failed} tasks failed, {self.killed} killed, {self.dialled} calls dialled"
        )


def in_process(story: Story, platform: Platform) -> Tally:
    """Play a seed with the modules in this process. Raises AssertionError."""
    platform.reset(story.objects, **story.server)
    tally = Tally()
    rng = story.rng
    where: dict[int, tuple[int, str]] = {}

    def look() -> None:
        where.update({row["id"]: (row["customer"], row["name"]) for row in platform.campaigns()})

    def weather(function: str, validation: bool) -> None:
        """Before each call: the dialler works, late work is done, something goes wrong, the module is killed."""
        look()
        platform.world.faults.clear()
        if rng.random() < 0.5:
            platform.advance(rng.choice([0, 10, 45, 400]))
        if rng.random() < story.late:
            platform.finish_late_work()
        kind = story.fault()
        platform.late_after = None
        if kind is not None:
            tally.faults[kind.name] += 1
            platform.late_after = rng.randint(0, LATE_AFTER) if kind.late else None
            fields = dict(kind.fault or {})
            platform.fault(function, fields.pop("kind"), **fields)
        elif story.workers == 1 and rng.random() < story.likely / 20:
            # Its call comes to nothing; what it did before stays done.
            tally.killed += 1
            raise Killed

    with platform.reachable():
        for _run in range(story.runs):
            platform.watch = weather
            for module, options in story.tasks:
                try:
                    ended = _task(module, options)
                except Killed:
                    break
                finally:
                    # Whoever runs the playbook again does so when the platform has ended its work.
                    platform.finish_late_work()
                if ended.failed:
                    tally.failed += 1
                    _assert_a_failure_is_told(ended)
                    if rng.random() < 0.5:
                        break
        platform.watch = platform.late_after = None
        platform.world.faults.clear()
        look()
        # Until everybody was called: numbers whose call is up are left alone by everything.
        for _hour in range(24):
            platform.advance(3600)
        _converges([_task(module, options) for module, options in story.tasks])
        look()
        check_end(story, platform.campaigns(), platform.numbers())
        since = platform.journal()[-1]["seq"]
        _changes_nothing([_task(module, options) for module, options in story.tasks])
        assert not [call for call in platform.journal() if call["seq"] > since and call["write"]]
    for _hour in range(24):
        platform.advance(3600)
    journal, calls = platform.journal(), platform.world.dialler.calls()
    check_effects(story, journal, where)
    check_calls(story, calls, where)
    tally.calls, tally.dialled = len(journal), len(calls)
    return tally


def _task(module: str, options: dict[str, t.Any]) -> Ended:
    return run_module(module, {**QUICK, **login(), **options})


def _assert_a_failure_is_told(ended: Ended) -> None:
    assert ended.result["msg"] and ended.error["category"] and ended.error["hint"], ended.result


def _converges(ended: list[Ended]) -> None:
    for one in ended:
        assert not one.failed, f"the calm run fails: {one.result}"


def _changes_nothing(ended: list[Ended]) -> None:
    for one in ended:
        assert not one.failed and one.result["changed"] is False, f"the second calm run: {one.result}"


# --- the same as a playbook --------------------------------------------------------------------------------


def as_playbook(story: Story, play: Player) -> Tally:
    """Play a seed with ansible-playbook and the simulator's server. Raises AssertionError."""
    server = play.server
    server.reset(**story.server)
    server.seed(**story.objects)
    tally = Tally()
    rng = story.rng
    where: dict[int, tuple[int, str]] = {}
    storm = [
        task(module, title, {"ignore_errors": True}, **_hasty(options)) for title, module, options in _named(story)
    ]
    calm = [task(module, title, **_hasty(options)) for title, module, options in _named(story)]

    def look() -> None:
        where.update({row["id"]: (row["customer"], row["name"]) for row in server.state()["campaigns"]})

    look()
    for _run in range(story.runs):
        server.speed(rng.choice([0, 60, 600]))
        position = 0
        for _call in range(150):
            kind = story.fault()
            position += 1
            # A delay is real time here: those of every seed together have to be short.
            if kind is not None and not kind.late and not (kind.lasting and rng.random() < 0.8):
                fields = dict(kind.fault or {})
                if kind.category == "timeout":
                    fields["seconds"] = 1.5
                server.fault("*", fields.pop("kind"), after=position, **fields)
                # Those that were set before let a call pass when it is not their turn: it begins to count then.
                position = 0
        outcome = play(storm, quiet=False)
        tally.failed += sum(result["failed"] for result in outcome.results)
        server.speed(0)
        server.clear_faults()
        _until_its_work_is_done(server)
        look()
    tally.faults.update(call["fault"] for call in server.journal() if call["fault"])
    server.advance(24 * 3600)
    outcome = play(calm)
    assert outcome.rc == 0, outcome.stdout
    look()
    state = server.state()
    numbers = {
        (row["id"], entry["dnumber"]): entry["status"]
        for row in state["campaigns"]
        for entry in server.destinations(row["id"])
    }
    check_end(story, state["campaigns"], numbers)
    since = server.journal()[-1]["seq"]
    outcome = play(calm)
    assert outcome.rc == 0 and not any(result["changed"] for result in outcome.results), outcome.stdout
    assert server.writes(since) == []
    server.advance(24 * 3600)
    journal, calls = server.journal(), server.calls()
    check_effects(story, journal, where)
    check_calls(story, calls, where)
    tally.calls, tally.dialled = len(journal), len(calls)
    return tally


def _named(story: Story) -> list[tuple[str, str, dict[str, t.Any]]]:
    return [(f"{number}: {module}", module, options) for number, (module, options) in enumerate(story.tasks)]


def _hasty(options: dict[str, t.Any]) -> dict[str, t.Any]:
    return {**options, "timeout": 1, "retries": 2, "retry_max_delay": 0.1}


def _until_its_work_is_done(server: Simulator) -> None:
    """Come back when nothing is left that the server does late."""
    server.late()
    while any(call["fault"] == "delay_before" and call["http_status"] is None for call in server.journal()):
        server.now()


# --- command line ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def stage() -> t.Iterator[tuple[Platform, t.Callable[[], Player]]]:
    """A platform in this process, and a player with a server of its own, which is started when it is needed."""
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="enswitch-chaos-")))
        players: list[Player] = []

        def player() -> Player:
            if not players:
                collections_path = os.environ.get("ENSWITCH_TEST_COLLECTIONS")
                if collections_path is None:
                    raise SystemExit("ENSWITCH_TEST_COLLECTIONS must name the folder of the installed collection.")
                place = folder / "play"
                place.mkdir()
                server = stack.enter_context(Simulator())
                players.append(Player(server, pathlib.Path(collections_path), place))
            return players[0]

        yield Platform(folder), player


def main() -> int:
    """Play seeds; the exit status is 1 where one has failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20, help="how many seeds to play")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    options = parser.parse_args()
    total, started = Tally(), time.monotonic()
    with stage() as (platform, player):
        for number in range(options.first, options.first + options.seeds):
            story = Story(number)
            playbook = number % (IN_PROCESS + 1) == 0
            try:
                tally = as_playbook(story, player()) if playbook else in_process(story, platform)
            except Exception:
                # Whatever it is: the seed is what is needed to see it again.
                traceback.print_exc()
                print(f"seed {number} failed; again: make chaos ARGS='--seeds 1 --first {number}'", flush=True)
                return 1
            total.add(tally)
            print(f"seed {number}{' (playbook)' if playbook else ''}: {tally}", flush=True)
    print(f"{options.seeds} seeds in {time.monotonic() - started:.0f} s: {total}")
    print("faults: " + ", ".join(f"{name} {count}" for name, count in sorted(total.faults.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
