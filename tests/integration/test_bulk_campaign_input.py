# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bad input gets one sentence that names the option, and nothing is sent."""

from __future__ import annotations

import typing as t

import pytest
from integration.cases import Case, CaseOutcome, Teller, Told

pytestmark = pytest.mark.any_core

GOOD: dict[str, t.Any] = {"customer": 2, "name": "Survey", "dtype": "queue", "dnumber": "200"}
# Nobody answers there, so what is refused is refused before.
CLOSED = "https://127.0.0.1:1/"
# tests/unit has more of them. Options on top of good ones (None takes one away), and the option that is to be named.
BAD: dict[str, tuple[dict[str, t.Any], str]] = {
    "neither name nor ID": ({"name": None}, "name"),
    "ID in words": ({"id": "eleven"}, "id"),
    "unknown state": ({"state": "gone"}, "state"),
    "unknown option": ({"calerid": "1"}, "calerid"),
    "no address": ({"api_url": None}, "api_url"),
    "address with a password": ({"api_url": "https://admin:swordfish@pbx.example.com/"}, "api_url"),
    "address with a password, and another mistake": ({"api_url": "https://admin:swordfish@pbx/", "id": "x"}, "id"),
    "address with a token": ({"url": "https://swordfish@pbx.example.com/", "api_url": None}, "api_url"),
    "address with a query that is secret": ({"api_url": "https://pbx.example.com/?auth_token=swordfish"}, "api_url"),
    "no credentials": ({"auth_username": None, "auth_password": None}, "auth_username"),
    "user name alone": ({"auth_password": None}, "auth_password"),
    "no time": ({"timeout": 0}, "timeout"),
    "no CA file": ({"api_url": CLOSED, "ca_path": "/nonexistent/ca.pem"}, "ca_path"),
    "no certificate file": ({"api_url": CLOSED, "client_cert": "/nonexistent/cert.pem"}, "client_cert"),
    "no key file": ({"api_url": CLOSED, "client_cert": __file__, "client_key": "/nonexistent/key.pem"}, "client_key"),
    "key without a certificate": ({"client_key": "/nonexistent/key.pem"}, "client_key"),
}
# These can only be judged with a look at the server: they change nothing.
INCOMPLETE = {
    "new without a type": ({"dtype": None}, "dtype"),
    "new without a number": ({"dnumber": None}, "dnumber"),
}


@pytest.fixture(scope="module")
def played(tell: Teller) -> Told:
    good = {**GOOD, "api_url": tell.url, "auth_username": "acme.admin", "auth_password": "acme-password"}
    cases = []
    for name, (options, _option) in {**BAD, **INCOMPLETE}.items():
        together = {key: value for key, value in {**good, **options}.items() if value is not None}
        cases.append(Case(name, together, username=None))
    return tell(cases)


def _check(case: CaseOutcome, option: str) -> None:
    message = case.result["msg"]
    assert case.result["failed"] and case.result.get("changed", False) is False
    assert option in message
    assert "\n" not in message and len(message) < 600
    assert "swordfish" not in str(case.result)
    # Also what Ansible itself refuses has an error.
    assert case.error["category"] == "usage" and message.endswith(".")
    assert case.error["hint"] or case.error["key"]


@pytest.mark.parametrize("name", BAD)
def test_bad_input(played: Told, name: str) -> None:
    _check(played[name], BAD[name][1])
    assert played[name].journal == []


@pytest.mark.parametrize("name", INCOMPLETE)
def test_incomplete_input(played: Told, name: str) -> None:
    case = played[name]
    _check(case, INCOMPLETE[name][1])
    assert case.error["key"] == INCOMPLETE[name][1]
    assert case.functions == ["bulk/campaigns/list"]
