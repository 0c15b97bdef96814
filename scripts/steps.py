# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What `make test` and `make test-matrix` check. A step that finds nothing to check fails.

Linters work on a copy of the tracked files, laid out as Ansible wants collections; pytest works in the checkout.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
import shutil
import typing as t
import xml.etree.ElementTree

import artifact
import covering
import environments
import project
from runner import Count, Failure, Log

ONE = Count(1, 0)
# Two workers of pytest: playbooks wait often. Tests that share what they prepare stay together.
TWO = ("--numprocesses=2", "--dist=loadgroup")


@contextlib.contextmanager
def _staged(name: str) -> t.Iterator[pathlib.Path]:
    """A copy of the tracked files for one step; no other step and no other run sees it."""
    label = f"{name}-{os.getpid()}"
    try:
        yield artifact.stage(label)
    finally:
        shutil.rmtree(project.CACHE / "stage" / label, ignore_errors=True)


def _count(pattern: str, output: str, what: str) -> int:
    """The number that a tool reports; raises Failure where it looked at nothing."""
    found = re.search(pattern, output)
    number = int(found[1]) if found else 0
    if number == 0:
        raise Failure(f"Nothing was checked: no {what}.")
    return number


def formatting(binaries: pathlib.Path, log: Log) -> Count:
    """ruff: format and lint."""
    environment = project.clean_environment(binaries)
    with _staged("format") as place:
        formatted = log.need("ruff", "format", "--no-cache", "--check", ".", cwd=place, environment=environment)
        _count(r"(\d+) files? already formatted", formatted, "Python file")
        log.need("ruff", "check", "--no-cache", ".", cwd=place, environment=environment)
    return ONE


def typing(binaries: pathlib.Path, log: Log) -> Count:
    """mypy --strict on module_utils."""
    with _staged("typing") as place:
        base = place.parent.parent.parent
        environment = project.clean_environment(binaries, MYPYPATH=str(base))
        package = "ansible_collections.telephony.enswitch.plugins.module_utils"
        cache = str(project.CACHE / "mypy")
        command = ["mypy", "--config-file", "pyproject.toml", "--cache-dir", cache, "--package", package]
        output = log.need(*command, cwd=place, environment=environment)
        _count(r"no issues found in (\d+) source files?", output, "source file")
    return ONE


def _pytest(name: str, log: Log, environment: dict[str, str], *arguments: str, counted: bool = False) -> Count:
    """Runs pytest in the checkout and takes the count from its report. ``counted``: which lines of plugins/ it runs."""
    report = project.RESULTS / f"{name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    python = str(pathlib.Path(environment["PATH"].split(os.pathsep)[0]) / "python")
    command = [python, *(covering.watch(name, environment) if counted else [])]
    command += ["-m", "pytest", f"--junitxml={report}", *arguments]
    status, output = log.run(*command, cwd=project.ROOT, environment=environment)
    if status == 5:
        raise Failure("Nothing was checked: no test was found.")
    if not report.is_file():
        raise Failure(f"pytest ended with exit status {status} and without a report.")
    suites = xml.etree.ElementTree.parse(report).getroot().iter("testsuite")
    total = failed = skipped = 0
    for suite in suites:
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    # A skipped test is a test that shows nothing.
    failed += skipped
    if status != 0 and not failed:
        failed = 1
    return Count(max(total - failed, 0), failed)


def unit(binaries: pathlib.Path, log: Log, *, counted: bool = False) -> Count:
    """All unit tests, on the Python of the environment."""
    return _pytest("unit", log, project.clean_environment(binaries), "tests/unit", counted=counted)


def unit_target(python: str, log: Log) -> Count:
    """Unit tests of what runs on a target: modules and module_utils, with that Python and no controller code."""
    binaries = environments.provide_target(python)
    side = environments.target_side(environments.provide_control(project.matrix().target_control))
    environment = project.clean_environment(binaries, PYTHONPATH=str(side))
    folders = [f"tests/unit/plugins/{kind}" for kind in ("module_utils", "modules")]
    folders = [folder for folder in folders if (project.ROOT / folder).is_dir()]
    if not folders:
        raise Failure("Nothing was checked: there is no folder with unit tests of plugins.")
    return _pytest(f"unit-py{python}", log, environment, *folders)


def integration(binaries: pathlib.Path, log: Log, *, counted: bool = False) -> Count:
    """All of what playbooks do against the simulator, with the installed artifact."""
    return _pytest("integration", log, _playing(binaries), "tests/integration", *TWO, counted=counted)


def integration_on(control: project.Control, log: Log) -> Count:
    """What a version of ansible-core or of Python may make a difference to, of the same."""
    environment = _playing(environments.provide_control(control))
    arguments = ["tests/integration" if control.full else "tests/integration/test_targets.py", "--each-core"]
    return _pytest(f"integration-{control.name}", log, environment, *arguments)


def faults(binaries: pathlib.Path, log: Log, *, counted: bool = False) -> Count:
    """Every fault at every call of every module."""
    return _pytest("faults", log, _playing(binaries), "tests/faults", counted=counted)


def _playing(binaries: pathlib.Path) -> dict[str, str]:
    return project.clean_environment(binaries, ENSWITCH_TEST_COLLECTIONS=str(project.COLLECTIONS))


def guides(binaries: pathlib.Path, log: Log) -> Count:
    """README and the guides: every block is parsed or played, and the site is built."""
    return _pytest("guides", log, project.clean_environment(binaries), "tests/docs")


def sanity(name: str, binaries: pathlib.Path, log: Log, pythons: t.Sequence[str] = ()) -> Count:
    """ansible-test sanity, with no ignore file. ``pythons`` are target Pythons to compile and import on as well."""
    with _staged(f"sanity-{name}") as place:
        if list(place.glob("tests/sanity/ignore*")):
            raise Failure("There is an ignore file in tests/sanity.")
        _modules(place)
        environment = project.clean_environment(binaries, HOME=str(_home(binaries)))
        environment["PATH"] += os.pathsep + str(_interpreters(pythons))
        # ansible-test has to find the collection from where it is started, and nothing else.
        del environment["ANSIBLE_COLLECTIONS_PATH"], environment["ANSIBLE_CONFIG"], environment["ANSIBLE_HOME"]
        command = ["ansible-test", "sanity", "--requirements", "--python", "default", "--color", "no"]
        output = log.need(*command, cwd=place, environment=environment)
        if 'Running sanity test "validate-modules"' not in output:
            raise Failure("ansible-test did not come to the modules.")
    return ONE


def _interpreters(pythons: t.Sequence[str]) -> pathlib.Path:
    """A folder for PATH in which these interpreters are."""
    folder = project.CACHE / "pythons"
    folder.mkdir(parents=True, exist_ok=True)
    for python in pythons:
        link = folder / f"python{python}"
        if not link.is_symlink():
            with contextlib.suppress(FileExistsError):
                link.symlink_to(project.find_python(python))
    return folder


def _modules(place: pathlib.Path) -> int:
    """How many modules there are; raises Failure for none."""
    modules = [path for path in (place / "plugins" / "modules").glob("*.py") if path.stem != "__init__"]
    if not modules:
        raise Failure("Nothing was checked: there is no module.")
    return len(modules)


def _home(binaries: pathlib.Path) -> pathlib.Path:
    """A home folder for ansible-test: with the user's settings and cache of pip, and scripts that put pip in place.

    ansible-test downloads such a script for its virtual environments, unless it is there. Python brings pip along.
    """
    home = project.CACHE / "home"
    scripts = home / ".ansible" / "test" / "cache"
    scripts.mkdir(parents=True, exist_ok=True)
    for setting in (".cache/pip", ".config/pip", ".pip"):
        link = home / setting
        link.parent.mkdir(exist_ok=True)
        if not link.is_symlink():
            with contextlib.suppress(FileExistsError):
                link.symlink_to(pathlib.Path.home() / setting)
    (source,) = (binaries.parent / "lib").glob("python3.*/site-packages/ansible_test/_internal/python_requirements.py")
    for version in re.findall(r"\bpip='([0-9.]+)'", source.read_text(encoding="utf-8")):
        script = scripts / f"get_pip_{version.replace('.', '_')}.py"
        script.write_text("import ensurepip\n\nensurepip.bootstrap()\n", encoding="utf-8")
    return home


def licenses(binaries: pathlib.Path, log: Log) -> Count:
    """reuse: every file says whose it is and under which license."""
    with _staged("licenses") as place:
        environment = project.clean_environment(binaries)
        output = log.need("reuse", "lint", cwd=place, environment=environment)
        _count(r"Files with license information: (\d+) / \d+", output, "file")
    return ONE


def lint(binaries: pathlib.Path, log: Log) -> Count:
    """ansible-lint with its strictest profile."""
    with _staged("lint") as place:
        environment = project.clean_environment(binaries)
        command = ["ansible-lint", "--offline", "--nocolor", "--profile", "production", "--strict"]
        output = log.need(*command, cwd=place, environment=environment)
        _count(r"0 failure\(s\), 0 warning\(s\) in (\d+) files? processed", output, "file")
    return ONE


def docs_lint(binaries: pathlib.Path, log: Log) -> Count:
    """antsibull-docs: the documentation of plugins and the guides, with all references."""
    with _staged("docs-lint") as place:
        _modules(place)
        environment = project.clean_environment(binaries, ANSIBLE_COLLECTIONS_PATH=str(place.parent.parent.parent))
        command = ["antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs=all"]
        command += ["--disallow-unknown-collection-refs", "--check-extra-docs-refs", "."]
        log.need(*command, cwd=place, environment=environment)
    return ONE


def importer(binaries: pathlib.Path, log: Log) -> Count:
    """galaxy-importer on the artifact, without a warning."""
    place = project.CACHE / "importer"
    shutil.rmtree(place / "dist", ignore_errors=True)
    built = artifact.build(binaries, place / "dist")
    settings = {
        "GALAXY_IMPORTER_CHECK_REQUIRED_TAGS": "true",
        "GALAXY_IMPORTER_RUN_FLAKE8": "false",
        "GALAXY_IMPORTER_ANSIBLE_LOCAL_TMP": str(project.CACHE / "importer" / "tmp"),
    }
    environment = project.clean_environment(binaries, **settings)
    command = [str(binaries / "python"), "-m", "galaxy_importer.main", str(built)]
    output = log.need(*command, cwd=place, environment=environment)
    if re.search(r"^(WARNING|ERROR|CRITICAL)", output, re.MULTILINE):
        raise Failure("galaxy-importer warned.")
    if "Importer processing completed successfully" not in output:
        raise Failure("galaxy-importer did not come to its end.")
    if not re.search(r"^Loading module ", output, re.MULTILINE):
        raise Failure("Nothing was checked: the importer saw no module.")
    return ONE


def changelog_lint(binaries: pathlib.Path, log: Log) -> Count:
    """antsibull-changelog on the fragments and on the changelog."""
    with _staged("changelog-lint") as place:
        if not [*place.glob("changelogs/fragments/*.y*ml"), *place.glob("changelogs/changelog.yaml")]:
            raise Failure("Nothing was checked: there is no fragment and no changelog.")
        environment = project.clean_environment(binaries)
        log.need("antsibull-changelog", "lint", cwd=place, environment=environment)
    return ONE
