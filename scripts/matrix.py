# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs `make test-matrix`: every ansible-core and every target Python of tests/matrix.toml.

Arguments choose the steps whose names hold one of them, such as `unit-py3.9`, `sanity` or `core-2.20`.
Run by the Python of .venv.
"""

from __future__ import annotations

import functools
import pathlib
import sys

import artifact
import environments
import project
import runner
import steps


def _control_steps(control: project.Control, pythons: tuple[str, ...], sanity: bool) -> list[runner.Step]:
    title = f"ansible-core {control.core}, Python {control.python}"
    chosen = [
        runner.Step(
            f"integration-{control.name}",
            f"Integration tests: {title}",
            functools.partial(steps.integration_on, control),
        )
    ]
    if sanity:
        chosen.append(
            runner.Step(
                f"sanity-{control.name}",
                f"Sanity: {title}",
                lambda log: steps.sanity(control.name, environments.provide_control(control), log, pythons),
            )
        )
    return chosen


def _work() -> int:
    matrix = project.matrix()
    # All at once, so that a machine without one of them says so before anything runs.
    missing = []
    for python in sorted({*matrix.targets, *(control.python for control in matrix.controls)}):
        try:
            project.find_python(python)
        except project.ProjectError as error:
            missing.append(str(error))
    if missing:
        raise project.ProjectError("the matrix cannot run on this machine.\n" + "\n".join(missing))
    artifact.build_and_install(pathlib.Path(sys.executable).parent)
    first = {control.core: control for control in reversed(matrix.controls)}
    chosen = []
    for control in matrix.controls:
        chosen += _control_steps(control, matrix.targets, sanity=control is first[control.core])
    chosen += [
        runner.Step(
            f"unit-py{python}",
            f"Unit tests of modules: target Python {python}",
            functools.partial(steps.unit_target, python),
        )
        for python in matrix.targets
    ]
    if sys.argv[1:]:
        chosen = [step for step in chosen if any(part in step.name for part in sys.argv[1:])]
        if not chosen:
            raise project.ProjectError(f"no step of the matrix is named {' or '.join(sys.argv[1:])}")
    return runner.run("test-matrix" if not sys.argv[1:] else "test-matrix-part", chosen)


project.main(_work)
