# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The last line of a run of everything: what counts as passed and as failed."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

import pytest
import totals


def _suite(**counts: int) -> str:
    attributes = " ".join(f'{name}="{count}"' for name, count in counts.items())
    return f"<testsuites><testsuite {attributes}/></testsuites>"


@pytest.fixture
def report(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """A report of nox: of what ran, and of what pytest found in it."""
    monkeypatch.setattr(totals, "RESULTS", tmp_path)
    (tmp_path / "unit.xml").write_text(_suite(tests=10, failures=1, errors=1, skipped=1), encoding="utf-8")
    (tmp_path / "core(2.20-py3.12).xml").write_text(_suite(tests=5), encoding="utf-8")
    (tmp_path / "guides.xml").write_text(_suite(tests=3), encoding="utf-8")
    sessions = {
        "unit": "failed",
        "core(2.20-py3.12)": "success",
        # All its tests passed, and something after them did not.
        "guides": "failed",
        "lint": "success",
        "sanity": "failed",
        "coverage": "aborted",
        "integration": "skipped",
    }
    listed = [{"name": name, "signatures": [name], "result": result} for name, result in sessions.items()]
    written = tmp_path / "report.json"
    written.write_text(json.dumps({"result": 0, "sessions": listed}), encoding="utf-8")
    return written


def test_tests_count_each_and_other_sessions_as_one(report: pathlib.Path) -> None:
    assert totals.count(totals.RESULTS / "unit.xml") == (7, 3)
    assert totals.total(report) == (7 + 5 + 3 + 1, 3 + 0 + 1 + 0 + 1 + 1 + 1)


def test_a_run_that_did_not_come_to_its_end_has_failed(tmp_path: pathlib.Path) -> None:
    assert totals.total(tmp_path / "nothing.json") == (0, 1)


@pytest.mark.parametrize(
    ("results", "line", "status"),
    [
        ([["success"], ["success", "success"]], "3 passed, 0 failed", 0),
        ([["success"], ["failed"]], "1 passed, 1 failed", 1),
        ([["success"], None], "1 passed, 1 failed", 1),
        ([[], []], "0 passed, 0 failed", 1),
    ],
)
def test_the_last_line(tmp_path: pathlib.Path, results: list[list[str] | None], line: str, status: int) -> None:
    reports = [tmp_path / f"{number}.json" for number in range(len(results))]
    for report, found in zip(reports, results, strict=True):
        if found is not None:
            sessions = [{"name": "x", "signatures": ["no such session"], "result": result} for result in found]
            report.write_text(json.dumps({"sessions": sessions}), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, totals.__file__, *map(str, reports)], capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.stderr, ran.returncode) == (line + "\n", "", status)
