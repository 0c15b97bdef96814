# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The numbers that a campaign has: one person in several spellings, and whose status counts."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.plan import Current


def current_of(*rows):
    current = Current()
    for number, status in rows:
        assert current.add(number, status)
    return current


def test_rows_are_counted_once_for_each_spelling():
    current = current_of(("+1 5", "success"), ("15", "dialing"), ("6", "failed"))
    assert not current.add("15", "pending")
    assert not current.add("+1 5", "pending")
    assert current.rows == 3 and current.counts == {"success": 1, "dialing": 1, "failed": 1} and current.others == 0
    assert current.status == {"15": "dialing", "6": "failed"}
    assert current.of("15") == [("+1 5", "success"), ("15", "dialing")] and current.of("6") == [("6", "failed")]
    assert current.add("1-5", "failed") and len(current.of("15")) == 3 and current.rows == 4
    assert current.status_of("1 5") == "dialing" and current.status_of("7") is None


def test_whom_a_spelling_belongs_to():
    current = current_of(("+1 5", "success"), ("6", "failed"))
    assert current.status_of("15") == "success"
    assert [number for number in ("+1 5", "6", "15", "+6", "7") if current.holds(number)] == ["+1 5", "6"]
    assert current.of("15") == [("+1 5", "success")]


@pytest.mark.parametrize(
    ("first", "second", "counts"),
    [
        ("success", "pending", "pending"),
        ("pending", "success", "pending"),
        ("failed", "success", "success"),
        ("cancelled", "failed", "failed"),
        ("failed", "cancelled", "failed"),
        ("pending", "dialing", "dialing"),
        ("dialing", "pending", "dialing"),
        ("dialing", "ringing", "dialing"),
        ("success", "success", "success"),
    ],
)
def test_the_most_cautious_status_counts(first, second, counts):
    current = current_of(("5", first), ("+5", second))
    assert current.status_of("(5)") == counts


def test_one_status_is_one_string():
    current = Current()
    for number in ("1", "2"):
        current.add(number, "".join(["pend", "ing"]))
    assert current.status["1"] is current.status["2"]
