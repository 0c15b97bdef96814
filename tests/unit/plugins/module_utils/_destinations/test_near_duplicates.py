# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.near_duplicates import (
    check_pairs,
    lookalikes,
)
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "one, other",
    [
        ("2125550101", "12125550101"),
        ("02071234567", "442071234567"),
        ("00442071234567", "442071234567"),
        ("011442071234567", "442071234567"),
        ("55501010", "212355501010"),
        ("12345678", "999912345678"),
        ("0171234567", "171234567"),
        ("0171234567", "00171234567"),
        ("12345678", "abcd12345678"),
    ],
)
def test_two_forms_of_one_number_look_alike(one, other):
    assert lookalikes([one], [other]) == [(one, other)]
    assert lookalikes([other], ["31415926535", one]) == [(other, one)]


@pytest.mark.parametrize(
    "one, other",
    [
        ("2125550101", "13125550101"),
        ("2125550101", "2125550102"),
        ("1234567", "91234567"),
        ("00001234567", "991234567"),
        ("12345678", "9999912345678"),
        ("12345678", "XXabc12345678"),
        ("12125550101", "22125550101"),
        ("100", "2100"),
        ("", "12345678"),
        ("12125550101", "12125550101"),
    ],
)
def test_other_numbers_do_not(one, other):
    assert lookalikes([one], [other]) == lookalikes([other], [one]) == []


def test_a_number_looks_like_one_other_at_most():
    assert lookalikes(["2125550101"], ["12125550101", "442125550101"]) == [("2125550101", "12125550101")]


def test_a_list_is_compared_with_itself():
    numbers = ["2125550101", "12125550101", "02125550101", "3125550101"]
    assert dict(lookalikes(numbers, numbers)) == {
        "2125550101": "02125550101",
        "12125550101": "2125550101",
        "02125550101": "2125550101",
    }


@given(
    st.lists(st.text("019", min_size=6, max_size=14), max_size=6, unique=True),
    st.lists(st.text("019", min_size=6, max_size=14), max_size=6, unique=True),
)
def test_it_finds_whom_a_look_at_every_pair_finds(asked, there):
    def alike(one, other):
        short, long = sorted((one.lstrip("0"), other.lstrip("0")), key=len)
        return one != other and len(short) >= 8 and len(long) - len(short) <= 4 and long.endswith(short)

    pairs = lookalikes(asked, there)
    assert all(alike(*pair) for pair in pairs)
    assert [one for one, _other in pairs] == [one for one in asked if any(alike(one, other) for other in there)]


@pytest.mark.parametrize("numbers", [["0212555", "x"], ["21255501", "021255501"], ["021255501", "21255501"]])
def test_each_pair_of_one_list_is_found_from_its_longer_number(numbers):
    found = [pair for pair in lookalikes(numbers, numbers) if len(pair[0]) > len(pair[1])]
    assert found == ([("021255501", "21255501")] if "21255501" in numbers else [])


def test_nothing_is_nothing():
    assert check_pairs([], "numbers to add", 500, "others", 500, "would be called twice", ()) is None


@pytest.mark.parametrize(
    "count, total, others, refused",
    [
        (2, 2, 2, False),
        (3, 3, 3, True),
        (3, 300, 300, True),
        (3, 301, 301, False),
        (3, 9000, 300, True),
        (3, 300, 9000, True),
    ],
)
def test_few_are_a_coincidence_and_many_are_not(count, total, others, refused):
    pairs = [("212", "1212")] * count
    found = "{0} of {1} numbers to add look like others in another form, the first: 212 like 1212.".format(count, total)
    if not refused:
        warning = check_pairs(pairs, "numbers to add", total, "others", others, "would be called twice", {"1212"})
        assert warning == found + " If these are the same people, they would be called twice."
        return
    with pytest.raises(UsageError) as caught:
        check_pairs(pairs, "numbers to add", total, "others", others, "would be called twice", {"1212"})
    assert caught.value.text == found + " These people would be called twice. Nothing was changed."
    assert caught.value.key == "allow_lookalikes"
    assert caught.value.hint == (
        "Write all lists in the form of the numbers that are there, or use normalize=e164 with region. "
        "If these are other people, set allow_lookalikes to true."
    )


@pytest.mark.parametrize(
    "numbers, count, total, others, refused",
    [
        # As many as chance may make of them, ten times over: ten digits, eight, nine without the zero.
        (("2125550101", "12125550101"), 1, 100_000, 10_000, False),
        (("2125550101", "12125550101"), 1, 100_000, 9_999, True),
        (("12125550101", "2125550101"), 1, 1, 1, True),
        (("30123456", "8930123456"), 10, 10_000, 10_000, False),
        (("30123456", "8930123456"), 11, 10_000, 10_000, True),
        (("0201234567", "49201234567"), 1, 10_000, 10_000, False),
        (("0201234567", "49201234567"), 1, 10_000, 9_999, True),
    ],
)
def test_what_no_list_names_is_refused_beyond_chance(numbers, count, total, others, refused):
    def check(known):
        return check_pairs([numbers] * count, "numbers to add", total, "others", others, "would be called twice", known)

    assert check({numbers[1]})
    if not refused:
        assert check({numbers[0]})
        return
    with pytest.raises(UsageError) as caught:
        check({numbers[0]})
    whom = "This person" if count == 1 else "These people"
    assert caught.value.text.endswith(" {0} would be called twice. Nothing was changed.".format(whom))


def test_lengths_are_judged_apart():
    """Many that are short, which chance makes, do not hide a few that are long, which it does not."""
    pairs = [("30123456", "8930123456")] * 8 + [("2125550101", "12125550101")]
    assert check_pairs(pairs[:8], "numbers to add", 10_000, "others", 10_000, "would be called twice", ())
    with pytest.raises(UsageError):
        check_pairs(pairs, "numbers to add", 10_000, "others", 10_000, "would be called twice", ())


def test_one_is_one():
    warning = check_pairs([("1", "2")], "pending numbers", 1, "do-not-call numbers", 1, "must not be called", "2")
    assert warning == (
        "1 of 1 pending numbers looks like do-not-call numbers in another form, the first: 1 like 2. "
        "If these are the same people, they must not be called."
    )
