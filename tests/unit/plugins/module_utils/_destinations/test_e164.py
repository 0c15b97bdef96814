# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Numbers with a number plan: international form, what no plan knows, and what is allowed."""

from __future__ import annotations

import re
import sys

import phonenumbers
import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations import e164 as plans
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.damage import BadNumber
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.e164 import Identity, normalizer
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.grammar import canonical, read
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.numbers import (
    Excluded,
    as_written,
    without_separators,
)
from phonenumbers import PhoneNumberFormat as Form

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
        ("0044 20 7946 0000", "US", "+442079460000"),
        ("0044 20 7946 0000", None, "+442079460000"),
        ("0044 20 7946 0000", "DE", "+442079460000"),
        ("12125550101", "US", "+12125550101"),
        ("493023125012", "DE", "+493023125012"),
        ("49 (0)171 3920012", "US", "+491713920012"),
        ("(0)171 3920012", "DE", "+491713920012"),
        ("+39 (0)6 1234", "US", "+39061234"),
        ("393331234567", "IT", "+393331234567"),
        ("9123456789", "IN", "+919123456789"),
        # Without its plus, and with a zero that is not dialed from abroad.
        *(("49 0171 3920012", region, "+491713920012") for region in ("DE", "US", "CN")),
        ("33 01 89 12 34 56", "GB", "+33189123456"),
        # No number of Peru, so one of Wuxi that has lost its zero.
        ("510 8123 4567", "CN", "+8651081234567"),
    ],
)
def test_e164_brings_numbers_to_international_form(value, region, sent):
    assert plans.normalizer("e164", region)(value) == sent


@pytest.mark.parametrize(
    "value, region, reason",
    [
        ("", "US", "is empty"),
        ("2125550101", None, "give region for national numbers"),
        ("491713920012", "DE", "is ambiguous: +491713920012 or +49491713920012"),
        ("49171392001", "DE", "is ambiguous"),
        ("0491713920012", "DE", "is ambiguous: +491713920012 or +49491713920012; write it with a plus"),
        ("33 01 89 12 34 56", "DE", "is ambiguous: +33189123456 or +49330189123456"),
        ("49 0171 3920012", None, "has no country code"),
        ("001 65 6234 5678", "HK", "is ambiguous: +16562345678 or +6562345678"),
        ("0171 (0) 3920012", "DE", "does not stand behind a country code"),
        ("(0)171 3920012", None, "does not stand behind a country code"),
        ("+999 1234567", "US", "has no known country code"),
        ("12345", "US", "is not a valid number"),
        ("nobody", "US", "contains letters"),
        ("+1 212 555 0101 ext. 5", "US", "extension"),
        ("+12125550101,5", "US", "spreadsheet"),
        ("0" * 400, "US", "is not a valid number"),
    ],
)
def test_e164_refuses_what_is_no_number(value, region, reason):
    with pytest.raises(BadNumber, match=re.escape(reason)):
        plans.normalizer("e164", region)(value)


def test_where_a_zero_may_stand_behind_a_country_code():
    """What is dialed before an area code within a country is the library's knowledge; some have nothing, as Italy.

    Rwanda has the 0, and numbers that begin with one.
    """
    for code, (region, *_others) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        if region == "001":
            continue
        prefix = phonenumbers.PhoneMetadata.metadata_for_region(region, None).national_prefix
        assert read("+{0}0171392001".format(code)).trunk_zero is (prefix == "0" and region != "RW")
        assert not read("+{0}171392001".format(code)).trunk_zero
        # Without a plus, the digits alone have to tell.
        without_plus = read("{0}0171392001".format(code))
        assert without_plus.trunk_zero is (read("+{0}0171392001".format(code)).trunk_zero)
        assert not read("{0}0171392001".format(code)[:10]).trunk_zero


# Where numbers of some kind begin with 0, and nothing is dialed before one.
OWN_ZERO = {39, 47, 225, 226, 227, 229, 241, 242, 247, 250, 267, 268, 378, 501, 507, 676, 679, 687, 853, 974, 992}


def test_where_no_zero_can_stand_behind_a_country_code():
    for code, (region, *_others) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        spelling = read("+{0}0912345678".format(code))
        assert spelling.stray_zero is not (spelling.trunk_zero or code in OWN_ZERO or region == "001"), code
        assert not read("{0}0912345678".format(code)).stray_zero
        if spelling.stray_zero:
            plan = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
            for kind in (plan.fixed_line, plan.mobile, plan.toll_free, plan.voip, plan.uan, plan.shared_cost):
                assert not (kind and (kind.example_number or "").startswith("0")), code


@pytest.mark.parametrize(
    "value, sent",
    [
        ("+36 06 1 234 5678", None),
        ("+36 (06) 1 234 5678", None),
        ("0034 0 912 345 678", None),
        ("+48 0 22 123 45 67", None),
        ("+65 0 6123 4567", None),
        ("+39 06 1234567", "+39061234567"),
        ("+225 07 12 34 56 78", "+2250712345678"),
        ("+34 912 345 678", "+34912345678"),
        ("1. 030 23125012", None),
        ("12. 212-555-0102", None),
        ("1 - 030 23125012", None),
        ("(5) 030 23125012", None),
        ("1.212.555.0101", "12125550101"),
        ("1 - 212 - 555 - 0101", "12125550101"),
        ("1 (212) 555-0101", "12125550101"),
        ("(30) 23125012", "3023125012"),
        ("+1. 212. 555. 0101", "+12125550101"),
    ],
)
def test_zeros_that_no_one_dials_and_places_in_a_list(value, sent):
    if sent is None:
        with pytest.raises(BadNumber):
            without_separators(value)
    else:
        assert without_separators(value) == sent


def test_the_other_normalizations_need_no_region():
    assert plans.normalizer("separators", None) is without_separators
    assert plans.normalizer("none", "") is as_written
    for normalize in ("separators", "none"):
        with pytest.raises(UsageError, match="region has no use with normalize={0}".format(normalize)):
            plans.normalizer(normalize, "US")
    with pytest.raises(UsageError, match="region is not a known country code"):
        plans.normalizer("e164", "United States")


def test_the_missing_library_is_named_and_only_e164_needs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "phonenumbers", None)
    assert plans.normalizer("separators", None) is without_separators
    with pytest.raises(UsageError, match="needs the Python library phonenumbers") as caught:
        plans.normalizer("e164", "US")
    assert "Install phonenumbers" in caught.value.hint


def test_with_a_number_plan_a_stored_national_number_is_the_international_person():
    identity = plans.Identity(plans.normalizer("e164", "US"), ({"12125550101"}, {"442079460000"}))
    assert identity("(212) 555-0101") == identity("12125550101") == "12125550101"
    assert identity("011442079460000") == "442079460000"
    # Its plus is lost, and a zero stands where only people in that country dial it.
    assert identity("4402079460000") == identity("+44 020 7946 0000") == "442079460000"
    # Nobody asks for the first one, so it stays what it is.
    for spelling, digits in (("2125550199", "2125550199"), ("+2125550101", "2125550101"), ("nobody", "nobody")):
        assert identity(spelling) == digits


def test_without_a_number_plan_only_the_digits_count():
    identity = plans.Identity(
        without_separators, ({"12125550101", "491713920012", "440171392"}, {"442079460000", "3961"})
    )
    assert identity("(212) 555-0101") == "2125550101"
    assert identity("+1 212 555 0101") == "12125550101"
    # A stored zero behind a country code makes no other person.
    assert identity("+49 0171 3920012") == identity("4901713920012") == "491713920012"
    assert identity("0044 (020) 7946 0000") == "442079460000"
    # These digits are listed, of those no one is, and in Italy the zero belongs to the number.
    for spelling in ("440171392", "4901713920013", "39061"):
        assert identity(spelling) == identity("+" + spelling) == spelling


def test_a_do_not_call_number_that_no_plan_knows_still_excludes_its_digits():
    excluded = Excluded(plans.normalizer("e164", "US"))
    excluded.extend("exclude", enumerate(["(212) 555-0101", "555 0101", "112", "nobody"]))
    assert excluded.keys == {"12125550101", "5550101", "15550101", "112"}
    # Whoever is meant may be stored with other digits. An emergency number is nobody, and is never called.
    assert [entry["index"] for entry in excluded.rejected.first] == [1, 3]
    assert excluded.rejected.first[0]["reason"] == "is not a valid number of its country"


def test_of_a_do_not_call_entry_with_two_meanings_both_are_excluded():
    excluded = Excluded(plans.normalizer("e164", "DE"))
    excluded.extend("exclude", enumerate(["491713920012", "33 01 89 12 34 56"]))
    assert excluded.rejected.total == 2
    assert excluded.keys >= {"491713920012", "49491713920012", "33189123456", "49330189123456"}


# --- the number plans of all countries ------------------------------------------------------------------------


# In New Caledonia, some numbers are written as other countries write a day.
DATES = {"20.12.34"}


def examples(region):
    """One valid number of each kind that the country has, in E.164, with all the ways to write it."""
    for kind in phonenumbers.PhoneNumberType.values():
        number = phonenumbers.example_number_for_type(region, kind)
        if number is None or not phonenumbers.is_valid_number(number):
            continue
        e164, international, national, link = (
            phonenumbers.format_number(number, form)
            for form in (Form.E164, Form.INTERNATIONAL, Form.NATIONAL, Form.RFC3966)
        )
        yield e164, [e164, international, link, "00" + e164[1:]], [national, re.sub("[^0-9]", "", national)]


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_each_way_to_write_a_number_means_that_number(region):
    normalize = normalizer("e164", region)
    for e164, international, national in examples(region):
        identity = Identity(normalize, ({e164[1:]},))
        for spelling in international:
            assert canonical(without_separators(spelling)) == e164[1:]
        for spelling in set(international + national) - DATES:
            assert normalize(spelling) == e164
            assert identity(spelling) == e164[1:]
        # What has lost its plus is that number, or may be two.
        try:
            assert normalize(e164[1:]) == e164
        except BadNumber:
            pass
        assert identity(e164[1:]) == e164[1:]
