# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.near_duplicates import (
    check_pairs,
    meetings,
    near_duplicates,
    near_duplicates_within,
)
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "one, other",
    [
        ("2125550101", "12125550101"),
        ("02079460000", "442079460000"),
        ("011442079460000", "442079460000"),
        ("5550101", "12125550101"),
        ("5550101", "99991232125550101"),
        ("05550101", "12125550101"),
        ("0171392001", "171392001"),
        ("0171392001", "00171392001"),
        ("01713920012", "491713920012"),
        ("2125550101", "alice2125550101"),
    ],
)
def test_two_forms_of_one_number_are_near_duplicates(one, other):
    assert list(near_duplicates({one}, {other})) == [(one, other)]
    assert list(near_duplicates({other: "pending"}, {"31415926535", one})) == [(other, one)]
    longer, shorter = sorted((one, other), key=len, reverse=True)
    assert list(near_duplicates_within({one, other, "31415926535"})) == [(longer, shorter)]


@pytest.mark.parametrize(
    "one, other",
    [
        ("2125550101", "13125550101"),
        ("2125550101", "2125550102"),
        ("555010", "1212555010"),
        ("0555010", "1212555010"),
        ("12125550101", "22125550101"),
        ("0301234567", "3301234567"),
        ("robertson", "mcrobertson"),
        ("", "12125550101"),
        ("0000000", "10000000"),
        ("12125550101", "12125550101"),
    ],
)
def test_other_numbers_are_none(one, other):
    assert list(near_duplicates({one}, {other})) == list(near_duplicates({other}, {one})) == []
    assert list(near_duplicates_within({one, other})) == []


@pytest.mark.parametrize(
    "number, others, found",
    [
        ("490123456789", {"0123456789", "1234567890"}, ["0123456789"]),
        ("490000123", {"0000123", "2222222"}, []),
    ],
)
def test_leading_zeros_count_for_nothing_where_another_number_is_as_long(number, others, found):
    assert list(near_duplicates({number}, others)) == [(number, other) for other in found]


NUMBERS = st.sets(st.text("01", min_size=5, max_size=11), max_size=7)


@given(NUMBERS, NUMBERS)
def test_it_finds_what_the_rule_says(numbers, others):
    """The rule as one says it, for every pair there is."""

    def near(one, other):
        short, long = sorted((one, other), key=len)
        end = short.lstrip("0")
        return len(short) < len(long) and len(end) >= 7 and long.endswith(end)

    expected = [(one, other) for one in numbers for other in others if near(one, other)]
    assert sorted(near_duplicates(numbers, others)) == sorted(expected)
    within = [(one, other) for one in numbers for other in numbers if near(one, other) and len(one) > len(other)]
    assert sorted(near_duplicates_within(numbers)) == sorted(within)


@pytest.mark.parametrize(
    "entries, numbers, others, found",
    [
        ({"21255501995": {"2125550199"}}, {"2125550199"}, {}, [("21255501995", "2125550199")]),
        ({"21255501995": {"2125550199"}}, {"12125550199"}, {}, [("21255501995", "12125550199")]),
        ({"12125550199x5": {"12125550199"}}, {"2125550199": "pending"}, {}, [("12125550199x5", "2125550199")]),
        # An entry is no near-duplicate of itself, and of another one only once.
        ({"x2125550199": {"2125550199"}}, {"x2125550199"}, {"x2125550199": {"2125550199"}}, []),
        ({"5x1": {"5550199"}}, set(), {"5x2": {"5550199", "5550198"}}, [("5x1", "5x2")]),
        ({"5x1": {"5550199", "5550198"}}, {"5x2"}, {"5x2": {"5550199", "5550198"}}, [("5x1", "5x2")]),
        # All are told, by whatever number they meet.
        (
            {"5x1": {"5550199"}, "6x1": {"6660199"}, "7x1": {"7770199"}},
            {"17770199"},
            {"5x2": {"5550199"}, "6x2": {"6660199"}, "6x3": {"6660199"}},
            [("7x1", "17770199"), ("5x1", "5x2"), ("6x1", "6x2"), ("6x1", "6x3")],
        ),
        # The other rule finds this one.
        ({"x2125550199": {"2125550199"}}, {"2125550199", "12125550199"}, {}, [("x2125550199", "12125550199")]),
        ({"5x1": {"5550199"}}, {"5550197"}, {"5x2": {"5550198"}}, []),
    ],
)
def test_what_is_not_one_number_meets_whom_it_may_mean(entries, numbers, others, found):
    assert list(meetings(entries, numbers, others)) == found


def test_two_entries_of_one_list_meet_once():
    entries = {"5x1": {"5550199"}, "5x2": {"5550199"}}
    assert [sorted(pair) for pair in meetings(entries, entries, entries)] == [["5x1", "5x2"]]


def test_without_pairs_nothing_is_wrong():
    check_pairs("numbers of the list", "That person would be called twice.", iter(()))
    check_pairs("numbers", "Harm.", iter([("12", "2")]), lambda one, other: (one, other) == ("12", "2"))


@pytest.mark.parametrize(
    "count, text",
    [
        (1, "1 pair of numbers of the list may be one person, the first: 10 and 0."),
        (2, "2 pairs of numbers of the list may be one person, the first: 10 and 0, 11 and 1."),
        (5, "5 pairs of numbers of the list may be one person, the first: 10 and 0, 11 and 1, 12 and 2."),
    ],
)
def test_the_first_pairs_are_named(count, text):
    pairs = [(str(10 + number), str(number)) for number in range(count)]
    with pytest.raises(UsageError) as caught:
        check_pairs("numbers of the list", "That person would be called twice.", iter(pairs))
    assert caught.value.text == text + " That person would be called twice. Nothing was changed."
    assert caught.value.key == "allow_lookalikes"
    assert caught.value.hint == (
        "Write all lists in the form of the numbers that are there, or use normalize=e164 with region. "
        "If these are other people, set allow_lookalikes to true."
    )
