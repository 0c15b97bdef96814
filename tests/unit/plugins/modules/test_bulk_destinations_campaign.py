# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which campaign bulk_destinations takes: by ID, by name, and by digits that may be either."""

from __future__ import annotations

import pytest
from unit.fake_destinations import CAMPAIGN, FakePlatform
from unit.support.loading import Task


def others(*rows):
    """A platform with campaign 7, 'Survey', of customer 1, and others."""
    platform = FakePlatform()
    platform.campaigns += [{"id": number, "name": name, "customer": customer} for number, name, customer in rows]
    return platform


@pytest.mark.parametrize(
    "options, listed",
    [
        ({"campaign": "Survey"}, True),
        ({"campaign": str(CAMPAIGN)}, True),
        ({"campaign": str(CAMPAIGN), "customer": 1}, True),
        # An integer, or an ID by its own option, needs no customer and no list of campaigns.
        ({"campaign": CAMPAIGN}, False),
        ({"campaign": None, "campaign_id": CAMPAIGN}, False),
    ],
)
def test_a_campaign_is_found_by_its_name_and_by_its_id(options, listed):
    task = Task(FakePlatform(), numbers=["2125550001"], **options)
    assert task.error is None and task.result["campaign_id"] == CAMPAIGN and task.result["summary"]["added"] == 1
    assert ("bulk/campaigns/list" in task.result["requests"]) is listed


@pytest.mark.parametrize(
    "other, options, words",
    [
        ((9, "Survey", 1), {"campaign": "Survey"}, "IDs 7, 9"),
        # Digits that are the name of another campaign.
        ((9, str(CAMPAIGN), 1), {"campaign": str(CAMPAIGN)}, "ID 9"),
        # The ID of another customer's campaign.
        ((8, "Theirs", 2), {"campaign": "8", "customer": 1}, "campaign_id"),
    ],
)
def test_what_may_mean_two_campaigns_is_refused(other, options, words):
    platform = others(other)
    task = Task(platform, numbers=["2125550001"], **options)
    assert (task.error.category, task.error.key) == ("conflict", "campaign") and words in task.error.msg
    assert "campaign_id" in task.error.msg
    assert platform.writes() == []
    assert Task(platform, campaign=CAMPAIGN, numbers=["2125550001"]).result["campaign_id"] == CAMPAIGN


@pytest.mark.parametrize(
    "options, read_only",
    [
        ({"campaign": "Other"}, False),
        ({"campaign": "Other", "customer": 1}, False),
        ({"campaign": "99"}, False),
        ({"campaign": "99"}, True),
    ],
)
def test_a_campaign_that_does_not_exist_fails(options, read_only):
    platform = FakePlatform(read_only=read_only)
    task = Task(platform, numbers=["2125550001"], **options)
    assert task.error.category == "not_found" and task.error.key == "campaign"
    assert "campaign_id" not in task.result or options["campaign"] == "99"
    assert platform.writes() == []


@pytest.mark.parametrize("options", [{}, {"customer": 1}])
def test_an_error_about_an_id_names_the_option_that_it_was_given_with(options):
    platform = FakePlatform()
    task = Task(platform, numbers=["2125550001"], campaign=None, campaign_id=99, **options)
    assert (task.error.category, task.error.key) == ("not_found", "campaign_id")
    assert task.error.msg.count("campaign_id") == len(options) * 2 and platform.writes() == []


def test_in_check_mode_a_name_that_is_not_there_yet_gives_a_warning_and_a_plan():
    platform = FakePlatform(read_only=True)
    task = Task(platform, campaign="Other", numbers=["2125550001", "2125550002"])
    assert task.error is None and task.result["changed"] and "campaign_id" not in task.result
    assert task.summary(listed=2, added=2)
    assert len(task.warnings) == 1 and "There is no campaign 'Other' yet" in task.warnings[0]
    assert Task(platform, campaign="Other", numbers=["2125550001", "2125550002"], max_added=1).error.key == "max_added"


def test_an_id_that_is_not_listed_is_refused_where_a_customer_is_named():
    task = Task(FakePlatform(), campaign="8", customer=1, numbers=["2125550001"])
    assert "campaigns/list lists no campaign with ID 8 of customer 1" in task.error.text


def test_the_nearest_names_are_offered():
    task = Task(FakePlatform(), campaign="survay", numbers=["2125550001"])
    assert "Did you mean 'Survey'?" in task.error.msg
