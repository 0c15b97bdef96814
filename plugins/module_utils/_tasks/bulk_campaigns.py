# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The task of the module bulk_campaigns: one run over many campaigns of many customers."""

from __future__ import annotations

import typing as t

from .._api.errors import EnswitchError, UsageError
from .._campaigns.desired import read_wishes, refuse_duplicates
from .._campaigns.entries import Report, Settings
from .._campaigns.provision import provision
from .._campaigns.results import diffs_of, entry_result, summary
from .context import Context, Result, Task, require_positive

MAX_WORKERS = 32
# So many campaigns are repeated in the arguments that the result shows.
REPEATED = 100


def bulk_campaigns(context: Context) -> Result:
    """Provision all listed campaigns, and return the module's result; the same values also where it fails."""
    options = context.options
    report = Report([])
    try:
        require_positive(options, "workers", 1, MAX_WORKERS)
        require_positive(options, "max_deletions", 0)
        if options["purge"] and options["state"] != "present":
            raise UsageError(
                "purge needs state: present: it deletes what the list does not name, and state: absent what it does.",
                key="purge",
            )
        settings = Settings(
            state=options["state"],
            purge=options["purge"],
            max_deletions=options["max_deletions"],
            workers=options["workers"],
            stop_on_error=options["on_error"] == "stop",
            validate_first=options["validate_first"],
            verify=options["verify"],
        )
        wishes = read_wishes(options["campaigns"])
        report = Report(wishes)
        refuse_duplicates([(wish, wish.customer) for wish in wishes])
        provision(context.connect(), report, settings)
    except EnswitchError as error:
        raise error.replace(result=_result(context, report)) from None
    for warning in report.warnings:
        context.warn(warning)
    if report.failures:
        raise _failure(context, report)
    return _result(context, report)


def nothing() -> Result:
    """Return the values that every result has, for a task that did not even begin."""
    return {"campaigns": [], "purged": [], "summary": summary(Report([])), "requests": {}}


def _result(context: Context, report: Report) -> Result:
    requests = context.requests()
    result: Result = {
        "changed": any(entry.changed for entry in report.all),
        "campaigns": [entry_result(entry) for entry in report.entries],
        "purged": [entry_result(entry) for entry in report.purged],
        "summary": summary(report),
        "requests": requests,
    }
    if context.diff_mode:
        result["diff"] = diffs_of(report)
    listed = context.options["campaigns"]
    if isinstance(listed, list) and len(listed) > REPEATED:
        # Ansible repeats the arguments in every result. Of a long list that takes longer than all reads together.
        arguments = {**context.options, "campaigns": "{0} campaigns".format(len(listed))}
        result["invocation"] = {"module_args": arguments}
    return result


def _failure(context: Context, report: Report) -> EnswitchError:
    """Return the first error, with a text that tells how many there are, and with everything that was done."""
    failures = report.failures
    error = t.cast(EnswitchError, failures[0].error)
    text = error.text
    if len(failures) > 1:
        text = "{0} of {1} campaigns failed; the first: {2}".format(len(failures), len(report.all), text)
    skipped = summary(report)["skipped"]
    if skipped and not context.check_mode:
        text += " {0} {1} not begun.".format(skipped, "campaign was" if skipped == 1 else "campaigns were")
    return error.replace(text=text, result=_result(context, report))


TASK = Task(
    bulk_campaigns,
    {
        "campaigns": {"type": "list", "elements": "raw", "required": True},
        "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
        "purge": {"type": "bool", "default": False},
        "max_deletions": {"type": "int"},
        "workers": {"type": "int", "default": 4},
        "on_error": {"type": "str", "default": "stop", "choices": ["stop", "continue"]},
        "validate_first": {"type": "bool", "default": False},
        "verify": {"type": "bool", "default": False},
    },
    nothing=nothing(),
)
