# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The columns of the table: everything that can go wrong with one call, and what that says about the call."""

from __future__ import annotations

import contextlib
import dataclasses
import email.utils
import pathlib
import socket
import typing as t
from collections.abc import Iterator
from unittest import mock

import requests
import urllib3.util.connection
from faults.platform import BASE, Detour, Hindrance, Platform
from unit.support.certificates import LONG_AGO, Authority
from unit.support.servers import Server, always, http, unused_port

# A platform whose client is lost carries out the call before so many further requests have come.
LATE_AFTER = 3


class Elsewhere:
    """Real servers on loopback to which a call can go astray: TLS that cannot be trusted, proxies, another host."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Elsewhere:
        self.authority = Authority(self._folder)
        ours = self.authority
        certificates = {
            "wrong name": ours.issue("wrong", alternative="DNS:other.example.com"),
            "expired": ours.issue("expired", valid=LONG_AGO),
            "self-signed": (ours.path, str(self._folder / "ca.key")),
        }
        enter = self._stack.enter_context
        never = always(http(500))
        self._tls = {name: enter(Server(never, tls=ours.context(pair))) for name, pair in certificates.items()}
        self._proxy = enter(Server(always(http(407, headers=[("Proxy-Authenticate", "Basic")]), keep=False)))
        self.other_host = enter(Server(never))
        self._closed = unused_port()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stack.close()

    def assert_nothing_was_told(self) -> None:
        """No request, and so no credentials, came to a server that could not be trusted, or to another host."""
        for server in (*self._tls.values(), self.other_host):
            assert not server.requests
        for request in self._proxy.requests:
            # What goes through a proxy in the clear is seen by it; through TLS it sees the host alone.
            assert request.method == "POST" or (request.method == "CONNECT" and not request.body)

    def way(self, name: str) -> Detour:
        """One of the ways that are not the line to the platform."""

        @contextlib.contextmanager
        def taken(request: requests.PreparedRequest, options: dict[str, t.Any]) -> Iterator[None]:
            real = request.url
            function = str(real).partition(BASE)[2]
            with contextlib.ExitStack() as stack:
                if name == "refused":
                    request.url = f"http://127.0.0.1:{self._closed}{BASE}{function}"
                elif name == "no such name":
                    gone = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
                    stack.enter_context(_connecting_raises(gone))
                elif name == "never connects":
                    stack.enter_context(_connecting_raises(TimeoutError("timed out")))
                elif name == "proxy":
                    options["proxies"] = {"http": f"http://127.0.0.1:{self._proxy.port}"}
                elif name == "tunnel":
                    request.url = f"https://pbx.example.com{BASE}{function}"
                    options["proxies"] = {"https": f"http://127.0.0.1:{self._proxy.port}"}
                else:
                    request.url = f"https://127.0.0.1:{self._tls[name].port}{BASE}{function}"
                    options["verify"] = True if name == "self-signed" else self.authority.path
                try:
                    yield
                finally:
                    request.url = real

        return taken


def _connecting_raises(problem: OSError) -> contextlib.AbstractContextManager[t.Any]:
    return mock.patch.object(urllib3.util.connection, "create_connection", mock.Mock(side_effect=problem))


@dataclasses.dataclass(frozen=True)
class Kind:
    """One thing that goes wrong.

    ``transient``: it may be over at the next try. ``lost``: the client cannot know whether the call was carried out.
    ``done``: it was. ``lasting``: the platform may still be at work on it. ``late``: it is done some requests later.
    ``never``: work that was put off does not come, not even after the task.
    ``expires``: the token, in place of a fault.
    ``token`` and ``password``: whether the task has one.
    """

    name: str
    category: str
    fault: dict[str, t.Any] | None = None
    way: str | None = None
    transient: bool = False
    lost: bool = False
    done: bool = False
    lasting: bool = False
    late: bool = False
    never: bool = False
    expires: bool = False
    token: bool = False
    password: bool = True
    http_status: int | None = None
    code: int | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def facts(self) -> tuple[t.Any, ...]:
        """What a task goes by. Two kinds with the same facts are handled alike."""
        passes = self.transient or self.lost
        flags = (self.transient, self.lost, self.done, self.lasting, self.late, self.never, self.expires)
        return (*flags, self.password, None if passes else self.category)

    def inject(
        self, platform: Platform, elsewhere: Elsewhere, function: str, validation: bool, after: int, forever: bool
    ) -> None:
        """Let it happen to one call of a function, or to that and all later ones."""
        count = None if forever else 1
        platform.late_after = LATE_AFTER if self.late else None
        if self.expires:
            platform.hindrances.append(Hindrance(function, validation, after, count, before=platform.revoke))
        elif self.way is not None:
            way = elsewhere.way(self.way)
            platform.hindrances.append(Hindrance(function, validation, after, count, way=way))
        else:
            fields = dict(self.fault or {})
            if fields.get("status") in (302, 307, 308):
                fields["headers"] = {"Location": elsewhere.other_host.url() + function + "/"}
            has_validation = any(
                parameter.name == "validation" for parameter in platform.world.contract.functions[function].parameters
            )
            only = {"validation": validation} if has_validation else {}
            platform.fault(function, fields.pop("kind"), after=after, count=count, **only, **fields)


def _status(name: str, status: int, category: str, **more: t.Any) -> Kind:
    fault = {"kind": "status", "status": status, **more.pop("fields", {})}
    if more.get("done"):
        fault["done"] = True
    return Kind(name, category, fault=fault, http_status=status, **more)


def _code(code: int, category: str, **more: t.Any) -> Kind:
    name = more.pop("name", f"code {code}")
    fault = {"kind": "code", "code": code, "key": "", "message": "Says the platform.", **more.pop("fields", {})}
    return Kind(name, category, fault=fault, code=code, http_status=200, **more)


_PASSES = {"transient": True, "lost": True}
_A_DATE = email.utils.formatdate(4102444800, usegmt=True)

KINDS = [
    Kind("dropped before", "network", {"kind": "drop_before"}, **_PASSES),
    Kind("dropped after", "network", {"kind": "drop_after"}, **_PASSES, done=True),
    Kind("dropped, done later", "network", {"kind": "drop_late"}, **_PASSES, done=True, late=True),
    Kind("dropped, done after the task", "network", {"kind": "drop_late"}, **_PASSES, lasting=True),
    Kind("dropped, never done", "network", {"kind": "drop_late"}, **_PASSES, never=True),
    Kind("slow, done first", "timeout", {"kind": "delay"}, **_PASSES, done=True, lasting=True),
    Kind("slow headers", "timeout", {"kind": "slow_headers", "seconds": 60}, **_PASSES, done=True, lasting=True),
    Kind("slow, done later", "timeout", {"kind": "delay_before"}, **_PASSES, lasting=True),
    Kind("truncated", "network", {"kind": "truncated"}, **_PASSES, done=True),
    Kind("truncated, not done", "network", {"kind": "truncated", "done": False}, **_PASSES),
    Kind("truncated JSON", "protocol", {"kind": "truncated", "honest_length": True}, **_PASSES, done=True),
    Kind("empty", "protocol", {"kind": "empty"}, **_PASSES, done=True),
    Kind("empty, not done", "protocol", {"kind": "empty", "done": False}, **_PASSES),
    Kind("HTML", "protocol", {"kind": "html"}, lost=True),
    Kind("HTML, done", "protocol", {"kind": "html", "done": True}, lost=True, done=True),
    Kind("garbage", "protocol", {"kind": "garbage"}, lost=True, done=True),
    Kind("garbage, not done", "protocol", {"kind": "garbage", "done": False}, lost=True),
    Kind("not even HTTP", "network", {"kind": "garbage", "raw": True}, **_PASSES, done=True),
    _status("429 with seconds", 429, "server", transient=True, fields={"retry_after": 7}),
    _status("429 with a date", 429, "server", transient=True, fields={"retry_after": _A_DATE}),
    _status("502", 502, "server", **_PASSES),
    _status("502, done", 502, "server", **_PASSES, done=True),
    _status("503", 503, "server", **_PASSES, fields={"retry_after": 1}),
    _status("504", 504, "server", **_PASSES, lasting=True),
    _status("504, done", 504, "server", **_PASSES, lasting=True, done=True),
    _status("HTTP 500", 500, "server", lost=True),
    _status("HTTP 500, done", 500, "server", lost=True, done=True),
    _status("HTTP 404", 404, "protocol"),
    _status("HTTP 401", 401, "authentication"),
    _status("redirect 302", 302, "protocol"),
    _status("redirect 307", 307, "protocol"),
    _code(401, "authentication"),
    _code(402, "role"),
    _code(403, "rate_plan"),
    _code(500, "server", lost=True),
    _code(500, "server", name="code 500, done", fields={"done": True}, lost=True, done=True),
    Kind("token expires, password at hand", "authentication", expires=True, token=True, code=401, http_status=200),
    Kind("token expires", "authentication", expires=True, token=True, password=False, code=401, http_status=200),
    Kind("refused", "network", way="refused", transient=True),
    Kind("no such name", "network", way="no such name", transient=True),
    Kind("never connects", "timeout", way="never connects", transient=True),
    Kind("TLS: wrong name", "tls", way="wrong name"),
    Kind("TLS: expired", "tls", way="expired"),
    Kind("TLS: self-signed", "tls", way="self-signed"),
    Kind("proxy says 407", "network", way="proxy", http_status=407),
    Kind("tunnel says 407", "network", way="tunnel", http_status=407),
]
# One kind of each sort, the first.
SORTS = [*{kind.facts: kind for kind in reversed(KINDS)}.values()]
