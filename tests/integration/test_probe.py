# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""api_probe_info: that it tells every dialect of the simulator from the others, and says nothing about anybody."""

from __future__ import annotations

import json
import pathlib
import re
import stat
import typing as t

import pytest
import yaml
from integration.cases import Case, CaseOutcome, Teller, Told
from integration.playing import PASSWORDS, Player
from simulator.options import Options

# How a platform is dealt with is the same on every ansible-core: the targets show that they are taken there.
pytestmark = pytest.mark.any_core

Questions = dict[str, dict[str, t.Any]]

SEED = {
    "customers": [{"id": 20, "name": "Yonder & Xylem", "parent": 1, "email": "ask@yonder.example"}],
    "campaigns": [
        {"id": 700, "name": "Quiet zebra", "customer": 2, "dtype": "queue", "dnumber": "7771", "enabled": 0,
         "description": "Stripes; only on weekdays", "callerid": "13125550188", "keep_agents_available": -2},
        {"id": 701, "name": "Loud okapi", "customer": 2, "dtype": "phone", "dnumber": "7772"},
    ],
    "destinations": [
        {"campaign": 700, "dnumber": number, "status": "success"}
        for number in ("3125551111", "2125552222", "9175553333")
    ],
}  # fmt: skip
# What only a person or a customer could have: none of it may be in a report. Those of the simulator's seed, too.
PRIVATE = "zebra,okapi,stripes,yonder,xylem,acme,globex,söhne,provider,office hours,holidays,evenings".split(",")
PRIVATE += "compliance,training,5551111,5552222,5553333,55501,7771,7772,127.0.0.1".split(",")
PRIVATE += [*PASSWORDS, *PASSWORDS.values()]

# How a simulator differs from the one that speaks 4.4, and the answer that has to show it. One that speaks 4.2 does not
# differ in anything that can be asked without a change; 4.0 differs from 3.14 in the columns of customers.
DIALECTS: dict[str, tuple[dict[str, t.Any], str, str]] = {
    "3.13": ({"api_version": "3.13"}, "api_version", "3.13"),
    "3.14": ({"api_version": "3.14"}, "api_version", "3.14 to 4.0"),
    "4.0": ({"api_version": "4.0"}, "api_version", "3.14 to 4.0"),
    "4.1": ({"api_version": "4.1"}, "api_version", "4.1"),
    "3.13, strict": ({"api_version": "3.13", "unknown_parameters": "reject"}, "sort", "refused: code 400"),
    "quoted integers": ({"quoted_integers": True}, "integers", "quoted"),
    "mirrored status": ({"mirror_status": True}, "http_status", "the code"),
    "no data for an empty list": ({"empty_list": "absent"}, "empty_list", "absent"),
    "codes as integers": ({"code_type": "int"}, "code_type", "integer"),
    "no bulk/campaigns/get": (
        {"missing_functions": "bulk/campaigns/get"},
        "campaigns_get",
        "no envelope: HTTP 404",
    ),
    "more columns": ({"extra_columns": True}, "columns_bulk_campaigns_list", "unknown columns"),
    "unique names": ({"unique_names": True}, "unique_names", "yes"),
    "strict": ({"unknown_parameters": "reject"}, "unknown_parameters", "refused: code 400"),
    "bad numbers skipped": ({"bad_number": "skip"}, "bad_number_among_good", "accepted: code 201"),
    "few numbers, 400": (
        {"max_dnumbers": 40, "large_chunk": "code_400"},
        "largest_dnumbers",
        "40, more are refused: code 400",
    ),
    "few numbers, 413": (
        {"max_dnumbers": 40, "large_chunk": "http_413"},
        "largest_dnumbers",
        "40, more are no envelope: HTTP 413",
    ),
    "few numbers, 414": (
        {"max_dnumbers": 40, "large_chunk": "http_414"},
        "largest_dnumbers",
        "40, more are no envelope: HTTP 414",
    ),
    "prefix": ({"prefix": "/local"}, "base_path", "/local/api/json/"),
    "tokens for ever": ({"token_lifetime": 0}, "tokens", "yes"),
}
# What none of the questions is about: answers to it would need a change, or time.
UNASKED = {"reset_omitted_keep_agents", "normalize_numbers", "longest_name", "max_body", "latency"}
# What the probe does not look at: the hours of time groups, and what the dialler does.
UNASKED |= {"reset_omitted_dates", "delete_used_timegroup", "usage_names_campaigns", "periods_role", "shared_periods"}
UNASKED |= {"past_midnight", "default_bulk_calls"}
# What accounts, names and texts are like, and what a write answers: it reads and validates.
UNASKED |= {"name_form", "text_form", "write_refuses_names", "write_refuses_numbers", "list_lag", "list_lag_calls"}
UNASKED |= {"write_code", "delete_enabled_campaign", "users_see", "second_factor_calls", "lock_after"}
UNASKED |= {"secret_columns"}
# It asks one thing after the other.
UNASKED |= {"max_in_flight"}


def case(name: str, server: dict[str, t.Any] | None = None, username: str = "admin", /, **options: t.Any) -> Case:
    given = {"customer": "Acme Ltd", "largest": 100, **options}
    return Case(name, given, "api_probe_info", seed=SEED, server=server or {}, username=username)


@pytest.fixture(scope="module")
def plain(found: Told) -> Questions:
    return questions(found["plain"])


@pytest.fixture(scope="module")
def found(tell: Teller) -> Told:
    cases = [case("plain"), *(case(version, {"api_version": version}) for version in ("3.15", "4.2", "4.3"))]
    cases += [case(name, server) for name, (server, _key, _answer) in DIALECTS.items()]
    cases += [
        case("largest", largest=20000),
        case("agent", None, "acme.agent", customer=None),
        case("administrator", None, "acme.admin", customer=None),
        case("no dialler", None, "norate", customer=None),
    ]
    says = case("500 in the middle")
    says.faults.append(
        {"function": "timegroups/list", "kind": "code", "code": 500, "count": None, "message": "Quiet zebra 3125551111"}
    )
    html = case("HTML in the middle")
    html.faults.append({"function": "people/get", "kind": "html", "count": None, "status": 200})
    # Answers as if a validation had been the real thing, once, in the place of the first number.
    ignored = case("validation ignored")
    ignored.faults.append(
        {"function": "bulk/destinations/create", "kind": "code", "code": 200, "count": None, "validation": True}
    )
    for prefix in cases:
        # The address of a case is that of a server without a prefix.
        if "prefix" in prefix.server:
            prefix.options["api_url"] = tell.origin + prefix.server["prefix"] + "/api/json/"
    return tell([*cases, says, html, ignored])


def questions(outcome: CaseOutcome) -> Questions:
    found: Questions = outcome.result["report"]["questions"]
    return found


def without_times(found: Questions) -> Questions:
    return {key: entry for key, entry in found.items() if key != "response_times"}


def test_every_option_of_the_simulator_is_a_dialect_or_cannot_be_asked_about() -> None:
    covered = {option for server, _key, _answer in DIALECTS.values() for option in server}
    assert covered | UNASKED == set(Options().as_dict()) and not covered & UNASKED


@pytest.mark.parametrize("name", DIALECTS)
def test_dialect_is_told_from_the_plain_one(found: Told, plain: Questions, name: str) -> None:
    _server, key, answer = DIALECTS[name]
    told = questions(found[name])
    assert told[key]["answer"] == answer
    assert told[key] != plain[key]
    assert list(told) == list(plain)


def test_dialects_are_told_from_each_other(found: Told) -> None:
    reports = {name: json.dumps(without_times(questions(found[name]))) for name in ["plain", *DIALECTS]}
    assert len(set(reports.values())) == len(reports)


@pytest.mark.parametrize(("version", "other"), [("3.15", "3.14"), ("4.2", "plain"), ("4.3", "plain")])
def test_these_are_the_same_to_who_may_change_nothing(found: Told, plain: Questions, version: str, other: str) -> None:
    assert without_times(questions(found[version])) == without_times(questions(found[other]))
    assert plain["api_version"]["answer"] == "4.2 or newer"


def test_tokens_that_do_not_expire_show_in_the_evidence(found: Told, plain: Questions) -> None:
    assert plain["tokens"]["evidence"]["auth_token_expires"] == "integer"
    assert questions(found["tokens for ever"])["tokens"]["evidence"]["auth_token_expires"] == "absent"


def test_nothing_is_written(found: Told) -> None:
    for name, outcome in found.items():
        assert outcome.writes == [], name
        assert not [call for call in outcome.journal if call["took_effect"]], name
        assert len(outcome.state["campaigns"]) == 2, name
        assert outcome.state["destinations"] == {"700": {"success": 3}, "701": {}}, name


def test_numbers_are_only_validated_for_the_disabled_campaign_and_kept_for_fiction(
    found: Told,
) -> None:
    for outcome in found.values():
        sent = [call["parameters"] for call in outcome.journal if call["function"] == "bulk/destinations/create"]
        for parameters in sent:
            assert parameters["campaign"] == "700" and parameters["status"] == "cancelled"
            for number in str(parameters["dnumbers"]).split(","):
                assert re.fullmatch(r"(\+1)?[2-9][0-9]{2}-?555-?01[0-9]{2}|not-a-number|[0-9]{1,5}", number), number
        for call in outcome.journal:
            if call["function"] == "bulk/campaigns/create":
                assert call["parameters"]["enabled"] == "0"
            if call["function"] == "bulk/campaigns/update" and call["parameters"]["id"] == "700":
                # A platform could reset what an update leaves out.
                assert call["parameters"].get("keep_agents_available", "-2") == "-2"


def test_nobody_is_in_the_report(found: Told) -> None:
    reports = {name: outcome.result["report"] for name, outcome in found.items() if "report" in outcome.result}
    assert len(reports) == len(found)
    for name, report in reports.items():
        shown = json.dumps(report, ensure_ascii=False).casefold()
        assert [private for private in PRIVATE if private.casefold() in shown] == [], name
        assert not re.search(r"\b(700|701)\b", shown), name


def test_a_failure_in_the_middle_is_an_answer(found: Told, plain: Questions) -> None:
    says, html = questions(found["500 in the middle"]), questions(found["HTML in the middle"])
    assert says["columns_timegroups_list"]["answer"] == "refused: code 500"
    assert says["columns_timegroups_list"]["evidence"]["message"] == "<name> #"
    assert html["columns_people_get"]["answer"] == "no envelope: HTTP 200"
    for other in (says, html):
        assert other["largest_dnumbers"] == plain["largest_dnumbers"]


def test_roles_limit_what_can_be_asked(found: Told) -> None:
    agent, administrator = questions(found["agent"]), questions(found["administrator"])
    assert agent["create_validation"]["answer"] == "not allowed: code 402"
    assert agent["unique_names"]["answer"] == "not asked: a new name gets: not allowed: code 402"
    assert administrator["unique_names"]["answer"] == "no"
    for person in (agent, administrator):
        assert person["columns_customers_list"]["answer"] == "not allowed: code 402"
        assert person["largest_dnumbers"]["answer"] == "100 or more"
    nothing = questions(found["no dialler"])
    assert nothing["create_validation"]["answer"] == "not allowed: code 403"
    assert nothing["largest_dnumbers"]["answer"] == "not asked: no disabled campaign"


def test_twenty_thousand_numbers(found: Told) -> None:
    outcome = found["largest"]
    assert questions(outcome)["largest_dnumbers"]["answer"] == "20000 or more"
    # The last look is at how many numbers the campaign has now.
    assert outcome.journal[-1]["parameters"] == {"campaign": "700", "count": "1"}
    assert 20000 in [call["parameters"].get("dnumbers") for call in outcome.journal]


def test_a_platform_that_ignores_validation_is_said_loudly(found: Told) -> None:
    outcome = found["validation ignored"]
    assert outcome.error["category"] == "protocol"
    assert "A validation was not only a validation" in outcome.result["msg"]
    assert outcome.functions.count("bulk/destinations/create") == 1
    assert "bulk/campaigns/update" not in outcome.functions
    assert questions(outcome)["numbers_validation"]["answer"] == "answered with code 200"


@pytest.mark.parametrize("ignoring", [False, True])
def test_the_playbook_writes_a_report_that_only_its_user_can_read(
    play: Player, simulator: t.Any, tmp_path: pathlib.Path, ignoring: bool
) -> None:
    simulator.seed(**SEED)
    if ignoring:
        simulator.fault("bulk/destinations/create", "code", code=204, count=None, validation=True)
    file = tmp_path / "report.yml"
    environment = {
        "ENSWITCH_URL": simulator.url,
        "ENSWITCH_USERNAME": "admin",
        "ENSWITCH_PASSWORD": PASSWORDS["admin"],
    }
    variables = {
        "probe_file": str(file),
        "probe_customer": "Acme Ltd",
        "probe_campaign": "Quiet zebra",
        "probe_largest": 4,
    }
    outcome = play(play.installed / "playbooks" / "probe.yml", env=environment, extra_vars=variables)
    assert outcome.rc == (2 if ignoring else 0), outcome.stdout
    assert str(file) in outcome.stdout and "open an issue" in outcome.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    report = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert report == outcome.result("Ask the platform")["report"]
    answer = "answered with code 204" if ignoring else "accepted: code 201"
    assert report["questions"]["numbers_validation"]["answer"] == answer
    assert simulator.writes() == []
