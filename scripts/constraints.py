# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pins what the tests install: asks pip for each environment of the project, writes tests/requirements/constraints.txt.

ansible-core is not pinned there: its versions stand in tests/matrix.toml.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile

import project

HEADER = """\
# SPDX-FileCopyrightText: 2026 the telephony.enswitch contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Written by `make constraints`. Every version that the tests install, for each Python of tests/matrix.toml.
"""


def resolve(python: str, requirements: str, core: str | None, known: dict[str, str]) -> dict[str, str]:
    """What pip would install, as name -> version. What is known from an earlier environment stays as it is."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as pins:
        pins.writelines(f"{name}=={version}\n" for name, version in known.items())
        pins.flush()
        command = [project.find_python(python), "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
        command += ["--report", "-", "--constraint", pins.name]
        command += ["--requirement", str(project.REQUIREMENTS / requirements)]
        if core:
            command.append(f"ansible-core=={core}")
        report = subprocess.run(command, capture_output=True, text=True, check=False)
    if report.returncode != 0:
        raise project.ProjectError(f"pip cannot resolve {requirements} for Python {python}:\n{report.stderr}")
    found = (item["metadata"] for item in json.loads(report.stdout)["install"])
    return {re.sub(r"[-_.]+", "-", item["name"]).lower(): item["version"] for item in found}


def markers(pythons: list[str], everywhere: tuple[str, ...]) -> str:
    """The environment marker for these Pythons: a range where that is enough."""
    if pythons == list(everywhere):
        return ""
    if pythons == list(everywhere[: len(pythons)]):
        return f' ; python_version <= "{pythons[-1]}"'
    if pythons == list(everywhere[-len(pythons) :]):
        return f' ; python_version >= "{pythons[0]}"'
    return " ; " + " or ".join(f'python_version == "{python}"' for python in pythons)


def work() -> int:
    matrix = project.matrix()
    pinned: dict[str, dict[str, list[str]]] = {}
    for python in matrix.targets:
        known: dict[str, str] = {}
        # The oldest ansible-core first: it is the one that sets upper limits.
        for control in matrix.controls:
            if control.python == python:
                known |= resolve(python, "integration.txt", control.core, known)
                known.pop("ansible-core")
        if python in project.PYTHONS:
            for requirements in ("bench.txt", "mutation.txt"):
                known |= resolve(python, requirements, matrix.default_core, known)
                known.pop("ansible-core")
        known |= resolve(python, "unit.txt", None, known)
        print(f"Python {python}: {len(known)} packages", flush=True)
        for name, version in known.items():
            pinned.setdefault(name, {}).setdefault(version, []).append(python)
    # A package that only some Pythons need is pinned for all: its marker would only hide a mistake.
    lines = []
    for name, versions in sorted(pinned.items()):
        for version, pythons in versions.items():
            needed = len(versions) > 1
            lines.append(f"{name}=={version}{markers(pythons, matrix.targets) if needed else ''}\n")
    project.CONSTRAINTS.write_text(HEADER + "".join(lines), encoding="utf-8")
    return 0


project.main(work)
