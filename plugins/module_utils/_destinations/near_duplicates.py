# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Numbers that may well be one person although their digits differ: a national and an international form.

Without a number plan nobody can be sure: 2125550101 is somebody in New York, or somebody elsewhere. In long lists
such pairs come by chance. More of them mean that a list has changed its form since the last run, or that the
platform stores numbers in a form of its own (API notes, section 4: unknown). Then people would be called again.
"""

from __future__ import annotations

import collections
import typing as t

from .._api.errors import UsageError

# So many last digits are equal at least, and so many digits may come before the shorter number.
_TAIL = 8
_PREFIX = 4
# From so many pairs on, and from one in so many numbers of the shorter list on, it is no coincidence.
_FEW = 3
_ONE_IN = 100
# Numbers cluster: so many times as many pairs as numbers drawn by lot would have may be a coincidence.
_CHANCE = 10

Pairs = t.List[t.Tuple[str, str]]


def check_pairs(
    pairs: Pairs, whose: str, total: int, where: str, others: int, harm: str, known: t.Container[str]
) -> str | None:
    """Judge what lookalikes() has found in so many numbers, beside so many others; return a warning or nothing.

    ``known`` are numbers that a list names in that very form: it holds both forms, which may be meant so. What no
    list names in that form has most likely come from one that is written in the other form.

    Raises UsageError where there are too many for a coincidence.
    """
    if not pairs:
        return None
    found = "{0} of {1} {2} {3} like {4} in another form, the first: {5} like {6}.".format(
        len(pairs), total, whose, "looks" if len(pairs) == 1 else "look", where, *pairs[0]
    )
    many = len(pairs) >= _FEW and len(pairs) * _ONE_IN >= min(total, others)
    if not many and not _beyond_chance([pair for pair in pairs if pair[1] not in known], total, others):
        return "{0} If these are the same people, they {1}.".format(found, harm)
    raise UsageError(
        "{0} {1} {2}. Nothing was changed.".format(found, "This person" if len(pairs) == 1 else "These people", harm),
        key="allow_lookalikes",
        hint="Write all lists in the form of the numbers that are there, or use normalize=e164 with region. "
        "If these are other people, set allow_lookalikes to true.",
    )


def _beyond_chance(pairs: Pairs, total: int, others: int) -> bool:
    """Tell whether so many pairs are more than chance makes of so many numbers beside so many others."""
    digits = collections.Counter(min(len(number.lstrip("0")) for number in pair) for pair in pairs)
    return any(count * 10**length > _CHANCE * total * others for length, count in digits.items())


def lookalikes(asked: t.Sequence[str], there: t.Collection[str]) -> Pairs:
    """Return the pairs (asked, there) in which one number is the other with or without what is dialed before it.

    All are in canonical form. A number is never the lookalike of itself. Each number asked for is in one pair at
    most, with the shortest that there is: of two numbers of one list, the longer one finds the shorter.
    """
    lengths = _lengths(asked, there)
    if not lengths:
        # As a rule a list has one form, so nothing has to be looked at.
        return []
    shorten: dict[int, list[int]] = {}
    for mine, other in lengths:
        shorten.setdefault(other, []).append(mine)
    # Without leading zeros, which are dialed before national numbers as well as before international ones.
    bare: dict[str, str] = {}
    twins: dict[str, str] = {}
    cut: dict[str, str] = {}
    for number in there:
        stripped = number.lstrip("0")
        for length in shorten.get(len(stripped), ()):
            if length < len(stripped):
                cut.setdefault(stripped[-length:], number)
            elif bare.setdefault(stripped, number) != number:
                twins[stripped] = number
    shorter: dict[int, list[int]] = {}
    for mine, other in lengths:
        shorter.setdefault(mine, []).append(other)
    pairs = []
    for number in asked:
        stripped = number.lstrip("0")
        forms = {stripped[-length:] for length in shorter.get(len(stripped), ()) if length <= len(stripped)}
        found = [one[form] for form in forms for one in (bare, twins) if form in one and one[form] != number]
        if not found and stripped in cut:
            found.append(cut[stripped])
        if found:
            pairs.append((number, min(found, key=len)))
    return pairs


def _lengths(asked: t.Collection[str], there: t.Collection[str]) -> set[tuple[int, int]]:
    """Return the lengths, without leading zeros, of numbers (asked, there) that may look alike."""
    zeros = any(number[:1] == "0" for numbers in (asked, there) for number in numbers)
    mine, others = ({len(number.lstrip("0")) for number in numbers} for numbers in (asked, there))
    return {
        (one, other)
        for one in mine
        for other in others
        if min(one, other) >= _TAIL and abs(one - other) <= _PREFIX and (one != other or zeros)
    }
