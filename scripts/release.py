# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prepares a release: ``release.py VERSION [DATE]``. It publishes nothing, commits nothing and pushes nothing.

Sets the version, turns the fragments into a chapter of the changelog, and builds the artifact into ``dist/``.
DATE (such as 2026-11-23) is today by default; with the same date the same commit gives the same artifact.
Run by the Python of .venv, in a tree without changes. Where something fails, the tree is left as it was.
"""

from __future__ import annotations

import datetime
import os
import pathlib
import re
import shutil
import subprocess
import sys

import archive
import artifact
import project
import yaml

# Where the version stands, and how.
PLACES = {
    "galaxy.yml": r"^(version: )(.*)$",
    "plugins/module_utils/_api/version.py": r'^(VERSION = ")(.*)(?=")',
}
CHANGELOG = ("CHANGELOG.md", "changelogs/changelog.yaml")
FRAGMENTS = pathlib.PurePath("changelogs", "fragments")


def check(version: str) -> None:
    """Raises ProjectError when there cannot be a release of this version now."""
    if not re.fullmatch(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", version):
        raise project.ProjectError(f"{version!r} is no version such as 1.2.3")
    changed = _git("status", "--porcelain")
    if changed:
        raise project.ProjectError(f"the tree has changes that are not committed:\n{changed}")
    if _git("tag", "--list", version):
        raise project.ProjectError(f"there is a tag {version} already")
    galaxy = yaml.safe_load((project.ROOT / "galaxy.yml").read_text(encoding="utf-8"))
    changes = yaml.safe_load((project.ROOT / "changelogs" / "changelog.yaml").read_text(encoding="utf-8"))
    newest = max([galaxy["version"], *changes["releases"]], key=_key)
    if _key(version) <= _key(newest):
        raise project.ProjectError(f"{version} is not higher than {newest}")
    if not list((project.ROOT / FRAGMENTS).glob("*.y*ml")):
        raise project.ProjectError(f"there is nothing to release: no fragment in {FRAGMENTS}")


def _key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _git(*arguments: str) -> str:
    ran = subprocess.run(["git", *arguments], cwd=project.ROOT, capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def prepare(binaries: pathlib.Path, version: str, date: datetime.date) -> None:
    """Writes version and changelog. All is done in a copy first."""
    label = f"release-{os.getpid()}"
    try:
        place = artifact.stage(label)
        for name, pattern in PLACES.items():
            text = (place / name).read_text(encoding="utf-8")
            text, found = re.subn(pattern, rf"\g<1>{version}", text, flags=re.MULTILINE)
            if found != 1:
                raise project.ProjectError(f"{name} has {found} lines with the version")
            (place / name).write_text(text, encoding="utf-8")
        command = ["antsibull-changelog", "release", "--version", version, "--date", date.isoformat()]
        environment = project.clean_environment(binaries, ANSIBLE_COLLECTIONS_PATH=str(place.parents[2]))
        ran = subprocess.run(
            command, cwd=place, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if ran.returncode != 0:
            raise project.ProjectError(f"antsibull-changelog failed:\n{ran.stdout}{ran.stderr}")
        for name in (*PLACES, *CHANGELOG):
            shutil.copyfile(place / name, project.ROOT / name)
        for fragment in (project.ROOT / FRAGMENTS).glob("*.y*ml"):
            if not (place / FRAGMENTS / fragment.name).exists():
                fragment.unlink()
    finally:
        shutil.rmtree(project.CACHE / "stage" / label, ignore_errors=True)


def _work() -> int:
    if len(sys.argv) not in (2, 3) or not sys.argv[1]:
        raise project.ProjectError("usage: make release VERSION=1.2.3 [DATE=2026-11-23]")
    version = sys.argv[1]
    try:
        date = datetime.date.fromisoformat(sys.argv[2]) if sys.argv[2:] else datetime.date.today()
    except ValueError as error:
        raise project.ProjectError(f"{sys.argv[2]!r} is no date such as 2026-11-23") from error
    check(version)
    binaries = pathlib.Path(sys.executable).parent
    prepare(binaries, version, date)
    built = artifact.build(binaries, project.ROOT / "dist")
    print(f"""\
Version {version} of {date} is prepared; nothing is committed or published.
{archive.checksum(built)}  {os.path.relpath(built, project.ROOT)}

Next:
  git diff                                  # read CHANGELOG.md
  make test
  git commit --all --message "Release {version}"
  git tag --annotate --message "{version}" {version}
  make artifact                             # the same checksum as above
  ansible-galaxy collection publish {os.path.relpath(built, project.ROOT)}""")
    return 0


if __name__ == "__main__":
    project.main(_work)
