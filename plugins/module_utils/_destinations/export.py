# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Rows to a CSV file: as they come, readable by the owner only, and in place only when they are complete."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import os
import stat
import tempfile
import typing as t

from .._api.errors import UsageError
from .._api.written import no_path
from .listing import Row

MODE = 0o600
_FIRST_COLUMNS = ("dnumber", "status")
_BLOCK = 1024 * 1024
_LINE_END = "\r\n"


class CsvExport:
    """Writes rows to a temporary file beside its destination and puts it in place at the end.

    Without writing (check mode) it only finds out whether the content would differ.
    """

    def __init__(self, dest: str, option: str = "dest") -> None:
        """Raise UsageError for a destination where no file can be put. ``option`` names it."""
        self._name = option
        if "\0" in dest:
            raise no_path(option)
        # A link keeps pointing to the file; the file behind it is replaced.
        self._dest = os.path.realpath(dest)
        self._given = dest
        folder = os.path.dirname(self._dest)
        if not os.path.isdir(folder):
            raise UsageError(
                "{0}: the folder {1} does not exist.".format(option, folder),
                key=option,
                hint="Create the folder, or write the file elsewhere.",
            )
        if os.path.exists(self._dest) and not os.path.isfile(self._dest):
            raise UsageError(
                "{0}: {1} is there, and is no file.".format(option, dest),
                key=option,
                hint="Give the path of the file to write.",
            )
        self._handle: t.BinaryIO | None = None
        self._temporary: str | None = None
        self._digest = hashlib.sha256()
        self._columns: list[str] = []
        # Only so are both characters of a line end put in quotes where they are part of a value.
        self._writer = csv.writer(self, lineterminator=_LINE_END)

    def begin(self, *, write: bool, columns: t.Sequence[str] = ()) -> None:
        """Begin with an empty file. What an earlier try has written is forgotten.

        Without ``columns``, the first row decides which ones there are beside number and status.
        """
        self.discard()
        self._digest = hashlib.sha256()
        self._columns = []
        if write:
            with self._errors():
                descriptor, self._temporary = tempfile.mkstemp(
                    prefix=".{0}.".format(os.path.basename(self._dest)[:64]), dir=os.path.dirname(self._dest)
                )
                self._handle = os.fdopen(descriptor, "wb", buffering=_BLOCK)
        if columns:
            self._head(columns)

    def add(self, row: Row) -> None:
        """Write a row."""
        if not self._columns:
            self._head([*_FIRST_COLUMNS, *sorted(set(row).difference(_FIRST_COLUMNS))])
        self._writer.writerow([_cell(row.get(column)) for column in self._columns])

    def _head(self, columns: t.Sequence[str]) -> None:
        self._columns = list(columns)
        self._writer.writerow(self._columns)

    def write(self, text: str) -> None:
        """Take a line from the CSV writer."""
        # A platform may hold half a character; it is shown as a question mark rather than lost with the file.
        raw = (text[: -len(_LINE_END)] + "\n").encode("utf-8", "replace")
        self._digest.update(raw)
        if self._handle is not None:
            with self._errors():
                self._handle.write(raw)

    def finish(self) -> bool:
        """Put the file in place. Return whether anything changed, or without writing would change."""
        if not self._columns:
            self._head(_FIRST_COLUMNS)
        with self._errors():
            differs = self._differs()
            if self._handle is None or self._temporary is None:
                return differs
            if differs:
                self._handle.flush()
                os.fsync(self._handle.fileno())
                os.replace(self._temporary, self._dest)
                self._temporary = None
            return differs

    def _differs(self) -> bool:
        try:
            with open(self._dest, "rb") as handle:
                if stat.S_IMODE(os.fstat(handle.fileno()).st_mode) != MODE:
                    return True
                digest = hashlib.sha256()
                while True:
                    block = handle.read(_BLOCK)
                    if not block:
                        return digest.digest() != self._digest.digest()
                    digest.update(block)
        except FileNotFoundError:
            return True

    def discard(self) -> None:
        """Close and remove what is not in place."""
        if self._handle is not None:
            with contextlib.suppress(OSError):
                self._handle.close()
            self._handle = None
        if self._temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(self._temporary)
            self._temporary = None

    @contextlib.contextmanager
    def _errors(self) -> t.Iterator[None]:
        try:
            yield
        except OSError as problem:
            raise UsageError(
                "{0}: {1} cannot be written: {2}.".format(
                    self._name, self._given, (problem.strerror or "unknown error").lower()
                ),
                key=self._name,
                hint="The file is written on the machine that runs the module.",
            ) from None


def _cell(value: t.Any) -> t.Any:
    """Return a JSON value as CSV holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    return json.dumps(value) if isinstance(value, (list, dict)) else value
