# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A platform for tests of what lists and changes numbers: the client's interface over a dictionary.

It answers as the API notes document it, and can differ in each way that they leave open. Lost answers,
refusals and other people's changes are put in its way with ``before`` and ``after``.
"""

from __future__ import annotations

import collections
import threading

from ansible_collections.telephony.enswitch.plugins.module_utils._api.envelope import Answer
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import ApiError, TransportError
from ansible_collections.telephony.enswitch.plugins.module_utils._api.progress import Watcher

CAMPAIGN = 7


def lost():
    """The error of a write whose answer did not arrive."""
    return TransportError("the connection was lost.", retryable=True, outcome_unknown=True)


def refusal(key, message="invalid", code=400):
    """The platform's no."""
    return ApiError(
        "failed with code {0} for {1}: {2}.".format(code, key, message),
        category="invalid_input" if code == 400 else "not_found",
        code=code,
        key=key,
        message=message,
        function="bulk/destinations",
        http_status=200,
    )


class FakePlatform:
    """Rows by number, and the client's calls. ``calls`` is the journal: (function, parameters, validation).

    ``differs`` are attributes of the platform that are other than usual.
    """

    def __init__(self, rows=None, read_only=False, retries=3, **differs):
        self.rows = {}
        self.put(**(rows or {}))
        self.read_only = read_only
        self.retries = retries
        self.watcher = Watcher()
        self.timeout = 30.0
        self.counts = collections.Counter()
        self.calls = []
        self.pauses = []
        self.campaigns = [{"id": CAMPAIGN, "name": "Survey", "customer": 1}]
        # How this platform differs.
        self.knows_limit = self.knows_offset = self.knows_sort = self.knows_count = True
        self.longest_page = None
        # As many rows as it gives at most, also where no limit is asked for.
        self.shortened = None
        self.max_numbers = None
        self.too_many = lambda: refusal("dnumbers", "too many")
        self.bad = lambda number: False
        # What only the real call refuses.
        self.bad_when_real = lambda number: False
        self.bad_key = "dnumbers"
        self.leaves_out_bad = False
        # It says no, and adds or changes the others all the same.
        self.takes_rest = False
        self.stored = lambda number: number
        self.shown = lambda row: row
        self.count_data = lambda count: {"count": count}
        # Called with (function, parameters); may change rows, or raise in place of the answer.
        self.before = lambda function, parameters: None
        self.after = lambda function, parameters: None
        self._lock = threading.RLock()
        for name, value in differs.items():
            assert hasattr(self, name)
            setattr(self, name, value)

    def put(self, *pending, **rows):
        """Put numbers there: those that are pending, and others with their status."""
        for number, status in {**dict.fromkeys(pending, "pending"), **rows}.items():
            self.rows[number] = {"dtype": "", "dnumber": number, "status": status}

    def statuses(self):
        """The status of every number."""
        return {number: row["status"] for number, row in self.rows.items()}

    def writes(self):
        """What was sent to be carried out."""
        return [
            (function, parameters)
            for function, parameters, validation in self.calls
            if not validation and not function.endswith("/list")
        ]

    def sent(self, function):
        """The numbers of each call of a function that was to be carried out."""
        return [parameters["dnumbers"].split(",") for name, parameters in self.writes() if name == function]

    def pause(self, number, least=0.0):
        self.pauses.append(number)
        return least

    def close(self):
        pass

    def read(self, function, parameters):
        return self._call(function, parameters, False)

    def validate(self, function, parameters):
        return self._call(function, parameters, True)

    def write(self, function, parameters):
        assert not self.read_only, "a write in check mode"
        return self._call(function, parameters, False)

    def _call(self, function, parameters, validation):
        with self._lock:
            self.counts[function] += 1
            self.calls.append((function, dict(parameters), validation))
            self.before(function, parameters)
            data = self._answer(function, parameters, validation)
            self.after(function, parameters)
            return Answer(function, [{"code": "200"}], [201 if validation else 200], data)

    def _answer(self, function, parameters, validation):
        if function == "bulk/campaigns/list":
            return self.campaigns
        if parameters["campaign"] not in [campaign["id"] for campaign in self.campaigns]:
            raise refusal("campaign", "no such campaign", 404)
        action = function.rpartition("/")[2]
        if action == "list":
            return self._list(parameters)
        if action == "delete":
            if parameters.get("all"):
                self.rows.clear()
            elif self.rows.pop(parameters["dnumber"], None) is None:
                raise refusal("dnumber", "no such number", 404)
            return None
        numbers = parameters["dnumbers"].split(",")
        if self.max_numbers is not None and len(numbers) > self.max_numbers:
            raise self.too_many()
        bad = [number for number in numbers if self.bad(number) or (not validation and self.bad_when_real(number))]
        if bad and self.takes_rest and not validation:
            for number in numbers:
                if number not in bad:
                    stored = self.stored(number) if action == "create" else number
                    self.put(**{stored: parameters["status"]})
        if bad and not self.leaves_out_bad:
            raise refusal(self.bad_key, "{0} is no number".format(bad[0]))
        good = [number for number in numbers if number not in bad]
        if validation:
            return None
        if action == "create":
            self.put(**{self.stored(number): parameters["status"] for number in good})
            return {"count": len(good)}
        good = [number for number in good if number in self.rows]
        for number in good:
            self.rows[number]["status"] = parameters["status"]
        return {"count": len(good)}

    def _list(self, parameters):
        if "sort" in parameters and not self.knows_sort:
            raise refusal("sort", "unknown parameter")
        if parameters.get("count"):
            if not self.knows_count:
                raise refusal("count", "unknown parameter")
            return self.count_data(len(self.rows))
        rows = [self.shown(dict(self.rows[number])) for number in sorted(self.rows)]
        if self.knows_offset:
            rows = rows[parameters.get("offset", 0) :]
        if self.knows_limit and parameters.get("limit"):
            rows = rows[: parameters["limit"]]
        if self.shortened is not None:
            rows = rows[: self.shortened]
        if self.longest_page is not None and parameters.get("limit"):
            rows = rows[: self.longest_page]
        return rows or None
