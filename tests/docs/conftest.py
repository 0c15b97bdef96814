# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of the documentation share: one simulator, and ansible-playbook on the checkout."""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import sys
import typing as t

import pytest
from integration.forked import ansible_playbook
from simulator.testing import Simulator

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

# The simulator's administrator with reseller rights.
USERNAME, PASSWORD = "admin", "s3cret;&=+% ü"


@pytest.fixture(scope="session")
def simulator() -> t.Iterator[Simulator]:
    """One simulator for all tests; each resets it."""
    with Simulator() as server:
        yield server


class Ansible:
    """Runs the commands of Ansible on the checkout, with nothing of the user's."""

    def __init__(self, server: Simulator, folder: pathlib.Path) -> None:
        self.server = server
        self._folder = folder
        # As in tests/integration: what takes processor time and nothing depends on.
        (folder / "ansible.cfg").write_text("[defaults]\ninternal_poll_interval = 0.01\n", encoding="utf-8")
        (folder / "authorities.pem").touch()

    def environment(self) -> dict[str, str]:
        unwanted = re.compile(r"(ANSIBLE_|ENSWITCH_|PYTHON|PYTEST|VIRTUAL_ENV|.*_proxy$)", re.IGNORECASE)
        environment = {name: value for name, value in os.environ.items() if not unwanted.match(name)}
        return environment | {
            "PATH": os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_CONFIG": str(self._folder / "ansible.cfg"),
            "ANSIBLE_HOME": str(self._folder / "home"),
            "ANSIBLE_LOCAL_TEMP": str(self._folder / "local"),
            "ANSIBLE_REMOTE_TEMP": str(self._folder / "remote"),
            "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join([str(ROOT / ".cache" / "tree"), str(self._folder)]),
            "ANSIBLE_NOCOLOR": "1",
            "SSL_CERT_FILE": str(self._folder / "authorities.pem"),
            "SSL_CERT_DIR": str(self._folder),
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
            "ANSIBLE_LOCALHOST_WARNING": "0",
            "ANSIBLE_INVENTORY_ENABLED": "telephony.enswitch.customers,ansible.builtin.host_list",
            "ENSWITCH_URL": self.server.url,
            "ENSWITCH_USERNAME": USERNAME,
            "ENSWITCH_PASSWORD": PASSWORD,
        }

    def play(self, *arguments: str | pathlib.Path) -> str:
        """Play playbooks in one start and return what was printed. A failure fails the test."""
        variables = {
            "enswitch_url": self.server.url,
            "enswitch_username": USERNAME,
            "enswitch_password": PASSWORD,
            "vault_enswitch_username": USERNAME,
            "vault_enswitch_password": PASSWORD,
        }
        extra = self._folder / "variables.json"
        extra.write_text(json.dumps(variables), encoding="utf-8")
        arguments = ("--extra-vars", f"@{extra}", *map(str, arguments))
        ran = _good(ansible_playbook([*arguments], self._folder, self.environment()))
        return ran.stdout + ran.stderr

    def doc(self, *arguments: str) -> t.Any:
        """The JSON that ansible-doc prints."""
        command = [str(pathlib.Path(sys.executable).parent / "ansible-doc"), "--json", *arguments]
        how: dict[str, t.Any] = {"cwd": self._folder, "env": self.environment(), "encoding": "utf-8"}
        # Warnings on stderr may be about the stand-ins of other collections, which have no version.
        return json.loads(_good(subprocess.run(command, capture_output=True, check=False, **how)).stdout)


def _good(ran: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    if ran.returncode != 0:
        pytest.fail(f"{ran.args} ended with exit status {ran.returncode}:\n{ran.stdout}{ran.stderr}", pytrace=False)
    return ran


@pytest.fixture(scope="session")
def ansible(simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Ansible:
    return Ansible(simulator, tmp_path_factory.mktemp("ansible"))
