# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which campaign bulk_destinations takes: by ID, by name, and by digits that may be either."""

from __future__ import annotations

import pytest
from unit.fake_destinations import CAMPAIGN, FakePlatform
from unit.support.loading import Task

# --- which campaign ----------------------------------------------------------------------------------------


def test_a_campaign_is_found_by_its_name():
    platform = FakePlatform()
    task = Task(platform, campaign="Survey", numbers=["2125550001"])
    assert task.result["campaign_id"] == CAMPAIGN and task.result["summary"]["added"] == 1


def test_a_name_that_is_not_unique_is_refused_with_the_ids():
    platform = FakePlatform()
    platform.campaigns.append({"id": 9, "name": "Survey", "customer": 1})
    task = Task(platform, campaign="Survey", numbers=["2125550001"])
    assert task.error.category == "conflict" and "IDs 7, 9" in task.error.text and task.error.key == "campaign"


@pytest.mark.parametrize("options", [{"campaign": "Other"}, {"campaign": "Other", "customer": 1}, {"campaign": "99"}])
def test_a_campaign_that_does_not_exist_fails(options):
    platform = FakePlatform()
    task = Task(platform, numbers=["2125550001"], **options)
    assert task.error.category == "not_found" and task.error.key == "campaign"
    assert "campaign_id" not in task.result or options["campaign"] == "99"
    assert platform.writes() == []


def test_in_check_mode_a_name_that_is_not_there_yet_gives_a_warning_and_a_plan():
    platform = FakePlatform(read_only=True)
    task = Task(platform, campaign="Other", numbers=["2125550001", "2125550002"])
    assert task.error is None and task.result["changed"] and "campaign_id" not in task.result
    assert task.summary(listed=2, added=2)
    assert len(task.warnings) == 1 and "There is no campaign 'Other' yet" in task.warnings[0]
    assert Task(platform, campaign="Other", numbers=["2125550001", "2125550002"], max_added=1).error.key == "max_added"


def test_in_check_mode_an_id_that_is_not_there_fails():
    task = Task(FakePlatform(read_only=True), campaign="99", numbers=["2125550001"])
    assert task.error.category == "not_found" and task.error.key == "campaign"


def test_an_id_of_another_customer_is_refused_where_a_customer_is_named():
    platform = FakePlatform()
    assert Task(platform, customer=1, numbers=["2125550001"]).error is None
    task = Task(platform, campaign="8", customer=1, numbers=["2125550001"])
    assert "campaigns/list lists no campaign with ID 8 of customer 1" in task.error.text


# --- digits that may be an ID or a name ----------------------------------------------------------------------


def test_an_id_needs_no_customer_and_no_list_of_campaigns():
    platform = FakePlatform()
    task = Task(platform, campaign=None, campaign_id=CAMPAIGN, numbers=["2125550001"])
    assert task.error is None and task.result["campaign_id"] == CAMPAIGN
    assert "bulk/campaigns/list" not in task.result["requests"]


def test_digits_are_the_id():
    task = Task(FakePlatform(), campaign=str(CAMPAIGN), numbers=["2125550001"])
    assert task.error is None and task.result["campaign_id"] == CAMPAIGN


def test_digits_that_are_the_name_of_another_campaign_are_refused():
    platform = FakePlatform()
    platform.campaigns.append({"id": 9, "name": str(CAMPAIGN), "customer": 1})
    task = Task(platform, campaign=str(CAMPAIGN), numbers=["2125550001"])
    assert (task.error.category, task.error.key) == ("conflict", "campaign")
    assert "campaign_id" in task.error.msg and "ID 9" in task.error.msg
    assert platform.writes() == []
    assert Task(platform, campaign=CAMPAIGN, numbers=["2125550001"]).result["campaign_id"] == CAMPAIGN


def test_digits_that_are_the_id_of_another_customers_campaign_are_refused():
    platform = FakePlatform()
    platform.campaigns.append({"id": 8, "name": "Theirs", "customer": 2})
    task = Task(platform, campaign="8", customer=1, numbers=["2125550001"])
    assert task.error.category == "conflict" and "campaign_id" in task.error.msg
    assert platform.writes() == []


def test_the_nearest_names_are_offered():
    task = Task(FakePlatform(), campaign="survay", numbers=["2125550001"])
    assert "Did you mean 'Survey'?" in task.error.msg
