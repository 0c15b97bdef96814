# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calling hours on a simulated platform in this process: what tests of these modules share."""

from __future__ import annotations

import pathlib
import typing as t

from faults.inprocess import Ended, run_module
from faults.platform import URL, Platform
from faults.scenarios import login

CUSTOMER = 2
ALWAYS = {"startdate": 0, "enddate": 0, "repeats": True, "description": ""}


class Hours:
    """A platform, and tasks about its time groups."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.platform = Platform(folder)

    def __call__(
        self,
        module: str = "timegroup",
        *,
        check: bool = False,
        diff: bool = True,
        username: str = "admin",
        **options: t.Any,
    ) -> Ended:
        """Do a task; about the group Hours of the customer where nothing else is said."""
        if module == "timegroup" and "id" not in options:
            options = {"name": "Hours", **options}
        options = {
            "api_url": URL,
            "retries": 2,
            "retry_max_delay": 0,
            "customer": CUSTOMER,
            **login(username),
            **options,
        }
        before = self.groups()
        with self.platform.reachable():
            ended = run_module(module, options, check=check, diff=diff)
        if check:
            assert self.groups() == before
            assert self.writes() == []
        return ended

    def groups(self) -> list[dict[str, t.Any]]:
        """All groups with their periods, as the platform has them."""
        store = self.platform.world.store
        found = store.rows("SELECT * FROM timegroups ORDER BY id")
        return [
            {**group, "periods": store.rows("SELECT * FROM periods WHERE timegroup = ? ORDER BY id", (group["id"],))}
            for group in found
        ]

    def group(self, number: int) -> dict[str, t.Any]:
        """One of them."""
        (found,) = [group for group in self.groups() if group["id"] == number]
        return found

    def writes(self) -> list[tuple[str, dict[str, str]]]:
        """The changing calls, as function and parameters."""
        return [(call["function"], call["parameters"]) for call in self.platform.journal() if call["write"]]

    def validations(self) -> list[str]:
        """The functions that were asked to validate."""
        return [call["function"] for call in self.platform.journal() if call["validation"]]

    def snapshots(self) -> list[dict[str, t.Any]]:
        """The groups after each write."""
        return [entry["state"] for entry in self.platform.world.journal.timegroups()]

    def seed(self, **objects: list[dict[str, t.Any]]) -> None:
        """Put objects on the platform."""
        self.platform.seed(objects)

    def forget(self) -> None:
        """Forget the calls so far."""
        self.platform.forget()
