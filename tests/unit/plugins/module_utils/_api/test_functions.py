# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of functions against the contract of the API."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import functions
from unit.support.contract import FUNCTIONS


def test_all_functions_of_the_contract_are_known():
    known = functions.READS | functions.VALIDATED_WRITES | functions.PLAIN_WRITES
    assert known == set(FUNCTIONS)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_reads_and_writes_are_those_of_the_contract(name):
    writes = FUNCTIONS[name].get("writes", False)
    validates = "validation" in FUNCTIONS[name]["parameters"]
    assert functions.is_read(name) == (not writes)
    assert functions.can_validate(name) == (writes and validates)
    assert (name in functions.PLAIN_WRITES) == (writes and not validates)


@pytest.mark.parametrize(
    "name", ["", "bulk/campaigns/copy", "bulk/campaigns/list/", "BULK/CAMPAIGNS/LIST", "user/logout"]
)
def test_an_unknown_name_counts_as_a_write_without_validation(name):
    assert not functions.is_read(name)
    assert not functions.can_validate(name)


def test_every_name_is_one_of_the_contract():
    names = {value for name, value in vars(functions).items() if name.isupper() and isinstance(value, str)}
    assert names == set(FUNCTIONS) | functions.PROBED


def test_what_only_the_probe_asks_is_not_in_the_contract():
    """Each name here is inferred to be a read, so it has to look like one."""
    assert not functions.PROBED & set(FUNCTIONS)
    assert all(name.endswith(("/get", "/list")) and functions.is_read(name) for name in functions.PROBED)
