# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk/destinations: the great trap, statuses, deletion, pages."""

from __future__ import annotations

import pytest


@pytest.fixture
def campaign(api):
    return api.campaign(enabled=0)


@pytest.mark.parametrize("status", ["cancelled", "failed", "pending", "success"])
def test_create_adds_with_a_status(api, campaign, status):
    assert api.load(campaign, "2125550100", "2125550101", status=status).data == {"count": 2}
    assert api.numbers(campaign) == {"2125550100": status, "2125550101": status}


@pytest.mark.parametrize("number", ["2125550100", "+12125550100", "(212) 555-0100", "212.555.0100", "030/12345", "911"])
def test_plausible_numbers(api, campaign, number):
    assert api.load(campaign, number).data == {"count": 1}
    assert api.numbers(campaign) == {number: "pending"}


def test_create_replaces_and_puts_back_to_the_status_sent(api, campaign, simulator):
    simulator.seed(
        destinations=[{"campaign": campaign, "dnumber": "2125550100", "status": "success", "attempts_made": 3}]
    )
    assert api.load(campaign, "2125550100", "2125550101").data == {"count": 2}
    assert api.numbers(campaign) == {"2125550100": "pending", "2125550101": "pending"}
    assert [row["attempts_made"] for row in simulator.destinations(campaign)] == [0, 0]
    api.load(campaign, "2125550100", status="cancelled")
    assert api.numbers(campaign)["2125550100"] == "cancelled"


def test_a_number_that_comes_twice_in_one_call_counts_once(api, campaign):
    assert api.load(campaign, "2125550100", " 2125550100 ", "").data == {"count": 1}


@pytest.mark.parametrize("number", ["abc", "21", "2125550100x", "1+2125550100", "1" * 21, "+", "212 555_0100", "٢١٢٥"])
def test_a_bad_number_is_named_and_nothing_is_added(api, campaign, number):
    refused = api.load(campaign, "2125550100", number, "zzz")
    assert (refused.code, refused.key) == (400, "dnumbers")
    assert refused.message == f"Invalid number: {number}"
    assert api.numbers(campaign) == {}


@pytest.mark.parametrize("dnumbers", ["", " , ,"])
@pytest.mark.parametrize("function", ["create", "update"])
def test_no_numbers_at_all(api, campaign, dnumbers, function):
    refused = api(f"bulk/destinations/{function}", campaign=campaign, dnumbers=dnumbers, status="failed")
    assert (refused.code, refused.key) == (400, "dnumbers")


def test_a_status_that_is_not_documented_cannot_be_set(api, campaign):
    assert api.load(campaign, "2125550100", status="calling").key == "status"
    assert api("bulk/destinations/update", campaign=campaign, status="calling", all=1).key == "status"
    assert api("bulk/destinations/update", campaign=campaign, all=1).key == "status"


def test_update_of_named_numbers_and_of_all(api, campaign):
    api.load(campaign, "2125550100", "2125550101", "2125550102")
    some = {"status": "cancelled", "dnumbers": "2125550100,2125550102,2125550109"}
    assert api("bulk/destinations/update", campaign=campaign, **some).data == {"count": 2}
    assert list(api.numbers(campaign).values()) == ["cancelled", "pending", "cancelled"]
    # Success is overwritten too.
    api.load(campaign, "2125550100", status="success")
    assert api("bulk/destinations/update", campaign=campaign, status="failed", all=1).data == {"count": 3}
    assert set(api.numbers(campaign).values()) == {"failed"}


def test_delete_of_one_and_of_all(api, campaign):
    api.load(campaign, "2125550100", "2125550101", "2125550102")
    assert api("bulk/destinations/delete", campaign=campaign, dnumber="2125550101").code == 204
    assert list(api.numbers(campaign)) == ["2125550100", "2125550102"]
    assert api("bulk/destinations/delete", campaign=campaign, dnumber="2125550101").code == 404
    assert api("bulk/destinations/delete", campaign=campaign).code == 404
    assert api("bulk/destinations/delete", campaign=campaign, all=1).code == 204
    assert api("bulk/destinations/delete", campaign=campaign, all=1).code == 204
    assert api.numbers(campaign) == {}


@pytest.mark.parametrize("function", ["create", "update", "delete", "list"])
def test_a_campaign_that_does_not_exist(api, function):
    answer = api(f"bulk/destinations/{function}", campaign=99, dnumbers="2125550100", status="failed", all=1)
    assert answer.code == 404


def test_validation_does_nothing(api, campaign):
    api.load(campaign, "2125550100", status="success")
    assert api.load(campaign, "2125550100", "2125550101", validation=1).code == 201
    assert api.load(campaign, "bad", validation=1).code == 400
    answer = api("bulk/destinations/update", campaign=campaign, status="failed", all=1, validation=1)
    assert (answer.code, answer.data) == (201, None)
    assert api.numbers(campaign) == {"2125550100": "success"}
    assert not [line for line in api.simulator.writes() if line["validation"]]


def test_list_counts_and_rows(api, campaign):
    api.load(campaign, "2125550101", "2125550100")
    assert api("bulk/destinations/list", campaign=campaign, count=1).data == {"count": 2}
    assert api("bulk/destinations/list", campaign=campaign, pages=1).data == [
        {"dtype": "", "dnumber": "2125550100", "status": "pending"},
        {"dtype": "", "dnumber": "2125550101", "status": "pending"},
    ]


def page(api, campaign, **parameters):
    return [row["dnumber"] for row in api("bulk/destinations/list", campaign=campaign, **parameters).data]


@pytest.mark.parametrize("descending", [0, 1])
@pytest.mark.parametrize("sort", ["dnumber", "status"])
def test_pages_in_order_and_out_of_order_join_to_the_whole(api, campaign, sort, descending):
    numbers = [f"21255501{n:02}" for n in range(50)]
    statuses = ("success", "cancelled", "pending")
    for n, status in enumerate(statuses):
        api.load(campaign, *numbers[n::3], status=status)
    how = {"sort": sort, "descending": descending}
    whole = page(api, campaign, **how)
    if sort == "dnumber":
        assert whole == sorted(numbers, reverse=bool(descending))
    else:
        listed = [api.numbers(campaign)[number] for number in whole]
        assert listed == sorted(listed, reverse=bool(descending))
    for offsets in (range(0, 60, 7), range(56, -1, -7)):
        pages = {offset: page(api, campaign, limit=7, offset=offset, **how) for offset in offsets}
        assert [number for offset in sorted(pages) for number in pages[offset]] == whole
    assert page(api, campaign, offset=45, **how) == whole[45:]


def test_a_page_shifts_when_the_numbers_change(api, campaign):
    api.load(campaign, *(f"21255501{n:02}" for n in range(10)))
    assert page(api, campaign, limit=5) == [f"21255501{n:02}" for n in range(5)]
    api("bulk/destinations/delete", campaign=campaign, dnumber="2125550100")
    assert page(api, campaign, limit=5, offset=5) == [f"21255501{n:02}" for n in range(6, 10)]
    api.load(campaign, "1999999999")
    assert page(api, campaign, limit=5, offset=5) == [f"21255501{n:02}" for n in range(5, 10)]


def test_the_order_by_status_follows_the_status(api, campaign):
    api.load(campaign, "2125550100", "2125550101", "2125550102")
    assert page(api, campaign, sort="status", limit=1) == ["2125550100"]
    api("bulk/destinations/update", campaign=campaign, status="cancelled", dnumbers="2125550102")
    assert page(api, campaign, sort="status", limit=2, offset=1) == ["2125550100", "2125550101"]


def test_many_numbers(api, campaign):
    numbers = [f"{n:011d}" for n in range(20_000_000_000, 20_000_025_000)]
    for start in range(0, len(numbers), 5000):
        assert api.load(campaign, *numbers[start : start + 5000]).data == {"count": 5000}
    assert list(api.numbers(campaign)) == numbers
