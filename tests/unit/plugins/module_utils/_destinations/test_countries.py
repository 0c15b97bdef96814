# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The number plans of all countries: each way to write one of their numbers means that number, or is rejected."""

from __future__ import annotations

import re

import phonenumbers
import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.damage import BadNumber
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.e164 import Identity, normalizer
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.grammar import canonical
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.numbers import without_separators
from phonenumbers import PhoneNumberFormat as Form

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
