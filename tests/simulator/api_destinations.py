# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk/destinations: create, update, delete, list (section 4 of the API notes).

`create` REPLACES numbers that are there already and puts them back to the status sent: the API's great trap.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator import numbers
from simulator.api_campaigns import find
from simulator.call import Call
from simulator.contract import Refusal
from simulator.envelope import VALIDATED, Answer, encode_rows, rows

_REPLACE = """
INSERT INTO destinations (campaign, dnumber, status) VALUES (?, ?, ?)
ON CONFLICT (campaign, dnumber) DO UPDATE
SET status = excluded.status, attempts_made = 0, due = 0, call = NULL
"""
_LIST = "bulk/destinations/list"
# A status that is set by hand takes the number away from a call that is up. Back to pending, the tries start again.
_SET = """
UPDATE destinations SET
attempts_made = CASE WHEN ?1 = 'pending' AND status != 'pending' THEN 0 ELSE attempts_made END,
due = CASE WHEN ?1 = 'pending' AND status != 'pending' THEN 0 ELSE due END,
status = ?1, call = NULL WHERE campaign = ?2
"""


def create(call: Call) -> Answer:
    """Add or replace; how many of both together."""
    campaign = find(call, call.integer("campaign"))["id"]
    refusal = None
    try:
        wanted: Sequence[str] = numbers.read_list(call.text("dnumbers"), call.options, real=not call.validating)
    except Refusal as problem:
        if call.validating or not problem.taken:
            raise
        refusal, wanted = problem, problem.taken
    if call.validating:
        return VALIDATED
    _keep(call, campaign)
    status = call.text("status")
    call.store.db.executemany(_REPLACE, [(campaign, number, status) for number in wanted])
    _changed(call, campaign, members=True)
    if refusal is not None:
        return Answer(400, None, refusal.key, refusal.message, changed=True)
    return Answer(200, {"count": len(wanted)}, changed=True)


def update(call: Call) -> Answer:
    """Set the status of all numbers, or of those named that are there."""
    campaign = find(call, call.integer("campaign"))["id"]
    status = call.text("status")
    everything = call.integer("all") == 1
    wanted = [] if everything else numbers.read_list(call.text("dnumbers"), call.options)
    if call.validating:
        return VALIDATED
    _keep(call, campaign)
    if everything:
        count = call.store.db.execute(_SET, (status, campaign)).rowcount
    else:
        count = call.store.db.executemany(
            _SET + " AND dnumber = ?3", [(status, campaign, number) for number in wanted]
        ).rowcount
    _changed(call, campaign, members=False)
    return Answer(200, {"count": max(count, 0)}, changed=True)


def delete(call: Call) -> Answer:
    """Remove all numbers, or one. There is no validation mode."""
    campaign = find(call, call.integer("campaign"))["id"]
    _keep(call, campaign)
    if call.integer("all"):
        call.store.db.execute("DELETE FROM destinations WHERE campaign = ?", (campaign,))
    else:
        number = numbers.stored(call.text("dnumber").strip(), call.options.normalize_numbers)
        found = call.store.db.execute(
            "DELETE FROM destinations WHERE campaign = ? AND dnumber = ?", (campaign, number)
        ).rowcount
        if not found:
            raise Refusal(404)
    _changed(call, campaign, members=True)
    return Answer(204, changed=True)


def list_(call: Call) -> Answer:
    """The numbers of a campaign, by page, or only their count."""
    campaign = find(call, call.integer("campaign"))["id"]
    old = call.lag.shown(_LIST, campaign)
    if old is not None:
        return _list_old(call, old)
    if call.integer("count"):
        row = call.store.one("SELECT count(*) FROM destinations WHERE campaign = ?", (campaign,))
        return Answer(200, {"count": 0 if row is None else row[0]})
    # A version without `sort` lists in the order of arrival.
    order = call.text("sort", "arrival")
    page = call.pages.read(
        campaign, order, call.integer("descending") == 1, call.integer("limit"), call.integer("offset")
    )
    named = (("", number, status) for number, status, *_place in page)
    return Answer(200, encode_rows(("dtype", "dnumber", "status"), named, call.options))


def _list_old(call: Call, found: list[dict[str, Any]]) -> Answer:
    """The same from what the list had before a write that it does not show yet."""
    if call.integer("count"):
        return Answer(200, {"count": len(found)})
    if "sort" in call.values:
        found = sorted(found, key=lambda row: str(row[call.text("sort")]))
    if call.integer("descending"):
        found = found[::-1]
    begin = call.integer("offset")
    page = found[begin : begin + call.integer("limit")] if call.integer("limit") else found[begin:]
    return Answer(200, rows([{"dtype": "", **row} for row in page], call.options))


def _keep(call: Call, campaign: int) -> None:
    """A write comes: the list of the campaign's numbers may lag behind it."""
    sql = "SELECT dnumber, status FROM destinations WHERE campaign = ? ORDER BY id"
    call.lag.keep(_LIST, campaign, call.options, lambda: call.store.rows(sql, (campaign,)))


def _changed(call: Call, campaign: int, *, members: bool) -> None:
    call.store.changed(campaign, members=members)
    call.dialler.touch(campaign)
