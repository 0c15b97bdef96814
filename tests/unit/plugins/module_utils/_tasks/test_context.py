# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a task begins and ends: connection options, client, warnings, errors as results."""

from __future__ import annotations

import json

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import connection as _connection
from ansible_collections.telephony.enswitch.plugins.module_utils._api import errors
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks import context as _module
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.context import (
    connection_spec,
    failed,
    require_positive,
    run,
)

ERROR_KEYS = {
    "category", "code", "key", "message", "function", "http_status", "attempts", "retryable", "hint", "responses"
}  # fmt: skip


class Ended(Exception):
    """What exit_json() and fail_json() do to a real module."""

    def __init__(self, failed, result):
        super().__init__()
        self.failed = failed
        self.result = result


class Module:
    """As much of AnsibleModule as the layer uses."""

    def __init__(self, check_mode=False, diff=False, **params):
        self.params = {"api_url": "https://pbx.example.com/", "auth_token": "token", **params}
        self.check_mode = check_mode
        self._diff = diff
        self.no_log_values = set()
        self.warnings = []

    def warn(self, text):
        self.warnings.append(text)

    def exit_json(self, **result):
        raise Ended(False, result)

    def fail_json(self, **result):
        raise Ended(True, result)


def ended(module, task):
    with pytest.raises(Ended) as caught:
        run(module, task)
    return caught.value


def test_a_result():
    end = ended(Module(), lambda context: {"changed": True, "id": 7})
    assert (end.failed, end.result) == (False, {"changed": True, "id": 7})


@pytest.mark.parametrize(
    "kind",
    [
        errors.UsageError,
        errors.ApiError,
        errors.TransportError,
        errors.ProtocolError,
        errors.ConflictError,
        errors.NotFoundError,
    ],
)
@pytest.mark.parametrize(
    "more", [{}, {"code": 400, "key": "name", "message": "m", "attempts": 2, "responses": [{"code": "400"}]}]
)
def test_an_error_becomes_a_result_with_always_the_same_keys(kind, more):
    def task(context):
        raise kind("A sentence.", **more)

    end = ended(Module(), task)
    assert end.failed
    assert set(end.result) == {"changed", "msg", "error"}
    assert end.result["changed"] is False and end.result["msg"] == "A sentence."
    assert set(end.result["error"]) == ERROR_KEYS
    json.dumps(end.result)


def test_what_was_done_before_a_failure_is_reported():
    error = errors.ApiError("No.", code=500, result={"changed": True, "id": 7, "summary": {"created": 1}})
    result = failed(error)
    assert (result["changed"], result["id"], result["summary"], result["msg"]) == (True, 7, {"created": 1}, "No.")


def test_return_values_cannot_hide_the_error():
    error = errors.ApiError("No.", result={"msg": "All is well.", "error": None})
    assert failed(error)["msg"] == "No." and failed(error)["error"]["category"] == "protocol"


def test_the_error_is_not_raised_out_of_another_one():
    """Its traceback would show other people's words."""

    def task(context):
        raise errors.ApiError("No.")

    with pytest.raises(Ended) as caught:
        run(Module(), task)
    assert caught.value.__context__ is None


def test_other_exceptions_are_not_hidden_and_the_client_is_closed(monkeypatch):
    closed = []

    def close(client):
        closed.append(client)

    monkeypatch.setattr(_module.Client, "close", close)

    def task(context):
        context.connect()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(Module(), task)
    assert len(closed) == 1


@pytest.mark.parametrize("check_mode", [False, True])
def test_one_client_for_the_whole_task(check_mode):
    made = []

    def task(context):
        made.extend([context.connect(), context.connect()])
        assert (context.check_mode, context.diff_mode) == (check_mode, True)
        assert context.requests() == {}
        made[0].counts.update({"b": 2, "a": 1})
        return {"requests": context.requests()}

    end = ended(Module(check_mode=check_mode, diff=True), task)
    assert made[0] is made[1] and made[0].read_only is check_mode
    assert list(end.result["requests"].items()) == [("a", 1), ("b", 2)]


def test_options_are_checked_only_when_the_client_is_needed():
    module = Module(api_url="not an address", auth_token=None)
    assert ended(module, lambda context: {"requests": context.requests()}).result == {"requests": {}}
    end = ended(module, lambda context: context.connect())
    assert end.failed and end.result["error"]["category"] == "usage"


@pytest.mark.parametrize(
    "url, count", [("http://pbx.example.com/", 1), ("https://pbx.example.com/", 0), ("http://127.0.0.1:1/", 0)]
)
def test_an_address_in_the_clear_is_warned_of_once(url, count):
    module = Module(api_url=url)

    def task(context):
        context.connect()
        context.connect()
        return {}

    ended(module, task)
    assert len(module.warnings) == count
    assert all("https" in text for text in module.warnings)


def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.setattr(_module, "REQUESTS_IMPORT_ERROR", "Traceback: no module")
    end = ended(Module(), lambda context: {})
    assert end.failed and "requests" in end.result["msg"] and end.result["exception"] == "Traceback: no module"


@pytest.mark.parametrize(
    "value, lowest, highest, words",
    [(0, 1, None, "1 or more"), (-1, 0, None, "0 or more"), (33, 1, 32, "from 1 to 32"), (0, 1, 32, "from 1 to 32")],
)
def test_require_positive_refuses(value, lowest, highest, words):
    with pytest.raises(errors.UsageError) as caught:
        require_positive({"workers": value}, "workers", lowest, highest)
    assert caught.value.text == "workers must be {0}, not {1}.".format(words, value)
    assert caught.value.key == "workers"


@pytest.mark.parametrize("value, lowest, highest", [(None, 1, 32), (1, 1, 32), (32, 1, 32), (0, 0, None)])
def test_require_positive_accepts(value, lowest, highest):
    assert require_positive({"workers": value}, "workers", lowest, highest) is None


# --- the connection options, which are fixed --------------------------------------------------------------


def test_the_connection_options_are_those_of_the_interface():
    spec = connection_spec()
    assert tuple(spec) == _connection.OPTION_NAMES
    assert {name: option["fallback"][1] for name, option in spec.items()} == {
        "api_url": ["ENSWITCH_URL"],
        "auth_username": ["ENSWITCH_USERNAME"],
        "auth_password": ["ENSWITCH_PASSWORD"],
        "auth_token": ["ENSWITCH_TOKEN"],
        "validate_certs": ["ENSWITCH_VALIDATE_CERTS"],
        "ca_path": ["ENSWITCH_CA_PATH"],
        "client_cert": ["ENSWITCH_CLIENT_CERT"],
        "client_key": ["ENSWITCH_CLIENT_KEY"],
        "timeout": ["ENSWITCH_TIMEOUT"],
        "retries": ["ENSWITCH_RETRIES"],
        "retry_max_delay": ["ENSWITCH_RETRY_MAX_DELAY"],
    }
    assert {name: option["aliases"] for name, option in spec.items() if "aliases" in option} == {
        "api_url": ["url"],
        "auth_username": ["username"],
        "auth_password": ["password"],
    }
    assert {name: option["default"] for name, option in spec.items() if "default" in option} == {
        "validate_certs": True,
        "timeout": 30,
        "retries": 3,
        "retry_max_delay": 30,
    }
    assert [name for name, option in spec.items() if option.get("no_log")] == ["auth_password", "auth_token"]
    assert [name for name, option in spec.items() if option.get("required")] == ["api_url"]
