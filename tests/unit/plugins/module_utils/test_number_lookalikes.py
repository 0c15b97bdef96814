# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._number_lookalikes import check_lookalikes, lookalikes


@pytest.mark.parametrize(
    "one, other",
    [
        ("2125550101", "12125550101"),
        ("02071234567", "442071234567"),
        ("00442071234567", "442071234567"),
        ("011442071234567", "442071234567"),
        ("55501010", "212355501010"),
        ("12345678", "999912345678"),
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
        ("12345678", "XXXXX12345678"),
        ("12125550101", "22125550101"),
        ("100", "2100"),
        ("", "12345678"),
    ],
)
def test_other_numbers_do_not(one, other):
    assert lookalikes([one], [other]) == lookalikes([other], [one]) == []


def test_a_number_looks_like_one_other_at_most():
    assert lookalikes(["2125550101"], ["12125550101", "442125550101"]) == [("2125550101", "12125550101")]


def _numbers(count, start=0):
    return ["212{0:07}".format(number) for number in range(start, start + count)]


@pytest.mark.parametrize("alike, adding, refused", [(2, 2, False), (3, 3, True), (3, 300, True), (3, 301, False)])
def test_few_are_a_coincidence_and_many_are_not(alike, adding, refused):
    asked = _numbers(alike) + _numbers(adding - alike, start=5000)
    there = ["1" + number for number in _numbers(alike)]
    if not refused:
        check_lookalikes(asked, there, "others", "Bad.")
        assert len(lookalikes(asked, there)) == alike
        return
    with pytest.raises(UsageError) as caught:
        check_lookalikes(asked, there, "others", "Bad.")
    assert caught.value.text == (
        "3 of {0} numbers to add look like others in another form, the first: 2120000000 like 12120000000. "
        "Bad. Nothing was changed.".format(adding)
    )
    assert caught.value.key == "allow_lookalikes"
    assert caught.value.hint == (
        "Write the list in the form of the numbers that are there, or use normalize=e164 with region. "
        "If these are other people, set allow_lookalikes to true."
    )
