# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prints the sum of the totals of `make test` and `make test-matrix`. A part that did not come to its end fails."""

from __future__ import annotations

import json

import project


def _work() -> int:
    passed = failed = 0
    for name in ("test", "test-matrix"):
        try:
            totals = json.loads((project.RESULTS / f"{name}.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            totals = {"passed": 0, "failed": 1}
        passed += totals["passed"]
        failed += totals["failed"]
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


project.main(_work)
