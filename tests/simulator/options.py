# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What differs between Enswitch servers, or is unknown about them: one table of options.

The command line, the control interface and `testing.py` all take their options from here.
"""

from __future__ import annotations

import argparse
import dataclasses
from typing import Any


class BadOption(ValueError):
    """An unknown option or a value of the wrong type, in words for the user."""


def _about(text: str, choices: tuple[str, ...] | None = None) -> dict[str, Any]:
    return {"help": text, "choices": choices}


@dataclasses.dataclass(frozen=True)
class Options:
    """All options, with the defaults of a present-day server."""

    api_version: str = dataclasses.field(
        default="4.4",
        metadata=_about("version of the API", ("3.13", "3.14", "3.15", "4.0", "4.1", "4.2", "4.3", "4.4")),
    )
    quoted_integers: bool = dataclasses.field(default=False, metadata=_about('integers in data as strings ("id":"1")'))
    mirror_status: bool = dataclasses.field(
        default=False, metadata=_about("HTTP status is the code of the envelope instead of always 200")
    )
    prefix: str = dataclasses.field(default="", metadata=_about('path before /api/json/, such as "/local"'))
    reset_omitted_keep_agents: bool = dataclasses.field(
        default=False, metadata=_about("an update without keep_agents_available sets it to 0")
    )
    empty_list: str = dataclasses.field(
        default="list", metadata=_about("an empty list is [] or data is absent", ("list", "absent"))
    )
    reset_omitted_dates: bool = dataclasses.field(
        default=False, metadata=_about("an update of a period without startdate, enddate or repeats resets them")
    )
    delete_used_timegroup: str = dataclasses.field(
        default="refuse", metadata=_about("deleting a time group that a campaign uses", ("refuse", "allow"))
    )
    usage_names_campaigns: bool = dataclasses.field(
        default=False, metadata=_about("timegroups/usage knows the campaigns that use a group")
    )
    periods_role: str = dataclasses.field(
        default="administrator", metadata=_about("who may read periods", ("administrator", "user"))
    )
    shared_periods: str = dataclasses.field(
        default="visible", metadata=_about("periods of a group that is shared from above", ("visible", "hidden"))
    )
    past_midnight: str = dataclasses.field(
        default="never", metadata=_about("a period whose start is later than its end", ("never", "wraps", "refuse"))
    )
    default_bulk_calls: int = dataclasses.field(
        default=0, metadata=_about("most calls of a customer at once, where bulk_calls is -1 (0: no limit)")
    )
    missing_functions: str = dataclasses.field(
        default="", metadata=_about("functions that this server does not have, separated by commas")
    )
    normalize_numbers: str = dataclasses.field(
        default="none", metadata=_about("how numbers are stored", ("none", "digits", "plus", "country"))
    )
    bad_number: str = dataclasses.field(
        default="reject_all", metadata=_about("what a bad number in dnumbers does", ("reject_all", "skip", "take_rest"))
    )
    max_dnumbers: int = dataclasses.field(default=0, metadata=_about("most numbers in one call (0: no limit)"))
    large_chunk: str = dataclasses.field(
        default="code_400", metadata=_about("the answer to more than that", ("code_400", "http_413", "http_414"))
    )
    token_lifetime: int = dataclasses.field(default=3600, metadata=_about("seconds that a token is valid (0: forever)"))
    code_type: str = dataclasses.field(default="str", metadata=_about("type of code in the envelope", ("str", "int")))
    unique_names: bool = dataclasses.field(
        default=False, metadata=_about("a second campaign or time group of one name in one customer is refused")
    )
    longest_name: int = dataclasses.field(
        default=0, metadata=_about("longer names are cut off, without an error (0: no limit)")
    )
    extra_columns: bool = dataclasses.field(default=False, metadata=_about("unknown columns in every row"))
    max_body: int = dataclasses.field(
        default=0, metadata=_about("most bytes in a request body, else HTTP 413 (0: no limit)")
    )
    latency: float = dataclasses.field(
        default=0.0, metadata=_about("seconds that each API call takes longer; other calls go on meanwhile")
    )
    name_form: str = dataclasses.field(
        default="as_sent",
        metadata=_about(
            "how names are stored",
            ("as_sent", "nfc", "nfd", "strip", "casefold", "latin1", "ascii", "three_bytes", "misread"),
        ),
    )
    text_form: str = dataclasses.field(
        default="as_sent", metadata=_about("how descriptions are stored", ("as_sent", "lf", "crlf", "strip"))
    )
    write_refuses_names: str = dataclasses.field(
        default="", metadata=_about("names that only the real call refuses: shell patterns, separated by commas")
    )
    write_refuses_numbers: str = dataclasses.field(
        default="", metadata=_about("numbers that only the real call refuses, likewise")
    )
    list_lag: float = dataclasses.field(
        default=0.0, metadata=_about("seconds until lists of campaigns, time groups and numbers show a write")
    )
    list_lag_calls: int = dataclasses.field(
        default=0, metadata=_about("calls of such a list until it shows a write, counted after each write")
    )
    write_code: str = dataclasses.field(
        default="documented",
        metadata=_about(
            "success of writes: 200 also where 204 is documented, or the reverse", ("documented", "200", "204")
        ),
    )
    delete_enabled_campaign: str = dataclasses.field(
        default="allow", metadata=_about("deleting a campaign that is enabled", ("allow", "refuse"))
    )
    users_see: str = dataclasses.field(
        default="customer",
        metadata=_about("whose campaigns an account without administrator sees", ("customer", "own")),
    )
    second_factor_calls: str = dataclasses.field(
        default="refuse",
        metadata=_about("calls with name and password of an account with a second factor", ("refuse", "allow")),
    )
    lock_after: int = dataclasses.field(
        default=0, metadata=_about("wrong passwords in a row until an account is locked (0: never)")
    )
    secret_columns: bool = dataclasses.field(
        default=False, metadata=_about("rows of customers have columns such as web_pass and api_key")
    )
    max_in_flight: int = dataclasses.field(
        default=0, metadata=_about("most requests at once, more get HTTP 429 (0: no limit)")
    )
    unknown_parameters: str = dataclasses.field(
        default="ignore", metadata=_about("what an unknown parameter does", ("ignore", "reject"))
    )

    def changed(self, changes: dict[str, Any]) -> Options:
        """A copy with these changes; BadOption names the first that is wrong."""
        return dataclasses.replace(self, **{name: _checked(name, value) for name, value in changes.items()})

    def as_dict(self) -> dict[str, Any]:
        """Plain values by name, for JSON."""
        return dataclasses.asdict(self)


_FIELDS = {field.name: field for field in dataclasses.fields(Options)}


def _checked(name: str, value: Any) -> Any:
    if name not in _FIELDS:
        raise BadOption(f"unknown option {name!r}; known are {', '.join(_FIELDS)}")
    field = _FIELDS[name]
    default: Any = field.default
    kind = type(default)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise BadOption(f"option {name} must be of type {kind.__name__}, not {value!r}")
    checked: Any = value
    if kind in (int, float) and checked < 0:
        raise BadOption(f"option {name} must not be negative")
    choices = field.metadata["choices"]
    if choices is not None and value not in choices:
        raise BadOption(f"option {name} must be one of {', '.join(choices)}, not {value!r}")
    if name == "prefix":
        checked = checked.rstrip("/")
        if checked and not checked.startswith("/"):
            raise BadOption("option prefix must begin with a slash")
    return checked


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One command-line argument for each option; what is not given is absent from the namespace."""
    group = parser.add_argument_group("what the server is like")
    for name, field in _FIELDS.items():
        flag = "--" + name.replace("_", "-")
        text = f"{field.metadata['help']} (default: {field.default!r})"
        if isinstance(field.default, bool):
            group.add_argument(flag, action=argparse.BooleanOptionalAction, default=argparse.SUPPRESS, help=text)
        else:
            group.add_argument(
                flag,
                type=type(field.default),
                choices=field.metadata["choices"],
                default=argparse.SUPPRESS,
                help=text,
            )


def from_arguments(arguments: argparse.Namespace) -> dict[str, Any]:
    """The options that were given on the command line."""
    return {name: value for name, value in vars(arguments).items() if name in _FIELDS}
