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
from integration.playing import PASSWORDS, Outcome, Player, campaign
from simulator.testing import Simulator
from unit.support.certificates import LONG_AGO, Authority
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
    stranger: Authority
    client: tuple[str, str]
    servers: dict[str, Server]

    def url(self, name: str) -> str:
        return self.servers[name].url("https")


@pytest.fixture(scope="module")
def fronts(server: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fronts]:
    folder = tmp_path_factory.mktemp("ours")
    ours = Authority(folder)
    stranger = Authority(tmp_path_factory.mktemp("theirs"))
    contexts = {
        "good": ours.context(ours.issue("good", alternative=f"IP:127.0.0.1,DNS:{HOST}")),
        "wrong name": ours.context(ours.issue("wrong", alternative="DNS:other.example.com")),
        "expired": ours.context(ours.issue("expired", valid=LONG_AGO)),
        "self-signed": ours.context((ours.path, str(folder / "ca.key"))),
        "clients": ours.context(ours.issue("clients"), clients=True),
    }
    with contextlib.ExitStack() as stack:
        servers = {name: stack.enter_context(front(server.port, tls)) for name, tls in contexts.items()}
        yield Fronts(ours, stranger, ours.issue("client", alternative="DNS:client"), servers)


def ignored(title: str, **options: t.Any) -> dict[str, t.Any]:
    return campaign(title, {"ignore_errors": True}, **{**GONE, **options})


@pytest.fixture(scope="module")
def over_tls(play: Player, fronts: Fronts) -> Outcome:
    certificate, key = fronts.client
    trusted = {"ca_path": fronts.authority.path}
    with_client = {**trusted, "client_cert": certificate, "client_key": key}
    tasks = [
        ignored("own authority", api_url=fronts.url("good"), **trusted),
        ignored("unknown authority", api_url=fronts.url("good")),
        ignored("another authority", api_url=fronts.url("good"), ca_path=fronts.stranger.path),
        ignored("client certificate", api_url=fronts.url("clients"), **with_client),
        ignored("no client certificate", api_url=fronts.url("clients"), **trusted),
    ]
    for name in ("wrong name", "expired", "self-signed"):
        ca = {} if name == "self-signed" else trusted
        tasks.append(ignored(name, api_url=fronts.url(name), **ca))
        tasks.append(ignored(f"{name}, not verified", api_url=fronts.url(name), validate_certs=False))
    play.server.reset()
    # Quiet: that nothing is verified is the user's decision, and nobody is told of it with every request.
    return play(tasks)


@pytest.mark.parametrize(
    "name",
    [
        "own authority",
        "client certificate",
        "wrong name, not verified",
        "expired, not verified",
        "self-signed, not verified",
    ],
)
def test_tls_lets_through(over_tls: Outcome, name: str) -> None:
    result = over_tls.result(name)
    assert not result["failed"] and result["operation"] == "unchanged", result


@pytest.mark.parametrize(
    "name, words",
    [
        ("unknown authority", "unable to get local issuer certificate"),
        ("another authority", "unable to get local issuer certificate"),
        ("wrong name", "not valid for"),
        ("expired", "certificate has expired"),
        ("self-signed", "self-signed certificate"),
    ],
)
def test_tls_stops(over_tls: Outcome, name: str, words: str) -> None:
    result = over_tls.result(name)
    assert result["failed"] and result["error"]["category"] == "tls", result
    assert (result["error"]["retryable"], result["error"]["attempts"]) == (False, 1)
    assert words in result["msg"].replace("self signed", "self-signed")
    assert "ca_path" in result["error"]["hint"]


def test_who_shows_no_certificate_is_refused(over_tls: Outcome) -> None:
    # The server says so and closes at once. Whether its words are read before the end is a race of the two machines.
    result = over_tls.result("no client certificate")
    assert result["failed"] and not result["changed"]
    category, said = result["error"]["category"], result["msg"]
    assert (category, "certificate required" in said) in (("tls", True), ("network", False)), result


def test_nobody_who_is_not_trusted_is_told_anything(over_tls: Outcome, fronts: Fronts) -> None:
    # One request each: that of the task that did not want to verify.
    for name in ("wrong name", "expired", "self-signed"):
        assert len(fronts.servers[name].requests) == 1
    assert len(fronts.servers["clients"].requests) == 1
    assert PASSWORDS["admin"] not in over_tls.everything


# --- proxies -----------------------------------------------------------------------------------------------


def through(play: Player, fronts: Fronts, proxy: str, **environment: str) -> Outcome:
    """The same task to a host that only the proxy knows; everything that Ansible can say about it is in the outcome."""
    play.server.reset()
    options = {"api_url": f"https://{HOST}/api/json/", "ca_path": fronts.authority.path}
    variables = {"HTTPS_PROXY": proxy, **environment}
    return play([ignored("through", **options)], verbosity=4, quiet=False, env=variables)


def test_through_a_proxy(play: Player, fronts: Fronts) -> None:
    proxy = Proxy(fronts.servers["good"].port)
    with proxy.server:
        outcome = through(play, fronts, proxy.url())
    assert outcome.result("through").get("operation") == "unchanged", outcome.result("through")
    assert [request.target for request in proxy.server.requests] == [f"{HOST}:443"]
    # The proxy has seen the host, and nothing of what goes through.
    assert all(not request.body for request in proxy.server.requests)


def test_through_a_proxy_that_wants_credentials(play: Player, fronts: Fronts) -> None:
    proxy = Proxy(fronts.servers["good"].port, f"{USER}:{SECRET}")
    with proxy.server:
        outcome = through(play, fronts, proxy.url(IN_URL))
    assert outcome.result("through").get("operation") == "unchanged", outcome.result("through")
    assert proxy.passed == 1
    assert_unseen(outcome)


@pytest.mark.parametrize("user", ["", "relay:wrong%3Fpass"], ids=["none", "wrong"])
def test_a_proxy_that_is_not_satisfied(play: Player, fronts: Fronts, user: str) -> None:
    proxy = Proxy(fronts.servers["good"].port, f"{USER}:{SECRET}")
    with proxy.server:
        outcome = through(play, fronts, proxy.url(user))
    result = outcome.result("through")
    assert result["failed"] and "HTTP 407" in result["msg"]
    error = result["error"]
    assert (error["category"], error["http_status"], error["retryable"], error["attempts"]) == (
        "network",
        407,
        False,
        1,
    )
    assert "HTTPS_PROXY" in error["hint"]
    assert proxy.passed == 0 and play.server.journal() == []
    assert_unseen(outcome)
    assert "wrong?pass" not in outcome.everything and "wrong%3Fpass" not in outcome.everything


def test_the_proxy_is_left_out_where_no_proxy_says_so(play: Player, fronts: Fronts) -> None:
    proxy = Proxy(1)
    with proxy.server:
        play.server.reset()
        options = {"api_url": fronts.url("good"), "ca_path": fronts.authority.path}
        environment = {"HTTPS_PROXY": proxy.url(), "NO_PROXY": "127.0.0.1"}
        outcome = play([ignored("direct", **options)], env=environment)
    assert outcome.result("direct").get("operation") == "unchanged", outcome.result("direct")
    assert proxy.server.requests == []


def assert_unseen(outcome: Outcome) -> None:
    """The password of the proxy is nowhere, in none of its forms."""
    header = base64.b64encode(f"{USER}:{SECRET}".encode()).decode()
    for form in (SECRET, IN_URL.partition(":")[2], header, PASSWORDS["admin"]):
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


@pytest.mark.parametrize("module", ["bulk_campaign", "bulk_destinations_info", "api_probe_info", "customers"])
def test_an_address_that_is_not_encrypted_is_warned_of_once(
    module: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody has to be there: the warning comes before the first request.
    monkeypatch.setattr("socket.getaddrinfo", _nowhere)
    person = {"auth_username": "admin", "auth_password": PASSWORDS["admin"], "retries": 0}
    wanted = {"bulk_campaign": GONE, "bulk_destinations_info": {"campaign": "Survey"}}.get(module, {})
    for scheme, count in (("http", 1), ("https", 0)):
        options = {**wanted, **person, "api_url": f"{scheme}://{HOST}"}
        ended = run_inventory(options, tmp_path) if module == "customers" else run_module(module, options)
        assert ended.failed
        assert len([text for text in ended.warnings if "not encrypted" in text]) == count


def _nowhere(*_arguments: t.Any, **_options: t.Any) -> t.NoReturn:
    raise OSError("nowhere")
