# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""One deadline for a whole HTTP request.

The time-outs of requests are for each single step: a server that sends a byte of its header now and then is waited
for without end. Here every connecting, sending and receiving gets only the time that is left.
"""

from __future__ import annotations

import io
import socket
import threading
import time
import typing as t
from http.client import HTTPResponse

try:
    import requests.adapters
    import urllib3
    import urllib3.connectionpool
except ImportError:
    # The transport says so.
    pass


class Deadline(threading.local):
    """When the request of the current thread has to be over."""

    at = 0.0

    def start(self, seconds: float) -> None:
        """Begin a request that may take so long."""
        self.at = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left. Raises socket.timeout where there are none."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise socket.timeout("timed out")
        return left


class _Stream(io.RawIOBase):
    """Reads from a socket, never beyond the deadline."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: Deadline) -> None:
        super().__init__()
        self._raw = raw
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: t.Any) -> int | None:
        self._sock.settimeout(self._deadline.left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def timed_adapter(deadline: Deadline, **options: t.Any) -> requests.adapters.HTTPAdapter:
    """Return an adapter for a session whose requests all end at the deadline."""

    class Response(HTTPResponse):
        def __init__(self, sock: socket.socket, *arguments: t.Any, **more: t.Any) -> None:
            super().__init__(sock, *arguments, **more)
            stream: t.Any = self.fp
            self.fp = io.BufferedReader(_Stream(stream.detach(), sock, deadline))

    def timed(pool: t.Any) -> t.Any:
        """Return a class of pools whose connections keep to the deadline."""

        class Connection(pool.ConnectionCls):  # type: ignore[misc]
            response_class = Response
            # Where validate_certs is off, the user has decided: no warning for each request. A filter for warnings
            # would be one for the whole process.
            is_verified = property(lambda self: True, lambda self, value: None)

            def connect(self) -> None:
                self.timeout = deadline.left
                super().connect()

            def send(self, data: t.Any) -> None:
                if self.sock is not None:
                    self.sock.settimeout(deadline.left)
                super().send(data)

        return type("TimedPool", (pool,), {"ConnectionCls": Connection})

    pools = {
        "http": timed(urllib3.connectionpool.HTTPConnectionPool),
        "https": timed(urllib3.connectionpool.HTTPSConnectionPool),
    }

    class Adapter(requests.adapters.HTTPAdapter):
        def init_poolmanager(self, *arguments: t.Any, **more: t.Any) -> None:
            super().init_poolmanager(*arguments, **more)
            self.poolmanager.pool_classes_by_scheme = pools

        def proxy_manager_for(self, *arguments: t.Any, **more: t.Any) -> t.Any:
            manager = super().proxy_manager_for(*arguments, **more)
            # Managers of other kinds, for SOCKS, have pools of their own.
            if manager.__class__ is urllib3.ProxyManager:
                manager.pool_classes_by_scheme = pools
            return manager

    return Adapter(**options)
