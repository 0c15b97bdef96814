# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.
"""How a change of a time group is told: as a list of changes, and as a diff that people can read."""

from __future__ import annotations

import json
import re
import typing as t

from .._campaigns.fields import same
from .._campaigns.render import Labels, owner
from .desired import as_period
from .plan import FIELDS

_PLAIN = re.compile(r"[^\W\d_][\w .,/()-]*", re.UNICODE)
_WORDS = ("yes", "no", "on", "off", "true", "false", "null", "y", "n")

Group = t.Mapping[str, t.Any]


def changes(before: Group | None, after: Group | None) -> list[dict[str, t.Any]]:
    """Return one entry for each field that changes, and one for each period."""
    old, new = before or {}, after or {}
    found: list[dict[str, t.Any]] = []
    for name in FIELDS:
        if (name in old or name in new) and not same(old.get(name), new.get(name)):
            found.append({"field": name, "before": old.get(name), "after": new.get(name)})
    before_periods, after_periods = _periods(old), _periods(new)
    for name in [*before_periods, *(name for name in after_periods if name not in before_periods)]:
        one, other = before_periods.get(name), after_periods.get(name)
        if one != other:
            found.append({"field": "periods", "name": name, "before": one, "after": other})
    return found


def _periods(group: Group) -> dict[str, t.Any]:
    return {period["name"].strip(): period for period in group.get("periods") or ()}


def diff(before: Group | None, after: Group | None, labels: Labels) -> dict[str, str]:
    """Return the diff of diff mode: text, and only what changes. ``labels``: the customer's name, if known."""
    sides: dict[str, list[str]] = {"before": [], "after": []}
    periods: dict[str, list[str]] = {"before": [], "after": []}
    for change in changes(before, after):
        for side in sides:
            value = change[side]
            if value is None:
                continue
            if change["field"] != "periods":
                sides[side].append("{0}: {1}".format(change["field"], _scalar(value)))
                continue
            text = as_period(value).text
            if value.get("description"):
                text += " ({0})".format(value["description"])
            periods[side].append("  {0}: {1}".format(_scalar(change["name"]), text))
    lines = {side: sides[side] + (["periods:", *periods[side]] if periods[side] else []) for side in sides}
    return {
        "before_header": _header(before or after, labels),
        "after_header": _header(after or before, labels),
        **{side: "".join(line + "\n" for line in lines[side]) for side in lines},
    }


def _header(group: Group | None, labels: Labels) -> str:
    group = group or {}
    number = " (ID {0})".format(group["id"]) if group.get("id") is not None else ""
    return "time group '{0}'{1} of {2}".format(group.get("name", ""), number, owner(group.get("customer"), labels))


def _scalar(value: t.Any) -> str:
    """Return a value as YAML that reads back as the same value."""
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS and value == value.strip():
        return value
    return json.dumps(value, ensure_ascii=False)
