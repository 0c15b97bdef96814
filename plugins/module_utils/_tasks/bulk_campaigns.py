# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The task of the module bulk_campaigns: one run over many campaigns of many customers."""

from __future__ import annotations

import dataclasses
import typing as t

from .._api.account import read_account
from .._api.client import Client
from .._api.errors import EnswitchError, UsageError
from .._campaigns import plan_file
from .._campaigns.desired import as_option, read_list, read_new_timegroups, read_shared_timegroups, refuse_duplicates
from .._campaigns.fields import suboptions
from .._campaigns.plan_file import PlanFile, is_own, read_timegroup_results
from .._campaigns.provision import provision
from .._campaigns.render import plan_line
from .._campaigns.results import diffs_of, entry_result, planned_steps, summary
from .._campaigns.stages import Outcome, Planned, Report, Settings, Target, begin, listed
from .._timegroups.desired import check_entry
from .context import Context, Result, Task, require_positive

MAX_WORKERS = 32


def bulk_campaigns(context: Context) -> Result:
    """Provision all listed campaigns, and return the module's result; the same values also where it fails."""
    options = context.options
    report = Report()
    try:
        require_positive(options, "workers", 1, MAX_WORKERS)
        for name in ("max_deletions", "max_changes", "max_enabled"):
            require_positive(options, name, 0)
        reviewed = plan_file.read(options["plan_src"]) if options["plan_src"] else None
        made_from = _made_from(options, reviewed)
        if made_from["purge"] and made_from["state"] != "present":
            raise UsageError(
                "purge and state: absent exclude each other.",
                key="purge",
                hint="Leave out one of the two: purge deletes what the list does not name, state: absent what it does.",
            )
        all_desired, wrong, refusal = read_list(made_from["campaigns"])
        report = begin(Planned(listed(all_desired, wrong)))
        if refusal is not None:
            raise refusal
        refuse_duplicates([(desired, desired.customer) for desired in all_desired])
        _check_hours(options["new_timegroups"])
        client = context.connect()
        if reviewed is not None:
            plan_file.check_address(reviewed, client.url)
        settings = Settings(
            state=made_from["state"],
            purge=made_from["purge"],
            max_deletions=options["max_deletions"],
            max_changes=options["max_changes"],
            max_enabled=options["max_enabled"],
            workers=options["workers"],
            stop_on_error=options["on_error"] == "stop",
            validate_first=options["validate_first"],
            verify=options["verify"],
            new_timegroups=read_new_timegroups(options["new_timegroups"]),
            shared_timegroups=read_shared_timegroups(options["new_timegroups"]),
            all_timegroups=options["all_timegroups"],
            show_names=context.diff_mode or bool(options["plan_dest"]),
            review=_reviewer(client, options, reviewed, {**made_from, "campaigns": list(map(as_option, all_desired))}),
        )
        report = provision(client, all_desired, settings)
        if reviewed is not None:
            report = _moved(report, reviewed)
        if report.refusal is not None:
            raise report.refusal
    except EnswitchError as error:
        raise error.replace(result=_result(context, report)) from None
    for warning in report.warnings:
        context.warn(warning)
    if report.errors:
        raise _failure(context, report)
    return _result(context, report)


def _moved(report: Report, reviewed: PlanFile) -> Report:
    """Return the report with conflicts for what could not be planned anew, but for groups that have yet to come."""
    to_come = plan_file.to_come(reviewed)

    def told(entry: Outcome) -> Outcome:
        about, error = entry.about, entry.error
        if error is None or not isinstance(about, Target):
            return entry
        if error.key == "timegroup" and about.desired.fields.get("timegroup") in to_come:
            return entry
        return entry.failed(plan_file.moved(error))

    refusal = plan_file.moved(report.refusal) if report.refusal is not None else None
    return dataclasses.replace(report, entries=tuple(map(told, report.entries)), refusal=refusal)


def _check_hours(entries: t.Iterable[t.Mapping[str, t.Any]]) -> None:
    """Raise UsageError for a mistake in any of the hours that another task writes, before it writes the first ones."""
    for index, entry in enumerate(entries):
        try:
            check_entry(entry)
        except UsageError as problem:
            text = "new_timegroups[{0}] ({1!r} of customer {2!r}): {3}".format(
                index, entry.get("name") or entry.get("id"), entry.get("customer"), problem.text
            )
            raise UsageError(text, key="new_timegroups", hint=problem.hint) from None


def _made_from(options: t.Mapping[str, t.Any], reviewed: PlanFile | None) -> dict[str, t.Any]:
    """Return what the steps are made from: the options of the task, or where it lists nothing, those of the plan."""
    if options["campaigns"] is None and reviewed is not None:
        return reviewed.made_from
    if options["campaigns"] is None:
        raise UsageError(
            "There are neither campaigns nor plan_src.",
            key="campaigns",
            hint="Give campaigns, or plan_src with a plan.",
        )
    return {name: options[name] for name in ("state", "purge", "campaigns")}


def _reviewer(
    client: Client, options: t.Mapping[str, t.Any], reviewed: PlanFile | None, made_from: dict[str, t.Any]
) -> t.Callable[[Planned], None] | None:
    """Return what is done with a plan before anything is written: compared with the reviewed one, and kept."""
    if reviewed is None and not options["plan_dest"]:
        return None

    def review(planned: Planned) -> None:
        line = plan_line(job.step for job in planned.jobs)
        groups = read_timegroup_results(options["timegroup_results"])
        steps = planned_steps(planned)
        own = _own(client) if is_own(steps, groups) else None
        fresh = PlanFile(client.url, line, made_from, steps, groups, own)
        if reviewed is not None:
            plan_file.check(reviewed, fresh)
        if options["plan_dest"]:
            plan_file.write(options["plan_dest"], fresh)

    return review


def _own(client: Client) -> str:
    """Return whose the caller's own customer is, for a plan that another account may carry out.

    Raises UsageError where the platform does not tell.
    """
    account = read_account(client)
    if account.customer is not None:
        return "customer {0}".format(account.customer)
    if account.id is not None:
        return "the own customer of the account with ID {0}".format(account.id)
    raise UsageError(
        "A plan has to say whose it is, and the platform tells neither the account's customer nor its ID.",
        key="customer",
        hint="Nothing was changed. Give customer for every campaign and time group.",
    )


def nothing() -> Result:
    """Return the values that every result has, for a task that did not even begin."""
    return {"campaigns": [], "purged": [], "summary": summary(Report()), "plan": plan_line([]), "requests": {}}


def _result(context: Context, report: Report) -> Result:
    result: Result = {
        "changed": any(entry.changed for entry in report.all),
        "campaigns": [entry_result(entry) for entry in report.entries],
        "purged": [entry_result(entry) for entry in report.purged],
        "summary": summary(report),
        "plan": plan_line(report.steps),
        "requests": context.requests(),
    }
    if context.diff_mode:
        result["diff"] = diffs_of(report)
    return result


def _failure(context: Context, report: Report) -> EnswitchError:
    """Return the first error, with a text that tells how many there are, and with everything that was done.

    One after a change goes before those of campaigns that are what they were.
    """
    error = min(report.errors, key=lambda error: not error.carried_out)
    text = error.text
    if len(report.errors) > 1:
        text = "{0} of {1} campaigns failed; the first: {2}".format(len(report.errors), len(report.all), text)
    skipped = summary(report)["skipped"]
    if skipped:
        were = "was not" if skipped == 1 else "were not"
        if context.check_mode and not error.carried_out:
            were = "would not be"
        text += " {0} {1} {2} begun.".format(skipped, "campaign" if skipped == 1 else "campaigns", were)
    return error.replace(text=text, result=_result(context, report))


TASK = Task(
    bulk_campaigns,
    {
        # Not dict: Ansible would check each field by itself, and say neither which entry is wrong nor what was meant.
        "campaigns": {"type": "list", "elements": "raw", "options": suboptions()},
        "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
        "purge": {"type": "bool", "default": False},
        "max_deletions": {"type": "int"},
        "max_changes": {"type": "int"},
        "max_enabled": {"type": "int"},
        "plan_dest": {"type": "path"},
        "plan_src": {"type": "path"},
        "new_timegroups": {"type": "list", "elements": "dict", "default": []},
        "all_timegroups": {"type": "bool", "default": False},
        "timegroup_results": {"type": "list", "elements": "dict", "default": []},
        "workers": {"type": "int", "default": 4},
        "on_error": {"type": "str", "default": "stop", "choices": ["stop", "continue"]},
        "validate_first": {"type": "bool", "default": False},
        "verify": {"type": "bool", "default": False},
    },
    nothing=nothing(),
)
