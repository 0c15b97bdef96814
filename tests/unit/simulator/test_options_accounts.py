# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options about accounts, time groups and what a write answers: a test of its name for every one."""

from __future__ import annotations

import pytest
from simulator.api_customers import SECRET_COLUMNS

GUARDED = {"id": 60, "username": "guarded", "password": "g", "customer": 2, "role": "administrator"}
BY_PASSWORD = {"auth_username": "guarded", "auth_password": "g"}


@pytest.fixture
def guarded(api, simulator):
    """Call as a person who has a second factor."""
    simulator.seed(people=[{**GUARDED, "second_factor": "123456"}])

    def call(function, **parameters):
        return api.said(api.post(function, parameters))

    return call


def test_second_factor_calls(simulator, guarded):
    assert guarded("bulk/campaigns/list", **BY_PASSWORD).code == 401
    simulator.options(second_factor_calls="allow")
    assert guarded("bulk/campaigns/list", **BY_PASSWORD).code == 200
    assert guarded("user/login", **BY_PASSWORD).code == 202
    # Earlier versions know no second factor.
    simulator.options(second_factor_calls="refuse", api_version="4.3")
    assert guarded("bulk/campaigns/list", **BY_PASSWORD).code == 200
    assert guarded("user/login", **BY_PASSWORD).code == 200
    assert guarded("user/login", totp_token="x").code == 401


def test_a_login_with_a_second_factor(simulator, guarded):
    first = guarded("user/login", **BY_PASSWORD, token=1)
    assert first.code == 202
    assert set(first.data) == {"totp_required", "totp_token", "username"}
    token = first.data["totp_token"]
    # It is no token for anything else.
    assert guarded("bulk/campaigns/list", auth_token=token).code == 401
    assert guarded("bulk/campaigns/list", totp_token=token).code == 401
    assert guarded("user/login", totp_token=token).code == 202
    assert guarded("user/login", totp_token=token, auth_code="654321").code == 401
    assert guarded("user/login", totp_token="a.b.c", auth_code="123456").code == 401
    second = guarded("user/login", totp_token=token, auth_code="123456", token=1)
    assert (second.code, second.data["username"]) == (200, "guarded")
    assert guarded("bulk/campaigns/list", auth_token=second.data["auth_token"]).code == 200
    assert guarded("user/login", auth_token=second.data["auth_token"]).code == 200
    # The token is no totp_token, and one call with all three is enough.
    assert guarded("user/login", totp_token=second.data["auth_token"], auth_code="123456").code == 401
    assert guarded("user/login", **BY_PASSWORD, auth_code="123456").code == 200
    assert guarded("user/login", **BY_PASSWORD, auth_code="654321").code == 401
    said = str(simulator.journal()) + str(simulator.state())
    assert token not in said
    assert "123456" not in said


def test_lock_after(api, simulator):
    def login(*passwords):
        given = [{"auth_username": "acme.agent", "auth_password": password} for password in passwords]
        answers = [api.said(api.post("user/login", parameters)) for parameters in given]
        return [answer.code if answer.code == 200 else answer.message for answer in answers]

    invalid, locked = "Authentication details invalid.", "Account locked."
    token = api("user/login", "acme.agent", token=1).data["auth_token"]
    assert login(*["wrong"] * 3, "agent-password") == [invalid] * 3 + [200]
    simulator.options(lock_after=2)
    assert login("wrong", "agent-password") == [invalid, 200]
    assert login(*["wrong"] * 3, "agent-password") == [invalid, invalid, locked, locked]
    assert api("bulk/campaigns/list", "acme.agent").code == 401
    # Others go on, and so does a token.
    assert api("bulk/campaigns/list", "acme.admin").code == 200
    assert api.with_token("bulk/campaigns/list", token).code == 200
    simulator.options(lock_after=0)
    assert login("agent-password") == [200]


def test_users_see(api, simulator):
    own, other = api.campaign(owner=2), api.campaign()
    assert len(api("bulk/campaigns/list", "acme.agent").data) == 2
    simulator.options(users_see="own")
    assert [row["id"] for row in api("bulk/campaigns/list", "acme.agent").data] == [own]
    assert len(api("bulk/campaigns/list", "acme.admin").data) == 2
    for campaign, allowed in ((own, True), (other, False)):
        for function, parameters in (
            ("bulk/campaigns/get", {"id": campaign}),
            ("bulk/campaigns/update", {"id": campaign, "name": "x"}),
            ("bulk/destinations/list", {"campaign": campaign}),
        ):
            assert (api(function, "acme.agent", **parameters).code == 404) is not allowed


def test_secret_columns(api, simulator):
    assert not set(api("customers/get", id=2).data) & set(SECRET_COLUMNS)
    simulator.options(secret_columns=True)
    for row in (api("customers/get", id=2).data, api("customers/list").data[0]):
        assert {name: row[name] for name in SECRET_COLUMNS} == {name: f"{name}-2" for name in SECRET_COLUMNS}


def test_write_code(api, simulator):
    campaign = api.campaign()
    simulator.options(write_code="200")
    updated = api("bulk/campaigns/update", id=campaign, name="x")
    assert (updated.code, updated.data) == (200, {"id": campaign})
    assert api("bulk/campaigns/update", id=campaign, name="x", validation=1).code == 201
    deleted = api("bulk/campaigns/delete", id=campaign)
    assert (deleted.code, deleted.data) == (200, None)
    simulator.options(write_code="204")
    created = api("bulk/campaigns/create", customer=2, name="x", dtype="queue", dnumber="5")
    assert (created.code, created.data) == (204, None)
    assert api("bulk/campaigns/list", customer=2).data[0]["name"] == "x"
    assert [call["took_effect"] for call in simulator.writes()] == [True] * 4


def test_delete_enabled_campaign(api, simulator):
    first, second = api.campaign(), api.campaign()
    assert api("bulk/campaigns/delete", id=first).code == 204
    simulator.options(delete_enabled_campaign="refuse")
    refused = api("bulk/campaigns/delete", id=second)
    assert (refused.code, refused.key) == (400, "id")
    api("bulk/campaigns/update", id=second, enabled=0)
    assert api("bulk/campaigns/delete", id=second).code == 204


def test_privileges_in_place_of_those_of_the_role(api, simulator):
    person = {"username": "clerk", "password": "c", "customer": 2, "role": "user", "privileges": "user|administrator"}
    simulator.seed(people=[person])

    def code(function):
        return api.said(api.post(function, {"auth_username": "clerk", "auth_password": "c", "timegroup": 1})).code

    assert code("timegroups/periods/list") == 200
    assert code("recording/groups/list") == 402
    assert code("customers/list") == 402


# --- time groups, and who may call when -----------------------------------------------------------------------


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
