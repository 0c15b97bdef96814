# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.
"""The do-not-call list of a preflight, read as loads read theirs, and what of it a campaign is about to call."""

from __future__ import annotations

import typing as t

from .._api.errors import INVALID_INPUT, UsageError
from .._destinations import files
from .._destinations.e164 import E164, Identity, normalizer
from .._destinations.grammar import canonical
from .._destinations.near_duplicates import near_duplicates
from .._destinations.numbers import Excluded
from .._destinations.readings import may_mean

OPTION = "exclude_src"


class DoNotCall:
    """Numbers that must not be called, in canonical form."""

    def __init__(self, options: t.Mapping[str, t.Any]) -> None:
        """Read the list. Raises UsageError where it cannot be understood: it would protect no one."""
        path, column, delimiter = (options[OPTION + part] for part in ("", "_column", "_delimiter"))
        encoding = options[OPTION + "_encoding"]
        files.check(OPTION, column, delimiter)
        files.check_encoding(OPTION, encoding)
        plan = normalizer(options["normalize"], options["region"])
        excluded = Excluded(plan, integers=options["normalize"] != E164)
        excluded.extend(OPTION, files.read_list(path, OPTION, column, delimiter, encoding=encoding))
        if not excluded.entries:
            raise UsageError(
                "{0} has no entry at all, so no number can be compared with it.".format(OPTION),
                key=OPTION,
                hint="Check where the list comes from, or leave {0} out.".format(OPTION),
            )
        if excluded.rejected.total:
            first = excluded.rejected.first[0]
            raise UsageError(
                "{0} of {1} cannot be used as a telephone number, first line {2}: {3!r} {4}.".format(
                    "1 entry" if excluded.rejected.total == 1 else "{0} entries".format(excluded.rejected.total),
                    OPTION,
                    first.get("line"),
                    first["value"],
                    first["reason"],
                ),
                category=INVALID_INPUT,
                key=OPTION,
                hint="Correct these lines: whoever they mean would stay unprotected.",
            )
        self._keys: t.AbstractSet[str] = excluded.keys
        self._identity = Identity(plan, (excluded.keys,))

    def count(self, spellings: t.Collection[str]) -> int:
        """Return how many of these numbers are on the list, also in another form of the same number."""
        numbers = {canonical(spelling): self._identity(spelling) for spelling in spellings}
        found = {key for key, identity in numbers.items() if identity in self._keys or key in self._keys}
        found |= {canonical(text) for text in spellings if not may_mean(text).isdisjoint(self._keys)}
        rest = {key: None for key in numbers if key and key not in found}
        return len(found) + len({number for number, _other in near_duplicates(rest, self._keys)})
