# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide on the architecture, held against the code: the layers by their imports, the walk by a trace."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import pathlib
import re
import sys
import types
import typing as t

import pytest
from conftest import PASSWORD, ROOT, USERNAME
from simulator.testing import Simulator

GUIDE = ROOT / "docs" / "docsite" / "rst" / "guide_architecture.rst"
MODULE_UTILS = ROOT / "plugins" / "module_utils"
# Steps of the walk name a function where the walk enters it for the first time.
_STEP = re.compile(r"#\. ``(?P<file>[^`]+)``: ``(?P<function>[^`]+)``")
_ROW = re.compile(r"``(?P<file>_\w+/\w+\.py)``")


def section(name: str) -> list[str]:
    """The lines after a comment with that name, up to the next heading."""
    lines = GUIDE.read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines[lines.index(f".. {name}") + 1 :]:
        if re.fullmatch(r"(-{3,})", line):
            break
        found.append(line)
    return found


def layers() -> list[str]:
    """The files of module_utils, as the table orders them."""
    return [row["file"] for line in section("layers") if (row := _ROW.match(line))]


def walk(name: str) -> list[tuple[str, str]]:
    """The steps: file and function."""
    return [(step["file"], step["function"]) for line in section(name) if (step := _STEP.match(line))]


def helpers() -> set[str]:
    """The files that steps of the walk name in brackets."""
    return {f"plugins/module_utils/{row}" for line in section("walk") for row in _ROW.findall(line)}


def imports(path: pathlib.Path) -> set[str]:
    """The files of module_utils that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            parts = [*([path.parent.name] if node.level == 1 else []), *(node.module or "").split(".")]
            parts = [part for part in parts if part]
            inside = [parts] if len(parts) == 2 else [[*parts, name.name] for name in node.names]
            found |= {"/".join(names) + ".py" for names in inside}
    return found


def test_the_table_names_every_file_once() -> None:
    files = (path.relative_to(MODULE_UTILS) for path in MODULE_UTILS.rglob("*.py"))
    assert sorted(layers()) == sorted(str(path) for path in files if path.name != "__init__.py")


@pytest.mark.parametrize("name", layers())
def test_a_file_imports_only_from_files_above_it(name: str) -> None:
    order = layers()
    above = order[: order.index(name)]
    assert imports(MODULE_UTILS / name) <= set(above)


def files(pattern: str) -> list[str]:
    return sorted(str(path.relative_to(MODULE_UTILS)) for path in MODULE_UTILS.glob(pattern))


def words(name: str) -> set[str]:
    """The names that stand in a file of module_utils, without their modules."""
    nodes = list(ast.walk(ast.parse((MODULE_UTILS / name).read_text(encoding="utf-8"))))
    found = {getattr(node, "attr", getattr(node, "id", "")) for node in nodes}
    return found | {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}


@pytest.mark.parametrize(
    "name", [f"_campaigns/{name}.py" for name in ("likeness", "plan", "plan_all", "render", "stages")]
)
def test_planning_knows_no_client(name: str) -> None:
    assert imports(MODULE_UTILS / name) <= {
        *(f"_api/{name}.py" for name in ("errors", "functions", "names")),
        *(f"_campaigns/{name}.py" for name in ("desired", "fields", "likeness", "plan", "render", "stages")),
    }
    assert not words(name) & {"Client", "Names"}


def test_the_stages_of_a_run_are_frozen() -> None:
    tree = ast.parse((MODULE_UTILS / "_campaigns" / "stages.py").read_text(encoding="utf-8"))
    classes = {node.name: node.decorator_list for node in tree.body if isinstance(node, ast.ClassDef)}
    assert set(classes) >= {"Target", "Resolved", "Planned", "Outcome", "Report"}
    for name, decorators in classes.items():
        assert ["frozen=True" in ast.unparse(decorator) for decorator in decorators] == [True], name


@pytest.mark.parametrize("name", files("*/*.py"))
def test_no_type_is_cast(name: str) -> None:
    assert "cast" not in words(name)


@pytest.mark.parametrize("name", files("*/*.py"))
def test_no_body_stands_on_the_line_of_its_def(name: str) -> None:
    """Ruff puts a lone ``...`` there, which the oldest ansible-test refuses."""
    nodes = ast.walk(ast.parse((MODULE_UTILS / name).read_text(encoding="utf-8")))
    bodies = [node.body for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    assert "..." not in [ast.unparse(body) for body in bodies]


def calls(main: t.Callable[[], None], options: dict[str, t.Any]) -> tuple[dict[str, t.Any], list[tuple[str, str]]]:
    """Run a module in this process: its result, and the functions of plugins/ in the order of their first calls."""
    from ansible.module_utils import basic

    entered: dict[tuple[str, str], None] = {}

    def note(frame: types.FrameType, event: str, _argument: t.Any) -> None:
        if event == "call":
            path = pathlib.PurePath(frame.f_code.co_filename)
            if "plugins" in path.parts:
                inside = path.parts[len(path.parts) - 1 - path.parts[::-1].index("plugins") :]
                entered.setdefault(("/".join(inside), frame.f_code.co_qualname))

    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(said), pytest.raises(SystemExit):
        patch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": options}).encode())
        patch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
        sys.setprofile(note)
        try:
            main()
        finally:
            sys.setprofile(None)
    return json.loads(said.getvalue()), list(entered)


def test_the_walk_is_what_happens(simulator: Simulator) -> None:
    from ansible_collections.telephony.enswitch.plugins.modules import bulk_campaign

    simulator.reset()
    result, entered = calls(
        bulk_campaign.main,
        {
            "api_url": simulator.url,
            "auth_username": USERNAME,
            "auth_password": PASSWORD,
            "customer": "Acme Ltd",
            "name": "Walk",
            "dtype": "queue",
            "dnumber": "200",
            "timegroup": "Office hours",
        },
    )
    assert result["operation"] == "created", result
    steps, of_a_call = walk("walk"), walk("call")
    # A campaign's way is short, and always forward.
    assert 10 <= len(steps) <= 12 and len(of_a_call) > 5
    for name in (steps, of_a_call):
        missing = [step for step in name if step not in entered]
        assert not missing, f"the walk names what is not entered: {missing}"
        positions = [entered.index(step) for step in name]
        late = [step for step, position, before in zip(name[1:], positions[1:], positions) if position < before]
        assert not late, f"the walk names these too late: {late}"
    # Every file that takes part is in one of the two, but for helpers that many steps use.
    many = {f"plugins/module_utils/_api/{name}.py" for name in ("errors", "progress", "redaction", "workers")}
    named = {file for file, _function in steps + of_a_call} | helpers()
    assert {file for file, _function in entered} - named <= many


@pytest.mark.parametrize("module", sorted((ROOT / "plugins" / "modules").glob("[!_]*.py")), ids=lambda path: path.stem)
def test_a_module_has_its_task_in_the_table_and_its_line_in_the_action_group(module: pathlib.Path) -> None:
    tasks = re.findall(r"plugins\.module_utils\.(_tasks\.\w+) import", module.read_text(encoding="utf-8"))
    assert tasks
    assert {f"{name.replace('.', '/')}.py" for name in tasks} <= set(layers())
    assert f"- {module.stem}\n" in (ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8")


def test_the_guide_on_compatibility_explains_every_question_of_the_probe() -> None:
    from ansible_collections.telephony.enswitch.plugins.module_utils._probe.questions import QUESTIONS

    text = (GUIDE.parent / "guide_compatibility.rst").read_text(encoding="utf-8")
    table = text.partition(".. questions\n")[2]
    keys = [key for line in table.splitlines() for key in re.findall(r"``(\w+)``", line[:49])]
    assert keys == sorted(set(keys), key=keys.index)
    assert set(keys) == set(QUESTIONS)
