# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Start a simulator from a test or a script, and steer it. Standard library only.

with Simulator(api_version="4.1") as simulator:
    simulator.fault("bulk/campaigns/create", "drop_after")
    ...  # talk to simulator.url
    assert len(simulator.writes()) == 1
"""

from __future__ import annotations

import json
import os
import pathlib
import selectors
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from types import TracebackType
from typing import Any

TESTS = pathlib.Path(__file__).resolve().parents[1]
# A simulator that nobody stops ends by itself after so many seconds.
LIFETIME = 3600


class SimulatorError(RuntimeError):
    """The simulator did not start, or refused a control request."""


class Simulator:
    """One simulator in a process of its own, on a free port of 127.0.0.1. Keyword arguments are CLI options.

    `state`: keep the state in this file (default: a temporary one). `python`: the interpreter to start.
    `client_cert`, `client_key`: for the control requests, where `tls_client_ca` asks for a certificate.
    """

    def __init__(
        self,
        *,
        state: str | os.PathLike[str] | None = None,
        python: str = sys.executable,
        start_timeout: float = 30,
        lifetime: float = LIFETIME,
        port: int = 0,
        client_cert: str | os.PathLike[str] | None = None,
        client_key: str | os.PathLike[str] | None = None,
        **options: Any,
    ) -> None:
        self.state_file: pathlib.Path | None = None if state is None else pathlib.Path(state)
        self._python = python
        self._start_timeout = start_timeout
        self._lifetime = lifetime
        self._arguments = _arguments(options)
        self._process: subprocess.Popen[str] | None = None
        self._folder: str | None = None
        self._prefix = ""
        self._tls: ssl.SSLContext | None = None
        if options.get("tls_cert"):
            # Only the control requests of this class: it knows whom it has started.
            self._tls = ssl.create_default_context()
            self._tls.check_hostname = False
            self._tls.verify_mode = ssl.CERT_NONE
            if client_cert is not None:
                self._tls.load_cert_chain(client_cert, client_key)
        self.port = port

    def __enter__(self) -> Simulator:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{'http' if self._tls is None else 'https'}://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Base address of the API, with the trailing slash."""
        return f"{self.origin}{self._prefix}/api/json/"

    @property
    def control_url(self) -> str:
        """Base address of the control interface, with the trailing slash."""
        return f"{self.origin}/_sim/"

    @property
    def pid(self) -> int:
        """Process ID, 0 when it is not running."""
        return 0 if self._process is None else self._process.pid

    def start(self) -> None:
        """Start the process and wait until it answers."""
        if self.state_file is None:
            self._folder = tempfile.mkdtemp(prefix="enswitch-simulator-")
            self.state_file = pathlib.Path(self._folder) / "state.sqlite"
        words = [self._python, "-m", "simulator", "--port", str(self.port), "--state", str(self.state_file)]
        words += ["--parent", str(os.getpid()), "--lifetime", str(self._lifetime), *self._arguments]
        # No plugin runs in it, so its coverage is not measured.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
        environment |= {"PYTHONPATH": str(TESTS), "PYTHONUNBUFFERED": "1"}
        self._stderr = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            words,
            cwd=TESTS,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            text=True,
        )
        line = self._first_line()
        if not line.startswith("Ready"):
            said = self.kill()
            self._forget_folder()
            raise SimulatorError(f"the simulator did not start: {line}{said}")
        address = line.split()[-1]
        self.port = int(address.split("/")[2].rpartition(":")[2])
        self._prefix = self._get("health")["options"]["prefix"]

    def _first_line(self) -> str:
        """The first line that the process prints, empty when it ends or is silent for too long."""
        assert self._process is not None and self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            if not selector.select(self._start_timeout):
                return ""
        return self._process.stdout.readline()

    def stop(self) -> str:
        """End the process and remove a temporary state. What it said on stderr: nothing, when all was well."""
        said = self._end(subprocess.Popen.terminate)
        self._forget_folder()
        return said

    def kill(self) -> str:
        """SIGKILL: the process ends at once, the state file stays. What it said on stderr."""
        return self._end(subprocess.Popen.kill)

    def restart(self, *, kill: bool = False) -> str:
        """End the process (with `kill` by SIGKILL) and start it again with the same port and state."""
        said = self._end(subprocess.Popen.kill if kill else subprocess.Popen.terminate)
        self.start()
        return said

    def _end(self, how: Callable[[subprocess.Popen[str]], None]) -> str:
        process, self._process = self._process, None
        if process is None:
            return ""
        how(process)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
        with self._stderr as stderr:
            stderr.seek(0)
            return stderr.read()

    def _forget_folder(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = self.state_file = None

    def _request(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.control_url + path, data=data, method=method)
        request.add_header("Content-Type", "application/json")
        # Never through a proxy of the environment: it is this machine.
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=self._tls)
        )
        try:
            with opener.open(request, timeout=600) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as exc:
            with exc:
                raise SimulatorError(f"{method} {path}: {exc.read().decode()}") from exc

    def _get(self, path: str) -> Any:
        return self._request("GET", path)

    def reset(self, **options: Any) -> None:
        """Back to the seed; options not named go back to those of the start."""
        self._prefix = self._request("POST", "reset", options)["options"]["prefix"]

    def options(self, **changes: Any) -> dict[str, Any]:
        """Change options; all options."""
        found: dict[str, Any] = self._request("POST", "options", changes)
        self._prefix = found["prefix"]
        return found

    def seed(self, **objects: list[dict[str, Any]]) -> dict[str, list[int]]:
        """Add or replace objects; their IDs by kind."""
        found: dict[str, list[int]] = self._request("POST", "seed", objects)["ids"]
        return found

    def state(self) -> dict[str, Any]:
        """All objects, and counts of numbers by campaign (as text) and status."""
        found: dict[str, Any] = self._get("state")
        return found

    def traffic(self) -> dict[str, Any]:
        """Counts about the calls of the API: `in_flight` (`now`, `most`), `late`, `refused`, `logins`."""
        found: dict[str, Any] = self._get("traffic")
        return found

    def destinations(self, campaign: int) -> list[dict[str, Any]]:
        """The numbers of a campaign, in the order of arrival."""
        found: list[dict[str, Any]] = self._get(f"destinations?campaign={campaign}")["destinations"]
        return found

    def journal(self, since: int = 0) -> list[dict[str, Any]]:
        """The calls of the API after number `since`."""
        found: list[dict[str, Any]] = self._get(f"journal?since={since}")["calls"]
        return found

    def writes(self, since: int = 0) -> list[dict[str, Any]]:
        """Those of them that would change something: not only validated."""
        return [call for call in self.journal(since) if call["write"]]

    def timegroups(self, since: int = 0) -> list[dict[str, Any]]:
        """Each time group with its periods as it was after each write: `seq`, `timegroup`, `state`."""
        found: list[dict[str, Any]] = self._get(f"timegroups?since={since}")["timegroups"]
        return found

    def clear_journal(self) -> None:
        """Forget the calls so far."""
        self._request("DELETE", "journal")

    def fault(self, function: str, kind: str, **fields: Any) -> int:
        """Set a fault; its number."""
        return int(self._request("POST", "faults", {"function": function, "kind": kind, **fields})["id"])

    def faults(self) -> list[dict[str, Any]]:
        """The faults that still wait."""
        found: list[dict[str, Any]] = self._get("faults")["faults"]
        return found

    def clear_faults(self) -> None:
        """Forget all faults."""
        self._request("DELETE", "faults")

    def late(self) -> int:
        """Do now what is to be done after lost connections (fault drop_late), and end delays; how many were lost."""
        return int(self._request("POST", "late")["done"])

    def never(self) -> None:
        """What is still to be done after lost connections is never done."""
        self._request("DELETE", "late")

    def calls(self) -> list[dict[str, Any]]:
        """Every call that the dialler placed."""
        found: list[dict[str, Any]] = self._get("calls")["calls"]
        return found

    def advance(self, seconds: float) -> float:
        """Let so much simulated time pass at once; the simulated time."""
        return float(self._request("POST", "clock", {"advance": seconds})["now"])

    def speed(self, factor: float) -> None:
        """Simulated seconds per real second; 0 stands still."""
        self._request("POST", "clock", {"speed": factor})

    def now(self) -> float:
        """The simulated time."""
        return float(self._get("clock")["now"])

    def revoke_tokens(self) -> None:
        """Make all tokens given so far invalid."""
        self._request("DELETE", "tokens")


def _arguments(options: dict[str, Any]) -> list[str]:
    words: list[str] = []
    for name, value in options.items():
        flag = name.replace("_", "-")
        if isinstance(value, bool):
            words.append(f"--{flag}" if value else f"--no-{flag}")
        elif value is not None:
            words += [f"--{flag}={value}"]
    return words
