# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_campaigns: what it asks and what it writes, in check mode and otherwise, and what it purges."""

from __future__ import annotations

import typing as t

import pytest
from integration.playing import Case, CaseOutcome, Player
from integration.story import budget, connections, many, names, operations, story, survey

pytestmark = pytest.mark.any_core

LIST = "bulk/campaigns/list"
CREATE = "bulk/campaigns/create"
UPDATE = "bulk/campaigns/update"
DELETE = "bulk/campaigns/delete"

Told = dict[str, CaseOutcome]


def case(name: str, options: dict[str, t.Any], **more: t.Any) -> Case:
    return Case(name, options, module="bulk_campaigns", **more)


# --- one list per customer, one look-up per name, one write per change -------------------------------------

ACME = {"customer": "Acme Ltd", "owner": "acme.agent", "timegroup": "Office hours", "recordgroup": "Compliance"}
GLOBEX = {"customer": "Globex & Söhne", "timegroup": "Office hours", "recordgroup": "Compliance"}
EIGHT = [
    *(survey(f"Acme {number}", **ACME) for number in range(3)),
    # Another name in the same list of names.
    survey("Acme 3", **{**ACME, "timegroup": "Evenings"}),
    *(survey(f"Globex {number}", **GLOBEX) for number in range(3)),
    survey("Own", timegroup="Public holidays"),
]
CHANGED = [{**wish, "maximum": 9} if wish["name"] in ("Acme 2", "Globex 0") else wish for wish in EIGHT]
BY_ID = [
    *(survey(f"Acme {number}", customer=2, owner=2, timegroup=1, recordgroup=1) for number in range(3)),
    survey("Acme 3", customer=2, owner=2, timegroup=4, recordgroup=1),
    *(survey(f"Globex {number}", customer=3, timegroup=2, recordgroup=3) for number in range(3)),
    survey("Own", customer=1, timegroup=3),
]


@pytest.fixture(scope="module")
def eight(play: Player) -> Told:
    gone = many({"customer": 2, "name": "Acme 3"}, {"name": "Own"}, {"customer": 3, "name": "Never"}, state="absent")
    return story(
        play,
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
    "people/get": 1,
    "timegroups/list": 3,
    "recording/groups/list": 2,
    LIST: 3,
}


def test_creates_with_one_list_per_customer_and_one_write_per_campaign(eight: Told) -> None:
    assert budget(eight["create"]) == {**READS, CREATE: 8}
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
        wish["name"] in ("Acme 2", "Globex 0") for wish in EIGHT
    ]
    ids = {row["name"]: str(row["id"]) for row in eight["change"].campaigns}
    sent = sorted((call["parameters"] for call in eight["change"].writes), key=lambda parameters: int(parameters["id"]))
    assert sent == [{"id": ids[name], "maximum": "9", "keep_agents_available": "0"} for name in ("Acme 2", "Globex 0")]
    assert eight["change again"].writes == []
    assert eight["change again"].result["changed"] is False


def test_deletes_what_is_there_and_nothing_else(eight: Told) -> None:
    assert operations(eight["absent"]) == ["deleted", "deleted", "unchanged"]
    # Names of references do not matter for what is to go.
    assert budget(eight["absent"]) == {LIST: 3, DELETE: 2}
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
    planned, done = eight[check].result["diff"], eight[real].result["diff"]
    for one, other in zip(planned, done, strict=True):
        assert one["before"] == other["before"]
        assert one["after"] == {name: value for name, value in other["after"].items() if name in one["after"]}
        assert set(other["after"]) - set(one["after"]) <= {"id"}


def test_the_difference_names_each_campaign_that_changed(eight: Told) -> None:
    diffs = eight["change"].result["diff"]
    assert [diff["after_header"] for diff in diffs] == [
        "campaign 'Acme 2' of customer 2",
        "campaign 'Globex 0' of customer 3",
    ]
    for diff in diffs:
        changed = {name for name in diff["before"] if diff["before"][name] != diff["after"][name]}
        assert changed == {"maximum"}


def test_connections_are_kept_and_never_more_than_workers(eight: Told) -> None:
    assert connections(eight["create"]) <= 4
    assert connections(eight["again by ID"]) <= 2
    assert len(eight["create"].journal) == 19


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
def purged(play: Player) -> Told:
    bad = survey("Refused", customer=2, dtype="teleporter")
    unknown = survey("Lost", customer="Acme Limited")
    globex = {"customer": 3, "name": "Globex", "maximum": 4}
    found = play.cases(
        [
            case("check", many(*KEEP, purge=True), check=True, diff=True, seed=THERE),
            case("purge", many(*KEEP, purge=True), diff=True, seed=THERE),
            case("without", many(*KEEP), seed=THERE),
            case("exactly", many(*KEEP, purge=True, max_deletions=2), seed=THERE),
            case("too many", many(*KEEP, purge=True, max_deletions=1), seed=THERE),
            case("too many in check mode", many(*KEEP, purge=True, max_deletions=1), check=True, seed=THERE),
            case("none allowed", many(*KEEP, globex, purge=True, max_deletions=0), seed=THERE),
            case(
                "absent too many",
                many({"id": 12, "customer": 2}, {"id": 13, "customer": 2}, state="absent", max_deletions=1),
                seed=THERE,
            ),
            case("refused, stop", many(*KEEP, bad, globex, purge=True, workers=1), seed=THERE),
            case("refused, continue", many(*KEEP, bad, globex, purge=True, on_error="continue"), seed=THERE),
            case("unknown customer", many(*KEEP, unknown, globex, purge=True, on_error="continue"), seed=THERE),
            case(
                "unknown time group",
                many(*KEEP, survey("Old", customer=2, timegroup="Never"), globex, purge=True, on_error="continue"),
                seed=THERE,
            ),
            case(
                "ambiguous",
                many({"customer": 2, "name": "Old", "maximum": 2}, globex, purge=True, on_error="continue"),
                seed={"campaigns": [*THERE["campaigns"], {"id": 14, "name": "Old", "customer": 2}]},
            ),
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
    assert [diff["before"]["id"] for diff in outcome.result["diff"] if not diff["after"]] == [12, 13]
    assert budget(outcome) == {"customers/get": 1, LIST: 1, CREATE: 1, DELETE: 2}
    # What goes, goes last.
    assert [call["function"] for call in outcome.writes] == [CREATE, DELETE, DELETE]


def test_without_purge_nothing_is_deleted(purged: Told) -> None:
    assert gone(purged["without"]) == set()
    assert purged["without"].result["purged"] == []


def test_purge_in_check_mode_plans_the_same_and_deletes_nothing(purged: Told) -> None:
    assert purged["check"].writes == []
    strip = [{**entry, "id": None} for entry in purged["purge"].result["campaigns"]]
    assert [{**entry, "id": None} for entry in purged["check"].result["campaigns"]] == strip
    assert purged["check"].result["purged"] == purged["purge"].result["purged"]
    assert purged["check"].result["summary"] == purged["purge"].result["summary"]


def test_as_many_as_max_deletions_may_go(purged: Told) -> None:
    assert gone(purged["exactly"]) == {12, 13}


@pytest.mark.parametrize("name", ["too many", "too many in check mode", "none allowed", "absent too many"])
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


@pytest.mark.parametrize("name", ["refused, continue", "unknown time group"])
def test_a_failed_entry_protects_its_customer_and_no_other(purged: Told, name: str) -> None:
    outcome = purged[name]
    assert gone(outcome) == {20}
    assert operations(outcome) == ["unchanged", "unchanged", "created", "failed", "updated"]
    assert outcome.result["changed"] is True


def test_a_name_of_several_campaigns_protects_them_all(purged: Told) -> None:
    outcome = purged["ambiguous"]
    assert gone(outcome) == {20}
    assert operations(outcome) == ["failed", "updated"]
    assert "IDs 12, 14" in outcome.result["campaigns"][0]["error"]["msg"]


def test_a_customer_that_nobody_knows_may_be_any(purged: Told) -> None:
    outcome = purged["unknown customer"]
    assert gone(outcome) == set()
    assert operations(outcome) == ["unchanged", "unchanged", "created", "failed", "updated"]
    assert outcome.result["campaigns"][3]["customer"] == "Acme Limited"


def test_purge_is_for_what_is_to_be_there(purged: Told) -> None:
    assert purged["purge and absent"].journal == []
    assert purged["purge and absent"].error["key"] == "purge"
    assert purged["nobody named"].journal == []
    assert purged["nobody named"].result["changed"] is False


# --- on_error and validate_first ---------------------------------------------------------------------------

SIX = [survey(f"Survey {number}", customer=2) for number in range(6)]
TWO_BAD = [{**wish, "dtype": "teleporter"} if index in (1, 4) else wish for index, wish in enumerate(SIX)]
FAILS_THIRD = {"function": CREATE, "kind": "code", "code": 500, "message": "Out of disk", "after": 2}


@pytest.fixture(scope="module")
def broken(play: Player) -> Told:
    return play.cases(
        [
            case("stop", many(*SIX, workers=1), faults=[FAILS_THIRD], diff=True),
            case("stop with many in flight", many(*SIX, workers=4), faults=[FAILS_THIRD]),
            case("continue", many(*SIX, on_error="continue"), faults=[FAILS_THIRD], diff=True),
            case("refused, continue", many(*TWO_BAD, on_error="continue")),
            case("refused, validate first", many(*TWO_BAD, validate_first=True)),
            case("validate first, continue", many(*TWO_BAD, validate_first=True, on_error="continue")),
            case("validate first", many(*SIX, validate_first=True)),
            case("check", many(*TWO_BAD), check=True, diff=True),
            case("check, unknown names", many(survey("A", customer="Nobody"), *TWO_BAD), check=True),
            case("unknown names, stop", many(*SIX, survey("A", customer="Nobody"))),
            case("unknown names, continue", many(*SIX, survey("A", customer="Nobody"), on_error="continue")),
            case("not logged in any more", many(*SIX, workers=1), faults=[{**FAILS_THIRD, "code": 401, "count": None}]),
            case("reads fail", many(*SIX), faults=[{"function": LIST, "kind": "code", "code": 500, "count": None}]),
            case("wrong password", {**many(*BY_ID, survey("X", customer=4), workers=1), "auth_password": "wrong"}),
            case(
                "may only update",
                many({**SIX[0], "maximum": 2}, *SIX[1:3]),
                username="acme.agent",
                seed={"campaigns": [{"id": 10, "name": "Survey 0", "customer": 2}]},
            ),
        ]
    )


def test_stop_begins_nothing_after_the_first_failure(broken: Told) -> None:
    outcome = broken["stop"]
    assert operations(outcome) == ["created", "created", "failed", "skipped", "skipped", "skipped"]
    assert names(outcome) == ["Survey 0", "Survey 1"]
    assert outcome.result["changed"] is True
    assert outcome.result["msg"] == (
        "campaigns[2] ('Survey 2'): bulk/campaigns/create failed with code 500: Out of disk. "
        "3 campaigns were not begun."
    )
    assert (outcome.error["code"], outcome.error["category"], outcome.error["function"]) == (500, "server", CREATE)
    assert len(outcome.result["diff"]) == 2
    assert budget(outcome) == {LIST: 1, CREATE: 3}


def test_stop_reports_what_was_in_flight(broken: Told) -> None:
    outcome = broken["stop with many in flight"]
    found = operations(outcome)
    assert found.count("failed") == 1
    created = [entry["name"] for entry in outcome.result["campaigns"] if entry["operation"] == "created"]
    assert sorted(created) == names(outcome)
    assert len(outcome.writes) == found.count("created") + 1
    ids = {row["name"]: row["id"] for row in outcome.campaigns}
    assert {entry["name"]: entry["id"] for entry in outcome.result["campaigns"] if entry["id"]} == ids


def test_continue_does_all_others_and_fails_at_the_end(broken: Told) -> None:
    outcome = broken["continue"]
    assert outcome.result["failed"] is True
    assert outcome.result["summary"] == {
        "created": 5,
        "updated": 0,
        "deleted": 0,
        "unchanged": 0,
        "failed": 1,
        "skipped": 0,
    }
    assert len(names(outcome)) == 5
    assert len(outcome.result["diff"]) == 5
    assert "not begun" not in outcome.result["msg"]


def test_each_refusal_is_reported_at_its_campaign(broken: Told) -> None:
    outcome = broken["refused, continue"]
    assert operations(outcome) == ["created", "failed", "created", "created", "failed", "created"]
    said = (
        "campaigns[{0}] ('Survey {0}'): bulk/campaigns/create failed with code 400 for dtype: "
        "Unknown destination type: teleporter."
    )
    for index in (1, 4):
        entry = outcome.result["campaigns"][index]
        assert entry["error"]["msg"] == said.format(index)
        assert (entry["error"]["code"], entry["error"]["key"]) == (400, "dtype")
        assert (entry["name"], entry["customer"], entry["id"]) == (f"Survey {index}", 2, None)
    assert outcome.result["msg"] == "2 of 6 campaigns failed; the first: " + said.format(1)
    assert outcome.result["error"] == {
        name: value for name, value in outcome.result["campaigns"][1]["error"].items() if name != "msg"
    }


@pytest.mark.parametrize("name", ["refused, validate first", "validate first, continue"])
def test_validate_first_writes_nothing_where_one_is_refused(broken: Told, name: str) -> None:
    outcome = broken[name]
    assert outcome.writes == []
    assert budget(outcome) == {LIST: 1, CREATE: 6}
    assert operations(outcome) == ["skipped", "failed", "skipped", "skipped", "failed", "skipped"]
    assert outcome.result["changed"] is False


def test_validate_first_validates_everything_before_the_first_write(broken: Told) -> None:
    outcome = broken["validate first"]
    sent = [call for call in outcome.journal if call["function"] == CREATE]
    assert [call["validation"] for call in sent] == [True] * 6 + [False] * 6
    assert operations(outcome) == ["created"] * 6


def test_check_mode_reports_each_refusal_with_index_name_and_customer(broken: Told) -> None:
    outcome = broken["check"]
    assert outcome.writes == []
    assert sum(call["validation"] for call in outcome.journal) == 6
    assert operations(outcome) == ["created", "failed", "created", "created", "failed", "created"]
    failed = [entry for entry in outcome.result["campaigns"] if "error" in entry]
    assert [(entry["index"], entry["name"], entry["customer"]) for entry in failed] == [
        (1, "Survey 1", 2),
        (4, "Survey 4", 2),
    ]
    real = broken["refused, continue"].result["campaigns"]
    assert [entry["error"] for entry in failed] == [real[1]["error"], real[4]["error"]]
    assert len(outcome.result["diff"]) == 4


def test_check_mode_goes_on_after_a_name_that_is_not_found(broken: Told) -> None:
    outcome = broken["check, unknown names"]
    assert operations(outcome) == ["failed", "created", "failed", "created", "created", "failed", "created"]
    assert outcome.error["category"] == "not_found"
    assert "'Nobody'" in outcome.result["campaigns"][0]["error"]["msg"]


def test_a_name_that_is_not_found_stops_before_the_first_write(broken: Told) -> None:
    outcome = broken["unknown names, stop"]
    assert outcome.writes == []
    assert operations(outcome) == ["skipped"] * 6 + ["failed"]
    assert (outcome.error["category"], outcome.error["key"]) == ("not_found", "customer")
    outcome = broken["unknown names, continue"]
    assert operations(outcome) == ["created"] * 6 + ["failed"]
    assert len(names(outcome)) == 6


def test_credentials_that_are_refused_in_the_middle(broken: Told) -> None:
    outcome = broken["not logged in any more"]
    assert outcome.error["category"] == "authentication"
    assert operations(outcome) == ["created", "created", "failed", "skipped", "skipped", "skipped"]
    assert names(outcome) == ["Survey 0", "Survey 1"]


def test_a_list_that_cannot_be_read_is_not_an_empty_one(broken: Told) -> None:
    outcome = broken["reads fail"]
    assert outcome.writes == [] and names(outcome) == []
    assert outcome.error["code"] == 500
    assert set(operations(outcome)) == {"failed"}


def test_a_wrong_password_is_tried_once(broken: Told) -> None:
    outcome = broken["wrong password"]
    assert outcome.error["category"] == "authentication"
    # Platforms lock accounts after some wrong passwords: four customers are no reason for four.
    assert budget(outcome) == {LIST: 1}
    assert set(operations(outcome)) == {"failed"}


def test_what_the_role_allows_is_done_before_what_it_does_not(broken: Told) -> None:
    outcome = broken["may only update"]
    assert operations(outcome)[0] == "updated"
    assert outcome.error["category"] == "role"
    assert "administrator" in outcome.error["hint"]
    assert names(outcome) == ["Survey 0"]


# --- one's own customer ------------------------------------------------------------------------------------

OWN = {"campaigns": [{"id": 10, "name": "Old", "customer": 1}]}


@pytest.fixture(scope="module")
def own(play: Player) -> Told:
    return play.cases(
        [
            case("twice", many(survey("One"), survey("One", customer=1)), seed=OWN),
            case("twice on an empty platform", many(survey("One"), survey("One", customer="Provider"))),
            case("both ways", many(survey("One"), survey("Two", customer=1))),
            case("both ways, purge", many(survey("One"), survey("Two", customer="Provider"), purge=True), seed=OWN),
            case(
                "both ways, one failed",
                many({"name": "Old", "timegroup": "Never"}, survey("Two", customer=1), purge=True, on_error="continue"),
                seed=OWN,
            ),
            case("by ID and by name", many({"id": 10, "maximum": 2}, {"name": "Old", "customer": 1}), seed=OWN),
        ]
    )


@pytest.mark.parametrize("name", ["twice", "twice on an empty platform"])
def test_the_same_campaign_of_the_own_customer_is_seen_as_one(own: Told, name: str) -> None:
    assert own[name].writes == []
    assert own[name].error["category"] == "usage"
    assert "campaigns[0] and campaigns[1]" in own[name].result["msg"]


def test_the_own_customer_may_be_left_out_and_named(own: Told) -> None:
    assert operations(own["both ways"]) == ["created", "created"]
    assert names(own["both ways"]) == ["One", "Two"]
    assert operations(own["both ways, purge"]) == ["created", "created"]
    assert names(own["both ways, purge"]) == ["One", "Two"]
    assert [entry["id"] for entry in own["both ways, purge"].result["purged"]] == [10]


def test_a_failed_entry_protects_the_own_customer_under_both_names(own: Told) -> None:
    assert operations(own["both ways, one failed"]) == ["failed", "created"]
    assert names(own["both ways, one failed"]) == ["Old", "Two"]


def test_one_campaign_by_its_id_and_by_its_name(own: Told) -> None:
    outcome = own["by ID and by name"]
    assert outcome.writes == []
    assert "campaigns[0]" in outcome.result["msg"] and "campaigns[1]" in outcome.result["msg"]
    assert outcome.error["category"] == "usage"
