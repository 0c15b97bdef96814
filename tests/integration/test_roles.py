# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The roles, as installed: what they leave on the server, in the record, and on the screen."""

from __future__ import annotations

import json
import os
import pathlib
import stat
import typing as t

import pytest
from integration.playing import COLLECTION, PASSWORDS, Outcome, Player, Task, campaign, task, tried
from integration.running import Running
from simulator.testing import Simulator

UGLY = "{{ 1 + 1 }} <b>'ü\" %}"


def role(name: str, **variables: t.Any) -> Task:
    """A task that plays a role with variables from the outside."""
    return {"name": name, "ansible.builtin.include_role": {"name": f"{COLLECTION}.{name}"}, "vars": variables}


@pytest.fixture
def running(simulator: Simulator) -> Simulator:
    """Campaigns of two customers, of which four run."""
    simulator.seed(
        campaigns=[
            {"id": 1, "name": "Spring one", "customer": 2, "enabled": 1, "keep_agents_available": 2},
            {"id": 2, "name": UGLY, "customer": 2, "enabled": 1},
            {"id": 3, "name": "Waiting", "customer": 2, "enabled": 0},
            {"id": 4, "name": "Spring two", "customer": 3, "enabled": 1},
            {"id": 5, "name": "spring three", "customer": 3, "enabled": 1},
        ]
    )
    return simulator


def enabled(server: Simulator) -> list[int]:
    """The IDs of the campaigns that run."""
    return sorted(row["id"] for row in server.state()["campaigns"] if row["enabled"])


def recorded(path: pathlib.Path) -> list[int]:
    """The IDs in a record."""
    return sorted(entry["id"] for entry in json.loads(path.read_text(encoding="utf-8"))["campaigns"])


def noted(path: pathlib.Path) -> Task:
    """A task that says what is in a record by now."""
    text = f"{{{{ lookup('ansible.builtin.file', '{path}') | from_json }}}}"
    return {"name": "record", "ansible.builtin.debug": {"msg": text}}


def said(outcome: Outcome, name: str) -> t.Any:
    return outcome.result(name)["msg"]


# --- stop and restore ----------------------------------------------------------------------------------------


def test_stop_and_restore(play: Player, running: Simulator, tmp_path: pathlib.Path) -> None:
    record = tmp_path / "record.json"
    stop, restore = (
        role("stop", stop_customers=[2, 3], stop_record=str(record)),
        role("restore", restore_record=str(record)),
    )
    look = [noted(record), play.control("look", ("GET", "state", None))]
    outcome = play([stop, *look, stop, *look, restore, *look, restore])
    assert outcome.rc == 0, outcome.stdout
    stopped, again, restored, last = outcome.acts
    assert said(stopped, "Say what was stopped") == "4 of 4 campaigns are stopped."
    assert "4 of 4 campaigns were started" in said(restored, "Say what was started")
    assert [act.changed for act in (stopped, again, restored, last)] == [True, False, True, False]
    records = [said(act, "record")["campaigns"] for act in (stopped, again, restored)]
    assert [sorted(entry["id"] for entry in entries) for entries in records] == [[1, 2, 4, 5], [1, 2, 4, 5], []]
    states = [line.result["answers"][0]["campaigns"] for line in outcome.lines if line.name == "look"]
    assert [sorted(row["id"] for row in rows if row["enabled"]) for rows in states] == [[], [], [1, 2, 4, 5]]
    assert enabled(running) == [1, 2, 4, 5]
    assert next(row for row in states[-1] if row["id"] == 1)["keep_agents_available"] == 2


def test_the_record_is_written_before_the_first_change(
    play: Player, running: Simulator, tmp_path: pathlib.Path
) -> None:
    running.fault("bulk/campaigns/update", "code", code=402, key="", message="No", count=None)
    record, missing = tmp_path / "record.json", tmp_path / "nowhere" / "record.json"
    stops = [role("stop", stop_customers=[2, 3], stop_record=str(path)) for path in (record, missing)]
    between = play.control("between", ("DELETE", "faults", None), ("DELETE", "journal", None))
    outcome = play([*tried(stops[0]), between, *tried(stops[1])], quiet=False)
    assert all(act.failures for act in outcome.acts)
    assert recorded(record) == [1, 2, 4, 5] and running.writes() == []


def test_failures_do_not_stop_the_stop_and_are_named(play: Player, running: Simulator, tmp_path: pathlib.Path) -> None:
    running.fault("bulk/campaigns/update", "code", code=402, key="", message="No", count=1)
    record = tmp_path / "record.json"
    stop = role("stop", stop_customers=[2, 3], stop_record=str(record), stop_workers=1)
    outcome = play([*tried(stop), play.control("look", ("GET", "state", None)), stop], quiet=False)
    (left,) = [row["id"] for row in outcome.result("look")["answers"][0]["campaigns"] if row["enabled"]]
    (message,) = outcome.acts[0].failures
    assert message.startswith("NOT STOPPED:") and f"(ID {left})" in message and "402" in message
    assert outcome.rc == 0 and enabled(running) == [] and recorded(record) == [1, 2, 4, 5]


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize("code", [402, 500])
def test_who_may_not_list_customers_stops_its_own(
    play: Player, running: Simulator, tmp_path: pathlib.Path, code: int, check: bool
) -> None:
    own = {"id": 6, "name": "Own", "customer": 1, "enabled": 1}
    running.seed(campaigns=[own, {**own, "id": 7, "name": "Quiet", "enabled": 0}])
    running.fault("customers/list", "code", code=code, count=None)
    record = tmp_path / "record.json"
    stop = role("stop", stop_all_customers=True, stop_record=str(record))
    outcome = play(tried(stop), check=check, quiet=False, env={"ENSWITCH_RETRIES": "0"})
    (message,) = outcome.failures
    assert " ".join(message.split()).startswith("NOT STOPPED: all campaigns of the customers below the account's own")
    assert (
        "customers/list" in message
        and "stop_customers" in message
        and ("needs the role reseller" in message) == (code == 402)
    )
    assert said(outcome, "Say what was stopped") == f"1 of 1 campaigns {'would be' if check else 'are'} stopped."
    assert enabled(running) == ([1, 2, 4, 5, 6] if check else [1, 2, 4, 5])
    assert record.exists() != check and (check or recorded(record) == [6])
    # Those who are named are stopped all the same.
    named = role("stop", stop_customers=[2, 3], stop_record=str(record))
    assert play([named]).rc == 0 and enabled(running) == ([6] if check else [])


def test_a_stop_that_can_read_nothing_says_why(play: Player, running: Simulator, tmp_path: pathlib.Path) -> None:
    for function in ("customers/list", "bulk/campaigns/list"):
        running.fault(function, "code", code=402, count=None)
    record = tmp_path / "record.json"
    outcome = play([role("stop", stop_all_customers=True, stop_record=str(record))], quiet=False)
    (message,) = outcome.failures
    assert "customers/list" in message and "bulk/campaigns/list" in message and "Nothing was changed" in message
    assert running.writes() == [] and not record.exists()


def test_only_matching_names_and_what_has_been_started_since(
    play: Player, running: Simulator, tmp_path: pathlib.Path
) -> None:
    record = tmp_path / "record.json"
    stop = role("stop", stop_all_customers=True, stop_names=["Spring *"], stop_record=str(record))
    new = {"id": 6, "name": "Spring new", "customer": 3, "enabled": 1}
    started = play.control("started", ("GET", "state", None), ("POST", "seed", {"campaigns": [new]}))
    outcome = play([stop, noted(record), started, stop])
    assert outcome.rc == 0, outcome.stdout
    assert [entry["id"] for entry in said(outcome, "record")["campaigns"]] == [1, 4]
    before = outcome.result("started")["answers"][0]["campaigns"]
    assert [row["id"] for row in before if row["enabled"]] == [2, 5] == enabled(running)
    assert recorded(record) == [1, 4, 6] and stat.S_IMODE(record.stat().st_mode) == 0o600


def test_a_platform_that_does_not_tell_what_runs_is_refused(
    play: Player, running: Simulator, tmp_path: pathlib.Path
) -> None:
    record = tmp_path / "record.json"
    stop = role("stop", stop_customers=[2], stop_record=str(record))
    bare = {"responses": [{"code": "200", "key": "", "message": "OK"}], "data": [{"id": 1, "name": "Spring one"}]}
    fault = {
        "function": "bulk/campaigns/list",
        "kind": "status",
        "status": 200,
        "body": json.dumps(bare),
        "count": None,
    }
    silent = play.control("silent", ("POST", "faults", fault), ("DELETE", "journal", None))
    outcome = play([stop, silent, *tried(stop, role("restore", restore_record=str(record)))], quiet=False)
    assert ["does not list whether campaigns are enabled" in said for said in outcome.failures] == [True, True]
    assert running.writes() == [] and recorded(record) == [1, 2]


def test_two_stops_at_the_same_time_forget_nothing(play: Player, running: Simulator, tmp_path: pathlib.Path) -> None:
    record = tmp_path / "record.json"
    both = {"stop_customers": [2, 3], "stop_record": str(record)}
    running.fault("bulk/campaigns/list", "delay_before", seconds=3600)
    with Running(play, [role("stop", **both)], env={"ENSWITCH_TIMEOUT": "3600"}) as run:
        run.until(lambda calls: any(call["fault"] for call in calls))
        assert play([role("stop", **both, stop_names=["Spring *"])]).rc == 0 and recorded(record) == [1, 4]
        running.late()
    assert run.outcome.rc == 0, run.outcome.stdout
    assert enabled(running) == [] and recorded(record) == [1, 2, 4, 5]


def test_relative_places_are_where_the_user_stands(play: Player, running: Simulator) -> None:
    """Not beside the playbook, which is in the collection."""
    playbooks = play.installed / "playbooks"
    wanted: dict[str, t.Any] = {"stop_all_customers": True, "stop_record": "here.json"}
    wanted |= {"report_all_customers": True, "report_dest": "here.html", "report_history": "here.jsonl"}
    env = {"ENSWITCH_URL": running.url, "ENSWITCH_USERNAME": "admin", "ENSWITCH_PASSWORD": PASSWORDS["admin"]}
    for name in ("stop", "report"):
        outcome = play(playbooks / f"{name}.yml", extra_vars=wanted, env=env)
        assert outcome.rc == 0, outcome.stdout
    assert enabled(running) == [] and list(playbooks.glob("here.*")) == []


@pytest.mark.parametrize("here", [True, False])
def test_relative_lists_and_plans_are_where_the_user_stands(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path, here: bool
) -> None:
    playbooks = play.installed / "playbooks"
    (tmp_path / "numbers.txt").write_text("2125550101\n", encoding="utf-8")
    env = {"ENSWITCH_URL": simulator.url, "ENSWITCH_USERNAME": "admin", "ENSWITCH_PASSWORD": PASSWORDS["admin"]}
    one = {"name": "One", "dtype": "queue", "dnumber": "200"}
    simulator.seed(campaigns=[{**one, "id": 1, "customer": 2, "enabled": 0}])

    def played(name: str, **variables: t.Any) -> Outcome:
        wanted = {"enswitch_in_process": here, **variables}
        outcome = play(playbooks / f"{name}.yml", check=True, extra_vars=wanted, env=env, quiet=False)
        assert outcome.rc == 0, outcome.stdout
        return outcome

    def relative(name: str) -> str:
        return os.path.relpath(tmp_path / name, play._folder / f"run{play._runs + 1}")

    lists = {"launch_numbers": relative("numbers.txt"), "launch_do_not_call": relative("numbers.txt")}
    outcome = played("launch", launch_campaign={**one, "customer": 2}, launch_preflight=False, **lists)
    summary = outcome.result("Load the numbers, within limits, and without those who do not want to be called")[
        "summary"
    ]
    assert (summary["listed"], summary["excluded"]) == (1, 1)
    customers = [{"customer": 3, "campaigns": [{**one, "enabled": False}]}]
    played("provision", provision_customers=customers, provision_plan_dest=relative("plan.yml"))
    assert "One" in (tmp_path / "plan.yml").read_text(encoding="utf-8")
    played("provision", provision_customers=customers, provision_plan_src=relative("plan.yml"))


@pytest.mark.parametrize("strategy", ["linear", "free"])
def test_hosts_that_share_a_record_forget_nothing(
    play: Player, running: Simulator, tmp_path: pathlib.Path, strategy: str
) -> None:
    """As with customers as hosts: each stops its own."""
    record = tmp_path / "record.json"
    variables = {"stop_customers": "{{ {'one': [2], 'two': [3]}[inventory_hostname] }}", "stop_record": str(record)}
    text = {**play.wrapped([]), "hosts": "all", "connection": "local", "strategy": strategy}
    text["vars"] = {**text.get("vars", {}), "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    text["roles"] = [{"role": f"{COLLECTION}.stop", **variables}]
    outcome = play(json.dumps([text]), arguments=["--inventory", "one,two"])
    assert outcome.rc == 0, outcome.stdout
    assert enabled(running) == [] and recorded(record) == [1, 2, 4, 5]


def test_check_mode_writes_neither_platform_nor_record(
    play: Player, running: Simulator, tmp_path: pathlib.Path
) -> None:
    record = tmp_path / "record.json"
    outcome = play([role("stop", stop_customers=[2, 3], stop_record=str(record))], check=True)
    assert outcome.rc == 0 and not record.exists() and running.writes() == []
    assert said(outcome, "Say what was stopped") == "4 of 4 campaigns would be stopped."
    play([role("stop", stop_customers=[2, 3], stop_record=str(record))])
    before = record.read_text(encoding="utf-8")
    assert play([role("restore", restore_record=str(record))], check=True).rc == 0
    assert enabled(running) == [] and record.read_text(encoding="utf-8") == before


def test_restore_leaves_alone_what_others_have_done(play: Player, running: Simulator, tmp_path: pathlib.Path) -> None:
    record = tmp_path / "record.json"
    others = (
        {"id": 1, "customer": 2, "enabled": True},
        {"id": 2, "customer": 2, "state": "absent"},
        {"id": 4, "customer": 3, "attempts": 7},
    )
    outcome = play(
        [
            role("stop", stop_customers=[2, 3], stop_record=str(record)),
            *(campaign("other", **options) for options in others),
            play.control("from here", ("DELETE", "journal", None)),
            role("restore", restore_record=str(record)),
        ]
    )
    assert outcome.rc == 0 and enabled(running) == [1, 4, 5], outcome.stdout
    assert sorted(call["parameters"]["id"] for call in running.writes()) == ["4", "5"]
    assert next(row for row in running.state()["campaigns"] if row["id"] == 4)["attempts"] == 7
    assert "1 ran already, 1 are gone" in said(outcome, "Say what was started")
    assert recorded(record) == []


@pytest.mark.parametrize("customers", [[2, 3], [3]])
def test_a_customer_that_is_gone_keeps_nothing_in_the_record(
    play: Player, running: Simulator, tmp_path: pathlib.Path, customers: list[int]
) -> None:
    """Also where nothing else stands in it."""
    record = tmp_path / "record.json"
    kept = [number for number in (1, 2) if 2 in customers]
    entries = [{"id": number, "customer": 2, "name": "Spring"} for number in kept]
    gone = {"id": 99, "customer": 77, "name": "Gone"}
    format_ = "telephony.enswitch stop record 1"
    text = json.dumps({"format": format_, "api_url": running.url, "campaigns": [*entries, gone]})
    record.write_text(text, encoding="utf-8")
    running.seed(campaigns=[{"id": number, "name": "Spring", "customer": 2, "enabled": 0} for number in kept])
    outcome = play([role("restore", restore_record=str(record))], quiet=False)
    assert outcome.rc == 0, outcome.stdout
    assert f"{len(kept)} of {len(kept) + 1} campaigns were started" in said(outcome, "Say what was started")
    assert "1 are gone" in said(outcome, "Say what was started") and recorded(record) == []


# What stands in the record, and what restore says of it.
ANOTHER = '{"format": "telephony.enswitch stop record 1", "api_url": "https://pbx.example.com/", "campaigns": []}'
HALF = '{"format": "telephony.enswitch stop rec'
NO_RECORDS = {
    None: "There is no record",
    "": "is empty",
    HALF: "is damaged",
    '{"other": 1}': "is no record",
    ANOTHER: "belongs to",
}


def test_a_record_that_is_none(play: Player, running: Simulator, tmp_path: pathlib.Path) -> None:
    places = {tmp_path / f"{number}.json": text for number, text in enumerate(NO_RECORDS)}
    for path, text in places.items():
        if text is not None:
            path.write_text(text, encoding="utf-8")
    restores = [role("restore", restore_record=str(path)) for path in places]
    # Nor can stop add to these.
    stops = [
        role("stop", stop_customers=[2], stop_record=str(path)) for path in places if places[path] in (HALF, ANOTHER)
    ]
    outcome = play(tried(*restores, *stops), quiet=False)
    assert running.writes() == [] and "changed=0" in outcome.stdout
    assert {path: path.read_text(encoding="utf-8") if path.exists() else None for path in places} == places
    said = outcome.failures
    assert len(said) == len(restores) + len(stops)
    for message, words in zip(said, [*NO_RECORDS.values(), NO_RECORDS[HALF], NO_RECORDS[ANOTHER]], strict=True):
        assert words in message
    assert all(message.endswith("Nothing was changed. Give another stop_record.") for message in said[len(restores) :])


# --- provision -----------------------------------------------------------------------------------------------

HOURS = [
    {"name": "Weekdays", "periods": [{"name": "Day", "days_week": ["mon", "tue"], "start": "09:00", "end": "18:00"}]}
]


def customers(**fields: t.Any) -> list[dict[str, t.Any]]:
    spring = {"name": "Spring", "dtype": "queue", "dnumber": "200", "timegroup": "Weekdays", "enabled": False, **fields}
    return [
        {"customer": "Acme Ltd", "timegroups": HOURS, "campaigns": [spring]},
        {"customer": "Globex & Söhne", "timegroups": HOURS, "campaigns": [spring, {**spring, "name": "Summer"}]},
    ]


def test_provision_from_nothing_and_again(play: Player, simulator: Simulator) -> None:
    provision = role("provision", provision_customers=customers())
    # That a campaign names hours which this role creates is nothing to warn of.
    checked = play(
        [provision], check=True, warnings=["Not everything could be validated: the creation of period 'Day'"]
    )
    assert checked.rc == 0 and simulator.writes() == [], checked.stdout
    outcome = play([provision, play.control("look", ("GET", "state", None)), provision])
    assert outcome.rc == 0, outcome.stdout
    rows = outcome.result("look")["answers"][0]["campaigns"]
    assert sorted(row["name"] for row in rows) == ["Spring", "Spring", "Summer"]
    assert all(row["timegroup"] > 0 for row in rows)
    first, again = outcome.acts
    assert said(first, "Say what was done").startswith("3 to create") and not again.changed


def test_a_campaign_that_names_another_customer_is_refused(play: Player, simulator: Simulator) -> None:
    same = role("provision", provision_customers=[{**entry, "campaigns": []} for entry in customers(customer=3)])
    astray = role("provision", provision_customers=customers(customer="Globex & Söhne"))
    outcome = play([*tried(astray), play.control("look", ("GET", "journal", None)), same], quiet=False)
    assert outcome.rc == 0, outcome.stdout
    (message,) = outcome.failures
    assert "'Spring' stands under customer 'Acme Ltd' and names customer 'Globex & Söhne'" in message
    assert message.count("stands under") == 1 and "Put it under the customer" in message
    assert outcome.result("look")["answers"][0]["calls"] == []


def test_a_limit_is_checked_before_hours_are_written(play: Player, simulator: Simulator) -> None:
    provision = role("provision", provision_customers=customers(enabled=True), provision_max_enabled=2)
    outcome = play([provision], quiet=False)
    assert outcome.rc != 0 and simulator.writes() == []


def test_a_misspelled_option_of_calling_hours_is_an_error(play: Player, simulator: Simulator) -> None:
    # Passed over, it would call at night.
    first, second = customers()
    wrong = [{**first, "timegroups": [{**HOURS[0], "inverted": True}]}, second]
    outcome = play([role("provision", provision_customers=wrong)], quiet=False)
    assert outcome.rc != 0 and "inverted" in outcome.stdout and "invert," in outcome.stdout
    assert simulator.writes() == []


def test_a_mistake_anywhere_is_found_before_hours_are_written(play: Player, simulator: Simulator) -> None:
    """Hours cannot be taken back by themselves."""
    first, second = customers()
    day = HOURS[0]["periods"][0]
    late = [{**HOURS[0], "periods": [{**day, "start": "20:00", "end": "08:00"}]}]
    wrong = [
        {**second, "timegroups": late},
        {**second, "timegroups": [{**HOURS[0], "priority": 11}]},
        {**second, "campaigns": [{**second["campaigns"][0], "timegroup": "Week ends"}]},
        # Its own list has it, and the other customer's does not count.
        {**second, "timegroups": []},
    ]
    tasks = [role("provision", provision_customers=[first, entry]) for entry in wrong]
    outcome = play(tried(*tasks), quiet=False)
    past_midnight, priority, unknown, others = outcome.failures
    assert "later than end" in past_midnight and "two periods" in past_midnight
    assert "'Weekdays' of customer 'Globex & Söhne'" in past_midnight and "priority must be from 1 to 10" in priority
    assert "Week ends" in unknown and "Weekdays" in others
    assert simulator.writes() == []


def test_hours_that_are_shared_are_there_for_the_customers_below(play: Player, simulator: Simulator) -> None:
    shared = {"customer": 1, "timegroups": [{**HOURS[0], "shared": True}]}
    below = [{**entry, "timegroups": []} for entry in customers()]
    outcome = play([role("provision", provision_customers=[shared, *below])])
    assert outcome.rc == 0, outcome.stdout
    assert [row["timegroup"] > 0 for row in simulator.state()["campaigns"]] == [True] * 3


def test_a_reviewed_plan(play: Player, simulator: Simulator, tmp_path: pathlib.Path) -> None:
    plan = tmp_path / "plan.yml"
    proposed = role("provision", provision_customers=customers(), provision_plan_dest=str(plan))
    assert play([proposed], check=True, quiet=False).rc == 0
    assert "Weekdays" in plan.read_text(encoding="utf-8") and simulator.writes() == []
    other = role("provision", provision_customers=customers(attempts=9), provision_plan_src=str(plan))
    approved = role("provision", provision_customers=customers(), provision_plan_src=str(plan))
    outcome = play([*tried(other), play.control("look", ("GET", "journal", None)), approved], quiet=False)
    assert len(outcome.acts[0].failures) == 1 and outcome.rc == 0, outcome.stdout
    assert not any(call["write"] for call in outcome.result("look")["answers"][0]["calls"])
    assert len(simulator.state()["campaigns"]) == 3


def longer(end: str, **fields: t.Any) -> list[dict[str, t.Any]]:
    """The same customers, whose first has longer hours."""
    first, second = customers(**fields)
    day = {**HOURS[0]["periods"][0], "end": end}
    return [{**first, "timegroups": [{**HOURS[0], "periods": [day]}]}, second]


def test_a_reviewed_plan_has_the_hours_too(play: Player, simulator: Simulator, tmp_path: pathlib.Path) -> None:
    plan = tmp_path / "plan.yml"
    assert play([role("provision", provision_customers=customers())], quiet=False).rc == 0
    proposed = role("provision", provision_customers=longer("19:00", attempts=2), provision_plan_dest=str(plan))
    simulator.clear_journal()
    assert play([proposed], check=True, quiet=False).rc == 0
    assert "19:00" in plan.read_text(encoding="utf-8") or "18:59:59" in plan.read_text(encoding="utf-8")
    # Other hours than were reviewed, and neither hours nor campaigns are written.
    others = (longer("22:00", attempts=2), customers(attempts=2))
    tasks = [role("provision", provision_customers=other, provision_plan_src=str(plan)) for other in others]
    # The same when somebody has changed the hours on the platform.
    approved = role("provision", provision_customers=longer("19:00", attempts=2), provision_plan_src=str(plan))
    (day,) = HOURS[0]["periods"]
    early, back = (
        task("timegroup", "other", customer=2, name="Weekdays", periods=[{**day, "start": start}])
        for start in ("08:00", day["start"])
    )
    look = play.control("look", ("GET", "journal", None), ("DELETE", "journal", None))
    # When they are as they were, exactly the plan is carried out.
    outcome = play([*tried(*tasks), look, early, look, *tried(approved), look, back, approved], quiet=False)
    assert outcome.rc == 0, outcome.stdout
    other, _early, changed, _approved = outcome.acts
    assert ['time group "Weekdays" of customer "Acme Ltd"' in message for message in other.failures] == [True, True]
    assert 'time group "Weekdays"' in said(changed, "Check the campaigns, their plan and the limits")
    journals = [line.result["answers"][0]["calls"] for line in outcome.lines if line.name == "look"]
    assert [any(call["write"] for call in calls) for calls in journals] == [False, True, False]
    assert [row["attempts"] for row in simulator.state()["campaigns"]] == [2, 2, 2]


def test_who_changes_a_campaign_while_the_hours_are_written_gets_a_conflict(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    plan = tmp_path / "plan.yml"
    assert play([role("provision", provision_customers=customers())], quiet=False).rc == 0
    wanted = {"provision_customers": longer("19:00", attempts=2)}
    assert play([role("provision", **wanted, provision_plan_dest=str(plan))], check=True, quiet=False).rc == 0
    # The hours are only written when the campaign has been changed, however long that takes.
    simulator.fault("timegroups/periods/update", "delay_before", validation=False, seconds=3600)
    simulator.clear_journal()
    approved = role("provision", **wanted, provision_plan_src=str(plan))
    with Running(play, [approved], quiet=False, env={"ENSWITCH_TIMEOUT": "3600"}) as run:
        run.until(lambda calls: any(call["fault"] for call in calls))
        row = simulator.state()["campaigns"][0]
        simulator.seed(campaigns=[{**row, "attempts": 9}])
        simulator.late()
    assert run.outcome.rc != 0
    assert "plan_src: what would be done now is not what the plan says" in said(run.outcome, "Provision the campaigns")
    assert [row["attempts"] for row in simulator.state()["campaigns"]] == [9, 1, 1]


# --- variables as text ---------------------------------------------------------------------------------------


def test_variables_may_be_text_as_a_survey_and_the_command_line_give_them(
    play: Player, running: Simulator, tmp_path: pathlib.Path
) -> None:
    record = tmp_path / "record.json"
    given = {"stop_customers": "2\n Globex & Söhne \n", "stop_all_customers": "false", "stop_record": str(record)}
    outcome = play([role("stop", **given, stop_names="Spring *\n")], check=True)
    assert said(outcome, "Say what was stopped") == "2 of 2 campaigns would be stopped."
    everyone = {"stop_customers": "", "stop_all_customers": "yes", "stop_names": "", "stop_record": str(record)}
    page = tmp_path / "page.html"
    named = {"report_customers": "Globex & Söhne", "report_all_customers": "no", "report_dest": str(page)}
    numbers = role("stop", stop_customers=2, stop_names=7, stop_record=str(record))
    # As numbers, they are lists of one.
    outcome = play([numbers], check=True, extra_vars={"stop_customers": 2, "stop_names": 7})
    assert said(outcome, "Say what was stopped") == "0 of 0 campaigns would be stopped."
    left_out = role("stop", **given, stop_names="{{ nothing | default(omit) }}")
    outcome = play([left_out, role("report", **named), *tried(role("stop", **everyone))], quiet=False)
    assert outcome.rc == 0, outcome.stdout
    assert said(outcome, "Say what was stopped") == "4 of 4 campaigns are stopped."
    (refused,) = outcome.failures
    assert "stop_names" in refused
    assert "spring three" in page.read_text(encoding="utf-8") and "Waiting" not in page.read_text(encoding="utf-8")
