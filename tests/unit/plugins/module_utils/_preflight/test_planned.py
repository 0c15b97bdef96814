# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Planned campaigns in place of the stored ones: what was read stays as it is."""

from __future__ import annotations

import copy
import typing as t

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    EnswitchError,
    NotFoundError,
    UsageError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns import fields as schema
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.survey import Surveyed
from ansible_collections.telephony.enswitch.plugins.module_utils._preflight.planned import read_planned, with_planned

STORED = [
    {"id": 70, "name": "Survey", "customer": 2, "maximum": 5, "timegroup": 1},
    {"id": 71, "name": "Twice", "customer": 2},
    {"id": 72, "name": "Twice", "customer": 2},
]


def acme() -> Surveyed:
    surveyed = Surveyed("Acme Ltd", 2, "Acme Ltd")
    surveyed.campaigns = copy.deepcopy(STORED)
    return surveyed


def placed(customers: list[Surveyed], *entries: dict[str, t.Any]) -> list[list[dict[str, t.Any]]]:
    return [surveyed.campaigns for surveyed in with_planned(customers, read_planned(entries))]


@pytest.mark.parametrize("key", [{"id": 70}, {"id": "70", "name": "Renamed"}, {"name": "Survey"}, {"name": " Survey "}])
@pytest.mark.parametrize("customer", [{}, {"customer": 2}, {"customer": "2"}, {"customer": "Acme Ltd"}])
def test_it_stands_in_place_of_the_stored_one(key: dict[str, t.Any], customer: dict[str, t.Any]) -> None:
    customers = [acme()]
    [[changed, *others]] = placed(customers, {**key, **customer, "maximum": "9", "timegroup": "1"})
    assert changed == {**STORED[0], "name": key.get("name", "Survey"), "maximum": 9}
    assert others == STORED[1:] and customers[0].campaigns == STORED


def test_a_new_one_has_the_defaults_and_stands_beside_the_others() -> None:
    [[*others, new]] = placed([acme()], {"name": "New", "timegroup": "Office hours", "enabled": "yes"})
    assert others == STORED
    assert new == {**schema.defaults(), "name": "New", "customer": 2, "timegroup": "Office hours", "enabled": True}


def test_each_customer_has_its_own() -> None:
    other = Surveyed(3, 3, "Other")
    lists = placed([acme(), other], {"name": "Survey", "customer": 3}, {"id": 70, "customer": 2, "maximum": 1})
    assert lists[0][0]["maximum"] == 1 and len(lists[0]) == len(STORED)
    assert [campaign["name"] for campaign in lists[1]] == ["Survey"]


@pytest.mark.parametrize(
    ("entry", "error", "words"),
    [
        ({"name": "Twice"}, UsageError, "several campaigns 'Twice', with the IDs 71 and 72"),
        ({"id": 73}, NotFoundError, "no campaign with the ID 73 is listed"),
        ({"name": "New", "customer": 3}, UsageError, "'New' is of customer 3, who is not examined"),
        ({"id": 70, "naem": "x"}, UsageError, "planned[0]: 'naem' is not a field of a campaign; did you mean 'name'?"),
        ({"id": 70, "maximum": "x"}, UsageError, "planned[0]: maximum must be an integer, not 'x'"),
        ({"maximum": 1}, UsageError, "planned[0]: name or id is required"),
    ],
)
def test_what_cannot_be_meant(entry: dict[str, t.Any], error: type[EnswitchError], words: str) -> None:
    with pytest.raises(error) as caught:
        placed([acme()], entry)
    assert words in caught.value.text


def test_a_customer_that_could_not_be_read_says_so_itself() -> None:
    failed = Surveyed(2, 2)
    failed.fail(EnswitchError("Refused."))
    assert [campaign["id"] for [campaign] in placed([failed], {"id": 70})] == [70]


def test_nothing_is_planned() -> None:
    assert read_planned(None) == [] and placed([acme()]) == [STORED]
