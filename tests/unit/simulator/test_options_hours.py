# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options about time groups and who may call when: a test of its name for every one."""

from __future__ import annotations

import pytest

HOUR = 3600
DATES = {"startdate": 1, "enddate": 4_000_000_000 // 2, "repeats": 0}


def period_of(api, group=1, who="admin"):
    (row,) = api("timegroups/periods/list", who, timegroup=group).data
    return row


@pytest.mark.parametrize("reset", [False, True])
def test_reset_omitted_dates(api, simulator, reset):
    simulator.options(reset_omitted_dates=reset)
    number = period_of(api)["id"]
    api("timegroups/periods/update", id=number, **DATES)
    assert api("timegroups/periods/update", id=number, name="Day", validation=1).code == 201
    assert {name: period_of(api)[name] for name in DATES} == DATES
    api("timegroups/periods/update", id=number, name="Day")
    left = {"startdate": 0, "enddate": 0, "repeats": 1} if reset else DATES
    assert {name: period_of(api)[name] for name in DATES} == left
    assert (period_of(api)["name"], period_of(api)["starthour"]) == ("Day", 9)


def test_delete_used_timegroup(api, simulator):
    campaign = api.campaign(timegroup=1)
    refused = api("timegroups/delete", id=1)
    assert (refused.code, refused.key) == (400, "id")
    simulator.options(delete_used_timegroup="allow")
    assert api("timegroups/delete", id=1).code == 204
    assert api("timegroups/list", customer=2).data[0]["name"] == "Evenings"
    # The harm of it: no hours are left, so the campaign calls round the clock.
    assert api("bulk/campaigns/get", id=campaign).data["timegroup"] == 1
    simulator.advance(12 * HOUR)
    api.load(campaign, "2125550100")
    simulator.advance(1)
    assert len(simulator.calls()) == 1


def test_usage_names_campaigns(api, simulator):
    campaign = api.campaign(timegroup=1)
    assert api("timegroups/usage", id=1).data == []
    simulator.options(usage_names_campaigns=True)
    assert api("timegroups/usage", "acme.agent", id=1).data == [{"stype": "bulk", "snumber": str(campaign)}]
    assert api("timegroups/usage", id=4).data == []
    assert api("timegroups/usage", "globex.agent", id=1).code == 404


def test_periods_role(api, simulator):
    number = period_of(api)["id"]
    functions = [("timegroups/periods/list", {"timegroup": 1}), ("timegroups/periods/get", {"id": number})]
    for function, parameters in functions:
        assert api(function, "acme.agent", **parameters).code == 402
    simulator.options(periods_role="user")
    for function, parameters in functions:
        assert api(function, "acme.agent", **parameters).code == 200
    assert api("timegroups/periods/update", "acme.agent", id=number, name="x").code == 402


def test_shared_periods(api, simulator):
    simulator.seed(timegroups=[{"id": 3, "name": "Legal hours", "customer": 1, "shared": True}])
    number = period_of(api, 3)["id"]
    assert period_of(api, 3, "acme.admin")["name"] == "Always"
    assert api("timegroups/periods/get", "acme.admin", id=number).code == 200
    simulator.options(shared_periods="hidden")
    assert api("timegroups/periods/list", "acme.admin", timegroup=3).code == 404
    assert api("timegroups/periods/get", "acme.admin", id=number).code == 404
    assert period_of(api, 3)["name"] == "Always"
    assert period_of(api, 1, "acme.admin")["name"] == "Hours 1"


def test_past_midnight(api, simulator):
    night = {"name": "Night", "starthour": 22, "endhour": 5, "endminute": 59}
    campaign = api.campaign(timegroup=3, maximum=5)
    api.load(campaign, "2125550100")
    number = api("timegroups/periods/create", timegroup=3, **night).data["id"]
    simulator.advance(11 * HOUR)
    simulator.advance(4 * HOUR)
    assert simulator.calls() == []
    simulator.options(past_midnight="wraps")
    simulator.advance(0)
    assert len(simulator.calls()) == 1
    simulator.options(past_midnight="refuse")
    assert api("timegroups/periods/create", timegroup=3, **night, validation=1).key == "starthour"
    assert api("timegroups/periods/update", id=number, endminute=58).key == "starthour"
    assert api("timegroups/periods/update", id=number, starthour=1).code == 204


def test_default_bulk_calls(api, simulator):
    campaign = api.campaign(maximum=9)
    api.load(campaign, *(f"21255501{number}0" for number in range(8)))
    simulator.options(default_bulk_calls=3)
    simulator.advance(1)
    assert len(simulator.calls()) == 3
    simulator.options(default_bulk_calls=0)
    simulator.advance(1)
    assert len(simulator.calls()) == 8


def test_missing_functions(api, simulator):
    campaign = api.campaign()
    assert api("bulk/campaigns/get", id=campaign).data["name"] == "Renewals"
    simulator.options(missing_functions="bulk/campaigns/get,plans/get")
    for function in ("bulk/campaigns/get", "plans/get"):
        assert api.post(function, {"id": campaign}).status_code == 404
    assert api("bulk/campaigns/list", customer=2).code == 200
