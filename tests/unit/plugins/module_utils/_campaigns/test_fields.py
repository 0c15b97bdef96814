# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of fields: options and rows in any notation, payloads, and the contract of the API."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns import fields as schema
from hypothesis import given
from hypothesis import strategies as st
from unit.support.contract import FUNCTIONS

STR, INT, BOOL, REF = (schema.Field("field", kind) for kind in (schema.STR, schema.INT, schema.BOOL, schema.REF))


BLANKS = [" ", "\t", "\u00a0"]
# What an option becomes, and the notations that mean it.
OPTIONS = [
    (STR, "text", ["text"]),
    (STR, "", [""]),
    (STR, "  x ", ["  x "]),
    (STR, "0123", ["0123"]),
    (INT, 10, [10, "10", " 10 ", 10.0, "10.0", "10."]),
    (INT, 0, ["0"]),
    (INT, -3, ["-3", -3]),
    (BOOL, True, [True, 1, 1.0, "1", "1.0", "yes", " YES ", "TRUE", "on", " y "]),
    (BOOL, False, [False, 0, "0", "0.0", "No", "false", "off", "OFF", "n"]),
    (REF, 7, [7]),
    (REF, "7", ["7", " 7 "]),
    (REF, "007", ["007"]),
    (REF, 0, [0, "0", "", " "]),
    (REF, "Acme Ltd", ["Acme Ltd", " Acme Ltd "]),
    *((REF, text, [text]) for text in ("7 Dwarfs", "+4930123", "+1", "1e3", "٣", "9" * 30)),
    *((field, None, [None]) for field in (STR, INT, BOOL, REF)),
    *((field, None, ["", "  "]) for field in (INT, BOOL)),
    (schema.BY_NAME["customer"], 0, [""]),
    (schema.BY_NAME["owner"], 0, BLANKS),
    # Digits without quotes do no harm in a name.
    *((schema.BY_NAME[name], str(digits), [digits]) for name in ("name", "description") for digits in (2027, 0)),
]


@pytest.mark.parametrize(
    "field, value, wanted", [(field, value, wanted) for field, wanted, values in OPTIONS for value in values]
)
def test_options_from_yaml_jinja_and_csv(field, value, wanted):
    coerced = schema.coerce_option(field, value)
    assert coerced == wanted and type(coerced) is type(wanted)


def named(*names):
    return [schema.BY_NAME[name] for name in names]


ALL = [STR, INT, BOOL, REF]
# Text in which a leading zero or plus may have been lost.
DIGITS = named("dnumber", "callerid", "dtype", "machine")
FROM_YAML = "and YAML has read it as "
IN_QUOTES = " Where it is written, put it in quotes."
WHOLE = " Write a whole number."
# Fields, why an option is refused, and values.
REFUSED = [
    ([INT], "must be an integer, not '{0}'." + WHOLE, ["ten", "1.5", ".0", "1.0.0", "1.X", 1.5, True, "1_000"]),
    ([INT], "must be an integer, not '{0}'." + WHOLE, [float("nan"), float("inf")]),
    ([BOOL], "must be a boolean, not '{0}'. Write true or false.", ["maybe", " Maybe ", 2, "2"]),
    ([REF], "must be a name or an ID, not '{0}'. Write a name, or an ID that is more than 0.", [-1, "-1"]),
    ([REF], "must be a name or an ID, " + FROM_YAML + "a boolean, {0}." + IN_QUOTES, [True]),
    # A campaign may be called 7.0, and then it is not the one with ID 7.
    (
        [REF],
        "must be a name or an ID, " + FROM_YAML + "a floating point number, {0}." + IN_QUOTES,
        [1.5, 7.0, float("nan")],
    ),
    (ALL, "must be a single value, not a list. Give one value.", [[], [1]]),
    (ALL, "must be a single value, not a dictionary. Give one value.", [{}, {"a": 1}, (1,), {1}]),
    ([STR, *named("name"), *DIGITS], "must be text, " + FROM_YAML + "a boolean, {0}." + IN_QUOTES, [True, False]),
    ([STR, *named("name"), *DIGITS], "must be text, " + FROM_YAML + "a floating point number, {0}." + IN_QUOTES, [1.5]),
    ([STR, *named("name"), *DIGITS], "must be text, " + FROM_YAML + "an integer, {0}." + IN_QUOTES, [-3]),
    ([STR, *DIGITS], "must be text, " + FROM_YAML + "an integer, {0}." + IN_QUOTES, [128, 4917139200]),
    ([STR], "must be text, " + FROM_YAML + "something else, {0}." + IN_QUOTES, [b"x"]),
    # A cell of a spreadsheet that looks empty must not mean the customer of whoever runs the task.
    (
        named("customer"),
        "holds only blanks. Write a name or an ID, or nothing at all for your own customer.",
        BLANKS,
    ),
    (
        named("name", "description", "callerid", "customer", "owner", "timegroup"),
        "holds a mask, which Ansible shows in place of a secret. Write the real text: this one comes from a result in "
        "which a secret was hidden.",
        ["Payment ********s", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"],
    ),
]


@pytest.mark.parametrize(
    "field, value, words",
    [(field, value, words) for fields, words, values in REFUSED for field in fields for value in values],
)
def test_options_that_cannot_be(field, value, words):
    with pytest.raises(UsageError) as caught:
        schema.coerce_option(field, value)
    assert caught.value.msg == "{0} {1}".format(field.name, words.format(value)) and caught.value.key == field.name
    with pytest.raises(UsageError) as caught:
        schema.coerce_option(field, value, "other")
    assert caught.value.msg == "other " + words.format(value) and caught.value.key == "other"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
TYPES = {schema.STR: (str,), schema.INT: (int,), schema.BOOL: (bool,), schema.REF: (int, str)}


@given(st.sampled_from([STR, INT, BOOL, REF]), ANYTHING)
def test_any_option_is_of_its_type_or_refused(field, value):
    try:
        coerced = schema.coerce_option(field, value)
    except UsageError as problem:
        assert str(problem).startswith(field.name + " must be ") and problem.hint
        return
    assert coerced is None or type(coerced) in TYPES[field.kind]
    # What was read once reads the same again: rows of the info module are options, too.
    assert schema.coerce_option(field, coerced) == coerced


@given(st.dictionaries(st.sampled_from(sorted(schema.BY_NAME) + ["x_new", "destinations"]), ANYTHING))
def test_any_row_has_known_columns_of_their_types_only(row):
    campaign = schema.coerce_row(row)
    for name, value in campaign.items():
        assert name in row
        kind = schema.BY_NAME[name].kind
        assert value.__class__ is {schema.STR: str, schema.INT: int, schema.BOOL: bool, schema.REF: int}[kind]


FULL = {
    "id": 7, "customer": 2, "name": "Spring", "dtype": "queue", "dnumber": "200", "attempts": 3, "callerid": "",
    "description": "x", "enabled": 1, "machine": "retry", "maximum": 5, "keep_agents_available": -1, "owner": 4,
    "recordgroup": 0, "retry": 7200, "success": "key", "timegroup": 1,
}  # fmt: skip


def test_quoted_and_bare_rows_are_the_same():
    quoted = {name: str(value) for name, value in FULL.items()}
    assert schema.coerce_row(FULL) == schema.coerce_row(quoted) == {**FULL, "enabled": True}


# What a column becomes, and how a row may have it.
COLUMNS = [
    ("id", 7, ["7"]),
    ("name", "", ["", None]),
    ("name", "5", [5]),
    ("description", "", [None]),
    ("dnumber", "200", [200]),
    ("dtype", "1.5", [1.5]),
    ("retry", 60, ["60"]),
    ("attempts", 1, [True]),
    ("timegroup", 0, [None, ""]),
    ("owner", 0, ["0", None, ""]),
    ("owner", 1, ["1"]),
    ("enabled", True, ["1", 1, True, "true", " Yes ", "on"]),
    ("enabled", False, ["0", 0, False, "false", "No", ""]),
]
# One that cannot be read is missing, so that no guess is compared.
UNREADABLE = [
    ("attempts", [None, "", "many", "x", [3]]),
    ("id", [None]),
    ("name", [["x"], []]),
    ("dnumber", [["x"]]),
    ("timegroup", ["Office"]),
    ("owner", ["y"]),
    ("enabled", ["perhaps", None]),
    ("unknown", [1]),
]


@pytest.mark.parametrize(
    "name, value, wanted",
    [(name, value, {name: wanted}) for name, wanted, values in COLUMNS for value in values]
    + [(name, value, {}) for name, values in UNREADABLE for value in values],
)
def test_a_column_in_any_notation(name, value, wanted):
    # What comes before and after it is read all the same.
    found = schema.coerce_row({"customer": 2, name: value, "success": "key"})
    assert found == {"customer": 2, "success": "key", **wanted}
    assert [type(found[column]) for column in wanted] == [type(expected) for expected in wanted.values()]


@pytest.mark.parametrize(
    "row, columns",
    [
        ({"attempts": "many", "owner": "y", "retry": "60", "callerid": None, "unknown": [1]}, {"attempts", "owner"}),
        # Nothing is there to be read.
        ({"attempts": "", "retry": None, "enabled": None}, set()),
    ],
)
def test_columns_that_cannot_be_read_are_told_from_empty_ones(row, columns):
    assert schema.garbled(row, schema.coerce_row(row)) == columns


def test_a_row_is_valid_input_again():
    campaign = schema.coerce_row(FULL)
    assert {name: schema.coerce_option(schema.BY_NAME[name], value) for name, value in campaign.items()} == campaign


@pytest.mark.parametrize(
    "one, other, equal",
    [
        ("one\ntwo", "one\r\ntwo", True),
        ("one\ntwo", "one\rtwo", True),
        ("one \ntwo", "one\ntwo", True),
        (" one ", "one", True),
        ("one \n", "one", True),
        ("S\u00f6hne", "So\u0308hne", True),
        ("one\n two", "one\ntwo", False),
        ("one two", "one\ntwo", False),
        ("one two", "one  two", False),
        ("one", "One", False),
        ("one", None, False),
        (None, "one", False),
        (None, None, True),
        (1, True, True),
        (1, "1", False),
    ],
)
def test_two_values_of_a_field_are_the_same(one, other, equal):
    assert schema.same(one, other) is equal


def test_payload_has_the_order_of_the_table_and_no_booleans():
    sent = schema.payload({"timegroup": 0, "enabled": False, "name": "x", "id": 3, "customer": 2, "description": ""})
    wanted = [("id", 3), ("customer", 2), ("name", "x"), ("description", ""), ("enabled", 0), ("timegroup", 0)]
    assert list(sent.items()) == wanted
    assert sent["enabled"].__class__ is int
    assert schema.payload({"enabled": True}) == {"enabled": 1}


@pytest.mark.parametrize(
    "name, known, wanted",
    [
        ("calerid", schema.BY_NAME, "callerid"),
        ("time_group", schema.BY_NAME, "timegroup"),
        ("descripton", schema.BY_NAME, "description"),
        ("zzz", schema.BY_NAME, None),
        ("", schema.BY_NAME, None),
        # Six of ten letters are enough, five are not; the best comes first.
        ("abcdefghij", ["abcdefzzzz"], "abcdefzzzz"),
        ("abcdefghij", ["abcdezzzzz"], None),
        ("abcdefghij", ["abcdefgzzz", "abcdefghiz"], "abcdefghiz"),
        ("x", [], None),
    ],
)
def test_nearest(name, known, wanted):
    assert schema.nearest(name, iter(known)) == wanted


def test_an_argument_spec_of_its_own_each_time():
    first = schema.argument_spec()
    assert list(first) == [field.name for field in schema.KEYS + schema.FIELDS]
    first["name"]["required"] = True
    assert "required" not in schema.argument_spec()["name"]


# --- the contract -----------------------------------------------------------------------------------------

CREATE = FUNCTIONS["bulk/campaigns/create"]["parameters"]
UPDATE = FUNCTIONS["bulk/campaigns/update"]["parameters"]
IDS = ("customer", "owner", "recordgroup", "timegroup")


def test_the_fields_are_the_parameters_of_the_contract():
    names = {field.name for field in schema.FIELDS}
    assert names | {"customer"} == set(CREATE) - {"validation"}
    assert names | {"id"} == set(UPDATE) - {"validation"}
    assert [field.name for field in schema.KEYS] == ["id", "customer"]


@pytest.mark.parametrize("name", sorted((set(CREATE) | set(UPDATE)) - {"validation"}))
def test_each_field_is_as_in_the_contract(name):
    field = schema.BY_NAME[name]
    parameter = CREATE.get(name, UPDATE.get(name))
    kinds = {"str": schema.STR, "int": schema.REF if name in IDS else schema.INT, "bool01": schema.BOOL}
    assert field.kind == kinds[parameter["type"]]
    assert field.since == parameter.get("since")
    if name not in ("id", "customer"):
        assert field.required == parameter.get("required", False)
        assert field.default == parameter.get("default")
        assert (name in schema.defaults()) == ("default" in parameter)
        assert schema.defaults().get(name) == parameter.get("default")
    spec = schema.argument_spec()[name]
    # Text comes as it is written, so that what YAML has changed can be told.
    assert spec["type"] == {"str": "raw", "int": "raw" if name in IDS else "int", "bool01": "bool"}[parameter["type"]]
    # Each entry of a list says all of its mistakes, so it takes any value.
    assert schema.suboptions()[name] == {"type": "raw"}
    # A default would overwrite what is there; closed lists are the platform's matter.
    assert set(spec) == {"type"}


def test_what_an_update_resets_is_what_the_contract_says():
    reset = {name for name, parameter in UPDATE.items() if parameter.get("default", "current") != "current"}
    assert reset == {schema.RESET_ON_UPDATE, "validation"}
