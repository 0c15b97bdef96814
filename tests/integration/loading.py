# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cases about the numbers of one campaign, and what the server has of it after each.

    loaded = loads(play, [case("adds", {"numbers": ["2125550101"]}, has={"2125550102": "success"})])
    assert loaded["adds"].numbers == {"2125550102": "success", "2125550101": "pending"}

The campaign has the ID CAMPAIGN and the name NAME, belongs to customer 2, and calls nobody unless it is enabled.
"""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from integration.playing import Case, Player, Result, assert_contract, credentials, task

CAMPAIGN = 11
NAME = "Survey"
DIALLED: dict[str, t.Any] = {"id": CAMPAIGN, "name": NAME, "customer": 2, "dtype": "queue", "dnumber": "200"}
TARGET = {"customer": 2, "campaign": NAME}

LIST = "bulk/destinations/list"
CREATE = "bulk/destinations/create"
UPDATE = "bulk/destinations/update"
DELETE = "bulk/destinations/delete"

NOTHING = dict.fromkeys(
    (
        "listed",
        "added",
        "kept",
        "redialled",
        "status_changed",
        "removed",
        "cancelled",
        "excluded",
        "invalid",
        "duplicates",
        "in_progress",
        "exclude_invalid",
        "passed_over",
        "not_found",
    ),
    0,
)


def seed(has: t.Mapping[str, str] | None = None, **campaign: t.Any) -> dict[str, t.Any]:
    """The campaign, and its numbers by status."""
    rows = [{"campaign": CAMPAIGN, "dnumber": number, "status": status} for number, status in (has or {}).items()]
    return {"campaigns": [{**DIALLED, "enabled": 0, **campaign}], "destinations": rows}


def case(name: str, options: dict[str, t.Any], *, has: t.Mapping[str, str] | None = None, **more: t.Any) -> Case:
    """A case of bulk_destinations for a campaign that has these numbers. Waits between two tries are short."""
    more.setdefault("module", "bulk_destinations")
    return Case(name, {**TARGET, "retry_max_delay": 0.05, **options}, seed=seed(has), **more)


@dataclasses.dataclass(frozen=True)
class Loaded:
    """What became of a case: the task's result, its calls, and the numbers that the server has after it."""

    result: Result
    journal: list[dict[str, t.Any]]
    numbers: dict[str, str]
    again: Loaded | None = None

    @property
    def writes(self) -> list[dict[str, t.Any]]:
        """The calls that would change something, not only validate it."""
        return [call for call in self.journal if call["write"]]

    @property
    def validations(self) -> list[dict[str, t.Any]]:
        """The calls with validation=1."""
        return [call for call in self.journal if call["validation"]]

    @property
    def summary(self) -> dict[str, int]:
        """The counts that are not 0. All counts have to be there."""
        summary: dict[str, int] = self.result["summary"]
        assert set(summary) == set(NOTHING)
        return {name: count for name, count in summary.items() if count}

    @property
    def error(self) -> dict[str, t.Any]:
        """The ``error`` of a failed task, whose sentence has to be one."""
        assert self.result["failed"], self.result
        assert self.result["msg"].endswith(".") and "\n" not in self.result["msg"]
        error: dict[str, t.Any] = self.result["error"]
        return error

    @property
    def done(self) -> Loaded:
        """Itself, if the task did not fail, and if it counted its requests as the server did."""
        assert not self.result["failed"], self.result
        assert self.result["requests"] == dict(collections.Counter(call["function"] for call in self.journal))
        return self


def sent(calls: t.Iterable[t.Mapping[str, t.Any]], function: str = CREATE) -> list[list[str]]:
    """The numbers of each call of a function."""
    return [call["parameters"]["dnumbers"].split(",") for call in calls if call["function"] == function]


def created(calls: t.Iterable[t.Mapping[str, t.Any]]) -> list[str]:
    """All numbers that were really added or replaced, as often as they were."""
    return [number for numbers in sent(call for call in calls if call["took_effect"]) for number in numbers]


def loads(
    play: Player, cases: t.Sequence[Case], *, quiet: bool = True, warnings: t.Sequence[str] = ()
) -> dict[str, Loaded]:
    """Play all cases in one run, each on a fresh server. ``warnings``: how those begin that have to be there."""
    names = [case.name for case in cases]
    assert len(set(names)) == len(names), "two cases have the same name"
    look = [("GET", "journal", None), ("GET", f"destinations?campaign={CAMPAIGN}", None)]
    tasks = []
    for one in cases:
        requests: list[tuple[str, str, t.Any]] = [("POST", "reset", one.server)]
        requests += [("POST", "seed", one.seed)] if one.seed else []
        requests += [("POST", "faults", fault) for fault in one.faults]
        tasks.append(play.control(f"before {one.name}", *requests))
        options = {"api_url": play.server.url, **credentials(one.username)} if one.username else {}
        played = task(one.module, one.name, one.keywords, **{**options, **one.options})
        played = {"check_mode": one.check, "diff": one.diff, "ignore_errors": True, **played}
        tasks += [played, play.control(f"after {one.name}", *look)]
        if one.again:
            tasks.append(play.control(f"before {one.name} again", ("DELETE", "journal", None)))
            tasks += [{**played, "name": f"{one.name} again"}, play.control(f"after {one.name} again", *look)]
    outcome = play(tasks, username=None, quiet=quiet, warnings=warnings)

    def loaded(name: str, again: bool) -> Loaded:
        journal, found = outcome.result(f"after {name}")["answers"]
        assert_contract(journal["calls"])
        second = loaded(f"{name} again", False) if again else None
        numbers = {row["dnumber"]: row["status"] for row in found["destinations"]}
        return Loaded(outcome.result(name), journal["calls"], numbers, second)

    return {one.name: loaded(one.name, one.again) for one in cases}
