# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The transport and the network: what each way to fail says about whether the platform saw the request."""

from __future__ import annotations

import gzip
import socket
import time

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import transport as _transport
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    NETWORK,
    PROTOCOL,
    TIMEOUT,
)
from unit.support.certificates import Authority
from unit.support.sending import (
    HASTY,
    failure,
    post,
    reset,
)
from unit.support.servers import Server, always, close, http, unused_port

pytestmark = pytest.mark.usefixtures("no_environment")


def test_connection_refused():
    error = failure("http://127.0.0.1:{0}/".format(unused_port()))
    assert (error.category, error.retryable, error.outcome_unknown) == (NETWORK, True, False)
    assert "connection refused" in error.text


def test_connection_refused_over_tls():
    error = failure("https://127.0.0.1:{0}/".format(unused_port()))
    assert (error.category, error.retryable, error.outcome_unknown) == (NETWORK, True, False)


def test_name_not_resolved(monkeypatch):
    def unknown(*_arguments, **_more):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failure("http://nowhere.invalid/")
    assert (error.category, error.retryable, error.outcome_unknown) == (NETWORK, True, False)
    assert "host name is not known" in error.text and "nowhere.invalid" in error.text


def test_no_route(monkeypatch):
    def unreachable(*_arguments, **_more):
        raise OSError(113, "No route to host")

    monkeypatch.setattr("urllib3.util.connection.create_connection", unreachable)
    error = failure("http://10.255.255.1/")
    assert (error.category, error.retryable, error.outcome_unknown) == (NETWORK, True, False)
    assert "the network does not lead there ([Errno 113] No route to host)" in error.text


def test_connect_timeout(monkeypatch):
    """Nothing was sent, so a write may be sent again."""

    def slow(*_arguments, **_more):
        raise socket.timeout("timed out")

    monkeypatch.setattr("urllib3.util.connection.create_connection", slow)
    error = failure("http://10.255.255.1/")
    assert (error.category, error.retryable) == (TIMEOUT, True)
    assert not error.outcome_unknown
    assert "to connect" in error.text


@pytest.mark.parametrize("address", ["http://a..b/", "http://" + "a" * 70 + ".example/", "http://*.example/"])
def test_impossible_host_name(address):
    error = failure(address)
    assert (error.category, error.retryable, error.outcome_unknown) == (PROTOCOL, False, False)


@pytest.mark.parametrize("how", [close, reset])
def test_dropped_before_any_byte(how):
    def respond(wire, _request):
        how(wire)

    with Server(respond) as server:
        error = failure(server.url())
    assert (error.category, error.retryable, error.outcome_unknown) == (NETWORK, True, True)


@pytest.mark.parametrize(
    "answer",
    [
        http(body=b'{"responses"', length=500),
        http(body=b"", length=500),
        http(headers=[("Content-Encoding", "gzip")], body=gzip.compress(b"{}" * 900)[:40], length=900),
        http(headers=[("Transfer-Encoding", "chunked")], length=False) + b"5\r\n{}",
        http(headers=[("Transfer-Encoding", "chunked")], length=False) + b"2\r\n{}\r\n",
        http(headers=[("Transfer-Encoding", "chunked")], length=False),
        http(headers=[("Transfer-Encoding", "chunked")], length=False) + b"zz\r\n{}\r\n",
    ],
    ids=["length", "no-body", "gzip", "chunk", "between-chunks", "no-chunk", "bad-chunk"],
)
def test_cut_off(answer):
    with Server(always(answer, keep=False)) as server:
        error = failure(server.url())
    assert (error.category, error.retryable, error.outcome_unknown) == (NETWORK, True, True)


def test_cut_off_headers_leave_an_empty_answer():
    """HTTP libraries take them for the end of the headers; the client knows that no answer is empty."""
    with Server(always(b"HTTP/1.1 200 OK\r\nContent-Le", keep=False)) as server:
        reply = post(server.url())
    assert (reply.status, reply.body) == (200, b"")


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x00\x01\x02\x03\r\n\r\n",
        http(body=b"not packed at all", headers=[("Content-Encoding", "gzip")]),
        http(body=b"{}", headers=[("Content-Length", "7")], length=2),
    ],
    ids=["ssh", "binary", "not-gzip", "two-lengths"],
)
def test_what_is_no_http(answer):
    with Server(always(answer, keep=False)) as server:
        error = failure(server.url())
    assert (error.category, error.retryable, error.outcome_unknown) == (NETWORK, True, True)


def test_no_answer_within_the_time():
    def respond(_wire, _request):
        server.gone.wait(10)

    with Server(respond) as server:
        error = failure(server.url(), timeout=HASTY)
        assert len(server.requests) == 1
        server.gone.set()
    assert (error.category, error.retryable) == (TIMEOUT, True)
    assert error.outcome_unknown
    assert "0.3 seconds" in error.text


def test_half_an_answer_and_then_silence():
    def respond(wire, _request):
        wire.sendall(http(body=b"{", length=500))
        server.gone.wait(10)

    with Server(respond) as server:
        error = failure(server.url(), timeout=HASTY)
        server.gone.set()
    assert error.category == TIMEOUT
    assert error.outcome_unknown


@pytest.mark.parametrize("coding", ["length", "chunked", "unknown"])
def test_a_trickle_ends_with_the_deadline(coding):
    """Every single byte is in time; the answer as a whole is not."""
    headers = [("Transfer-Encoding", "chunked")] if coding == "chunked" else []
    byte = b"1\r\n \r\n" if coding == "chunked" else b" "

    def respond(wire, _request):
        wire.sendall(http(headers=headers, length=100_000 if coding == "length" else False))
        # It does end, so that a client without a deadline fails here instead of hanging.
        for _number in range(300):
            if server.gone.wait(0.02):
                return
            wire.sendall(byte)

    with Server(respond) as server:
        error = failure(server.url(), timeout=HASTY)
        server.gone.set()
    assert error.category == TIMEOUT
    assert error.outcome_unknown


@pytest.mark.parametrize("secure", [False, True])
def test_a_trickle_of_a_header_ends_with_the_deadline(secure, tmp_path):
    """Each byte is in time; the header has no end."""

    def respond(wire, _request):
        wire.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _number in range(300):
            if server.gone.wait(0.02):
                return
            wire.sendall(b"x")

    authority = Authority(tmp_path)
    tls = authority.context(authority.issue("host")) if secure else None
    with Server(respond, tls=tls) as server:
        begun = time.monotonic()
        options = {"ca_path": authority.path} if secure else {}
        error = failure(server.url("https" if secure else "http"), timeout=HASTY, **options)
        waited = time.monotonic() - begun
        server.gone.set()
    assert error.category == TIMEOUT and error.outcome_unknown
    # Without a deadline it takes the six seconds of the trickle.
    assert waited < 5


def test_a_flood_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(_transport, "MAX_BODY", 100_000)
    with Server(always(http(body=b" " * 1_000_000))) as server:
        error = failure(server.url())
    assert (error.category, error.retryable, error.outcome_unknown) == (PROTOCOL, False, True)
