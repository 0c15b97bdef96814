# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is reported about campaigns: one entry each, the summary, and the differences."""

from __future__ import annotations

import dataclasses

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import ApiError
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.desired import read_all_desired
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.plan import Roster, plan, plan_absent
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.results import (
    diff_of,
    diffs_of,
    entry_result,
    summary,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.stages import (
    Job,
    Outcome,
    Planned,
    Report,
    begin,
    listed,
)

ROW = {"id": 7, "name": "Old", "customer": 2, "dtype": "queue", "dnumber": "200", "maximum": 1}


def outcomes(*campaigns, customer=2, state="present", rows=(ROW,)):
    """These campaigns, planned against a customer who has ROW, and carried out."""
    found = []
    for desired in read_all_desired(campaigns):
        roster = Roster(customer, rows)
        step = plan(desired, desired.fields, roster, state)
        found.append(Outcome(Job(desired, desired.label, customer, roster, step), step.id, done=True))
    return found


def unplanned(**campaign):
    (entry,) = begin(Planned(listed(read_all_desired([campaign])))).entries
    return entry


def but(outcome, **other):
    return dataclasses.replace(outcome, **other)


def purged():
    job = Job(None, "purging", 2, Roster(2, [ROW]), plan_absent({**ROW}))
    return Outcome(job, 7, done=True)


NEW = {"name": "New", "customer": 2, "dtype": "queue", "dnumber": "200"}


def test_an_entry_of_each_kind():
    updated, unchanged, created = outcomes({"name": "Old", "maximum": 3}, {"id": 7}, NEW)
    results = [entry_result(entry) for entry in (updated, unchanged, but(created, id=8))]
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
    gone = {"name": "Old", "dtype": "queue", "dnumber": "200"}
    changes = [{"field": field, "before": value, "after": None} for field, value in gone.items()]
    entry = {"name": "Old", "customer": 2, "id": 7, "operation": "deleted", "changed": True, "changes": changes}
    assert entry_result(purged()) == entry


def test_what_was_not_begun_is_skipped_and_a_failure_has_its_error_and_msg():
    (entry,) = outcomes({"name": "Old", "maximum": 3})
    result = entry_result(but(entry, done=False))
    assert (result["operation"], result["changed"], result["id"]) == ("skipped", False, 7)
    error = ApiError("No.", code=400, key="maximum")
    result = entry_result(but(entry, done=False, error=error))
    assert (result["operation"], result["changed"], result["id"]) == ("failed", False, 7)
    assert result["error"] == {"msg": "No.", **error.as_dict()}


def test_a_customer_is_shown_as_far_as_it_is_known():
    assert entry_result(unplanned(name="A", customer="Nobody"))["customer"] == "Nobody"
    # The own one, where the platform tells it, and where it does not.
    (known,) = outcomes({"name": "Old"}, customer=None)
    assert entry_result(known)["customer"] == 2
    assert entry_result(unplanned(name="A"))["customer"] is None
    (created,) = outcomes({**NEW, "customer": None}, customer=None, rows=())
    assert diff_of(created, {})["after_header"] == "campaign 'New' (new) of your own customer"


def test_the_summary_counts_every_campaign_once():
    *done, failed, skipped = outcomes({"name": "Old", "maximum": 3}, {"id": 7}, NEW, {**NEW, "name": "Other"})
    report = Report((*done, but(failed, error=ApiError("No.")), but(skipped, done=False)), (purged(),))
    assert summary(report) == {"created": 0, "updated": 1, "deleted": 1, "unchanged": 1, "failed": 1, "skipped": 1}
    assert set(summary(Report()).values()) == {0}


@pytest.mark.parametrize(
    "campaign, state, before, after",
    [
        ({"name": "Old", "maximum": 3}, "present", "maximum: 1\n", "maximum: 3\n"),
        ({"name": "Old"}, "absent", 'name: Old\ndtype: queue\ndnumber: "200"\n', ""),
        ({"id": 7, "name": "New"}, "present", "name: Old\n", "name: New\n"),
    ],
)
def test_the_difference_of_one_is_what_changes_under_its_old_name(campaign, state, before, after):
    diff = diff_of(*outcomes(campaign, state=state), {})
    heading = "campaign 'Old' (ID 7) of customer 2"
    assert diff == {"before_header": heading, "after_header": heading, "before": before, "after": after}


def test_the_difference_of_what_is_created_begins_with_nothing_and_says_that_calls_begin():
    (entry,) = outcomes({**NEW, "maximum": 5})
    heading = "campaign 'New' (ID 8) of customer 'Acme' (ID 2)"
    after = 'name: New\ndtype: queue\ndnumber: "200"\nenabled: true  # starts calling\nmaximum: 5\n'
    diff = diff_of(but(entry, id=8), {("customer", 2): "Acme"})
    assert diff == {"before_header": heading, "after_header": heading, "before": "", "after": after}


def test_what_the_platform_made_of_a_value_is_shown():
    (entry,) = outcomes({"name": "Old", "maximum": 30})
    entry = but(entry, fresh={**ROW, "maximum": 10})
    assert entry_result(entry)["changes"] == [{"field": "maximum", "before": 1, "after": 10}]
    assert diff_of(entry, {})["after"] == "maximum: 10\n"


def test_of_what_was_never_planned_or_never_there_nothing_differs():
    assert diff_of(unplanned(**NEW), {}) == {"before": "", "after": ""}
    for campaign, state in (({"name": "Never"}, "absent"), ({"name": "Old"}, "present")):
        diff = diff_of(*outcomes(campaign, state=state), {})
        assert (diff["before"], diff["after"]) == ("", "")


def test_only_what_changed_is_shown_each_under_its_name():
    *done, failed = outcomes({"name": "Old", "maximum": 3}, {"id": 7}, NEW)
    diffs = diffs_of(Report((*done, but(failed, error=ApiError("No."), done=False)), (purged(),)))
    assert [diff["before_header"] for diff in diffs] == ["campaign 'Old' (ID 7) of customer 2"] * 2
    assert [diff["after"] for diff in diffs] == ["maximum: 3\n", ""]
    assert all(diff["before_header"] == diff["after_header"] for diff in diffs)
