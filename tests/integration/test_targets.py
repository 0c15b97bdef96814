# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every folder in targets/ is played as a role, and every task of the table of faults, against versions of the API."""

from __future__ import annotations

import dataclasses
import pathlib
import typing as t

import pytest
import yaml
from faults.platform import BASE, URL, Platform
from faults.scenarios import SCENARIOS, Scenario, login
from integration.playing import COLLECTION, CONTRACT, HERE, Player, assert_contract
from simulator.options import Options
from simulator.testing import Simulator

TARGETS = sorted(path.parents[1].name for path in (HERE / "targets").glob("*/meta/main.yml"))

_PLAIN: dict[str, t.Any] = {}
# What servers may do differently, all at once.
_PECULIAR: dict[str, t.Any] = {
    "quoted_integers": True,
    "mirror_status": True,
    "prefix": "/local",
    "code_type": "int",
    "empty_list": "absent",
    "extra_columns": True,
    "reset_omitted_keep_agents": True,
}
DIALECTS = {
    "3.13": _PECULIAR,
    "3.14": _PLAIN,
    "3.15": _PLAIN,
    "4.0": _PECULIAR,
    "4.1": _PLAIN,
    "4.2": _PECULIAR,
    "4.3": _PECULIAR,
    "4.4": _PLAIN,
}
# Each of these versions is, but for what is new in it and not used, as one that targets are played against. The probe
# tells them apart: see test_probe.
LIKE = {"3.14": "3.13", "3.15": "3.13", "4.1": "4.0", "4.2": "4.4", "4.3": "4.4"}
PLAYED = ("3.13", "4.0", "4.4")
# The newest is the simulator's default: ansible-test plays against it (nox -s targets).
NEWEST = PLAYED[-1]
# All parts of a target are played against the oldest and the newest. Against the one between them only the parts that
# a version can make a difference to: what its tasks do without the variable `thorough`.
ENDS = ("3.13", "4.4")
# Here the module runs in a process of its own, otherwise in Ansible's: with all parts on each core, else without.
AS_MODULE = {True: "3.13", False: "4.0"}

# How the warnings begin that the tasks of targets have to give, and those of all their parts.
WARNINGS = ("Not everything could be validated",)
THOROUGH_WARNINGS = ("1 number was left out, since on_invalid is skip",)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "dialect" in metafunc.fixturenames:
        each_core = metafunc.config.getoption("--each-core")
        metafunc.parametrize("dialect", ENDS if each_core else [version for version in PLAYED if version != NEWEST])


def test_all_versions_of_the_contract_are_played() -> None:
    assert list(DIALECTS) == CONTRACT["versions"] == sorted({*LIKE, *PLAYED})
    assert Options().api_version == NEWEST and DIALECTS[NEWEST] is _PLAIN


def test_targets(play: Player, server: Simulator, pytestconfig: pytest.Config, dialect: str) -> None:
    options = {"api_version": dialect, **DIALECTS[dialect]}
    server.reset(**options)
    # Each target in a play of its own, all in one start of Ansible.
    begin = play.control("begin", ("GET", "journal", None), ("POST", "reset", options))
    nothing = {"name": "nothing", "ansible.builtin.set_fact": {"mark": 0}}
    plays = [{**play.wrapped([], None), "pre_tasks": [begin, nothing], "roles": [target]} for target in TARGETS]
    thorough = dialect in ENDS
    as_module = play.both_ways or dialect == AS_MODULE[pytestconfig.getoption("--each-core")]
    outcome = play(
        yaml.safe_dump(plays),
        extra_vars={"thorough": thorough, "enswitch_in_process": not as_module},
        warnings=WARNINGS + THOROUGH_WARNINGS * thorough,
    )
    assert outcome.rc == 0, outcome.stdout + outcome.stderr
    for target, act in zip(TARGETS, outcome.acts[1:], strict=True):
        actions = [line.action for line in act.lines]
        assert "ansible.builtin.assert" in actions, f"target {target} asserts nothing"
        if (play.installed / "plugins" / "modules" / f"{target}.py").is_file():
            assert f"{COLLECTION}.{target}" in actions, f"target {target} does not use its module"
    for line in outcome.lines:
        if line.name == "begin":
            assert_contract(line.result["answers"][0]["calls"])


# --- the versions between: what a version makes a difference to is all about the platform and the modules ---------


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    return Platform(tmp_path_factory.mktemp("platform"))


@dataclasses.dataclass(frozen=True)
class Told:
    """What became of a task and of the same task once more: results, what was written, and what the platform has."""

    results: list[dict[str, t.Any]]
    writes: list[tuple[str, dict[str, str]]]
    before: t.Any
    between: t.Any
    after: t.Any


def tell(platform: Platform, scenario: Scenario, version: str, folder: pathlib.Path) -> Told:
    # Columns that are not in the contract are passed on as they come.
    options = {**DIALECTS[version], **scenario.server, "api_version": version, "extra_columns": False}
    platform.reset(scenario.seed, **options)
    url = URL.replace(BASE, DIALECTS[version].get("prefix", "") + BASE)
    for path in folder.iterdir():
        path.unlink()
    states, results = [platform.state()], []
    for _run in range(2):
        with platform.reachable():
            ended = scenario.run(folder, {**login(), "api_url": url})
        assert not ended.failed, ended.result
        # How many requests it takes may differ, and the prefix does.
        results.append({**ended.result, "warnings": ended.warnings, "requests": None, "api_url": None})
        states.append(platform.state())
    assert_contract([{**call, "address": call["address"].removeprefix("/local")} for call in platform.journal()])
    unwanted = {*login(), "auth_token"}
    writes = [
        (call["function"], {key: value for key, value in call["parameters"].items() if key not in unwanted})
        for call in platform.journal()
        if call["write"] or call["validation"]
    ]
    return Told(results, writes, *states)


@pytest.mark.any_core
@pytest.mark.parametrize("version", LIKE)
@pytest.mark.parametrize("scenario", [scenario for scenario in SCENARIOS if scenario.same], ids=str)
def test_a_version_between_is_as_one_that_is_played(
    platform: Platform, tmp_path: pathlib.Path, scenario: Scenario, version: str
) -> None:
    told = tell(platform, scenario, version, tmp_path)
    assert told.after == told.between and not (scenario.check and told.between != told.before)
    again = told.results[1]
    assert again["changed"] is (scenario.check and told.results[0]["changed"])
    assert told == tell(platform, scenario, LIKE[version], tmp_path)
