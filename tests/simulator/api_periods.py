# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""timegroups/periods: list, get, create, update, delete (section 8 of the API notes)."""

from __future__ import annotations

from typing import Any

from simulator import stored, timegroups
from simulator.api_timegroups import changed, check_rate_plan, find, find_own
from simulator.auth import may_see
from simulator.call import Call
from simulator.contract import Refusal
from simulator.envelope import VALIDATED, Answer, rows
from simulator.timegroups import LISTS, NUMBERS, PERIOD_COLUMNS

# Late parameters, whose default on an update is a fixed value.
_LATE = ("startdate", "enddate", "repeats")


def list_(call: Call) -> Answer:
    """The periods of a group."""
    group = _readable(call, call.integer("timegroup"))
    found = [_row(call, period) for period in timegroups.period_rows(call.store, group)]
    return Answer(200, rows(found, call.options))


def get(call: Call) -> Answer:
    """One period."""
    period = _find(call)
    _readable(call, period["timegroup"])
    return Answer(200, rows([_row(call, period)], call.options)[0])


def create(call: Call) -> Answer:
    """A new period of a group; its ID."""
    group = find_own(call, call.integer("timegroup"))
    check_rate_plan(call, group["customer"])
    period = {**timegroups.ALWAYS, **_given(call), "timegroup": group["id"]}
    stored.shape(call, period)
    _check(call, period, period)
    if call.validating:
        return VALIDATED
    stored.refuse_name(call, period)
    number = timegroups.add_period(call.store, {name: period[name] for name in PERIOD_COLUMNS})
    return changed(call, Answer(200, {"id": number}), group["id"])


def update(call: Call) -> Answer:
    """Change what is given; the rest stays (but see the option reset_omitted_dates)."""
    current = _find(call)
    group = find_own(call, current["timegroup"])
    check_rate_plan(call, group["customer"])
    changes = _given(call)
    if not call.options.reset_omitted_dates:
        changes = {name: value for name, value in changes.items() if name in call.given or name not in _LATE}
    stored.shape(call, changes)
    _check(call, {**current, **changes}, changes)
    if call.validating:
        return VALIDATED
    stored.refuse_name(call, changes)
    if changes:
        assignments = ", ".join(f"{name} = ?" for name in changes)
        call.store.db.execute(f"UPDATE periods SET {assignments} WHERE id = ?", [*changes.values(), current["id"]])
    return changed(call, Answer(204), group["id"])


def delete(call: Call) -> Answer:
    """The period goes. There is no validation mode."""
    period = _find(call)
    group = find_own(call, period["timegroup"])
    call.store.db.execute("DELETE FROM periods WHERE id = ?", (period["id"],))
    return changed(call, Answer(204), group["id"])


def _find(call: Call) -> dict[str, Any]:
    found = call.store.rows("SELECT * FROM periods WHERE id = ?", (call.integer("id"),))
    if not found:
        raise Refusal(404)
    find(call, found[0]["timegroup"])
    return found[0]


def _readable(call: Call, number: int) -> int:
    """The group, where its hours may be read: those of a group that is shared from above may be hidden."""
    group = find(call, number)
    if call.options.shared_periods == "hidden" and not may_see(call.store, call.person, group["customer"]):
        raise Refusal(404)
    return number


def _given(call: Call) -> dict[str, Any]:
    """The columns among the parameters, with the defaults that this version of the API names."""
    return {name: call.values[name] for name in PERIOD_COLUMNS if name in call.values and name != "timegroup"}


def _row(call: Call, period: dict[str, Any]) -> dict[str, Any]:
    """The row as this version of the API has it."""
    create_function = call.contract.functions["timegroups/periods/create"]
    known = call.contract.known(create_function, call.options.api_version)
    return {name: value for name, value in period.items() if name == "id" or name in known}


def _check(call: Call, period: dict[str, Any], changes: dict[str, Any]) -> None:
    """The values as a whole; only what is being changed can be at fault."""
    if "name" in changes and not period["name"]:
        raise Refusal(400, "name", "Parameter name must not be empty.")
    for name in changes:
        wrong = timegroups.check_list(name, str(period[name])) if name in LISTS else None
        if wrong:
            raise Refusal(400, name, f"Parameter {wrong}.")
        if name in NUMBERS and period[name] > NUMBERS[name]:
            raise Refusal(400, name, f"Parameter {name} must not be larger than {NUMBERS[name]}.")
    if call.options.past_midnight == "refuse" and _clock(period, "start") > _clock(period, "end"):
        raise Refusal(400, "starthour", "The start must not be later than the end.")


def _clock(period: dict[str, Any], edge: str) -> tuple[int, ...]:
    return tuple(period[f"{edge}{unit}"] for unit in ("hour", "minute", "second"))
