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
from unit.support.fakes import Script, client, envelope

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


@pytest.mark.parametrize("count, offsets", [(25, (0, 9, 18)), (3, (0,))])
def test_pages_are_sorted_and_each_begins_with_the_last_row_of_the_one_before(count, offsets):
    platform = FakePlatform(numbers(count))
    read(platform)
    assert pages(platform) == [
        {"campaign": CAMPAIGN, "limit": 10, "offset": offset, "sort": "dnumber"} for offset in offsets
    ]
    # One more counts the rows.
    assert len(platform.calls) == len(offsets) + 1


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
    assert read(FakePlatform(numbers(33), **differs)).status == numbers(33)


def refusing(name, key):
    """Lists with this parameter are refused, for this key."""

    def before(function, parameters):
        if name in parameters:
            raise refusal(key, "no such parameter")

    return before


@pytest.mark.parametrize("key", ["count", "", None])
def test_a_server_that_knows_no_count_and_keeps_rows_to_itself_is_asked_on(key):
    rows = {str(number): "pending" for number in range(1000, 1035)}
    assert read(FakePlatform(rows, shortened=10, before=refusing("count", key)), 1000).rows == 35


@pytest.mark.parametrize(
    "count, listed", [(envelope("400", key="count"), True), (envelope(data={"count": 10**9}), False)]
)
def test_a_server_that_gives_the_same_rows_again_and_again_is_not_asked_for_ever(count, listed):
    """It takes no offset, and what it lists ends with what it begins with."""
    rows = [{"dtype": "queue", "dnumber": dnumber, "status": "pending"} for dnumber in ("200", "300", "200")]

    def answer(_function, parameters):
        assert len(script.calls) < 100
        return count if "count" in parameters else envelope(data=rows)

    script = Script(answer)
    listing = Listing(client(script), CAMPAIGN)
    if listed:
        assert read_numbers(listing, canonical).others == len(rows)
    else:
        with pytest.raises(EnswitchError):
            read_numbers(listing, canonical)


def test_a_server_without_sort_is_asked_for_it_once():
    platform = FakePlatform(numbers(33), knows_sort=False)
    read(platform)
    assert ["sort" in parameters for parameters in pages(platform)] == [True, False, False, False, False]


def test_another_refusal_than_of_sort_is_an_error():
    with pytest.raises(EnswitchError) as caught:
        read(FakePlatform(numbers(3), before=refusing("limit", "limit")))
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
    platform = FakePlatform({**numbers(25), "1": "pending", "2": "pending", "3": "pending"})
    changing(platform, lambda: platform.rows.pop(sorted(platform.rows)[0]), times)
    assert set(read(platform).status) == set(platform.rows)
    assert platform.pauses


@pytest.mark.parametrize("comes, goes", [("1", None), ("9", "2125550003")])
def test_a_row_that_came_in_before_a_page_or_while_another_went_is_noticed(comes, goes):
    platform = FakePlatform(numbers(25))
    changing(platform, lambda: platform.put(comes) or platform.rows.pop(goes, None), 1)
    assert set(read(platform).status) == set(platform.rows)
    assert platform.pauses == [1]


def test_rows_that_are_added_at_the_end_are_no_reason_to_read_again():
    platform = FakePlatform(numbers(25))
    added = iter(range(100, 200))
    changing(platform, lambda: platform.put("9{0}".format(next(added))), 2)
    assert set(numbers(25)) <= set(read(platform).status)
    assert platform.pauses == []


def test_when_pages_keep_shifting_everything_is_read_in_one_piece():
    platform = FakePlatform(numbers(40))
    changing(platform, lambda: platform.rows.pop(sorted(platform.rows)[0]), 100)
    assert set(read(platform).status) == set(platform.rows)
    assert platform.pauses == [1, 2, 3]
    assert pages(platform)[-1]["limit"] == 0


def test_a_listing_that_never_agrees_with_the_count_ends_with_an_error_that_may_pass():
    platform = FakePlatform(numbers(25), count_data=lambda count: {"count": count + 1})
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
    with pytest.raises(EnswitchError, match="row without dnumber"):
        read(FakePlatform({"1": "pending"}, shown=lambda row: {**row, "dnumber": value}))


def test_the_summary_counts_by_status():
    platform = FakePlatform({"1": "pending", "2": "success", "3": "failed", "4": "cancelled", "5": "dialing", "6": ""})
    counts = {"pending": 1, "success": 1, "failed": 1, "cancelled": 1, "other": 2}
    assert count_by_status(platform, CAMPAIGN) == {"total": 6, **counts}


@pytest.mark.parametrize(
    "counts, percent",
    [((0, 0, 0, 0), 100), ((1, 0, 0, 0), 0), ((1, 199, 0, 0), 99), ((0, 1, 1, 1), 100), ((1, 1, 1, 0), 66)],
)
def test_progress_is_complete_only_when_nothing_is_left(counts, percent):
    summary = dict(zip(("pending", "success", "failed", "cancelled"), counts), total=sum(counts), other=0)
    assert progress(summary) == percent
