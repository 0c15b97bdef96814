# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection as users get it: staged from the tracked files, built, and installed into .cache/collections.

As a script (run by the project's environment): builds and installs, and prints the path of the artifact.
With a folder as argument: builds only, into that folder, and prints the checksum.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import threading

import archive
import project

DIST = project.CACHE / "dist"
PLACE = pathlib.Path("ansible_collections", "telephony", "enswitch")


def stage(name: str) -> pathlib.Path:
    """Copies the tracked files to ``.cache/stage/<name>/ansible_collections/telephony/enswitch`` and returns that path.

    The copy is a git repository of its own, so that a tool that asks git for the files or for the root stays in it.
    What is edited but not committed is taken as it is; what git does not know is left out.
    """
    place = project.CACHE / "stage" / name / PLACE
    if place.is_dir():
        shutil.rmtree(place)
    for tracked in project.tracked_files():
        copy = place / tracked
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(project.ROOT / tracked, copy, follow_symlinks=False)
    for command in (["init", "--quiet"], ["add", "--all", "--force"]):
        subprocess.run(["git", *command], cwd=place, check=True)
    return place


def build(binaries: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """Builds the artifact into a folder and returns its path. The same files give the same artifact.

    Raises ProjectError when ansible-galaxy fails.
    """
    label = f"build-{os.getpid()}-{threading.get_ident()}"
    try:
        source = stage(label)
        output = source.parents[2] / "dist"
        _galaxy(binaries, source, "build", "--output-path", str(output), str(source))
        (artifact,) = output.glob("*.tar.gz")
        archive.normalize(artifact)
        folder.mkdir(parents=True, exist_ok=True)
        return pathlib.Path(shutil.move(artifact, folder / artifact.name))
    finally:
        shutil.rmtree(project.CACHE / "stage" / label, ignore_errors=True)


def install(binaries: pathlib.Path, artifact: pathlib.Path) -> pathlib.Path:
    """Installs the artifact, and nothing from anywhere else. Returns the folder for ANSIBLE_COLLECTIONS_PATH."""
    fresh = project.CACHE / f"collections-{archive.checksum(artifact)[:12]}"
    _galaxy(binaries, fresh, "install", "--offline", "--no-deps", "--force", "-p", str(fresh), str(artifact))
    # Put in place in one step, for whoever is using the old one at this moment.
    old = project.CACHE / "collections-old"
    shutil.rmtree(old, ignore_errors=True)
    if project.COLLECTIONS.is_dir():
        project.COLLECTIONS.rename(old)
    fresh.rename(project.COLLECTIONS)
    shutil.rmtree(old, ignore_errors=True)
    return project.COLLECTIONS


def build_and_install(binaries: pathlib.Path) -> pathlib.Path:
    """Both, by one run at a time. Returns the path of the artifact."""
    with project.locked("artifact"):
        shutil.rmtree(DIST, ignore_errors=True)
        artifact = build(binaries, DIST)
        install(binaries, artifact)
    return artifact


def _galaxy(binaries: pathlib.Path, collections: pathlib.Path, *arguments: str) -> None:
    command = [str(binaries / "ansible-galaxy"), "collection", *arguments]
    environment = project.clean_environment(binaries, ANSIBLE_COLLECTIONS_PATH=str(collections))
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode != 0 or "[WARNING]" in ran.stderr:
        raise project.ProjectError(f"ansible-galaxy collection {arguments[0]} failed:\n{ran.stdout}{ran.stderr}")


def _work() -> int:
    if sys.argv[1:]:
        artifact = build(pathlib.Path(sys.executable).parent, pathlib.Path(sys.argv[1]).resolve())
        print(f"{archive.checksum(artifact)}  {os.path.relpath(artifact)}")
        return 0
    artifact = build_and_install(pathlib.Path(sys.executable).parent)
    print(f"Built and installed {os.path.relpath(artifact, project.ROOT)}")
    return 0


if __name__ == "__main__":
    project.main(_work)
