# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The questions of the probe that only C(validation=1) answers (API notes, sections 3 and 4).

Nothing is asked that could do harm:

* numbers are kept for fiction, belong to a campaign that is listed as disabled, and would be stored as cancelled
* new campaigns are disabled and have no numbers
* one number goes first
"""

from __future__ import annotations

import itertools
import typing as t

from .._api import functions as api
from .._api.envelope import to_integer
from .._campaigns import fields as schema
from .answers import ACCEPTED, REFUSED, Found, NotAsked, first, needed
from .probe import Probe

# The largest ID of a 32-bit column: no campaign and no customer has it.
NO_ID = 2**31 - 1
# No platform knows this as a parameter, a value, or a part of a name.
UNKNOWN = "enswitch_probe"
# No platform takes this for a telephone number.
BAD_NUMBER = "not-a-number"
# The most numbers in one call that the probe may try.
MOST = 50000
# What may be said of numbers: web servers refuse a request that is too large, which the platform does not see.
_FINE = (400, "no envelope: HTTP 413", "no envelope: HTTP 414")
# How many numbers of the campaign are read, so that other ones are validated.
_KNOWN_NUMBERS = 1000


def new_name(p: Probe) -> Found:
    """Validate a new campaign with a name that is not there."""
    taken = {row.get("name") for row in p.campaigns}
    names = map((UNKNOWN + " {0}").format, itertools.count(1))
    return _create(p, next(name for name in names if name not in taken))


def same_name(p: Probe) -> Found:
    """Validate a new campaign with a name that is there. What a free name gets too says nothing about names."""
    name = first((row.get("name") for row in p.campaigns), "there is no campaign")
    new = p.found["create_validation"].answer
    if new != ACCEPTED:
        raise NotAsked("a new name gets: {0}".format(new))
    found = _create(p, str(name))
    return Found({ACCEPTED: "no", REFUSED: "yes"}.get(found.answer, found.answer), found.evidence)


def _create(p: Probe, name: str) -> Found:
    """Validate a new campaign: disabled, with the destination of one that is there ("hangup" needs none)."""
    like = p.disabled or next(iter(p.campaigns), {})
    to = {"dtype": str(like.get("dtype", "hangup")), "dnumber": str(like.get("dnumber", ""))}
    return p.validate(api.CAMPAIGNS_CREATE, (400, 402, 403), customer=p.customer, name=name, enabled=0, **to)


def first_number(p: Probe) -> Found:
    """Validate one number, and see that nothing was done. All further validation waits for that."""
    p.stopped = "no disabled campaign"
    needed(to_integer(p.disabled.get("id")), p.stopped)
    p.stopped = "that validation changes nothing was not seen"
    number = good(p, 1)
    p.stopped = None
    found = numbers(p, number, fine=())
    return Found(found.answer, {**found.evidence, "count": "has grown" if p.damage else "unchanged"})


def numbers(p: Probe, entries: list[str], fine: t.Container[int | str] = _FINE) -> Found:
    """Validate numbers. Should they be stored after all, they are not dialed: they are cancelled."""
    sent = {"campaign": p.disabled["id"], "dnumbers": ",".join(entries), "status": "cancelled"}
    return p.validate(api.DESTINATIONS_CREATE, fine, **sent)


def good(p: Probe, amount: int) -> list[str]:
    """Return telephone numbers that belong to no person and are not in the campaign."""
    rows = p.read(api.DESTINATIONS_LIST, campaign=p.disabled["id"], limit=_KNOWN_NUMBERS).rows()
    taken = {"".join(filter(str.isdigit, str(row.get("dnumber", ""))))[-10:] for row in rows}
    return list(itertools.islice((number for number in fictional() if number not in taken), amount))


def spelled(p: Probe) -> Found:
    """Validate a number as people write it, and as switches do."""
    plain = good(p, 1)[0]
    spellings = {"plus": "+1" + plain, "separators": "-".join((plain[:3], plain[3:6], plain[6:]))}
    answers = {name: numbers(p, [spelling]).answer for name, spelling in spellings.items()}
    return Found(answers["plus"] if len(set(answers.values())) == 1 else "it depends on the spelling", answers)


def largest(p: Probe) -> Found:
    """Double the numbers of a call until it is refused, and then narrow it down."""
    accepted, refused, last = 1, p.largest + 1, None
    while not p.stopped and refused - accepted > (accepted // 64 + 1 if last else 1):
        size = (accepted + refused) // 2 if last else min(accepted * 2, p.largest)
        found = numbers(p, good(p, size))
        if found.answer == ACCEPTED:
            accepted = size
        else:
            refused, last = size, found
    if last is None:
        return Found("{0} or more".format(accepted), {"accepted": accepted})
    evidence = {"accepted": accepted, "refused": refused, "refusal": last.answer, **last.evidence}
    most = "from {0} to {1}".format(accepted, refused - 1) if refused > accepted + 1 else str(accepted)
    return Found("{0}, more are {1}".format(most, last.answer), evidence)


def update(p: Probe) -> Found:
    """Validate an update that changes nothing, of a campaign that is there and of one that is not."""
    # A platform that ignored validation=1 could reset this one field: it is sent as it is.
    row = schema.coerce_row(p.disabled)
    sent = {name: row[name] for name in ("id", schema.RESET_ON_UPDATE) if row.get(name)}
    fine = (400, 402, 403, 404)
    there, missing = (p.validate(api.CAMPAIGNS_UPDATE, fine, **params).answer for params in (sent, {"id": NO_ID}))
    evidence = {"there": there, "not_there": missing, "sent": sorted(sent)}
    return Found("{0}, or {1} where there is none".format(there, missing), evidence)


def fictional() -> t.Iterator[str]:
    """Yield telephone numbers kept for fiction: 555-0100 to 555-0199 of every area code.

    Codes that are no areas are left out: services (N11), free and premium numbers, and the ranges for mobile,
    personal or government numbers.
    """
    for hundreds, tens, ones in itertools.product("2346789", "012345678", "0123456789"):
        code = hundreds + tens + ones
        if tens + ones not in ("00", "11") and not (hundreds == "8" and tens == ones) and code != "710":
            yield from ("{0}5550{1}".format(code, line) for line in range(100, 200))
