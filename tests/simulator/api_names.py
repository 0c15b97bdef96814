# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names to IDs, and the credentials check (section 5 of the API notes)."""

from __future__ import annotations

from typing import Any

from simulator.auth import ancestors, may_see
from simulator.call import Call
from simulator.contract import Refusal
from simulator.envelope import Answer, rows

_CUSTOMER = "id, name, parent, email, account, description, deleted"
_PERSON = "id, username, name, email, customer"


def login(call: Call) -> Answer:
    """The caller's own row; with token=1 (since 4.1) also a token."""
    found = call.store.rows(f"SELECT {_PERSON} FROM people WHERE id = ?", (call.person.id,))
    row = rows(found, call.options)[0]
    if call.integer("token"):
        row = {**row, **call.auth.issue(call.person, call.options)}
    return Answer(200, row)


def customers_get(call: Call) -> Answer:
    """One customer by id, name or email. Without reseller rights: only one's own."""
    name, value = _one_of(call, ("id", "name", "email"))
    found = call.store.rows(f"SELECT {_CUSTOMER} FROM customers WHERE {name} = ? AND deleted = 0 ORDER BY id", (value,))
    seen = [row for row in found if may_see(call.store, call.person, row["id"])]
    if not seen:
        raise Refusal(404)
    return Answer(200, rows(seen, call.options)[0])


def customers_list(call: Call) -> Answer:
    """The customers below `parent` (default: the caller's own), by name, with paging."""
    parent = call.integer("parent", call.person.customer)
    if not may_see(call.store, call.person, parent):
        raise Refusal(400, "parent", "Invalid customer.")
    deleted = call.integer("deleted")
    below = "SELECT id FROM customers WHERE parent = ?"
    if call.integer("recursive"):
        below = (
            "WITH RECURSIVE below (id) AS (SELECT id FROM customers WHERE parent = ? "
            "UNION SELECT c.id FROM customers c JOIN below b ON c.parent = b.id) SELECT id FROM below"
        )
    where = f"FROM customers WHERE id IN ({below})"
    values: list[Any] = [parent]
    if deleted >= 0:
        where += " AND deleted = ?"
        values.append(deleted)
    if call.text("name"):
        where += " AND instr(lower(name), lower(?)) > 0"
        values.append(call.text("name"))
    if call.integer("count"):
        row = call.store.one(f"SELECT count(*) {where}", tuple(values))
        return Answer(200, {"count": 0 if row is None else row[0]})
    values += [call.integer("limit") or -1, call.integer("offset")]
    found = call.store.rows(f"SELECT {_CUSTOMER} {where} ORDER BY name, id LIMIT ? OFFSET ?", tuple(values))
    return Answer(200, rows(found, call.options))


def people_get(call: Call) -> Answer:
    """One person by id, username or email; 409 when several share that email."""
    name, value = _one_of(call, ("id", "username", "email"))
    found = call.store.rows(f"SELECT {_PERSON} FROM people WHERE {name} = ? ORDER BY id", (value,))
    seen = [row for row in found if may_see(call.store, call.person, row["customer"])]
    if not seen:
        raise Refusal(404)
    if len(seen) > 1:
        raise Refusal(409, name, "Several people share this email.")
    return Answer(200, rows(seen, call.options)[0])


def timegroups_list(call: Call) -> Answer:
    """Time groups of the customer; with available=1 also those that its providers share."""
    customer = call.customer()
    where, values = "customer = ?", [customer]
    if call.integer("available"):
        above = [number for number in ancestors(call.store, customer) if number != customer]
        if above:
            where += f" OR (shared = 1 AND customer IN ({', '.join('?' * len(above))}))"
            values += above
    found = call.store.rows(
        f"SELECT id, name, customer, shared FROM timegroups WHERE {where} ORDER BY id", tuple(values)
    )
    return Answer(200, rows(found, call.options))


def record_groups_list(call: Call) -> Answer:
    """Record groups of the customer."""
    found = call.store.rows(
        "SELECT id, name, customer FROM recordgroups WHERE customer = ? ORDER BY id", (call.customer(),)
    )
    return Answer(200, rows(found, call.options))


def _one_of(call: Call, names: tuple[str, ...]) -> tuple[str, Any]:
    given = [name for name in names if name in call.values]
    if len(given) != 1:
        raise Refusal(400, names[0], f"One of {', '.join(names)} is required.")
    return given[0], call.values[given[0]]
