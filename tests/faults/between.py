# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can stand between a client and the simulator: a server that ends TLS, and a proxy that wants credentials."""

from __future__ import annotations

import base64
import contextlib
import selectors
import socket
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

from unit.support.servers import Request, Server, close, http


def front(port: int, tls: ssl.SSLContext | None = None) -> Server:
    """A web server that hands all requests on to a port of this machine."""

    def respond(wire: socket.socket, request: Request) -> bool:
        wire.sendall(_fetch(port, request.target, request))
        return False

    return Server(respond, tls=tls)


class Proxy:
    """A proxy for HTTP and, by CONNECT, for HTTPS. Whatever host it is asked for, it leads to ``port``.

    ``user`` is a user name and a password with a colon between; None: everybody may pass.
    """

    def __init__(self, port: int, user: str | None = None) -> None:
        self._port = port
        self._wanted = None if user is None else "Basic " + base64.b64encode(user.encode()).decode()
        self.server = Server(self._respond)
        self.passed = 0

    def url(self, user: str = "") -> str:
        """The address for HTTPS_PROXY; ``user`` as it stands in an address."""
        return f"http://{user + '@' if user else ''}127.0.0.1:{self.server.port}"

    def _respond(self, wire: socket.socket, request: Request) -> bool:
        if self._wanted is not None and request.headers.get("proxy-authorization") != self._wanted:
            wire.sendall(http(407, b"<html>", headers=[("Proxy-Authenticate", 'Basic realm="proxy"')]))
            return False
        self.passed += 1
        if request.method != "CONNECT":
            wire.sendall(_fetch(self._port, urlsplit(request.target).path, request))
            return False
        with socket.create_connection(("127.0.0.1", self._port)) as beyond:
            wire.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            _pump(wire, beyond, self.server.gone.is_set)
        return False


def _fetch(port: int, path: str, request: Request) -> bytes:
    """The whole answer of the server on a port to this request."""
    headers = {name: value for name, value in request.headers.items() if not name.startswith("proxy-")}
    headers["connection"] = "close"
    head = f"{request.method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection(("127.0.0.1", port)) as beyond:
        beyond.sendall(head.encode("latin-1") + b"\r\n" + request.body)
        pieces = []
        while piece := beyond.recv(65536):
            pieces.append(piece)
    return b"".join(pieces)


def _pump(one: socket.socket, other: socket.socket, ended: Callable[[], bool]) -> None:
    """Carry bytes both ways until one side closes its end."""
    with selectors.DefaultSelector() as selector, contextlib.suppress(OSError):
        selector.register(one, selectors.EVENT_READ, other)
        selector.register(other, selectors.EVENT_READ, one)
        while not ended():
            for key, _events in selector.select(1):
                data = key.fileobj.recv(65536)
                if not data:
                    close(other)
                    return
                key.data.sendall(data)
