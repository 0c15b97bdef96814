# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The task of the module bulk_campaign: a run over campaigns with one of them."""

from __future__ import annotations

from .._campaigns import fields as schema
from .._campaigns.desired import read_desired
from .._campaigns.provision import provision
from .._campaigns.render import plan_line
from .._campaigns.results import changes, diff_of
from .._campaigns.stages import Report, Settings
from .context import Context, Result, Task


def bulk_campaign(context: Context) -> Result:
    """Create, update or delete one campaign, and return the module's result."""
    desired = read_desired({name: context.options.get(name) for name in schema.BY_NAME})
    settings = Settings(state=context.options["state"], verify=True, show_names=context.diff_mode)
    report = provision(context.connect(), [desired], settings)
    if report.refusal is not None:
        raise report.refusal
    for warning in report.warnings:
        context.warn(warning)
    entry = report.entries[0]
    result = _result(report, context.diff_mode)
    if entry.error is not None:
        # A failure after the write must not hide the write.
        raise entry.error.replace(result=result if entry.done else {})
    return result


def _result(report: Report, diff_mode: bool) -> Result:
    entry = report.entries[0]
    result: Result = {
        "changed": entry.changed,
        "operation": entry.step.operation if entry.step else None,
        "campaign": entry.campaign,
        "changes": [change._asdict() for change in changes(entry)],
        "plan": plan_line(report.steps),
        "validated": entry.validated,
    }
    if entry.id is not None:
        result["id"] = entry.id
    if diff_mode:
        result["diff"] = diff_of(entry, report.labels)
    return result


TASK = Task(
    bulk_campaign,
    {
        **schema.argument_spec(),
        "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    },
)
