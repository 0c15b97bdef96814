# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Customers, owners, time groups and record groups by name or ID; campaigns by name or ID, and whose they are."""

from __future__ import annotations

import typing as t

import pytest
from integration.cases import Case, Teller, Told

pytestmark = pytest.mark.any_core

SURVEY: dict[str, t.Any] = {"customer": 2, "name": "Survey", "dtype": "queue", "dnumber": "200"}
FULL = {**SURVEY, "id": 11, "owner": 2, "timegroup": 1, "recordgroup": 2}
SEED = {
    "campaigns": [
        FULL,
        {**SURVEY, "id": 12, "name": "Twin"},
        {**SURVEY, "id": 13, "name": "Twin"},
        {**SURVEY, "id": 14, "customer": 3},
    ],
    "timegroups": [{"id": 5, "name": "Evenings", "customer": 2}],
    "people": [{"id": 7, "username": "4711", "password": "x", "customer": 2}],
}
SAME = {"customer": 2, "name": "Survey"}

# Option and value -> what the campaign has after it.
REFERENCES: list[tuple[str, t.Any, int]] = [
    ("owner", "acme.admin", 3),
    ("owner", 3, 3),
    ("owner", "", 0),
    ("timegroup", "Public holidays", 3),
    ("timegroup", "3", 3),
    ("recordgroup", "Compliance", 1),
    ("recordgroup", "", 0),
]
CUSTOMERS: list[tuple[str, t.Any, int]] = [
    ("by name", "Globex & Söhne", 3),
    ("by ID", 3, 3),
    ("none", "", 1),
]
# What is refused: options, category, key, and what the message has to say.
REFUSED: dict[str, tuple[dict[str, t.Any], str, str, list[str]]] = {
    "two campaigns of one name": ({**SAME, "name": "Twin", "attempts": 2}, "conflict", "name", ["'Twin'", "12, 13"]),
    "two to delete": ({**SAME, "name": "Twin", "state": "absent"}, "conflict", "name", ["'Twin'", "12, 13"]),
    "no such ID": ({"customer": 2, "id": 4711, "attempts": 2}, "not_found", "id", ["4711"]),
    "ID of another customer": ({"customer": 2, "id": 14, "attempts": 2}, "conflict", "customer", ["14", "cannot move"]),
    "rename to a name that is taken": (
        {"customer": 2, "id": 12, "name": "Survey"},
        "conflict",
        "name",
        ["'Survey'", "11"],
    ),
    "customer that is not there": ({**SAME, "customer": "Acme"}, "not_found", "customer", ["'Acme'"]),
    "time group that is not there": ({**SAME, "timegroup": "Never"}, "not_found", "timegroup", ["'Never'"]),
    "time group of another customer by its ID": ({**SAME, "timegroup": 2}, "invalid_input", "timegroup", ["timegroup"]),
    "two time groups of one name": ({**SAME, "timegroup": "Evenings"}, "conflict", "timegroup", ["'Evenings'", "4, 5"]),
}


@pytest.fixture(scope="module")
def played(tell: Teller) -> Told:
    cases = [Case(f"{option} {value!r}", {**SAME, option: value}, seed=SEED) for option, value, _number in REFERENCES]
    cases += [
        Case(f"customer {name}", {**SURVEY, "name": "New", "customer": value}) for name, value, _number in CUSTOMERS
    ]
    cases += [Case(name, options, seed=SEED) for name, (options, *_expected) in REFUSED.items()]
    own = {"name": "Survey", "attempts": 2}
    cases += [Case("own customer", own, seed=SEED, username="acme.admin")]
    strange = {**SURVEY, "customer": "Globex & Söhne"}
    cases += [Case("customer of others", strange, seed=SEED, username="acme.admin")]
    return tell(cases)


@pytest.mark.parametrize(("option", "value", "number"), REFERENCES)
def test_references(played: Told, option: str, value: t.Any, number: int) -> None:
    case = played[f"{option} {value!r}"]
    assert case.result.get("operation") == "updated", case.result
    assert case.result["campaign"][option] == number
    (row,) = [row for row in case.campaigns if row["id"] == 11]
    assert row == {**row, **FULL, option: number}


def test_an_id_needs_no_look_up(played: Told) -> None:
    assert played["owner 3"].functions == ["bulk/campaigns/list", "bulk/campaigns/update", "bulk/campaigns/list"]


@pytest.mark.parametrize(("name", "value", "number"), CUSTOMERS)
def test_customers(played: Told, name: str, value: t.Any, number: int) -> None:
    case = played[f"customer {name}"]
    assert case.result.get("operation") == "created", case.result
    assert case.result["campaign"]["customer"] == number
    assert [row["customer"] for row in case.campaigns] == [number]


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_meant_is_refused(played: Told, name: str) -> None:
    _options, category, key, words = REFUSED[name]
    case = played[name]
    assert (case.error["category"], case.error["key"]) == (category, key)
    for word in words:
        assert word in case.result["msg"]
    assert case.result["changed"] is False
    assert not any(call["took_effect"] for call in case.journal)
    if category != "invalid_input":
        assert case.writes == []


def test_the_own_customer_is_taken(played: Told) -> None:
    case = played["own customer"]
    assert (case.result["operation"], case.result["id"]) == ("updated", 11)
    assert case.result["campaign"]["customer"] == 2


def test_other_customers_are_out_of_reach(played: Told) -> None:
    case = played["customer of others"]
    assert (case.error["category"], case.error["key"]) == ("not_found", "customer")
    assert case.writes == []
