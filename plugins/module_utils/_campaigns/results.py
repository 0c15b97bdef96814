# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""How runs over campaigns are reported: the return values of the modules."""

from __future__ import annotations

import typing as t

from .entries import FAILED, SKIPPED, Entry, Report
from .plan import CREATED, DELETED, UNCHANGED, UPDATED

Result = t.Dict[str, t.Any]


def entry_result(entry: Entry) -> Result:
    """Return what is reported about one campaign of many. The keys are always the same, but for C(error)."""
    step = entry.step
    campaign = (step.before or step.after if step else None) or {}
    wish = entry.wish
    result: Result = {
        "name": wish.name if wish is not None and wish.name is not None else campaign.get("name"),
        "customer": entry.customer if entry.customer is not None else campaign.get("customer"),
        "id": entry.id,
        "operation": entry.operation,
        "changed": entry.changed,
    }
    if wish is not None:
        result["index"] = wish.index
        if result["customer"] is None and wish.customer:
            # The name could not be resolved; it is still what the user knows the customer by.
            result["customer"] = wish.customer
    if entry.error is not None:
        result["error"] = {"msg": entry.error.msg, **entry.error.as_dict()}
    return result


def summary(report: Report) -> dict[str, int]:
    """Return how many campaigns ended which way; what was purged counts as deleted."""
    counts = dict.fromkeys((CREATED, UPDATED, DELETED, UNCHANGED, FAILED, SKIPPED), 0)
    for entry in report.all:
        counts[entry.operation] += 1
    return counts


def diff_of(entry: Entry) -> Result:
    """Return what diff mode shows of a campaign: as it was, and as it is or in check mode would be."""
    return {"before": (entry.step.before if entry.step else None) or {}, "after": entry.campaign}


def diffs_of(report: Report) -> list[Result]:
    """Return the differences of all campaigns that changed, each with a heading that names it."""
    diffs = []
    for entry in report.all:
        if entry.changed:
            heading = "campaign '{0}' of customer {1}".format(
                entry_result(entry)["name"], entry_result(entry)["customer"] or "(own)"
            )
            diffs.append({"before_header": heading, "after_header": heading, **diff_of(entry)})
    return diffs
