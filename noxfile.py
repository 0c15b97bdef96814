# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is checked, and how: `nox -l` lists the sessions, `nox -s unit -- -k client` runs one with arguments.

`make` brings nox into the checkout. Versions stand in requirements.lock, those of ansible-core below.
"""

from __future__ import annotations

import json
import pathlib
import shutil
import sys

import antsibull_nox
import nox

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "scripts"))
from tools import (
    CACHE,
    COVERAGE,
    INTEGRATION,
    LOCK,
    ROOT,
    UNIT,
    ansible_test,
    as_users_have_it,
    install,
    need,
    prepare,
    pytest,
    staged,
)

# Every ansible-core that is supported, with the Pythons that it runs on here.
CORES = {"2.18.19": ["3.11", "3.12", "3.13"], "2.19.14": ["3.11", "3.12", "3.13"]}
CORES |= {"2.20.10": ["3.12", "3.13"], "2.21.5": ["3.13", "3.12"]}
# What `make test` takes.
CORE = "2.19.14" if sys.version_info < (3, 14) else "2.21.5"
# The Pythons that modules run on and no core above, and the newest of all.
PYTHONS = ["3.9", "3.10", "3.13"]
# Below these, in percent, the coverage of plugins/ fails.
LINES, BRANCHES = 95, 90
prepare()
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True
nox.options.parallel = 2
nox.options.allow_parallel = True


# --- make test: the longest first ----------------------------------------------------------------------------------


@nox.session
def integration(session: nox.Session) -> None:
    """Playbooks against the simulator, with the installed artifact (pytest)."""
    install(session, UNIT, INTEGRATION, "playing", core=CORE)
    # More than there are cores: many wait for the platform. What the tests of a file share is prepared once.
    as_users_have_it(session)
    pytest(session, "tests/integration", "--numprocesses=4", "--dist=loadfile")


@nox.session
def unit(session: nox.Session) -> None:
    """Unit tests (pytest)."""
    install(session, UNIT, INTEGRATION, "playing", core=CORE)
    pytest(session, "tests/unit", "--numprocesses=2", counted=True)


@nox.session
def docs(session: nox.Session) -> None:
    """Documentation of plugins (antsibull-docs), the site in docs/_build/html (Sphinx), README and guides (pytest)."""
    install(session, UNIT, INTEGRATION, "playing", "docs", core=CORE)
    with staged(session) as env:
        # It works in a temporary folder. One whose name ends with an underscore would be a reference to it as text.
        names = "import tempfile; tempfile._RandomNameSequence.characters = 'abcdefgh'; "
        command = ["python", "-c", names + "from antsibull_docs.cli.antsibull_docs import main; main()"]
        command += ["lint-collection-docs", "--plugin-docs", "--validate-collection-refs=all"]
        session.run(*command, "--disallow-unknown-collection-refs", "--check-extra-docs-refs", ".", env=env)
    session.env["ENSWITCH_TEST_SITE"] = str(ROOT / "docs" / "_build" / "html")
    session.run("python", "scripts/artifact.py", "site", session.env["ENSWITCH_TEST_SITE"])
    pytest(session, "tests/docs", "--numprocesses=2", "--dist=loadfile")


@nox.session
def faults(session: nox.Session) -> None:
    """Every fault at every call of every module (pytest)."""
    install(session, UNIT, INTEGRATION, "playing", core=CORE)
    as_users_have_it(session)
    pytest(session, "tests/faults", "--numprocesses=2")


@nox.session
def sanity(session: nox.Session) -> None:
    """ansible-test sanity, without an ignore file; `-- --test pylint` takes one test."""
    install(session, core=CORE)
    expected = "Running sanity test" if session.posargs else 'Running sanity test "validate-modules"'
    ansible_test(session, expected, "sanity", "--requirements", *session.posargs)


@nox.session
def targets(session: nox.Session) -> None:
    """ansible-test integration: the targets of all modules, each with a simulator of its own."""
    install(session, UNIT, INTEGRATION, "playing", core=CORE)
    ansible_test(session, "PLAY RECAP", "integration", *session.posargs, counted=True)


@nox.session(requires=["unit", "targets"])
def coverage(session: nox.Session) -> None:
    """How much of plugins/ unit tests and targets run: 95 % of the lines, 90 % of the branches (coverage)."""
    install(session, "playing", core=None)

    def report(name: str, *suites: str) -> dict:
        # Named as the data that it combines: coverage takes no others from a folder.
        (COVERAGE / name).mkdir(exist_ok=True)
        data = f"--data-file={COVERAGE / name / 'data'}"
        session.run("coverage", "combine", "--keep", "--quiet", data, *(str(COVERAGE / suite) for suite in suites))
        session.run("coverage", "json", "--quiet", data, f"-o{COVERAGE / name}.json")
        session.run("coverage", "report", "--skip-covered", "--show-missing", data)
        return json.loads((COVERAGE / f"{name}.json").read_text(encoding="utf-8"))

    # What the processes of playbooks run would be missing without a word, if they were not measured.
    run = {name for name, of in report("playbooks", "targets")["files"].items() if of["summary"]["covered_lines"]}
    folders = [pathlib.Path("plugins", kind) for kind in ("action", "inventory")]
    if missing := {str(path) for folder in folders for path in folder.glob("[!_]*.py")} - run:
        session.error(f"No playbook has run {', '.join(sorted(missing))}.")
    sums = report("all", "unit", "targets")["totals"]
    if sums["percent_statements_covered"] < LINES or sums["percent_branches_covered"] < BRANCHES:
        session.error(f"The tests run less than {LINES} % of the lines or {BRANCHES} % of the branches.")


@nox.session
def lint(session: nox.Session) -> None:
    """Python (ruff), imports (import-linter), changelog (antsibull-changelog), playbooks (ansible-lint); `-- --fix`."""
    install(session, "lint", core=CORE)
    if "--fix" in session.posargs:
        session.run("ruff", "check", "--fix", "--exit-zero", ".")
        session.run("ruff", "format", ".")
    with staged(session) as env:
        need(session, r"[1-9]\d* files already formatted", "ruff", "format", "--no-cache", "--check", ".")
        session.run("ruff", "check", "--no-cache", ".")
        need(session, r"Contracts: [1-9]\d* kept, 0 broken", "lint-imports", "--no-logo", env=env)
        session.run("antsibull-changelog", "lint")
        session.run("antsibull-changelog", "lint-changelog-yaml", "--strict", "changelogs/changelog.yaml")
        command = ["ansible-lint", "--offline", "--nocolor", "--profile", "production", "--strict"]
        need(session, r"0 failure\(s\), 0 warning\(s\) in [1-9]\d* files? processed", *command, env=env)


@nox.session
def typing(session: nox.Session) -> None:
    """Types of the plugins (mypy --strict)."""
    install(session, UNIT, "typing", core=CORE)
    kinds = ("action", "filter", "inventory", "module_utils", "modules", "plugin_utils")
    packages = [f"--package=ansible_collections.telephony.enswitch.plugins.{kind}" for kind in kinds]
    with staged(session) as env:
        command = ["mypy", f"--cache-dir={CACHE / 'mypy'}", *packages]
        need(session, r"no issues found in [1-9]\d* source files?", *command, env=env)


@nox.session
def importer(session: nox.Session) -> None:
    """Import the artifact as Galaxy does (galaxy-importer). A warning is a failure."""
    install(session, "importer", core=CORE)
    folder = pathlib.Path(session.create_tmp()).resolve()
    shutil.rmtree(folder / "dist", ignore_errors=True)
    session.run("python", "scripts/artifact.py", "build", str(folder / "dist"))
    # ansible-lint runs in the session lint, where a warning is a failure.
    settings = {"CHECK_REQUIRED_TAGS": "true", "RUN_ANSIBLE_LINT": "false", "ANSIBLE_LOCAL_TMP": str(folder)}
    env = {f"GALAXY_IMPORTER_{name}": value for name, value in settings.items()}
    quiet = r"\A(?!(.*\n)*(WARNING|ERROR|CRITICAL))(.*\n)*Loading module (.*\n)*.*completed successfully"
    session.chdir(folder)
    need(session, quiet, "python", "-m", "galaxy_importer.main", *map(str, folder.glob("dist/*.tar.gz")), env=env)


# license-check and extra-checks: see antsibull-nox.toml.
antsibull_nox.load_antsibull_nox_toml()


# --- make matrix: each tested version ---------------------------------------------------------------------------------

PAIRS = [(core, python) for core, pythons in CORES.items() for python in pythons]
NAMES = [f"{core.rpartition('.')[0]}-py{python}" for core, python in PAIRS]
OTHERS = [core for core in CORES if core != CORE]


@nox.session(name="core", default=False, tags=["matrix"])
@nox.parametrize(["core", "python"], PAIRS, ids=NAMES)
def on_core(session: nox.Session, core: str) -> None:
    """Playbooks on one ansible-core: what a version makes a difference to; on other Pythons, the targets (pytest)."""
    install(session, UNIT, INTEGRATION, "playing", core=core)
    first = session.python == CORES[core][0]
    words = ["--each-core", "--numprocesses=2", *([] if first else ["-k4.4"])]
    words += (
        ["tests/integration/test_targets.py"] if core == CORE or not first else ["tests/integration", "--dist=loadfile"]
    )
    as_users_have_it(session)
    pytest(session, *words)


@nox.session(name="core-sanity", default=False, tags=["matrix"])
@nox.parametrize(["core", "python"], [(core, CORES[core][0]) for core in OTHERS], ids=OTHERS)
def sanity_on_core(session: nox.Session, core: str) -> None:
    """ansible-test sanity of an ansible-core that `make test` does not take, without an ignore file."""
    install(session, core=core)
    ansible_test(session, 'Running sanity test "validate-modules"', "sanity", "--requirements")


@nox.session(name="unit-target", python=PYTHONS, default=False, tags=["matrix"])
def unit_target(session: nox.Session) -> None:
    """Unit tests of what runs on a target, with nothing of ansible-core but its target side (pytest)."""
    install(session, UNIT, core=None)
    side = pathlib.Path(session.create_tmp(), "target").resolve()
    words = ["--quiet", "--no-deps", f"--target={side}", "--python-version=3.13", f"ansible-core=={[*CORES][-1]}"]
    session.run_install("uv", "pip", "install", *words, external=True)
    session.env["PYTHONPATH"] = str(side)
    pytest(session, "tests/unit/plugins/module_utils", "tests/unit/plugins/modules")


@nox.session(default=False, tags=["matrix"])
def lock(session: nox.Session) -> None:
    """Whether requirements.lock has what is asked for; `-- --upgrade` takes the newest versions."""
    groups = [f"--group={name}" for name in nox.project.load_toml("pyproject.toml")["dependency-groups"]]
    files = [name.removeprefix("-r") for name in (UNIT, INTEGRATION)]
    command = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version=3.9", "--no-annotate"]
    command += ["--no-emit-package=ansible-core", "--custom-compile-command=make lock ARGS=--upgrade"]
    before = LOCK.read_text(encoding="utf-8")
    env = {"UV_CONSTRAINT": None}
    command += [*session.posargs, *groups, *files, f"--output-file={LOCK}"]
    session.run(*command, env=env, silent=True, external=True)
    if not session.posargs and LOCK.read_text(encoding="utf-8") != before:
        session.error("requirements.lock was out of date; it is written anew.")


# --- more than a check ---------------------------------------------------------------------------------------------


@nox.session(default=False)
def browser(session: nox.Session) -> None:
    """The page of the role report and the site in Chromium; `-- tests/browser --write` makes pictures."""
    install(session, UNIT, INTEGRATION, "playing", "docs", "browser", core=CORE)
    pytest(session, "tests/browser")


def program(name: str, module: str, about: str, *groups: str, installed: bool = True) -> None:
    """Make a session that runs a module of tests/ with its arguments; ``installed``: with the artifact, as users do."""

    def run(session: nox.Session) -> None:
        install(session, UNIT, INTEGRATION, *groups, core=CORE)
        if installed:
            as_users_have_it(session)
        session.chdir("tests")
        session.run("python", "-m", module, *session.posargs)

    run.__doc__ = about
    nox.session(name=name, default=False)(run)


program("demo", "demo", "Play the whole story, tests/demo/demo.yml, with the simulator, or check ENSWITCH_URL.")
program("simulator", "simulator", "Run the simulator in the foreground; `-- --help` lists options.", installed=False)
program("chaos", "faults.chaos", "Random faults, then one run has to converge: `-- --seeds 200 --first 1`.", "playing")
program("bench", "benchmarks", "Measure, beside bare clients; `-- --write` makes the page.", "playing", "bench")
program("mutation", "mutation", "Change plans, and show what no test noticed.", "mutation", installed=False)


@nox.session(default=False)
def artifact(session: nox.Session) -> None:
    """Build the artifact into dist/ and print its checksum, the same for the same files."""
    install(session, core=CORE)
    session.run("python", "scripts/artifact.py", "build", "dist")


@nox.session(default=False)
def release(session: nox.Session) -> None:
    """Prepare version, changelog and artifact, and publish nothing: `-- 1.2.3 [2026-11-23]`."""
    install(session, "lint", core=CORE)
    session.run("python", "scripts/artifact.py", "release", *session.posargs)


@nox.session(default=False)
def dev(session: nox.Session) -> None:
    """Make .venv for an editor and for pytest by hand; `-- FOLDER` makes it elsewhere."""
    place = session.posargs[0] if session.posargs else ".venv"
    groups = nox.project.load_toml("pyproject.toml")["dependency-groups"]
    wanted = [UNIT, INTEGRATION, *(f"--group={name}" for name in groups if name != "oldest"), f"ansible-core=={CORE}"]
    session.run("uv", "venv", "--quiet", "--allow-existing", f"--python={sys.executable}", place, external=True)
    session.run("uv", "pip", "install", "--quiet", f"--python={place}/bin/python", *wanted, external=True)
