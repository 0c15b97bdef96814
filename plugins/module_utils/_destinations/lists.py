# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The lists of a task: who is to be called, and who must not be. Read as a whole before anything is sent."""

from __future__ import annotations

import itertools
import typing as t

from .._api.errors import INVALID_INPUT, UsageError
from .._api.written import out_of_range
from . import files
from .e164 import E164, Identity, normalizer
from .near_duplicates import check_pairs, meetings, near_duplicates, near_duplicates_within
from .numbers import MOST_DIGITS, NAMED, Excluded, Limits, Wanted, place_text
from .plan import ABSENT, KEEP, PENDING, PRESENT, Current
from .readings import may_mean

SKIP = "skip"
_EXCLUSIONS = ("exclude", "exclude_src")


class Lists:
    """The numbers of ``numbers`` and ``src``, and those of ``exclude`` and ``exclude_src``."""

    def __init__(self, options: t.Mapping[str, t.Any]) -> None:
        """Raise UsageError for options that cannot be meant. Nothing is read yet."""
        self._options = options
        plan = options["normalize"], options["region"]
        allowed = options["allowed_countries"], options["allowed_types"]
        # What must not be called, and what is there already, is compared with no limit.
        self._any = normalizer(*plan)
        self._to_call = to_call = options["state"] == PRESENT and options["status"] == PENDING
        limited = normalizer(*plan, *allowed)
        integers = options["normalize"] != E164
        self.wanted = Wanted(
            limited if to_call else self._any, _limits(options) if to_call else None, integers=integers
        )
        self.excluded = Excluded(self._any, integers=integers)
        self.passed = files.Passed()
        # Whether all entries were looked at.
        self.complete = False

    @property
    def identity(self) -> Identity:
        """Who a spelling that the platform stores belongs to."""
        return Identity(self._any, (self.wanted.spelling, self.excluded.keys))

    def read(self, warn: t.Callable[[str], None]) -> None:
        """Read all lists.

        Raises UsageError for what cannot be read, and for invalid entries unless they are skipped.
        """
        options, wanted, excluded = self._options, self.wanted, self.excluded
        lists = ["numbers", "src"]
        if options["state"] == PRESENT and not options["purge"]:
            lists += _EXCLUSIONS
        if all(options[name] is None for name in lists):
            raise UsageError(
                "numbers or src is required: without a list there is nothing to compare with.",
                key="numbers",
                hint="Only exclude or exclude_src may be given alone: they remove pending numbers.",
            )
        for option in ("src", "exclude_src"):
            self._check_file(option)
        for option in ("numbers", "src"):
            if options[option] is not None:
                wanted.extend(option, self._entries(option), self._may_be_there)
        for option in _EXCLUSIONS:
            if options[option] is not None:
                before = excluded.entries
                excluded.extend(option, self._entries(option))
                if excluded.entries == before and not options["allow_empty_exclude"]:
                    raise _empty(option)
        # Whoever must not be called is also meant where something stands beside the number.
        excluded.keys.update(key for key, meant in wanted.meant.items() if not meant.isdisjoint(excluded.keys))
        self.complete = True
        self._check_rejected()
        self.complete = self.settled
        if excluded.rejected.total:
            warn(_unprotected(excluded.rejected.total))

    def _may_be_there(self) -> bool:
        """Tell whether an entry comes from a file of bulk_destinations_info, and is to stay as it is if it is there."""
        return self.passed.export and self._options["state"] == PRESENT and self._options["existing"] == KEEP

    @property
    def settled(self) -> bool:
        """Whether all entries are known to be good or not. Of some, only the numbers that are there tell."""
        return not self.wanted.unsettled

    def settle(self, current: Current) -> None:
        """Keep what the campaign has letter for letter. Raises UsageError for other entries, unless skipped."""
        identity, excluded = self.identity, self.excluded.keys

        def key_of(spelling: str) -> str | None:
            key = identity(spelling)
            # Whoever must not be called is counted as such, also when the campaign has nothing of them any more.
            return key if key in excluded or current.holds(spelling) else None

        self.passed.total += self.wanted.settle(key_of, current.left_alone)
        self.complete = True
        self._check_rejected()

    def _entries(self, option: str) -> t.Iterable[tuple[int, t.Any]]:
        options = self._options
        if not option.endswith("src"):
            return enumerate(options[option])
        column, delimiter = options[option + "_column"], options[option + "_delimiter"]
        encoding = options[option + "_encoding"]
        return files.read_list(
            options[option],
            option,
            column,
            delimiter,
            encoding=encoding,
            passed=self.passed,
            to_call=self._to_call and option == "src",
        )

    def _check_file(self, option: str) -> None:
        options = self._options
        column, delimiter = options[option + "_column"], options[option + "_delimiter"]
        if options[option] is None and (column is not None or delimiter is not None):
            name = option + ("_column" if column is not None else "_delimiter")
            raise UsageError(
                "{0} is given without {1}.".format(name, option),
                key=name,
                hint="Give {0}, or leave {1} out.".format(option, name),
            )
        files.check(option, column, delimiter)
        files.check_encoding(option, options[option + "_encoding"])

    def _check_rejected(self) -> None:
        """Raise UsageError for entries that cannot be used, unless they may be left out."""
        parts = [
            (self.wanted.rejected, "on_invalid", "leave them out"),
            (self.excluded.rejected, "exclude_on_invalid", "go on although they may protect no one"),
        ]
        parts = [part for part in parts if part[0].total and self._options[part[1]] != SKIP]
        if not parts:
            return
        total = sum(rejected.total for rejected, _option, _what in parts)
        first = parts[0][0].first[0]
        raise UsageError(
            "{0} cannot be used as a telephone number, first {1}: {2!r} {3}. Nothing was changed.".format(
                _entries_text(total), place_text(first), first["value"], first["reason"]
            ),
            category=INVALID_INPUT,
            key=first["option"],
            hint="Correct the entries under rejected, or set {0} to skip to {1}.".format(*parts[0][1:]),
        )

    def rejected(self) -> list[dict[str, t.Any]]:
        """Return the first entries that could not be used."""
        return (self.wanted.rejected.first + self.excluded.rejected.first)[:NAMED]

    def check_near_duplicates(self, current: t.Mapping[str, str], spelled: t.Iterable[tuple[str, str]] = ()) -> None:
        """Raise UsageError for numbers that may be one person, here and among those that are there (with statuses).

        ``spelled`` are persons that are there with a spelling of more than digits.
        """
        listed: t.Mapping[str, t.Any] = self.wanted.spelling
        meant = self.wanted.meant
        meant_there = {key: found for key, found in ((key, may_mean(text)) for key, text in spelled) if found}
        excluded = self.excluded.keys
        harm = "That person would be called twice."
        if self._options["state"] == ABSENT:
            harm = "That person would stay in the campaign."
        elif self._options["status"] != PENDING:
            harm = "That person would have two statuses."

        def both(one: str, other: str) -> bool:
            """Tell of pairs that are on the list and in the campaign already: they are known."""
            return one in current and other in current and one in listed and other in listed

        pairs = itertools.chain(near_duplicates_within(listed), meetings(meant, listed, meant))
        check_pairs("numbers of the list", harm, pairs, both)
        pairs = itertools.chain(
            near_duplicates(listed, current), meetings(meant, current, meant_there), meetings(meant_there, listed, {})
        )
        check_pairs("a number of the list and one of the campaign", harm, pairs, both)
        if excluded:
            harm = "That person must not be called."
            left = "That person must not be called, and will be if the campaign runs: disable it."
            places = (("list", listed, meant, harm), ("campaign", current, meant_there, left))
            for where, keys, entries, why in places:
                rest = dict.fromkeys(key for key in keys if key not in excluded)
                others = {key: found for key, found in entries.items() if key not in excluded}
                pairs = itertools.chain(near_duplicates(rest, excluded), meetings(others, excluded, {}))
                check_pairs("a number of the {0} and a do-not-call number".format(where), why, pairs)


def _limits(options: t.Mapping[str, t.Any]) -> Limits:
    lowest, highest = options["min_digits"], options["max_digits"]
    if not 0 <= lowest <= MOST_DIGITS:
        raise out_of_range("min_digits", "from 0 to {0}".format(MOST_DIGITS), lowest)
    if not 1 <= highest <= MOST_DIGITS or highest < lowest:
        raise out_of_range("max_digits", "from 1 to {0}, and not less than min_digits".format(MOST_DIGITS), highest)
    return Limits(lowest, highest)


def _empty(option: str) -> UsageError:
    return UsageError(
        "{0} has no entry at all, so it protects no one. Nothing was changed.".format(option),
        key=option,
        hint="Check where the list comes from, or set allow_empty_exclude to true.",
    )


def _unprotected(total: int) -> str:
    """Return the warning for do-not-call entries that were left out. Whatever was read in them, it is not known."""
    return (
        "Do-not-call lists: {0} cannot be understood, so that whoever is meant may be left unprotected; see rejected. "
        "Any number that can be read there is excluded as a precaution.".format(_entries_text(total))
    )


def _entries_text(count: int) -> str:
    return "1 entry" if count == 1 else "{0} entries".format(count)
