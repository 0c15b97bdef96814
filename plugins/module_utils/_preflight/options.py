# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.
"""The options of a preflight, checked before anything is sent."""

from __future__ import annotations

import difflib
import typing as t

from .._api.errors import UsageError
from .._api.written import out_of_range
from .._timegroups.desired import read_clock, read_list
from .._timegroups.periods import LISTS
from .facts import Settings
from .hours import Spans, allowed_by_weekday
from .rules import RULES, SEVERITIES

_OPTIONS = "Each entry is a dictionary of days, from and to."


def read_settings(options: t.Mapping[str, t.Any]) -> Settings:
    """Read the owner's limits. Raises UsageError with one sentence that names the option."""
    for name in ("max_attempts", "min_retry"):
        if options.get(name) is not None and options[name] < 0:
            raise out_of_range(name, "0 or more", options[name])
    allowed = options.get("allowed_hours")
    return Settings(
        allowed=None if allowed is None else _read_allowed(allowed),
        max_attempts=options.get("max_attempts"),
        min_retry=options.get("min_retry"),
        severities=_read_severities(options.get("severities") or {}),
    )


def _read_allowed(entries: t.Sequence[t.Any]) -> dict[int, Spans]:
    if not entries:
        raise UsageError(
            "allowed_hours is an empty list, which would allow no call at all.",
            key="allowed_hours",
            hint="Leave allowed_hours out, so that no hours are checked.",
        )
    return allowed_by_weekday(_read_span(entry, index) for index, entry in enumerate(entries))


def _read_span(entry: t.Any, index: int) -> tuple[frozenset[int], int, int]:
    """Read one entry: its weekdays, and its first and last second."""
    place = "allowed_hours[{0}]".format(index)
    try:
        if not isinstance(entry, t.Mapping):
            raise UsageError("'{0}' is no dictionary.".format(entry), hint=_OPTIONS)
        for option in entry:
            if option not in ("days", "from", "to"):
                raise UsageError("'{0}' is not one of days, from and to.".format(option), hint=_OPTIONS)
        days = read_list(entry.get("days"), LISTS[0], "days")
        missing = [edge for edge in ("from", "to") if entry.get(edge) is None]
        if missing:
            # A forgotten end would allow calls until midnight.
            what = "from and to are" if len(missing) == 2 else "{0} is".format(missing[0])
            raise UsageError(
                "{0} missing; hours that are allowed have both.".format(what),
                hint='The whole day is from "00:00" to "24:00".',
            )
        begin, end = read_clock(entry["from"], "from", end=False)[0], read_clock(entry["to"], "to", end=True)[0]
    except UsageError as problem:
        raise problem.replace(text="{0}: {1}".format(place, problem.text), key="allowed_hours") from None
    if end <= begin:
        raise UsageError(
            '{0}: to "{1}" is not later than from "{2}".'.format(place, entry["to"], entry["from"]),
            key="allowed_hours",
            hint='A night is two entries, one up to "24:00" and one from "00:00".',
        )
    return days, begin, end - 1


def _read_severities(severities: t.Mapping[str, t.Any]) -> dict[str, str]:
    for rule, severity in severities.items():
        if rule not in RULES:
            raise UsageError(
                "severities: there is no rule '{0}'{1}".format(rule, _nearest(str(rule), RULES)),
                key="severities",
                hint="The rules are {0}.".format(", ".join(RULES)),
            )
        if severity not in SEVERITIES:
            raise UsageError(
                "severities: '{0}' of {1} is no severity{2}".format(
                    severity, rule, _nearest(str(severity), SEVERITIES)
                ),
                key="severities",
                hint="The severities are {0}.".format(", ".join(SEVERITIES)),
            )
    return dict(severities)


def _nearest(text: str, known: t.Iterable[str]) -> str:
    close = difflib.get_close_matches(text, list(known), n=1)
    return "; did you mean '{0}'?".format(close[0]) if close else "."
