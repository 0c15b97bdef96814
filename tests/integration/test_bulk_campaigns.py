# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_campaigns: what it asks and what it writes, in check mode and otherwise."""

from __future__ import annotations

import pytest
from integration.cases import Teller, Told
from integration.story import CREATE, DELETE, LIST, UPDATE, budget, case, connections, many, names, operations, survey

pytestmark = pytest.mark.any_core


ACME = {"customer": "Acme Ltd", "owner": "acme.agent", "timegroup": "Office hours", "recordgroup": "Compliance"}
GLOBEX = {"customer": "Globex & Söhne", "timegroup": "Office hours", "recordgroup": "Compliance"}
EIGHT = [
    *(survey(f"Acme {number}", **ACME) for number in range(3)),
    # Another name in the same list of names.
    survey("Acme 3", **{**ACME, "timegroup": "Evenings"}),
    *(survey(f"Globex {number}", **GLOBEX) for number in range(3)),
    survey("Own", timegroup="Public holidays"),
]
CHANGED = [{**desired, "maximum": 9} if desired["name"] in ("Acme 2", "Globex 0") else desired for desired in EIGHT]
BY_ID = [
    *(survey(f"Acme {number}", customer=2, owner=2, timegroup=1, recordgroup=1) for number in range(3)),
    survey("Acme 3", customer=2, owner=2, timegroup=4, recordgroup=1),
    *(survey(f"Globex {number}", customer=3, timegroup=2, recordgroup=3) for number in range(3)),
    survey("Own", customer=1, timegroup=3),
]


@pytest.fixture(scope="module")
def eight(tell: Teller) -> Told:
    gone = many({"customer": 2, "name": "Acme 3"}, {"name": "Own"}, {"customer": 3, "name": "Never"}, state="absent")
    return tell.story(
        [
            case("check", many(*EIGHT), check=True, diff=True),
            case("create", many(*EIGHT), diff=True),
            case("again", many(*EIGHT)),
            case("again by ID", many(*BY_ID, workers=2)),
            case("check change", many(*CHANGED), check=True, diff=True),
            case("change", many(*CHANGED), diff=True),
            case("change again", many(*CHANGED)),
            case("check absent", gone, check=True, diff=True),
            case("absent", gone, diff=True),
            case("absent again", gone),
        ],
    )


READS = {
    "customers/get": 2,
    "customers/list": 2,
    "people/get": 1,
    "timegroups/list": 3,
    "recording/groups/list": 2,
    LIST: 3,
}


def test_creates_with_one_list_per_customer_and_one_write_per_campaign(eight: Told) -> None:
    # Customers of new campaigns are read back.
    assert budget(eight["create"]) == {**READS, LIST: 6, CREATE: 8}
    assert operations(eight["create"]) == ["created"] * 8
    assert eight["create"].result["changed"] is True
    on_server = {row["name"]: row["id"] for row in eight["create"].campaigns}
    reported = {entry["name"]: entry["id"] for entry in eight["create"].result["campaigns"]}
    assert reported == on_server
    assert [entry["customer"] for entry in eight["create"].result["campaigns"]] == [2] * 4 + [3] * 3 + [None]


def test_names_become_ids(eight: Told) -> None:
    row = next(row for row in eight["create"].campaigns if row["name"] == "Acme 1")
    assert {name: row[name] for name in ("customer", "owner", "timegroup", "recordgroup")} == {
        "customer": 2,
        "owner": 2,
        "timegroup": 1,
        "recordgroup": 1,
    }


def test_writes_nothing_when_run_again(eight: Told) -> None:
    assert budget(eight["again"]) == READS
    assert operations(eight["again"]) == ["unchanged"] * 8
    assert eight["again"].result["changed"] is False


def test_reads_one_list_per_customer_and_nothing_else_when_all_are_ids(eight: Told) -> None:
    assert budget(eight["again by ID"]) == {LIST: 3}
    assert operations(eight["again by ID"]) == ["unchanged"] * 8


def test_writes_only_what_changed(eight: Told) -> None:
    assert budget(eight["change"]) == {**READS, UPDATE: 2}
    assert [operation == "updated" for operation in operations(eight["change"])] == [
        desired["name"] in ("Acme 2", "Globex 0") for desired in EIGHT
    ]
    names_by_id = {str(row["id"]): row["name"] for row in eight["change"].campaigns}
    sent = {names_by_id[call["parameters"]["id"]]: call["parameters"] for call in eight["change"].writes}
    assert set(sent) == {"Acme 2", "Globex 0"}
    for parameters in sent.values():
        assert parameters == {"id": parameters["id"], "maximum": "9", "keep_agents_available": "0"}
    assert eight["change again"].writes == []
    assert eight["change again"].result["changed"] is False


def test_deletes_what_is_there_and_nothing_else(eight: Told) -> None:
    assert operations(eight["absent"]) == ["deleted", "deleted", "unchanged"]
    # Customers where something went are listed once more. Names of references do not matter for what is to go.
    # Customers that are given by ID are asked for their names, for the diff.
    assert budget(eight["absent"]) == {LIST: 3 + 2, DELETE: 2, "customers/get": 2}
    assert "Acme 3" not in names(eight["absent"]) and len(names(eight["absent"])) == 6
    assert operations(eight["absent again"]) == ["unchanged"] * 3
    assert budget(eight["absent again"]) == {LIST: 3}


@pytest.mark.parametrize("check, real", [("check", "create"), ("check change", "change"), ("check absent", "absent")])
def test_check_mode_plans_what_the_real_run_does(eight: Told, check: str, real: str) -> None:
    assert eight[check].writes == []
    assert operations(eight[check]) == operations(eight[real])
    assert eight[check].result["summary"] == eight[real].result["summary"]
    assert eight[check].result["changed"] is True
    validated = [call["parameters"] | {"validation": "1"} for call in eight[real].writes if call["function"] != DELETE]
    asked = [call["parameters"] for call in eight[check].journal if call["validation"]]
    assert sorted(map(sorted, map(dict.items, asked))) == sorted(map(sorted, map(dict.items, validated)))
    assert eight[check].result["plan"] == eight[real].result["plan"]
    planned, done = (eight[name].result["campaigns"] for name in (check, real))
    assert [one.get("changes") for one in planned] == [one.get("changes") for one in done]
    texts = [[(one["before"], one["after"]) for one in eight[name].result["diff"]] for name in (check, real)]
    assert texts[0] == texts[1]


def test_the_difference_names_each_campaign_that_changed_and_only_what_changes(eight: Told) -> None:
    ids = {row["name"]: row["id"] for row in eight["change"].campaigns}
    headers = [
        f"campaign 'Acme 2' (ID {ids['Acme 2']}) of customer 'Acme Ltd' (ID 2)",
        f"campaign 'Globex 0' (ID {ids['Globex 0']}) of customer 'Globex & Söhne' (ID 3)",
    ]
    assert eight["change"].result["diff"] == [
        {"before_header": header, "after_header": header, "before": "maximum: 1\n", "after": "maximum: 9\n"}
        for header in headers
    ]
    assert eight["change"].result["plan"] == "0 to create, 2 to change, 0 to delete; 0 start calling"
    assert eight["change"].result["campaigns"][2]["changes"] == [{"field": "maximum", "before": 1, "after": 9}]
    assert all("changes" not in entry for entry in eight["again"].result["campaigns"])


def test_a_new_campaign_is_shown_with_names_and_without_what_is_the_default(eight: Told) -> None:
    diff = eight["create"].result["diff"][3]
    assert (diff["before"], diff["after"].splitlines()) == (
        "",
        [
            "name: Acme 3",
            "dtype: queue",
            'dnumber: "200"',
            "enabled: false",
            "owner: acme.agent",
            "recordgroup: Compliance",
            "timegroup: Evenings",
        ],
    )
    header = eight["check"].result["diff"][3]["before_header"]
    assert header == "campaign 'Acme 3' (new) of customer 'Acme Ltd' (ID 2)"


def test_connections_are_kept_and_never_more_than_workers(eight: Told) -> None:
    assert connections(eight["create"]) <= 4
    assert connections(eight["again by ID"]) <= 2
    assert len(eight["create"].journal) == 24


# --- a thousand --------------------------------------------------------------------------------------------

CUSTOMERS = [{"id": 100 + number, "name": f"Customer {number}", "parent": 1} for number in range(50)]
GROUPS = [{"id": 100 + number, "name": "Day", "customer": 100 + number, "hours": None} for number in range(50)]
THOUSAND = [
    survey(f"Campaign {number}", customer=100 + number % 50, timegroup="Day", attempts=1 + number % 3)
    for number in range(1000)
]


@pytest.fixture(scope="module")
def thousand(tell: Teller) -> Told:
    changed = [{**desired, "maximum": 2} if index % 100 == 0 else desired for index, desired in enumerate(THOUSAND)]
    return tell.story(
        [
            case("first", many(*THOUSAND, workers=8), seed={"customers": CUSTOMERS, "timegroups": GROUPS}),
            case("again", many(*THOUSAND, workers=8)),
            case("changed", many(*changed, workers=8, purge=True, max_deletions=0)),
        ],
    )


def test_a_thousand_campaigns_of_fifty_customers(thousand: Told) -> None:
    reads = {LIST: 50, "timegroups/list": 50}
    # Each customer of new campaigns is read back.
    assert budget(thousand["first"]) == {**reads, LIST: 100, CREATE: 1000}
    assert operations(thousand["first"]) == ["created"] * 1000
    assert connections(thousand["first"]) <= 8
    assert len(set(names(thousand["first"]))) == 1000
    assert budget(thousand["again"]) == reads
    assert operations(thousand["again"]) == ["unchanged"] * 1000
    assert thousand["again"].result["changed"] is False
    assert budget(thousand["changed"]) == {**reads, UPDATE: 10}
    assert thousand["changed"].result["summary"]["updated"] == 10
