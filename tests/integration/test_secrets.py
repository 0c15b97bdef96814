# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Passwords and tokens appear nowhere, whatever the platform says: not at -vvvv, not in a result, not in an address."""

from __future__ import annotations

import base64
import html
import json
import typing as t
import urllib.parse

import pytest
from integration.playing import CONTRACT, PASSWORDS, Outcome, Player, campaign, credentials, log_in, task
from simulator.testing import Simulator

WRONG = "Wr0ng/pass;word&=+% ü\"'\\"


def spellings(secret: str) -> set[str]:
    """How a server could write a secret."""
    raw = secret.encode()
    quoted = {urllib.parse.quote(secret), urllib.parse.quote(secret, safe=""), urllib.parse.quote_plus(secret)}
    forms = {secret} | quoted | {form.replace("%", "%25") for form in quoted}
    forms |= {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]}
    forms |= {html.escape(secret), html.escape(secret, quote=False)}
    return forms | {base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()}


def authorizations(secret: str) -> set[str]:
    """Headers of basic authorization with the secret; its place in the groups of base64 differs."""
    return {
        "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode() for name in ("admin", "admins", "a.dmins")
    }


def traces(secret: str) -> set[str]:
    """What shows that a secret was written: its spellings, and the middle of its base64 at every place."""
    middles = {base64.b64encode(b"-" * shift + secret.encode()).decode()[4:-4] for shift in range(3)}
    return spellings(secret) | middles | {middle.replace("+", "-").replace("/", "_") for middle in middles}


def assert_unseen(outcome: Outcome, simulator: Simulator, *secrets: str) -> None:
    """None of the secrets is anywhere in what a run shows or leaves behind."""
    seen = outcome.everything + json.dumps(simulator.journal(), ensure_ascii=False) + json.dumps(simulator.journal())
    for secret in secrets:
        for form in traces(secret):
            place = seen.find(form)
            assert place == -1, f"{form!r} of {secret!r}: {seen[max(place - 200, 0) : place + 200]}"


def echoes(*secrets: str) -> list[dict[str, t.Any]]:
    """Faults with which the server says the secrets in every spelling, wherever it may say something."""
    words = " | ".join(form for secret in secrets for form in sorted(spellings(secret) | authorizations(secret)))
    address = (
        f"https://elsewhere.invalid/{urllib.parse.quote(secrets[0], safe='')}?password={urllib.parse.quote(secrets[0])}"
    )
    entries = [
        {"code": "400", "key": "name", "message": words},
        {"code": 500, "key": words, "message": "twice", words[:200]: [words, {"deep": words}]},
    ]
    return [
        {"kind": "code", "code": 400, "key": "name", "message": f"You said {words}."},
        {"kind": "code", "code": 500, "key": words, "message": "Failed"},
        {"kind": "code", "responses": entries},
        {"kind": "code", "code": 401, "message": words, "status": 401},
        {"kind": "status", "status": 302, "headers": {"Location": address}},
        {"kind": "status", "status": 500, "body": f"<html>{words}</html>"},
        {"kind": "html", "body": f"<html>{words}</html>"},
        {"kind": "html", "body": f'{{"responses": "{words}"'},
    ]


SURVEY = {"name": "Survey", "dtype": "queue", "dnumber": "200"}
HOURS = [{"name": "Weekdays", "days_week": "mon-fri", "start": "09:00", "end": "18:00"}]
# A task that goes well, what it is to be when the platform echoes, and the function that echoes.
TASKS: dict[str, tuple[dict[str, t.Any], dict[str, t.Any], str]] = {
    "bulk_campaign": (SURVEY, {"name": "Survey", "attempts": 2}, "bulk/campaigns/list"),
    "timegroup": ({"name": "Hours", "periods": HOURS}, {}, "timegroups/list"),
    "timegroup_info": ({"customer": 2}, {}, "timegroups/periods/list"),
    "bulk_preflight_info": ({"customer": 2}, {}, "bulk/campaigns/list"),
}


def played(
    play: Player,
    simulator: Simulator,
    connection: dict[str, t.Any],
    *secrets: str,
    module: str = "bulk_campaign",
    after: int = 0,
    all_of_them: bool = True,
) -> Outcome:
    """A run at the highest verbosity: one task that the server answers as it should, and one for each echo.

    ``after``: how many lists come through before the echo. Not ``all_of_them``: two, where another test has them all.
    """
    options, more, function = TASKS[module]
    tasks = [task(module, "good", {"ignore_errors": True}, **connection, **options)]
    faults = echoes(*secrets)[: None if all_of_them else 2]
    for number, fault in enumerate(faults):
        request = ("POST", "faults", {"function": function, "after": after, **fault})
        tasks += [
            # What is told to the simulator is not to be shown: it is not the module that says it.
            {**play.control(f"prepare {number}", request), "no_log": True},
            task(module, f"echo {number}", {"ignore_errors": True}, **connection, **(more or options), retries=0),
        ]
    outcome = play(tasks, username=None, verbosity=4, diff=True)
    for number in range(len(faults)):
        assert outcome.result(f"echo {number}")["failed"]
        assert outcome.result(f"echo {number}")["error"]["function"] == function
    assert "good" in outcome.stdout and len(outcome.stdout) > 5_000
    assert_unseen(outcome, simulator, *secrets)
    return outcome


@pytest.fixture(autouse=True)
def playbook_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables of playbooks hold the password; -vvvv shows none of them, and here none is used."""
    monkeypatch.setattr(Player, "variables", lambda self: {})


@pytest.mark.parametrize("module", TASKS)
def test_the_password(play: Player, simulator: Simulator, module: str) -> None:
    connection = {"api_url": simulator.url, **credentials("admin")}
    outcome = played(play, simulator, connection, PASSWORDS["admin"], module=module)
    assert not outcome.result("good")["failed"]


def test_a_wrong_password(play: Player, simulator: Simulator) -> None:
    connection = {"api_url": simulator.url, "auth_username": "admin", "auth_password": WRONG}
    outcome = played(play, simulator, connection, WRONG, all_of_them=False)
    assert outcome.result("good")["error"]["code"] == 401


def test_a_token(play: Player, simulator: Simulator) -> None:
    token = log_in(simulator, "admin")
    outcome = played(play, simulator, {"api_url": simulator.url, "auth_token": token}, token, all_of_them=False)
    assert outcome.result("good")["operation"] == "created"


def test_a_token_that_was_replaced(play: Player, simulator: Simulator) -> None:
    token = log_in(simulator, "admin")
    simulator.revoke_tokens()
    connection = {"api_url": simulator.url, "auth_token": token, **credentials("admin")}
    outcome = played(play, simulator, connection, token, PASSWORDS["admin"], after=1)
    assert outcome.result("good")["operation"] == "created"


def test_credentials_are_in_the_body_alone(play: Player, simulator: Simulator) -> None:
    outcome = play([campaign(name="Survey", dtype="queue", dnumber="200")])
    assert outcome.rc == 0
    calls = simulator.journal()
    assert calls
    for call in calls:
        assert call["function"] in CONTRACT["functions"]
        assert call["address"] == f"/api/json/{call['function']}/"
        assert not any(name.startswith("auth_") for name in call["parameters"])
