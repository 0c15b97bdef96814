# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of rows that know `count`, `limit`, `offset`, `sort` and `descending`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.call import Call
from simulator.envelope import Answer, rows


def page(call: Call, columns: str, where: str, values: Sequence[Any], order: str) -> Answer:
    """The rows that `columns FROM where` has, by page, or only their count. `order`: the column to sort by."""
    if call.integer("count"):
        row = call.store.one(f"SELECT count(*) FROM {where}", tuple(values))
        return Answer(200, {"count": 0 if row is None else row[0]})
    direction = "DESC" if call.integer("descending") else "ASC"
    sql = f"SELECT {columns} FROM {where} ORDER BY {order} {direction}, id {direction} LIMIT ? OFFSET ?"
    found = call.store.rows(sql, (*values, call.integer("limit") or -1, call.integer("offset")))
    return Answer(200, rows(found, call.options))
