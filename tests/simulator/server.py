# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The listener: uvicorn on one socket of 127.0.0.1, and what ends it."""

from __future__ import annotations

import asyncio
import functools
import itertools
import os
import signal
import socket
import ssl
import time
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from simulator.app import build
from simulator.incoming import Receive, Scope, Send
from simulator.world import World

# How often the clock moves when it has a speed, and how often the parent is looked for, in real seconds.
TICK = 0.02
LOOK_FOR_PARENT = 0.25
LONGEST_LINE = 1_048_576

_accepted = itertools.count(1)


class TracedProtocol(H11Protocol):
    """Uvicorn's own protocol; the application also gets the transport, to break it, and a number per connection."""

    def connection_made(self, transport: Any) -> None:
        """Take up a connection."""
        super().connection_made(transport)
        extra = {"transport": transport, "connection": next(_accepted)}
        self.app = functools.partial(_with_extra, self.app, extra)


async def _with_extra(app: Any, extra: dict[str, Any], scope: Scope, receive: Receive, send: Send) -> None:
    scope["simulator"] = extra
    await app(scope, receive, send)


def listen(port: int) -> socket.socket:
    """A listening socket on 127.0.0.1; port 0 takes a free one. Raises OSError when the port is taken."""
    # The protocol is named, since asyncio switches Nagle's algorithm off only then: 40 ms a call.
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind(("127.0.0.1", port))
        found.listen(1024)
    except OSError:
        found.close()
        raise
    return found


async def _move_clock(world: World) -> None:
    """Let simulated time pass at the chosen speed."""
    before = time.monotonic()
    while True:
        await asyncio.sleep(TICK)
        now = time.monotonic()
        if world.dialler.speed:
            with world.store.transaction():
                world.dialler.advance((now - before) * world.dialler.speed)
        before = now


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


async def _watch_parent(server: uvicorn.Server, parent: int) -> None:
    """Stop when the process is gone; one that started us may be gone and still have an entry (a zombie)."""
    is_ours = os.getppid() == parent
    while _alive(parent) and (not is_ours or os.getppid() == parent):
        await asyncio.sleep(LOOK_FOR_PARENT)
    server.should_exit = True


async def _end_of_life(server: uvicorn.Server, seconds: float) -> None:
    await asyncio.sleep(seconds)
    server.should_exit = True


async def _serve(world: World, server: uvicorn.Server, sock: socket.socket, lifetime: float, parent: int) -> None:
    beside = [asyncio.create_task(_move_clock(world))]
    if lifetime:
        beside.append(asyncio.create_task(_end_of_life(server, lifetime)))
    if parent:
        beside.append(asyncio.create_task(_watch_parent(server, parent)))
    # One of these ends only by a fault of the simulator's own, which must not pass unseen.
    for task in beside:
        task.add_done_callback(lambda done: setattr(server, "should_exit", True))
    await server.serve(sockets=[sock])
    for task in beside:
        if task.done():
            task.result()
        task.cancel()


def run(
    world: World,
    sock: socket.socket,
    *,
    tls_cert: str | None = None,
    tls_key: str | None = None,
    tls_client_ca: str | None = None,
    lifetime: float = 0,
    parent: int = 0,
) -> None:
    """Serve until a signal, the end of the lifetime (seconds, 0: none) or of the parent process (0: none)."""
    tls: dict[str, Any] = {}
    if tls_cert:
        tls = {"ssl_certfile": tls_cert, "ssl_keyfile": tls_key}
        if tls_client_ca:
            # A client without a certificate of this CA gets no further.
            tls |= {"ssl_ca_certs": tls_client_ca, "ssl_cert_reqs": ssl.CERT_REQUIRED}
    config = uvicorn.Config(
        build(world),
        http=TracedProtocol,
        ws="none",
        lifespan="off",
        loop="asyncio",
        access_log=False,
        log_level="error",
        server_header=False,
        timeout_keep_alive=65,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=LONGEST_LINE,
        **tls,
    )
    server = uvicorn.Server(config)
    # For a signal before uvicorn listens to them, and because it raises the signal again when it has ended.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: setattr(server, "should_exit", True))
    asyncio.run(_serve(world, server, sock, lifetime, parent))
    world.store.close()
