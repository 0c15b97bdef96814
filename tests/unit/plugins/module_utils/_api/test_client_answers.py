# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client on a scripted transport: what an answer means, and a redirect."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    PROTOCOL,
    SERVER,
    ApiError,
    ProtocolError,
)
from unit.support.calling import CREATE, DELETE, READ, VALIDATION, WRITE, failing
from unit.support.fakes import PASSWORD, Script, client, envelope, reply

# --- codes of success -------------------------------------------------------------------------------------


def answered(*codes, **more):
    """An answer with a response for each code."""
    return reply(json.dumps({"responses": [{"code": code, **more} for code in codes]}).encode())


@pytest.mark.parametrize("codes, code", [(["200"], 200), (["204"], 204), ([200], 200), (["201", "200"], 201)])
def test_a_validation_that_was_carried_out_is_reported(codes, code):
    with pytest.raises(ProtocolError) as caught:
        client(Script(answered(*codes))).validate(CREATE, {"name": "x"})
    assert "may have carried it out" in caught.value.text
    assert caught.value.code == code


@pytest.mark.parametrize("codes", [["201"], ["200", "201"]])
def test_a_write_that_was_only_validated_is_no_success(codes):
    with pytest.raises(ProtocolError) as caught:
        client(Script(answered(*codes))).write(CREATE, {"name": "x"})
    assert "only validated" in caught.value.text
    assert not caught.value.outcome_unknown


def test_a_mirrored_204_has_no_body():
    """HTTP forbids one, so a server that mirrors its codes cannot send the envelope."""
    made = client(Script(reply(b"", 204)), retries=0)
    answer = made.write(DELETE, {"id": 1})
    assert (answer.code, answer.data) == (204, None)
    # It is no answer to a read, and no validation.
    for kind in (READ, VALIDATION):
        assert failing(made, kind).category == PROTOCOL


@pytest.mark.parametrize("status", [200, 400, 500])
def test_http_status_mirrored_or_always_200(status):
    error = failing(client(Script(envelope("400", key="dtype", message="Unknown type.", status=status))), WRITE)
    assert isinstance(error, ApiError)
    assert (error.code, error.key, error.message, error.http_status) == (400, "dtype", "Unknown type.", status)
    assert error.text == "bulk/campaigns/create failed with code 400 for dtype: Unknown type."


def test_a_failure_without_words_is_a_sentence_all_the_same():
    error = failing(client(Script(envelope("402"))), READ)
    assert error.text == "bulk/campaigns/list failed with code 402: role."
    assert "role user" in error.hint


def test_all_responses_are_kept():
    entries = [{"code": "200"}, {"code": "400", "key": "name", "message": "short"}, {"code": "500", "key": "x"}]
    error = failing(client(Script(reply(json.dumps({"responses": entries}).encode()))), WRITE)
    assert (error.code, error.key) == (400, "name")
    assert error.responses == entries


@pytest.mark.parametrize("value", [None, 0, 7, True, ["a", "b"], {"a": 1}, "ü\ud800"])
def test_key_and_message_of_any_type(value):
    error = failing(client(Script(answered("400", key=value, message=value))), WRITE)
    assert isinstance(error.key, str) and isinstance(error.message, str)
    error.text.encode("utf-8")
    json.dumps(error.as_dict()).encode("utf-8")


def test_a_deeply_nested_message_ends_in_no_traceback():
    nested = b"[" * 900 + b"]" * 900
    content = b'{"responses":[{"code":"500","key":' + nested + b',"message":' + nested + b"}]}"
    assert failing(client(Script(reply(content))), WRITE).category in (SERVER, PROTOCOL)


# --- redirects --------------------------------------------------------------------------------------------


def test_a_redirect_is_shown_without_its_query():
    location = "https://elsewhere.example/login?auth_password=" + quote_plus(PASSWORD)
    error = failing(client(Script(reply(b"", 302, location=location))), READ)
    assert "https://elsewhere.example/login." in error.text
    assert "?" not in error.text


@pytest.mark.parametrize("location", [None, "", "?x", "/" + quote(PASSWORD, safe="") + "/x"])
def test_redirects_to_nowhere_and_to_secrets(location):
    assert "redirected (HTTP 308)" in failing(client(Script(reply(b"", 308, location=location))), READ).text


@pytest.mark.parametrize("codes", [["200", "400"], ["500", "204"], ["200", "401"]])
def test_success_beside_a_failure_may_have_changed_something(codes):
    script = Script(answered(*codes))
    error = failing(client(script), WRITE)
    # It is for the caller to look before anything is sent again.
    assert error.outcome_unknown and error.attempts == 1
    assert not failing(client(script), VALIDATION).outcome_unknown


def test_data_is_not_masked_whatever_the_password_is():
    """A password may be a common word: only texts that are shown are masked."""
    rows = [{"id": 1, "name": "Payment Reminders", "description": "s3cret"}]
    made = client(Script(envelope("200", rows)), auth_password="Reminder")
    assert made.read("bulk/campaigns/list", {}).rows() == rows
