# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small platform for the probe: what it answers can be bent in every way, and what it was asked is kept.

It refuses to be changed by anything but a validation that it was told to carry out.
"""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.api_probe_info import api_probe_info
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.context import Context
from unit.support import fakes

TOKEN = "head.body.tail"
FIELDS = {
    "attempts": 1, "callerid": "", "customer": 5, "description": "", "dnumber": "300", "dtype": "queue", "enabled": 0,
    "keep_agents_available": 0, "machine": "failed", "maximum": 1, "name": "", "owner": 0, "recordgroup": 0,
    "retry": 3600, "success": "answer", "timegroup": 0,
}  # fmt: skip


def envelope(code, data=None, key="", message=""):
    """An answer of the API, with its type."""
    return fakes.envelope(str(code), data, key, message)._replace(content_type="application/json")


class Platform:
    """Answers as Enswitch 4.4 does. ``answers``: function of the API -> its answer instead, or what gives one."""

    def __init__(self):
        self.me = {"id": 50, "username": "prober", "customer": 5}
        self.customers = [{"id": 6, "name": "Yonder Ltd"}, {"id": 7, "name": "Xylem plc"}]
        self.campaigns = [
            {"id": 70, **FIELDS, "name": "Quiet zebra"},
            {"id": 71, **FIELDS, "name": "Loud okapi", "enabled": 1},
        ]
        self.numbers = {70: ["3105551111", "2125552222", "9175553333"], 71: []}
        self.statuses = {}
        self.answers = {}
        self.calls = []
        # Functions whose validation is carried out, and the code that is answered then.
        self.carries_out = {}
        self.closed = False

    def close(self):
        self.closed = True

    def post(self, function, form):
        """Take one request, as a transport does."""
        function = function.rstrip("/")
        params = dict(parse_qsl(form.decode(), keep_blank_values=True, encoding="utf-8"))
        account = {name: params.pop(name) for name in list(params) if name.startswith("auth_")}
        self.calls.append((function, params))
        assert account == {"auth_username": "prober", "auth_password": "s3cret"} or account == {"auth_token": TOKEN}
        if function in ("bulk/campaigns/create", "bulk/campaigns/update", "bulk/destinations/create"):
            assert params["validation"] == "1"
        else:
            assert function.split("/")[-1] in ("list", "get", "login")
        special = self.answers.get(function)
        answer = special(params) if callable(special) else special
        if answer is None:
            answer = getattr(self, "_" + function.replace("/", "_"))(params)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def asked(self, function):
        """The parameters of all calls of a function."""
        return [params for name, params in self.calls if name == function]

    def _user_login(self, params):
        token = {"auth_token": TOKEN, "auth_token_expiry": 60} if params.get("token") == "1" else {}
        return envelope(200, {**self.me, **token})

    def _bulk_campaigns_list(self, params):
        if params.get("customer", "5") != "5":
            return envelope(400, None, "customer", "Invalid customer.")
        return envelope(200, self.campaigns)

    def _bulk_campaigns_get(self, params):
        found = [row for row in self.campaigns if str(row.get("id")) == params["id"]]
        return envelope(200, found[0]) if found else envelope(404)

    def _customers_list(self, params):
        found = [row for row in self.customers if params.get("name", "") in row["name"]]
        if params.get("count") == "1":
            return envelope(200, {"count": len(found)})
        return envelope(200, self._page(found, params))

    def _customers_get(self, params):
        return envelope(200, {"id": int(params["id"]), "name": "Wombat & Co"})

    def _people_get(self, params):
        return envelope(200, self.me)

    def _timegroups_list(self, params):
        return envelope(200, [{"id": 1, "name": "Vulture hours"}])

    def _recording_groups_list(self, params):
        return envelope(200, [])

    def _bulk_destinations_list(self, params):
        numbers = self.numbers.get(int(params["campaign"]))
        if numbers is None:
            return envelope(404)
        if params.get("count") == "1":
            return envelope(200, {"count": len(numbers)})
        if params.get("sort", "dnumber") not in ("dnumber", "status"):
            return envelope(400, None, "sort", "Unknown order.")
        if "sort" in params:
            numbers = sorted(numbers, reverse=params.get("descending") == "1")
        rows = [{"dtype": "", "dnumber": number, "status": self.statuses.get(number, "pending")} for number in numbers]
        return envelope(200, self._page(rows, params))

    @staticmethod
    def _page(rows, params):
        begin = int(params.get("offset", 0))
        return rows[begin : begin + int(params["limit"])] if int(params.get("limit", 0)) else rows[begin:]

    def _bulk_campaigns_create(self, params):
        if "bulk/campaigns/create" in self.carries_out:
            self.campaigns.append({"id": 99, **FIELDS, "name": params["name"]})
        return envelope(self.carries_out.get("bulk/campaigns/create", 201))

    def _bulk_campaigns_update(self, params):
        found = [row for row in self.campaigns if str(row.get("id")) == params["id"]]
        if not found:
            return envelope(404)
        if "bulk/campaigns/update" in self.carries_out:
            found[0]["keep_agents_available"] = 1 - found[0]["keep_agents_available"]
        return envelope(self.carries_out.get("bulk/campaigns/update", 201))

    def _bulk_destinations_create(self, params):
        numbers = params["dnumbers"].split(",")
        if "not-a-number" in numbers:
            return envelope(400, None, "dnumbers", "Invalid number: 'not-a-number'")
        if "bulk/destinations/create" in self.carries_out:
            self.numbers[int(params["campaign"])] += numbers
        return envelope(self.carries_out.get("bulk/destinations/create", 201))


def answering(function, answer):
    """What bends a platform so that a function has that answer."""
    return lambda platform: platform.answers.update({function: answer})


def options(**given):
    """The options of the module."""
    return {
        "api_url": "https://pbx.example.com", "auth_username": "prober", "auth_password": "s3cret",
        "retries": 0, "customer": None, "campaign": None, "validation": True, "largest": 64, **given,
    }  # fmt: skip


def probe(platform, **given):
    """Run the module's task against a platform; its result."""
    warnings = []
    result = api_probe_info(
        Context(options(**given), False, False, lambda: None, warnings.append, dict), lambda connection: platform
    )
    json.dumps(result)
    assert not warnings and result["changed"] is False and platform.closed
    return result


def answers(result):
    """The answers by key."""
    return {key: entry["answer"] for key, entry in result["report"]["questions"].items()}


def evidence(result, key):
    """What an answer rests on."""
    return result["report"]["questions"][key]["evidence"]
