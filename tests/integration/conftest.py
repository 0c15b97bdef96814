# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One simulator and one installed collection for all integration tests."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
from collections.abc import Iterator

import pytest
from integration.cases import InProcess, Played, Teller
from integration.playing import HERE, Player
from simulator.testing import Simulator

ROOT = HERE.parent.parent
PLACE = pathlib.Path("ansible_collections", "telephony", "enswitch")


def pytest_addoption(parser: pytest.Parser) -> None:
    """What the sessions of a core may leave to `make test`."""
    parser.addoption(
        "--each-core", action="store_true", help="only what a version of ansible-core makes a difference to"
    )
    parser.addoption("--both-ways", action="store_true", help="play everything by the modules, and compare")


def pytest_configure(config: pytest.Config) -> None:
    """The mark of tests that are all about the platform and the modules."""
    config.addinivalue_line("markers", "any_core: no version of ansible-core makes a difference to it")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what --each-core need not play."""
    if config.getoption("--each-core"):
        left_out = [item for item in items if item.get_closest_marker("any_core")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def collections_path(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The folder in which the built artifact is installed.

    The variable ENSWITCH_TEST_COLLECTIONS may name it; otherwise it is built and installed here, from the checkout.
    """
    named = os.environ.get("ENSWITCH_TEST_COLLECTIONS")
    if named is None:
        folder = tmp_path_factory.mktemp("collections")
        subprocess.run([sys.executable, str(ROOT / "scripts" / "artifact.py"), "install", str(folder)], check=True)
        return folder
    path = pathlib.Path(named)
    assert (path / PLACE / "MANIFEST.json").is_file(), f"the collection is not installed in {path}"
    return path


@pytest.fixture(scope="session")
def server() -> Iterator[Simulator]:
    """The simulator, as the last test left it."""
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(server: Simulator) -> Simulator:
    """The simulator, with nothing but its seed."""
    server.reset()
    return server


@pytest.fixture(scope="session")
def play(
    server: Simulator,
    collections_path: pathlib.Path,
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
) -> Player:
    """Plays playbooks against the simulator: see Player.__call__."""
    return Player(
        server, collections_path, tmp_path_factory.mktemp("play"), bool(pytestconfig.getoption("--both-ways", False))
    )


@pytest.fixture(scope="session")
def tell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Teller:
    """Tells cases: see cases.py."""
    if request.config.getoption("--both-ways", False):
        return Played(request.getfixturevalue("play"))
    return InProcess(tmp_path_factory.mktemp("platform"))
