# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk/campaigns: what is stored, what is refused, what is only validated."""

from __future__ import annotations

import pytest
from unit.support.platform import COLUMNS

FULL = {
    "name": "Renewals",
    "dtype": "queue",
    "dnumber": "5",
    "attempts": 3,
    "callerid": "+12125550100",
    "customer": 2,
    "description": "Every spring",
    "enabled": 0,
    "machine": "",
    "maximum": 7,
    "keep_agents_available": -2,
    "owner": 2,
    "recordgroup": 1,
    "retry": 60,
    "success": "key",
    "timegroup": 1,
}


def row(api, campaign, customer=2):
    (found,) = [r for r in api("bulk/campaigns/list", customer=customer).data if r["id"] == campaign]
    return found


def test_create_with_defaults(api):
    campaign = api.campaign()
    needed = {"id": campaign, "name": "Renewals", "dtype": "queue", "dnumber": "5", "customer": 2}
    assert row(api, campaign) == {**COLUMNS, **needed}


def test_create_with_everything(api):
    answer = api("bulk/campaigns/create", **FULL)
    assert answer.code == 200
    assert row(api, answer.data["id"]) == {**FULL, "id": answer.data["id"]}


def test_create_belongs_to_the_callers_customer(api):
    answer = api("bulk/campaigns/create", "acme.admin", name="x", dtype="hangup", dnumber="")
    assert row(api, answer.data["id"])["customer"] == 2


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"name": ""}, "name"),
        ({"dtype": "nosuch"}, "dtype"),
        ({"dnumber": ""}, "dnumber"),
        ({"attempts": 0}, "attempts"),
        ({"attempts": "many"}, "attempts"),
        ({"maximum": -1}, "maximum"),
        ({"retry": -1}, "retry"),
        ({"enabled": "yes"}, "enabled"),
        ({"machine": "maybe"}, "machine"),
        ({"success": "luck"}, "success"),
        ({"owner": 4}, "owner"),
        ({"owner": 99}, "owner"),
        ({"recordgroup": 3}, "recordgroup"),
        ({"timegroup": 2}, "timegroup"),
        ({"timegroup": 99}, "timegroup"),
    ],
)
@pytest.mark.parametrize("validation", [0, 1])
def test_bad_values_are_refused_by_create_and_update(api, change, key, validation):
    refused = api("bulk/campaigns/create", **{**FULL, **change}, validation=validation)
    assert (refused.code, refused.key) == (400, key)
    assert refused.message
    campaign = api.campaign()
    before = row(api, campaign)
    refused = api("bulk/campaigns/update", id=campaign, **change, validation=validation)
    assert (refused.code, refused.key) == (400, key)
    assert row(api, campaign) == before
    assert api.simulator.state()["campaigns"][-1]["id"] == campaign


def test_create_for_an_unknown_customer(api):
    refused = api("bulk/campaigns/create", **{**FULL, "customer": 99})
    assert (refused.code, refused.key) == (400, "customer")


DTYPES = "phone forward peer sipuri number queue ivr huntgroup mailbox".split()


@pytest.mark.parametrize(("dtype", "dnumber"), [*((dtype, "100") for dtype in DTYPES), ("hangup", ""), ("", "")])
def test_known_destination_types(api, dtype, dnumber):
    assert row(api, api.campaign(dtype=dtype, dnumber=dnumber))["dtype"] == dtype


def test_a_shared_time_group_of_the_provider_may_be_used(api):
    assert row(api, api.campaign(timegroup=3))["timegroup"] == 3


def test_update_changes_what_is_given(api):
    campaign = api("bulk/campaigns/create", **FULL).data["id"]
    answer = api("bulk/campaigns/update", id=campaign, name="Recalls", machine="", timegroup=0)
    assert (answer.code, answer.data) == (204, None)
    assert row(api, campaign) == {**FULL, "id": campaign, "name": "Recalls", "timegroup": 0}


def test_update_cannot_move_a_campaign(api):
    campaign = api.campaign()
    assert api("bulk/campaigns/update", id=campaign, customer=3, name="x").code == 204
    assert row(api, campaign)["customer"] == 2


@pytest.mark.parametrize(
    ("function", "parameters", "code", "key"),
    [
        ("bulk/campaigns/update", {"id": 7, "name": "x"}, 404, ""),
        ("bulk/campaigns/delete", {"id": 7}, 404, ""),
        ("bulk/campaigns/delete", {"id": "x"}, 400, "id"),
        ("bulk/campaigns/delete", {}, 400, "id"),
        # Of these, no 400 is known.
        ("bulk/destinations/delete", {"campaign": "x"}, 404, ""),
        ("bulk/destinations/delete", {}, 404, ""),
    ],
)
def test_update_and_delete_of_what_does_not_exist(api, function, parameters, code, key):
    answer = api(function, **parameters)
    assert (answer.code, answer.key) == (code, key)


def test_validation_does_nothing(api, simulator):
    campaign = api.campaign()
    before = simulator.state()
    assert api("bulk/campaigns/create", **FULL, validation=1).code == 201
    answer = api("bulk/campaigns/update", id=campaign, name="Other", validation=1)
    assert (answer.code, answer.data) == (201, None)
    assert simulator.state() == before


def test_delete_has_no_validation_mode(api, simulator):
    campaign = api.campaign()
    api.load(campaign, "2125550100")
    assert api("bulk/campaigns/delete", id=campaign, validation=1).code == 204
    assert simulator.state()["campaigns"] == []
    assert simulator.state()["destinations"] == {}
    line = simulator.journal()[-1]
    assert (line["validation"], line["write"], line["took_effect"]) == (False, True, True)


def test_names_need_not_be_unique_and_ids_are_not_used_again(api):
    first, second = api.campaign(), api.campaign()
    assert first != second
    api("bulk/campaigns/delete", id=second)
    assert api.campaign() == second + 1
