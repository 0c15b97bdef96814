# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ASGI application: the API, and beside it the control interface."""

from __future__ import annotations

import asyncio

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from simulator import control, incoming
from simulator.envelope import Reply
from simulator.incoming import ClientGone, Incoming, Receive, Scope, Send
from simulator.journal import is_validation
from simulator.world import World


class Api:
    """Every address but those of the control interface."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        options = self._world.options
        try:
            request = await incoming.read(scope, receive, options.prefix, options.max_body)
        except ClientGone:
            # Half a request is none: nothing is done, and there is nobody to answer.
            return
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
            if fault is None or fault.kind != "delay_before":
                reply = world.settle(request, fault)
                line = None
            else:
                # In the journal from now on, since the client may be gone when the work is done.
                username = request.parameters.get("auth_username", "")
                line = world.journal.add(
                    request, function, code=None, changed=False, http_status=None, fault=fault.kind, username=username
                )
        if fault is not None and fault.seconds:
            await asyncio.sleep(fault.seconds)
        if line is not None:
            with world.store.transaction():
                reply = world.settle(request, fault, line)
        return reply


async def _send(scope: Scope, receive: Receive, send: Send, reply: Reply) -> None:
    transport: asyncio.Transport = scope["simulator"]["transport"]
    if reply.status is None or reply.raw:
        if reply.raw:
            transport.write(reply.body)
            transport.close()
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


async def _gone(receive: Receive) -> None:
    """Wait until the server has noticed that the connection is closed, so that it does not answer in our place."""
    while (await receive())["type"] != "http.disconnect":
        continue


def build(world: World) -> Starlette:
    """The application around this world."""
    return Starlette(
        routes=[
            Mount("/_sim", routes=control.routes(world)),
            Route("/{path:path}", Api(world)),
        ]
    )
