# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every folder in targets/ is played as a role, against every version of the API."""

from __future__ import annotations

import typing as t

import pytest
import yaml
from integration.playing import COLLECTION, CONTRACT, HERE, Player
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
# All parts of a target are played against the oldest and the newest. Against those between them only the parts
# that a version can make a difference to: what its tasks do without the variable `thorough`.
ENDS = ("3.13", "4.4")
# Here the module runs in a process of its own, otherwise in Ansible's: with all parts on each core, else without.
AS_MODULE = {True: "3.13", False: "4.0"}

# How the warnings begin that the tasks of a target have to give.
WARNINGS = {
    "timegroup": ("Not everything could be validated",),
}
# Those of parts that are played with the oldest and the newest dialect only.
THOROUGH_WARNINGS = {
    "bulk_destinations": ("1 number was left out, since on_invalid is skip",),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "dialect" in metafunc.fixturenames:
        metafunc.parametrize("dialect", ENDS if metafunc.config.getoption("--each-core") else tuple(DIALECTS))


def test_all_versions_of_the_contract_are_played() -> None:
    assert list(DIALECTS) == CONTRACT["versions"]


@pytest.mark.parametrize("target", TARGETS)
def test_target(play: Player, server: Simulator, pytestconfig: pytest.Config, target: str, dialect: str) -> None:
    tasks = HERE / "targets" / target / "tasks" / "main.yml"
    assert tasks.is_file() and yaml.safe_load(tasks.read_text(encoding="utf-8")), f"target {target} has no tasks"
    server.reset(api_version=dialect, **DIALECTS[dialect])
    playbook = {**play.wrapped([], username=None), "roles": [target]}
    thorough = dialect in ENDS
    warnings = (*WARNINGS.get(target, ()), *(THOROUGH_WARNINGS.get(target, ()) if thorough else ()))
    variables = {
        "thorough": thorough,
        "enswitch_in_process": dialect != AS_MODULE[pytestconfig.getoption("--each-core")],
    }
    outcome = play(yaml.safe_dump([playbook]), extra_vars=variables, warnings=warnings)
    assert outcome.rc == 0, outcome.stdout + outcome.stderr
    if (play.installed / "plugins" / "modules" / f"{target}.py").is_file():
        actions = {line.action for line in outcome.lines}
        assert f"{COLLECTION}.{target}" in actions, f"target {target} does not use its module"
    assert any(line.action == "ansible.builtin.assert" for line in outcome.lines), f"target {target} asserts nothing"
