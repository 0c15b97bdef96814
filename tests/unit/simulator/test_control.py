# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control interface, `testing.py` where no other test uses it, and the journal of all calls, without secrets."""

from __future__ import annotations

import pytest
from simulator.testing import SimulatorError


def control(api, method, path, **arguments):
    return api.session.request(method, f"{api.simulator.control_url}{path}", timeout=30, **arguments)


def test_health_and_no_control_request_in_the_journal(api, simulator):
    answer = control(api, "GET", "health").json()
    assert answer["ok"] is True
    assert answer["options"]["api_version"] == "4.4"
    control(api, "GET", "nosuch")
    simulator.state()
    assert simulator.journal() == []


def test_the_default_seed(simulator):
    state = simulator.state()
    assert [row["name"] for row in state["customers"]] == ["Provider", "Acme Ltd", "Globex & Söhne", "No Dialler Inc"]
    people = "admin acme.agent acme.admin globex.agent reader norate".split()
    assert [row["username"] for row in state["people"]] == people
    assert [(row["name"], row["customer"], row["shared"], len(row["periods"])) for row in state["timegroups"]] == [
        ("Office hours", 2, False, 1),
        ("Office hours", 3, False, 1),
        ("Public holidays", 1, True, 0),
        ("Evenings", 2, False, 1),
    ]
    assert state["timegroups"][0]["periods"][0]["days_week"] == "1,2,3,4,5"
    assert [row["name"] for row in state["recordgroups"]] == ["Compliance", "Training", "Compliance"]
    assert (state["campaigns"], state["destinations"]) == ([], {})
    assert "password" not in str(state)


def test_state_counts_numbers_by_status(api, simulator):
    campaign = api.campaign()
    api.load(campaign, "2125550100", "2125550101")
    api.load(campaign, "2125550102", status="failed")
    assert simulator.state()["destinations"] == {str(campaign): {"pending": 2, "failed": 1}}


def test_seed_adds_and_replaces(api, simulator):
    numbered = simulator.seed(
        customers=[{"name": "Initech"}],
        campaigns=[{"id": 40, "name": "Old", "customer": 2, "enabled": 0}],
        destinations=[{"campaign": 40, "dnumber": "2125550100", "status": "odd", "attempts_made": 2}],
        recordgroups=[{"id": 1, "name": "Renamed", "customer": 2}],
        rate_plans=[{"name": "Third", "bulk_dialler": False}],
        timegroups=[{"name": "Nights", "customer": 3}],
        features=[{"type": "queue", "name": "Night desk", "customer": 3}],
        numbers=[{"number": "12125550110", "customer": 2}],
        configs=[{"name": "language", "value": "en"}],
    )
    assert numbered == {
        "customers": [5],
        "campaigns": [40],
        "recordgroups": [1],
        "rate_plans": [3],
        "timegroups": [5],
        "features": [302],
        "numbers": [5],
        "configs": [3],
    }
    assert simulator.state()["features"][-1]["number"] == "302"
    assert api.numbers(40) == {"2125550100": "odd"}
    assert simulator.state()["recordgroups"][0]["name"] == "Renamed"
    simulator.seed(destinations=[{"campaign": 40, "dnumber": "2125550100"}])
    assert [(row["status"], row["attempts_made"]) for row in simulator.destinations(40)] == [("pending", 0)]


@pytest.mark.parametrize(
    "bad",
    [
        {"nosuch": []},
        {"customers": {}},
        {"customers": [{}]},
        {"customers": [{"name": "x", "nosuch": 1}]},
        {"customers": [{"id": "x", "name": "x"}]},
        {"customers": [{"id": 9, "name": "x", "parent": 9}]},
        {"people": [{"username": "x", "password": "x", "customer": 2, "role": "king"}]},
        {"timegroups": [{"name": "x", "customer": 2, "hours": "always"}]},
        {"timegroups": [{"name": "x", "customer": 2, "periods": [{"name": "y", "id": 1}]}]},
        {"numbers": [{"number": "12125550110", "customer": 2, "allow_callerid": "owner"}]},
        {"features": [{"name": "x", "customer": 2}]},
        {"campaigns": [{"name": "x"}]},
        {"destinations": [{"campaign": 1, "dnumber": "2125550100"}]},
        {"destinations": [{"campaign": 1}]},
        {"customers": [{"id": 50, "name": "Half"}], "destinations": [{"campaign": 1, "dnumber": "x"}]},
    ],
)
def test_a_seed_is_taken_whole_or_not_at_all(simulator, bad):
    before = simulator.state()
    with pytest.raises(SimulatorError, match="error"):
        simulator.seed(**bad)
    assert simulator.state() == before


def test_reset_wipes_everything(api, simulator):
    campaign = api.campaign()
    api.load(campaign, "2125550100")
    simulator.advance(10)
    simulator.fault("*", "html", count=None)
    simulator.reset()
    state = simulator.state()
    assert (state["campaigns"], state["destinations"], state["now"]) == ([], {}, 0)
    assert (simulator.journal(), simulator.faults(), simulator.calls()) == ([], [], [])
    # Numbering starts again, and so does the listing of a campaign that had this ID before.
    assert api.campaign() == campaign
    assert api.numbers(campaign) == {}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        *(("POST", "clock", body) for body in ("{}", '{"advance": -1}', '{"advance": "1"}', '{"back": 1}')),
        *(("POST", "options", body) for body in ("[]", "{")),
        ("GET", "journal?since=x", None),
        ("GET", "destinations?campaign=-1", None),
    ],
)
def test_control_requests_that_make_no_sense(api, method, path, body):
    answer = control(api, method, path, data=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


# --- the journal ----------------------------------------------------------------------------------------------


def test_a_line_says_what_happened(api, simulator):
    campaign = api.campaign(name="Ü, x")
    (line,) = simulator.journal()
    assert line["parameters"] == {"name": "Ü, x", "dtype": "queue", "dnumber": "5", "customer": "2"}
    assert line["connection"].partition("-")[0].isdigit()
    wanted = {"seq": campaign, "function": "bulk/campaigns/create", "method": "POST", "username": "admin"}
    wanted |= {"address": "/api/json/bulk/campaigns/create/", "code": 200, "http_status": 200, "fault": None}
    wanted |= {"validation": False, "write": True, "took_effect": True}
    assert {name: line[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("function", "parameters", "write", "took_effect"),
    [
        ("bulk/campaigns/update", {"id": 1, "name": "x"}, True, True),
        ("bulk/campaigns/update", {"id": 9, "name": "x"}, True, False),
        ("bulk/campaigns/update", {"id": 1, "name": "x", "validation": 1}, False, False),
        ("bulk/campaigns/list", {}, False, False),
        ("bulk/destinations/create", {"campaign": 1, "dnumbers": "2125550100"}, True, True),
        ("bulk/destinations/create", {"campaign": 1, "dnumbers": "2125550100", "validation": 1}, False, False),
        ("bulk/destinations/delete", {"campaign": 1, "all": 1, "validation": 1}, True, True),
        ("bulk/destinations/list", {"campaign": 1}, False, False),
    ],
)
def test_writes_and_what_took_effect(api, simulator, function, parameters, write, took_effect):
    api.campaign()
    api(function, **parameters)
    line = simulator.journal()[-1]
    assert (line["write"], line["took_effect"]) == (write, took_effect)
    assert (line in simulator.writes()) is write


def test_no_secrets(api, simulator):
    token = api("user/login", token=1).data["auth_token"]
    api.with_token("user/login", token)
    for line in simulator.journal():
        assert not [name for name in line["parameters"] if name.startswith("auth_")]
        assert token not in str(line)
        assert "s3cret" not in str(line)


def test_many_numbers_are_a_count(api, simulator):
    campaign = api.campaign(enabled=0)
    few = [f"21255501{n:02}" for n in range(100)]
    api.load(campaign, *few)
    api.load(campaign, *few, "2125550200")
    first, second = [line["parameters"]["dnumbers"] for line in simulator.journal()[-2:]]
    assert (first, second) == (",".join(few), 101)


def test_refusals_and_logins_are_counted(api, simulator):
    for password in ("wrong", "also wrong", "agent-password"):
        api.post("user/login", {"auth_username": "acme.agent", "auth_password": password})
    api.post("customers/get", {"auth_username": "reader", "auth_password": "wrong"})
    api.with_token("customers/get", "a.b.c")
    api("user/login")
    api("bulk/campaigns/create", "reader")
    traffic = simulator.traffic()
    assert traffic["refused"] == {"": 1, "acme.agent": 2, "reader": 1}
    assert traffic["logins"] == {"acme.agent": {"200": 1, "401": 2}, "admin": {"200": 1}}
    simulator.clear_journal()
    traffic = simulator.traffic()
    assert (traffic["refused"], traffic["logins"]) == ({}, {})


def test_since_and_clearing(api, simulator):
    for _time in range(3):
        api("user/login")
    assert [line["seq"] for line in simulator.journal(since=1)] == [2, 3]
    simulator.clear_journal()
    assert simulator.journal() == []
    # The user of a failed login is the one that was tried.
    api.post("user/login", {"auth_username": "nobody", "auth_password": "x"})
    (line,) = simulator.journal()
    assert (line["seq"], line["username"], line["code"]) == (4, "nobody", 401)
