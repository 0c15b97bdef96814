# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables of the guide on spreadsheets: what it says about each entry is what becomes of it."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

GUIDE = ROOT / "docs" / "docsite" / "rst" / "guide_spreadsheets.rst"
_ROW = re.compile(r"``(?P<entry>.+?)`` {2,}(?P<separators>\S.*?) {2,}(?P<e164>\S.*)")


def rows() -> list[tuple[str, str, str]]:
    """The rows of all tables behind a comment ``entries``: entry, and what either mode makes of it."""
    found = []
    for table in GUIDE.read_text(encoding="utf-8").split(".. entries\n")[1:]:
        lines = table.strip().split("\n\n")[0].splitlines()
        matches = [_ROW.fullmatch(line) for line in lines[3:-1]]
        assert all(matches), lines
        found += [match.group("entry", "separators", "e164") for match in matches if match]
    return found


def test_there_are_tables() -> None:
    assert len(rows()) > 35


@pytest.mark.parametrize(("entry", "separators", "e164"), rows())
def test_each_entry_has_the_verdict_of_the_guide(entry: str, separators: str, e164: str) -> None:
    from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.e164 import normalizer
    from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.numbers import Limits, Wanted

    for normalize, verdict in ((normalizer("separators", None), separators), (normalizer("e164", "DE"), e164)):
        wanted = Wanted(normalize, Limits())
        wanted.extend("numbers", [(0, entry)])
        if verdict.startswith("``"):
            assert list(wanted.spelling.values()) == [verdict.strip("`")]
        else:
            assert verdict in wanted.rejected.first[0]["reason"]
