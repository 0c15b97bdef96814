# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Emergency numbers: no list may call for help, whatever else it may do."""

from __future__ import annotations

import re

# Numbers that call for help somewhere and are dialed in many countries, also behind a country code or a prefix.
_EVERYWHERE = frozenset(("000", "110", "111", "112", "113", "115", "117", "118", "119", "190", "911", "999"))
# The longer ones that the library phonenumbers knows, without those that only a local exchange knows.
_LONG = frozenset(
    (
        "1122",
        "1220",
        "1298",
        "1444",
        "1669",
        "1730",
        "2611",
        "9999",
        "10111",
        "10177",
        "90000",
        *map(str, range(1300, 1400)),
    )
)
# No number with more digits is an emergency number.
LONGEST = 6
_CODES = re.compile("[*#]")
# A number of at most this many digits is never a person's: nearly all emergency numbers of the world have three.
_SHORT = 3


def is_emergency(key: str, *, international: bool) -> bool:
    """Tell whether a number in canonical form may call for help, in the country where it is dialed or elsewhere.

    ``international`` says that it was written with C(+) or C(00), so that a country code comes first.
    """
    if "*" in key or "#" in key:
        # Codes stand before a number, such as one that hides the caller, and behind it.
        bare = _CODES.split(key.rstrip("*#"))[-1].lstrip("0")
        return bare in _EVERYWHERE or bare in _LONG
    if len(key) > LONGEST or not (key.isascii() and key.isdigit()):
        return False
    bare = key.lstrip("0")
    if len(bare) <= _SHORT or bare in _LONG:
        return True
    # Behind what is dialed for an outside line, or behind a country code.
    return bare[-3:] in _EVERYWHERE and (international or (len(bare) == 4 and bare[0] == "9"))
