# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds the documentation site: pages of all plugins by antsibull-docs, with the guides, to HTML by Sphinx.

As a script: ``docs.py [FOLDER]`` writes to that folder, ``docs/_build/html`` by default. A warning ends it with exit
status 1. Nothing is read from the network.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import artifact
import project

COLLECTION = "telephony.enswitch"
SITE = project.ROOT / "docs" / "_build" / "html"


def build(binaries: pathlib.Path, site: pathlib.Path) -> int:
    """Builds the site from the tracked files and returns how many pages it has. Raises ProjectError for a warning."""
    label = f"docs-{os.getpid()}"
    try:
        place = artifact.stage(label)
        with tempfile.TemporaryDirectory(prefix="docs-", dir=project.CACHE) as folder:
            # antsibull-docs wants a folder that only its owner may write to; a temporary one is.
            return _build(binaries, place, pathlib.Path(folder), site)
    finally:
        shutil.rmtree(project.CACHE / "stage" / label, ignore_errors=True)


def _build(binaries: pathlib.Path, place: pathlib.Path, folder: pathlib.Path, site: pathlib.Path) -> int:
    pages = folder / "rst"
    pages.mkdir(mode=0o700)
    environment = project.clean_environment(binaries, ANSIBLE_COLLECTIONS_PATH=str(place.parents[2]))
    generate = ["antsibull-docs", "--config-file", str(place / "docs" / "antsibull-docs.cfg"), "collection"]
    generate += ["--use-current", "--squash-hierarchy", "--fail-on-error", "--dest-dir", str(pages), COLLECTION]
    _run(generate, environment)
    # antsibull-docs takes pages along, but not their images.
    images = pathlib.PurePath("docsite", "images")
    shutil.copytree(place / "docs" / "docsite" / "rst" / images.name, pages / images)
    # Quiet, so that all it says is a reason to fail. -a and -E: never from what an earlier build left.
    sphinx = ["sphinx-build", "-n", "-W", "--keep-going", "-q", "-a", "-E", "-b", "html", "-c", str(place / "docs")]
    sphinx += ["-d", str(folder / "doctrees"), str(pages), str(folder / "html")]
    _run(sphinx, environment)
    shutil.rmtree(site, ignore_errors=True)
    site.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(folder / "html", site)
    return len(list(pages.rglob("*.rst")))


def _run(command: list[str], environment: dict[str, str]) -> None:
    ran = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if ran.returncode != 0 or "WARNING" in ran.stdout:
        raise project.ProjectError(f"{command[0]} failed:\n{ran.stdout}")


def _work() -> int:
    site = pathlib.Path(sys.argv[1]).resolve() if sys.argv[1:] else SITE
    pages = build(pathlib.Path(sys.executable).parent, site)
    print(f"Built {pages} pages: {os.path.relpath(site / 'index.html')}")
    return 0


if __name__ == "__main__":
    project.main(_work)
