# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulated platform in this process, and the line to it: real sockets for the client, and no waiting.

Everything from `requests` down to `socket` is the real thing; only the way between two sockets is replaced. What the
client has sent is worked off at once, by the same World that the simulator serves. So a time-out is certain and takes
no time, work that comes late comes exactly when a test says so, and a cell of the table takes some milliseconds.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import functools
import http
import os
import pathlib
import socket
import sqlite3
import threading
import typing as t
from collections.abc import Callable, Iterator
from unittest import mock
from urllib.parse import parse_qsl

import requests.adapters
import urllib3.util.connection
from ansible_collections.telephony.enswitch.plugins.module_utils._api.client import Client
from simulator import control, seed, timegroups
from simulator.envelope import Reply
from simulator.faults import LATER, read_fault
from simulator.incoming import Incoming, read_parameters
from simulator.journal import is_validation
from simulator.world import World

PORT = 4
BASE = "/api/json/"
# Tasks of one machine wait for each other before the same platform, and each process has its own: a loopback address
# that says which it is.
ORIGIN = "http://127." + ".".join(str(byte) for byte in os.getpid().to_bytes(3, "big")) + f":{PORT}"
URL = ORIGIN + BASE

Detour = Callable[[requests.PreparedRequest, dict[str, t.Any]], contextlib.AbstractContextManager[None]]


@dataclasses.dataclass
class Hindrance:
    """Something on the way to the platform, for calls of one function: ``way`` is taken in place of the line.

    ``before`` is done before each call that it concerns; such a call takes the line all the same, without ``way``.
    """

    function: str
    validation: bool
    after: int
    count: int | None
    way: Detour | None = None
    before: Callable[[], None] | None = None
    # How many calls came when it was over.
    missed: int = 0


class Platform:
    """The simulator's World, and all connections to it. One at a time: see :meth:`reachable`."""

    def __init__(self, folder: pathlib.Path) -> None:
        # Modules with several workers come from several threads; the lock keeps them apart.
        with mock.patch.object(sqlite3, "connect", functools.partial(sqlite3.connect, check_same_thread=False)):
            self.world = World(str(folder / "state.sqlite"), {})
        self.lock = threading.RLock()
        self.hindrances: list[Hindrance] = []
        self.late: list[Callable[[], None]] = []
        # Called with function and validation before each request is worked off.
        self.watch: Callable[[str, bool], None] | None = None
        # Called where the client runs into its time-out, and where it wants to wait for some seconds.
        self.timed_out: Callable[[], None] | None = None
        self.sleep: Callable[[float], None] = _no_time
        # After so many further requests, what was begun for a connection that was lost is done; None: nothing is lost.
        self.late_after: int | None = None
        self._due: list[tuple[int, Callable[[], None]]] = []
        self._lines: list[Line] = []

    # --- what tests prepare and ask ------------------------------------------------------------------------

    def reset(self, objects: dict[str, t.Any] | None = None, **options: t.Any) -> None:
        """Back to the seed, with these options and objects of one's own."""
        self.world.reset(options)
        self.hindrances.clear()
        self.late.clear()
        self._due.clear()
        self.watch = self.timed_out = self.late_after = None
        self.sleep = _no_time
        if objects:
            self.seed(objects)

    def seed(self, objects: dict[str, t.Any]) -> None:
        """Add or replace objects."""
        with self.world.store.transaction():
            seed.load(self.world.store, self.world.contract, objects)
        self.world.dialler.look_again()

    def forget(self, what: str = "journal") -> None:
        """Forget the calls so far, or the faults that wait."""
        with self.world.store.transaction():
            (self.world.journal if what == "journal" else self.world.faults).clear()

    def fault(self, function: str, kind: str, **fields: t.Any) -> None:
        """Set a fault of the simulator."""
        spec = {"function": function, "kind": kind, **fields}
        with self.world.store.transaction():
            self.world.faults.add(read_fault(spec, self.world.contract.functions))

    def journal(self) -> list[dict[str, t.Any]]:
        """The calls of the API."""
        return self.world.journal.read()

    def campaigns(self) -> list[dict[str, t.Any]]:
        """All campaigns, in the order of their IDs."""
        return self.world.store.rows("SELECT * FROM campaigns ORDER BY id")

    def numbers(self) -> dict[tuple[int, str], str]:
        """The status of every number of every campaign."""
        rows = self.world.store.db.execute("SELECT campaign, dnumber, status FROM destinations")
        return {(campaign, number): status for campaign, number, status in rows}

    def hours(self) -> list[dict[str, t.Any]]:
        """All time groups with their periods."""
        groups = self.world.store.rows("SELECT * FROM timegroups ORDER BY id")
        return [{**group, "periods": timegroups.period_rows(self.world.store, group["id"])} for group in groups]

    def destinations(self, campaign: int) -> list[dict[str, t.Any]]:
        """The numbers of one campaign, in the order of arrival."""
        return self.world.store.rows(
            "SELECT dnumber, status FROM destinations WHERE campaign = ? ORDER BY id", (campaign,)
        )

    def objects(self) -> dict[str, t.Any]:
        """All objects, and the numbers counted by campaign and status."""
        return control.state(self.world)

    def state(self) -> tuple[t.Any, t.Any, t.Any]:
        """All that a module can change, to be compared."""
        return self.campaigns(), self.numbers(), self.hours()

    def token(self, username: str) -> str:
        """A token that is valid now."""
        world = self.world
        (password,) = world.store.one("SELECT password FROM people WHERE username = ?", (username,)) or ("",)
        person = world.auth.caller({"auth_username": username, "auth_password": password}, world.options)
        return str(world.auth.issue(person, world.options)["auth_token"])

    def revoke(self) -> None:
        """Make all tokens invalid."""
        with self.world.store.transaction():
            self.world.auth.revoke()

    def advance(self, seconds: float) -> None:
        """Let the dialler work for so long."""
        with self.lock, self.world.store.transaction():
            self.world.dialler.advance(seconds)

    def finish_late_work(self) -> None:
        """Do what the platform still had to do for clients that did not wait, or that were lost."""
        with self.lock:
            while self._due:
                self._due.pop(0)[1]()
            while self.late:
                self.late.pop(0)()

    def forget_late_work(self) -> None:
        """It is never done."""
        self.late.clear()
        self._due.clear()

    # --- the way to it -------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def reachable(self) -> Iterator[None]:
        """Within this block, PORT of this machine is this platform. All other addresses are as always."""
        real_connect = urllib3.util.connection.create_connection
        real_send = requests.adapters.HTTPAdapter.send

        def connect(address: tuple[str, int], *arguments: t.Any, **options: t.Any) -> socket.socket:
            if address[1] != PORT:
                return real_connect(address, *arguments, **options)
            line = Line(self)
            self._lines.append(line)
            return line

        def send(adapter: t.Any, request: requests.PreparedRequest, **options: t.Any) -> requests.Response:
            hindrance = self._hindrance(request)
            if hindrance is None:
                return real_send(adapter, request, **options)
            if hindrance.before is not None:
                hindrance.before()
            if hindrance.way is None:
                return real_send(adapter, request, **options)
            # The connection that is kept would lead around it.
            adapter.poolmanager.clear()
            with hindrance.way(request, options):
                return real_send(adapter, request, **options)

        with (
            mock.patch.object(urllib3.util.connection, "create_connection", connect),
            mock.patch.object(requests.adapters.HTTPAdapter, "send", send),
            mock.patch.dict(Client.__init__.__kwdefaults__, {"sleep": self.sleep}),
        ):
            try:
                yield
            finally:
                for line in self._lines:
                    line.hang_up()
                self._lines.clear()

    def _hindrance(self, request: requests.PreparedRequest) -> Hindrance | None:
        function = str(request.url).partition(BASE)[2].strip("/")
        validation = dict(parse_qsl(_text(request.body))).get("validation") == "1"
        with self.lock:
            for hindrance in self.hindrances:
                if (hindrance.function, hindrance.validation) != (function, validation):
                    continue
                if hindrance.count == 0:
                    hindrance.missed += 1
                    continue
                if hindrance.after:
                    hindrance.after -= 1
                    continue
                if hindrance.count is not None:
                    hindrance.count -= 1
                return hindrance
        return None

    def work(self, incoming: Incoming) -> Reply | None:
        """Work off one request, as app.py does it; None where the client has to wait too long for the answer."""
        with self.lock:
            world = self.world
            function = world.function(incoming)
            validation = is_validation(function, incoming.parameters)
            if self.watch is not None:
                self.watch(incoming.function or "", validation)
            self._due = [(left - 1, work) for left, work in self._due]
            while self._due and self._due[0][0] < 0:
                self._due.pop(0)[1]()
            with world.store.transaction():
                fault = world.faults.take(function.name, validation) if function is not None else None
                if fault is None or fault.kind not in LATER:
                    reply = world.settle(incoming, fault)
                    return None if fault is not None and fault.kind == "delay" else reply
                line = world.note(incoming, fault=fault.kind)

            def later() -> None:
                with world.store.transaction():
                    world.settle(incoming, fault, line)

            if fault.kind == "drop_late" and self.late_after is not None:
                self._due.append((self.late_after, later))
            else:
                self.late.append(later)
            return fault.reply(None, world.options) if fault.kind == "drop_late" else None


def _no_time(_seconds: float) -> None:
    """Waiting takes no time here."""


def _text(body: t.Any) -> str:
    return body.decode("ascii") if isinstance(body, bytes) else str(body or "")


class Line(socket.socket):
    """The client's end of a connection to the platform. What is sent is worked off at once."""

    def __init__(self, platform: Platform) -> None:
        ours, theirs = socket.socketpair()
        super().__init__(ours.family, ours.type, ours.proto, fileno=ours.detach())
        # Its being open or closed is what tells the client's pool whether the connection can still be used.
        self._theirs = theirs
        self._platform = platform
        self._sent = b""
        self._answers: collections.deque[bytes | BaseException] = collections.deque()
        self._number = id(self)

    def hang_up(self) -> None:
        """The platform's end is closed."""
        self._theirs.close()

    def close(self) -> None:
        """Both ends are closed."""
        self.hang_up()
        super().close()

    def sendall(self, data: t.Any, *_flags: t.Any) -> None:
        """Take what the client sends; a request that is complete is answered."""
        self._sent += bytes(data)
        head, blank, body = self._sent.partition(b"\r\n\r\n")
        if not blank:
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
        if len(body) < int(headers.get("content-length", 0)):
            return
        self._sent = b""
        method, path, _version = first.split(" ")
        options = self._platform.world.options
        base = options.prefix + BASE
        incoming = Incoming(
            method=method,
            function=path[len(base) :].rstrip("/") if path.startswith(base) else None,
            trailing_slash=path.endswith("/"),
            parameters=read_parameters(body),
            address=path,
            connection=str(self._number),
            too_large=bool(options.max_body) and len(body) > options.max_body,
        )
        self._answer(self._platform.work(incoming))

    def _answer(self, reply: Reply | None) -> None:
        if reply is None or reply.trickle:
            if self._platform.timed_out is not None:
                self._platform.timed_out()
            if reply is not None:
                # Each header comes in time, the end of them does not.
                self._answers.append(b"HTTP/1.1 200 OK\r\nX-Slow-1: 1\r\n")
            self._answers.append(TimeoutError("timed out"))
        elif reply.status is None:
            self.hang_up()
        elif reply.raw:
            self._answers.append(reply.body)
            self.hang_up()
        else:
            headers = [("Content-Type", reply.content_type), *reply.headers]
            if reply.status != 204:
                headers.append(("Content-Length", str(len(reply.body) + reply.missing)))
            head = f"HTTP/1.1 {reply.status} {http.HTTPStatus(reply.status).phrase}\r\n"
            head += "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n"
            self._answers.append(head.encode("latin-1") + reply.body)
            if reply.missing:
                self.hang_up()

    def recv_into(self, buffer: t.Any, *_more: t.Any) -> int:
        """Give the client what was answered; nothing where the connection was closed."""
        if not self._answers:
            return 0
        answer = self._answers.popleft()
        if isinstance(answer, BaseException):
            raise answer
        piece = answer[: len(buffer)]
        buffer[: len(piece)] = piece
        if len(answer) > len(piece):
            self._answers.appendleft(answer[len(piece) :])
        return len(piece)
