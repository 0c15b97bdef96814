# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The journal: every call, in order, without secrets."""

from __future__ import annotations

import pytest


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
