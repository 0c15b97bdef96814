# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two controllers at once: one does its whole task between two calls of the other, at every place where that may be."""

from __future__ import annotations

import collections
import itertools
import pathlib
import types
import typing as t
from collections.abc import Callable

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import locks as lock
from faults.inprocess import Ended, run_module
from faults.platform import Platform
from faults.scenarios import CAMPAIGN, QUICK, SURVEY, login

WISH: dict[str, t.Any] = {"name": "Recall", "customer": "2", "dtype": "queue", "dnumber": "201"}
MANY: dict[str, t.Any] = {"campaigns": [WISH, {**WISH, "name": "Second"}], "workers": 1}
NUMBERS = [f"21255501{number:02}" for number in range(8)]
LIST: dict[str, t.Any] = {
    "campaign": "Survey",
    "customer": "2",
    "numbers": NUMBERS,
    "chunk_size": 2,
    "workers": 1,
}
DIALLED = {"campaigns": [{**SURVEY, "enabled": 1, "maximum": 9, "attempts": 2}]}


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    return Platform(tmp_path_factory.mktemp("platform"))


def task(module: str, options: dict[str, t.Any]) -> Ended:
    return run_module(module, {**QUICK, **login(), **options})


def both(
    platform: Platform, module: str, options: dict[str, t.Any], position: int, other: Callable[[], Ended]
) -> tuple[Ended, Ended | None]:
    """Do a task; before its call number ``position``, another controller does the same task as a whole."""
    others: list[Ended] = []
    calls = 0

    def watch(_function: str, _validation: bool) -> None:
        nonlocal calls
        if calls == position:
            # Its own calls are not counted.
            platform.watch = None
            others.append(other())
            platform.watch = watch
        calls += 1

    platform.watch = watch
    with platform.reachable():
        ended = task(module, options)
    return ended, others[0] if others else None


@pytest.fixture
def elsewhere(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, dict[str, t.Any]], Ended]:
    """Does a task on another machine, which shares no folder for temporary files."""

    def run(module: str, options: dict[str, t.Any]) -> Ended:
        with monkeypatch.context() as patch:
            patch.setattr(lock, "PLACES", (str(tmp_path),))
            return task(module, options)

    return run


def alone(platform: Platform, seed: dict[str, t.Any], module: str, options: dict[str, t.Any]) -> list[str]:
    """The functions that the task calls when nobody else is there."""
    platform.reset(seed)
    with platform.reachable():
        assert not task(module, options).failed
    return [call["function"] for call in platform.journal()]


Elsewhere = Callable[[str, dict[str, t.Any]], Ended]


def test_the_loser_of_a_race_for_one_campaign_says_so_with_both_ids(platform: Platform, elsewhere: Elsewhere) -> None:
    outcomes = collections.Counter[str]()
    calls = len(alone(platform, {}, "bulk_campaign", WISH))
    for position in range(calls):
        platform.reset()
        ended, other = both(platform, "bulk_campaign", WISH, position, lambda: elsewhere("bulk_campaign", WISH))
        ids = [row["id"] for row in platform.campaigns()]
        assert other is not None
        if len(ids) == 1:
            assert not ended.failed and not other.failed
            assert ended.result["id"] == other.result["id"] == ids[0]
            assert [ended.result["changed"], other.result["changed"]].count(True) == 1
            outcomes["one"] += 1
            continue
        # Between its look and its write nobody could know: it finds out, and hides nothing.
        assert len(ids) == 2 and ended.failed and ended.error["category"] == "conflict"
        assert ended.result["changed"] is True and all(str(number) in ended.result["msg"] for number in ids)
        assert "Recall" in ended.result["msg"] and "id" in ended.error["hint"]
        outcomes["two"] += 1
        with platform.reachable():
            again = task("bulk_campaign", WISH)
        assert again.failed and again.error["category"] == "conflict"
        assert all(str(number) in again.result["msg"] for number in ids)
        assert len(platform.campaigns()) == 2
    # There is exactly one place between look and write.
    assert outcomes == {"one": calls - 1, "two": 1}


def test_a_race_for_many_campaigns_is_reported_at_once_and_by_the_next_run(
    platform: Platform, elsewhere: Elsewhere
) -> None:
    for position in range(len(alone(platform, {}, "bulk_campaigns", MANY))):
        platform.reset()
        ended, other = both(platform, "bulk_campaigns", MANY, position, lambda: elsewhere("bulk_campaigns", MANY))
        assert other is not None and not other.failed
        ids: dict[str, list[int]] = collections.defaultdict(list)
        for row in platform.campaigns():
            ids[row["name"]].append(row["id"])
        twice = {name: found for name, found in ids.items() if len(found) > 1}
        assert ended.failed is bool(twice)
        with platform.reachable():
            again = task("bulk_campaigns", {**MANY, "on_error": "continue"})
        assert again.failed is bool(twice)
        for one in (ended, again):
            for name, found in twice.items():
                (entry,) = [entry for entry in one.result["campaigns"] if entry["name"] == name]
                assert entry["error"]["category"] == "conflict" and entry["changed"] is (one is ended)
                assert all(str(number) in entry["error"]["msg"] for number in found)
        # It only reports: nothing is created, and nothing is deleted on a guess.
        assert sum(map(len, ids.values())) == len(platform.campaigns())


def test_verify_tells_the_loser_of_a_race_for_many_campaigns(platform: Platform, elsewhere: Elsewhere) -> None:
    verified = {**MANY, "verify": True, "on_error": "continue"}
    lost = 0
    for position in range(len(alone(platform, {}, "bulk_campaigns", verified))):
        platform.reset()
        ended, _other = both(platform, "bulk_campaigns", verified, position, lambda: elsewhere("bulk_campaigns", MANY))
        ids: dict[str, list[int]] = collections.defaultdict(list)
        for row in platform.campaigns():
            ids[row["name"]].append(row["id"])
        for entry in ended.result["campaigns"]:
            found = ids[entry["name"]]
            assert ("error" in entry) is (len(found) > 1)
            if len(found) > 1:
                lost += 1
                assert entry["error"]["category"] == "conflict" and entry["changed"] is True
                assert all(str(number) in entry["error"]["msg"] for number in found)
        assert ended.failed is any(len(found) > 1 for found in ids.values())
    # Both campaigns after the list, and the second one after the first.
    assert lost == 3


def test_two_machines_that_load_one_list_call_nobody_twice(platform: Platform, elsewhere: Elsewhere) -> None:
    for position in range(len(alone(platform, DIALLED, "bulk_destinations", LIST))):
        platform.reset(DIALLED)
        ended, other = both(platform, "bulk_destinations", LIST, position, lambda: elsewhere("bulk_destinations", LIST))
        assert other is not None and not ended.failed and not other.failed
        platform.advance(3600 * 3)
        calls = collections.Counter(call["dnumber"] for call in platform.world.dialler.calls())
        assert calls == {number: 2 if number[-1] in "67" else 1 for number in NUMBERS}
        assert {number for _campaign, number in platform.numbers()} == set(NUMBERS)


def test_after_its_first_wave_a_load_sees_what_another_machine_has_loaded_and_called(
    platform: Platform, elsewhere: Elsewhere
) -> None:
    """The dialler works while the first one stands still: from its second chunk on nobody is put back."""

    def other() -> Ended:
        ended = elsewhere("bulk_destinations", LIST)
        platform.advance(3600 * 3)
        return ended

    platform.reset(DIALLED)
    with platform.reachable():
        task("bulk_destinations", LIST)
    functions = [call["function"] for call in platform.journal()]
    sent = [position for position, function in enumerate(functions) if function == "bulk/destinations/create"]
    for position in range(len(functions)):
        if position in sent:
            # What is on its way already cannot know. That is the one gap which the API leaves.
            continue
        platform.reset(DIALLED)
        ended, _other = both(platform, "bulk_destinations", LIST, position, other)
        platform.advance(3600 * 3)
        assert not ended.failed
        calls = collections.Counter(call["dnumber"] for call in platform.world.dialler.calls())
        assert calls == {number: 2 if number[-1] in "67" else 1 for number in NUMBERS}, position
        assert ended.result["summary"]["added"] + ended.result["summary"]["kept"] == len(NUMBERS)
        # After its last chunk, there is nothing left that another one could have loaded before.
        if sent[0] < position < sent[-1]:
            assert "Something else changes the numbers" in ended.warnings[0]


def test_two_tasks_of_one_user_on_one_machine_do_not_meet(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one gives way as long as it has patience, and then says why."""
    # The patience of both is soon over: a minute passes with every look at the clock.
    monkeypatch.setattr(lock, "time", types.SimpleNamespace(monotonic=itertools.count(0, 60).__next__))
    calls = alone(platform, DIALLED, "bulk_destinations", LIST)
    locked = 0
    for position in range(len(calls)):
        platform.reset(DIALLED)
        ended, other = both(platform, "bulk_destinations", LIST, position, lambda: task("bulk_destinations", LIST))
        assert other is not None and not ended.failed
        if other.failed:
            locked += 1
            assert other.error["category"] == "conflict" and other.error["retryable"] is True
            assert f"campaign {CAMPAIGN}" in other.result["msg"]
            assert other.result["changed"] is False
        effects = [call for call in platform.journal() if call["took_effect"]]
        made = collections.Counter(number for call in effects for number in call["parameters"]["dnumbers"].split(","))
        assert made == dict.fromkeys(NUMBERS, 1)
    # All but the moments in which it finds out which campaign is meant: it has no lock yet.
    assert locked == len(calls) - calls.index("bulk/destinations/list")


@pytest.mark.parametrize("module, options", [("bulk_campaign", WISH), ("bulk_campaigns", MANY)])
def test_two_tasks_of_one_user_on_one_machine_create_nothing_twice(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, module: str, options: dict[str, t.Any]
) -> None:
    """As for numbers. The same task on two hosts of a play would otherwise create each campaign twice."""
    monkeypatch.setattr(lock, "time", types.SimpleNamespace(monotonic=itertools.count(0, 60).__next__))
    calls = alone(platform, {}, module, options)
    for position in range(len(calls)):
        platform.reset()
        ended, other = both(platform, module, options, position, lambda: task(module, options))
        assert other is not None and not ended.failed
        # It has no lock yet while it finds out which customer is meant.
        assert other.failed is (position >= calls.index("bulk/campaigns/list"))
        if other.failed:
            assert other.error["category"] == "conflict" and other.error["retryable"] is True
            assert "provisions campaigns of the same customer" in other.result["msg"]
            assert other.result["changed"] is False
        names = [row["name"] for row in platform.campaigns()]
        assert len(names) == len(set(names)) == len(options.get("campaigns", "1"))


@pytest.mark.parametrize(
    "options",
    [{**WISH, "customer": "3"}, {**WISH, "state": "absent"}, {"id": CAMPAIGN, "customer": "2", "maximum": 2}],
    ids=["other customer", "deletes", "updates"],
)
def test_tasks_that_cannot_create_the_same_do_not_wait(platform: Platform, options: dict[str, t.Any]) -> None:
    for position in range(len(alone(platform, {}, "bulk_campaign", WISH))):
        platform.reset({"campaigns": [SURVEY]})
        ended, other = both(platform, "bulk_campaign", WISH, position, lambda: task("bulk_campaign", options))
        assert other is not None and not ended.failed and not other.failed
