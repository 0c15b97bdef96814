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
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import NETWORK, PROTOCOL, TIMEOUT
from unit.support.sending import HASTY, facts, fail_at, failure, post, reset
from unit.support.servers import Server, always, close, http, unused_port

pytestmark = pytest.mark.usefixtures("no_environment")


@pytest.mark.parametrize("scheme, words", [("http", "connection refused"), ("https", "")])
def test_connection_refused(scheme, words):
    error = failure("{0}://127.0.0.1:{1}/".format(scheme, unused_port()))
    assert facts(error) == (NETWORK, True, False) and words in error.text


CONNECT = "urllib3.util.connection.create_connection"


@pytest.mark.parametrize(
    "place, error, category, words",
    [
        (
            "socket.getaddrinfo",
            socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
            NETWORK,
            "host name is not known",
        ),
        (
            CONNECT,
            OSError(113, "No route to host"),
            NETWORK,
            "the network does not lead there ([Errno 113] No route to host)",
        ),
        (CONNECT, socket.timeout("timed out"), TIMEOUT, "to connect"),
    ],
    ids=["name not resolved", "no route", "connect timeout"],
)
def test_no_connection(monkeypatch, place, error, category, words):
    """Nothing was sent, so a write may be sent again."""
    fail_at(monkeypatch, place, error)
    found = failure("http://nowhere.invalid/")
    assert facts(found) == (category, True, False)
    assert words in found.text and "nowhere.invalid" in found.text


@pytest.mark.parametrize("address", ["http://a..b/", "http://" + "a" * 70 + ".example/", "http://*.example/"])
def test_impossible_host_name(address):
    assert facts(failure(address)) == (PROTOCOL, False, False)


@pytest.mark.parametrize("how", [close, reset])
def test_dropped_before_any_byte(how):
    with Server(lambda wire, _request: how(wire)) as server:
        assert facts(failure(server.url())) == (NETWORK, True, True)


CHUNKED = http(headers=[("Transfer-Encoding", "chunked")], length=False)
BROKEN = {
    "length": http(body=b'{"responses"', length=500),
    "no-body": http(body=b"", length=500),
    "gzip": http(headers=[("Content-Encoding", "gzip")], body=gzip.compress(b"{}" * 900)[:40], length=900),
    "chunk": CHUNKED + b"5\r\n{}",
    "between-chunks": CHUNKED + b"2\r\n{}\r\n",
    "no-chunk": CHUNKED,
    "bad-chunk": CHUNKED + b"zz\r\n{}\r\n",
    # What is no HTTP.
    "ssh": b"SSH-2.0-OpenSSH_9.6\r\n",
    "binary": b"\x00\x01\x02\x03\r\n\r\n",
    "not-gzip": http(body=b"not packed at all", headers=[("Content-Encoding", "gzip")]),
    "two-lengths": http(body=b"{}", headers=[("Content-Length", "7")], length=2),
}


@pytest.mark.parametrize("answer", BROKEN)
def test_an_answer_that_is_cut_off_or_no_http(answer):
    with Server(always(BROKEN[answer], keep=False)) as server:
        assert facts(failure(server.url())) == (NETWORK, True, True)


def test_cut_off_headers_leave_an_empty_answer():
    """HTTP libraries take them for the end of the headers; the client knows that no answer is empty."""
    with Server(always(b"HTTP/1.1 200 OK\r\nContent-Le", keep=False)) as server:
        reply = post(server.url())
    assert (reply.status, reply.body) == (200, b"")


@pytest.mark.parametrize("half", [b"", http(body=b"{", length=500)], ids=["silence", "half an answer"])
def test_no_answer_within_the_time(half):
    def respond(wire, _request):
        wire.sendall(half)
        server.gone.wait(10)

    with Server(respond) as server:
        error = failure(server.url(), timeout=HASTY)
        assert len(server.requests) == 1
        server.gone.set()
    assert facts(error) == (TIMEOUT, True, True)
    assert "0.3 seconds" in error.text


def trickle(server, byte, begin):
    """A handler that begins an answer and goes on byte by byte."""

    def respond(wire, _request):
        wire.sendall(begin)
        # It does end, so that a client without a deadline fails here instead of hanging.
        for _number in range(300):
            if server().gone.wait(0.02):
                return
            wire.sendall(byte)

    return respond


@pytest.mark.parametrize(
    "byte, begin",
    [(b" ", http(length=100_000)), (b"1\r\n \r\n", CHUNKED), (b" ", http(length=False))],
    ids=["length", "chunked", "unknown"],
)
def test_a_trickle_ends_with_the_deadline(byte, begin):
    """Every single byte is in time; the answer as a whole is not."""
    with Server(trickle(lambda: server, byte, begin)) as server:
        error = failure(server.url(), timeout=HASTY)
        server.gone.set()
    assert error.category == TIMEOUT
    assert error.outcome_unknown


@pytest.mark.parametrize("secure", [False, True])
def test_a_trickle_of_a_header_ends_with_the_deadline(secure, authority):
    """Each byte is in time; the header has no end."""
    tls = authority.context(authority.issue("trickle")) if secure else None
    with Server(trickle(lambda: server, b"x", b"HTTP/1.1 200 OK\r\nX-Slow: "), tls=tls) as server:
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
        assert facts(failure(server.url())) == (PROTOCOL, False, True)
