# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A platform whose lists show a write only after some looks: the next task must not do it again."""

from __future__ import annotations

import typing as t

import pytest
from integration.playing import COLLECTION, Player
from simulator.testing import Simulator

NEW = {"customer": 2, "name": "New"}
CAMPAIGN = {**NEW, "dtype": "queue", "dnumber": "200", "enabled": False}
PERIOD = {"name": "Day", "start": "09:00", "end": "18:00"}


@pytest.mark.parametrize(
    ("module", "options", "function"),
    [
        ("bulk_campaign", CAMPAIGN, "bulk/campaigns/create"),
        ("bulk_campaigns", {"campaigns": [CAMPAIGN, {**CAMPAIGN, "customer": 3}]}, "bulk/campaigns/create"),
        ("timegroup", {**NEW, "periods": [PERIOD]}, "timegroups/create"),
    ],
)
def test_the_next_task_finds_it(
    play: Player, simulator: Simulator, module: str, options: dict[str, t.Any], function: str
) -> None:
    simulator.options(list_lag_calls=3)
    task = {f"{COLLECTION}.{module}": options}
    outcome = play([{"name": "first", **task}, {"name": "second", **task}])
    assert outcome.rc == 0, outcome.stdout
    assert outcome.result("first")["changed"] and not outcome.result("second")["changed"]
    created = [call for call in simulator.writes() if call["function"] == function]
    assert len(created) == len(options.get("campaigns", [options]))
