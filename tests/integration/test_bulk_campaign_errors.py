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
from integration.playing import STRAY, Case, CaseOutcome, Player

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


CODE_500 = _fault("code", "bulk/campaigns/list", code=500, key="name", message="Database is down")
# Each of them happens to a deletion, for which "absent" would be the mistake to make.
TROUBLES = {
    "wrong password": Trouble({"category": "authentication", "code": 401}, {"auth_password": "wrong"}),
    "wrong password, HTTP status mirrored": Trouble(
        {"category": "authentication", "code": 401, "http_status": 401},
        {"auth_password": "wrong"},
        server={"mirror_status": True},
    ),
    "role": Trouble({"category": "role", "code": 402}, username="acme.agent"),
    "role for the list": Trouble(
        {"category": "role", "code": 402, "function": "bulk/campaigns/list"},
        fault=_fault("code", "bulk/campaigns/list", code=402),
    ),
    "rate plan": Trouble({"category": "rate_plan", "code": 403}, fault=_fault("code", "bulk/campaigns/list", code=403)),
    "not found, from a list": Trouble({"code": 404}, fault=_fault("code", "bulk/campaigns/list", code=404)),
    "server": Trouble(
        {"category": "server", "code": 500, "key": "name", "message": "Database is down"}, fault=CODE_500
    ),
    "code that nobody documented": Trouble({"category": "protocol", "code": 418}, fault=_fault("code", code=418)),
    "login page": Trouble({"category": "protocol", "code": None, "http_status": 200}, fault=_fault("html")),
    "no JSON": Trouble({"category": "protocol", "code": None}, fault=_fault("garbage")),
    "empty body": Trouble({"category": "protocol", "code": None}, fault=_fault("empty")),
    "cut off": Trouble({"category": "network", "code": None}, fault=_fault("truncated")),
    "dropped": Trouble({"category": "network", "code": None, "retryable": True}, fault=_fault("drop_before")),
    "proxy without a server": Trouble(
        {"category": "server", "http_status": 502, "retryable": True}, fault=_fault("status", status=502)
    ),
    "redirect": Trouble(
        {"category": "protocol", "http_status": 302, "retryable": False},
        fault=_fault("status", status=302, headers={"Location": "https://elsewhere.invalid/login"}),
    ),
}


# These happen to a creation as well.
TWICE = ("wrong password", "role", "login page", "redirect")
PLAYED = [(name, "delete") for name in TROUBLES] + [(name, "create") for name in TWICE]


@pytest.fixture(scope="module")
def closed_port() -> Iterator[int]:
    """A port where nothing listens, and where nothing can begin to."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]


@pytest.fixture(scope="module")
def played(play: Player, closed_port: int) -> dict[str, CaseOutcome]:
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
    origin = play.server.origin
    addresses = {"path": origin + STRAY, "port": f"http://127.0.0.1:{closed_port}/"}
    for what, desired in (("create", CREATE), ("delete", DELETE)):
        for name, address in addresses.items():
            cases.append(Case(f"{name}: {what}", {**desired, **ONCE, "api_url": address}, seed=SEED))
    return play.cases(cases)


def _check(case: CaseOutcome, expected: dict[str, t.Any]) -> None:
    assert case.result["failed"] and case.result["changed"] is False
    assert set(case.error) == KEYS
    assert {key: case.error[key] for key in expected} == expected
    assert case.result["msg"].endswith(".") and "\n" not in case.result["msg"]
    assert not any(call["took_effect"] for call in case.journal)
    assert [row["id"] for row in case.campaigns] == [11]


@pytest.mark.parametrize(("name", "what"), PLAYED)
def test_trouble(played: dict[str, CaseOutcome], name: str, what: str) -> None:
    case = played[f"{name}: {what}"]
    _check(case, TROUBLES[name].expected)
    assert case.error["hint"] and case.error["function"] and case.error["attempts"] == 1


@pytest.mark.parametrize("what", ["create", "delete"])
def test_wrong_base_path(played: dict[str, CaseOutcome], what: str) -> None:
    case = played[f"path: {what}"]
    _check(case, {"category": "protocol", "code": None, "http_status": 404, "retryable": False})
    assert "api_url" in case.error["hint"]


@pytest.mark.parametrize("what", ["create", "delete"])
def test_closed_port(played: dict[str, CaseOutcome], what: str) -> None:
    case = played[f"port: {what}"]
    _check(case, {"category": "network", "code": None, "http_status": None, "retryable": True})
    assert "connection refused" in case.result["msg"]
    assert case.journal == []


def test_the_redirect_is_named_and_not_followed(played: dict[str, CaseOutcome]) -> None:
    case = played["redirect: create"]
    assert "https://elsewhere.invalid/login" in case.result["msg"]
    assert len(case.journal) == 1


def test_the_servers_words_are_passed_on(played: dict[str, CaseOutcome]) -> None:
    case = played["server: delete"]
    assert "bulk/campaigns/list" in case.result["msg"] and "Database is down" in case.result["msg"]
    assert case.error["responses"] == [{"code": "500", "key": "name", "message": "Database is down"}]


def test_the_hint_names_the_role(played: dict[str, CaseOutcome]) -> None:
    assert "administrator" in played["role: create"].error["hint"]
    assert "administrator" in played["role: delete"].error["hint"]


# A transient error, and how often the function was called in the end.
PASSING: dict[str, dict[str, t.Any]] = {
    "dropped connection": {"kind": "drop_before"},
    "dropped after the work": {"kind": "drop_after"},
    "HTTP 429 with seconds": {"kind": "status", "status": 429, "retry_after": 0},
    "HTTP 429 with a date": {"kind": "status", "status": 429, "retry_after": "Wed, 21 Oct 2015 07:28:00 GMT"},
    "HTTP 502": {"kind": "status", "status": 502},
    "HTTP 503": {"kind": "status", "status": 503},
    "HTTP 504": {"kind": "status", "status": 504},
}
SOON = {"retries": 2, "retry_max_delay": 0}


@pytest.fixture(scope="module")
def retried(play: Player) -> dict[str, CaseOutcome]:
    cases = []
    for name, fault in PASSING.items():
        faults = [{"function": "bulk/campaigns/list", "count": 1, **fault}]
        faults += [{"function": "bulk/campaigns/create", "count": 1, "validation": True, **fault}]
        cases.append(Case(name, {**CREATE, **SOON}, check=True, seed=SEED, faults=faults))
    lasting = [_fault("status", "bulk/campaigns/list", status=503)]
    cases.append(Case("lasting", {**CREATE, **SOON}, seed=SEED, faults=lasting))
    return play.cases(cases)


@pytest.mark.parametrize("name", PASSING)
def test_reads_and_validations_are_tried_again(retried: dict[str, CaseOutcome], name: str) -> None:
    case = retried[name]
    assert case.result.get("operation") == "created", case.result
    assert case.functions == ["bulk/campaigns/list"] * 2 + ["bulk/campaigns/create"] * 2
    assert case.writes == []


def test_a_lasting_fault_is_tried_so_often_and_no_more(retried: dict[str, CaseOutcome]) -> None:
    case = retried["lasting"]
    _check(case, {"category": "server", "http_status": 503, "attempts": 3, "retryable": True})
    assert len(case.journal) == 3
