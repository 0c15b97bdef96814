# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""per_customer.yml through ansible-runner, with the inventory plugin and credentials in the environment, as in AWX."""

from __future__ import annotations

import base64
import json
import pathlib
import shutil
import subprocess
import sys
import typing as t
import urllib.parse

import pytest
from integration.playing import PASSWORDS, Player
from simulator.testing import Simulator

TASK = "Provision the campaigns of this customer"


class Job(t.NamedTuple):
    """What a job left behind: its events in order, and everything else that was written or shown."""

    status: str
    rc: int
    events: list[dict[str, t.Any]]
    written: str

    def of(self, event: str, task: str | None = None) -> dict[str, dict[str, t.Any]]:
        """The data of the events of a kind by host, of one task."""
        return {
            entry["event_data"]["host"]: entry["event_data"]
            for entry in self.events
            if entry["event"] == event and task in (None, entry["event_data"].get("task"))
        }

    @property
    def stats(self) -> dict[str, t.Any]:
        """What the last event counts: AWX shows it as the result of the job."""
        (stats,) = [entry["event_data"] for entry in self.events if entry["event"] == "playbook_on_stats"]
        return stats


@pytest.fixture(scope="module")
def jobs(play: Player, server: Simulator, tmp_path_factory: pytest.TempPathFactory) -> list[Job]:
    """Two jobs over all customers."""
    folder = tmp_path_factory.mktemp("runner")
    shutil.copytree(play.installed / "playbooks", folder / "project")
    server.reset()
    account = {"ENSWITCH_URL": server.url, "ENSWITCH_USERNAME": "admin", "ENSWITCH_PASSWORD": PASSWORDS["admin"]}
    environment = {**play.environment(folder), **account}
    # The callback of these tests; ansible-runner brings its own.
    del environment["ANSIBLE_CALLBACKS_ENABLED"]
    return [_job(folder, f"job{number}", environment) for number in (1, 2)]


def _job(folder: pathlib.Path, ident: str, environment: dict[str, str]) -> Job:
    inventory = folder / "project" / "inventory" / "customers.enswitch.yml"
    command = [str(pathlib.Path(sys.executable).parent / "ansible-runner"), "run", str(folder), "--ident", ident]
    command += ["--playbook", "per_customer.yml", "--inventory", str(inventory)]
    ran = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    place = folder / "artifacts" / ident
    events = [json.loads(path.read_text(encoding="utf-8")) for path in (place / "job_events").glob("*.json")]
    # The file "command" is ansible-runner's own record of the environment that it was given.
    files = [path for path in sorted(place.rglob("*")) if path.is_file() and path.name != "command"]
    kept = [path.read_text(encoding="utf-8") for path in files]
    return Job(
        (place / "status").read_text(encoding="utf-8"),
        int((place / "rc").read_text(encoding="utf-8")),
        sorted(events, key=lambda event: int(event["counter"])),
        "\n".join([*kept, ran.stdout, ran.stderr]),
    )


def test_each_customer_has_its_events_and_one_fails_alone(jobs: list[Job]) -> None:
    first, second = jobs
    done = first.of("runner_on_ok", TASK)
    assert set(done) == {"acme_ltd_2", "globex_sohne_3"}
    for event in done.values():
        assert event["res"]["changed"] is True and event["res"]["summary"]["created"] == 2
        assert event["res"]["requests"] == {"bulk/campaigns/list": 2, "bulk/campaigns/create": 2}
        assert "warnings" not in event["res"]
    (failed,) = first.of("runner_on_failed").values()
    assert failed["host"] == "no_dialler_inc_4" and "403" in failed["res"]["msg"]
    assert failed["res"]["error"]["category"] == "rate_plan"
    assert (first.status, first.rc) == ("failed", 2)
    # What AWX shows as the result of the job.
    assert first.stats["changed"] == {"acme_ltd_2": 1, "globex_sohne_3": 1} and second.stats["changed"] == {}
    assert first.stats["failures"] == {"no_dialler_inc_4": 1}
    assert first.stats["ok"] == second.stats["ok"] == {"acme_ltd_2": 2, "globex_sohne_3": 2}


def test_no_warning_and_no_password(jobs: list[Job]) -> None:
    password = PASSWORDS["admin"]
    forms = {
        password,
        urllib.parse.quote(password),
        urllib.parse.quote_plus(password),
        json.dumps(password)[1:-1],
        base64.b64encode(password.encode()).decode(),
    }
    for job in jobs:
        assert len(job.events) > 10
        assert "Provision the campaigns of this customer" in job.written
        for form in forms:
            assert form not in job.written
        assert "[WARNING]" not in job.written and "[DEPRECATION WARNING]" not in job.written
        assert "Traceback" not in job.written
