# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Lists of numbers in files: text with one number a line, or a column of a CSV file.

Files are read as streams, line by line, and a line has a greatest length: neither a list of many
millions nor a file that is no list at all fills the memory.
"""

from __future__ import annotations

import csv
import io
import typing as t

from .._api.errors import UsageError

# Longer than a line of any list; a file without line ends is not read as a whole.
MAX_LINE = 65536
# So much is read and decoded at a time.
_BLOCK = MAX_LINE

_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = (b"\xff\xfe", b"\xfe\xff")

Entries = t.Iterator[t.Tuple[int, str]]


def read_list(path: str, option: str, column: str | None = None, delimiter: str | None = None) -> Entries:
    """Yield (line, value) of a file; lines count from 1.

    Without ``column`` the file is text, without blank lines and lines that begin with C(#).
    With it, the file is CSV (RFC 4180; see csv_delimiter()), and ``column`` is a name of its first line, or
    an index from 1. With an index, a first line with letters and no digit in that column is a heading.

    Raises UsageError, with the line, for a file that cannot be read, is not UTF-8, or has no such column.
    """
    lines = _lines(path, option)
    if column is None:
        return _read_text(lines)
    return _read_csv(lines, path, option, column, csv_delimiter(delimiter, option))


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
            "{0}_column must be the name of a column, or its index from 1.".format(option),
            key="{0}_column".format(option),
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


def _lines(path: str, option: str) -> Entries:
    """Yield (number, line) with their line ends, decoded."""
    if "\0" in path:
        raise UsageError("{0} is not a path.".format(option), key=option)
    try:
        with open(path, "rb") as handle:
            yield from _decoded(handle, path, option)
    except OSError as problem:
        raise UsageError(
            "{0}: {1} cannot be read: {2}.".format(option, path, (problem.strerror or "unknown error").lower()),
            key=option,
            hint="The file must be on the machine that runs the module, and readable there.",
        ) from None


def _decoded(handle: t.BinaryIO, path: str, option: str) -> Entries:
    """Decode whole lines by the block, and line by line only where something is wrong in a block."""
    read = handle.read(_BLOCK)
    if read[:2] in _OTHER_BOMS:
        raise _unreadable(option, path, 1, "is UTF-16, not UTF-8")
    number, rest = 0, b""
    block = read[len(_BOM) :] if read[: len(_BOM)] == _BOM else read
    while True:
        end = block.rfind(b"\n") + 1 if read else len(block)
        block, rest = block[:end], block[end:]
        text = _text_of(block)
        if text is None:
            for line in io.BytesIO(block):
                number += 1
                yield number, _line_of(line, path, option, number)
        elif text:
            yield from enumerate(io.StringIO(text, newline="\n"), number + 1)
            number += block.count(b"\n")
        if len(rest) >= MAX_LINE:
            raise _too_long(option, path, number + 1)
        if not read:
            return
        read = handle.read(_BLOCK)
        block = rest + read


def _text_of(block: bytes) -> str | None:
    """Return the text of a block of lines, or None where one of them has to be looked at."""
    if b"\0" in block or max(map(len, io.BytesIO(block)), default=0) >= MAX_LINE:
        return None
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _line_of(line: bytes, path: str, option: str, number: int) -> str:
    """Return the text of a line. Raises UsageError where it has none."""
    if len(line) >= MAX_LINE:
        raise _too_long(option, path, number)
    if b"\0" in line:
        raise _unreadable(option, path, number, "contains a NUL byte, so this is not UTF-8 text")
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        raise _unreadable(option, path, number, "is not UTF-8") from None


def _too_long(option: str, path: str, line: int) -> UsageError:
    return _unreadable(option, path, line, "is longer than {0} bytes".format(MAX_LINE))


def _unreadable(option: str, path: str, line: int, why: str) -> UsageError:
    return UsageError(
        "{0}: line {1} of {2} {3}.".format(option, line, path, why),
        key=option,
        hint="Save the list as UTF-8 text, one number a line, or as CSV.",
    )


def _read_text(lines: Entries) -> Entries:
    for number, line in lines:
        value = line.strip()
        if value and value[0] != "#":
            yield number, value


def _index(column: str) -> int | None:
    """Return the index that a column is given by, or None where it is a name."""
    text = column.strip()
    return int(text[:9]) if text.isascii() and text.isdigit() else None


def _read_csv(lines: Entries, path: str, option: str, column: str, delimiter: str) -> Entries:
    reader = csv.reader((line for _number, line in lines), delimiter=delimiter, strict=True)
    wanted = _index(column)
    # -1 until the first line has told where the column is.
    position = -1 if wanted is None else wanted - 1
    last = 0
    first = True
    try:
        for row in reader:
            # A quoted field may hold line ends: an entry is known by the line that it begins on.
            number, last = last + 1, reader.line_num
            if not any(field and not field.isspace() for field in row):
                continue
            if first:
                first = False
                if position < 0:
                    position = _position(row, column, option, path)
                    continue
                if position >= len(row):
                    raise _no_column(row, column, option, path)
                if _is_heading(row[position]):
                    continue
            yield number, row[position].strip() if position < len(row) else ""
    except csv.Error as problem:
        raise UsageError(
            "{0}: line {1} of {2} is not valid CSV: {3}.".format(option, reader.line_num, path, problem), key=option
        ) from None
    if position < 0:
        raise UsageError(
            "{0}: {1} is empty: it has no line with the names of the columns.".format(option, path), key=option
        )


def _is_heading(field: str) -> bool:
    return any(char.isalpha() for char in field) and not any(char.isdigit() for char in field)


def _position(header: list[str], column: str, option: str, path: str) -> int:
    """Return where the column of a name stands. Capitals matter only where they decide."""
    name = column.strip()
    names = [field.strip() for field in header]
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
