# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The contract of the API against the options of the module, their documentation, and the model of the unit tests."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.telephony.enswitch.plugins.doc_fragments import campaign as campaign_fragment
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns import fields as schema
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks import bulk_campaign
from unit.support.contract import FUNCTIONS
from unit.support.platform import COLUMNS

CREATE = FUNCTIONS["bulk/campaigns/create"]["parameters"]
UPDATE = FUNCTIONS["bulk/campaigns/update"]["parameters"]
PARAMETERS = sorted((set(CREATE) | set(UPDATE)) - {"validation"})
# A reference takes a name as well as an ID, so its option is text.
REFERENCES = ("customer", "owner", "recordgroup", "timegroup")
TYPES = {"str": "raw", "int": "int", "bool01": "bool"}
DOCUMENTED = yaml.safe_load(campaign_fragment.ModuleDocFragment.DOCUMENTATION)["options"]
# Without those of the connection.
OPTIONS = bulk_campaign.TASK.options


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_is_an_option_of_the_module(name):
    parameter = CREATE.get(name, UPDATE.get(name))
    assert OPTIONS[name]["type"] == ("raw" if name in REFERENCES else TYPES[parameter["type"]])
    # What is left out is left alone, so no option has a default; which values there are is the platform's matter.
    assert "default" not in OPTIONS[name] and "choices" not in OPTIONS[name] and not OPTIONS[name].get("required")


def test_the_module_has_no_other_options():
    assert set(OPTIONS) == set(PARAMETERS) | {"state"}


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_is_documented_with_its_type(name):
    assert DOCUMENTED[name]["type"] == OPTIONS[name]["type"]
    text = " ".join(DOCUMENTED[name]["description"])
    since = CREATE.get(name, {}).get("since")
    assert since is None or since in text
    for value in CREATE.get(name, {}).get("values", ()):
        assert value == "" or "V({0})".format(value) in text


def test_nothing_else_is_documented():
    assert sorted(DOCUMENTED) == PARAMETERS


@pytest.mark.parametrize("name", sorted(set(CREATE) - {"validation", "customer"}))
def test_defaults_are_those_of_the_contract(name):
    assert schema.BY_NAME[name].default == CREATE[name].get("default")


def test_the_model_of_the_unit_tests_has_the_columns_of_the_contract():
    assert set(COLUMNS) == set(CREATE) - {"validation", "customer"}
    for name, value in COLUMNS.items():
        assert value == CREATE[name].get("default", "")
