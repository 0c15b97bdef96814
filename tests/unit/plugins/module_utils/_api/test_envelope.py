# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The envelope: whatever bytes come, there is an answer or one kind of error."""

from __future__ import annotations

import json

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.envelope import Answer, parse, to_integer
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import PROTOCOL, NoIdError, ProtocolError
from ansible_collections.telephony.enswitch.plugins.module_utils._api.redaction import Redactor
from hypothesis import example, given
from hypothesis import strategies as st

FUNCTION = "bulk/campaigns/list"


def body(code="200", **more):
    return json.dumps({"responses": [{"code": code, "key": "", "message": ""}], **more}).encode()


def refused(content, charset=None):
    with pytest.raises(ProtocolError) as caught:
        parse(FUNCTION, content, charset)
    error = caught.value
    assert error.category == PROTOCOL
    assert error.function == FUNCTION
    assert error.text.startswith(FUNCTION)
    return error


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
# What looks like an envelope, with anything in the places that matter.
ENVELOPES = st.fixed_dictionaries(
    {
        "responses": JSON_VALUES
        | st.lists(
            st.fixed_dictionaries(
                {"code": JSON_VALUES | st.sampled_from(["200", 200, " 200 ", 200.0, "500"])},
                optional={"key": JSON_VALUES, "message": JSON_VALUES},
            ),
            max_size=3,
        )
    },
    optional={"data": JSON_VALUES},
)
CHARSETS = (
    st.none()
    | st.sampled_from("latin-1 utf-16 utf-32-le utf-7 koi8-r idna punycode undefined hex rot13 zlib a\0b é".split(" "))
    | st.text(max_size=8)
)


@given(
    st.binary(max_size=200)
    | ENVELOPES.map(lambda value: json.dumps(value).encode())
    | ENVELOPES.map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    | JSON_VALUES.map(lambda value: json.dumps(value).encode()),
    CHARSETS,
)
@example(b'{"responses":[{"code":"200"}]}', "undefined")
@example(b"\xff\xfe\xfd", "undefined")
@example(b"\xff\xfe\xfd", "idna")
@example(b"\xff", "a\0b")
@example(b'{"responses":[{"code":' + b"9" * 5000 + b"}]}", None)
@example(b'{"responses":[{"code":1e400}]}', None)
@example(b'{"responses":[{"code":NaN}]}', None)
@example(b'{"responses":[{"code":-Infinity}]}', None)
@example(b'{"responses":' * 100_000, None)
@example(b"[" * 1_000_000, None)
@example(b'{"responses":[{"code":"200","key":"\\ud800"}]}', None)
@example(b"\x00\x00\x00", None)
@example(b"\xef\xbb\xbf", None)
def test_any_bytes_are_an_answer_or_a_protocol_error(content, charset):
    try:
        answer = parse(FUNCTION, content, charset)
    except ProtocolError as error:
        assert error.function == FUNCTION
        return
    assert answer.responses and len(answer.responses) == len(answer.codes)
    assert all(isinstance(code, int) and not isinstance(code, bool) for code in answer.codes)
    assert answer.code in answer.codes
    for reading in (answer.rows, answer.row):
        try:
            found = reading()
        except ProtocolError:
            continue
        assert isinstance(found, (list, dict))
    assert answer.integer("id") is None or isinstance(answer.integer("id"), int)


@pytest.mark.parametrize("depth", [10, 400, 900, 3000, 9000, 100_000])
def test_nested_answers_end_in_no_traceback(depth):
    """What is parsed can be masked and shown, too."""
    nested = b"[" * depth + b"]" * depth
    content = b'{"responses":[{"code":"500","key":' + nested + b',"message":' + nested + b"}]}"
    try:
        answer = parse(FUNCTION, content)
    except ProtocolError:
        return
    shown = Redactor(["secret"]).data(answer.responses)
    assert len(str(shown)) < 1000


@pytest.mark.parametrize("code", ["200", 200, 200.0, " 200 ", "+200", "0200"])
def test_a_code_of_any_notation(code):
    assert parse(FUNCTION, body(code)).codes == [200]


@pytest.mark.parametrize(
    "code", [True, False, None, "", "ok", "2e2", "200.0", "²00", "２００", [200], {"n": 200}, 200.5, "9" * 21]
)
def test_what_is_no_code(code):
    error = refused(body(code))
    assert "without a code" in error.text
    assert not error.retryable


@pytest.mark.parametrize(
    "content",
    [
        *(b"{}", b"[]", b"null", b"3", b'"text"', b'{"data":[]}'),
        *(
            b'{"responses":' + inner + b"}"
            for inner in (b"[]", b"null", b'"200"', b'["200"]', b'[{"code":"200"},null]')
        ),
        # A response without any code.
        b'{"responses":[{"key":"","message":""}]}',
    ],
)
def test_json_that_is_no_envelope(content):
    assert not refused(content).retryable


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_what_only_python_takes_for_json_is_refused(constant):
    assert "not valid JSON" in refused(body(data={"x": 1}).replace(b"1}", constant.encode() + b"}")).text


@pytest.mark.parametrize(
    "codes, code, failure",
    [
        (["200"], 200, None),
        (["200", "400", "500"], 400, 1),
        (["201", "201"], 201, None),
        (["500", "200"], 500, 0),
        (["204", "299"], 299, 1),
    ],
)
def test_several_responses(codes, code, failure):
    answer = parse(FUNCTION, json.dumps({"responses": [{"code": entry} for entry in codes]}).encode())
    assert (answer.code, answer.failure) == (code, failure)
    assert answer.codes == [int(entry) for entry in codes]


@pytest.mark.parametrize("response, code", [(b'{"code":"204"}', 204), (b'[{"code":"500","code":"200"}]', 200)])
def test_one_response_and_the_last_of_two_equal_keys_as_in_every_json_parser(response, code):
    assert parse(FUNCTION, b'{"responses":' + response + b"}").codes == [code]


@pytest.mark.parametrize(
    "content, words",
    [(content, "empty") for content in (b"", b" ", b"\r\n\t")]
    + [(body(data=[{"id": 1}])[:length], "") for length in (1, 10, 30, -1)],
)
def test_a_body_that_is_empty_or_was_cut_off_may_pass(content, words):
    error = refused(content)
    assert error.retryable and words in error.text


@pytest.mark.parametrize(
    "content", [b"<html>secret</html>", b"\xef\xbb\xbf<!DOCTYPE html>", b"\n <?xml version='1.0'?>"]
)
def test_a_page_is_not_repeated(content):
    error = refused(content)
    assert "HTML" in error.text and "secret" not in error.text
    assert not error.retryable


@pytest.mark.parametrize(
    "encoding, charset",
    [
        *(("utf-8", charset) for charset in (None, "utf-8", "utf8mb4", "undefined")),
        # Perl's CGI announces Latin-1 unless it is told otherwise.
        ("utf-8", "iso-8859-1"),
        *((same, same) for same in ("iso-8859-1", "windows-1252", "utf-16")),
        *((unsaid, None) for unsaid in ("utf-8-sig", "utf-16-le")),
    ],
)
def test_character_sets(encoding, charset):
    text = json.dumps({"responses": [{"code": "200"}], "data": [{"name": "Söhne & Cie"}]}, ensure_ascii=False)
    assert parse(FUNCTION, text.encode(encoding), charset).rows() == [{"name": "Söhne & Cie"}]


@pytest.mark.parametrize(
    "charset, words", [(None, "UTF-8"), ("us-ascii", "character set"), ("no-such", "character set")]
)
def test_bytes_that_are_no_text(charset, words):
    assert words in refused(b'{"x":"\xff"}', charset).text


ROW = {"id": 1}


@pytest.mark.parametrize(
    "data, rows, row",
    [
        *((nothing, [], None) for nothing in (None, [], {}, "")),
        (ROW, None, ROW),
        ([ROW], [ROW], ROW),
        ([ROW, {"id": 2}], [ROW, {"id": 2}], None),
        *((other, None, None) for other in ("text", 3, 0, True, False, ["text"], [ROW, None])),
    ],
)
def test_data_as_rows_and_as_one_row(data, rows, row):
    """None: it is a protocol error."""
    answer = Answer(FUNCTION, [], [200], data)
    for reading, wanted in ((answer.rows, rows), (answer.row, row)):
        if wanted is None:
            with pytest.raises(ProtocolError):
                reading()
        else:
            assert reading() == wanted


def test_absent_data_is_an_empty_list():
    assert parse(FUNCTION, body()).rows() == []


# What is an integer, and its notations.
INTEGERS = [
    (0, [0, "0"]),
    (-3, ["-3"]),
    (3, ["+3"]),
    (12, [" 12 ", 12.0]),
    (int("9" * 20), ["9" * 20]),
    (None, [True, False, None, "", "-", "--1", "1_000", "1.0", "٣", "9" * 21, 1.5, [1]]),
    (None, [float("nan"), float("inf")]),
]


@pytest.mark.parametrize("value, integer", [(value, integer) for integer, values in INTEGERS for value in values])
def test_integers(value, integer):
    assert to_integer(value) == integer
    assert Answer(FUNCTION, [], [200], {"id": value}).integer("id") == integer
    assert Answer(FUNCTION, [], [200], [{"id": value}]).integer("id") == integer


@pytest.mark.parametrize("data", [None, [], [{"id": 1}, {"id": 2}], ["id"], "id"])
def test_no_integer_where_the_data_is_no_object(data):
    assert Answer(FUNCTION, [], [200], data).integer("id") is None


@pytest.mark.parametrize(
    "codes, mixed", [([200], False), ([400], False), ([201, 400], False), ([200, 400], True), ([500, 204], True)]
)
def test_success_beside_a_failure(codes, mixed):
    assert Answer(FUNCTION, [], codes, None).mixed is mixed


@given(st.integers(min_value=-(10**20) + 1, max_value=10**20 - 1))
def test_integers_bare_and_quoted_are_the_same(value):
    assert to_integer(value) == to_integer(str(value)) == value


def test_rows_with_their_ids():
    rows = [{"id": 7, "name": "Bare"}, {"id": "8"}, {"id": 9.0}]
    assert parse(FUNCTION, body(data=rows)).identified() == [(7, rows[0]), (8, rows[1]), (9, rows[2])]
    assert parse(FUNCTION, body()).identified() == []


@pytest.mark.parametrize("broken", [{}, *({"id": value} for value in (None, "", "c100", 100.5, True, [7], 0, -1))])
def test_a_row_without_an_id_ends_the_reading(broken):
    """Passed over, it would be made a second time."""
    with pytest.raises(NoIdError) as caught:
        parse(FUNCTION, body(data=[{"id": 7}, {"name": "Spring", **broken}])).identified()
    assert caught.value.category == PROTOCOL
    assert caught.value.text == FUNCTION + " answered with a row whose id is missing or cannot be read."
