# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations import e164 as plans
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.damage import BadNumber
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.grammar import MAX_SPELLING, canonical
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.numbers import (
    MOST_DIGITS,
    NAMED,
    Excluded,
    Limits,
    NotInPlan,
    Rejected,
    Wanted,
    as_written,
    text_of,
    without_separators,
)
from hypothesis import given
from hypothesis import strategies as st


def taken(into, *values):
    into.extend("numbers", enumerate(values))
    return into


# Canonical forms, and spellings of them.
SPELLINGS = {
    "12125550101": [
        *("12125550101", "+12125550101", "+1 (212) 555-0101", "0012125550101"),
        *("tel:+1-212-555-0101", "TEL: 00 1 212 555 0101"),
    ],
    "2125550101": [
        "(212) 555-0101",
        "212.555.0101",
        "212\u00a0555\u20110101",
        "\u202d2125550101\u202c",
        "[212]{555}0101",
    ],
    "491713920012": ["+49 (0)171 3920012"],
    "01713920012": ["'01713920012", "(0)171 3920012"],
    "08999998012": ["089/99998012"],
    "12": ["\uff0b\uff11\uff12"],
    "": [" - ", ""],
    **{same: [same] for same in ("000171", "00", "alice", "0301234")},
}


@pytest.mark.parametrize(
    "spelling, form", [(spelling, form) for form, spellings in SPELLINGS.items() for spelling in spellings]
)
def test_the_canonical_form_has_no_separators_and_nothing_before_the_country_code(spelling, form):
    assert canonical(spelling) == form


@given(st.one_of(st.text(), st.text(alphabet="0012 +'()-./telTEL:x", max_size=14)))
def test_the_canonical_form_of_a_canonical_form_is_itself(spelling):
    assert canonical(canonical(spelling)) == canonical(spelling)


@given(st.text(alphabet="0123456789 .-()[]+/,x\u00a0\n", max_size=40))
def test_what_is_sent_is_the_same_person_and_never_breaks_the_list(value):
    for normalize in (without_separators, as_written):
        try:
            sent = normalize(value)
        except BadNumber:
            continue
        assert canonical(sent) == canonical(value.strip())
        assert canonical(sent) and "," not in sent and "\n" not in sent
        assert normalize(sent) == sent


@pytest.mark.parametrize(
    "normalize, value, sent",
    [
        (without_separators, "2125550101", "2125550101"),
        (without_separators, "(212) 555-0101", "2125550101"),
        (without_separators, "+1 212.555.0101", "+12125550101"),
        (without_separators, "1" * 40, "1" * 40),
        (without_separators, "+" + "1" * 40, "+" + "1" * 40),
        (without_separators, "0012125550101", "0012125550101"),
        (as_written, " (212) 555-0101 ", "(212) 555-0101"),
        (as_written, "#31#555", "#31#555"),
        (as_written, "alice", "alice"),
    ],
)
def test_separators_are_taken_out_and_a_leading_plus_is_kept(normalize, value, sent):
    assert normalize(value) == sent


# Why a value is no number, and values.
REASONS = {
    "is empty": ["", " .- ", "+"],
    "plus sign that is not at its beginning": ["12+34", "++12"],
    "contains letters ('a')": ["12a"],
    "for a CSV file, give the option": ["Ada;212", "1,2", "1;2", '"12"', "1\t2"],
    "contains '?', which is neither a digit nor a separator": ["12?34"],
    "contains a control character": ["12\x0034"],
    "contains a line break, which is a control character": ["12\n34"],
    "brackets that are not around an area code": ["(212 555", "21255 (501) 0101"],
    "more than one number": ["5550101 (212) 5550101"],
    "begins with '.'": [".5550101"],
    "ends with '.'": ["5550101."],
    "separators with no digits between": ["555..0101"],
    "parameters behind the number": ["2125550101;isub=1=2"],
    "more than 128 characters": ["1" + " 1" * 80],
    "has a 0 behind the country code, which is not dialed from abroad; write it without": ["+49 0171 3920012"],
}
# The same where a value is sent as it is written.
REASONS_AS_WRITTEN = {
    "is empty": ["", "()"],
    "more than one number": ["1,2", "2125550101\t2125550102", "030 23125012/13", "2125550101 2125550102"],
    "control character": ["1\n2", "1\u20282"],
    "more than 128 characters": ["1" * (MAX_SPELLING + 1)],
    "spreadsheet": ["491712345680.0", "1,234,567", "0171 3920012.0", "+49 171/3920012.00"],
    "currency": ["1234567 EUR", "1234567 \u20ac"],
    "percentage": ["12345678 %"],
}


@pytest.mark.parametrize(
    "normalize, value, reason",
    [
        (normalize, value, reason)
        for normalize, reasons in ((without_separators, REASONS), (as_written, REASONS_AS_WRITTEN))
        for reason, values in reasons.items()
        for value in values
    ],
)
def test_what_is_no_number_is_refused_with_a_reason(normalize, value, reason):
    with pytest.raises(BadNumber, match=re.escape(reason)):
        normalize(value)


@pytest.mark.parametrize("value, text", [("0123", "0123"), (2125550101, "2125550101"), (-5, "-5"), ("", "")])
def test_entries_of_a_list_are_text_or_integers(value, text):
    assert text_of(value) == text


@pytest.mark.parametrize(
    "value, integers, kind",
    [
        (True, True, "a boolean"),
        (2.125550101e9, True, "a floating point number"),
        (None, True, "null"),
        ({"a": 1}, True, "a dictionary"),
        (["1"], True, "a list"),
        (b"1", True, "of an unknown type"),
        # A number plan takes no integers.
        (2125550101, False, "an integer, which may have lost a plus or a zero"),
        (True, False, "a boolean"),
    ],
)
def test_what_yaml_has_changed_is_no_number(value, integers, kind):
    with pytest.raises(BadNumber) as caught:
        text_of(value, integers=integers)
    reason = "is {0}, not a telephone number; put it in quotes".format(kind)
    assert str(caught.value) == reason
    normalize = plans.normalizer("e164", "US")
    for into in (Wanted(normalize, integers=integers), Excluded(normalize, integers=integers)):
        assert taken(into, value).rejected.first[0]["reason"] == reason


# --- limits ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value, limits, reason",
    [
        ("12345", Limits(), "has 5 digits, fewer than min_digits (6)"),
        ("+49 123", Limits(), "has 5 digits, fewer than min_digits (6)"),
        ("0012345", Limits(), "has 5 digits, fewer than min_digits (6)"),
        ("123456", Limits(lowest=8), "has 6 digits, fewer than min_digits (8)"),
        ("2125550101", Limits(lowest=11), "has 10 digits, fewer than min_digits (11)"),
        ("1" * 16, Limits(), "has 16 digits, more than max_digits (15); it may be more than one number"),
        ("2125550101", Limits(highest=9), "has 10 digits, more than max_digits (9)"),
        ("123456", Limits(), None),
        ("12345", Limits(lowest=1), None),
        ("00" + "1" * 15, Limits(), None),
        ("1" * 20, Limits(highest=20), None),
    ],
)
@pytest.mark.parametrize("normalize", [without_separators, as_written])
def test_the_digits_of_a_number_to_call_are_counted(normalize, value, limits, reason):
    wanted = taken(Wanted(normalize, limits), value)
    if reason is None:
        assert list(wanted.spelling) == [canonical(value)]
    else:
        assert wanted.rejected.first[0]["reason"].startswith(reason)


HELP = "112 911 999 110 000 15 1122 10111 0112 00112 9911 +49112 1-1-2".split() + ["+353 112"]
WITH_CODES = ["911#", "*112", "#31#112", "*31#0911", "112*"]


@pytest.mark.parametrize(
    "normalize, value",
    [(normalize, value) for normalize in (without_separators, as_written) for value in HELP]
    + [(as_written, value) for value in WITH_CODES],
)
def test_no_list_calls_for_help_whatever_the_limits_are(normalize, value):
    wanted = taken(Wanted(normalize, Limits(lowest=0)), value)
    assert wanted.spelling == {} and "emergency" in wanted.rejected.first[0]["reason"]


@pytest.mark.parametrize(
    "value", ["#31#555", "*21*5550101#", "5551", "555112", "91234", "112112", "alice", "+1 212 555 0112"]
)
def test_others_are_no_emergency_numbers(value):
    assert list(taken(Wanted(as_written, Limits(lowest=0)), value).spelling.values()) == [value]


@pytest.mark.parametrize(
    "value, region", [("112", "DE"), ("110", "DE"), ("+49 110", "DE"), ("999", "GB"), ("190", "BR"), ("10177", "ZA")]
)
def test_a_region_has_its_own_emergency_numbers(value, region):
    with pytest.raises(NotInPlan, match="is an emergency number"):
        plans.normalizer("e164", region)(value)


def test_limits_do_not_hold_where_they_are_not_given():
    assert len(taken(Wanted(without_separators), "112", "1", "1" * MOST_DIGITS, "1" * 50).spelling) == 4


def test_the_first_spelling_of_a_number_wins_and_the_others_are_counted():
    wanted = taken(Wanted(without_separators), "+12125550101", "1 (212) 555-0101", "2125550101", "x", "")
    wanted.extend("src", [(1, "12125550101"), (2, "2125550102"), (7, "nobody")])
    assert wanted.spelling == {
        "12125550101": "+12125550101",
        **{number: number for number in ("2125550101", "2125550102")},
    }
    assert (wanted.entries, wanted.duplicates) == (8, 2)
    assert wanted.rejected.total == 3
    letters = "contains letters ('{0}'); only the number may stand here"
    assert wanted.rejected.first == [
        {"option": "numbers", "index": 3, "value": "x", "reason": letters.format("x")},
        {"option": "numbers", "index": 4, "value": "", "reason": "is empty"},
        {"option": "src", "line": 7, "value": "nobody", "reason": letters.format("nobody")},
    ]
    assert wanted.places({"2125550101", "2125550102", "unknown"}) == {
        "2125550101": {"option": "numbers", "index": 2},
        "2125550102": {"option": "src", "line": 2},
    }


def test_a_number_without_a_plus_is_one_string_and_not_two():
    wanted = Wanted(without_separators)
    wanted.extend("src", [(1, "2125550101"), (2, "(212) 555-0102")])
    assert all(key is sent for key, sent in wanted.spelling.items())


def test_only_the_first_hundred_rejected_entries_are_named_and_long_ones_cut():
    rejected = Rejected()
    for number in range(NAMED + 5):
        rejected.add({"line": number}, "x" * 200, "is long")
    assert rejected.total == NAMED + 5
    assert len(rejected.first) == NAMED
    assert rejected.first[0]["value"] == "x" * 80 + "…"


@pytest.mark.parametrize("entry", ["+49 0171 3920012", "0049 0171 3920012", "49 0171 3920012", "4901713920012"])
def test_a_zero_that_is_not_dialed_from_abroad_makes_no_other_person(entry):
    wanted = taken(Wanted(as_written), "+491713920012", entry)
    assert (wanted.spelling, wanted.duplicates) == ({"491713920012": "+491713920012"}, 1)
    # The platform gets it as it is written.
    assert taken(Wanted(as_written), entry).spelling == {"491713920012": entry}
    # No list is left that takes it as another number.
    assert taken(Wanted(without_separators, Limits()), entry).rejected.total == 1
    for normalize in (without_separators, as_written):
        excluded = taken(Excluded(normalize), entry, "+491713920013")
        assert (excluded.rejected.total, excluded.rejected.first[0]["index"]) == (1, 0)
        assert excluded.keys >= {"491713920012", "491713920013"}


def test_excluded_numbers_are_compared_only():
    excluded = taken(Excluded(without_separators), "+1 212 555 0101", "12125550101", "nobody")
    assert excluded.keys == {"12125550101"}
    assert (excluded.rejected.total, excluded.rejected.first[0]["index"]) == (1, 2)


@pytest.mark.parametrize("normalize", [without_separators, as_written, plans.normalizer("e164", "DE")])
def test_zeros_alone_are_no_number_to_call_and_no_one_to_protect(normalize):
    zeros = ("00000000", "000-0000", "0000 000000")
    wanted = taken(Wanted(normalize, Limits()), *zeros)
    assert wanted.rejected.total == taken(Excluded(normalize), *zeros).rejected.total == 3 and wanted.spelling == {}
    # A campaign may hold them: they can be removed.
    assert list(taken(Wanted(without_separators), "00000000").spelling) == ["00000000"]


@pytest.mark.parametrize("mask", ["********", "+4917******** ", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"])
@pytest.mark.parametrize("normalize", [without_separators, as_written, plans.normalizer("e164", "DE")])
def test_a_mask_of_ansible_is_refused_in_each_mode(normalize, mask):
    """Whoever stood there is unknown, so that leaving out the entry is no answer."""
    for into in (Wanted(normalize), Wanted(normalize, Limits(lowest=0)), Excluded(normalize)):
        with pytest.raises(UsageError, match="holds a mask") as caught:
            taken(into, "0171 3920012", mask)
        assert caught.value.key == "numbers" and "numbers[1]" in caught.value.text


@pytest.mark.parametrize(
    "value",
    [
        "030 1234567 und 68",
        "030 1234567 bis 70",
        "030 1234567 or 1234568",
        "(030) 1234567 UND (68)",
        "030 1234567u.68",
        "030 1234567 & 68",
        "030 1234567 \u2026 70",
        "030 1234567 -> 70",
        "123456 et 57",
    ],
)
@pytest.mark.parametrize("normalize", [without_separators, as_written, plans.normalizer("e164", "DE")])
def test_a_second_number_of_which_only_the_end_is_written_is_seen(normalize, value):
    """A platform that takes the digits alone would call a stranger."""
    wanted = taken(Wanted(normalize), value)
    assert wanted.spelling == {} and "more than one number" in wanted.rejected.first[0]["reason"]


@pytest.mark.parametrize(
    "value", ["alice", "route66 and 7", "12 to 15", "#31#555", "sip:2125550101@pbx", "2125550101x12"]
)
def test_what_the_platform_may_take_is_left_to_it(value):
    assert list(taken(Wanted(as_written), value).spelling.values()) == [value]


@pytest.mark.parametrize(
    "value, countries, types_, reason",
    [
        ("+1 613 555 0134", ["US"], None, "is a number of CA, which is not in allowed_countries"),
        ("+1 613 555 0134", ["us", "ca"], None, None),
        ("212 555 0101", ["US"], ["fixed_line_or_mobile"], None),
        ("212 555 0101", None, ["mobile"], "is of the type fixed_line_or_mobile, which is not in allowed_types"),
        ("+49 171 3920012", None, ["mobile"], None),
        ("+44 909 879 0123", None, ["mobile"], "is of the type premium_rate"),
    ],
)
def test_countries_and_types_can_be_allowed(value, countries, types_, reason):
    normalize = plans.normalizer("e164", "US", countries, types_)
    if reason is None:
        assert normalize(value).startswith("+")
    else:
        with pytest.raises(BadNumber, match=reason):
            normalize(value)


def test_what_is_allowed_needs_a_number_plan_and_known_countries():
    for key, arguments in (("allowed_countries", (["US"], None)), ("allowed_types", (None, ["mobile"]))):
        with pytest.raises(UsageError) as caught:
            plans.normalizer("separators", None, *arguments)
        assert caught.value.key == key
    with pytest.raises(UsageError, match="allowed_countries: 'USA' is not a known country code"):
        plans.normalizer("e164", "US", ["USA"])
