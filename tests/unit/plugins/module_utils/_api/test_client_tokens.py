# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client on a scripted transport: secrets and tokens."""

from __future__ import annotations

import base64
import json
import threading
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import AUTHENTICATION
from unit.support.calling import CREATE, LIST, LOGIN, OK, READ, VALIDATION, WRITE, call, code_of, failing
from unit.support.fakes import PASSWORD, Script, client, dropped, envelope, reply, timed_out
from unit.support.threads import together

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
    error = failing(client(transport, **STALE), WRITE)
    assert "fresh-token-1" not in error.text + json.dumps(error.as_dict())


# --- tokens -----------------------------------------------------------------------------------------------


STALE = {"auth_token": "stale", "auth_username": "admin", "auth_password": PASSWORD}


class Tokens(Script):
    """A platform whose tokens expire. ``supported`` false: an old one, that knows none."""

    def __init__(self, supported=True, password=PASSWORD):
        super().__init__(self._answer)
        self.supported = supported
        self.password = password
        self.valid = set()
        self.logins = 0
        self.counting = threading.Lock()
        self.barrier = None

    def _answer(self, function, parameters):
        with self.counting:
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


def test_user_name_and_password_go_with_every_call():
    platform = Tokens()
    made = client(platform)
    made.read(LIST, {})
    made.read(LIST, {})
    assert platform.logins == 0
    assert [sorted(parameters) for _function, parameters in platform.calls] == [["auth_password", "auth_username"]] * 2


def test_a_token_goes_alone():
    platform = Tokens()
    platform.valid.add("stale")
    client(platform, **STALE).read(LIST, {})
    assert platform.calls == [(LIST, {"auth_token": "stale"})]


@pytest.mark.parametrize("kind, function", [(READ, LIST), (WRITE, CREATE)])
def test_an_expired_token_is_renewed_once_and_used_from_then_on(kind, function):
    platform = Tokens()
    made = client(platform, **STALE)
    call(made, kind)
    call(made, kind)
    assert platform.logins == 1
    assert platform.functions == [function, LOGIN, function, function]
    assert platform.calls[1][1] == {"token": "1", "auth_username": "admin", "auth_password": PASSWORD}
    assert platform.calls[3][1]["auth_token"] == "token-1-of-the-platform"
    assert "auth_password" not in platform.calls[3][1]


@pytest.mark.parametrize("check", [False, True])
def test_a_token_may_expire_again_later_also_in_check_mode(check):
    platform = Tokens()
    made = client(platform, read_only=check, **STALE)
    made.read(LIST, {})
    platform.valid.clear()
    made.read(LIST, {})
    assert platform.logins == 2


def test_a_platform_without_tokens_gets_the_password_with_every_call():
    platform = Tokens(supported=False)
    made = client(platform, **STALE)
    made.read(LIST, {})
    made.read(LIST, {})
    assert platform.functions == [LIST, LOGIN, LIST, LIST]
    assert platform.calls[-1][1]["auth_password"] == PASSWORD


@pytest.mark.parametrize("data", [None, [], "text", {"auth_token": None}, {"auth_token": ""}, {"auth_token": 3}])
def test_a_login_without_a_usable_token(data):
    transport = Script(envelope("401"), envelope("200", data), OK)
    client(transport, **STALE).read(LIST, {})
    assert transport.calls[2][1] == {"auth_username": "admin", "auth_password": PASSWORD}


USELESS = envelope("200", {"auth_token": "useless-token"})


@pytest.mark.parametrize(
    "given, login, functions, failed",
    [
        # 401 on the login means wrong credentials: nothing is tried again, nothing waits for itself.
        (STALE, envelope("401", message="no"), [LIST, LOGIN], LOGIN),
        (STALE, USELESS, [LIST, LOGIN, LIST], LIST),
        ({"auth_token": "stale"}, USELESS, [LIST], LIST),
    ],
    ids=["wrong password", "refused right after the login", "a token alone"],
)
def test_a_token_that_cannot_be_renewed_ends_it(given, login, functions, failed):
    transport = Script(lambda function, _parameters: login if function == LOGIN else envelope("401"))
    made = client(transport, **given)
    error = failing(made, READ)
    assert transport.functions == functions
    assert (error.category, error.code, error.function, error.attempts) == (
        AUTHENTICATION,
        401,
        failed,
        functions.count(failed),
    )
    assert made.slept == []


def test_a_login_that_meets_a_passing_fault_is_tried_again():
    transport = Script(envelope("401"), dropped(), reply(b"", 503), envelope("200", {"auth_token": "fresh-token"}), OK)
    client(transport, **STALE).write(CREATE, {"name": "x"})
    assert transport.functions == [CREATE, LOGIN, LOGIN, LOGIN, CREATE]


def test_a_write_whose_login_fails_was_certainly_not_carried_out():
    transport = Script(envelope("401"), lambda *_call: timed_out())
    error = failing(client(transport, retries=0, **STALE), WRITE)
    assert error.function is None or error.function == LOGIN
    assert not error.outcome_unknown


@pytest.mark.parametrize("password, code", [(PASSWORD, 200), ("another", 401)])
def test_many_threads_renew_once_and_nobody_waits_for_ever(password, code):
    count = 8
    platform = Tokens(password=password)
    platform.valid.add("stale")
    made = client(platform, **STALE)
    # The first call goes alone; the token expires after it.
    made.read(LIST, {})
    platform.valid.clear()
    if code == 200:
        # With a wrong password, the second try of a thread would wait at the barrier for ever.
        platform.barrier = threading.Barrier(count)
    assert together(count, lambda: code_of(made.read, LIST, {})) == [code] * count
    assert platform.logins == (code == 200)
    assert platform.functions.count(LOGIN) == 1
