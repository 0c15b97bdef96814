# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the sessions of noxfile.py share. A session that finds nothing to check fails."""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator

import artifact
import nox
import totals

ROOT = artifact.ROOT
CACHE, LOCK = ROOT / ".cache", ROOT / "requirements.lock"
COVERAGE = CACHE / "coverage"
# Where ansible-test looks for what tests of plugins import.
UNIT, INTEGRATION = (f"-r{ROOT / 'tests' / kind / 'requirements.txt'}" for kind in ("unit", "integration"))
SETTINGS = ("ANSIBLE_", "ENSWITCH_", "PYTHON", "PYTEST_", "COVERAGE", "MYPY", "VIRTUAL_ENV", "MAKE", "MFLAGS")
SETTINGS += ("FORCE_COLOR", "CLICOLOR", "PY_COLORS")

_BOOTSTRAP = """
import ensurepip, pathlib, sysconfig, zipfile
wheels = list(pathlib.Path(ensurepip.__file__).parent.glob("_bundled/*.whl"))
for wheel in wheels:
    zipfile.ZipFile(wheel).extractall(sysconfig.get_path("purelib"))
# Distributions keep them elsewhere.
wheels or ensurepip.bootstrap()
"""


def prepare() -> None:
    """Keep the user's settings out, and whatever is installed inside the checkout."""
    # Only the demo may see the platform that a user has named.
    unwanted = tuple(name for name in SETTINGS if name != "ENSWITCH_" or "demo" not in sys.argv)
    for name in [name for name in os.environ if name.startswith(unwanted)]:
        del os.environ[name]
    interpreters = CACHE / "pythons"
    interpreters.mkdir(parents=True, exist_ok=True)
    (CACHE / "ansible.cfg").touch()
    # pyenv's shims fail where a tool cleans the environment; the interpreters behind them do not.
    pyenv = pathlib.Path(os.environ.get("PYENV_ROOT", pathlib.Path.home() / ".pyenv"))
    for found in sorted(pyenv.glob("versions/3.*/bin/python3.*[0-9]")):
        with contextlib.suppress(FileExistsError):
            (interpreters / found.name).symlink_to(found)
    path = [folder for folder in os.environ["PATH"].split(os.pathsep) if not folder.endswith("/shims")]
    os.environ["PATH"] = os.pathsep.join([str(interpreters), *path])
    # Not NO_COLOR: on a terminal, nox asks its own processes for color, and fails where both are asked for.
    os.environ |= {"LC_ALL": "C.UTF-8", "ANSIBLE_NOCOLOR": "1"}
    os.environ |= {"ANSIBLE_CONFIG": str(CACHE / "ansible.cfg"), "ANSIBLE_HOME": str(CACHE / "ansible")}
    os.environ |= {"UV_CONSTRAINT": str(LOCK), "UV_PYTHON_DOWNLOADS": "never"}
    os.environ.setdefault("UV_CACHE_DIR", str(CACHE / "uv"))


def install(session: nox.Session, *wanted: str, core: str | None) -> None:
    """Install files of requirements, dependency groups of pyproject.toml, and ansible-core."""
    words = [word if word.startswith("-r") else f"--group={ROOT / 'pyproject.toml'}:{word}" for word in wanted]
    session.install("--quiet", *words, *([f"ansible-core=={core}"] if core else []))


def as_users_have_it(session: nox.Session) -> None:
    """Install the artifact once, for all processes of a session that play with it."""
    place = CACHE / "collections" / session.name
    session.run("python", "scripts/artifact.py", "install", str(place))
    session.env["ENSWITCH_TEST_COLLECTIONS"] = str(place)


def pytest(session: nox.Session, *arguments: str, counted: bool = False) -> None:
    """Run pytest. That no test is found is a failure, and so is a skipped one. ``counted``: for the coverage."""
    results = totals.RESULTS / f"{session.name}.xml"
    results.parent.mkdir(parents=True, exist_ok=True)
    results.unlink(missing_ok=True)
    command = ["python"]
    if counted:
        shutil.rmtree(COVERAGE / session.name, ignore_errors=True)
        command += ["-m", "coverage", "run", f"--data-file={COVERAGE / session.name / 'data'}"]
    session.run(*command, "-m", "pytest", f"--junitxml={results}", *(session.posargs or arguments))
    passed, failed = totals.count(results)
    if failed or not passed:
        session.error(f"{passed} tests passed, {failed} failed or were skipped.")


@contextlib.contextmanager
def staged(session: nox.Session) -> Iterator[dict[str, str]]:
    """Work in a copy of the tracked files, laid out as Ansible wants collections; yield what makes tools find it."""
    with tempfile.TemporaryDirectory(prefix="enswitch-") as folder:
        with session.chdir(artifact.stage(pathlib.Path(folder))):
            yield dict.fromkeys(("ANSIBLE_COLLECTIONS_PATH", "MYPYPATH", "PYTHONPATH"), folder)


def need(session: nox.Session, pattern: str, *command: str, env: dict[str, str | None] | None = None) -> None:
    """Run a tool, and fail where its output does not show that it has checked something."""
    output = session.run(*command, silent=True, env=env) or ""
    session.log(f"{command[0]} said:\n{output}")
    if not re.search(pattern, output, re.MULTILINE):
        session.error(f"{command[0]} found nothing to check, or warned: its output is not as {pattern!r}.")


def ansible_test(session: nox.Session, pattern: str, *arguments: str, counted: bool = False) -> None:
    """ansible-test without a container, in a copy, with a home folder inside the checkout. ``counted``: as above."""
    home = CACHE / "home"
    scripts = home / ".ansible" / "test" / "cache"
    scripts.mkdir(parents=True, exist_ok=True)
    # It downloads a script that puts pip into its virtual environments, unless it is there. Python brings pip along,
    # and to unpack it takes a tenth of the time that ensurepip does.
    (source,) = pathlib.Path(session.bin).parent.glob("lib/*/site-packages/ansible_test/_internal/python_req*.py")
    for version in re.findall(r"\bpip='([0-9.]+)'", source.read_text(encoding="utf-8")):
        bootstrap = scripts / f"get_pip_{version.replace('.', '_')}.py"
        bootstrap.write_text(_BOOTSTRAP, encoding="utf-8")
    # pip keeps the user's settings and cache.
    for name in (".cache/pip", ".config/pip", ".pip"):
        (home / name).parent.mkdir(exist_ok=True)
        with contextlib.suppress(FileExistsError):
            (home / name).symlink_to(pathlib.Path.home() / name)
    # It has to find the collection from where it is started, and nothing else.
    clean = {"HOME": str(home), "ANSIBLE_CONFIG": None, "ANSIBLE_HOME": None}
    with staged(session):
        if list(pathlib.Path("tests/sanity").glob("ignore*")):
            session.error("There is an ignore file in tests/sanity.")
        arguments += ("--coverage",) if counted else ()
        need(session, pattern, "ansible-test", *arguments, "--python", "default", "--color", "no", env=clean)
        if counted:
            folder = COVERAGE / session.name
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for number, data in enumerate(pathlib.Path("tests/output/coverage").iterdir()):
                shutil.copy(data, folder / f"data.{number}")
