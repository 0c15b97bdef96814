# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The contract of the API against the options of the module, their documentation, and the model of the unit tests."""

from __future__ import annotations

import re

import pytest
import yaml
from ansible_collections.telephony.enswitch.plugins.doc_fragments import campaign as campaign_fragment
from ansible_collections.telephony.enswitch.plugins.module_utils._api import errors, functions
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns import fields as schema
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks import bulk_campaign
from unit.support.contract import FUNCTIONS
from unit.support.platform import COLUMNS

CREATE = FUNCTIONS["bulk/campaigns/create"]["parameters"]
UPDATE = FUNCTIONS["bulk/campaigns/update"]["parameters"]
PARAMETERS = sorted((set(CREATE) | set(UPDATE)) - {"validation"})
DOCUMENTED = yaml.safe_load(campaign_fragment.ModuleDocFragment.DOCUMENTATION)["options"]
# Without those of the connection.
OPTIONS = bulk_campaign.TASK.options


def test_the_options_of_the_module_are_the_fields_and_the_state():
    assert set(schema.argument_spec()) == set(PARAMETERS)
    assert {name: option for name, option in OPTIONS.items() if name != "state"} == schema.argument_spec()


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_is_documented_with_its_version_and_values(name):
    text = " ".join(DOCUMENTED[name]["description"])
    since = CREATE.get(name, {}).get("since")
    assert since is None or since in text
    for value in CREATE.get(name, {}).get("values", ()):
        assert value == "" or "V({0})".format(value) in text


def test_the_model_of_the_unit_tests_has_the_columns_of_the_contract():
    assert set(COLUMNS) == set(CREATE) - {"validation", "customer"}
    for name, value in COLUMNS.items():
        assert value == CREATE[name].get("default", "")


@pytest.mark.parametrize("name", sorted(functions.READS | functions.VALIDATED_WRITES | functions.PLAIN_WRITES))
def test_the_role_that_is_missing_is_that_of_the_contract(name):
    words = set(re.findall("[a-z]+", errors.hint_of(402, name).partition(" It needs the role ")[2]))
    role = FUNCTIONS[name]["role"]
    assert role == "none" or words - {"or", "reseller"} == set(role.split("|"))
