# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The task of the module bulk_destinations: lists and options -> listing -> plan -> limits -> calls -> result."""

from __future__ import annotations

import typing as t

from .._api.client import Client
from .._api.connection import normalize_url
from .._api.errors import EnswitchError
from .._api.locks import acquired, busy
from .._campaigns import find as campaign_option
from .._campaigns.find import read_campaign
from .._destinations import files
from .._destinations.apply import Run
from .._destinations.chunks import Refusal, Report
from .._destinations.difference import difference
from .._destinations.e164 import NORMALIZATIONS, SEPARATORS, TYPES
from .._destinations.listing import Listing, read_numbers
from .._destinations.lists import Lists
from .._destinations.numbers import MAX_DIGITS, MIN_DIGITS, NAMED
from .._destinations.plan import (
    ABSENT,
    ADDED,
    CANCEL,
    DELETE,
    KEEP,
    PENDING,
    PRESENT,
    REDIALLED,
    SET_STATUS,
    STATUSES,
    Current,
    Options,
    Plan,
    by_status,
    check_limits,
    check_list,
    check_options,
    check_status,
    make_plan,
)
from .._destinations.rejects import OPTION, RejectsFile
from .context import Context, Result, Task, require_positive

MAX_CHUNK = 100000
# What to do where numbers were put to pending, or may have been, by a task that puts to pending whoever is done.
NOT_AGAIN = (
    "Do not just run the task again: whoever is done by then would be called once more. Look at the campaign first, "
    "and repeat it only with those who have still to be called again, or without allow_redial."
)
# The counts of a result.
SUMMARY = (
    "listed",
    "added",
    "kept",
    "redialled",
    "status_changed",
    "removed",
    "cancelled",
    "excluded",
    "invalid",
    "duplicates",
    "in_progress",
    "exclude_invalid",
    "passed_over",
    "not_found",
)


def argument_spec() -> dict[str, dict[str, t.Any]]:
    """Return the options of the module for AnsibleModule, without those of the connection."""
    return {
        **campaign_option.OPTIONS,
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
        "first": {"type": "int"},
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
        OPTION: {"type": "path"},
        "chunk_size": {"type": "int", "default": 1000},
        "workers": {"type": "int", "default": 4},
    }


def bulk_destinations(context: Context) -> Result:
    """Bring the numbers of a campaign to the wanted state, and return the module's result."""
    task = _Task(context)
    try:
        task.do()
        task.keep_rejects()
    except EnswitchError as error:
        result = task.result(failed=True)
        text = error.text
        try:
            task.keep_rejects()
        except EnswitchError as problem:
            text = "{0} {1}".format(text, problem.text)
        if result["changed"]:
            done = ["{0} {1}".format(count, kind) for kind, count in sorted(task.report.counts.items()) if count]
            text += " Before that, numbers were changed: {0}.".format(", ".join(done))
        raise error.replace(text=text, result=result, hint=task.hint(error)) from None
    finally:
        # Whoever interrupts the task finds no half a file.
        task.drop_rejects()
    for warning in task.report.warnings:
        context.warn(warning)
    if task.left_in_call:
        context.warn(
            "{0} left alone although not to be called any more, since a call is in progress, and the platform may try "
            "again after it. Run the task again then.".format(_numbers_were(task.left_in_call))
        )
    result = task.result(failed=False)
    left_out = result["summary"]["invalid"]
    if left_out:
        context.warn("{0} left out, since on_invalid is skip; see rejected.".format(_numbers_were(left_out)))
    return result


def _numbers_were(count: int) -> str:
    return "1 number was" if count == 1 else "{0} numbers were".format(count)


class _Task:
    """What is known while the task runs; the result is made from it, however the task ends."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lists: Lists | None = None
        self._rejects: RejectsFile | None = None
        self._campaign: int | None = None
        self._plan: Plan | None = None
        self._current: Current | None = None
        self.report = Report()

    def do(self) -> None:
        """Do the task. Whatever can be wrong with the options and the lists shows before anything is sent."""
        options = self._context.options
        require_positive(options, "chunk_size", 1, MAX_CHUNK)
        require_positive(options, "workers", 1, 32)
        settings = Options(**{name: options[name] for name in Options.__dataclass_fields__})
        check_options(settings)
        campaign = read_campaign(options)
        lists = self._lists = Lists(options)
        if options[OPTION] is not None:
            rejects = self._rejects = RejectsFile(options[OPTION], (options["src"], options["exclude_src"]))
            lists.wanted.rejected.keep = lists.excluded.rejected.keep = rejects.add
        lists.read(self._context.warn)
        if lists.settled:
            check_list(settings, lists.wanted.spelling, lists.excluded.keys, lists.wanted.rejected.total)

        client = self._context.connect()
        self._campaign = campaign.find(client, may_be_missing=self._context.check_mode)
        if self._campaign is None:
            self._context.warn(
                "There is no campaign {0!r} yet. In check mode this is the plan for an empty campaign, "
                "which the platform could not validate.".format(campaign.campaign)
            )
            self.report.counts.update(self._make_plan(lists, Current(lists.identity), settings).counts())
            return
        listing = Listing(client, self._campaign, option=campaign.option)
        if self._context.check_mode:
            self._load(client, self._campaign, listing, settings, lists)
            return
        what = "campaign {0}".format(self._campaign)
        error = busy("changes the numbers of {0}".format(what), campaign.option)
        patience = options["timeout"] * (options["retries"] + 1)
        with acquired(normalize_url(options["api_url"]), "campaigns", [self._campaign], error, client.pause, patience):
            self._load(client, self._campaign, listing, settings, lists)

    def _load(self, client: Client, campaign: int, listing: Listing, settings: Options, lists: Lists) -> None:
        """List, plan, check the limits, and carry out the plan."""
        options = self._context.options
        identity = lists.identity
        current = read_numbers(listing, identity)
        plan = self._make_plan(lists, current, settings)
        run = Run(
            client,
            campaign,
            listing,
            current,
            identity=identity,
            chunk_size=options["chunk_size"],
            workers=options["workers"],
            skip=options["on_invalid"] == "skip",
            # Whoever wants a file of all that is refused gets all of it.
            thorough=self._rejects is not None,
        )
        self.report = run.report
        if settings.purge and settings.max_removed is None:
            run.check_purge(plan)
        run.carry_out(plan)
        error = run.report.error()
        if error and any(identity(refusal.number) in lists.excluded.keys for refusal in self.report.refused):
            raise error.replace(
                hint="A do-not-call number could not be cancelled, and is still pending. Set removal to delete."
            )

    def hint(self, error: EnswitchError) -> str | None:
        """Return what to do about an error. Who was set to pending may be done by then, and would be called again."""
        options, counts = self._context.options, self.report.counts
        redials = options["allow_redial"] and options["existing"] == SET_STATUS and options["status"] == PENDING
        if not redials or not (counts[REDIALLED] or counts[ADDED] or self.report.in_doubt):
            return error.hint
        # The hint of what may be retried says to run the task again.
        return NOT_AGAIN if error.retryable or not error.hint else "{0} {1}".format(error.hint, NOT_AGAIN)

    def _make_plan(self, lists: Lists, current: Current, settings: Options) -> Plan:
        """Plan, and check all limits."""
        self._current = current
        if not lists.settled:
            lists.settle(current)
            check_list(settings, lists.wanted.spelling, lists.excluded.keys, lists.wanted.rejected.total)
        plan = self._plan = make_plan(current, lists.wanted.spelling, lists.excluded.keys, settings)
        check_status(plan)
        check_limits(plan, settings)
        if not self._context.options["allow_lookalikes"]:
            lists.check_near_duplicates(current.status, current.spelled())
        return plan

    @property
    def left_in_call(self) -> int:
        """How many should be out, and are not since a call is up. Only a later run can see to them."""
        return self._plan.left_in_call if self._plan else 0

    def result(self, *, failed: bool) -> Result:
        """Return the module's result: what was really done, or in check mode would be, which is nothing if it fails."""
        if failed and self._context.check_mode:
            self.report.counts.clear()
        counts = self.report.counts
        result: Result = {
            "changed": any(counts.values()),
            "summary": self._summary(),
            "rejected": self._rejected(),
            "requests": self._context.requests(),
        }
        if self._context.options["first"] is not None:
            result["first"] = by_status(self._plan.listed if self._plan else {})
        if self._campaign is not None:
            result["campaign_id"] = self._campaign
        if self._context.diff_mode and self._plan is not None and self._current is not None and not failed:
            refused = {refusal.number for refusal in self.report.refused}
            heading = read_campaign(self._context.options).heading(self._campaign)
            result["diff"] = {
                "before_header": heading,
                "after_header": heading,
                **difference(self._plan, self._current, refused, counts["added"]),
            }
        return result

    def _summary(self) -> dict[str, int]:
        lists, plan, report = self._lists, self._plan, self.report
        return {
            "listed": lists.wanted.entries if lists else 0,
            "added": report.counts["added"],
            "kept": (plan.kept if plan else 0) + report.kept,
            "redialled": report.counts["redialled"],
            "status_changed": report.counts["status_changed"],
            "removed": report.counts["removed"],
            "cancelled": report.counts["cancelled"],
            "excluded": plan.excluded if plan else 0,
            "invalid": (lists.wanted.rejected.total if lists else 0) + len(report.refused),
            "duplicates": lists.wanted.duplicates if lists else 0,
            "in_progress": plan.in_progress if plan else 0,
            "exclude_invalid": lists.excluded.rejected.total if lists else 0,
            "passed_over": lists.passed.total if lists else 0,
            "not_found": (plan.not_found if plan else 0) + report.not_found,
        }

    def _rejected(self) -> list[dict[str, t.Any]]:
        if self._lists is None:
            return []
        named = self._lists.rejected()
        for place, refusal in self._refused(self.report.refused[: NAMED - len(named)]):
            named.append({**place, "value": refusal.number, "reason": refusal.reason})
        return named

    def _refused(self, refused: t.Sequence[Refusal]) -> t.Iterator[tuple[dict[str, t.Any], Refusal]]:
        """Yield numbers that the platform refuses, each with the place where it was listed."""
        if not refused or self._lists is None:
            return
        identity = self._lists.identity
        places = self._lists.wanted.places({identity(refusal.number) for refusal in refused})
        for refusal in refused:
            yield places.get(identity(refusal.number), {}), refusal

    def keep_rejects(self) -> None:
        """Put the file of all rejected entries in place, however the task ended. Raises UsageError."""
        rejects, self._rejects = self._rejects, None
        if rejects is None or self._lists is None:
            return
        try:
            if self._lists.complete:
                for place, refusal in self._refused(self.report.refused):
                    rejects.add(place, refusal.number, refusal.reason)
                rejects.finish()
        finally:
            rejects.discard()

    def drop_rejects(self) -> None:
        """Leave nothing behind of a file that is not in place."""
        if self._rejects is not None:
            self._rejects.discard()


def nothing() -> Result:
    """Return the values that every result has, for a task that did not even begin."""
    return {"summary": dict.fromkeys(SUMMARY, 0), "rejected": [], "requests": {}}


TASK = Task(bulk_destinations, argument_spec(), campaign_option.CONSTRAINTS, nothing())
