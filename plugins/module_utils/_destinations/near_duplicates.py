# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Near-duplicates: numbers that may well be one person although their digits differ.

One rule: the shorter number, without its leading zeros, has at least 7 digits and is the end of the longer one. So
are a national and an international form of one number; without a number plan no one can be sure. A campaign with both
calls that person twice, and a do-not-call list in the other form protects no one. What is not one number, such as one
with an extension, is a near-duplicate of those that it may mean.
"""

from __future__ import annotations

import itertools
import typing as t

from .._api.errors import UsageError

# The fewest digits of the shorter number.
DIGITS = 7
# How many pairs a message names.
NAMED_PAIRS = 3

Numbers = t.Union[t.AbstractSet[str], t.Mapping[str, t.Any]]
Pair = t.Tuple[str, str]
Pairs = t.Iterator[Pair]
# What entries that are not one number may mean.
Meant = t.Mapping[str, t.Collection[str]]


def near_duplicates(numbers: Numbers, others: Numbers) -> Pairs:
    """Yield the pairs (number, other) of near-duplicates. All numbers are in canonical form."""
    for longer, shorter in _ends(numbers, others):
        yield longer, shorter
    for longer, shorter in _ends(others, numbers):
        yield shorter, longer


def near_duplicates_within(numbers: Numbers) -> Pairs:
    """Yield the pairs (longer, shorter) of near-duplicates within numbers in canonical form."""
    return _ends(numbers, numbers)


def _ends(numbers: Numbers, ends: Numbers) -> Pairs:
    """Yield (longer, shorter) where the shorter number is the end of the longer one.

    Most lists have a few lengths, so each number is cut to these lengths only, and each end is looked up.
    """
    if not numbers or not ends:
        return
    stripped = {number.lstrip("0") for number in ends if number[:1] == "0"}
    lengths = sorted(length for length in {*map(len, ends), *map(len, stripped)} if length >= DIGITS)
    cuts = {size: [length for length in lengths if length < size] for size in set(map(len, numbers))}
    # Often all numbers are equally long.
    for number in numbers if any(cuts.values()) else ():
        size = len(number)
        for length in cuts[size]:
            end = number[size - length :]
            if (end in ends or end in stripped) and end[0] != "0" and end.isdigit():
                for zeros in range(size - length):
                    shorter = "0" * zeros + end
                    if shorter in ends:
                        yield number, shorter


def meetings(entries: Meant, numbers: Numbers, others: Meant) -> Pairs:
    """Yield the pairs of entries that are not one number, and what they may mean: a number, or another such entry.

    A number counts also where it is a near-duplicate of what is meant.
    """
    meant, meant_by_others = _by_number(entries), _by_number(others)
    met = [(number, number) for number in meant if number in numbers]
    met += near_duplicates(meant, numbers)
    found = [(entry, other) for number, other in met for entry in meant[number]]
    for number, own in meant.items():
        found += itertools.product(own, meant_by_others.get(number, ()))
    pairs = {frozenset(pair): pair for pair in found if pair[0] != pair[1]}
    # Where a number is the end of an entry, near_duplicates() says so.
    yield from (pair for pair in pairs.values() if not any(near_duplicates({pair[0]}, {pair[1]})))


def _by_number(entries: Meant) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry, numbers in entries.items():
        for number in numbers:
            found.setdefault(number, []).append(entry)
    return found


def check_pairs(
    what: str, harm: str, pairs: Pairs, left_alone: t.Callable[[str, str], bool] = lambda one, other: False
) -> None:
    """Raise UsageError where there are pairs, apart from those that are left alone."""
    found = (pair for pair in pairs if not left_alone(*pair))
    first = list(itertools.islice(found, NAMED_PAIRS))
    if not first:
        return
    count = len(first) + sum(1 for _pair in found)
    raise UsageError(
        "{0} of {1} may be one person, the first: {2}. {3} Nothing was changed.".format(
            "1 pair" if count == 1 else "{0} pairs".format(count),
            what,
            ", ".join("{0} and {1}".format(*pair) for pair in first),
            harm,
        ),
        key="allow_lookalikes",
        hint="Write all lists in the form of the numbers that are there, or use normalize=e164 with region. "
        "If these are other people, set allow_lookalikes to true.",
    )
