# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``site.py FOLDER`` builds the documentation: pages of plugins by antsibull-docs, and the guides, to HTML by Sphinx.

A warning ends it with exit status 1. Nothing is read from the network.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import artifact


def build(site: pathlib.Path, folder: pathlib.Path) -> None:
    """Build the site from the tracked files."""
    place, pages, html = artifact.stage(folder), folder / "rst", folder / "html"
    # antsibull-docs wants a folder that only its owner may write to.
    pages.mkdir(mode=0o700)
    generate = ["antsibull-docs", "--config-file", str(place / "docs" / "antsibull-docs.cfg"), "collection"]
    generate += ["--use-current", "--squash-hierarchy", "--fail-on-error", "--dest-dir", str(pages)]
    # Quiet, so that all it says is a reason to fail. -a and -E: never from what an earlier build left.
    sphinx = ["sphinx-build", "-n", "-W", "--keep-going", "-q", "-a", "-E", "-b", "html", "-c", str(place / "docs")]
    run([*generate, "telephony.enswitch"], folder)
    # antsibull-docs takes pages along, but not their images.
    shutil.copytree(place / "docs" / "docsite" / "rst" / "images", pages / "docsite" / "images")
    # What antsibull-docs says first is metadata. A newcomer reads docs/index.rst in its place.
    index = pages / "index.rst"
    _metadata, found, lists = index.read_text(encoding="utf-8").partition("Guides\n------\n")
    if not found:
        sys.exit("antsibull-docs wrote an index without guides.")
    index.write_text((place / "docs" / "index.rst").read_text(encoding="utf-8") + found + lists, encoding="utf-8")
    run([*sphinx, "-d", str(folder / "doctrees"), str(pages), str(html)], folder)
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(html, site)
    print(f"Built {len(list(pages.rglob('*.rst')))} pages: {os.path.relpath(site / 'index.html')}")


def run(command: list[str], collections: pathlib.Path) -> None:
    path = os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    env = {**os.environ, "PATH": path, "ANSIBLE_COLLECTIONS_PATH": str(collections)}
    env |= dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:9")
    ran = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if ran.returncode != 0 or "WARNING" in ran.stdout + ran.stderr:
        sys.exit(f"{command[0]} failed:\n{ran.stdout}{ran.stderr}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="enswitch-docs-") as name:
        build(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(name))
