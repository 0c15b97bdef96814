# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Telephone numbers: what is sent, what is compared, and which spellings are none.

Two spellings are one person where their canonical forms are equal. What the platform stores may be
spelled differently from what was sent (API notes, section 4: normalization is unknown), so nothing is
ever compared as it is spelled.

A list may hold a million numbers. So a number is one string, shared where it can be, and never an object.
"""

from __future__ import annotations

import typing as t
import unicodedata
from array import array

# More digits than any number plan has; E.164 ends at 15.
MAX_DIGITS = 32
# The longest value of normalize=none, where anything may be a number.
MAX_SPELLING = 128
# How many entries a result names, and how much of a value it shows.
NAMED = 100
SHOWN = 80

# Spaces and the invisible marks that come along when a number is copied from an address book.
_SPACES = "\t \u00a0\u1680\u205f\u3000\ufeff" + "".join(
    chr(point)
    for first, last in ((0x2000, 0x200F), (0x2028, 0x202F), (0x2060, 0x206F))
    for point in range(first, last + 1)
)
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_SEPARATORS = dict.fromkeys(map(ord, _SPACES + _DASHES + ".()[]{}"))

_KINDS = {
    bool: "a boolean",
    float: "a floating point number",
    type(None): "null",
    dict: "a dictionary",
    list: "a list",
}

Normalizer = t.Callable[[str], str]


class BadNumber(Exception):
    """A value that cannot be sent. Its text is the reason, without the value."""


def canonical(spelling: str) -> str:
    """Return the form in which numbers are compared: no separators, no leading plus.

    It is empty where nothing is left. The canonical form of a canonical form is itself.
    """
    if spelling.isascii() and spelling.isalnum():
        return spelling
    return spelling.translate(_SEPARATORS).lstrip("+")


def without_separators(value: str) -> str:
    """Return a number without separators; a leading plus is kept (V(separators)). Raises BadNumber."""
    if not (value.isascii() and value.isdigit()):
        value = value.translate(_SEPARATORS)
        digits = value[1:] if value[:1] == "+" else value
        if not (digits.isascii() and digits.isdigit()):
            raise BadNumber(_why_not_digits(digits))
        if len(digits) > MAX_DIGITS:
            raise BadNumber("has more than {0} digits".format(MAX_DIGITS))
    elif len(value) > MAX_DIGITS:
        raise BadNumber("has more than {0} digits".format(MAX_DIGITS))
    return value


def as_written(value: str) -> str:
    """Return a value as it is but for the space around it (V(none)). Raises BadNumber for what cannot be sent."""
    value = value.strip()
    if "," in value:
        # The API takes a list as one text with commas (API notes, section 1).
        raise BadNumber("contains a comma, which separates numbers")
    if not canonical(value):
        raise BadNumber("is empty")
    if len(value) > MAX_SPELLING:
        raise BadNumber("has more than {0} characters".format(MAX_SPELLING))
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in value):
        raise BadNumber("contains a control character")
    return value


def _why_not_digits(digits: str) -> str:
    if not digits:
        return "is empty"
    if "+" in digits:
        return "has a plus sign that is not at its beginning"
    char = next(char for char in digits if char not in "0123456789")
    if char in ",;|\t\"'":
        return "contains {0!r}; for a CSV file, give the option that names its column".format(char)
    if char == "\0" or unicodedata.category(char) in ("Cc", "Cs"):
        return "contains a control character"
    return "contains {0!r}, which is neither a digit nor a separator".format(char)


def text_of(value: t.Any) -> str:
    """Return an entry of a YAML list as text. An integer is taken as its digits.

    Raises BadNumber for a value that YAML has already changed beyond repair, such as C(1.5e9) or C(true).
    """
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise BadNumber(
        "is {0}, not a telephone number; put it in quotes".format(_KINDS.get(type(value), "of an unknown type"))
    )


class Rejected:
    """Entries that are not loaded, and why: all are counted, the first ones are named."""

    def __init__(self) -> None:
        self.total = 0
        self.first: list[dict[str, t.Any]] = []

    def add(self, place: t.Mapping[str, t.Any], value: str, reason: str) -> None:
        """Add an entry. ``place`` says where it stands: the option, and C(index) or C(line)."""
        self.total += 1
        if len(self.first) < NAMED:
            shown = value if len(value) <= SHOWN else value[:SHOWN] + "…"
            self.first.append({**place, "value": shown, "reason": reason})


def place_in(option: str, number: int) -> dict[str, t.Any]:
    """Return where an entry stands: files count lines from 1, lists count from 0 as Jinja does."""
    return {"option": option, "line" if option.endswith("src") else "index": number}


class Wanted:
    """The numbers that a task lists: the first spelling of each, in their order.

    ``spelling`` leads from the canonical form to what is sent. Where both are equal they are one string.
    """

    def __init__(self, normalizer: Normalizer) -> None:
        self._normalizer = normalizer
        self.spelling: dict[str, str] = {}
        self.rejected = Rejected()
        self.entries = 0
        self.duplicates = 0
        # For each number where it was first seen, so that a number the platform refuses can be found again.
        self._places = array("Q")
        self._parts: list[tuple[int, str]] = []

    def extend(self, option: str, entries: t.Iterable[tuple[int, t.Any]]) -> None:
        """Add all entries (place, value) of one option."""
        self._parts.append((len(self._places), option))
        normalizer, spelling, places = self._normalizer, self.spelling, self._places
        # The normalizer that changes nothing about digits.
        plain = normalizer is without_separators
        for place, value in entries:
            self.entries += 1
            if plain and isinstance(value, str) and value.isdigit() and value.isascii() and len(value) <= MAX_DIGITS:
                # Nearly all entries of a long list are such.
                key = sent = value
            else:
                try:
                    sent = normalizer(text_of(value))
                except BadNumber as problem:
                    self.rejected.add(place_in(option, place), str(value), str(problem))
                    continue
                key = canonical(sent)
            if key in spelling:
                self.duplicates += 1
            else:
                # A canonical form that equals the spelling shares its string: half the memory of a long list.
                spelling[key] = sent if sent != key else key
                places.append(place)

    def places(self, keys: t.AbstractSet[str]) -> dict[str, dict[str, t.Any]]:
        """Return where each of a few numbers, in canonical form, was first listed."""
        found: dict[str, dict[str, t.Any]] = {}
        part = -1
        for position, key in enumerate(self.spelling):
            while part + 1 < len(self._parts) and self._parts[part + 1][0] <= position:
                part += 1
            if key in keys:
                found[key] = place_in(self._parts[part][1], self._places[position])
                if len(found) == len(keys):
                    break
        return found


class Excluded:
    """Do-not-call numbers in canonical form. They are only ever compared, never sent."""

    def __init__(self, normalizer: Normalizer) -> None:
        self._normalizer = normalizer
        self.keys: set[str] = set()
        self.rejected = Rejected()

    def extend(self, option: str, entries: t.Iterable[tuple[int, t.Any]]) -> None:
        """Add all entries (place, value) of one option.

        A number that the number plan does not know (E.164) still excludes its digits: better one
        person too many who is not called. Only what has no digits at all is rejected.
        """
        normalizer, keys = self._normalizer, self.keys
        for place, value in entries:
            try:
                keys.add(canonical(normalizer(text_of(value))))
            except BadNumber as problem:
                try:
                    keys.add(canonical(without_separators(text_of(value))))
                except BadNumber:
                    self.rejected.add(place_in(option, place), str(value), str(problem))
