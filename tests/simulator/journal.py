# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The journal: one line for every call that reached the API, without secrets."""

from __future__ import annotations

import json
from typing import Any

from simulator.contract import Function
from simulator.incoming import Incoming
from simulator.store import Store
from simulator.timegroups import with_periods

# More numbers than these in one parameter are journaled as their count.
FEW_NUMBERS = 100
_SECRET = ("auth_", "totp_")

_COLUMNS = (
    "function",
    "method",
    "parameters",
    "validation",
    "write",
    "took_effect",
    "connection",
    "code",
    "http_status",
    "fault",
    "address",
    "username",
)
_INSERT = f"INSERT INTO journal ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_AMEND = "UPDATE journal SET took_effect = ?, code = ?, http_status = ?, username = ? WHERE seq = ?"


def is_validation(function: Function | None, parameters: dict[str, str]) -> bool:
    """Whether the call only validates: it asks for it, and the function knows that mode (delete does not)."""
    if function is None or parameters.get("validation") != "1":
        return False
    return any(parameter.name == "validation" for parameter in function.parameters)


def _without_secrets(parameters: dict[str, str]) -> dict[str, Any]:
    kept: dict[str, Any] = {name: value for name, value in parameters.items() if not name.startswith(_SECRET)}
    dnumbers = kept.get("dnumbers")
    if dnumbers is not None and dnumbers.count(",") >= FEW_NUMBERS:
        kept["dnumbers"] = dnumbers.count(",") + 1
    return kept


class Journal:
    """Writes within the caller's transaction, so that the work of a call and its line stand or fall together."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self,
        incoming: Incoming,
        function: Function | None,
        *,
        code: int | None,
        changed: bool,
        http_status: int | None,
        fault: str | None,
        username: str,
    ) -> int:
        """A new line; its number."""
        validation = is_validation(function, incoming.parameters)
        cursor = self._store.db.execute(
            _INSERT,
            (
                incoming.function if incoming.function is not None else "",
                incoming.method,
                json.dumps(_without_secrets(incoming.parameters), ensure_ascii=False),
                validation,
                function is not None and function.writes and not validation,
                changed,
                incoming.connection,
                code,
                http_status,
                fault,
                incoming.address,
                username,
            ),
        )
        return int(cursor.lastrowid or 0)

    def amend(self, seq: int, *, code: int | None, changed: bool, http_status: int | None, username: str) -> None:
        """Complete the line of a call that had to wait before its work was done."""
        self._store.db.execute(_AMEND, (changed, code, http_status, username, seq))

    def read(self, since: int = 0) -> list[dict[str, Any]]:
        """The lines after number `since`."""
        lines = self._store.rows("SELECT * FROM journal WHERE seq > ? ORDER BY seq", (since,))
        for line in lines:
            line["parameters"] = json.loads(line["parameters"])
            for name in ("validation", "write", "took_effect"):
                line[name] = bool(line[name])
        return lines

    def add_timegroup(self, seq: int, group: int) -> None:
        """Keep a time group as it is after the write of line `seq`."""
        state = json.dumps(with_periods(self._store, group), ensure_ascii=False)
        self._store.db.execute(
            "INSERT INTO timegroup_log (seq, timegroup, state) VALUES (?, ?, ?)", (seq, group, state)
        )

    def timegroups(self, since: int = 0) -> list[dict[str, Any]]:
        """Each time group as it was after each write of the lines after number `since`; `state` null: deleted."""
        lines = self._store.rows(
            "SELECT seq, timegroup, state FROM timegroup_log WHERE seq > ? ORDER BY number", (since,)
        )
        return [{**line, "state": json.loads(line["state"])} for line in lines]

    def refused(self) -> dict[str, int]:
        """How many calls were answered with 401, by the user name that was given (empty: a token, or none)."""
        sql = "SELECT username, count(*) FROM journal WHERE code = 401 GROUP BY username ORDER BY username"
        return dict(self._store.db.execute(sql).fetchall())

    def logins(self) -> dict[str, dict[str, int]]:
        """How many calls of user/login there were, by user name and code."""
        found: dict[str, dict[str, int]] = {}
        for username, code, count in self._store.db.execute(
            "SELECT username, code, count(*) FROM journal "
            "WHERE function = 'user/login' AND code IS NOT NULL GROUP BY username, code ORDER BY username, code"
        ):
            found.setdefault(username, {})[str(code)] = count
        return found

    def clear(self) -> None:
        """Forget all lines; the numbering goes on."""
        self._store.db.execute("DELETE FROM journal")
        self._store.db.execute("DELETE FROM timegroup_log")
