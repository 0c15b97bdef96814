# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.
"""The task of the module C(timegroup): calling hours as code."""

from __future__ import annotations

import contextlib
import typing as t

from .._api.client import Client
from .._api.locks import ANY, acquired, busy
from .._api.names import Names
from .._timegroups.apply import Outcome, apply, validate
from .._timegroups.desired import PERIOD_OPTIONS, Desired, read_desired
from .._timegroups.plan import Planned, plan
from .._timegroups.reads import resolve
from .._timegroups.results import changes, diff
from .context import Context, Result, Task


def timegroup(context: Context) -> Result:
    """Create, update or delete a time group with its periods, and return the module's result."""
    desired = read_desired(context.options)
    state = context.options["state"]
    client = context.connect()
    customer = Names(client).customer(desired.customer)
    with _lock(client, desired, state, customer):
        resolved = resolve(client, desired, state, customer)
        planned = plan(desired, resolved, state)
        outcome = validate(client, planned, resolved) if client.read_only else apply(client, planned, resolved)
    for warning in planned.warnings + outcome.warnings:
        context.warn(warning)
    if outcome.unvalidated:
        context.warn("Not everything could be validated: {0}.".format("; ".join(outcome.unvalidated)))
    result = _result(planned, outcome)
    if context.diff_mode and "timegroup" in result:
        labels = {("customer", customer or 0): desired.customer} if isinstance(desired.customer, str) else {}
        result["diff"] = diff(planned.before, result["timegroup"] or None, labels)
    if outcome.error is not None:
        raise outcome.error.replace(result=result if outcome.done or outcome.error.carried_out else {})
    return result


def _lock(client: Client, desired: Desired, state: str, customer: int | None) -> t.ContextManager[object]:
    """Keep other tasks of this user on this machine from creating the same group between our look and our write."""
    if client.read_only or state != "present" or desired.id is not None:
        return contextlib.nullcontext()
    error = busy("provisions time groups of the same customer", "customer")
    patience = client.timeout * (client.retries + 1)
    return acquired(client.url, "new time groups", [customer or ANY], error, client.pause, patience)


def _result(planned: Planned, outcome: Outcome) -> Result:
    result: Result = {
        "changed": bool(planned.steps),
        "operation": planned.operation,
        "validated": outcome.validated,
        "not_validated": list(outcome.unvalidated),
    }
    if outcome.id is not None:
        result["id"] = outcome.id
    if outcome.timegroup is None and outcome.error is not None:
        # It ended on the way: what is there now was not read.
        return result
    after = outcome.timegroup if planned.steps else planned.before
    result["timegroup"] = after or {}
    result["changes"] = changes(planned.before, after)
    return result


# Texts are raw: Ansible would make text of what YAML has read as something else.
_PERIOD: dict[str, dict[str, t.Any]] = {
    **{name: {"type": "raw"} for name in PERIOD_OPTIONS},
    "name": {"type": "raw", "required": True},
    "repeats": {"type": "bool"},
}
TASK = Task(
    timegroup,
    {
        "id": {"type": "int"},
        "customer": {"type": "raw"},
        "name": {"type": "raw"},
        "description": {"type": "raw"},
        "invert": {"type": "bool"},
        "priority": {"type": "int"},
        "shared": {"type": "bool"},
        "periods": {"type": "list", "elements": "dict", "options": _PERIOD},
        "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    },
)
