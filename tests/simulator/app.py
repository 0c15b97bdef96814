# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ASGI application: the API, and beside it the control interface."""

from __future__ import annotations

import asyncio
import http
import time

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from simulator import control, incoming
from simulator.envelope import Reply, page
from simulator.faults import LATER
from simulator.incoming import ClientGone, Incoming, Receive, Scope, Send
from simulator.journal import is_validation
from simulator.late import InFlight, Late
from simulator.world import World

# Seconds between two headers of the fault slow_headers.
_TRICKLE = 0.05
_BUSY = page(429, "429 Too Many Requests", "Too many requests at once.", (("Retry-After", "1"),))


class Api:
    """Every address but those of the control interface."""

    def __init__(self, world: World, late: Late, in_flight: InFlight) -> None:
        self._world = world
        self._late = late
        self._in_flight = in_flight

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        options = self._world.options
        try:
            request = await incoming.read(scope, receive, options.prefix, options.max_body)
        except ClientGone:
            # Half a request is none: nothing is done, and there is nobody to answer.
            return
        with self._in_flight as flying:
            if options.max_in_flight and flying > options.max_in_flight:
                reply = _BUSY
                with self._world.store.transaction():
                    self._world.note(request, http_status=reply.status)
            else:
                reply = await self._settle(request)
                if options.latency and request.function is not None:
                    await asyncio.sleep(options.latency)
            await _send(scope, receive, send, reply)

    async def _settle(self, request: Incoming) -> Reply:
        world = self._world
        function = world.function(request)
        with world.store.transaction():
            fault = None
            if function is not None:
                fault = world.faults.take(function.name, is_validation(function, request.parameters))
            if fault is None or fault.kind not in LATER:
                reply = world.settle(request, fault)
                line = None
            else:
                # In the journal from now on, since the client may be gone when the work is done.
                line = world.note(request, fault=fault.kind)
        if fault is None:
            return reply
        if line is not None and fault.kind == "drop_late":
            self._late.add(request, fault, line)
            return fault.reply(None, world.options)
        if fault.seconds and fault.kind in ("delay", "delay_before"):
            await self._late.wait(fault.seconds)
        if line is not None:
            with world.store.transaction():
                reply = world.settle(request, fault, line)
        return reply


async def _send(scope: Scope, receive: Receive, send: Send, reply: Reply) -> None:
    transport: asyncio.Transport = scope["simulator"]["transport"]
    if reply.status is None or reply.raw or reply.trickle:
        if reply.raw:
            transport.write(reply.body)
            transport.close()
        elif reply.trickle:
            await _trickle(transport, reply)
        else:
            transport.abort()
        await _gone(receive)
        return
    headers = [
        (b"content-type", reply.content_type.encode()),
        *((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers),
    ]
    if reply.status != 204:
        headers.append((b"content-length", str(len(reply.body) + reply.missing).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body, "more_body": bool(reply.missing)})
    if reply.missing:
        # What was written so far still goes out; the rest of the promised length never comes.
        transport.close()
        await _gone(receive)


async def _trickle(transport: asyncio.Transport, reply: Reply) -> None:
    """The status line, headers one by one, and in the end the rest, unless the client has gone meanwhile."""
    status = reply.status or 200
    transport.write(f"HTTP/1.1 {status} {http.HTTPStatus(status).phrase}\r\n".encode())
    until = time.monotonic() + reply.trickle
    number = 0
    while time.monotonic() < until and not transport.is_closing():
        number += 1
        transport.write(f"X-Slow-{number}: {number}\r\n".encode())
        await asyncio.sleep(_TRICKLE)
    rest = f"Content-Type: {reply.content_type}\r\nContent-Length: {len(reply.body)}\r\nConnection: close\r\n\r\n"
    transport.write(rest.encode() + reply.body)
    transport.close()


async def _gone(receive: Receive) -> None:
    """Wait until the server has noticed that the connection is closed, so that it does not answer in our place."""
    while (await receive())["type"] != "http.disconnect":
        continue


def build(world: World) -> Starlette:
    """The application around this world."""
    late, in_flight = Late(world), InFlight()
    return Starlette(
        routes=[
            Mount("/_sim", routes=control.routes(world, late, in_flight)),
            Route("/{path:path}", Api(world, late, in_flight)),
        ]
    )
