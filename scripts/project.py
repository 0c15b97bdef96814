# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the scripts share: the places, the versions, interpreters, and a clean environment for what they start."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import os
import pathlib
import subprocess
import sys
import tomllib
import typing as t

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
COLLECTIONS = CACHE / "collections"
RESULTS = CACHE / "results"
REQUIREMENTS = ROOT / "tests" / "requirements"
CONSTRAINTS = REQUIREMENTS / "constraints.txt"

# Newest last. The default environment takes the first one that is there.
PYTHONS = ("3.11", "3.12", "3.13")


class ProjectError(Exception):
    """What the user has to mend, in one sentence."""


@dataclasses.dataclass(frozen=True)
class Control:
    """An ansible-core, and the Python that it runs on."""

    core: str
    python: str
    # Whether all is tested there that a version may make a difference to, or only the most.
    full: bool = True

    @property
    def name(self) -> str:
        return f"core-{self.core.rpartition('.')[0]}-py{self.python}"


@dataclasses.dataclass(frozen=True)
class Matrix:
    """The versions of tests/matrix.toml."""

    default_core: str
    controls: tuple[Control, ...]
    target_core: str
    targets: tuple[str, ...]

    @property
    def target_control(self) -> Control:
        """The control node whose target side the unit tests take."""
        return next(control for control in self.controls if control.core == self.target_core)


def matrix() -> Matrix:
    """Reads tests/matrix.toml."""
    data = tomllib.loads((ROOT / "tests" / "matrix.toml").read_text(encoding="utf-8"))
    return Matrix(
        default_core=data["default"]["core"],
        controls=tuple(Control(**entry) for entry in data["control"]),
        target_core=data["target"]["core"],
        targets=tuple(data["target"]["pythons"]),
    )


def find_python(version: str) -> str:
    """The path of an interpreter of this version (such as ``3.12``).

    Raises ProjectError where this machine has none.
    """
    finder = subprocess.run(
        ["sh", str(ROOT / "scripts" / "find_python.sh"), version], capture_output=True, text=True, check=False
    )
    if finder.returncode != 0:
        raise ProjectError(finder.stderr.strip())
    return finder.stdout.strip()


def tracked_files() -> list[str]:
    """The files that git tracks and that are there, as paths below the root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted(name for name in listed.stdout.split("\0") if name and os.path.lexists(ROOT / name))


@contextlib.contextmanager
def locked(name: str) -> t.Iterator[None]:
    """Lets only one run at a time pass, so that two `make` in one checkout do not spoil each other's files."""
    CACHE.mkdir(exist_ok=True)
    with open(CACHE / f"{name}.lock", "w", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def clean_environment(binaries: pathlib.Path, **extra: str) -> dict[str, str]:
    """The environment for a tool of the virtual environment with this ``bin``.

    Settings of the user for Ansible, Python, pytest and the platform stay out, so that everybody gets the same result.
    The shims of pyenv stay out as well: they fail where a tool cleans the environment.
    """
    unwanted = ("ANSIBLE_", "ENSWITCH_", "PYTHON", "PYTEST_", "COVERAGE", "MYPY", "VIRTUAL_ENV", "MAKE", "MFLAGS")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(unwanted)}
    path = [entry for entry in environment.get("PATH", os.defpath).split(os.pathsep) if not entry.endswith("/shims")]
    environment["PATH"] = os.pathsep.join([str(binaries), *path])
    environment["LC_ALL"] = "C.UTF-8"
    environment["ANSIBLE_CONFIG"] = str(_empty_configuration())
    environment["ANSIBLE_NOCOLOR"] = "1"
    environment["ANSIBLE_HOME"] = str(CACHE / "ansible")
    environment["ANSIBLE_COLLECTIONS_PATH"] = str(COLLECTIONS)
    environment["NO_COLOR"] = "1"
    environment.update(extra)
    return environment


def _empty_configuration() -> pathlib.Path:
    """A configuration of Ansible that sets nothing, so that none of the user's is looked for."""
    path = CACHE / "ansible.cfg"
    CACHE.mkdir(exist_ok=True)
    path.touch()
    return path


def main(work: t.Callable[[], int]) -> t.NoReturn:
    """Runs a script: a ProjectError is a sentence on standard error and exit status 1; Ctrl-C is 130."""
    try:
        status = work()
    except ProjectError as error:
        print(f"error: {error}", file=sys.stderr)
        status = 1
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)
