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

from .._api.errors import UsageError
from .._api.redaction import is_masked
from .damage import MAYBE_TRUNK_ZERO, SECOND, SPREADSHEET, TRUNK, TRUNK_ZERO, BadNumber, BadRow
from .emergency import LONGEST, is_emergency
from .grammar import LONG, MAX_SPELLING, WORLD, Spelling, canonical, person, read
from .readings import keys_of, may_mean, numbers_in, spellings

MIN_DIGITS = 6
MAX_DIGITS = WORLD
# More digits than any number plan has.
MOST_DIGITS = 32
# How many entries a result names, and how much of a value it shows.
NAMED = 100
SHOWN = 80

_KINDS = {
    bool: "a boolean",
    int: "an integer, which may have lost a plus or a zero",
    float: "a floating point number",
    type(None): "null",
    dict: "a dictionary",
    list: "a list",
}

Normalizer = t.Callable[[str], str]


class NotInPlan(BadNumber):
    """One telephone number, but none that the number plan knows, or two. ``keys`` are its canonical forms.

    ``person`` is False where it is known to be no person's.
    """

    def __init__(self, reason: str, keys: t.Collection[str], *, person: bool = True) -> None:
        super().__init__(reason)
        self.keys = keys
        self.person = person


def without_separators(value: str) -> str:
    """Return the digits of a number; a leading plus is kept (V(separators)). Raises BadNumber."""
    spelling = read(value)
    if spelling.zero >= 0:
        raise BadNumber(TRUNK)
    _check_trunk_zero(spelling)
    return "+" + spelling.digits if spelling.plus else spelling.digits


def _check_trunk_zero(spelling: Spelling) -> None:
    if spelling.stray_zero:
        raise BadNumber(TRUNK_ZERO)
    if spelling.trunk_zero:
        raise BadNumber(TRUNK_ZERO if spelling.international else MAYBE_TRUNK_ZERO)


def as_written(value: str) -> str:
    """Return a value as it is but for the space around it (V(none)). Raises BadNumber for what cannot be sent."""
    value = value.strip()
    try:
        read(value)
    except BadNumber as problem:
        if problem.kind in (SPREADSHEET, SECOND):
            raise
    if "," in value:
        # The API takes a list as one text with commas (API notes, section 1).
        raise BadNumber("contains a comma, which separates numbers: more than one number", SECOND)
    if not canonical(value):
        raise BadNumber("is empty")
    if len(value) > MAX_SPELLING:
        raise BadNumber("has more than {0} characters".format(MAX_SPELLING))
    if is_masked(value):
        raise BadNumber("holds a mask")
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in value):
        raise BadNumber("contains a control character")
    return value


class Limits(t.NamedTuple):
    """What applies to numbers to be called, and never to those that must not be."""

    lowest: int = MIN_DIGITS
    highest: int = MAX_DIGITS

    def check(self, key: str, sent: str) -> None:
        """Raise BadNumber for a number that is too short, too long, or that calls for help."""
        size = len(key)
        if (
            LONGEST < size
            and self.lowest <= size <= self.highest
            and key.isascii()
            and key.isdigit()
            and key[:2] != "00"
        ):
            # Nearly all numbers are such.
            return
        if is_emergency(key, international=sent[:1] == "+" or sent[:2] == "00"):
            raise BadNumber("is an emergency number")
        check_zeros(key)
        digits = sum(map(str.isdecimal, key))
        if digits < self.lowest:
            raise BadNumber("has {0}, fewer than min_digits ({1})".format(_digits_text(digits), self.lowest))
        if digits > self.highest:
            more = "; it may be more than one number" if digits >= 2 * MIN_DIGITS and sent.isdigit() else ""
            raise BadNumber("has {0}, more than max_digits ({1}){2}".format(_digits_text(digits), self.highest, more))


def check_zeros(key: str) -> None:
    """Raise BadNumber for a canonical form of nothing but zeros: a spreadsheet's empty cell, or what stands for one."""
    if not key.strip("0"):
        raise BadNumber("has only zeros, which no one can dial")


def check_length(key: str) -> None:
    """Raise BadNumber for a do-not-call entry with more digits than a number has, such as one with a date behind it."""
    digits = sum(map(str.isdecimal, key.lstrip("0")))
    if digits > WORLD:
        raise BadNumber("has {0}, more than any telephone number".format(_digits_text(digits)))


def _digits_text(count: int) -> str:
    return "1 digit" if count == 1 else "{0} digits".format(count)


def text_of(value: t.Any, *, integers: bool = True) -> str:
    """Return an entry of a YAML list as text. With ``integers``, an integer is taken as its digits.

    Raises BadNumber for a value that YAML has already changed beyond repair, such as C(1.5e9) or C(true).
    """
    if isinstance(value, str):
        return value
    if integers and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, BadRow):
        raise BadNumber(value.reason)
    raise BadNumber(
        "is {0}, not a telephone number; put it in quotes".format(_KINDS.get(type(value), "of an unknown type"))
    )


class Rejected:
    """Entries that are not loaded, and why: all are counted, the first ones are named."""

    def __init__(self) -> None:
        self.total = 0
        self.first: list[dict[str, t.Any]] = []
        # Takes each of them, as a whole.
        self.keep: t.Callable[[t.Mapping[str, t.Any], str, str], None] | None = None

    def add(self, place: t.Mapping[str, t.Any], value: str, reason: str) -> None:
        """Add an entry. ``place`` says where it stands: the option, and C(index) or C(line).

        Raises UsageError for one that Ansible has masked: leaving it out would only hide that the list is not the list.
        """
        if is_masked(value):
            raise UsageError(
                "{0} holds a mask that stands where Ansible has hidden a secret, not a telephone number.".format(
                    place_text(place)
                ),
                key=place["option"],
                hint="Take the list from where it comes from, not from a result in which a secret was hidden.",
            )
        self.total += 1
        if self.keep is not None:
            self.keep(place, value, reason)
        if len(self.first) < NAMED:
            shown = value if len(value) <= SHOWN else value[:SHOWN] + "…"
            self.first.append({**place, "value": shown, "reason": reason})


def place_in(option: str, number: int) -> dict[str, t.Any]:
    """Return where an entry stands: files count lines from 1, lists count from 0 as Jinja does."""
    return {"option": option, "line" if option.endswith("src") else "index": number}


def place_text(place: t.Mapping[str, t.Any]) -> str:
    """Say where an entry stands."""
    if "line" in place:
        return "line {0} of {1}".format(place["line"], place["option"])
    return "{0}[{1}]".format(place["option"], place["index"])


class Unsettled(t.NamedTuple):
    """An entry that is no number to add, where it stands, and why."""

    option: str
    place: int
    value: str
    reason: str


class Wanted:
    """The numbers that a task lists: the first spelling of each, in their order.

    ``spelling`` leads from the canonical form to what is sent. Where both are equal they are one string.
    """

    def __init__(self, normalizer: Normalizer, limits: Limits | None = None, *, integers: bool = True) -> None:
        self._normalizer = normalizer
        self._limits = limits
        self._integers = integers
        self.spelling: dict[str, str] = {}
        self.rejected = Rejected()
        # Entries that are good only if the campaign has them letter for letter.
        self.unsettled: list[Unsettled] = []
        self.entries = 0
        self.duplicates = 0
        # Whom entries may mean that are sent as they are written (V(none)), and are not one number.
        self.meant: dict[str, set[str]] = {}
        # For each number where it was first seen, so that a number the platform refuses can be found again.
        self._places = array("Q")
        self._parts: list[tuple[int, str]] = []

    def extend(
        self, option: str, entries: t.Iterable[tuple[int, t.Any]], may_be_there: t.Callable[[], bool] = lambda: False
    ) -> None:
        """Add all entries (place, value) of one option.

        ``may_be_there`` tells whether the campaign may have an entry that could not be added to it.
        """
        self._parts.append((len(self._places), option))
        normalizer, limits, spelling, places = self._normalizer, self._limits, self.spelling, self._places
        # Nearly all entries of a long list need no more than a look: digits alone, longer than any emergency number.
        plain = normalizer is without_separators
        # A number plan writes a plus and digits.
        planned = not plain and normalizer is not as_written
        lowest, highest = max(LONGEST + 1, limits.lowest if limits else 0), limits.highest if limits else MOST_DIGITS
        for place, value in entries:
            self.entries += 1
            if (
                plain
                and isinstance(value, str)
                and value.isdigit()
                and value.isascii()
                and value[:2] != "00"
                and lowest <= len(value) <= highest
                # Where country codes end, a zero may be one that is not dialed from abroad.
                and (len(value) < LONG or "0" not in value[2:4])
            ):
                key = sent = value
            else:
                try:
                    sent = normalizer(value if isinstance(value, str) else text_of(value, integers=self._integers))
                    key = sent[1:] if planned else person(sent)
                    if limits and not (planned and lowest <= len(key) <= highest):
                        limits.check(key, sent)
                    meant = None if planned or plain else may_mean(sent)
                    if meant:
                        self.meant[key] = meant
                except BadNumber as problem:
                    if may_be_there():
                        self.unsettled.append(Unsettled(option, place, str(value), str(problem)))
                    else:
                        self.rejected.add(place_in(option, place), str(value), str(problem))
                    continue
            if key in spelling:
                self.duplicates += 1
            else:
                # A canonical form that equals the spelling shares its string: half the memory of a long list.
                spelling[key] = sent if sent != key else key
                places.append(place)

    def settle(self, key_of: t.Callable[[str], str | None], left_alone: t.Container[str]) -> int:
        """Take in what is there, and reject the rest. ``key_of`` tells whose a spelling is, if it is there.

        Return how many entries are there and ``left_alone``, so that nothing is to be done about them.
        """
        found = [(entry, key_of(entry.value)) for entry in self.unsettled if entry.value not in left_alone]
        passed = len(self.unsettled) - len(found)
        self.entries -= passed
        self.unsettled.clear()
        for entry, key in found:
            if key is None:
                self.rejected.add(place_in(entry.option, entry.place), entry.value, entry.reason)
            elif key in self.spelling:
                self.duplicates += 1
            else:
                self._parts.append((len(self._places), entry.option))
                self.spelling[key] = entry.value
                self._places.append(entry.place)
        return passed

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

    def __init__(self, normalizer: Normalizer, *, integers: bool = True) -> None:
        self._normalizer = normalizer
        self._integers = integers
        self.entries = 0
        self.keys: set[str] = set()
        self.rejected = Rejected()

    def extend(self, option: str, entries: t.Iterable[tuple[int, t.Any]]) -> None:
        """Add all entries (place, value) of one option.

        What is rejected excludes whoever may be meant by it, as far as that can be read. It is a guess, and protects
        no one for certain.
        """
        normalizer, keys = self._normalizer, self.keys
        for place, value in entries:
            self.entries += 1
            try:
                text = text_of(value, integers=self._integers)
                key = canonical(normalizer(text))
                check_zeros(key)
                check_length(key)
                keys.add(key)
                if normalizer is as_written and sum(map(str.isdecimal, key)) >= MIN_DIGITS:
                    # A number with something beside it would be compared as a whole: with no one.
                    _check_trunk_zero(read(text))
            except NotInPlan as problem:
                keys.update(problem.keys)
                if problem.person:
                    self.rejected.add(place_in(option, place), str(value), str(problem))
                    keys.update(self._all_of(numbers_in(str(value))))
            except BadNumber as problem:
                self.rejected.add(place_in(option, place), str(value), str(problem))
                keys.update(self._all_of(spellings(str(value))))

    def _all_of(self, numbers: t.Iterable[str]) -> set[str]:
        """Return the canonical forms of numbers that a rejected entry may mean, also as the number plan reads them."""
        found = set()
        for number in numbers:
            found |= keys_of(number)
            try:
                found.add(canonical(self._normalizer(number)))
            except NotInPlan as problem:
                found.update(problem.keys)
            except BadNumber:
                # Its digits are all that is known of it.
                continue
        return found
