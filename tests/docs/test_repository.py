# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What GitHub reads is as its published schemas say, and the tools are set up for files that are there."""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys

import pytest
import tomllib
import yaml
from conftest import ROOT

GITHUB = ROOT / ".github"
SCHEMAS = {
    "vendor.github-workflows": sorted((GITHUB / "workflows").glob("*.yml")),
    "vendor.github-issue-forms": sorted((GITHUB / "ISSUE_TEMPLATE").glob("*_*.yml")),
    "vendor.github-issue-config": [GITHUB / "ISSUE_TEMPLATE" / "config.yml"],
}


def check(schema: str, *paths: pathlib.Path) -> subprocess.CompletedProcess[str]:
    tool = str(pathlib.Path(sys.executable).parent / "check-jsonschema")
    command = [tool, "--builtin-schema", schema, *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_github_gets_what_its_schema_asks_for(schema: str) -> None:
    assert SCHEMAS[schema]
    ran = check(schema, *SCHEMAS[schema])
    assert ran.returncode == 0, ran.stdout


def test_the_schema_refuses_a_mistake(tmp_path: pathlib.Path) -> None:
    (tmp_path / "ci.yml").write_text("on: push\njobs: {test: {steps: []}}\n", encoding="utf-8")
    assert check("vendor.github-workflows", tmp_path / "ci.yml").returncode == 1


def test_the_workflow_runs_make_test_and_all_of_the_matrix() -> None:
    jobs = yaml.safe_load((GITHUB / "workflows" / "ci.yml").read_text(encoding="utf-8"))["jobs"]
    assert "make test" in [step.get("run") for step in jobs["test"]["steps"]]
    (listing,) = [step["run"] for step in jobs["sessions"]["steps"] if step.get("id") == "list"]
    assert "nox --list --json --tags matrix" in listing
    assert jobs["matrix"]["strategy"]["matrix"] == {"session": "${{ fromJSON(needs.sessions.outputs.names) }}"}


def test_no_file_names_where_packages_come_from() -> None:
    """Versions are pinned; which index has them is the user's choice."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"//|@|--", re.sub(r"^ *#.*$", "", lock, flags=re.MULTILINE))
    assert len(re.findall(r"^[a-z0-9-]+==\S+", lock, flags=re.MULTILINE)) > 100


def test_what_checks_are_told_to_leave_out_is_there() -> None:
    text = (ROOT / "antsibull-nox.toml").read_text(encoding="utf-8")
    left_out = [
        path
        for session in tomllib.loads(text)["sessions"].values()
        for paths in session.values()
        if isinstance(paths, list)
        for path in paths
    ]
    assert left_out and not [path for path in left_out if not [*ROOT.glob(path)]]


def test_the_contract_on_imports_covers_every_package() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    packages = {path.parent.name for path in (ROOT / "plugins" / "module_utils").glob("_*/__init__.py")}
    for listed in (contracts["root_packages"], *(contract["layers"] for contract in contracts["contracts"])):
        assert sorted(name.rpartition(".")[2] for name in listed) == sorted(packages)
