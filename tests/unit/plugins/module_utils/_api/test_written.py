# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Masks of Ansible in connection options and in the environment, and words for a boolean.

What YAML has changed: see test_fields.
"""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.connection import OPTION_NAMES, from_options
from ansible_collections.telephony.enswitch.plugins.module_utils._api.environment import VARIABLES, with_environment
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._api.written import boolean_in

MASKED = ("********", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "https://********/")
TEXTS = [name for name in OPTION_NAMES if name.startswith(("api_", "auth_", "ca_", "client_"))]
GIVEN = {"api_url": "https://pbx.example.com/", "auth_username": "admin", "auth_password": "x", "client_cert": "x"}


@pytest.mark.parametrize("value", MASKED)
@pytest.mark.parametrize("name", TEXTS)
def test_a_mask_is_refused(name, value):
    with pytest.raises(UsageError) as caught:
        from_options({**GIVEN, name: value})
    error = caught.value
    assert error.key == name and error.text == name + " holds a mask, which Ansible shows in place of a secret."
    assert error.hint and error.msg.endswith(error.hint)


@pytest.mark.parametrize("name", TEXTS)
def test_a_mask_of_the_environment_is_refused_with_the_name_of_its_variable(name):
    with pytest.raises(UsageError) as caught:
        with_environment({}, {VARIABLES[name]: "a ********"})
    assert caught.value.key == name and VARIABLES[name] in caught.value.text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (True, ["true", "True", "YES", " on ", "y", "t", "1", "1.0"]),
        (False, ["false", "False", "NO", " off ", "n", "f", "0", "0.0"]),
        (None, ["", "2", "10", "1.5", "ture", "yes!", "None"]),
    ],
)
def test_words_for_a_boolean(said, words):
    assert {boolean_in(word) for word in words} == {said}
