# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What runs only in a process that a playbook starts is counted, and in the way that coverage counts."""

from __future__ import annotations

import contextlib
import pathlib
import runpy
import subprocess
import sys
import typing as t
import zipfile

import coverage
import covering
import project
import pytest
import runner
import tracer

SAMPLE = '''\
"""Loops, generators, exceptions, threads: what notes lines has to notice."""
import contextlib
import json.tool
import threading


def odd(numbers):
    for number in numbers:
        if number % 2:
            yield number
    return


def both():
    got = yield from odd([1, 2, 3])
    return got


def careful(value):
    try:
        if value > 1:
            raise ValueError(value)
    except ValueError:
        return "large"
    finally:
        value += 1
    return "small"


@contextlib.contextmanager
def block():
    yield 1


class Sum:
    total = 0

    def add(self, *numbers):
        with block():
            self.total += sum(
                number
                for number in numbers
                if number
            )


def never():
    return 1


text = [careful(value) for value in (1, 2)]
half = odd([1, 3])
next(half)
thread = threading.Thread(target=Sum().add, args=(1, 0, 2))
thread.start()
thread.join()
list(both())
with contextlib.suppress(ValueError):
    int("x")
print(json.dumps(text), (lambda: 1)())
'''


def test_the_same_pairs_of_lines_as_coverage(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = tmp_path / "sample.py"
    sample.write_text(SAMPLE, encoding="utf-8")
    measured = coverage.Coverage(data_file=None, branch=True, include=[str(sample)], config_file=False, messages=False)
    own = tracer.Tracer(str(sample))
    with _nobody_else():
        measured.start()
        runpy.run_path(str(sample))
        measured.stop()
        own.start()
        runpy.run_path(str(sample))
        own.stop()
    data = measured.get_data()
    (name,) = data.measured_files()
    wanted = set(data.arcs(name) or ())
    assert own.arcs[str(sample)] == wanted
    assert {-1 * line for line, _next in wanted if line < 0} > {7, 14, 19}
    assert capsys.readouterr().out == '["small", "large"] 1\n' * 2


@contextlib.contextmanager
def _nobody_else() -> t.Iterator[None]:
    """Without whoever watches these tests."""
    watching = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(watching)


@pytest.fixture
def environment(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> t.Iterator[dict[str, str]]:
    """Of a process that is watched; what it leaves is in a folder of this test."""
    monkeypatch.setattr(covering, "FOLDER", tmp_path / "coverage")
    variables = project.clean_environment(pathlib.Path(sys.executable).parent)
    covering.watch("integration", variables)
    yield variables


def _start(path: pathlib.Path, environment: dict[str, str]) -> None:
    """Run a file in a Python of its own, which does at its start what .venv does at the start of each."""
    start = covering.START.format(str(project.ROOT / "scripts" / "tracer.py"))
    code = f"{start}\nimport runpy\nrunpy.run_path({str(path)!r}, run_name='__main__')"
    subprocess.run([sys.executable, "-c", code, str(path)], env=environment, check=True)


@pytest.mark.parametrize(("name", "counted"), [("AnsiballZ_bulk_campaign.py", True), ("other.py", False)])
def test_a_module_is_watched_from_its_zip(
    tmp_path: pathlib.Path, environment: dict[str, str], name: str, counted: bool
) -> None:
    # As ansible-core lays it out: the code is in a zip, the process runs a file of this name.
    payload = tmp_path / "payload.zip"
    inside = pathlib.PurePath("ansible_collections/telephony/enswitch/plugins/module_utils/_api/version.py")
    with zipfile.ZipFile(payload, "w") as archive:
        for package in list(inside.parents)[:-1]:
            archive.writestr(str(package / "__init__.py"), "")
        archive.write(covering.PLUGINS / "module_utils" / "_api" / "version.py", inside)
    imported = ".".join(inside.with_suffix("").parts)
    lines = [f"import sys; sys.path.insert(0, {str(payload)!r})", f"import {imported}"]
    (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    _start(tmp_path / name, environment)
    found = covering.arcs(tmp_path / "coverage" / "integration")
    assert list(found)[-1:] == ([str(covering.PLUGINS / "module_utils" / "_api" / "version.py")] if counted else [])
    files, _total = covering.figures(["integration"])
    assert files["module_utils/_api/version.py"].line_rate == (100 if counted else 0)


def test_a_file_that_nothing_runs_counts_with_all_its_lines(environment: dict[str, str]) -> None:
    files, total = covering.figures(["integration"])
    there = {str(path.relative_to(covering.PLUGINS)) for path in covering.PLUGINS.rglob("*.py") if path.stat().st_size}
    assert there <= set(files)
    assert total.lines > 1000 and total.lines_run == 0
    assert files["modules/bulk_campaign.py"].missing


def test_too_little_fails(environment: dict[str, str], tmp_path: pathlib.Path) -> None:
    log = runner.Log(tmp_path / "log")
    with pytest.raises(runner.Failure, match=r"^The tests run 0\.0 % of the lines and 0\.0 % of the branches\.$"):
        covering.report(["integration"], log)
    table = log.path.read_text(encoding="utf-8")
    assert "modules/bulk_campaign.py" in table and "Needed: 95 % of the lines, 90 % of the branches." in table
