# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``release.py VERSION [DATE]`` prepares a release: version, changelog and artifact. It publishes nothing.

DATE (such as 2026-11-23) is today by default; with the same date the same commit gives the same artifact.
Works in a tree without changes, and leaves it as it was where something fails.
"""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys

import artifact
import yaml

ROOT = artifact.ROOT


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def refusal(version: str) -> str:
    """Why there cannot be a release of this version now, or nothing."""

    def key(text: str) -> list[int]:
        return [int(part) for part in text.split(".")]

    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", version):
        return f"{version!r} is no version such as 1.2.3"
    if changed := git("status", "--porcelain"):
        return f"the tree has changes that are not committed:\n{changed}"
    if git("tag", "--list", version):
        return f"there is a tag {version} already"
    names = ("galaxy.yml", "changelogs/changelog.yaml")
    galaxy, changes = (yaml.safe_load((ROOT / name).read_text(encoding="utf-8")) for name in names)
    newest = max([galaxy["version"], *changes["releases"]], key=key)
    if key(version) <= key(newest):
        return f"{version} is not higher than {newest}"
    fragments = list((ROOT / "changelogs" / "fragments").glob("*.y*ml"))
    return "" if fragments else "there is nothing to release: no fragment in changelogs/fragments"


def prepare(version: str, date: str) -> None:
    """Write the version where it stands, and turn the fragments into a chapter of the changelog."""
    (module,) = (ROOT / "plugins" / "module_utils").rglob("*version.py")
    for path, pattern in ((ROOT / "galaxy.yml", r"^(version: )(.*)$"), (module, r'^(VERSION = ")(.*)(?=")')):
        text, found = re.subn(pattern, rf"\g<1>{version}", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert found == 1, f"{path.name} has {found} lines with the version"
        path.write_text(text, encoding="utf-8")
    try:
        # It asks ansible-doc which plugins are new.
        artifact.run(str(ROOT), "antsibull-changelog", "release", "--version", version, "--date", date, cwd=ROOT)
    except SystemExit:
        git("checkout", "--", ".")
        raise


def main(version: str, date: str) -> None:
    try:
        date = datetime.date.fromisoformat(date).isoformat()
    except ValueError:
        sys.exit(f"error: {date!r} is no date such as 2026-11-23")
    if why := refusal(version):
        sys.exit(f"error: {why}")
    prepare(version, date)
    built = artifact.build(ROOT / "dist")
    print(f"""\
Version {version} of {date} is prepared; nothing is committed or published.
{artifact.checksum(built)}  {os.path.relpath(built, ROOT)}

Next:
  git diff                                  # read CHANGELOG.md
  make test
  git commit --all --message "Release {version}"
  git tag --annotate --message "{version}" {version}
  make artifact                             # the same checksum as above
  ansible-galaxy collection publish {os.path.relpath(built, ROOT)}""")


if __name__ == "__main__":
    match sys.argv[1:]:
        case [version, *date] if version and len(date) < 2:
            main(version, date[0] if date else datetime.date.today().isoformat())
        case _:
            sys.exit("usage: make release ARGS='1.2.3 [2026-11-23]'")
