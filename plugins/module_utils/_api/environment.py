# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Which connection options count: those that are given, and those of the environment that they leave room for.

The same for modules and for the inventory plugin. What is empty counts as not given, wherever it stands.
Credentials are one choice: a task that names a part of them gets none from the environment, which may have those of
another account.
"""

from __future__ import annotations

import typing as t

from .connection import LONGEST, OPTION_NAMES, normalize_url
from .errors import UsageError
from .written import boolean_in, refuse_mask

Options = t.Dict[str, t.Any]

ALIASES = {"api_url": ["url"], "auth_username": ["username"], "auth_password": ["password"]}
LOGIN = ("auth_username", "auth_password")
TOKEN = "auth_token"
VARIABLES = {name: "ENSWITCH_" + name.replace("api_", "").replace("auth_", "").upper() for name in OPTION_NAMES}


def with_environment(given: t.Mapping[str, t.Any], environment: t.Mapping[str, str]) -> Options:
    """Return the given options, without empty ones of the connection, and what the environment adds.

    Raises UsageError that names the variable whose value cannot be used.
    """
    names = {alias: name for name, aliases in ALIASES.items() for alias in aliases}
    options = {
        key: value
        for key, value in given.items()
        if names.get(key, key) not in VARIABLES or not (value is None or value == "")
    }
    named = {names.get(key, key) for key in options}
    there = {name for name, variable in VARIABLES.items() if environment.get(variable)}
    if named & {*LOGIN, TOKEN}:
        there -= {*LOGIN, TOKEN}
    elif TOKEN in there:
        there -= set(LOGIN)
    for name in sorted(there - named):
        options[name] = _read(name, environment[VARIABLES[name]])
    return options


def _read(name: str, text: str) -> t.Any:
    """Return the value of a variable. Raises UsageError that names the variable."""
    variable = "the environment variable " + VARIABLES[name]
    try:
        refuse_mask(name, text)
        if name == "api_url":
            normalize_url(text)
    except UsageError as problem:
        raise problem.about(variable) from None
    convert, wanted = _CONVERSIONS.get(name, (str, ""))
    try:
        return convert(text.strip() if wanted else text)
    except ValueError:
        raise UsageError(
            "{0}: {1} must be {2}, not {3!r}.".format(name, variable, wanted, text),
            key=name,
            hint="Correct it, or unset it.",
        ) from None


def _flag(text: str) -> bool:
    boolean = boolean_in(text)
    if boolean is None:
        raise ValueError
    return boolean


def _count(text: str) -> int:
    if int(text) < 0:
        raise ValueError
    return int(text)


def _seconds(text: str) -> float:
    # Written so that "not a number" is refused too.
    if not 0 <= float(text) <= LONGEST:
        raise ValueError
    return float(text)


def _some_seconds(text: str) -> float:
    return _seconds(text) or _seconds("none at all")


_CONVERSIONS: dict[str, tuple[t.Callable[[str], t.Any], str]] = {
    "validate_certs": (_flag, "true or false"),
    "timeout": (_some_seconds, "more than 0 seconds and at most a day"),
    "retries": (_count, "an integer, 0 or more"),
    "retry_max_delay": (_seconds, "0 or more seconds and at most a day"),
}
