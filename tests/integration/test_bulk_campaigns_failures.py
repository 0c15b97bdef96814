# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_campaigns: what is done, and what is not, when a part of it fails."""

from __future__ import annotations

import re

import pytest
from integration.cases import Case, Teller, Told
from integration.story import CREATE, LIST, budget, case, many, names, operations, survey

pytestmark = pytest.mark.any_core


SIX = [survey(f"Survey {number}", customer=2) for number in range(6)]
TWO_BAD = [{**desired, "dtype": "teleporter"} if index in (1, 4) else desired for index, desired in enumerate(SIX)]
OF_FOUR_CUSTOMERS = [survey("Survey", customer=customer) for customer in (1, 2, 3, 4)]
CARRIES_OUT = {"function": "*", "kind": "code", "code": 200, "validation": True}
FAILS_THIRD = {"function": CREATE, "kind": "code", "code": 500, "message": "Out of disk", "after": 2}


@pytest.fixture(scope="module")
def broken(tell: Teller) -> Told:
    return tell(
        [
            case("stop", many(*SIX, workers=1), faults=[FAILS_THIRD], diff=True),
            case("stop with many in flight", many(*SIX, workers=4), faults=[FAILS_THIRD]),
            case("refused, continue", many(*TWO_BAD, on_error="continue")),
            case("refused, validate first", many(*TWO_BAD, validate_first=True)),
            case("validate first, continue", many(*TWO_BAD, validate_first=True, on_error="continue")),
            case("check", many(*TWO_BAD), check=True, diff=True),
            case("validation is carried out, check", many(*SIX), faults=[CARRIES_OUT], check=True),
            case("validation is carried out, validate first", many(*SIX, validate_first=True), faults=[CARRIES_OUT]),
            *[
                case(f"{name}, {how}", many(*listed, **options), check=how == "check", diff=True)
                for how in ("check", "real")
                for name, listed, options in [
                    ("validate first", TWO_BAD, {"validate_first": True}),
                    ("first of them", TWO_BAD[1:], {"workers": 1}),
                ]
            ],
            case("wrong password", {**many(*OF_FOUR_CUSTOMERS, workers=1), "auth_password": "wrong"}),
            *[
                case(
                    f"wrong password, {how}",
                    {**many(*OF_FOUR_CUSTOMERS, workers=16, on_error="continue", validate_first=True), **wrong},
                    check=how == "check",
                )
                for how in ("real", "check")
                for wrong in [{"auth_password": "wrong"}]
            ],
            case("may not create, continue", many(*SIX, workers=1, on_error="continue"), username="acme.agent"),
            case(
                "may not create, check", many(*SIX, workers=1, on_error="continue"), username="acme.agent", check=True
            ),
            case(
                "may only update",
                many({**SIX[0], "maximum": 2}, *SIX[1:3]),
                username="acme.agent",
                seed={"campaigns": [{"id": 10, "name": "Survey 0", "customer": 2}]},
            ),
        ]
    )


def test_what_the_platform_makes_of_a_name_is_seen_by_verify(tell: Teller) -> None:
    """Nobody would find it under the name that was asked for, and it would be created again on every run."""
    listed = [survey("Spring survey", customer=2), survey("Summer", customer=2), survey("Autumn", customer=3)]
    cut = {"longest_name": 6}
    told = tell(
        [
            case("verified", many(*listed, verify=True), server=cut),
            case("as it should be", many(*listed, verify=True)),
            Case("single", listed[0], server=cut),
        ]
    )
    outcome = told["verified"]
    failed, *others = outcome.result["campaigns"]
    assert [entry["operation"] for entry in (failed, *others)] == ["failed", "created", "created"]
    assert failed["changed"] is True and isinstance(failed["id"], int)
    assert "the platform has given it the name 'Spring'" in failed["error"]["msg"]
    assert budget(outcome) == {LIST: 4, CREATE: 3}
    assert operations(told["as it should be"]) == ["created"] * 3
    assert budget(told["as it should be"]) == {LIST: 4, CREATE: 3}
    single = told["single"]
    assert (single.error["category"], single.error["key"]) == ("conflict", "name")
    assert single.result["changed"] is True and single.result["campaign"]["name"] == "Spring"
    assert single.result["id"] == single.campaigns[0]["id"]


@pytest.mark.parametrize("stored", ["latin1", "ascii", "three_bytes", "misread"])
@pytest.mark.parametrize("module", ["bulk_campaign", "bulk_campaigns"])
def test_a_name_that_the_platform_cannot_store_is_created_once(tell: Teller, module: str, stored: str) -> None:
    wanted = survey("Spring \U0001f600 survey", customer=2)
    options = wanted if module == "bulk_campaign" else many(wanted)
    told = tell([Case("name", options, module, server={"name_form": stored}, again=True)])["name"]
    assert told.error["category"] == told.again.error["category"] == "conflict"
    assert "has given it the name" in told.result["msg"] and "most likely the campaign" in told.again.result["msg"]
    assert len(told.again.campaigns) == 1 and told.again.writes == []


def test_stop_begins_nothing_after_the_first_failure(broken: Told) -> None:
    outcome = broken["stop"]
    assert operations(outcome) == ["created", "created", "failed", "skipped", "skipped", "skipped"]
    assert names(outcome) == ["Survey 0", "Survey 1"]
    assert outcome.result["changed"] is True
    assert re.sub(r"at \d times", "at N times", outcome.result["msg"]) == (
        "campaigns[2] ('Survey 2'): bulk/campaigns/create failed with code 500: Out of disk. Whether the creation of "
        "'Survey 2' was carried out is not known: it had no effect yet when looked at N times. 3 campaigns were not "
        "begun. Wait a minute, then run the task again: it looks at what is there before it changes anything."
    )
    assert (outcome.error["code"], outcome.error["category"], outcome.error["function"]) == (500, "server", CREATE)
    assert len(outcome.result["diff"]) == 2
    # It looks whether the third one came all the same.
    counts = budget(outcome)
    assert counts[CREATE] == 3 and counts[LIST] > 2


@pytest.mark.parametrize("how", ["check", "validate first"])
def test_nothing_follows_a_validation_that_may_have_been_carried_out(broken: Told, how: str) -> None:
    outcome = broken[f"validation is carried out, {how}"]
    entries = sorted((entry["operation"], entry["changed"]) for entry in outcome.result["campaigns"])
    assert entries == [("failed", True)] + [("skipped", False)] * 5
    assert budget(outcome) == {LIST: 1, CREATE: 1}
    assert outcome.result["changed"] is True and outcome.error["category"] == "protocol"
    assert "may have carried it out. 5 campaigns were not begun. Look at the platform" in outcome.result["msg"]


def test_stop_reports_what_was_in_flight(broken: Told) -> None:
    outcome = broken["stop with many in flight"]
    found = operations(outcome)
    assert found.count("failed") == 1
    created = [entry["name"] for entry in outcome.result["campaigns"] if entry["operation"] == "created"]
    assert sorted(created) == names(outcome)
    assert len(outcome.writes) == found.count("created") + 1
    ids = {row["name"]: row["id"] for row in outcome.campaigns}
    assert {entry["name"]: entry["id"] for entry in outcome.result["campaigns"] if entry["id"]} == ids


def test_each_refusal_is_reported_at_its_campaign(broken: Told) -> None:
    outcome = broken["refused, continue"]
    assert operations(outcome) == ["created", "failed", "created", "created", "failed", "created"]
    said = (
        "campaigns[{0}] ('Survey {0}'): bulk/campaigns/create failed with code 400 for dtype: "
        "Unknown destination type: teleporter. "
        "Correct the named option. Check mode asks the server without changing anything."
    )
    for index in (1, 4):
        entry = outcome.result["campaigns"][index]
        assert entry["error"]["msg"] == said.format(index)
        assert (entry["error"]["code"], entry["error"]["key"]) == (400, "dtype")
        assert (entry["name"], entry["customer"], entry["id"]) == (f"Survey {index}", 2, None)
    assert outcome.result["msg"] == "2 of 6 campaigns failed; the first: " + said.format(1)
    assert outcome.result["error"] == {
        name: value for name, value in outcome.result["campaigns"][1]["error"].items() if name != "msg"
    }


@pytest.mark.parametrize("name", ["refused, validate first", "validate first, continue"])
def test_validate_first_writes_nothing_where_one_is_refused(broken: Told, name: str) -> None:
    outcome = broken[name]
    assert outcome.writes == []
    assert budget(outcome) == {LIST: 1, CREATE: 6}
    assert operations(outcome) == ["skipped", "failed", "skipped", "skipped", "failed", "skipped"]
    assert outcome.result["changed"] is False


def test_check_mode_reports_each_refusal_with_index_name_and_customer(broken: Told) -> None:
    outcome = broken["check"]
    assert outcome.writes == []
    assert sum(call["validation"] for call in outcome.journal) == 6
    assert operations(outcome) == ["created", "failed", "created", "created", "failed", "skipped"]
    failed = [entry for entry in outcome.result["campaigns"] if "error" in entry]
    assert [(entry["index"], entry["name"], entry["customer"]) for entry in failed] == [
        (1, "Survey 1", 2),
        (4, "Survey 4", 2),
    ]
    real = broken["refused, continue"].result["campaigns"]
    assert [entry["error"] for entry in failed] == [real[1]["error"], real[4]["error"]]
    assert len(outcome.result["diff"]) == 3


@pytest.mark.parametrize("name", ["validate first", "first of them"])
def test_check_mode_promises_no_more_than_the_real_run_does(broken: Told, name: str) -> None:
    check, real = broken[f"{name}, check"], broken[f"{name}, real"]
    assert not any(call["took_effect"] for call in real.writes)
    for outcome in (check, real):
        assert outcome.result["changed"] is False and outcome.result["diff"] == []
        assert outcome.error["code"] == 400
    assert "would not be begun" in check.result["msg"] and "not begun" in real.result["msg"]


def test_a_wrong_password_is_tried_once(broken: Told) -> None:
    outcome = broken["wrong password"]
    assert outcome.error["category"] == "authentication"
    # Platforms lock accounts after some wrong passwords: four customers are no reason for four.
    assert budget(outcome) == {LIST: 1}
    assert set(operations(outcome)) == {"failed"}


@pytest.mark.parametrize("how", ["real", "check"])
def test_a_wrong_password_is_one_refused_login_with_any_number_of_workers(broken: Told, how: str) -> None:
    outcome = broken[f"wrong password, {how}"]
    assert [call["code"] for call in outcome.journal] == [401]
    assert outcome.error["category"] == "authentication" and outcome.error["key"] != "customer"
    assert [entry["error"]["category"] for entry in outcome.result["campaigns"]] == ["authentication"] * 4


def test_what_the_role_allows_is_done_before_what_it_does_not(broken: Told) -> None:
    outcome = broken["may only update"]
    assert operations(outcome)[0] == "updated"
    assert outcome.error["category"] == "role"
    assert "administrator" in outcome.error["hint"]
    assert names(outcome) == ["Survey 0"]


@pytest.mark.parametrize("how", ["continue", "check"])
def test_what_the_role_does_not_allow_is_asked_twice(broken: Told, how: str) -> None:
    outcome = broken[f"may not create, {how}"]
    assert operations(outcome) == ["failed"] * 6 and outcome.campaigns == []
    assert {entry["error"]["category"] for entry in outcome.result["campaigns"]} == {"role"}
    assert budget(outcome)[CREATE] == 2
