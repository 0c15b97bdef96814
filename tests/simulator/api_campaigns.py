# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk/campaigns: create, update, list, delete (section 3 of the API notes)."""

from __future__ import annotations

from typing import Any

from simulator import stored
from simulator.auth import ancestors, may_see
from simulator.call import Call
from simulator.contract import Refusal
from simulator.envelope import VALIDATED, Answer, rows

# Section 6: proven and likely destination types. The server decides; clients must not have such a list.
DTYPES = frozenset(
    ("", "phone", "forward", "peer", "sipuri", "hangup", "number")
    + ("queue", "ivr", "huntgroup", "mailbox", "conference")
)
# Destination types that need no number.
WITHOUT_NUMBER = frozenset(("", "hangup"))
_LIST = "bulk/campaigns/list"


def create(call: Call) -> Answer:
    """A new campaign; its ID."""
    customer = call.customer()
    _check_rate_plan(call, customer)
    campaign: dict[str, Any] = {**call.values, "customer": customer}
    # A field that this version of the API does not have yet still has its column.
    for field in call.contract.campaign_fields:
        campaign.setdefault(field.name, field.default)
    stored.shape(call, campaign)
    _check(call, campaign, campaign)
    if call.validating:
        return VALIDATED
    stored.refuse_name(call, campaign)
    _keep(call, customer)
    names = [field.name for field in call.contract.campaign_fields]
    cursor = call.store.db.execute(
        f"INSERT INTO campaigns ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
        [campaign[name] for name in names],
    )
    number = int(cursor.lastrowid or 0)
    call.dialler.touch(number)
    return Answer(200, {"id": number}, changed=True)


def update(call: Call) -> Answer:
    """Change what is given; the rest stays (but see the option reset_omitted_keep_agents)."""
    current = find(call, call.integer("id"))
    _check_rate_plan(call, current["customer"])
    changes = {name: value for name, value in call.values.items() if name not in ("id", "validation")}
    if "keep_agents_available" not in call.given and not call.options.reset_omitted_keep_agents:
        changes.pop("keep_agents_available", None)
    stored.shape(call, changes)
    _check(call, {**current, **changes}, changes)
    if call.validating:
        return VALIDATED
    stored.refuse_name(call, changes)
    _keep(call, current["customer"])
    if changes:
        assignments = ", ".join(f"{name} = ?" for name in changes)
        call.store.db.execute(f"UPDATE campaigns SET {assignments} WHERE id = ?", [*changes.values(), current["id"]])
    call.dialler.touch(current["id"])
    return Answer(204, changed=True)


def list_(call: Call) -> Answer:
    """All campaigns of one customer."""
    customer = call.customer()
    found = call.lag.shown(_LIST, customer)
    if found is None:
        found = _rows(call, customer)
    columns = call.contract.campaign_columns(call.options.api_version)
    seen = [{name: row[name] for name in columns} for row in found if _visible(call, row)]
    return Answer(200, rows(seen, call.options))


def get(call: Call) -> Answer:
    """One campaign."""
    found = find(call, call.integer("id"))
    row = {name: found[name] for name in call.contract.campaign_columns(call.options.api_version)}
    return Answer(200, rows([row], call.options)[0])


def delete(call: Call) -> Answer:
    """The campaign goes, and its numbers with it. There is no validation mode."""
    found = find(call, call.integer("id"))
    campaign = found["id"]
    if found["enabled"] and call.options.delete_enabled_campaign == "refuse":
        raise Refusal(400, "id", "The campaign is enabled.")
    _keep(call, found["customer"])
    call.store.db.execute("DELETE FROM destinations WHERE campaign = ?", (campaign,))
    call.store.db.execute("DELETE FROM campaigns WHERE id = ?", (campaign,))
    call.store.changed(campaign, members=True)
    return Answer(204, changed=True)


def find(call: Call, campaign: int) -> dict[str, Any]:
    """The campaign; Refusal 404 when it does not exist or the caller may not see it."""
    found = call.store.rows("SELECT * FROM campaigns WHERE id = ?", (campaign,))
    if not found or not may_see(call.store, call.person, found[0]["customer"]) or not _visible(call, found[0]):
        raise Refusal(404)
    return found[0]


def _visible(call: Call, campaign: dict[str, Any]) -> bool:
    """Whether the caller sees this campaign of a customer that it sees (option users_see)."""
    if call.options.users_see == "customer" or "administrator" in call.person.privileges:
        return True
    return bool(campaign["owner"] == call.person.id)


def _rows(call: Call, customer: int) -> list[dict[str, Any]]:
    return call.store.rows("SELECT * FROM campaigns WHERE customer = ? ORDER BY id", (customer,))


def _keep(call: Call, customer: int) -> None:
    """A write comes: the list of the customer's campaigns may lag behind it."""
    call.lag.keep(_LIST, customer, call.options, lambda: _rows(call, customer))


def _check_rate_plan(call: Call, customer: int) -> None:
    row = call.store.one(
        "SELECT p.bulk_dialler FROM customers c JOIN rate_plans p ON p.id = c.rate_plan WHERE c.id = ?", (customer,)
    )
    if row is None or not row[0]:
        raise Refusal(403)


def _check(call: Call, campaign: dict[str, Any], changes: dict[str, Any]) -> None:
    """The values as a whole; only what is being changed can be at fault."""
    if "name" in changes:
        _check_name(call, campaign)
    if "dtype" in changes and campaign["dtype"] not in DTYPES:
        raise Refusal(400, "dtype", f"Unknown destination type: {campaign['dtype']}")
    if "dtype" in changes or "dnumber" in changes:
        if not campaign["dnumber"] and campaign["dtype"] not in WITHOUT_NUMBER:
            raise Refusal(400, "dnumber", "Parameter dnumber must not be empty.")
    for name, exists in (("owner", _owner), ("recordgroup", _record_group), ("timegroup", _time_group)):
        if changes.get(name) and not exists(call, changes[name], campaign["customer"]):
            raise Refusal(400, name, f"Invalid {name}: {changes[name]}")


def _check_name(call: Call, campaign: dict[str, Any]) -> None:
    if not campaign["name"]:
        raise Refusal(400, "name", "Parameter name must not be empty.")
    if call.options.unique_names:
        same = "SELECT 1 FROM campaigns WHERE customer = ? AND name = ? AND id != ?"
        if call.store.one(same, (campaign["customer"], campaign["name"], campaign.get("id", 0))):
            raise Refusal(400, "name", "A campaign of this name exists already.")


def _owner(call: Call, person: int, customer: int) -> bool:
    return call.store.one("SELECT 1 FROM people WHERE id = ? AND customer = ?", (person, customer)) is not None


def _record_group(call: Call, group: int, customer: int) -> bool:
    return call.store.one("SELECT 1 FROM recordgroups WHERE id = ? AND customer = ?", (group, customer)) is not None


def _time_group(call: Call, group: int, customer: int) -> bool:
    row = call.store.one("SELECT customer, shared FROM timegroups WHERE id = ?", (group,))
    if row is None:
        return False
    return row[0] == customer or bool(row[1] and row[0] in ancestors(call.store, customer))
