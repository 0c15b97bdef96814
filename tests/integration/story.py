# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cases that follow one another on the same server, and what their calls amount to.

told = story(play, [Case("create", …), Case("again", …)])
assert told["again"].writes == []
"""

from __future__ import annotations

import collections
import typing as t

from integration.playing import Case, CaseOutcome, Player, assert_contract, credentials, task

LIST = "bulk/campaigns/list"
CREATE = "bulk/campaigns/create"
UPDATE = "bulk/campaigns/update"
DELETE = "bulk/campaigns/delete"

Told = dict[str, CaseOutcome]


def story(
    play: Player, chapters: t.Sequence[Case], warnings: t.Sequence[str] = (), **server: t.Any
) -> dict[str, CaseOutcome]:
    """Play cases in one run, each on what the one before it left. Only the journal and the faults begin anew."""
    play.server.reset()
    look: list[tuple[str, str, t.Any]] = [("GET", "journal", None), ("GET", "state", None)]
    tasks: list[dict[str, t.Any]] = []
    # What the next task needs goes with the look at the one before: each task costs a process.
    waiting: tuple[str, list[tuple[str, str, t.Any]]] = ("begin", [("POST", "reset", server)])
    for chapter in chapters:
        assert not chapter.server and not chapter.again, "the server is that of the whole story"
        requests: list[tuple[str, str, t.Any]] = [("DELETE", "faults", None), ("DELETE", "journal", None)]
        requests += [("POST", "seed", chapter.seed)] if chapter.seed else []
        requests += [("POST", "faults", fault) for fault in chapter.faults]
        tasks.append(play.control(waiting[0], *waiting[1], *requests))
        options = {"api_url": play.server.url, **credentials(chapter.username)} if chapter.username else {}
        played = task(chapter.module, chapter.name, chapter.keywords, **{**options, **chapter.options})
        tasks.append({"check_mode": chapter.check, "diff": chapter.diff, "ignore_errors": True, **played})
        waiting = f"after {chapter.name}", look
    tasks.append(play.control(waiting[0], *waiting[1]))
    outcome = play.told(tasks, warnings)
    told = {}
    for chapter in chapters:
        journal, state = outcome.result(f"after {chapter.name}")["answers"][:2]
        assert_contract(journal["calls"])
        told[chapter.name] = CaseOutcome(outcome.result(chapter.name), journal["calls"], state)
    return told


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
