# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_campaigns: lists that cannot be right, and lists that come from elsewhere."""

from __future__ import annotations

import json
import typing as t

import pytest
from integration.cases import Teller, Told
from integration.playing import Outcome, Player, task
from integration.story import case, many, survey

GOOD = survey("Good", customer=2)


# A list of campaigns, words of the message, the key of the error, and other options. tests/unit has more of them.
MISTAKES: dict[str, tuple[list[t.Any], list[str], str | None, dict[str, t.Any]]] = {
    "same name": ([GOOD, survey("Other"), GOOD], ["campaigns[0] and campaigns[2]", "'Good'"], "name", {}),
    "same ID": ([{"id": 7}, GOOD, {"id": "7", "customer": 3}], ["campaigns[0] and campaigns[2]", "ID 7"], "id", {}),
    "unknown field": ([GOOD, survey("B", maximun=3)], ["campaigns[1]", "'maximun'", "'maximum'"], "maximun", {}),
    "state in an entry": ([survey("B", state="absent")], ["campaigns[0]", "option of the task"], "state", {}),
    "nothing to know it by": ([GOOD, {"customer": 2, "maximum": 3}], ["campaigns[1]", ": name or id"], "name", {}),
    "no dictionary": ([GOOD, 17], ["campaigns[1] must be a dictionary"], None, {}),
    "several": (
        [survey("A", attempts="x"), GOOD, survey("B", bogus=1)],
        ["campaigns[0]", ": attempts", "campaigns[2]", ": 'bogus'"],
        "attempts",
        {},
    ),
    "too few workers": ([GOOD], ["workers must be from 1 to 32"], "workers", {"workers": 0}),
    "too many workers": ([GOOD], ["workers must be from 1 to 32"], "workers", {"workers": 33}),
    "no such plan": ([GOOD], ["plan_src", "cannot be read"], "plan_src", {"plan_src": "/no/plan.yml"}),
    "limit of changes": ([GOOD], ["max_changes must be 0"], "max_changes", {"max_changes": -1}),
    "limit of calls": ([GOOD], ["max_enabled must be 0"], "max_enabled", {"max_enabled": -1}),
    "limit": ([GOOD], ["max_deletions must be 0 or more"], "max_deletions", {"max_deletions": -1}),
}


@pytest.fixture(scope="module")
def refused(tell: Teller) -> Told:
    return tell([case(name, many(*listed, **more)) for name, (listed, _says, _key, more) in MISTAKES.items()])


@pytest.mark.any_core
@pytest.mark.parametrize("name", MISTAKES)
def test_a_list_that_cannot_be_right_is_refused_before_any_request(refused: Told, name: str) -> None:
    listed, says, key, options = MISTAKES[name]
    outcome = refused[name]
    assert outcome.journal == []
    assert [words for words in says if words not in outcome.result["msg"]] == []
    assert outcome.error["category"] == "usage" and key in (None, outcome.error["key"])
    assert outcome.result["changed"] is False
    # Each campaign of the list is reported: as not begun, or with its mistake.
    entries = outcome.result["campaigns"]
    wrong = {index for index in range(len(listed)) if "campaigns[{0}]".format(index) in " ".join(says)}
    wrong = set() if "same" in name else wrong
    operations = ["failed" if index in wrong else "skipped" for index in range(len(listed))]
    assert [entry["operation"] for entry in entries] == ([] if options else operations)
    assert {entry["index"] for entry in entries if "error" in entry} == wrong
    assert outcome.result["summary"]["skipped"] == len(entries) - len(wrong)
    assert (outcome.result["purged"], outcome.result["requests"]) == ([], {})


# Ansible itself refuses these, while the module is made, but for the last one.
UNKNOWN: dict[str, dict[str, t.Any]] = {
    "no such choice": {"on_error": "perhaps"},
    "no integer": {"workers": "many"},
    "unknown option": {"puge": True},
    "nothing to do": {"campaigns": None},
}


@pytest.mark.any_core
def test_all_values_are_returned_also_where_ansible_refuses_an_option(tell: Teller) -> None:
    cases = [case(name, {**many(GOOD), **options}) for name, options in UNKNOWN.items()]
    for outcome in tell(cases).values():
        assert outcome.error["category"] == "usage" and outcome.journal == []
        assert (outcome.result["campaigns"], outcome.result["purged"], outcome.result["requests"]) == ([], [], {})
        assert set(outcome.result["summary"].values()) == {0} and len(outcome.result["summary"]) == 6
        assert outcome.result["plan"] == "0 to create, 0 to change, 0 to delete; 0 start calling"


@pytest.mark.any_core
def test_one_customer_by_name_and_by_id_is_refused_before_any_list(tell: Teller) -> None:
    listed = many(GOOD, {**GOOD, "customer": "Acme Ltd"})
    outcome = tell([case("names", listed)])["names"]
    assert outcome.functions == ["customers/get", "customers/list"]
    assert "campaigns[0] and campaigns[1]" in outcome.result["msg"]


# --- text ---------------------------------------------------------------------------------------------------

# As a spreadsheet writes it. The last row has nothing but what a campaign needs.
CSV = """\
name,customer,dtype,dnumber,attempts,enabled,maximum,retry,timegroup,owner,description
Spring survey,Acme Ltd,queue,200,3,no,10,7200,Office hours,acme.agent,Ask them
Reminder,3,ivr,0310,,yes,,,,,
Plain,2,hangup,,,0,,,,,
"""
EXPECTED = {
    "Spring survey": {
        "customer": 2,
        "dtype": "queue",
        "dnumber": "200",
        "attempts": 3,
        "enabled": 0,
        "maximum": 10,
        "retry": 7200,
        "timegroup": 1,
        "owner": 2,
        "description": "Ask them",
    },
    "Reminder": {
        "customer": 3,
        "dtype": "ivr",
        # Text stays text: a zero in front belongs to the number.
        "dnumber": "0310",
        "attempts": 1,
        "enabled": 1,
        "maximum": 1,
        "retry": 3600,
        "timegroup": 0,
        "owner": 0,
        "description": "",
    },
    "Plain": {"customer": 2, "dtype": "hangup", "dnumber": "", "attempts": 1, "enabled": 0, "maximum": 1},
}


@pytest.fixture(scope="module")
def read(play: Player, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """One play that reads campaigns from elsewhere in each way in which people do it, and applies them."""
    folder = tmp_path_factory.mktemp("csv")
    (folder / "campaigns.csv").write_text(CSV, encoding="utf-8")
    (folder / "campaigns.json").write_text(json.dumps({"campaigns": [GOOD]}), encoding="utf-8")
    rows = "{{ (rows | default([])) + [dict(header | zip(item.split(',')))] }}"
    one = "{{ lookup('ansible.builtin.csvfile', 'Reminder', file=csv, delimiter=',', col=%s) }}"
    tasks = [
        {
            "name": "read",
            "ansible.builtin.set_fact": {"rows": rows},
            "loop": "{{ lines[1:] }}",
            "vars": {
                "lines": "{{ lookup('ansible.builtin.file', csv).splitlines() }}",
                "header": "{{ lines[0].split(',') }}",
            },
        },
        task("bulk_campaigns", "apply", campaigns="{{ rows }}"),
        play.control("after apply", ("GET", "state", None), ("DELETE", "journal", None)),
        task("bulk_campaigns", "again", campaigns="{{ rows }}"),
        play.control("after again", ("GET", "journal", None)),
        task(
            "bulk_campaigns",
            "one cell at a time",
            campaigns=[{"name": "Reminder", "customer": one % 1, "dnumber": one % 3, "attempts": one % 4}],
        ),
        task("bulk_campaigns", "JSON", campaigns="{{ (lookup('ansible.builtin.file', json) | from_json).campaigns }}"),
        task("bulk_campaigns", "absent", campaigns="{{ rows }}", state="absent"),
    ]
    play.server.reset()
    variables = {"csv": str(folder / "campaigns.csv"), "json": str(folder / "campaigns.json")}
    return play(tasks, extra_vars=variables)


def test_text_takes_the_types_of_the_fields(read: Outcome) -> None:
    assert read.rc == 0, read.stdout
    assert read.result("apply")["summary"]["created"] == 3
    on_server = {row["name"]: row for row in read.result("after apply")["answers"][0]["campaigns"]}
    for name, expected in EXPECTED.items():
        assert {field: on_server[name][field] for field in expected} == expected


def test_text_is_compared_by_its_type(read: Outcome) -> None:
    assert read.result("again")["changed"] is False
    calls = read.result("after again")["answers"][0]["calls"]
    assert [call for call in calls if call["write"] or call["validation"]] == []
    assert read.result("one cell at a time")["summary"]["unchanged"] == 1
    assert read.result("JSON")["summary"]["created"] == 1
    # With all columns there, as they are: only the name and the customer matter.
    assert read.result("absent")["summary"]["deleted"] == 3
