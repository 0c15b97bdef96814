# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which connection options count: those of the task, and what the environment adds."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.connection import OPTION_NAMES, from_options
from ansible_collections.telephony.enswitch.plugins.module_utils._api.environment import VARIABLES, with_environment
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError

ADMIN = {"ENSWITCH_USERNAME": "admin", "ENSWITCH_PASSWORD": "admin-password"}
RESELLER = {"ENSWITCH_TOKEN": "reseller-token"}


def test_the_variables_are_those_of_the_interface():
    others = {"api_url": "URL", "auth_username": "USERNAME", "auth_password": "PASSWORD", "auth_token": "TOKEN"}
    same = "validate_certs ca_path client_cert client_key timeout retries retry_max_delay".split()
    variables = {**others, **{name: name.upper() for name in same}}
    assert VARIABLES == {name: "ENSWITCH_" + variable for name, variable in variables.items()}


@pytest.mark.parametrize(
    "given",
    [
        {"auth_username": "acme", "auth_password": "acme-password"},
        {"username": "acme", "password": "acme-password"},
        *({name: "acme"} for name in ("auth_token", "auth_username", "auth_password", "password")),
    ],
)
@pytest.mark.parametrize("environment", [ADMIN, RESELLER, {**ADMIN, **RESELLER}])
def test_who_names_credentials_gets_none_from_the_environment(given, environment):
    assert with_environment(given, environment) == given


@pytest.mark.parametrize("given", [{}, {"auth_token": ""}, {"auth_token": None, "password": ""}, {"username": ""}])
@pytest.mark.parametrize(
    "environment, chosen",
    [
        (ADMIN, {"auth_username": "admin", "auth_password": "admin-password"}),
        (RESELLER, {"auth_token": "reseller-token"}),
        ({**ADMIN, **RESELLER}, {"auth_token": "reseller-token"}),
        ({**ADMIN, "ENSWITCH_TOKEN": ""}, {"auth_username": "admin", "auth_password": "admin-password"}),
        ({}, {}),
    ],
)
def test_the_environment_is_one_choice_as_well(given, environment, chosen):
    assert with_environment(given, environment) == chosen


@pytest.mark.parametrize("name", OPTION_NAMES)
def test_what_is_empty_is_not_given(name):
    assert with_environment({}, {VARIABLES[name]: ""}) == {}
    assert with_environment({name: ""}, {}) == {} == with_environment({name: None}, {})


def test_the_task_goes_before_the_environment_and_other_options_are_left_alone():
    given = {"url": "https://task.example.com/", "timeout": 5, "validate_certs": False, "retries": 0, "name": ""}
    environment = {
        "ENSWITCH_URL": "https://other.example.com/",
        "ENSWITCH_TIMEOUT": "9",
        "ENSWITCH_RETRIES": "9",
        "ENSWITCH_VALIDATE_CERTS": "yes",
        "ENSWITCH_NAME": "x",
    }
    assert with_environment(given, environment) == given


@pytest.mark.parametrize(
    "name, text, value",
    [
        ("validate_certs", " No", False),
        ("timeout", "1.5", 1.5),
        ("retries", "0", 0),
        ("retry_max_delay", "0", 0.0),
        ("ca_path", "/ca.pem", "/ca.pem"),
    ],
)
def test_values_have_the_type_of_their_option(name, text, value):
    found = with_environment({}, {VARIABLES[name]: text})
    assert found == {name: value} and type(found[name]) is type(value)


UNUSABLE = {
    "retries": ["abc", "-1", "1.5"],
    "timeout": ["soon", "0", "-3", "nan", "100000"],
    "retry_max_delay": ["-1"],
    "validate_certs": ["perhaps"],
    "api_url": ["ftp://pbx.example.com/"],
}


@pytest.mark.parametrize("name, text", [(name, text) for name, texts in UNUSABLE.items() for text in texts])
def test_a_value_that_cannot_be_used_names_its_variable(name, text):
    with pytest.raises(UsageError) as caught:
        with_environment({}, {VARIABLES[name]: text})
    assert VARIABLES[name] in caught.value.text and caught.value.key == name
    # Where the task says otherwise, nobody looks at the variable.
    given = {name: "https://pbx.example.com/" if name == "api_url" else 1}
    assert with_environment(given, {VARIABLES[name]: text}) == given


@pytest.mark.parametrize("address", ["https://me:secret-word@pbx.example.com/", ""], ids=["with a password", "none"])
def test_an_address_that_cannot_be_used_is_named_and_not_repeated(address):
    with pytest.raises(UsageError) as caught:
        from_options(with_environment({"auth_token": "token"}, {"ENSWITCH_URL": address}))
    assert "ENSWITCH_URL" in caught.value.msg and "secret-word" not in caught.value.msg
    assert caught.value.key == "api_url" and "api_url" in caught.value.msg
