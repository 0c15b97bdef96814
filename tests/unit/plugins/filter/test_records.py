# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters of the roles stop and restore: patterns of names, and the record."""

from __future__ import annotations

import unicodedata

import pytest
from ansible_collections.telephony.enswitch.plugins.filter.records import from_stop_record, named_like, to_stop_record

NAMES = ("[VIP] Spring", "V", "Spring one", "spring two", "What? (1)", "Frühling", "a\nb")
URL = "https://pbx.example.com/api/json/"


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("[VIP]*", ["[VIP] Spring"]),
        ("[VIP] Spring", ["[VIP] Spring"]),
        ("[!V]", []),
        ("Spring *", ["Spring one"]),
        ("What? (?)", ["What? (1)"]),
        ("a*b", ["a\nb"]),
        (unicodedata.normalize("NFD", "Früh*"), ["Frühling"]),
        ("*", list(NAMES)),
        (5, []),
    ],
)
def test_only_asterisks_and_question_marks_are_no_letters(pattern, found):
    assert [campaign["name"] for campaign in named_like([{"name": name} for name in NAMES], [pattern])] == found


def test_what_stands_twice_in_a_record_is_one_campaign():
    campaigns = [{"id": number, "customer": 2, "name": str(number)} for number in (4, 3)]
    text = to_stop_record(campaigns, URL)
    twice = text.replace('"campaigns": [', '"campaigns": [{"id": 3, "customer": 2, "name": "3"},')
    assert from_stop_record(text, "record")["campaigns"] == campaigns
    assert from_stop_record(twice, "record")["campaigns"] == campaigns[::-1]


def test_the_address_of_a_record_is_written_as_that_of_the_platform_is_now():
    """An earlier version has kept the case of the host."""
    assert from_stop_record(to_stop_record([], URL), "record")["api_url"] == URL
    assert from_stop_record(to_stop_record([], "https://PBX.example.com:443/api/json/"), "record")["api_url"] == URL
