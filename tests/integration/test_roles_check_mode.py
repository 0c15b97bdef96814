# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check mode that a play, a role or a block sets, and not the command line."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from integration.playing import COLLECTION, Outcome, Player, Task
from simulator.testing import Simulator

HOURS = {"name": "Day", "days_week": ["mon", "tue", "wed", "thu", "fri"], "start": "09:00", "end": "18:00"}
GROUP = {"customer": 2, "name": "Office", "periods": [HOURS]}
CAMPAIGN = {"customer": 2, "name": "Wave", "dtype": "queue", "dnumber": "200", "callerid": "2125550000"}
RUNNING = {"id": 1, "name": "Spring", "customer": 2, "enabled": 1}


def played(name: str, check: bool, **variables: t.Any) -> Task:
    """A role in a block that says whether it is check mode."""
    include = {"name": name, "ansible.builtin.include_role": {"name": f"{COLLECTION}.{name}"}, "vars": variables}
    return {"name": "block", "check_mode": check, "block": [include]}


def said(outcome: Outcome, name: str) -> str:
    text: str = outcome.result(name)["msg"]
    return text


def launch(folder: pathlib.Path, check: bool) -> Task:
    numbers = folder / "numbers.txt"
    numbers.write_text("".join(f"212555010{digit}\n" for digit in range(4)), encoding="utf-8")
    return played(
        "launch",
        check,
        launch_campaign=CAMPAIGN,
        launch_numbers=str(numbers),
        launch_waves=[1, 2],
        launch_preflight=False,
        launch_watch_delay=0.05,
        launch_watch_retries=1,
    )


@pytest.mark.parametrize("existing", [False, True])
def test_launch_only_shows_what_it_would_do(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path, existing: bool
) -> None:
    if existing:
        simulator.seed(campaigns=[{**CAMPAIGN, "id": 1, "enabled": 0}])
    outcome = play([launch(tmp_path, check=True)], quiet=False)
    assert outcome.rc == 0 and simulator.writes() == [], outcome.stdout
    shown = outcome.result("Load the numbers, within limits, and without those who do not want to be called")
    assert shown["summary"]["added"] == 4


def test_launch_that_is_meant_verifies_each_wave(play: Player, simulator: Simulator, tmp_path: pathlib.Path) -> None:
    outcome = play([launch(tmp_path, check=False)], check=True, quiet=False)
    # Only the first wave is loaded: nobody has answered yet.
    assert "percent done with wave 1" in said(outcome, "Say how far it is")
    assert len(simulator.state()["destinations"]) == 1
    assert not outcome.result("Verify that every number is there, before any is called").get("skipped")


def test_provision_that_is_meant_checks_the_limit_first(play: Player, simulator: Simulator) -> None:
    customers = [{"customer": 2, "timegroups": [GROUP], "campaigns": [{**CAMPAIGN, "timegroup": "Office"}]}]
    provision = {"provision_customers": customers, "provision_max_enabled": 0}
    outcome = play([played("provision", False, **provision)], check=True, quiet=False)
    assert outcome.rc != 0 and simulator.writes() == [], outcome.stdout


def test_restore_that_is_meant_forgets_what_it_has_restored(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    simulator.seed(campaigns=[RUNNING])
    record = tmp_path / "record.json"
    places = {"stop_customers": [2], "stop_record": str(record)}
    outcome = play([played("stop", True, **places)])
    assert said(outcome, "Say what was stopped") == "1 of 1 campaigns would be stopped."
    assert not record.exists() and simulator.writes() == []
    outcome = play([played("stop", False, **places), played("restore", False, restore_record=str(record))], check=True)
    assert outcome.rc == 0, outcome.stdout
    assert said(outcome, "Say what was stopped") == "1 of 1 campaigns are stopped."
    assert said(outcome, "Say what was started").startswith("1 of 1 campaigns were started")
    assert json.loads(record.read_text(encoding="utf-8"))["campaigns"] == []
    assert simulator.state()["campaigns"][0]["enabled"] == 1


def test_report_says_what_it_would_show(play: Player, simulator: Simulator, tmp_path: pathlib.Path) -> None:
    outcome = play([played("report", True, report_customers=[2], report_dest=str(tmp_path / "page.html"))])
    assert "would be on" in said(outcome, "Say where the page is") and list(tmp_path.iterdir()) == []
