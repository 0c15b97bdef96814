# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of the platform as periods and groups, in any notation, and hours as text."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.desired import read_periods
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.periods import Period, from_row
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.plan import Group, read_group
from unit.support.contract import FUNCTIONS

DAYTIME = Period("Day", days_week=frozenset((1, 2)), start=32400, end=64799)


ROW = {"id": 9, **DAYTIME.parameters(True)}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {name: str(value) for name, value in ROW.items()},
        {"days_week": "2,1"},
        {"days_week": [1, "2"]},
        {"days_month": "", "months": None, "years": []},
        {"startdate": "", "enddate": None, "repeats": True},
    ],
)
def test_rows_are_read_in_any_notation(changes):
    assert from_row({**ROW, **changes}) == (9, DAYTIME, True)


def test_a_bare_number_is_a_list_of_one():
    assert from_row({**ROW, "days_week": 3})[1].days_week == {3}


def test_a_platform_without_dates_is_known_by_its_rows():
    row = {name: value for name, value in ROW.items() if name not in ("startdate", "enddate", "repeats")}
    assert from_row(row) == (9, DAYTIME, False)


@pytest.mark.parametrize(
    "changes", [{"days_week": "1,9"}, {"days_week": "x"}, {"starthour": None}, {"endminute": "x"}, {"id": None}]
)
def test_a_row_that_cannot_be_read_is_no_period(changes):
    with pytest.raises(ValueError):
        from_row({**ROW, **changes})


@pytest.mark.parametrize("missing", ["days_week", "years", "endsecond"])
def test_a_column_that_is_missing_is_not_guessed(missing):
    with pytest.raises(ValueError, match=missing):
        from_row({name: value for name, value in ROW.items() if name != missing})


@pytest.mark.parametrize("given", [{"startdate": 86400}, {"enddate": "86400"}, {"repeats": 0}])
def test_some_of_the_later_columns_are_not_reset(given):
    row = {name: value for name, value in ROW.items() if name not in ("startdate", "enddate", "repeats")}
    with pytest.raises(ValueError, match="of the periods"):
        from_row({**row, **given})
    assert from_row({**row, **dict.fromkeys(given)}) == (9, DAYTIME, False)


def test_parameters_are_those_of_the_contract():
    sent = set(DAYTIME.parameters(True))
    for function, more in (("timegroups/periods/create", {"timegroup"}), ("timegroups/periods/update", {"id"})):
        assert sent | more | {"validation"} == set(FUNCTIONS[function]["parameters"])
    assert (
        DAYTIME.parameters(True)["days_month"].startswith("01,02,") and DAYTIME.parameters(True)["days_week"] == "1,2"
    )


def test_groups_are_read_in_any_notation():
    fields = {"name": "Hours", "description": "", "invert": False, "priority": 1, "shared": False}
    row = {
        "id": "4",
        "name": "Hours",
        "customer": "2",
        "active": "1",
        "description": None,
        "priority": "1",
        "shared": 0,
    }
    assert read_group(row) == Group(4, 2, fields)
    assert read_group({"id": 4, "name": "Hours"}) == Group(4, None, {"name": "Hours"})
    assert read_group({"name": "Hours"}) is None
    assert read_group({**row, "active": 0}).fields["invert"] is True


@pytest.mark.parametrize(
    "options, text",
    [
        ({"days_week": "mon-fri", "start": "09:00", "end": "18:00"}, "Mon-Fri 09:00-18:00"),
        ({"days_week": "sat,mon", "start": "09:00:10"}, "Mon,Sat 09:00:10-24:00"),
        ({"end": "17:59:58"}, "Mon-Sun 00:00-17:59:58"),
        ({"days_month": "24-26", "months": 12}, "Mon-Sun 00:00-24:00, days 24-26, Dec"),
        ({"years": [2026], "startdate": "2026-12-24"}, "Mon-Sun 00:00-24:00, 2026, from 2026-12-24"),
        ({"enddate": 5, "repeats": False}, "Mon-Sun 00:00-24:00, until 5, does not repeat"),
    ],
)
def test_hours_are_a_line_of_text(options, text):
    assert read_periods([{"name": "P", **options}])[0].text == text
