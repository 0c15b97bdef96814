# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cases about the numbers of one campaign, and what the server has of it after each.

    told = tell([case("adds", {"numbers": ["2125550101"]}, has={"2125550102": "success"})])
    assert told["adds"].numbers == {"2125550102": "success", "2125550101": "pending"}

The campaign has the ID CAMPAIGN and the name NAME, belongs to customer 2, and calls nobody unless it is enabled.
"""

from __future__ import annotations

import typing as t

from integration.cases import CAMPAIGN, Case

NAME = "Survey"
DIALLED: dict[str, t.Any] = {"id": CAMPAIGN, "name": NAME, "customer": 2, "dtype": "queue", "dnumber": "200"}
TARGET = {"customer": 2, "campaign": NAME}

LIST = "bulk/destinations/list"
CREATE = "bulk/destinations/create"
UPDATE = "bulk/destinations/update"
DELETE = "bulk/destinations/delete"


def seed(has: t.Mapping[str, str] | None = None, **campaign: t.Any) -> dict[str, t.Any]:
    """The campaign, and its numbers by status."""
    rows = [{"campaign": CAMPAIGN, "dnumber": number, "status": status} for number, status in (has or {}).items()]
    return {"campaigns": [{**DIALLED, "enabled": 0, **campaign}], "destinations": rows}


def case(name: str, options: dict[str, t.Any], *, has: t.Mapping[str, str] | None = None, **more: t.Any) -> Case:
    """A case of bulk_destinations for a campaign that has these numbers. None: an option of TARGET is not given."""
    more.setdefault("module", "bulk_destinations")
    given = {**TARGET, "retry_max_delay": 0.05, **options}
    return Case(name, {option: value for option, value in given.items() if value is not None}, seed=seed(has), **more)


def sent(calls: t.Iterable[t.Mapping[str, t.Any]], function: str = CREATE) -> list[list[str]]:
    """The numbers of each call of a function."""
    return [call["parameters"]["dnumbers"].split(",") for call in calls if call["function"] == function]


def created(calls: t.Iterable[t.Mapping[str, t.Any]]) -> list[str]:
    """All numbers that were really added or replaced, as often as they were."""
    return [number for numbers in sent(call for call in calls if call["took_effect"]) for number in numbers]
