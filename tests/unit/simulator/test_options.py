# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each option does what it says: a test of its name for every one, here or in another test_options_*.py."""

from __future__ import annotations

import pathlib
import re
import socket
from urllib.parse import urlsplit

import pytest
from simulator.faults import KINDS
from simulator.options import BadOption, Options
from simulator.testing import TESTS, SimulatorError


def test_each_option_has_a_test():
    rooms = pathlib.Path(__file__).parent.glob("test_options*.py")
    tests = {name for room in rooms for name in re.findall(r"(?m)^def test_(\w+)\(", room.read_text(encoding="utf-8"))}
    assert set(Options().as_dict()) <= tests


def test_each_option_and_each_kind_of_fault_has_a_row_in_the_readme():
    readme = (TESTS / "simulator" / "README.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"(?m)^\| `(\w+)` \|", readme))
    assert {*Options().as_dict(), *KINDS} <= rows


@pytest.mark.parametrize("version", ["3.13", "3.14", "3.15", "4.0", "4.1", "4.2", "4.3", "4.4"])
def test_api_version(api, simulator, version):
    simulator.options(api_version=version)
    number = float(version.replace("4.", "40."))
    campaign = api.campaign(keep_agents_available=3, enabled=0)
    (row,) = api("bulk/campaigns/list", customer=2).data
    assert ("keep_agents_available" in row) is (number >= 40.2)
    token = api("user/login", token=1).data.get("auth_token")
    assert (token is not None) is (number >= 40.1)
    # Unsorted servers list in the order of arrival.
    api.load(campaign, "2125550102", "2125550100", "2125550101")
    listed = list(api.numbers(campaign, sort="dnumber", descending=1))
    if version == "3.13":
        assert listed == ["2125550102", "2125550100", "2125550101"]
    else:
        assert listed == ["2125550102", "2125550101", "2125550100"]
    # The field was not known when the campaign was made.
    simulator.options(api_version="4.4")
    (row,) = api("bulk/campaigns/list", customer=2).data
    assert row["keep_agents_available"] == (3 if number >= 40.2 else 0)


def test_token_lifetime(api, simulator):
    simulator.options(token_lifetime=60)
    login = api("user/login", token=1).data
    assert login["auth_token_expiry"] == 60
    simulator.options(token_lifetime=0)
    login = api("user/login", token=1).data
    assert "auth_token_expires" not in login
    assert api.with_token("user/login", login["auth_token"]).code == 200
    # Earlier versions know no tokens.
    simulator.options(api_version="4.0")
    assert api.with_token("user/login", login["auth_token"]).code == 401


def test_quoted_integers(api, simulator):
    simulator.options(quoted_integers=True)
    campaign = api("bulk/campaigns/create", name="x", dtype="queue", dnumber="5", customer=2).data["id"]
    assert campaign == "1"
    (row,) = api("bulk/campaigns/list", customer=2).data
    assert (row["id"], row["enabled"], row["name"]) == ("1", "1", "x")
    assert api("bulk/destinations/list", campaign=1, count=1).data == {"count": "0"}


def test_mirror_status(api, simulator):
    simulator.options(mirror_status=True)
    campaign = api.campaign()
    assert api("bulk/campaigns/list").http.status_code == 200
    assert api("bulk/campaigns/list", customer=99).http.status_code == 400
    assert api("bulk/campaigns/update", id=campaign, name="y", validation=1).http.status_code == 201
    assert api("bulk/campaigns/update", id=99, name="y").http.status_code == 404
    assert api("bulk/campaigns/create", "reader").http.status_code == 402
    login = {"auth_username": "acme.admin", "auth_password": "acme-password"}
    updated = api.post("bulk/campaigns/update", {**login, "id": campaign, "name": "y"})
    assert (updated.status_code, updated.content) == (204, b"")
    assert simulator.journal()[-1]["http_status"] == 204
    assert api("bulk/campaigns/list", customer=2).data[0]["name"] == "y"


def test_prefix(api, simulator):
    simulator.options(prefix="/local/")
    assert urlsplit(simulator.url).path == "/local/api/json/"
    assert api("user/login").code == 200
    assert api.session.post(f"{simulator.origin}/api/json/user/login/", timeout=30).status_code == 404
    simulator.reset()
    assert urlsplit(simulator.url).path == "/api/json/"


@pytest.mark.parametrize(("reset", "left"), [(False, 5), (True, 0)])
def test_reset_omitted_keep_agents(api, simulator, reset, left):
    simulator.options(reset_omitted_keep_agents=reset)
    campaign = api.campaign(keep_agents_available=5)
    api("bulk/campaigns/update", id=campaign, name="y", validation=1)
    assert api("bulk/campaigns/list", customer=2).data[0]["keep_agents_available"] == 5
    api("bulk/campaigns/update", id=campaign, name="y")
    assert api("bulk/campaigns/list", customer=2).data[0]["keep_agents_available"] == left
    api("bulk/campaigns/update", id=campaign, keep_agents_available=7)
    assert api("bulk/campaigns/list", customer=2).data[0]["keep_agents_available"] == 7


def test_empty_list(api, simulator):
    campaign = api.campaign()
    empty = [("bulk/campaigns/list", {}), ("bulk/destinations/list", {"campaign": campaign})]
    for function, parameters in empty:
        assert api(function, **parameters).data == []
    simulator.options(empty_list="absent")
    for function, parameters in empty:
        assert "data" not in api(function, **parameters).http.json()


@pytest.mark.parametrize(
    ("how", "kept"), [("none", "+1 (212) 555-0100"), ("digits", "12125550100"), ("plus", "+12125550100")]
)
def test_normalize_numbers(api, simulator, how, kept):
    simulator.options(normalize_numbers=how)
    campaign = api.campaign(enabled=0)
    api.load(campaign, "+1 (212) 555-0100")
    assert list(api.numbers(campaign)) == [kept]
    again = api.load(campaign, "+1.212.555.0100", "1 212 555 0100")
    assert again.data == {"count": 2 if how == "none" else 1}
    assert len(api.numbers(campaign)) == (3 if how == "none" else 1)
    answer = api("bulk/destinations/update", campaign=campaign, status="failed", dnumbers="+1 (212) 555-0100")
    assert answer.data == {"count": 1}
    assert api("bulk/destinations/delete", campaign=campaign, dnumber="+1 (212) 555-0100").code == 204
    # Or it adds a country code.
    simulator.options(normalize_numbers="country")
    other = api.campaign(enabled=0)
    api.load(other, "(212) 555-0100", "+44 20 7123 4567", "12125550101")
    assert set(api.numbers(other)) == {"12125550100", "442071234567", "12125550101"}


def test_bad_number(api, simulator):
    campaign = api.campaign()
    assert api.load(campaign, "2125550100", "bad").code == 400
    simulator.options(bad_number="skip")
    assert api.load(campaign, "2125550100", "bad", validation=1).code == 201
    assert api.load(campaign, "2125550100", "bad").data == {"count": 1}
    assert api.load(campaign, "bad").data == {"count": 0}
    assert list(api.numbers(campaign)) == ["2125550100"]
    simulator.options(bad_number="take_rest")
    assert api.load(campaign, "2125550101", "bad", validation=1).code == 400
    assert api.load(campaign, "2125550101", "bad").code == 400
    assert list(api.numbers(campaign)) == ["2125550100", "2125550101"]


def test_max_dnumbers(api, simulator):
    simulator.options(max_dnumbers=2)
    campaign = api.campaign()
    numbers = ["2125550100", "2125550101", "2125550102"]
    assert api.load(campaign, *numbers[:2]).code == 200
    for validation in (0, 1):
        refused = api.load(campaign, *numbers, validation=validation)
        assert (refused.code, refused.key) == (400, "dnumbers")


@pytest.mark.parametrize(("answer", "status"), [("code_400", 200), ("http_413", 413), ("http_414", 414)])
def test_large_chunk(api, simulator, answer, status):
    simulator.options(max_dnumbers=1, large_chunk=answer)
    parameters = {"auth_username": "acme.admin", "auth_password": "acme-password", "campaign": api.campaign()}
    http = api.post("bulk/destinations/create", {**parameters, "dnumbers": "2125550100,2125550101"})
    assert http.status_code == status
    assert http.headers["content-type"].startswith("application/json" if status == 200 else "text/html")
    assert simulator.destinations(parameters["campaign"]) == []


def test_code_type(api, simulator):
    assert api("user/login").http.json()["responses"][0]["code"] == "200"
    simulator.options(code_type="int")
    assert api("user/login").http.json()["responses"][0]["code"] == 200


def test_longest_name(api, simulator):
    simulator.options(longest_name=6)
    number = api.campaign(name="Spring survey")
    other = api.campaign(name="Spring")
    assert api("bulk/campaigns/update", id=other, name="Summer survey").code == 204
    rows = api("bulk/campaigns/list", customer=2).data
    assert {row["id"]: row["name"] for row in rows} == {number: "Spring", other: "Summer"}


def test_unique_names(api, simulator):
    simulator.options(unique_names=True)
    first = api.campaign(name="One")
    second = api.campaign(name="Two")
    assert api.campaign(name="One", customer=3)
    refused = api("bulk/campaigns/create", name="One", dtype="queue", dnumber="5", customer=2, validation=1)
    assert (refused.code, refused.key) == (400, "name")
    assert api("bulk/campaigns/update", id=second, name="One").key == "name"
    assert api("bulk/campaigns/update", id=first, name="One").code == 204


def test_extra_columns(api, simulator):
    campaign = api.campaign()
    api.load(campaign, "2125550100")
    simulator.options(extra_columns=True)
    for function, parameters in (
        ("bulk/campaigns/list", {"customer": 2}),
        ("bulk/destinations/list", {"campaign": campaign}),
        ("customers/get", {"id": 2}),
        ("customers/list", {}),
        ("people/get", {"id": 2}),
        ("timegroups/list", {"customer": 2}),
        ("recording/groups/list", {"customer": 2}),
        ("user/login", {}),
    ):
        data = api(function, **parameters).data
        assert (data[0] if isinstance(data, list) else data)["x_text"] == "new", function


def test_max_body(api, simulator):
    simulator.options(max_body=1000)
    assert api("user/login").code == 200
    large = api.post("user/login", {"auth_username": "x" * 400_000})
    assert large.status_code == 413
    # The connection is still good.
    assert api("user/login").code == 200
    assert [line["http_status"] for line in simulator.journal()] == [200, 413, 200]


def test_latency(own):
    simulator, api = own(latency=3600.0)
    with socket.create_connection(("127.0.0.1", simulator.port)) as waiting:
        waiting.sendall(b"GET /api/json/user/login/ HTTP/1.1\r\nHost: x\r\n\r\n")
        # The control interface is not slowed down, and neither is a later call.
        while not simulator.journal():
            pass
        simulator.options(latency=0.0)
        assert api("user/login").code == 200
        waiting.setblocking(False)
        with pytest.raises(BlockingIOError):
            waiting.recv(1)
    simulator.kill()


def test_max_in_flight(own):
    simulator, api = own(latency=3600.0, max_in_flight=2)
    request = b"GET /api/json/user/login/ HTTP/1.1\r\nHost: x\r\n\r\n"
    waiting = [socket.create_connection(("127.0.0.1", simulator.port)) for _connection in range(2)]
    for number, connection in enumerate(waiting, 1):
        connection.sendall(request)
        while simulator.traffic()["in_flight"]["now"] < number:
            pass
    assert simulator.traffic()["in_flight"] == {"now": 2, "most": 2}
    assert api.post("user/login", {}).status_code == 429
    assert [line["http_status"] for line in simulator.journal()] == [200, 200, 429]
    simulator.options(max_in_flight=3, latency=0)
    assert api("user/login").code == 200
    assert simulator.traffic()["in_flight"] == {"now": 2, "most": 3}
    simulator.clear_journal()
    assert simulator.traffic()["in_flight"] == {"now": 2, "most": 2}
    for connection in waiting:
        connection.close()
    simulator.kill()


def test_unknown_parameters(api, simulator):
    assert api("user/login", nosuch="1").code == 200
    simulator.options(unknown_parameters="reject")
    assert api("user/login", nosuch="1").key == "nosuch"
    assert api("user/login", token=1).code == 200
    simulator.options(api_version="4.0")
    assert api("user/login", token=1).key == "token"


BAD = [("nosuch", 1), ("api_version", "4.5"), ("quoted_integers", 1), ("max_dnumbers", -1), ("max_dnumbers", True)]
BAD += [("latency", "1"), ("prefix", "local")]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_bad_options_are_named(simulator, name, value):
    for change, error in (
        (Options().changed, BadOption),
        (lambda bad: simulator.options(**bad), SimulatorError),
        (lambda bad: simulator.reset(**bad), SimulatorError),
    ):
        with pytest.raises(error, match=name):
            change({name: value})


def test_reset_goes_back_to_the_options_of_the_start(own):
    simulator, api = own(api_version="4.0", quoted_integers=True, prefix="/local")
    assert simulator.url.endswith("/local/api/json/")
    assert api("user/login").data["id"] == "1"
    assert simulator.options(quoted_integers=False, latency=0)["api_version"] == "4.0"
    assert api("user/login").data["id"] == 1
    simulator.reset(code_type="int")
    options = simulator.options()
    assert (options["quoted_integers"], options["code_type"], options["api_version"]) == (True, "int", "4.0")
