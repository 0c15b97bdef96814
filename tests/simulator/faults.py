# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults that can be injected: what goes wrong on the way to the server, in it, and on the way back."""

from __future__ import annotations

import dataclasses
import http
import json
from typing import Any

from simulator.envelope import HTML, Answer, Reply, encode, envelope, page, response
from simulator.options import Options
from simulator.store import Store

# Kind: whether the work is done unless `done` says otherwise. Those of FIXED have no choice.
KINDS = {
    "drop_before": False,
    "drop_after": True,
    "drop_late": True,
    "delay": True,
    "delay_before": True,
    "slow_headers": True,
    "status": False,
    "html": False,
    "code": False,
    "truncated": True,
    "empty": True,
    "garbage": True,
}
FIXED = ("drop_before", "drop_after", "drop_late", "delay", "delay_before", "slow_headers")
# The work of these is done after the request has been taken in.
LATER = ("delay_before", "drop_late")

LOGIN_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>Login</title></head><body>"
    '<form method="post"><input name="user"><input name="pass" type="password"></form></body></html>\n'
)
# Neither JSON nor UTF-8.
GARBAGE = bytes(range(128, 256)) + b"\x00{]\xff"


class BadFault(ValueError):
    """A fault that makes no sense, in words for the user."""


@dataclasses.dataclass(slots=True)
class Fault:
    """One fault. README.md says what each field means."""

    function: str
    kind: str
    count: int | None = 1
    after: int = 0
    validation: bool | None = None
    seconds: float | None = None
    status: int | None = None
    retry_after: int | str | None = None
    code: int | str = 500
    key: str = ""
    message: str = ""
    done: bool | None = None
    honest_length: bool = False
    raw: bool = False
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    body: str | None = None
    responses: list[dict[str, Any]] | None = None
    id: int = 0

    @property
    def works(self) -> bool:
        """Whether the call's work is done."""
        return KINDS[self.kind] if self.done is None else self.done

    def matches(self, function: str, validation: bool) -> bool:
        """Whether this call is one of those that the fault is for."""
        return self.function in ("*", function) and self.validation in (None, validation)

    def reply(self, answer: Answer | None, options: Options) -> Reply:
        """What goes onto the wire instead of the answer, which is None when the work was not done."""
        if self.kind in ("drop_before", "drop_after", "drop_late"):
            return Reply(None)
        if self.kind == "status":
            return self._status_page()
        if self.kind == "html":
            text = LOGIN_PAGE if self.body is None else self.body
            return Reply(self.status or 200, text.encode(), HTML, tuple(self.headers.items()))
        if self.kind == "code":
            return self._coded(options)
        ordinary = encode(answer or Answer(200), options)
        if self.kind in ("delay", "delay_before"):
            return ordinary
        if ordinary.status == 204:
            # A mirrored 204 has no body that could be spoilt.
            ordinary = encode(Answer(204), dataclasses.replace(options, mirror_status=False))
        if self.kind == "slow_headers":
            return dataclasses.replace(ordinary, trickle=self.seconds or 0.0)
        if self.kind == "truncated":
            half = ordinary.body[: len(ordinary.body) // 2]
            missing = 0 if self.honest_length else len(ordinary.body) - len(half)
            return dataclasses.replace(ordinary, body=half, missing=missing)
        if self.kind == "empty":
            return dataclasses.replace(ordinary, status=self.status or ordinary.status, body=b"")
        return dataclasses.replace(ordinary, body=GARBAGE, raw=self.raw)

    def _status_page(self) -> Reply:
        status = self.status or 503
        headers = tuple(self.headers.items())
        if self.retry_after is not None:
            headers += (("Retry-After", str(self.retry_after)),)
        phrase = f"{status} {http.HTTPStatus(status).phrase}"
        if self.body is not None:
            return Reply(status, self.body.encode(), HTML, headers)
        return page(status, phrase, "The gateway says so.", headers)

    def _coded(self, options: Options) -> Reply:
        code = int(self.code)
        entries = self.responses or [response(code, self.key, self.message, options)]
        status = self.status or (code if options.mirror_status and code in _STATUSES else 200)
        return Reply(status, envelope(entries), headers=tuple(self.headers.items()))


_STATUSES = frozenset(status.value for status in http.HTTPStatus if status >= 200)
_TYPES: dict[str, tuple[type, ...]] = {
    "function": (str,),
    "kind": (str,),
    "count": (int, type(None)),
    "after": (int,),
    "validation": (bool, type(None)),
    "seconds": (int, float, type(None)),
    "status": (int, type(None)),
    "retry_after": (int, str, type(None)),
    "code": (int, str),
    "key": (str,),
    "message": (str,),
    "done": (bool, type(None)),
    "honest_length": (bool,),
    "raw": (bool,),
    "headers": (dict,),
    "body": (str, type(None)),
    "responses": (list, type(None)),
}


def read_fault(spec: Any, functions: dict[str, Any]) -> Fault:
    """The fault of a JSON object; BadFault says what is wrong with it."""
    if not isinstance(spec, dict):
        raise BadFault("a fault is an object")
    for name, value in spec.items():
        kinds = _TYPES.get(name)
        if kinds is None:
            raise BadFault(f"unknown field {name!r}; known are {', '.join(_TYPES)}")
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise BadFault(f"field {name} has a value of the wrong type: {value!r}")
    if spec.get("kind") not in KINDS:
        raise BadFault(f"kind must be one of {', '.join(KINDS)}")
    if spec.get("function") != "*" and spec.get("function") not in functions:
        raise BadFault('function must be "*" or a function of the contract')
    if spec.get("status") is not None and spec["status"] not in _STATUSES:
        raise BadFault(f"no such HTTP status: {spec['status']}")
    if not str(spec.get("code", 500)).isdigit():
        raise BadFault("code must be a number")
    if spec["kind"] in FIXED and spec.get("done") is not None:
        raise BadFault(f"kind {spec['kind']} has no choice of done")
    fault = Fault(**spec)
    if (fault.count is not None and fault.count < 1) or fault.after < 0 or (fault.seconds or 0) < 0:
        raise BadFault("count must be positive or null; after and seconds must not be negative")
    return fault


class Faults:
    """The faults that wait for their calls, in the order in which they were set. They survive a restart."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.load()

    def load(self) -> None:
        """Take up what the state file says."""
        self._waiting: list[Fault] = []
        for number, spec in self._store.db.execute("SELECT id, spec FROM faults ORDER BY id"):
            self._waiting.append(Fault(**json.loads(spec) | {"id": number}))

    def add(self, fault: Fault) -> int:
        """Set a fault; its number."""
        fault.id = int(self._store.db.execute("INSERT INTO faults (spec) VALUES ('')").lastrowid or 0)
        self._keep(fault)
        self._waiting.append(fault)
        return fault.id

    def clear(self) -> None:
        """Forget all faults."""
        self._store.db.execute("DELETE FROM faults")
        self._waiting = []

    def as_list(self) -> list[dict[str, Any]]:
        """Those that still wait, with what is left of `count` and `after`."""
        return [dataclasses.asdict(fault) for fault in self._waiting]

    def take(self, function: str, validation: bool) -> Fault | None:
        """The fault for this call, if any. Counts down, within the caller's transaction."""
        for fault in self._waiting:
            if not fault.matches(function, validation):
                continue
            if fault.after:
                fault.after -= 1
                self._keep(fault)
                continue
            if fault.count is not None:
                fault.count -= 1
                if fault.count:
                    self._keep(fault)
                else:
                    self._waiting.remove(fault)
                    self._store.db.execute("DELETE FROM faults WHERE id = ?", (fault.id,))
            return fault
        return None

    def _keep(self, fault: Fault) -> None:
        self._store.db.execute(
            "UPDATE faults SET spec = ? WHERE id = ?", (json.dumps(dataclasses.asdict(fault)), fault.id)
        )
