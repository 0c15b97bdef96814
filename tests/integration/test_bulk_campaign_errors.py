# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes wrong ends in a failure with its category: never a traceback, never "absent", never ``changed``."""

from __future__ import annotations

import dataclasses
import socket
import typing as t
from collections.abc import Iterator

import pytest
from integration.cases import Case, CaseOutcome, Teller, Told
from integration.playing import STRAY

pytestmark = pytest.mark.any_core

SURVEY: dict[str, t.Any] = {"customer": 2, "name": "Survey", "dtype": "queue", "dnumber": "200"}
SEED = {"campaigns": [{**SURVEY, "id": 11}]}
CREATE = {**SURVEY, "name": "New"}
DELETE = {"customer": 2, "name": "Survey", "state": "absent"}
# Nothing is tried again, so that no time goes by.
ONCE = {"retries": 0}
KEYS = {
    "category",
    "code",
    "key",
    "message",
    "function",
    "http_status",
    "attempts",
    "retryable",
    "hint",
    "responses",
}


@dataclasses.dataclass(frozen=True)
class Trouble:
    """What goes wrong, and the parts of ``error`` that say so."""

    expected: dict[str, t.Any]
    options: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    username: str = "admin"
    server: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    fault: dict[str, t.Any] | None = None


def _fault(kind: str, function: str = "*", **fields: t.Any) -> dict[str, t.Any]:
    return {"function": function, "kind": kind, "count": None, **fields}


# What else may become of a call is in tests/faults. Each of these happens to a deletion, for which "absent" would be
# the mistake to make.
TROUBLES = {
    "wrong password": Trouble({"category": "authentication", "code": 401}, {"auth_password": "wrong"}),
    "wrong password, HTTP status mirrored": Trouble(
        {"category": "authentication", "code": 401, "http_status": 401},
        {"auth_password": "wrong"},
        server={"mirror_status": True},
    ),
    "role": Trouble({"category": "role", "code": 402}, username="acme.agent"),
    "not found, from a list": Trouble({"code": 404}, fault=_fault("code", "bulk/campaigns/list", code=404)),
    "server": Trouble(
        {"category": "server", "code": 500, "key": "name", "message": "Database is down"},
        fault=_fault("code", "bulk/campaigns/list", code=500, key="name", message="Database is down"),
    ),
    "code that nobody documented": Trouble({"category": "protocol", "code": 418}, fault=_fault("code", code=418)),
    "redirect": Trouble(
        {"category": "protocol", "http_status": 302, "retryable": False},
        fault=_fault("status", status=302, headers={"Location": "https://elsewhere.invalid/login"}),
    ),
}


# These happen to a creation as well.
TWICE = ("wrong password", "role", "redirect")
PLAYED = [(name, "delete") for name in TROUBLES] + [(name, "create") for name in TWICE]


@pytest.fixture(scope="module")
def closed_port() -> Iterator[int]:
    """A port where nothing listens, and where nothing can begin to."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]


@pytest.fixture(scope="module")
def played(tell: Teller, closed_port: int) -> Told:
    cases = []
    for name, what in PLAYED:
        trouble = TROUBLES[name]
        cases.append(
            Case(
                f"{name}: {what}",
                {**(CREATE if what == "create" else DELETE), **ONCE, **trouble.options},
                username=trouble.username,
                server=trouble.server,
                seed=SEED,
                faults=[trouble.fault] if trouble.fault else [],
            )
        )
    origin = tell.origin
    addresses = {"path": origin + STRAY, "port": f"http://127.0.0.1:{closed_port}/"}
    for what, desired in (("create", CREATE), ("delete", DELETE)):
        for name, address in addresses.items():
            cases.append(Case(f"{name}: {what}", {**desired, **ONCE, "api_url": address}, seed=SEED))
    return tell(cases)


def _check(case: CaseOutcome, expected: dict[str, t.Any]) -> None:
    assert case.result["failed"] and case.result["changed"] is False
    assert set(case.error) == KEYS
    assert {key: case.error[key] for key in expected} == expected
    assert case.result["msg"].endswith(".") and "\n" not in case.result["msg"]
    assert not any(call["took_effect"] for call in case.journal)
    assert [row["id"] for row in case.campaigns] == [11]


@pytest.mark.parametrize(("name", "what"), PLAYED)
def test_trouble(played: Told, name: str, what: str) -> None:
    case = played[f"{name}: {what}"]
    _check(case, TROUBLES[name].expected)
    assert case.error["hint"] and case.error["function"] and case.error["attempts"] == 1


@pytest.mark.parametrize("what", ["create", "delete"])
def test_wrong_base_path(played: Told, what: str) -> None:
    case = played[f"path: {what}"]
    _check(case, {"category": "protocol", "code": None, "http_status": 404, "retryable": False})
    assert "api_url" in case.error["hint"]


@pytest.mark.parametrize("what", ["create", "delete"])
def test_closed_port(played: Told, what: str) -> None:
    case = played[f"port: {what}"]
    _check(case, {"category": "network", "code": None, "http_status": None, "retryable": True})
    assert "connection refused" in case.result["msg"]
    assert case.journal == []


def test_the_redirect_is_named_and_not_followed(played: Told) -> None:
    case = played["redirect: create"]
    assert "https://elsewhere.invalid/login" in case.result["msg"]
    assert len(case.journal) == 1


def test_the_servers_words_are_passed_on(played: Told) -> None:
    case = played["server: delete"]
    assert "bulk/campaigns/list" in case.result["msg"] and "Database is down" in case.result["msg"]
    assert case.error["responses"] == [{"code": "500", "key": "name", "message": "Database is down"}]


def test_the_hint_names_the_role(played: Told) -> None:
    assert "administrator" in played["role: create"].error["hint"]
    assert "administrator" in played["role: delete"].error["hint"]
