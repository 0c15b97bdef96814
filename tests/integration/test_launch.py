# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""playbooks/launch.yml, as README shows it: planned on an empty platform, played, played again, and stopped."""

from __future__ import annotations

import collections
import json
import pathlib
import re
import typing as t

import yaml
from integration.loading import CREATE, LIST
from integration.playing import Outcome, Player, credentials
from integration.running import Calls, Running
from simulator.testing import Simulator

LAUNCH = ("playbooks", "launch.yml")
QUICK = {"launch_watch_delay": 0.1, "launch_watch_retries": 60}
# Simulated seconds, in which all tries are over, and the nights between them.
DAYS = 10 * 86400


def launch(play: Player, **options: t.Any) -> Outcome:
    """Play it as the comment at its top says: with the address and the account from the environment."""
    return play(play.installed.joinpath(*LAUNCH), **_options(play, options))


def launch_and_dial(play: Player) -> Outcome:
    """Play it, and let the dialler work when it has begun to watch."""
    with Running(play, play.installed.joinpath(*LAUNCH), **_options(play, {})) as run:
        run.until(_watching)
        play.server.advance(DAYS)
    return run.outcome


def _watching(calls: Calls) -> bool:
    functions = [call["function"] for call in calls]
    enabled = [place for place, name in enumerate(functions) if name == "bulk/campaigns/update"]
    # The campaign is listed again, then its numbers are: their count, and their statuses.
    return bool(enabled) and functions[enabled[0] :].count(LIST) >= 2


def _options(play: Player, options: dict[str, t.Any]) -> dict[str, t.Any]:
    named = credentials("admin")
    environment = {
        "ENSWITCH_URL": play.server.url,
        "ENSWITCH_USERNAME": named["auth_username"],
        "ENSWITCH_PASSWORD": named["auth_password"],
    }
    return {"extra_vars": QUICK, "env": environment, **options}


def listed(play: Player, name: str) -> list[str]:
    """The digits of the numbers in one of the playbook's files."""
    path = play.installed / "playbooks" / "files" / name
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [re.sub(r"[^0-9]", "", line) for line in lines]


def numbers(play: Player) -> list[str]:
    """Who is to be called."""
    stop = listed(play, "do-not-call.txt")
    assert stop
    return [number for number in listed(play, "launch-numbers.txt") if number not in stop]


def settings(play: Player) -> dict[str, t.Any]:
    """The playbook's variables for the campaign."""
    path: pathlib.Path = play.installed / "playbooks" / "vars" / "launch.yml"
    found: dict[str, t.Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["launch_campaign"]
    return found


def results(outcome: Outcome, module: str) -> list[dict[str, t.Any]]:
    lines = [line for line in outcome.lines if line.action.endswith("." + module)]
    return [line.result for line in lines if line.event != "skipped"]


def test_it_goes_live_and_calls_everybody_as_often_as_is_right(play: Player, simulator: Simulator) -> None:
    wanted, campaign = numbers(play), settings(play)
    outcome = launch_and_dial(play)
    assert outcome.rc == 0, outcome.stdout
    # Created without calling, loaded, counted, and only then enabled.
    functions = [(call["function"], call["parameters"].get("enabled")) for call in simulator.writes()]
    assert functions == [("bulk/campaigns/create", "0"), (CREATE, None), ("bulk/campaigns/update", "1")]
    (row,) = simulator.state()["campaigns"]
    assert row["enabled"] == 1
    calls = simulator.calls()
    tries = {number: campaign["attempts"] if number[-1] in "678" else 1 for number in wanted}
    assert collections.Counter(call["dnumber"] for call in calls) == tries
    done = {entry["dnumber"]: entry["status"] for entry in simulator.destinations(row["id"])}
    assert done == {number: "failed" if number[-1] in "6789" else "success" for number in wanted}
    reached = list(done.values()).count("success")
    report = f"{campaign['name']}: {len(wanted)} numbers, {reached} reached, {len(wanted) - reached} not reached"
    assert report in outcome.stdout
    # It was looked at more than once before that was so.
    assert len(outcome.result("Watch until every number is done")["looks"]) >= 2

    simulator.clear_journal()
    again = launch(play)
    assert again.rc == 0 and simulator.writes() == [] and report in again.stdout
    assert re.search(r"changed=0 .*failed=0", again.stdout)
    simulator.advance(DAYS)
    assert len(simulator.calls()) == len(calls)


def test_when_numbers_are_missing_nobody_is_called(play: Player, simulator: Simulator) -> None:
    """The platform said that all were added, and then it has none of them."""
    for data in ({"count": 0}, []):
        body = json.dumps({"responses": [{"code": "200", "key": "", "message": "OK"}], "data": data})
        # The first five look at the empty campaign: the preflight, and the load before it begins. The sixth ends it.
        simulator.fault(LIST, "html", after=6, body=body, headers={"Content-Type": "application/json"})
    outcome = launch(play)
    assert outcome.rc != 0
    assert simulator.faults() == []
    assert f"Expected {len(numbers(play))} numbers" in outcome.stdout
    (row,) = simulator.state()["campaigns"]
    assert row["enabled"] == 0 and len(simulator.destinations(row["id"])) == len(numbers(play))
    simulator.advance(DAYS)
    assert simulator.calls() == []
    # That was a mistake of one moment: run again, it goes on where it stopped.
    assert launch_and_dial(play).rc == 0
    assert {call["dnumber"] for call in simulator.calls()} == set(numbers(play))
