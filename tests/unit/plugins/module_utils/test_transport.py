# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The transport against real sockets: what each way to fail says about whether the platform saw the request."""

from __future__ import annotations

import base64
import datetime
import gzip
import os
import socket
import ssl
import struct
import threading
import warnings
import zlib
from email.utils import format_datetime

import pytest
import requests
from ansible_collections.telephony.enswitch.plugins.module_utils import _transport
from ansible_collections.telephony.enswitch.plugins.module_utils._connection import Connection
from ansible_collections.telephony.enswitch.plugins.module_utils._errors import (
    NETWORK,
    PROTOCOL,
    TIMEOUT,
    TLS,
    TransportError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._transport import Transport
from hypothesis import given
from hypothesis import strategies as st
from unit.support.certificates import LONG_AGO, Authority
from unit.support.servers import Server, always, close, http, unused_port

FUNCTION = "bulk/campaigns/list"
# Long enough for a busy machine where an answer is expected, short where a time-out is.
PATIENT = 20
HASTY = 0.3
OK = http(body=b'{"responses":[{"code":"200"}]}')


@pytest.fixture(autouse=True)
def no_environment(monkeypatch, tmp_path):
    """Proxies, CA bundles and .netrc of whoever runs the tests stay out."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name in (
            "REQUESTS_CA_BUNDLE",
            "CURL_CA_BUNDLE",
            "NETRC",
            "REQUEST_METHOD",
        ):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    """An authority that nobody trusts."""
    return Authority(tmp_path_factory.mktemp("stranger"))


def transport_to(url, **options):
    options = {"timeout": PATIENT, **options}
    return Transport(Connection(api_url=url, auth_username="admin", auth_password="un!guessable", **options))


def post(url, form=b"a=1", **options):
    transport = transport_to(url, **options)
    try:
        return transport.post(FUNCTION, form)
    finally:
        transport.close()


def failure(url, **options):
    with pytest.raises(TransportError) as caught:
        post(url, **options)
    error = caught.value
    assert error.function == FUNCTION
    assert "un!guessable" not in str(error.as_dict()) + error.text
    assert error.text.startswith(FUNCTION) and error.text.endswith(".")
    # Only what may have arrived can still be at work.
    assert error.outcome_unknown or not error.may_still_run
    return error


def reset(wire):
    """Close a connection so that the other side gets a reset."""
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.close()


# --- what works -------------------------------------------------------------------------------------------


def test_posts_a_form_with_a_trailing_slash():
    with Server(always(OK)) as server:
        reply = post(server.url(), b"name=a+b&x=%C3%BC")
        (request,) = server.requests
    assert request.line == "POST /api/json/bulk/campaigns/list/ HTTP/1.1"
    assert request.body == b"name=a+b&x=%C3%BC"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "authorization" not in request.headers
    assert (reply.status, reply.body) == (200, b'{"responses":[{"code":"200"}]}')
    assert reply.charset is None and reply.retry_after is None and reply.location is None


def test_one_connection_carries_many_calls():
    with Server(always(OK)) as server:
        transport = transport_to(server.url())
        for _number in range(20):
            assert transport.post(FUNCTION, b"").status == 200
        transport.close()
        assert len(server.requests) == 20
        assert server.connections == 1


def test_a_connection_is_kept_after_answers_of_every_shape():
    chunked = http(headers=[("Transfer-Encoding", "chunked")], length=False) + b"2\r\n{}\r\n1\r\n \r\n0\r\n\r\n"
    packed = http(body=gzip.compress(b"{}"), headers=[("Content-Encoding", "gzip")])
    identity = http(body=b"{}", headers=[("Content-Encoding", "identity")])
    answers = [chunked, packed, identity, http(204, length=False), http(503, b"busy"), http(200, b"")]
    left = list(answers)

    def respond(wire, _request):
        wire.sendall(left.pop(0))
        return True

    with Server(respond) as server:
        transport = transport_to(server.url())
        replies = [transport.post(FUNCTION, b"") for _answer in answers]
        transport.close()
        assert server.connections == 1
    assert [(reply.status, reply.body) for reply in replies] == [
        (200, b"{} "), (200, b"{}"), (200, b"{}"), (204, b""), (503, b"busy"), (200, b""),
    ]  # fmt: skip


def test_a_kept_connection_that_the_server_closed_is_replaced():
    with Server(always(OK, keep=False)) as server:
        transport = transport_to(server.url())
        for _number in range(3):
            assert transport.post(FUNCTION, b"").status == 200
            # The server's end is closed before the next request.
            for thread in server._threads[1:]:
                thread.join(10)
        transport.close()
        assert server.connections == 3


def test_threads_share_the_pool():
    with Server(always(OK)) as server:
        transport = transport_to(server.url())
        replies = []
        threads = [
            threading.Thread(target=lambda: replies.append(transport.post(FUNCTION, b"").status)) for _n in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        transport.close()
        assert replies == [200] * 12
        assert server.connections <= 12


@pytest.mark.parametrize("size", [0, 1, 255, 300_000, 1_500_000])
@pytest.mark.parametrize("coding", ["identity", "gzip", "deflate"])
def test_bodies_of_any_size_and_coding_arrive_whole(size, coding):
    body = os.urandom(size)
    packed = {"identity": body, "gzip": gzip.compress(body, 1), "deflate": zlib.compress(body, 1)}[coding]
    with Server(always(http(body=packed, headers=[("Content-Encoding", coding)]))) as server:
        assert post(server.url()).body == body


def test_a_packed_body_that_arrives_byte_by_byte_is_read_to_its_end():
    """Bytes that make no text yet are no end of the body."""
    packed = gzip.compress(b"{}" * 500)

    def respond(wire, _request):
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wire.sendall(http(headers=[("Content-Encoding", "gzip")], length=len(packed)))
        for position in range(len(packed)):
            wire.sendall(packed[position : position + 1])
        return True

    with Server(respond) as server:
        assert post(server.url()).body == b"{}" * 500


def test_a_body_without_a_length_ends_with_the_connection():
    with Server(always(http(body=b"{}", length=False), keep=False)) as server:
        assert post(server.url()).body == b"{}"


@pytest.mark.parametrize(
    "header, charset",
    [
        ("application/json", None),
        ("application/json; charset=utf-8", None),
        ('application/json; Charset="UTF8"', None),
        ("text/html; charset=ISO-8859-1", "iso-8859-1"),
        ("text/html; boundary=x; charset='koi8-r'", "koi8-r"),
        ("text/html; charset=", None),
        (";;;", None),
    ],
)
def test_character_set(header, charset):
    with Server(always(http(body=b"{}", headers=[("Content-Type", header)]))) as server:
        assert post(server.url()).charset == charset


def test_a_content_type_that_old_versions_of_requests_stumble_over():
    with Server(always(http(body=b"{}", headers=[("Content-Type", "text/html; charset")]), keep=False)) as server:
        try:
            assert post(server.url()).charset is None
        except TransportError as error:
            assert error.outcome_unknown and error.category == NETWORK


def test_cookies_are_not_kept():
    with Server(always(http(body=b"{}", headers=[("Set-Cookie", "session=1; Path=/")]))) as server:
        transport = transport_to(server.url())
        transport.post(FUNCTION, b"")
        transport.post(FUNCTION, b"")
        transport.close()
        assert [request.headers.get("cookie") for request in server.requests] == [None, None]


def test_netrc_is_not_used(tmp_path, monkeypatch):
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with Server(always(OK)) as server:
        post(server.url())
        assert "authorization" not in server.requests[0].headers


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status):
    with Server(always(OK)) as elsewhere:
        answer = http(status, headers=[("Location", elsewhere.url())])
        with Server(always(answer)) as server:
            reply = post(server.url())
            assert len(server.requests) == 1
        assert elsewhere.requests == []
        assert (reply.status, reply.location) == (status, elsewhere.url())


# --- Retry-After ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value, seconds", [("0", 0.0), ("7", 7.0), (" 12 ", 12.0), ("9" * 40, 999999999.0)])
def test_retry_after_in_seconds(value, seconds):
    with Server(always(http(429, b"", headers=[("Retry-After", value)]))) as server:
        assert post(server.url()).retry_after == seconds


NOW = datetime.datetime(2026, 11, 23, 12, 0, 0, tzinfo=datetime.timezone.utc)


@pytest.mark.parametrize(
    "value, seconds",
    [
        (format_datetime(NOW + datetime.timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - datetime.timedelta(seconds=90), usegmt=True), 0.0),
        ("Mon, 23 Nov 2026 13:02:00 +0100", 120.0),
        # The oldest notation of HTTP names no zone, and "-0000" hides it: both mean UTC.
        ("Mon Nov 23 12:01:00 2026", 60.0),
        ("Mon, 23 Nov 2026 12:01:00 -0000", 60.0),
    ],
)
def test_retry_after_as_a_date(monkeypatch, value, seconds):
    monkeypatch.setattr(_transport.time, "time", NOW.timestamp)
    assert _transport._retry_after(value) == seconds


@pytest.mark.parametrize(
    "value", [None, "", " ", "soon", "-5", "1.5", "٣", "Mon, 99 Foo 2026 25:61:00 GMT", "1 2 3 4 5 6"]
)
def test_retry_after_that_says_nothing(value):
    assert _transport._retry_after(value) is None


@given(st.text(max_size=60) | st.from_regex(r"\A[A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+ \d+:\d+:\d+ [-+]?\w+\Z"))
def test_retry_after_of_any_text_is_seconds_or_nothing(value):
    seconds = _transport._retry_after(value)
    assert seconds is None or seconds >= 0


# --- the network ------------------------------------------------------------------------------------------


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
    assert "the network does not lead there" in error.text


def test_connect_timeout(monkeypatch):
    """Nothing was sent, so a write may be sent again."""

    def slow(*_arguments, **_more):
        raise socket.timeout("timed out")

    monkeypatch.setattr("urllib3.util.connection.create_connection", slow)
    error = failure("http://10.255.255.1/")
    assert (error.category, error.retryable) == (TIMEOUT, True)
    assert not error.outcome_unknown and not error.may_still_run
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
    assert not error.may_still_run


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
    assert not error.may_still_run


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
    assert error.outcome_unknown and error.may_still_run
    assert "0.3 seconds" in error.text


def test_half_an_answer_and_then_silence():
    def respond(wire, _request):
        wire.sendall(http(body=b"{", length=500))
        server.gone.wait(10)

    with Server(respond) as server:
        error = failure(server.url(), timeout=HASTY)
        server.gone.set()
    assert error.category == TIMEOUT
    assert error.outcome_unknown and error.may_still_run


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
    assert error.outcome_unknown and error.may_still_run


def test_a_flood_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(_transport, "MAX_BODY", 100_000)
    with Server(always(http(body=b" " * 1_000_000))) as server:
        error = failure(server.url())
    assert (error.category, error.retryable, error.outcome_unknown) == (PROTOCOL, False, True)


# --- TLS --------------------------------------------------------------------------------------------------


def test_own_authority(authority):
    with Server(always(OK), tls=authority.context(authority.issue("good"))) as server:
        transport = transport_to(server.url("https"), ca_path=authority.path)
        for _number in range(3):
            assert transport.post(FUNCTION, b"").status == 200
        transport.close()
        assert server.connections == 1


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_authority_from_the_environment(authority, stranger, monkeypatch, variable):
    with Server(always(OK), tls=authority.context(authority.issue("variable"))) as server:
        monkeypatch.setenv(variable, authority.path)
        assert post(server.url("https")).status == 200
        assert failure(server.url("https"), ca_path=stranger.path).category == TLS
        monkeypatch.setenv(variable, stranger.path)
        assert post(server.url("https"), ca_path=authority.path).status == 200


def test_unknown_authority(authority, stranger):
    with Server(always(OK), tls=stranger.context(stranger.issue("self"))) as server:
        error = failure(server.url("https"), ca_path=authority.path)
        assert server.requests == []
    assert (error.category, error.retryable, error.outcome_unknown) == (TLS, False, False)
    assert "certificate" in error.text


@pytest.mark.parametrize("alternative", ["DNS:pbx.example.com", "IP:127.0.0.2"])
def test_wrong_host_name(authority, alternative):
    pair = authority.issue("wrong-" + alternative.replace(":", "-"), alternative)
    with Server(always(OK), tls=authority.context(pair)) as server:
        error = failure(server.url("https"), ca_path=authority.path)
        assert server.requests == []
    assert (error.category, error.retryable, error.outcome_unknown) == (TLS, False, False)
    assert "127.0.0.1" in error.text


def test_expired_certificate(authority):
    with Server(always(OK), tls=authority.context(authority.issue("old", valid=LONG_AGO))) as server:
        error = failure(server.url("https"), ca_path=authority.path)
        assert server.requests == []
    assert (error.category, error.retryable, error.outcome_unknown) == (TLS, False, False)
    assert "expired" in error.text


def test_validate_certs_off_takes_any_certificate_without_a_warning(authority, stranger):
    with Server(always(OK), tls=stranger.context(stranger.issue("any"))) as server:
        with warnings.catch_warnings(record=True) as shown:
            warnings.simplefilter("always")
            assert post(server.url("https"), ca_path=authority.path, validate_certs=False).status == 200
    assert shown == []


def test_tls_to_a_plain_port():
    def respond(_wire, _request):
        raise AssertionError("no request can be read from a handshake")

    with Server(respond) as server:
        # A handshake holds no blank line: the server would wait for more, so it answers to the first bytes.
        server._serve = lambda wire: (wire.recv(100), wire.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"), close(wire))
        error = failure(server.url("https"))
    assert error.category == TLS
    assert not error.retryable


def test_plain_http_to_a_tls_port(authority):
    with Server(always(OK), tls=authority.context(authority.issue("tls"))) as server:
        error = failure(server.url("http"))
        assert server.requests == []
    assert (error.category, error.outcome_unknown) == (NETWORK, True)


def test_connection_lost_in_the_handshake():
    with Server(always(OK)) as server:
        server._serve = lambda wire: (wire.recv(100), close(wire))
        error = failure(server.url("https"))
    assert (error.category, error.retryable) == (NETWORK, True)


@pytest.mark.parametrize("option", ["ca_path", "client_cert", "client_key"])
def test_missing_file(authority, tmp_path, option):
    certificate, key = authority.issue("files-" + option)
    files = {
        "ca_path": authority.path,
        "client_cert": certificate,
        "client_key": key,
        option: str(tmp_path / "not-there"),
    }
    with Server(always(OK), tls=authority.context((certificate, key))) as server:
        error = failure(server.url("https"), **files)
        assert server.requests == []
    assert (error.category, error.retryable, error.outcome_unknown) == (TLS, False, False)
    assert "not-there" in error.text
    assert option in error.hint


@pytest.mark.parametrize("option", ["ca_path", "client_cert"])
def test_file_that_holds_no_certificate(authority, tmp_path, option):
    (tmp_path / "text").write_text("this is not PEM")
    files = {"ca_path": authority.path, option: str(tmp_path / "text")}
    with Server(always(OK), tls=authority.context(authority.issue("text-" + option))) as server:
        error = failure(server.url("https"), **files)
        assert server.requests == []
    assert (error.category, error.retryable) == (TLS, False)


def test_client_certificate(authority, stranger):
    certificate, key = authority.issue("client")
    with Server(always(OK), tls=authority.context(authority.issue("server"), clients=True)) as server:
        url = server.url("https")
        given = {"ca_path": authority.path, "client_cert": certificate}
        assert post(url, **given, client_key=key).status == 200
        both = certificate + ".both"
        with open(both, "w") as together, open(certificate) as one, open(key) as other:
            together.write(one.read() + other.read())
        assert post(url, ca_path=authority.path, client_cert=both).status == 200
        assert len(server.requests) == 2
        # In TLS 1.3 the refusal may overtake, or lose, the race with the closed connection.
        assert failure(url, ca_path=authority.path).category in (TLS, NETWORK)
        wrong = stranger.issue("client")
        assert failure(url, ca_path=authority.path, client_cert=wrong[0], client_key=wrong[1]).category in (
            TLS,
            NETWORK,
        )
        assert len(server.requests) == 2


def test_a_client_certificate_that_is_missing_is_a_matter_of_tls(authority):
    """With TLS 1.2 the refusal comes within the handshake, so its category is certain."""
    context = authority.context(authority.issue("server12"), clients=True)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with Server(always(OK), tls=context) as server:
        error = failure(server.url("https"), ca_path=authority.path)
        assert server.requests == []
    assert error.category in (TLS, NETWORK)
    assert not (error.category == NETWORK and not error.outcome_unknown)


# --- proxies ----------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("value", ["http://[::1", "http://proxy:notaport", "://", "http://", "@"])
def test_a_proxy_address_that_is_no_address(monkeypatch, value):
    monkeypatch.setenv("http_proxy", value)
    assert failure("http://pbx.example.com/").category in (PROTOCOL, NETWORK)


def test_no_proxy_is_honored(monkeypatch):
    with Server(always(OK)) as server:
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:{0}".format(unused_port()))
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert post(server.url()).status == 200


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
    assert (error.category, error.retryable, error.outcome_unknown) == (NETWORK, retryable, False)
    assert error.http_status == status
    assert words in error.text


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_not_there(monkeypatch, scheme):
    # A port whose digits look like the status 407.
    monkeypatch.setenv(scheme + "_proxy", "http://127.0.0.1:4074")

    def refuse(*_arguments, **_more):
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr("urllib3.util.connection.create_connection", refuse)
    error = failure(scheme + "://pbx.example.com/")
    assert (error.category, error.retryable, error.outcome_unknown) == (NETWORK, True, False)
    assert "proxy" in error.text
    assert error.http_status is None


def test_a_proxy_that_does_not_answer_the_connect(monkeypatch):
    def slow(*_arguments, **_more):
        raise socket.timeout("timed out")

    monkeypatch.setattr("urllib3.util.connection.create_connection", slow)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:3128")
    error = failure("http://pbx.example.com/")
    assert (error.category, error.retryable, error.outcome_unknown) == (TIMEOUT, True, False)


@pytest.mark.parametrize("how", [close, reset])
def test_a_connection_lost_behind_a_proxy_may_have_done_its_work(monkeypatch, how):
    """Older versions of urllib3 blame the proxy; the request had been sent all the same."""

    def respond(wire, _request):
        how(wire)

    with Server(respond) as server:
        proxy(monkeypatch, server)
        error = failure("http://pbx.example.com/")
        assert len(server.requests) == 1
    assert (error.category, error.retryable, error.outcome_unknown) == (NETWORK, True, True)


def test_silence_behind_a_proxy_is_a_timeout(monkeypatch):
    def respond(_wire, _request):
        server.gone.wait(10)

    with Server(respond) as server:
        proxy(monkeypatch, server)
        error = failure("http://pbx.example.com/", timeout=HASTY)
        server.gone.set()
    assert error.category == TIMEOUT
    assert error.outcome_unknown and error.may_still_run


def test_the_library_is_optional_until_it_is_needed():
    """The import is guarded; the module says what is missing."""
    assert _transport.REQUESTS_IMPORT_ERROR is None
    assert _transport.requests is requests
