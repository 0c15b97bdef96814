# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Who may be meant by a text that is not one telephone number.

That is a guess, so nothing here is ever called. It only keeps people from being called: a do-not-call entry that cannot
be understood excludes whoever it may mean, and what is sent as it is written is compared with them.
"""

from __future__ import annotations

import re
import typing as t

from .damage import DECIMAL_BEHIND, SECOND, SEVERAL, SPREADSHEET, THOUSANDS, BadNumber
from .grammar import LOCAL, WORLD, canonical, plain, read, without_trunk_zero

# What may stand beside a number, or a plus within it. Where there is none of these, the digits tell who is meant.
_BESIDE = re.compile(r"[^-+0-9 ()\[\]{}.]|.\+|[)\]}] *$")
# What may be a number within a text.
_RUN = re.compile(r"\+?[-0-9 ()\[\]{}./]+")
_DIGITS = re.compile(r"[0-9]+")
_SCIENTIFIC = re.compile(r"[0-9][.,][0-9]+ *[eE] *[-+]?[0-9]+")
# A spreadsheet has lost no digit of this.
_ALL_DIGITS = re.compile(r"\+?([0-9])[.,]([0-9]+) ?[eE] ?\+?([0-9]{1,2})")
# The digits of a number with its area code, at least.
_WITH_AREA = 9
_DECIMALS = re.compile(r"([0-9]{7,})\.0+")
# What plainly divides two numbers.
_WIDE = re.compile(" */ +| +/ *| {2,}")
# What divides a number from the end of another one, and that end.
_OTHER_END = re.compile(r"(?i)(?: */ *|[,;] +|{0})[(\[{{]? *(?P<end>[0-9][-0-9 .]*)".format(SEVERAL))
# The words of those that mean all numbers in between, and how many these may be.
_RANGE = re.compile(r"(?i)bis|to|through|thru|un?til|à|al|hasta|até|do|до|[>~\u2026\u2192]")
_MOST_BETWEEN = 100
_BEFORE_IT = re.compile(r"\+?[-0-9 ()\[\]{}./]+$")
_AREA_CODE = re.compile(r"(?<![0-9])0[0-9]{1,5}[^0-9]*$")
# A letter that was typed for a digit, or beside one.
_LETTER = re.compile(r"(?<=[0-9])[^\W\d_](?=[0-9])")
_LIKE_DIGITS = str.maketrans("oOlIiSsB", "00111558")


def keys_of(number: str) -> set[str]:
    """Return the canonical forms of one number: with a zero that may not be dialed from abroad, and without it."""
    return {canonical(number), without_trunk_zero(canonical(number))}


def may_mean(text: str) -> set[str]:
    """Return the canonical forms of the numbers that a text may mean. It is empty for a text that is one number."""
    if not _BESIDE.search(text):
        return set()
    try:
        read(text)
    except BadNumber:
        return {key for number in spellings(text) for key in keys_of(number)} - {canonical(text)}
    return set()


def spellings(text: str) -> t.Iterator[str]:
    """Yield all numbers that a text may mean, as a number plan can read them."""
    text = plain(text).strip()
    try:
        if len(read(text).whole.lstrip("0")) <= WORLD:
            yield text
            return
    except BadNumber:
        pass
    yield from _of_a_spreadsheet(text)
    text = _SCIENTIFIC.sub(";", text)
    yield from numbers_in(text)
    yield from _other_ends(text)
    if _LETTER.search(text):
        yield from numbers_in(_LETTER.sub("", text))
        yield from numbers_in(text.translate(_LIKE_DIGITS))


def _other_ends(text: str) -> t.Iterator[str]:
    """Yield the second number of C(030 1234567/68), of which only the end is written, or all those up to it."""
    number = ""
    for found in _OTHER_END.finditer(text):
        before = _BEFORE_IT.search(text[: found.start()].rstrip())
        try:
            spelling = read(before[0].strip(" -./") if before else "")
        except BadNumber:
            # Behind a third number, the first one is meant: C(030 1234567/68/69).
            pass
        else:
            number = "+" + spelling.digits if spelling.plus else spelling.digits
        end = "".join(_DIGITS.findall(found["end"]))
        # Behind a slash may also stand what goes on from an area code.
        area = len(end) >= LOCAL and _AREA_CODE.search(text, 0, found.start()) is not None
        if LOCAL <= len(number.lstrip("+")) > len(end) and not area:
            begins, differs = number[: -len(end)], number[-len(end) :]
            yield begins + end
            between = range(int(differs) + 1, int(end))
            if len(between) <= _MOST_BETWEEN and _RANGE.search(found[0]):
                yield from (begins + str(each).zfill(len(end)) for each in between)


def _of_a_spreadsheet(text: str) -> t.Iterator[str]:
    """Yield the number of a cell that a spreadsheet has written in its own way, where it has lost no digit."""
    found = _ALL_DIGITS.fullmatch(text)
    if found and len(found[2]) == int(found[3]):
        yield found[1] + found[2]
    if THOUSANDS.fullmatch(text):
        mark = re.findall("[.,']", text)[0]
        digits = re.sub("[^0-9]", "", re.split(r"[.,]", text.replace(mark, ""))[0])
        if len(digits) >= LOCAL:
            yield digits


def numbers_in(text: str) -> t.Iterator[str]:
    """Yield the numbers in a text that is not one number: runs of digits and separators with at least 7 digits."""
    for run in _RUN.findall(_SCIENTIFIC.sub(";", plain(text))):
        yield from _of_run(run)


def _without_what_touches(run: str) -> t.Iterator[str]:
    """Yield what else may be meant, since digits that are none of a number may stand beside it: C(2125550199 (5))."""
    groups = _DIGITS.findall(run)
    plus = "+" if run[0] == "+" else ""
    for count in range(1, len(groups)):
        digits = "".join(groups[:count])
        if len(digits) >= (LOCAL if count == 1 else _WITH_AREA):
            yield plus + digits
    if len(groups) > 1 and len(groups[0]) == 1 and not plus:
        yield from (digits for digits in ["".join(groups[1:])] if len(digits) >= LOCAL)


def _of_run(run: str) -> t.Iterator[str]:
    run = run.strip(" -./").lstrip(")]}").rstrip("([{ -./")
    whole = _DECIMALS.fullmatch(run) or DECIMAL_BEHIND.fullmatch(run)
    run = whole[1] if whole else run
    digits = "".join(_DIGITS.findall(run))
    if len(digits) < LOCAL:
        return
    try:
        read(run)
        yield run
        yield from _without_what_touches(run)
    except BadNumber as problem:
        if problem.kind == SECOND:
            for part in _parts(run):
                yield from _of_run(part)
        elif problem.kind != SPREADSHEET:
            yield "+" + digits if run[0] == "+" else digits
            yield from _without_what_touches(run)


def _parts(run: str) -> list[str]:
    """Divide two numbers: where it is plain, else in two halves of the same shape, else at each mark."""
    groups = _DIGITS.findall(run)
    half = len(groups) // 2
    halves = [" ".join(groups[:half]), " ".join(groups[half:])]
    alike = list(map(len, groups[:half])) == list(map(len, groups[half:]))
    for parts in (_WIDE.split(run), halves if alike else [], run.split("/"), run.split(" ")):
        if len(parts) > 1:
            return parts
    return []
