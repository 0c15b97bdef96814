# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Adds up the tests of nox runs: ``totals.py REPORT...`` prints one line, ``N passed, N failed``.

A session of pytest counts as its tests, any other as one. A report that is missing is a run that did not come to its
end, and counts as one that failed.
"""

from __future__ import annotations

import json
import pathlib
import sys
import xml.etree.ElementTree

# One file of results for each session that runs pytest.
RESULTS = pathlib.Path(__file__).resolve().parent.parent / ".cache" / "results"


def count(results: pathlib.Path) -> tuple[int, int]:
    """How many tests passed and failed. A skipped test shows nothing: it failed."""
    suites = [suite.attrib for suite in xml.etree.ElementTree.parse(results).getroot().iter("testsuite")]
    failed = sum(int(suite.get(name, 0)) for suite in suites for name in ("failures", "errors", "skipped"))
    return max(sum(int(suite.get("tests", 0)) for suite in suites) - failed, 0), failed


def total(report: pathlib.Path) -> tuple[int, int]:
    """The same, of all sessions in a report of nox."""
    if not report.is_file():
        return 0, 1
    passed = failed = 0
    for session in json.loads(report.read_text(encoding="utf-8"))["sessions"]:
        good = session["result"] == "success"
        results = RESULTS / f"{session['signatures'][0]}.xml"
        tests = count(results) if results.is_file() else (int(good), 0)
        passed, failed = passed + tests[0], failed + max(tests[1], int(not good))
    return passed, failed


if __name__ == "__main__":
    good, bad = (sum(numbers) for numbers in zip(*(total(pathlib.Path(name)) for name in sys.argv[1:]), strict=True))
    print(f"{good} passed, {bad} failed")
    sys.exit(bool(bad or not good))
