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
    Connections,
    Host,
    Task,
    connection_spec,
    failed,
    require_positive,
)

KINDS = [errors.UsageError, errors.ApiError, errors.TransportError]
KINDS += [errors.ProtocolError, errors.ConflictError, errors.NotFoundError]


class Here:
    """Where a task runs, and what it said there."""

    def __init__(self, check_mode=False, diff=False, **params):
        self.warnings = []
        self.hidden = set()
        options = {"api_url": "https://pbx.example.com/", "auth_token": "token", **params}
        self.host = Host(options, check_mode, diff, self.warnings.append, self.hidden.update)


def perform(here, do):
    """Do a task, and return what is in its result beside the mark of a failure, and that mark."""
    result = _module.perform(Task(do, {}), here.host, Connections())
    return result.pop("failed", False), result


@pytest.mark.parametrize("kind, name", [("int", "campaign_id"), ("float", "timeout")])
@pytest.mark.parametrize("value", [True, False])
def test_a_boolean_is_no_number(kind, name, value):
    """Ansible takes yes for the integer 1, which is the ID of somebody's campaign."""
    task = Task(lambda context: {"changed": True}, {name: {"type": kind}}, nothing={"summary": {}})
    result = _module.perform(task, Here(**{name: value}).host, Connections())
    assert result["failed"] and result["changed"] is False and result["summary"] == {}
    assert result["error"]["key"] == name and str(value) in result["msg"] and "number" in result["msg"]
    assert _module.perform(task, Here(**{name: 1}).host, Connections()) == {"changed": True}


def test_an_empty_path_is_not_a_file_left_out():
    """It would load numbers without a do-not-call list, or change campaigns without the reviewed plan."""
    task = Task(lambda context: {"changed": True}, {"exclude_src": {"type": "path"}}, nothing={"summary": {}})
    result = _module.perform(task, Here(exclude_src="").host, Connections())
    assert result["failed"] and result["changed"] is False and result["summary"] == {}
    assert result["error"]["key"] == "exclude_src" and result["error"]["category"] == "usage"
    assert result["msg"] == (
        "exclude_src is empty text, and a path is meant. Give the path of the file, or leave exclude_src out."
    )
    # The options of the connection say so themselves, and what is not there is left out.
    for given in ({}, {"exclude_src": None}, {"exclude_src": "x"}, {"ca_path": ""}):
        assert _module.perform(task, Here(**given).host, Connections()) == {"changed": True}


@pytest.mark.parametrize("masked", ["********", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "https://********/"])
@pytest.mark.parametrize("name", ["api_url", "auth_username", "auth_token", "ca_path", "src", "src_column"])
def test_a_mask_is_neither_an_account_nor_a_path(name, masked):
    """It would be a refused login, or a list of numbers that is not there."""
    own = {"src": {"type": "path"}, "src_column": {"type": "str"}}
    task = Task(lambda context: {"changed": True}, own, nothing={"summary": {}})
    result = _module.perform(task, Here(**{name: masked}).host, Connections())
    assert result["failed"] and result["changed"] is False and result["summary"] == {}
    assert result["error"]["key"] == name and result["error"]["category"] == "usage"
    assert result["msg"].startswith(name + " holds a mask") and result["msg"].endswith(result["error"]["hint"])


def test_a_task_that_may_have_changed_something_does_not_say_that_it_changed_nothing():
    done = errors.ProtocolError("It may have carried it out.", carried_out=True, result={"changed": False, "id": 7})
    assert (failed(done)["changed"], failed(done)["id"]) == (True, 7)
    assert failed(errors.ProtocolError("No."))["changed"] is False


def test_a_result():
    assert perform(Here(), lambda context: {"changed": True, "id": 7}) == (False, {"changed": True, "id": 7})


def test_what_was_done_before_a_failure_is_reported_and_cannot_hide_it():
    done = {"changed": True, "id": 7, "summary": {"created": 1}}
    result = failed(errors.ApiError("No.", code=500, result={**done, "msg": "All is well.", "error": None}))
    assert {name: result[name] for name in done} == done
    assert result["msg"] == "No." and result["error"]["category"] == "protocol"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "more", [{}, {"code": 400, "key": "name", "message": "m", "attempts": 2, "responses": [{"code": "400"}]}]
)
def test_an_error_becomes_a_result_with_always_the_same_keys(kind, more):
    error = kind("A sentence.", **more)

    def task(context):
        raise error

    failing, result = perform(Here(), task)
    assert failing
    assert result == {"changed": False, "msg": error.msg, "error": error.as_dict()}
    assert set(result["error"]) == set(errors.EnswitchError("").as_dict())
    json.dumps(result)


def test_other_exceptions_are_not_hidden_and_the_connections_are_closed(monkeypatch):
    closed = []

    def close(transport):
        closed.append(transport)

    monkeypatch.setattr(_module.Transport, "close", close)

    def task(context):
        context.connect()
        raise ZeroDivisionError

    connections = Connections()
    with pytest.raises(ZeroDivisionError):
        _module.perform(Task(task, {}), Here().host, connections)
    connections.close()
    assert len(closed) == 1


def test_tasks_one_after_another_share_their_connections(monkeypatch):
    """Unless their options differ, or the proxy is another one."""
    connections = Connections()

    def transport(**options):
        made = []
        _module.perform(
            Task(lambda context: made.append(context.connect()) or {}, {}), Here(**options).host, connections
        )
        return made[0]._transport

    first = transport()
    assert transport() is first and transport(timeout=7) is not first
    for proxy in ("http://127.0.0.1:1", "http://127.0.0.1:2"):
        monkeypatch.setenv("https_proxy", proxy)
        assert transport() is not first
        first = transport()
        assert transport() is first


@pytest.mark.parametrize("check_mode", [False, True])
def test_one_client_for_the_whole_task(check_mode):
    made = []

    def task(context):
        made.extend([context.connect(), context.connect()])
        assert (context.check_mode, context.diff_mode) == (check_mode, True)
        assert context.requests() == {}
        made[0].counts.update({"b": 2, "a": 1})
        return {"requests": context.requests()}

    _failing, result = perform(Here(check_mode=check_mode, diff=True), task)
    assert made[0] is made[1] and made[0].read_only is check_mode
    assert list(result["requests"].items()) == [("a", 1), ("b", 2)]


def test_options_are_checked_only_when_the_client_is_needed():
    here = Here(api_url="not an address", auth_token=None)
    assert perform(here, lambda context: {"requests": context.requests()}) == (False, {"requests": {}})
    failing, result = perform(here, lambda context: context.connect())
    assert failing and result["error"]["category"] == "usage"


@pytest.mark.parametrize(
    "url, count", [("http://pbx.example.com/", 1), ("https://pbx.example.com/", 0), ("http://127.0.0.1:1/", 0)]
)
def test_an_address_in_the_clear_is_warned_of_once(url, count):
    here = Here(api_url=url)
    perform(here, lambda context: [context.connect(), context.connect()] and {})
    assert len(here.warnings) == count
    assert all("https" in text for text in here.warnings)


def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.setattr(_module, "REQUESTS_IMPORT_ERROR", "Traceback: no module")
    failing, result = perform(Here(), lambda context: {})
    assert failing and "requests" in result["msg"] and result["exception"] == "Traceback: no module"


@pytest.mark.parametrize(
    "value, lowest, highest, words",
    [
        (0, 1, None, "1 or more"),
        (-1, 0, None, "0 or more"),
        (33, 1, 32, "from 1 to 32"),
        (0, 1, 32, "from 1 to 32"),
        *((value, 1, 32, None) for value in (None, 1, 32)),
        (0, 0, None, None),
    ],
)
def test_require_positive(value, lowest, highest, words):
    if words is None:
        require_positive({"workers": value}, "workers", lowest, highest)
        return
    with pytest.raises(errors.UsageError) as caught:
        require_positive({"workers": value}, "workers", lowest, highest)
    assert caught.value.msg == "workers cannot be {1}. workers must be {0}.".format(words, value)
    assert caught.value.key == "workers"


# --- the connection options, which are fixed --------------------------------------------------------------


def test_the_connection_options_are_those_of_the_interface():
    spec = connection_spec()
    assert tuple(spec) == _connection.OPTION_NAMES
    assert not any("fallback" in option or "required" in option for option in spec.values())
    aliases = {name: option["aliases"] for name, option in spec.items() if "aliases" in option}
    assert aliases == {"api_url": ["url"], "auth_username": ["username"], "auth_password": ["password"]}
    defaults = {name: option["default"] for name, option in spec.items() if "default" in option}
    assert defaults == {"validate_certs": True, "timeout": 30, "retries": 3, "retry_max_delay": 30}
    assert [name for name, option in spec.items() if option.get("no_log")] == ["auth_password", "auth_token"]
