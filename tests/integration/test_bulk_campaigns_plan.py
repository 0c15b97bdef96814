# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_campaigns: limits, and a plan that is written, reviewed, and carried out exactly or not at all."""

from __future__ import annotations

import pathlib
import stat

import pytest
import yaml
from integration.cases import Case, Teller, Told
from integration.story import CREATE, DELETE, UPDATE, case, many, names, operations, survey

pytestmark = pytest.mark.any_core

ACME = {"customer": "Acme Ltd"}
THERE = [
    {"id": 11, "name": "Old", "customer": 2, "maximum": 1, "enabled": 0, "timegroup": 1},
    {"id": 12, "name": "Extra", "customer": 2, "enabled": 1},
    {"id": 13, "name": "Other", "customer": 3, "enabled": 0},
]
WANTED = [
    survey("New", **ACME, timegroup="Evenings"),
    {**ACME, "name": "Old", "maximum": 5, "enabled": True, "timegroup": "Evenings"},
]
PLAN = "1 to create, 1 to change, 1 to delete; 1 starts calling"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return tmp_path_factory.mktemp("plans")


@pytest.fixture(scope="module")
def told(tell: Teller, folder: pathlib.Path) -> Told:
    seed = {"campaigns": THERE}
    dest, src = {"plan_dest": str(folder / "plan.yml")}, {"plan_src": str(folder / "plan.yml")}
    wanted = many(*WANTED, purge=True)
    moved = {"campaigns": [{**THERE[0], "maximum": 2}]}
    empty = {"plan_dest": str(folder / "none.yml")}
    return tell.story(
        [
            case("propose", {**wanted, **dest}, seed=seed, check=True, diff=True),
            case("check in CI", {**wanted, **src}, check=True),
            case("refused in check mode", many(survey("Bad", dtype="teleporter"), **empty), check=True),
            case("moved", {**wanted, **src}, seed=moved),
            case("moved, the plan alone", src, seed=moved),
            case("another list", {**many(WANTED[0], purge=True), **src}, seed=seed),
            case("too many calls", {**src, "max_enabled": 0}, seed=seed),
            case("another address", {**src, "api_url": "http://localhost/"}, seed=seed),
            case("apply", {**src, "max_changes": 3, "max_enabled": 1}, seed=seed),
            case("apply again", src),
            case("nothing to do", {**many(*WANTED, purge=True), **empty}),
        ],
    )


def test_the_plan_is_written_in_check_mode_for_people_and_without_credentials(told: Told, folder: pathlib.Path) -> None:
    assert told["propose"].writes == [] and told["propose"].result["changed"] is True
    assert told["propose"].result["plan"] == PLAN
    path = folder / "plan.yml"
    text = path.read_text(encoding="utf-8")
    plan = yaml.safe_load(text)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert plan["plan"] == PLAN
    assert [(step["step"], step["campaign"], step["id"], step["customer"]) for step in plan["steps"]] == [
        ("create", "New", None, "Acme Ltd"),
        ("update", "Old", 11, "Acme Ltd"),
        ("delete", "Extra", 12, "Acme Ltd"),
    ]
    assert [step["starts_calling"] for step in plan["steps"]] == [False, True, False]
    group = {"field": "timegroup", "before": 1, "before_name": "Office hours", "after": 4, "after_name": "Evenings"}
    assert plan["steps"][1]["changes"][-1] == group
    assert [campaign["name"] for campaign in plan["made_from"]["campaigns"]] == ["New", "Old"]
    assert not any(word in text for word in ("auth_", "password", "acme.admin"))


def test_the_difference_marks_the_line_that_starts_calls(told: Told) -> None:
    diff = told["propose"].result["diff"][1]
    assert diff["before"] == "enabled: false\nmaximum: 1\ntimegroup: Office hours\n"
    assert diff["after"] == "enabled: true  # starts calling\nmaximum: 5\ntimegroup: Evenings\n"
    assert told["propose"].result["diff"][2]["after"] == ""


def test_a_plan_that_still_holds_passes_in_ci(told: Told) -> None:
    assert "failed" not in told["check in CI"].result or told["check in CI"].result["failed"] is False
    assert told["check in CI"].result["plan"] == PLAN and told["check in CI"].writes == []


def test_what_was_refused_or_has_no_steps(told: Told, folder: pathlib.Path) -> None:
    assert operations(told["refused in check mode"]) == ["failed"]
    # It is the last task, which had nothing to do, that has written this.
    assert yaml.safe_load((folder / "none.yml").read_text(encoding="utf-8"))["steps"] == []
    assert told["nothing to do"].result["changed"] is False


@pytest.mark.parametrize(
    "name, words",
    [
        ("moved", "maximum would be changed from 2 to 5, the plan has it changed from 1 to 5"),
        ("moved, the plan alone", "maximum would be changed from 2 to 5, the plan has it changed from 1 to 5"),
        ("another list", 'now the task would delete campaign "Old" (ID 11)'),
        ("apply again", 'The plan says to create campaign "New"'),
        ("another address", "http://localhost"),
    ],
)
def test_a_plan_that_differs_is_a_conflict_and_nothing_is_written(told: Told, name: str, words: str) -> None:
    assert told[name].writes == []
    assert told[name].error["category"] == "conflict" and told[name].error["key"] == "plan_src"
    assert words in told[name].result["msg"]


def test_a_plan_of_another_platform_asks_nothing(told: Told) -> None:
    assert told["another address"].journal == []


def test_limits_hold_before_the_first_write(told: Told) -> None:
    """Also of what a plan says. Those of changes and deletions are in tests/unit."""
    refused = told["too many calls"]
    assert refused.writes == [] and (refused.error["category"], refused.error["key"]) == ("usage", "max_enabled")
    assert "1 campaign would start calling, more than max_enabled (0)" in refused.result["msg"]
    assert refused.result["plan"] == PLAN


def test_exactly_the_reviewed_plan_is_carried_out_without_the_list(told: Told) -> None:
    outcome = told["apply"]
    assert operations(outcome) == ["created", "updated"] and outcome.result["plan"] == PLAN
    assert [call["function"] for call in outcome.writes].count(CREATE) == 1
    assert {call["function"] for call in outcome.writes} == {CREATE, UPDATE, DELETE}
    assert names(outcome) == ["New", "Old", "Other"]
    (old,) = (row for row in outcome.campaigns if row["name"] == "Old")
    assert (old["maximum"], old["enabled"], old["timegroup"]) == (5, 1, 4)


@pytest.fixture(scope="module")
def not_yet(tell: Teller, folder: pathlib.Path) -> Told:
    plan = str(folder / "hours.yml")
    wanted = many(survey("Night", **ACME, timegroup="Nights"), survey("Later", **ACME, timegroup="Nights"))
    one = {"customer": "Acme Ltd", "name": "Night", "dtype": "queue", "dnumber": "200", "timegroup": "Nights"}
    return tell.story(
        [
            Case("one, check", one, check=True),
            case("announced", {**wanted, "new_timegroups": [{"customer": 2, "name": "Nights"}]}, check=True, diff=True),
            case("propose", {**wanted, "plan_dest": plan}, check=True, diff=True),
            case("too early", {"plan_src": plan}),
            case(
                "apply",
                {"plan_src": plan},
                seed={"timegroups": [{"id": 40, "name": "Nights", "customer": 2}]},
                diff=True,
            ),
        ],
        # One for each of the two tasks in check mode, however many campaigns name the group.
        warnings=("campaign 'Night': timegroup 'Nights'", "campaigns[0] ('Night'): timegroup 'Nights'"),
    )


def test_a_time_group_that_a_task_before_creates_is_a_warning_in_check_mode(not_yet: Told) -> None:
    result = not_yet["one, check"].result
    assert result["operation"] == "created" and result["campaign"]["timegroup"] == "Nights"
    (warning,) = result["warnings"]
    assert "Nights" in warning and "a task before this one may create it" in warning
    sent = [call["parameters"] for call in not_yet["one, check"].journal if call["validation"]]
    assert len(sent) == 1 and "timegroup" not in sent[0]


def test_one_that_is_announced_is_none(not_yet: Told) -> None:
    result = not_yet["announced"].result
    assert operations(not_yet["announced"]) == ["created", "created"] and "warnings" not in result
    assert all("timegroup: Nights\n" in diff["after"] for diff in result["diff"])


def test_in_a_plan_it_stands_by_its_name_and_without_check_mode_it_has_to_be_there(not_yet: Told) -> None:
    assert "timegroup: Nights\n" in not_yet["propose"].result["diff"][0]["after"]
    assert not_yet["too early"].writes == [] and not_yet["too early"].error["key"] == "timegroup"
    assert operations(not_yet["apply"]) == ["created", "created"]
    assert [row["timegroup"] for row in not_yet["apply"].campaigns] == [40, 40]
