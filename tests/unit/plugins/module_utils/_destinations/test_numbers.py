# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations import e164 as plans
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.numbers import (
    MAX_DIGITS,
    MAX_SPELLING,
    NAMED,
    BadNumber,
    Excluded,
    Rejected,
    Wanted,
    as_written,
    canonical,
    text_of,
    without_separators,
)
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "spelling, form",
    [
        ("12125550101", "12125550101"),
        ("+12125550101", "12125550101"),
        ("+1 (212) 555-0101", "12125550101"),
        ("(212) 555-0101", "2125550101"),
        ("212.555.0101", "2125550101"),
        ("[212]{555}0101", "2125550101"),
        ("212\u00a0555\u20110101", "2125550101"),
        ("\u202d2125550101\u202c", "2125550101"),
        ("0301234", "0301234"),
        (" - ", ""),
        ("", ""),
    ],
)
def test_the_canonical_form_has_no_separators_and_no_leading_plus(spelling, form):
    assert canonical(spelling) == form


@given(st.text())
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
    "value, sent",
    [
        ("2125550101", "2125550101"),
        ("(212) 555-0101", "2125550101"),
        ("+1 212.555.0101", "+12125550101"),
        ("1" * MAX_DIGITS, "1" * MAX_DIGITS),
        ("+" + "1" * MAX_DIGITS, "+" + "1" * MAX_DIGITS),
    ],
)
def test_separators_are_taken_out_and_a_leading_plus_is_kept(value, sent):
    assert without_separators(value) == sent


@pytest.mark.parametrize(
    "value, reason",
    [
        ("", "is empty"),
        (" .- ", "is empty"),
        ("+", "is empty"),
        ("12+34", "plus sign that is not at its beginning"),
        ("++12", "plus sign that is not at its beginning"),
        ("12a", "contains 'a', which is neither a digit nor a separator"),
        ("12/34", "contains '/'"),
        ("\u0661\u0662", "neither a digit"),
        ("12\u00b2", "neither a digit"),
        ("1,2", "for a CSV file, give the option"),
        ("1;2", "for a CSV file, give the option"),
        ('"12"', "for a CSV file, give the option"),
        ("12\x0034", "contains a control character"),
        ("12\n34", "contains a control character"),
        ("1" * (MAX_DIGITS + 1), "more than 32 digits"),
        ("+" + "1" * (MAX_DIGITS + 1), "more than 32 digits"),
    ],
)
def test_what_is_no_number_is_refused_with_a_reason(value, reason):
    with pytest.raises(BadNumber, match=reason.replace("+", r"\+")):
        without_separators(value)


@pytest.mark.parametrize(
    "value, sent", [(" (212) 555-0101 ", "(212) 555-0101"), ("#31#555", "#31#555"), ("alice", "alice")]
)
def test_without_normalization_a_value_is_sent_as_it_is(value, sent):
    assert as_written(value) == sent


@pytest.mark.parametrize(
    "value, reason",
    [
        ("", "is empty"),
        ("()", "is empty"),
        ("1,2", "comma"),
        ("1\n2", "control character"),
        ("1\u20282", "control character"),
        ("1" * (MAX_SPELLING + 1), "more than 128 characters"),
    ],
)
def test_without_normalization_nothing_breaks_the_list_of_numbers(value, reason):
    with pytest.raises(BadNumber, match=reason):
        as_written(value)


@pytest.mark.parametrize("value, text", [("0123", "0123"), (2125550101, "2125550101"), (-5, "-5"), ("", "")])
def test_entries_of_a_list_are_text_or_integers(value, text):
    assert text_of(value) == text


@pytest.mark.parametrize(
    "value, kind",
    [
        (True, "a boolean"),
        (2.125550101e9, "a floating point number"),
        (None, "null"),
        ({"a": 1}, "a dictionary"),
        (["1"], "a list"),
        (b"1", "of an unknown type"),
    ],
)
def test_what_yaml_has_changed_is_no_number(value, kind):
    with pytest.raises(BadNumber) as caught:
        text_of(value)
    assert str(caught.value) == "is {0}, not a telephone number; put it in quotes".format(kind)


def test_the_first_spelling_of_a_number_wins_and_the_others_are_counted():
    wanted = Wanted(without_separators)
    wanted.extend("numbers", enumerate(["+12125550101", "1 (212) 555-0101", "2125550101", "x", ""]))
    wanted.extend("src", [(1, "12125550101"), (2, "2125550102"), (7, "nobody")])
    assert wanted.spelling == {
        "12125550101": "+12125550101",
        "2125550101": "2125550101",
        "2125550102": "2125550102",
    }
    assert (wanted.entries, wanted.duplicates) == (8, 2)
    assert wanted.rejected.total == 3
    assert wanted.rejected.first == [
        {
            "option": "numbers",
            "index": 3,
            "value": "x",
            "reason": "contains 'x', which is neither a digit nor a separator",
        },
        {"option": "numbers", "index": 4, "value": "", "reason": "is empty"},
        {
            "option": "src",
            "line": 7,
            "value": "nobody",
            "reason": "contains 'n', which is neither a digit nor a separator",
        },
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


def test_excluded_numbers_are_compared_only():
    excluded = Excluded(without_separators)
    excluded.extend("exclude", enumerate(["+1 212 555 0101", "12125550101", "nobody"]))
    assert excluded.keys == {"12125550101"}
    assert (excluded.rejected.total, excluded.rejected.first[0]["index"]) == (1, 2)


# --- number plans ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value, region, sent",
    [
        ("(212) 555-0101", "US", "+12125550101"),
        ("(212) 555-0101", "us ", "+12125550101"),
        ("+1 212 555 0101", None, "+12125550101"),
        ("+44 (0)20 7946 0000", "US", "+442079460000"),
        ("030 1234567", "DE", "+49301234567"),
        ("011 44 20 7946 0000", "US", "+442079460000"),
    ],
)
def test_e164_brings_numbers_to_international_form(value, region, sent):
    assert plans.normalizer("e164", region)(value) == sent


@pytest.mark.parametrize(
    "value, region, reason",
    [
        ("", "US", "is empty"),
        ("2125550101", None, "give region for national numbers"),
        ("+999 1234567", "US", "has no known country code"),
        ("12", "US", "is not a valid number"),
        ("nobody", "US", "is not a telephone number"),
        ("+1 212 555 0101 ext. 5", "US", "extension"),
        ("+12125550101,5", "US", "comma"),
        ("0" * 400, "US", "is not a telephone number"),
    ],
)
def test_e164_refuses_what_is_no_number(value, region, reason):
    with pytest.raises(BadNumber, match=reason):
        plans.normalizer("e164", region)(value)


def test_the_other_normalizations_need_no_region():
    assert plans.normalizer("separators", None) is without_separators
    assert plans.normalizer("none", "") is as_written
    for normalize in ("separators", "none"):
        with pytest.raises(UsageError, match="region has no use with normalize={0}".format(normalize)):
            plans.normalizer(normalize, "US")


def test_an_unknown_region_is_refused():
    with pytest.raises(UsageError, match="region is not a known country code"):
        plans.normalizer("e164", "United States")


def test_the_missing_library_is_named_and_only_e164_needs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "phonenumbers", None)
    assert plans.normalizer("separators", None) is without_separators
    with pytest.raises(UsageError, match="needs the Python library phonenumbers") as caught:
        plans.normalizer("e164", "US")
    assert "Install phonenumbers" in caught.value.hint


def test_with_a_number_plan_a_stored_national_number_is_the_international_person():
    normalize = plans.normalizer("e164", "US")
    identity = plans.Identity(normalize, ({"12125550101"}, {"442079460000"}))
    assert identity("(212) 555-0101") == "12125550101"
    assert identity("12125550101") == "12125550101"
    assert identity("011442079460000") == "442079460000"
    # Nobody asks for this one, so it stays what it is.
    assert identity("2125550199") == "2125550199"
    assert identity("+2125550101") == "2125550101"
    assert identity("nobody") == "nobody"


def test_without_a_number_plan_only_the_digits_count():
    identity = plans.Identity(without_separators, ({"12125550101"}, set()))
    assert identity("(212) 555-0101") == "2125550101"
    assert identity("+1 212 555 0101") == "12125550101"


def test_a_do_not_call_number_that_no_plan_knows_still_excludes_its_digits():
    excluded = Excluded(plans.normalizer("e164", "US"))
    excluded.extend("exclude", enumerate(["(212) 555-0101", "555 0101", "nobody"]))
    assert excluded.keys == {"12125550101", "5550101"}
    assert excluded.rejected.total == 1
