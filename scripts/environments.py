# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual environments: made once, and used again as long as what is pinned for them does not change.

As a script: ``environments.py demo|dev|bench`` makes or completes ``.venv`` for the demo, for tests, or for benchmarks,
with the Python that runs the script.
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys

import project


def _fingerprint(requirements: str, core: str | None, interpreter: str) -> str:
    """A hash of all that decides what is in an environment."""
    content = hashlib.sha256(f"{requirements} {core} {interpreter}".encode())
    for path in sorted([*project.REQUIREMENTS.glob("*.txt"), project.ROOT / "tests" / "unit" / "requirements.txt"]):
        content.update(path.name.encode() + path.read_bytes())
    return content.hexdigest()


def provide(place: pathlib.Path, interpreter: str, requirements: str, core: str | None) -> pathlib.Path:
    """Makes the environment, or leaves it alone when it is as it should be. Returns its ``bin``.

    ``requirements`` is a file of tests/requirements. Several sets can be put into one environment, one after the other.
    Raises ProjectError when pip fails; the next run then starts that environment anew.
    """
    binaries = place / "bin"
    stamp = place / f".{requirements}.sha256"
    fingerprint = _fingerprint(requirements, core, interpreter)
    with project.locked(f"environment-{place.name}"):
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == fingerprint:
            return binaries
        print(f"Installing tests/requirements/{requirements} into {place.relative_to(project.ROOT)} ...", flush=True)
        # An environment with old pins or of another Python is not mended, it is made again.
        base = place / ".python"
        marker = f"{interpreter} {_fingerprint('', core, interpreter)}"
        if not base.is_file() or base.read_text(encoding="utf-8") != marker:
            if place.is_dir():
                shutil.rmtree(place)
            subprocess.run([interpreter, "-m", "venv", str(place)], check=True)
            base.write_text(marker, encoding="utf-8")
        command = [str(binaries / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command += ["--constraint", str(project.CONSTRAINTS), "--requirement", str(project.REQUIREMENTS / requirements)]
        if core:
            command.append(f"ansible-core=={core}")
        environment = project.clean_environment(binaries)
        ran = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if ran.returncode != 0:
            shutil.rmtree(place)
            raise project.ProjectError(f"pip could not install tests/requirements/{requirements}:\n{ran.stdout}")
        _need_pins(binaries)
        stamp.write_text(fingerprint, encoding="utf-8")
    return binaries


def _need_pins(binaries: pathlib.Path) -> None:
    """Raises ProjectError when something is installed that constraints.txt does not name."""
    listed = subprocess.run(
        [str(binaries / "python"), "-m", "pip", "list", "--disable-pip-version-check", "--format=json"],
        env=project.clean_environment(binaries),
        capture_output=True,
        text=True,
        check=True,
    )
    names = {re.sub(r"[-_.]+", "-", package["name"]).lower() for package in json.loads(listed.stdout)}
    # ansible-core is pinned by tests/matrix.toml; the other two come with Python.
    names -= {"ansible-core", "pip", "setuptools"}
    pinned = set(re.findall(r"^([a-z0-9-]+)==", project.CONSTRAINTS.read_text(encoding="utf-8"), re.MULTILINE))
    if names - pinned:
        missing = ", ".join(sorted(names - pinned))
        raise project.ProjectError(
            f"not pinned in tests/requirements/constraints.txt: {missing}. Run `make constraints`."
        )


def provide_default(requirements: str, place: str = ".venv") -> pathlib.Path:
    """``.venv`` or another place, with the Python that runs this."""
    interpreter = str(pathlib.Path(getattr(sys, "_base_executable", sys.executable)).resolve())
    return provide(project.ROOT / place, interpreter, requirements, project.matrix().default_core)


def provide_control(control: project.Control) -> pathlib.Path:
    """The environment of one ansible-core."""
    interpreter = project.find_python(control.python)
    return provide(project.ROOT / ".venvs" / control.name, interpreter, "integration.txt", control.core)


def provide_target(python: str) -> pathlib.Path:
    """The environment of one target Python: what a module may import there, and no ansible-core."""
    return provide(project.ROOT / ".venvs" / f"target-py{python}", project.find_python(python), "unit.txt", None)


def target_side(control_binaries: pathlib.Path) -> pathlib.Path:
    """A folder for PYTHONPATH with only ``ansible`` of that environment: its target side runs on older Pythons."""
    folder = project.CACHE / "target"
    folder.mkdir(parents=True, exist_ok=True)
    (package,) = (control_binaries.parent / "lib").glob("python3.*/site-packages/ansible")
    link = folder / "ansible"
    if not link.is_symlink() or link.readlink() != package:
        link.unlink(missing_ok=True)
        link.symlink_to(package)
    return folder


def _work() -> int:
    if len(sys.argv) != 2 or sys.argv[1] not in ("demo", "dev", "bench", "mutation"):
        raise project.ProjectError("usage: environments.py demo|dev|bench|mutation")
    provide_default(f"{sys.argv[1]}.txt", ".venvs/mutation" if sys.argv[1] == "mutation" else ".venv")
    return 0


if __name__ == "__main__":
    project.main(_work)
