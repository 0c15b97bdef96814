# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Asks a platform: each read once, each validation between two looks, failures as answers, and replies recorded.

A platform that ignored C(validation=1) would carry out what is asked. So all validation stops when anything is
answered that is not expected, and when the platform has changed.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import time
import typing as t

from .._api import functions as api
from .._api.client import Client, Posts
from .._api.envelope import Answer, parse
from .._api.errors import AUTHENTICATION, EnswitchError, ProtocolError
from .._api.transport import Reply
from .._campaigns import fields as schema
from .answers import ACCEPTED, Found, Mask, NotAsked, Row, refusal

Param = t.Union[str, int, None]

# What to do about a validation that was carried out, by function.
_DAMAGE = {
    api.CAMPAIGNS_CREATE: "a campaign has appeared or changed. A new one is disabled: delete it",
    api.CAMPAIGNS_UPDATE: "the campaign whose update was validated is not what it was before: look at it",
    api.DESTINATIONS_CREATE: "the campaign that numbers were validated for has other numbers than before. It is "
    "disabled. What the probe sent is cancelled and kept for fiction (area code, 555-0100 to 555-0199): remove it",
}


class Exchange(t.NamedTuple):
    """One reply. ``answer`` has no codes where it has no envelope."""

    seconds: float
    reply: Reply
    answer: Answer


class Recorder:
    """Stands between clients and their transport, and keeps all replies. For one thread."""

    def __init__(self, transport: Posts, mask: Mask, clock: t.Callable[[], float] = time.monotonic) -> None:
        self._transport, self._mask, self._clock = transport, mask, clock
        self.seen: list[Exchange] = []
        self.counts: collections.Counter[str] = collections.Counter()

    def post(self, function: str, form: bytes) -> Reply:
        """Pass the form on, and record the reply."""
        self.counts[function] += 1
        begun, answer = self._clock(), Answer(function, [], [], None)
        reply = self._transport.post(function, form)
        seconds = self._clock() - begun
        with contextlib.suppress(ProtocolError):
            answer = parse(function, reply.body, reply.charset)
            self._mask.learn(answer.data)
        self.seen.append(Exchange(seconds, reply, answer))
        return reply

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()


@dataclasses.dataclass
class Probe:
    """What the questions work with. ``connect`` makes a client, with other options of the connection where given.

    ``choose`` returns the campaign of a list that numbers are validated for, or nothing. ``customer`` None is the
    caller's own. ``stopped`` is why no validation is sent (any more).
    """

    connect: t.Callable[..., Client]
    recorder: Recorder
    mask: Mask
    choose: t.Callable[[list[Row]], Row]
    largest: int
    stopped: str | None = None
    customer: int | None = None
    # What a validation has changed on the platform.
    damage: str | None = None
    # The campaigns before anything is validated, and the one that numbers are validated for.
    campaigns: list[Row] = dataclasses.field(default_factory=list)
    disabled: Row = dataclasses.field(default_factory=dict)
    found: dict[str, Found] = dataclasses.field(default_factory=dict)
    # All that was read, by function and parameters.
    reads: dict[tuple[str, tuple[t.Any, ...]], Answer] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = self.connect()

    def ask(self, question: t.Callable[[Probe], Found], why_not: str | None = None) -> Found:
        """Ask one question, unless there is a reason not to. A failure is an answer too."""
        try:
            if why_not:
                raise NotAsked(why_not)
            return question(self)
        except NotAsked as reason:
            return Found("not asked: {0}".format(reason))
        except EnswitchError as error:
            return refusal(error)

    @property
    def ended(self) -> str | None:
        """Why nothing can be asked any more, or None."""
        error = self.client.refusal
        what = "accept the account" if error and error.category == AUTHENTICATION else "answer"
        return "the platform does not {0} any more".format(what) if error else None

    def read(self, function: str, **params: Param) -> Answer:
        """Read what several questions may ask for: it is sent once."""
        key = (function, tuple(sorted(params.items())))
        if key not in self.reads:
            self.reads[key] = self.client.read(function, params)
        return self.reads[key]

    def shape(self, answer: Answer) -> str:
        """Return the data of an answer with kinds in place of values."""
        return self.mask.shape(answer.data) if answer.has_data else "absent"

    def begin_validation(self) -> Found:
        """List the campaigns again: one may have been enabled meanwhile."""
        self.stopped = "no disabled campaign could be listed"
        self.campaigns = self._listed()
        self.disabled = self.choose(self.campaigns)
        self.stopped = None
        return Found("begun")

    def _listed(self) -> list[Row]:
        return self.client.read(api.CAMPAIGNS_LIST, {"customer": self.customer}).rows()

    def _look(self, function: str) -> t.Any:
        """Return what a validation of the function could change."""
        if function != api.DESTINATIONS_CREATE:
            return [schema.coerce_row(row) for row in self._listed()]
        return self.client.read(api.DESTINATIONS_LIST, {"campaign": self.disabled["id"], "count": 1}).count

    def validate(self, function: str, fine: t.Container[int | str], **params: Param) -> Found:
        """Validate between two looks. A code that is not ``fine``, or a change, stops all further validation."""
        if self.stopped:
            raise NotAsked(self.stopped)
        # Stopped while it is not known to have changed nothing.
        self.stopped = "that validation changes nothing was not seen"
        before = self._look(function)
        if before is None:
            raise NotAsked("the numbers of the campaign cannot be counted")
        self.stopped = "validation was stopped, since what is there after it could not be read"
        found = self.ask(lambda _p: Found(ACCEPTED, {"code": self.client.validate(function, params).code}))
        code, why = found.evidence.get("code", found.answer), "{0} was answered: {1}".format(function, found.answer)
        if self._look(function) != before:
            self.damage, why = _DAMAGE[function], "the platform has changed"
        elif code in (200, 204):
            damage = "{0} answered a validation with code {1}, as if it had carried it out"
            self.damage = damage.format(function, code)
        elif found.answer == ACCEPTED or code in fine:
            self.stopped = None
            return found
        self.stopped = "validation was stopped, since {0}".format(why)
        return found
