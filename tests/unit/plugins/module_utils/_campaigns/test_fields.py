# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of fields: options and rows in any notation, payloads, and the contract of the API."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns import fields as schema
from hypothesis import given
from hypothesis import strategies as st
from unit.support.contract import FUNCTIONS

STR, INT, BOOL, REF = (schema.Field("field", kind) for kind in (schema.STR, schema.INT, schema.BOOL, schema.REF))
JUNK = [[], [1], {}, {"a": 1}, (1,), {1}]


@pytest.mark.parametrize(
    "field, value, wanted",
    [
        (STR, "text", "text"),
        (STR, "", ""),
        (STR, "  x ", "  x "),
        (STR, "0123", "0123"),
        (INT, 10, 10),
        (INT, "10", 10),
        (INT, " 10 ", 10),
        (INT, "-3", -3),
        (INT, -3, -3),
        (INT, 10.0, 10),
        (INT, "10.0", 10),
        (INT, "10.", 10),
        (INT, "", None),
        (INT, "  ", None),
        (BOOL, True, True),
        (BOOL, False, False),
        (BOOL, 1, True),
        (BOOL, 0, False),
        (BOOL, 1.0, True),
        (BOOL, "1", True),
        (BOOL, "0", False),
        (BOOL, "yes", True),
        (BOOL, "No", False),
        (BOOL, "TRUE", True),
        (BOOL, "false", False),
        (BOOL, "on", True),
        (BOOL, "off", False),
        (BOOL, " y ", True),
        (BOOL, "n", False),
        (BOOL, "", None),
        (REF, 7, 7),
        (REF, "7", "7"),
        (REF, " 7 ", "7"),
        (REF, "007", "007"),
        (REF, 0, 0),
        (REF, "0", 0),
        (REF, "", 0),
        (REF, "  ", 0),
        (REF, "Acme Ltd", "Acme Ltd"),
        (REF, " Acme Ltd ", "Acme Ltd"),
        (REF, "7 Dwarfs", "7 Dwarfs"),
        (REF, "+4930123", "+4930123"),
        (REF, "1e3", "1e3"),
        (REF, "٣", "٣"),
        (REF, "9" * 30, "9" * 30),
        (STR, None, None),
        (INT, None, None),
        (BOOL, None, None),
        (REF, None, None),
    ],
)
def test_options_from_yaml_jinja_and_csv(field, value, wanted):
    coerced = schema.coerce_option(field, value)
    assert coerced == wanted and type(coerced) is type(wanted)


@pytest.mark.parametrize(
    "field, value, words",
    [
        (STR, True, "quotes"),
        (STR, False, "quotes"),
        (INT, "ten", "integer"),
        (INT, "1.5", "integer"),
        (INT, ".0", "integer"),
        (INT, "1.0.0", "integer"),
        (INT, 1.5, "integer"),
        (INT, True, "integer"),
        (INT, "1_000", "integer"),
        (INT, float("nan"), "integer"),
        (INT, float("inf"), "integer"),
        (BOOL, "maybe", "boolean"),
        (BOOL, 2, "boolean"),
        (BOOL, "2", "boolean"),
        (REF, True, "boolean"),
        (REF, -1, "name or an ID"),
        (REF, "-1", "name or an ID"),
        (REF, 1.5, "name or an ID.* quotes"),
        # A campaign may be called 7.0, and then it is not the one with ID 7.
        (REF, 7.0, "name or an ID.* quotes"),
        (REF, float("nan"), "name or an ID"),
    ]
    + [(field, value, "single value") for field in (STR, INT, BOOL, REF) for value in JUNK],
)
def test_options_that_cannot_be(field, value, words):
    with pytest.raises(ValueError, match=words):
        schema.coerce_option(field, value)


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
    except ValueError as problem:
        assert str(problem).startswith("must be ")
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
    assert schema.coerce_row({**FULL, "enabled": "0"})["enabled"] is False
    assert schema.coerce_row({**FULL, "enabled": True})["enabled"] is True


@pytest.mark.parametrize(
    "name, value, wanted",
    [
        ("timegroup", None, 0),
        ("timegroup", "", 0),
        ("owner", "0", 0),
        ("enabled", None, False),
        ("enabled", "", False),
        ("description", None, ""),
        ("dnumber", 200, "200"),
        ("name", "", ""),
    ],
)
def test_null_and_empty_columns(name, value, wanted):
    assert schema.coerce_row({name: value}) == {name: wanted}


@pytest.mark.parametrize(
    "name, value",
    [
        ("attempts", None),
        ("attempts", ""),
        ("attempts", "many"),
        ("attempts", [3]),
        ("id", None),
        ("name", ["x"]),
        ("timegroup", "Office"),
    ],
)
def test_a_column_that_cannot_be_read_is_missing(name, value):
    """Nobody compares a guess."""
    assert schema.coerce_row({name: value}) == {}


def test_a_row_is_valid_input_again():
    campaign = schema.coerce_row(FULL)
    assert {name: schema.coerce_option(schema.BY_NAME[name], value) for name, value in campaign.items()} == campaign


def test_payload_has_the_order_of_the_table_and_no_booleans():
    sent = schema.payload({"timegroup": 0, "enabled": False, "name": "x", "id": 3, "description": ""})
    assert list(sent.items()) == [("id", 3), ("name", "x"), ("description", ""), ("enabled", 0), ("timegroup", 0)]
    assert sent["enabled"].__class__ is int
    assert schema.payload({"enabled": True}) == {"enabled": 1}


@pytest.mark.parametrize(
    "name, near",
    [("calerid", "callerid"), ("time_group", "timegroup"), ("descripton", "description"), ("zzz", None), ("", None)],
)
def test_nearest(name, near):
    assert schema.nearest(name, schema.BY_NAME) == near


def test_an_argument_spec_of_its_own_each_time():
    first = schema.argument_spec()
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
    spec = schema.argument_spec()[name]
    # Text comes as it is written, so that what YAML has changed can be told.
    assert spec["type"] == {"str": "raw", "int": "raw" if name in IDS else "int", "bool01": "bool"}[parameter["type"]]
    # A default would overwrite what is there; closed lists are the platform's matter.
    assert set(spec) == {"type"}


def test_what_an_update_resets_is_what_the_contract_says():
    reset = {name for name, parameter in UPDATE.items() if parameter.get("default", "current") != "current"}
    assert reset == {schema.RESET_ON_UPDATE, "validation"}


@pytest.mark.parametrize(
    "value, enabled",
    [("1", True), (1, True), (True, True), ("true", True), (" Yes ", True), ("on", True)]
    + [("0", False), (0, False), (False, False), ("false", False), ("No", False), ("", False), (None, False)],
)
def test_a_boolean_column_in_any_spelling(value, enabled):
    assert schema.coerce_row({"id": 1, "enabled": value}) == {"id": 1, "enabled": enabled}


def test_a_boolean_column_that_says_nothing_is_left_out():
    assert schema.coerce_row({"id": 1, "enabled": "perhaps"}) == {"id": 1}


# --- what YAML and Ansible do to text ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["dnumber", "callerid", "dtype", "machine"])
@pytest.mark.parametrize("value", [128, 4917139200, 1.5, True, False])
def test_what_yaml_may_have_changed_is_refused(name, value):
    with pytest.raises(ValueError, match="put it in quotes"):
        schema.coerce_option(schema.BY_NAME[name], value)


@pytest.mark.parametrize("value", [1.5, True, -3])
def test_a_name_that_yaml_has_changed_is_refused(value):
    with pytest.raises(ValueError, match="put it in quotes"):
        schema.coerce_option(schema.BY_NAME["name"], value)


@pytest.mark.parametrize("name", ["name", "description"])
def test_digits_without_quotes_do_no_harm_in_a_name(name):
    assert schema.coerce_option(schema.BY_NAME[name], 2027) == "2027"


@pytest.mark.parametrize("name", ["name", "description", "callerid", "customer", "owner", "timegroup"])
@pytest.mark.parametrize("value", ["Payment ********s", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"])
def test_what_ansible_shows_in_place_of_a_secret_is_no_value(name, value):
    with pytest.raises(ValueError, match="in place of a password"):
        schema.coerce_option(schema.BY_NAME[name], value)
