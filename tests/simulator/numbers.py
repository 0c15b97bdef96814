# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Telephone numbers as the server takes and keeps them.

Nothing is documented about either. Here a plausible number has 3 to 20 digits, with an optional leading `+` and
spaces, dots, dashes, slashes and brackets between them.
"""

from __future__ import annotations

import re

from simulator.contract import Refusal
from simulator.options import Options
from simulator.stored import matches

_PLAIN_LIST = re.compile(r"\+?[0-9]{3,20}(?:,\+?[0-9]{3,20})*", re.ASCII)
_SPELLED = re.compile(r"\+?[0-9 .()/-]+", re.ASCII)
_NOT_DIGIT = re.compile(r"[^0-9]")


class TooMany(Exception):
    """More numbers in one call than the server takes (option max_dnumbers)."""


def plausible(number: str) -> bool:
    """Whether the server would take this for a telephone number."""
    return _SPELLED.fullmatch(number) is not None and 3 <= sum(c.isdigit() for c in number) <= 20


def stored(number: str, how: str) -> str:
    """The spelling in which the server keeps the number (option normalize_numbers)."""
    if how == "none":
        return number
    digits = _NOT_DIGIT.sub("", number)
    if how == "country" and len(digits) == 10:
        return "1" + digits
    return "+" + digits if how == "plus" else digits


def read_list(text: str, options: Options, *, real: bool = False) -> list[str]:
    """The numbers of a `dnumbers` parameter as they are stored: checked, each once, in the order given.

    `real`: the call really adds them, and so some are refused that pass validation (option write_refuses_numbers).
    Raises Refusal 400 with the first bad number, and TooMany.
    """
    plain = _PLAIN_LIST.fullmatch(text) is not None
    numbers = text.split(",") if plain else [item for item in (part.strip() for part in text.split(",")) if item]
    if options.max_dnumbers and len(numbers) > options.max_dnumbers:
        raise TooMany
    refused = options.write_refuses_numbers if real else ""
    if not plain or refused:
        good = [number for number in numbers if plausible(number) and not matches(number, refused)]
        if len(good) < len(numbers):
            bad = next(number for number, kept in zip(numbers, [*good, None], strict=False) if number != kept)
            if options.bad_number != "skip":
                taken = good if options.bad_number == "take_rest" else []
                raise Refusal(400, "dnumbers", f"Invalid number: {bad}", taken)
            numbers = good
    if not numbers and not text.strip(", "):
        raise Refusal(400, "dnumbers", "Parameter dnumbers is required.")
    if options.normalize_numbers != "none":
        numbers = [stored(number, options.normalize_numbers) for number in numbers]
    return list(dict.fromkeys(numbers))
