# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control interface and `testing.py`, where no other test uses them."""

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
