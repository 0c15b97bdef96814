# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The questions of the probe that only C(validation=1) answers (API notes, sections 3 and 4).

A platform that ignored C(validation=1) would carry out what is asked, so nothing is asked that could do harm then:

* numbers are only those that are kept for fiction, in a campaign that is listed as disabled, and as cancelled
* new campaigns are disabled and have no numbers
* one number goes first, and all stops when anything but the expected answer comes, or when the platform has changed
"""

from __future__ import annotations

import itertools
import typing as t

from .._api import functions
from .._api.envelope import to_integer
from .._api.errors import EnswitchError
from .._campaigns import fields as schema
from .lists import counted
from .reader import NOBODY, UNKNOWN, Probe, Row
from .report import Found, NotAsked, refusal

# What no platform can take for a telephone number.
BAD_NUMBER = "not-a-number"
# The most numbers in one call that the probe may try.
MOST = 50000
# How often the range between the largest call that was accepted and the smallest that was refused is halved.
_HALVINGS = 6
# What web servers say to a request that is too large: the platform never sees it.
_TOO_LARGE = (413, 414)
# So many numbers of the campaign are read, so that none of them is among those that are asked about.
_KNOWN_NUMBERS = 1000

_QUESTIONS = (
    "create_validation",
    "unique_names",
    "numbers_validation",
    "update_validation",
    "bad_number",
    "bad_number_among_good",
    "duplicate_numbers",
    "spelled_numbers",
    "largest_dnumbers",
)


class Verdict(t.NamedTuple):
    """What a validation came to: no error, or the refusal."""

    error: EnswitchError | None


class Validations:
    """Asks what validation answers.

    ``campaigns`` are those of the customer, ``disabled`` is one of them that calls nobody, None where there is none.
    ``damage`` says afterwards what has changed on the platform, in a sentence; None: nothing has.
    """

    def __init__(self, probe: Probe, campaigns: list[Row], disabled: Row | None, largest: int) -> None:
        self._probe = probe
        self._client = probe.client
        self._campaigns = campaigns
        self._disabled = disabled
        self._largest = largest
        # Why no validation is sent any more.
        self._stopped: str | None = None
        # Whether a validation has shown to change nothing.
        self._safe = False
        self._before: int | None = None
        self._taken: frozenset[str] = frozenset()
        # What a new campaign of a free name got, once that is known.
        self._new: Verdict | None = None
        self.damage: str | None = None

    def ask(self) -> None:
        """Ask everything, the least harmful first."""
        ask = self._probe.report.ask
        ask("create_validation", self._create)
        ask("unique_names", self._unique_names)
        ask("numbers_validation", self._first_number)
        ask("update_validation", self._update)
        ask("bad_number", lambda: self._numbers([BAD_NUMBER]))
        ask("bad_number_among_good", lambda: self._numbers(self._good(1) + [BAD_NUMBER] + self._good(2)[1:]))
        ask("duplicate_numbers", lambda: self._numbers(self._good(1) * 2))
        ask("spelled_numbers", self._spelled_numbers)
        ask("largest_dnumbers", self._most_numbers)
        if self._safe and not self._probe.report.ended:
            try:
                self._look_at_numbers()
            except EnswitchError as error:
                self._put_unclear(error)

    def _put_unclear(self, error: EnswitchError) -> None:
        answer = "unclear: the numbers could not be counted afterwards"
        self._probe.report.put("numbers_validation", Found(answer, refusal(error).evidence))

    def _validate(
        self, function: str, params: t.Mapping[str, str | int | None], fine: t.Container[int | None]
    ) -> EnswitchError | None:
        """Validate, and return the refusal. Codes that are not ``fine`` stop all further validation."""
        if self._stopped:
            raise NotAsked(self._stopped)
        try:
            self._client.validate(function, params)
        except EnswitchError as error:
            if error.code not in fine and not (error.code is None and error.http_status in _TOO_LARGE):
                self._stop("{0} was answered: {1}".format(function, refusal(error).answer))
                if error.code in (200, 204):
                    self.damage = "{0} answered a validation with code {1}, as if it had carried it out".format(
                        function, error.code
                    )
                self._probe.report.failed(error)
            return error
        return None

    def _stop(self, why: str) -> None:
        self._stopped = "validation was stopped, since {0}".format(why)

    def _said(self, error: EnswitchError | None, **evidence: t.Any) -> Found:
        found = refusal(error) if error is not None else Found("accepted: code 201", {})
        return Found(found.answer, {**found.evidence, **evidence})

    # New campaigns

    def _create(self) -> Found:
        """Validate a new campaign of a name that is not there."""
        self._new = Verdict(self._validate_create(self._free_name()))
        return self._said(self._new.error)

    def _free_name(self) -> str:
        taken = {row.get("name") for row in self._campaigns}
        return next(
            name for name in map("{0} {1}".format, itertools.repeat(UNKNOWN), itertools.count(1)) if name not in taken
        )

    def _unique_names(self) -> Found:
        """Validate a new campaign of a name that is there. What a free name gets as well says nothing about names."""
        named = next((row for row in self._campaigns if isinstance(row.get("name"), str) and row["name"]), None)
        if named is None:
            raise NotAsked("there is no campaign")
        if self._new is None:
            raise NotAsked("it is not known what a new name gets")
        if self._stopped:
            raise NotAsked(self._stopped)
        if self._new.error is not None:
            raise NotAsked("a new name gets: {0}".format(refusal(self._new.error).answer))
        error = self._validate_create(named["name"])
        if error is None:
            return Found("no", {})
        found = refusal(error)
        return Found("yes" if error.code == 400 else found.answer, found.evidence)

    def _validate_create(self, name: str) -> EnswitchError | None:
        """Validate a new campaign: disabled, of the destination type of one that is there."""
        like = self._disabled or (self._campaigns[0] if self._campaigns else {})
        customer = {"customer": self._probe.customer}
        before = {str(row.get("id")) for row in self._listed()}
        params: dict[str, str | int | None] = {**customer, "name": name, "enabled": 0}
        # Proven types: "hangup" needs no number.
        params.update(dtype=str(like.get("dtype", "hangup")), dnumber=str(like.get("dnumber", "")))
        error = self._validate(functions.CAMPAIGNS_CREATE, params, (400, 402, 403))
        if any(row.get("name") == name and str(row.get("id")) not in before for row in self._listed_after()):
            self._stop("a campaign has appeared")
            self.damage = "a campaign of the name that was to be validated has appeared. It is disabled: delete it"
        return error

    def _listed(self) -> list[Row]:
        return self._client.read(functions.CAMPAIGNS_LIST, {"customer": self._probe.customer}).rows()

    def _listed_after(self) -> list[Row]:
        """List the campaigns after a validation. While nobody can look, nothing more is validated."""
        try:
            return self._listed()
        except EnswitchError:
            self._stop("what is there after it could not be listed")
            raise

    # Numbers

    def _campaign(self) -> int:
        number = to_integer(self._disabled.get("id")) if self._disabled else None
        if number is None:
            raise NotAsked("no disabled campaign")
        return number

    def _first_number(self) -> Found:
        """Validate one number, and see that nothing was done. Everything else about numbers waits for this."""
        listing = {"campaign": self._campaign(), "limit": _KNOWN_NUMBERS}
        rows = self._client.read(functions.DESTINATIONS_LIST, listing).rows()
        self._taken = frozenset(_digits(str(row.get("dnumber", "")))[-10:] for row in rows)
        self._before = self._count()
        if self._before is None:
            raise NotAsked("the numbers of the campaign cannot be counted")
        error = self._validate_numbers(self._good(1), fine=())
        grown = self._look_at_numbers()
        self._safe = error is None and not grown
        return self._said(error, count="has grown" if grown else "unchanged")

    def _validate_numbers(self, numbers: t.Sequence[str], fine: t.Container[int | None]) -> EnswitchError | None:
        # Should they be stored after all, nobody is called: cancelled numbers are not dialed.
        params: dict[str, str | int | None] = {
            "campaign": self._campaign(),
            "dnumbers": ",".join(numbers),
            "status": "cancelled",
        }
        return self._validate(functions.DESTINATIONS_CREATE, params, fine)

    def _good(self, number: int) -> list[str]:
        """Return so many numbers that belong to nobody and are not in the campaign."""
        return list(itertools.islice((found for found in fictional() if found not in self._taken), number))

    def _count(self) -> int | None:
        self._client.read(functions.DESTINATIONS_LIST, {"campaign": self._campaign(), "count": 1})
        last = self._probe.recorder.last
        return counted(last.data) if last is not None else None

    def _look_at_numbers(self) -> bool:
        """Return whether the campaign has more numbers than before."""
        count = self._count()
        grown = count is None or self._before is None or count > self._before
        if grown:
            self._stop("the campaign has more numbers than before")
            self.damage = (
                "the campaign that numbers were validated for has more numbers than before. It is disabled, and what "
                "the probe sent is cancelled and kept for fiction (area code, 555-0100 to 555-0199): remove them"
            )
        return grown

    def _require_safe(self) -> None:
        self._campaign()
        if self._stopped:
            raise NotAsked(self._stopped)
        if not self._safe:
            raise NotAsked("that validation changes nothing was not seen")

    def _numbers(self, numbers: t.Sequence[str]) -> Found:
        self._require_safe()
        return self._said(self._validate_numbers(numbers, fine=(400,)))

    def _spelled_numbers(self) -> Found:
        """Validate a number as people write it, and as switches do."""
        self._require_safe()
        plain = self._good(1)[0]
        plus = self._validate_numbers(["+1" + plain], fine=(400,))
        separated = self._validate_numbers(["{0}-{1}-{2}".format(plain[:3], plain[3:6], plain[6:])], fine=(400,))
        answers = {"plus": self._said(plus).answer, "separators": self._said(separated).answer}
        same = answers["plus"] == answers["separators"]
        return Found(answers["plus"] if same else "it depends on the spelling", answers)

    def _most_numbers(self) -> Found:
        """Double the numbers of a call until it is refused, and then narrow it down."""
        self._require_safe()
        accepted, refused = 1, 0
        last: EnswitchError | None = None
        while not self._stopped and accepted < self._largest:
            size = min(accepted * 2, self._largest)
            error = self._validate_numbers(self._good(size), fine=(400,))
            if error is not None:
                refused, last = size, error
                break
            accepted = size
        for _halving in range(_HALVINGS):
            if self._stopped or refused - accepted <= 1:
                break
            size = (accepted + refused) // 2
            error = self._validate_numbers(self._good(size), fine=(400,))
            if error is None:
                accepted = size
            else:
                refused, last = size, error
        if last is None:
            return Found("{0} or more".format(accepted), {"accepted": accepted})
        found = refusal(last)
        evidence = {"accepted": accepted, "refused": refused, "refusal": found.answer, **found.evidence}
        if self._stopped:
            return Found("{0} or more: {1}".format(accepted, self._stopped), evidence)
        most = "from {0} to {1}".format(accepted, refused - 1) if refused > accepted + 1 else str(accepted)
        return Found("{0}, more are {1}".format(most, found.answer), evidence)

    # Updates

    def _update(self) -> Found:
        """Validate an update that changes nothing, of a campaign that is there and of one that is not."""
        self._require_safe()
        # There is one, or it would not be safe.
        disabled = t.cast("dict[str, t.Any]", self._disabled)
        current = schema.coerce_row(disabled)
        params: dict[str, str | int | None] = {"id": self._campaign()}
        # A platform that ignored validation=1 could reset this one field: it is sent as it is.
        if current.get(schema.RESET_ON_UPDATE):
            params[schema.RESET_ON_UPDATE] = current[schema.RESET_ON_UPDATE]
        there = self._validate(functions.CAMPAIGNS_UPDATE, params, (400, 402, 403, 404))
        after = {str(row.get("id")): schema.coerce_row(row) for row in self._listed_after()}
        if after.get(str(disabled.get("id"))) != current:
            self._stop("the campaign has changed")
            self.damage = "the campaign whose update was validated is not what it was before: look at it"
        nobody = self._validate(functions.CAMPAIGNS_UPDATE, {"id": NOBODY}, (400, 402, 403, 404))
        answers = {"there": self._said(there).answer, "not_there": self._said(nobody).answer}
        return Found(
            "{there}, or {not_there} where there is none".format(**answers), {**answers, "sent": sorted(params)}
        )

    def skip(self, reason: str) -> None:
        """Answer all questions with the reason why they are not asked."""
        for key in _QUESTIONS:
            self._probe.report.put(key, Found("not asked: {0}".format(reason), {}))


def fictional() -> t.Iterator[str]:
    """Yield telephone numbers that belong to nobody: 555-0100 to 555-0199 are kept for fiction in every area code.

    Left out are codes that are no areas: services (N11), free and premium numbers, and the ranges that stand in for
    mobile, personal or government numbers.
    """
    for first, middle, last in itertools.product("2346789", "012345678", "0123456789"):
        code = first + middle + last
        if middle + last in ("00", "11") or (first == "8" and middle == last) or code == "710":
            continue
        for line in range(100, 200):
            yield "{0}5550{1}".format(code, line)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
