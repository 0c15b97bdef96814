# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The artifact is the same whoever builds it; a release is prepared in a clone, and published nowhere."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tarfile
import typing as t

import artifact
import pytest
import yaml

BINARIES = pathlib.Path(sys.executable).parent
NEXT = "7.0.0"
FRAGMENT = "---\nrelease_summary: The seventh.\nminor_changes:\n  - campaigns - they learn to sing.\n"


def _git(folder: pathlib.Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.com", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def clone(tmp_path: pathlib.Path) -> pathlib.Path:
    """The tracked files, as they are here, as the only commit of a repository of its own."""
    folder = artifact.stage(tmp_path / "clone")
    shutil.rmtree(folder / "changelogs" / "fragments")
    (folder / "changelogs" / "fragments").mkdir()
    (folder / "changelogs" / "fragments" / "singing.yml").write_text(FRAGMENT, encoding="utf-8")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", "All")
    return folder


def _run(clone: pathlib.Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    # The tools that it runs are not what the coverage of the tests is about.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    return subprocess.run(
        [sys.executable, str(clone / "scripts" / script), *arguments],
        cwd=clone,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def _version(clone: pathlib.Path) -> str:
    version: str = yaml.safe_load((clone / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    return version


def test_a_release_is_prepared_and_no_more(clone: pathlib.Path) -> None:
    log = _git(clone, "log", "--oneline")
    ran = _run(clone, "artifact.py", "release", NEXT, "2026-12-24")
    assert ran.returncode == 0, ran.stderr
    assert _version(clone) == NEXT
    assert f'VERSION = "{NEXT}"' in (clone / "plugins/module_utils/_api/version.py").read_text(encoding="utf-8")
    changes = yaml.safe_load((clone / "changelogs" / "changelog.yaml").read_text(encoding="utf-8"))["releases"]
    assert {"0.1.0", NEXT} <= set(changes)
    assert changes[NEXT]["release_date"] == "2026-12-24"
    assert changes[NEXT]["changes"]["minor_changes"] == ["campaigns - they learn to sing."]
    text = (clone / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "The seventh" in text and "they learn to sing" in text
    assert not (clone / "changelogs" / "fragments" / "singing.yml").exists()
    # The artifact is of that version, and its checksum is the one that was printed.
    built = clone / "dist" / f"telephony-enswitch-{NEXT}.tar.gz"
    assert f"{hashlib.sha256(built.read_bytes()).hexdigest()}  dist/{built.name}\n" in ran.stdout
    with tarfile.open(built) as packed:
        manifest = json.load(t.cast("t.IO[bytes]", packed.extractfile("MANIFEST.json")))
    assert manifest["collection_info"]["version"] == NEXT
    # Nothing but the tree has changed, and only where it has to.
    assert _git(clone, "log", "--oneline") == log and not _git(clone, "tag")
    changed = {line.split()[-1] for line in _git(clone, "status", "--porcelain").splitlines()}
    assert changed == {
        "CHANGELOG.md",
        "changelogs/changelog.yaml",
        "changelogs/fragments/singing.yml",
        "galaxy.yml",
        "plugins/module_utils/_api/version.py",
    }
    # What comes next builds the same, from the commit.
    _git(clone, "commit", "--quiet", "--all", "--message", "Release")
    released = built.read_bytes()
    again = _run(clone, "artifact.py", "build", "dist")
    assert again.returncode == 0 and built.read_bytes() == released, again.stderr


def test_what_cannot_be_released_leaves_the_tree_as_it_was(clone: pathlib.Path) -> None:
    there = _version(clone)
    _git(clone, "rm", "--quiet", "changelogs/fragments/singing.yml")
    _git(clone, "commit", "--quiet", "--message", "No fragment")
    for arguments, said in (
        (["7.0"], "antsibull-changelog failed"),
        ([there], f"release {there} already exists"),
        # There is nothing to release.
        ([NEXT], "no release_summary section"),
        ([], "usage: artifact.py"),
    ):
        ran = _run(clone, "artifact.py", "release", *arguments)
        assert (ran.returncode, _git(clone, "status", "--porcelain")) == (1, ""), arguments
        assert said in ran.stderr, arguments
    (clone / "README.md").write_text("Not committed.", encoding="utf-8")
    ran = _run(clone, "artifact.py", "release", NEXT)
    assert ran.returncode == 1 and "there are changes that are not committed:\n M README.md" in ran.stderr
    assert (clone / "README.md").read_text(encoding="utf-8") == "Not committed." and _version(clone) == there


def _artifact(path: pathlib.Path, seed: int) -> pathlib.Path:
    """What ansible-galaxy makes of three files, with the order and the times of a bad day."""
    chance = random.Random(seed)
    files = {"README.md": b"read me", "plugins/a.py": b"a = 1", "plugins/b.py": b"b = 1"}
    entries = [{"name": name, "ftype": "file"} for name in (*files, "plugins")]
    chance.shuffle(entries)
    listed = json.dumps({"files": entries, "format": 1}).encode()
    checked = {"name": "FILES.json", "chksum_sha256": hashlib.sha256(listed).hexdigest()}
    manifest = json.dumps({"collection_info": {"name": "x"}, "file_manifest_file": checked}).encode()
    with tarfile.open(path, "w:gz") as packed:
        for name in ("MANIFEST.json", "FILES.json", *(entry["name"] for entry in entries)):
            content = {**files, "MANIFEST.json": manifest, "FILES.json": listed}.get(name)
            member = tarfile.TarInfo(name)
            member.mtime = chance.randrange(10**9)
            member.uid, member.uname = chance.randrange(1000), "somebody"
            if content is None:
                member.type, member.mode = tarfile.DIRTYPE, 0o755
                packed.addfile(member)
            else:
                member.size = len(content)
                with (path.parent / "content").open("wb+") as handle:
                    handle.write(content)
                    handle.seek(0)
                    packed.addfile(member, handle)
    artifact.normalize(path)
    return path


def test_order_and_times_make_no_difference(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    first, second = (_artifact(tmp_path / f"{seed}.tar.gz", seed) for seed in (1, 2))
    assert artifact.checksum(first) == artifact.checksum(second)
    with tarfile.open(first) as packed:
        assert packed.getnames() == [
            "MANIFEST.json",
            "FILES.json",
            "README.md",
            "plugins",
            "plugins/a.py",
            "plugins/b.py",
        ]
        assert {member.mtime for member in packed} == {315532800}
        assert {(member.uid, member.gid, member.uname, member.gname) for member in packed} == {(0, 0, "", "")}
        assert packed.getmember("plugins").isdir() and packed.getmember("plugins").mode == 0o755
        listed = t.cast("t.IO[bytes]", packed.extractfile("FILES.json")).read()
        manifest = json.load(t.cast("t.IO[bytes]", packed.extractfile("MANIFEST.json")))
    assert manifest["file_manifest_file"]["chksum_sha256"] == hashlib.sha256(listed).hexdigest()


def test_the_time_can_be_given(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    built = _artifact(tmp_path / "1.tar.gz", 1)
    with tarfile.open(built) as packed, gzip.open(built) as unpacked:
        assert {member.mtime for member in packed} == {1000000000}
        unpacked.read(1)
        assert unpacked.mtime == 1000000000


def test_two_builds_are_the_same_and_install(clone: pathlib.Path, tmp_path: pathlib.Path) -> None:
    first = _run(clone, "artifact.py", "build", "one")
    # Another day, another umask, and other files of nobody's business.
    for path in clone.rglob("*.py"):
        path.touch()
    (clone / "plugins" / "modules" / "notes.txt").write_text("not tracked", encoding="utf-8")
    second = _run(clone, "artifact.py", "build", "two")
    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert first.stdout.split()[0] == second.stdout.split()[0]
    (built,) = (clone / "two").glob("*.tar.gz")
    command = [str(BINARIES / "ansible-galaxy"), "collection", "install", "--offline", "--no-deps", "-p", str(tmp_path)]
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(tmp_path)}
    subprocess.run([*command, str(built)], env=environment, capture_output=True, check=True)
    verify = [str(BINARIES / "ansible-galaxy"), "collection", "verify", "--offline", "telephony.enswitch"]
    checked = subprocess.run(verify, env=environment, capture_output=True, text=True, check=True).stdout
    assert "Successfully verified" in checked
