# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Section 1 of the API notes: addresses, methods, parameters, character set."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from simulator.incoming import read_parameters

ODD = "a b&c;d=e+f%g,h ü € /?#"


@pytest.mark.parametrize("separator", [";", "&"])
def test_get_with_either_separator(api, separator):
    query = separator.join(("auth_username=acme.agent", "auth_password=agent-password"))
    answer = api.session.get(f"{api.simulator.url}user/login/?{query}", timeout=30)
    assert answer.json()["data"]["username"] == "acme.agent"


def test_get_changes_data_too(api):
    query = "&".join(
        f"{name}={quote(value)}" for name, value in {"name": "x", "dtype": "queue", "dnumber": "1"}.items()
    )
    login = "auth_username=acme.admin&auth_password=acme-password"
    answer = api.session.get(f"{api.simulator.url}bulk/campaigns/create/?{login}&{query}", timeout=30)
    assert answer.json()["data"] == {"id": 1}


def test_odd_characters_survive_the_round_trip(api):
    # The password of admin has some of them, too.
    campaign = api.campaign(name=ODD, description=ODD, callerid="")
    (row,) = api("bulk/campaigns/list", customer=2).data
    assert (row["id"], row["name"], row["description"]) == (campaign, ODD, ODD)


def test_address_without_slash_is_redirected(api):
    answer = api.session.post(f"{api.simulator.url}user/login?a=b;c=d", timeout=30, allow_redirects=False)
    assert answer.status_code == 301
    assert answer.headers["location"] == "/api/json/user/login/?a=b;c=d"
    (line,) = api.simulator.journal()
    assert (line["http_status"], line["code"], line["took_effect"]) == (301, None, False)


def test_other_methods_are_refused(api):
    answer = api.session.put(f"{api.simulator.url}user/login/", timeout=30)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


def test_wrong_base_path_is_a_page_and_stands_in_the_journal(api):
    answer = api.session.get(f"{api.simulator.origin}/api/user/login/", timeout=30)
    assert answer.status_code == 404
    (line,) = api.simulator.journal()
    assert (line["function"], line["address"], line["http_status"]) == ("", "/api/user/login/", 404)


def test_a_json_body_is_not_read(api):
    body = {"auth_username": "acme.agent", "auth_password": "agent-password"}
    answer = api.session.post(f"{api.simulator.url}user/login/", json=body, timeout=30)
    assert answer.json()["responses"][0]["code"] == "401"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (b"", {}),
        (b"a=1;b=2&c=3", {"a": "1", "b": "2", "c": "3"}),
        (b"a=;b", {"a": "", "b": ""}),
        (b"a=1&a=2", {"a": "2"}),
        (b"a=x+y%2B%3B%26", {"a": "x y+;&"}),
        ("a=ü".encode(), {"a": "ü"}),
        (b"a=%FF", {"a": "\N{REPLACEMENT CHARACTER}"}),
    ],
)
def test_reading_of_parameters(text, read):
    assert read_parameters(text) == read
