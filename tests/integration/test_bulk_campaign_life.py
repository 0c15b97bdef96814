# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The life of one campaign: created, changed and deleted once each, however often the playbook is played."""

from __future__ import annotations

import typing as t

import pytest
from integration.cases import Case, Teller, Told
from integration.playing import Player, campaign
from simulator.testing import Simulator

pytestmark = pytest.mark.any_core

SURVEY: dict[str, t.Any] = {"customer": "Acme Ltd", "name": "Survey", "dtype": "queue", "dnumber": "200"}
TYPES = {
    "id": int,
    "customer": int,
    "name": str,
    "dtype": str,
    "dnumber": str,
    "attempts": int,
    "callerid": str,
    "description": str,
    "enabled": bool,
    "machine": str,
    "maximum": int,
    "keep_agents_available": int,
    "owner": int,
    "recordgroup": int,
    "retry": int,
    "success": str,
    "timegroup": int,
}


def test_check_mode_creates_nothing(play: Player, simulator: Simulator) -> None:
    outcome = play([campaign(**SURVEY, enabled=False)], check=True, diff=True)
    result = outcome.result()
    assert (result["changed"], result["operation"], result["validated"]) == (True, "created", True)
    assert "id" not in result and "id" not in result["campaign"]
    header = "campaign 'Survey' (new) of customer 'Acme Ltd' (ID 2)"
    assert (result["diff"]["before"], result["diff"]["before_header"]) == ("", header)
    assert result["diff"]["after"].splitlines()[::3] == ["name: Survey", "enabled: false"]
    assert {"field": "enabled", "before": None, "after": False} in result["changes"]
    assert result["plan"] == "1 to create, 0 to change, 0 to delete; 0 start calling"
    validations = [call for call in simulator.journal() if call["validation"]]
    assert [(call["function"], call["code"]) for call in validations] == [("bulk/campaigns/create", 201)]
    assert simulator.writes() == []
    assert simulator.state()["campaigns"] == []
    # What a person sees of the diff.
    assert f"+++ after: {header}" in outcome.stdout and "+name: Survey" in outcome.stdout


def test_three_writes(tell: Teller) -> None:
    wish, other = {**SURVEY, "keep_agents_available": 4}, {"customer": 2, "name": "Survey", "dnumber": "201"}
    absent = {"customer": "Acme Ltd", "name": "Survey", "state": "absent"}
    told = tell.story(
        [
            Case("create", wish),
            Case("create again", wish),
            Case("change", other),
            Case("change again", other),
            Case("check", absent, check=True),
            Case("delete", absent),
            Case("delete again", absent),
        ]
    )
    done = {name: (outcome.result["operation"], outcome.result["changed"]) for name, outcome in told.items()}
    assert done == {
        "create": ("created", True),
        "create again": ("unchanged", False),
        "change": ("updated", True),
        "change again": ("unchanged", False),
        "check": ("deleted", True),
        "delete": ("deleted", True),
        "delete again": ("unchanged", False),
    }
    number = told["create"].result["id"]
    assert [outcome.result.get("id") for outcome in told.values()] == [number] * 6 + [None]
    writes = {name: outcome.writes for name, outcome in told.items() if outcome.writes}
    assert all(len(calls) == 1 and calls[0]["took_effect"] for calls in writes.values())
    assert {name: (calls[0]["function"], calls[0]["parameters"]) for name, calls in writes.items()} == {
        "create": ("bulk/campaigns/create", {**wish, "customer": "2", "keep_agents_available": "4"}),
        # Only what changes, the type that belongs to the number, and the agents that an update would reset.
        "change": (
            "bulk/campaigns/update",
            {"id": str(number), "dtype": "queue", "dnumber": "201", "keep_agents_available": "4"},
        ),
        "delete": ("bulk/campaigns/delete", {"id": str(number)}),
    }


def test_one_connection_for_each_run_of_the_module(lives: Told) -> None:
    told = lives["all names"]
    assert told.functions[-2:] == ["bulk/campaigns/create", "bulk/campaigns/list"]
    groups = ["recording/groups/list", "timegroups/list"]
    first = ["bulk/campaigns/list", "customers/get", "customers/list", "people/get", *groups]
    assert sorted(told.functions[:-2]) == first
    assert len({call["connection"] for call in told.journal}) == 1


# Values that a form, a query, JSON or a shell could take for something else.
AWKWARD = [
    "plain & simple",
    "a;b",
    "a=b",
    "1+1",
    "100%",
    "%41%2B%26",
    "one, two,three",
    "Größe ÄÖÜ ß é",
    "日本語 ☎ 😀",
    "'single' \"double\" `back`",
    "back\\slash \\n \\u0041",
    "<b>&amp;</b>",
    "#hash ?query=1&validation=1",
    "two  blanks",
    "tab\tand\nnew line",
    "null",
    "0",
    "true",
]


@pytest.fixture(scope="module")
def lives(tell: Teller) -> Told:
    seed = {
        "campaigns": [
            {**SURVEY, "id": 11, "customer": 2, "keep_agents_available": 3, "enabled": 0, "description": "as it was"}
        ]
    }
    change = {"customer": 2, "name": "Survey"}
    return tell(
        [
            Case(
                "all awkward values", {**SURVEY, "name": "".join(AWKWARD), "description": " ".join(AWKWARD)}, again=True
            ),
            Case(
                "all names", {**SURVEY, "owner": "acme.agent", "timegroup": "Office hours", "recordgroup": "Compliance"}
            ),
            Case("agents are kept", {**change, "maximum": 2}, seed=seed, server={"reset_omitted_keep_agents": True}),
            Case("diff of an update", {**change, "description": "now"}, seed=seed, diff=True),
            Case("diff of a deletion", {**change, "state": "absent"}, seed=seed, diff=True, check=True),
            Case("no diff without diff mode", {**change, "description": "now"}, seed=seed),
            Case("several changes", {**change, "enabled": True, "machine": "", "retry": 60}, seed=seed, again=True),
            Case("a rename", {"customer": 2, "id": 11, "name": "Survey 2"}, seed=seed, again=True),
            Case("by ID alone", {"customer": 2, "id": 11, "attempts": 2}, seed=seed, again=True),
            Case("delete by ID", {"customer": 2, "id": 11, "state": "absent"}, seed=seed, again=True),
            Case("no such ID to delete", {"customer": 2, "id": 4711, "state": "absent"}, seed=seed),
            Case(
                "delete does not look at other options", {**SURVEY, "timegroup": "gone", "state": "absent"}, seed=seed
            ),
        ]
    )


def test_awkward_values_arrive_as_they_are(lives: Told) -> None:
    case = lives["all awkward values"]
    (stored,) = case.campaigns
    assert stored["name"] == "".join(AWKWARD)
    assert stored["description"] == " ".join(AWKWARD)
    assert case.result["campaign"]["description"] == stored["description"]
    assert case.again.result["operation"] == "unchanged"


def test_an_update_keeps_the_agents(lives: Told) -> None:
    case = lives["agents are kept"]
    assert case.result["campaign"]["keep_agents_available"] == 3
    assert case.campaigns[0]["keep_agents_available"] == 3
    assert case.writes[0]["parameters"] == {"id": "11", "maximum": "2", "keep_agents_available": "3"}


def test_the_diff(lives: Told) -> None:
    diff = lives["diff of an update"].result["diff"]
    assert (diff["before"], diff["after"]) == ("description: as it was\n", "description: now\n")
    changes = lives["diff of an update"].result["changes"]
    assert changes == [{"field": "description", "before": "as it was", "after": "now"}]
    diff = lives["diff of a deletion"].result["diff"]
    assert "(ID 11)" in diff["before_header"] and diff["before"].startswith("name: ") and diff["after"] == ""
    assert "diff" not in lives["no diff without diff mode"].result


def test_the_campaign_has_all_fields_with_their_types(lives: Told) -> None:
    full = lives["diff of an update"].result["campaign"]
    assert {name: type(value) for name, value in full.items()} == TYPES


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("several changes", {"enabled": "1", "machine": "", "retry": "60"}),
        ("a rename", {"name": "Survey 2"}),
        ("by ID alone", {"attempts": "2"}),
    ],
)
def test_only_what_changes_is_sent(lives: Told, name: str, sent: dict[str, str]) -> None:
    case = lives[name]
    assert [call["parameters"] for call in case.writes] == [{"id": "11", "keep_agents_available": "3", **sent}]
    assert case.again.result["operation"] == "unchanged" and case.again.writes == []
    untouched = {"dtype": "queue", "dnumber": "200", "customer": 2, "description": "as it was"}
    assert {field: case.campaigns[0][field] for field in untouched} == untouched


def test_deleting(lives: Told) -> None:
    case = lives["delete by ID"]
    assert (case.result["operation"], case.result["id"], case.result["campaign"]) == ("deleted", 11, {})
    assert case.campaigns == []
    assert case.again.result["changed"] is False and case.again.writes == []
    case = lives["no such ID to delete"]
    assert (case.result["operation"], case.result["changed"]) == ("unchanged", False)
    assert len(case.campaigns) == 1
    case = lives["delete does not look at other options"]
    assert case.result["operation"] == "deleted" and "timegroups/list" not in case.functions
