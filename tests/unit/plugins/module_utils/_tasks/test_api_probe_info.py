# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The task of api_probe_info from end to end: what it reports, masks, and does with options and failures."""

from __future__ import annotations

import json
import pathlib
import re

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import functions
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    AUTHENTICATION,
    NETWORK,
    NOT_FOUND,
    TIMEOUT,
    USAGE,
    EnswitchError,
    TransportError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._api.version import VERSION
from ansible_collections.telephony.enswitch.plugins.module_utils._probe.questions import QUESTIONS
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.api_probe_info import (
    api_probe_info,
    is_disabled,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.context import Context
from unit.support.probing import Platform, answers, envelope, evidence, options, probe

ROOT = pathlib.Path(__file__).resolve().parents[5]


def problem(platform, **given):
    with pytest.raises(EnswitchError) as caught:
        probe(platform, **given)
    return caught.value


def test_the_version_is_that_of_the_collection():
    found = re.search(r"^version: (\S+)$", (ROOT / "galaxy.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None and found.group(1) == VERSION


def test_all_questions_are_answered_on_a_platform_that_has_everything():
    result = probe(Platform())
    report = result["report"]
    assert list(report) == ["collection", "version", "format", "date", "questions"]
    assert report["collection"] == "telephony.enswitch" and report["version"] == VERSION and report["format"] == 1
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", report["date"])
    assert list(report["questions"]) == list(QUESTIONS)
    assert all(set(entry) == {"question", "answer", "evidence"} for entry in report["questions"].values())
    found = answers(result)
    not_asked = {key for key, answer in found.items() if answer.startswith("not asked")}
    assert not_asked == {"columns_recording_groups_list"}
    assert re.fullmatch(r"median \d+ ms, highest \d+ ms", found.pop("response_times"))
    assert {key: answer for key, answer in found.items() if key not in not_asked} == {
        "api_version": "4.2 or newer",
        "base_path": "/api/json/",
        "http_status": "always 200",
        "content_type": "application/json",
        "code_type": "text",
        "responses_per_answer": "one",
        "integers": "bare",
        "empty_list": "[]",
        "count_shape": "{count: integer}",
        "pages_shape": "[{dnumber: integer as text, dtype: empty text, status: text}]",
        "columns_bulk_campaigns_list": "as expected",
        "columns_bulk_destinations_list": "as expected",
        "columns_customers_get": "as expected",
        "columns_customers_list": "as expected",
        "columns_people_get": "unknown columns",
        "columns_timegroups_list": "as expected",
        "columns_user_login": "unknown columns",
        "paging_destinations": "limit and offset honored",
        "paging_customers": "limit and offset honored",
        "sort": "honored",
        "descending": "honored",
        "campaigns_get": "yes",
        "recordgroups_list": "yes",
        "tokens": "yes",
        "keep_agents_available": "yes",
        "unknown_parameters": "ignored",
        "destination_statuses": "pending",
        "destination_types": "queue",
        "unique_names": "no",
        "create_validation": "accepted: code 201",
        "update_validation": "accepted: code 201, or not found: code 404 where there is none",
        "numbers_validation": "accepted: code 201",
        "bad_number": "refused: code 400",
        "bad_number_among_good": "refused: code 400",
        "duplicate_numbers": "accepted: code 201",
        "spelled_numbers": "accepted: code 201",
        "largest_dnumbers": "64 or more",
    }
    times = evidence(result, "response_times")
    assert result["requests"] == {function: entry["calls"] for function, entry in times.items()}


PRIVATE = "zebra okapi yonder xylem wombat vulture prober s3cret pbx head.body 5552222".split()


def test_nothing_of_anybody_is_in_the_report():
    platform = Platform()
    text = json.dumps(platform.campaigns + platform.customers + [platform.me]).lower()
    assert "quiet zebra" in text and "yonder" in text
    said = "Campaign Quiet Zebra (id 70) of YONDER LTD, asked by prober@pbx.example.com for 3105551111"
    for function in ("customers/get", "bulk/campaigns/get", "timegroups/list", "bulk/destinations/create"):
        platform.answers[function] = envelope(400, None, "Loud okapi", said)
    result = probe(platform)
    shown = json.dumps(result, ensure_ascii=False).lower()
    assert [name for name in PRIVATE if name in shown] == []
    assert not re.search(r"\b(70|71)\b", shown)
    assert evidence(result, "columns_customers_get") == {
        "category": "invalid_input",
        "code": 400,
        "http_status": 200,
        "key": "<key>",
        "message": "Campaign <name> (id #) of <name>, asked by <address> for #",
        "function": "customers/get",
    }


@pytest.mark.parametrize(
    "function, answer, keys, said",
    [
        (functions.CUSTOMERS_LIST, 402, ["columns_customers_list", "paging_customers"], "not allowed: code 402"),
        (
            functions.RECORDGROUPS_LIST,
            403,
            ["recordgroups_list", "columns_recording_groups_list"],
            "not allowed: code 403",
        ),
        (functions.TIMEGROUPS_LIST, 500, ["columns_timegroups_list"], "refused: code 500"),
        (functions.CUSTOMERS_GET, 404, ["columns_customers_get"], "not found: code 404"),
        (functions.PEOPLE_GET, 409, ["columns_people_get"], "refused: code 409"),
        (functions.CAMPAIGNS_GET, None, ["campaigns_get"], "no answer: timeout"),
    ],
)
def test_failures_are_answers(function, answer, keys, said):
    platform = Platform()
    slow = TransportError("slow", category=TIMEOUT, function=function)
    platform.answers[function] = lambda params: envelope(answer) if answer else slow
    found = answers(probe(platform))
    assert {found[key] for key in keys} == {said}
    assert found["largest_dnumbers"] == "64 or more"


@pytest.mark.parametrize("code, category", [(401, AUTHENTICATION), (500, "server"), (402, "role")])
def test_a_failure_of_the_first_call_is_one_of_the_task(code, category):
    platform = Platform()
    platform.answers[functions.LOGIN] = envelope(code)
    error = problem(platform)
    assert (error.code, error.category) == (code, category) and platform.closed
    assert [function for function, _params in platform.calls] == [functions.LOGIN]


def test_a_customer_that_does_not_exist_ends_the_task():
    platform = Platform()
    platform.answers[functions.CUSTOMERS_GET] = envelope(404)
    error = problem(platform, customer="Nowhere")
    assert error.category == NOT_FOUND and error.key == "customer"


def test_an_account_that_is_refused_in_the_middle_is_not_tried_again():
    platform = Platform()
    platform.answers[functions.PEOPLE_GET] = envelope(401)
    result = probe(platform)
    found = answers(result)
    assert found["columns_people_get"] == "refused: code 401"
    assert found["columns_user_login"] == "unknown columns"
    assert platform.calls[-1][0] == functions.PEOPLE_GET
    why = "not asked: the platform does not accept the account any more"
    assert found["sort"] == found["unique_names"] == found["largest_dnumbers"] == why
    assert found["http_status"] == "always 200" and found["code_type"] == "text"


def test_a_platform_that_has_gone_is_not_waited_for():
    platform = Platform()
    gone = TransportError("gone", category=NETWORK)

    def go(params):
        platform.post = lambda function, form: (none for none in ()).throw(gone)
        return gone

    platform.answers[functions.CUSTOMERS_GET] = go
    found = answers(probe(platform))
    assert found["columns_customers_get"] == "no answer: network"
    assert found["columns_timegroups_list"] == "not asked: the platform does not answer any more"


@pytest.mark.parametrize(
    "key, value, words",
    [
        ("largest", 0, "must be from 1 to 50000."),
        ("largest", 50001, "must be from 1 to 50000."),
        ("customer", "-1", "must be a name or an ID, not '-1'."),
        ("campaign", "-7", "must be a name or an ID, not '-7'."),
    ],
)
def test_bad_options_are_named_and_nothing_is_sent(key, value, words):
    platform = Platform()
    error = problem(platform, **{key: value})
    assert (error.category, error.key) == (USAGE, key) and words in error.msg and not platform.calls


@pytest.mark.parametrize(
    "campaign, category, said",
    [
        ("Loud okapi", USAGE, "must be one that is disabled"),
        ("71", USAGE, "must be one that is disabled"),
        ("Nobody's", NOT_FOUND, "has no such campaign"),
        ("700", NOT_FOUND, "has no such campaign"),
        ("Twin", USAGE, "the name of several"),
    ],
)
def test_a_campaign_that_will_not_do_is_said_before_anything_is_validated(campaign, category, said):
    platform = Platform()
    platform.campaigns += [{**platform.campaigns[0], "id": number, "name": "Twin"} for number in (72, 73)]
    error = problem(platform, campaign=campaign)
    assert error.category == category and error.key == "campaign" and said in error.text
    assert [function for function, _params in platform.calls] == [functions.LOGIN, functions.CAMPAIGNS_LIST]


@pytest.mark.parametrize("campaign", ["Second", "72"])
def test_the_named_campaign_is_the_one_that_numbers_are_validated_for(campaign):
    platform = Platform()
    platform.campaigns.append({**platform.campaigns[0], "id": 72, "name": "Second"})
    platform.numbers[72] = []
    assert answers(probe(platform, campaign=campaign))["numbers_validation"] == "accepted: code 201"
    assert {params["campaign"] for params in platform.asked(functions.DESTINATIONS_CREATE)} == {"72"}


def test_a_customer_is_found_by_name_and_asked_about():
    platform = Platform()
    platform.answers[functions.CUSTOMERS_GET] = envelope(200, {"id": 5, "name": "Wombat & Co"})
    probe(platform, customer="Wombat & Co")
    assert platform.asked(functions.CUSTOMERS_GET)[0] == {"name": "Wombat & Co"}
    assert platform.asked(functions.RECORDGROUPS_LIST) == [{"customer": "5"}]
    assert {params["customer"] for params in platform.asked(functions.CAMPAIGNS_CREATE)} == {"5"}


def test_without_validation_only_reads_are_sent():
    platform = Platform()
    found = answers(probe(platform, validation=False))
    assert {function for function, params in platform.calls if "validation" in params} == set()
    assert found["unique_names"] == found["largest_dnumbers"] == "not asked: validation is switched off"
    assert found["sort"] == "honored"


def test_an_address_without_encryption_raises_a_warning():
    platform, warnings = Platform(), []
    given = options(api_url="http://pbx.example.com/customer-zebra/json/", validation=False)
    context = Context(given, True, False, lambda: None, warnings.append, dict)
    result = api_probe_info(context, lambda connection: platform)
    assert len(warnings) == 1 and "not encrypted" in warnings[0]
    assert answers(result)["base_path"] == "another one"


@pytest.mark.parametrize(
    "row, disabled",
    [({"enabled": value}, True) for value in (0, "0", False)]
    # What is not clear is not disabled.
    + [({"enabled": value}, False) for value in (1, "1", None, "", "no", True)]
    + [({}, False)],
)
def test_only_a_zero_is_disabled(row, disabled):
    assert is_disabled(row) is disabled
