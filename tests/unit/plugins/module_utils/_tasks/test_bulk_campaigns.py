# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The task of bulk_campaigns: options to settings, the report to return values, also where it fails."""

from __future__ import annotations

import json

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    ConflictError,
    EnswitchError,
    UsageError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns import plan_file
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_campaigns import nothing
from ansible_collections.telephony.enswitch.plugins.modules import bulk_campaigns as module
from unit.support.contexts import Task
from unit.support.fakes import PASSWORD, envelope
from unit.support.modules import Player
from unit.support.platform import Platform

LIST, CREATE, UPDATE = "bulk/campaigns/list", "bulk/campaigns/create", "bulk/campaigns/update"
NEW = {"customer": 2, "dtype": "queue", "dnumber": "200"}
NO_PLAN = "0 to create, 0 to change, 0 to delete; 0 start calling"
NONE = {"created": 0, "updated": 0, "deleted": 0, "unchanged": 0, "failed": 0, "skipped": 0}


def task(platform, *campaigns, **options):
    return Task(module.TASK, platform, **{"campaigns": list(campaigns), **options})


def new(name, **more):
    return {"name": name, **NEW, **more}


def test_all_return_values_are_there_where_it_succeeds():
    platform = Platform()
    number = platform.add("Old")
    # enabled is the default, and the one that matters most.
    given = {"name": "New", "dtype": "queue", "dnumber": "200", "enabled": True}
    changes = [{"field": field, "before": None, "after": value} for field, value in given.items()]
    old = {"index": 0, "name": "Old", "customer": 2, "id": number, "operation": "unchanged", "changed": False}
    created = {"index": 1, "name": "New", "id": number + 1, "operation": "created", "changed": True, "changes": changes}
    assert task(platform, {"customer": 2, "name": "Old"}, new("New"), purge=True).run() == {
        "changed": True,
        "campaigns": [old, {**created, "customer": 2}],
        "purged": [],
        "summary": {**NONE, "created": 1, "unchanged": 1},
        "plan": "1 to create, 0 to change, 0 to delete; 1 starts calling",
        "requests": {LIST: 2, CREATE: 1},
    }


NOTHING = {"campaigns": [], "purged": [], "summary": NONE, "plan": NO_PLAN, "requests": {}}


def test_nothing_to_do():
    assert task(Platform()).run() == {"changed": False, **NOTHING}
    assert nothing() == NOTHING


@pytest.mark.parametrize(
    "options, key",
    [
        ({"workers": 0}, "workers"),
        ({"workers": 33}, "workers"),
        ({"max_deletions": -1}, "max_deletions"),
        ({"purge": True, "state": "absent"}, "purge"),
    ],
)
def test_options_that_cannot_be_right_fail_with_all_return_values_and_without_a_request(options, key):
    platform = Platform()
    played = task(platform, **options)
    error = played.fails(UsageError)
    assert error.key == key and error.result == {"changed": False, **NOTHING}
    assert platform.journal == [] and played.clients == []


def test_mistakes_are_refused_with_an_entry_for_each_campaign():
    platform = Platform()
    played = task(platform, new("A", enabled="maybe"), new("B"), "C")
    error = played.fails(UsageError)
    assert error.key == "enabled" and error.result["summary"] == {**NONE, "failed": 2, "skipped": 1}
    wrong, good, text = error.result["campaigns"]
    assert (wrong["index"], wrong["operation"], wrong["error"]["key"]) == (0, "failed", "enabled")
    assert wrong["error"]["msg"].startswith("campaigns[0] ('A', customer 2): enabled must be a boolean")
    assert good == {"index": 1, "name": "B", "customer": 2, "id": None, "operation": "skipped", "changed": False}
    assert (text["index"], text["name"], text["error"]["category"]) == (2, None, "usage")
    assert text["error"]["msg"].startswith(
        "campaigns[2] must be a dictionary of campaign fields. A list that is in a file "
    )
    assert platform.journal == [] and played.clients == []


def test_a_column_that_does_not_exist_lists_the_fields_once_and_not_for_each_campaign():
    rows = [{"name": "n{0}".format(index), "customer": "Acme", "maximun": 1} for index in range(1000)]
    error = task(Platform(), *rows).fails(UsageError)
    assert "keep_agents_available" in error.hint
    text = json.dumps(error.result)
    assert "keep_agents_available" not in text and len(text) < 500 * len(rows)
    entry = error.result["campaigns"][999]["error"]
    assert entry["hint"] and entry["msg"] == (
        "campaigns[999] ('n999', customer 'Acme'): 'maximun' is not a field of a campaign; did you mean 'maximum'? "
        + entry["hint"]
    )


def test_the_same_campaign_twice_is_refused_with_an_entry_for_each():
    platform = Platform()
    played = task(platform, {"name": "A"}, {"name": "A"})
    error = played.fails(UsageError)
    assert error.key == "name" and error.result["summary"] == {**NONE, "skipped": 2}
    entries = [(entry["index"], entry["name"], entry["operation"]) for entry in error.result["campaigns"]]
    assert entries == [(0, "A", "skipped"), (1, "A", "skipped")]
    assert platform.journal == [] and played.clients == []


@pytest.mark.parametrize(
    "options, functions",
    [
        ({"workers": 32}, [LIST, CREATE, CREATE, LIST]),
        ({"verify": True}, [LIST, CREATE, CREATE, LIST]),
        ({"validate_first": True}, [LIST, *[CREATE] * 4, LIST]),
    ],
)
def test_options_are_handed_on(options, functions):
    platform = Platform()
    task(platform, new("A"), new("B"), **options).run()
    assert platform.functions == functions
    validated = [parameters.get("validation") for function, parameters in platform.journal if function == CREATE]
    assert validated == ["1", "1", None, None][-len(functions) + 2 :]


def test_too_many_deletions_fail_with_what_was_planned():
    platform = Platform()
    platform.add("Old")
    error = task(platform, new("New"), purge=True, max_deletions=0).fails(UsageError)
    assert error.result["summary"] == {**NONE, "skipped": 2}
    assert [entry["name"] for entry in error.result["purged"]] == ["Old"]
    assert error.result["changed"] is False and error.result["requests"] == {LIST: 1}


OWN = {"name": "Mine", "dtype": "queue", "dnumber": "200"}
HOURS = [{"operation": "created", "item": {"name": "Evenings", "customer": 0}, "changes": []}]


def plan_of(platform, path, *campaigns, **options):
    """A plan that was written in check mode."""
    task(platform, *campaigns, check_mode=True, plan_dest=str(path), **options).run()
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("tells", [False, True])
@pytest.mark.parametrize("campaigns, results", [([OWN], []), ([], HOURS)])
def test_what_is_planned_for_the_own_customer_is_not_done_for_another_one(tmp_path, tells, campaigns, results):
    platform, path = Platform(), tmp_path / "plan.yml"
    platform.tell_customer = tells
    text = plan_of(platform, path, *campaigns, timegroup_results=results)
    assert ("\nown: " in text) is (bool(results) or not tells)
    carry_out = {"plan_src": str(path), "campaigns": None, "timegroup_results": results}
    # Somebody else.
    platform.account, platform.own = 2, 3
    error = task(platform, **carry_out).fails(ConflictError)
    assert platform.writes == []
    if "\nown: " in text:
        one, other = ("customer 1", "customer 3")
        if not tells:
            one, other = ("the own customer of the account with ID {0}".format(number) for number in (1, 2))
        assert error.text == (
            "plan_src: what would be done now is not what the plan says. What has no customer was planned for {0}, and "
            "would be done for {1}.".format(one, other)
        )
    # A colleague, where the platform tells whose the account is.
    platform.account, platform.own = 2 if tells else 1, 1
    task(platform, **carry_out).run()
    assert len(platform.writes) == len(campaigns)


def test_a_plan_of_named_customers_is_everybodys(tmp_path):
    platform, path = Platform(), tmp_path / "plan.yml"
    platform.tell_customer = False
    hours = [{**HOURS[0], "item": {"name": "Evenings", "customer": "Acme Ltd"}}]
    assert "own: " not in plan_of(platform, path, new("A"), timegroup_results=hours)
    platform.account = 2
    task(platform, campaigns=None, plan_src=str(path), timegroup_results=hours).run()
    assert len(platform.writes) == 1 and "user/login" not in platform.functions


def test_a_plan_that_cannot_say_whose_it_is_is_not_written(tmp_path):
    platform, path = Platform(), tmp_path / "plan.yml"
    platform.account, platform.tell_customer = None, False
    error = task(platform, OWN, check_mode=True, plan_dest=str(path)).fails(UsageError)
    assert error.key == "customer" and not path.exists()


def test_a_plan_from_before_plans_said_whose_they_are_is_refused(tmp_path):
    platform, path = Platform(), tmp_path / "plan.yml"
    platform.tell_customer = False
    plan_of(platform, path, OWN)
    older = plan_file.read(str(path))._replace(own=None)
    plan_file.write(str(path), older)
    error = task(platform, campaigns=None, plan_src=str(path)).fails(ConflictError)
    assert "for an account that the plan does not name, and would" in error.text and platform.writes == []


def test_one_failure_is_the_failure_of_the_task():
    platform = Platform()
    platform.before = {CREATE: [envelope("400", key="dtype", message="No such type")]}
    error = task(platform, new("A")).fails(EnswitchError)
    assert error.text == ("campaigns[0] ('A'): bulk/campaigns/create failed with code 400 for dtype: No such type.")
    assert error.result["campaigns"][0]["error"] == {"msg": error.msg, **error.as_dict()}
    assert error.result["summary"] == {**NONE, "failed": 1}


def test_several_failures_are_counted_and_each_keeps_its_own_words():
    platform = Platform()
    platform.before = {CREATE: [envelope("400", message="First"), envelope("403", message="Second")]}
    error = task(platform, new("A"), new("B"), new("C"), on_error="continue").fails(EnswitchError)
    words = [entry["error"]["msg"] for entry in error.result["campaigns"] if "error" in entry]
    assert words == [
        "campaigns[0] ('A'): bulk/campaigns/create failed with code 400: First. "
        "Correct the named option. Check mode asks the server without changing anything.",
        "campaigns[1] ('B'): bulk/campaigns/create failed with code 403: Second. "
        "The rate plan of this customer does not allow the call. Ask the service provider to change the plan.",
    ]
    assert error.msg == "2 of 3 campaigns failed; the first: " + words[0]
    assert error.code == 400
    assert error.result["changed"] is True
    assert [entry["operation"] for entry in error.result["campaigns"]] == ["failed", "failed", "created"]


@pytest.mark.parametrize(
    "more, says", [(1, " 1 campaign was not begun."), (3, " 3 campaigns were not begun."), (0, "Full.")]
)
def test_what_was_not_begun_is_counted(more, says):
    platform = Platform()
    platform.before = {CREATE: [envelope("403", message="Full")]}
    error = task(platform, *(new(str(number)) for number in range(1 + more))).fails(EnswitchError)
    assert error.text.endswith(says)
    assert error.result["summary"] == {**NONE, "failed": 1, "skipped": more}


def test_check_mode_says_how_many_the_real_run_would_not_begin():
    platform = Platform()
    platform.before = {CREATE: [envelope("400", message="No")]}
    platform.add("Old")
    error = task(platform, new("A"), new("B"), purge=True, check_mode=True).fails(EnswitchError)
    assert error.result["summary"] == {**NONE, "failed": 1, "skipped": 2}
    assert error.text.endswith("No. 2 campaigns would not be begun.") and error.result["changed"] is False
    assert platform.writes == []


def test_differences_are_returned_in_diff_mode_only():
    platform = Platform()
    platform.add("Old", maximum=1)
    all_desired = [{"customer": 2, "name": "Old", "maximum": 2}, new("New")]
    assert "diff" not in task(platform, *all_desired, check_mode=True).run()
    diffs = task(platform, *all_desired, diff_mode=True).run()["diff"]
    assert diffs[0]["after"] == "maximum: 2\n" and diffs[1]["after"].startswith("name: New\n")
    assert task(platform, *all_desired, diff_mode=True).run()["diff"] == []


def test_warnings_reach_the_user():
    platform = Platform(hide={"retry"})
    platform.add("Old")
    played = task(platform, {"customer": 2, "name": "Old", "retry": 5})
    assert played.run()["changed"] is True
    assert len(played.warnings) == 1 and "retry" in played.warnings[0]


@pytest.mark.parametrize("count, shown", [(100, 100), (101, "101 entries")])
def test_a_long_list_is_not_repeated_in_the_result(capsys, monkeypatch, count, shown):
    campaigns = [new("Survey {0}".format(number)) for number in range(count)]
    options = {"api_url": "https://pbx.example.com", "auth_username": "admin", "auth_password": PASSWORD}
    played = Player(module.main, capsys, monkeypatch)(Platform(), {**options, "campaigns": campaigns, "workers": 1})
    arguments = played["invocation"]["module_args"]
    given = arguments["campaigns"]
    assert (given if isinstance(given, str) else len(given)) == shown and arguments["workers"] == 1
    assert len(played["campaigns"]) == count


def rename(platform):
    platform.customers[2] = "Acme AG"


def delete(platform):
    platform.campaigns.clear()


def double(platform):
    platform.add("Old")


def lose_hours(platform):
    platform.timegroups = []


@pytest.mark.parametrize(
    "move, words",
    [
        (rename, "customer 'Acme Ltd' does not exist"),
        (delete, "dtype and dnumber are required to create it"),
        (double, "is the name of several campaigns"),
        (lose_hours, "timegroup 'Office hours' does not exist"),
    ],
)
@pytest.mark.parametrize("on_error", ["stop", "continue"])
def test_a_platform_for_which_the_plan_cannot_be_made_any_more_is_a_conflict(tmp_path, move, words, on_error):
    platform, path = Platform(), str(tmp_path / "plan.yml")
    platform.add("Old")
    wanted = {"customer": "Acme Ltd", "name": "Old", "maximum": 5, "timegroup": "Office hours"}
    task(platform, wanted, plan_dest=path, check_mode=True).run()
    move(platform)
    error = task(platform, campaigns=None, plan_src=path, on_error=on_error).fails(EnswitchError)
    assert (error.category, error.key) == ("conflict", "plan_src") and platform.writes == []
    assert error.text.startswith("plan_src: the platform differs from what the plan was made for. campaigns[0] ('Old')")
    assert words in error.text and "Make a new plan" in error.hint
    assert error.result["campaigns"][0]["error"]["category"] == "conflict"


@pytest.mark.parametrize("code, category", [("401", "authentication"), ("402", "role"), ("500", "server")])
def test_who_may_not_read_does_not_hear_that_the_platform_differs(tmp_path, code, category):
    platform, path = Platform(), str(tmp_path / "plan.yml")
    platform.add("Old")
    task(platform, {"customer": 2, "name": "Old", "maximum": 5}, plan_dest=path, check_mode=True).run()
    platform.before[LIST] = [envelope(code)]
    error = task(platform, campaigns=None, plan_src=path).fails(EnswitchError)
    assert error.category == category and error.key != "plan_src"
