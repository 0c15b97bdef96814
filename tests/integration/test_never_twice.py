# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The proof: while the dialler runs, nobody is called once more than the campaign allows, whatever goes wrong.

2,000 numbers are loaded into an enabled campaign, half of them are called, and the same playbook is run three more
times with 100 new numbers each. Answers are lost all the time, and one of the runs is killed in the middle.
"""

from __future__ import annotations

import collections
import dataclasses
import pathlib
import re
import typing as t

import pytest
from integration.cases import CAMPAIGN
from integration.loading import CREATE, TARGET, created, seed
from integration.playing import Outcome, Player, Task, credentials, task
from integration.running import Running
from simulator.testing import Simulator

# How numbers are dealt with is the same on every ansible-core: the targets show that they are taken there.
pytestmark = pytest.mark.any_core

FIRST, NEW = 2000, 100
CHUNK = 20
ATTEMPTS = 3
# How often a number is called, by its last digit: see README.md of the simulator.
CALLS = {**dict.fromkeys("012345", 1), **dict.fromkeys("678", ATTEMPTS), "9": 1}
DIALLER = {"enabled": 1, "maximum": 100, "attempts": ATTEMPTS, "retry": 600, "machine": "retry"}
# Simulated seconds per real second, while a playbook runs.
SPEED = 60
# More runs than answers are lost.
RUNS = 9

SPELLINGS: tuple[t.Callable[[str], str], ...] = (
    lambda digits: digits,
    lambda digits: f"+{digits}",
    lambda digits: f"+{digits[0]} ({digits[1:4]}) {digits[4:7]}-{digits[7:]}",
    lambda digits: f"{digits[0]}.{digits[1:4]}.{digits[4:7]}.{digits[7:]}",
)


@dataclasses.dataclass(frozen=True)
class Variant:
    """How the server stores numbers, and whether it dies in the middle. Each run spells all numbers in its own way."""

    server: dict[str, t.Any]
    dies: bool = False


VARIANTS = {
    "the server is killed, and keeps digits": Variant({"normalize_numbers": "digits"}, dies=True),
    "the server adds a plus": Variant({"normalize_numbers": "plus", "quoted_integers": True}),
}


class Proof:
    """One campaign, one playbook, one list that grows."""

    def __init__(self, play: Player, folder: pathlib.Path, variant: Variant) -> None:
        self.play, self.server, self.variant = play, play.server, variant
        self._list = folder / "numbers.txt"
        self._runs = 0
        self.wanted: list[str] = []

    @property
    def playbook(self) -> list[Task]:
        """The same each time."""
        options: dict[str, t.Any] = {**TARGET, "src": str(self._list), "chunk_size": CHUNK, "workers": 3}
        return [task("bulk_destinations", **options, timeout=1, retries=8, retry_max_delay=0.5)]

    def grow(self, count: int) -> None:
        """So many new numbers are on the list, in front: who is there already does not come first."""
        new = [f"1212{number:07}" for number in range(len(self.wanted), len(self.wanted) + count)]
        self.wanted = new + self.wanted
        spell = SPELLINGS[self._runs % len(SPELLINGS)]
        self._list.write_text("".join(f"{spell(number)}\n" for number in self.wanted), encoding="utf-8")
        self._runs += 1

    def lose_answers(self, *kinds: str) -> None:
        """Something happens to the answers of chunks: to the second one, and to later ones."""
        self.server.clear_faults()
        for number, kind in enumerate(kinds):
            # A delay is longer than the playbook waits for an answer.
            self.server.fault(CREATE, kind, after=1 + number, seconds=2 if kind == "delay" else 0)

    def run(self, *before: Outcome) -> dict[str, t.Any]:
        """Run the playbook while the dialler calls, again and again until it ends well. What all runs came to."""
        outcomes = list(before)
        self.server.speed(SPEED)
        while not outcomes or outcomes[-1].rc != 0:
            if outcomes:
                # What may still come is not sent again; the next run finds out.
                assert outcomes[-1].result()["error"]["retryable"], outcomes[-1].stdout
                assert len(outcomes) < RUNS, outcomes[-1].stdout
            outcomes.append(self.play(self.playbook))
        self.server.speed(0)
        summaries = [outcome.result()["summary"] for outcome in outcomes]
        added = sum(summary["added"] for summary in summaries)
        return {**summaries[-1], "added": added, "kept": summaries[-1]["kept"] - added + summaries[-1]["added"]}

    def run_through_a_restart(self) -> dict[str, t.Any]:
        """Kill the server in the middle of a run, and start it again."""
        self.server.speed(SPEED)
        with Running(self.play, self.playbook) as run:
            run.until(lambda calls: len(created(calls)) >= len(self.wanted) // 2)
            self.server.restart(kill=True)
        return self.run(run.outcome)

    def run_killed_in_the_middle(self) -> int:
        """Kill the module when it has added some of the new numbers, but not all. How many there are."""
        before = len(self.server.destinations(CAMPAIGN))
        self.server.speed(SPEED)
        # The third chunk and all later ones are added at once, and answered late.
        self.server.fault(CREATE, "delay", after=2, count=None, seconds=10)
        # What is killed leaves its temporary files.
        with Running(self.play, self.playbook, quiet=False, env={"TMPDIR": str(self._list.parent)}) as run:
            run.until(lambda calls: len(created(calls)) >= 3 * CHUNK)
            run.kill_module()
        self.server.speed(0)
        self.server.clear_faults()
        assert run.outcome.rc != 0
        return len(self.server.destinations(CAMPAIGN)) - before

    def dial_half(self) -> None:
        """Let the dialler go on until half of the numbers were called."""
        while len({call["dnumber"] for call in self.server.calls()}) < len(self.wanted) // 2:
            self.server.advance(10)

    def dial_all(self) -> None:
        """Let the dialler go on until nothing is left to be called."""
        while any(row["status"] in ("pending", "calling") for row in self.server.destinations(CAMPAIGN)):
            self.server.advance(600)


@pytest.fixture
def proof(play: Player, simulator: Simulator, tmp_path: pathlib.Path, variant: str) -> Proof:
    simulator.options(**VARIANTS[variant].server)
    simulator.seed(**seed(**DIALLER))
    return Proof(play, tmp_path, VARIANTS[variant])


def _digits(spelling: str) -> str:
    return re.sub(r"[^0-9]", "", spelling)


@pytest.mark.parametrize("variant", VARIANTS)
def test_nobody_is_called_once_too_often_and_nobody_is_forgotten(proof: Proof, variant: str) -> None:
    server = proof.server
    proof.grow(FIRST)
    if proof.variant.dies:
        proof.lose_answers("drop_after", "delay", "truncated")
        loaded = proof.run_through_a_restart()
    else:
        proof.lose_answers("drop_after", "drop_before", "delay", "truncated")
        loaded = proof.run()
    assert (loaded["listed"], loaded["added"], loaded["kept"]) == (FIRST, FIRST, 0)

    proof.dial_half()
    called = {call["dnumber"] for call in server.calls()}
    assert FIRST // 2 <= len(called) < FIRST
    proof.grow(NEW)
    proof.lose_answers("drop_before", "drop_after", "delay")
    assert proof.run()["added"] == NEW

    proof.grow(NEW)
    proof.lose_answers()
    killed = proof.run_killed_in_the_middle()
    assert 3 * CHUNK <= killed < NEW or killed % CHUNK == 0

    proof.grow(NEW)
    proof.lose_answers("drop_after", "delay", "drop_before")
    rest = proof.run()
    assert rest["added"] == 2 * NEW - killed
    assert rest["listed"] == len(proof.wanted) == FIRST + 3 * NEW

    proof.dial_all()
    expected = {number: CALLS[number[-1]] for number in proof.wanted}
    # Everyone is there, and nobody twice under two spellings.
    assert sorted(_digits(row["dnumber"]) for row in server.destinations(CAMPAIGN)) == sorted(expected)
    calls = server.calls()
    assert collections.Counter(_digits(call["dnumber"]) for call in calls) == expected
    # No attempt was the first one again.
    assert len({(_digits(call["dnumber"]), call["attempt"]) for call in calls}) == len(calls)
    assert {call["attempt"] for call in calls} == set(range(1, ATTEMPTS + 1))
    # That is so because each number was sent with effect only once.
    assert collections.Counter(_digits(number) for number in created(server.journal())) == dict.fromkeys(expected, 1)

    server.clear_journal()
    proof.grow(0)
    assert proof.run()["kept"] == len(expected)
    assert server.writes() == []


def test_a_number_that_is_sent_again_would_be_called_again(play: Player, simulator: Simulator) -> None:
    """The trap that all of this is about is there: a bare call to the API falls into it."""
    simulator.seed(**seed({"12125550100": "pending"}, **DIALLER))
    simulator.advance(60)
    bare = {
        "name": "Add",
        "ansible.builtin.uri": {
            "url": f"{simulator.url}{CREATE}/",
            "method": "POST",
            "body_format": "form-urlencoded",
            "body": {
                **credentials("acme.agent"),
                "campaign": CAMPAIGN,
                "dnumbers": "12125550100",
            },
        },
    }
    assert play([bare]).rc == 0
    simulator.advance(60)
    assert [call["attempt"] for call in simulator.calls()] == [1, 1]
