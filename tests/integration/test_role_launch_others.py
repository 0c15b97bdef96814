# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waves of the role launch where the campaign holds pending numbers that are not on the list: they count too."""

from __future__ import annotations

import pathlib

import pytest
from integration.loading import CREATE
from integration.playing import COLLECTION, Outcome, Player, tried
from integration.running import Running
from integration.test_role_launch import CAMPAIGN, NAME, REACHED, dialed, dialling, failure, launch, loads
from simulator.testing import Simulator

__all__ = ["dialling"]

OTHERS = [f"31255501{digits:02}" for digits in range(40) if digits % 10 < 6]
WAVES = {"launch_waves": [5, 10], "launch_min_success": 40}


def hold(server: Simulator, numbers: list[str], enabled: int = 0) -> None:
    """A campaign that holds these numbers already."""
    server.seed(
        campaigns=[{"id": 1, **CAMPAIGN, "customer": 2, "timegroup": 1, "maximum": 50, "enabled": enabled}],
        destinations=[{"campaign": 1, "dnumber": number} for number in numbers],
    )


def looks(outcome: Outcome) -> list[str]:
    return [look for line in outcome.lines for look in line.result.get("looks", [])]


def test_others_beyond_the_wave_stop_the_launch_before_anything_changes(
    play: Player, dialling: Simulator, tmp_path: pathlib.Path
) -> None:
    hold(dialling, OTHERS)
    task = launch(REACHED[:20], tmp_path, **WAVES)
    outcome = play([*tried({"block": [task], "check_mode": True}), *tried(task)], quiet=False)
    foretold, said = outcome.failures
    assert foretold == said and NAME in said
    assert f"holds {len(OTHERS)} pending numbers that are not of this list" in said and "no more than 5" in said
    assert "No number was loaded" in said and "was not enabled" in said
    assert all(way in said for way in ("bulk_destinations", "on the list", "without launch_waves"))
    assert dialling.writes() == [] and dialed(dialling) == {}
    # The ways out.
    stop = tmp_path / "stop.txt"
    stop.write_text("\n".join(OTHERS[4:]) + "\n", encoding="utf-8")
    outcome = play([launch(REACHED[:20], tmp_path, **WAVES, launch_do_not_call=str(stop))])
    assert outcome.rc == 0, outcome.stdout
    assert dialed(dialling) == dict.fromkeys(REACHED[:20] + OTHERS[:4], 1)


def test_without_waves_others_are_called_as_ever(play: Player, dialling: Simulator, tmp_path: pathlib.Path) -> None:
    hold(dialling, OTHERS)
    assert play([launch(REACHED[:20], tmp_path)]).rc == 0
    assert dialed(dialling) == dict.fromkeys(REACHED[:20] + OTHERS, 1)


def test_a_campaign_that_runs_gets_no_more_beside_others(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    hold(simulator, OTHERS, enabled=1)
    said = failure(play([launch(REACHED[:20], tmp_path, **WAVES)], quiet=False))
    assert f"holds {len(OTHERS)} pending" in said and "still runs" in said and "the role stop" in said
    assert simulator.writes() == []


@pytest.mark.parametrize(("others", "loaded"), [(3, [2, 10, 8]), (5, [10, 10])])
def test_a_wave_counts_others_that_it_calls(
    play: Player, dialling: Simulator, tmp_path: pathlib.Path, others: int, loaded: list[int]
) -> None:
    """Five are called with the first wave, whoever they are, and then ten more."""
    hold(dialling, OTHERS[:others])
    outcome = play([launch(REACHED[:20], tmp_path, **WAVES)])
    assert outcome.rc == 0, outcome.stdout
    assert loads(dialling) == loaded
    said = looks(outcome)
    assert all(any(f"100 percent of {count}, " in look for look in said) for count in (5, 15))
    assert dialed(dialling) == dict.fromkeys(REACHED[:20] + OTHERS[:others], 1)


@pytest.mark.parametrize(("change", "called"), [("same", 0), ("reversed", 5), ("shortened", 0), ("shortened", 5)])
def test_numbers_of_an_earlier_run_go_on(
    play: Player, dialling: Simulator, tmp_path: pathlib.Path, change: str, called: int
) -> None:
    """It has loaded a wave that is not called yet. Some of its numbers may be on the list no longer."""
    numbers, loaded = REACHED[:20], 15 if called else 5
    hold(dialling, numbers[called:loaded])
    dialling.seed(destinations=[{"campaign": 1, "dnumber": number, "status": "success"} for number in numbers[:called]])
    other = {"same": numbers, "reversed": numbers[::-1], "shortened": numbers[:2] + numbers[8:]}[change]
    outcome = play([launch(other, tmp_path, **WAVES)])
    assert outcome.rc == 0, outcome.stdout
    wanted = other + numbers[:loaded]
    assert dialed(dialling) == {number: 1 for number in wanted if number not in numbers[:called]}
    assert any(f"100 percent of {loaded}, " in look for look in looks(outcome)) or (change, called) == ("shortened", 5)


def test_others_that_come_while_a_wave_is_loaded_are_not_called(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    simulator.fault(CREATE, "delay_before", validation=False, seconds=3600)
    task = launch(REACHED[:20], tmp_path, **WAVES)
    with Running(play, [task], quiet=False, env={"ENSWITCH_TIMEOUT": "3600"}) as run:
        run.until(lambda calls: any(call["fault"] for call in calls))
        (row,) = simulator.state()["campaigns"]
        simulator.seed(destinations=[{"campaign": row["id"], "dnumber": OTHERS[0]}])
        simulator.late()
    said = failure(run.outcome)
    assert "holds 1 pending numbers that are not of this wave" in said and "was not enabled" in said
    assert "wave 1 are loaded" in said and "make this wave larger" in said
    assert [row["enabled"] for row in simulator.state()["campaigns"]] == [0]


def test_who_must_not_be_called_is_taken_out_before_anything_is_called(
    play: Player, dialling: Simulator, tmp_path: pathlib.Path
) -> None:
    """The first wave was called in part and is behind, so that the rest of it comes first. The list has grown since."""
    hold(dialling, REACHED[2:4])
    failed = [{"campaign": 1, "dnumber": number, "status": "failed"} for number in REACHED[:2]]
    dialling.seed(destinations=failed)
    stop = tmp_path / "stop.txt"
    stop.write_text(f"+1 {REACHED[3]}\n", encoding="utf-8")
    options = {"launch_waves": [4, 3], "launch_min_success": 50, "launch_do_not_call": str(stop)}
    task = launch(REACHED[:10], tmp_path, **options)
    rules = {"module_defaults": {f"{COLLECTION}.bulk_destinations": {"normalize": "e164", "region": "US"}}}
    said = failure(play([{"block": [task], **rules}], quiet=False))
    assert "reached 1 of 3 people so far" in said
    assert dialed(dialling) == {REACHED[2]: 1}
    first = dialling.writes()[0]
    assert first["function"] == "bulk/destinations/delete" and first["parameters"]["dnumber"] == REACHED[3]


@pytest.mark.parametrize("why", ["preflight", "others", "limit"])
def test_what_stops_the_launch_leaves_none_behind_who_must_not_be_called(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path, why: str
) -> None:
    """The campaign runs, and goes on."""
    hold(simulator, [*OTHERS[:1], *(REACHED[20:40] if why == "others" else [])], enabled=1)
    stop = tmp_path / "stop.txt"
    stop.write_text(OTHERS[0] + "\n", encoding="utf-8")
    options = {
        "preflight": {"launch_allowed_hours": [{"days": ["mon"], "from": "10:00", "to": "11:00"}]},
        "others": WAVES,
        "limit": {**WAVES, "launch_max_added": 1},
    }[why]
    task = launch(REACHED[:20], tmp_path, launch_do_not_call=str(stop), **options)
    outcome = play([*tried({"block": [task], "check_mode": True}), *tried(task)], quiet=False)
    assert len(outcome.failures) == 2
    assert [call["function"] for call in simulator.writes()] == ["bulk/destinations/delete"]
    assert OTHERS[0] not in [row["dnumber"] for row in simulator.destinations(1)]
    assert simulator.state()["campaigns"][0]["enabled"] == 1
