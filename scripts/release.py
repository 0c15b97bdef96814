# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``release.py VERSION [DATE]`` prepares a release, in a tree without changes; CONTRIBUTING.md says what comes next.

With the same DATE (such as 2026-11-23; today by default) the same commit gives the same artifact.
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


def refusal(version: str, date: str) -> str:
    """Why there cannot be a release of this version now, or nothing."""
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", version):
        return f"{version!r} is no version such as 1.2.3"
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        return f"{date!r} is no date such as 2026-11-23"
    if changed := git("status", "--porcelain"):
        return f"the tree has changes that are not committed:\n{changed}"
    if git("tag", "--list", version):
        return f"there is a tag {version} already"
    released = yaml.safe_load((ROOT / "changelogs" / "changelog.yaml").read_text(encoding="utf-8"))["releases"]
    newest = max(released, key=_numbers)
    if _numbers(version) <= _numbers(newest):
        return f"{version} is not higher than {newest}"
    fragments = list((ROOT / "changelogs" / "fragments").glob("*.y*ml"))
    return "" if fragments else "there is nothing to release: no fragment in changelogs/fragments"


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def prepare(version: str, date: str) -> None:
    """Write the version where it stands, and turn the fragments into a chapter of the changelog."""
    for name, before in (("galaxy.yml", "version: "), ("plugins/module_utils/_api/version.py", 'VERSION = "')):
        text = (ROOT / name).read_text(encoding="utf-8")
        (ROOT / name).write_text(re.sub(f"(?m)(?<=^{before})[0-9.]+", version, text), encoding="utf-8")
    try:
        # It asks ansible-doc which plugins are new.
        artifact.run(str(ROOT), "antsibull-changelog", "release", "--version", version, "--date", date, cwd=ROOT)
    except SystemExit:
        git("checkout", "--", ".")
        raise


if __name__ == "__main__":
    version, date = (*sys.argv[1:], datetime.date.today().isoformat())[:2] if sys.argv[1:] else ("", "")
    if why := refusal(version, date):
        sys.exit(f"error: {why}; usage: make release ARGS='1.2.3 [2026-11-23]'")
    prepare(version, date)
    built = artifact.build(ROOT / "dist")
    print(f"{artifact.checksum(built)}  {os.path.relpath(built, ROOT)}")
