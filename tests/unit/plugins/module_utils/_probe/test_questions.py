# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the probe asks: what it records, when it gives up, and every answer that a platform can make it give."""

from __future__ import annotations

import json

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import functions as api
from ansible_collections.telephony.enswitch.plugins.module_utils._api.client import Client
from ansible_collections.telephony.enswitch.plugins.module_utils._api.connection import from_options
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    NETWORK,
    TIMEOUT,
    TransportError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._api.transport import Reply
from ansible_collections.telephony.enswitch.plugins.module_utils._probe.answers import Found, Mask
from ansible_collections.telephony.enswitch.plugins.module_utils._probe.probe import Probe, Recorder
from ansible_collections.telephony.enswitch.plugins.module_utils._probe.questions import order_of
from unit.support.probing import FIELDS, TOKEN, Platform, answering, answers, envelope, evidence, options, probe

AGENTS = "keep_agents_available"


def read(platform):
    return probe(platform, validation=False)


YES, LOST = envelope(200), TransportError("no", category=NETWORK)
SLOW = TransportError("no", category=TIMEOUT)
GONE = "the platform does not answer any more"
REFUSED = "the platform does not accept the account any more"


@pytest.mark.parametrize(
    "replies, ended, last",
    [
        ([YES, envelope(400)], None, "refused: code 400"),
        ([YES, envelope(401), YES], REFUSED, "not asked: " + REFUSED),
        ([YES, LOST, YES, LOST], None, "no answer: network"),
        ([YES, LOST, SLOW], GONE, "no answer: timeout"),
        ([YES, LOST, SLOW, YES], GONE, "not asked: " + GONE),
    ],
)
def test_it_goes_on_until_the_account_or_the_platform_has_gone(replies, ended, last):
    platform = Platform()
    asker = Probe(lambda: Client(from_options(options()), transport=platform), None, Mask(), None, 0)
    for number, reply in enumerate(replies):
        platform.answers[api.PEOPLE_GET] = reply
        found = asker.ask(lambda p, number=number: Found("yes", p.read(api.PEOPLE_GET, id=number).data), asker.ended)
    assert (asker.ended, found.answer) == (ended, last)


class Script:
    """A transport with one reply, and a clock that goes on by a second with it."""

    def __init__(self, body, **fields):
        self.reply = Reply(
            **{"status": 200, "body": body, "charset": None, "retry_after": None, "location": None, **fields}
        )
        self.time = 0.0

    def post(self, function, form):
        self.time += 1
        return self.reply


def recorded(body, mask=None, **fields):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    script = Script(raw, **fields)
    recorder = Recorder(script, mask or Mask(), lambda: script.time)
    assert recorder.post("some/list", b"") is script.reply
    return recorder.seen[0]


def test_a_reply_is_recorded_as_it_came():
    mask = Mask()
    seen = recorded({"responses": {"code": "200"}, "data": [{"name": "Quiet zebra"}]}, mask, status=203)
    assert (seen.answer.function, seen.seconds, seen.reply.status) == ("some/list", 1.0, 203)
    assert seen.answer.responses == [{"code": "200"}] and seen.answer.has_data
    assert mask.text("No Quiet zebra") == "No <name>"


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"respon', b"[]", b'{"data": 1}', b'{"responses": [1]}', b"[" * 100000]
)
def test_what_is_no_envelope_has_no_codes(body):
    assert recorded(body).answer.codes == recorded(body).answer.responses == []


# --- the answers ---


def without(*names):
    """Make a platform that does not know some parameters of the list of numbers."""

    def bend(platform):
        own = platform._bulk_destinations_list
        platform.answers[api.DESTINATIONS_LIST] = lambda params: own(
            {name: value for name, value in params.items() if name not in names}
        )

    return bend


def refusing(function, *names, code=400):
    def bend(platform):
        def answer(params):
            found = [name for name in names if name in params]
            return envelope(code, None, found[0], "Unknown parameter.") if found else None

        platform.answers[function] = answer

    return bend


def rewritten(change):
    """Make a platform whose replies are changed on their way."""

    def bend(platform):
        own = platform.post
        platform.post = lambda function, form: change(own(function, form))

    return bend


def without_agents(platform):
    for row in platform.campaigns:
        del row[AGENTS]


def ordered_anyway(platform):
    platform.numbers[70].sort()
    without("sort", "descending")(platform)


def shuffled(platform):
    without("sort")(platform)
    own = platform.answers[api.DESTINATIONS_LIST]

    def turned(params):
        rows = json.loads(own(params).body)["data"]
        return envelope(200, rows[1:] + rows[:1])

    platform.answers[api.DESTINATIONS_LIST] = lambda params: (turned if "descending" in params else own)(params)
    platform.numbers[70] = ["3", "1", "4", "2"]


def old(platform):
    without_agents(platform)
    without("sort", "descending")(platform)
    platform.answers[api.LOGIN] = envelope(200, platform.me)


def token_answer(answer):
    def bend(platform):
        without_agents(platform)
        platform.answers[api.LOGIN] = lambda params: answer if params else None

    return bend


def refused_token(platform):
    own = platform.post
    platform.post = lambda function, form: envelope(401) if b"auth_token" in form else own(function, form)


def nothing_there(platform):
    platform.campaigns = []
    platform.me = {"username": "prober"}
    platform.answers[api.CUSTOMERS_LIST] = envelope(402)


def nothing_empty(platform):
    for function in (api.RECORDGROUPS_LIST, api.CUSTOMERS_LIST):
        platform.answers[function] = envelope(200, [{"id": 1, "name": "Walrus"}])
    platform.numbers[71] = ["1"]
    without("offset", "limit")(platform)


def words_of_all_kinds(platform):
    platform.statuses = {"3105551111": "in_progress", "2125552222": "Called by Jane", "9175553333": None}
    platform.campaigns[1]["dtype"] = ""


def nameless(platform):
    platform.campaigns.insert(0, {"name": "Nameless"})


def mixed_integers(platform):
    platform.campaigns = [{"id": "70", **FIELDS}]


def no_errors(platform):
    platform.answers[api.CAMPAIGNS_LIST] = envelope(200, platform.campaigns)
    platform.answers[api.DESTINATIONS_LIST] = envelope(200, [])


def status(by_code):
    return rewritten(lambda reply: reply._replace(status=by_code[int(json.loads(reply.body)["responses"][0]["code"])]))


def other_form(reply):
    document = json.loads(reply.body)
    document["responses"].append({"code": 200, "key": "", "message": "Söhne", "hint": "x"})
    return reply._replace(body=json.dumps(document, ensure_ascii=False).encode(), content_type="text/plain")


LATIN = Reply(
    200, '{"responses": [{"code": "200"}], "data": {"id": 50, "name": "ö"}}'.encode("latin-1"), None, None, None
)
PAGING = "paging_destinations"
ZEBRA = {"id": 70, "name": "Quiet zebra"}
CASES = {
    "no limit": (without("limit"), {PAGING: "offset honored"}, {PAGING: {"limit": False, "offset": True}}),
    "no offset": (without("offset"), {PAGING: "limit honored"}, {}),
    "no pages": (without("limit", "offset"),
                 {PAGING: "nothing honored", "paging_customers": "limit and offset honored"}, {}),
    "one customer": (lambda platform: platform.customers.pop(),
                     {"paging_customers": "not asked: there are not two rows"}, {}),
    "all": (lambda platform: None, {"sort": "honored", "descending": "honored"},
            {"sort": {"order": "text and number", "unknown_value": "refused: code 400"}}),
    "old": (old, {"sort": "ignored", "descending": "ignored", "tokens": "no", AGENTS: "no", "api_version": "3.13",
                  "columns_bulk_campaigns_list": "missing columns"},
            {"sort": {"order": "none", "unknown_value": "accepted"},
             "columns_bulk_campaigns_list": {"missing": [AGENTS]}}),
    "in order anyway": (ordered_anyway,
                        {"sort": "unclear: the order is the same without it", "descending": "ignored"}, {}),
    "sort refused": (refusing(api.DESTINATIONS_LIST, "sort"),
                     {"sort": "refused: code 400", "descending": "refused: code 400"}, {"sort": {"key": "sort"}}),
    "shuffled": (shuffled, {"descending": "unclear: the numbers are not in order"}, {}),
    "count refused": (refusing(api.DESTINATIONS_LIST, "count"), {"count_shape": "{count: integer}"}, {}),
    "no ID": (nameless, {"count_shape": "{count: integer}", "sort": "honored"}, {}),
    "nothing there": (
        nothing_there,
        {"count_shape": "not asked: nothing like that was seen",
         AGENTS: "not asked: there is no campaign",
         "api_version": "4.1 or newer",
         "destination_types": "not asked: there are no rows with dtype",
         "campaigns_get": "not asked: there is no campaign",
         "columns_customers_get": "not asked: the ID of the customer is not known: name it with the option customer",
         "columns_people_get": "not asked: user/login does not tell the ID of the account", "empty_list": "[]"},
        {"empty_list": {"bulk/campaigns/list": "[]", "recording/groups/list": "[]"}}),
    "nothing empty": (nothing_empty, {"empty_list": "not asked: nothing like that was seen"}, {}),
    "get one": (answering(api.CAMPAIGNS_GET, envelope(200, ZEBRA)), {"campaigns_get": "yes"},
                {"campaigns_get": {"data": "{id: integer, name: text}"}}),
    "get a list": (answering(api.CAMPAIGNS_GET, envelope(200, [ZEBRA])), {"campaigns_get": "yes"},
                   {"campaigns_get": {"data": "[{id: integer, name: text}]"}}),
    "get nothing": (answering(api.CAMPAIGNS_GET, envelope(200)), {"campaigns_get": "yes"},
                    {"campaigns_get": {"data": "absent"}}),
    "get a page": (answering(api.CAMPAIGNS_GET, Reply(404, b"<html>", None, None, None)),
                   {"campaigns_get": "no envelope: HTTP 404"}, {}),
    "get a move": (answering(api.CAMPAIGNS_GET, Reply(301, b"", None, None, "/x")),
                   {"campaigns_get": "no envelope: HTTP 301"}, {}),
    "token refused": (refused_token, {"tokens": "given, but not accepted", "unknown_parameters": "ignored"},
                      {"tokens": {"auth_token": "text", "auth_token_expiry": "integer", "auth_token_expires": "absent",
                                  "parts": 3, "lifetime_seconds": 60, "accepted": "refused: code 401"}}),
    "tokens unknown": (token_answer(envelope(400, None, "token")),
                       {"tokens": "refused: code 400", "api_version": "3.14 to 4.0"}, {}),
    "tokens fail": (token_answer(envelope(500)), {"tokens": "refused: code 500", "api_version": "unknown"}, {}),
    "token in a list": (token_answer(envelope(200, [{"id": 50, "auth_token": TOKEN}])),
                        {"tokens": "yes", "api_version": "4.1"}, {}),
    "parameters refused": (refusing(api.CAMPAIGNS_LIST, "enswitch_probe"), {"unknown_parameters": "refused: code 400"},
                           {"unknown_parameters": {"key": "enswitch_probe"}}),
    "mixed integers": (mixed_integers, {"integers": "mixed"}, {}),
    "words": (words_of_all_kinds, {"destination_statuses": "<null>, <text>, in_progress",
                                   "destination_types": "<empty text>, queue"}, {}),
    "always 200": (status({200: 200, 404: 200, 400: 200}), {"http_status": "always 200"},
                   {"http_status": {"by_code": {"200": [200], "400": [200], "404": [200]}, "without_envelope": []}}),
    "the code": (status({200: 200, 404: 404, 400: 400}), {"http_status": "the code"}, {}),
    "mixed status": (status({200: 200, 404: 404, 400: 200}), {"http_status": "mixed"}, {}),
    "no errors": (no_errors, {"http_status": "unclear: no error could be provoked"}, {}),
    "other form": (rewritten(other_form), {"responses_per_answer": "several", "code_type": "integer and text",
                                           "content_type": "text/plain"},
                   {"responses_per_answer": {"seen": [2], "columns": ["code", "hint", "key", "message"]},
                    "content_type": {"characters_beyond_ascii": "yes, and they fit"}}),
    "wrong characters": (answering(api.PEOPLE_GET, LATIN), {"columns_people_get": "no envelope: HTTP 200"},
                         {"content_type": {"characters_beyond_ascii": "yes, and they do not fit"}}),
}  # fmt: skip


@pytest.mark.parametrize("bend, said, shown", CASES.values(), ids=CASES)
def test_what_a_platform_does_is_answered(bend, said, shown):
    platform = Platform()
    bend(platform)
    result = read(platform)
    found = answers(result)
    assert {key: found[key] for key in said} == said
    for key, facts in shown.items():
        told = evidence(result, key)
        assert {name: told.get(name) for name in facts} == facts
    assert TOKEN not in json.dumps(result)


def test_secrets_are_not_repeated():
    platform = Platform()
    platform.answers[api.PEOPLE_GET] = envelope(400, None, "s3cret", "No s3cret.")
    result = read(platform)
    assert evidence(result, "columns_people_get")["key"] == "<key>" and "s3cret" not in json.dumps(result)


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
    for function in (api.DESTINATIONS_LIST, api.CUSTOMERS_LIST):
        platform.answers[function] = lambda params: envelope(200, data) if params.get("count") == "1" else None
    found = answers(read(platform))
    assert found["count_shape"] == shown
    assert found["sort"] == ("honored" if count else "not asked: no campaign with two numbers was found")


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
    empty = Reply(200, json.dumps({"responses": [{"code": "200"}], **body}).encode(), None, None, None)
    platform.answers[api.RECORDGROUPS_LIST] = empty
    platform.answers[api.CUSTOMERS_LIST] = lambda params: empty if "name" in params else None
    result = read(platform)
    seen = evidence(result, "empty_list")
    assert seen["recording/groups/list"] == seen["customers/list"] == shown
    assert seen["bulk/destinations/list"] == "[]"
    assert answers(result)["empty_list"] == " and ".join(sorted({"[]", shown}))


def test_what_the_client_reads_and_the_recorder_cannot_is_still_an_answer():
    platform = Platform()
    text = '{"responses": [{"code": "200"}], "data": {"id": 50, "username": "ö"}}'
    platform.answers[api.PEOPLE_GET] = Reply(200, text.encode(), "ascii", None, None)
    assert answers(read(platform))["columns_people_get"] == "as expected"


@pytest.mark.parametrize(
    "numbers, order",
    [
        ([], "text and number"),
        (["1", "2"], "text and number"),
        (["10", "9"], "text"),
        (["9", "10"], "number"),
        (["2", "1"], ""),
        (["01", "1"], "text"),
        (["b", "a"], ""),
    ],
)
def test_how_numbers_are_ordered(numbers, order):
    assert order_of(numbers) == order
