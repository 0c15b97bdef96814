# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module bulk_campaign from its options to its result, over a model of the platform."""

from __future__ import annotations

import json

import pytest
from ansible_collections.telephony.enswitch.plugins.modules import bulk_campaign
from unit.support.fakes import PASSWORD
from unit.support.modules import Player
from unit.support.platform import Platform

LIST, CREATE, UPDATE = "bulk/campaigns/list", "bulk/campaigns/create", "bulk/campaigns/update"
CONNECTION = {"api_url": "https://pbx.example.com", "auth_username": "admin", "auth_password": PASSWORD}
SPRING = {
    "name": "Spring",
    "customer": "Acme Ltd",
    "dtype": "queue",
    "dnumber": "200",
    "timegroup": "Office hours",
    "attempts": 3,
}


@pytest.fixture
def play(capsys, monkeypatch):
    """play(transport, options, check=…, diff=…) -> the module's result."""
    player = Player(bulk_campaign.main, capsys, monkeypatch)

    def run(transport, options, **more):
        return player(transport, {**CONNECTION, **options}, **more)

    return run


def test_create_again_change_again_delete_again(play):
    platform = Platform()
    changed, absent = {**SPRING, "attempts": 4}, {"name": "Spring", "customer": "Acme Ltd", "state": "absent"}
    for options, check, operation in (
        (SPRING, False, "created"),
        (SPRING, False, "unchanged"),
        (changed, False, "updated"),
        (changed, False, "unchanged"),
        (absent, True, "deleted"),
        (absent, False, "deleted"),
    ):
        result = play(platform, options, check=check)
        assert (result["operation"], result["changed"]) == (operation, operation != "unchanged")
        assert (result["id"], result["validated"], result["failed"]) == (100, False, False)
        assert result["campaign"].get("attempts") == options.get("attempts") and "diff" not in result
    result = play(platform, absent)
    assert (result["changed"], result["operation"], result["campaign"]) == (False, "unchanged", {})
    assert "id" not in result and len(platform.writes) == 3


def test_check_mode_and_the_real_run_promise_and_return_the_same(play):
    platform = Platform(quoted=True)
    platform.add("Spring", attempts=1, keep_agents_available=2)
    checked = play(platform, SPRING, check=True, diff=True)
    real = play(platform, SPRING, diff=True)
    assert checked.pop("validated") is True and real.pop("validated") is False
    checked.pop("invocation", None)
    real.pop("invocation", None)
    assert checked == real
    assert "attempts: 1\n" in real["diff"]["before"] and "attempts: 3\n" in real["diff"]["after"]
    assert real["campaign"]["keep_agents_available"] == 2


def test_a_twin_that_appears_fails_and_still_says_what_was_done(play):
    platform = Platform()
    platform.after[CREATE] = [lambda _parameters: platform.add("Spring") and None]
    result = play(platform, SPRING)
    assert result["failed"] and result["error"]["category"] == "conflict"
    assert (result["changed"], result["operation"]) == (True, "created") and result["id"] in platform.campaigns


@pytest.mark.parametrize(
    "options, words",
    [
        ({}, "name or id is required"),
        ({"name": " "}, "name must not be empty"),
        ({"id": 0}, "id must be more than 0"),
        ({"name": "x", "customer": "-2"}, "customer must be a name or an ID"),
        ({"name": "x", "api_url": "pbx.example.com"}, "api_url must be"),
        ({"name": "x", "auth_password": ""}, "auth_username is given without auth_password"),
        *(({"name": "x", "timeout": timeout}, "timeout must be") for timeout in (0, "nan")),
        ({"name": "x", "retries": -1}, "retries must be"),
        ({"name": "x", "client_key": "/key"}, "client_key is given without client_cert"),
        # Wrong types are Ansible's matter.
        *(({"name": "x", option: "many"}, option) for option in ("attempts", "enabled", "state")),
    ],
)
def test_mistakes_are_one_sentence_and_nothing_is_sent(play, options, words):
    platform = Platform()
    result = play(platform, options)
    assert result["failed"] and words in result["msg"]
    assert result.get("error", {"category": "usage"})["category"] == "usage"
    assert platform.journal == []


def test_fields_that_are_not_listed_are_warned_of(play):
    platform = Platform(hide=["description"])
    platform.add("Spring", dtype="queue", dnumber="200", attempts=3, timegroup=1)
    result = play(platform, {**SPRING, "description": "x"})
    assert result["changed"]
    (warning,) = result["warnings"]
    assert "description" in json.dumps(warning)
