# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much of plugins/ the tests run: unit tests, playbooks and faults together.

What pytest runs itself is counted by coverage. Modules and inventory plugins that playbooks run are processes of
their own, which scripts/tracer.py watches.
"""

from __future__ import annotations

import dataclasses
import json
import marshal
import os
import pathlib
import re
import shutil
import typing as t

import project
import tracer
from runner import Count, Failure, Log

FOLDER = project.CACHE / "coverage"
PLUGINS = project.ROOT / "plugins"
# Below these, in percent, `make test` fails.
LINES, BRANCHES = 95.0, 90.0

# A line for site-packages. It does nothing unless the variable is set.
START = (
    "import os; 'COVERAGE_OF_PLUGINS' in os.environ and exec(compile(open({0!r}).read(), {0!r}, 'exec'),"
    " {{'__name__': '__start__'}})\n"
)


def prepare(binaries: pathlib.Path) -> None:
    """Forgets what was counted before, and lets processes of this environment be watched."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    (packages,) = (binaries.parent / "lib").glob("python3.*/site-packages")
    start = START.format(str(project.ROOT / "scripts" / "tracer.py"))
    (packages / "enswitch_coverage.pth").write_text(start, encoding="utf-8")


def watch(suite: str, environment: dict[str, str]) -> list[str]:
    """What to put between ``python`` and ``-m pytest``, so that this run is counted; completes its environment."""
    folder = FOLDER / suite
    folder.mkdir(parents=True, exist_ok=True)
    environment["COVERAGE_OF_PLUGINS"] = str(folder)
    settings = FOLDER / f"{suite}.ini"
    settings.write_text(f"[run]\nbranch = true\ninclude =\n  {PLUGINS}/*\n", encoding="utf-8")
    return ["-m", "coverage", "run", f"--rcfile={settings}", f"--data-file={FOLDER / suite / 'pytest'}"]


@dataclasses.dataclass(frozen=True)
class Figures:
    """Of one file, or of all: how many lines and branches there are, and how many were run."""

    lines: int
    lines_run: int
    branches: int
    branches_run: int
    missing: tuple[int, ...] = ()

    @property
    def line_rate(self) -> float:
        return 100 * self.lines_run / self.lines if self.lines else 100.0

    @property
    def branch_rate(self) -> float:
        return 100 * self.branches_run / self.branches if self.branches else 100.0


def figures(suites: t.Sequence[str]) -> tuple[dict[str, Figures], Figures]:
    """What these suites have run together, for each file of plugins/ and in all."""
    import coverage

    name = "-".join(suites)
    path = FOLDER / f"{name}.coverage"
    path.unlink(missing_ok=True)
    together = coverage.CoverageData(str(path))
    for suite in suites:
        counted = FOLDER / suite / "pytest"
        if counted.is_file():
            data = coverage.CoverageData(str(counted))
            data.read()
            together.update(data)
        together.add_arcs(arcs(FOLDER / suite))
    # A file that nothing has imported counts as well.
    together.touch_files([str(source) for source in PLUGINS.rglob("*.py")])
    together.write()
    measured = coverage.Coverage(data_file=str(path), config_file=str(FOLDER / f"{suites[0]}.ini"))
    measured.load()
    report = FOLDER / f"{name}.json"
    measured.json_report(outfile=str(report))
    found = json.loads(report.read_text(encoding="utf-8"))
    files = {
        os.path.relpath(project.ROOT / file, PLUGINS): _figures(entry["summary"], entry["missing_lines"])
        for file, entry in found["files"].items()
    }
    return files, _figures(found["totals"])


def _figures(summary: t.Mapping[str, int], missing: t.Sequence[int] = ()) -> Figures:
    names = ("num_statements", "covered_lines", "num_branches", "covered_branches")
    return Figures(*(summary[name] for name in names), tuple(missing))


def arcs(folder: pathlib.Path) -> dict[str, set[tuple[int, int]]]:
    """What the watched processes have noted, by the file in the checkout, wherever they ran it from."""
    found: dict[str, set[tuple[int, int]]] = {}
    for written in folder.glob("*.arcs"):
        for name, pairs in marshal.loads(written.read_bytes()).items():
            source = PLUGINS / name.partition(tracer.PLUGINS)[2]
            if source.is_file():
                found.setdefault(str(source), set()).update(pairs)
    return found


def report(suites: t.Sequence[str], log: Log) -> Count:
    """The table. Raises Failure where less is run than has to be."""
    files, total = figures(suites)
    alone = {suite: figures([suite]) for suite in suites}
    _table(files, total, alone, log)
    log.write(f"Needed: {LINES:.0f} % of the lines, {BRANCHES:.0f} % of the branches.\n")
    if total.line_rate < LINES or total.branch_rate < BRANCHES:
        rates = f"{total.line_rate:.1f} % of the lines and {total.branch_rate:.1f} % of the branches"
        raise Failure(f"The tests run {rates}.")
    # What playbooks run would be missing without a word, if nobody had watched them.
    run = alone["integration"][0]
    unseen = [file for file in files if re.match(r"(modules|inventory)/", file) and not run[file].lines_run]
    if unseen:
        raise Failure(f"No playbook has run {', '.join(unseen)}, or nobody has watched it.")
    return Count(1, 0)


def _table(
    files: dict[str, Figures], total: Figures, alone: dict[str, tuple[dict[str, Figures], Figures]], log: Log
) -> None:
    """Each file: lines and branches run by all suites, lines run by each of them alone, and lines run by none."""
    width = max(len(file) for file in files)
    titles = [f"{suite:>11}" for suite in alone]
    log.write("  ".join([f"{'plugins/':<{width}}", "lines", " run", "branches", " run", *titles, "not run"]) + "\n")
    for file, found in [*sorted(files.items()), ("together", total)]:
        cells = [f"{file:<{width}}", f"{found.lines:>5}", _percent(found.line_rate)]
        cells += [f"{found.branches:>8}", _percent(found.branch_rate)]
        for own, whole in alone.values():
            cells.append(f"{_percent(own.get(file, whole).line_rate):>11}")
        log.write("  ".join([*cells, _ranges(found.missing)]).rstrip() + "\n")


def _percent(rate: float) -> str:
    # Never rounded up: 100 % means all.
    return f"{int(rate):>3}%"


def _ranges(lines: t.Sequence[int]) -> str:
    """Lines as one would say them: 3-5, 9."""
    ranges: list[list[int]] = []
    for line in lines:
        if ranges and line == ranges[-1][1] + 1:
            ranges[-1][1] = line
        else:
            ranges.append([line, line])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in ranges)
