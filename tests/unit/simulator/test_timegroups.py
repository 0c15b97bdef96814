# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Time groups and their periods."""

from __future__ import annotations

import pytest
from simulator.timegroups import ALWAYS, FULL

HOUR = 3600


def periods(api, group):
    return {row["name"]: row for row in api("timegroups/periods/list", timegroup=group).data}


def test_lists(api):
    def names(*arguments, **parameters):
        return [row["name"] for row in api("timegroups/list", *arguments, **parameters).data]

    assert names(customer=2) == ["Office hours", "Evenings"]
    assert names(customer=2, available=1) == ["Office hours", "Public holidays", "Evenings"]
    assert names("globex.agent") == ["Office hours"]
    assert api("timegroups/list", customer=99).key == "customer"


# A group as it is created.
PLAIN = {"active": 1, "description": "", "priority": 1, "shared": 0}


def test_a_row_has_the_parameters_as_columns_and_no_hours(api):
    row = api("timegroups/get", id=3).data
    assert row == api("timegroups/list").data[0]
    assert row == {"id": 3, "name": "Public holidays", "customer": 1, **PLAIN, "shared": 1}


def test_who_may_see_and_change_a_group(api):
    assert api("timegroups/get", "acme.agent", id=1).code == 200
    assert api("timegroups/get", "acme.agent", id=3).data["name"] == "Public holidays"
    assert api("timegroups/get", "globex.agent", id=1).code == 404
    assert api("timegroups/get", id=99).code == 404
    # One that is shared from above can be used, not changed.
    for function, parameters in (
        ("timegroups/update", {"id": 3, "name": "x"}),
        ("timegroups/periods/create", {"timegroup": 3, "name": "x"}),
        ("timegroups/delete", {"id": 3}),
    ):
        assert api(function, "acme.admin", **parameters).code == 404
        assert api(function, "acme.agent", **parameters).code == 402
        assert api(function, **parameters).code in (200, 204)


def test_a_group_from_creation_to_deletion(api, simulator):
    number = api("timegroups/create", "acme.admin", name="Nights").data["id"]
    row = api("timegroups/get", id=number).data
    assert row == {"id": number, "name": "Nights", "customer": 2, **PLAIN}
    assert api("timegroups/periods/list", timegroup=number).data == []
    assert api("timegroups/update", id=number, active=0, priority=10, validation=1).code == 201
    assert api("timegroups/get", id=number).data == row
    assert api("timegroups/update", id=number, active=0, priority=10).code == 204
    assert api("timegroups/update", id=number).code == 204
    assert api("timegroups/get", id=number).data == {**row, "active": 0, "priority": 10}
    period = api("timegroups/periods/create", timegroup=number, name="x").data["id"]
    assert api("timegroups/delete", id=number).code == 204
    for function, gone in (
        ("timegroups/get", number),
        ("timegroups/periods/get", period),
        ("timegroups/delete", number),
    ):
        assert api(function, id=gone).code == 404


@pytest.mark.parametrize(
    ("parameters", "key"),
    [
        ({"name": ""}, "name"),
        ({}, "name"),
        ({"name": "x", "priority": 0}, "priority"),
        ({"name": "x", "priority": 11}, "priority"),
        ({"name": "x", "customer": 99}, "customer"),
        ({"name": "x", "active": 2}, "active"),
    ],
)
def test_bad_groups(api, simulator, parameters, key):
    for validation in (1, 0):
        answer = api("timegroups/create", **parameters, validation=validation)
        assert (answer.code, answer.key) == (400, key)
    assert simulator.timegroups() == []


def test_validation_creates_nothing(api, simulator):
    before = simulator.state()["timegroups"]
    assert api("timegroups/create", name="x", validation=1).code == 201
    assert api("timegroups/periods/create", timegroup=1, name="x", validation=1).code == 201
    assert simulator.state()["timegroups"] == before
    assert [(line["write"], line["validation"]) for line in simulator.journal()] == [(False, True)] * 2


def test_only_with_commerce_a_group_is_shared(api):
    assert api("timegroups/create", "acme.admin", name="x", shared=1).code == 402
    assert api("timegroups/update", "acme.admin", id=1, shared=1).code == 402
    assert api("timegroups/update", "acme.admin", id=1, shared=0).code == 204
    assert api("timegroups/update", id=1, shared=1).code == 204


def test_rate_plan_without_time_groups(api, simulator):
    simulator.seed(
        rate_plans=[{"id": 2, "name": "Small", "timegroups": False}], timegroups=[{"id": 9, "name": "x", "customer": 4}]
    )
    number = api("timegroups/periods/list", timegroup=9).data[0]["id"]
    for function, parameters in (
        ("timegroups/create", {"name": "y"}),
        ("timegroups/update", {"id": 9}),
        ("timegroups/periods/create", {"timegroup": 9, "name": "y"}),
        ("timegroups/periods/update", {"id": number}),
    ):
        assert api(function, "norate", **parameters).code == 403


def test_names_of_groups_may_be_unique(api, simulator):
    assert api("timegroups/create", name="Office hours", customer=2).code == 200
    simulator.options(unique_names=True)
    assert api("timegroups/create", name="Evenings", customer=2).key == "name"
    assert api("timegroups/update", id=1, name="Evenings").key == "name"
    assert api("timegroups/update", id=4, name="Evenings").code == 204
    assert api("timegroups/create", name="Evenings", customer=3).code == 200


# --- periods -----------------------------------------------------------------------------------------------


def test_a_period_that_says_nothing_is_all_the_time(api):
    number = api("timegroups/periods/create", timegroup=3, name="All").data["id"]
    row = api("timegroups/periods/get", id=number).data
    assert row == {"id": number, "timegroup": 3, "name": "All", **ALWAYS}
    assert periods(api, 3) == {"All": row}


def test_a_period_keeps_what_an_update_leaves_out(api):
    given = {"days_week": "1,3", "days_month": "01,31", "months": "12", "years": "2026", "starthour": 9, "endhour": 17}
    given |= {"startminute": 30, "startsecond": 1, "endminute": 0, "endsecond": 0, "description": "d"}
    given |= {"startdate": 1_780_000_000, "enddate": 1_790_000_000, "repeats": 0}
    number = api("timegroups/periods/create", timegroup=3, name="A", **given).data["id"]
    assert api("timegroups/periods/update", id=number, name="B", timegroup=1).code == 204
    assert periods(api, 3) == {"B": {"id": number, "timegroup": 3, "name": "B", **given}}
    assert api("timegroups/periods/update", id=number, days_week="7", endhour=18).code == 204
    assert periods(api, 3)["B"] == {"id": number, "timegroup": 3, "name": "B", **given, "days_week": "7", "endhour": 18}
    assert api("timegroups/periods/delete", id=number).code == 204
    assert api("timegroups/periods/delete", id=number).code == 404
    assert periods(api, 3) == {}


# Values that a field of a period cannot have.
BAD = {
    "name": [""],
    **{name: ["", "x", "1,", "00", "0", "mon"] for name in FULL},
    "starthour": ["24"],
    "endminute": ["60"],
    "endsecond": ["60"],
    "startdate": ["2026-01-01"],
    "enddate": ["-1"],
    "repeats": ["2"],
}
BAD["days_week"] += ["01", "8"]
BAD["days_month"] += ["1", "32"]
BAD["months"] += ["1", "01, 02", "٠١"]
BAD["years"] += ["26", "2100"]


@pytest.mark.parametrize(("field", "bad"), [(field, bad) for field, values in BAD.items() for bad in values])
def test_bad_periods(api, simulator, field, bad):
    good = {"timegroup": 1, "name": "A"}
    number = periods(api, 1)["Hours 1"]["id"]
    for function, parameters in (
        ("timegroups/periods/create", {**good, field: bad}),
        ("timegroups/periods/update", {"id": number, field: bad}),
    ):
        answer = api(function, **parameters)
        assert (answer.code, answer.key) == (400, field)
    assert simulator.timegroups() == []


def test_periods_of_others_do_not_exist(api):
    number = periods(api, 2)["Hours 1"]["id"]
    for function, parameters in (
        ("timegroups/periods/list", {"timegroup": 2}),
        ("timegroups/periods/get", {"id": number}),
        ("timegroups/periods/create", {"timegroup": 2, "name": "x"}),
        ("timegroups/periods/update", {"id": number}),
        ("timegroups/periods/delete", {"id": number}),
    ):
        assert api(function, "acme.admin", **parameters).code == 404
        assert api(function, "globex.agent", **parameters).code == 402


def test_dates_are_not_known_before_4_0(api, simulator):
    simulator.options(api_version="3.15", unknown_parameters="reject")
    assert api("timegroups/periods/create", timegroup=3, name="x", enddate=1).key == "enddate"
    number = api("timegroups/periods/create", timegroup=3, name="x").data["id"]
    row = periods(api, 3)["x"]
    assert not set(row) & {"startdate", "enddate", "repeats"}
    assert api("timegroups/periods/update", id=number, repeats=0).key == "repeats"
    assert api("timegroups/periods/update", id=number, months="01").code == 204
    assert api.post("timegroups/usage", {"id": 1}).status_code == 404
    simulator.options(api_version="4.0")
    assert periods(api, 3)["x"] == {"id": number, "timegroup": 3, "name": "x", **ALWAYS, "months": "01"}


# --- what tests see ----------------------------------------------------------------------------------------


def test_the_hours_after_each_write(api, simulator):
    number = api("timegroups/create", name="Nights", customer=2).data["id"]
    period = api("timegroups/periods/create", timegroup=number, name="Late", starthour=22).data["id"]
    api("timegroups/periods/update", id=period, starthour=21, validation=1)
    api("timegroups/periods/update", id=period, starthour=20)
    api("timegroups/update", id=number, active=0)
    api("timegroups/periods/delete", id=period)
    api("timegroups/delete", id=number)
    seen = simulator.timegroups()
    assert [(line["seq"], line["timegroup"]) for line in seen] == [(seq, number) for seq in (1, 2, 4, 5, 6, 7)]
    assert [
        line["state"] and (line["state"]["active"], [period["starthour"] for period in line["state"]["periods"]])
        for line in seen
    ] == [(1, []), (1, [22]), (1, [20]), (0, [20]), (0, []), None]
    assert simulator.timegroups(since=6) == seen[-1:]
    simulator.clear_journal()
    assert simulator.timegroups() == []


def test_the_dialler_follows_the_periods(api, simulator):
    api("timegroups/update", id=1, active=0)
    inverted, never = api.campaign(timegroup=1), api.campaign(timegroup=3)
    for campaign in (inverted, never):
        api.load(campaign, "2125550100", "2125550101")
    # Monday, 10 o'clock: the office hours of an inverted group are when it is not active.
    simulator.advance(7 * HOUR)
    assert simulator.calls() == []
    simulator.advance(HOUR + 1)
    assert [(call["campaign"], call["started"]) for call in simulator.calls()] == [(inverted, 8 * HOUR)]
    api("timegroups/periods/create", timegroup=1, name="Night", starthour=18)
    api("timegroups/periods/create", timegroup=3, name="Monday", days_week="1")
    simulator.advance(24 * HOUR)
    assert [call["campaign"] for call in simulator.calls()] == [inverted, never, never, inverted]
    # Midnight is when the inverted group is active again: neither evening nor office hours.
    assert simulator.calls()[-1]["started"] == 14 * HOUR


def test_bulk_calls_limit_a_customer(api, simulator):
    simulator.seed(
        rate_plans=[{"id": 7, "name": "Two lines", "bulk_calls": 2}],
        customers=[
            {"id": 20, "name": "Plan", "rate_plan": 7},
            {"id": 21, "name": "Own", "rate_plan": 7, "bulk_calls": 1},
            {"id": 22, "name": "Platform", "rate_plan": 7, "bulk_calls": -1},
            {"id": 23, "name": "None", "bulk_calls": 0},
        ],
    )
    busiest = {}
    numbers = [f"21255501{number}0" for number in range(6)]
    for customer in (20, 21, 22, 23):
        for _campaign in range(2):
            api.load(api.campaign(customer=customer, maximum=3), *numbers)
    for _step in range(40):
        simulator.advance(30)
        for customer in (20, 21, 22, 23):
            up = [call for call in simulator.calls() if call["customer"] == customer and call["ended"] is None]
            busiest[customer] = max(busiest.get(customer, 0), len(up))
    assert busiest == {20: 2, 21: 1, 22: 6, 23: 0}
    assert len([call for call in simulator.calls() if call["customer"] == 20]) == 12
