# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a check before calling asks: destinations, caller IDs, rate plans, settings."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("dtype", "number", "name"),
    [
        ("queue", "200", "Sales"),
        ("ivr", "6", "Satisfaction"),
        ("phone", "100", "Reception"),
        ("phone", "1", "Reception"),
    ],
)
def test_one_destination(api, simulator, dtype, number, name):
    # The number counts more than the ID.
    simulator.seed(features=[{"id": 100, "type": "phone", "number": "107", "name": "Other", "customer": 2}])
    row = api("features/get", "acme.agent", type=dtype, number=number).data
    assert (row["name"], row["type"], row["customer"]) == (name, dtype, 2)
    assert api("features/get", type=dtype, number=number, customer=2).data == row


def test_destinations_that_are_not_there(api):
    assert api("features/get", type="queue", number="200", customer=3).code == 404
    assert api("features/get", type="ivr", number="200", customer=2).code == 404
    assert api("features/get", type="nosuch", number="200", customer=2).code == 404
    assert api("features/get", "acme.agent", type="queue", number="300", customer=3).key == "customer"
    assert api("features/get", number="200").key == "type"


def test_caller_ids(api):
    def numbers(who="admin", **parameters):
        return [row["number"] for row in api("numbers/list", who, **parameters).data]

    assert numbers("acme.agent") == ["12125550100", "12125550109"]
    assert numbers(customer=2, callerid=1) == ["12125550100", "18005550100"]
    assert numbers(customer=2, callerid_location=1, descending=1) == ["18005550100", "12125550100"]
    assert numbers(customer=3, callerid=1, limit=1) == ["18005550100"]
    assert numbers(customer=3, callerid=1, limit=1, offset=1) == ["442075550100"]
    assert numbers(callerid=1) == ["18005550100"]
    assert api("numbers/list", customer=2, callerid=1, count=1).data == {"count": 2}
    assert api("numbers/list", "acme.agent", customer=3).key == "customer"


def test_rate_plans(api, simulator):
    assert api("plans/get", "norate").data == {"id": 2, "name": "No dialler", "bulk_calls": -1}
    assert api("plans/get", "acme.agent", id=1).data["name"] == "Standard"
    assert api("plans/get", id=9).code == 404
    assert api.said(api.post("plans/get", {"id": 1})).data["name"] == "Standard"
    assert api.said(api.post("plans/get", {})).code == 401
    simulator.options(api_version="3.15")
    assert "bulk_calls" not in api("plans/get", id=1).data


def test_bulk_calls_of_customers(api, simulator):
    assert api("customers/get", id=3).data["bulk_calls"] == 10
    assert [(row["bulk_calls"], row["plan"]) for row in api("customers/list").data] == [(-2, 1), (10, 1), (-2, 2)]
    # Payment settings come instead of the row.
    assert "name" not in api("customers/get", id=2, payment=1).data
    simulator.options(api_version="3.15")
    assert "bulk_calls" not in api("customers/get", id=3).data


def test_settings_need_no_credentials(api, simulator):
    def ask(**parameters):
        return api.said(api.post("configs/get", parameters))

    assert ask(name="asterisk_version").data == {"name": "asterisk_version", "value": "18.20.0"}
    assert ask(name="nosuch").code == 404
    assert ask(name="nosuch", default="").data == {"name": "nosuch", "value": ""}
    assert ask().code == 404
    assert ask(name="mail_relay").code == 401
    assert api("configs/get", "acme.agent", name="mail_relay").code == 402
    assert api("configs/get", "acme.admin", name="mail_relay").code == 200
    simulator.options(api_version="3.15")
    assert ask(name="mail_relay").code == 200


def test_whether_somebody_exists_needs_no_credentials(api):
    def ask(function, **parameters):
        answer = api.said(api.post(function, parameters))
        return answer.code, answer.data

    assert ask("customers/get", name="Acme Ltd", check=1) == (200, None)
    assert ask("customers/get", name="Nobody", check=1) == (404, None)
    assert ask("people/get", username="reader", check=1) == (200, None)
    assert ask("people/get", username="nobody", check=1) == (404, None)
    assert ask("people/get", username="reader", check=0) == (401, None)
    assert ask("people/get", check=1) == (400, None)
    # With credentials, they count.
    assert ask("people/get", username="reader", check=1, auth_username="reader") == (401, None)
