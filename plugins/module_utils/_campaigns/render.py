# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""What a run changes, for people and for machines: changes, the lines of a diff, the plan in one line. Pure."""

from __future__ import annotations

import json
import re
import typing as t

from . import fields as schema
from .plan import Campaign, Step

# The names that are known, by option and ID: {("timegroup", 4): "Evenings"}.
Labels = t.Mapping[t.Tuple[str, int], str]

STARTS_CALLING = "starts calling"
# Text that YAML reads as this text without quotes: words that begin with a letter, with plain marks between them.
_PLAIN = re.compile(r"[^\W\d_](?:[\w \-./()+&@,']*[\w.)+])?")
_OTHER = frozenset(("true", "false", "yes", "no", "on", "off", "y", "n", "null"))
# What JSON lets stand, and YAML does not.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


class Change(t.NamedTuple):
    """One field that is or would be changed. ``before`` is None for a new campaign, ``after`` for a deleted one."""

    field: str
    before: schema.Value | None
    after: schema.Value | None


def changes_of(before: Campaign | None, after: Campaign | None) -> list[Change]:
    """Return the fields that differ, in the order of the table; of one that comes or goes, those without a default."""
    old, new = before or {}, after or {}
    if not old or not new:
        there = old or new
        # That calls begin is the default, and what matters most.
        always = ("enabled",) if starts_calling(before, after) else ()
        shown = [
            field.name
            for field in schema.FIELDS
            if field.name in there
            and (field.name in always or field.default is None or there[field.name] != field.default)
        ]
    else:
        shown = [field.name for field in schema.FIELDS if field.name in new and old.get(field.name) != new[field.name]]
    return [Change(name, old.get(name), new.get(name)) for name in shown]


def starts_calling(before: Campaign | None, after: Campaign | None) -> bool:
    """Tell whether calls may begin: the campaign is enabled, and was not before."""
    return bool(after and after.get("enabled")) and not (before and before.get("enabled"))


def plan_line(steps: t.Iterable[Step]) -> str:
    """Return what steps come to, in one line."""
    changing = [step for step in steps if step.function is not None]
    created = sum(step.before is None for step in changing)
    deleted = sum(step.after is None for step in changing)
    starting = count_starting(changing)
    return "{0} to create, {1} to change, {2} to delete; {3} {4}".format(
        created,
        len(changing) - created - deleted,
        deleted,
        starting,
        STARTS_CALLING if starting == 1 else "start calling",
    )


def count_starting(steps: t.Iterable[Step]) -> int:
    """Return how many campaigns would start calling."""
    return sum(starts_calling(step.before, step.after) for step in steps if step.function is not None)


def named(change: schema.Value | None, option: str, labels: Labels) -> schema.Value | None:
    """Return the name of what an ID refers to, where it is known, and any other value as it is."""
    if isinstance(change, int) and not isinstance(change, bool):
        return labels.get((option, change), change)
    return change


def block(changes: t.Sequence[Change], labels: Labels, *, after: bool, starts: bool = False) -> str:
    """Return one side of a diff: YAML with a line for each change, empty where the campaign is not there."""
    lines = []
    for change in changes:
        value = change.after if after else change.before
        if value is None:
            continue
        line = "{0}: {1}".format(change.field, scalar(named(value, change.field, labels)))
        if after and starts and change.field == "enabled":
            line += "  # {0}".format(STARTS_CALLING)
        lines.append(line + "\n")
    return "".join(lines)


def scalar(value: schema.Value | None) -> str:
    """Return a value as YAML that reads back as the same: letters as letters, several lines as lines."""
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _OTHER:
        return value
    lines = value.split("\n")
    ending = lines[-1] == ""
    if ending:
        lines.pop()
    # Blanks at the beginning would be taken for the depth of the text, and those at an end would not be seen.
    plain = all(line.isprintable() and line == line.strip() for line in lines)
    if len(lines) > 1 and lines[0] and lines[-1] and plain:
        return "|{0}\n{1}".format("" if ending else "-", "\n".join("  " + line if line else "" for line in lines))
    return quoted(value)


def quoted(value: t.Any) -> str:
    """Return a value as JSON on one line that YAML reads as the same."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: "\\u{0:04x}".format(ord(found.group())), text)


def heading(campaign: Campaign, customer: int | str | None, number: int | None, labels: Labels) -> str:
    """Return a line that names a campaign as it is before the change, and whose it is."""
    return "campaign '{0}' ({1}) of {2}".format(
        campaign.get("name", ""), "new" if number is None else "ID {0}".format(number), owner(customer, labels)
    )


def owner(customer: int | str | None, labels: Labels) -> str:
    """Return how a customer is named."""
    if not customer:
        return "your own customer"
    if isinstance(customer, str):
        return "customer '{0}'".format(customer)
    name = labels.get(("customer", customer))
    return "customer {0}".format(customer) if name is None else "customer '{0}' (ID {1})".format(name, customer)


def spans(values: t.Iterable[int], name: t.Callable[[int], str] = str) -> str:
    """Return numbers as names, with a hyphen where some follow each other, such as C(2000-2099)."""
    runs: list[list[int]] = []
    for value in sorted(values):
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    return ",".join(name(run[0]) if len(run) == 1 else "{0}-{1}".format(name(run[0]), name(run[-1])) for run in runs)
