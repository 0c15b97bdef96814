# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module bulk_campaign from its options to its result, over a model of the platform."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.telephony.enswitch.plugins.modules import bulk_campaign
from unit.support.fakes import PASSWORD, Script, dropped, envelope, refused, reply
from unit.support.modules import Player
from unit.support.platform import COLUMNS, Platform

LIST, CREATE, UPDATE = "bulk/campaigns/list", "bulk/campaigns/create", "bulk/campaigns/update"
CONNECTION = {"api_url": "https://pbx.example.com", "auth_username": "admin", "auth_password": PASSWORD}
SPRING = {
    "name": "Spring",
    "customer": "Acme Ltd",
    "dtype": "queue",
    "dnumber": "200",
    "timegroup": "Office hours",
    "attempts": 3,
}
ERROR_KEYS = {
    "category", "code", "key", "message", "function", "http_status", "attempts", "retryable", "hint", "responses"
}  # fmt: skip
TYPES = {**{name: type(value) for name, value in COLUMNS.items()}, "enabled": bool, "id": int, "customer": int}


@pytest.fixture
def play(capsys, monkeypatch):
    """play(transport, options, check=…, diff=…) -> the module's result."""
    player = Player(bulk_campaign.main, capsys, monkeypatch)

    def run(transport, options, **more):
        return player(transport, {**CONNECTION, **options}, **more)

    return run


def test_create_again_change_again_delete_again(play):
    platform = Platform()
    result = play(platform, SPRING)
    number = result["id"]
    assert (result["changed"], result["operation"], result["failed"]) == (True, "created", False)
    assert {name: type(value) for name, value in result["campaign"].items()} == TYPES
    assert (
        result["campaign"]["timegroup"] == 1
        and result["campaign"]["attempts"] == 3
        and result["campaign"]["id"] == number
    )
    assert "diff" not in result and result["validated"] is False
    result = play(platform, SPRING)
    assert (result["changed"], result["operation"], result["id"]) == (False, "unchanged", number)
    result = play(platform, {**SPRING, "attempts": 4})
    assert (result["changed"], result["operation"], result["id"]) == (True, "updated", number)
    assert platform.writes[-1] == (UPDATE, {"id": str(number), "attempts": "4", "keep_agents_available": "0"})
    assert play(platform, {**SPRING, "attempts": 4})["changed"] is False
    absent = {"name": "Spring", "customer": "Acme Ltd", "state": "absent"}
    result = play(platform, absent, check=True)
    assert (result["changed"], result["operation"], result["campaign"]) == (True, "deleted", {})
    result = play(platform, absent)
    assert (result["changed"], result["operation"], result["id"]) == (True, "deleted", number)
    result = play(platform, absent)
    assert (result["changed"], result["operation"], result["campaign"]) == (False, "unchanged", {})
    assert "id" not in result
    assert len(platform.writes) == 3


def test_check_mode_of_a_new_campaign(play):
    platform = Platform()
    result = play(platform, SPRING, check=True, diff=True)
    assert (result["changed"], result["operation"], result["validated"]) == (True, "created", True)
    assert "id" not in result and "id" not in result["campaign"]
    assert result["campaign"] == {**COLUMNS, **SPRING, "enabled": True, "customer": 2, "timegroup": 1}
    assert result["diff"]["before"] == "" and "attempts: 3\n" in result["diff"]["after"]
    assert result["diff"]["after"].endswith("enabled: true  # starts calling\ntimegroup: Office hours\n")
    assert platform.writes == [] and platform.validations == [CREATE]


def test_check_mode_and_the_real_run_promise_and_return_the_same(play):
    platform = Platform(quoted=True)
    platform.add("Spring", attempts=1, keep_agents_available=2)
    checked = play(platform, SPRING, check=True, diff=True)
    real = play(platform, SPRING, diff=True)
    assert checked.pop("validated") is True and real.pop("validated") is False
    checked.pop("invocation", None)
    real.pop("invocation", None)
    assert checked == real
    assert "attempts: 1\n" in real["diff"]["before"] and "attempts: 3\n" in real["diff"]["after"]
    assert real["campaign"]["keep_agents_available"] == 2


@pytest.mark.parametrize("check", [False, True])
def test_what_the_platform_refuses_fails_the_same_in_check_mode(play, check):
    platform = Platform()
    platform.refuse_names = {"Spring"}
    result = play(platform, SPRING, check=check)
    assert result["failed"] and result["changed"] is False
    assert set(result["error"]) == ERROR_KEYS
    error = result["error"]
    assert (error["category"], error["code"], error["key"], error["function"]) == ("invalid_input", 400, "name", CREATE)
    assert result["msg"] == (
        "bulk/campaigns/create failed with code 400 for name: model. "
        "Correct the named option. Check mode asks the server without changing anything."
    )
    assert "operation" not in result and "id" not in result


def test_a_rename_by_id(play):
    platform = Platform()
    number = platform.add("Spring")
    result = play(platform, {"id": number, "name": "Summer", "customer": 2})
    assert (result["operation"], result["campaign"]["name"]) == ("updated", "Summer")


def test_two_of_a_name(play):
    platform = Platform()
    ids = [platform.add("Spring"), platform.add("Spring")]
    for state in ("present", "absent"):
        result = play(platform, {**SPRING, "state": state})
        assert result["failed"] and result["error"]["category"] == "conflict"
        assert "IDs {0}, {1}".format(*ids) in result["msg"]
    assert platform.writes == []


@pytest.mark.parametrize(
    "options, words",
    [
        ({}, "name or id is required"),
        ({"name": " "}, "name must not be empty"),
        ({"id": 0}, "id must be more than 0"),
        ({"name": "x", "customer": "-2"}, "customer must be a name or an ID"),
        ({"name": "x", "api_url": "pbx.example.com"}, "api_url must be"),
        ({"name": "x", "auth_password": ""}, "auth_username is given without auth_password"),
        ({"name": "x", "timeout": 0}, "timeout must be"),
        ({"name": "x", "timeout": "nan"}, "timeout must be"),
        ({"name": "x", "retries": -1}, "retries must be"),
        ({"name": "x", "client_key": "/key"}, "client_key is given without client_cert"),
    ],
)
def test_mistakes_are_one_sentence_and_nothing_is_sent(play, options, words):
    platform = Platform()
    result = play(platform, options)
    assert result["failed"] and words in result["msg"]
    assert result["error"]["category"] == "usage"
    assert platform.journal == []


@pytest.mark.parametrize(
    "options, words",
    [({"attempts": "many"}, "attempts"), ({"enabled": "perhaps"}, "enabled"), ({"state": "gone"}, "state")],
)
def test_wrong_types_are_ansibles_matter(play, options, words):
    platform = Platform()
    result = play(platform, {"name": "x", **options})
    assert result["failed"] and words in result["msg"] and platform.journal == []


def test_a_new_campaign_without_its_destination(play):
    result = play(Platform(), {"name": "Spring"})
    assert result["failed"] and "dtype and dnumber are required to create it" in result["msg"]


@pytest.mark.parametrize(
    "code, category", [(401, "authentication"), (402, "role"), (403, "rate_plan"), (404, "not_found"), (500, "server")]
)
@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize("check", [False, True])
def test_a_refused_list_never_means_absent(play, code, category, state, check):
    transport = Script(envelope(str(code)))
    result = play(transport, {**SPRING, "customer": 2, "timegroup": 0, "state": state}, check=check)
    assert result["failed"] and result["changed"] is False
    assert (result["error"]["category"], result["error"]["code"]) == (category, code)
    assert transport.functions == [LIST]


@pytest.mark.parametrize(
    "fault, category",
    [
        (refused, "network"),
        (dropped, "network"),
        (lambda: reply(b"<html>log in</html>"), "protocol"),
        (lambda: reply(b"<html>not here</html>", 404), "protocol"),
        (lambda: reply(b"", 302, location="https://elsewhere/"), "protocol"),
        (lambda: reply(b"", 503), "server"),
        (lambda: reply(b"<html>", 401), "authentication"),
    ],
)
def test_what_is_not_the_api_never_means_absent(play, fault, category):
    transport = Script(lambda *_call: fault())
    result = play(transport, {"name": "Spring", "state": "absent"})
    assert result["failed"] and result["changed"] is False
    assert result["error"]["category"] == category
    assert set(transport.functions) == {LIST}


def test_a_lost_answer_is_adopted(play):
    platform = Platform()
    platform.after[CREATE] = [dropped()]
    result = play(platform, SPRING)
    assert (result["changed"], result["operation"], result["id"]) == (True, "created", platform.named("Spring")[0])
    assert len(platform.campaigns) == 1


def test_a_twin_that_appears_fails_and_still_says_what_was_done(play):
    platform = Platform()
    platform.after[CREATE] = [lambda _parameters: platform.add("Spring") and None]
    result = play(platform, SPRING)
    assert result["failed"] and result["error"]["category"] == "conflict"
    assert (result["changed"], result["operation"]) == (True, "created") and result["id"] in platform.campaigns


def test_fields_that_are_not_listed_are_warned_of(play):
    platform = Platform(hide=["description"])
    platform.add("Spring", dtype="queue", dnumber="200", attempts=3, timegroup=1)
    result = play(platform, {**SPRING, "description": "x"})
    assert result["changed"]
    (warning,) = result["warnings"]
    assert "description" in json.dumps(warning)


def test_an_option_that_is_left_out_is_left_alone(play):
    platform = Platform()
    number = platform.add("Spring", attempts=9, callerid="5", enabled=0, owner=7)
    result = play(platform, {"name": "Spring", "customer": 2, "callerid": ""})
    assert result["campaign"]["callerid"] == ""
    assert platform.campaigns[number]["attempts"] == 9 and platform.campaigns[number]["enabled"] == 0
    result = play(platform, {"name": "Spring", "customer": 2, "owner": "", "enabled": True})
    assert result["campaign"]["owner"] == 0 and result["campaign"]["enabled"] is True


def test_odd_characters_survive(play):
    platform = Platform()
    name = " a&b;c=d+e%f,g\"h'i\\ü \u2028"
    options = {**SPRING, "name": name, "description": "x\ny & z"}
    result = play(platform, options)
    assert result["campaign"]["name"] == name and result["campaign"]["description"] == "x\ny & z"
    assert play(platform, options)["changed"] is False


def test_connection_options_from_the_environment_and_their_aliases(capsys, monkeypatch):
    platform = Platform()
    player = Player(bulk_campaign.main, capsys, monkeypatch)
    for name, value in {
        "URL": "https://env.example.com/local/api/json",
        "USERNAME": "env-user",
        "PASSWORD": "env-password",
        "TIMEOUT": "7",
        "RETRIES": "1",
        "RETRY_MAX_DELAY": "2.5",
        "VALIDATE_CERTS": "false",
    }.items():
        monkeypatch.setenv("ENSWITCH_" + name, value)
    assert not player(platform, {"name": "x", "state": "absent"})["failed"]
    assert platform.journal[-1][1]["auth_username"] == "env-user"
    assert platform.journal[-1][1]["auth_password"] == "env-password"
    connection = player.clients[-1]._connection
    assert connection.url == "https://env.example.com/local/api/json/"
    assert (connection.timeout, connection.retries, connection.retry_max_delay) == (7, 1, 2.5)
    assert connection.validate_certs is False
    player(
        platform, {"name": "x", "state": "absent", "url": "https://a.example/", "username": "u", "password": "p-w-d"}
    )
    assert player.clients[-1]._connection.url == "https://a.example/api/json/"
    assert (platform.journal[-1][1]["auth_username"], platform.journal[-1][1]["auth_password"]) == ("u", "p-w-d")
    monkeypatch.setenv("ENSWITCH_TOKEN", "env-token")
    player(platform, {"name": "x", "state": "absent"})
    assert platform.journal[-1][1]["auth_token"] == "env-token"


def test_http_beyond_loopback_warns(play):
    platform = Platform()
    result = play(platform, {"name": "x", "state": "absent", "api_url": "http://pbx.example.com"})
    assert "not encrypted" in json.dumps(result["warnings"])
    assert "warnings" not in play(platform, {"name": "x", "state": "absent", "api_url": "http://127.0.0.1:1"})


@pytest.mark.parametrize("options", [{}, {"auth_token": "t0ken&of=the platform"}])
def test_no_secret_in_any_result(play, options):
    secrets = [PASSWORD, *options.values()]
    spellings = [
        form
        for secret in secrets
        for form in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1])
    ] + [base64.b64encode(secret.encode()).decode() for secret in secrets]
    for spelling in spellings:
        for answer in (
            envelope("400", key=spelling, message=spelling),
            envelope("500", message=spelling),
            reply(b"", 302, location=spelling),
        ):
            result = play(Script(answer), {**SPRING, **options})
            assert result["failed"]
            shown = json.dumps(result, ensure_ascii=False) + json.dumps(result)
            assert not [form for form in spellings if form in shown]
