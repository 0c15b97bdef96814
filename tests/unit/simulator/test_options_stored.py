# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options about what is stored and shown of a write: a test of its name for every one."""

from __future__ import annotations

import unicodedata

import pytest

COMPOSED = "Straße für Ümläute"
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)


@pytest.mark.parametrize(
    ("form", "sent", "kept"),
    [
        ("as_sent", f" {DECOMPOSED} ", f" {DECOMPOSED} "),
        ("nfc", DECOMPOSED, COMPOSED),
        ("nfd", COMPOSED, DECOMPOSED),
        ("strip", "  Spring \t survey ", "Spring survey"),
        ("casefold", "Straße", "strasse"),
        ("three_bytes", "Straße \U0001f600 and\n", "Straße "),
        ("misread", "Straße", "StraÃ\x9fe"),
    ],
)
def test_name_form(api, simulator, form, sent, kept):
    simulator.options(name_form=form, unique_names=True)
    campaign = api.campaign(name=sent)
    assert api("bulk/campaigns/get", id=campaign).data["name"] == kept
    # What is stored counts.
    again = api("bulk/campaigns/create", name=sent, dtype="queue", dnumber="5", customer=2, validation=1)
    assert again.key == "name"
    api("bulk/campaigns/update", id=campaign, name="x")
    api("bulk/campaigns/update", id=campaign, name=sent)
    assert api("bulk/campaigns/get", id=campaign).data["name"] == kept
    group = api("timegroups/create", name=sent, customer=2).data["id"]
    period = api("timegroups/periods/create", name=sent, timegroup=group).data["id"]
    assert api("timegroups/get", id=group).data["name"] == kept
    assert api("timegroups/periods/get", id=period).data["name"] == kept


def test_a_name_of_blanks_alone_is_none(api, simulator):
    simulator.options(name_form="strip")
    assert api("bulk/campaigns/create", name="  ", dtype="queue", dnumber="5").key == "name"


@pytest.mark.parametrize(
    ("form", "kept"),
    [
        ("as_sent", "One \r\n\nTwo\rThree \n "),
        ("lf", "One \n\nTwo\nThree \n "),
        ("crlf", "One \r\n\r\nTwo\r\nThree \r\n "),
        ("strip", "One\r\n\nTwo\rThree"),
    ],
)
def test_text_form(api, simulator, form, kept):
    simulator.options(text_form=form)
    sent = "One \r\n\nTwo\rThree \n "
    campaign = api.campaign(description=sent)
    assert api("bulk/campaigns/get", id=campaign).data["description"] == kept
    api("bulk/campaigns/update", id=campaign, description="")
    api("bulk/campaigns/update", id=campaign, description=sent)
    assert api("bulk/campaigns/get", id=campaign).data["description"] == kept
    group = api("timegroups/create", name="x", description=sent).data["id"]
    assert api("timegroups/get", id=group).data["description"] == kept


def test_write_refuses_names(api, simulator):
    simulator.options(write_refuses_names="Bad*,Worse")
    campaign = api.campaign(name="Not Bad")
    fields = {"dtype": "queue", "dnumber": "5", "customer": 2}
    for name in ("Bad", "Badly", "Worse"):
        assert api("bulk/campaigns/create", name=name, **fields, validation=1).code == 201
        refused = api("bulk/campaigns/create", name=name, **fields)
        assert (refused.code, refused.key) == (400, "name")
        assert api("bulk/campaigns/update", id=campaign, name=name, validation=1).code == 201
        assert api("bulk/campaigns/update", id=campaign, name=name).key == "name"
        assert api("timegroups/create", name=name, validation=1).code == 201
        assert api("timegroups/create", name=name).key == "name"
        assert api("timegroups/update", id=1, name=name).key == "name"
        assert api("timegroups/periods/create", timegroup=1, name=name).key == "name"
    assert [row["name"] for row in simulator.state()["campaigns"]] == ["Not Bad"]
    assert api("bulk/campaigns/update", id=campaign, enabled=0).code == 204


@pytest.mark.parametrize(
    ("bad_number", "code", "left"),
    [
        ("reject_all", 400, []),
        ("skip", 200, ["2125550100", "2125550101"]),
        ("take_rest", 400, ["2125550100", "2125550101"]),
    ],
)
def test_write_refuses_numbers(api, simulator, bad_number, code, left):
    simulator.options(write_refuses_numbers="*99", bad_number=bad_number)
    campaign = api.campaign()
    numbers = ["2125550100", "2125550199", "2125550101"]
    assert api.load(campaign, *numbers, validation=1).code == 201
    answer = api.load(campaign, *numbers)
    assert (answer.code, answer.key) == (code, "dnumbers" if code == 400 else "")
    assert "2125550199" in answer.message or code == 200
    assert [row["dnumber"] for row in simulator.destinations(campaign)] == left


def test_list_lag_calls(api, simulator):
    simulator.options(list_lag_calls=2)

    def names():
        return [row["name"] for row in api("bulk/campaigns/list", customer=2).data]

    campaign = api.campaign(name="A")
    assert names() == []
    api("bulk/campaigns/update", id=campaign, name="B")
    # Each write has its own two calls.
    assert [names() for _look in range(3)] == [[], ["A"], ["B"]]
    assert api("bulk/campaigns/list", customer=3).data == []
    api("bulk/campaigns/delete", id=campaign)
    assert api("bulk/campaigns/get", id=campaign).code == 404
    assert [names() for _look in range(3)] == [["B"], ["B"], []]


def test_the_list_of_numbers_lags_too(api, simulator):
    campaign = api.campaign(enabled=0)
    api.load(campaign, "2125550102", "2125550100", "2125550101")
    simulator.options(list_lag_calls=9)
    api("bulk/destinations/update", campaign=campaign, status="failed", dnumbers="2125550100")
    api.load(campaign, "2125550103")
    api("bulk/destinations/delete", campaign=campaign, all=1)
    rows = api("bulk/destinations/list", campaign=campaign).data
    assert [(row["dtype"], row["dnumber"], row["status"]) for row in rows] == [
        ("", number, "pending") for number in ("2125550100", "2125550101", "2125550102")
    ]
    assert list(api.numbers(campaign, descending=1, limit=1, offset=1)) == ["2125550101"]
    assert list(api.numbers(campaign, sort="status")) == ["2125550102", "2125550100", "2125550101"]
    assert api("bulk/destinations/list", campaign=campaign, count=1).data == {"count": 3}
    assert simulator.destinations(campaign) == []
    simulator.reset()
    assert api("bulk/campaigns/list", customer=2).data == []


def test_list_lag(api, simulator):
    simulator.options(list_lag=3600)
    api.campaign(name="Unseen")
    assert api("bulk/campaigns/list", customer=2).data == []
    simulator.options(list_lag=0.01)
    api.campaign(name="Soon", customer=3)
    while not api("bulk/campaigns/list", customer=3).data:
        pass
    assert api("bulk/campaigns/list", customer=2).data == []


def test_the_list_of_time_groups_lags_too(api, simulator):
    simulator.options(list_lag_calls=1)

    def names():
        return [row["name"] for row in api("timegroups/list", customer=2).data]

    before = names()
    group = api("timegroups/create", customer=2, name="Late").data["id"]
    assert [names() for _look in range(2)] == [before, [*before, "Late"]]
    api("timegroups/delete", id=group)
    assert [names() for _look in range(2)] == [[*before, "Late"], before]
