# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The questions that reading answers, on platforms that answer in other ways."""

from __future__ import annotations

import json

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import functions
from ansible_collections.telephony.enswitch.plugins.module_utils._api.transport import Reply
from ansible_collections.telephony.enswitch.plugins.module_utils._probe.lists import counted, order_of
from unit.support.probing import FIELDS, TOKEN, Platform, answers, envelope, evidence, probe


def read(platform):
    return probe(platform, validation=False)


def ignoring(platform, *names):
    """Make a platform that does not know some parameters of the list of numbers."""
    own = platform._bulk_destinations_list

    def answer(params):
        return own({name: value for name, value in params.items() if name not in names})

    platform.answers[functions.DESTINATIONS_LIST] = answer


def refusing(platform, *names):
    def answer(params):
        found = [name for name in names if name in params]
        return envelope(400, None, found[0], "Unknown parameter.") if found else None

    platform.answers[functions.DESTINATIONS_LIST] = answer


@pytest.mark.parametrize(
    "names, answer",
    [
        ((), "limit and offset honored"),
        (("limit",), "offset honored"),
        (("offset",), "limit honored"),
        (("limit", "offset"), "nothing honored"),
    ],
)
def test_paging_is_seen(names, answer):
    platform = Platform()
    ignoring(platform, *names)
    result = read(platform)
    assert answers(result)["paging_destinations"] == answer
    assert evidence(result, "paging_destinations") == {"limit": "limit" not in names, "offset": "offset" not in names}
    assert answers(result)["paging_customers"] == "limit and offset honored"


def test_one_customer_is_too_few_for_pages():
    platform = Platform()
    platform.customers.pop()
    assert answers(read(platform))["paging_customers"] == "not asked: there are not two customers"


def test_order_is_seen():
    result = read(Platform())
    assert answers(result)["sort"] == answers(result)["descending"] == "honored"
    assert evidence(result, "sort") == {"order": "text and number", "unknown_value": "refused: code 400"}


def test_a_platform_without_order():
    platform = Platform()
    ignoring(platform, "sort", "descending")
    platform.campaigns = [{**row, "keep": 1} for row in platform.campaigns]
    for row in platform.campaigns:
        del row["keep_agents_available"]
    platform.answers[functions.LOGIN] = lambda params: envelope(200, platform.me)
    result = read(platform)
    found = answers(result)
    assert (found["sort"], found["descending"], found["tokens"]) == ("ignored", "ignored", "no")
    assert found["keep_agents_available"] == "no" and found["api_version"] == "3.13"
    assert evidence(result, "sort") == {"order": "none", "unknown_value": "accepted"}
    columns = evidence(result, "columns_bulk_campaigns_list")
    assert (columns["missing"], columns["unknown"]) == (["keep_agents_available"], ["keep"])
    assert found["columns_bulk_campaigns_list"] == "missing and unknown columns"


def test_an_order_that_is_there_anyway_says_nothing():
    platform = Platform()
    platform.numbers[70].sort()
    ignoring(platform, "sort", "descending")
    found = answers(read(platform))
    assert found["sort"] == "unclear: the order is the same without it" and found["descending"] == "ignored"


def test_a_platform_that_refuses_order():
    platform = Platform()
    refusing(platform, "sort")
    result = read(platform)
    assert answers(result)["sort"] == answers(result)["descending"] == "refused: code 400"
    assert evidence(result, "sort")["key"] == "sort"


def test_descending_that_only_shuffles():
    platform = Platform()
    ignoring(platform, "sort")
    own = platform.answers[functions.DESTINATIONS_LIST]

    def turned(params):
        if params.get("descending") == "1":
            rows = json.loads(own(params).body)["data"]
            return envelope(200, rows[1:] + rows[:1])
        return own(params)

    platform.answers[functions.DESTINATIONS_LIST] = turned
    platform.numbers[70] = ["3", "1", "4", "2"]
    assert answers(read(platform))["descending"] == "unclear: the numbers are not in order"


@pytest.mark.parametrize(
    "data, shown, count",
    [
        ({"count": "3"}, "{count: integer as text}", 3),
        ([{"count": 3}], "[{count: integer}]", 3),
        (3, "integer", 3),
        ("3", "integer as text", 3),
        ({"total": 3}, "{total: integer}", None),
        ([], "[]", None),
        (None, "absent", None),
    ],
)
def test_the_shape_of_a_count(data, shown, count):
    platform = Platform()

    def answer(params):
        return envelope(200, data) if params.get("count") == "1" else None

    platform.answers[functions.DESTINATIONS_LIST] = platform.answers[functions.CUSTOMERS_LIST] = answer
    result = read(platform)
    assert answers(result)["count_shape"] == shown
    assert counted(data) == count
    asked = "honored" if count else "not asked: no campaign with two numbers was found"
    assert answers(result)["sort"] == asked


def test_a_count_that_is_refused():
    platform = Platform()
    refusing(platform, "count")
    platform.answers[functions.CUSTOMERS_LIST] = lambda params: envelope(402)
    result = read(platform)
    assert answers(result)["count_shape"] == "refused: code 400"
    assert evidence(result, "count_shape")["key"] == "count"


def test_a_campaign_without_an_id_is_passed_over():
    platform = Platform()
    platform.campaigns.insert(0, {"name": "Nameless"})
    assert answers(read(platform))["count_shape"] == "{count: integer}"
    assert {params["campaign"] for params in platform.asked(functions.DESTINATIONS_LIST)} == {"70", "71", "2147483647"}


def test_no_campaign_leaves_most_about_numbers_open():
    platform = Platform()
    platform.campaigns = []
    platform.answers[functions.CUSTOMERS_LIST] = lambda params: envelope(402)
    platform.me = {"username": "prober"}
    result = read(platform)
    found = answers(result)
    assert found["count_shape"] == "not allowed: code 402"
    assert found["keep_agents_available"] == "not asked: there is no campaign"
    assert found["destination_types"] == "not asked: there are no rows with dtype"
    assert found["columns_customers_get"].startswith("not asked: the ID of the customer is not known")
    assert found["columns_people_get"] == "not asked: user/login does not tell the ID of the account"
    assert found["campaigns_get"] == "not found: code 404"
    assert evidence(result, "campaigns_get")["asked_for"] == "a campaign that does not exist"
    assert found["api_version"] == "4.1 or newer"
    assert found["empty_list"] == "[]"
    assert evidence(result, "empty_list") == {"bulk/campaigns/list": "[]", "recording/groups/list": "[]"}


@pytest.mark.parametrize(
    "body, shown",
    [
        ({}, "absent"),
        ({"data": None}, "null"),
        ({"data": []}, "[]"),
        ({"data": {}}, "{}"),
        ({"data": ""}, "empty text"),
    ],
)
def test_what_an_empty_list_is(body, shown):
    platform = Platform()
    empty = Reply(200, json.dumps({"responses": [{"code": "200"}], **body}).encode(), None, None, None, None)
    platform.answers[functions.RECORDGROUPS_LIST] = lambda params: empty
    platform.answers[functions.CUSTOMERS_LIST] = lambda params: empty if "name" in params else None
    result = read(platform)
    assert evidence(result, "empty_list")["recording/groups/list"] == shown
    assert evidence(result, "empty_list")["customers of an unknown name"] == shown
    assert evidence(result, "empty_list")["numbers beyond the end"] == "[]"
    assert answers(result)["empty_list"] == " and ".join(sorted({"[]", shown}))


def test_a_customer_without_campaigns_is_looked_for():
    platform = Platform()

    def answer(params):
        return {"6": envelope(200, platform.campaigns), "7": envelope(200)}.get(params.get("customer"))

    platform.answers[functions.CAMPAIGNS_LIST] = answer
    assert evidence(read(platform), "empty_list")["campaigns of a customer without any"] == "absent"


def test_a_platform_where_nothing_is_empty():
    platform = Platform()
    rows = [{"id": 1, "name": "Walrus"}]
    platform.answers[functions.RECORDGROUPS_LIST] = lambda params: envelope(200, rows)
    platform.answers[functions.CUSTOMERS_LIST] = lambda params: envelope(200, rows)
    platform.numbers[71] = ["1"]
    ignoring(platform, "offset", "limit")
    assert answers(read(platform))["empty_list"] == "not asked: nothing empty was found"


@pytest.mark.parametrize(
    "answer, said",
    [
        (lambda params: envelope(200, {"id": 70, "name": "Quiet zebra"}), "yes"),
        (lambda params: envelope(200, [{"id": 70, "name": "Quiet zebra"}]), "yes"),
        (lambda params: envelope(200), "yes"),
        (lambda params: envelope(404), "not found: code 404"),
        (lambda params: envelope(402), "not allowed: code 402"),
        (lambda params: Reply(404, b"<html>Not found</html>", None, None, None), "no envelope: HTTP 404"),
        (lambda params: Reply(301, b"", None, None, "/elsewhere"), "no envelope: HTTP 301"),
    ],
)
def test_whether_a_campaign_can_be_got(answer, said):
    platform = Platform()
    platform.answers[functions.CAMPAIGNS_GET] = answer
    result = read(platform)
    assert answers(result)["campaigns_get"] == said
    found = evidence(result, "campaigns_get")
    if said != "yes":
        assert found["asked_for"] == "a campaign that exists"
    elif found["data"] == "absent":
        assert found["columns"] == {}
    else:
        assert found["columns"] == {"id": "integer", "name": "text"}
        assert found["data"] in ("object", "list")


def test_tokens_that_are_not_accepted():
    platform = Platform()
    own = platform.post

    def post(function, form):
        if b"auth_token" in form:
            return envelope(401)
        return own(function, form)

    platform.post = post
    result = read(platform)
    found = answers(result)
    assert found["tokens"] == "given, but not accepted"
    assert evidence(result, "tokens") == {
        "auth_token": "text",
        "auth_token_expiry": "integer",
        "auth_token_expires": "absent",
        "parts": 3,
        "lifetime_seconds": 60,
        "accepted": "refused: code 401",
    }
    # It was the token that was refused, not the account.
    assert found["unknown_parameters"] == "ignored"
    assert TOKEN not in json.dumps(result)


@pytest.mark.parametrize(
    "answer, said, version",
    [
        (lambda params: envelope(400, None, "token") if params else None, "refused: code 400", "3.14 to 4.0"),
        (lambda params: envelope(500) if params else None, "refused: code 500", "unknown"),
        (lambda params: envelope(200, [{"id": 50, "auth_token": TOKEN}]) if params else None, "yes", "4.1"),
    ],
)
def test_tokens_and_the_version(answer, said, version):
    platform = Platform()
    for row in platform.campaigns:
        del row["keep_agents_available"]
    platform.answers[functions.LOGIN] = answer
    found = answers(read(platform))
    assert (found["tokens"], found["api_version"]) == (said, version)


@pytest.mark.parametrize("code, said", [(400, "refused: code 400"), (500, "refused: code 500")])
def test_unknown_parameters_that_are_refused(code, said):
    platform = Platform()
    platform.answers[functions.CAMPAIGNS_LIST] = lambda params: (
        envelope(code, None, "enswitch_probe") if "enswitch_probe" in params else None
    )
    result = read(platform)
    assert answers(result)["unknown_parameters"] == said
    assert evidence(result, "unknown_parameters")["key"] == "enswitch_probe"


def test_integers_of_both_kinds():
    platform = Platform()
    platform.campaigns = [{"id": "70", **FIELDS}]
    result = read(platform)
    assert answers(result)["integers"] == "mixed"
    seen = evidence(result, "integers")
    assert seen["bulk/campaigns/list"]["id"] == "integer as text"
    assert seen["bulk/campaigns/list"]["attempts"] == "integer"
    assert "dnumber" not in seen["bulk/campaigns/list"]


def test_statuses_and_types_are_words_or_nothing():
    platform = Platform()
    platform.statuses = {"3105551111": "in_progress", "2125552222": "Called by Jane", "9175553333": None}
    platform.campaigns[1]["dtype"] = ""
    found = answers(read(platform))
    assert found["destination_statuses"] == "<null>, <text>, in_progress"
    assert found["destination_types"] == "<empty text>, queue"


@pytest.mark.parametrize(
    "statuses, said",
    [
        ({200: 200, 404: 200, 400: 200}, "always 200"),
        ({200: 200, 404: 404, 400: 400}, "the code"),
        ({200: 200, 404: 404, 400: 200}, "mixed"),
    ],
)
def test_the_http_status(statuses, said):
    platform = Platform()
    own = platform.post

    def post(function, form):
        reply = own(function, form)
        code = int(json.loads(reply.body)["responses"][0]["code"])
        return reply._replace(status=statuses[code])

    platform.post = post
    result = read(platform)
    assert answers(result)["http_status"] == said
    assert evidence(result, "http_status")["by_code"] == {
        str(code): [status] for code, status in sorted(statuses.items())
    }


def test_errors_that_do_not_come():
    platform = Platform()
    platform.answers[functions.CAMPAIGNS_LIST] = lambda params: envelope(200, platform.campaigns)
    platform.answers[functions.DESTINATIONS_LIST] = lambda params: envelope(200, [])
    assert answers(read(platform))["http_status"] == "unclear: no error could be provoked"


def test_what_comes_in_another_form():
    platform = Platform()
    own = platform.post

    def post(function, form):
        reply = own(function, form)
        document = json.loads(reply.body)
        document["responses"].append({"code": 200, "key": "", "message": "Söhne", "hint": "x"})
        return reply._replace(body=json.dumps(document, ensure_ascii=False).encode(), content_type="text/plain")

    platform.post = post
    result = read(platform)
    found = answers(result)
    assert found["responses_per_answer"] == "several" and found["code_type"] == "integer and text"
    assert evidence(result, "responses_per_answer") == {"seen": [2], "columns": ["code", "hint", "key", "message"]}
    assert found["content_type"] == "text/plain"
    assert evidence(result, "content_type") == {"characters_beyond_ascii": "yes, and they fit"}


def test_characters_that_do_not_fit():
    platform = Platform()
    text = '{"responses": [{"code": "200"}], "data": {"id": 50, "name": "Söhne"}}'
    platform.answers[functions.PEOPLE_GET] = lambda params: Reply(200, text.encode("latin-1"), None, None, None, None)
    result = read(platform)
    assert answers(result)["columns_people_get"] == "no envelope: HTTP 200"
    assert evidence(result, "content_type") == {"characters_beyond_ascii": "yes, and they do not fit"}


@pytest.mark.parametrize(
    "numbers, order",
    [
        ([], "text and number"),
        (["1", "2"], "text and number"),
        (["10", "9"], "text"),
        (["9", "10"], "number"),
        (["2", "1"], ""),
        (["a", "b"], "text"),
        (["b", "a"], ""),
    ],
)
def test_how_numbers_are_ordered(numbers, order):
    assert order_of(numbers) == order
