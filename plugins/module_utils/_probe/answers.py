# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Answers of the probe, without anything that identifies a person: kinds of values, and text with names masked."""

from __future__ import annotations

import html
import re
import typing as t

from .._api.envelope import to_integer
from .._api.errors import EnswitchError
from .._campaigns import fields as schema

Row = t.Dict[str, t.Any]
Value = t.TypeVar("Value")

ACCEPTED = "accepted: code 201"
REFUSED = "refused: code 400"
_REFUSALS = {402: "not allowed:", 403: "not allowed:", 404: "not found:"}
# Columns that hold words of the platform, not of its customers.
_WORD_COLUMNS = frozenset(("dtype", "machine", "status", "success"))
# Names of the API itself. They are shown even where a campaign has the same name.
_KNOWN = frozenset(schema.BY_NAME) | frozenset(
    "all campaign code count data deleted descending dnumbers key limit message offset pages parent recursive responses"
    " sort status token username validation".split()
)
_COLUMN = re.compile(r"(?!.*[0-9]{4})[A-Za-z_][A-Za-z0-9_.-]{0,39}", re.ASCII)
_WORD = re.compile(r"[a-z][a-z_]{0,19}", re.ASCII)
_QUOTED = re.compile(
    "\"[^\"]*\"|\u00ab[^\u00bb]*\u00bb|\u201c[^\u201d]*\u201d|\u201e[^\u201c\u201d]*[\u201c\u201d]|(?<!\\w)'[^']*'(?!\\w)"
)
_ADDRESS = re.compile(r"\S+@\S+|\w+://\S+")
_LONGEST_TEXT = 200
# A shorter name is masked only as a whole word.
_SHORT = 4
_KINDS = {type(None): "null", bool: "boolean", int: "integer", float: "number", str: "empty text", list: "list"}


class NotAsked(Exception):
    """A question that makes no sense, or is not safe, on this platform. Its text is the reason."""


class Found(t.NamedTuple):
    """The answer to a question: a few stable words, and the evidence."""

    answer: str
    evidence: dict[str, t.Any] = {}


class Mask:
    """Replaces names and numbers in the platform's own texts. It learns the names from everything that is read."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def learn(self, value: t.Any, column: str = "") -> None:
        """Remember all texts in nested data as names, except in columns that hold words of the platform."""
        if isinstance(value, (dict, list)):
            for key, entry in value.items() if isinstance(value, dict) else ((column, entry) for entry in value):
                self.learn(entry, key)
        elif isinstance(value, str) and column not in _WORD_COLUMNS and any(map(str.isalpha, value)):
            self._names.update((value.strip(), html.escape(value.strip())))

    def text(self, text: str) -> str:
        """Return a message without names, quoted values, addresses and digits."""
        text = _QUOTED.sub(lambda found: found[0] if found[0][1:-1] in _KNOWN else "<value>", text)
        text = _ADDRESS.sub("<address>", text)
        for name in sorted(self._names, key=len, reverse=True):
            # This comparison is much faster than a pattern.
            if name.casefold() not in text.casefold():
                continue
            pattern = re.escape(name) if len(name) >= _SHORT else r"(?<!\w){0}(?!\w)".format(re.escape(name))
            text = re.sub(pattern, "<name>", text, flags=re.IGNORECASE)
            if len(name) >= _SHORT and name.casefold() in text.casefold():
                # Spelled with other letters, such as SS for a sharp s: the pattern does not find it.
                return "<text with a name>"
        return re.sub(r"\d+", "#", text)[:_LONGEST_TEXT]

    def column(self, name: str) -> str:
        """Return the name of a column or parameter. Any other key is masked."""
        return name if name in _KNOWN or (_COLUMN.fullmatch(name) and name not in self._names) else "<key>"

    def evidence(self, evidence: dict[str, t.Any]) -> dict[str, t.Any]:
        """Return evidence with what the platform said of an error masked."""
        masks = {"message": self.text, "key": self.column}
        return {name: masks[name](value) if name in masks else value for name, value in evidence.items()}

    def kinds(self, data: t.Any) -> dict[str, str]:
        """Return the kinds of values by column, of one row or of several."""
        found: dict[str, set[str]] = {}
        for row in data if isinstance(data, list) else [data]:
            for name, value in row.items() if isinstance(row, dict) else ():
                found.setdefault(self.column(name), set()).add(kind(value))
        return {name: " or ".join(sorted(found[name])) for name in sorted(found)}

    def shape(self, data: t.Any) -> str:
        """Return JSON data with kinds in place of values. Of a list, only the first entry is shown."""
        if isinstance(data, list):
            return "[{0}]".format(self.shape(data[0]) if data else "")
        if isinstance(data, dict):
            return "{{{0}}}".format(", ".join(map(": ".join, self.kinds(data).items())))
        return kind(data)


def kind(value: t.Any) -> str:
    """Return what a JSON value is, in place of the value."""
    if isinstance(value, str) and value:
        return "text" if to_integer(value) is None else "integer as text"
    return _KINDS.get(type(value), "object")


def word(value: t.Any) -> str:
    """Return a word of the platform, such as a status. Of anything else, return only the kind."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else "<{0}>".format(kind(value))


def joined(words: t.Iterable[str]) -> str:
    """Return different words as one answer."""
    return " and ".join(sorted(set(words)))


def first(values: t.Iterable[Value | None], why_not: str) -> Value:
    """Return the first value that there is. Raises NotAsked with the reason where there is none."""
    for value in values:
        if value:
            return value
    raise NotAsked(why_not)


def needed(value: Value | None, why_not: str) -> Value:
    """Return what a question cannot do without. Raises NotAsked with the reason where it is not there."""
    return first([value], why_not)


def refusal(error: EnswitchError) -> Found:
    """Return what a failed call means as an answer."""
    if error.code is not None:
        how = _REFUSALS.get(error.code, "answered with" if error.code < 300 else "refused:")
        answer = "{0} code {1}".format(how, error.code)
    elif error.http_status is not None:
        answer = "no envelope: HTTP {0}".format(error.http_status)
    else:
        answer = "no answer: {0}".format(error.category)
    names = ("category", "code", "http_status", "key", "message", "function")
    return Found(answer, {name: getattr(error, name) for name in names if getattr(error, name) not in (None, "")})
