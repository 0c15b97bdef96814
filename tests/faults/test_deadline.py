# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long a task may take: not longer than ``timeout``, ``retries`` and ``retry_max_delay`` allow, whatever happens.

Time passes where the client sleeps and where it runs into a time-out; both only count here.
"""

from __future__ import annotations

import pathlib
import tempfile
import typing as t

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import reconcile as recovery
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations import listing
from faults.kinds import KINDS, LATE_AFTER, Kind
from faults.platform import Platform
from faults.rules import judge_journal
from faults.scenarios import SCENARIOS, Scenario, login
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# Faults that a server can have; those on the way to it change nothing about times.
SERVER_KINDS = [kind for kind in KINDS if kind.fault is not None]
# Each of these is waited for as long as the platform asks, but not longer than retry_max_delay.
IMPATIENT = [
    Kind(
        f"429 after {wait}",
        "server",
        {"kind": "status", "status": 429, "retry_after": wait},
        transient=True,
    )
    for wait in (0, 3, 86400, "Fri, 31 Dec 2399 23:59:59 GMT", "soon")
]
LONG = [scenario for scenario in SCENARIOS if scenario.module not in ("customers", "api_probe_info")]


class Clock:
    """What a task waits for, in seconds that nobody waits."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self.sleeps: list[float] = []
        self.timeouts = 0

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)

    def timed_out(self) -> None:
        self.timeouts += 1

    @property
    def passed(self) -> float:
        return sum(self.sleeps) + self.timeouts * self._timeout


def bound(reads: int, writes: int, timeout: float, retries: int, longest: float) -> float:
    """The longest time that a task may wait which makes so many calls when all goes well.

    A call is sent 1 + retries times, with a wait before each but the first. A write whose answer is lost is looked up
    before it is sent again, which is as often; a look is a listing, which is read again where it does not fit.
    """
    tries = retries + 1
    one = tries * (timeout + longest)
    looks = max(tries, recovery._LOOKS)
    look = longest_look(longest) + (listing.TRIES + 1) * (longest + 5 * one)
    return reads * one + writes * tries * (one + looks * look)


def longest_look(longest: float) -> float:
    """The longest wait before a look: the time in which an effect is looked for, evenly."""
    return max(longest, recovery.SETTLED_AFTER / recovery._LOOKS)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    return Platform(tmp_path_factory.mktemp("platform"))


def run(platform: Platform, scenario: Scenario, clock: Clock, more: dict[str, t.Any], faults: t.Iterator[Kind | None]):
    """One run with a fault, or none, for each call in turn."""
    with tempfile.TemporaryDirectory() as folder:
        platform.reset(scenario.seed)
        before = platform.state()

        def watch(function: str, _validation: bool) -> None:
            kind = next(faults, None)
            platform.late_after = LATE_AFTER if kind is not None and kind.late else None
            if kind is not None:
                fields = dict(kind.fault or {})
                platform.fault(function, fields.pop("kind"), **fields)

        platform.watch, platform.timed_out, platform.sleep = watch, clock.timed_out, clock.sleep
        options = {**scenario.options, **more}
        with platform.reachable():
            task = Scenario(scenario.name, scenario.module, options, check=scenario.check)
            ended = task.run(pathlib.Path(folder), login())
        assert not list(judge_journal(scenario.check, before, platform.journal()))
        return ended, platform.journal()


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    scenario=st.sampled_from(LONG),
    faults=st.lists(st.none() | st.sampled_from(SERVER_KINDS + IMPATIENT), max_size=60),
    # So long that a busy machine answers in time: it is real time in which headers must have come.
    timeout=st.sampled_from([5, 30]),
    retries=st.integers(0, 4),
    longest=st.sampled_from([0, 0.25, 5, 30]),
)
def test_no_task_waits_longer_than_its_options_allow(
    platform: Platform, scenario: Scenario, faults: list[Kind | None], timeout: float, retries: int, longest: float
) -> None:
    calm = Clock(timeout)
    more = {"timeout": timeout, "retries": retries, "retry_max_delay": longest}
    _ended, journal = run(platform, scenario, calm, more, iter(()))
    # A run in which nothing goes wrong waits for nothing.
    assert calm.sleeps == [] and calm.timeouts == 0
    writes = sum(call["write"] for call in journal)
    clock = Clock(timeout)
    run(platform, scenario, clock, more, iter(faults))
    assert max(clock.sleeps, default=0) <= longest_look(longest)
    assert clock.passed <= bound(len(journal) - writes, writes, timeout, retries, longest)


@pytest.mark.parametrize("kind", SERVER_KINDS + IMPATIENT, ids=str)
def test_one_call_is_sent_so_often_and_waited_for_so_long(platform: Platform, kind: Kind) -> None:
    """A single read with a fault that never ends: the bound is exact."""
    (scenario,) = [one for one in SCENARIOS if one.name == "campaign unchanged"]
    clock = Clock(30)
    more = {"timeout": 30, "retries": 4, "retry_max_delay": 5}
    ended, journal = run(platform, scenario, clock, {**more, "customer": 2}, iter([kind] * 99))
    tries = 5 if kind.transient else 1
    assert ended.failed and len(journal) == tries == ended.error["attempts"]
    assert len(clock.sleeps) == tries - 1
    assert clock.timeouts == (tries if kind.category == "timeout" else 0)
    assert max(clock.sleeps, default=0) <= 5


@pytest.mark.parametrize("wait, seconds", [(0, 0), (3, 3), (5, 5), (6, 5), ("Fri, 31 Dec 2399 23:59:59 GMT", 5)])
def test_retry_after_is_honored_up_to_the_longest_wait(platform: Platform, wait: int | str, seconds: float) -> None:
    (scenario,) = [one for one in SCENARIOS if one.name == "campaign unchanged"]
    kind = Kind("429", "server", {"kind": "status", "status": 429, "retry_after": wait}, transient=True)
    clock = Clock(30)
    run(platform, scenario, clock, {"retries": 4, "retry_max_delay": 5}, iter([kind] * 99))
    assert clock.sleeps == [seconds] * 4
