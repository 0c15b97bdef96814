# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task changes, as a diff."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.periods import DAY
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.results import diff
from unit.support.hours import DAYTIME, other


@pytest.mark.parametrize(
    "changes, name, text",
    [
        ({}, "Day", "Mon-Tue 09:00-18:00"),
        # What no task may write may still be there: it must not fail the task that has just removed it.
        ({"start": 79200, "end": 21599}, "Day", "Mon-Tue 22:00-06:00"),
        ({"startdate": 2 * DAY, "enddate": DAY}, "Day", "Mon-Tue 09:00-18:00, from 1970-01-03, until 1970-01-02"),
        ({"enddate": 1798070400000}, "Day", "Mon-Tue 09:00-18:00, until 1798070400000"),
        (
            {"days_month": frozenset((30,)), "months": frozenset((2,))},
            "Day",
            "Mon-Tue 09:00-18:00, days 30, Feb",
        ),
        ({"name": ""}, '""', "Mon-Tue 09:00-18:00"),
    ],
)
def test_a_period_that_goes_is_shown_as_it_was(changes, name, text):
    group = {"id": 4, "name": "Hours", "customer": 2}
    found = diff({**group, "periods": [other(DAYTIME, **changes).as_option()]}, {**group, "periods": []}, {})
    assert found["before"] == "periods:\n  {0}: {1}\n".format(name, text) and found["after"] == ""
