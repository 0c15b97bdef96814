# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The weekly model of calling hours."""

from __future__ import annotations

import json

import pytest
from simulator.hours import DAY, START_OF_CLOCK, WEEK, BadHours, intervals, next_open

HOUR = 3600
MONDAY_NINE_TO_FIVE = json.dumps([{"days": ["mon"], "from": "09:00", "to": "17:00"}])


@pytest.mark.parametrize(
    ("hours", "week_second", "expected"),
    [
        ("null", 12_345, 12_345),
        ("[]", 0, None),
        (MONDAY_NINE_TO_FIVE, 8 * HOUR, 9 * HOUR),
        (MONDAY_NINE_TO_FIVE, 9 * HOUR, 9 * HOUR),
        (MONDAY_NINE_TO_FIVE, 17 * HOUR - 1, 17 * HOUR - 1),
        (MONDAY_NINE_TO_FIVE, 17 * HOUR, WEEK + 9 * HOUR),
        (MONDAY_NINE_TO_FIVE, 3 * DAY, WEEK + 9 * HOUR),
        (MONDAY_NINE_TO_FIVE, 5 * WEEK + 8 * HOUR, 5 * WEEK + 9 * HOUR),
    ],
)
def test_next_open(hours, week_second, expected):
    found = next_open(hours, week_second - START_OF_CLOCK)
    assert found == (None if expected is None else expected - START_OF_CLOCK)


def test_the_end_of_the_day():
    assert intervals([{"days": ["sun"], "from": "00:00", "to": "24:00"}]) == [(6 * DAY, WEEK)]


@pytest.mark.parametrize(
    "bad",
    [
        "always",
        [1],
        [{"days": ["mon"]}],
        [{"days": ["Monday"], "from": "09:00", "to": "10:00"}],
        [{"days": ["mon"], "from": "9", "to": "10:00"}],
        [{"days": ["mon"], "from": "09:00", "to": "24:30"}],
        [{"days": ["mon"], "from": "22:00", "to": "06:00"}],
        [{"days": ["mon"], "from": 9, "to": "10:00"}],
    ],
)
def test_bad_hours(bad):
    with pytest.raises(BadHours):
        intervals(bad)
