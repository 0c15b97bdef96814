# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credentials, tokens, roles, rate plans, and customers kept apart."""

from __future__ import annotations

import time

import pytest
from simulator import seed
from simulator.auth import ROLES, Auth, Person
from simulator.contract import Contract, Refusal
from simulator.options import Options
from simulator.seed_default import DEFAULT
from simulator.store import Store
from simulator.world import HANDLERS

FUNCTIONS = Contract().functions
CAMPAIGN = {"name": "Renewals", "dtype": "queue", "dnumber": "5"}


@pytest.mark.parametrize(
    "credentials",
    [
        {},
        {"auth_username": "reader"},
        {"auth_username": "reader", "auth_password": "wrong"},
        {"auth_username": "nobody", "auth_password": "reader-password"},
        {"auth_token": "a.b.c"},
        {"auth_token": ""},
    ],
)
@pytest.mark.parametrize("function", sorted(HANDLERS))
def test_wrong_credentials(api, function, credentials):
    answer = api.said(api.post(function, {**credentials, "id": "1", "campaign": "1", "name": "asterisk_version"}))
    # Some functions need none; wrong ones are refused there as well.
    assert answer.code == (200 if "none" in FUNCTIONS[function].roles and not credentials else 401)


@pytest.mark.parametrize("who", ["admin", "acme.agent", "acme.admin", "globex.agent", "reader", "norate"])
def test_login_returns_the_callers_row(api, who):
    answer = api("user/login", who)
    assert answer.data["username"] == who
    assert "auth_token" not in answer.data


def test_token_replaces_the_two(api):
    login = api("user/login", "acme.agent", token=1).data
    assert login["auth_token_expiry"] == 3600
    assert abs(login["auth_token_expires"] - time.time()) < 3700
    assert api.with_token("user/login", login["auth_token"]).data["id"] == 2
    assert api.simulator.journal()[-1]["username"] == "acme.agent"


def test_forged_and_revoked_tokens(api):
    token = api("user/login", "acme.agent", token=1).data["auth_token"]
    assert api.with_token("user/login", token).code == 200
    forged = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    assert api.with_token("user/login", forged).code == 401
    api.simulator.revoke_tokens()
    assert api.with_token("user/login", token).code == 401
    assert api.with_token("user/login", api("user/login", token=1).data["auth_token"]).code == 200


def test_tokens_expire(tmp_path, monkeypatch):
    contract = Contract()
    store = Store(str(tmp_path / "state"), contract)
    with store.transaction():
        seed.load(store, contract, DEFAULT)
    auth = Auth(store, contract)
    options = Options(token_lifetime=60)
    token = {"auth_token": str(auth.issue(Person(2, "acme.agent", 2, "user"), options)["auth_token"])}
    issued = time.time()
    monkeypatch.setattr(time, "time", lambda: issued + 50)
    assert auth.caller(token, options).username == "acme.agent"
    monkeypatch.setattr(time, "time", lambda: issued + 61)
    with pytest.raises(Refusal) as refused:
        auth.caller(token, options)
    assert (refused.value.code, refused.value.message) == (401, "Token expired.")
    store.close()


def test_role_none_may_not_even_log_in(api, simulator):
    simulator.seed(people=[{"username": "guest", "password": "g", "customer": 2, "role": "none"}])
    answer = api.said(api.post("user/login", {"auth_username": "guest", "auth_password": "g"}))
    assert answer.code == 402


def test_a_role_is_a_set_of_privileges():
    assert ROLES["none"] < ROLES["user"] < ROLES["administrator"] < ROLES["reseller"]
    # Somebody may do each thing that a function asks for.
    assert set().union(*(function.roles for function in FUNCTIONS.values())) - {"none"} <= ROLES["reseller"]


@pytest.mark.parametrize("function", sorted(HANDLERS))
@pytest.mark.parametrize(
    ("who", "role"), [("acme.agent", "user"), ("acme.admin", "administrator"), ("admin", "reseller")]
)
def test_roles(api, function, who, role):
    allowed = bool(FUNCTIONS[function].roles & {*ROLES[role], "none"})
    assert (api(function, who).code == 402) is not allowed


def test_rate_plan_without_bulk_dialler(api, simulator):
    assert api("bulk/campaigns/create", "norate", **CAMPAIGN).code == 403
    assert api("bulk/campaigns/create", "admin", **CAMPAIGN, customer=4).code == 403
    simulator.seed(campaigns=[{"id": 9, "name": "Old", "customer": 4}])
    assert api("bulk/campaigns/update", "norate", id=9, name="New").code == 403


@pytest.mark.parametrize(
    ("function", "parameters", "code"),
    [
        ("bulk/campaigns/list", {"customer": 2}, 400),
        ("bulk/campaigns/update", {"id": 1, "name": "Mine"}, 404),
        ("bulk/destinations/create", {"campaign": 1, "dnumbers": "2125550101"}, 404),
        ("bulk/destinations/update", {"campaign": 1, "status": "failed", "all": 1}, 404),
        ("bulk/destinations/delete", {"campaign": 1, "all": 1}, 404),
        ("bulk/destinations/list", {"campaign": 1}, 404),
        ("customers/get", {"id": 2}, 404),
        ("people/get", {"id": 2}, 404),
        ("timegroups/list", {"customer": 2}, 400),
        ("recording/groups/list", {"customer": 2}, 400),
    ],
)
def test_what_another_customer_has_does_not_exist(api, function, parameters, code):
    assert api.campaign() == 1
    api.load(1, "2125550100")
    assert api(function, "globex.agent", **parameters).code == code
    assert api("bulk/campaigns/list", "globex.agent").data == []
    assert api.numbers(1) == {"2125550100": "pending"}
    # The same holds for an administrator.
    other = api.campaign(customer=3)
    assert api("bulk/campaigns/delete", "acme.admin", id=other).code == 404
    assert api("bulk/campaigns/create", "acme.admin", **CAMPAIGN, customer=3).key == "customer"


def test_a_reseller_sees_all_customers_below(api, simulator):
    simulator.seed(customers=[{"id": 20, "name": "Branch", "parent": 3}])
    assert api("customers/get", id=20).data["name"] == "Branch"
    assert api.campaign(customer=20) == 1
    assert api("customers/get", "reader", id=2).code == 404
