# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""What the probe sees of the answers before they are made uniform: status, types, missing keys, time.

The client takes each dialect of the API as if it were the same (API notes, section 2). The probe wants to know
which one it is, so it listens between the client and the transport.
"""

from __future__ import annotations

import json
import time
import typing as t

from .._api.envelope import to_integer
from .._api.transport import Reply
from .report import Mask


class Posts(t.Protocol):
    """What sends one form and returns what came back, such as a Transport."""

    def post(self, function: str, form: bytes) -> Reply:
        """Send the form to a function."""

    def close(self) -> None:
        """Close all connections."""


class Exchange(t.NamedTuple):
    """One answer of the API as it came. ``has_data`` tells a missing ``data`` from an empty one."""

    function: str
    http_status: int
    codes: list[int]
    has_data: bool
    data: t.Any


class Recorder:
    """Stands between a client and its transport. For one thread."""

    def __init__(self, transport: Posts, mask: Mask, clock: t.Callable[[], float] = time.monotonic) -> None:
        self._transport = transport
        self._mask = mask
        self._clock = clock
        # The last answer that had an envelope, or None where the last answer had none.
        self.last: Exchange | None = None
        self.seconds: dict[str, list[float]] = {}
        self.http_statuses: dict[int, set[int]] = {}
        self.without_envelope: set[int] = set()
        self.code_types: set[str] = set()
        self.responses: set[int] = set()
        self.response_keys: set[str] = set()
        self.content_types: set[str] = set()
        self.charset_trouble = False
        self.beyond_ascii = False

    def post(self, function: str, form: bytes) -> Reply:
        """Pass the form on, and take notes of the answer."""
        self.last = None
        begun = self._clock()
        reply = self._transport.post(function, form)
        self.seconds.setdefault(function, []).append(self._clock() - begun)
        self._take(function, reply)
        return reply

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def _take(self, function: str, reply: Reply) -> None:
        try:
            envelope = json.loads(reply.body.decode(reply.charset or "utf-8-sig"))
        except (UnicodeDecodeError, LookupError):
            self.charset_trouble = True
            return
        except (ValueError, RecursionError):
            envelope = None
        entries = envelope.get("responses") if isinstance(envelope, dict) else None
        if isinstance(entries, dict):
            entries = [entries]
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.without_envelope.add(reply.status)
            return
        self.beyond_ascii = self.beyond_ascii or not reply.body.isascii()
        self.content_types.add(reply.content_type or "")
        self.responses.add(len(entries))
        codes = []
        for entry in entries:
            self.response_keys.update(entry)
            code = to_integer(entry.get("code"))
            if code is not None:
                self.code_types.add("text" if isinstance(entry["code"], str) else "integer")
                self.http_statuses.setdefault(code, set()).add(reply.status)
                codes.append(code)
        data = envelope.get("data")
        self._mask.learn(data)
        self.last = Exchange(function, reply.status, codes, "data" in envelope, data)

    def times(self) -> dict[str, dict[str, int]]:
        """Return how often each function was called and how long it took, in milliseconds, without network faults."""
        return {function: summary(seconds) for function, seconds in sorted(self.seconds.items())}


def summary(seconds: t.Sequence[float]) -> dict[str, int]:
    """Return count, median and highest of some times, in milliseconds."""
    ordered = sorted(seconds)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return {"calls": len(ordered), "median_ms": round(median * 1000), "highest_ms": round(ordered[-1] * 1000)}
