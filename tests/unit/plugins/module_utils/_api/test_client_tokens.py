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
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    AUTHENTICATION,
    EnswitchError,
)
from unit.support.calling import (
    CREATE,
    LIST,
    LOGIN,
    OK,
    READ,
    VALIDATION,
    WRITE,
    call,
    failing,
)
from unit.support.fakes import PASSWORD, Script, client, dropped, envelope, reply, timed_out

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
    assert not error.outcome_unknown


@pytest.mark.parametrize("password, logins", [(PASSWORD, 1), ("another", 0)])
def test_many_threads_renew_once_and_nobody_waits_for_ever(password, logins):
    count = 8
    platform = Tokens(password=password)
    platform.valid.add("stale")
    made = client(platform, auth_token="stale", auth_username="admin", auth_password=PASSWORD)
    # The first call goes alone; the token expires after it.
    made.read(LIST, {})
    platform.valid.clear()
    platform.barrier = threading.Barrier(count)
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
