# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One task on several hosts of a play, without run_once: each does the same at the same time."""

from __future__ import annotations

import typing as t

import pytest
from integration.playing import Player, campaign, task
from simulator.testing import Simulator

pytestmark = pytest.mark.any_core

WISH: dict[str, t.Any] = {"customer": 2, "name": "Survey", "dtype": "queue", "dnumber": "200", "enabled": False}
HOSTS = ("--inventory", "one,two,three,four", "--forks", "4")


def test_a_task_on_several_hosts_creates_nothing_twice(play: Player, simulator: Simulator) -> None:
    # So that each would look before any of them has written.
    simulator.options(latency=0.1)
    others = [{**WISH, "name": name} for name in ("Second", "Third")]
    here = {"delegate_to": "localhost"}
    played = play.wrapped([campaign("one", here, **WISH), task("bulk_campaigns", "many", here, campaigns=others)])
    outcome = play(str([{**played, "hosts": "all"}]), arguments=HOSTS)
    assert outcome.rc == 0 and len(outcome.results) == 8
    one = [line.result["operation"] for line in outcome.lines if line.name == "one"]
    assert sorted(one) == ["created", "unchanged", "unchanged", "unchanged"]
    created = [line.result["summary"]["created"] for line in outcome.lines if line.name == "many"]
    assert sorted(created) == [0, 0, 0, 2]
    assert sorted(row["name"] for row in simulator.state()["campaigns"]) == ["Second", "Survey", "Third"]
