# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control interface below /_sim/: JSON in and out. Not a part of Enswitch."""

from __future__ import annotations

import functools
import json
import os
import signal
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from simulator import seed, timegroups
from simulator.faults import BadFault, read_fault
from simulator.late import InFlight, Late
from simulator.options import BadOption
from simulator.world import World

_HIDDEN = ("password", "second_factor")
_KINDS = (
    "rate_plans",
    "customers",
    "people",
    "timegroups",
    "recordgroups",
    "features",
    "numbers",
    "configs",
    "campaigns",
)
_YES_OR_NO = ("shared", "bulk_dialler", "timegroups", "deleted", "directory", "sensitive")


class BadRequest(ValueError):
    """A control request that makes no sense, in words for the user."""


async def _body(request: Request) -> dict[str, Any]:
    text = await request.body()
    try:
        value = json.loads(text) if text else {}
    except ValueError as exc:
        raise BadRequest(f"the body is not JSON: {exc}") from exc
    if not isinstance(value, dict):
        raise BadRequest("the body must be a JSON object")
    return value


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise BadRequest(f"{name} must be a number that is not negative")
    return float(value)


def _query_integer(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not text.isdigit():
        raise BadRequest(f"{name} must be an integer")
    return int(text)


def state(world: World) -> dict[str, Any]:
    """All objects, and the numbers counted by campaign and status."""
    store = world.store
    found: dict[str, Any] = {}
    for kind in _KINDS:
        rows = store.rows(f"SELECT * FROM {kind} ORDER BY id")
        found[kind] = [{name: _plain(name, row[name]) for name in row if name not in _HIDDEN} for row in rows]
    for group in found["timegroups"]:
        group["periods"] = timegroups.period_rows(store, group["id"])
    counts: dict[str, dict[str, int]] = {str(row["id"]): {} for row in found["campaigns"]}
    for campaign, status, count in store.db.execute(
        "SELECT campaign, status, count(*) FROM destinations GROUP BY campaign, status"
    ):
        counts.setdefault(str(campaign), {})[status] = count
    return {**found, "destinations": counts, "now": world.dialler.now, "speed": world.dialler.speed}


class Control:
    """The handlers. Each takes the request and returns what goes out as JSON."""

    def __init__(self, world: World, late: Late, in_flight: InFlight) -> None:
        self._world = world
        self._late = late
        self._in_flight = in_flight

    async def health(self, request: Request) -> dict[str, Any]:
        """Whether the simulator is up."""
        return {"ok": True, "options": self._world.options.as_dict()}

    async def reset(self, request: Request) -> dict[str, Any]:
        """Back to the start."""
        self._world.reset(await _body(request))
        self._late.forget()
        self._in_flight.forget()
        return {"ok": True, "options": self._world.options.as_dict()}

    async def options(self, request: Request) -> dict[str, Any]:
        """Read or change options."""
        if request.method == "POST":
            self._world.set_options(await _body(request))
        return self._world.options.as_dict()

    async def seed(self, request: Request) -> dict[str, Any]:
        """Add or replace objects."""
        world = self._world
        objects = await _body(request)
        with world.store.transaction():
            numbered = seed.load(world.store, world.contract, objects)
        world.dialler.look_again()
        return {"ok": True, "ids": numbered}

    async def state(self, request: Request) -> dict[str, Any]:
        """All objects, and the numbers counted by campaign and status."""
        return state(self._world)

    async def traffic(self, request: Request) -> dict[str, Any]:
        """Counts about the calls of the API: in flight, late, refused, logins."""
        journal, flying = self._world.journal, self._in_flight
        return {
            "in_flight": {"now": flying.now, "most": flying.most},
            "late": len(self._late),
            "refused": journal.refused(),
            "logins": journal.logins(),
        }

    async def destinations(self, request: Request) -> dict[str, Any]:
        """The numbers of one campaign, in the order of arrival."""
        campaign = _query_integer(request, "campaign", 0)
        sql = "SELECT dnumber, status, attempts_made, due FROM destinations WHERE campaign = ? ORDER BY id"
        return {"destinations": self._world.store.rows(sql, (campaign,))}

    async def journal(self, request: Request) -> dict[str, Any]:
        """The calls of the API so far; DELETE forgets them."""
        if request.method == "DELETE":
            self._world.journal.clear()
            self._in_flight.forget()
            return {"ok": True}
        return {"calls": self._world.journal.read(_query_integer(request, "since", 0))}

    async def timegroups(self, request: Request) -> dict[str, Any]:
        """Each time group with its periods as it was after each write."""
        return {"timegroups": self._world.journal.timegroups(_query_integer(request, "since", 0))}

    async def faults(self, request: Request) -> dict[str, Any]:
        """Set a fault, list those that wait, or forget them."""
        world = self._world
        if request.method == "POST":
            fault = read_fault(await _body(request), world.contract.functions)
            with world.store.transaction():
                return {"id": world.faults.add(fault)}
        if request.method == "DELETE":
            world.faults.clear()
        return {"faults": world.faults.as_list()}

    async def late(self, request: Request) -> dict[str, Any]:
        """Do the work whose connections are gone (fault drop_late), and end delays; DELETE: it is never done."""
        if request.method == "DELETE":
            self._late.forget()
            return {"ok": True}
        return {"done": self._late.do_all()}

    async def calls(self, request: Request) -> dict[str, Any]:
        """The call log of the dialler."""
        return {"calls": self._world.dialler.calls()}

    async def clock(self, request: Request) -> dict[str, Any]:
        """Advance the simulated clock, or set its speed."""
        dialler = self._world.dialler
        if request.method == "POST":
            body = await _body(request)
            unknown = set(body) - {"advance", "speed"}
            if unknown or not body:
                raise BadRequest("give advance, speed, or both")
            seconds = _number(body.get("advance", 0), "advance")
            speed = _number(body.get("speed", dialler.speed), "speed")
            with self._world.store.transaction():
                dialler.set_speed(speed)
                if "advance" in body:
                    dialler.advance(seconds)
        return {"now": dialler.now, "speed": dialler.speed}

    async def tokens(self, request: Request) -> dict[str, Any]:
        """Make all tokens given so far invalid."""
        self._world.auth.revoke()
        return {"ok": True}

    async def stop(self, request: Request) -> dict[str, Any]:
        """End the process, after this answer."""
        os.kill(os.getpid(), signal.SIGTERM)
        return {"ok": True}


def _plain(name: str, value: Any) -> Any:
    return bool(value) if name in _YES_OR_NO else value


Handler = Callable[[Request], Awaitable[dict[str, Any]]]


def _endpoint(handler: Handler) -> Callable[[Request], Awaitable[JSONResponse]]:
    @functools.wraps(handler)
    async def answer(request: Request) -> JSONResponse:
        try:
            return JSONResponse(await handler(request))
        except (BadRequest, BadOption, BadFault, seed.BadSeed, sqlite3.IntegrityError) as exc:
            return JSONResponse({"error": str(exc)}, status_code=400)

    return answer


def routes(world: World, late: Late, in_flight: InFlight) -> list[Route]:
    """The addresses below /_sim/."""
    control = Control(world, late, in_flight)
    table: list[tuple[str, Handler, list[str]]] = [
        ("/health", control.health, ["GET"]),
        ("/reset", control.reset, ["POST"]),
        ("/options", control.options, ["GET", "POST"]),
        ("/seed", control.seed, ["POST"]),
        ("/state", control.state, ["GET"]),
        ("/traffic", control.traffic, ["GET"]),
        ("/destinations", control.destinations, ["GET"]),
        ("/journal", control.journal, ["GET", "DELETE"]),
        ("/timegroups", control.timegroups, ["GET"]),
        ("/faults", control.faults, ["GET", "POST", "DELETE"]),
        ("/late", control.late, ["POST", "DELETE"]),
        ("/calls", control.calls, ["GET"]),
        ("/clock", control.clock, ["GET", "POST"]),
        ("/tokens", control.tokens, ["DELETE"]),
        ("/stop", control.stop, ["POST"]),
    ]
    return [Route(path, _endpoint(handler), methods=methods) for path, handler, methods in table]
