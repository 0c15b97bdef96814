# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One request as it came in: path, parameters from query and body, and what the journal needs of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_FORM = b"application/x-www-form-urlencoded"


class ClientGone(Exception):
    """The client closed the connection before its request was complete."""


@dataclasses.dataclass(frozen=True, slots=True)
class Incoming:
    """A request. `function` is the path below the API's base, None for an address outside of it."""

    method: str
    function: str | None
    trailing_slash: bool
    parameters: dict[str, str]
    address: str
    connection: str
    too_large: bool


def read_parameters(text: bytes) -> dict[str, str]:
    """Flat parameters, separated by `;` or `&`; of a name that comes twice the last counts."""
    if not text:
        return {}
    plain = text.decode("utf-8", "replace").replace(";", "&")
    return dict(parse_qsl(plain, keep_blank_values=True, encoding="utf-8", errors="replace"))


async def read_body(receive: Receive, largest: int) -> bytes | None:
    """The whole body, or None when it is larger than `largest` bytes (0: no limit)."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part = message.get("body", b"")
        size += len(part)
        # A body that is too large is read to its end and thrown away: the client can then read the answer.
        if not largest or size <= largest:
            parts.append(part)
        if not message.get("more_body", False):
            return None if largest and size > largest else b"".join(parts)


async def read(scope: Scope, receive: Receive, prefix: str, largest: int) -> Incoming:
    """The request of this scope; `prefix` is what stands before /api/json/. Raises ClientGone."""
    body = await read_body(receive, largest)
    query: bytes = scope["query_string"]
    parameters = read_parameters(query)
    if body and _is_form(scope):
        parameters |= read_parameters(body)
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    path: str = scope["path"]
    base = prefix + "/api/json/"
    inside = path.startswith(base) and path != base
    return Incoming(
        method=scope["method"],
        function=path[len(base) :].rstrip("/") if inside else None,
        trailing_slash=path.endswith("/"),
        parameters=parameters,
        address=(raw + b"?" + query if query else raw).decode("latin-1"),
        connection=connection_name(scope),
        too_large=body is None,
    )


def connection_name(scope: Scope) -> str:
    """Peer port and accept counter: the same for all requests of one connection, and for no other."""
    client = scope.get("client") or ("", 0)
    return f"{client[1]}-{scope.get('simulator', {}).get('connection', 0)}"


def _is_form(scope: Scope) -> bool:
    for name, value in scope["headers"]:
        if name == b"content-type":
            return bool(value.split(b";")[0].strip().lower() == _FORM)
    return False
