# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds for the whole collection, as installed. New modules and playbooks are found by themselves."""

from __future__ import annotations

import copy
import json
import os
import pathlib
import typing as t

import pytest
import yaml
from ansible_collections.telephony.enswitch.plugins.module_utils._api import functions
from integration.playing import COLLECTION, CONTRACT, HERE, PASSWORDS, Outcome, Player, Task, ask, credentials
from simulator.testing import Simulator
from simulator.world import HANDLERS, UNANSWERED

ROOT = HERE.parent.parent
PREPARED: dict[str, dict[str, t.Any]] = yaml.safe_load((HERE / "prepared.yml").read_text(encoding="utf-8"))
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py") if path.stem != "__init__")
INVENTORIES = sorted(path.stem for path in (ROOT / "plugins" / "inventory").glob("*.py") if path.stem != "__init__")
PLAYBOOKS = sorted(
    path.name
    for path in (ROOT / "playbooks").glob("*.yml")
    if not path.name.endswith((".enswitch.yml", ".enswitch.yaml"))
)
# What a user has no use for.
UNWANTED = {
    "tests",
    "scripts",
    "dist",
    "build",
    "_build",
    "__pycache__",
    "Makefile",
    "antsibull-nox.toml",
    "noxfile.py",
    "pyproject.toml",
    "requirements.lock",
    ".plugin-cache.yaml",
}


@pytest.fixture(scope="module")
def documented(play: Player) -> dict[str, dict[str, t.Any]]:
    """What ansible-doc says of all modules, by their short names."""
    found = play.doc("-t", "module", *(f"{COLLECTION}.{name}" for name in MODULES))
    return {name.rpartition(".")[2]: entry for name, entry in found.items()}


def prepare(simulator: Simulator, folder: pathlib.Path, name: str) -> dict[str, t.Any]:
    """Put everything in place that an example or a playbook relies on; the rest of its preparation."""
    prepared = PREPARED.get(name, {})
    simulator.seed(**prepared.get("seed", {}))
    simulator.speed(prepared.get("speed", 0))
    for path, text in prepared.get("files", {}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text.replace("{api_url}", simulator.url), encoding="utf-8")
    return prepared


def test_there_is_something_to_test() -> None:
    assert "bulk_campaign" in MODULES and "provision.yml" in PLAYBOOKS


def test_the_artifact_has_every_plugin_and_playbook(play: Player) -> None:
    installed = play.installed
    assert not installed.resolve().is_relative_to(ROOT) or ".cache" in installed.relative_to(ROOT).parts
    for kind, names in (("modules", MODULES), ("inventory", INVENTORIES)):
        assert sorted(path.stem for path in (installed / "plugins" / kind).glob("*.py")) == names
    assert {path.name for path in (installed / "playbooks").glob("*.yml")} >= set(PLAYBOOKS)
    for name in (
        "README.md",
        "COPYING",
        "meta/runtime.yml",
        "meta/execution-environment.yml",
        "meta/ee-requirements.txt",
    ):
        assert (installed / name).is_file(), name


def test_the_artifact_has_nothing_else(play: Player) -> None:
    listed = json.loads((play.installed / "FILES.json").read_text(encoding="utf-8"))["files"]
    for entry in listed:
        parts = pathlib.PurePath(entry["name"]).parts
        assert not UNWANTED.intersection(parts), entry["name"]
        assert not any(part.startswith(".") and part not in (".", ".gitkeep") for part in parts), entry["name"]
    assert len(listed) > 20


@pytest.mark.parametrize("name", MODULES)
def test_module_is_whole(documented: dict[str, dict[str, t.Any]], play: Player, name: str) -> None:
    entry = documented[name]
    # What is documented and played is the installed artifact, not the checkout.
    assert pathlib.Path(entry["doc"]["filename"]) == play.installed / "plugins" / "modules" / f"{name}.py"
    assert entry["doc"]["short_description"] and entry["doc"]["description"]
    assert entry["return"] and entry["examples"].strip()
    attributes = entry["doc"]["attributes"]
    assert {"check_mode", "diff_mode", "idempotent", "action_group"} <= set(attributes)
    assert attributes["check_mode"]["support"] == "full"
    assert attributes["action_group"]["membership"] == [f"{COLLECTION}.enswitch"]
    for option in ("api_url", "auth_username", "auth_password", "auth_token", "timeout", "retries"):
        assert option in entry["doc"]["options"], option
    runtime = yaml.safe_load((play.installed / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert name in runtime["action_groups"]["enswitch"]
    tasks = HERE / "targets" / name / "tasks" / "main.yml"
    assert tasks.is_file(), f"{name} has no integration target"
    readme = (play.installed / "README.md").read_text(encoding="utf-8")
    assert f"| [`{name}`](plugins/modules/{name}.py) |" in readme, f"{name} has no row in README.md"


def test_the_group_names_nothing_else(play: Player) -> None:
    runtime = yaml.safe_load((play.installed / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert sorted(runtime["action_groups"]["enswitch"]) == MODULES


@pytest.mark.parametrize("name", INVENTORIES)
def test_inventory_plugin_is_whole(play: Player, name: str) -> None:
    (entry,) = play.doc("-t", "inventory", f"{COLLECTION}.{name}").values()
    assert pathlib.Path(entry["doc"]["filename"]) == play.installed / "plugins" / "inventory" / f"{name}.py"
    assert yaml.safe_load(entry["examples"])["plugin"] == f"{COLLECTION}.{name}"
    readme = (play.installed / "README.md").read_text(encoding="utf-8")
    assert f"| [`{name}`](plugins/inventory/{name}.py) |" in readme


# --- examples ------------------------------------------------------------------------------------------------


class Twins:
    """The tasks of an example, each of this collection's preceded by itself in check mode, with looks at the server."""

    def __init__(self, play: Player, tasks: t.Sequence[Task]) -> None:
        self._play = play
        self.actions: list[str] = []
        self.tasks = [self._look(), *self._doubled(tasks)]

    def _look(self) -> Task:
        return self._play.control("look", ("GET", "journal", None), ("GET", "state", None))

    def _doubled(self, tasks: t.Sequence[Task]) -> list[Task]:
        doubled: list[Task] = []
        for task in tasks:
            if "block" in task:
                doubled.append({**task, "block": self._doubled(task["block"])})
                continue
            actions = [key for key in task if key.startswith(f"{COLLECTION}.")]
            if not actions:
                doubled.append(task)
                continue
            self.actions += actions
            checked = {**copy.deepcopy(task), "name": "check", "check_mode": True, "diff": True}
            doubled += [checked, self._look(), {**task, "name": "real"}, self._look()]
        return doubled


@pytest.mark.parametrize("name", MODULES)
def test_examples(
    documented: dict[str, dict[str, t.Any]], play: Player, simulator: Simulator, tmp_path: pathlib.Path, name: str
) -> None:
    """Examples do what they say, with no warning but the prepared ones; check mode foretells them and never writes."""
    tasks = yaml.safe_load(documented[name]["examples"])
    for task in tasks:
        assert task["name"], "an example without a name"
    twins = Twins(play, tasks)
    assert f"{COLLECTION}.{name}" in twins.actions
    prepared = prepare(simulator, tmp_path, name)
    playbook = tmp_path / "playbook.yml"
    playbook.write_text(json.dumps([play.wrapped(twins.tasks, username=None)]), encoding="utf-8")
    outcome = play(
        playbook,
        extra_vars=prepared.get("variables"),
        arguments=prepared.get("arguments", ()),
        warnings=prepared.get("warnings", ()),
    )
    assert outcome.rc == 0, outcome.stdout
    _check_twins(outcome, twins)


def _check_twins(outcome: Outcome, twins: Twins) -> None:
    looks = [line.result["answers"] for line in outcome.lines if line.name == "look"]
    checks = [line.result for line in outcome.lines if line.name == "check"]
    reals = [line.result for line in outcome.lines if line.name == "real"]
    assert len(checks) == len(reals) == len(twins.actions)
    assert len(looks) == 2 * len(checks) + 1
    for number, (check, real) in enumerate(zip(checks, reals, strict=True)):
        (before, state_before), (after, state_after) = looks[2 * number : 2 * number + 2]
        seen = before["calls"][-1]["seq"] if before["calls"] else 0
        calls = [call for call in after["calls"] if call["seq"] > seen]
        assert calls, f"check mode of example {number} asked nothing"
        assert not any(call["write"] for call in calls), f"check mode of example {number} wrote"
        assert state_before == state_after
        assert check["changed"] == real["changed"], f"check mode of example {number} foretold something else"


# --- playbooks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_playbook(play: Player, simulator: Simulator, name: str, tmp_path: pathlib.Path) -> None:
    """Check mode writes nothing, the playbook does its work, and the second run finds nothing to do."""
    prepared = prepare(simulator, tmp_path, name.rpartition(".")[0])
    playbooks = play.installed / "playbooks"
    variables = dict(prepared.get("variables", {}))
    for path in prepared.get("files", {}):
        variables |= {key: str(tmp_path / path) for key, value in variables.items() if value == path}
    arguments = [argument.replace("{playbooks}", str(playbooks)) for argument in prepared.get("arguments", ())]

    def played(*before: str, **how: t.Any) -> Outcome:
        outcome = play(
            playbooks / name,
            extra_vars=variables,
            env={
                "ENSWITCH_URL": simulator.url,
                "ENSWITCH_USERNAME": "admin",
                "ENSWITCH_PASSWORD": PASSWORDS["admin"],
            },
            arguments=[*arguments, *before],
            **how,
        )
        assert outcome.rc == 0, outcome.stdout
        assert outcome.results, "the playbook does not use the collection"
        return outcome

    state = simulator.state()["campaigns"]
    played(check=True, diff=True, warnings=prepared.get("warnings", ()))
    assert any(call["function"] for call in simulator.journal())
    assert simulator.writes() == []
    assert simulator.state()["campaigns"] == state
    between = tmp_path / "between.yml"
    between.write_text(json.dumps([play.wrapped([play.control("between", ("DELETE", "journal", None))])]))
    first, again = played(str(playbooks / name), str(between)).acts
    assert first.results and again.results and simulator.writes() == [], "the second run wrote"
    assert not any(result.get("changed") for result in again.results)


# --- contract ------------------------------------------------------------------------------------------------


def test_the_simulator_answers_functions_of_the_contract_and_no_others(simulator: Simulator) -> None:
    for function in HANDLERS:
        status, envelope = ask(simulator, function, **credentials("admin"))
        assert status == 200 and envelope["responses"][0]["code"], function
    strangers = [
        "",
        "bulk",
        "bulk/campaigns",
        "bulk/destinations/get",
        "user/logout",
        *UNANSWERED,
    ]
    for function in strangers:
        assert ask(simulator, function, **credentials("admin")) == (404, {}), function


def test_the_collection_knows_only_functions_of_the_contract() -> None:
    known = functions.READS | functions.VALIDATED_WRITES | functions.PLAIN_WRITES
    for name in known:
        function = CONTRACT["functions"][name]
        assert functions.is_read(name) is not function.get("writes", False), name
        validates = bool(function.get("writes")) and "validation" in function["parameters"]
        assert functions.can_validate(name) is validates, name


def test_every_parameter_of_the_contract_is_an_option(documented: dict[str, dict[str, t.Any]]) -> None:
    options = documented["bulk_campaign"]["doc"]["options"]
    # Text comes as it is written, so that what YAML has changed can be told.
    types = {"str": "raw", "int": "int", "bool01": "bool"}
    # Names may be given in place of these IDs.
    references = {"customer", "owner", "timegroup", "recordgroup"}
    for function in ("bulk/campaigns/create", "bulk/campaigns/update"):
        for name, parameter in CONTRACT["functions"][function]["parameters"].items():
            if name != "validation":
                assert options[name]["type"] == ("raw" if name in references else types[parameter["type"]]), name


def test_the_simulators_controls_are_no_part_of_the_api(simulator: Simulator) -> None:
    assert os.path.commonprefix([simulator.control_url, simulator.url]) == simulator.origin + "/"
