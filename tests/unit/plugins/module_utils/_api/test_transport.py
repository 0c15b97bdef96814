# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The transport against real sockets: what arrives, what comes back, and when to try again."""

from __future__ import annotations

import datetime
import gzip
import os
import socket
import zlib
from email.utils import format_datetime

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import transport as _transport
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import NETWORK, TransportError
from hypothesis import given
from hypothesis import strategies as st
from unit.support.sending import FUNCTION, OK, post, transport_to
from unit.support.servers import Server, always, http
from unit.support.threads import together

pytestmark = pytest.mark.usefixtures("no_environment")


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


def sent(server, count, form=b""):
    """The replies of calls that one transport sends one after another."""
    transport = transport_to(server.url())
    replies = [transport.post(FUNCTION, form) for _number in range(count)]
    transport.close()
    return replies


def test_one_connection_carries_many_calls():
    with Server(always(OK)) as server:
        assert [reply.status for reply in sent(server, 20)] == [200] * 20
        assert len(server.requests) == 20
        assert server.connections == 1


def test_a_connection_is_kept_after_answers_of_every_shape():
    chunked = http(headers=[("Transfer-Encoding", "chunked")], length=False) + b"2\r\n{}\r\n1\r\n \r\n0\r\n\r\n"
    packed = http(body=gzip.compress(b"{}"), headers=[("Content-Encoding", "gzip")])
    identity = http(body=b"{}", headers=[("Content-Encoding", "identity")])
    left = iter([chunked, packed, identity, http(204, length=False), http(503, b"busy"), http(200, b"")])

    def respond(wire, _request):
        wire.sendall(next(left))
        return True

    with Server(respond) as server:
        replies = sent(server, 6)
        assert server.connections == 1
    assert [(reply.status, reply.body) for reply in replies] == [
        (200, b"{} "), (200, b"{}"), (200, b"{}"), (204, b""), (503, b"busy"), (200, b""),
    ]  # fmt: skip


def test_a_body_that_comes_with_http_204_is_not_taken_for_the_next_answer():
    def respond(wire, request):
        wire.sendall(b"HTTP/1.1 204 No Content\r\nContent-Length: 30\r\n\r\n")
        wire.sendall(b'{"responses":[{"code":"204"}]}')
        return True

    with Server(respond) as server:
        assert [(reply.status, reply.body) for reply in sent(server, 5, b"a=1")] == [(204, b"")] * 5


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
        assert together(12, lambda: transport.post(FUNCTION, b"").status) == [200] * 12
        transport.close()
        assert server.connections <= 12


PACK = {"identity": bytes, "gzip": gzip.compress, "deflate": zlib.compress}


@pytest.mark.parametrize("size", [0, 1, 255, 300_000, 1_500_000])
@pytest.mark.parametrize("coding", PACK)
def test_bodies_of_any_size_and_coding_arrive_whole(size, coding):
    body = os.urandom(size)
    with Server(always(http(body=PACK[coding](body), headers=[("Content-Encoding", coding)]))) as server:
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
        sent(server, 2)
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
        # What says nothing.
        *((value, None) for value in (None, "", " ", "soon", "-5", "1.5", "٣")),
        ("Mon, 99 Foo 2026 25:61:00 GMT", None),
        ("1 2 3 4 5 6", None),
    ],
)
def test_retry_after_as_a_date(monkeypatch, value, seconds):
    monkeypatch.setattr(_transport.time, "time", NOW.timestamp)
    assert _transport._retry_after(value) == seconds


@given(st.text(max_size=60) | st.from_regex(r"\A[A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+ \d+:\d+:\d+ [-+]?\w+\Z"))
def test_retry_after_of_any_text_is_seconds_or_nothing(value):
    seconds = _transport._retry_after(value)
    assert seconds is None or seconds >= 0
