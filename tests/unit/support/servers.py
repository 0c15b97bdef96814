# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Small real servers on loopback: each connection is handled by a function, and everything is counted."""

from __future__ import annotations

import contextlib
import socket
import threading


class Request:
    """One request as it came: first line, headers (lower-case names), body."""

    def __init__(self, line, headers, body):
        self.line = line
        self.method, self.target, _version = line.split(" ", 2)
        self.headers = headers
        self.body = body


class Server:
    """Listens on a free port of 127.0.0.1 and gives each request to ``respond(wire, request)``.

    ``wire`` is a socket. The connection is kept while respond() returns true. ``tls`` is a server-side
    SSLContext. ``gone`` is set when the server ends, so that a handler can wait without sleeping.
    """

    def __init__(self, respond, tls=None):
        self._respond = respond
        self._tls = tls
        self.requests = []
        self.connections = 0
        self.gone = threading.Event()
        self._threads = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def __enter__(self):
        self._start(self._accept)
        return self

    def __exit__(self, *_exception):
        self.gone.set()
        # Wakes accept(), which closing alone does not do everywhere.
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5):
            pass
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def url(self, scheme="http", host="127.0.0.1"):
        return "{0}://{1}:{2}/api/json/".format(scheme, host, self.port)

    def _start(self, work, *arguments):
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self):
        while True:
            wire, _peer = self._listener.accept()
            if self.gone.is_set():
                wire.close()
                return
            self.connections += 1
            self._start(self._serve, wire)

    def _serve(self, wire):
        # A client that goes away, or that does not like the certificate, is part of many tests.
        with contextlib.suppress(OSError):
            wire.settimeout(5)
            if self._tls:
                wire = self._tls.wrap_socket(wire, server_side=True)
            while not self.gone.is_set():
                request = read_request(wire)
                if request is None:
                    break
                self.requests.append(request)
                if not self._respond(wire, request):
                    break
        close(wire)


def read_request(wire):
    """Read one request; None where the client has closed the connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = wire.recv(65536)
        if not piece:
            return None
        data += piece
    head, _blank, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {
        name.strip().lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines[1:])
    }
    length = int(headers.get("content-length", 0))
    while len(body) < length:
        piece = wire.recv(65536)
        if not piece:
            return None
        body += piece
    return Request(lines[0], headers, body)


def close(wire):
    with contextlib.suppress(OSError):
        wire.shutdown(socket.SHUT_RDWR)
    wire.close()


def http(status=200, body=b"", headers=(), length=None):
    """The bytes of an HTTP answer; ``length`` is what Content-Length promises (False: nothing)."""
    lines = ["HTTP/1.1 {0} Whatever".format(status)]
    if length is not False:
        lines.append("Content-Length: {0}".format(len(body) if length is None else length))
    lines += ["{0}: {1}".format(name, value) for name, value in headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def always(answer, keep=True):
    """A handler that gives the same bytes to every request."""

    def respond(wire, _request):
        wire.sendall(answer)
        return keep

    return respond


def unused_port():
    """A port of 127.0.0.1 on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
