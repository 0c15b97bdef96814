# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Properties of the grammar: one number has one key however it is written, and no text becomes another number."""

from __future__ import annotations

import re

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.damage import BadNumber
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.e164 import normalizer
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.grammar import (
    canonical,
    person,
    plain,
    read,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.numbers import (
    as_written,
    without_separators,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.readings import (
    keys_of,
    numbers_in,
    spellings,
)
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

MARKS = (" ", "-", ".", "  ", " - ", "\u00a0", "\u2009", "\u3000", "\u2010", "\u2011", "\u2013", "\u2212", "\uff0d")
FULL_WIDTH = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}


@st.composite
def parts(draw):
    """A number as country code, area code and two groups."""
    country = draw(st.sampled_from(["1", "7", "33", "44", "49", "353", "998"]))
    area = draw(st.from_regex(r"[1-9][0-9]{1,3}", fullmatch=True))
    groups = draw(st.lists(st.from_regex(r"[0-9]{3,4}", fullmatch=True), min_size=1, max_size=2))
    return country, area, groups


@st.composite
def written(draw, number, *, prefixes=("+", "00", "+ ", "tel:+", "TEL: 00", "'+", "(+")):
    """A way to write an international number that the grammar knows."""
    country, area, groups = number
    prefix = draw(st.sampled_from(prefixes))
    mark = st.sampled_from(MARKS)
    joint = draw(st.one_of(mark, st.just("")))
    country = prefix + country + (")" if "(" in prefix else "")
    area = "({0})".format(area) if "(" not in prefix and draw(st.booleans()) else joint + area
    after = draw(st.sampled_from(["/", " / "])) if draw(st.booleans()) else draw(mark)
    text = country + area + after + "".join(draw(mark) + group if at else group for at, group in enumerate(groups))
    return draw(st.sampled_from(["", "  ", "\u202a"])) + (text.translate(FULL_WIDTH) if draw(st.booleans()) else text)


def digits_of(number):
    country, area, groups = number
    return country + area + "".join(groups)


@given(st.data())
def test_one_number_has_one_key_however_it_is_written(data):
    number = data.draw(parts())
    text = data.draw(written(number))
    key = digits_of(number)
    assert canonical(without_separators(text)) == canonical(text) == canonical(as_written(text)) == key
    assert read(text).whole == key


@given(st.data())
def test_two_numbers_have_two_keys(data):
    one, other = data.draw(parts()), data.draw(parts())
    assume(digits_of(one) != digits_of(other))
    assert canonical(data.draw(written(one))) != canonical(data.draw(written(other)))


@given(st.text("0123456789", min_size=1, max_size=17), st.text("0123456789", min_size=1, max_size=17))
def test_only_what_is_dialed_before_a_country_code_makes_no_difference(one, other):
    def international(text):
        return text[2:] if re.match("00[1-9]", text) else text

    assert (canonical(one) == canonical(other)) == (international(one) == international(other))


# Texts that are nearly numbers, and any texts.
PIECES = "+49 0049 030 0171 231 25012 3920012 212 555 0101 (0) ( ) [ ] / - . , ; + ext x # = ' \" tel: E+11".split()
TEXTS = st.one_of(
    st.text(),
    st.text("0123456789 -./()+", max_size=24),
    st.lists(st.sampled_from([*PIECES, " ", "\n", "\uff11", "\u0661"]), max_size=9).map("".join),
)


@settings(max_examples=250)
@given(TEXTS)
@example("00/1")
def test_no_text_becomes_a_number_of_other_digits(text):
    try:
        sent = without_separators(text)
    except BadNumber:
        return
    assert re.fullmatch(r"\+?[0-9]+", sent)
    assert sent.lstrip("+") == "".join(char for char in plain(text) if char.isdecimal())
    assert sent.startswith("+") == ("+" in plain(text))
    assert without_separators(sent) == sent


@settings(max_examples=150)
@given(TEXTS, st.sampled_from(["DE", "US", "GB", "FR", None]))
def test_a_number_plan_only_puts_a_country_code_in_place_of_a_prefix(text, region):
    try:
        sent = normalizer("e164", region)(text)
    except BadNumber:
        return
    given_digits = "".join(char for char in plain(text) if char.isdecimal())
    # What the number has in common with the entry stands at its end, apart from a 0 in brackets.
    rest = iter(reversed(given_digits))
    country = re.fullmatch(r"\+(1|33|44|49|[0-9]{1,3}?)([0-9]+)", sent)
    assert all(digit in rest for digit in reversed(country[2]))


@given(TEXTS)
def test_each_rejection_has_a_reason_that_goes_on_from_the_value(text):
    for normalize in (without_separators, as_written, normalizer("e164", "DE")):
        try:
            normalize(text)
        except BadNumber as problem:
            assert re.match("(is|has|holds|contains|begins|ends) ", str(problem))


ONE = [
    # A slash stands behind an area code, and nowhere else.
    *("089/99998012", "(089)/99998012", "089/99998-012", "+49 89/99998012", "+49/89/99998012"),
    *("0049 89 / 99998012", "00 49 89/99998012", "212/555-0101"),
    # Blanks and dashes divide groups, not numbers.
    *("+4935752 3456789", "+ 3531000 000-0000", "0171 392 00 12"),
    # Groups with dots are neither dates nor addresses.
    *("12.34.56.78", "212.34.56.78", "01.02.03.04.05", "30.23.12.50.12", "02104.12345", "99.12.2024.1", "17-13-2024-5"),
    # Groups within a number begin with 0 as well.
    *("030 123 45 67", "030 12 03 45 67", "0171 / 123 45 67", "0171 12 03 45 67", "0176 123 045 678", "0176 23 012345"),
    *("+49 30 123456-78", "+49 176 23 012345", "020 7946 0018", "07700 012345", "447700 012345", "06 12 03 04 05"),
    *("0412 345 067", "0812 3456 07890", "0812 345 067 890", "+62 812 3456 0789", "0 98765 04321", "01712 012345"),
    *("+8801712 012345", "044 555 012 3456", "0800 000 0000", "0341 15 012 3456", "+234 803 012 3456"),
    *("86 138 0013 8000", "49 171 0123456", "02362 9 012345", "+33 1 02 03 04 05", "(030) 123 045", "0755 2699 0123"),
]
TWO = [
    *("030 23125012/13", "030/23125012/13", "03023125012/13", "030/13", "+49 30 23125/012", "+493023125012/13"),
    *("555-0101/0102", "5550101/5550102", "212/0101"),
    *("2125550 1012125", "5550101-5550102", "555-0101 555-0102", "555 0101 555 0102", "+493023125012 03023125013"),
    "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9",
    # The second one begins as a number does, behind what is one already.
    *("030123 030124567", "030123 030124", "030123/030124567", "030123-030124567", "030123.030124567"),
    *("030 1234 030 56789", "030 1234 0171 1234", "030 123 030 124", "030 123 030124567", "030123 0171 12345"),
    *("(030) 1234 0171 1234", "030 1234 004930567", "030123 004930567", "123456 030123456", "49301234 0305678"),
    *("+49301234 0305678", "+49 30 1234 030 567", "0171/123456 0305678", "030123 030124 1"),
]


@pytest.mark.parametrize("text", ONE)
def test_what_is_one_number(text):
    assert without_separators(text).lstrip("+") == re.sub("[^0-9]", "", text)


@pytest.mark.parametrize("text", TWO)
def test_what_is_more_than_one_number(text):
    with pytest.raises(BadNumber, match="more than one number"):
        without_separators(text)


@pytest.mark.parametrize(
    "text", ["49 0171 3920012", "4901713920012", "44 020 79460012", "353 01 234 5678", "32 02 123 45 67", "51081234567"]
)
def test_a_zero_behind_a_country_code_without_a_plus_is_seen(text):
    with pytest.raises(BadNumber, match="has what looks like a 0 behind a country code"):
        without_separators(text)
    assert person(text) == re.sub("[^0-9]", "", text).replace("0", "", 1)


@pytest.mark.parametrize(
    "text",
    [
        # Of North America.
        *("440 123 4567", "4101234567", "1 440 012 3456"),
        # In Italy the zero belongs to the number; two zeros are none that is dialed before an area code.
        *("39 06 12345678", "49 00171 392001"),
        *("49 171 0123456", "86 138 0013 8000", "0490 1234567"),
    ],
)
def test_another_zero_is_none_behind_a_country_code(text):
    assert without_separators(text) == person(text) == re.sub("[^0-9]", "", text)


@pytest.mark.parametrize("prefix", ["+", "00", "tel:+", "'+", "+ "])
def test_behind_a_plus_few_digits_are_enough_for_a_zero_that_is_not_dialed_from_abroad(prefix):
    assert person(prefix + "46 08 12345") == "46812345" and person("46 08 12345") == "460812345"


@given(st.text("0123456789", min_size=1, max_size=17))
def test_a_person_is_one_however_often_one_asks(digits):
    assert person(person(digits)) == person(digits)


def test_the_two_zeros_before_a_country_code_do_not_make_it_a_number_of_its_own():
    assert read("0049(33201) 555-1234") == read("0049 33201 5551234")
    with pytest.raises(BadNumber, match="more than one number"):
        read("00491714445556 1725556")


@settings(max_examples=150)
@given(TEXTS)
def test_whatever_an_entry_holds_its_numbers_are_some_of_its_digits(text):
    digits = "".join(char for char in plain(text) if char.isdecimal())
    for number in numbers_in(text):
        own = "".join(char for char in number if char.isdecimal())
        assert len(own) >= 7 and own in digits


@settings(max_examples=150)
@given(TEXTS)
def test_whatever_may_be_meant_by_an_entry_has_only_digits_where_it_is_compared(text):
    for number in spellings(text):
        assert all(re.fullmatch("[0-9]*", key) for key in keys_of(number))
