# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pages of a campaign's numbers, also from the far end of a million of them."""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Iterable
from typing import Any

from simulator.store import Store

# The columns that an order goes by; the last makes it definite.
_ORDERS = {"dnumber": ("dnumber",), "status": ("status", "due", "id"), "arrival": ("id",)}
_ANCHORS = 10_000


@dataclasses.dataclass(slots=True)
class _Anchors:
    """Offsets whose place in the index is known, as of one revision."""

    revision: tuple[int, int]
    offsets: list[int]
    keys: list[tuple[Any, ...]]


class Pages:
    """Pages at index speed: SQLite counts through all rows before an offset, so the ends of pages are remembered.

    What is remembered is thrown away as soon as the numbers, or for the order by status their status, change.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._anchors: dict[tuple[int, str, bool], _Anchors] = {}

    def read(self, campaign: int, order: str, descending: bool, limit: int, offset: int) -> Iterable[tuple[Any, ...]]:
        """Rows (dnumber, status, key columns…) of this page; limit 0 is everything from the offset on."""
        columns = _ORDERS[order]
        anchors = self._current((campaign, order, descending))
        sql = f"SELECT dnumber, status, {', '.join(columns)} FROM destinations WHERE campaign = ?"
        values: list[Any] = [campaign]
        start = 0
        nearest = bisect.bisect_right(anchors.offsets, offset) - 1
        if nearest >= 0:
            start = anchors.offsets[nearest]
            marks = ", ".join("?" * len(columns))
            sql += f" AND ({', '.join(columns)}) {'<' if descending else '>'} ({marks})"
            values += anchors.keys[nearest]
        direction = " DESC" if descending else ""
        sql += f" ORDER BY {', '.join(column + direction for column in columns)} LIMIT ? OFFSET ?"
        cursor = self._store.db.execute(sql, [*values, limit or -1, offset - start])
        if not limit:
            return cursor
        found = cursor.fetchall()
        if found:
            self._remember(anchors, offset + len(found), found[-1][2:])
        return found

    def _current(self, place: tuple[int, str, bool]) -> _Anchors:
        campaign, order, _descending = place
        statuses = self._store.statuses[campaign] if order == "status" else 0
        revision = (self._store.members[campaign], statuses)
        anchors = self._anchors.get(place)
        if anchors is None or anchors.revision != revision:
            anchors = self._anchors[place] = _Anchors(revision, [], [])
        return anchors

    @staticmethod
    def _remember(anchors: _Anchors, offset: int, key: tuple[Any, ...]) -> None:
        at = bisect.bisect_left(anchors.offsets, offset)
        if len(anchors.offsets) < _ANCHORS and (at == len(anchors.offsets) or anchors.offsets[at] != offset):
            anchors.offsets.insert(at, offset)
            anchors.keys.insert(at, key)
