# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""What the user asks for: task options read and checked before anything is sent."""

from __future__ import annotations

import dataclasses
import typing as t

from .._api.errors import UsageError
from . import fields as schema

# Columns of bulk_campaign_info that say how a campaign is doing, not how it is set up. They are
# accepted, so that its output can be applied as it is, and they mean nothing here.
IGNORED = frozenset(("destinations", "progress"))


@dataclasses.dataclass(frozen=True)
class Wish:
    """One campaign that the user names. ``customer`` and the references in ``fields`` are IDs or names.

    ``index`` is the place in the list of the task; None where the task is about this one alone.
    """

    index: int | None
    id: int | None
    name: str | None
    customer: int | str
    fields: dict[str, t.Any]

    @property
    def label(self) -> str:
        """How messages name this campaign."""
        what = "'{0}'".format(self.name) if self.name is not None else "ID {0}".format(self.id)
        if self.index is None:
            return "campaign {0}".format(what if self.name is not None else "with " + what)
        return "campaigns[{0}] ({1})".format(self.index, what)


def read_wish(options: t.Mapping[str, t.Any], index: int | None = None) -> Wish:
    """Read one campaign from options or from an entry of a list.

    Raises UsageError with one sentence that names the option.
    """
    place = "" if index is None else "campaigns[{0}]: ".format(index)
    values: dict[str, t.Any] = {}
    for option, value in options.items():
        if option in IGNORED:
            continue
        if option not in schema.BY_NAME:
            raise _unknown(place, str(option))
        try:
            coerced = schema.coerce_option(schema.BY_NAME[option], value)
        except ValueError as problem:
            raise UsageError("{0}{1} {2}.".format(place, option, problem), key=option) from None
        if coerced is not None:
            values[option] = coerced
    number = values.pop("id", None)
    customer = values.pop("customer", 0)
    name = values.get("name")
    if number is not None and number <= 0:
        raise UsageError("{0}id must be more than 0, not {1}.".format(place, number), key="id")
    if name is not None and not name.strip():
        raise UsageError("{0}name must not be empty.".format(place), key="name")
    if number is None and name is None:
        raise UsageError("{0}name or id is required, to know which campaign is meant.".format(place), key="name")
    return Wish(index, number, name, customer, values)


def _unknown(place: str, name: str) -> UsageError:
    if name == "state":
        reason = "state is an option of the task, not of one campaign"
    else:
        close = schema.nearest(name, schema.BY_NAME)
        reason = "'{0}' is not a field of a campaign{1}".format(
            name, "; did you mean '{0}'?".format(close) if close else ""
        )
    return UsageError(
        "{0}{1}.".format(place, reason) if not reason.endswith("?") else place + reason,
        key=name,
        hint="The fields are {0}.".format(", ".join(schema.BY_NAME)),
    )


def read_wishes(entries: t.Sequence[t.Any]) -> list[Wish]:
    """Read a list of campaigns; all mistakes are reported at once, with their places.

    Raises UsageError.
    """
    wishes: list[Wish] = []
    problems: list[UsageError] = []
    for index, entry in enumerate(entries):
        try:
            if not isinstance(entry, t.Mapping):
                raise UsageError("campaigns[{0}] must be a dictionary of campaign fields.".format(index))
            wishes.append(read_wish(entry, index))
        except UsageError as problem:
            problems.append(problem)
    if problems:
        raise _together(problems)
    return wishes


def _together(problems: t.Sequence[UsageError]) -> UsageError:
    first = problems[0]
    text = " ".join(problem.text for problem in problems[:10])
    if len(problems) > 10:
        text += " And {0} more.".format(len(problems) - 10)
    return UsageError(text, key=first.key, hint=first.hint)


def refuse_duplicates(places: t.Iterable[tuple[Wish, int | str | None]]) -> None:
    """Refuse a list that names the same campaign twice: the same ID, or the same name of the same customer.

    Two that are told apart by their IDs are two, whatever their names: names need not be unique.

    Raises UsageError that names both places.
    """
    seen: dict[tuple[str, t.Any, t.Any], Wish] = {}
    for wish, customer in places:
        keys: list[tuple[str, t.Any, t.Any]] = []
        if wish.id is not None:
            keys.append(("id", wish.id, None))
        if wish.name is not None:
            keys.append(("name", wish.name.strip(), customer or 0))
        for key in keys:
            other = seen.setdefault(key, wish)
            two = key[0] == "name" and wish.id is not None and other.id is not None and wish.id != other.id
            if other is not wish and not two:
                raise UsageError(
                    "campaigns[{0}] and campaigns[{1}] are the same campaign: both have the {2}.".format(
                        other.index,
                        wish.index,
                        "ID {0}".format(wish.id)
                        if key[0] == "id"
                        else "name '{0}' and the same customer".format(wish.name),
                    ),
                    key=key[0],
                    hint="Keep one of the two.",
                )
