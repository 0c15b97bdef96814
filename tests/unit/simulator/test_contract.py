# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulator answers exactly the functions of the contract."""

from __future__ import annotations

import pytest
from simulator.contract import Contract, Refusal, version_key
from simulator.options import Options
from simulator.world import HANDLERS, UNANSWERED

CONTRACT = Contract()


def test_every_function_has_a_handler_or_is_said_to_have_none():
    assert set(HANDLERS) | UNANSWERED == set(CONTRACT.functions)
    assert not set(HANDLERS) & UNANSWERED


@pytest.mark.parametrize("function", sorted(HANDLERS))
def test_function_is_answered(api, function):
    answer = api(function)
    # Without parameters it may refuse, but only as the contract says.
    assert answer.code in CONTRACT.functions[function].codes
    assert answer.http.status_code == 200


@pytest.mark.parametrize(
    "function", [*sorted(UNANSWERED), "bulk/campaigns", "user", "bulk/campaigns/list/more", "user/logout", ""]
)
def test_other_functions_are_not_found(api, function):
    answer = api.post(function, {"auth_username": "admin", "auth_password": "x"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("name", sorted(CONTRACT.functions))
def test_required_parameters(name):
    function = CONTRACT.functions[name]
    required = [parameter.name for parameter in function.parameters if parameter.required]
    for missing in required:
        given = {parameter: "1" for parameter in required if parameter != missing}
        if "status" in given:
            given["status"] = "pending"
        with pytest.raises(Refusal) as refused:
            CONTRACT.parse(function, given, "4.4")
        assert (refused.value.code, refused.value.key) == (400, missing)


@pytest.mark.parametrize(
    ("function", "parameter", "bad"),
    [
        (name, parameter.name, bad)
        for name, function in CONTRACT.functions.items()
        for parameter in function.parameters
        for bad in {"int": ["x", "", "1.5", "99999999999"], "bool01": ["2", "yes", ""]}.get(
            parameter.type, ["nosuch"] if parameter.values else []
        )
    ],
)
def test_types_and_allowed_values(function, parameter, bad):
    known = CONTRACT.functions[function]
    given = {p.name: {"bool01": "0", "int": "1"}.get(p.type, (p.values or ("1",))[0]) for p in known.parameters}
    CONTRACT.parse(known, given, "4.4")
    with pytest.raises(Refusal) as refused:
        CONTRACT.parse(known, {**given, parameter: bad}, "4.4")
    assert (refused.value.code, refused.value.key) == (400, parameter)
    assert parameter in refused.value.message


def test_versions_sort_by_number():
    assert sorted(CONTRACT.versions, key=version_key) == ["3.13", "3.14", "3.15", "4.0", "4.1", "4.2", "4.3", "4.4"]


def test_every_version_of_the_contract_can_be_chosen():
    for version in CONTRACT.versions:
        assert Options().changed({"api_version": version}).api_version == version


def test_a_function_is_not_there_before_its_version():
    assert CONTRACT.find("timegroups/usage", "3.15") is None
    assert CONTRACT.find("timegroups/usage", "4.0") is CONTRACT.functions["timegroups/usage"]
    assert CONTRACT.find("user/logout", "4.4") is None


def test_campaign_rows_carry_all_parameters(api):
    api.campaign()
    (row,) = api("bulk/campaigns/list", customer=2).data
    parameters = {p.name for p in CONTRACT.functions["bulk/campaigns/create"].parameters}
    assert set(row) == parameters - {"validation"} | {"id"}
