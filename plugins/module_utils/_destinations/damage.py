# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""What a cell of a list holds when it is not one telephone number: each kind has its own sentence.

All texts here are in the plain alphabet of grammar.plain(). A sentence goes on from the value: C('212x' contains ...).
"""

from __future__ import annotations

import re
import typing as t
import unicodedata

# Kinds that are refused also where the platform decides what a number is (normalize=none).
SPREADSHEET = "spreadsheet"
SECOND = "second"
OTHER = "other"

COLUMN = "for a CSV file, give the option that names its column"
AS_TEXT = "format the column as text in the spreadsheet, and export it again"
MORE = "holds more than one number; write one in each entry"
TRUNK = "has a (0), which is not dialed from abroad; write it without (0), or use normalize=e164 with region"
TRUNK_ZERO = (
    "has a 0 behind the country code, which is not dialed from abroad; write it without that 0, or use normalize=e164"
)
MAYBE_TRUNK_ZERO = (
    "has what looks like a 0 behind a country code, which is not dialed from abroad; write it with a plus and without "
    "that 0, or use normalize=e164 with region"
)
LISTED = "begins with what looks like its place in a list; write the number alone"
EXTENSION = "has an extension, which cannot be dialed; write the number alone"
DATE = "is a date, not a telephone number"
# With this many digits on both sides of a divider, there are two numbers.
_A_NUMBER = 6


class BadNumber(Exception):
    """A value that cannot be used. Its text is the reason, without the value."""

    def __init__(self, reason: str, kind: str = OTHER) -> None:
        super().__init__(reason)
        self.kind = kind


class BadRow(t.NamedTuple):
    """A row of a file of which no field can be trusted, and why."""

    text: str
    reason: str

    def __str__(self) -> str:
        return self.text


def shifted(row: t.Sequence[str], fields: int, line: str, delimiter: str) -> BadRow:
    """Return a row with more or fewer fields than another line has: which of them is the number cannot be told."""
    if len(row) > fields:
        why = "it holds more than one number, or a delimiter that has to be in quotes"
    else:
        why = "write empty fields too, if it is not that line that has too many"
    reason = "has {0}, and the {1} line has {2}; {3}".format(_fields_text(len(row)), line, fields, why)
    return BadRow(delimiter.join(row), reason)


def _fields_text(count: int) -> str:
    return "1 field" if count == 1 else "{0} fields".format(count)


def _damaged(what: str) -> BadNumber:
    return BadNumber("{0}; {1}".format(what, AS_TEXT), SPREADSHEET)


def more_than_one() -> BadNumber:
    """Return the error for two numbers in one entry."""
    return BadNumber(MORE, SECOND)


_EMPTY_CELLS = frozenset(
    (
        "nan",
        "none",
        "null",
        "nat",
        "<na>",
        "na",
        "n/a",
        "n.a.",
        "n. a.",
        "k.a.",
        "k. a.",
        "-",
        "--",
        "---",
        "nil",
        "undefined",
    )
)
_ERROR_CELL = re.compile(r"#(?:[^\W\d_]|#)")
_SCIENTIFIC = re.compile(r"[-+]?\d+(?:[.,]\d*)?[eE] ?[-+]?\d{1,3}")
THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:(?:,\d{3})+(?:\.\d*)?|(?:'\d{3})+(?:[.,]\d*)?|(?:\.\d{3})+,\d*)")
_DECIMAL = re.compile(r"[-+]?\d+(?:[.,]0+|(?<=\d{5})[.,]\d{1,2}|,)")
# The same where a program has put an area code before it: no number ends so that has no other dot.
DECIMAL_BEHIND = re.compile(r"([^.,]*(?:\d(?=[.,]0$)|\d{3}(?=[.,]00$)))[.,]00?")
LONE_ZERO = (
    "has a 0 on its own before another 0, which may be for an outside line or for abroad; write the number with a "
    "plus, or without the first 0"
)
_MONEY = re.compile(r"(?i)(?<![^\W\d_])(?:eur|usd|gbp|chf|euro?s?|dollars?)(?![^\W\d_])")
_IBAN = re.compile(r"(?i)[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,4})?")
_TIME = re.compile(r"\d{1,2}:\d{2}")
_DAY_FIRST = re.compile(r"(\d{1,2}) ?([-./]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"((?:19|20)\d{2})([-./])(\d{1,2})\2(\d{1,2})")
_MONTH = re.compile(
    r"(?i)\d{1,2}[-. /]+(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[^\W\d_]*[-. /]+\d{2,4}"
)
_ADDRESS = re.compile(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})")
_EXTENSION = re.compile(
    r"(?i)\d[-. ()\[\]]*[,;]? *"
    r"(?:#+|(?:ext(?:ensions?|n)?|x|dw|durchwahl|nst|app?|apparat|poste|anexo|ramal|interno|int)"
    r"[.:= ]*) *\d{1,7} *[)\]]?"
)
_AT_THE_END = re.compile(r".*\d.*[(\[{] *\d+ *[)\]}]")
_PAUSE = re.compile(r"[-+()\d. ]*\d ?(?:[pw]|[,;]{2,}) ?\d{1,7}#?")
_WORD = re.compile(r"[^\W\d_]+(?:['.-][^\W\d_]+)*")
_FIELDS = ',;|"'
# Words between two numbers, or between the first and the last one of several, in the languages of lists.
_WORDS = (
    "und u oder od bis sowie bzw resp and or to thru through till until et ou à y o e ed al hasta até en of tot og "
    "eller til och lub nebo až и или до"
)
SEVERAL = r"(?<=[\d)\]}}]) *(?:(?:{0})\.?|[-&~<>\\\u2026\u2192]*[&~<>\\\u2026\u2192]) *(?=[(\[{{]?\d)".format(
    _WORDS.replace(" ", "|")
)
_AND = re.compile("(?i)" + SEVERAL)
_GAPS = re.compile(r"\D{2,}")
_DIVIDER = re.compile(r"[^-+()\[\]{}\d. /]+")


def cell_of_a_spreadsheet(text: str) -> BadNumber | None:
    """Return what is wrong with a text that has the shape of a number, but is what a spreadsheet makes of one."""
    if "." not in text and "," not in text and "-" not in text and "/" not in text:
        return None
    if _DECIMAL.fullmatch(text) or DECIMAL_BEHIND.fullmatch(text):
        return _damaged("is a number with decimals, as a spreadsheet writes it")
    if _is_date(text):
        return BadNumber(DATE, SPREADSHEET)
    if _is_address(text):
        return BadNumber("is an IP address, not a telephone number")
    return None


def _is_date(text: str) -> bool:
    found = _DAY_FIRST.fullmatch(text)
    if found:
        one, other, year = int(found[1]), int(found[3]), found[4]
    else:
        found = _YEAR_FIRST.fullmatch(text)
        if not found:
            return False
        one, other, year = int(found[3]), int(found[4]), found[1]
    days = sorted((one, other))
    return 1 <= days[0] <= 12 and days[1] <= 31 and (len(year) == 2 or year[:2] in ("19", "20"))


def _is_address(text: str) -> bool:
    """Tell an IP address from groups of digits: telephone numbers are written 12.34.56.78 and 212.34.56.78."""
    found = _ADDRESS.fullmatch(text)
    if not found:
        return False
    parts = found.groups()
    if [len(part) for part in parts[1:]] == [2, 2, 2]:
        return False
    return all(int(part) < 256 and part == str(int(part)) for part in parts)


def diagnose(text: str) -> BadNumber:
    """Return the error for a text that the grammar of a telephone number does not know."""
    for check in _CHECKS:
        problem = check(text)
        if problem is not None:
            return problem
    char = next((char for char in text if char not in "0123456789-./()[]{} +"), None)
    if char is not None:
        return BadNumber("contains {0!r}, which is neither a digit nor a separator".format(char))
    return misplaced(text)


def _control(text: str) -> BadNumber | None:
    lines = [line for line in re.split("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+", text) if line.strip()]
    if len(lines) > 1:
        return more_than_one() if _two(lines) else BadNumber("contains a line break, which is a control character")
    if "\t" in text:
        if _two(text.split("\t")):
            return more_than_one()
        return BadNumber("contains a tab; {0}".format(COLUMN))
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        return BadNumber("contains a control character")
    return None


def _cell(text: str) -> BadNumber | None:
    if not text:
        return BadNumber("is empty")
    if text[0] in "=@" and len(text) > 1:
        return BadNumber("is a formula of a spreadsheet; export the values, not the formulas", SPREADSHEET)
    if _ERROR_CELL.match(text):
        return BadNumber("is an error that a spreadsheet shows in place of a value", SPREADSHEET)
    if text.lower() in _EMPTY_CELLS:
        return BadNumber("is an empty cell as a spreadsheet or a program writes it", SPREADSHEET)
    if _SCIENTIFIC.fullmatch(text):
        return _damaged("is in scientific notation: a spreadsheet has lost digits")
    if THOUSANDS.fullmatch(text):
        return _damaged("has the thousands separators of a spreadsheet")
    return cell_of_a_spreadsheet(text)


def _something_else(text: str) -> BadNumber | None:
    if any(unicodedata.category(char) == "Sc" for char in text) or _MONEY.search(text):
        return BadNumber("is an amount of money (a currency), not a telephone number", SPREADSHEET)
    if "%" in text or "\u2030" in text:
        return BadNumber("is a percentage, not a telephone number", SPREADSHEET)
    if "@" in text:
        return BadNumber("is an e-mail address, not a telephone number")
    if "://" in text:
        return BadNumber("is the address of a page, not a telephone number")
    if _IBAN.fullmatch(text):
        return BadNumber("is an IBAN or another identifier with letters, not a telephone number")
    words = re.split("[ T]", text, maxsplit=1)
    if _MONTH.fullmatch(text) or (len(words) == 2 and _is_date(words[0]) and _TIME.match(words[1])):
        return BadNumber(DATE, SPREADSHEET)
    if _TIME.match(text):
        return BadNumber("is a time, not a telephone number")
    return None


def _and_another(text: str) -> BadNumber | None:
    # What follows may be no more than the digits in which the second number differs.
    several = any(_digits(text[: found.start()]) >= _A_NUMBER for found in _AND.finditer(text))
    return more_than_one() if several else None


def _extension(text: str) -> BadNumber | None:
    found = _EXTENSION.search(text)
    if found and found.end() == len(text):
        return BadNumber(EXTENSION)
    if _AT_THE_END.fullmatch(text) or _PAUSE.fullmatch(text):
        return BadNumber(EXTENSION)
    if re.search(r"\d ?;", text) and "=" in text:
        return BadNumber("has parameters behind the number; write the number alone")
    return None


def _second(text: str) -> BadNumber | None:
    if "+" in text[1:] and _digits(text[: text.rindex("+")]) >= _A_NUMBER:
        return more_than_one()
    if _two(_DIVIDER.split(text)):
        return more_than_one()
    return None


def _letters(text: str) -> BadNumber | None:
    word = next((found[0] for found in _WORD.finditer(text) if any(map(str.isalpha, found[0]))), None)
    if word:
        word = word if len(word) <= 20 else word[:20] + "…"
        column = "; " + COLUMN if any(char in text for char in _FIELDS) else ""
        return BadNumber("contains letters ({0!r}); only the number may stand here{1}".format(word, column))
    if "*" in text or "#" in text:
        return BadNumber("contains {0!r}: a code, not a telephone number".format("*" if "*" in text else "#"))
    return None


def _fields(text: str) -> BadNumber | None:
    char = next((char for char in text if char in _FIELDS), None)
    if char is None:
        return None
    return BadNumber("contains {0!r}: more than one number, or a line of a file; {1}".format(char, COLUMN), SECOND)


_CHECKS: tuple[t.Callable[[str], BadNumber | None], ...] = (
    _control,
    _cell,
    _something_else,
    _and_another,
    _extension,
    _second,
    _letters,
    _fields,
)


def misplaced(text: str) -> BadNumber:
    """Return the error for a text of digits and separators that stand in the wrong order."""
    if "+" in text[1:]:
        return BadNumber("has a plus sign that is not at its beginning")
    if not any(char.isdigit() for char in text):
        return BadNumber("is empty: it has no digits")
    if _two(_GAPS.split(text)):
        return more_than_one()
    if any(char in text for char in "()[]{}"):
        return BadNumber("has brackets that are not around an area code")
    if not text[-1].isdigit():
        return BadNumber("ends with {0!r}: something is missing there".format(text[-1]))
    if text[0] in "-./":
        return BadNumber("begins with {0!r}, which is no part of a telephone number".format(text[0]))
    return BadNumber("has separators with no digits between them")


def _digits(text: str) -> int:
    return sum(map(str.isdecimal, text))


def _two(parts: t.Iterable[str]) -> bool:
    return sum(_digits(part) >= _A_NUMBER for part in parts) > 1
