# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What bulk_campaign_info returns for people: the order of keys, no defaults, and names in place of IDs."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import EnswitchError
from unit.support.fakes import envelope
from unit.support.platform import COLUMNS
from unit.support.surveys import surveyed, task

LIST, GET, CUSTOMERS = "bulk/campaigns/list", "customers/get", "customers/list"


@pytest.fixture
def platform():
    return surveyed()


def test_keys_come_in_the_order_of_the_documentation(platform):
    (found,) = task(platform, customer=3).run()["campaigns"]
    fields = [name for name in COLUMNS if name != "name"]
    assert list(found) == ["name", "customer", "id", *fields]


def test_defaults_are_left_out(platform):
    kept = {"attempts": 5, "callerid": "1", "keep_agents_available": -1, "retry": 60}
    platform.add("Set", customer=9, dnumber="7", enabled=0, **kept)
    found = task(platform, customer=[3, 9], omit_defaults=True).run()["campaigns"]
    assert found == [
        {"name": "Survey ", "customer": 3, "id": 103, "dtype": "hangup", "dnumber": ""},
        {"name": "Set", "customer": 9, "id": 104, "dtype": "hangup", "dnumber": "7", "enabled": False, **kept},
    ]


def named(platform, **options):
    """References of each campaign, as they are returned with names."""
    found = task(platform, references="names", **options).run()["campaigns"]
    return [[entry[option] for option in ("customer", "owner", "timegroup", "recordgroup")] for entry in found]


def test_names_in_the_place_of_ids(platform):
    platform.add("All", customer=2, owner=7, timegroup=1, recordgroup=1)
    assert named(platform, customer=[2, 3], name="All") == [["Acme Ltd", "acme.agent", "Office hours", "Compliance"]]
    # 0 is none, and stays.
    assert named(platform, customer=3) == [["Globex & Söhne", 0, 0, 0]]
    assert named(platform, customer=None) == [["Provider", 0, 0, 0]]


def test_each_list_is_read_once(platform):
    for number in range(5):
        platform.add("All {0}".format(number), customer=2, owner=7 + number % 2, timegroup=1, recordgroup=1)
    platform.add("One", customer=3, owner=7, timegroup=2)
    named(platform, customer=[2, 3])
    # Of the customers, the second page is empty.
    twice = [LIST, CUSTOMERS, "timegroups/list"]
    assert sorted(platform.functions) == sorted([*twice, *twice, "people/list", "recording/groups/list"])
    platform.journal.clear()
    named(platform, customer=3, name="One")
    assert [name for name in platform.functions if name.startswith("people")] == ["people/get"]
    platform.journal.clear()
    named(platform, customer=3, name="Survey")
    assert set(platform.functions) == {LIST, CUSTOMERS}


@pytest.mark.parametrize("name", ["2024", " 7 ", "+4930123", "", "  ", "Payment ********s", "４２"])
def test_a_name_that_would_mean_something_else_is_an_id(platform, name):
    platform.customers[2] = platform.people[7] = name
    platform.timegroups[0] = (1, name, 2)
    platform.recordgroups[0] = (1, name, 2)
    platform.add("All", customer=2, owner=7, timegroup=1, recordgroup=1)
    assert named(platform, customer=2, name="All") == [[2, 7, 1, 1]]


@pytest.mark.parametrize("other", ["Evenings", "evenings", " Even\u0069ngs ", "EVENINGS"])
def test_a_name_of_two_is_an_id(platform, other):
    platform.timegroups = [(4, "Evenings", 2), (5, other, 2), (6, "Evenings", 3)]
    platform.add("Four", customer=2, timegroup=4)
    platform.add("Five", customer=2, timegroup=5)
    platform.add("Six", customer=3, timegroup=6)
    groups = [entry["timegroup"] for entry in task(platform, customer=[2, 3], references="names").run()["campaigns"]]
    assert [group for group in groups if group] == [4, 5, "Evenings"]


def test_two_customers_of_one_name_are_ids(platform):
    platform.customers.update({3: "Acme Ltd", 1: "acme  ltd"})
    assert [row[0] for row in named(platform, all_customers=True)] == [1, 2, 2, 3]


def test_without_the_right_to_list_customers_each_is_asked_for(platform):
    platform.before = {CUSTOMERS: [envelope("402", message="No")]}
    played = task(platform, customer=2, references="names")
    assert {found["customer"] for found in played.run()["campaigns"]} == {"Acme Ltd"}
    assert played.warnings == []


@pytest.mark.parametrize("known", [True, False])
def test_what_nobody_knows_or_the_account_may_not_read_stays_an_id(platform, known):
    number = 1 if known else 99
    platform.before = {"recording/groups/list": [envelope("402", message="No")]} if known else {}
    platform.add("All", customer=2, owner=99, timegroup=number, recordgroup=number)
    played = task(platform, customer=2, name="All", references="names")
    (found,) = played.run()["campaigns"]
    group = "Office hours" if known else 99
    assert [found[option] for option in ("owner", "timegroup", "recordgroup")] == [99, group, number]
    # What may not be read is said.
    said = ["Some references stay IDs, since recording/groups/list was refused."] if known else []
    assert [warning[: len(said[0])] for warning in played.warnings] == said


def test_a_list_of_names_that_fails_is_a_failure_of_its_customer(platform):
    platform.add("All", customer=2, timegroup=1)
    platform.before = {"timegroups/list": [envelope("500", message="Broken")] * 2}
    error = task(platform, customer=[2, 3], references="names").fails(EnswitchError)
    assert error.text.startswith("customer 2: timegroups/list")
    result = task(platform, customer=[2, 3], references="names", on_error="continue").run()
    assert [entry["customer"] for entry in result["failed_customers"]] == [2]
    assert [found["timegroup"] for found in result["campaigns"]] == [0, 0, 1, 0]
