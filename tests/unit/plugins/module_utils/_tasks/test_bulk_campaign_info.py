# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The task of bulk_campaign_info: which customers are asked, which campaigns are returned, and how for people."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import EnswitchError, UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._api.progress import Watcher
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks import bulk_campaign_info as module
from unit.support.contexts import Task
from unit.support.fakes import envelope, timed_out
from unit.support.platform import COLUMNS, Platform

LIST, GET, CUSTOMERS = "bulk/campaigns/list", "customers/get", "customers/list"


@pytest.fixture
def platform():
    """A platform where three customers have campaigns."""
    made = Platform()
    for name, customer in (("Own", 1), ("Survey", 2), ("Reminder", 2), ("Survey ", 3)):
        made.add(name, customer=customer)
    return made


def task(platform, **options):
    return Task(module.TASK, platform, **options)


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


def test_a_name_with_a_comma_is_one_name_and_is_found_in_either_form_of_unicode(platform):
    platform.customers[9] = "Smith, Jones"
    platform.add("Übung", customer=9)
    assert [found["name"] for found in task(platform, customer="Smith, Jones").run()["campaigns"]] == ["Übung"]
    assert [found["name"] for found in task(platform, customer=9, name="U\u0308bung").run()["campaigns"]] == ["Übung"]


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


DONE = {"total": 4, "pending": 1, "success": 3, "failed": 0, "cancelled": 0, "other": 0}


def test_the_summary_counts_only_what_is_returned(platform, monkeypatch):
    counted = []
    monkeypatch.setattr(module, "count_by_status", lambda _client, campaign: counted.append(campaign) or DONE)
    result = task(platform, customer=[2, 3], name="Survey", destinations="summary").run()
    assert counted == [101, 103]
    assert [(entry["destinations"]["total"], entry["progress"]) for entry in result["campaigns"]] == [(4, 75)] * 2
    assert "destinations" not in task(platform, customer=2).run()["campaigns"][0]


@pytest.mark.parametrize(
    "options, key, says",
    [
        ({"customer": []}, "customer", "customer is an empty list"),
        ({"customer": {"id": 2}}, "customer", "customer must be a single value, not a dictionary"),
        ({"customer": [2, [3]]}, "customer", "customer must be a single value, not a list"),
        ({"customer": True}, "customer", "customer must be a name or an ID"),
        ({"customer": -1}, "customer", "customer must be a name or an ID"),
        *(({"customer": customer, "all_customers": True}, "all_customers", "") for customer in (0, 2, "Acme Ltd", [2])),
        *(({"name": name}, "name", "") for name in (True, ["Survey"])),
        *(({"workers": workers}, "workers", "workers must be from 1 to 32") for workers in (0, 33)),
        ({"watch_retries": -1}, "watch_retries", ""),
        # Nothing is counted.
        ({"watch_retries": 1}, "watch_retries", ""),
        ({"watch_retries": 1, "destinations": "summary", "watch_delay": -0.5}, "watch_delay", ""),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(platform, options, key, says):
    error = task(platform, **{"customer": None, **options}).fails(UsageError)
    assert says in error.msg and error.key == key
    assert platform.journal == []


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


def test_the_own_customer_by_its_id_too_is_there_once(platform):
    result = task(platform, customer=[0, 1, 2]).run()
    assert [(found["id"], found["customer"]) for found in result["campaigns"]] == [(100, 1), (101, 2), (102, 2)]
    assert [(entry["id"], entry["campaigns"]) for entry in result["customers"]] == [(1, 1), (2, 2)]


def test_the_customers_that_were_read(platform):
    def read(**options):
        found = task(platform, **options).run()["customers"]
        return [(entry["id"], entry["name"], entry["host"], entry["campaigns"]) for entry in found]

    assert read(customer=["Globex & Söhne", 2, 9, 0], name="Survey") == [
        (3, "Globex & Söhne", "globex_sohne_3", 1),
        (2, None, "customer_2", 1),
        (9, None, "customer_9", 0),
        (1, None, "customer_1", 0),
    ]
    platform.customers[9] = "Globex & Söhne"
    hosts = ["customer_1", "acme_ltd_2", "globex_sohne_3", "globex_sohne_9"]
    assert [host for _number, _name, host, _count in read(all_customers=True)] == hosts
    named = read(customer=[0, 2], references="names")
    assert [row[1:3] for row in named] == [("Provider", "provider_1"), ("Acme Ltd", "acme_ltd_2")]


@pytest.mark.parametrize("tell", [True, False])
def test_a_platform_that_does_not_list_the_customer_is_asked_who_one_is(tell):
    platform = Platform(hide=["customer"], tell_customer=tell)
    platform.add("Own", customer=1)
    platform.add("Other", customer=2)
    result = task(platform, customer=[0, 2]).run()
    assert [found.get("customer") for found in result["campaigns"]] == [1 if tell else None, 2]
    assert [entry["host"] for entry in result["customers"]] == ["customer_1" if tell else "own", "customer_2"]


def test_who_was_given_by_name_is_not_looked_up_once_more(platform):
    found = task(platform, customer="Acme Ltd", references="names").run()["campaigns"]
    assert {entry["customer"] for entry in found} == {"Acme Ltd"}
    assert platform.functions == [GET, CUSTOMERS, LIST]
    # Digits are an ID, which has a name as well.
    result = task(platform, customer="2", references="names").run()
    assert {entry["customer"] for entry in result["campaigns"]} == {"Acme Ltd"}
    assert result["customers"][0]["host"] == "acme_ltd_2"


# --- all customers, and what could not be read --------------------------------------------------------------


def test_all_customers_are_the_own_one_and_all_below(platform):
    result = task(platform, all_customers=True).run()
    assert [found["id"] for found in result["campaigns"]] == [100, 101, 102, 103]
    assert asked(platform) == [None, "2", "3"]
    function, parameters = platform.journal[0]
    assert function == CUSTOMERS
    assert [parameters[name] for name in ("recursive", "deleted", "directory")] == ["1", "0", "-1"]


def test_without_the_right_to_list_customers_the_role_is_named(platform):
    platform.before = {CUSTOMERS: [envelope("402", message="No")]}
    error = task(platform, all_customers=True, on_error="continue").fails(EnswitchError)
    assert (error.category, error.key) == ("role", "all_customers")
    assert error.hint.endswith(
        "It needs the role reseller (callshop or commerce). Use such an account, or name the customers in the option "
        "customer."
    )
    assert asked(platform) == []


@pytest.mark.parametrize(
    "options, label",
    [
        ({"customer": ["Acme Ltd"]}, "customer 'Acme Ltd': "),
        ({"customer": [2]}, "customer 2: "),
        ({"customer": None}, "your own customer: "),
        ({"all_customers": True}, "customer 2 ('Acme Ltd'): "),
    ],
)
def test_an_error_names_the_customer(platform, options, label):
    def broken(parameters):
        # Of all customers, the own one comes first.
        return None if options.get("all_customers") and "customer" not in parameters else envelope("500")

    platform.before = {LIST: [broken] * 2}
    assert task(platform, **options).fails(EnswitchError).text.startswith(label + LIST)


def test_what_could_be_read_is_returned_and_who_failed_is_named(platform):
    platform.before = {LIST: [envelope("200", data=[]), envelope("400", key="customer", message="Invalid customer.")]}
    played = task(platform, customer=[1, 2, "Nobody", 3], on_error="continue")
    result = played.run()
    assert [found["id"] for found in result["campaigns"]] == [103]
    assert [(entry["customer"], entry["error"]["category"]) for entry in result["failed_customers"]] == [
        (2, "invalid_input"),
        ("Nobody", "not_found"),
    ]
    assert [entry["msg"].split(":")[0] for entry in result["failed_customers"]][0] == "customer 2"
    assert result["failed_customers"][1]["msg"].startswith("customer 'Nobody' does not exist")
    assert asked(platform) == ["1", "2", "3"]
    assert played.warnings == [
        "2 of 4 customers could not be read completely: customer 2, customer 'Nobody'. failed_customers says why."
    ]


def test_where_all_is_well_nobody_failed(platform):
    played = task(platform, customer=[2, 3], on_error="continue")
    assert played.run()["failed_customers"] == [] and played.warnings == []
    assert "failed_customers" not in task(platform, customer=2).run()


def test_nothing_read_is_a_failure(platform):
    platform.before = {LIST: [envelope("500", message="Broken"), envelope("404", message="None")]}
    error = task(platform, customer=[2, 3], on_error="continue").fails(EnswitchError)
    assert error.code == 500
    assert [entry["customer"] for entry in error.result["failed_customers"]] == [2, 3]
    assert "campaigns" not in error.result


@pytest.mark.parametrize("answers, category", [([envelope("401")], "authentication"), ([timed_out()] * 2, "timeout")])
def test_after_a_refusal_as_a_whole_nobody_else_is_asked(platform, answers, category):
    platform.before = {LIST: [envelope("200", data=[]), *answers]}
    result = task(platform, customer=[1, 2, 3, "Nobody", 4], on_error="continue").run()
    assert asked(platform) == ["1", "2", "3"][: 1 + len(answers)]
    assert [(entry["customer"], entry["error"]["category"]) for entry in result["failed_customers"]] == [
        (2, category),
        (3, category),
        ("Nobody", "not_found"),
        (4, category),
    ]


def test_a_refused_look_up_ends_all(platform):
    platform.before = {GET: [envelope("401")]}
    error = task(platform, customer=[2, "Acme Ltd", 3], on_error="continue").fails(EnswitchError)
    assert error.category == "authentication" and GET in error.text
    assert platform.functions == [GET]
    assert len(error.result["failed_customers"]) == 3


def test_numbers_that_cannot_be_counted_are_named_by_their_campaign(platform):
    platform.before = {"bulk/destinations/list": [envelope("500", message="Broken")]}
    error = task(platform, customer=2, destinations="summary").fails(EnswitchError)
    assert error.text.startswith("customer 2: campaign 'Survey' (ID 101): bulk/destinations/list")


def test_a_campaign_whose_numbers_cannot_be_counted_is_still_returned(platform, monkeypatch):
    def count(client, campaign):
        if campaign == 102:
            raise EnswitchError("broken", category="server")
        return DONE

    monkeypatch.setattr(module, "count_by_status", count)
    result = task(platform, customer=[2, 3], destinations="summary", on_error="continue").run()
    found = [(found["id"], "progress" in found) for found in result["campaigns"]]
    assert found == [(101, True), (102, False), (103, True)]
    assert [entry["customer"] for entry in result["failed_customers"]] == [2]


def test_long_work_says_how_far_it_is(platform):
    platform.add("All", customer=3, timegroup=2)
    played = task(platform, customer=[2, 3], references="names")
    lines, seconds = [], iter(range(0, 6000, 6))
    played._connect().watcher = Watcher(lines.append, seconds.__next__)
    played.run()
    assert lines[:4] == [
        "{0}: {1}".format(what, far)
        for what in ("customers found", "customers read")
        for far in ("1 of 2, 50 %, 0.2/s, 6 s left", "2 of 2, 100 %, 0.2/s, 0 s left")
    ]
    assert [line.partition(":")[0] for line in lines[4:]] == ["customers listed"] * 2 + ["lists of names"] * 2


# --- Ansible's mask --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "secret, place",
    [
        ("Reminder", "campaigns[1].name"),
        ("emind", "campaigns[1].name"),
        ("Reminder pay", None),
        ("102", "campaigns[1].id"),
        ("hang", "campaigns[0].dtype"),
        ("None", None),
        ("True", None),
    ],
)
@pytest.mark.parametrize("option", ["auth_password", "auth_token"])
def test_a_name_that_ansible_would_mask_is_not_returned(platform, option, secret, place):
    played = task(platform, customer=2, **{option: secret})
    if place is None:
        assert len(played.run()["campaigns"]) == 2
        return
    error = played.fails(UsageError)
    assert error.key == option and error.text.startswith("{0} cannot be returned: ".format(place))
    assert secret not in error.msg


def test_a_watch_returns_what_it_saw(platform, monkeypatch):
    monkeypatch.setattr(module, "count_by_status", lambda _client, _campaign: {**DONE, "pending": 0, "total": 3})
    result = task(platform, customer=2, destinations="summary", watch_retries=3).run()
    assert [line.split(":")[0] for line in result["looks"]] == ["Survey", "Reminder"]


# --- what is returned for people ------------------------------------------------------------------------------


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
