# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names to IDs: customers, people, record groups."""

from __future__ import annotations

import pytest


def names(answer):
    return [row["name"] for row in answer.data]


@pytest.mark.parametrize(("how", "value"), [("id", 3), ("name", "Globex & Söhne"), ("email", "info@globex.example")])
def test_one_customer(api, simulator, how, value):
    simulator.seed(customers=[{"id": 3, "name": "Globex & Söhne", "email": "info@globex.example"}])
    row = api("customers/get", **{how: value}).data
    assert (row["id"], row["name"]) == (3, "Globex & Söhne")


@pytest.mark.parametrize(
    ("parameters", "code"),
    [({}, 400), ({"id": 2, "name": "Acme Ltd"}, 400), ({"name": "Acme"}, 404), ({"name": "Acme Ltd"}, 200)],
)
def test_one_customer_by_exactly_one_of_three(api, parameters, code):
    assert api("customers/get", "acme.agent", **parameters).code == code


def test_customers_below_by_name(api):
    assert names(api("customers/list")) == ["Acme Ltd", "Globex & Söhne", "No Dialler Inc"]
    assert names(api("customers/list", limit=1, offset=1)) == ["Globex & Söhne"]
    assert names(api("customers/list", name="ACME")) == ["Acme Ltd"]
    assert api("customers/list", count=1).data == {"count": 3}


def test_customers_deleted_and_further_below(api, simulator):
    branch = {"id": 20, "name": "Branch", "parent": 3}
    simulator.seed(customers=[branch, {"id": 21, "name": "Former", "deleted": True}])
    assert "Former" not in names(api("customers/list"))
    assert names(api("customers/list", deleted=1)) == ["Former"]
    assert "Former" in names(api("customers/list", deleted=-1))
    assert names(api("customers/list", parent=3)) == ["Branch"]
    assert "Branch" in names(api("customers/list", recursive=1))
    assert "Branch" not in names(api("customers/list"))
    # It has no effect with count or pages.
    assert "Branch" not in names(api("customers/list", recursive=1, pages=1))
    assert api("customers/list", recursive=1, count=1).data == {"count": 3}
    assert api("customers/list", deleted=2).key == "deleted"
    assert api("customers/list", parent=99).key == "parent"
    assert api("customers/get", id=21).code == 404
    assert api("bulk/campaigns/list", customer=21).key == "customer"


@pytest.mark.parametrize("version", ["3.13", "3.14", "3.15", "4.0", "4.1", "4.2", "4.3", "4.4"])
def test_whom_customers_list_leaves_out(api, simulator, version):
    simulator.options(api_version=version)
    simulator.seed(
        customers=[
            {"id": 20, "name": "Listed", "directory": True},
            {"id": 21, "name": "Former", "deleted": True},
        ]
    )
    here = ["Acme Ltd", "Globex & Söhne", "No Dialler Inc"]
    early, middle = version == "3.13", version in ("3.14", "3.15", "4.0")
    plain = names(api("customers/list"))
    assert (
        plain == [*here[:1], "Former", *here[1:2], "Listed", *here[2:]]
        if early
        else [*here[:2], *["Listed"] * (not middle), here[2]]
    )
    assert names(api("customers/list", deleted=0, directory=1)) == ["Listed"]
    assert names(api("customers/list", deleted=0, directory=0)) == here
    assert names(api("customers/list", deleted=1, directory=0)) == ["Former"]
    for name in ("deleted", "directory"):
        answer = api("customers/list", **{name: -1})
        assert (answer.code, answer.key) == ((400, name) if early else (200, ""))
    if not early:
        assert len(api("customers/list", deleted=-1, directory=-1).data) == 5


def test_customers_in_other_orders_and_by_billing(api, simulator):
    simulator.seed(customers=[{"id": 20, "name": "Late", "account": "A-1", "bill_type": "prepaid"}])
    assert names(api("customers/list", descending=1))[0] == "No Dialler Inc"
    assert names(api("customers/list", sort="account", descending=1))[0] == "Late"
    assert names(api("customers/list", bill_type="prepaid")) == ["Late"]
    assert api("customers/list", sort="id").key == "sort"


def test_two_customers_of_one_name(api, simulator):
    simulator.seed(customers=[{"id": 20, "name": "Acme Ltd"}])
    assert [row["id"] for row in api("customers/list", name="Acme Ltd").data] == [2, 20]
    # Only the first one is found by its name.
    assert api("customers/get", name="Acme Ltd").data["id"] == 2


@pytest.mark.parametrize("how", [{"id": 2}, {"username": "acme.agent"}])
def test_one_person(api, how):
    row = api("people/get", **how).data
    assert (row["id"], row["username"]) == (2, "acme.agent")
    assert "password" not in row


def test_people_that_share_an_email(api, simulator):
    team = [(30, "a", 2, "team@acme.example"), (31, "b", 2, "team@acme.example"), (32, "c", 3, "c@globex.example")]
    people = [dict(zip(("id", "username", "customer", "email"), person, strict=True)) for person in team]
    simulator.seed(people=[{**person, "password": "x"} for person in people])
    assert api("people/get", email="team@acme.example").code == 409
    assert api("people/get", email="c@globex.example").data["id"] == 32
    assert api("people/get", "acme.agent", email="c@globex.example").code == 404
    assert api("people/get", username="nobody").code == 404
    assert api("people/get").code == 400
    # The first versions had other codes.
    simulator.options(api_version="3.13")
    assert api("people/get").code == 404
    assert api("people/get", email="team@acme.example").data["id"] == 30


def test_people_of_a_customer(api):
    def usernames(*arguments, **parameters):
        return [row["username"] for row in api("people/list", *arguments, **parameters).data]

    assert usernames() == ["admin", "reader"]
    assert usernames("acme.agent") == ["acme.admin", "acme.agent"]
    assert usernames(customer=2, descending=1, limit=1) == ["acme.agent"]
    assert usernames(customer=2, sort="fullname", offset=1) == ["acme.admin"]
    assert api("people/list", customer=2, count=1).data == {"count": 2}
    assert api("people/list", "acme.agent", customer=3).key == "customer"
    assert "password" not in str(api("people/list").data)


def test_record_groups(api):
    assert names(api("recording/groups/list", customer=2)) == ["Compliance", "Training"]
    assert names(api("recording/groups/list", "globex.agent")) == ["Compliance"]
