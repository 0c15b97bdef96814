# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A model of the platform behind the transport: campaigns, names, and faults. It knows no HTTP and no Ansible."""

from __future__ import annotations

import json
import threading
from urllib.parse import parse_qsl

from unit.support.fakes import reply

# The API's table of campaign columns (section 3 of the API notes), written down once more on purpose.
COLUMNS = {
    "name": "",
    "dtype": "",
    "dnumber": "",
    "attempts": 1,
    "callerid": "",
    "description": "",
    "enabled": 1,
    "machine": "failed",
    "maximum": 1,
    "keep_agents_available": 0,
    "owner": 0,
    "recordgroup": 0,
    "retry": 3600,
    "success": "answer",
    "timegroup": 0,
}
WRITES = ("bulk/campaigns/create", "bulk/campaigns/update", "bulk/campaigns/delete")


class Platform:
    """Answers posts as the platform would; give it to a Client as its transport.

    ``hide`` names columns that no row has; ``quoted`` makes integers text; ``own`` is the caller's customer.
    ``before`` and ``after`` map a function to errors and replies that are given once each, in order, in
    place of the answer: before the work is done, or after it. A function of the parameters may return
    them, or None to let the call pass.
    """

    def __init__(self, quoted=False, hide=(), own=1, extra=False, tell_customer=True):
        self.quoted = quoted
        self.hide = set(hide)
        self.own = own
        self.extra = extra
        # The ID of who asks; None: the row of user/login does not tell it.
        self.account = 1
        self.tell_customer = tell_customer
        # Nobody knows whether bulk/campaigns/get answers.
        self.knows_get = False
        self.customers = {1: "Provider", 2: "Acme Ltd", 3: "Globex & Söhne"}
        self.people = {7: "acme.agent", 8: "+4930123"}
        self.timegroups = [(1, "Office hours", 2), (2, "Office hours", 3), (4, "Evenings", 2), (5, "Evenings", 2)]
        self.recordgroups = [(1, "Compliance", 2)]
        self.campaigns = {}
        self.journal = []
        self.before = {}
        self.after = {}
        self.refuse_names = set()
        # What the platform makes of the values of some columns: functions by column.
        self.makes = {}
        self._next = 100
        self._lock = threading.Lock()

    # What tests ask and prepare.

    def add(self, name, customer=2, **columns):
        """Put a campaign there and return its ID."""
        number = self._next
        self._next += 1
        self.campaigns[number] = {**COLUMNS, "name": name, "dtype": "hangup", "customer": customer, **columns}
        return number

    def named(self, name):
        return [number for number, campaign in self.campaigns.items() if campaign["name"] == name]

    @property
    def functions(self):
        return [function for function, _parameters in self.journal]

    @property
    def writes(self):
        """The changing calls, as function and parameters without credentials."""
        return [
            (function, {name: value for name, value in parameters.items() if not name.startswith("auth_")})
            for function, parameters in self.journal
            if function in WRITES and parameters.get("validation") != "1"
        ]

    @property
    def validations(self):
        return [function for function, parameters in self.journal if parameters.get("validation") == "1"]

    # The transport.

    def post(self, function, form):
        parameters = dict(parse_qsl(form.decode("ascii"), keep_blank_values=True))
        with self._lock:
            self.journal.append((function, parameters))
            fault = self._fault(self.before, function, parameters)
            if fault is None:
                code, data, key = self._answer(function, parameters)
                fault = self._fault(self.after, function, parameters)
        if fault is not None:
            return fault
        document = {"responses": [{"code": str(code), "key": key, "message": "model"}]}
        if data is not None:
            document["data"] = data
        return reply(json.dumps(document).encode())

    def close(self):
        pass

    def _fault(self, faults, function, parameters):
        waiting = faults.get(function)
        if not waiting:
            return None
        fault = waiting.pop(0)
        if callable(fault):
            fault = fault(parameters)
        if isinstance(fault, Exception):
            raise fault
        return fault

    # The functions.

    def _answer(self, function, parameters):
        if function == "bulk/campaigns/list":
            customer = int(parameters.get("customer", self.own))
            return 200, [self._row(number) for number, row in self.campaigns.items() if row["customer"] == customer], ""
        if function == "bulk/campaigns/create":
            return self._create(parameters)
        if function == "bulk/campaigns/update":
            return self._update(parameters)
        if function == "bulk/campaigns/delete":
            if self.campaigns.pop(int(parameters["id"]), None) is None:
                return 404, None, ""
            return 204, None, ""
        if function == "bulk/campaigns/get" and self.knows_get:
            number = int(parameters["id"])
            return (200, [self._row(number)], "") if number in self.campaigns else (404, None, "")
        if function == "customers/get":
            return self._one(self.customers, "name", parameters)
        if function == "customers/list":
            below = {number: name for number, name in self.customers.items() if number != self.own}
            return 200, self._all(below, "name") if parameters["offset"] == "0" else [], ""
        if function == "people/get":
            return self._one(self.people, "username", parameters)
        if function == "people/list":
            return 200, self._all(self.people, "username"), ""
        if function == "timegroups/list":
            return 200, self._groups(self.timegroups, parameters), ""
        if function == "recording/groups/list":
            return 200, self._groups(self.recordgroups, parameters), ""
        if function == "user/login":
            row = {"id": self._number(self.account), "username": "admin"} if self.account else {}
            if self.tell_customer:
                row["customer"] = self._number(self.own)
            return 200, row, ""
        return 404, None, ""

    def _number(self, value):
        return str(value) if self.quoted else value

    def _row(self, number):
        row = {"id": number, **self.campaigns[number]}
        if self.extra:
            row.update({"x_nested": {"list": [1]}, "x_null": None})
        return {
            name: self._number(value) if isinstance(value, int) else value
            for name, value in row.items()
            if name not in self.hide
        }

    def _one(self, known, column, parameters):
        if "id" in parameters:
            found = [number for number in known if number == int(parameters["id"])]
        else:
            found = [number for number, name in known.items() if name == parameters[column]]
        if not found:
            return 404, None, ""
        return 200, self._all({found[0]: known[found[0]]}, column)[0], ""

    def _all(self, known, column):
        return [{"id": self._number(number), column: name} for number, name in known.items()]

    def _groups(self, known, parameters):
        customer = int(parameters.get("customer", self.own))
        return [{"id": self._number(number), "name": name} for number, name, owner in known if owner == customer]

    def _typed(self, parameters):
        values = {}
        for name, value in parameters.items():
            if name in COLUMNS:
                values[name] = int(value) if isinstance(COLUMNS[name], int) else value
                values[name] = self.makes.get(name, lambda value: value)(values[name])
        return values

    def _create(self, parameters):
        if parameters["name"] in self.refuse_names:
            return 400, None, "name"
        if parameters.get("validation") == "1":
            return 201, None, ""
        number = self._next
        self._next += 1
        customer = int(parameters.get("customer", self.own))
        self.campaigns[number] = {**COLUMNS, **self._typed(parameters), "customer": customer}
        return 200, {"id": self._number(number)}, ""

    def _update(self, parameters):
        number = int(parameters["id"])
        if number not in self.campaigns:
            return 404, None, ""
        if parameters.get("name", self.campaigns[number]["name"]) in self.refuse_names:
            return 400, None, "name"
        if parameters.get("validation") == "1":
            return 201, None, ""
        # The 4.4 guide: a keep_agents_available that is left out becomes 0.
        self.campaigns[number].update({"keep_agents_available": 0, **self._typed(parameters)})
        return 204, None, ""
