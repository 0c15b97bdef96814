# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Anything on the wire and in files: an answer or an error, in little memory."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import transport as _transport
from ansible_collections.telephony.enswitch.plugins.module_utils._api.client import Client
from ansible_collections.telephony.enswitch.plugins.module_utils._api.envelope import parse
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    CATEGORIES,
    EnswitchError,
    ProtocolError,
    UsageError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations import files
from hypothesis import example, given, settings
from hypothesis import strategies as st
from unit.support.fakes import connection
from unit.support.servers import Server, always, http

LIST = "bulk/campaigns/list"
MIB = 1024 * 1024


def peak(work):
    """What the work returns, and how many bytes of memory it took at most."""
    tracemalloc.start()
    try:
        found = work()
        return found, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def ask(server):
    """One read of a platform; an error is an answer too."""
    client = Client(connection(api_url=server.url(), timeout=20, retries=0))
    try:
        return client.read(LIST, {})
    except EnswitchError as error:
        return error
    finally:
        client.close()


# --- the wire ----------------------------------------------------------------------------------------------

HEADERS = st.sampled_from(
    [
        ("Content-Type", "application/json; charset="),
        ("Content-Type", ";;;=\"'"),
        ("Content-Encoding", "gzip"),
        ("Content-Encoding", "deflate, gzip"),
        ("Content-Encoding", "nonsense"),
        ("Transfer-Encoding", "chunked"),
        ("Transfer-Encoding", "gzip"),
        ("Content-Length", "-1"),
        ("Content-Length", "99999999999999999999"),
        ("Content-Length", "x"),
        ("Retry-After", "-5"),
        ("Retry-After", "Mon, 99 Foo 2026"),
        ("Location", "//"),
        ("Location", "\\\\[::1"),
        ("Set-Cookie", "a=b; domain=.com"),
        ("Connection", "Upgrade"),
        ("", ""),
        ("Ünïcödé", "\x80"),
    ]
)
BODIES = st.binary(max_size=60) | st.sampled_from(
    [
        b"",
        b'{"responses":[{"code":"200"}],"data":[]}',
        gzip.compress(b'{"responses":[{"code":"200"}],"data":[]}'),
        gzip.compress(b"[]")[:-3],
        b"5\r\nhello\r\n",
        b"-1\r\n",
        b"ffffffffffffffff\r\n",
        b"0\r\n\r\n",
    ]
)
ANSWERS = st.binary(max_size=80) | st.builds(
    http,
    st.sampled_from([0, 99, 100, 200, 204, 206, 301, 304, 404, 429, 500, 503, 600, 999]),
    BODIES,
    st.lists(HEADERS, max_size=3),
    st.sampled_from([None, None, False, 0, 5]),
)


@settings(max_examples=60)
@given(ANSWERS)
@example(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nabcde")
@example(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n")
@example(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70000 + b"\r\n\r\n")
@example(b"HTTP/1.1 200 OK\r\n folded: x\r\n\r\n")
@example(b"HTTP/9.9 200 OK\r\n\r\n")
def test_any_bytes_on_the_wire_are_an_answer_or_an_error(content):
    with Server(always(content, keep=False)) as server:
        found = ask(server)
    if isinstance(found, EnswitchError):
        assert found.category in CATEGORIES and LIST in found.text
        json.dumps(found.as_dict())
    else:
        assert found.codes


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_is_refused_in_little_memory(monkeypatch, coding):
    monkeypatch.setattr(_transport, "MAX_BODY", 4 * MIB)
    content = b" " * (96 * MIB)
    packed = gzip.compress(content, 1) if coding == "gzip" else zlib.compress(content, 1)
    assert len(packed) < 2 * MIB
    del content
    with Server(always(http(body=packed, headers=[("Content-Encoding", coding)]), keep=False)) as server:
        found, memory = peak(lambda: ask(server))
    assert isinstance(found, EnswitchError) and found.category == "protocol"
    assert memory < 32 * MIB


def test_the_limit_of_an_answer_is_one_that_a_machine_can_bear():
    assert _transport.MAX_BODY <= 512 * MIB


@pytest.mark.parametrize("opening, closing", [(b"[", b"]"), (b'{"a":', b"}"), (b'[{"a":[', b"]}]")])
@pytest.mark.parametrize("depth", [50, 100_000])
def test_deep_nesting_ends_in_no_traceback_and_in_little_memory(opening, closing, depth):
    body = b'{"responses":[{"code":"200"}],"data":' + opening * depth + b"1" + closing * depth + b"}"

    def read():
        try:
            return parse(LIST, body).codes
        except ProtocolError:
            return None

    found, memory = peak(read)
    assert found in (None, [200])
    assert memory < 20 * len(body) + 16 * MIB


# --- files -------------------------------------------------------------------------------------------------

PIECES = [b"2125550101", b"number", b",", b";", b"\t", b'"', b'""', b"\n", b"\r\n", b"\r", b"#", b" ", b"\xff", b"\0"]


@settings(max_examples=150)
@given(
    content=st.binary(max_size=200)
    | st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=30).map(b"".join),
    column=st.none() | st.sampled_from(["1", "2", "a", "999999999999", "number", " NUMBER ", "²", '"', "-1"]),
    delimiter=st.none() | st.sampled_from([";", "\\t", "|", '"']),
)
def test_any_file_is_entries_or_an_error(tmp_path, content, column, delimiter):
    path = tmp_path / "list"
    path.write_bytes(content)
    try:
        files.check("src", column, delimiter)
        entries = list(files.read_list(str(path), "src", column, delimiter))
    except UsageError as error:
        assert error.key and error.key.startswith("src") and "src" in error.text and error.text.endswith(".")
        return
    numbers = [number for number, _value in entries]
    assert numbers == sorted(set(numbers)) and all(number >= 1 for number in numbers)
    assert all(value == value.strip() for _number, value in entries)


@pytest.mark.parametrize("column", [None, "1"])
@pytest.mark.parametrize(
    "piece",
    [b"1", b'"', b'"\n', b",", b'"1\n', b"number\n", b"\n", b"\r", b"\xc3\xa9"],
    ids=["no line end", "quotes", "open quotes", "fields", "an open field", "headings", "blank", "returns", "letters"],
)
def test_a_file_of_any_size_takes_little_memory(tmp_path, piece, column):
    path = tmp_path / "list"
    # A line without an end is long; lines with an end are many.
    path.write_bytes(piece * (20_000 if piece.endswith((b"\n", b"\r")) else 4 * MIB // len(piece)))

    def read():
        try:
            return sum(1 for _entry in files.read_list(str(path), "src", column))
        except UsageError as error:
            return error

    found, memory = peak(read)
    assert isinstance(found, (int, UsageError))
    assert memory < MIB // 2
    if isinstance(found, UsageError):
        assert len(found.text) < 5000
