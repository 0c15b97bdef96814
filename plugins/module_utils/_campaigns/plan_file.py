# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""A plan as a file: written, reviewed by people, and carried out exactly as it stands.

It is YAML for people. Each value in it is JSON on its line, so that reading it back needs no library.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import typing as t

from .._api.connection import renormalize_url
from .._api.errors import CONFLICT, INVALID_INPUT, NOT_FOUND, USAGE, ConflictError, EnswitchError, UsageError
from . import fields as schema
from .render import Change, Labels, named, quoted, spans

FORMAT = 1
PlannedStep = t.Dict[str, t.Any]

_HEAD = """\
# A plan of telephony.enswitch.bulk_campaigns. Nothing of it has been done yet.
# Carry out exactly this with plan_src. A file that was edited is refused: make a new plan instead.
"""
_FINGERPRINT = "fingerprint: "
_SECTIONS = ("timegroups", "steps")
_SHOWN = 10
_PLAN_ANEW = "Nothing was changed. Make a new plan with plan_dest, and have it reviewed."


class PlanFile(t.NamedTuple):
    """What a file holds: the platform, one line for all, the steps, and the options that they were made from.

    ``timegroups``: what another task does to time groups before. ``own``: whose is what has no customer, where anything
    has none: that depends on who asks.
    """

    address: str
    plan: str
    made_from: dict[str, t.Any]
    steps: list[PlannedStep]
    timegroups: t.Sequence[PlannedStep] = ()
    own: str | None = None


def changes_as_data(changes: t.Iterable[Change], labels: Labels) -> list[dict[str, t.Any]]:
    """Return changes as they stand in the file: with the names of what IDs refer to, where they are known."""
    found = []
    for change in changes:
        entry: dict[str, t.Any] = {"field": change.field}
        for side, value in (("before", change.before), ("after", change.after)):
            entry[side] = value
            name = named(value, change.field, labels)
            if name != value:
                entry[side + "_name"] = name
        found.append(entry)
    return found


def as_text(plan: PlanFile) -> str:
    """Return the file's text."""
    lines = ["format: {0}".format(FORMAT)]
    lines += ["{0}: {1}".format(name, quoted(getattr(plan, name))) for name in ("address", "plan")]
    if plan.own is not None:
        lines.append("own: {0}".format(quoted(plan.own)))
    for section in _SECTIONS:
        steps = getattr(plan, section)
        lines.append("{0}:".format(section) if steps else "{0}: []".format(section))
        for step in steps:
            mark = "-"
            for name, value in step.items():
                if name != "changes":
                    lines.append("  {0} {1}: {2}".format(mark, name, quoted(value)))
                    mark = " "
            lines.append("    changes:" if step["changes"] else "    changes: []")
            lines += ["      - " + quoted(change) for change in step["changes"]]
    lines.append("made_from:")
    for name, value in plan.made_from.items():
        if isinstance(value, list):
            lines.append("  {0}:".format(name) if value else "  {0}: []".format(name))
            lines += ["    - " + quoted(entry) for entry in value]
        else:
            lines.append("  {0}: {1}".format(name, quoted(value)))
    text = "{0}{1}\n".format(_HEAD, "\n".join(lines))
    return "{0}{1}{2}\n".format(text, _FINGERPRINT, _fingerprint(text))


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def write(path: str, plan: PlanFile) -> None:
    """Write the file in one step: whoever reads it finds the whole plan. Only its owner may read it.

    Raises UsageError where it cannot be written.
    """
    folder = os.path.dirname(path) or "."
    try:
        handle, temporary = tempfile.mkstemp(prefix=".{0}.".format(os.path.basename(path)), dir=folder)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(as_text(plan))
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as problem:
        raise UsageError(
            "plan_dest: {0} cannot be written: {1}.".format(path, problem.strerror or problem),
            key="plan_dest",
            hint="Name a file in a folder that is there and that may be written to.",
        ) from None


def read(path: str) -> PlanFile:
    """Read a plan that was written before.

    Raises ConflictError where it is no longer what was written, UsageError that says why a file is none.
    """
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except OSError as problem:
        raise UsageError(
            "plan_src: {0} cannot be read: {1}.".format(path, problem.strerror or problem),
            key="plan_src",
            hint="Make the plan first, with plan_dest.",
        ) from None
    except ValueError:
        raise _refused(path, "is no plan: it is not text in UTF-8") from None
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    if not lines or not lines[0].startswith("format: ") or not any(line.startswith("steps:") for line in lines):
        raise _refused(path, "is no plan of this module")
    if lines[0] != "format: {0}".format(FORMAT):
        raise _refused(path, "is a plan of another version of this collection ({0})".format(lines[0]))
    body, mark, ending = text.rpartition(_FINGERPRINT)
    if not mark or ending.strip() != _fingerprint(body):
        raise _refused(path, "was edited or is incomplete", ConflictError)
    try:
        found = _parse(lines[1:-1])
        address, line, made_from = found["address"], found["plan"], found["made_from"]
        return PlanFile(address, line, made_from, found["steps"], found["timegroups"], found.get("own"))
    except (KeyError, IndexError, TypeError, ValueError):
        raise _refused(path, "is no plan of this module") from None


def _refused(path: str, why: str, kind: type[EnswitchError] = UsageError) -> EnswitchError:
    return kind("plan_src: {0} {1}.".format(path, why), key="plan_src", hint=_PLAN_ANEW)


def _parse(lines: t.Iterable[str]) -> dict[str, t.Any]:
    """Read the lines between the format and the fingerprint. Each ends with a value, or begins a list."""
    found: dict[str, t.Any] = {"steps": [], "made_from": {}, "timegroups": []}
    section = ""
    entries: list[t.Any] = []
    for line in lines:
        depth = len(line) - len(line.lstrip(" "))
        content = line.strip()
        if content.startswith("- {"):
            entries.append(json.loads(content[2:]))
            continue
        if content.startswith("- "):
            found[section].append({})
            content = content[2:]
        name, _colon, value = content.partition(":")
        target = found if depth == 0 else found[section][-1] if section in _SECTIONS else found["made_from"]
        if depth == 0:
            section = name
        if value:
            target[name] = json.loads(value)
        elif depth:
            entries = target[name] = []
    return found


def check(reviewed: PlanFile, fresh: PlanFile) -> None:
    """Compare what would be done now with what was reviewed. Raises ConflictError that says what differs."""
    # A customer has one name in all sentences, also where only one of the two plans knows it.
    names = {step["customer_id"]: step["customer"] for step in fresh.steps + reviewed.steps if step["customer"]}
    old, new = (_by_campaign(_with_names(steps, names)) for steps in (reviewed.steps, fresh.steps))
    problems = [*_other_timegroups(reviewed.timegroups, fresh.timegroups), *_differences(old, new)]
    if not problems and reviewed.own != fresh.own:
        problems = [
            "What has no customer was planned for {0}, and would be done for {1}".format(
                reviewed.own or "an account that the plan does not name", fresh.own
            )
        ]
    if problems:
        more = " And {0} more.".format(len(problems) - _SHOWN) if len(problems) > _SHOWN else ""
        raise ConflictError(
            "plan_src: what would be done now is not what the plan says. {0}{1}".format(
                " ".join(problem + "." for problem in problems[:_SHOWN]), more
            ),
            key="plan_src",
            hint="No campaign was changed. A plan is carried out once. Make a new one with plan_dest for review.",
        )


def to_come(reviewed: PlanFile) -> set[str]:
    """Return the time groups that were not there when the plan was made: they stand by their names."""
    changes = (change for step in reviewed.steps for change in step["changes"] if change["field"] == "timegroup")
    return {change["after"] for change in changes if isinstance(change["after"], str)}


def moved(error: EnswitchError) -> EnswitchError:
    """Return what keeps a reviewed plan from being made anew, as a conflict where it is about what is there.

    It could be planned once: what it names, or what it is missing now, was there then. Options of the task, the
    account, and the way to the platform are another matter.
    """
    about = error.category in (NOT_FOUND, CONFLICT, INVALID_INPUT)
    if error.category == USAGE:
        about = error.key in schema.BY_NAME and error.key != "customer"
    if not about or error.retryable or error.key == "plan_src":
        return error
    text = "plan_src: the platform differs from what the plan was made for. {0}".format(error.text)
    return error.replace(text=text, category=CONFLICT, key="plan_src", hint=_PLAN_ANEW)


def check_address(reviewed: PlanFile, address: str) -> None:
    """Refuse a plan of another platform. Raises ConflictError."""
    if renormalize_url(reviewed.address) != address:
        raise ConflictError(
            "plan_src: the plan is for {0}, not for {1}.".format(reviewed.address, address),
            key="plan_src",
            hint="Nothing was changed. Make a plan for this platform with plan_dest.",
        )


def is_own(steps: t.Iterable[PlannedStep], timegroups: t.Iterable[PlannedStep]) -> bool:
    """Tell whether any of what is done is for the account's own customer, without its ID."""
    return any(step["customer_id"] is None for step in steps) or any(
        str(step["customer"] or 0).strip() in ("", "0") for step in timegroups
    )


def read_timegroup_results(results: t.Iterable[t.Mapping[str, t.Any]]) -> list[dict[str, t.Any]]:
    """Return what another task does to time groups, from the results of a loop over them, without those that stay."""
    verbs = {"created": "create", "updated": "update", "deleted": "delete"}
    found = []
    for result in results:
        step, item = verbs.get(str(result.get("operation"))), result.get("item") or {}
        if step is not None:
            group = item.get("name") or item.get("id")
            # A group that is deleted has no changes to look at.
            changes = [] if step == "delete" else [_brief(change) for change in result.get("changes") or []]
            found.append({"step": step, "timegroup": group, "customer": item.get("customer"), "changes": changes})
    return found


def _brief(value: t.Any) -> t.Any:
    """Return a change with its lists of numbers as people write them: 2000-2099 rather than a hundred years."""
    if isinstance(value, dict):
        return {name: _brief(entry) for name, entry in value.items()}
    if not isinstance(value, list) or not all(isinstance(entry, int) for entry in value):
        return value
    return spans(value)


def _other_timegroups(reviewed: t.Sequence[PlannedStep], fresh: t.Sequence[PlannedStep]) -> t.Iterator[str]:
    """Say which time groups would not become what the plan has."""
    for steps, others, words in (
        (
            reviewed,
            fresh,
            "The plan says to {0} time group {1} of customer {2} in a way that would not be done now",
        ),
        (fresh, reviewed, "Now the task would {0} time group {1} of customer {2} in a way that is not in the plan"),
    ):
        for step in steps:
            if step not in others:
                yield words.format(step["step"], quoted(step["timegroup"]), quoted(step["customer"]))


def _by_campaign(steps: t.Iterable[PlannedStep]) -> dict[t.Any, PlannedStep]:
    return {
        ("id", step["id"]) if step["id"] is not None else ("new", step["customer_id"], step["campaign"]): step
        for step in steps
    }


def _with_names(steps: t.Iterable[PlannedStep], names: t.Mapping[t.Any, str]) -> t.Iterator[PlannedStep]:
    return ({**step, "customer": step["customer"] or names.get(step["customer_id"])} for step in steps)


def _differences(reviewed: dict[t.Any, PlannedStep], fresh: dict[t.Any, PlannedStep]) -> t.Iterator[str]:
    for key, step in reviewed.items():
        if key not in fresh:
            yield "The plan says to {0}, which would not be done now".format(_words(step))
        elif step["step"] != fresh[key]["step"]:
            yield "The plan says to {0}; now the task would {1}".format(_words(step), _words(fresh[key]))
        elif step["customer_id"] != fresh[key]["customer_id"]:
            yield "To {0}: the customer is another one now ({1})".format(_words(step), fresh[key]["customer_id"])
        else:
            yield from _changed_fields(step, fresh[key])
    for key, step in fresh.items():
        if key not in reviewed:
            yield "Now the task would {0}, which is not in the plan".format(_words(step))


def _words(step: PlannedStep) -> str:
    number = "" if step["id"] is None else " (ID {0})".format(step["id"])
    customer = step["customer"] if step["customer"] is not None else step["customer_id"]
    whose = "" if customer is None else " of customer {0}".format(quoted(customer))
    return "{0} campaign {1}{2}{3}".format(step["step"], quoted(step["campaign"]), number, whose)


def _changed_fields(reviewed: PlannedStep, fresh: PlannedStep) -> t.Iterator[str]:
    old = {change["field"]: change for change in reviewed["changes"]}
    new = {change["field"]: change for change in fresh["changes"]}
    for name in (field.name for field in schema.FIELDS):
        one, other = old.get(name), new.get(name)
        if one is None and other is None:
            continue
        if one is None or other is None or not _is_same(one, other):
            if reviewed["step"] == "delete":
                yield "To {0}: {1} is {2} now, the plan has {3}".format(
                    _words(reviewed), name, _deleted(other, name), _deleted(one, name)
                )
                continue
            now, planned = _arrow(other), _arrow(one)
            if now == planned:
                # Something else has the same name now.
                now, planned = _arrow(other, ids=True), _arrow(one, ids=True)
            yield "To {0}: {1} would be {2}, the plan has it {3}".format(_words(reviewed), name, now, planned)


def _is_same(reviewed: dict[str, t.Any], fresh: dict[str, t.Any]) -> bool:
    if reviewed["before"] != fresh["before"]:
        return False
    # What did not exist when the plan was made stands there by its name.
    return reviewed["after"] in (fresh["after"], fresh.get("after_name", fresh["after"]))


def _arrow(change: dict[str, t.Any] | None, *, ids: bool = False) -> str:
    if change is None:
        return "left alone"
    before, after = (_value(change, side, ids=ids) for side in ("before", "after"))
    return "changed from {0} to {1}".format(before, after)


def _value(change: dict[str, t.Any], side: str, *, ids: bool) -> str:
    name = change.get(side + "_name")
    if name is None:
        return quoted(change[side])
    return "{0} (ID {1})".format(quoted(name), change[side]) if ids else quoted(name)


def _deleted(change: dict[str, t.Any] | None, name: str) -> str:
    """Return what a field of a campaign is that goes. What is at its default is not listed."""
    return quoted(schema.BY_NAME[name].default) if change is None else _value(change, "before", ids=True)
