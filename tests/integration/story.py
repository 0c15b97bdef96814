# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cases of bulk_campaigns, and what their calls amount to."""

from __future__ import annotations

import collections
import typing as t

from integration.cases import Case, CaseOutcome

LIST = "bulk/campaigns/list"
CREATE = "bulk/campaigns/create"
UPDATE = "bulk/campaigns/update"
DELETE = "bulk/campaigns/delete"


def budget(outcome: CaseOutcome) -> dict[str, int]:
    """How often each function was called, as the server saw it; the task has to say the same of itself."""
    counted = dict(collections.Counter(outcome.functions))
    assert outcome.result["requests"] == counted
    return counted


def connections(outcome: CaseOutcome) -> int:
    """How many connections the calls came over."""
    return len({call["connection"] for call in outcome.journal})


def operations(outcome: CaseOutcome) -> list[str]:
    """What became of each listed campaign, in order; checked against the places and against the summary."""
    entries = outcome.result["campaigns"]
    assert [entry["index"] for entry in entries] == list(range(len(entries)))
    found = [entry["operation"] for entry in entries]
    counted = collections.Counter(found + [entry["operation"] for entry in outcome.result["purged"]])
    assert {name: number for name, number in outcome.result["summary"].items() if number} == dict(counted)
    assert [entry["changed"] for entry in entries] == [name in ("created", "updated", "deleted") for name in found]
    assert [name for name, entry in zip(found, entries, strict=True) if "error" in entry] == [
        name for name in found if name == "failed"
    ]
    return found


def names(outcome: CaseOutcome) -> list[str]:
    """The names of the campaigns on the server."""
    return sorted(row["name"] for row in outcome.campaigns)


def survey(name: str, **more: t.Any) -> dict[str, t.Any]:
    """A campaign to be listed, that never calls anybody."""
    return {"name": name, "dtype": "queue", "dnumber": "200", "enabled": False, **more}


def many(*campaigns: t.Mapping[str, t.Any], **options: t.Any) -> dict[str, t.Any]:
    """Options of bulk_campaigns. Waits between two tries are short."""
    return {"campaigns": list(campaigns), "retry_max_delay": 0.05, **options}


def case(name: str, options: dict[str, t.Any], **more: t.Any) -> Case:
    """A case of bulk_campaigns."""
    return Case(name, options, module="bulk_campaigns", **more)
