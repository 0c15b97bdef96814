# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes that are killed before any of their calls, and finished by the next run: nothing is done twice."""

from __future__ import annotations

import collections
import pathlib
import typing as t

import pytest
from faults.chaos import Killed
from faults.inprocess import Ended, run_module
from faults.platform import Platform
from faults.scenarios import QUICK, login
from integration.loading import TARGET, seed

LISTED = [f"212555{number:04}" for number in range(30)]
OTHERS = [f"212556{number:04}" for number in range(10)]
HAS = {**dict.fromkeys(LISTED[:10], "success"), **dict.fromkeys(OTHERS, "failed")}
KEPT = {**dict.fromkeys(LISTED, "pending"), **dict.fromkeys(LISTED[:10], "success")}
# What is asked for, and what the platform has in the end.
KILLED: dict[str, tuple[dict[str, t.Any], dict[str, str]]] = {
    "deletes": ({"numbers": LISTED, "purge": True, "chunk_size": 10}, KEPT),
    "cancels": (
        {"numbers": LISTED, "purge": True, "removal": "cancel", "chunk_size": 4},
        {**KEPT, **dict.fromkeys(OTHERS, "cancelled")},
    ),
    "calls again": (
        {"numbers": OTHERS, "existing": "set_status", "allow_redial": True, "max_redial": 10, "chunk_size": 4},
        {**HAS, **dict.fromkeys(OTHERS, "pending")},
    ),
}


@pytest.mark.parametrize("name", KILLED)
def test_what_was_killed_is_finished_by_running_it_again(tmp_path: pathlib.Path, name: str) -> None:
    options, wanted = KILLED[name]
    platform = Platform(tmp_path)
    killed = 0

    def run() -> Ended:
        with platform.reachable():
            return run_module("bulk_destinations", {**QUICK, **login(), **TARGET, **options, "workers": 1})

    while True:
        platform.reset(seed(HAS))
        calls = iter(range(killed))

        def die(*_call: t.Any, left: t.Iterator[int] = calls) -> None:
            if next(left, None) is None:
                raise Killed

        platform.watch = die
        try:
            run()
            break
        except Killed:
            killed += 1
        platform.watch = None
        assert not run().failed
        assert {number: status for (_campaign, number), status in platform.numbers().items()} == wanted
        done = collections.Counter[str]()
        for call in platform.journal():
            if call["took_effect"]:
                sent = call["parameters"]
                done.update((sent.get("dnumbers") or sent["dnumber"]).split(","))
        assert set(done.values()) == {1}
    # The customer's campaigns, the numbers, and each write.
    assert killed >= 5
