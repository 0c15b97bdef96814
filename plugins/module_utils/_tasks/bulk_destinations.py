# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The task of the module bulk_destinations: lists and options -> listing -> plan -> limits -> calls -> result."""

from __future__ import annotations

import typing as t

from .._api.client import Client
from .._api.connection import normalize_url
from .._api.errors import INVALID_INPUT, EnswitchError, UsageError
from .._api.locks import busy, only_one
from .._campaigns.find import read_campaign
from .._destinations import files
from .._destinations.apply import Report, Run
from .._destinations.e164 import NORMALIZATIONS, SEPARATORS, TYPES, Identity, normalizer
from .._destinations.grammar import canonical
from .._destinations.listing import Listing, read_numbers
from .._destinations.near_duplicates import check_pairs
from .._destinations.numbers import MAX_DIGITS, MIN_DIGITS, NAMED, Excluded, Wanted
from .._destinations.plan import (
    ABSENT,
    CANCEL,
    DELETE,
    KEEP,
    PENDING,
    PRESENT,
    SET_STATUS,
    STATUSES,
    Current,
    Options,
    Plan,
    by_status,
    check_limits,
    check_list,
    check_options,
    make_plan,
)
from .context import Context, Result, Task, require_positive

MAX_CHUNK = 100000
EXCLUSIONS = ("exclude", "exclude_src")


def argument_spec() -> dict[str, dict[str, t.Any]]:
    """Return the options of the module for AnsibleModule, without those of the connection."""
    return {
        "campaign": {"type": "str", "required": True},
        "customer": {"type": "str"},
        "numbers": {"type": "list", "elements": "raw"},
        "src": {"type": "path"},
        "src_column": {"type": "str"},
        "src_delimiter": {"type": "str"},
        "src_encoding": {"type": "str", "default": files.UTF_8},
        "state": {"type": "str", "default": PRESENT, "choices": [PRESENT, ABSENT]},
        "status": {"type": "str", "default": PENDING, "choices": list(STATUSES)},
        "existing": {"type": "str", "default": KEEP, "choices": [KEEP, SET_STATUS]},
        "allow_redial": {"type": "bool", "default": False},
        "allow_lookalikes": {"type": "bool", "default": False},
        "max_redial": {"type": "int"},
        "max_added": {"type": "int"},
        "max_removed": {"type": "int"},
        "purge": {"type": "bool", "default": False},
        "removal": {"type": "str", "default": DELETE, "choices": [DELETE, CANCEL]},
        "exclude": {"type": "list", "elements": "raw"},
        "exclude_src": {"type": "path"},
        "exclude_src_column": {"type": "str"},
        "exclude_src_delimiter": {"type": "str"},
        "exclude_src_encoding": {"type": "str", "default": files.UTF_8},
        "exclude_on_invalid": {"type": "str", "default": "fail", "choices": ["fail", "skip"]},
        "allow_empty_exclude": {"type": "bool", "default": False},
        "on_invalid": {"type": "str", "default": "fail", "choices": ["fail", "skip"]},
        "normalize": {"type": "str", "default": SEPARATORS, "choices": list(NORMALIZATIONS)},
        "region": {"type": "str"},
        "min_digits": {"type": "int", "default": MIN_DIGITS},
        "max_digits": {"type": "int", "default": MAX_DIGITS},
        "allowed_countries": {"type": "list", "elements": "str"},
        "allowed_types": {"type": "list", "elements": "str", "choices": list(TYPES)},
        "chunk_size": {"type": "int", "default": 1000},
        "workers": {"type": "int", "default": 4},
    }


def bulk_destinations(context: Context) -> Result:
    """Bring the numbers of a campaign to the wanted state, and return the module's result."""
    task = _Task(context)
    try:
        task.do()
    except EnswitchError as error:
        result = task.result(failed=True)
        text = error.text
        if result["changed"] and not context.check_mode:
            done = ["{0} {1}".format(count, kind) for kind, count in sorted(task.report.counts.items()) if count]
            text += " Before that, numbers were changed: {0}.".format(", ".join(done))
        raise error.replace(text=text, result=result) from None
    for warning in task.report.warnings:
        context.warn(warning)
    return task.result(failed=False)


class _Task:
    """What is known while the task runs; the result is made from it, however the task ends."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._wanted: Wanted | None = None
        self._excluded: Excluded | None = None
        self._campaign: int | None = None
        self._plan: Plan | None = None
        self.report = Report()

    def do(self) -> None:
        """Do the task. Whatever can be wrong with the options and the lists shows before anything is sent."""
        options = self._context.options
        require_positive(options, "chunk_size", 1, MAX_CHUNK)
        require_positive(options, "workers", 1, 32)
        wishes = Options(**{name: options[name] for name in Options.__dataclass_fields__})
        check_options(wishes)
        campaign = read_campaign(options)
        normalize = normalizer(options["normalize"], options["region"])
        wanted, excluded = self._read_lists(normalize)
        check_list(wishes, wanted.spelling, excluded.keys)

        client = self._context.connect()
        self._campaign = campaign.find(client)
        identity = Identity(normalize, (wanted.spelling, excluded.keys))
        if self._campaign is None:
            if not self._context.check_mode:
                raise campaign.not_found()
            self._context.warn(
                "There is no campaign {0!r} yet. In check mode this is the plan for an empty campaign, "
                "which the platform could not validate.".format(campaign.campaign)
            )
            self.report.counts.update(self._make_plan(Current(identity), wishes).counts())
            return
        if self._context.check_mode:
            self._load(client, self._campaign, wishes, identity)
            return
        what = "campaign {0}".format(self._campaign)
        error = busy("changes the numbers of {0}".format(what), "campaign")
        patience = options["timeout"] * (options["retries"] + 1)
        with only_one(normalize_url(options["api_url"]), what, error, client.pause, patience):
            self._load(client, self._campaign, wishes, identity)

    def _load(self, client: Client, campaign: int, wishes: Options, identity: Identity) -> None:
        """List, plan, check the limits, and carry out the plan."""
        options = self._context.options
        listing = Listing(client, campaign)
        current = read_numbers(listing, identity)
        plan = self._make_plan(current, wishes)
        run = Run(
            client,
            campaign,
            listing,
            current,
            identity=identity,
            chunk_size=options["chunk_size"],
            workers=options["workers"],
            skip=options["on_invalid"] == "skip",
        )
        self.report = run.report
        run.carry_out(plan)

    def _make_plan(self, current: Current, wishes: Options) -> Plan:
        """Plan, and check all limits."""
        wanted, excluded = t.cast(Wanted, self._wanted), t.cast(Excluded, self._excluded)
        plan = self._plan = make_plan(current, wanted.spelling, excluded.keys, wishes)
        check_limits(plan, wishes)
        if not self._context.options["allow_lookalikes"]:
            self._check_lookalikes(plan, current.status, excluded.keys)
        return plan

    def _check_lookalikes(self, plan: Plan, current: t.Mapping[str, str], excluded: t.AbstractSet[str]) -> None:
        """Raise UsageError where many people seem to be there, or not to be called, under another number."""
        adding = [canonical(number) for number in plan.add] if plan.status == PENDING else []
        listed = t.cast(Wanted, self._wanted).spelling
        twice, never = "would be called twice", "must not be called"
        # Whoever is listed in both forms: of each pair the longer one counts. One or two may be meant so.
        within = [pair for pair in lookalikes(adding, adding) if len(pair[0]) > len(pair[1])]
        check_pairs(within, TO_ADD, len(adding), "others of the list", len(adding), twice, listed)
        pairs = lookalikes(adding, current)
        warnings = [check_pairs(pairs, TO_ADD, len(adding), "numbers of the campaign", len(current), twice, listed)]
        waiting = []
        if excluded:
            waiting = [key for key, status in current.items() if status == PENDING and key not in excluded]
        for whose, numbers, known in ((TO_ADD, adding, listed), ("pending numbers", waiting, current)):
            pairs = lookalikes(numbers, excluded)
            warnings.append(check_pairs(pairs, whose, len(numbers), "do-not-call numbers", len(excluded), never, known))
        for warning in warnings:
            if warning:
                self._context.warn(warning)

    def _read_lists(self, normalize: t.Callable[[str], str]) -> tuple[Wanted, Excluded]:
        """Read all lists.

        Raises UsageError for what cannot be read, and for invalid entries unless they are skipped.
        """
        options = self._context.options
        lists = ["numbers", "src"]
        if options["state"] == PRESENT and not options["purge"]:
            lists += EXCLUSIONS
        if all(options[name] is None for name in lists):
            raise UsageError(
                "numbers or src is required: without a list there is nothing to compare with.",
                key="numbers",
                hint="Only exclude or exclude_src may be given alone: they remove pending numbers.",
            )
        for option in ("src", "exclude_src"):
            self._check_file(option)
        wanted = self._wanted = Wanted(normalize)
        excluded = self._excluded = Excluded(normalize)
        for into, entries, path in ((wanted, "numbers", "src"), (excluded, "exclude", "exclude_src")):
            if options[entries] is not None:
                into.extend(entries, enumerate(options[entries]))
            if options[path] is not None:
                column, delimiter = options[path + "_column"], options[path + "_delimiter"]
                into.extend(path, files.read_list(options[path], path, column, delimiter))
        if options["on_invalid"] == "fail":
            rejected = wanted.rejected.total + excluded.rejected.total
            if rejected:
                raise _invalid(rejected, (wanted.rejected.first + excluded.rejected.first)[0])
        elif excluded.rejected.total:
            self._context.warn(
                "Do-not-call lists: {0} left out, since no number can be compared with it; see rejected.".format(
                    _entries_text(excluded.rejected.total)
                )
            )
        return wanted, excluded

    def _check_file(self, option: str) -> None:
        options = self._context.options
        column, delimiter = options[option + "_column"], options[option + "_delimiter"]
        if options[option] is None and (column is not None or delimiter is not None):
            name = option + ("_column" if column is not None else "_delimiter")
            raise UsageError("{0} is given without {1}.".format(name, option), key=name)
        files.check(option, column, delimiter)

    def result(self, *, failed: bool) -> Result:
        """Return the module's result: what was really done, or in check mode would be."""
        counts = self.report.counts
        result: Result = {
            "changed": any(counts.values()),
            "summary": self._summary(),
            "rejected": self._rejected(),
            "requests": self._context.requests(),
        }
        if self._campaign is not None:
            result["campaign_id"] = self._campaign
        if self._context.diff_mode and self._plan is not None and not failed:
            plan = self._plan
            result["diff"] = {
                "before": {"counts": by_status(plan.before), "numbers": plan.gone},
                "after": {"counts": by_status(plan.after), "numbers": plan.come},
            }
        return result

    def _summary(self) -> dict[str, int]:
        wanted, plan, report = self._wanted, self._plan, self.report
        return {
            "listed": wanted.entries if wanted else 0,
            "added": report.counts["added"],
            "kept": (plan.kept if plan else 0) + report.kept,
            "redialled": report.counts["redialled"],
            "status_changed": report.counts["status_changed"],
            "removed": report.counts["removed"],
            "cancelled": report.counts["cancelled"],
            "excluded": plan.excluded if plan else 0,
            "invalid": (wanted.rejected.total if wanted else 0) + len(report.refused),
            "duplicates": wanted.duplicates if wanted else 0,
            "in_progress": plan.in_progress if plan else 0,
        }

    def _rejected(self) -> list[dict[str, t.Any]]:
        wanted, excluded = self._wanted, self._excluded
        if wanted is None or excluded is None:
            return []
        named = (wanted.rejected.first + excluded.rejected.first)[:NAMED]
        refused = self.report.refused[: NAMED - len(named)]
        places = wanted.places({canonical(refusal.number) for refusal in refused}) if refused else {}
        for refusal in refused:
            place = places.get(canonical(refusal.number), {})
            named.append({**place, "value": refusal.number, "reason": refusal.reason})
        return named


def _entries_text(count: int) -> str:
    return "1 entry" if count == 1 else "{0} entries".format(count)


def _invalid(count: int, first: t.Mapping[str, t.Any]) -> UsageError:
    place = (
        "line {0} of {1}".format(first["line"], first["option"])
        if "line" in first
        else "{0}[{1}]".format(first["option"], first["index"])
    )
    text = "{0} cannot be used as a telephone number, first {1}: {2!r} {3}. Nothing was changed.".format(
        _entries_text(count), place, first["value"], first["reason"]
    )
    return UsageError(
        text,
        category=INVALID_INPUT,
        key=first["option"],
        hint="Correct the entries under rejected, or set on_invalid to skip to leave them out.",
    )


TASK = Task(bulk_destinations, argument_spec())
