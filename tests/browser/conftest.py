# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Chromium, and a report of a few campaigns on which something is to be seen."""

from __future__ import annotations

import datetime
import json
import pathlib
import shutil
from collections.abc import Iterator

import playwright.sync_api as driver
import pytest
from integration.conftest import collections_path, play, server
from integration.playing import COLLECTION, Player, Task
from simulator.testing import Simulator

# Fixtures of the playbooks' tests.
__all__ = ["collections_path", "play", "server"]
STAMP = "%Y-%m-%dT%H:%M:%SZ"
UGLY = "<script>alert(1)</script>"
# Chromium asks nobody for anything but the page.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How the pictures of the documentation are renewed."""
    parser.addoption("--write", action="store_true", help="put the pictures into docs/docsite/rst/images")


@pytest.fixture(scope="session")
def chromium() -> Iterator[driver.Browser]:
    """Chromium as the system has it, with a new profile."""
    found = shutil.which("chromium")
    assert found, "There is no Chromium on this machine. Install Debian's package chromium."
    with driver.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


def seed(simulator: Simulator) -> None:
    """Six campaigns of two customers: running, done, waiting, and one whose name must stay one."""
    named = [("Spring survey", 2, 1), ("Appointment reminders: surgery in the city center", 2, 1), (UGLY, 2, 1)]
    named += [("Renewals", 3, 0), ("Überprüfung der Adressen", 3, 1), ("Not loaded yet", 3, 0)]
    campaigns = [
        {"id": number, "name": name, "customer": customer, "enabled": enabled, "dtype": "queue", "dnumber": "200"}
        | ({"timegroup": 1} if customer == 2 else {})
        for number, (name, customer, enabled) in enumerate(named, 1)
    ]
    parts = {1: (62, 21, 37), 2: (18, 4, 98), 3: (9, 1, 0), 4: (0, 0, 40), 5: (31, 44, 5)}
    destinations = [
        {"campaign": number, "dnumber": f"2125550{number}{digit:02}"[-11:] + str(kind), "status": status}
        for number, counts in parts.items()
        for kind, (status, count) in enumerate(zip(("success", "failed", "pending"), counts, strict=True))
        for digit in range(count)
    ]
    simulator.reset()
    simulator.seed(campaigns=campaigns, destinations=destinations)


def earlier(line: str) -> str:
    """A history of some hours, made from its last snapshot."""
    last = json.loads(line)
    now = datetime.datetime.strptime(last["at"], STAMP)
    lines = []
    for step in range(8):
        campaigns = []
        for campaign in last["campaigns"]:
            share = (step / 8) ** (1 + campaign["id"] / 4)
            done = {name: int(campaign[name] * share) for name in ("success", "failed", "cancelled")}
            campaigns.append({**campaign, **done, "pending": campaign["total"] - sum(done.values()), "other": 0})
        at = now - datetime.timedelta(minutes=20 * (8 - step))
        lines.append(json.dumps({**last, "at": at.strftime(STAMP), "campaigns": campaigns}) + "\n")
    return "".join(lines)


@pytest.fixture(scope="session")
def report(
    server: Simulator,
    play: Player,
    tmp_path_factory: pytest.TempPathFactory,
) -> pathlib.Path:
    """The page, written by the role as installed, with a history."""
    folder = tmp_path_factory.mktemp("report")
    page, history = folder / "campaigns.html", folder / "campaigns.jsonl"
    wanted = {
        "report_customers": ["Acme Ltd", "Globex & Söhne"],
        "report_dest": str(page),
        "report_history": str(history),
    }
    task: Task = {"name": "report", "ansible.builtin.include_role": {"name": f"{COLLECTION}.report"}, "vars": wanted}
    seed(server)
    assert play([task]).rc == 0
    history.write_text(earlier(history.read_text(encoding="utf-8")), encoding="utf-8")
    assert play([task]).rc == 0
    return page
