# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_destinations: what its process may not have, and what nobody is to see."""

from __future__ import annotations

import pathlib

import pytest
from integration.cases import Played
from integration.loading import case
from integration.playing import Player, task

# How numbers are dealt with is the same on every ansible-core: the targets show that they are taken there.
pytestmark = pytest.mark.any_core

NUMBERS = ["2125550101", "2125550102", "2125550103"]


def test_numbers_of_files_are_in_no_argument_and_no_result(play: Player, tmp_path: pathlib.Path) -> None:
    play.server.reset()
    play.server.seed(campaigns=[{"id": 11, "name": "Survey", "customer": 2, "enabled": 0}])
    (tmp_path / "list.txt").write_text("".join(f"212555{number:04}\n" for number in range(500)), encoding="utf-8")
    (tmp_path / "stop.txt").write_text("2125550007\n", encoding="utf-8")
    options = {"src": str(tmp_path / "list.txt"), "exclude_src": str(tmp_path / "stop.txt")}
    load = task("bulk_destinations", customer=2, campaign="Survey", **options)
    outcome = play([load], verbosity=3)
    assert outcome.result()["summary"]["added"] == 499
    assert "212555" not in outcome.everything


def test_without_the_library_only_e164_fails(play: Player, tmp_path: pathlib.Path) -> None:
    (tmp_path / "phonenumbers.py").write_text("raise ImportError('not installed')\n", encoding="utf-8")
    # The library of a process that is already running is there: only the ordinary module begins without it.
    keywords = {"environment": {"PYTHONPATH": str(tmp_path)}, "vars": {"enswitch_in_process": False}}
    cases = [
        case("e164", {"numbers": NUMBERS, "normalize": "e164", "region": "US"}, keywords=keywords),
        case("separators", {"numbers": NUMBERS}, keywords=keywords),
    ]
    loaded = Played(play)(cases)
    refused = loaded["e164"]
    assert refused.error["key"] == "normalize" and "phonenumbers" in refused.result["msg"]
    assert "machine that runs the module" in refused.result["msg"] and "Install" in refused.error["hint"]
    assert refused.journal == [] and refused.result["changed"] is False
    assert loaded["separators"].done.numbers == dict.fromkeys(NUMBERS, "pending")
