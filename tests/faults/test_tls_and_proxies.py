# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS and proxies, from a playbook to real servers on loopback."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import pathlib
import typing as t
from collections.abc import Iterator

import pytest
from faults.between import Proxy, front
from faults.inprocess import LogOf, run_inventory, run_module
from integration.conftest import collections_path, play, server, simulator
from integration.playing import PASSWORDS, Outcome, Player, Task, campaign
from simulator.testing import Simulator
from unit.support.certificates import Authority
from unit.support.servers import Server, always, http

__all__ = ["collections_path", "play", "server", "simulator"]

HOST = "pbx.example.com"
GONE: dict[str, t.Any] = {"name": "Survey", "state": "absent", "retries": 0}
# A password that URLs, shells and JSON all write differently.
USER, SECRET, IN_URL = "relay", "p:x?7/Ge&heim", "relay:p%3Ax%3F7%2FGe%26heim"


@dataclasses.dataclass(frozen=True)
class Fronts:
    """Web servers before the simulator, by what is wrong with their certificate."""

    authority: Authority
    client: tuple[str, str]
    servers: dict[str, Server]

    def url(self, name: str) -> str:
        return self.servers[name].url("https")


@pytest.fixture(scope="module")
def fronts(server: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fronts]:
    ours = Authority(tmp_path_factory.mktemp("ours"))
    contexts = {
        "good": ours.context(ours.issue("good", alternative=f"IP:127.0.0.1,DNS:{HOST}")),
        "wrong name": ours.context(ours.issue("wrong", alternative="DNS:other.example.com")),
        "clients": ours.context(ours.issue("clients"), clients=True),
    }
    with contextlib.ExitStack() as stack:
        servers = {name: stack.enter_context(front(server.port, tls)) for name, tls in contexts.items()}
        yield Fronts(ours, ours.issue("client", alternative="DNS:client"), servers)


def ignored(title: str, environment: dict[str, str] | None = None, /, **options: t.Any) -> Task:
    return campaign(title, {"ignore_errors": True, "environment": environment or {}}, **{**GONE, **options})


@pytest.fixture(scope="module")
def over_tls(play: Player, fronts: Fronts) -> Outcome:
    trusted = {"ca_path": fronts.authority.path}
    certificate, key = fronts.client
    tasks = [
        ignored("own authority", api_url=fronts.url("good"), **trusted),
        ignored("unknown authority", api_url=fronts.url("good")),
        ignored("wrong name", api_url=fronts.url("wrong name"), **trusted),
        ignored("not verified", api_url=fronts.url("wrong name"), validate_certs=False),
        ignored(
            "client certificate", api_url=fronts.url("clients"), **trusted, client_cert=certificate, client_key=key
        ),
        ignored("no client certificate", api_url=fronts.url("clients"), **trusted),
    ]
    play.server.reset()
    # Quiet: that nothing is verified is the user's decision, and nobody is told of it with every request.
    return play(tasks)


def test_tls_lets_through_and_stops(over_tls: Outcome) -> None:
    """What else may be wrong with a certificate is in tests/unit, and in the table."""
    for name in ("own authority", "client certificate", "not verified"):
        assert over_tls.result(name).get("operation") == "unchanged", over_tls.result(name)
    for name, words in (
        ("unknown authority", "unable to get local issuer certificate"),
        ("wrong name", "not valid for"),
    ):
        error = over_tls.result(name)["error"]
        assert (error["category"], error["retryable"], error["attempts"]) == ("tls", False, 1)
        assert words in over_tls.result(name)["msg"] and "ca_path" in error["hint"]


def test_who_shows_no_certificate_is_refused(over_tls: Outcome) -> None:
    # The server says so and closes at once. Whether its words are read before the end is a race of the two machines.
    result = over_tls.result("no client certificate")
    assert result["failed"] and not result["changed"]
    category, said = result["error"]["category"], result["msg"]
    assert (category, "certificate required" in said) in (("tls", True), ("network", False)), result


def test_nobody_who_is_not_trusted_is_told_anything(over_tls: Outcome, fronts: Fronts) -> None:
    # One request each: that of the task that did not want to verify.
    assert len(fronts.servers["wrong name"].requests) == len(fronts.servers["clients"].requests) == 1
    assert PASSWORDS["admin"] not in over_tls.everything


# --- proxies -----------------------------------------------------------------------------------------------


def test_proxies(play: Player, fronts: Fronts) -> None:
    """The same task to a host that only the proxy knows; everything that Ansible can say about it is in the outcome."""
    to_host = {"api_url": f"https://{HOST}/api/json/", "ca_path": fronts.authority.path}
    direct = {"api_url": fronts.url("good"), "ca_path": fronts.authority.path}
    free, wanting = Proxy(fronts.servers["good"].port), Proxy(fronts.servers["good"].port, f"{USER}:{SECRET}")
    play.server.reset()
    with free.server, wanting.server:
        tasks = [
            ignored("through", {"HTTPS_PROXY": free.url()}, **to_host),
            ignored("left out", {"HTTPS_PROXY": free.url(), "NO_PROXY": "127.0.0.1"}, **direct),
            ignored("with credentials", {"HTTPS_PROXY": wanting.url(IN_URL)}, **to_host),
            play.control("calls", ("GET", "journal", None)),
            ignored("with none", {"HTTPS_PROXY": wanting.url()}, **to_host),
            ignored("with wrong ones", {"HTTPS_PROXY": wanting.url("relay:wrong%3Fpass")}, **to_host),
        ]
        outcome = play(tasks, verbosity=4, quiet=False)
    for name in ("through", "left out", "with credentials"):
        assert outcome.result(name).get("operation") == "unchanged", outcome.result(name)
    # The proxy has seen the host, and nothing of what goes through.
    assert [(request.target, request.body) for request in free.server.requests] == [(f"{HOST}:443", b"")]
    for name in ("with none", "with wrong ones"):
        error = outcome.result(name)["error"]
        facts = (error["category"], error["http_status"], error["retryable"], error["attempts"])
        assert facts == ("network", 407, False, 1) and "HTTP 407" in outcome.result(name)["msg"]
        assert "HTTPS_PROXY" in error["hint"]
    assert wanting.passed == 1 and play.server.journal() == outcome.result("calls")["answers"][0]["calls"]
    # The password of the proxy is nowhere, in none of its forms.
    header = base64.b64encode(f"{USER}:{SECRET}".encode()).decode()
    for form in (SECRET, IN_URL.partition(":")[2], header, "wrong?pass", "wrong%3Fpass", PASSWORDS["admin"]):
        assert form not in outcome.everything


# --- redirects ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("module", ["bulk_campaign", "customers"])
def test_a_redirect_to_another_host_carries_nothing(module: str, status: int, tmp_path: pathlib.Path) -> None:
    with Server(always(http(200, b"{}"))) as other:
        where = other.url(host="localhost") + "?token=t0ken-of-theirs"
        with Server(always(http(status, headers=[("Location", where)]))) as moved, LogOf() as log:
            options = {"api_url": moved.url(), "auth_username": "admin", "auth_password": PASSWORDS["admin"]}
            if module == "customers":
                ended = run_inventory(options, tmp_path)
            else:
                ended = run_module(module, {**options, **GONE})
    assert ended.failed and f"(HTTP {status})" in ended.result["msg"] and "localhost" in ended.result["msg"]
    assert len(moved.requests) == 1
    assert other.requests == [] and other.connections == 0
    for text in (ended.everything, log.text):
        assert PASSWORDS["admin"] not in text and "t0ken-of-theirs" not in text
