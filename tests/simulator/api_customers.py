# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""customers/get and customers/list (section 5 of the API notes)."""

from __future__ import annotations

from typing import Any

from simulator import listing
from simulator.api_features import BULK_CALLS_SINCE
from simulator.auth import may_see
from simulator.call import Call, one_of
from simulator.contract import Refusal, version_key
from simulator.envelope import Answer, rows

_COLUMNS = (
    "id, name, parent, rate_plan AS plan, email, account, description, deleted, bill_type, directory, language, "
    "timezone"
)
# Columns that nobody should pass on (option secret_columns), each with a value of the customer's own.
SECRET_COLUMNS = ("web_pass", "sippass", "api_key", "pincode")
# customers/list: what `directory` and `deleted` are where they are left out, and whether -1 is known.
_MINUS_ONE_SINCE = (3, 14)
_WHOLE_DIRECTORY_SINCE = (4, 1)
_BELOW = (
    "WITH RECURSIVE below (id) AS (SELECT id FROM customers WHERE parent = ? "
    "UNION SELECT c.id FROM customers c JOIN below b ON c.parent = b.id) SELECT id FROM below"
)


def get(call: Call) -> Answer:
    """One customer by id, name or email. Without reseller rights: only one's own. `check`: only whether it exists."""
    name, value = one_of(call, ("id", "name", "email"))
    found = call.store.rows(
        f"SELECT {_columns(call)} FROM customers WHERE {name} = ? AND deleted = 0 ORDER BY id", (value,)
    )
    if call.integer("check"):
        if not found:
            raise Refusal(404)
        return Answer(200)
    seen = [row for row in found if may_see(call.store, call.person, row["id"])]
    if not seen:
        raise Refusal(404)
    if call.integer("payment"):
        return Answer(200, {"payment": ""})
    return Answer(200, rows(seen, call.options)[0])


def list_(call: Call) -> Answer:
    """The customers below `parent` (default: the caller's own), by name, with paging."""
    parent = call.integer("parent", call.person.customer)
    if not may_see(call.store, call.person, parent):
        raise Refusal(400, "parent", "Invalid customer.")
    # It has no effect together with these two.
    recursive = call.integer("recursive") and not call.integer("count") and not call.integer("pages")
    below = _BELOW if recursive else "SELECT id FROM customers WHERE parent = ?"
    where = f"customers WHERE id IN ({below})"
    values: list[Any] = [parent]
    for name, value in _which(call):
        where += f" AND {name} = ?"
        values.append(value)
    if call.text("name"):
        where += " AND instr(lower(name), lower(?)) > 0"
        values.append(call.text("name"))
    if call.text("bill_type"):
        where += " AND bill_type = ?"
        values.append(call.text("bill_type"))
    return listing.page(call, _columns(call), where, values, call.text("sort", "name"))


def _which(call: Call) -> list[tuple[str, int]]:
    """The columns `deleted` and `directory` by which this version filters, and their values."""
    version = version_key(call.options.api_version)
    early = version < _MINUS_ONE_SINCE
    defaults = {
        "deleted": -1 if early else 0,
        "directory": -1 if early or version >= _WHOLE_DIRECTORY_SINCE else 0,
    }
    found = []
    for name, default in defaults.items():
        value = call.integer(name) if name in call.given else default
        if early and value == -1 and name in call.given:
            raise Refusal(400, name, f"Parameter {name} must be 0 or 1.")
        if value != -1:
            found.append((name, value))
    return found


def _columns(call: Call) -> str:
    columns = _COLUMNS
    if version_key(call.options.api_version) >= BULK_CALLS_SINCE:
        columns += ", bulk_calls"
    if call.options.secret_columns:
        columns += "".join(f", '{name}-' || id AS {name}" for name in SECRET_COLUMNS)
    return columns
