# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The questions of the probe that only C(validation=1) answers (API notes, sections 3 and 4).

A platform that ignored C(validation=1) would carry out what is asked. So nothing is asked that could do harm:

* numbers are kept for fiction, belong to a campaign that is listed as disabled, and would be stored as cancelled
* new campaigns are disabled and have no numbers
* one number goes first, and all validation stops after an unexpected answer, or when the platform has changed
"""

from __future__ import annotations

import itertools
import typing as t

from .._api import functions
from .._api.envelope import to_integer
from .._api.errors import EnswitchError
from .._campaigns import fields as schema
from .answers import Found, NotAsked, Row, refusal
from .probe import NO_ID, UNKNOWN, Params, Probe, counted

# No platform takes this for a telephone number.
BAD_NUMBER = "not-a-number"
# The most numbers in one call that the probe may try.
MOST = 50000
# What web servers say to a request that is too large. The platform does not see it.
_TOO_LARGE = (413, 414)
# How many numbers of the campaign are read, so that other ones are validated.
_KNOWN_NUMBERS = 1000


# What to do about a validation that was carried out, by function.
_DAMAGE = {
    functions.CAMPAIGNS_CREATE: "a campaign has appeared or changed. A new one is disabled: delete it",
    functions.CAMPAIGNS_UPDATE: "the campaign whose update was validated is not what it was before: look at it",
    functions.DESTINATIONS_CREATE: "the campaign that numbers were validated for has other numbers than before. It is "
    "disabled. What the probe sent is cancelled and kept for fiction (area code, 555-0100 to 555-0199): remove it",
}


class Validation:
    """Asks what validation answers, in the order of the table. ``choose`` returns the disabled campaign, or None.

    ``stopped`` is why no validation is sent (any more). ``damage`` says what has changed on the platform.
    """

    def __init__(
        self, probe: Probe, choose: t.Callable[[list[Row]], Row | None], most: int, stopped: str | None = None
    ) -> None:
        self._probe, self._choose, self._most = probe, choose, most
        self.stopped = stopped
        self.damage: str | None = None
        self._campaigns: list[Row] = []
        self._disabled: Row = {}
        # Whether a validated number was seen to change nothing.
        self._safe = False
        self._taken: frozenset[str] = frozenset()
        # What a new campaign with a free name got.
        self._new: Found | None = None

    def begin(self) -> None:
        """List the campaigns again: one may have been enabled meanwhile."""
        if not self.stopped and not self._probe.ended:
            self.stopped = "no disabled campaign could be listed"
            if self._probe.attempt(self._list) is None:
                self.stopped = None

    def _list(self) -> None:
        self._campaigns = self._listed()
        self._disabled = self._choose(self._campaigns) or {}

    def _listed(self) -> list[Row]:
        return self._probe.client.read(functions.CAMPAIGNS_LIST, {"customer": self._probe.customer}).rows()

    def _look(self, function: str) -> t.Any:
        """Return what a validation of the function could change."""
        if function != functions.DESTINATIONS_CREATE:
            return [schema.coerce_row(row) for row in self._listed()]
        params = {"campaign": self._disabled.get("id"), "count": 1}
        return counted(self._probe.client.read(functions.DESTINATIONS_LIST, params).data)

    def _validate(self, function: str, params: Params, fine: t.Container[int | None] = (400,)) -> EnswitchError | None:
        """Validate, and return the refusal. A code that is not ``fine``, or a change, stops all further validation."""
        if self.stopped:
            raise NotAsked(self.stopped)
        before, error = self._look(function), None
        if before is None:
            raise NotAsked("the numbers of the campaign cannot be counted")
        # Stopped while it is not known to have changed nothing.
        self.stopped = "validation was stopped, since what is there after it could not be read"
        try:
            self._probe.client.validate(function, params)
        except EnswitchError as refused:
            error = refused
        if self._look(function) != before:
            self.damage, why = _DAMAGE[function], "the platform has changed"
        elif error is None or error.code in fine or (error.code is None and error.http_status in _TOO_LARGE):
            self.stopped = None
            return error
        else:
            why = "{0} was answered: {1}".format(function, refusal(error).answer)
            if error.code in (200, 204):
                damage = "{0} answered a validation with code {1}, as if it had carried it out"
                self.damage = damage.format(function, error.code)
            self._probe.failed(error)
        self.stopped = "validation was stopped, since {0}".format(why)
        return error

    # New campaigns

    def create(self) -> Found:
        """Validate a new campaign with a name that is not there."""
        taken = {row.get("name") for row in self._campaigns}
        names = ("{0} {1}".format(UNKNOWN, number) for number in itertools.count(1))
        self._new = self._create(next(name for name in names if name not in taken))
        return self._new

    def unique_names(self) -> Found:
        """Validate a new campaign with a name that is there. What a free name gets too says nothing about names."""
        if self.stopped:
            raise NotAsked(self.stopped)
        name = next((row["name"] for row in self._campaigns if isinstance(row.get("name"), str) and row["name"]), None)
        if name is None:
            raise NotAsked("there is no campaign")
        if self._new != refusal(None):
            raise NotAsked("a new name gets: {0}".format(self._new.answer if self._new else "no answer"))
        found = self._create(name)
        words = {refusal(None).answer: "no", "refused: code 400": "yes"}
        return Found(words.get(found.answer, found.answer), found.evidence)

    def _create(self, name: str) -> Found:
        """Validate a new campaign: disabled, with the destination of one that is there ("hangup" needs none)."""
        like = self._disabled or next(iter(self._campaigns), {})
        params = {"customer": self._probe.customer, "name": name, "enabled": 0}
        params.update(dtype=str(like.get("dtype", "hangup")), dnumber=str(like.get("dnumber", "")))
        return refusal(self._validate(functions.CAMPAIGNS_CREATE, params, (400, 402, 403)))

    # Numbers

    def _campaign(self) -> int:
        number = to_integer(self._disabled.get("id"))
        if self.stopped or number is None:
            raise NotAsked(self.stopped or "no disabled campaign")
        return number

    def _safe_campaign(self) -> int:
        number = self._campaign()
        if not self._safe:
            raise NotAsked("that validation changes nothing was not seen")
        return number

    def good(self, amount: int) -> list[str]:
        """Return telephone numbers that belong to no person and are not in the campaign."""
        return list(itertools.islice((number for number in fictional() if number not in self._taken), amount))

    def first_number(self) -> Found:
        """Validate one number, and see that nothing was done. Everything else about numbers waits for this."""
        listing = {"campaign": self._campaign(), "limit": _KNOWN_NUMBERS}
        rows = self._probe.client.read(functions.DESTINATIONS_LIST, listing).rows()
        digits = ("".join(filter(str.isdigit, str(row.get("dnumber", "")))) for row in rows)
        self._taken = frozenset(found[-10:] for found in digits)
        error = self._validate_numbers(self.good(1), fine=())
        self._safe = error is None and not self.stopped
        found = refusal(error)
        return Found(found.answer, {**found.evidence, "count": "has grown" if self.damage else "unchanged"})

    def _validate_numbers(self, numbers: list[str], fine: t.Container[int | None] = (400,)) -> EnswitchError | None:
        # Should they be stored after all, they are not dialed: they are cancelled.
        params: Params = {"campaign": self._campaign(), "dnumbers": ",".join(numbers), "status": "cancelled"}
        return self._validate(functions.DESTINATIONS_CREATE, params, fine)

    def numbers(self, numbers: list[str]) -> Found:
        """Validate numbers."""
        self._safe_campaign()
        return refusal(self._validate_numbers(numbers))

    def spelled(self) -> Found:
        """Validate a number as people write it, and as switches do."""
        plain = self.good(1)[0]
        spellings = {"plus": "+1" + plain, "separators": "-".join((plain[:3], plain[3:6], plain[6:]))}
        answers = {name: self.numbers([spelling]).answer for name, spelling in spellings.items()}
        return Found(answers["plus"] if len(set(answers.values())) == 1 else "it depends on the spelling", answers)

    def largest(self) -> Found:
        """Double the numbers of a call until it is refused, and then narrow it down."""
        self._safe_campaign()
        accepted, refused, last = 1, 0, None
        while not self.stopped and (accepted < self._most if last is None else refused - accepted > accepted // 64 + 1):
            size = min(accepted * 2, self._most) if last is None else (accepted + refused) // 2
            error = self._validate_numbers(self.good(size))
            if error is None:
                accepted = size
            else:
                refused, last = size, error
        if last is None:
            return Found("{0} or more".format(accepted), {"accepted": accepted})
        found = refusal(last)
        evidence = {"accepted": accepted, "refused": refused, "refusal": found.answer, **found.evidence}
        if self.stopped:
            return Found("{0} or more: {1}".format(accepted, self.stopped), evidence)
        most = "from {0} to {1}".format(accepted, refused - 1) if refused > accepted + 1 else str(accepted)
        return Found("{0}, more are {1}".format(most, found.answer), evidence)

    # Updates

    def update(self) -> Found:
        """Validate an update that changes nothing, of a campaign that is there and of one that is not."""
        params: dict[str, str | int | None] = {"id": self._safe_campaign()}
        # A platform that ignored validation=1 could reset this one field: it is sent as it is.
        agents = schema.coerce_row(self._disabled).get(schema.RESET_ON_UPDATE)
        if agents:
            params[schema.RESET_ON_UPDATE] = agents
        fine = (400, 402, 403, 404)
        there = refusal(self._validate(functions.CAMPAIGNS_UPDATE, params, fine)).answer
        missing = refusal(self._validate(functions.CAMPAIGNS_UPDATE, {"id": NO_ID}, fine)).answer
        evidence = {"there": there, "not_there": missing, "sent": sorted(params)}
        return Found("{0}, or {1} where there is none".format(there, missing), evidence)


def fictional() -> t.Iterator[str]:
    """Yield telephone numbers kept for fiction: 555-0100 to 555-0199 of every area code.

    Codes that are no areas are left out: services (N11), free and premium numbers, and the ranges for mobile,
    personal or government numbers.
    """
    for first, middle, last in itertools.product("2346789", "012345678", "0123456789"):
        code = first + middle + last
        if middle + last not in ("00", "11") and not (first == "8" and middle == last) and code != "710":
            yield from ("{0}5550{1}".format(code, line) for line in range(100, 200))
