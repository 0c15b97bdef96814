# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the steps of `make test`: all of them, or those that are named. Run by the Python of .venv."""

from __future__ import annotations

import functools
import pathlib
import sys

import artifact
import project
import runner
import steps

BINARIES = pathlib.Path(sys.executable).parent

STEPS = {
    "format": ("Format and style (ruff)", functools.partial(steps.formatting, BINARIES)),
    "typing": ("Types of module_utils (mypy --strict)", functools.partial(steps.typing, BINARIES)),
    "unit": ("Unit tests (pytest)", functools.partial(steps.unit, BINARIES)),
    "integration": ("Integration tests (pytest)", functools.partial(steps.integration, "default", BINARIES)),
    "guides": ("README and guides, played (pytest)", functools.partial(steps.guides, BINARIES)),
    "sanity": ("Sanity (ansible-test)", functools.partial(steps.sanity, "default", BINARIES)),
    "lint": ("Playbooks and layout (ansible-lint)", functools.partial(steps.lint, BINARIES)),
    "docs-lint": ("Documentation (antsibull-docs)", functools.partial(steps.docs_lint, BINARIES)),
    "importer": ("Import (galaxy-importer)", functools.partial(steps.importer, BINARIES)),
    "changelog-lint": ("Changelog (antsibull-changelog)", functools.partial(steps.changelog_lint, BINARIES)),
}


def _work() -> int:
    names = sys.argv[1:] or list(STEPS)
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        raise project.ProjectError(f"there is no step {unknown[0]}; there are: {', '.join(STEPS)}")
    if "integration" in names:
        artifact.build_and_install(BINARIES)
    chosen = [runner.Step(name, *STEPS[name]) for name in names]
    label = "test" if not sys.argv[1:] else "-".join(names)
    return runner.run(label, chosen, order=("integration", "sanity", "unit"))


project.main(_work)
