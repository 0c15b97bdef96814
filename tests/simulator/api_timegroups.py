# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""timegroups: list, get, create, update, delete, usage (section 8 of the API notes)."""

from __future__ import annotations

from typing import Any

from simulator import stored
from simulator.auth import ancestors, may_see
from simulator.call import Call
from simulator.contract import Refusal
from simulator.envelope import VALIDATED, Answer, rows

_COLUMNS = "id, name, customer, active, description, priority, shared"
_LIST = "timegroups/list"
_FIELDS = ("name", "active", "description", "priority", "shared")
# What timegroups/usage calls a campaign, with the option usage_names_campaigns.
CAMPAIGN_STYPE = "bulk"


def list_(call: Call) -> Answer:
    """Time groups of the customer; with available=1 also those that its providers share."""
    customer = call.customer()
    found = call.lag.shown(_LIST, customer)
    if found is None:
        found = _rows(call, customer)
    if call.integer("available"):
        above = [number for number in ancestors(call.store, customer) if number != customer]
        shared = [row for number in above for row in _rows(call, number) if row["shared"]]
        found = sorted([*found, *shared], key=lambda row: row["id"])
    return Answer(200, rows(found, call.options))


def _rows(call: Call, customer: int) -> list[dict[str, Any]]:
    return call.store.rows(f"SELECT {_COLUMNS} FROM timegroups WHERE customer = ? ORDER BY id", (customer,))


def _keep(call: Call, customer: int) -> None:
    """A write comes: the list of the customer's groups may lag behind it."""
    call.lag.keep(_LIST, customer, call.options, lambda: _rows(call, customer))


def get(call: Call) -> Answer:
    """One time group, without its hours."""
    return Answer(200, rows([find(call, call.integer("id"))], call.options)[0])


def create(call: Call) -> Answer:
    """A new time group without periods; its ID."""
    customer = call.customer()
    check_rate_plan(call, customer)
    group: dict[str, Any] = {"customer": customer, **{name: call.values[name] for name in _FIELDS}}
    stored.shape(call, group)
    _check(call, group, group)
    if call.validating:
        return VALIDATED
    stored.refuse_name(call, group)
    _keep(call, customer)
    sql = f"INSERT INTO timegroups ({', '.join(group)}) VALUES ({', '.join('?' * len(group))})"
    number = int(call.store.db.execute(sql, list(group.values())).lastrowid or 0)
    return changed(call, Answer(200, {"id": number}), number)


def update(call: Call) -> Answer:
    """Change what is given; the rest stays."""
    current = find_own(call, call.integer("id"))
    check_rate_plan(call, current["customer"])
    changes = {name: call.values[name] for name in _FIELDS if name in call.values}
    stored.shape(call, changes)
    _check(call, {**current, **changes}, changes)
    if call.validating:
        return VALIDATED
    stored.refuse_name(call, changes)
    if changes:
        _keep(call, current["customer"])
        assignments = ", ".join(f"{name} = ?" for name in changes)
        call.store.db.execute(f"UPDATE timegroups SET {assignments} WHERE id = ?", [*changes.values(), current["id"]])
    return changed(call, Answer(204), current["id"])


def delete(call: Call) -> Answer:
    """The group goes, and its periods with it; refused while a campaign uses it. There is no validation mode."""
    found = find_own(call, call.integer("id"))
    group = found["id"]
    if call.options.delete_used_timegroup == "refuse" and _campaigns(call, group):
        raise Refusal(400, "id", "The time group is in use.")
    _keep(call, found["customer"])
    call.store.db.execute("DELETE FROM periods WHERE timegroup = ?", (group,))
    call.store.db.execute("DELETE FROM timegroups WHERE id = ?", (group,))
    return changed(call, Answer(204), group)


def usage(call: Call) -> Answer:
    """What uses the group; campaigns only with the option usage_names_campaigns."""
    group = find(call, call.integer("id"))["id"]
    using = _campaigns(call, group) if call.options.usage_names_campaigns else []
    found = [{"stype": CAMPAIGN_STYPE, "snumber": str(campaign)} for campaign in using]
    return Answer(200, rows(found, call.options))


def find(call: Call, group: int) -> dict[str, Any]:
    """A group that the caller may use: of a customer that it sees, or shared from above. Else Refusal 404."""
    found = call.store.rows(f"SELECT {_COLUMNS} FROM timegroups WHERE id = ?", (group,))
    if not found:
        raise Refusal(404)
    row = found[0]
    from_above = row["shared"] and row["customer"] in ancestors(call.store, call.person.customer)
    if not from_above and not may_see(call.store, call.person, row["customer"]):
        raise Refusal(404)
    return row


def find_own(call: Call, group: int) -> dict[str, Any]:
    """A group that the caller may change: of a customer that it sees. Else Refusal 404."""
    row = find(call, group)
    if not may_see(call.store, call.person, row["customer"]):
        raise Refusal(404)
    return row


def changed(call: Call, answer: Answer, group: int) -> Answer:
    """The answer to a change of a group's hours, of which the dialler hears."""
    call.dialler.hours_changed(group)
    return Answer(answer.code, answer.data, changed=True, timegroup=group)


def check_rate_plan(call: Call, customer: int) -> None:
    """Refusal 403 where the customer's rate plan has no time groups."""
    row = call.store.one(
        "SELECT p.timegroups FROM customers c JOIN rate_plans p ON p.id = c.rate_plan WHERE c.id = ?", (customer,)
    )
    if row is None or not row[0]:
        raise Refusal(403)


def _check(call: Call, group: dict[str, Any], changes: dict[str, Any]) -> None:
    if changes.get("shared") and "commerce" not in call.person.privileges:
        raise Refusal(402)
    if "name" in changes and not group["name"]:
        raise Refusal(400, "name", "Parameter name must not be empty.")
    if "name" in changes and call.options.unique_names:
        same = "SELECT 1 FROM timegroups WHERE customer = ? AND name = ? AND id != ?"
        if call.store.one(same, (group["customer"], group["name"], group.get("id", 0))):
            raise Refusal(400, "name", "A time group of this name exists already.")
    if not 1 <= group["priority"] <= 10:
        raise Refusal(400, "priority", "Parameter priority must be 1 to 10.")


def _campaigns(call: Call, group: int) -> list[int]:
    return [
        row[0] for row in call.store.db.execute("SELECT id FROM campaigns WHERE timegroup = ? ORDER BY id", (group,))
    ]
