# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""People, record groups, and the credentials check (sections 5 and 9 of the API notes)."""

from __future__ import annotations

from simulator import listing
from simulator.auth import may_see
from simulator.call import Call, one_of
from simulator.contract import Refusal, version_key
from simulator.envelope import Answer, rows

_PERSON = "id, username, name, email, customer"
# Before, people/get knows neither 400 nor 409.
_CODES_SINCE = (3, 14)


def login(call: Call) -> Answer:
    """The caller's own row; with token=1 (since 4.1) also a token. 202 while a second factor is missing."""
    if call.auth.has_second_factor(call.person, call.options) and "auth_token" not in call.given:
        code = call.values.get("auth_code")
        if code is None:
            return Answer(202, call.auth.ask_for_second_factor(call.person))
        if code != call.person.second_factor:
            raise Refusal(401)
    found = call.store.rows(f"SELECT {_PERSON} FROM people WHERE id = ?", (call.person.id,))
    row = rows(found, call.options)[0]
    if call.integer("token"):
        row = {**row, **call.auth.issue(call.person, call.options)}
    return Answer(200, row)


def people_get(call: Call) -> Answer:
    """One person by id, username or email; 409 when several share that email. `check`: only whether it exists."""
    early = version_key(call.options.api_version) < _CODES_SINCE
    try:
        name, value = one_of(call, ("id", "username", "email"))
    except Refusal as refusal:
        raise Refusal(404) if early else refusal from None
    found = call.store.rows(f"SELECT {_PERSON} FROM people WHERE {name} = ? ORDER BY id", (value,))
    if call.integer("check"):
        if not found:
            raise Refusal(404)
        return Answer(200)
    seen = [row for row in found if may_see(call.store, call.person, row["customer"])]
    if not seen:
        raise Refusal(404)
    if len(seen) > 1 and not early:
        raise Refusal(409, name, "Several people share this email.")
    return Answer(200, rows(seen, call.options)[0])


def people_list(call: Call) -> Answer:
    """The people of the customer."""
    order = "username" if call.text("sort") == "username" else "name"
    return listing.page(call, _PERSON, "people WHERE customer = ?", (call.customer(),), order)


def record_groups_list(call: Call) -> Answer:
    """Record groups of the customer."""
    found = call.store.rows(
        "SELECT id, name, customer FROM recordgroups WHERE customer = ? ORDER BY id", (call.customer(),)
    )
    return Answer(200, rows(found, call.options))
