# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a list shows of a change whose answer was lost."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.effect import (
    as_seen,
    has_arrived,
    has_values,
)

BEFORE = {"id": 7, "enabled": False, "callerid": "", "maximum": 1, "dtype": "queue"}
# The destination is only carried along.
SENT = {"id": 7, "enabled": True, "callerid": "+1 2", "dtype": "queue", "owner": 3}


def listed(**more):
    return {**BEFORE, **more}


@pytest.mark.parametrize(
    "now, arrived, whole, seen",
    [
        ({}, False, False, "enabled is false, not true; callerid is '', not '+1 2'"),
        ({"enabled": True}, True, False, "enabled is true now; callerid is '', not '+1 2'"),
        ({"callerid": "+12"}, True, False, "enabled is false, not true; callerid is '+12', not '+1 2'"),
        ({"enabled": True, "callerid": "+1 2 "}, True, True, "enabled is true now; callerid is '+1 2' now"),
        # Someone else has changed what is only carried along, or is not sent at all.
        ({"dtype": "hangup", "maximum": 9}, False, False, "enabled is false, not true; callerid is '', not '+1 2'; "),
        # What was not listed before says something only where it has the wanted value.
        ({"owner": 0}, False, False, "enabled is false, not true; callerid is '', not '+1 2'; owner is 0, not 3"),
        ({"owner": 3}, True, False, "owner is 3 now; enabled is false, not true; callerid is '', not '+1 2'"),
    ],
)
def test_what_shows_of_a_change(now, arrived, whole, seen):
    assert has_arrived(BEFORE, SENT, listed(**now)) is arrived
    assert has_values(listed(**now), SENT) is whole
    assert as_seen(BEFORE, SENT, listed(**now)) == (seen + "dtype is 'hangup', not 'queue'" if "dtype" in now else seen)


def test_what_is_not_listed_shows_nothing():
    assert not has_arrived(BEFORE, SENT, {"id": 7})
    assert has_values({"id": 7}, SENT)
    assert as_seen(BEFORE, SENT, {"id": 7}) == ""
