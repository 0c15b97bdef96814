# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Links, labels and paths in README, CONTRIBUTING and the guides lead somewhere; the site builds without a warning."""

from __future__ import annotations

import os
import pathlib
import re
import subprocess
import sys

import pytest
import yaml
from conftest import ROOT
from documents import GUIDES, MARKDOWN

LABEL = "ansible_collections.telephony.enswitch.docsite."
# The first parts of paths in the repository. What stands behind them in text is a path that has to exist.
TOP = "changelogs|docs|meta|playbooks|plugins|scripts|tests|LICENSES|\\.ci"
FILES = r"[A-Z]+\.md|Makefile|noxfile\.py|requirements\.lock|galaxy\.yml|pyproject\.toml"
_PATH = re.compile(rf"^(?:(?:{TOP})(?:/[\w.<>*-]+)*/?|{FILES})$")
# What is made by the build, and is not in the repository.
MADE = ("docs/_build",)


def literals(path: pathlib.Path) -> list[str]:
    """What stands in the type of code in a text, without blocks."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
        return re.findall(r"`([^`\n]+)`", text)
    return re.findall(r"``([^`\n]+)``", text)


@pytest.mark.parametrize("path", [*GUIDES, *MARKDOWN], ids=lambda path: path.name)
def test_paths_that_are_named_exist(path: pathlib.Path) -> None:
    named = [name for name in literals(path) if _PATH.match(name) and "<" not in name and not name.startswith(MADE)]
    missing = [name for name in named if not list(ROOT.glob(name.rstrip("/")))]
    assert not missing


def test_the_guides_name_paths() -> None:
    assert any(_PATH.match(name) for path in GUIDES for name in literals(path))


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: path.name)
def test_links_in_markdown_lead_to_files_and_headings(path: pathlib.Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _hash, anchor = target.partition("#")
        place = path.parent / name if name else path
        assert place.exists(), f"{path.name} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ +(.*)$", place.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert anchor in [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]


def test_every_guide_has_its_label_and_is_listed() -> None:
    listed = yaml.safe_load((ROOT / "docs" / "docsite" / "extra-docs.yml").read_text(encoding="utf-8"))
    names = [name for part in listed["sections"] for name in part["toctree"]]
    assert sorted(names) == sorted(path.stem for path in GUIDES)
    for path in GUIDES:
        assert f".. _{LABEL}{path.stem.removeprefix('guide_')}:" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_references_between_guides_lead_to_a_label(path: pathlib.Path) -> None:
    labels = {f"{LABEL}{guide.stem.removeprefix('guide_')}" for guide in GUIDES}
    used = re.findall(r":ref:`(?:[^`<]*<)?([^`>]+)>?`", path.read_text(encoding="utf-8"))
    assert set(used) <= labels


@pytest.mark.parametrize("path", [*GUIDES, *MARKDOWN], ids=lambda path: path.name)
def test_make_targets_and_sessions_that_are_named_exist(path: pathlib.Path) -> None:
    makefile, noxfile = ((ROOT / name).read_text(encoding="utf-8") for name in ("Makefile", "noxfile.py"))
    sessions = set(re.findall(r"^@nox\.session\b.*\n(?:@.*\n)*def (\w+)", noxfile, flags=re.MULTILINE))
    sessions |= set(re.findall(r'^@nox\.session\(.*name="([\w-]+)"', noxfile, flags=re.MULTILINE))
    sessions |= set(re.findall(r'^program\("(\w+)"', noxfile, flags=re.MULTILINE))
    sessions |= {"license-check", "extra-checks"}
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, flags=re.MULTILINE)) | sessions
    text = path.read_text(encoding="utf-8")
    for name in re.findall(r"(?:``|`|\$ |^)make ([a-z][a-z-]*)", text, flags=re.MULTILINE):
        assert name in targets, f"there is no make {name}"
    for name in re.findall(r"\bnox -s ([a-z][a-z-]*)", text):
        assert name in sessions, f"there is no session {name}"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The site: that of the session docs, or built here. A warning fails either."""
    if built := os.environ.get("ENSWITCH_TEST_SITE"):
        return pathlib.Path(built)
    folder = tmp_path_factory.mktemp("site") / "html"
    subprocess.run([sys.executable, str(ROOT / "scripts" / "artifact.py"), "site", str(folder)], check=True)
    return folder


def test_the_site_is_complete_and_needs_no_other_server(site: pathlib.Path) -> None:
    pages = {page.stem for page in site.rglob("*.html")}
    assert {path.stem for path in GUIDES} <= pages
    assert {f"{module.stem}_module" for module in (ROOT / "plugins" / "modules").glob("[!_]*.py")} <= pages
    assert "customers_inventory" in pages
    # The collection is on no server: the artifact is built in the repository.
    install = "make artifact &amp;&amp; ansible-galaxy collection install dist/telephony-enswitch-*.tar.gz"
    shown = re.sub(r"<[^>]+>", "", (site / "bulk_campaign_module.html").read_text(encoding="utf-8"))
    assert install in shown
    # Readers need no other server than the one that the site is on.
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "collection install telephony.enswitch" not in re.sub(r"<[^>]+>", "", text), page.name
        assert not re.findall(r"<(?:script|img|iframe)[^>]*src=\"(?:https?:)?//", text), page.name
        assert not re.findall(r"<link[^>]*rel=\"stylesheet\"[^>]*href=\"(?:https?:)?//", text), page.name
