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

_COLUMNS = "id, name, parent, rate_plan AS plan, email, account, description, deleted"
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
    deleted = call.integer("deleted")
    if deleted >= 0:
        where += " AND deleted = ?"
        values.append(deleted)
    if call.text("name"):
        where += " AND instr(lower(name), lower(?)) > 0"
        values.append(call.text("name"))
    return listing.page(call, _columns(call), where, values, call.text("sort", "name"))


def _columns(call: Call) -> str:
    has_limit = version_key(call.options.api_version) >= BULK_CALLS_SINCE
    return _COLUMNS + (", bulk_calls" if has_limit else "")
