# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Numbers that may well be one person although their digits differ: a national and an international form.

Without a number plan nobody can be sure: 2125550101 is somebody in New York, or somebody elsewhere. One such
pair is a coincidence. Many mean that a list has changed its form since the last run, or that the platform
stores numbers in a form of its own (API notes, section 4: unknown). Then everybody would be called again.
"""

from __future__ import annotations

import typing as t

from ._errors import UsageError

# So many last digits are equal at least, and so many digits may come before the shorter number.
_TAIL = 8
_PREFIX = 4
# From so many pairs on, and from one in so many numbers on, it is no coincidence.
_FEW = 3
_ONE_IN = 100
# Of the numbers with one ending so many are compared.
_COMPARED = 100


def check_lookalikes(asked: t.Sequence[str], there: t.Iterable[str], where: str, harm: str) -> None:
    """Raise UsageError where numbers look like others in another form. All are in canonical form, none is in both."""
    pairs = lookalikes(asked, there)
    if len(pairs) < _FEW or len(pairs) * _ONE_IN < len(asked):
        return
    raise UsageError(
        "{0} of {1} numbers to add look like {2} in another form, the first: {3} like {4}. {5} "
        "Nothing was changed.".format(len(pairs), len(asked), where, *pairs[0], harm),
        key="allow_lookalikes",
        hint="Write the list in the form of the numbers that are there, or use normalize=e164 with region. "
        "If these are other people, set allow_lookalikes to true.",
    )


def lookalikes(asked: t.Sequence[str], there: t.Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs (asked, there) in which one number is the other with or without what is dialed before it."""
    tails = {number[-_TAIL:] for number in asked}
    candidates: dict[str, list[str]] = {}
    for number in there:
        tail = number[-_TAIL:]
        if tail in tails:
            candidates.setdefault(tail, []).append(number)
    pairs = []
    for number in asked:
        for other in candidates.get(number[-_TAIL:], ())[:_COMPARED]:
            if _alike(number, other):
                pairs.append((number, other))
                break
    return pairs


def _alike(one: str, other: str) -> bool:
    # Leading zeros are dialed before national numbers, and before international ones.
    short, long = sorted((one.lstrip("0"), other.lstrip("0")), key=len)
    return len(short) >= _TAIL and len(long) - len(short) <= _PREFIX and long.endswith(short)
