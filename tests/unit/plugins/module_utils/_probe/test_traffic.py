# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.transport import Reply
from ansible_collections.telephony.enswitch.plugins.module_utils._probe.report import Mask
from ansible_collections.telephony.enswitch.plugins.module_utils._probe.traffic import Exchange, Recorder, summary


class Script:
    """A transport that plays replies, and a clock that goes on with each."""

    def __init__(self, *replies):
        self.replies = list(replies)
        self.time = 0.0
        self.closed = False

    def post(self, function, form):
        self.time += float(form)
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    def clock(self):
        return self.time

    def close(self):
        self.closed = True


def recorded(*bodies, mask=None, seconds=b"0", **more):
    """A recorder that has seen these bodies."""
    fields = {"status": 200, "charset": None, "content_type": "application/json", **more}
    replies = []
    for body in bodies:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        replies.append(Reply(fields["status"], raw, fields["charset"], None, None, fields["content_type"]))
    script = Script(*replies)
    recorder = Recorder(script, mask or Mask(), script.clock)
    for _body in bodies:
        recorder.post("some/list", seconds)
    return recorder


def answer(*codes, **more):
    return {"responses": [{"code": code, "message": "OK"} for code in codes], **more}


def test_codes_and_their_types_and_statuses_are_noted():
    recorder = recorded(answer("200"), answer(404), answer("400", 200), status=203)
    assert recorder.code_types == {"text", "integer"}
    assert recorder.http_statuses == {200: {203}, 404: {203}, 400: {203}}
    assert recorder.responses == {1, 2} and recorder.response_keys == {"code", "message"}


def test_one_response_without_a_list_is_one():
    recorder = recorded({"responses": {"code": "200"}})
    assert recorder.responses == {1} and recorder.http_statuses == {200: {200}}


@pytest.mark.parametrize(
    "more, has_data, data",
    [({}, False, None), ({"data": None}, True, None), ({"data": []}, True, []), ({"data": {"id": 1}}, True, {"id": 1})],
)
def test_missing_data_differs_from_empty_data(more, has_data, data):
    assert recorded(answer("200", **more)).last == Exchange("some/list", 200, [200], has_data, data)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"respon', b"[]", b'{"data": 1}', b'{"responses": [1]}', b"[" * 100000]
)
def test_what_is_no_envelope_is_only_counted(body):
    recorder = recorded(answer("200"), body, status=502)
    assert recorder.last is None and recorder.without_envelope == {502}


def test_the_last_answer_is_forgotten_before_the_next_request():
    script = Script(Reply(200, json.dumps(answer("200")).encode(), None, None, None, None), ConnectionError("gone"))
    recorder = Recorder(script, Mask(), script.clock)
    recorder.post("some/list", b"1")
    assert recorder.last is not None
    with pytest.raises(ConnectionError):
        recorder.post("some/list", b"1")
    assert recorder.last is None and recorder.seconds == {"some/list": [1.0]}


def test_character_sets_are_noted():
    text = '{"responses": [{"code": "200"}], "data": {"name": "Söhne"}}'
    plain = recorded(answer("200"))
    assert not plain.beyond_ascii and not plain.charset_trouble
    utf8 = recorded(text.encode("utf-8"))
    assert utf8.beyond_ascii and not utf8.charset_trouble
    latin = recorded(text.encode("latin-1"))
    assert latin.charset_trouble and latin.last is None
    named = recorded(text.encode("latin-1"), charset="latin-1", content_type="application/json; charset=latin-1")
    assert named.beyond_ascii and named.content_types == {"application/json; charset=latin-1"}
    assert recorded(answer("200"), charset="no-such-charset").charset_trouble
    assert recorded(answer("200"), content_type=None).content_types == {""}


def test_names_are_learned_from_the_data():
    mask = Mask()
    recorded(answer("200", data=[{"name": "Quiet zebra"}]), mask=mask)
    assert mask.text("No Quiet zebra") == "No <name>"


def test_times_are_in_milliseconds():
    script = Script(*[Reply(200, b"{}", None, None, None)] * 4)
    recorder = Recorder(script, Mask(), script.clock)
    for seconds in (b"0.1", b"0.4", b"0.2"):
        recorder.post("b", seconds)
    recorder.post("a", b"1")
    assert recorder.times() == {
        "a": {"calls": 1, "median_ms": 1000, "highest_ms": 1000},
        "b": {"calls": 3, "median_ms": 200, "highest_ms": 400},
    }
    assert list(recorder.times()) == ["a", "b"]
    assert summary([0.1, 0.3]) == {"calls": 2, "median_ms": 200, "highest_ms": 300}


def test_closing_closes_the_transport():
    script = Script()
    Recorder(script, Mask()).close()
    assert script.closed
