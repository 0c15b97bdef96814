# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.
"""Asks a platform: each read once, failures as answers, and answers recorded as they came."""

from __future__ import annotations

import dataclasses
import json
import time
import typing as t

from .._api import functions
from .._api.client import Client
from .._api.envelope import Answer, to_integer
from .._api.errors import AUTHENTICATION, NETWORK, TIMEOUT, TLS, EnswitchError
from .._api.transport import Reply, Transport
from .._campaigns import fields as schema
from .answers import Found, Mask, NotAsked, Row, refusal

Ask = t.Callable[["Probe"], Found]
Params = t.Mapping[str, t.Union[str, int, None]]

# The largest ID of a 32-bit column: no campaign and no customer has it.
NO_ID = 2**31 - 1
# No platform knows this as a parameter, a value, or a part of a name.
UNKNOWN = "enswitch_probe"
# After this many network faults in a row, nothing more is asked.
_PATIENCE = 3
_INTEGERS = frozenset(("id", "customer", "count", "parent", "auth_token_expiry")) | {
    field.name for field in schema.KEYS + schema.FIELDS if field.kind != schema.STR
}


class Exchange(t.NamedTuple):
    """One reply. ``text`` is None where its characters do not fit, ``envelope`` where it has none."""

    function: str
    seconds: float
    reply: Reply
    text: str | None
    envelope: dict[str, t.Any] | None
    # The responses of the envelope.
    entries: list[Row]


class Recorder:
    """Stands between a client and its transport, and keeps all replies. For one thread."""

    def __init__(self, transport: Transport, mask: Mask, clock: t.Callable[[], float] = time.monotonic) -> None:
        self._transport = transport
        self._mask = mask
        self._clock = clock
        self.seen: list[Exchange] = []

    def post(self, function: str, form: bytes) -> Reply:
        """Pass the form on, and record the reply."""
        begun = self._clock()
        reply = self._transport.post(function, form)
        seconds = self._clock() - begun
        text, document = None, None  # type: str | None, t.Any
        try:
            text = reply.body.decode(reply.charset or "utf-8-sig")
            document = json.loads(text)
        except (LookupError, ValueError, RecursionError):
            pass
        entries = document.get("responses") if isinstance(document, dict) else None
        entries = [entries] if isinstance(entries, dict) else entries
        if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
            self._mask.learn(document.get("data"))
            self.seen.append(Exchange(function, seconds, reply, text, document, entries))
        else:
            self.seen.append(Exchange(function, seconds, reply, text, None, []))
        return reply

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()


class Seen(t.NamedTuple):
    """The answer to a read, and the shape of its data."""

    answer: Answer
    shape: str


@dataclasses.dataclass
class Probe:
    """What the questions work with. ``customer`` None is the caller's own; ``again`` makes a client with a token."""

    client: Client
    recorder: Recorder
    mask: Mask
    customer: int | None
    # Of the base address.
    path: str
    again: t.Callable[[str], Client]
    # Why nothing is asked any more.
    ended: str | None = None
    # A campaign with at least two numbers, where one was found.
    campaign: int | None = None
    found: dict[str, Found] = dataclasses.field(default_factory=dict)
    # Shapes of empty lists, by where they were seen, and kinds of integers, by function and column.
    empty: dict[str, str] = dataclasses.field(default_factory=dict)
    integers: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    # What tells the version.
    signs: dict[str, bool | None] = dataclasses.field(default_factory=dict)
    _seen: dict[t.Any, Seen | EnswitchError] = dataclasses.field(default_factory=dict)
    _lost: int = 0

    def ask(self, key: str, question: t.Callable[[], Found]) -> None:
        """Ask one question. A failure is an answer too."""
        try:
            if self.ended:
                raise NotAsked(self.ended)
            self.found[key] = question()
            self._lost = 0
        except NotAsked as reason:
            self.found[key] = Found("not asked: {0}".format(reason))
        except EnswitchError as error:
            self.failed(error)
            self.found[key] = refusal(error)

    def failed(self, error: EnswitchError) -> None:
        """Note a failed call. Where the account or the platform has gone, further questions only do harm."""
        self._lost = self._lost + 1 if error.category in (NETWORK, TIMEOUT, TLS) else 0
        if error.category == AUTHENTICATION:
            self.ended = "the platform does not accept the account any more"
        elif self._lost >= _PATIENCE:
            self.ended = "the platform does not answer any more"

    def attempt(self, call: t.Callable[[], t.Any]) -> EnswitchError | None:
        """Make a call whose failure is part of an answer, and return the failure."""
        try:
            call()
        except EnswitchError as error:
            self.failed(error)
            return error
        return None

    def read(self, function: str, params: Params) -> Seen:
        """Read what several questions may ask for: it is sent once. A failure is remembered too."""
        key = (function, *sorted(params.items()))
        if key not in self._seen:
            try:
                answer = self.client.read(function, params)
                # The client may read what the recorder could not.
                envelope = self.recorder.seen[-1].envelope or {"data": answer.data}
                shape = self.mask.shape(envelope["data"]) if "data" in envelope else "absent"
                self._seen[key] = Seen(answer, shape)
                self._note_integers(function, answer.data)
            except EnswitchError as error:
                self._seen[key] = error
        seen = self._seen[key]
        if isinstance(seen, EnswitchError):
            raise seen
        return seen

    def rows(self, function: str, params: Params, where: str | None = None) -> list[Row]:
        """Return the rows of a list. ``where`` says which list it is, should it be empty."""
        seen = self.read(function, params)
        rows = seen.answer.rows()
        if not rows:
            self.empty[where or function] = seen.shape
        return rows

    def me(self) -> Row:
        """Return the account's own row."""
        return self.read(functions.LOGIN, {}).answer.row()

    def _note_integers(self, function: str, data: t.Any) -> None:
        """Note whether the integers of some rows are quoted."""
        rows = [row for row in (data if isinstance(data, list) else [data]) if isinstance(row, dict)]
        for name, kinds in self.mask.kinds(rows).items():
            if name in _INTEGERS and "integer" in kinds:
                self.integers.setdefault(function, {})[name] = kinds


def counted(data: t.Any) -> int | None:
    """Return the number in the data of C(count=1), whichever shape it has."""
    data = data[0] if isinstance(data, list) and len(data) == 1 else data
    return to_integer(data.get("count") if isinstance(data, dict) else data)
