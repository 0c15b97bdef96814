# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One simulator for all tests of this folder, put back to its seed before each."""

from __future__ import annotations

import dataclasses
import pathlib
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import requests

TESTS = pathlib.Path(__file__).resolve().parents[2]
if str(TESTS) not in sys.path:
    sys.path.insert(0, str(TESTS))

from simulator.seed_default import DEFAULT  # noqa: E402
from simulator.testing import Simulator  # noqa: E402

PASSWORDS = {person["username"]: person["password"] for person in DEFAULT["people"]}
# What every campaign needs.
CAMPAIGN = {"name": "Renewals", "dtype": "queue", "dnumber": "5"}


@dataclasses.dataclass(frozen=True)
class Said:
    """One answer of the API, taken apart."""

    code: int
    data: Any
    key: str
    message: str
    http: requests.Response


class Api:
    """A plain client without any cleverness."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.session = requests.Session()
        self.session.trust_env = False

    def post(self, function: str, parameters: dict[str, Any], **arguments: Any) -> requests.Response:
        """The bare exchange."""
        arguments = {"allow_redirects": False, "timeout": 30, **arguments}
        return self.session.post(f"{self.simulator.url}{function}/", data=parameters, **arguments)

    def __call__(self, function: str, who: str = "admin", **parameters: Any) -> Said:
        """Call as one of the seed's people, with POST."""
        return self.said(self.post(function, {"auth_username": who, "auth_password": PASSWORDS[who], **parameters}))

    @staticmethod
    def said(http: requests.Response) -> Said:
        """The envelope of this exchange."""
        document = http.json()
        (entry,) = document["responses"]
        return Said(int(entry["code"]), document.get("data"), entry["key"], entry["message"], http)

    def with_token(self, function: str, token: str, **parameters: Any) -> Said:
        """Call with a token instead of username and password."""
        return self.said(self.post(function, {"auth_token": token, **parameters}))

    def campaign(self, **parameters: Any) -> int:
        """A new campaign, by default of customer 2."""
        answer = self("bulk/campaigns/create", **{**CAMPAIGN, "customer": 2, **parameters})
        assert answer.code == 200, answer
        return int(answer.data["id"])

    def load(self, campaign: int, *dnumbers: str, **parameters: Any) -> Said:
        """Put numbers into a campaign."""
        return self("bulk/destinations/create", campaign=campaign, dnumbers=",".join(dnumbers), **parameters)

    def numbers(self, campaign: int, **parameters: Any) -> dict[str, str]:
        """What the listing says: number and status."""
        rows = self("bulk/destinations/list", campaign=campaign, **parameters).data
        return {row["dnumber"]: row["status"] for row in rows}

    def close(self) -> None:
        """Close the connection."""
        self.session.close()


@pytest.fixture(scope="session")
def shared() -> Iterator[Simulator]:
    simulator = Simulator()
    simulator.start()
    yield simulator
    assert simulator.stop() == "", "the simulator complained"


@pytest.fixture
def simulator(shared: Simulator) -> Simulator:
    shared.reset()
    return shared


@pytest.fixture
def api(simulator: Simulator) -> Iterator[Api]:
    found = Api(simulator)
    yield found
    found.close()


@pytest.fixture
def own() -> Iterator[Any]:
    """Simulators of a test's own: a function that starts one with these options."""
    started: list[tuple[Simulator, Api]] = []

    def start(**options: Any) -> tuple[Simulator, Api]:
        simulator = Simulator(**options)
        simulator.start()
        started.append((simulator, Api(simulator)))
        return started[-1]

    yield start
    for simulator, api in started:
        api.close()
        simulator.stop()
