# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The task of bulk_campaign_info: which customers are asked, which campaigns are returned."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import EnswitchError, UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks import bulk_campaign_info as module
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_campaign_info import bulk_campaign_info
from unit.support.contexts import Task
from unit.support.fakes import envelope
from unit.support.platform import Platform

LIST, GET = "bulk/campaigns/list", "customers/get"


@pytest.fixture
def platform():
    made = Platform()
    made.add("Own", customer=1)
    made.add("Survey", customer=2)
    made.add("Reminder", customer=2)
    made.add("Survey ", customer=3)
    made.journal.clear()
    return made


def task(platform, **options):
    defaults = {"customer": None, "name": None, "id": None, "destinations": "none", "workers": 1}
    return Task(bulk_campaign_info, platform, {**defaults, **options})


def asked(platform):
    """Whose lists were asked for; None is the caller's own."""
    return [parameters.get("customer") for function, parameters in platform.journal if function == LIST]


@pytest.mark.parametrize(
    "customer, lists, found",
    [
        (None, [None], [100]),
        ("", [None], [100]),
        (0, [None], [100]),
        (2, ["2"], [101, 102]),
        ("2", ["2"], [101, 102]),
        ("Acme Ltd", ["2"], [101, 102]),
        (["Globex & Söhne", 2], ["3", "2"], [103, 101, 102]),
        (["Acme Ltd", 2, "2"], ["2"], [101, 102]),
        ([""], [None], [100]),
    ],
)
def test_each_customer_is_listed_once_in_the_order_of_the_option(platform, customer, lists, found):
    result = task(platform, customer=customer).run()
    assert asked(platform) == lists
    assert [campaign["id"] for campaign in result["campaigns"]] == found
    assert result["changed"] is False
    assert result["requests"][LIST] == len(lists)


def test_a_name_with_a_comma_is_one_name(platform):
    platform.customers[9] = "Smith, Jones"
    platform.add("There", customer=9)
    assert [found["name"] for found in task(platform, customer="Smith, Jones").run()["campaigns"]] == ["There"]


@pytest.mark.parametrize(
    "options, found",
    [
        ({"name": "Survey"}, [101, 103]),
        ({"name": " Survey"}, [101, 103]),
        ({"name": "survey"}, []),
        ({"id": 103}, [103]),
        ({"id": 103, "name": "Survey"}, [103]),
        ({"id": 103, "name": "Reminder"}, []),
        ({"id": 100}, []),
    ],
)
def test_filters(platform, options, found):
    result = task(platform, customer=[2, 3], **options).run()
    assert [campaign["id"] for campaign in result["campaigns"]] == found


def test_the_summary_counts_only_what_is_returned(platform, monkeypatch):
    counted = []

    def count(client, campaign):
        counted.append(campaign)
        return {"total": 4, "pending": 1, "success": 3, "failed": 0, "cancelled": 0, "other": 0}

    monkeypatch.setattr(module, "count_by_status", count)
    result = task(platform, customer=[2, 3], name="Survey", destinations="summary").run()
    assert counted == [101, 103]
    assert [(entry["destinations"]["total"], entry["progress"]) for entry in result["campaigns"]] == [(4, 75)] * 2
    assert "destinations" not in task(platform, customer=2).run()["campaigns"][0]


@pytest.mark.parametrize(
    "customer, says",
    [
        ([], "customer is an empty list"),
        ({"id": 2}, "customer must be a single value, not a dictionary"),
        ([2, [3]], "customer must be a single value, not a list"),
        (True, "customer must be a name or an ID"),
        (-1, "customer must be a name or an ID"),
    ],
)
def test_what_is_no_customer_is_refused_before_anything_is_sent(platform, customer, says):
    error = task(platform, customer=customer).fails(UsageError)
    assert error.text.startswith(says) and error.key == "customer"
    assert platform.journal == []


@pytest.mark.parametrize("workers", [0, 33])
def test_workers_have_limits(platform, workers):
    assert task(platform, workers=workers).fails(UsageError).key == "workers"


def test_after_an_error_no_further_customer_is_asked(platform):
    platform.before = {LIST: [envelope("200", data=[]), envelope("402", message="No")]}
    error = task(platform, customer=[1, 2, 3]).fails(EnswitchError)
    assert error.code == 402
    assert asked(platform) == ["1", "2"]


def test_an_unknown_customer_fails_before_any_list(platform):
    assert task(platform, customer=["Acme Ltd", "Nobody"]).fails(EnswitchError).category == "not_found"
    assert asked(platform) == []


def test_what_the_platform_lists_of_other_customers_is_left_out(platform):
    rows = [{"id": 1, "name": "A", "customer": 2}, {"id": 2, "name": "B", "customer": 3}, {"id": 3, "name": "C"}]
    platform.before = {LIST: [envelope("200", data=rows)]}
    assert [found["id"] for found in task(platform, customer=2).run()["campaigns"]] == [1, 3]
