# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module bulk_preflight_info against a simulated platform in this process."""

from __future__ import annotations

import collections
import json
import pathlib
import typing as t
from collections.abc import Iterator

import pytest
from faults.inprocess import Ended
from integration.hours import Hours

pytestmark = pytest.mark.any_core

ALLOWED = [{"days": "mon-fri", "from": "08:00", "to": "20:00"}]
GOOD = {
    "id": 70,
    "name": "Survey",
    "customer": 2,
    "dtype": "queue",
    "dnumber": "200",
    "callerid": "12125550100",
    "timegroup": 1,
    "enabled": 0,
}
UNLIMITED = {"severities": {"maximum_above_limit": "ignore"}}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Hours:
    return Hours(tmp_path_factory.mktemp("platform"))


@pytest.fixture
def hours(shared: Hours) -> Iterator[Hours]:
    shared.platform.reset()
    shared.seed(campaigns=[GOOD], destinations=[{"campaign": 70, "dnumber": "2125550101", "status": "pending"}])
    yield shared


def examine(hours: Hours, **options: t.Any) -> Ended:
    ended = hours("bulk_preflight_info", **options)
    assert hours.writes() == [] and hours.validations() == []
    return ended


def found(ended: Ended) -> set[tuple[str, str]]:
    assert not ended.failed, ended.result
    return {(finding["rule"], finding["severity"]) for finding in ended.result["findings"]}


def test_a_good_campaign_is_all_right(hours: Hours) -> None:
    ended = examine(hours, allowed_hours=ALLOWED, **UNLIMITED)
    assert ended.result["findings"] == [] and ended.result["ok"] is True and ended.warnings == []
    assert ended.result["summary"] == {"error": 0, "warning": 0, "notice": 0, "unknown": 0, "campaigns": 1}
    assert ended.result["hint"] == "Nothing stands in the way." and ended.result["changed"] is False


def test_everything_that_is_wrong_is_found(hours: Hours, tmp_path: pathlib.Path) -> None:
    hours.seed(
        campaigns=[
            {**GOOD, "id": 71, "name": "Bad", "timegroup": 0, "callerid": "", "dnumber": "999", "attempts": 9},
            {**GOOD, "id": 72, "name": "Worse", "timegroup": 3, "callerid": "442075550100", "retry": 5, "maximum": 50},
        ],
        destinations=[{"campaign": 72, "dnumber": "2125550102", "status": "pending"}],
        customers=[{"id": 2, "name": "Acme Ltd", "bulk_calls": 20}],
    )
    blocked = tmp_path / "do-not-call.txt"
    blocked.write_text("+1 212 555 0199\n212-555-0102\n", encoding="utf-8")
    ended = examine(hours, allowed_hours=ALLOWED, max_attempts=5, min_retry=60, exclude_src=str(blocked))
    by_campaign = collections.defaultdict(set)
    for finding in ended.result["findings"]:
        by_campaign[finding["campaign"]].add((finding["rule"], finding["severity"]))
        assert finding["customer"] == 2 and finding["id"] in (71, 72) and finding["hint"]
    assert by_campaign == {
        "Bad": {
            ("no_hours", "error"),
            ("hours_outside", "error"),
            ("no_caller_id", "warning"),
            ("destination_missing", "warning"),
            ("attempts_high", "warning"),
            ("no_numbers", "notice"),
        },
        "Worse": {
            ("do_not_call_pending", "error"),
            ("hours_never", "error"),
            ("caller_id_unknown", "warning"),
            ("maximum_above_limit", "warning"),
            ("retry_short", "warning"),
        },
    }
    assert [finding["rule"] for finding in ended.result["findings"]][0] == "do_not_call_pending"
    assert ended.result["ok"] is False and ended.result["summary"]["error"] == 4


def test_things_that_several_campaigns_share_are_read_once(hours: Hours) -> None:
    hours.seed(campaigns=[{**GOOD, "id": number, "name": f"Survey {number}"} for number in range(71, 76)])
    ended = examine(hours, customer=[2, 3])
    requests = ended.result["requests"]
    wanted = {"bulk/campaigns/list": 2, "timegroups/list": 1, "timegroups/periods/list": 1, "numbers/list": 1}
    wanted |= {"features/get": 1, "customers/get": 1, "plans/get": 1}
    assert {name: requests[name] for name in wanted} == wanted


def test_the_platforms_own_limit_is_unknown(hours: Hours) -> None:
    ended = examine(hours)
    assert found(ended) == {("maximum_above_limit", "unknown")}
    assert ended.result["ok"] is True and "1 question could not be answered" in ended.result["hint"]
    assert "bulk_calls" in ended.result["findings"][0]["message"]
    assert ended.result["findings"][0]["would_be"] == "warning"


@pytest.mark.parametrize("bulk_calls, plan, wrong", [(4, -1, True), (5, -1, False), (-2, 4, True), (-2, 5, False)])
def test_limits_come_from_the_customer_or_from_its_rate_plan(
    hours: Hours, bulk_calls: int, plan: int, wrong: bool
) -> None:
    hours.seed(
        rate_plans=[{"id": 9, "name": "Own", "bulk_calls": plan}],
        customers=[{"id": 2, "name": "Acme Ltd", "bulk_calls": bulk_calls, "rate_plan": 9}],
        campaigns=[{**GOOD, "maximum": 5}],
    )
    assert (("maximum_above_limit", "warning") in found(examine(hours))) is wrong


def test_enabled_campaigns_are_added_up_also_where_only_one_is_asked_for(hours: Hours) -> None:
    hours.seed(
        customers=[{"id": 2, "name": "Acme Ltd", "bulk_calls": 5}],
        campaigns=[{**GOOD, "maximum": 3, "enabled": 1}, {**GOOD, "id": 71, "name": "B", "maximum": 3, "enabled": 1}],
    )
    ended = examine(hours, name="Survey")
    assert found(ended) == {("maximum_above_limit", "warning")}
    assert "together" in ended.result["findings"][0]["message"]


@pytest.mark.parametrize(
    "without, maximum, wanted",
    [
        ("enabled", 3, {("maximum_above_limit", "unknown")}),
        # Even both together stay within the limit.
        ("enabled", 2, set()),
        ("maximum", 2, {("maximum_above_limit", "unknown")}),
    ],
)
def test_what_enabled_campaigns_come_to_is_unknown_where_a_column_is_missing(
    hours: Hours, without: str, maximum: int, wanted: set[tuple[str, str]]
) -> None:
    hours.seed(customers=[{"id": 2, "name": "Acme Ltd", "bulk_calls": 5}])
    good = {**GOOD, "enabled": 1, "maximum": maximum, "attempts": 1, "retry": 3600, "name": "A", "id": 70}
    rows = [good, {**good, "id": 71, "name": "B"}]
    # The one that is examined lists all; of the other, something is missing.
    rows[1 if without == "maximum" else 0].pop(without)
    body = json.dumps({"responses": [{"code": "200", "key": "", "message": ""}], "data": rows})
    hours.platform.fault("bulk/campaigns/list", "html", body=body, count=None)
    ended = examine(hours, name="A", severities={"no_numbers": "ignore"})
    assert found(ended) == wanted
    assert all(f"does not list {without} " in finding["message"] for finding in ended.result["findings"])


def test_what_the_account_may_not_read_is_unknown_with_the_right_that_is_missing(hours: Hours) -> None:
    unknown = {("hours_outside", "unknown"), ("hours_always", "unknown"), ("hours_never", "unknown")}
    # Who is no administrator sees only what it owns.
    hours.seed(campaigns=[{**GOOD, "owner": 2}])
    ended = examine(hours, username="acme.agent", allowed_hours=ALLOWED, **UNLIMITED)
    assert found(ended) == unknown and ended.result["ok"] is True
    assert all("administrator" in finding["message"] for finding in ended.result["findings"])


@pytest.mark.parametrize(
    "function, rules",
    [
        ("timegroups/periods/list", {"hours_always", "hours_never"}),
        ("timegroups/list", {"hours_always", "hours_never"}),
        ("numbers/list", {"caller_id_unknown"}),
        ("features/get", {"destination_missing"}),
        ("customers/get", {"maximum_above_limit"}),
        ("plans/get", {"maximum_above_limit"}),
        ("bulk/destinations/list", {"no_numbers"}),
    ],
)
def test_a_refusal_is_never_silence(hours: Hours, function: str, rules: set[str]) -> None:
    hours.platform.fault(function, "code", code=402, count=99)
    if function == "timegroups/list":
        hours.platform.fault("timegroups/get", "code", code=402, count=99)
    wanted = {(rule, "unknown") for rule in rules | {"maximum_above_limit"}}
    ended = examine(hours)
    assert found(ended) == wanted
    for finding in ended.result["findings"]:
        assert "right" in finding["message"] or finding["rule"] == "maximum_above_limit"


@pytest.mark.parametrize("function", ["features/get", "numbers/list", "plans/get", "timegroups/periods/list"])
def test_a_platform_without_a_function_leaves_a_question_open(hours: Hours, function: str) -> None:
    hours.platform.reset(missing_functions=function)
    hours.seed(campaigns=[GOOD])
    assert any(severity == "unknown" for _rule, severity in found(examine(hours)))


def test_a_group_that_no_list_holds_is_looked_at(hours: Hours) -> None:
    hours.seed(campaigns=[{**GOOD, "timegroup": 2}])
    assert ("hours_always", "unknown") not in found(examine(hours))
    hours.seed(campaigns=[{**GOOD, "timegroup": 999}])
    ended = examine(hours)
    assert {("hours_always", "unknown"), ("hours_never", "unknown")} <= found(ended)
    assert "timegroups/get" in ended.result["findings"][0]["message"]


def test_a_name_or_an_id_that_matches_nothing_fails(hours: Hours) -> None:
    ended = examine(hours, name="Survay")
    assert ended.error["category"] == "not_found" and "'Survey'" in ended.result["msg"]
    assert examine(hours, id=99).error["key"] == "id"
    ended = examine(hours, id=0)
    assert (ended.error["category"], ended.error["key"]) == ("usage", "id")
    assert examine(hours, customer=3).result["findings"] == []


def test_customers_that_fail_are_told_apart(hours: Hours) -> None:
    ended = examine(hours, customer=["Acme Ltd", "Nowhere"], on_error="continue", **UNLIMITED)
    assert found(ended) == set() and ended.result["summary"]["campaigns"] == 1
    assert [failed["customer"] for failed in ended.result["failed_customers"]] == ["Nowhere"]
    assert len(ended.warnings) == 1
    assert "1 customer could not be examined" in ended.result["hint"]
    assert examine(hours, customer=["Acme Ltd", "Nowhere"]).error["category"] == "not_found"


def test_what_fails_for_several_customers_is_not_taken_for_no_hours(hours: Hours) -> None:
    # 3 is the group of customer 1 that all others share.
    there = [
        {**GOOD, "name": "Shared", "customer": customer, "timegroup": 3, "id": 70 + customer} for customer in (2, 3)
    ]
    hours.seed(campaigns=[*there, {**GOOD, "name": "Shared", "customer": 1, "timegroup": 0, "id": 74}])
    hours.platform.fault("timegroups/periods/list", "status", status=503)
    ended = examine(hours, name="Shared", customer=[2, 3, 1], on_error="continue", retries=0, **UNLIMITED)
    assert [failed["customer"] for failed in ended.result["failed_customers"]] == [2, 3]
    assert {finding["id"] for finding in ended.result["findings"]} == {74}


def test_all_customers_are_examined(hours: Hours) -> None:
    hours.seed(campaigns=[{**GOOD, "id": 80, "name": "Own", "customer": 1}, {**GOOD, "id": 81, "customer": 3}])
    ended = examine(hours, customer=None, all_customers=True)
    assert ended.result["summary"]["campaigns"] == 3
    assert {finding["customer"] for finding in ended.result["findings"]} == {1, 2, 3}
    assert examine(hours, all_customers=True).error["key"] == "all_customers"


def test_a_do_not_call_list_that_protects_nobody_is_refused(hours: Hours, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "list.txt"
    for text, words in (("", "no entry"), ("2125550101\nnobody\n", "line 2")):
        path.write_text(text, encoding="utf-8")
        ended = examine(hours, exclude_src=str(path))
        assert ended.error["key"] == "exclude_src" and words in ended.result["msg"]
    assert hours.platform.journal() == []


@pytest.mark.parametrize("status", ["success", "failed", "cancelled"])
def test_only_pending_numbers_count(hours: Hours, tmp_path: pathlib.Path, status: str) -> None:
    hours.seed(destinations=[{"campaign": 70, "dnumber": "2125550101", "status": status}])
    path = tmp_path / "list.txt"
    path.write_text("12125550101\n", encoding="utf-8")
    assert found(examine(hours, exclude_src=str(path), **UNLIMITED)) == {("no_numbers", "notice")}


def test_numbers_without_a_status_are_not_taken_for_done(hours: Hours, tmp_path: pathlib.Path) -> None:
    row = {"dtype": "", "dnumber": "2125550101"}
    body = json.dumps({"responses": [{"code": "200", "key": "", "message": ""}], "data": [row]})
    # The first call only counts.
    hours.platform.fault("bulk/destinations/list", "html", after=1, body=body)
    path = tmp_path / "list.txt"
    path.write_text("2125550101\n", encoding="utf-8")
    ended = examine(hours, exclude_src=str(path), **UNLIMITED)
    assert found(ended) == {("do_not_call_pending", "unknown"), ("no_numbers", "unknown")}
    assert "without status" in ended.result["findings"][0]["message"]


def test_the_other_form_of_a_number_is_found(hours: Hours, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name;phone\nAnn;+1 212 555 0101\n", encoding="utf-8")
    ended = examine(hours, exclude_src=str(path), exclude_src_column="phone", exclude_src_delimiter=";", **UNLIMITED)
    assert found(ended) == {("do_not_call_pending", "error")}


def test_planned_campaigns_are_examined_in_place_of_stored_ones(hours: Hours) -> None:
    stored = {"id": 70, "timegroup": 0}
    new = {"name": "New", "dtype": "queue", "dnumber": "200", "callerid": "12125550100", "timegroup": "To come"}
    ended = examine(hours, customer=2, planned=[stored, new], **UNLIMITED)
    assert [(finding["id"], finding["rule"], finding["severity"]) for finding in ended.result["findings"]] == [
        (70, "no_hours", "error"),
        (None, "hours_always", "unknown"),
        (None, "hours_never", "unknown"),
        (None, "no_numbers", "notice"),
    ]
    assert "Time group 'To come' is not there yet" in ended.result["findings"][1]["message"]
    # What is left out of a new one is as it would be made.
    ended = examine(hours, customer=2, name="New", planned=[{**new, "timegroup": None, "maximum": 2}], **UNLIMITED)
    assert found(ended) == {("no_hours", "error"), ("no_numbers", "notice")}
    assert ended.result["summary"]["campaigns"] == 1


@pytest.mark.parametrize(
    ("customer", "planned", "words"),
    [
        (2, {"dtype": "queue"}, "planned[0]: name or id is required"),
        (2, {"id": 70, "timegruop": 0}, "'timegruop' is not a field of a campaign; did you mean 'timegroup'?"),
        (2, {"id": 70, "maximum": "many"}, "planned[0]: maximum must be an integer, not 'many'"),
        (2, {"id": 71}, "planned: no campaign with the ID 71 is listed"),
        (2, {"name": "Twice"}, "planned: there are several campaigns 'Twice', with the IDs 81 and 82"),
        (2, {"name": "New", "customer": 3}, "'New' is of customer 3, who is not examined"),
        ([2, 3], {"name": "New"}, "'New' is of no customer"),
    ],
)
def test_planned_campaigns_that_are_nobodys(hours: Hours, customer: t.Any, planned: t.Any, words: str) -> None:
    hours.seed(campaigns=[{**GOOD, "id": number, "name": "Twice"} for number in (81, 82)])
    ended = examine(hours, customer=customer, planned=[planned])
    assert ended.failed and words in ended.result["msg"]


def test_planned_campaigns_and_their_hours_may_go_by_names(hours: Hours) -> None:
    planned = {"name": "Survey", "customer": "Acme Ltd", "timegroup": "Office hours"}
    ended = examine(hours, customer="Acme Ltd", planned=[planned], allowed_hours=ALLOWED, **UNLIMITED)
    assert ended.result["findings"] == [] and ended.result["summary"]["campaigns"] == 1
    narrow = [{"days": "mon-fri", "from": "10:00", "to": "11:00"}]
    ended = examine(hours, customer="Acme Ltd", planned=[planned], allowed_hours=narrow, **UNLIMITED)
    assert [(finding["id"], finding["rule"]) for finding in ended.result["findings"]] == [(70, "hours_outside")]
