# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_campaign_info: what it lists, what it counts, and that it can be fed back."""

from __future__ import annotations

import typing as t

import pytest
from ansible import release
from integration.cases import Case, CaseOutcome, Teller, Told
from integration.playing import Outcome, Player, task
from integration.story import budget, connections

LIST = "bulk/campaigns/list"
NUMBERS = "bulk/destinations/list"
# In templates of ansible-core 2.18, IDs become text. Whether something has such digits as its name is looked up.
OLD = release.__version__.startswith("2.18.")
OF_TEXT = {"customers/get", "people/get", "recording/groups/list", "timegroups/list"} if OLD else set()
STATUSES = {"pending": 4, "success": 3, "failed": 2, "cancelled": 1, "ringing": 1}

SEED = {
    "customers": [
        {"id": 10, "name": "Smith, Jones & Partners", "parent": 1},
        {"id": 11, "name": "Empty", "parent": 1},
        {"id": 12, "name": "2024", "parent": 1},
    ],
    "campaigns": [
        {"id": 100, "name": "Spring survey", "customer": 2, "timegroup": 1, "owner": 2, "keep_agents_available": -2},
        {"id": 101, "name": "Reminder", "customer": 2, "enabled": 0},
        {"id": 102, "name": "Spring survey", "customer": 3},
        {"id": 103, "name": "Commas, too; \"quotes\" = 'all' &", "customer": 10},
        {"id": 104, "name": "Own", "customer": 1},
        {"id": 105, "name": "Spring survey", "customer": 12},
    ],
    "destinations": [
        {"campaign": 100, "dnumber": f"1212555{number:04}", "status": status}
        for number, status in enumerate(status for status, count in STATUSES.items() for _time in range(count))
    ]
    + [{"campaign": 102, "dnumber": "12125550100", "status": status} for status in ("success",)]
    + [{"campaign": 103, "dnumber": f"121255501{number:02}", "status": "success"} for number in range(99)]
    + [{"campaign": 103, "dnumber": "12125550299", "status": "pending"}],
}


def case(title: str, username: str = "admin", /, **options: t.Any) -> Case:
    return Case(title, {"retry_max_delay": 0.05, **options}, "bulk_campaign_info", seed=SEED, username=username)


@pytest.fixture(scope="module")
def found(tell: Teller) -> Told:
    everyone = ["Acme Ltd", 3, "Smith, Jones & Partners", "Empty"]
    failing = case("one list fails", customer=[2, 3, 10], workers=1)
    failing.faults.append({"function": LIST, "kind": "code", "code": 500, "after": 1})
    return tell(
        [
            case("own"),
            case("by name", customer="Acme Ltd"),
            case("by ID", customer=2),
            case("several", customer=everyone, workers=2),
            case("the same twice", customer=["Acme Ltd", "2", 2]),
            case("one name", customer=[2, 3, 12], name="Spring survey"),
            case("one ID", customer=[2, 3], id=102),
            case("summary", customer=everyone, destinations="summary"),
            case("summary of one", customer=2, name="Spring survey", destinations="summary"),
            case("summary without credentials to see it", "acme.agent", customer=2, destinations="summary"),
            case("of one's own", "acme.agent"),
            case("of a customer that one may not see", "acme.agent", customer=3),
            case("unknown customer", customer=["Acme Ltd", "Acme Limited"]),
            case("wrong password", customer=[2, 3, 10, 11], auth_password="wrong", workers=1),
            failing,
            case("all", all_customers=True, workers=4),
            case("all without the right", "acme.admin", all_customers=True),
            case("names", customer=[2, 12, "Smith, Jones & Partners"], references="names", omit_defaults=True),
            case("names as a user", "acme.agent", references="names"),
            case("going on for nothing", "acme.agent", customer=[3, 10], on_error="continue"),
            case("going on with a wrong password", customer=[2, 3, 10], auth_password="wrong", on_error="continue"),
        ]
    )


def ids(outcome: CaseOutcome) -> list[int]:
    """The IDs of the campaigns that were returned; always a list, and never changed."""
    campaigns = outcome.result["campaigns"]
    assert isinstance(campaigns, list)
    assert outcome.result["changed"] is False
    assert outcome.writes == []
    return [campaign["id"] for campaign in campaigns]


@pytest.mark.any_core
@pytest.mark.parametrize(
    "name, expected",
    [
        ("own", [104]),
        ("by name", [100, 101]),
        ("by ID", [100, 101]),
        ("several", [100, 101, 102, 103]),
        ("the same twice", [100, 101]),
        ("one name", [100, 102, 105]),
        ("one ID", [102]),
        ("of one's own", [100, 101]),
    ],
)
def test_lists_what_was_asked_for(found: Told, name: str, expected: list[int]) -> None:
    assert ids(found[name]) == expected
    assert all("destinations" not in campaign for campaign in found[name].result["campaigns"])


@pytest.mark.any_core
def test_each_customer_is_listed_once(found: Told) -> None:
    # Each name is asked for, and whether it is the name of one customer only.
    assert budget(found["several"]) == {"customers/get": 3, "customers/list": 3, LIST: 4}
    assert connections(found["several"]) <= 2
    # Text of digits may be a name.
    assert budget(found["the same twice"]) == {"customers/get": 2, "customers/list": 1, LIST: 1}
    assert budget(found["own"]) == {LIST: 1}


@pytest.mark.any_core
def test_a_campaign_has_all_its_fields_in_their_types(found: Told) -> None:
    assert found["by name"].result["campaigns"][0] == {
        "id": 100,
        "customer": 2,
        "name": "Spring survey",
        "dtype": "phone",
        "dnumber": "100",
        "attempts": 1,
        "callerid": "",
        "description": "",
        "enabled": True,
        "machine": "failed",
        "maximum": 1,
        "keep_agents_available": -2,
        "owner": 2,
        "recordgroup": 0,
        "retry": 3600,
        "success": "answer",
        "timegroup": 1,
    }
    assert found["by name"].result["campaigns"][1]["enabled"] is False


@pytest.mark.any_core
def test_the_summary_counts_by_status(found: Told) -> None:
    outcome = found["summary"]
    assert ids(outcome) == [100, 101, 102, 103]
    none = {"total": 0, "pending": 0, "success": 0, "failed": 0, "cancelled": 0, "other": 0}
    assert [(campaign["destinations"], campaign["progress"]) for campaign in outcome.result["campaigns"]] == [
        ({"total": 11, "pending": 4, "success": 3, "failed": 2, "cancelled": 1, "other": 1}, 54),
        (none, 100),
        ({**none, "total": 1, "success": 1}, 100),
        # Rounded down: as long as a single number is left, it is not done.
        ({**none, "total": 100, "success": 99, "pending": 1}, 99),
    ]


@pytest.mark.any_core
def test_the_summary_reads_only_the_campaigns_that_are_returned(found: Told) -> None:
    outcome = found["summary of one"]
    assert ids(outcome) == [100]
    assert {call["parameters"]["campaign"] for call in outcome.journal if call["function"] == NUMBERS} == {"100"}
    counted = found["summary without credentials to see it"]
    assert [campaign["progress"] for campaign in counted.result["campaigns"]] == [54, 100]


@pytest.mark.any_core
@pytest.mark.parametrize(
    "name, category, key, words",
    [
        ("of a customer that one may not see", "invalid_input", "customer", "Invalid customer"),
        ("unknown customer", "not_found", "customer", "'Acme Limited'"),
        ("wrong password", "authentication", "", "code 401"),
        ("all without the right", "role", "all_customers", "reseller (callshop or commerce)"),
        ("going on for nothing", "invalid_input", "customer", "customer 3: "),
        ("going on with a wrong password", "authentication", "", "code 401"),
        ("one list fails", "server", "", "customer 3: bulk/campaigns/list failed with code 500"),
    ],
)
def test_half_an_answer_is_none(found: Told, name: str, category: str, key: str, words: str) -> None:
    outcome = found[name]
    assert (outcome.error["category"], outcome.error["key"] or "") == (category, key)
    assert words in outcome.result["msg"]
    assert "campaigns" not in outcome.result
    if category == "usage":
        assert outcome.journal == []


@pytest.mark.any_core
def test_a_wrong_password_is_tried_once(found: Told) -> None:
    assert found["wrong password"].functions == [LIST]


@pytest.mark.any_core
def test_all_customers(found: Told) -> None:
    assert ids(found["all"]) == [104, 105, 100, 101, 102, 103]
    assert budget(found["all"]) == {"customers/list": 2, LIST: 7}


@pytest.mark.any_core
def test_names_without_defaults(found: Told) -> None:
    assert [list(campaign.items()) for campaign in found["names"].result["campaigns"]] == [
        [
            ("name", "Spring survey"),
            ("customer", "Acme Ltd"),
            ("id", 100),
            ("dtype", "phone"),
            ("dnumber", "100"),
            ("keep_agents_available", -2),
            ("owner", "acme.agent"),
            ("timegroup", "Office hours"),
        ],
        [
            ("name", "Reminder"),
            ("customer", "Acme Ltd"),
            ("id", 101),
            ("dtype", "phone"),
            ("dnumber", "100"),
            ("enabled", False),
        ],
        # Its name would be taken for an ID.
        [("name", "Spring survey"), ("customer", 12), ("id", 105), ("dtype", "phone"), ("dnumber", "100")],
        [
            ("name", "Commas, too; \"quotes\" = 'all' &"),
            ("customer", "Smith, Jones & Partners"),
            ("id", 103),
            ("dtype", "phone"),
            ("dnumber", "100"),
        ],
    ]
    assert budget(found["names"]) == {
        "customers/get": 1,
        LIST: 3,
        "customers/list": 3,
        "people/get": 1,
        "timegroups/list": 1,
    }


@pytest.mark.any_core
def test_names_as_a_user_who_may_not_list_customers(found: Told) -> None:
    campaigns = found["names as a user"].result["campaigns"]
    assert [(entry["customer"], entry["timegroup"]) for entry in campaigns] == [
        ("Acme Ltd", "Office hours"),
        ("Acme Ltd", 0),
    ]


WARNING = (
    "2 of 4 customers could not be read completely: customer 999, customer 'Acme Limited'. failed_customers says why."
)


@pytest.mark.any_core
def test_what_could_be_read_is_returned(play: Player) -> None:
    play.server.reset()
    play.server.seed(**SEED)
    wanted = [2, 999, "Acme Limited", 10]
    outcome = play([task("bulk_campaign_info", "there", customer=wanted, on_error="continue")], warnings=[WARNING])
    result = outcome.result("there")
    assert [campaign["id"] for campaign in result["campaigns"]] == [100, 101, 103]
    failed = [(entry["customer"], entry["error"]["category"]) for entry in result["failed_customers"]]
    assert failed == [(999, "invalid_input"), ("Acme Limited", "not_found")]


@pytest.mark.any_core
def test_who_could_read_nothing_fails(found: Told) -> None:
    nothing = found["going on for nothing"].result["failed_customers"]
    assert [entry["customer"] for entry in nothing] == [3, 10]
    refused = found["going on with a wrong password"]
    assert len(refused.result["failed_customers"]) == 3 and len(refused.functions) == 1


# --- round trip --------------------------------------------------------------------------------------------


# What somebody may have typed into the platform's pages is no template here.
TEMPLATE = "{{ 7 * 6 }}, {% raw %} & more"


@pytest.fixture(scope="module")
def fed_back(play: Player) -> Outcome:
    customers = [1, 2, 3, 10, 11]
    there = "{{ there.campaigns }}"
    play.server.reset()
    play.server.seed(**SEED)
    # Two of one name are told apart by their IDs.
    twins = [{"id": number, "name": TEMPLATE, "customer": 10, "description": "{{ x }}"} for number in (103, 104)]
    play.server.seed(campaigns=twins)
    return play(
        [
            task("bulk_campaign_info", "there", {"register": "there"}, customer=customers, destinations="summary"),
            play.control("before", ("DELETE", "journal", None)),
            task("bulk_campaigns", "many", campaigns=there, purge=True, max_deletions=0),
            task(
                "bulk_campaigns", "many in check mode", {"check_mode": True, "diff": True}, campaigns=there, purge=True
            ),
            {
                **task(
                    "bulk_campaign",
                    "one by one",
                    **{
                        field: "{{ item.%s }}" % field
                        for field in (
                            "id",
                            "customer",
                            "name",
                            "dtype",
                            "dnumber",
                            "attempts",
                            "callerid",
                            "description",
                            "enabled",
                            "machine",
                            "maximum",
                            "keep_agents_available",
                            "owner",
                            "recordgroup",
                            "retry",
                            "success",
                            "timegroup",
                        )
                    },
                ),
                "loop": there,
            },
            play.control("after", ("GET", "journal", None)),
        ]
    )


def test_what_is_there_fed_back_changes_nothing(fed_back: Outcome) -> None:
    assert fed_back.rc == 0, fed_back.stdout
    for name in ("many", "many in check mode"):
        result = fed_back.result(name)
        assert result["changed"] is False
        assert result["summary"]["unchanged"] == 5 and sum(result["summary"].values()) == 5
        assert result["purged"] == []
    items = [line.result for line in fed_back.lines if line.event == "item_ok" and line.name == "one by one"]
    assert [(item["changed"], item["operation"]) for item in items] == [(False, "unchanged")] * 5
    calls = fed_back.result("after")["answers"][0]["calls"]
    assert {call["function"] for call in calls} - OF_TEXT == {LIST}


def test_templates_in_names_stay_text(fed_back: Outcome) -> None:
    campaigns = {campaign["id"]: campaign for campaign in fed_back.result("there")["campaigns"]}
    assert campaigns[103]["name"] == TEMPLATE
    assert campaigns[103]["description"] == "{{ x }}"


# --- names, fed back -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fed_back_names(play: Player) -> Outcome:
    play.server.reset()
    play.server.seed(**SEED)
    play.server.seed(
        people=[{"id": 60, "username": "4930123", "password": "x-password-x", "customer": 2, "role": "user"}],
        timegroups=[
            {"id": 70, "name": "2024", "customer": 2},
            {"id": 71, "name": "Twice", "customer": 2},
            {"id": 72, "name": "twice", "customer": 2},
        ],
        campaigns=[
            {"id": 110, "name": "2024", "customer": 2, "timegroup": 70, "owner": 60, "recordgroup": 1},
            {"id": 111, "name": "Twice", "customer": 2, "timegroup": 72, "owner": 2, "recordgroup": 2},
        ],
    )
    there = "{{ there.campaigns }}"
    return play(
        [
            task(
                "bulk_campaign_info",
                "there",
                {"register": "there"},
                all_customers=True,
                references="names",
                omit_defaults=True,
            ),
            play.control("before", ("DELETE", "journal", None)),
            task("bulk_campaigns", "many", campaigns=there, purge=True, max_deletions=0),
            play.control("after", ("GET", "journal", None)),
        ]
    )


def test_names_fed_back_change_nothing(fed_back_names: Outcome) -> None:
    assert fed_back_names.rc == 0, fed_back_names.stdout
    campaigns = {entry["id"]: entry for entry in fed_back_names.result("there")["campaigns"]}
    assert [campaigns[110][option] for option in ("timegroup", "owner", "recordgroup")] == [70, 60, "Compliance"]
    assert [campaigns[111][option] for option in ("timegroup", "owner")] == [72, "acme.agent"]
    assert campaigns[104]["customer"] == "Provider"
    result = fed_back_names.result("many")
    assert result["changed"] is False and result["summary"]["unchanged"] == len(campaigns) == 8
    calls = fed_back_names.result("after")["answers"][0]["calls"]
    assert not any(call["write"] for call in calls)


@pytest.mark.any_core
def test_a_password_that_is_part_of_a_name_is_not_masked_in_silence(play: Player) -> None:
    play.server.reset()
    play.server.seed(
        people=[{"id": 61, "username": "weak", "password": "Reminder", "customer": 1, "role": "reseller"}],
        campaigns=[{"id": 130, "name": "Payment Reminders", "customer": 2}],
    )
    account = {"auth_username": "weak", "auth_password": "Reminder"}
    outcome = play([task("bulk_campaign_info", "there", customer=2, **account)])
    assert outcome.rc != 0
    (result,) = outcome.results
    assert result["msg"].startswith("campaigns[0].name cannot be returned: it holds the value of auth_password")
    assert "campaigns" not in result and "Payment" not in outcome.stdout
