# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The dialler: enabled campaigns call their pending numbers, in simulated time (section 7 of the API notes).

A call takes CALL_SECONDS. Its outcome is decided by the last digit of the number:

* 0 to 5: answered. With `success: key` only the even ones press a key; the others count as a failed try.
* 6: busy, 7: no answer: a failed try.
* 8: an answering machine. `machine` decides: "" does not notice it (answered), `success`, `failed`,
  or `retry` (a failed try).
* 9: the network refuses the number: failed at once, however many tries are left.

After a failed try the number waits `retry` seconds as pending; after the last of `attempts` tries it is failed.
While a call is up the status of the number is `calling`. Every call stands in the call log, from its beginning.
"""

from __future__ import annotations

import collections
import heapq
from typing import Any

from simulator import timegroups
from simulator.hours import Group
from simulator.options import Options
from simulator.store import Store

CALL_SECONDS = 30
CALLING = "calling"
# A failed try, as against the final statuses.
TRY_AGAIN = "again"

_END, _WAKE = 0, 1

_CAMPAIGN = "SELECT customer, enabled, maximum, timegroup FROM campaigns WHERE id = ?"
# bulk_calls of a customer: -1 the platform's default limit, -2 the rate plan's, where -1 is the platform's as well.
_BULK_CALLS = """
SELECT CASE WHEN c.bulk_calls = -2 THEN p.bulk_calls ELSE c.bulk_calls END
FROM customers c JOIN rate_plans p ON p.id = c.rate_plan WHERE c.id = ?
"""
_DUE = """
SELECT id, dnumber, attempts_made FROM destinations
WHERE campaign = ? AND status = 'pending' AND due <= ? ORDER BY due, id LIMIT ?
"""
_NEXT_DUE = "SELECT min(due) FROM destinations WHERE campaign = ? AND status = 'pending'"
_PLACE = """
INSERT INTO calls (campaign, customer, destination, dnumber, attempt, started) VALUES (?, ?, ?, ?, ?, ?)
"""
_TAKE = "UPDATE destinations SET status = 'calling', attempts_made = ?, call = ? WHERE id = ?"
# Only the number that is still in this call: it may have been replaced, set by hand or deleted meanwhile.
_RELEASE = "UPDATE destinations SET status = ?, due = ?, call = NULL WHERE id = ? AND call = ?"


def outcome(number: str, machine: str, success: str) -> tuple[str, str]:
    """What comes of a call to this number: the word for the call log, and a final status or TRY_AGAIN."""
    digit = int(next((c for c in reversed(number) if c in "0123456789"), "9"))
    if digit == 9:
        return "failed", "failed"
    if digit == 6:
        return "busy", TRY_AGAIN
    if digit == 7:
        return "no_answer", TRY_AGAIN
    if digit == 8 and machine:
        return "machine", TRY_AGAIN if machine == "retry" else machine
    if success == "key" and digit % 2:
        return "answered", TRY_AGAIN
    return "answered", "success"


class Dialler:
    """Works off events in the order of simulated time: ends of calls, and moments to look at a campaign."""

    def __init__(self, store: Store, options: Options) -> None:
        self._store = store
        self._options = options
        self.load()

    def load(self) -> None:
        """Take up what the state file says: the clock, calls that are up, campaigns to look at."""
        self.now: float = self._store.get_meta("now", 0.0)
        self.speed: float = self._store.get_meta("speed", 0.0)
        self._events: list[tuple[float, int, int]] = []
        self._up: dict[int, tuple[int, int, int, str, int]] = {}
        self._busy: collections.Counter[int] = collections.Counter()
        self._customers: collections.Counter[int] = collections.Counter()
        self._groups: dict[int, Group | None] = {}
        self._wakes: dict[int, float] = {}
        for row in self._store.db.execute(
            "SELECT seq, campaign, customer, destination, dnumber, attempt, started FROM calls WHERE ended IS NULL"
        ):
            self._watch(*row)
        self.look_again()

    def set_options(self, options: Options) -> None:
        """The server is like this now."""
        self._options = options
        self.look_again()

    def look_again(self) -> None:
        """Any campaign or time group may have changed."""
        self._groups.clear()
        for (campaign,) in self._store.db.execute("SELECT id FROM campaigns").fetchall():
            self.touch(campaign)

    def touch(self, campaign: int) -> None:
        """Something about this campaign has changed: look at it when the clock next moves."""
        self._wake(campaign, self.now)

    def hours_changed(self, group: int) -> None:
        """The hours of this time group have changed."""
        self._groups.pop(group, None)
        for (campaign,) in self._store.db.execute("SELECT id FROM campaigns WHERE timegroup = ?", (group,)).fetchall():
            self.touch(campaign)

    def set_speed(self, speed: float) -> None:
        """Simulated seconds per real second. Within the caller's transaction."""
        self.speed = speed
        self._store.set_meta("speed", speed)

    def advance(self, seconds: float) -> None:
        """Let so many simulated seconds pass. Within the caller's transaction."""
        target = self.now + seconds
        touched: set[int] = set()
        while self._events and self._events[0][0] <= target:
            moment, kind, number = heapq.heappop(self._events)
            self.now = max(self.now, moment)
            if kind == _END:
                campaign = self._finish(number)
            else:
                campaign = number
                if self._wakes.get(campaign) == moment:
                    del self._wakes[campaign]
            # All calls that end at this moment are to be over before the free lines are counted.
            if self._events and self._events[0][:2] == (moment, _END):
                self._wake(campaign, moment)
            else:
                self._fill(campaign)
            touched.add(campaign)
        self.now = target
        self._store.set_meta("now", target)
        for campaign in touched:
            self._store.changed(campaign, members=False)

    def _wake(self, campaign: int, moment: float) -> None:
        if moment < self._wakes.get(campaign, moment + 1):
            self._wakes[campaign] = moment
            heapq.heappush(self._events, (moment, _WAKE, campaign))

    def _watch(
        self, seq: int, campaign: int, customer: int, destination: int, number: str, attempt: int, started: float
    ) -> None:
        self._up[seq] = (campaign, customer, destination, number, attempt)
        self._busy[campaign] += 1
        self._customers[customer] += 1
        heapq.heappush(self._events, (started + CALL_SECONDS, _END, seq))

    def _fill(self, campaign: int) -> None:
        """Place as many calls as there are free lines and numbers that are due."""
        row = self._store.one(_CAMPAIGN, (campaign,))
        if row is None or not row[1]:
            return
        customer, _enabled, maximum, timegroup = row
        hours = self._hours(timegroup)
        if hours is not None:
            begin = hours.next_open(self.now)
            if begin is None:
                return
            if begin > self.now:
                self._wake(campaign, begin)
                return
        free = maximum - self._busy[campaign]
        limit = self._limit(customer)
        if limit is not None:
            free = min(free, limit - self._customers[customer])
        if free <= 0:
            return
        due = self._store.db.execute(_DUE, (campaign, self.now, free)).fetchall()
        for destination, number, made in due:
            self._place(campaign, customer, destination, number, made + 1)
        if len(due) < free:
            later = self._store.one(_NEXT_DUE, (campaign,))
            if later is not None and later[0] is not None:
                self._wake(campaign, later[0])

    def _hours(self, group: int) -> Group | None:
        """The hours of a time group; None, round the clock, for group 0 and for one that is gone."""
        if group not in self._groups:
            wraps = self._options.past_midnight == "wraps"
            self._groups[group] = timegroups.read(self._store, group, wraps=wraps)
        return self._groups[group]

    def _limit(self, customer: int) -> int | None:
        """Most calls of this customer at once, None where there is no limit."""
        row = self._store.one(_BULK_CALLS, (customer,))
        limit = -1 if row is None else int(row[0])
        return limit if limit >= 0 else self._options.default_bulk_calls or None

    def _wake_siblings(self, customer: int) -> None:
        """A line of a customer that has a limit is free: another of its campaigns may wait for it."""
        if self._limit(customer) is not None:
            for (campaign,) in self._store.db.execute(
                "SELECT id FROM campaigns WHERE customer = ? AND enabled", (customer,)
            ).fetchall():
                self._wake(campaign, self.now)

    def _place(self, campaign: int, customer: int, destination: int, number: str, attempt: int) -> None:
        values = (campaign, customer, destination, number, attempt, self.now)
        seq = int(self._store.db.execute(_PLACE, values).lastrowid or 0)
        self._store.db.execute(_TAKE, (attempt, seq, destination))
        self._watch(seq, campaign, customer, destination, number, attempt, self.now)

    def _finish(self, seq: int) -> int:
        """The call is over: log it, and say what becomes of the number. The campaign."""
        campaign, customer, destination, number, attempt = self._up.pop(seq)
        self._busy[campaign] -= 1
        self._customers[customer] -= 1
        self._wake_siblings(customer)
        settings = self._store.one("SELECT machine, success, attempts, retry FROM campaigns WHERE id = ?", (campaign,))
        machine, success, attempts, retry = settings or ("", "answer", 1, 0)
        word, status = outcome(number, machine, success)
        self._store.db.execute("UPDATE calls SET ended = ?, outcome = ? WHERE seq = ?", (self.now, word, seq))
        due = 0.0
        if status == TRY_AGAIN:
            status = "pending" if attempt < attempts else "failed"
            due = self.now + retry
        self._store.db.execute(_RELEASE, (status, due, destination, seq))
        return campaign

    def calls(self) -> list[dict[str, Any]]:
        """The call log; `ended` and `outcome` are null while a call is up."""
        return self._store.rows(
            "SELECT seq, campaign, customer, dnumber, attempt, started, ended, outcome FROM calls ORDER BY seq"
        )
