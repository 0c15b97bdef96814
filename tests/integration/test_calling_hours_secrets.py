# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Passwords appear nowhere in what the modules about calling hours say, whatever the server says."""

from __future__ import annotations

import typing as t

import pytest
from integration.playing import PASSWORDS, Player, credentials, task
from integration.test_bulk_campaign_secrets import assert_unseen, echoes
from simulator.testing import Simulator

TASKS: dict[str, tuple[str, dict[str, t.Any]]] = {
    "timegroup": (
        "timegroups/list",
        {"name": "Hours", "periods": [{"name": "Weekdays", "days_week": "mon-fri", "start": "09:00", "end": "18:00"}]},
    ),
    "timegroup_info": ("timegroups/periods/list", {"customer": 2}),
    "bulk_preflight_info": ("bulk/campaigns/list", {"customer": 2}),
}


@pytest.mark.parametrize("module", TASKS)
def test_the_password(play: Player, simulator: Simulator, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    # The variables of playbooks hold the password.
    monkeypatch.setattr(Player, "variables", lambda self: {})
    function, options = TASKS[module]
    connection = {"api_url": simulator.url, **credentials("admin")}
    tasks = [task(module, "good", None, **connection, **options)]
    faults = echoes(PASSWORDS["admin"])
    for number, fault in enumerate(faults):
        request = ("POST", "faults", {"function": function, **fault})
        tasks += [
            {**play.control(f"prepare {number}", request), "no_log": True},
            task(module, f"echo {number}", {"ignore_errors": True}, **connection, **options, retries=0),
        ]
    outcome = play(tasks, username=None, verbosity=4, diff=True)
    assert not outcome.result("good")["failed"]
    for number in range(len(faults)):
        assert outcome.result(f"echo {number}")["error"]["function"] == function
    assert_unseen(outcome, simulator, PASSWORDS["admin"])
