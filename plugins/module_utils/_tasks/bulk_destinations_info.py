# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The task of the module bulk_destinations_info: the rows of a campaign, returned or written to a file as they come."""

from __future__ import annotations

import collections
import difflib
import typing as t

from .._api.errors import NOT_FOUND, UsageError
from .._campaigns import find as campaign_option
from .._campaigns.find import read_campaign
from .._destinations.export import CsvExport
from .._destinations.listing import Listing, Row, number_of, progress, status_of
from .._destinations.plan import OTHER, STATUSES, by_status, in_progress
from .context import Context, Result, Task, require_positive
from .masks import refuse_masked


class _Rows:
    """A sink that counts all rows, and hands on those that are asked for, up to a limit."""

    def __init__(self, statuses: t.Collection[str], limit: int | None, hand_on: t.Callable[[Row], None]) -> None:
        self._statuses = statuses
        self._left = limit
        self._hand_on = hand_on
        self.counts: collections.Counter[str] = collections.Counter()

    def take(self, row: Row) -> bool:
        """Count a row, and hand it on with number and status as text."""
        status = status_of(row)
        self.counts[status] += 1
        if self._left == 0 or not self._asked_for(status):
            return True
        if self._left is not None:
            self._left -= 1
        self._hand_on({**row, "dnumber": number_of(row), "status": status})
        return True

    def _asked_for(self, status: str) -> bool:
        if not self._statuses or status in self._statuses:
            return True
        return OTHER in self._statuses and in_progress(status)


_STATUSES = (*STATUSES, OTHER)


def _unknown(status: str) -> UsageError | None:
    """Return the error for a status that looks like a misspelled one, or None."""
    if status in _STATUSES:
        return None
    close = difflib.get_close_matches(status.strip().lower(), _STATUSES, n=1)
    return _no_status(status, "Did you mean {0}?".format(close[0])) if close else None


def _no_status(status: str, offer: str) -> UsageError:
    return UsageError(
        "status: there is no status {0!r}.".format(status),
        key="status",
        hint="{0} The statuses are {1}, and {2} for all calls in progress.".format(
            offer, ", ".join(STATUSES), OTHER
        ).strip(),
    )


def bulk_destinations_info(context: Context) -> Result:
    """Return the rows of a campaign, or write them to a file."""
    options = context.options
    require_positive(options, "limit", 0)
    statuses: list[str] = options["status"] or []
    for status in statuses:
        error = _unknown(status)
        if error is not None:
            raise error
    campaign = read_campaign(options)
    export = CsvExport(options["dest"]) if options["dest"] is not None else None
    client = context.connect()
    number = campaign.find(client)
    rows: list[Row] = []

    def make() -> _Rows:
        # A listing that has to be read again begins with nothing.
        if export is not None:
            export.begin(write=not context.check_mode)
            return _Rows(statuses, options["limit"], export.add)
        rows.clear()
        return _Rows(statuses, options["limit"], rows.append)

    changed = False
    try:
        listed = Listing(client, number, option=campaign.option).read(make).counts
        for status in statuses:
            # A platform may have further ones (API notes, section 4), which only its rows tell.
            if status not in _STATUSES and status not in listed:
                raise _no_status(status, "No number of this campaign has it.").replace(category=NOT_FOUND)
        counts = by_status(listed)
        if export is not None:
            changed = export.finish()
    finally:
        if export is not None:
            export.discard()
    result: Result = {
        "changed": changed,
        "campaign_id": number,
        "summary": counts,
        "progress": progress(counts),
        "requests": context.requests(),
    }
    if export is None:
        refuse_masked(options, "destinations", rows, "Or write the numbers to a file with dest.")
        result["destinations"] = rows
    else:
        result["dest"] = options["dest"]
    return result


TASK = Task(
    bulk_destinations_info,
    {
        **campaign_option.OPTIONS,
        "status": {"type": "list", "elements": "str"},
        "limit": {"type": "int"},
        "dest": {"type": "path"},
    },
    campaign_option.CONSTRAINTS,
)
