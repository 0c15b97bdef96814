# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_destinations: which campaign is meant, and what becomes of a task whose campaign cannot be."""

from __future__ import annotations

import dataclasses

import pytest
from integration.cases import CAMPAIGN, Case, Teller, Told
from integration.loading import case

# How numbers are dealt with is the same on every ansible-core: the targets show that they are taken there.
pytestmark = pytest.mark.any_core

NEW = ["2125550106", "2125550107"]
TWO = {"campaigns": [{"id": 21, "name": "Twin", "customer": 2}, {"id": 22, "name": "Twin", "customer": 2}]}


@pytest.fixture(scope="module")
def found(tell: Teller) -> Told:
    add = {"numbers": NEW}
    named: list[Case] = []
    for check in (False, True):
        end = ", check" * check
        named += [
            case(f"by ID{end}", {**add, "campaign": CAMPAIGN, "customer": None}, check=check),
            case(f"no ID{end}", {**add, "campaign": "99", "customer": None}, check=check),
            case(f"no ID of this customer{end}", {**add, "customer": 3, "campaign": CAMPAIGN}, check=check),
            case(f"no customer{end}", {**add, "customer": "Nobody Inc"}, check=check),
            dataclasses.replace(case(f"two of that name{end}", {**add, "campaign": "Twin"}, check=check), seed=TWO),
        ]
    named.append(case("by ID and customer", {**add, "campaign": str(CAMPAIGN)}))
    named.append(case("by the name of the customer", {**add, "customer": "Acme Ltd"}))
    named.append(case("own customer", {**add, "customer": None}, username="acme.agent"))
    named.append(case("no name", {**add, "campaign": "Nothing"}))
    for name, stored in {"composed": "B\u00fcro", "decomposed": "Bu\u0308ro"}.items():
        seed = {"campaigns": [{"id": 23, "name": stored, "customer": 2}]}
        other = {**add, "campaign": "Bu\u0308ro" if name == "composed" else "B\u00fcro"}
        named.append(dataclasses.replace(case(name, other), seed=seed))
    return tell(named)


@pytest.mark.parametrize("name", ["by ID", "by ID, check", "by ID and customer", "by the name of the customer"])
def test_a_campaign_is_found(found: Told, name: str) -> None:
    loaded = found[name].done
    assert loaded.result["campaign_id"] == CAMPAIGN and loaded.summary == {"listed": 2, "added": 2}
    assert loaded.numbers == ({} if "check" in name else dict.fromkeys(NEW, "pending"))


@pytest.mark.parametrize("name", ["composed", "decomposed"])
def test_a_campaign_is_found_in_either_form_of_unicode(found: Told, name: str) -> None:
    assert found[name].result["campaign_id"] == 23 and found[name].result["summary"]["added"] == 2


def test_a_campaign_of_the_own_customer_needs_no_customer(found: Told) -> None:
    assert found["own customer"].done.summary == {"listed": 2, "added": 2}


@pytest.mark.parametrize("end", ["", ", check"])
@pytest.mark.parametrize(
    ("name", "category", "words"),
    [
        ("no ID", "not_found", "99"),
        ("no ID of this customer", "not_found", "11"),
        ("no customer", "not_found", "Nobody Inc"),
        ("two of that name", "conflict", "21, 22"),
    ],
)
def test_a_campaign_that_cannot_be_meant_fails(found: Told, name: str, end: str, category: str, words: str) -> None:
    loaded = found[name + end]
    assert loaded.error["category"] == category and words in loaded.result["msg"]
    assert loaded.writes == [] and loaded.validations == []
    assert loaded.result["summary"]["added"] == 0


def test_a_name_that_is_not_there_fails(found: Told) -> None:
    assert found["no name"].error["category"] == "not_found" and "'Nothing'" in found["no name"].result["msg"]
    assert [call["function"] for call in found["no name"].journal] == ["bulk/campaigns/list"]


def test_in_check_mode_a_name_that_is_not_there_gives_a_warning_and_a_plan(tell: Teller) -> None:
    options = {"numbers": [*NEW, "+2125550106"], "exclude": NEW[1:], "campaign": "Nothing"}
    cases = [
        case("plan", options, check=True, diff=True),
        case("too many", {**options, "max_added": 0}, check=True),
    ]
    planned = tell(cases, warnings=None)
    loaded = planned["plan"].done
    (warning,) = loaded.result["warnings"]
    assert "'Nothing'" in warning
    assert loaded.summary == {"listed": 3, "added": 1, "excluded": 1, "duplicates": 1}
    assert loaded.result["changed"] is True and "campaign_id" not in loaded.result
    assert loaded.result["diff"]["after"].splitlines()[-1] == "  2125550106 pending"
    assert [call["function"] for call in loaded.journal] == ["bulk/campaigns/list"]
    assert planned["too many"].error["key"] == "max_added"
