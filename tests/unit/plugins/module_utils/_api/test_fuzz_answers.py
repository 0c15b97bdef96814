# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Anything that a platform may say: every task ends with a result, or with an error that tells of it."""

from __future__ import annotations

import json

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.client import Client
from ansible_collections.telephony.enswitch.plugins.module_utils._api.customers import host_name, read_customers
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import CATEGORIES, EnswitchError
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns import fields as schema
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_campaign import bulk_campaign
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_campaign_info import TASK as CAMPAIGN_INFO
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_campaign_info import bulk_campaign_info
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_campaigns import TASK as CAMPAIGNS
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_campaigns import bulk_campaigns
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_destinations import (
    argument_spec,
    bulk_destinations,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_destinations_info import (
    bulk_destinations_info,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.context import Context, failed
from hypothesis import example, given, settings
from hypothesis import strategies as st
from unit.support.fakes import PASSWORD, URL, Script, connection, reply

NUMBERS = st.integers() | st.integers(-2, 12) | st.sampled_from(["1", "07", " 2 ", "-1", "1e3", "9" * 30, "², "])
VALUES = st.none() | st.booleans() | NUMBERS | st.floats() | st.text(max_size=6)
NESTED = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)
NAMES = st.sampled_from(["Survey", " Survey", "Acme Ltd", "acme.agent", "Day", ""])
COLUMNS = {
    **dict.fromkeys(("id", "customer", "enabled", "attempts", "timegroup", "keep_agents_available", "count"), NUMBERS),
    **dict.fromkeys(("name", "username"), NAMES),
    "dnumber": st.sampled_from(["2125550101", "+2125550101", "212 555", "", ",", "x"]),
    "status": st.sampled_from(["pending", "success", "calling", ""]),
    "dtype": st.sampled_from(["", "queue", "number"]),
    "auth_token": st.text(max_size=5),
}
# Mostly what makes sense, and anything in its place.
ROWS = st.fixed_dictionaries({}, optional={name: values | NESTED for name, values in COLUMNS.items()})
GOOD = st.fixed_dictionaries(COLUMNS)
DATA = st.lists(ROWS | GOOD, max_size=4) | ROWS | GOOD | NESTED
CODES = st.sampled_from(["200", "200", "200", 200, "201", "204", "400", "401", "404", "409", "500", "999", "-1"])
RESPONSES = st.fixed_dictionaries({"code": CODES}, optional={"key": NESTED, "message": NESTED})
DOCUMENTS = st.fixed_dictionaries({"responses": st.lists(RESPONSES, min_size=1, max_size=2)}, optional={"data": DATA})
REPLIES = st.builds(
    reply,
    DOCUMENTS.map(lambda document: json.dumps(document).encode())
    | st.binary(max_size=20)
    | NESTED.map(lambda value: json.dumps(value).encode()),
    status=st.sampled_from([200] * 8 + [204, 301, 400, 401, 404, 407, 413, 429, 500, 502, 504, 999]),
    charset=st.none() | st.sampled_from(["latin-1", "utf-16", "undefined", "nonsense"]),
    location=st.none() | st.just("https://elsewhere.example.com/?password=" + PASSWORD),
)

CAMPAIGN = {**dict.fromkeys(schema.BY_NAME), "name": "Survey", "customer": "Acme Ltd", "owner": "acme.agent"}
CAMPAIGN.update(timegroup="Day", recordgroup="Day", dtype="queue", dnumber="200")


def defaults(options):
    """The options of a module as Ansible fills them in."""
    return {name: option.get("default") for name, option in options.items()}


MANY = {
    **defaults(CAMPAIGNS.options),
    "campaigns": [
        {"name": "Survey", "dtype": "queue", "dnumber": "200", "enabled": False},
        {"name": "Survey", "customer": 2, "dtype": "queue", "dnumber": "200", "timegroup": "Day"},
        {"id": 3, "name": "New"},
    ],
    "purge": True,
    "workers": 1,
    "on_error": "continue",
}
LOADED = defaults(argument_spec())
LOADED.update({"campaign": "Survey", "numbers": ["2125550101", "2125550102"], "workers": 1, "chunk_size": 1})
LOADED.update({"api_url": URL, "timeout": 30, "retries": 1})
TASKS = {
    "campaign": (bulk_campaign, {**CAMPAIGN, "state": "present"}),
    "campaign absent": (bulk_campaign, {**dict.fromkeys(schema.BY_NAME), "id": 3, "state": "absent"}),
    "campaigns": (bulk_campaigns, MANY),
    "campaign info": (
        bulk_campaign_info,
        {**defaults(CAMPAIGN_INFO.options), "customer": [1, "Acme Ltd"], "destinations": "summary", "workers": 1},
    ),
    "numbers": (bulk_destinations, LOADED),
    "numbers purged": (bulk_destinations, {**LOADED, "purge": True, "max_removed": 5}),
    "numbers changed": (
        bulk_destinations,
        {**LOADED, "existing": "set_status", "status": "cancelled", "on_invalid": "skip"},
    ),
    "numbers absent": (bulk_destinations, {**LOADED, "state": "absent"}),
    "numbers info": (
        bulk_destinations_info,
        {"campaign": "Survey", "customer": "2", "status": None, "limit": None, "dest": None},
    ),
}


class Patient(Script):
    """Answers often enough for any task, but not for ever."""

    def post(self, function, form):
        assert len(self.calls) < 5000
        return super().post(function, form)


def play(name, replies, check):
    """The result of a task that gets these answers, one after another, the last one for ever."""
    task, options = TASKS[name]
    account = {"auth_token": "t0ken-0f-ours", "auth_username": "admin", "auth_password": PASSWORD}
    client = Client(
        connection(retries=1, **account), read_only=check, transport=Patient(*replies), sleep=lambda seconds: None
    )
    context = Context(options, check, True, lambda: client, lambda text: None, lambda: dict(client.counts))
    try:
        return task(context)
    except EnswitchError as error:
        assert error.category in CATEGORIES
        return failed(error)


@pytest.mark.parametrize("name", TASKS)
@settings(max_examples=40)
@given(replies=st.lists(REPLIES, min_size=1, max_size=8), check=st.booleans())
def test_any_answers_end_in_a_result_or_an_error(name, replies, check):
    result = play(name, replies, check)
    shown = json.dumps(result, ensure_ascii=False)
    shown.encode("utf-8")
    assert result["changed"] in (True, False)
    for secret in (PASSWORD, json.dumps(PASSWORD)[1:-1], "t0ken-0f-ours"):
        assert secret not in shown
    if "msg" in result:
        assert result["msg"] and set(result["error"]) == set(EnswitchError("").as_dict())


@settings(max_examples=60)
@given(st.lists(REPLIES, min_size=1, max_size=4))
@example([reply(b'{"responses":[{"code":"200"}],"data":[{"id":1,"name":["x"]}]}')])
def test_any_customers_are_hosts_or_an_error(replies):
    client = Client(connection(retries=1), read_only=True, transport=Script(*replies), sleep=lambda seconds: None)
    try:
        customers = read_customers(client, {})
    except EnswitchError as error:
        assert error.category in CATEGORIES
        return
    names = [host_name(customer) for customer in customers]
    assert len(set(names)) == len(names) and all(name.isascii() and name.strip() for name in names)
