# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""What the user asks for: task options read and checked before anything is sent."""

from __future__ import annotations

import dataclasses
import typing as t

from .._api.errors import UsageError
from .._api.names import number_in
from .._api.written import boolean_in
from . import fields as schema

# Columns of bulk_campaign_info that say how a campaign is doing, not how it is set up. They are
# accepted, so that its output can be applied as it is, and they mean nothing here.
IGNORED = frozenset(("destinations", "progress"))

# As many places of one mistake are named, and as many mistakes.
PLACES = 10
MISTAKES = 20
NAME_IT = "Write the name of the campaign."
_NO_DICTIONARY = "must be a dictionary of campaign fields."
_READ_A_FILE = "A list that is in a file comes from vars_files, or from lookup('file', path) | from_yaml."


@dataclasses.dataclass(frozen=True)
class Desired:
    """One campaign that the user names. ``customer`` and the references in ``fields`` are IDs or names.

    ``customer`` is 0 where the account's own is asked for, None where none is given. ``index`` is the place in the list
    of the task; None where the task is about this one alone.
    """

    index: int | None
    id: int | None
    name: str | None
    customer: int | str | None
    fields: dict[str, t.Any]

    @property
    def called(self) -> str:
        """Its name; empty where the campaign goes by its ID alone."""
        return self.name or ""

    @property
    def label(self) -> str:
        """How messages name this campaign."""
        what = "'{0}'".format(self.name) if self.name is not None else "ID {0}".format(self.id)
        if self.index is None:
            return "campaign {0}".format(what if self.name is not None else "with " + what)
        return "campaigns[{0}] ({1})".format(self.index, what)


class Mistake(t.NamedTuple):
    """What is wrong with an option of a campaign. ``text`` says it without the campaign, so that it can be grouped.

    ``brief`` is the hint for each of many campaigns, where the whole one is long.
    """

    text: str
    key: str | None
    hint: str | None
    brief: str = ""


def read_desired(options: t.Mapping[str, t.Any], index: int | None = None, of: str = "campaigns") -> Desired:
    """Read one campaign from options; ``of``: its list. Raises UsageError with one sentence for each mistake."""
    desired, mistakes = _read(options, index)
    if mistakes:
        raise _alone("" if index is None else "{0}[{1}]".format(of, index), mistakes)
    return desired


def _alone(place: str, mistakes: t.Sequence[Mistake]) -> UsageError:
    """Return the error of a campaign, with a sentence for each mistake."""
    text = " ".join(_about(place, one) for one in mistakes)
    return UsageError(text, key=mistakes[0].key, hint=_hints(mistakes))


def _hints(mistakes: t.Iterable[Mistake]) -> str:
    """Return what to do about mistakes, each thing once."""
    return " ".join(filter(None, dict.fromkeys(mistake.hint for mistake in mistakes)))


def _about(places: str, mistake: Mistake) -> str:
    between = "" if not places else " " if mistake.text == _NO_DICTIONARY else ": "
    return places + between + mistake.text


def _read(options: t.Mapping[str, t.Any], index: int | None) -> tuple[Desired, list[Mistake]]:
    """Read one campaign, and collect what is wrong with it."""
    values: dict[str, t.Any] = {}
    mistakes: list[Mistake] = []
    for option, value in options.items():
        if option in IGNORED:
            continue
        if option not in schema.BY_NAME:
            mistakes.append(_unknown(str(option)))
            continue
        try:
            coerced = schema.coerce_option(schema.BY_NAME[option], value)
        except UsageError as problem:
            mistakes.append(Mistake(problem.text, option, problem.hint))
            continue
        if coerced is not None:
            values[option] = coerced
    number = values.pop("id", None)
    customer = values.pop("customer", None)
    name = values.get("name")
    # Which column was meant to be the name is told already where there is one that does not exist.
    wrong = {mistake.key for mistake in mistakes if mistake.key in ("id", "name") or mistake.key not in schema.BY_NAME}
    if number is not None and number <= 0:
        mistakes.append(Mistake("id must be more than 0, not {0}.".format(number), "id", "Write the ID of a campaign."))
    if name is not None and not name.strip():
        # A campaign that has none is listed like this. Of any other one, the plan refuses to take the name away.
        if number is None:
            mistakes.append(Mistake("name must not be empty.", "name", NAME_IT))
        name = None
    if number is None and values.get("name") is None and not wrong:
        mistakes.append(Mistake("name or id is required, to know which campaign is meant.", "name", NAME_IT))
    return Desired(index, number, name, customer, values), mistakes


def _unknown(name: str) -> Mistake:
    hint = "The fields are {0}.".format(", ".join(schema.BY_NAME))
    brief = "Leave it out, or write the name of a field."
    if name == "state":
        return Mistake("state is an option of the task, not of one campaign.", name, hint, brief)
    close = schema.nearest(name, schema.BY_NAME)
    suggestion = "; did you mean '{0}'?".format(close) if close else "."
    return Mistake("'{0}' is not a field of a campaign{1}".format(name, suggestion), name, hint, brief)


class DesiredList(t.NamedTuple):
    """A list of campaigns, read. ``wrong`` has the error of each entry with a mistake, by its place.

    ``refusal`` is the error for all of them together: each mistake once, with the entries that have it.
    """

    all: list[Desired]
    wrong: dict[int, UsageError]
    refusal: UsageError | None


def read_list(entries: t.Sequence[t.Any]) -> DesiredList:
    """Read a list of campaigns, mistakes and all."""
    all_desired: list[Desired] = []
    wrong: dict[int, UsageError] = {}
    found: dict[Mistake, list[str]] = {}
    for index, entry in enumerate(entries):
        if isinstance(entry, t.Mapping):
            desired, mistakes = _read(entry, index)
            place = _place(index, entry)
        else:
            desired, mistakes = (
                Desired(index, None, None, None, {}),
                [Mistake(_NO_DICTIONARY, None, _READ_A_FILE)],
            )
            place = "campaigns[{0}]".format(index)
        all_desired.append(desired)
        if mistakes:
            # The hints as a whole stand in the refusal, once.
            wrong[index] = _alone(place, [one._replace(hint=one.brief or one.hint) for one in mistakes])
        for mistake in mistakes:
            found.setdefault(mistake, []).append(place)
    refusal = None
    if found:
        refusal = _together(found, _twins((desired, desired.customer) for desired in all_desired), len(entries))
    return DesiredList(all_desired, wrong, refusal)


def read_all_desired(entries: t.Sequence[t.Any]) -> list[Desired]:
    """Read a list of campaigns. Raises UsageError, with all mistakes of all entries at once."""
    found = read_list(entries)
    if found.refusal is not None:
        raise found.refusal
    return found.all


def read_new_timegroups(entries: t.Sequence[t.Mapping[str, t.Any]]) -> list[tuple[int | str, str]]:
    """Return customer and name of each time group that another task creates. Raises UsageError."""
    found = []
    places: dict[tuple[str, str], int] = {}
    for index, entry in enumerate(entries):
        values = {}
        for option in ("customer", "name"):
            try:
                values[option] = schema.coerce_option(schema.BY_NAME[option], entry.get(option))
            except UsageError as problem:
                text = "new_timegroups[{0}]: {1}".format(index, problem.text)
                raise problem.replace(text=text, key="new_timegroups") from None
        name = str(values["name"] or "").strip()
        first = places.setdefault((str(values["customer"] or 0), name), index)
        if name and first != index:
            text = "new_timegroups[{0}] and new_timegroups[{1}] are the same time group {2!r}.".format(
                first, index, name
            )
            hint = "Keep one of the two: the later one would undo the hours of the other."
            raise UsageError(text, key="new_timegroups", hint=hint)
        # One that is named by its ID alone is there already.
        if name and entry.get("state") != "absent":
            found.append((values["customer"] or 0, name))
    return found


def read_shared_timegroups(entries: t.Iterable[t.Mapping[str, t.Any]]) -> frozenset[str]:
    """Return the names of the groups that another task creates and shares with the customers below."""
    return frozenset(
        str(entry["name"]).strip()
        for entry in entries
        # One that is named by its ID alone is there already.
        if entry.get("name") and entry.get("state") != "absent" and boolean_in(str(entry.get("shared")))
    )


def _place(index: int, entry: t.Mapping[str, t.Any]) -> str:
    """Return how an entry is found by people: its place, and name and customer as they are written."""
    said = {option: value for option, value in entry.items() if value not in (None, "")}
    words = [repr(said["name"])] if "name" in said else ["ID {0}".format(said["id"])] if "id" in said else []
    if said.get("customer"):
        words.append("customer {0!r}".format(said["customer"]))
    return "campaigns[{0}]{1}".format(index, " ({0})".format(", ".join(words)) if words else "")


def _together(found: t.Mapping[Mistake, t.Sequence[str]], twins: t.Iterable[_Twins], count: int) -> UsageError:
    lines = []
    for mistake, places in found.items():
        if len(places) > PLACES and len(places) == count:
            where = "all {0} campaigns, beginning with {1}".format(count, places[0])
        else:
            where = ", ".join(places[:PLACES])
            if len(places) > PLACES:
                where += " and {0} more".format(len(places) - PLACES)
        lines.append(_about(where, mistake))
    first = next(iter(found))
    lines += [two.text for two in twins]
    return UsageError(_listed(lines), key=first.key, hint=_hints(found))


def _listed(lines: t.Sequence[str]) -> str:
    """Return mistakes as sentences, as many as people read."""
    text = " ".join(lines[:MISTAKES])
    if len(lines) > MISTAKES:
        text += " And {0} more mistakes.".format(len(lines) - MISTAKES)
    return text


def as_option(desired: Desired) -> dict[str, t.Any]:
    """Return a campaign as it can be listed again."""
    keys = {"id": desired.id, "customer": desired.customer}
    return {**{name: value for name, value in keys.items() if value is not None}, **desired.fields}


class _Twins(t.NamedTuple):
    """Two places of a list that name the same campaign, by the option ``key``."""

    key: str
    text: str


def refuse_duplicates(places: t.Iterable[tuple[Desired, int | str | None]]) -> None:
    """Refuse a list that names the same campaign twice: the same ID, or the same name of the same customer.

    Two that are told apart by their IDs are two, whatever their names: names need not be unique.

    Raises UsageError that names both places, for all such pairs.
    """
    twins = list(_twins(places))
    if twins:
        raise UsageError(_listed([two.text for two in twins]), key=twins[0].key, hint="Keep one of the two.")


def _twins(places: t.Iterable[tuple[Desired, int | str | None]]) -> t.Iterator[_Twins]:
    seen: dict[tuple[str, t.Any, t.Any], Desired] = {}
    for desired, customer in places:
        keys: list[tuple[str, t.Any, t.Any]] = []
        if desired.id is not None:
            keys.append(("id", desired.id, None))
        if desired.name is not None:
            digits = number_in(customer) if isinstance(customer, str) else None
            keys.append(("name", desired.name.strip(), digits if digits is not None else customer or 0))
        for key in keys:
            other = seen.setdefault(key, desired)
            two = key[0] == "name" and desired.id is not None and other.id is not None and desired.id != other.id
            if other is desired or two:
                continue
            what = "ID {0}".format(desired.id)
            if key[0] == "name":
                what = "name '{0}' and the same customer".format(desired.name)
            yield _Twins(
                key[0],
                "campaigns[{0}] and campaigns[{1}] are the same campaign: both have the {2}.".format(
                    other.index, desired.index, what
                ),
            )
            # Which of the two keys says so is told once.
            break
