# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The story that `make demo` tells, played by its own launcher."""

from __future__ import annotations

import collections
import importlib
import pathlib
import re

import pytest
from integration.playing import HERE, credentials
from simulator.testing import Simulator

ROOT = HERE.parent.parent
FILES = ROOT / "tests" / "demo" / "files"

pytestmark = pytest.mark.any_core


def listed(name: str) -> set[str]:
    """The digits of the numbers in one of the demo's files."""
    lines = (FILES / name).read_text(encoding="utf-8").splitlines()
    return {re.sub(r"[^0-9]", "", line) for line in lines if line and not line.startswith("#")}


def test_the_demo_tells_the_whole_story(
    simulator: Simulator,
    collections_path: pathlib.Path,
    tmp_path: pathlib.Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Nothing that a user has set leads the demo to a platform that calls people.
    monkeypatch.setenv("ENSWITCH_TOKEN", "mine")
    status = importlib.import_module("demo.__main__").play(simulator, collections_path, tmp_path)
    shown = capfd.readouterr()
    assert status == 0 and shown.err == "", shown.out + shown.err
    steps = re.split(r"^\d\. (?=[A-Z][a-z]+\.)", shown.out, flags=re.MULTILINE)[1:]
    assert [step.split(".")[0] for step in steps] == [
        *["Plan", "Apply", "Again", "Load", "Launch", "Stop", "Restore", "Count", "Report"]
    ]

    # Each campaign is created once, by the plan, and the second run of the role writes nothing.
    written = [call["function"] for call in simulator.writes()]
    assert written[:6] == ["timegroups/create", "timegroups/periods/create"] * 2 + ["bulk/campaigns/create"] * 2
    assert written.count("bulk/campaigns/create") == 3 and written[7] == "bulk/destinations/create"
    assert "changed" not in steps[2] and "0 to create, 0 to change, 0 to delete" in steps[2]

    # All that runs is stopped in the middle, and only that goes on. The third campaign is left alone.
    assert "2 of 2 campaigns are stopped." in steps[5] and "0 calls were begun" in steps[5]
    assert "2 of 2 campaigns were started" in steps[6]
    rows = simulator.state()["campaigns"]
    assert sorted((row["name"], row["enabled"]) for row in rows) == [
        ("Contract renewals", 1),
        ("Payment reminders", 0),
        ("Satisfaction survey", 1),
    ]

    # Whoever is listed is called once, except for those who asked not to be.
    called = collections.Counter(re.sub(r"[^0-9]", "", call["dnumber"]) for call in simulator.calls())
    wanted = listed("renewals.txt") | listed("survey.txt")
    assert called == dict.fromkeys(wanted - listed("do-not-call.txt"), 1) and len(called) == 157
    assert "157 calls to 157 people: no person was called twice, and none of the 3" in steps[7]

    page = tmp_path / "campaigns.html"
    assert shown.out.rstrip().endswith(f"{page}.")
    text = page.read_text(encoding="utf-8")
    assert all(row["name"] in text for row in rows)


@pytest.mark.parametrize("apply", ["", "1"])
def test_on_a_platform_it_calls_nobody_and_writes_only_when_asked_to(
    simulator: Simulator,
    collections_path: pathlib.Path,
    tmp_path: pathlib.Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    apply: str,
) -> None:
    monkeypatch.setenv("ENSWITCH_URL", simulator.url)
    for name, value in credentials().items():
        monkeypatch.setenv(name.replace("auth_", "ENSWITCH_").upper(), value)
    monkeypatch.setenv("DEMO_APPLY", apply)
    status = importlib.import_module("demo.__main__").provision(collections_path, tmp_path)
    assert status == 0, capfd.readouterr()
    state = simulator.state()
    assert bool(simulator.writes()) is bool(state["campaigns"]) is bool(apply)
    # The second run finds everything, and nothing calls.
    assert not apply or capfd.readouterr().out.rstrip().endswith(
        "0 to create, 0 to change, 0 to delete; 0 start calling"
    )
    assert not any(row["enabled"] for row in state["campaigns"])
    assert not any(state["destinations"].values()) and simulator.calls() == []
