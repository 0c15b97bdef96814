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
from integration.playing import COLLECTION, PASSWORDS, Outcome, Player, Task, campaign, tried
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


def test_defaults_of_the_play_narrow_neither_stop_nor_restore(
    play: Player, running: Simulator, tmp_path: pathlib.Path
) -> None:
    """They are meant for tasks of the play. One of a few campaigns, or of a limit, would leave the others calling."""
    record = str(tmp_path / "record.json")
    looks = {"name": "Spring one", "id": 1, "omit_defaults": True, "references": "names", "watch_retries": 3}
    changes = {"plan_dest": str(tmp_path / "plan.json"), "validate_first": True}
    limited = {f"{COLLECTION}.bulk_campaign_info": looks}
    stop = role("stop", stop_customers=[2, 3], stop_record=record)
    restore = role("restore", restore_record=record)
    for task, limits, running_then in ((stop, {"max_changes": 1}, []), (restore, {}, [1, 2, 4, 5])):
        given = {**limited, f"{COLLECTION}.bulk_campaigns": {**changes, **limits}}
        outcome = play([{"block": [task], "module_defaults": given}])
        assert outcome.rc == 0, outcome.stdout
        assert enabled(running) == running_then
    assert recorded(tmp_path / "record.json") == [] and not (tmp_path / "plan.json").exists()


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
    # A rehearsal shows it too.
    rehearsed = play(tried(stops[1]), check=True, quiet=False)
    (real,), (foreseen,) = outcome.acts[-1].failures, rehearsed.acts[-1].failures
    assert (
        real.startswith("NOTHING WAS STOPPED, and 4 campaigns run. The record") and "Give another stop_record." in real
    )
    assert foreseen.startswith("NOTHING WOULD BE STOPPED, and 4 campaigns run.") and str(missing.parent) in foreseen


def test_a_pattern_that_no_campaign_is_called_like_is_named(
    play: Player, running: Simulator, tmp_path: pathlib.Path
) -> None:
    names = ["spring*", "SPRING *", "Spring two"]
    stop = role("stop", stop_customers=[2, 3], stop_names=names, stop_record=str(tmp_path / "record.json"))
    assert said(play([stop]), "Say what was stopped") == (
        "2 of 2 campaigns are stopped. No campaign is called like 'SPRING *': upper and lower case count, and in text "
        "each pattern stands on a line of its own."
    )
    assert enabled(running) == [1, 2]


def test_failures_do_not_stop_the_stop_and_are_named(play: Player, running: Simulator, tmp_path: pathlib.Path) -> None:
    running.fault("bulk/campaigns/update", "code", code=402, key="", message="No", count=1)
    record = tmp_path / "record.json"
    stop = role("stop", stop_customers=[2, 3], stop_record=str(record), stop_workers=1)
    outcome = play([*tried(stop), play.control("look", ("GET", "state", None)), stop], quiet=False)
    (left,) = [row["id"] for row in outcome.result("look")["answers"][0]["campaigns"] if row["enabled"]]
    (message,) = outcome.acts[0].failures
    assert message.startswith("NOT STOPPED:") and f"(ID {left})" in message and "402" in message
    assert outcome.rc == 0 and enabled(running) == [] and recorded(record) == [1, 2, 4, 5]


@pytest.mark.parametrize(("code", "check"), [(402, True), (500, False)])
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
    assert said(outcome, "Say what was stopped").startswith(
        "0 of 0 campaigns would be stopped. No campaign is called like '7'"
    )
    left_out = role("stop", **given, stop_names="{{ nothing | default(omit) }}")
    outcome = play([left_out, role("report", **named), *tried(role("stop", **everyone))], quiet=False)
    assert outcome.rc == 0, outcome.stdout
    assert said(outcome, "Say what was stopped") == "4 of 4 campaigns are stopped."
    (refused,) = outcome.failures
    assert "stop_names" in refused
    assert "spring three" in page.read_text(encoding="utf-8") and "Waiting" not in page.read_text(encoding="utf-8")
