# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client on a scripted transport: retries, the guard of check mode, tokens, and what an answer means."""

from __future__ import annotations

import base64
import json
import threading
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._client import Client
from ansible_collections.telephony.enswitch.plugins.module_utils._errors import (
    AUTHENTICATION,
    CATEGORIES,
    NETWORK,
    PROTOCOL,
    SERVER,
    TIMEOUT,
    USAGE,
    ApiError,
    EnswitchError,
    ProtocolError,
    TransportError,
    UsageError,
)
from hypothesis import given
from hypothesis import strategies as st
from unit.support.contract import FUNCTIONS
from unit.support.fakes import PASSWORD, Script, client, connection, dropped, envelope, refused, reply, timed_out

LIST = "bulk/campaigns/list"
CREATE = "bulk/campaigns/create"
DELETE = "bulk/campaigns/delete"
LOGIN = "user/login"
OK = envelope("200", [])
HTML = b"<!DOCTYPE html><title>Log in</title>"

READ, VALIDATION, WRITE = "read", "validation", "write"


def call(made, kind):
    if kind == READ:
        return made.read(LIST, {"customer": 2})
    if kind == VALIDATION:
        return made.validate(CREATE, {"name": "x"})
    return made.write(CREATE, {"name": "x"})


def failing(made, kind):
    with pytest.raises(EnswitchError) as caught:
        call(made, kind)
    error = caught.value
    assert error.category in CATEGORIES
    assert error.text.endswith(".")
    shown = error.text + json.dumps(error.as_dict())
    for spelling in (PASSWORD, quote(PASSWORD), quote_plus(PASSWORD), base64.b64encode(PASSWORD.encode()).decode()):
        assert spelling not in shown
    return error


# --- the table of retries ---------------------------------------------------------------------------------

# A fault: whether a read (and a validation) is tried again, whether a write is, and for a write that is not:
# whether its outcome is unknown, and whether the platform may still be at work. Then category and HTTP status.
AGAIN, ONCE = True, False
FAULTS = {
    "refused": (refused, AGAIN, AGAIN, False, False, NETWORK, None),
    "dropped": (dropped, AGAIN, ONCE, True, False, NETWORK, None),
    "timeout": (timed_out, AGAIN, ONCE, True, True, TIMEOUT, None),
    "429": (lambda: reply(HTML, 429), AGAIN, AGAIN, False, False, SERVER, 429),
    "429-after": (lambda: reply(b"", 429, retry_after=7.0), AGAIN, AGAIN, False, False, SERVER, 429),
    "502": (lambda: reply(HTML, 502), AGAIN, ONCE, True, False, SERVER, 502),
    "503": (lambda: reply(b"", 503), AGAIN, ONCE, True, False, SERVER, 503),
    "504": (lambda: reply(HTML, 504), AGAIN, ONCE, True, True, SERVER, 504),
    "502-envelope": (lambda: envelope("200", {"id": 1}, status=502), AGAIN, ONCE, True, False, SERVER, 502),
    "429-code": (lambda: envelope("429"), AGAIN, AGAIN, False, False, PROTOCOL, 200),
    "503-code": (lambda: envelope("503"), AGAIN, ONCE, True, False, SERVER, 200),
    "504-code": (lambda: envelope("504"), AGAIN, ONCE, True, True, SERVER, 200),
    "empty": (lambda: reply(b""), AGAIN, ONCE, True, False, PROTOCOL, 200),
    "truncated": (lambda: reply(b'{"responses":[{"co'), AGAIN, ONCE, True, False, PROTOCOL, 200),
    "html": (lambda: reply(HTML), ONCE, ONCE, True, False, PROTOCOL, 200),
    "other-json": (lambda: reply(b'{"status":"ok"}'), ONCE, ONCE, True, False, PROTOCOL, 200),
    "500-html": (lambda: reply(HTML, 500), ONCE, ONCE, True, False, SERVER, 500),
    "501": (lambda: reply(b"", 501), ONCE, ONCE, True, False, SERVER, 501),
    "404-html": (lambda: reply(HTML, 404), ONCE, ONCE, False, False, PROTOCOL, 404),
    "401-html": (lambda: reply(HTML, 401), ONCE, ONCE, False, False, AUTHENTICATION, 401),
    "403-html": (lambda: reply(HTML, 403), ONCE, ONCE, False, False, PROTOCOL, 403),
    "407": (lambda: reply(HTML, 407), ONCE, ONCE, False, False, NETWORK, 407),
    "413": (lambda: reply(HTML, 413), ONCE, ONCE, False, False, PROTOCOL, 413),
    "302": (lambda: reply(b"", 302, location="https://elsewhere/"), ONCE, ONCE, False, False, PROTOCOL, 302),
    "400": (lambda: envelope("400", key="name"), ONCE, ONCE, False, False, "invalid_input", 200),
    "401": (lambda: envelope("401"), ONCE, ONCE, False, False, AUTHENTICATION, 200),
    "402": (lambda: envelope("402"), ONCE, ONCE, False, False, "role", 200),
    "403": (lambda: envelope("403"), ONCE, ONCE, False, False, "rate_plan", 200),
    "404": (lambda: envelope("404", status=404), ONCE, ONCE, False, False, "not_found", 404),
    "409": (lambda: envelope("409"), ONCE, ONCE, False, False, "conflict", 200),
    "500": (lambda: envelope("500", status=500), ONCE, ONCE, False, False, SERVER, 500),
    "600": (lambda: envelope("600"), ONCE, ONCE, False, False, PROTOCOL, 200),
}


@pytest.mark.parametrize("kind", [READ, VALIDATION, WRITE])
@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_that_stays(fault, kind):
    make, reads_again, writes_again, unknown, still_runs, category, status = FAULTS[fault]
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
    assert error.may_still_run == (still_runs and kind == WRITE)


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


@pytest.mark.parametrize("asked, wait", [(0.0, 0.0), (3.0, 3.0), (999.0, 10)])
def test_retry_after_is_honored_up_to_the_limit(asked, wait):
    made = client(Script(reply(b"", 429, retry_after=asked), OK), retry_max_delay=10)
    made.read(LIST, {})
    assert made.slept == [wait]


def test_retry_after_counts_with_an_envelope_too():
    made = client(Script(envelope("503", status=503, retry_after=4.0), OK))
    made.read(LIST, {})
    assert made.slept == [4.0]


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


# --- codes of success -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["200", "204", 200])
def test_a_validation_that_was_carried_out_is_reported(code):
    with pytest.raises(ProtocolError) as caught:
        client(Script(envelope(code, {"id": 3}))).validate(CREATE, {"name": "x"})
    assert "may have carried it out" in caught.value.text
    assert caught.value.code == int(code)


def test_one_of_several_responses_that_was_carried_out_is_reported():
    content = json.dumps({"responses": [{"code": "201"}, {"code": "200"}]}).encode()
    with pytest.raises(ProtocolError):
        client(Script(reply(content))).validate(CREATE, {"name": "x"})


@pytest.mark.parametrize("codes", [["201"], ["200", "201"]])
def test_a_write_that_was_only_validated_is_no_success(codes):
    content = json.dumps({"responses": [{"code": code} for code in codes]}).encode()
    with pytest.raises(ProtocolError) as caught:
        client(Script(reply(content))).write(CREATE, {"name": "x"})
    assert "only validated" in caught.value.text
    assert not caught.value.outcome_unknown


def test_a_mirrored_204_has_no_body():
    """HTTP forbids one, so a server that mirrors its codes cannot send the envelope."""
    answer = client(Script(reply(b"", 204))).write(DELETE, {"id": 1})
    assert (answer.code, answer.data) == (204, None)


def test_a_204_without_a_body_is_no_answer_to_a_read():
    error = failing(client(Script(reply(b"", 204)), retries=0), READ)
    assert error.category == PROTOCOL


def test_a_204_without_a_body_is_no_validation():
    with pytest.raises(ProtocolError):
        client(Script(reply(b"", 204))).validate(CREATE, {"name": "x"})


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
    content = json.dumps({"responses": [{"code": "400", "key": value, "message": value}]}).encode()
    error = failing(client(Script(reply(content))), WRITE)
    assert isinstance(error.key, str) and isinstance(error.message, str)
    error.text.encode("utf-8")
    json.dumps(error.as_dict()).encode("utf-8")


def test_a_deeply_nested_message_ends_in_no_traceback():
    nested = b"[" * 900 + b"]" * 900
    content = b'{"responses":[{"code":"500","key":' + nested + b',"message":' + nested + b"}]}"
    assert failing(client(Script(reply(content))), WRITE).category in (SERVER, PROTOCOL)


# --- parameters -------------------------------------------------------------------------------------------


def test_parameters_as_the_api_wants_them():
    transport = Script(OK)
    client(transport).read(LIST, {"a": True, "b": False, "c": None, "d": "", "e": 0, "f": -3, "g": "1,2"})
    sent = {name: value for name, value in transport.calls[0][1].items() if not name.startswith("auth_")}
    assert sent == {"a": "1", "b": "0", "d": "", "e": "0", "f": "-3", "g": "1,2"}


@given(
    st.dictionaries(
        st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=8), st.text(), max_size=5
    )
)
def test_any_text_survives_the_form(params):
    try:
        "".join(params.values()).encode("utf-8")
    except UnicodeEncodeError:
        transport = Script(OK)
        with pytest.raises(UsageError) as caught:
            client(transport).read(LIST, params)
        assert caught.value.key in params
        assert transport.calls == []
        return
    transport = Script(OK)
    client(transport).read(LIST, params)
    sent = {name: value for name, value in transport.calls[0][1].items() if not name.startswith("auth_")}
    assert sent == params


def test_text_that_cannot_be_sent_is_named_and_not_shown():
    transport = Script(OK)
    with pytest.raises(UsageError) as caught:
        client(transport, auth_username="admin", auth_password="hunter22\ud800").read(LIST, {})
    assert "auth_password" in caught.value.text
    assert "hunter22" not in caught.value.text
    assert transport.calls == []


def test_counts_are_by_function():
    made = client(Script(OK))
    made.read(LIST, {})
    made.read(LIST, {})
    made.read(LOGIN, {})
    assert made.counts == {LIST: 2, LOGIN: 1}


def test_close_closes_the_transport():
    transport = Script(OK)
    client(transport).close()
    assert transport.closed


# --- redirects --------------------------------------------------------------------------------------------


def test_a_redirect_is_shown_without_its_query():
    location = "https://elsewhere.example/login?auth_password=" + quote_plus(PASSWORD)
    error = failing(client(Script(reply(b"", 302, location=location))), READ)
    assert "https://elsewhere.example/login." in error.text
    assert "?" not in error.text


@pytest.mark.parametrize("location", [None, "", "?x", "/" + quote(PASSWORD, safe="") + "/x"])
def test_redirects_to_nowhere_and_to_secrets(location):
    assert "redirected (HTTP 308)" in failing(client(Script(reply(b"", 308, location=location))), READ).text


# --- secrets ----------------------------------------------------------------------------------------------

ECHOES = {
    "plain": PASSWORD,
    "quoted": quote(PASSWORD, safe=""),
    "plus": quote_plus(PASSWORD),
    "json": json.dumps(PASSWORD)[1:-1],
    "base64": base64.b64encode(PASSWORD.encode()).decode(),
    "basic": "Authorization: Basic " + base64.b64encode(("admin:" + PASSWORD).encode()).decode(),
    "form": "auth_username=admin&auth_password=" + quote_plus(PASSWORD) + "&x=1",
}


@pytest.mark.parametrize("echo", sorted(ECHOES))
@pytest.mark.parametrize("place", ["key", "message", "other", "nested"])
def test_a_server_that_echoes_the_password_is_masked(echo, place):
    text = "you sent <" + ECHOES[echo] + ">"
    entry = {"code": "400", "key": "k", "message": "m"}
    entry[place] = [{"deep": text}] if place == "nested" else text
    content = json.dumps({"responses": [entry]}).encode()
    for kind in (READ, VALIDATION, WRITE):
        error = failing(client(Script(reply(content))), kind)
        shown = error.text + json.dumps(error.as_dict(), ensure_ascii=False)
        assert ECHOES[echo] not in shown
        assert "********" in shown


def test_responses_of_a_success_are_masked_too():
    """Some errors are made of them: a success without an ID, a validation that was carried out."""
    answer = client(Script(envelope("200", {"x": 1}, message="hello " + PASSWORD))).write(CREATE, {"name": "x"})
    assert answer.responses[0]["message"] == "hello ********"


def test_the_token_of_a_login_is_masked_from_then_on():
    transport = Script(
        envelope("401"), envelope("200", {"auth_token": "fresh-token-1"}), envelope("400", message="fresh-token-1")
    )
    made = client(transport, auth_token="stale-token", auth_username="admin", auth_password=PASSWORD)
    error = failing(made, WRITE)
    assert "fresh-token-1" not in error.text + json.dumps(error.as_dict())


# --- tokens -----------------------------------------------------------------------------------------------


class Tokens:
    """A platform whose tokens expire. ``supported`` false: an old one, that knows none."""

    def __init__(self, supported=True, password=PASSWORD):
        self.supported = supported
        self.password = password
        self.valid = set()
        self.logins = 0
        self.calls = []
        self._lock = threading.Lock()
        self.barrier = None

    def post(self, function, form):
        transport = Script(self._answer)
        answer = transport.post(function, form)
        return answer

    def _answer(self, function, parameters):
        with self._lock:
            self.calls.append((function, parameters))
            good = parameters.get("auth_token") in self.valid or parameters.get("auth_password") == self.password
            token = None
            if function == LOGIN and good:
                self.logins += 1
                if self.supported:
                    token = "token-{0}-of-the-platform".format(self.logins)
                    self.valid.add(token)
        if self.barrier is not None and not good and function != LOGIN:
            # All threads meet an expired token before any of them can log in.
            self.barrier.wait(10)
        if not good:
            return envelope("401")
        return envelope("200", {"auth_token": token} if token else [])

    def close(self):
        pass


def test_user_name_and_password_go_with_every_call():
    platform = Tokens()
    made = client(platform)
    made.read(LIST, {})
    made.read(LIST, {})
    assert platform.logins == 0
    assert [sorted(parameters) for _function, parameters in platform.calls] == [["auth_password", "auth_username"]] * 2


def test_a_token_goes_alone():
    platform = Tokens()
    platform.valid.add("mine")
    client(platform, auth_token="mine", auth_username="admin", auth_password=PASSWORD).read(LIST, {})
    assert platform.calls == [(LIST, {"auth_token": "mine"})]


@pytest.mark.parametrize("kind", [READ, WRITE])
def test_an_expired_token_is_renewed_once_and_used_from_then_on(kind):
    platform = Tokens()
    made = client(platform, auth_token="stale", auth_username="admin", auth_password=PASSWORD)
    call(made, kind)
    call(made, kind)
    assert platform.logins == 1
    function = LIST if kind == READ else CREATE
    assert [name for name, _parameters in platform.calls] == [function, LOGIN, function, function]
    assert platform.calls[1][1] == {"token": "1", "auth_username": "admin", "auth_password": PASSWORD}
    assert platform.calls[3][1]["auth_token"] == "token-1-of-the-platform"
    assert "auth_password" not in platform.calls[3][1]


def test_a_token_may_expire_again_later():
    platform = Tokens()
    made = client(platform, auth_token="stale", auth_username="admin", auth_password=PASSWORD)
    made.read(LIST, {})
    platform.valid.clear()
    made.read(LIST, {})
    assert platform.logins == 2


def test_renewing_works_in_check_mode():
    platform = Tokens()
    made = client(platform, read_only=True, auth_token="stale", auth_username="admin", auth_password=PASSWORD)
    made.read(LIST, {})
    assert platform.logins == 1


def test_a_platform_without_tokens_gets_the_password_with_every_call():
    platform = Tokens(supported=False)
    made = client(platform, auth_token="stale", auth_username="admin", auth_password=PASSWORD)
    made.read(LIST, {})
    made.read(LIST, {})
    assert [name for name, _parameters in platform.calls] == [LIST, LOGIN, LIST, LIST]
    assert platform.calls[-1][1]["auth_password"] == PASSWORD


@pytest.mark.parametrize("data", [None, [], "text", {"auth_token": None}, {"auth_token": ""}, {"auth_token": 3}])
def test_a_login_without_a_usable_token(data):
    transport = Script(envelope("401"), envelope("200", data), OK)
    made = client(transport, auth_token="stale", auth_username="admin", auth_password=PASSWORD)
    made.read(LIST, {})
    assert transport.calls[2][1] == {"auth_username": "admin", "auth_password": PASSWORD}


def test_wrong_password_on_the_login_ends_it():
    """401 on the login means wrong credentials: nothing is tried again, nothing waits for itself."""
    transport = Script(envelope("401", message="no"))
    made = client(transport, auth_token="stale", auth_username="admin", auth_password=PASSWORD)
    error = failing(made, READ)
    assert transport.functions == [LIST, LOGIN]
    assert (error.category, error.code, error.function) == (AUTHENTICATION, 401, LOGIN)
    assert made.slept == []


def test_a_token_that_is_refused_right_after_the_login_ends_it():
    transport = Script(
        lambda function, _parameters: (
            envelope("200", {"auth_token": "useless-token"}) if function == LOGIN else envelope("401")
        )
    )
    made = client(transport, auth_token="stale", auth_username="admin", auth_password=PASSWORD)
    assert failing(made, READ).code == 401
    assert transport.functions == [LIST, LOGIN, LIST]


def test_a_token_alone_cannot_be_renewed():
    transport = Script(envelope("401"))
    error = failing(client(transport, auth_token="stale"), READ)
    assert transport.functions == [LIST]
    assert (error.category, error.attempts) == (AUTHENTICATION, 1)


def test_a_login_that_meets_a_passing_fault_is_tried_again():
    transport = Script(envelope("401"), dropped(), reply(b"", 503), envelope("200", {"auth_token": "fresh-token"}), OK)
    made = client(transport, auth_token="stale", auth_username="admin", auth_password=PASSWORD)
    made.write(CREATE, {"name": "x"})
    assert transport.functions == [CREATE, LOGIN, LOGIN, LOGIN, CREATE]


def test_a_write_whose_login_fails_was_certainly_not_carried_out():
    transport = Script(envelope("401"), lambda *_call: timed_out())
    made = client(transport, retries=0, auth_token="stale", auth_username="admin", auth_password=PASSWORD)
    error = failing(made, WRITE)
    assert error.function is None or error.function == LOGIN
    assert not error.outcome_unknown and not error.may_still_run


@pytest.mark.parametrize("password, logins", [(PASSWORD, 1), ("another", 0)])
def test_many_threads_renew_once_and_nobody_waits_for_ever(password, logins):
    count = 8
    platform = Tokens(password=password)
    platform.barrier = threading.Barrier(count)
    made = client(platform, auth_token="stale", auth_username="admin", auth_password=PASSWORD)
    outcomes = []

    def work():
        try:
            outcomes.append(made.read(LIST, {}).code)
        except EnswitchError as error:
            outcomes.append(error.code)

    if password != PASSWORD:
        # The second try of a thread would wait at the barrier for ever.
        platform.barrier = None
    threads = [threading.Thread(target=work, daemon=True) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    assert outcomes == [200 if logins else 401] * count
    assert platform.logins == logins
    assert sum(1 for function, _parameters in platform.calls if function == LOGIN) == 1


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
