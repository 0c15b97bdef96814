# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The transport and the network, also behind proxies: what each failure says of whether the request arrived."""

from __future__ import annotations

import base64
import gzip
import socket
import time

import pytest
import requests
from ansible_collections.telephony.enswitch.plugins.module_utils._api import transport as _transport
from ansible_collections.telephony.enswitch.plugins.module_utils._api.client import Client
from ansible_collections.telephony.enswitch.plugins.module_utils._api.connection import Connection
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    NETWORK,
    PROTOCOL,
    TIMEOUT,
    TransportError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._api.transport import Transport
from unit.support.sending import FUNCTION, HASTY, OK, PATIENT, facts, fail_at, failure, post, reset, transport_to
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


# --- proxies --------------------------------------------------------------------------------------------------


def proxy(monkeypatch, server, scheme="http", user=""):
    monkeypatch.setenv(scheme + "_proxy", "http://{0}127.0.0.1:{1}".format(user, server.port))


def test_a_proxy_carries_the_request_and_its_own_credentials(monkeypatch):
    with Server(always(OK)) as server:
        proxy(monkeypatch, server, user="someone:pro%2Fxy@")
        transport = transport_to("http://pbx.example.com/")
        assert transport.post(FUNCTION, b"").status == 200
        transport.close()
        (request,) = server.requests
    assert request.target == "http://pbx.example.com/api/json/bulk/campaigns/list/"
    wanted = base64.b64encode(b"someone:pro/xy").decode()
    assert request.headers["proxy-authorization"] == "Basic " + wanted


@pytest.mark.parametrize("value", ["http://someone:pro%2Fxy@127.0.0.1:9", "someone:pro%2Fxy@127.0.0.1:9"])
def test_the_password_of_a_proxy_is_masked(monkeypatch, value):
    monkeypatch.setenv("http_proxy", value)
    connection = Connection(api_url="http://pbx.example.com/", auth_token="a token")
    Transport(connection).close()
    header = base64.b64encode(b"someone:pro/xy!").decode()
    shown = connection.redactor.text("pro/xy pro%2Fxy " + header)
    assert "pro/xy" not in shown and "pro%2Fxy" not in shown and header not in shown


UNUSABLE = [
    "http://me:pro%2Fxy@[::1",
    "http://me:pro%2Fxy@proxy:notaport",
    "http://",
    "gopher://me:pro%2Fxy@127.0.0.1:9",
]


@pytest.mark.parametrize("value", UNUSABLE)
@pytest.mark.parametrize("variable", ["http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_a_proxy_that_cannot_be_used_is_named_with_its_variable_and_without_its_password(monkeypatch, value, variable):
    monkeypatch.setenv(variable, value)
    scheme = "https" if variable == "HTTPS_PROXY" else "http"
    connection = Connection(api_url=scheme + "://pbx.example.com/", auth_token="a token", retries=0)
    with pytest.raises(TransportError) as caught:
        Client(connection).read(FUNCTION, {})
    error = caught.value
    assert error.category == NETWORK and not error.retryable and not error.outcome_unknown
    assert variable in error.text and "cannot be used: " in error.text
    assert "pro/xy" not in error.msg and "pro%2Fxy" not in error.msg


def test_a_proxy_of_a_kind_that_needs_another_library(monkeypatch):
    missing = requests.exceptions.InvalidSchema("Missing dependencies for SOCKS support.")
    fail_at(monkeypatch, "requests.adapters.SOCKSProxyManager", missing)
    monkeypatch.setenv("https_proxy", "socks5://me:pro%2Fxy@127.0.0.1:1080")
    error = failure("https://pbx.example.com/")
    assert facts(error) == (NETWORK, False, False)
    wanted = (
        "the proxy 'socks5://127.0.0.1:1080' of the variable https_proxy cannot be used: Missing dependencies for SOCKS"
    )
    assert wanted in error.text and "PySocks" in error.hint


def test_no_proxy_is_honored(monkeypatch):
    with Server(always(OK)) as server:
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:{0}".format(unused_port()))
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert post(server.url()).status == 200


@pytest.mark.parametrize("address", ["https://pbx.example.com/", "https://pbx.example.com:443/"])
def test_no_proxy_may_name_the_port_that_the_scheme_has_by_itself(monkeypatch, address):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:{0}".format(unused_port()))
    monkeypatch.setenv("no_proxy", "pbx.example.com:443")
    assert transport_to(address)._session.proxies == {}
    monkeypatch.setenv("no_proxy", "pbx.example.com:8443")
    assert "https" in transport_to(address)._session.proxies


def test_a_proxy_that_wants_a_password_for_http(monkeypatch):
    with Server(always(http(407, b"<html>", headers=[("Proxy-Authenticate", "Basic")]))) as server:
        proxy(monkeypatch, server)
        assert post("http://pbx.example.com/").status == 407


@pytest.mark.parametrize(
    "status, retryable, words", [(407, False, "HTTP 407"), (403, True, "could not"), (502, True, "could not")]
)
def test_a_proxy_that_refuses_the_tunnel(monkeypatch, status, retryable, words):
    with Server(always(http(status, b""), keep=False)) as server:
        proxy(monkeypatch, server, "https")
        error = failure("https://pbx.example.com/")
        assert server.requests[0].line.startswith("CONNECT pbx.example.com:443 ")
    assert facts(error) == (NETWORK, retryable, False)
    assert error.http_status == status
    assert words in error.text


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "refusal, category",
    [(ConnectionRefusedError(111, "Connection refused"), NETWORK), (socket.timeout("late"), TIMEOUT)],
)
def test_a_proxy_that_is_not_there(monkeypatch, scheme, refusal, category):
    # A port whose digits look like the status 407.
    monkeypatch.setenv(scheme + "_proxy", "http://127.0.0.1:4074")
    fail_at(monkeypatch, "urllib3.util.connection.create_connection", refusal)
    error = failure(scheme + "://pbx.example.com/")
    assert facts(error) == (category, True, False)
    if category == NETWORK:
        words = "the proxy 'http://127.0.0.1:4074' of the variable {0}_proxy could not be used: ".format(scheme)
        assert words in error.text and "Connection refused" in error.text
        assert error.http_status is None


@pytest.mark.parametrize("how, wanted", [(close, NETWORK), (reset, NETWORK), (None, TIMEOUT)])
def test_a_connection_lost_behind_a_proxy_may_have_done_its_work(monkeypatch, how, wanted):
    """Older versions of urllib3 blame the proxy; the request had been sent all the same."""

    def respond(wire, _request):
        how(wire) if how else server.gone.wait(10)

    with Server(respond) as server:
        proxy(monkeypatch, server)
        error = failure("http://pbx.example.com/", timeout=PATIENT if how else HASTY)
        assert len(server.requests) == 1
        server.gone.set()
    assert facts(error) == (wanted, True, True)
