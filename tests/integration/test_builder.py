# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ansible-builder makes a build context of a definition that has the collection's artifact in it."""

from __future__ import annotations

import pathlib
import subprocess
import sys
import tarfile

import pytest
import yaml
from integration.playing import Player

pytestmark = pytest.mark.any_core

PLACE = pathlib.Path("ansible_collections", "telephony", "enswitch")


def run(play: Player, folder: pathlib.Path, *command: str) -> str:
    ran = subprocess.run(
        command, cwd=folder, env=play.environment(folder), capture_output=True, encoding="utf-8", check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def context(play: Player, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The build context, made without a container engine."""
    folder = tmp_path_factory.mktemp("builder")
    # What was installed is what was in the artifact.
    with tarfile.open(folder / "artifact.tar.gz", "w:gz") as artifact:
        artifact.add(play.installed, arcname=".")
    definition = {
        "version": 3,
        "images": {"base_image": {"name": "registry.example.com/automation/base-ee:latest"}},
        "dependencies": {
            "galaxy": {"collections": [{"name": "/build/collections/artifact.tar.gz", "type": "file"}]},
        },
        "additional_build_files": [{"src": "artifact.tar.gz", "dest": "collections"}],
    }
    (folder / "execution-environment.yml").write_text(yaml.safe_dump(definition), encoding="utf-8")
    builder = str(pathlib.Path(sys.executable).parent / "ansible-builder")
    said = run(play, folder, builder, "create", "-f", "execution-environment.yml", "-c", "context", "-v", "3")
    assert "Complete!" in said
    return folder / "context"


def test_the_context_installs_the_artifact(context: pathlib.Path) -> None:
    wanted = yaml.safe_load((context / "_build" / "requirements.yml").read_text(encoding="utf-8"))
    assert wanted["collections"] == [{"name": "/build/collections/artifact.tar.gz", "type": "file"}]
    (recipe,) = [path for name in ("Containerfile", "Dockerfile") if (path := context / name).is_file()]
    assert "ansible-galaxy collection install" in recipe.read_text(encoding="utf-8")
    with tarfile.open(context / "_build" / "collections" / "artifact.tar.gz") as artifact:
        names = {pathlib.PurePath(name).as_posix() for name in artifact.getnames()}
    assert {"MANIFEST.json", "meta/execution-environment.yml", "meta/ee-requirements.txt"} <= names


def test_it_needs_requests_and_no_system_package(play: Player, context: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """What the build asks the collection in its second stage, with the context's own script."""
    with tarfile.open(context / "_build" / "collections" / "artifact.tar.gz") as artifact:
        artifact.extractall(tmp_path / PLACE, filter="data")
    script = str(context / "_build" / "scripts" / "introspect.py")
    wanted = tmp_path / "requirements.txt"
    packages = tmp_path / "bindep.txt"
    found = run(
        play,
        tmp_path,
        sys.executable,
        script,
        "introspect",
        f"--write-pip={wanted}",
        f"--write-bindep={packages}",
        str(tmp_path),
    )
    assert yaml.safe_load(found) == {"python": ["requests>=2.25  # from collection telephony.enswitch"], "system": []}
    assert wanted.read_text(encoding="utf-8").split("#")[0].strip() == "requests>=2.25"
    assert not packages.exists()
