# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_campaigns: what it purges, and one's own customer named twice."""

from __future__ import annotations

import pytest
from integration.cases import CaseOutcome, Teller, Told
from integration.story import CREATE, DELETE, LIST, budget, case, many, names, operations, survey

pytestmark = pytest.mark.any_core


# --- purge -------------------------------------------------------------------------------------------------
THERE = {
    "campaigns": [
        {"id": 10, "name": "Keep by name", "customer": 2},
        {"id": 11, "name": "Keep by ID", "customer": 2},
        {"id": 12, "name": "Old", "customer": 2},
        {"id": 13, "name": "Older", "customer": 2},
        {"id": 20, "name": "Old", "customer": 3},
        {"id": 21, "name": "Globex", "customer": 3},
        {"id": 30, "name": "Own", "customer": 1},
    ]
}
KEEP = ({"customer": 2, "name": "Keep by name"}, {"customer": "Acme Ltd", "id": 11}, survey("New", customer=2))


@pytest.fixture(scope="module")
def purged(tell: Teller) -> Told:
    bad = survey("Refused", customer=2, dtype="teleporter")
    globex = {"customer": 3, "name": "Globex", "maximum": 4}
    found = tell(
        [
            case("check", many(*KEEP, purge=True), check=True, diff=True, seed=THERE),
            case("purge", many(*KEEP, purge=True), diff=True, seed=THERE),
            case("too many", many(*KEEP, purge=True, max_deletions=1), seed=THERE),
            case("too many in check mode", many(*KEEP, purge=True, max_deletions=1), check=True, seed=THERE),
            case("refused, stop", many(*KEEP, bad, globex, purge=True, workers=1), seed=THERE),
            case("refused, continue", many(*KEEP, bad, globex, purge=True, on_error="continue"), seed=THERE),
            case("purge and absent", many(*KEEP, purge=True, state="absent"), seed=THERE),
            case("nobody named", many(purge=True), seed=THERE),
        ]
    )
    return found


def gone(outcome: CaseOutcome) -> set[int]:
    """The campaigns of THERE that are not there any more."""
    return {row["id"] for row in THERE["campaigns"]} - {row["id"] for row in outcome.campaigns}


def test_purge_deletes_what_the_named_customers_have_beyond_the_list(purged: Told) -> None:
    outcome = purged["purge"]
    assert gone(outcome) == {12, 13}
    assert operations(outcome) == ["unchanged", "unchanged", "created"]
    assert [
        (entry["id"], entry["name"], entry["customer"], entry["operation"]) for entry in outcome.result["purged"]
    ] == [
        (12, "Old", 2, "deleted"),
        (13, "Older", 2, "deleted"),
    ]
    assert outcome.result["summary"]["deleted"] == 2
    assert [diff["before_header"] for diff in outcome.result["diff"] if not diff["after"]] == [
        "campaign 'Old' (ID 12) of customer 'Acme Ltd' (ID 2)",
        "campaign 'Older' (ID 13) of customer 'Acme Ltd' (ID 2)",
    ]
    assert budget(outcome) == {"customers/get": 1, "customers/list": 1, LIST: 2, CREATE: 1, DELETE: 2}
    # What goes, goes last.
    assert [call["function"] for call in outcome.writes] == [CREATE, DELETE, DELETE]


def test_purge_in_check_mode_plans_the_same_and_deletes_nothing(purged: Told) -> None:
    assert purged["check"].writes == []
    strip = [{**entry, "id": None} for entry in purged["purge"].result["campaigns"]]
    assert [{**entry, "id": None} for entry in purged["check"].result["campaigns"]] == strip
    assert purged["check"].result["purged"] == purged["purge"].result["purged"]
    assert purged["check"].result["summary"] == purged["purge"].result["summary"]


@pytest.mark.parametrize("name", ["too many", "too many in check mode"])
def test_nothing_is_written_where_more_than_max_deletions_would_go(purged: Told, name: str) -> None:
    outcome = purged[name]
    assert outcome.writes == [] and [call for call in outcome.journal if call["validation"]] == []
    assert outcome.error["category"] == "usage"
    assert outcome.error["key"] == "max_deletions"
    assert outcome.result["changed"] is False
    assert "max_deletions" in outcome.result["msg"]
    assert set(operations(outcome)) <= {"unchanged", "skipped"}
    assert {entry["operation"] for entry in outcome.result["purged"]} <= {"skipped"}


def test_a_refused_campaign_stops_the_purge(purged: Told) -> None:
    outcome = purged["refused, stop"]
    assert gone(outcome) == set()
    assert operations(outcome) == ["unchanged", "unchanged", "created", "failed", "skipped"]
    assert [entry["operation"] for entry in outcome.result["purged"]] == ["skipped"] * 3
    assert "4 campaigns were not begun" in outcome.result["msg"]


def test_a_failed_entry_protects_its_customer_and_no_other(purged: Told) -> None:
    outcome = purged["refused, continue"]
    assert gone(outcome) == {20}
    assert operations(outcome) == ["unchanged", "unchanged", "created", "failed", "updated"]
    assert outcome.result["changed"] is True


def test_purge_is_for_what_is_to_be_there(purged: Told) -> None:
    assert purged["purge and absent"].journal == []
    assert purged["purge and absent"].error["key"] == "purge"
    assert purged["nobody named"].journal == []
    assert purged["nobody named"].result["changed"] is False


# --- one's own customer ------------------------------------------------------------------------------------
OWN = {"campaigns": [{"id": 10, "name": "Old", "customer": 1}]}


@pytest.fixture(scope="module")
def own(tell: Teller) -> Told:
    old = {"name": "Old", "timegroup": "Never"}
    return tell(
        [
            case("twice", many(survey("One"), survey("One", customer=1)), seed=OWN),
            case("both ways, purge", many(survey("One"), survey("Two", customer="Provider"), purge=True), seed=OWN),
            case("one failed", many(old, survey("Two", customer=1), purge=True, on_error="continue"), seed=OWN),
        ]
    )


def test_the_own_customer_may_be_left_out_and_named(own: Told) -> None:
    assert own["twice"].writes == [] and own["twice"].error["category"] == "usage"
    assert "campaigns[0] and campaigns[1]" in own["twice"].result["msg"]
    purged = own["both ways, purge"]
    assert operations(purged) == ["created", "created"] and names(purged) == ["One", "Two"]
    assert [entry["id"] for entry in purged.result["purged"]] == [10]
    # A failed entry protects it under both names.
    assert operations(own["one failed"]) == ["failed", "created"] and names(own["one failed"]) == ["Old", "Two"]
