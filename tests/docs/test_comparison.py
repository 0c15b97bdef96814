# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The numbers of this collection in the comparison with others are counted."""

from __future__ import annotations

import ast
import pathlib
import re
import statistics
import typing as t

import pytest
from conftest import ROOT

GUIDE = ROOT / "docs" / "docsite" / "rst" / "guide_comparison.rst"


def nearly(count: float) -> float:
    """How far the page may be off: what grows a little with most changes need not be right to the line."""
    return count / 10 if count >= 50 else 2 if count > 5 else 0


def files(*patterns: str) -> list[pathlib.Path]:
    return [path for pattern in patterns for path in sorted(ROOT.glob(pattern)) if path.is_file()]


def lines(paths: t.Iterable[pathlib.Path]) -> int:
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


def length(function: ast.FunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


@pytest.fixture(scope="module")
def counted() -> dict[str, float]:
    plugins = files("plugins/**/*.py")
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in plugins}
    nodes = [(path, node) for path, tree in trees.items() for node in ast.walk(tree)]
    functions = [(path, node) for path, node in nodes if isinstance(node, ast.FunctionDef)]
    mains = [length(node) for path, node in functions if node.name == "main" and path.parent.name == "modules"]
    handlers = [node.type for _path, node in nodes if isinstance(node, ast.ExceptHandler)]
    wide = [one for one in handlers if one is None or ast.unparse(one) in ("Exception", "BaseException")]
    targets = {path.relative_to(ROOT).parts[3] for path in files("tests/integration/targets/*/**/*")}
    return {
        "Lines of plugins": lines(plugins),
        "Lines of the longest file": max(lines([path]) for path in plugins),
        "Lines of the longest function": max(length(node) for _path, node in functions),
        "Functions of more than 50 lines": sum(length(node) > 50 for _path, node in functions),
        "Lines of ``main()`` in a module, median": statistics.median(mains),
        "Functions that say what type they return": 100
        * sum(node.returns is not None for _path, node in functions)
        // len(functions),
        "``except Exception`` or wider": len(wide),
        "Lines of the newest sanity ignore file": lines(files("tests/sanity/ignore*.txt")),
        "Targets for ``ansible-test integration``": len(targets),
        "Lines of Python tests": lines(files("tests/**/*.py")),
        "Lines of integration tests in YAML": lines(files("tests/integration/**/*.yml")),
        "Lines of own build tools": lines(files("scripts/**/*.py", "noxfile.py", "Makefile", "antsibull-nox.toml")),
    }


def told() -> dict[str, float]:
    """The last column of the table."""
    table = GUIDE.read_text(encoding="utf-8").partition(".. numbers\n")[2].strip().split("\n\n")[0]
    rows = [re.split(r" {2,}", line.rstrip()) for line in table.splitlines() if not line.startswith(("=", "What"))]
    return {row[0]: float(re.sub(r"[^\d.]", "", row[-1])) for row in rows}


def test_the_table_has_every_count_and_no_other(counted: dict[str, float]) -> None:
    assert list(told()) == list(counted)


def test_the_numbers_of_this_collection_are_those_of_its_files(counted: dict[str, float]) -> None:
    wrong = {
        what: (number, counted[what])
        for what, number in told().items()
        if abs(number - counted[what]) > nearly(counted[what])
    }
    assert not wrong


def test_no_plugin_file_is_longer_than_the_page_says(counted: dict[str, float]) -> None:
    assert counted["Lines of the longest file"] <= 450
