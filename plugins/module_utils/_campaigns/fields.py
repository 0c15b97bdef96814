# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The table of campaign fields: the only place that lists them (API notes, section 3).

Argument specs, coercion of options and of rows, payloads, comparison and diff come from it. A
parameter that a new version of the API brings is one line here and its text in the fragment
``campaign``.
"""

from __future__ import annotations

import difflib
import typing as t
import unicodedata

from .._api.envelope import to_integer
from .._api.errors import UsageError
from .._api.written import QUOTES, as_text, boolean_in, kind_of, no_boolean, refuse_mask

STR = "str"
INT = "int"
BOOL = "bool"
# An ID in the API; a name or an ID in an option.
REF = "ref"

Value = t.Union[str, int, bool]


class Field(t.NamedTuple):
    """One field of a campaign.

    ``default`` is what the server takes on create where the parameter is absent; None: there is none.
    ``since`` names the first version of the API that has the field, where not all have it.
    ``required`` says that a new campaign cannot be without it.
    """

    name: str
    kind: str
    default: Value | None = None
    since: str | None = None
    required: bool = False


FIELDS = (
    Field("name", STR, required=True),
    Field("dtype", STR, required=True),
    Field("dnumber", STR, required=True),
    Field("attempts", INT, 1),
    Field("callerid", STR, ""),
    Field("description", STR, ""),
    Field("enabled", BOOL, True),
    Field("machine", STR, "failed"),
    Field("maximum", INT, 1),
    Field("keep_agents_available", INT, 0, since="4.2"),
    Field("owner", REF, 0),
    Field("recordgroup", REF, 0),
    Field("retry", INT, 3600),
    Field("success", STR, "answer"),
    Field("timegroup", REF, 0),
)
# Which campaign, rather than how it is. A campaign cannot move, so the customer is no field to change.
KEYS = (Field("id", INT), Field("customer", REF))

BY_NAME = {field.name: field for field in FIELDS + KEYS}
# Fields that refer to something else, by its ID.
REFERENCES = tuple(field.name for field in FIELDS if field.kind == REF)
REQUIRED = tuple(field.name for field in FIELDS if field.required)

# Text fields in which digits without quotes do no harm. Elsewhere a leading zero or plus may have been lost.
_INTEGERS = frozenset(("name", "description"))

# The guide gives 0, not "current", as the default of this field on updates, so an update always sends it.
RESET_ON_UPDATE = "keep_agents_available"
# What stands for none in a listed column of each kind. Some languages print false as empty text.
_NONE: dict[str, tuple[t.Any, ...]] = {REF: ("", None), BOOL: ("",)}
# Whether the campaign calls.
CALLS = "enabled"
# The meaning of dnumber depends on dtype. Inferred: both have to arrive together.
TOGETHER = ("dtype", "dnumber")


def argument_spec() -> dict[str, dict[str, t.Any]]:
    """Return the options of one campaign for AnsibleModule."""
    # Text comes as it is written: made to text by Ansible, what YAML has changed could not be told any more.
    kinds = {STR: "raw", INT: "int", BOOL: "bool", REF: "raw"}
    return {field.name: {"type": kinds[field.kind]} for field in KEYS + FIELDS}


def suboptions() -> dict[str, dict[str, t.Any]]:
    """Return the fields as options of each entry of a list; coerce_option() checks and converts their values."""
    return {field.name: {"type": "raw"} for field in KEYS + FIELDS}


def coerce_option(field: Field, value: t.Any, option: str = "") -> Value | None:
    """Return an option's value in the field's type; None where it is left out.

    Options come from YAML, from Jinja2, or from CSV, where everything is text. A reference is an integer where it
    is an ID for sure; text stays text, also where it is only digits; "" and 0 become 0.

    Raises UsageError that names ``option``, the field's own name unless another is given.
    """
    option = option or field.name
    if value is None:
        return None
    if isinstance(value, (list, dict, tuple, set)):
        raise UsageError(
            "{0} must be a single value, not a {1}.".format(
                option, "list" if isinstance(value, list) else "dictionary"
            ),
            key=option,
            hint="Give one value.",
        )
    refuse_mask(option, value)
    text = str(value).strip()
    if field.kind == STR:
        return as_text(option, value, integers=field.name in _INTEGERS)
    if field.kind == REF:
        if field.name == "customer" and isinstance(value, str) and value and not text:
            raise UsageError(
                "{0} holds only blanks.".format(option),
                key=option,
                hint="Write a name or an ID, or nothing at all for your own customer.",
            )
        return _reference(option, value, text)
    if text == "":
        return None
    if field.kind == BOOL:
        boolean = boolean_in(text)
        if boolean is not None:
            return boolean
        raise no_boolean(option, value)
    # A spreadsheet writes 3 as 3.0. Ansible takes both for an option of type int, so a row may hold both, too.
    digits, _point, fraction = text.partition(".")
    number = None if isinstance(value, bool) or fraction.strip("0") else to_integer(digits)
    if number is None:
        raise UsageError(
            "{0} must be an integer, not '{1}'.".format(option, value), key=option, hint="Write a whole number."
        )
    return number


def _reference(option: str, value: t.Any, text: str) -> int | str:
    if isinstance(value, (bool, float)):
        raise UsageError(
            "{0} must be a name or an ID, and YAML has read it as {1}, {2}.".format(option, kind_of(value), value),
            key=option,
            hint=QUOTES,
        )
    number = to_integer(value)
    if isinstance(value, str) and not (text.startswith("-") and number is not None):
        # Text of digits means the ID, unless something else has these digits as its name: that is looked up.
        return 0 if text in ("", "0") else text
    if number is None or number < 0:
        raise UsageError(
            "{0} must be a name or an ID, not '{1}'.".format(option, value),
            key=option,
            hint="Write a name, or an ID that is more than 0.",
        )
    return number


def coerce_row(row: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the known columns of a row in their types; unknown columns are left out.

    Integers may be quoted, and NULL in a reference or a text stands for none. A column that is missing or that cannot
    be read is missing in the result too, so that no guess is compared. So is NULL in a boolean: it may mean either.
    """
    campaign: dict[str, t.Any] = {}
    for field in KEYS + FIELDS:
        if field.name not in row:
            continue
        value = row[field.name]
        if field.kind == STR:
            if isinstance(value, (str, int, float)) or value is None:
                campaign[field.name] = "" if value is None else str(value)
            continue
        number = int(value) if isinstance(value, bool) else to_integer(value)
        if number is None and field.kind == BOOL and isinstance(value, str):
            number = boolean_in(value)
        if number is None and value in _NONE.get(field.kind, ()):
            number = 0
        if number is not None:
            campaign[field.name] = bool(number) if field.kind == BOOL else number
    return campaign


def garbled(row: t.Mapping[str, t.Any], campaign: t.Mapping[str, t.Any]) -> set[str]:
    """Return the columns of a row that coerce_row() could not read; null and empty text are none."""
    return {field.name for field in FIELDS if field.name not in campaign and row.get(field.name) not in (None, "")}


def defaults() -> dict[str, t.Any]:
    """Return what the server takes for fields that a new campaign does not name."""
    return {field.name: field.default for field in FIELDS if field.default is not None}


def same(one: t.Any, other: t.Any) -> bool:
    """Tell whether two values of a field are equal.

    A platform may store a text with other line ends, without blanks at its ends, or composed in another way (Unicode).
    """
    if isinstance(one, str) and isinstance(other, str):
        return _stored(one) == _stored(other)
    return bool(one == other)


def _stored(text: str) -> str:
    if text.isascii() and text.isalnum():
        return text
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def payload(fields: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return fields as parameters of the API: 0 and 1 for booleans, the order of the table."""
    ordered = [field.name for field in KEYS + FIELDS if field.name in fields]
    return {name: int(fields[name]) if isinstance(fields[name], bool) else fields[name] for name in ordered}


def nearest(name: str, known: t.Iterable[str]) -> str | None:
    """Return the known name that is most like a mistyped one."""
    return next(iter(difflib.get_close_matches(name, known)), None)
