# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the steps of `make test`: all of them, or those that are named. Run by the Python of .venv."""

from __future__ import annotations

import functools
import pathlib
import sys

import artifact
import covering
import project
import runner
import steps

BINARIES = pathlib.Path(sys.executable).parent

STEPS = {
    "format": ("Format and style (ruff)", steps.formatting),
    "typing": ("Types of module_utils (mypy --strict)", steps.typing),
    "licenses": ("Licenses of all files (reuse)", steps.licenses),
    "unit": ("Unit tests (pytest)", steps.unit),
    "integration": ("Integration tests (pytest)", steps.integration),
    "faults": ("Every fault at every call (pytest)", steps.faults),
    "guides": ("README and guides, played (pytest)", steps.guides),
    "sanity": ("Sanity (ansible-test)", functools.partial(steps.sanity, "default")),
    "lint": ("Playbooks and layout (ansible-lint)", steps.lint),
    "docs-lint": ("Documentation (antsibull-docs)", steps.docs_lint),
    "importer": ("Import (galaxy-importer)", steps.importer),
    "changelog-lint": ("Changelog (antsibull-changelog)", steps.changelog_lint),
}
# The steps whose tests count for the coverage of plugins/.
COUNTED = ("unit", "integration", "faults")
COVERAGE = runner.Step("coverage", "Coverage of plugins/", functools.partial(covering.report, COUNTED))
# Those that take longest are started first.
LONGEST = ("integration", "unit", "faults", "sanity", "guides")


def _work() -> int:
    names = sys.argv[1:] or [*STEPS, COVERAGE.name]
    unknown = [name for name in names if name not in (*STEPS, COVERAGE.name)]
    if unknown:
        raise project.ProjectError(f"there is no step {unknown[0]}; there are: {', '.join([*STEPS, COVERAGE.name])}")
    counted = COVERAGE.name in names
    if counted:
        names = [name for name in STEPS if name in (*names, *COUNTED)]
    chosen = [_step(name, counted=counted) for name in dict.fromkeys(names)]
    if {"integration", "faults"}.intersection(names):
        artifact.build_and_install(BINARIES)
    if counted:
        covering.prepare(BINARIES)
    label = "test" if not sys.argv[1:] else "-".join(sys.argv[1:])
    return runner.run(label, chosen, order=LONGEST, last=COVERAGE if counted else None)


def _step(name: str, *, counted: bool) -> runner.Step:
    title, work = STEPS[name]
    work = functools.partial(work, BINARIES)
    if counted and name in COUNTED:
        work = functools.partial(work, counted=True)
    return runner.Step(name, title, work)


project.main(_work)
