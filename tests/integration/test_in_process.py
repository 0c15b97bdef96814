# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task in Ansible's own process comes to the same as the module, and only where that is the same machine and user."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from integration.playing import COLLECTION, Outcome, Player, Result, Task, campaign, credentials, task
from simulator.testing import Simulator

KEEP_GOING = {"ignore_errors": True}
NUMBERS = ["+4930231250" + str(number) for number in range(10, 30)]


def story(folder: pathlib.Path) -> list[Task]:
    """Tasks of each module, as they should be and as they should not."""
    survey = {"name": "Survey", "dtype": "queue", "dnumber": "200", "enabled": False}
    return [
        campaign("create", **survey, timegroup=0),
        campaign("again", **survey),
        campaign("change", **survey, attempts=3, description="{{ '{{' }} 1 + 1 }} <b>ü</b>"),
        campaign("would delete", {"check_mode": True}, name="Survey", state="absent"),
        campaign("misspelled", KEEP_GOING, nme="Survey"),
        campaign("no integer", KEEP_GOING, name="Survey", attempts="many"),
        campaign("no such time group", KEEP_GOING, **{**survey, "timegroup": "Never heard of"}),
        campaign("wrong password", KEEP_GOING, name="Survey", auth_username="admin", auth_password="wrong"),
        campaign("no connection", KEEP_GOING, name="Survey", api_url="http://127.0.0.1:1", retries=0),
        task("bulk_campaigns", "many", None, campaigns=[survey, {**survey, "name": "Second"}]),
        task("bulk_campaigns", "none", KEEP_GOING, campaigns="text"),
        task(
            "timegroup", "hours", None, name="Hours", periods=[{"name": "All", "days_week": "mon-fri", "end": "18:00"}]
        ),
        task("timegroup", "bad hours", KEEP_GOING, name="Hours", periods=[{"name": "All", "end": 64800}]),
        task("timegroup", "no hours", KEEP_GOING, name="Hours", periods=[{"nam": "All"}]),
        task("timegroup_info", "list hours", None, available=True),
        task("bulk_preflight_info", "preflight", None, workers=1, allowed_hours=[{"from": "08:00", "to": "24:00"}]),
        task("bulk_destinations", "load", None, campaign="Survey", numbers=NUMBERS),
        task("bulk_destinations", "bad numbers", KEEP_GOING, campaign="Survey", numbers=["one", "two"]),
        task("bulk_campaign_info", "info", None, name="Survey", destinations="summary"),
        task("bulk_destinations_info", "rows", None, campaign="Survey", limit=2),
        task("bulk_destinations_info", "file", None, campaign="Survey", dest=str(folder / "rows.csv")),
    ]


@pytest.fixture(autouse=True)
def _in_process(play: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here too with --both-ways: what these tests are about happens nowhere else."""
    monkeypatch.setattr(play, "both_ways", False)


def calls(server: Simulator) -> list[str]:
    """Every call with its parameters. Workers ask at the same time, so their order says nothing."""
    return sorted(repr((call["function"], sorted(call["parameters"].items()))) for call in server.journal())


def played(play: Player, server: Simulator, folder: pathlib.Path, here: bool) -> Outcome:
    folder.mkdir()
    server.reset()
    return play(story(folder), diff=True, extra_vars={"enswitch_in_process": here}, quiet=False)


def same(result: Result, folder: pathlib.Path) -> Result:
    """A result without what differs from run to run."""
    text: t.Any = {
        name: value for name, value in result.items() if name not in ("exception", "_ansible_verbose_always")
    }
    if "invocation" in text and text["invocation"]["module_args"].get("dest"):
        text["invocation"]["module_args"]["dest"] = "rows.csv"
    if "dest" in text:
        text["dest"] = str(text["dest"]).replace(str(folder), "")
    return text


def test_every_result_is_the_same_as_the_modules(play: Player, server: Simulator, tmp_path: pathlib.Path) -> None:
    here = played(play, server, tmp_path / "here", True)
    calls_here = calls(server)
    state_here = server.state()
    there = played(play, server, tmp_path / "there", False)
    assert len(here.lines) == len(there.lines) == len(story(tmp_path))
    for one, other in zip(here.lines, there.lines):
        assert (one.name, one.event, one.action) == (other.name, other.event, other.action)
        assert same(one.result, tmp_path / "here") == same(other.result, tmp_path / "there"), one.name
    assert calls_here == calls(server)
    assert state_here["campaigns"] == server.state()["campaigns"]
    assert here.rc == there.rc


def test_nothing_is_left_in_the_process_of_ansible(play: Player, simulator: Simulator, tmp_path: pathlib.Path) -> None:
    simulator.options(latency=0.01)
    defaults = {"api_url": simulator.url, **credentials()}
    tasks: list[Task] = []
    for one in story(tmp_path):
        module = next(name for name in one if name.startswith(COLLECTION))
        options = {**defaults, "timeout": 7, **one[module]}
        keywords = {name: value for name, value in one.items() if name not in (module, "ignore_errors")}
        tasks.append({**keywords, "left_over": {"module": module, "options": options}})
        tasks[-1]["environment"] = {"ENSWITCH_WORKERS_OF_THIS_TASK": "4"}
    outcome = play(tasks, quiet=False)
    assert outcome.rc == 0, outcome.stdout
    answers = [line.result["answer"] for line in outcome.lines]
    assert len(answers) == len(story(tmp_path)) and simulator.writes() != []
    assert {bool(answer.get("failed")) for answer in answers} == {True, False}
    assert [line.result["left"] for line in outcome.lines] == [{}] * len(answers)


def test_a_relative_path_is_the_same_file(play: Player, simulator: Simulator, tmp_path: pathlib.Path) -> None:
    """Where modules run on this machine, Ansible runs them in the folder of the playbook."""
    (tmp_path / "numbers.txt").write_text("2125550101\n", encoding="utf-8")
    simulator.seed(campaigns=[{"id": 1, "name": "There", "customer": 1, "enabled": 0}])
    playbook = tmp_path / "play.yml"
    tasks = [
        task("bulk_destinations", "load", campaign_id=1, src="numbers.txt"),
        task("bulk_destinations_info", "rows", campaign_id=1, dest="rows.csv"),
    ]
    playbook.write_text(json.dumps([play.wrapped(tasks)]), encoding="utf-8")
    for here in (True, False):
        outcome = play(playbook, extra_vars={"enswitch_in_process": here})
        assert outcome.rc == 0, outcome.stdout
        assert outcome.result("rows")["dest"] == "rows.csv"
        assert "2125550101" in (tmp_path / "rows.csv").read_text(encoding="utf-8")
        (tmp_path / "rows.csv").unlink()


def test_the_items_of_a_loop_share_a_connection(play: Player, simulator: Simulator) -> None:
    more = {"loop": ["One", "Two", "Three"]}
    outcome = play([campaign("loop", more, name="{{ item }}", dtype="queue", dnumber="200", enabled=False)])
    assert outcome.rc == 0 and len(simulator.writes()) == 3
    assert len({call["connection"] for call in simulator.journal()}) == 1


ELSEWHERE: dict[str, dict[str, t.Any]] = {
    "switched off": {"vars": {"enswitch_in_process": False}},
    "switched off by text": {"vars": {"enswitch_in_process": "no"}},
    "async": {"async": 60, "poll": 1},
    "become": {"become": True, "become_user": "root", "become_method": "ansible.builtin.su"},
}


def test_elsewhere_the_module_runs(play: Player, simulator: Simulator) -> None:
    looks = ("GET", "journal", None), ("DELETE", "journal", None)
    tasks: list[Task] = []
    for name, keywords in ELSEWHERE.items():
        one = {"name": f"{name} {{{{ item }}}}", "dtype": "queue", "dnumber": "200", "enabled": False}
        tasks += [campaign(name, {"loop": [1, 2], **keywords}, **one), play.control(f"after {name}", *looks)]
    outcome = play(tasks, quiet=False)
    assert outcome.rc == 0, outcome.stdout
    for name in ELSEWHERE:
        made = outcome.result(f"after {name}")["answers"][0]["calls"]
        assert len([call for call in made if call["write"]]) == 2
        # One for each process at the least.
        assert len({call["connection"] for call in made}) == 2


def test_the_environment_of_a_task_is_honored_and_does_not_stay(play: Player, simulator: Simulator) -> None:
    environment = {"ENSWITCH_URL": simulator.url, "ENSWITCH_USERNAME": "reader", "ENSWITCH_PASSWORD": "reader-password"}
    tasks = [
        task("bulk_campaign_info", "with", {"environment": environment}),
        task("bulk_campaign_info", "without", KEEP_GOING),
    ]
    outcome = play(tasks, username=None, quiet=False)
    assert not outcome.result("with")["failed"]
    assert {call["username"] for call in simulator.journal()} == {"reader"}
    assert outcome.result("without")["failed"] and "api_url" in outcome.result("without")["msg"]


def test_results_repeat_the_options_where_those_of_modules_do(play: Player, simulator: Simulator) -> None:
    tasks = [
        task("bulk_campaign_info", "here", None),
        task("bulk_campaign_info", "there", {"vars": {"enswitch_in_process": False}}),
    ]
    for wanted in ("1", "0"):
        outcome = play(tasks, env={"ANSIBLE_INJECT_INVOCATION": wanted}, quiet=False)
        assert ("invocation" in outcome.result("here")) == ("invocation" in outcome.result("there"))
    assert len({call["connection"] for call in simulator.journal()}) == 4


def test_what_the_platform_calls_something_is_never_a_template(play: Player, simulator: Simulator) -> None:
    name = "{{ 1 + 1 }}{% if true %}yes{% endif %}"
    simulator.seed(campaigns=[{"name": name, "customer": 1, "enabled": 0}])
    tasks = [
        task("bulk_campaign_info", "info", {"register": "found"}),
        {"name": "use", "ansible.builtin.set_fact": {"used": "{{ found.campaigns[0].name }}"}},
        {"name": "show", "ansible.builtin.debug": {"msg": "{{ used }}"}},
    ]
    outcome = play(tasks)
    assert outcome.result("show")["msg"] == name


def test_a_password_is_masked_wherever_it_stands(play: Player, simulator: Simulator) -> None:
    outcome = play([campaign(name="No such campaign", id=77, dtype="queue", dnumber="1")], quiet=False)
    assert outcome.result()["invocation"]["module_args"]["auth_password"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    assert "s3cret" not in outcome.everything
