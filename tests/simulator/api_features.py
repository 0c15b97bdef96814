# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a check before calling asks: features/get, numbers/list, plans/get, configs/get (sections 6, 7, 10 and 11)."""

from __future__ import annotations

from simulator import listing
from simulator.auth import ancestors
from simulator.call import Call
from simulator.contract import Refusal, version_key
from simulator.envelope import Answer, rows

_FEATURE = "id, name, type, number, customer"
_NUMBER = "id, number, description, customer, dtype, dnumber"
_ORDERS = {"": "number", "number": "number", "destination": "dtype", "dnumber": "dnumber"}
# Since then, a few settings are sensitive.
_SENSITIVE_SINCE = (4, 0)
# bulk_calls is not there in 3.13; 4.0 is the oldest edition that speaks of it.
BULK_CALLS_SINCE = (4, 0)


def features_get(call: Call) -> Answer:
    """One queue, IVR menu, telephone line, … of the customer, by its number or ID."""
    found = call.store.rows(
        f"SELECT {_FEATURE} FROM features WHERE customer = ? AND type = ? AND (number = ? OR CAST(id AS TEXT) = ?) "
        "ORDER BY number != ?, id",
        (call.customer(), call.text("type"), *[call.text("number")] * 3),
    )
    if not found:
        raise Refusal(404)
    return Answer(200, rows(found, call.options)[0])


def numbers_list(call: Call) -> Answer:
    """Numbers of the customer; with callerid=1 those that it may send, also those that customers above let it have."""
    customer = call.customer()
    where, values = "customer = ?", [customer]
    if call.integer("callerid") or call.integer("callerid_location"):
        where = "(customer = ? AND allow_callerid != '')"
        above = [number for number in ancestors(call.store, customer) if number != customer]
        if above:
            where += f" OR (customer IN ({', '.join('?' * len(above))}) AND allow_callerid = 'recursive')"
            values += above
    return listing.page(call, _NUMBER, f"numbers WHERE {where}", values, _ORDERS[call.text("sort")])


def plans_get(call: Call) -> Answer:
    """A rate plan, by default the caller's own."""
    plan = call.integer("id")
    if "id" not in call.values:
        if call.anonymous:
            raise Refusal(401)
        row = call.store.one("SELECT rate_plan FROM customers WHERE id = ?", (call.person.customer,))
        plan = 0 if row is None else row[0]
    columns = "id, name, bulk_calls" if version_key(call.options.api_version) >= BULK_CALLS_SINCE else "id, name"
    found = call.store.rows(f"SELECT {columns} FROM rate_plans WHERE id = ?", (plan,))
    if not found:
        raise Refusal(404)
    return Answer(200, rows(found, call.options)[0])


def configs_get(call: Call) -> Answer:
    """A setting, or `default` where there is none of this name."""
    name = call.text("name")
    row = call.store.one("SELECT value, sensitive FROM configs WHERE name = ?", (name,))
    if row is None:
        if "default" not in call.values:
            raise Refusal(404)
        return Answer(200, rows([{"name": name, "value": call.text("default")}], call.options)[0])
    value, sensitive = row
    if sensitive and version_key(call.options.api_version) >= _SENSITIVE_SINCE:
        if call.anonymous:
            raise Refusal(401)
        if "administrator" not in call.person.privileges:
            raise Refusal(402)
    return Answer(200, rows([{"name": name, "value": value}], call.options)[0])
