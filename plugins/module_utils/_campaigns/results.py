# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""How runs over campaigns are reported: the return values of the modules."""

from __future__ import annotations

import typing as t

from .plan import CREATED, DELETED, UNCHANGED, UPDATED
from .plan_file import PlannedStep, changes_as_data
from .render import STARTS_CALLING, Change, Labels, block, changes_of, heading, starts_calling
from .stages import FAILED, SKIPPED, Job, Outcome, Planned, Report

Result = t.Dict[str, t.Any]
_STEPS = {CREATED: "create", UPDATED: "update", DELETED: "delete"}


def entry_result(entry: Outcome) -> Result:
    """Return what is reported about one campaign of many. The keys are always the same, but for C(error)."""
    step = entry.step
    campaign = (step.before or step.after if step else None) or {}
    desired, customer = entry.about.desired, entry.about.customer
    # What is deleted by its ID may have another name than the user thinks.
    stored = campaign.get("name") if step is not None and step.operation == DELETED else None
    result: Result = {
        "name": stored or (desired.name if desired is not None else None) or campaign.get("name"),
        "customer": customer if customer is not None else campaign.get("customer"),
        "id": entry.id,
        "operation": entry.operation,
        "changed": entry.changed,
    }
    if entry.changed:
        result["changes"] = [change._asdict() for change in changes(entry)]
    if desired is not None:
        result["index"] = desired.index
        if result["customer"] is None and desired.customer:
            # The name could not be resolved; it is still what the user knows the customer by.
            result["customer"] = desired.customer
    if entry.error is not None:
        result["error"] = {"msg": entry.error.msg, **entry.error.as_dict()}
    return result


def summary(report: Report) -> dict[str, int]:
    """Return how many campaigns ended which way; what was purged counts as deleted."""
    counts = dict.fromkeys((CREATED, UPDATED, DELETED, UNCHANGED, FAILED, SKIPPED), 0)
    for entry in report.all:
        counts[entry.operation] += 1
    return counts


def changes(entry: Outcome) -> list[Change]:
    """Return what was changed, or in check mode would be: field by field, with what the platform made of it."""
    if not entry.changed or entry.step is None:
        return []
    planned = changes_of(entry.step.before, entry.step.after)
    stored = entry.fresh or {}
    return [change._replace(after=stored.get(change.field, change.after)) for change in planned]


def diff_of(entry: Outcome, labels: Labels) -> Result:
    """Return what diff mode shows of a campaign, under a line that names it."""
    job, changed = entry.about, changes(entry)
    if not isinstance(job, Job) or not changed:
        return {"before": "", "after": ""}
    step = job.step
    # The customer's ID, or else the name that it was given by.
    whose = job.whose or (job.desired.customer if job.desired is not None else None)
    title = heading(step.before or step.after or {}, whose, entry.id, labels)
    starts = starts_calling(step.before, step.after)
    return {
        "before_header": title,
        "after_header": title,
        "before": block(changed, labels, after=False),
        "after": block(changed, labels, after=True, starts=starts),
    }


def diffs_of(report: Report) -> list[Result]:
    """Return the differences of all campaigns that changed."""
    return [diff_of(entry, report.labels) for entry in report.all if entry.changed]


def planned_steps(planned: Planned) -> list[PlannedStep]:
    """Return the steps as a plan file has them."""
    found = []
    own = planned.own if isinstance(planned.own, int) else None
    for job in planned.jobs:
        step, customer = job.step, job.whose or own
        if step.function is None:
            continue
        campaign = step.before or step.after or {}
        found.append(
            {
                "step": _STEPS[step.operation],
                "campaign": campaign.get("name"),
                "id": step.id,
                "customer": planned.labels.get(("customer", customer or 0)),
                "customer_id": customer,
                STARTS_CALLING.replace(" ", "_"): starts_calling(step.before, step.after),
                "changes": changes_as_data(changes_of(step.before, step.after), planned.labels),
            }
        )
    return found
