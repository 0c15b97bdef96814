# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each kind of fault is real on the wire, and says truly whether the work was done."""

from __future__ import annotations

import concurrent.futures
import socket
import sys

import pytest
import requests
from simulator.faults import KINDS
from simulator.testing import SimulatorError

CREATE = "bulk/campaigns/create"
LOGIN = {"auth_username": "acme.admin", "auth_password": "acme-password"}
CAMPAIGN = {**LOGIN, "name": "Renewals", "dtype": "queue", "dnumber": "5"}


def connected(simulator, parameters):
    """A connection on which a creation was sent."""
    body = "&".join(f"{name}={value}" for name, value in parameters.items()).encode()
    head = (
        f"POST /api/json/{CREATE}/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    connection = socket.create_connection(("127.0.0.1", simulator.port), timeout=30)
    connection.sendall(head.encode() + body)
    return connection


def raw(simulator, parameters):
    """Everything that the server sends until it closes the connection."""
    with connected(simulator, parameters) as connection:
        received = b""
        while part := connection.recv(65536):
            received += part
        return received


def campaigns(simulator):
    return len(simulator.state()["campaigns"])


def line(simulator):
    (found,) = simulator.journal()
    return found["fault"], found["took_effect"], found["code"], found["http_status"]


def test_each_kind_has_a_test():
    tests = {name for name in vars(sys.modules[__name__]) if name.startswith("test_")}
    assert {f"test_{kind}" for kind in KINDS} <= tests


def test_drop_before(simulator):
    simulator.fault(CREATE, "drop_before")
    assert raw(simulator, CAMPAIGN) == b""
    assert (campaigns(simulator), line(simulator)) == (0, ("drop_before", False, None, None))


def test_drop_after(simulator):
    simulator.fault(CREATE, "drop_after")
    assert raw(simulator, CAMPAIGN) == b""
    assert (campaigns(simulator), line(simulator)) == (1, ("drop_after", True, 200, None))


def test_drop_on_a_connection_that_was_used_before(api, simulator):
    simulator.fault(CREATE, "drop_after", after=1)
    api.campaign()
    with pytest.raises(requests.ConnectionError):
        api.post(CREATE, CAMPAIGN)
    api.campaign()
    first, second, third = [call["connection"] for call in simulator.journal()]
    assert first == second != third
    assert campaigns(simulator) == 3


def test_drop_late(api, simulator):
    simulator.fault(CREATE, "drop_late", count=2)
    for _try in range(2):
        assert raw(simulator, CAMPAIGN) == b""
    assert (campaigns(simulator), simulator.traffic()["late"]) == (0, 2)
    assert [call["took_effect"] for call in simulator.writes()] == [False, False]
    # Others go on meanwhile. The work comes when the test says so, in the order of arrival.
    assert api.campaign(name="In between") == 1
    assert simulator.late() == 2
    assert [row["name"] for row in simulator.state()["campaigns"]] == ["In between", "Renewals", "Renewals"]
    lines = [(call["fault"], call["took_effect"], call["code"], call["http_status"]) for call in simulator.writes()]
    assert lines == [("drop_late", True, 200, None)] * 2 + [(None, True, 200, 200)]
    assert simulator.late() == 0


def test_drop_late_after_some_seconds(simulator):
    simulator.fault(CREATE, "drop_late", seconds=0.01)
    assert raw(simulator, CAMPAIGN) == b""
    while not campaigns(simulator):
        pass
    assert line(simulator) == ("drop_late", True, 200, None)


@pytest.mark.parametrize("seconds", [None, 3600])
def test_drop_late_may_be_never(simulator, seconds):
    simulator.fault(CREATE, "drop_late", seconds=seconds, count=2)
    raw(simulator, CAMPAIGN)
    simulator.never()
    assert simulator.late() == 0
    raw(simulator, CAMPAIGN)
    simulator.reset()
    assert simulator.late() == campaigns(simulator) == 0


def test_late_work_is_refused_like_any(simulator):
    simulator.fault(CREATE, "drop_late")
    raw(simulator, {**CAMPAIGN, "name": ""})
    simulator.late()
    assert line(simulator) == ("drop_late", False, 400, None)


def test_slow_headers(api, simulator):
    simulator.fault(CREATE, "slow_headers", seconds=0.2)
    head, _blank, body = raw(simulator, CAMPAIGN).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\nX-Slow-1: 1\r\nX-Slow-2: 2\r\n")
    assert body.endswith(b'"data":{"id":1}}')
    assert line(simulator) == ("slow_headers", True, 200, 200)
    # They are an answer to a client.
    simulator.fault(CREATE, "slow_headers", seconds=0.1)
    assert [api.campaign(), api.campaign()] == [2, 3]


def test_slow_headers_come_one_by_one(own):
    simulator, _api = own()
    simulator.fault(CREATE, "slow_headers", seconds=3600)
    with connected(simulator, CAMPAIGN) as connection:
        received = b""
        while b"X-Slow-3" not in received:
            received += connection.recv(65536)
        # The work was done at once.
        assert campaigns(simulator) == 1
        assert b"Content-Type" not in received
    simulator.kill()


def test_delay(api, simulator):
    simulator.fault(CREATE, "delay", seconds=0.01)
    assert api.campaign() == 1
    assert line(simulator) == ("delay", True, 200, 200)


def test_delay_does_the_work_first(own):
    simulator, api = own()
    simulator.fault(CREATE, "delay", seconds=3600)
    with pytest.raises(requests.ReadTimeout):
        api.post(CREATE, CAMPAIGN, timeout=0.2)
    while not simulator.journal():
        pass
    assert line(simulator) == ("delay", True, 200, 200)
    simulator.kill()


def test_delay_before(simulator):
    simulator.fault(CREATE, "delay_before", seconds=0.05)
    connected(simulator, CAMPAIGN).close()
    # The client is gone, and the work is done all the same.
    while not any(call["took_effect"] for call in simulator.journal()):
        pass
    assert (campaigns(simulator), line(simulator)) == (1, ("delay_before", True, 200, 200))


def test_delay_before_stands_in_the_journal_before_its_work(own):
    simulator, _api = own()
    simulator.fault(CREATE, "delay_before", seconds=3600)
    connected(simulator, CAMPAIGN).close()
    while not simulator.journal():
        pass
    assert (campaigns(simulator), line(simulator)) == (0, ("delay_before", False, None, None))
    assert simulator.writes()
    # The wait ends when it is asked to.
    assert simulator.late() == 0
    while not campaigns(simulator):
        pass


def test_delays_do_not_block_others(api, simulator):
    simulator.fault(CREATE, "delay", seconds=0.3, count=8)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        address = f"{simulator.url}{CREATE}/"
        waiting = [pool.submit(requests.post, address, data=CAMPAIGN, timeout=30) for _time in range(8)]
        while campaigns(simulator) < 8:
            assert api("user/login").code == 200
        assert [one.result().status_code for one in waiting] == [200] * 8


@pytest.mark.parametrize("status", [301, 407, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("done", [False, True])
def test_status(api, simulator, status, done):
    simulator.fault(CREATE, "status", status=status, done=done)
    answer = api.post(CREATE, CAMPAIGN)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "retry-after" not in answer.headers
    assert campaigns(simulator) == int(done)
    assert line(simulator) == ("status", done, 200 if done else None, status)


@pytest.mark.parametrize("retry_after", [7, "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_status_with_retry_after(api, simulator, retry_after):
    simulator.fault("*", "status", status=429, retry_after=retry_after, headers={"X-Proxy": "1"}, body="slow down")
    answer = api.post(CREATE, CAMPAIGN)
    assert (answer.headers["retry-after"], answer.headers["x-proxy"]) == (str(retry_after), "1")
    assert answer.text == "slow down"


def test_html(api, simulator):
    simulator.fault(CREATE, "html")
    answer = api.post(CREATE, CAMPAIGN)
    assert answer.status_code == 200
    assert "<form" in answer.text
    assert line(simulator) == ("html", False, None, 200)


@pytest.mark.parametrize("done", [False, True])
def test_code(api, simulator, done):
    simulator.fault(CREATE, "code", code="500", key="name", message="Disk full: ü", done=done)
    answer = api.said(api.post(CREATE, CAMPAIGN))
    assert (answer.code, answer.key, answer.message, answer.data) == (500, "name", "Disk full: ü", None)
    assert (campaigns(simulator), line(simulator)) == (int(done), ("code", done, 500, 200))


def test_code_mirrored_and_with_several_responses(api, simulator):
    simulator.options(mirror_status=True)
    simulator.fault(CREATE, "code", code=401, count=2)
    assert api(CREATE).http.status_code == 401
    entries = [{"code": "400", "key": "a", "message": "x"}, {"code": "400", "key": "b", "message": "y"}]
    simulator.clear_faults()
    simulator.fault(CREATE, "code", code=400, responses=entries)
    assert api.post(CREATE, CAMPAIGN).json() == {"responses": entries}


@pytest.mark.parametrize("mirrored", [False, True])
def test_truncated(simulator, mirrored):
    simulator.options(mirror_status=mirrored)
    simulator.fault(CREATE, "truncated")
    head, _blank, body = raw(simulator, CAMPAIGN).partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    assert 0 < len(body) < length
    assert campaigns(simulator) == 1


def test_truncated_is_an_error_to_a_client(api, simulator):
    simulator.fault(CREATE, "truncated")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        api.post(CREATE, CAMPAIGN)


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("function", [CREATE, "bulk/campaigns/update"])
def test_truncated_with_honest_length(api, simulator, function, mirrored):
    """Also where nothing is returned."""
    campaign = api.campaign()
    simulator.options(mirror_status=mirrored)
    simulator.fault(function, "truncated", honest_length=True)
    answer = api.post(function, {**CAMPAIGN, **({} if function == CREATE else {"id": campaign})})
    assert answer.status_code == 200
    assert answer.text.startswith('{"responses":')
    with pytest.raises(ValueError):
        answer.json()


@pytest.mark.parametrize("done", [None, False])
def test_empty(api, simulator, done):
    simulator.fault(CREATE, "empty", done=done)
    answer = api.post(CREATE, CAMPAIGN)
    assert (answer.status_code, answer.content) == (200, b"")
    assert campaigns(simulator) == (0 if done is False else 1)


def test_garbage(api, simulator):
    simulator.fault(CREATE, "garbage")
    answer = api.post(CREATE, CAMPAIGN)
    assert answer.status_code == 200
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode()
    assert campaigns(simulator) == 1


def test_garbage_instead_of_http(simulator):
    simulator.fault(CREATE, "garbage", raw=True)
    assert not raw(simulator, CAMPAIGN).startswith(b"HTTP")


def test_count_after_and_order(api, simulator):
    simulator.fault(CREATE, "code", code=500, message="first", count=2, after=1)
    simulator.fault("*", "code", code=500, message="second", count=None)
    said = [api(CREATE).message for _time in range(5)]
    assert said == ["second", "first", "first", "second", "second"]
    assert api("user/login").message == "second"
    (left,) = simulator.faults()
    assert (left["message"], left["count"]) == ("second", None)
    simulator.clear_faults()
    assert api("user/login").code == 200
    assert simulator.faults() == []


@pytest.mark.parametrize("validation", [True, False])
def test_only_validating_calls_or_only_others(api, simulator, validation):
    simulator.fault(CREATE, "code", code=500, validation=validation, count=None)
    for asked in (0, 1):
        answer = api(CREATE, "acme.admin", name="x", dtype="queue", dnumber="5", validation=asked)
        assert (answer.code == 500) is (bool(asked) is validation)


@pytest.mark.parametrize(
    "bad",
    [
        {"kind": "nosuch"},
        {"function": "bulk/nosuch"},
        {"nosuch": 1},
        {"status": 999},
        {"status": "503"},
        {"count": 0},
        {"count": True},
        {"after": -1},
        {"code": "x"},
        {"kind": "drop_before", "done": True},
    ],
)
def test_faults_that_make_no_sense(simulator, bad):
    with pytest.raises(SimulatorError, match="400|error"):
        simulator.fault(**{"function": "*", "kind": "status", **bad})
    assert simulator.faults() == []
