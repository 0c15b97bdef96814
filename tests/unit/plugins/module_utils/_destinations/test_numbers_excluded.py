# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Do-not-call entries that are not understood: whoever may be meant by them is excluded as a precaution."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations import e164 as plans
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.numbers import (
    Excluded,
    Wanted,
    as_written,
    without_separators,
)


def taken(into, *values):
    into.extend("numbers", enumerate(values))
    return into


@pytest.mark.parametrize(
    "normalize, values, rejected, keys",
    [
        (
            without_separators,
            ["+49 (0)171 3920012", "0171 3920012 (asked on 3 May)", None],
            [0, 1, 2],
            {"491713920012", "01713920012"},
        ),
        # As it is written, with a word beside it, it would protect no one.
        (
            as_written,
            ["alice", "#31#555", "+49 (0)171 3920012", "0171 3920012 (asked in May)"],
            [3],
            {"alice", "#31#555", "491713920012", "01713920012"},
        ),
        # Both what the plan makes of it, and its digits.
        (
            plans.normalizer("e164", "DE"),
            ["0171 3920012 (asked in May)", "0171 392001 asked", "0171 3920012 x 12345", {"phone": "+49 171 3920013"}],
            [0, 1, 2, 3],
            {"01713920012", "491713920012", "0171392001", "49171392001", "491713920013"},
        ),
    ],
)
def test_a_do_not_call_entry_that_is_rejected_excludes_what_can_be_read_of_it(normalize, values, rejected, keys):
    excluded = taken(Excluded(normalize), *values)
    assert excluded.keys >= keys and [entry["index"] for entry in excluded.rejected.first] == rejected
    assert normalize is as_written or excluded.keys == keys


@pytest.mark.parametrize(
    "entry, keys",
    [
        ("2125550199 (asked in May)", "2125550199"),
        ("2125550199 ext 5", "2125550199"),
        ("2125550199.0", "2125550199"),
        ("2125550199.00", "2125550199"),
        ("2125550199,0", "2125550199"),
        ("2125550199!", "2125550199"),
        ("2125550199,", "2125550199"),
        ("212-555-0199 asked 2024", "2125550199"),
        ("asked 12.05.2024: (212) 555-0199", "2125550199"),
        ("(call 212 555 0199)", "2125550199"),
        ("T\uff12\uff11\uff12\u2011555\u20110199", "2125550199"),
        ('="2125550199"', "2125550199"),
        # A blank or a slash may be within a number; so as it is plainest.
        ("2125550199 / 2125550188", "2125550199 2125550188"),
        ("212 555 0199 / 212 555 0188", "2125550199 2125550188"),
        ("212 555 0199 212 555 0188", "2125550199 2125550188"),
        ("2125550199 2125550188", "2125550199 2125550188"),
        ("089/1234567 089/1234568", "0891234567 0891234568"),
        # The second number may be written without what it has in common with the first one.
        ("030 1234567/1234568", "0301234567 1234568 0301234568"),
        ("030 123456/57", "030123456 030123457"),
        ("0301234567/1234568", "0301234567 1234568 0301234568"),
        ("030 1234567/68/69", "0301234567 0301234568 0301234569"),
        # What a program has written behind the number.
        ("0171 3920012.0", "01713920012"),
        ("Ann (0171) 3920012.00", "01713920012"),
        # A zero for an outside line.
        ("0-0171 3920012", "01713920012 1713920012"),
        ("(0)0171 3920012", "01713920012 1713920012"),
        ("+49 30 1234567 / 8, call at 9", "49301234567 49301234568"),
        ("030 1234567 und 68", "0301234567 0301234568"),
        ("030 1234567, 68", "0301234567 0301234568"),
        # So may those in between.
        ("030 1234567 bis 70", "0301234567 0301234568 0301234569 0301234570"),
        ("030 1234567 und 70", "0301234567 0301234570"),
        ("030 1234567 to 07", "0301234567 0301234507"),
        ("030 1234567 bis 999", "0301234567 0301234999"),
        # A letter may stand for a digit, or beside one.
        ("2125550I99", "2125550199 212555099 2125550"),
        ("+49171392O0012", "4917139200012 491713920012 49171392 49170012"),
        ("+49 0171 3920012", "4901713920012 491713920012"),
        ("49 0171 3920012 asked", "4901713920012 491713920012"),
        ("Ann;2125550199;12", "2125550199"),
        ("+12125550199+12125550188", "12125550199 12125550188"),
        # A spreadsheet has lost nothing.
        ("1,234,567", "1234567"),
        ("12.125.550.199,00", "12125550199"),
        ("4.91713920012e+11", "491713920012"),
        # None is left, or too little to be a number.
        ("4,321", ""),
        ("4.9302E+11", ""),
        ("asked 12.05.2024", ""),
        ("Room 123456", ""),
        ("nobody", ""),
    ],
)
def test_the_numbers_in_a_do_not_call_entry_that_is_rejected_are_excluded(entry, keys):
    excluded = taken(Excluded(without_separators), entry)
    assert excluded.keys == set(keys.split())
    assert excluded.rejected.total == 1


@pytest.mark.parametrize(
    "entry",
    [
        "2125550199 (5)",
        "(212) 555-0199 [12]",
        "2125550199 - 5 May",
        "2125550199 5/12/2024",
        "2125550199 3x",
        "2125550199 (2024)",
        "2125550199 14:30",
        "2125550199 - 12.05.2024",
        "1. 2125550199 asked",
        "1) 212 555 0199 asked",
    ],
)
def test_digits_that_touch_a_do_not_call_number_do_not_hide_it(entry):
    excluded = taken(Excluded(without_separators), entry)
    assert "2125550199" in excluded.keys
    assert excluded.rejected.total == 1


@pytest.mark.parametrize("entry", ["4.9171444556E+11", "4,9171444556e11"])
def test_a_spreadsheet_that_has_lost_digits_tells_no_do_not_call_number(entry):
    excluded = taken(Excluded(without_separators), entry)
    assert (excluded.keys, excluded.rejected.total) == (set(), 1)


def test_a_do_not_call_number_is_not_longer_than_a_number_can_be():
    assert taken(Excluded(without_separators), "00" + "1" * 15).rejected.total == 0
    assert taken(Excluded(without_separators), "00" + "1" * 16).rejected.total == 1


@pytest.mark.parametrize(
    "entry, keys",
    [
        ("030 1234567/68", "49301234567 49301234568"),
        ("+49 171 3920012 57", "491713920012"),
        ("+4917139200I2", "491713920012"),
        (1713920012, "491713920012"),
        ("1,713,920,012", "491713920012"),
    ],
)
def test_what_may_be_meant_is_excluded_as_the_number_plan_reads_it(entry, keys):
    excluded = taken(Excluded(plans.normalizer("e164", "DE"), integers=False), entry)
    assert excluded.rejected.total == 1 and excluded.keys >= set(keys.split())


BESIDE = ["+12125550199 (5)", "+12125550199 [12]", "+12125550199-(12)", "+12125550199 ext 12", "+12125550199;ext=12"]
BESIDE += ["Ann +12125550199", "(5)+12125550199", "#31#+12125550199", "sip:+12125550199@example", "+12125550I99"]


@pytest.mark.parametrize("entry", [*BESIDE, "+1 212..5550199", "-+12125550199", "++12125550199", "+44 020 79460012"])
def test_a_do_not_call_entry_that_is_not_one_number_is_rejected_in_each_mode(entry):
    for normalize in (without_separators, as_written):
        excluded = taken(Excluded(normalize), entry)
        assert excluded.rejected.total == 1
        assert excluded.keys & {"12125550199", "442079460012"}


@pytest.mark.parametrize("entry", BESIDE)
def test_whom_an_entry_means_that_is_sent_as_it_is_written_is_known(entry):
    wanted = taken(Wanted(as_written), entry)
    assert list(wanted.spelling.values()) == [entry]
    assert all("12125550199" in meant for meant in wanted.meant.values()) and set(wanted.meant) == set(wanted.spelling)


def test_what_is_one_number_means_no_other():
    one = [
        "+12125550199",
        "(212) 555-0199",
        "tel:+1-212-555-0198",
        "+49 (0)171 3920012",
        "'2125550197",
        "alice",
        "#31#",
    ]
    assert taken(Wanted(as_written), *one).meant == {}
