# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The grammar of one telephone number, and the form in which two of them are compared.

A number is a prefix (C(+), C(00), C(tel:)), groups of digits, and separators between groups: blanks, or one dash,
dot or slash. Brackets stand around an area code. Nothing stands behind the number. What does not fit is never
guessed at: a separator that is deleted without asking what it means dials a stranger.
"""

from __future__ import annotations

import re
import typing as t
import unicodedata

from .damage import EXTENSION, LISTED, LONE_ZERO, BadNumber, cell_of_a_spreadsheet, diagnose, misplaced, more_than_one

# No text of a telephone number is longer.
MAX_SPELLING = 128
# The digits of a number of the world, E.164.
WORLD = 15

_DASHES = "\u2212\u2043\u30fc"
_APOSTROPHES = "\u2018\u2019\u02bc\u00b4`"
_SLASHES = "\u2044\u2215"
_MARKS = frozenset("+-./()[]{}'\"#*=:;,%@|&")


class _Alphabet(t.Dict[int, str]):
    """A table for str.translate() that leads from any character to the plain one that means the same here."""

    def __missing__(self, point: int) -> str:
        self[point] = plain = _plain_character(chr(point))
        return plain


def _plain_character(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Zs":
        return " "
    if category == "Cf":
        # Marks that no one sees come along when a number is copied from an address book.
        return ""
    if category == "Pd" or char in _DASHES:
        return "-"
    if char in _APOSTROPHES:
        return "'"
    if char in _SLASHES:
        return "/"
    if char == "\u00b7":
        return "."
    # Full-width forms.
    form = unicodedata.normalize("NFKC", char)
    return form if form in _MARKS else char


_ALPHABET = _Alphabet()


def plain(text: str) -> str:
    """Return a text with ASCII digits, plain blanks, dashes and brackets, and no invisible marks."""
    return text if text.isascii() else text.translate(_ALPHABET)


# --- the form in which numbers are compared --------------------------------------------------------------------

_SEPARATORS = dict.fromkeys(map(ord, " \t-./()[]{}"))
_PREFIXES = re.compile(r"(?:[tT][eE][lL]:|['+\s])+")
_ZERO = re.compile(r"[(\[{] *0 *[)\]}]")


def canonical(spelling: str) -> str:
    """Return the form in which numbers are compared: no separators, and no C(+) or C(00) at the beginning.

    It is empty where nothing is left. The canonical form of a canonical form is itself. It takes any text, since a
    platform may hold any: whether a text is a number is for read().
    """
    digits = spelling[1:] if spelling[:1] == "+" else spelling
    if digits.isascii() and digits.isdigit():
        spelling = digits
    else:
        spelling = plain(spelling).strip()
        if "0" in spelling and _ZERO.search(spelling, 1):
            spelling = spelling[0] + _ZERO.sub("", spelling[1:], count=1)
        spelling = spelling.translate(_SEPARATORS).rstrip()
        found = _PREFIXES.match(spelling)
        if found:
            spelling = spelling[found.end() :]
    # No country code begins with 0.
    return spelling[2:] if spelling[:2] == "00" and spelling[2:3] in _NOT_ZERO else spelling


_NOT_ZERO = frozenset("123456789")

# --- one telephone number --------------------------------------------------------------------------------------

_MARK = r"(?: *[-./] *| +)"
_GROUPS = r"[0-9]+(?:{0}[0-9]+)*".format(_MARK)
_AREA = r"(?:\( *{0} *\)|\[ *{0} *\]|\{{ *{0} *\}})".format(_GROUPS)
_NUMBER = re.compile(
    r"(?:\+ *(?=[0-9(\[{{]))?(?:(?:(?P<head>{0}){1}?)?(?P<area>{2}){1}?)?(?P<groups>{0})".format(_GROUPS, _MARK, _AREA)
)
_PLAIN_NUMBER = re.compile(r"(?:\+ *)?" + _GROUPS)
_BEGINS = frozenset("'tT")
_BEFORE = re.compile(r"^'? *(?:[tT][eE][lL]: *)?")
# Not 00, which is for abroad wherever it is written.
_LONE_ZERO = re.compile(r"[^0-9+]*0[^0-9]+0")
_COUNTRY_IN_BRACKETS = re.compile(r"[(\[{] *(\+ *[0-9]{1,3}) *[)\]}]")
_DIGITS = re.compile(r"[0-9]+")
_NO_DIGITS = dict.fromkeys(map(ord, "+-./()[]{} "))
# Blanks that divide, and do not only stand beside a dash.
_GAP = re.compile(r"(?<![-./ ]) +(?![-./ ])")


# Country codes of countries where a 0 is dialed before the area code, and only there: not so in Italy. All others have
# numbers that begin with 0, or nothing that would be dialed before a number.
_WITH_TRUNK_ZERO = (
    "20 27 31 32 33 40 41 43 44 46 49 51 53 54 55 57 58 60 61 62 63 64 66 81 82 84 86 90 91 92 93 94 95 98 211 212 213 "
    "218 231 232 233 234 243 249 251 252 254 255 256 260 261 262 263 264 265 291 353 355 358 359 370 373 374 377 "
    "380 381 382 383 385 386 387 389 421 423 508 590 591 593 594 595 596 598 686 850 855 856 880 886 961 962 963 964 "
    "966 967 970 971 972 976 977 994 995 996"
)
# Those of countries where nothing is dialed before an area code, or something else than a 0, and no one's number begins
# with 0.
_WITHOUT_ZERO = (
    "1 7 30 34 36 45 48 52 56 65 216 220 221 222 223 224 228 230 235 236 237 238 239 240 244 245 246 248 253 257 "
    "258 266 269 290 297 298 299 350 351 352 354 356 357 371 372 375 376 420 500 502 503 504 505 506 509 592 597 "
    "599 670 672 673 674 675 677 678 680 681 682 683 685 688 689 690 691 692 852 960 965 968 973 975 993 998"
)
_INTERNATIONAL = re.compile(r"(?:[tT][eE][lL]:|['(\[{\s])*(?:\+|00)")
_TRUNK_ZERO = re.compile("({0})0(?=[1-9])".format(_WITH_TRUNK_ZERO.replace(" ", "|")))
_STRAY_ZERO = re.compile("({0})0".format(_WITHOUT_ZERO.replace(" ", "|")))
# The number of an entry in a list: no number begins with so few digits, and then with a 0 that is dialed before an area
# code, or with a dot and a blank.
_LISTED = re.compile(r"[0-9]{1,2}\. +[0-9(]|[0-9]{1,2} - \(?0|\( *[0-9]{1,2} *\) *0")
# A number of this length has a country code, also without a plus, or has lost the zero in front: the longest number
# without a country code that begins so is one of North America, such as 440 123 4567.
LONG = 11

# The digits of a number without its area code, which stand in one group, and of two of them.
LOCAL = 7
_TWICE = 2 * LOCAL
# The digits of the shortest number with its area code, and how such a number begins.
_SHORTEST = 6
_BEGINNING = re.compile("0{1,2}[1-9]")
_AGAIN = re.compile("[0-9][^0-9]+0{1,2}[1-9]")


class Spelling(t.NamedTuple):
    """A telephone number as it is written: its digits in order, whether a plus comes before them, and its C((0)).

    ``zero`` says how many digits come before the C((0)), which is not among the digits; -1 where there is none.
    """

    plus: bool
    digits: str
    zero: int = -1

    @property
    def international(self) -> bool:
        """Whether it begins with C(+) or C(00)."""
        return self.plus or (self.digits[:2] == "00" and self.digits[2:3] in _NOT_ZERO)

    @property
    def whole(self) -> str:
        """The digits without C(00) at the beginning."""
        return self.digits[2:] if self.digits[:2] == "00" and self.digits[2:3] in _NOT_ZERO else self.digits

    @property
    def trunk_zero(self) -> bool:
        """Whether behind the country code stands a 0 that is only dialed within the country."""
        return (self.international or len(self.digits) >= LONG) and _TRUNK_ZERO.match(self.whole) is not None

    @property
    def stray_zero(self) -> bool:
        """Whether a 0 stands behind a country code in whose country no one dials one there."""
        return self.international and _STRAY_ZERO.match(self.whole) is not None


def without_trunk_zero(key: str) -> str:
    """Return a canonical form without a 0 that stands behind what may be a country code."""
    return _TRUNK_ZERO.sub(r"\1", key, count=1) if _TRUNK_ZERO.match(key) else key


def person(spelling: str) -> str:
    """Return the canonical form of a spelling, without a 0 that is not dialed from abroad."""
    key = canonical(spelling)
    return without_trunk_zero(key) if len(key) >= LONG or _INTERNATIONAL.match(plain(spelling)) else key


def read(value: str) -> Spelling:
    """Return the one telephone number that a text is. Raises BadNumber with the reason where it is none."""
    text = value.strip()
    plus = text[:1] == "+"
    digits = text[1:] if plus else text
    if digits.isascii() and digits.isdigit() and not (plus and digits[0] == "0"):
        return Spelling(plus, digits)
    if len(text) > MAX_SPELLING:
        raise BadNumber("has more than {0} characters".format(MAX_SPELLING))
    text = text if text.isascii() else plain(text).strip()
    body = text
    if text[:1] in _BEGINS:
        body = _BEFORE.sub("", text, count=1)
    if _LONE_ZERO.match(body):
        raise BadNumber(LONE_ZERO)
    brackets = "(" in body or "[" in body or "{" in body
    zero = _ZERO.search(body) if brackets else None
    if not zero:
        return _one_number(body, text, brackets=brackets)
    before, after = body[: zero.start()], body[zero.end() :]
    if not after.strip():
        raise BadNumber(EXTENSION)
    if "+" in after:
        raise misplaced(body)
    found = _one_number((before + " " + after).strip(), text, brackets=True)
    return Spelling(found.plus, found.digits, sum(map(str.isdigit, before)))


def _one_number(body: str, text: str, *, brackets: bool) -> Spelling:
    country = _COUNTRY_IN_BRACKETS.match(body) if brackets else None
    if country:
        body = "{0} {1}".format(country[1], body[country.end() :])
    found = (_NUMBER if brackets else _PLAIN_NUMBER).fullmatch(body)
    if not found:
        raise diagnose(body if body or not text else text)
    # Most have nothing but blanks between their digits.
    digits = body.lstrip("+").replace(" ", "")
    if not digits.isdigit():
        digits = digits.translate(_NO_DIGITS)
    spelling = Spelling(body[0] == "+", digits)
    if spelling.plus and digits[0] == "0":
        raise BadNumber("has a 0 behind the plus; a country code never begins with 0")
    if brackets and found["head"] and len(Spelling(False, found["head"].translate(_NO_DIGITS)).whole) > 4:
        raise misplaced(body)
    if not spelling.plus and _LISTED.match(body) and len(digits) > LOCAL + 1:
        raise BadNumber(LISTED)
    damage = cell_of_a_spreadsheet(body)
    if damage is not None:
        raise damage
    if (
        ("/" in body and not _slash_after_area_code(body, spelling))
        or (len(digits) >= 2 * _SHORTEST and _begins_again(body, spelling))
        or (len(digits) >= _TWICE and len(spelling.whole) >= _TWICE and _two_numbers(body, spelling))
    ):
        raise more_than_one()
    return spelling


def _slash_after_area_code(body: str, spelling: Spelling) -> bool:
    """Tell C(089/1234567) from C(030 123456/57): a slash may divide an area code from the rest, and nothing else.

    In front of it stands one group (or one in brackets), short enough for an area code, or behind a country code two.
    """
    before, _slash, after = body.rpartition("/")
    rest = sum(map(str.isdigit, after))
    if not before.isdigit():
        before = re.sub(r"[(\[{].*?[)\]}]", lambda area: area[0].replace(" ", ""), before)
    groups = _DIGITS.findall(before)
    if spelling.international and groups[:1] == ["00"]:
        del groups[0]
    if not groups:
        return False
    if spelling.international:
        code = sum(map(len, groups)) - (2 if groups[0][:2] == "00" else 0)
        return len(groups) <= 2 and code <= 8 and rest >= 3
    if len(groups) > 1:
        return False
    return rest >= 3 and len(groups[0]) <= 6 if groups[0][0] == "0" else rest >= 6 and len(groups[0]) <= 4


def _begins_again(body: str, spelling: Spelling) -> bool:
    """Tell C(030123 030124567) from C(0171 12 03 45 67): behind what may be a number, a group begins one as well.

    Groups within a number begin with 0 too. What tells them is that the whole is too long for one, that both numbers
    are written without a blank, or that both begin with the same area code.
    """
    total = len(spelling.whole)
    if (spelling.international and total < _TWICE) or not _AGAIN.search(body):
        return False
    groups = _DIGITS.findall(body)
    # An international number has its country code too.
    least = _SHORTEST + 2 if spelling.international else _SHORTEST
    rest = sum(map(len, groups))
    for number, group in enumerate(groups):
        if rest < _SHORTEST:
            break
        if total - rest >= least and len(group) >= 3 and _BEGINNING.match(group):
            alike = group == groups[0] or (number == 1 and len(group) >= _SHORTEST)
            if total >= _TWICE or (alike and groups[0][0] == "0" and not spelling.international):
                return True
        rest -= len(group)
    return False


def _two_numbers(body: str, spelling: Spelling) -> bool:
    """Tell whether the groups of digits are two numbers side by side."""
    groups = _DIGITS.findall(body)
    if len(groups) == 1:
        return False
    # The first group of an international number holds its country code too, and the 00 before it.
    first = (9 if spelling.plus else 11) if spelling.international else LOCAL
    for parts in (groups, [part.translate(_NO_DIGITS) for part in _GAP.split(body.lstrip("+ "))]):
        if sum(len(part) >= (LOCAL if number else first) for number, part in enumerate(parts)) > 1:
            return True
    if len(spelling.whole) > WORLD + 3:
        return True
    half = len(groups) // 2
    lengths = [len(group) for group in groups]
    return (
        not spelling.international
        and len(groups) % 2 == 0
        and lengths[:half] == lengths[half:]
        and sum(lengths[:half]) >= LOCAL
    )
