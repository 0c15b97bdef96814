# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Entries that can be read as another number than the one that is written: who they mean is not called by mistake."""

from __future__ import annotations

import pytest
from unit.fake_destinations import FakePlatform
from unit.support.loading import Task

NUMBER = "+491713920012"
WITH_ZERO = ["+49 0171 3920012", "0049 0171 3920012", "49 0171 3920012", "4901713920012"]


@pytest.mark.parametrize("spelling", WITH_ZERO)
@pytest.mark.parametrize("normalize", ["separators", "none"])
def test_a_zero_that_is_not_dialed_from_abroad_hides_no_one(spelling, normalize):
    options = {"normalize": normalize}
    # Stored like that, the person is known.
    platform = FakePlatform({spelling: "success"})
    assert Task(platform, numbers=[NUMBER], **options).summary(listed=1, kept=1)
    platform = FakePlatform({spelling: "pending"})
    assert Task(platform, exclude=[NUMBER], numbers=[], **options).summary(removed=1)
    # As a do-not-call entry it cannot be understood, and what is meant is excluded where it may be left out.
    platform = FakePlatform({"491713920012": "pending"})
    task = Task(platform, exclude=[spelling], numbers=[NUMBER], **options)
    assert (task.error.category, task.error.key) == ("invalid_input", "exclude")
    task = Task(platform, exclude=[spelling], numbers=[NUMBER], exclude_on_invalid="skip", **options)
    assert task.summary(listed=1, removed=1, excluded=1, exclude_invalid=1) and platform.rows == {}


@pytest.mark.parametrize("spelling", WITH_ZERO)
def test_a_listed_zero_that_is_not_dialed_from_abroad_calls_no_one_again(spelling):
    platform = FakePlatform({"491713920012": "success"})
    task = Task(platform, numbers=[spelling])
    assert task.error.category == "invalid_input" and "0 behind" in task.result["msg"]
    # Who sends it as it is written means that person.
    assert Task(platform, numbers=[NUMBER, spelling], normalize="none").summary(listed=2, kept=1, duplicates=1)
    assert Task(platform, numbers=[spelling], exclude=[NUMBER], normalize="none").summary(listed=1, excluded=1)
    assert Task(platform, numbers=[spelling], state="absent", normalize="none").summary(listed=1, removed=1)
    # Refused by the platform, it is named with its place.
    task = Task(FakePlatform(bad=lambda number: True), numbers=[spelling], normalize="none", on_invalid="skip")
    assert [(entry["index"], entry["value"]) for entry in task.result["rejected"]] == [(0, spelling)]


BESIDE = ["+491713920012 (5)", "+491713920012 [12]", "+491713920012-(12)", "+491713920012 ext 5", "Ann +491713920012"]


@pytest.mark.parametrize("entry", BESIDE)
def test_what_stands_beside_a_number_that_is_sent_as_it_is_written_hides_no_one(entry):
    options = {"normalize": "none"}
    # In the list, and in the campaign, in either place.
    for rows, numbers in (
        ({}, [NUMBER, entry]),
        ({}, [entry, "0171 3920012"]),
        ({NUMBER: "success"}, [entry]),
        ({"491713920012": "success"}, [entry]),
        ({entry: "success"}, [NUMBER]),
        ({entry: "success"}, ["0171 3920012"]),
        ({entry: "success"}, [entry + "x7"]),
    ):
        platform = FakePlatform(rows)
        task = Task(platform, numbers=numbers, **options)
        assert task.error.key == "allow_lookalikes" and platform.writes() == []
        task = Task(platform, numbers=numbers, allow_lookalikes=True, **options)
        assert task.result["summary"]["added"] == len(numbers)
    # What is there as it is listed stays.
    platform = FakePlatform({entry: "success", NUMBER: "success"})
    assert Task(platform, numbers=[NUMBER, entry], **options).summary(listed=2, kept=2)


@pytest.mark.parametrize("entry", BESIDE)
def test_who_must_not_be_called_is_not_called_with_something_beside_the_number(entry):
    options = {"normalize": "none"}
    platform = FakePlatform()
    assert Task(platform, numbers=[entry], exclude=[NUMBER], **options).summary(listed=1, excluded=1)
    assert platform.rows == {}
    platform = FakePlatform({entry: "pending"})
    task = Task(platform, numbers=[], exclude=[NUMBER], **options)
    assert task.error.key == "allow_lookalikes" and "must not be called" in task.result["msg"]
    # As a do-not-call entry it stops the task.
    task = Task(FakePlatform(), numbers=[NUMBER], exclude=[entry], **options)
    assert (task.error.category, task.error.key) == ("invalid_input", "exclude")


def test_a_stored_extension_is_a_near_duplicate_in_each_mode():
    platform = FakePlatform({"212-555-0199 x5": "success"})
    assert Task(platform, numbers=["2125550199"]).error.key == "allow_lookalikes"
    assert Task(platform, numbers=["2125550198"]).summary(listed=1, added=1)
