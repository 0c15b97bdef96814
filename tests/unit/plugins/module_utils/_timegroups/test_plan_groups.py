# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of groups in any notation, and when a group is active as a text."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import ApiError
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.plan import (
    Group,
    Hours,
    as_option,
    hours_text,
    read_group,
)
from unit.support.hours import DAYTIME, EVENING

ROW = {"id": 4, "name": "Hours", "customer": 2, "active": 1, "description": "Shop", "priority": 3, "shared": 0}
FIELDS = {"name": "Hours", "description": "Shop", "invert": False, "priority": 3, "shared": False}


@pytest.mark.parametrize(
    "changes, fields",
    [
        ({}, {}),
        ({name: str(value) for name, value in ROW.items()}, {}),
        ({"active": True, "shared": False}, {}),
        ({"active": False, "shared": True}, {"invert": True, "shared": True}),
        ({"active": 0, "shared": "1"}, {"invert": True, "shared": True}),
        ({"name": 7, "description": None}, {"name": "7", "description": ""}),
    ],
)
def test_groups_are_read_in_any_notation(changes, fields):
    assert read_group({**ROW, **changes}) == Group(4, 2, {**FIELDS, **fields})


def test_what_is_not_listed_is_not_known():
    assert read_group({"id": 4, "name": "Hours"}) == Group(4, None, {"name": "Hours"})
    assert read_group({"id": 4, "customer": 0, "active": "x", "priority": None}) == Group(4, None, {})
    assert read_group({"name": "Hours"}) is None
    assert as_option(Group(4, None, {}), ApiError("no.", code=402, category="role")) == {"id": 4}


def test_a_group_as_options_of_the_module():
    found = as_option(Group(4, 2, FIELDS), Hours({9: EVENING, 8: DAYTIME}, True))
    assert found == {**FIELDS, "id": 4, "customer": 2, "periods": [EVENING.as_option(), DAYTIME.as_option()]}
    assert list(found) == ["name", "customer", "id", "description", "invert", "priority", "shared", "periods"]


@pytest.mark.parametrize(
    "periods, inverted, text",
    [
        ((), False, "at no time"),
        ((), True, "at all times"),
        ((DAYTIME, EVENING), False, "in Mon-Tue 09:00-18:00; Mon-Tue 18:00-22:00"),
        ((DAYTIME,), True, "at all times but Mon-Tue 09:00-18:00"),
    ],
)
def test_when_a_group_is_active(periods, inverted, text):
    assert hours_text(Hours(dict(enumerate(periods)), True), inverted) == text
