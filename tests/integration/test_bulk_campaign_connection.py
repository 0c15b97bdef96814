# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a task gets to the platform: options, aliases, environment, defaults of the group, tokens, addresses."""

from __future__ import annotations

import typing as t

import pytest
from integration.cases import Case, Played, Told
from integration.playing import COLLECTION, Player, campaign, credentials, log_in
from simulator.testing import Simulator

GONE: dict[str, t.Any] = {"name": "Survey", "state": "absent"}
OPTIONS: dict[str, t.Any] = {
    "validate_certs": False,
    # Files that are there; without TLS nobody reads them.
    "ca_path": __file__,
    "client_cert": __file__,
    "client_key": __file__,
    "timeout": 17.5,
    "retries": 7,
    "retry_max_delay": 2.5,
}


@pytest.fixture(scope="module")
def played(play: Player) -> Told:
    # A platform with nothing of the test before: then the address is the usual one.
    tell = Played(play)
    url = tell.url
    person = {"username": "acme.admin", "password": "acme-password"}
    environment = {"ENSWITCH_URL": url, "ENSWITCH_USERNAME": "acme.admin", "ENSWITCH_PASSWORD": "acme-password"}
    environment |= {f"ENSWITCH_{name.upper()}": str(value) for name, value in OPTIONS.items()}
    group = {f"group/{COLLECTION}.enswitch": {"api_url": url, **credentials("acme.admin"), "retries": 5}}
    local = {"server": {"prefix": "/local"}, "username": None}
    origin = play.server.origin
    return tell(
        [
            Case("aliases", {**GONE, "url": url, **person}, username=None),
            Case("environment", GONE, username=None, keywords={"environment": environment}),
            Case(
                "options win",
                {**GONE, "retries": 1, "auth_username": "acme.agent", "auth_password": "agent-password"},
                username=None,
                keywords={"environment": environment},
            ),
            Case("group", GONE, username=None, keywords={"module_defaults": group}),
            Case("no path", {**GONE, "api_url": origin, **person}, username=None),
            Case("no trailing slash", {**GONE, "api_url": origin + "/api/json", **person}, username=None),
            Case("prefix", {**GONE, "api_url": origin + "/local/api/json", **person}, **local),
            Case(
                "loopback by name",
                {**GONE, "api_url": origin.replace("127.0.0.1", "localhost"), **person},
                username=None,
            ),
        ]
    )


@pytest.mark.parametrize(
    "name",
    ["aliases", "environment", "options win", "group", "no path", "no trailing slash", "prefix", "loopback by name"],
)
def test_the_task_gets_through(played: Told, name: str) -> None:
    case = played[name]
    assert case.result.get("operation") == "unchanged", case.result
    assert case.functions == ["bulk/campaigns/list"]
    assert case.journal[0]["username"] == ("acme.agent" if name == "options win" else "acme.admin")


def test_every_option_comes_from_the_environment(played: Told) -> None:
    given = played["environment"].result["invocation"]["module_args"]
    assert {name: given[name] for name in OPTIONS} == OPTIONS


def test_options_win_over_the_environment(played: Told) -> None:
    given = played["options win"].result["invocation"]["module_args"]
    assert (given["retries"], given["timeout"]) == (1, 17.5)


def test_the_defaults_of_the_group_are_taken(played: Told) -> None:
    assert played["group"].result["invocation"]["module_args"]["retries"] == 5


def test_the_token_alone(play: Player, simulator: Simulator) -> None:
    token = log_in(simulator)
    stale = {"auth_token": token[:-3] + "xyz"}
    simulator.clear_journal()
    outcome = play(
        [
            campaign("good", api_url=simulator.url, auth_token=token, **GONE),
            campaign("environment", {"environment": {"ENSWITCH_TOKEN": token}}, api_url=simulator.url, **GONE),
            campaign("bad", {"ignore_errors": True}, api_url=simulator.url, **stale, **GONE),
        ],
        username=None,
    )
    assert outcome.result("good")["operation"] == outcome.result("environment")["operation"] == "unchanged"
    error = outcome.result("bad")["error"]
    assert (error["category"], error["code"], error["function"]) == ("authentication", 401, "bulk/campaigns/list")
    journal = simulator.journal()
    assert [call["function"] for call in journal] == ["bulk/campaigns/list"] * 3
    assert [call["username"] for call in journal[:2]] == ["acme.admin"] * 2


ACCOUNT = {"auth_username": "acme.admin", "auth_password": "acme-password"}


def test_an_account_of_the_task_is_not_mixed_with_one_of_the_environment(play: Player, simulator: Simulator) -> None:
    """Both ways round: somebody else's token for the task's password, and somebody else's login for its token."""
    own = log_in(simulator)
    simulator.revoke_tokens()
    theirs = log_in(simulator, "admin")
    desired = {"api_url": simulator.url, "name": "Survey", "dtype": "queue", "dnumber": "200"}
    admin = credentials("admin")
    login = {"ENSWITCH_USERNAME": admin["auth_username"], "ENSWITCH_PASSWORD": admin["auth_password"]}
    stray = {"environment": {"ENSWITCH_TOKEN": theirs}}
    simulator.clear_journal()
    outcome = play(
        [
            campaign("own token", {"environment": login, "ignore_errors": True}, **desired, auth_token=own),
            campaign("half an account", {"environment": login, "ignore_errors": True}, **desired, auth_username="x"),
            campaign("own password", stray, **desired, **ACCOUNT),
            campaign("empty", {"environment": {**login, "ENSWITCH_TOKEN": ""}}, **desired, auth_token="", customer=2),
        ],
        username=None,
    )
    assert outcome.result("own token")["error"]["category"] == "authentication"
    assert outcome.result("half an account")["error"]["key"] == "auth_password"
    assert outcome.result("own password")["campaign"]["customer"] == 2
    calls = [(call["function"].rpartition("/")[2], call["code"], call["username"]) for call in simulator.journal()]
    assert calls[0][:2] == ("list", 401)
    assert {username for _function, code, username in calls[1:4]} == {"acme.admin"}
    assert {username for _function, code, username in calls[4:]} == {"admin"}
    assert outcome.result("empty")["operation"] == "unchanged"


def test_empty_variables_and_variables_that_cannot_be_used(play: Player, simulator: Simulator) -> None:
    names = ["TIMEOUT", "RETRIES", "RETRY_MAX_DELAY", "VALIDATE_CERTS", "CA_PATH", "CLIENT_CERT", "URL", "TOKEN"]
    empty = {f"ENSWITCH_{name}": "" for name in names}
    wrong = {"ENSWITCH_RETRIES": "abc"}
    account = {**ACCOUNT, **GONE}
    tasks = []
    for here in (True, False):
        keywords = {"ignore_errors": True, "vars": {"enswitch_in_process": here}}
        tasks += [
            campaign(f"empty {here}", {**keywords, "environment": empty}, api_url=simulator.url, **account),
            campaign(f"no number {here}", {**keywords, "environment": wrong}, api_url=simulator.url, **account),
            campaign(f"no address {here}", {**keywords, "environment": empty}, **account),
        ]
    outcome = play(tasks, username=None)
    for here in (True, False):
        result = outcome.result(f"empty {here}")
        assert result["operation"] == "unchanged" and result["invocation"]["module_args"]["timeout"] == 30
        result = outcome.result(f"no number {here}")
        assert "ENSWITCH_RETRIES" in result["msg"] and "'abc'" in result["msg"]
        assert result["error"]["category"] == "usage" and "acme-password" not in str(result)
        result = outcome.result(f"no address {here}")
        assert "api_url" in result["msg"] and "ENSWITCH_URL" in result["msg"] and result["error"]["key"] == "api_url"
