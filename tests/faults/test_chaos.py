# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A few seeds of the chaos; `make chaos ARGS="--seeds 200"` plays as many as one likes."""

from __future__ import annotations

import os
import pathlib
import re
import subprocess
import sys

import pytest
from conftest import TESTS
from faults.chaos import in_process, main
from faults.platform import Platform
from faults.story import Story
from integration.conftest import collections_path

__all__ = ["collections_path"]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    return Platform(tmp_path_factory.mktemp("platform"))


@pytest.mark.parametrize("seed", range(1, 21))
def test_after_chaos_one_calm_run_converges(platform: Platform, seed: int) -> None:
    tally = in_process(Story(seed), platform)
    assert tally.calls and tally.faults


def test_after_chaos_one_calm_run_of_a_real_playbook_converges(collections_path: pathlib.Path) -> None:
    """As `make chaos` plays it: Ansible has to find the collection there too."""
    command = [sys.executable, "-m", "faults.chaos", "--seeds", "1", "--first", "20"]
    env = {**os.environ, "ENSWITCH_TEST_COLLECTIONS": str(collections_path)}
    ran = subprocess.run(command, cwd=TESTS, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(r"^seed 20 \(playbook\): .* [1-9]\d* calls dialled$", ran.stdout, re.MULTILINE)


def test_a_seed_is_the_same_every_time(platform: Platform) -> None:
    (seed, *_others) = [number for number in range(1, 99) if Story(number).workers == 1]
    tallies = [in_process(Story(seed), platform) for _time in range(2)]
    assert tallies[0] == tallies[1]


def test_the_command_says_which_seed_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(story: Story, _platform: Platform) -> None:
        assert story.seed != 8, "nobody expected this"

    monkeypatch.setattr("sys.argv", ["chaos", "--seeds", "9", "--first", "8"])
    monkeypatch.setattr("faults.chaos.in_process", fails)
    assert main() == 1
    shown = capsys.readouterr()
    assert "make chaos ARGS='--seeds 1 --first 8'" in shown.out and "nobody expected this" in shown.err
