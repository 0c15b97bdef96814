# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""How the questions of the probe read: each list once, with notes of what an empty one and its integers look like."""

from __future__ import annotations

import typing as t

from .._api.client import Client
from .._api.errors import EnswitchError
from .._campaigns import fields as schema
from .report import Mask, Report, kinds, shape
from .traffic import Exchange, Recorder

Row = t.Dict[str, t.Any]
Params = t.Mapping[str, t.Union[str, int, None]]

# The largest ID of a 32-bit column: no campaign and no customer has it.
NOBODY = 2**31 - 1
# What no platform knows: a parameter, a value, a part of a name.
UNKNOWN = "enswitch_probe"
# How many rows are a sample.
SAMPLE = 100

# Columns that hold integers, beside those of the table of fields.
_INTEGERS = frozenset(("id", "customer", "count", "parent", "auth_token_expiry"))


class Probe(t.NamedTuple):
    """What the questions work with. ``customer`` None is the caller's own; ``again`` makes a client with a token."""

    client: Client
    recorder: Recorder
    mask: Mask
    report: Report
    customer: int | None
    again: t.Callable[[str], Client]


class Reader:
    """Reads for the questions, and keeps what several of them need."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe
        # What the data of an empty list looked like, by where it was seen.
        self.empty: dict[str, str] = {}
        # Kinds of the values in columns that hold integers, by function.
        self.integers: dict[str, dict[str, str]] = {}
        self._rows: dict[str, list[Row] | EnswitchError] = {}

    def read(self, function: str, params: Params) -> Exchange:
        """Return an answer as it came."""
        self.probe.client.read(function, params)
        # A successful read had an envelope.
        return t.cast(Exchange, self.probe.recorder.last)

    def rows(self, function: str, params: Params, where: str | None = None) -> list[Row]:
        """Return the rows of a list. ``where`` says what is empty, if they are none."""
        rows = self.probe.client.read(function, params).rows()
        last = self.probe.recorder.last
        if not rows and last is not None:
            self.empty[where or function] = self.data_shape(last)
        self.take_integers(function, rows)
        return rows

    def once(self, function: str, params: Params) -> list[Row]:
        """Return the rows of a list that is read once; a failure is remembered as well."""
        if function not in self._rows:
            try:
                self._rows[function] = self.rows(function, params)
            except EnswitchError as error:
                self._rows[function] = error
        found = self._rows[function]
        if isinstance(found, EnswitchError):
            raise found
        return found

    def attempt(self, call: t.Callable[[], t.Any]) -> EnswitchError | None:
        """Make calls whose failure is part of an answer, and return it."""
        try:
            call()
        except EnswitchError as error:
            self.probe.report.failed(error)
            return error
        return None

    def data_shape(self, last: Exchange) -> str:
        """Return the shape of the data of an answer."""
        return shape(last.data, self.probe.mask) if last.has_data else "absent"

    def take_integers(self, function: str, rows: t.Iterable[Row]) -> None:
        """Take note of whether the integers of some rows are quoted."""
        named = _INTEGERS | {field.name for field in schema.KEYS + schema.FIELDS if field.kind != schema.STR}
        for name, found in kinds(rows, self.probe.mask).items():
            if name in named and "integer" in found:
                self.integers.setdefault(function, {})[name] = found
