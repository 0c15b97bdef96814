# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The numbers that a campaign has: persons, their spellings, and the status that counts."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.plan import Current


def current_of(rows):
    current = Current()
    for number, status in rows.items():
        assert current.add(number, status)
    return current


def test_rows_are_counted_once_for_each_spelling():
    current = current_of({"+1 5": "success", "15": "dialing", "6": "failed"})
    assert not current.add("15", "pending")
    assert not current.add("+1 5", "pending")
    assert current.rows == 3 and current.counts == {"success": 1, "dialing": 1, "failed": 1}
    # What is no number is counted by whoever reads the list.
    assert current.others == 0 and current.left_alone == set()
    assert current.status == {"15": "dialing", "6": "failed"}
    assert current.of("15") == [("+1 5", "success"), ("15", "dialing")] and current.of("6") == [("6", "failed")]
    assert current.add("1-5", "failed") and len(current.of("15")) == 3 and current.rows == 4
    assert current.status_of("1 5") == "dialing" and current.status_of("7") is None


def test_whom_a_spelling_belongs_to():
    current = current_of({"+1 5": "success", "6": "failed"})
    assert current.status_of("15") == "success"
    assert [number for number in ("+1 5", "6", "15", "+6", "7") if current.holds(number)] == ["+1 5", "6"]
    assert current.of("15") == [("+1 5", "success")]


@pytest.mark.parametrize(
    "rows, spelled",
    [
        ([], []),
        (["15", "+16", "017"], []),
        (["1 5", "+1-6", "(17"], [("15", "1 5"), ("16", "+1-6"), ("17", "(17")]),
        (["15x", "+x16"], [("15x", "15x"), ("x16", "+x16")]),
        # Of a person in several spellings, each that is more than digits.
        (["15", "1-5", "+15", "(15)", "16"], [("15", "1-5"), ("15", "(15)")]),
    ],
)
def test_spellings_of_more_than_digits(rows, spelled):
    assert list(current_of(dict.fromkeys(rows, "pending")).spelled()) == spelled


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
    current = current_of({"5": first, "+5": second})
    assert current.status_of("(5)") == counts


def test_one_status_is_one_string():
    current = Current()
    for number in ("1", "2"):
        current.add(number, "".join(["pend", "ing"]))
    assert current.status["1"] is current.status["2"]
