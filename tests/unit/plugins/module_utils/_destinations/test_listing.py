# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import EnswitchError
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.grammar import canonical
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.listing import (
    TRIES,
    Listing,
    count_by_status,
    progress,
    read_numbers,
)
from unit.fake_destinations import CAMPAIGN, FakePlatform, refusal

PAGE = 10


def numbers(count):
    return {"2125550{0:03}".format(number): "pending" for number in range(count)}


def read(platform, page=PAGE):
    return read_numbers(Listing(platform, CAMPAIGN, page), canonical)


def pages(platform):
    return [parameters for _name, parameters, _validation in platform.calls if "count" not in parameters]


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 19, 20, 28, 29, 57])
def test_all_rows_are_read_whatever_their_number_is(count):
    platform = FakePlatform(numbers(count))
    assert read(platform).status == numbers(count)
    assert platform.pauses == []


def test_pages_are_sorted_and_each_begins_with_the_last_row_of_the_one_before():
    platform = FakePlatform(numbers(25))
    read(platform)
    assert pages(platform) == [
        {"campaign": CAMPAIGN, "limit": 10, "offset": offset, "sort": "dnumber"} for offset in (0, 9, 18)
    ]
    assert len(platform.calls) == 4


def test_a_small_campaign_takes_two_requests():
    platform = FakePlatform(numbers(3))
    read(platform)
    assert len(platform.calls) == 2


@pytest.mark.parametrize(
    "differs",
    [
        {"knows_limit": False},
        {"knows_limit": False, "knows_offset": False},
        {"knows_offset": False},
        {"knows_sort": False},
        {"knows_count": False},
        {"longest_page": 7},
        {"longest_page": 1},
        {"count_data": lambda count: [{"count": str(count)}]},
        {"count_data": lambda count: {"count": str(count)}},
        {"count_data": lambda count: count},
        {"count_data": lambda count: None},
        {"count_data": lambda count: [{"dnumber": "1"}, {"dnumber": "2"}]},
    ],
)
def test_all_rows_are_read_from_servers_that_differ(differs):
    platform = FakePlatform(numbers(33))
    for name, value in differs.items():
        setattr(platform, name, value)
    assert read(platform).status == numbers(33)


@pytest.mark.parametrize("key", ["count", "", None])
def test_a_server_that_knows_no_count_and_keeps_rows_to_itself_is_asked_on(key):
    platform = FakePlatform({str(number): "pending" for number in range(1000, 1035)})
    platform.shortened = 10

    def before(function, parameters):
        if "count" in parameters:
            raise refusal(key, "unknown parameter")

    platform.before = before
    assert read_numbers(Listing(platform, CAMPAIGN, 1000), canonical).rows == 35


def test_a_server_without_sort_is_asked_for_it_once():
    platform = FakePlatform(numbers(33))
    platform.knows_sort = False
    read(platform)
    assert ["sort" in parameters for parameters in pages(platform)] == [True, False, False, False, False]


def test_another_refusal_than_of_sort_is_an_error():
    platform = FakePlatform(numbers(3))

    def before(function, parameters):
        if "limit" in parameters:
            raise refusal("limit", "too large")

    platform.before = before
    with pytest.raises(EnswitchError) as caught:
        read(platform)
    assert caught.value.key == "limit"


def test_a_campaign_that_does_not_exist_is_named():
    with pytest.raises(EnswitchError) as caught:
        read_numbers(Listing(FakePlatform(), 99), canonical)
    error = caught.value
    assert (error.category, error.code, error.key) == ("not_found", 404, "campaign")
    assert "campaign 99 does not exist, or this account may not see it" in error.text


def changing(platform, change, times):
    """Let somebody change the rows after each page, so many times."""
    left = [times]

    def after(function, parameters):
        if parameters.get("limit") and left[0]:
            left[0] -= 1
            change()

    platform.after = after


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_page_that_shifted_is_noticed_and_everything_read_again(times):
    platform = FakePlatform(numbers(25))
    platform.rows.update(FakePlatform({"1": "pending", "2": "pending", "3": "pending"}).rows)
    changing(platform, lambda: platform.rows.pop(sorted(platform.rows)[0]), times)
    assert set(read(platform).status) == set(platform.rows)
    assert platform.pauses


def test_a_row_that_came_in_before_a_page_is_noticed():
    platform = FakePlatform(numbers(25))
    changing(platform, lambda: platform.rows.update(FakePlatform({"1": "pending"}).rows), 1)
    assert set(read(platform).status) == set(platform.rows)
    assert platform.pauses == [1]


def test_a_row_that_comes_in_while_another_goes_is_noticed():
    platform = FakePlatform(numbers(25))

    def swap():
        platform.rows.pop("2125550003")
        platform.rows.update(FakePlatform({"9": "pending"}).rows)

    changing(platform, swap, 1)
    assert set(read(platform).status) == set(platform.rows)


def test_rows_that_are_added_at_the_end_are_no_reason_to_read_again():
    platform = FakePlatform(numbers(25))
    added = iter(range(100, 200))
    changing(platform, lambda: platform.rows.update(FakePlatform({"9{0}".format(next(added)): "pending"}).rows), 2)
    assert set(numbers(25)) <= set(read(platform).status)
    assert platform.pauses == []


def test_when_pages_keep_shifting_everything_is_read_in_one_piece():
    platform = FakePlatform(numbers(40))
    changing(platform, lambda: platform.rows.pop(sorted(platform.rows)[0]), 100)
    assert set(read(platform).status) == set(platform.rows)
    assert platform.pauses == [1, 2, 3]
    assert pages(platform)[-1]["limit"] == 0


def test_a_listing_that_never_agrees_with_the_count_ends_with_an_error_that_may_pass():
    platform = FakePlatform(numbers(25))
    platform.count_data = lambda count: {"count": count + 1}
    with pytest.raises(EnswitchError) as caught:
        read(platform)
    error = caught.value
    assert (error.category, error.retryable, error.key) == ("conflict", True, "campaign")
    assert platform.pauses == list(range(1, TRIES + 1))


def test_rows_that_are_no_plain_numbers_are_left_alone():
    platform = FakePlatform({"1": "pending", "2": "success", "3": "failed", "4": "failed", "5,6": "pending", "-": ""})
    platform.rows["2"]["dtype"] = "phone"
    platform.rows["3"]["dtype"] = "number"
    platform.rows["4"]["dtype"] = None
    current = read(platform)
    assert current.status == {"1": "pending", "3": "failed", "4": "failed"}
    assert (current.rows, current.others) == (3, 3)


def test_numbers_may_come_as_integers_and_a_status_that_is_missing_is_a_call_in_progress():
    platform = FakePlatform({"1": "pending", "2": "success"})

    def shown(row):
        row["dnumber"] = int(row["dnumber"])
        if row["dnumber"] == 2:
            del row["status"]
        return row

    platform.shown = shown
    assert read(platform).status == {"1": "pending", "2": ""}
    assert count_by_status(platform, CAMPAIGN)["other"] == 1


@pytest.mark.parametrize("value", [None, True, 1.5, []])
def test_a_row_without_a_number_is_an_error(value):
    platform = FakePlatform({"1": "pending"})
    platform.shown = lambda row: {**row, "dnumber": value}
    with pytest.raises(EnswitchError, match="row without dnumber"):
        read(platform)


def test_the_summary_counts_by_status():
    platform = FakePlatform({"1": "pending", "2": "success", "3": "failed", "4": "cancelled", "5": "dialing", "6": ""})
    assert count_by_status(platform, CAMPAIGN) == {
        "total": 6,
        "pending": 1,
        "success": 1,
        "failed": 1,
        "cancelled": 1,
        "other": 2,
    }


@pytest.mark.parametrize(
    "counts, percent",
    [((0, 0, 0, 0), 100), ((1, 0, 0, 0), 0), ((1, 199, 0, 0), 99), ((0, 1, 1, 1), 100), ((1, 1, 1, 0), 66)],
)
def test_progress_is_complete_only_when_nothing_is_left(counts, percent):
    summary = dict(zip(("pending", "success", "failed", "cancelled"), counts), total=sum(counts), other=0)
    assert progress(summary) == percent
