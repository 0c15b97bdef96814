# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""200 customers in 4 job slices side by side, as AWX and automation mesh run them. One slice is lost and started again.

Each slice is ``ansible-runner transmit | worker | process``, with its part of the hosts of the inventory plugin.
"""

from __future__ import annotations

import collections
import json
import pathlib
import shutil
import subprocess
import sys
import typing as t

import pytest
import yaml
from integration.playing import PASSWORDS, Player
from integration.running import LOOK, kill_tree
from simulator.testing import Simulator

# What AWX, mesh and runner do is the same with every ansible-core.
pytestmark = pytest.mark.any_core

CREATE = "bulk/campaigns/create"
CUSTOMERS, SLICES, FORKS = range(1001, 1201), 4, 2
RUNNER = str(pathlib.Path(sys.executable).parent / "ansible-runner")
# How many campaigns are there when an answer is held back for longer than any test takes.
AFTER, HELD = 60, 3000


class Slice:
    """A job slice: its part of the hosts in a folder for ansible-runner, and the last run of it."""

    def __init__(self, folder: pathlib.Path, hosts: dict[str, t.Any], environment: dict[str, str]) -> None:
        self.customers = {variables["enswitch_customer_id"] for variables in hosts.values()}
        self._folder = folder
        self._runs = 0
        for name, content in (
            ("env/envvars", environment),
            ("inventory/hosts.json", {"all": {"hosts": hosts}}),
        ):
            path = folder / "job" / name
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(content), encoding="utf-8")

    @property
    def project(self) -> pathlib.Path:
        """Where the playbooks belong."""
        return self._folder / "job" / "project"

    def start(self) -> None:
        """Start it: what runs on the control node at both ends, and what runs on the execution node between them."""
        self._runs += 1
        job, node = self._folder / "job", self._folder / f"node{self._runs}"
        commands = [
            [RUNNER, "transmit", str(job), "--playbook", "per_customer.yml", "--forks", str(FORKS)],
            [RUNNER, "worker", "--private-data-dir", str(node)],
            [RUNNER, "process", str(job), "--ident", f"run{self._runs}"],
        ]
        words = " | ".join(" ".join(f"'{word}'" for word in command) for command in commands)
        with (self._folder / f"stderr{self._runs}").open("w", encoding="utf-8") as errors:
            self.process = subprocess.Popen(
                ["/bin/sh", "-c", words],
                cwd=self._folder,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(self._folder)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Wait for its end, which has to be a good one."""
        self.process.wait()
        errors = (self._folder / f"stderr{self._runs}").read_text(encoding="utf-8")
        assert self.process.returncode == 0 and not errors, errors

    def events(self, run: int) -> list[dict[str, t.Any]]:
        """What the control node got to know of a run, in order."""
        place = self._folder / "job" / "artifacts" / f"run{run}" / "job_events"
        files = [path for path in place.glob("*.json") if "partial" not in path.name]
        events = [json.loads(path.read_text(encoding="utf-8")) for path in files]
        return sorted(events, key=lambda event: int(event["counter"]))


@pytest.fixture
def slices(play: Player, simulator: Simulator, tmp_path: pathlib.Path) -> t.Iterator[list[Slice]]:
    """All slices of a job, as AWX cuts them: each host in its turn to the next slice."""
    simulator.seed(customers=[{"id": number, "name": f"Customer {number}"} for number in CUSTOMERS])
    environment = {
        **play.environment(tmp_path),
        "ENSWITCH_URL": simulator.url,
        "ENSWITCH_USERNAME": "admin",
        "ENSWITCH_PASSWORD": PASSWORDS["admin"],
        # An answer may be long in coming.
        "ENSWITCH_TIMEOUT": str(HELD),
    }
    # The callback of these tests; ansible-runner brings its own.
    del environment["ANSIBLE_CALLBACKS_ENABLED"]
    playbooks = play.installed / "playbooks"
    source = playbooks / "inventory" / "customers.enswitch.yml"
    listed = subprocess.run(
        [str(pathlib.Path(sys.executable).parent / "ansible-inventory"), "--list", "--inventory", str(source)],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    known = json.loads(listed.stdout)["_meta"]["hostvars"]
    hosts = {name: known[name] for name in sorted(known) if known[name]["enswitch_customer_id"] in CUSTOMERS}
    assert len(hosts) == len(CUSTOMERS)
    cut = []
    for number in range(SLICES):
        part = {name: hosts[name] for name in list(hosts)[number::SLICES]}
        cut.append(Slice(tmp_path / f"slice{number}", part, environment))
        shutil.copytree(playbooks, cut[-1].project)
    yield cut
    for each in cut:
        if each.process.poll() is None:
            kill_tree(each.process.pid)
            each.process.wait()


def held(server: Simulator, running: t.Sequence[Slice]) -> int:
    """Wait for the call whose answer is held back: the customer whose campaign it creates."""
    last = 0
    while True:
        # In this order: who ends meanwhile has made its calls before.
        alive = [each for each in running if each.process.poll() is None]
        for call in server.journal(last):
            last = call["seq"]
            if call["fault"] is not None:
                return int(call["parameters"]["customer"])
        assert alive, "all slices have ended"
        try:
            alive[0].process.wait(LOOK)
        except subprocess.TimeoutExpired:
            continue


def test_a_lost_slice_is_started_again_and_nothing_is_there_twice(
    play: Player, simulator: Simulator, slices: list[Slice]
) -> None:
    (playbook,) = yaml.safe_load((play.installed / "playbooks" / "per_customer.yml").read_text(encoding="utf-8"))
    workers = playbook["tasks"][0]["telephony.enswitch.bulk_campaigns"]["workers"]
    names = [campaign["name"] for campaign in playbook["vars"]["campaigns"]]
    # Long enough for requests to meet: with more forks, the bound is passed.
    simulator.options(latency=0.3)
    simulator.fault(CREATE, "slow_headers", after=AFTER, seconds=HELD)
    simulator.clear_journal()
    for each in slices:
        each.start()
    customer = held(simulator, slices)
    (lost,) = [each for each in slices if customer in each.customers]
    kill_tree(lost.process.pid)
    assert lost.process.wait() < 0
    # The campaign is there, and the job has never heard of it.
    assert customer in {row["customer"] for row in simulator.state()["campaigns"]}
    lost.start()
    for each in slices:
        each.wait()

    wanted = sorted((number, name) for number in CUSTOMERS for name in names)
    assert sorted((row["customer"], row["name"]) for row in simulator.state()["campaigns"]) == wanted
    created = collections.Counter(
        (int(call["parameters"]["customer"]), call["parameters"]["name"])
        for call in simulator.journal()
        if call["function"] == CREATE and call["write"]
    )
    assert created == dict.fromkeys(wanted, 1)
    assert simulator.traffic()["in_flight"]["most"] <= SLICES * FORKS * workers
    # What AWX shows: no slice failed, and the lost one has no end.
    for each in slices:
        (stats,) = [
            event["event_data"] for event in each.events(1 + (each is lost)) if event["event"].endswith("stats")
        ]
        assert stats["failures"] == stats["dark"] == {} and len(stats["ok"]) == len(each.customers)
    assert [event for event in lost.events(1) if event["event"].endswith("stats")] == []
    assert lost.events(1)
