# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is reported about campaigns: one entry each, the summary, and the differences."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import ApiError
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.desired import read_all_desired
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.entries import Entry, Report
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.plan import Roster, plan, plan_absent
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.results import (
    diff_of,
    diffs_of,
    entry_result,
    summary,
)

ROW = {"id": 7, "name": "Old", "customer": 2, "dtype": "queue", "dnumber": "200", "maximum": 1}


def planned(*campaigns, customer=2, state="present", done=True):
    """A report over these campaigns, planned against a customer who has ROW."""
    report = Report(read_all_desired(list(campaigns)))
    for entry in report.entries:
        entry.customer = customer
        entry.roster = Roster(customer, [ROW])
        entry.step = plan(entry.desired, entry.fields, entry.roster, state)
        entry.id = entry.step.id
        entry.done = done
    return report


def purged(report):
    entry = Entry(None, "purging")
    entry.customer, entry.id, entry.step, entry.done = 2, 7, plan_absent({**ROW}), True
    report.purged.append(entry)
    return entry


NEW = {"name": "New", "customer": 2, "dtype": "queue", "dnumber": "200"}


def test_an_entry_of_each_kind():
    report = planned({"name": "Old", "maximum": 3}, {"id": 7}, NEW)
    report.entries[2].id = 8
    results = [entry_result(entry) for entry in report.entries]
    assert [[change["field"] for change in one.pop("changes", [])] for one in results] == [
        ["maximum"],
        [],
        ["name", "dtype", "dnumber", "enabled"],
    ]
    assert results == [
        {"index": 0, "name": "Old", "customer": 2, "id": 7, "operation": "updated", "changed": True},
        # Named by its ID alone: the name is what the platform says.
        {"index": 1, "name": "Old", "customer": 2, "id": 7, "operation": "unchanged", "changed": False},
        {"index": 2, "name": "New", "customer": 2, "id": 8, "operation": "created", "changed": True},
    ]


def test_what_was_purged_has_no_place_in_the_list():
    assert entry_result(purged(planned())) == {
        "name": "Old",
        "customer": 2,
        "id": 7,
        "operation": "deleted",
        "changed": True,
        "changes": [
            {"field": "name", "before": "Old", "after": None},
            {"field": "dtype", "before": "queue", "after": None},
            {"field": "dnumber", "before": "200", "after": None},
        ],
    }


def test_what_was_not_begun_is_skipped_and_unchanged():
    entry = planned({"name": "Old", "maximum": 3}, done=False).entries[0]
    assert (entry_result(entry)["operation"], entry_result(entry)["changed"]) == ("skipped", False)


def test_a_failure_has_its_error_and_msg():
    entry = planned({"name": "Old", "maximum": 3}).entries[0]
    entry.done, entry.error = False, ApiError("No.", code=400, key="maximum")
    result = entry_result(entry)
    assert (result["operation"], result["changed"], result["id"]) == ("failed", False, 7)
    assert result["error"] == {"msg": "No.", **entry.error.as_dict()}


def test_a_customer_whose_name_is_not_known_is_shown_by_that_name():
    entry = Report(read_all_desired([{"name": "A", "customer": "Nobody"}])).entries[0]
    assert entry_result(entry)["customer"] == "Nobody"


def test_the_own_customer_is_shown_where_the_platform_tells_it():
    known = planned({"name": "Old"}, customer=None).entries[0]
    assert entry_result(known)["customer"] == 2
    unknown = Report(read_all_desired([{"name": "A"}])).entries[0]
    assert entry_result(unknown)["customer"] is None


def test_the_summary_counts_every_campaign_once():
    report = planned({"name": "Old", "maximum": 3}, {"id": 7}, NEW, {**NEW, "name": "Other"})
    purged(report)
    report.entries[2].error = ApiError("No.")
    report.entries[3].done = False
    assert summary(report) == {"created": 0, "updated": 1, "deleted": 1, "unchanged": 1, "failed": 1, "skipped": 1}
    assert set(summary(Report([])).values()) == {0}


@pytest.mark.parametrize(
    "campaign, state, before, after",
    [
        ({"name": "Old", "maximum": 3}, "present", "maximum: 1\n", "maximum: 3\n"),
        ({"name": "Old"}, "present", "", ""),
        ({"name": "Old"}, "absent", 'name: Old\ndtype: queue\ndnumber: "200"\n', ""),
        ({"name": "Never"}, "absent", "", ""),
    ],
)
def test_the_difference_of_one_is_what_changes(campaign, state, before, after):
    diff = diff_of(planned(campaign, state=state).entries[0], {})
    assert (diff["before"], diff["after"]) == (before, after)


def test_the_difference_of_what_is_created_begins_with_nothing_and_says_that_calls_begin():
    entry = planned({**NEW, "maximum": 5}).entries[0]
    entry.id = 8
    assert diff_of(entry, {("customer", 2): "Acme"}) == {
        "before_header": "campaign 'New' (ID 8) of customer 'Acme' (ID 2)",
        "after_header": "campaign 'New' (ID 8) of customer 'Acme' (ID 2)",
        "before": "",
        "after": 'name: New\ndtype: queue\ndnumber: "200"\nenabled: true  # starts calling\nmaximum: 5\n',
    }


def test_what_the_platform_made_of_a_value_is_shown():
    entry = planned({"name": "Old", "maximum": 30}).entries[0]
    entry.fresh = {**ROW, "maximum": 10}
    assert entry_result(entry)["changes"] == [{"field": "maximum", "before": 1, "after": 10}]
    assert diff_of(entry, {})["after"] == "maximum: 10\n"


def test_the_difference_of_what_was_never_planned_is_none():
    assert diff_of(Report(read_all_desired([NEW])).entries[0], {}) == {"before": "", "after": ""}


def test_only_what_changed_is_shown_each_under_its_name():
    report = planned({"name": "Old", "maximum": 3}, {"id": 7}, NEW)
    report.entries[2].error = ApiError("No.")
    report.entries[2].done = False
    purged(report)
    diffs = diffs_of(report)
    assert [diff["before_header"] for diff in diffs] == ["campaign 'Old' (ID 7) of customer 2"] * 2
    assert [diff["after"] for diff in diffs] == ["maximum: 3\n", ""]
    assert all(diff["before_header"] == diff["after_header"] for diff in diffs)


def test_a_renamed_campaign_stands_under_its_old_name():
    (diff,) = diffs_of(planned({"id": 7, "name": "New"}))
    assert diff["after_header"] == "campaign 'Old' (ID 7) of customer 2"
    assert (diff["before"], diff["after"]) == ("name: Old\n", "name: New\n")


def test_the_own_customer_has_words_in_the_heading():
    (entry,) = (report := Report(read_all_desired([{"name": "New", "dtype": "queue", "dnumber": "200"}]))).entries
    entry.step, entry.done = plan(entry.desired, entry.fields, Roster(None, []), "present"), True
    assert diffs_of(report)[0]["after_header"] == "campaign 'New' (new) of your own customer"
