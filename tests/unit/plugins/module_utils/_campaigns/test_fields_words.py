# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The very words of what is refused, and values at the edge."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns import fields as schema

STR, INT, BOOL, REF = (schema.BY_NAME[name] for name in ("name", "attempts", "enabled", "owner"))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (STR, ["a"], "must be a single value, not a list"),
        (STR, {"a": 1}, "must be a single value, not a dictionary"),
        (STR, True, "must be text; put it in quotes, since YAML has read it as a boolean, True"),
        (BOOL, "maybe", "must be a boolean, not 'maybe'"),
        (BOOL, " Maybe ", "must be a boolean, not ' Maybe '"),
        (INT, "x", "must be an integer, not 'x'"),
        (REF, True, "must be a name or an ID, not a boolean; put it in quotes, since YAML has read it as True"),
        (
            REF,
            1.0,
            "must be a name or an ID, not a floating point number; put it in quotes, since YAML has read it as 1.0",
        ),
        (REF, -1, "must be a name or an ID, not '-1'"),
    ],
)
def test_every_mistake_in_its_words(field, value, words):
    with pytest.raises(ValueError) as caught:
        schema.coerce_option(field, value)
    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("field", "value", "wanted"),
    [
        (BOOL, "1.0", True),
        (BOOL, "0.0", False),
        (BOOL, " YES ", True),
        (BOOL, "OFF", False),
        (BOOL, "", None),
        (INT, " ", None),
        (INT, "0", 0),
        (REF, "", 0),
        (REF, " ", 0),
        (REF, 0, 0),
        (REF, "0", 0),
        (REF, "+1", "+1"),
        (REF, " Acme ", "Acme"),
        (STR, " a ", " a "),
        (STR, 1, "1"),
        (STR, None, None),
    ],
)
def test_values_at_the_edge(field, value, wanted):
    got = schema.coerce_option(field, value)
    assert got == wanted and type(got) is type(wanted)


def test_the_options_of_a_campaign():
    spec = schema.argument_spec()
    assert list(spec) == [field.name for field in schema.KEYS + schema.FIELDS]
    types = {"name": "raw", "attempts": "int", "enabled": "bool", "owner": "raw", "id": "int", "customer": "raw"}
    assert {name: spec[name] for name in types} == {name: {"type": kind} for name, kind in types.items()}


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (
            {"id": "7", "name": None, "attempts": None, "enabled": None, "owner": None},
            {"id": 7, "name": "", "enabled": False, "owner": 0},
        ),
        ({"attempts": "", "enabled": "", "owner": "", "name": ""}, {"name": "", "enabled": False, "owner": 0}),
        ({"name": 5, "dtype": 1.5, "dnumber": ["x"], "retry": "60"}, {"name": "5", "dtype": "1.5", "retry": 60}),
        ({"enabled": True, "attempts": True, "owner": "1"}, {"enabled": True, "attempts": 1, "owner": 1}),
        ({"enabled": 0, "attempts": "x", "owner": "y", "unknown": 1}, {"enabled": False}),
        # What cannot be read, or is missing, does not end the reading.
        ({"name": [], "dtype": "queue"}, {"dtype": "queue"}),
        ({"timegroup": 2}, {"timegroup": 2}),
    ],
)
def test_rows(row, wanted):
    got = schema.coerce_row(row)
    assert got == wanted
    assert {name: type(value) for name, value in got.items()} == {name: type(value) for name, value in wanted.items()}


def test_defaults_and_payload():
    assert schema.defaults() == {
        "attempts": 1,
        "callerid": "",
        "description": "",
        "enabled": True,
        "machine": "failed",
        "maximum": 1,
        "keep_agents_available": 0,
        "owner": 0,
        "recordgroup": 0,
        "retry": 3600,
        "success": "answer",
        "timegroup": 0,
    }
    sent = schema.payload({"enabled": False, "name": "A", "id": 3, "customer": 2})
    assert list(sent.items()) == [("id", 3), ("customer", 2), ("name", "A"), ("enabled", 0)]
    assert sent["enabled"].__class__ is int


@pytest.mark.parametrize(
    ("name", "known", "wanted"),
    [
        ("atempts", ["retry", "attempts"], "attempts"),
        # Six of ten letters are enough, five are not; the best comes first.
        ("abcdefghij", ["abcdefzzzz"], "abcdefzzzz"),
        ("abcdefghij", ["abcdezzzzz"], None),
        ("abcdefghij", ["abcdefgzzz", "abcdefghiz"], "abcdefghiz"),
        ("x", [], None),
    ],
)
def test_the_nearest_name(name, known, wanted):
    assert schema.nearest(name, iter(known)) == wanted
