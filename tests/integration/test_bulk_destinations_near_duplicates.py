# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_destinations: numbers that are there in another form, so that everybody would be called twice."""

from __future__ import annotations

import typing as t

import pytest
from integration.cases import Teller, Told
from integration.loading import CREATE, case, created

pytestmark = pytest.mark.any_core

NATIONAL = [f"212555{number:04}" for number in range(6)]
INTERNATIONAL = [f"1{number}" for number in NATIONAL]
THERE = dict.fromkeys(INTERNATIONAL, "success")
COUNTRY = {"normalize_numbers": "country"}
LOST = [{"function": CREATE, "kind": "drop_after"}]


@pytest.fixture(scope="module")
def played(tell: Teller) -> Told:
    asked: dict[str, t.Any] = {"numbers": NATIONAL}
    return tell(
        [
            case("platform with a form of its own", asked, server=COUNTRY, again=True),
            case("its answer is lost", asked, server=COUNTRY, faults=LOST, again=True),
            case("one with a form of its own", {"numbers": NATIONAL[:1]}, server=COUNTRY, again=True),
            case("one on the do-not-call list", {**asked, "exclude": INTERNATIONAL[:1]}),
            case("another form", asked, has=THERE),
            case("another form, check", asked, has=THERE, check=True),
            case("another form, purged", {**asked, "purge": True}, has=THERE),
            case("do-not-call list", {**asked, "exclude": INTERNATIONAL}),
            case("do-not-call list, later", {"exclude": NATIONAL}, has=dict.fromkeys(INTERNATIONAL, "pending")),
            case("in both forms", {"numbers": NATIONAL + INTERNATIONAL}),
            case("allowed", {**asked, "allow_lookalikes": True}, has=THERE),
            case("not to be called", {**asked, "status": "cancelled", "existing": "set_status"}, has=THERE),
            case("removed", {**asked, "state": "absent"}, has=THERE),
            case(
                "one number of seven digits", {"numbers": ["5550000"]}, has=dict.fromkeys(INTERNATIONAL[:1], "failed")
            ),
            case("excluded, and done", {"exclude": NATIONAL}, has=THERE),
            case("excluded, and done, allowed", {"exclude": NATIONAL, "allow_lookalikes": True}, has=THERE),
            case(
                "known pairs", {"numbers": NATIONAL + INTERNATIONAL}, has={**THERE, **dict.fromkeys(NATIONAL, "failed")}
            ),
            case("known by the number plan", {**asked, "normalize": "e164", "region": "US"}, has=THERE),
        ],
    )


def test_a_second_run_calls_nobody_twice_where_the_platform_adds_a_country_code(played: Told) -> None:
    loaded = played["platform with a form of its own"]
    assert loaded.done.numbers == dict.fromkeys(INTERNATIONAL, "pending")
    assert loaded.again.writes == [] and loaded.again.numbers == loaded.numbers
    assert loaded.again.error["key"] == "allow_lookalikes"


def test_not_even_one_is_called_twice(played: Told) -> None:
    loaded = played["one with a form of its own"]
    assert loaded.done.numbers == {INTERNATIONAL[0]: "pending"}
    assert loaded.again.writes == []
    assert " That person would be called twice. Nothing was changed. " in loaded.again.result["msg"]
    loaded = played["one on the do-not-call list"]
    assert loaded.writes == [] and " That person must not be called. Nothing was changed. " in loaded.result["msg"]


def test_nothing_is_sent_again_where_the_look_shows_the_numbers_in_another_form(played: Told) -> None:
    loaded = played["its answer is lost"]
    assert loaded.error["retryable"] is True
    assert created(loaded.journal) == NATIONAL
    assert loaded.again.error["key"] == "allow_lookalikes" and loaded.again.writes == []


@pytest.mark.parametrize("name", ["another form", "another form, check", "another form, purged"])
def test_a_list_that_has_changed_its_form_is_refused(played: Told, name: str) -> None:
    loaded = played[name]
    assert loaded.error["category"] == "usage" and loaded.error["key"] == "allow_lookalikes"
    assert loaded.result["msg"] == (
        "6 pairs of a number of the list and one of the campaign may be one person, the first: 2125550000 and "
        "12125550000, 2125550001 and 12125550001, 2125550002 and 12125550002. That person would be called twice. "
        "Nothing was changed. " + loaded.error["hint"]
    )
    assert loaded.writes == loaded.validations == [] and loaded.numbers == THERE


def test_a_do_not_call_list_in_another_form_is_not_passed_over(played: Told) -> None:
    loaded = played["do-not-call list"]
    assert "6 pairs of a number of the list and a do-not-call number may be one person" in loaded.result["msg"]
    assert loaded.writes == [] and loaded.numbers == {}


def test_a_do_not_call_list_in_another_form_is_not_passed_over_later(played: Told) -> None:
    loaded = played["do-not-call list, later"]
    assert "6 pairs of a number of the campaign and a do-not-call number may be" in loaded.result["msg"]
    assert loaded.writes == []


def test_a_list_in_both_forms_is_refused(played: Told) -> None:
    loaded = played["in both forms"]
    assert (
        "6 pairs of numbers of the list may be one person, the first: 12125550000 and 2125550000"
        in loaded.result["msg"]
    )
    assert loaded.writes == [] and loaded.numbers == {}


@pytest.mark.parametrize(
    "name, harm",
    [
        ("not to be called", "That person would have two statuses."),
        ("removed", "That person would stay in the campaign."),
        ("one number of seven digits", "That person would be called twice."),
    ],
)
def test_one_rule_holds_for_all_that_is_done_with_a_list(played: Told, name: str, harm: str) -> None:
    loaded = played[name]
    assert loaded.error["key"] == "allow_lookalikes" and harm in loaded.result["msg"]
    assert loaded.writes == loaded.validations == []


def test_a_do_not_call_list_in_another_form_than_the_campaign_protects_no_one_who_comes(
    played: Told,
) -> None:
    """Whoever was called already may be listed again in that form."""
    assert played["excluded, and done"].error["key"] == "allow_lookalikes"
    assert played["excluded, and done, allowed"].done.summary == {}


def test_what_is_known_stops_nothing(played: Told) -> None:
    assert played["known pairs"].done.summary == {"listed": 12, "kept": 12}


def test_other_people_are_added(played: Told) -> None:
    loaded = played["allowed"].done
    assert loaded.result["summary"]["added"] == len(NATIONAL)
    assert set(NATIONAL) < set(loaded.numbers)


def test_a_number_plan_knows_them(played: Told) -> None:
    loaded = played["known by the number plan"].done
    assert loaded.writes == [] and loaded.summary == {"listed": 6, "kept": 6}
