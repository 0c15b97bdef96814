# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""All entries that were left out, as a CSV file: written as they come, since there may be a million of them."""

from __future__ import annotations

import os
import typing as t

from .._api.errors import UsageError
from .export import CsvExport

OPTION = "rejected_dest"
COLUMNS = ("option", "line", "index", "value", "reason")


class RejectsFile:
    """The file of C(rejected_dest). An older one stays until this one is complete, and is then replaced."""

    def __init__(self, dest: str, sources: t.Iterable[str | None]) -> None:
        """Begin the file. Raises UsageError for a path that cannot be written, or that is one of the lists."""
        if any(source is not None and os.path.realpath(source) == os.path.realpath(dest) for source in sources):
            raise UsageError(
                "{0}: {1} is a list of this task, which would be overwritten.".format(OPTION, dest),
                key=OPTION,
                hint="Write the file elsewhere.",
            )
        self._export = CsvExport(dest, OPTION)
        self._export.begin(write=True, columns=COLUMNS)

    def add(self, place: t.Mapping[str, t.Any], value: str, reason: str) -> None:
        """Write an entry; its value is never shortened or changed."""
        self._export.add({**place, "value": value, "reason": reason})

    def finish(self) -> None:
        """Put the file in place."""
        self._export.finish()

    def discard(self) -> None:
        """Remove what is not in place: an older file stays."""
        self._export.discard()
