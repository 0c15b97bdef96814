# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs playbooks and bare clients, and tells seconds and memory."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import typing as t
from collections.abc import Callable, Iterator

from simulator.testing import Simulator

ACCOUNT = {"auth_username": "admin", "auth_password": "s3cret;&=+% ü"}

# Runs a command and reports its time and the largest memory that any process below it took.
_WRAPPER = """
import json, resource, subprocess, sys, time
begin = time.monotonic()
ran = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, capture_output=True, text=True)
seconds = time.monotonic() - begin
memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
out = ran.stdout[-4000:] + ran.stderr[-4000:]
print(json.dumps({"rc": ran.returncode, "seconds": seconds, "memory": memory, "out": out}))
"""

# Sends calls and prints how long that took.
_BARE_CLIENT = """
import json, sys, time
url, calls, workers = json.load(sys.stdin)
begin = time.monotonic()
import concurrent.futures, requests
session = requests.Session()
session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=workers))

def send(call):
    answer = session.post(f"{url}{call[0]}/", data=call[1], timeout=120).json()
    if answer["responses"][0]["code"] not in ("200", "204"):
        raise RuntimeError(answer)

with concurrent.futures.ThreadPoolExecutor(workers) as pool:
    list(pool.map(send, calls))
print(time.monotonic() - begin)
"""


@dataclasses.dataclass(frozen=True)
class Run:
    """One measured run: seconds, the largest memory of one process in MiB, and what the simulator was asked."""

    seconds: float
    memory: float = 0
    calls: int = 0
    writes: int = 0


class Bench:
    """Plays against one simulator with the installed collection."""

    def __init__(self, simulator: Simulator, collections: pathlib.Path, folder: pathlib.Path, tries: int = 5) -> None:
        self.simulator = simulator
        self.tries = tries
        self.collections = collections
        self._folder = folder

    def play(self, tasks: list[dict[str, t.Any]], **extra: str) -> Run:
        """Play tasks on localhost and measure the whole of ansible-playbook. Raises RuntimeError when it fails.

        ``extra``: variables of its environment.
        """
        defaults = {"group/telephony.enswitch.enswitch": {"api_url": self.simulator.url, **ACCOUNT}}
        play = {"hosts": "localhost", "gather_facts": False, "module_defaults": defaults, "tasks": tasks}
        playbook = self._folder / "play.yml"
        playbook.write_text(json.dumps([play]), encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
        environment |= {
            "ANSIBLE_COLLECTIONS_PATH": str(self.collections),
            "ANSIBLE_HOME": str(self._folder / "home"),
            "ANSIBLE_LOCALHOST_WARNING": "0",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
            **extra,
        }
        ansible = str(pathlib.Path(sys.executable).parent / "ansible-playbook")
        command = [sys.executable, "-c", _WRAPPER, ansible, str(playbook)]
        self.simulator.clear_journal()
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        report = json.loads(ran.stdout)
        if report["rc"] != 0:
            raise RuntimeError(report["out"])
        calls, writes = len(self.simulator.journal()), len(self.simulator.writes())
        return Run(report["seconds"], report["memory"] / 1024, calls, writes)

    def nothing(self, given: t.Any = "") -> Run:
        """Play a task that does nothing with what it is given."""
        return self.play([self.idle(given)])

    def idle(self, given: t.Any) -> dict[str, t.Any]:
        """Return a task that does nothing with what it is given, in Ansible's process."""
        return {"name": "Nothing", "ansible.builtin.debug": {"msg": given, "verbosity": 3}}

    def best(self, *measured: Callable[[], Run], short: bool = True) -> list[Run]:
        """The best try of each. What is short is tried several times, and in turn: then noise meets all of it."""
        tries = [[one() for one in measured] for _try in range(self.tries if short else 1)]
        return [min(runs, key=lambda run: run.seconds) for runs in zip(*tries, strict=True)]


def bare_client(url: str, calls: list[tuple[str, dict[str, t.Any]]], workers: int) -> Run:
    """What a plain keep-alive client takes for the same calls, with so many threads. Nothing is looked at.

    It is a program of its own, as Ansible is, and what Python takes to start does not count either.
    """
    given = json.dumps([url, [(function, {**ACCOUNT, **parameters}) for function, parameters in calls], workers])
    command = [sys.executable, "-c", _BARE_CLIENT]
    return Run(float(subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout))


def pages(total: int, size: int) -> Iterator[tuple[int, int]]:
    """Offsets and lengths of pages."""
    for start in range(0, total, size):
        yield start, min(size, total - start)
