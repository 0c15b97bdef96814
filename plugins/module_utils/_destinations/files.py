# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Lists of numbers in files: text with one number a line, or a column of a CSV file.

Files are read as streams, line by line, and a line has a greatest length: neither a list of many
millions nor a file that is no list at all fills the memory.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
import typing as t

from .._api.errors import UsageError
from .._api.names import composed
from .._api.written import no_path
from .damage import BadRow, shifted
from .grammar import plain
from .numbers import MIN_DIGITS

UTF_8 = "utf-8"
# Longer than a line of any list; a file without line ends is not read as a whole.
MAX_LINE = 65536

# What stands in place of bytes that are no text, so that their line is known. It is not a character.
_FAULT = "\ufdd0"
_MARKED = "telephony.enswitch.marked"


def _mark(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    return _FAULT, problem.end


codecs.register_error(_MARKED, _mark)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_TO_CSV = "Open it there, save the sheet as CSV, and give {0}_column."
# How files begin that are no text, what they are, and what to do.
_NO_TEXT = (
    (b"PK\x03\x04", "a workbook of a spreadsheet", _TO_CSV),
    (b"\xd0\xcf\x11\xe0", "a workbook of a spreadsheet", _TO_CSV),
    (b"\x1f\x8b", "a file packed by gzip", "Unpack it first."),
    (b"%PDF", "a PDF document", "Get the list as text or CSV from where the document was made."),
)
# How much of a file shows which line ends it has.
_HEAD = 4096
# A first line that tells Excel what separates the fields.
_SEPARATOR = re.compile(r"(?i)\"?sep=.?\"?")
# How a file of bulk_destinations_info begins, and what dtype says there of a plain telephone number.
_EXPORT = ("dnumber", "status")
_TYPE = "dtype"
_PLAIN_TYPES = ("", "number")

_LINE_END = re.compile(r"\r\n|\r|\n")
# What a telephone number is written with.
_WRITTEN = re.compile(r"[-+0-9 ()\[\]./]+")

_Lines = t.Iterator[t.Tuple[int, str]]
Entries = t.Iterator[t.Tuple[int, t.Union[str, BadRow]]]


class Passed:
    """Counts rows of a file that are no telephone numbers, and are not meant to be: other destinations."""

    def __init__(self) -> None:
        self.total = 0
        # Whether the file that is read was written by bulk_destinations_info.
        self.export = False


def read_list(
    path: str,
    option: str,
    column: str | None = None,
    delimiter: str | None = None,
    *,
    encoding: str = UTF_8,
    passed: Passed | None = None,
    to_call: bool = False,
) -> Entries:
    """Yield (line, value) of a file; lines count from 1. A row whose fields have moved is a BadRow.

    ``to_call`` says that the numbers are to be called. Whoever is missed in another list would be called.

    Without ``column`` the file is text, without blank lines and lines that begin with C(#); a file that
    bulk_destinations_info wrote is known by its first line.
    With it, the file is CSV (RFC 4180; see csv_delimiter()), and ``column`` is a name of its first line, or
    an index from 1. With an index, a first line with letters and no digit in that column is a heading. With and
    without one, the first line tells how many fields a row has.

    Raises UsageError, with the line, for a file that cannot be read, has another encoding, or has no such column.
    """
    lines = _lines(path, option, encoding)
    passed = passed if passed is not None else Passed()
    number, first = next(lines, (1, ""))
    # In its place stands a blank line, so that the others keep their numbers.
    first = "\n" if _SEPARATOR.fullmatch(first.strip()) else first
    lines = itertools.chain(((number, first),), lines)
    if column is None:
        if tuple(first.rstrip().split(",")[:2]) != _EXPORT:
            return _read_text(lines)
        column = _EXPORT[0]
    return _read_csv(lines, path, option, column, csv_delimiter(delimiter, option), passed, to_call=to_call)


def check_encoding(option: str, encoding: str) -> None:
    """Raise UsageError for an encoding that Python does not know."""
    try:
        io.TextIOWrapper(io.BytesIO(b""), encoding).read()
    except (LookupError, ValueError):
        raise UsageError(
            "{0}_encoding: {1!r} is not an encoding that Python knows.".format(option, encoding[:40]),
            key="{0}_encoding".format(option),
            hint="Usual ones are utf-8, utf-16, cp1252, iso-8859-1 and mac-roman.",
        ) from None


def check(option: str, column: str | None, delimiter: str | None) -> None:
    """Check the options that describe a file before it is opened. Raises UsageError."""
    if column is None:
        if delimiter is not None:
            raise UsageError(
                "{0}_delimiter is given without {0}_column.".format(option),
                key="{0}_delimiter".format(option),
                hint="A file without {0}_column is text with one number a line.".format(option),
            )
        return
    if not column.strip() or _index(column) == 0:
        raise UsageError(
            "{0}_column cannot be {1!r}.".format(option, column),
            key="{0}_column".format(option),
            hint="Give the name of a column, or its index from 1.",
        )
    csv_delimiter(delimiter, option)


def csv_delimiter(delimiter: str | None, option: str) -> str:
    """Return the character that separates the fields. A tab may be spelled as a backslash and a t."""
    if delimiter is None:
        return ","
    char = "\t" if delimiter == "\\t" else delimiter
    if len(char) != 1 or char in '"\r\n\0 +' or char.isalnum():
        raise UsageError(
            "{0}_delimiter must be one character that is no letter, digit, space, quote or plus.".format(option),
            key="{0}_delimiter".format(option),
            hint="Usual ones are a comma, a semicolon, and a tab.",
        )
    return char


def _lines(path: str, option: str, encoding: str) -> _Lines:
    """Yield (number, line) with their line ends, decoded."""
    if "\0" in path:
        raise no_path(option)
    check_encoding(option, encoding)
    try:
        with open(path, "rb") as handle:
            yield from _decoded(handle, path, option, encoding)
    except OSError as problem:
        raise UsageError(
            "{0}: {1} cannot be read: {2}.".format(option, path, (problem.strerror or "unknown error").lower()),
            key=option,
            hint="The file must be on the machine that runs the module, and readable there.",
        ) from None


def _decoded(file: io.BufferedReader, path: str, option: str, encoding: str) -> _Lines:
    utf_8 = codecs.lookup(encoding).name == UTF_8
    head = file.peek(_HEAD)[:_HEAD]
    for magic, what, hint in _NO_TEXT:
        if head.startswith(magic):
            raise UsageError(
                "{0}: {1} is {2}, not text.".format(option, path, what), key=option, hint=hint.format(option)
            )
    if utf_8 and head[:2] in _UTF_16:
        raise _unreadable(option, path, 1, "is UTF-16, not UTF-8", hint="Set {0}_encoding to utf-16.".format(option))
    # Old programs of a Macintosh write no line feeds at all. Otherwise a carriage return may be part of a field.
    number = 0
    try:
        beginning = codecs.getincrementaldecoder(encoding)("replace").decode(head)
        whole = beginning if len(head) < _HEAD else beginning[:-1]
        newline = "\r" if "\r" in whole and "\n" not in beginning else "\n"
        with io.TextIOWrapper(file, encoding, errors=_MARKED, newline=newline) as text:
            while True:
                line = text.readline(MAX_LINE)
                if not line:
                    return
                number += 1
                problem = _problem_of(line)
                if problem:
                    raise _unreadable(option, path, number, problem.format("UTF-8" if utf_8 else encoding))
                yield number, line[1:] if number == 1 and line[0] == "\ufeff" else line
    except UnicodeError:
        # Some codecs know no other way to say it.
        raise _unreadable(option, path, number + 1, "is not {0}".format(encoding)) from None


def _problem_of(line: str) -> str:
    """Return what is wrong with a line as a whole, or nothing."""
    if _FAULT in line:
        return "is not {0}"
    if "\0" in line:
        return "contains a NUL character, so this is not {0} text"
    return "is longer than {0} characters".format(MAX_LINE) if len(line) >= MAX_LINE else ""


def _unreadable(option: str, path: str, line: int, why: str, hint: str | None = None) -> UsageError:
    return UsageError(
        "{0}: line {1} of {2} {3}.".format(option, line, path, why),
        key=option,
        hint=hint
        or "Set {0}_encoding to the encoding of the file, such as cp1252 for one of Excel, or save it as UTF-8.".format(
            option
        ),
    )


def _read_text(lines: _Lines) -> _Lines:
    for number, line in lines:
        value = line.strip()
        if value and value[0] != "#":
            yield number, value


def _index(column: str) -> int | None:
    """Return the index that a column is given by, or None where it is a name."""
    text = column.strip()
    return int(text[:9]) if text.isascii() and text.isdigit() else None


def _read_csv(
    lines: _Lines, path: str, option: str, column: str, delimiter: str, passed: Passed, *, to_call: bool
) -> Entries:
    rows = _rows(lines, path, option, delimiter)
    number, first = next(rows, (1, []))
    index = _index(column)
    if not first:
        if index is None:
            raise UsageError(
                "{0}: {1} is empty: it has no line with the names of the columns.".format(option, path),
                key=option,
                hint="Check where the file comes from.",
            )
        return
    passed.export = tuple(first[:2]) == _EXPORT
    # Where a file of bulk_destinations_info says what kind of destination a row is.
    kind = first.index(_TYPE) if passed.export and _TYPE in first else -1
    position = _position(first, column, option, path) if index is None else index - 1
    if position >= len(first):
        raise _no_column(first, column, option, path)

    # A delimiter in a field before it, or a missing field, has moved it: it may be the fax number.
    exact = position > 0
    # A remark behind the first column does no harm there, but a second number has to be an entry of its own.
    remarks = to_call and not position
    if index is not None and not _is_heading(first[position]):
        # No one can tell which of the first two rows is the right one.
        second = next(rows, (number, first))
        width = _fields(second[1], len(first))
        odd = _is_odd(first, width, exact, remarks)
        yield number, shifted(first, width, "next", delimiter) if odd else first[position].strip()
        if second[1] is not first:
            rows = itertools.chain((second,), rows)
        # Where the first row holds two who must not be called, the others show it.
        exact = exact or not to_call
    width = len(first)
    for number, row in rows:
        if 0 <= kind < len(row) and row[kind] not in _PLAIN_TYPES:
            passed.total += 1
        elif len(row) != width and _is_odd(row, width, exact, remarks):
            yield number, shifted(row, width, "first", delimiter)
        else:
            value = row[position] if position < len(row) else ""
            # A campaign may hold a number with blanks around it.
            yield number, value if passed.export else value.strip()


def _rows(lines: _Lines, path: str, option: str, delimiter: str) -> t.Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank. A quoted field may hold line ends: a row is known by the line it begins on."""
    reader = csv.reader((line for _number, line in lines), delimiter=delimiter, strict=True)
    last = 0
    try:
        for row in reader:
            number, last = last + 1, reader.line_num
            if last > number or any("\r" in field for field in row):
                _check_line_ends(row, number, path, option, delimiter)
            if any(field and not field.isspace() for field in row):
                yield number, row
    except csv.Error as problem:
        raise _no_csv(problem, reader.line_num, path, option) from None


def _is_odd(row: list[str], width: int, exact: bool, remarks: bool) -> bool:
    """Tell whether a row has too many fields, or where this is to be exact, too few."""
    if remarks:
        return any(map(_like_a_number, row[width:]))
    fields = _fields(row, width)
    return fields > width or (exact and fields < width)


def _fields(row: list[str], width: int) -> int:
    """Return how many fields a row has. Blank ones at its end, beyond the width, do not count."""
    count = len(row)
    while count > width and not row[count - 1].strip():
        count -= 1
    return count


def _no_csv(problem: csv.Error, line: int, path: str, option: str) -> UsageError:
    return UsageError(
        "{0}: line {1} of {2} is not valid CSV: {3}.".format(option, line, path, problem),
        key=option,
        hint="Look there and in the lines before: a double quote that opens a field has to be closed, and all "
        "lines have to end alike.",
    )


def _check_line_ends(row: list[str], line: int, path: str, option: str, delimiter: str) -> None:
    """Raise UsageError where a field of the row that begins on this line holds what looks like other rows.

    A double quote too many makes them part of the field: people would be missing, on a do-not-call list too.
    """
    for field in row:
        parts = _LINE_END.split(field)
        if len(parts) > 1:
            for number, part in enumerate(parts, line):
                cells = part.split(delimiter)
                if len(cells) > 1 and any(map(_holds_number, cells)):
                    raise UsageError(
                        "{0}: line {1} of {2} looks like a row, but is part of a field in quotes that begins in line "
                        "{3}.".format(option, number, path, line),
                        key=option,
                        hint="Remove the double quote in line {0} that opens it, or write it twice if it is part of "
                        "the text. If the field is meant, take its line ends out.".format(line),
                    )
        line += len(parts) - 1


def _holds_number(cell: str) -> bool:
    return any(sum(map(str.isdigit, run)) >= MIN_DIGITS for run in _WRITTEN.findall(plain(cell)))


def _like_a_number(field: str) -> bool:
    return any(map(str.isdigit, field)) and not any(map(str.isalpha, field))


def _is_heading(field: str) -> bool:
    return any(char.isalpha() for char in field) and not any(char.isdigit() for char in field)


def _position(header: list[str], column: str, option: str, path: str) -> int:
    """Return where the column of a name stands. Capitals matter only where they decide, the Unicode form never."""
    name = composed(column)
    names = list(map(composed, header))
    for fold in (str, str.casefold):
        found = [position for position, field in enumerate(names) if fold(field) == fold(name)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                "{0}_column: {1} has {2} columns of that name.".format(option, path, len(found)),
                key="{0}_column".format(option),
                hint="Give the index of the column, counted from 1.",
            )
    raise _no_column(header, column, option, path)


def _no_column(header: list[str], column: str, option: str, path: str) -> UsageError:
    names = ", ".join("{0} {1!r}".format(position, field.strip()[:40]) for position, field in enumerate(header[:50], 1))
    return UsageError(
        "{0}_column: {1} has no column {2!r}. Its columns are: {3}.".format(option, path, column[:40], names),
        key="{0}_column".format(option),
        hint="Check the name, and that {0}_delimiter is what separates the fields.".format(option),
    )
