# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of functions against the contract of the API."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import functions
from unit.support.contract import FUNCTIONS

KNOWN = functions.READS | functions.VALIDATED_WRITES | functions.PLAIN_WRITES


def test_every_name_is_one_of_the_contract():
    names = {value for name, value in vars(functions).items() if name.isupper() and isinstance(value, str)}
    assert names == KNOWN
    assert names <= set(FUNCTIONS)


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_reads_and_writes_are_those_of_the_contract(name):
    writes = FUNCTIONS[name].get("writes", False)
    validates = "validation" in FUNCTIONS[name]["parameters"]
    assert functions.is_read(name) == (not writes)
    assert functions.can_validate(name) == (writes and validates)
    assert (name in functions.PLAIN_WRITES) == (writes and not validates)


@pytest.mark.parametrize(
    "name",
    [*sorted(set(FUNCTIONS) - KNOWN), "", "bulk/campaigns/copy", "bulk/campaigns/list/", "BULK/CAMPAIGNS/LIST"],
)
def test_an_unknown_name_counts_as_a_write_without_validation(name):
    assert not functions.is_read(name)
    assert not functions.can_validate(name)
