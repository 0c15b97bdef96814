# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.
"""The task of the module C(timegroup_info)."""

from __future__ import annotations

import typing as t

from .._api.client import Client
from .._api.errors import EnswitchError
from .._api.names import Names, composed
from .._campaigns.survey import no_customer
from .._timegroups.desired import read_customer, read_text
from .._timegroups.plan import Group, as_option
from .._timegroups.reads import every, hours_or_refusal, read_available, read_groups
from .context import Context, Result, Task, require_positive
from .masks import refuse_masked

MAX_WORKERS = 32

Value = t.TypeVar("Value")


def timegroup_info(context: Context) -> Result:
    """List time groups with their periods, and return the module's result."""
    options = context.options
    require_positive(options, "workers", 1, MAX_WORKERS)
    require_positive(options, "id", 1)
    wanted = _customers(options["customer"])
    name = read_text(options["name"], "name")
    client = context.connect()
    workers = options["workers"]
    tolerant = options["on_error"] == "continue"
    names = Names(client)

    def or_error(work: t.Callable[[], Value]) -> Value | EnswitchError:
        try:
            return work()
        except EnswitchError as error:
            if not tolerant:
                raise
            return error

    numbers = every(lambda customer: or_error(lambda: names.customer(customer)), wanted, workers)
    known = list(dict.fromkeys(number for number in numbers if not isinstance(number, EnswitchError)))
    answers = every(lambda number: or_error(lambda: _list(client, number, options["available"])), known, workers)
    listed = dict(zip(known, answers))
    failed = []
    for customer, number in zip(wanted, numbers):
        answer = number if isinstance(number, EnswitchError) else listed[number]
        if isinstance(answer, EnswitchError):
            failed.append((customer, answer))
    if len(failed) == len(wanted):
        raise failed[0][1]
    found: dict[int, Group] = {}
    for groups in answers:
        for group in () if isinstance(groups, EnswitchError) else groups:
            if options["id"] in (None, group.id) and (name is None or composed(group.name) == composed(name)):
                found.setdefault(group.id, group)
    hours = every(lambda group: or_error(lambda: hours_or_refusal(client, group.id)), list(found.values()), workers)
    refused = [group for group, answer in zip(found.values(), hours) if isinstance(answer, EnswitchError)]
    if refused:
        first = next(answer for answer in hours if isinstance(answer, EnswitchError))
        context.warn(
            "The periods of {0} cannot be read, and are left out: {1}".format(
                ", ".join("'{0}' (ID {1})".format(group.name, group.id) for group in refused[:5])
                + (" and others" if len(refused) > 5 else ""),
                first.msg,
            )
        )
    timegroups = [as_option(group, answer) for group, answer in zip(found.values(), hours)]
    refuse_masked(options, "timegroups", timegroups)
    result: Result = {"changed": False, "timegroups": timegroups, "requests": context.requests()}
    if tolerant:
        result["failed_customers"] = [
            {"customer": customer, "msg": error.msg, "error": error.as_dict()} for customer, error in failed
        ]
    return result


def _list(client: Client, customer: int | None, available: bool) -> t.Sequence[Group]:
    return read_available(client, customer) if available else read_groups(client, customer)


def _customers(value: t.Any) -> list[int | str]:
    """Return the option customer, one or a list, as a list. Raises UsageError."""
    customers = [read_customer(entry) for entry in (value if isinstance(value, list) else [value])]
    if not customers:
        raise no_customer()
    return customers


TASK = Task(
    timegroup_info,
    {
        "customer": {"type": "raw"},
        "name": {"type": "raw"},
        "id": {"type": "int"},
        "available": {"type": "bool", "default": False},
        "on_error": {"type": "str", "default": "stop", "choices": ["stop", "continue"]},
        "workers": {"type": "int", "default": 4},
    },
)
