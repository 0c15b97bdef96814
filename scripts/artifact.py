# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection as users get it, from the tracked files. Run by a Python whose environment has ansible-core.

``artifact.py build FOLDER`` writes the artifact to FOLDER and prints its checksum, the same for the same files.
``artifact.py install FOLDER`` builds it and installs it into FOLDER, a folder for ANSIBLE_COLLECTIONS_PATH.
``artifact.py site FOLDER`` builds the documentation with antsibull-docs and Sphinx. Nothing is read from the network.
``artifact.py release VERSION [DATE]`` prepares a release; CONTRIBUTING.md says what comes next.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PLACE = pathlib.Path("ansible_collections", "telephony", "enswitch")
MANIFEST, FILES = "MANIFEST.json", "FILES.json"
# 1980-01-01, the oldest time that every archive format knows. SOURCE_DATE_EPOCH overrides it.
_TIME = 315532800


def stage(folder: pathlib.Path) -> pathlib.Path:
    """Copy the tracked files to ``folder/ansible_collections/telephony/enswitch`` and return that path.

    The copy has what is edited but not committed, and nothing that git does not know. It is a git repository of its
    own, so that a tool that asks git for the files or for the root stays in it.
    """
    place = folder / PLACE
    shutil.rmtree(place, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if os.path.lexists(ROOT / name):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name, follow_symlinks=False)
    for command in (["init", "--quiet"], ["add", "--all", "--force"]):
        subprocess.run(["git", *command], cwd=place, check=True)
    return place


def build(folder: pathlib.Path) -> pathlib.Path:
    """Build the artifact into a folder and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="enswitch-build-") as name:
        place = stage(pathlib.Path(name))
        run(name, "ansible-galaxy", "collection", "build", "--output-path", name, str(place))
        (built,) = pathlib.Path(name).glob("*.tar.gz")
        normalize(built)
        return pathlib.Path(shutil.move(built, folder / built.name))


def install(folder: pathlib.Path) -> pathlib.Path:
    """Build the artifact and install it, and nothing else. Return the path of the installed collection."""
    with tempfile.TemporaryDirectory(prefix="enswitch-install-") as name:
        words = ["install", "--offline", "--no-deps", "--force", "-p", str(folder), str(build(pathlib.Path(name)))]
        run(str(folder), "ansible-galaxy", "collection", *words)
    return folder / PLACE


def site(folder: pathlib.Path) -> pathlib.Path:
    """Build the documentation: pages of plugins, and the guides. Return the path of its first page."""
    with tempfile.TemporaryDirectory(prefix="enswitch-docs-") as name:
        docs, pages, html = (pathlib.Path(name) / part for part in (PLACE / "docs", "rst", "html"))
        stage(pathlib.Path(name))
        # antsibull-docs wants a folder that only its owner may write to.
        pages.mkdir(mode=0o700)
        words = ["--use-current", "--squash-hierarchy", "--fail-on-error", "--dest-dir", str(pages)]
        words = ["--config-file", str(docs / "antsibull-docs.cfg"), "collection", *words, "telephony.enswitch"]
        run(name, "antsibull-docs", *words)
        # antsibull-docs takes pages along, but not their images.
        shutil.copytree(docs / "docsite" / "rst" / "images", pages / "docsite" / "images")
        # What antsibull-docs says first is metadata. A newcomer reads docs/index.rst in its place.
        index = pages / "index.rst"
        _metadata, found, lists = index.read_text(encoding="utf-8").partition("Guides\n------\n")
        index.write_text((docs / "index.rst").read_text(encoding="utf-8") + found + lists, encoding="utf-8")
        # Quiet, so that all it says is a reason to fail.
        run(name, "sphinx-build", "-n", "-W", "--keep-going", "-q", "-c", str(docs), str(pages), str(html))
        shutil.rmtree(html / ".doctrees")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(html, folder)
    return folder / "index.html"


def release(version: str, *date: str) -> pathlib.Path:
    """Write a version where it stands, make the fragments a chapter of the changelog, and return the built artifact.

    A day such as 2026-11-23 in place of today: the same commit and the same day make the same artifact.
    """
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=True)
    if changed.stdout:
        sys.exit(f"error: there are changes that are not committed:\n{changed.stdout}")
    for name, before in (("galaxy.yml", "version: "), ("plugins/module_utils/_api/version.py", 'VERSION = "')):
        text = (ROOT / name).read_text(encoding="utf-8")
        (ROOT / name).write_text(re.sub(f"(?m)(?<=^{before})[0-9.]+", version, text), encoding="utf-8")
    try:
        # It asks ansible-doc which plugins are new. What is no version, is there already, or has no text, fails.
        words = ["--version", version, *(f"--date={day}" for day in date)]
        run(str(ROOT), "antsibull-changelog", "release", *words, cwd=ROOT)
    except SystemExit:
        subprocess.run(["git", "checkout", "--quiet", "--", "."], cwd=ROOT, check=True)
        raise
    return build(ROOT / "dist")


def run(collections: str, *command: str, cwd: pathlib.Path | None = None) -> None:
    """Run a tool of this environment. A warning is a failure."""
    path = os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    env = {**os.environ, "PATH": path, "ANSIBLE_COLLECTIONS_PATH": collections}
    env |= dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:9")
    ran = subprocess.run(
        command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if ran.returncode != 0 or "WARNING" in ran.stdout + ran.stderr:
        sys.exit(f"error: {command[0]} failed:\n{ran.stdout}{ran.stderr}")


def checksum(artifact: pathlib.Path) -> str:
    """The sha256 of a file, as hexadecimal text."""
    return hashlib.sha256(artifact.read_bytes()).hexdigest()


def normalize(artifact: pathlib.Path) -> None:
    """Write an artifact of ansible-galaxy anew: members and lists sorted, all times the same."""
    with tarfile.open(artifact) as archive:
        members = {member.name: member for member in archive.getmembers()}
        contents = {name: archive.extractfile(member).read() for name, member in members.items() if member.isfile()}
    listed = json.loads(contents[FILES])
    listed["files"].sort(key=lambda entry: entry["name"])
    contents[FILES] = json.dumps(listed, indent=1).encode()
    manifest = json.loads(contents[MANIFEST])
    manifest["file_manifest_file"]["chksum_sha256"] = hashlib.sha256(contents[FILES]).hexdigest()
    contents[MANIFEST] = json.dumps(manifest, indent=1).encode()
    time = int(os.environ.get("SOURCE_DATE_EPOCH") or _TIME)
    written = io.BytesIO()
    with (
        gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=written, mtime=time) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        # ansible-galaxy reads the two lists first.
        for name in [MANIFEST, FILES, *sorted(set(members) - {MANIFEST, FILES})]:
            clean = tarfile.TarInfo(name)
            clean.type, clean.mode, clean.linkname = members[name].type, members[name].mode, members[name].linkname
            clean.mtime, clean.size = time, len(contents.get(name, b""))
            archive.addfile(clean, io.BytesIO(contents.get(name, b"")))
    artifact.write_bytes(written.getvalue())


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["build", _] | ["release", _] | ["release", _, _]:
            made = build(pathlib.Path(sys.argv[2]).resolve()) if sys.argv[1] == "build" else release(*sys.argv[2:])
            print(f"{checksum(made)}  {os.path.relpath(made)}")
        case ["install" | "site" as what, name]:
            made = (install if what == "install" else site)(pathlib.Path(name).resolve())
            print(f"Made {os.path.relpath(made)}")
        case _:
            sys.exit("usage: artifact.py build|install|site FOLDER, or artifact.py release VERSION [DATE]")
