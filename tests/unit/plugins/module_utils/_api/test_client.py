# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client on a scripted transport: retries, the guard of check mode, parameters, and what an answer means."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.client import Client
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    AUTHENTICATION,
    NETWORK,
    PROTOCOL,
    SERVER,
    TIMEOUT,
    USAGE,
    ApiError,
    ProtocolError,
    TransportError,
    UsageError,
)
from hypothesis import given
from hypothesis import strategies as st
from unit.support.calling import CREATE, DELETE, HTML, LIST, LOGIN, OK, READ, VALIDATION, WRITE, call, failing
from unit.support.contract import FUNCTIONS
from unit.support.fakes import PASSWORD, Script, client, connection, dropped, envelope, refused, reply, timed_out

# --- the table of retries ---------------------------------------------------------------------------------

# A fault: whether a read (and a validation) is tried again, whether a write is, and for a write that is not:
# whether its outcome is unknown. Then category and HTTP status.
AGAIN, ONCE = True, False
FAULTS = {
    "refused": (refused, AGAIN, AGAIN, False, NETWORK, None),
    "dropped": (dropped, AGAIN, ONCE, True, NETWORK, None),
    "timeout": (timed_out, AGAIN, ONCE, True, TIMEOUT, None),
    "429": (lambda: reply(HTML, 429), AGAIN, AGAIN, False, SERVER, 429),
    "429-after": (lambda: reply(b"", 429, retry_after=7.0), AGAIN, AGAIN, False, SERVER, 429),
    "502": (lambda: reply(HTML, 502), AGAIN, ONCE, True, SERVER, 502),
    "503": (lambda: reply(b"", 503), AGAIN, ONCE, True, SERVER, 503),
    "504": (lambda: reply(HTML, 504), AGAIN, ONCE, True, SERVER, 504),
    "502-envelope": (lambda: envelope("200", {"id": 1}, status=502), AGAIN, ONCE, True, SERVER, 502),
    "429-code": (lambda: envelope("429"), AGAIN, AGAIN, False, PROTOCOL, 200),
    "503-code": (lambda: envelope("503"), AGAIN, ONCE, True, SERVER, 200),
    "504-code": (lambda: envelope("504"), AGAIN, ONCE, True, SERVER, 200),
    "empty": (lambda: reply(b""), AGAIN, ONCE, True, PROTOCOL, 200),
    "truncated": (lambda: reply(b'{"responses":[{"co'), AGAIN, ONCE, True, PROTOCOL, 200),
    "html": (lambda: reply(HTML), ONCE, ONCE, True, PROTOCOL, 200),
    "other-json": (lambda: reply(b'{"status":"ok"}'), ONCE, ONCE, True, PROTOCOL, 200),
    "500-html": (lambda: reply(HTML, 500), ONCE, ONCE, True, SERVER, 500),
    "501": (lambda: reply(b"", 501), ONCE, ONCE, True, SERVER, 501),
    "404-html": (lambda: reply(HTML, 404), ONCE, ONCE, False, PROTOCOL, 404),
    "401-html": (lambda: reply(HTML, 401), ONCE, ONCE, False, AUTHENTICATION, 401),
    "403-html": (lambda: reply(HTML, 403), ONCE, ONCE, False, PROTOCOL, 403),
    "407": (lambda: reply(HTML, 407), ONCE, ONCE, False, NETWORK, 407),
    "413": (lambda: reply(HTML, 413), ONCE, ONCE, False, PROTOCOL, 413),
    "302": (lambda: reply(b"", 302, location="https://elsewhere/"), ONCE, ONCE, False, PROTOCOL, 302),
    "400": (lambda: envelope("400", key="name"), ONCE, ONCE, False, "invalid_input", 200),
    "401": (lambda: envelope("401"), ONCE, ONCE, False, AUTHENTICATION, 200),
    "402": (lambda: envelope("402"), ONCE, ONCE, False, "role", 200),
    "403": (lambda: envelope("403"), ONCE, ONCE, False, "rate_plan", 200),
    "404": (lambda: envelope("404", status=404), ONCE, ONCE, False, "not_found", 404),
    "409": (lambda: envelope("409"), ONCE, ONCE, False, "conflict", 200),
    "500": (lambda: envelope("500", status=500), ONCE, ONCE, True, SERVER, 500),
    "600": (lambda: envelope("600"), ONCE, ONCE, True, PROTOCOL, 200),
}


@pytest.mark.parametrize("kind", [READ, VALIDATION, WRITE])
@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_that_stays(fault, kind):
    make, reads_again, writes_again, unknown, category, status = FAULTS[fault]
    transport = Script(lambda *_call: make())
    made = client(transport, retries=3)
    error = failing(made, kind)
    again = writes_again if kind == WRITE else reads_again
    assert len(transport.calls) == (4 if again else 1)
    assert error.attempts == len(transport.calls)
    assert made.counts == {transport.functions[0]: len(transport.calls)}
    assert len(made.slept) == len(transport.calls) - 1
    assert (error.category, error.http_status) == (category, status)
    # After a read nothing has to be looked for.
    assert error.outcome_unknown == (unknown and kind == WRITE)


@pytest.mark.parametrize("kind", [READ, VALIDATION, WRITE])
@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_that_passes(fault, kind):
    make, reads_again, writes_again, *_more = FAULTS[fault]
    good = envelope("201") if kind == VALIDATION else envelope("200", {"id": 5})
    transport = Script(lambda *_call: make(), lambda *_call: make(), good)
    made = client(transport, retries=2)
    if writes_again if kind == WRITE else reads_again:
        assert call(made, kind).code in (200, 201)
        assert len(transport.calls) == 3
    else:
        failing(made, kind)
        assert len(transport.calls) == 1


def test_without_retries_everything_is_sent_once():
    transport = Script(lambda *_call: refused())
    error = failing(client(transport, retries=0), READ)
    assert (len(transport.calls), error.attempts) == (1, 1)


def test_every_try_sends_the_same():
    transport = Script(refused(), reply(b"", 429), OK)
    client(transport).read(LIST, {"customer": 2})
    assert transport.calls[0] == transport.calls[1] == transport.calls[2]


# --- waits ------------------------------------------------------------------------------------------------


def test_back_off_grows_and_stays_below_its_limit():
    made = client(Script(lambda *_call: refused()), retries=40, retry_max_delay=5)
    failing(made, READ)
    assert len(made.slept) == 40
    for number, wait in enumerate(made.slept):
        full = min(0.5 * 2**number, 5)
        assert full / 2 <= wait <= full
    # Jitter: not everybody comes back at the same moment.
    assert len(set(made.slept[10:])) > 1


@pytest.mark.parametrize(
    "answer, wait",
    [
        (reply(b"", 429, retry_after=0.0), 0.0),
        (reply(b"", 429, retry_after=3.0), 3.0),
        (reply(b"", 429, retry_after=999.0), 10),
        (envelope("503", status=503, retry_after=4.0), 4.0),
    ],
)
def test_retry_after_is_honored_up_to_the_limit(answer, wait):
    made = client(Script(answer, OK), retry_max_delay=10)
    made.read(LIST, {})
    assert made.slept == [wait]


@given(st.integers(1, 10_000), st.floats(0, 1000))
def test_no_wait_is_longer_than_allowed(number, longest):
    made = client(Script(OK), retry_max_delay=longest)
    made.pause(number)
    assert 0 <= made.slept[-1] <= longest


# --- the guard of check mode ------------------------------------------------------------------------------


@pytest.mark.parametrize("validation", [None, 0, 1, True, "1", 1.0])
@pytest.mark.parametrize(
    "function", sorted(FUNCTIONS) + ["", "bulk/campaigns/copy", "user/logout", LIST + "/", "BULK/" + LIST]
)
def test_nothing_that_changes_leaves_in_check_mode(function, validation):
    """The contract says what changes; only its own validation mode makes that harmless."""
    known = FUNCTIONS.get(function, {"writes": True, "parameters": {}})
    params = {} if validation is None else {"validation": validation}
    harmless = not known.get("writes") or ("validation" in known["parameters"] and repr(validation) in ("1", "True"))
    for way in ("read", "validate", "write"):
        transport = Script(envelope("201"))
        try:
            getattr(client(transport, read_only=True), way)(function, params)
        except (UsageError, ProtocolError):
            pass
        for sent, parameters in transport.calls:
            assert sent == function
            assert not known.get("writes") or ("validation" in known["parameters"] and parameters["validation"] == "1")
        if way == "write" and not harmless:
            assert transport.calls == []


@pytest.mark.parametrize("function", sorted(name for name in FUNCTIONS if FUNCTIONS[name].get("writes")))
def test_a_write_in_check_mode_is_a_fault_of_the_collection(function):
    transport = Script(OK)
    with pytest.raises(UsageError) as caught:
        client(transport, read_only=True).write(function, {"id": 1})
    assert caught.value.category == USAGE
    assert "check mode" in caught.value.text and function in caught.value.text
    assert transport.calls == []


@pytest.mark.parametrize(
    "way, function", [("read", CREATE), ("read", "x"), ("write", LIST), ("validate", DELETE), ("validate", LIST)]
)
def test_each_way_takes_only_its_functions(way, function):
    transport = Script(OK)
    made = client(transport)
    with pytest.raises(UsageError):
        getattr(made, way)(function, {})
    assert transport.calls == [] and not made.counts


def test_reads_and_validations_go_through_in_check_mode():
    transport = Script(OK, envelope("201"))
    made = client(transport, read_only=True)
    assert made.read_only
    made.read(LIST, {})
    made.validate(CREATE, {"name": "x", "validation": 0})
    assert [parameters.get("validation") for _function, parameters in transport.calls] == [None, "1"]


# --- parameters -------------------------------------------------------------------------------------------


def sent(transport):
    """The parameters of the first call, without credentials."""
    return {name: value for name, value in transport.calls[0][1].items() if not name.startswith("auth_")}


def test_parameters_as_the_api_wants_them():
    transport = Script(OK)
    client(transport).read(LIST, {"a": True, "b": False, "c": None, "d": "", "e": 0, "f": -3, "g": "1,2"})
    assert sent(transport) == {"a": "1", "b": "0", "d": "", "e": "0", "f": "-3", "g": "1,2"}


@given(st.dictionaries(st.from_regex("[a-z]{1,8}", fullmatch=True), st.text(), max_size=5))
def test_any_text_survives_the_form(params):
    transport = Script(OK)
    try:
        "".join(params.values()).encode("utf-8")
    except UnicodeEncodeError:
        with pytest.raises(UsageError) as caught:
            client(transport).read(LIST, params)
        assert caught.value.key in params
        assert transport.calls == []
        return
    client(transport).read(LIST, params)
    assert sent(transport) == params


def test_text_that_cannot_be_sent_is_named_and_not_shown():
    transport = Script(OK)
    with pytest.raises(UsageError) as caught:
        client(transport, auth_username="admin", auth_password="hunter22\ud800").read(LIST, {})
    assert "auth_password" in caught.value.text
    assert "hunter22" not in caught.value.text
    assert transport.calls == []


def test_counts_are_by_function_and_close_closes_the_transport():
    transport = Script(OK)
    made = client(transport)
    for function in (LIST, LIST, LOGIN):
        made.read(function, {})
    assert made.counts == {LIST: 2, LOGIN: 1} and not transport.closed
    made.close()
    assert transport.closed


# --- errors of the transport ------------------------------------------------------------------------------


def test_the_text_of_a_transport_error_is_masked():
    transport = Script(lambda *_call: TransportError("no connection to " + PASSWORD + "."))
    assert "********" in failing(client(transport), READ).text


def test_other_exceptions_pass_through():
    """A fault of the program is no fault of the platform."""
    transport = Script(lambda *_call: ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        client(transport).read(LIST, {})


def test_a_client_makes_its_own_transport():
    made = Client(connection())
    made.close()
    assert made.retries == 3 and not made.read_only


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
    assert error.text == "bulk/campaigns/create failed with code 400 for name: short. Also x."
    assert error.responses == entries


def test_each_parameter_at_fault_is_named():
    entries = [
        {"code": "400", "key": "", "message": "invalid input"},
        {"code": "400", "key": "attempts", "message": "too many."},
        {"code": "400"},
        {"code": "400", "key": "retry"},
    ]
    error = failing(client(Script(reply(json.dumps({"responses": entries}).encode()))), WRITE)
    assert error.text.endswith("failed with code 400: invalid input. Also attempts: too many; retry.")


@pytest.mark.parametrize("value", [None, 0, 7, True, ["a", "b"], {"a": 1}, "ü\ud800"])
def test_key_and_message_of_any_type(value):
    error = failing(client(Script(answered("400", key=value, message=value))), WRITE)
    assert isinstance(error.key, str) and isinstance(error.message, str)
    error.text.encode("utf-8")
    json.dumps(error.as_dict()).encode("utf-8")


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
