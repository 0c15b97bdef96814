# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role launch, as installed: waves, what they need to go on, the preflight, and runs that go on where one ended."""

from __future__ import annotations

import collections
import json
import pathlib
import typing as t

import pytest
from integration.loading import CREATE, created
from integration.playing import COLLECTION, Outcome, Player, Task, task, tried
from integration.running import Running
from simulator.testing import Simulator

NAME = "{{ 1 + 1 }} <b>'ü\" %}"
CAMPAIGN = {"customer": "Acme Ltd", "name": NAME, "dtype": "queue", "dnumber": "200", "timegroup": "Office hours"}
# The last digit decides: 0 to 5 are reached.
REACHED = [f"21255501{digits:02}" for digits in range(100) if digits % 10 < 6]
FAILED = [f"21255502{digits:02}" for digits in range(100) if digits % 10 == 9]


def launch(numbers: t.Sequence[str], folder: pathlib.Path, **variables: t.Any) -> Task:
    """A task that plays the role for these numbers."""
    listed = folder / "numbers.txt"
    listed.write_text("\n".join(numbers) + "\n", encoding="utf-8")
    variables = {
        "launch_campaign": {**CAMPAIGN, "maximum": 50},
        "launch_numbers": str(listed),
        "launch_watch_delay": 0.05,
        "launch_watch_retries": 2000,
        **variables,
    }
    return {
        "name": "launch",
        "ansible.builtin.include_role": {"name": f"{COLLECTION}.launch"},
        # The names are data, and so are the files.
        "vars": {name: _unsafe(value) for name, value in variables.items()},
    }


def _unsafe(value: t.Any) -> t.Any:
    """Mark texts as data, as a variable of an inventory or of another module would be."""
    if isinstance(value, dict):
        return {name: _unsafe(entry) for name, entry in value.items()}
    return {"__ansible_unsafe": value} if isinstance(value, str) else value


@pytest.fixture
def dialling(simulator: Simulator) -> t.Iterator[Simulator]:
    """A platform whose dialler works."""
    # The nights pass in a second.
    simulator.speed(20000)
    yield simulator
    simulator.speed(0)


def dialed(server: Simulator) -> dict[str, int]:
    """How often each number was called."""
    return dict(collections.Counter(call["dnumber"] for call in server.calls()))


def failure(outcome: Outcome) -> str:
    """The sentence of the only failure."""
    assert outcome.rc != 0, outcome.stdout
    (text,) = outcome.failures
    return text


def loads(server: Simulator) -> list[int]:
    """How many numbers each call added."""
    return [len(call["parameters"]["dnumbers"].split(",")) for call in server.writes() if call["function"] == CREATE]


def test_waves_go_on_while_enough_are_reached(play: Player, dialling: Simulator, tmp_path: pathlib.Path) -> None:
    numbers = REACHED[:4] + FAILED[:1] + REACHED[4:12]
    stop = tmp_path / "stop.txt"
    stop.write_text(numbers[1] + "\n", encoding="utf-8")
    # As text, as a survey and the command line give them.
    task = launch(numbers, tmp_path, launch_waves="4, 5", launch_min_success="75", launch_do_not_call=str(stop))
    outcome = play([task, play.control("again"), task])
    assert outcome.rc == 0, outcome.stdout
    outcome, again = outcome.acts
    # Who must not be called is none of a wave.
    assert loads(dialling) == [4, 5, 3]
    assert dialed(dialling) == dict.fromkeys([number for number in numbers if number != numbers[1]], 1)
    enabled = [call["parameters"].get("enabled") for call in dialling.writes() if "campaigns" in call["function"]]
    assert enabled == ["0", "1"]
    looks = [line for each in outcome.lines for line in each.result.get("looks", [])]
    # Each wave is looked at, however soon it is done.
    assert len(looks) >= 3 and all(line.startswith(NAME + ": ") for line in looks)
    assert "100 percent of 4, 3 reached, 1 not reached, 0 open" in looks[-1] or "100 percent of 12" in looks[-1]
    assert f"{NAME}: 12 numbers, 11 reached, 1 not reached, 0 cancelled." in [
        line.result.get("msg") for line in outcome.lines
    ]
    assert not again.changed and sum(dialed(dialling).values()) == 12


def test_a_wave_that_reaches_too_few_is_the_last(play: Player, dialling: Simulator, tmp_path: pathlib.Path) -> None:
    numbers = FAILED[:3] + REACHED[:1] + REACHED[1:8]
    options = {"launch_waves": [4], "launch_min_success": 50}
    task = launch(numbers, tmp_path, **options)
    content = launch(numbers, tmp_path, **{**options, "launch_min_success": 25})
    look = play.control("look", ("GET", "state", None), ("GET", "journal", None), ("GET", "calls", None))
    foretold = tried({"block": [task], "check_mode": True})
    outcome = play([*tried(task), look, *tried(task), *foretold, look, content], quiet=False)
    assert outcome.rc == 0, outcome.stdout
    ((message,), (again, said), _last) = (act.failures for act in outcome.acts)
    assert "reached 1 of 4 people" in message and "50" in message and NAME in message
    # Run again, it does not go on by itself: nothing is enabled, loaded or called.
    assert again == message and not outcome.acts[1].changed
    assert "lower launch_min_success" in message
    # Check mode says the same.
    assert said == message.replace("is disabled", "would be disabled")
    first, second = (line.result["answers"] for line in outcome.lines if line.name == "look")
    for state, journal, calls in (first, second):
        (row,) = state["campaigns"]
        assert row["enabled"] == 0 and sum(state["destinations"][str(row["id"])].values()) == len(calls["calls"]) == 4
        assert [call["seq"] for call in journal["calls"] if call["write"]] == [
            call["seq"] for call in first[1]["calls"] if call["write"]
        ]
    # It does when the success is reached by then.
    assert dialed(dialling) == dict.fromkeys(numbers, 1)


def test_after_a_wave_that_failed_another_list_does_not_make_it_go_on(
    play: Player, dialling: Simulator, tmp_path: pathlib.Path
) -> None:
    """What the campaign holds counts, and not where its numbers stand in the list now, or whether they do."""
    numbers = FAILED[:3] + REACHED[:8]
    options = {"launch_waves": [5, 5], "launch_min_success": 50}
    others = [numbers[::-1], numbers[3:], [*REACHED[20:22], *numbers], REACHED[20:30]]
    failure(play([launch(numbers, tmp_path, **options)], quiet=False))
    called, before = dialed(dialling), dialling.writes()
    tasks = []
    for place, other in enumerate(others):
        (folder := tmp_path / str(place)).mkdir()
        task = launch(other, folder, **options)
        tasks += [*tried({"block": [task], "check_mode": True}), *tried(task)]
    said = play(tasks, quiet=False).failures
    assert len(said) == 2 * len(others) and all("reached 2 of 5 people" in text for text in said)
    assert all("would be disabled" in text for text in said[::2]) and all("is disabled" in text for text in said[1::2])
    assert dialed(dialling) == called and dialling.writes() == before
    assert [row["enabled"] for row in dialling.state()["campaigns"]] == [0]


def test_what_is_open_is_called_before_more_is_loaded(
    play: Player, dialling: Simulator, tmp_path: pathlib.Path
) -> None:
    """The list lacks by now who was not reached."""
    options = {"launch_waves": [5, 5], "launch_min_success": 60}
    failure(play([launch(FAILED[:3] + REACHED[:8], tmp_path, **options)], quiet=False))
    (row,) = dialling.state()["campaigns"]
    dialling.seed(destinations=[{"campaign": row["id"], "dnumber": FAILED[0]}])
    said = failure(play([launch(REACHED[:8], tmp_path, **options)], quiet=False))
    assert "reached 2 of 5 people so far" in said and loads(dialling) == [5]
    assert dialed(dialling)[FAILED[0]] == 2 and len(dialed(dialling)) == 5
    assert [row["enabled"] for row in dialling.state()["campaigns"]] == [0]


def test_a_list_in_another_order_goes_on_with_the_next_wave(
    play: Player, dialling: Simulator, tmp_path: pathlib.Path
) -> None:
    """A wave counts what is loaded in all."""
    numbers = REACHED[:9]
    task = launch(numbers, tmp_path, launch_waves=[2, 3], launch_min_success=50)
    dialling.fault(CREATE, "code", code=402, key="", message="No", validation=False, after=1)
    failure(play([task], quiet=False))
    outcome = play([launch(numbers[::-1], tmp_path, launch_waves=[2, 3], launch_min_success=50)])
    assert outcome.rc == 0, outcome.stdout
    assert loads(dialling) == [2, 3, 3, 4] and dialed(dialling) == dict.fromkeys(numbers, 1)


def test_who_is_refused_by_the_platform_is_none_of_a_wave(
    play: Player, dialling: Simulator, tmp_path: pathlib.Path
) -> None:
    numbers = REACHED[:12]
    dialling.options(write_refuses_numbers=",".join([numbers[1], numbers[4], numbers[5]]))
    task = launch(numbers, tmp_path, launch_waves=[3, 3], launch_min_success=50)
    skip = {"block": [task], "module_defaults": {f"{COLLECTION}.bulk_destinations": {"on_invalid": "skip"}}}
    outcome = play([skip, play.control("again"), skip], quiet=False)
    assert outcome.rc == 0, outcome.stdout
    looks = [look for line in outcome.acts[0].lines for look in line.result.get("looks", [])]
    assert [count for count in (3, 6, 9) if any(f" percent of {count}, " in look for look in looks)] == [3, 6, 9]
    assert len(dialed(dialling)) == 9 and set(dialed(dialling).values()) == {1}


def test_each_wave_is_judged_on_its_own(play: Player, dialling: Simulator, tmp_path: pathlib.Path) -> None:
    numbers = REACHED[:6] + FAILED[:2] + REACHED[6:10]
    message = failure(play([launch(numbers, tmp_path, launch_waves=[6, 2], launch_min_success=50)], quiet=False))
    assert "Wave 2" in message and "reached 0 of 2 people" in message
    assert loads(dialling) == [6, 2]


def test_module_defaults_say_how_files_are_read(play: Player, dialling: Simulator, tmp_path: pathlib.Path) -> None:
    task = launch(["name;phone", f"A;+1 {REACHED[0]}", f"B;+1 {REACHED[1]}"], tmp_path, launch_waves=[1])
    reading = {"src_column": "phone", "src_delimiter": ";", "normalize": "e164", "region": "US"}
    outcome = play([{"block": [task], "module_defaults": {f"{COLLECTION}.bulk_destinations": reading}}])
    assert outcome.rc == 0, outcome.stdout
    assert loads(dialling) == [1, 1] and dialed(dialling) == {f"+1{number}": 1 for number in REACHED[:2]}


def test_module_defaults_make_it_call_nobody_twice(play: Player, dialling: Simulator, tmp_path: pathlib.Path) -> None:
    others = {"existing": "set_status", "allow_redial": True, "status": "pending", "state": "present", "purge": False}
    task = launch(REACHED[:4], tmp_path, launch_waves=[2])
    for changed in ({}, {"status": "success"}, {"state": "absent"}):
        block = {"block": [task], "module_defaults": {f"{COLLECTION}.bulk_destinations": {**others, **changed}}}
        outcome = play([block])
        assert outcome.rc == 0, outcome.stdout
        assert dialed(dialling) == dict.fromkeys(REACHED[:4], 1)


def test_a_failed_wave_that_cannot_be_disabled_is_said_to_run(
    play: Player, dialling: Simulator, tmp_path: pathlib.Path
) -> None:
    dialling.fault("bulk/campaigns/update", "code", code=402, key="", message="No", count=None, after=1)
    message = failure(play([launch(FAILED[:4], tmp_path, launch_waves=[2], launch_min_success=50)], quiet=False))
    assert "Wave 1" in message and "reached 0 of 2 people" in message
    assert "THE CAMPAIGN IS STILL ENABLED" in message and "402" in message and "role stop" in message
    assert loads(dialling) == [2] and dialling.state()["campaigns"][0]["enabled"] == 1


def test_the_last_wave_is_not_judged(play: Player, dialling: Simulator, tmp_path: pathlib.Path) -> None:
    """Also where the list is shorter than the waves. The name may be one that would mean an ID elsewhere."""
    wanted = {"launch_campaign": {**CAMPAIGN, "name": "2027"}, "launch_waves": [3, 50, 500], "launch_min_success": 90}
    outcome = play([launch(FAILED[:3], tmp_path, **wanted)])
    assert outcome.rc == 0, outcome.stdout
    assert loads(dialling) == [3]


def test_what_is_not_done_in_time_goes_on_when_run_again(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    numbers = REACHED[:8]
    task = launch(numbers, tmp_path, launch_waves=[3], launch_min_success=50, launch_watch_retries=1)
    hour = play.control("hour", ("GET", "state", None), ("POST", "clock", {"advance": 3600}))
    outcome = play([*tried(task, task), hour, *tried(task), hour, task], quiet=False)
    assert outcome.rc == 0, outcome.stdout
    soon, later, _last = outcome.acts
    assert [f"{NAME} is 0 percent done with wave 1" in text for text in soon.failures] == [True, True]
    (text,) = later.failures
    assert "is 37 percent done" in text
    (row,), _rows = (line.result["answers"][0]["campaigns"] for line in outcome.lines if line.name == "hour")
    assert row["enabled"] == 1
    assert loads(simulator) == [3, 5] and dialed(simulator) == dict.fromkeys(numbers, 1)
    assert sorted(created(simulator.writes())) == sorted(numbers)


@pytest.mark.parametrize("waves", [[], [2]])
def test_what_someone_stops_meanwhile_stays_stopped(
    play: Player, dialling: Simulator, tmp_path: pathlib.Path, waves: list[int]
) -> None:
    """A campaign that runs already, while its numbers are loaded; and one between two waves."""
    tasks = [launch(REACHED[:6], tmp_path, launch_waves=waves)]
    if not waves:
        tasks.insert(0, task("bulk_campaign", "runs", **_unsafe(CAMPAIGN)))
    dialling.fault(CREATE, "delay_before", validation=False, seconds=3600, after=len(waves))
    with Running(play, tasks, quiet=False, env={"ENSWITCH_TIMEOUT": "3600"}) as run:
        run.until(lambda calls: any(call["fault"] for call in calls))
        (row,) = dialling.state()["campaigns"]
        dialling.seed(campaigns=[{**row, "enabled": 0}])
        dialling.late()
    assert "was disabled meanwhile" in failure(run.outcome)
    assert dialling.state()["campaigns"][0]["enabled"] == 0
    assert dialed(dialling) == dict.fromkeys(REACHED[: sum(waves)], 1)


def test_the_watching_ends_when_someone_stops_it(play: Player, simulator: Simulator, tmp_path: pathlib.Path) -> None:
    """Not only after four hours of looks."""
    with Running(play, [launch(REACHED[:2], tmp_path, launch_watch_retries=100000)], quiet=False) as run:
        run.until(lambda calls: any(call["parameters"].get("enabled") == "1" for call in calls))
        (row,) = simulator.state()["campaigns"]
        simulator.seed(campaigns=[{**row, "enabled": 0}])
    assert "is 0 percent done and was disabled meanwhile" in failure(run.outcome)


def test_a_campaign_that_is_gone_is_no_reason_to_run_again(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    with Running(play, [launch(REACHED[:2], tmp_path)], quiet=False) as run:
        run.until(lambda calls: any(call["parameters"].get("enabled") == "1" for call in calls))
        (row,) = simulator.state()["campaigns"]
        simulator.seed(campaigns=[{**row, "name": "Taken over"}])
    assert "is gone" in failure(run.outcome) and "before you run this again" in failure(run.outcome)


def test_the_limit_holds_for_the_whole_list(play: Player, simulator: Simulator, tmp_path: pathlib.Path) -> None:
    task = launch(REACHED[:8], tmp_path, launch_waves=[2], launch_max_added=7)
    assert "max_added allows 7" in failure(play([task], quiet=False))
    assert loads(simulator) == [] and simulator.state()["campaigns"][0]["enabled"] == 0


def test_the_preflight_stops_what_would_call_round_the_clock(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    hours = [{"days": ["mon"], "from": "10:00", "to": "12:00"}]
    always = launch(REACHED[:2], tmp_path, launch_campaign={**CAMPAIGN, "timegroup": 0})
    outcome = play(tried(always, launch(REACHED[:2], tmp_path, launch_allowed_hours=hours)), quiet=False)
    round_the_clock, outside = outcome.failures
    assert "calls round the clock" in round_the_clock and "No number was loaded" in round_the_clock
    assert "preflight" in outside and loads(simulator) == []
    (row,) = simulator.state()["campaigns"]
    assert row["enabled"] == 0 and simulator.destinations(row["id"]) == []


def test_a_campaign_that_runs_never_calls_with_what_the_preflight_refuses(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    """It pauses while what changes of it is examined, and goes on as soon as that is found right."""
    runs = task("bulk_campaign", "runs", **_unsafe(CAMPAIGN))
    faster = launch(REACHED[:2], tmp_path, launch_campaign={**CAMPAIGN, "maximum": 7}, launch_max_added=0)
    always = launch(REACHED[:2], tmp_path, launch_campaign={**CAMPAIGN, "timegroup": 0})
    refused, limit, check = tried(always), tried(faster), tried({"block": [faster], "check_mode": True})
    outcome = play([runs, *check, *limit, *limit, *refused], quiet=False)
    assert outcome.rc == 0, outcome.stdout
    assert "max_added allows 0" in outcome.failures[1]
    assert "is disabled now" in outcome.failures[-1] and "No number was loaded" in outcome.failures[-1]
    sent = [call["parameters"] for call in simulator.writes()[1:]]
    # A second run that changes nothing does not pause it.
    assert [(one.get("maximum"), one.get("timegroup"), one["enabled"]) for one in sent] == [
        ("7", None, "0"),
        (None, None, "1"),
        (None, "0", "0"),
    ]


def test_what_the_preflight_cannot_answer_stops_the_launch_too(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    """The account may not read the periods of a time group, so its hours are not known."""
    simulator.fault("timegroups/periods/list", "code", code=402, key="", message="No", count=None)
    # Text that says no is no, as from a survey or the command line.
    text = {"launch_watch_retries": "0", "launch_watch_delay": "0.05", "launch_accept_unknown": "false"}
    task = launch(REACHED[:2], tmp_path, **text)
    accepted = {**task, "vars": {**task["vars"], "launch_accept_unknown": True}}
    look = play.control("look", ("GET", "state", None), ("POST", "clock", {"advance": 3600}))
    outcome = play([*tried(task), look, *tried(accepted), look, accepted], quiet=False)
    assert outcome.rc == 0, outcome.stdout
    ((refused,), (watched,), _last) = (act.failures for act in outcome.acts)
    assert "launch_accept_unknown" in refused and "0 percent done" in watched
    states = [line.result["answers"][0] for line in outcome.lines if line.name == "look"]
    assert [sum(sum(of.values()) for of in state["destinations"].values()) for state in states] == [0, 2]
    assert loads(simulator) == [2]


def test_bad_variables_are_one_sentence_before_anything_is_sent(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    bad: list[dict[str, t.Any]] = [
        {"launch_waves": ["many"]},
        {"launch_waves": [0]},
        {"launch_min_success": 101},
        {"launch_campaign": {"dtype": "queue"}},
    ]
    tasks = tried(*(launch(REACHED[:2], tmp_path, **variables) for variables in bad))
    outcome = play(tasks, quiet=False)
    assert [name in said for said, (name,) in zip(outcome.failures, bad, strict=True)] == [True] * 4
    # Where a role stands in a play, Ansible checks what stands there, and the command line replaces it.
    variables = launch(REACHED[:2], tmp_path, launch_waves=[1])["vars"]
    role = {"role": f"{COLLECTION}.launch", "launch_min_success": 50, **variables}
    text = json.dumps([{"hosts": "localhost", "gather_facts": False, "roles": [role]}])
    for name, value in {"launch_min_success": "50%", "launch_waves": [2.5]}.items():
        assert name in failure(play(text, extra_vars={name: value}, quiet=False))
    assert simulator.journal() == []


def test_check_mode_changes_nothing(play: Player, simulator: Simulator, tmp_path: pathlib.Path) -> None:
    task = launch(REACHED[:8], tmp_path, launch_waves=[2, 3], launch_min_success=50)
    outcome = play([task], check=True, warnings=["There is no campaign"])
    assert outcome.rc == 0 and simulator.writes() == [], outcome.stdout


@pytest.mark.parametrize("there", [None, 0, 1])
def test_check_mode_examines_what_the_campaign_would_be(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path, there: int | None
) -> None:
    """And not what it is; new, it is examined too."""
    stored = {"id": 1, **CAMPAIGN, "customer": 2, "timegroup": 1, "enabled": there}
    simulator.seed(campaigns=[] if there is None else [stored])
    wrong = launch(REACHED[:2], tmp_path, launch_campaign={**CAMPAIGN, "timegroup": 0})
    later = launch(REACHED[:2], tmp_path, launch_campaign={**CAMPAIGN, "timegroup": "To come"})
    outcome = play([*tried(wrong), later], check=True, quiet=False)
    assert outcome.rc == 0 and simulator.writes() == [], outcome.stdout
    (message,) = outcome.failures
    assert "calls round the clock" in message and ("would be disabled" in message) == bool(there)
    # A task before this one may make the hours. It is said all the same.
    assert "Time group 'To come' is not there yet" in outcome.stdout
