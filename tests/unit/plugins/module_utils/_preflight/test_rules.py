# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each rule over facts that are written down, and the options that it is held against."""

from __future__ import annotations

import dataclasses
import datetime
import math

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._preflight.facts import Facts, Settings, Unknown
from ansible_collections.telephony.enswitch.plugins.module_utils._preflight.hours import kinds_of_days
from ansible_collections.telephony.enswitch.plugins.module_utils._preflight.options import read_settings
from ansible_collections.telephony.enswitch.plugins.module_utils._preflight.rules import (
    RULES,
    findings,
    same_number,
    summary,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.desired import read_periods

TODAY = datetime.date(2026, 11, 27)
NOBODY = Unknown("Nobody knows.", "Ask.")
CAMPAIGN = {"id": 7, "name": "Survey", "dtype": "queue", "dnumber": "200", "callerid": "12125550100", "enabled": True}
CAMPAIGN.update(maximum=5, attempts=2, retry=3600, timegroup=1)
SILENT = Settings(None, None, None, {})


def hours(*entries, inverted=False):
    return tuple(kinds_of_days(read_periods(list(entries)), inverted, TODAY))


GOOD = Facts(
    campaign=CAMPAIGN,
    customer=2,
    hours=hours({"name": "Office", "days_week": "mon-fri", "start": "09:00", "end": "18:00"}),
    caller_ids=frozenset(("12125550100",)),
    destination=True,
    limit=10,
    together=10,
    most=10,
    pending=3,
    excluded=0,
)


def facts(campaign=None, **changes):
    return dataclasses.replace(GOOD, campaign={**CAMPAIGN, **(campaign or {})}, **changes)


def rules(*entries, **options):
    return [(entry["rule"], entry["severity"]) for entry in findings(entries, read_settings(options))]


def test_a_good_campaign_is_passed_over_in_silence():
    allowed = [{"days": "mon-fri", "from": "08:00", "to": "18:00"}]
    assert rules(GOOD, allowed_hours=allowed, max_attempts=2, min_retry=3600) == []


@pytest.mark.parametrize(
    "entry, options, wanted",
    [
        (facts(hours=None), {}, [("no_hours", "error")]),
        (
            facts(hours=None),
            {"allowed_hours": [{"from": "08:00", "to": "24:00"}]},
            [("hours_outside", "error"), ("no_hours", "error")],
        ),
        (facts(hours=hours({"name": "A"})), {}, [("hours_always", "error")]),
        (facts(hours=hours()), {}, [("hours_never", "error")]),
        (GOOD, {"allowed_hours": [{"from": "00:00", "to": "17:59"}]}, [("hours_outside", "error")]),
        (GOOD, {"allowed_hours": [{"days": "mon-thu", "from": "00:00", "to": "24:00"}]}, [("hours_outside", "error")]),
        (GOOD, {"allowed_hours": [{"from": "00:00", "to": "12:00"}, {"from": "12:00", "to": "24:00"}]}, []),
        (facts(hours=NOBODY), {}, [("hours_always", "unknown"), ("hours_never", "unknown")]),
        (
            facts(hours=NOBODY),
            {"allowed_hours": [{"from": "00:00", "to": "12:00"}]},
            [("hours_outside", "unknown"), ("hours_always", "unknown"), ("hours_never", "unknown")],
        ),
        (facts({"callerid": ""}, caller_ids=None), {}, [("no_caller_id", "warning")]),
        (facts({"callerid": "+12125550199"}), {}, [("caller_id_unknown", "warning")]),
        (facts({"callerid": "+1 212 555 0100"}), {}, []),
        (facts(caller_ids=NOBODY), {}, [("caller_id_unknown", "unknown")]),
        (facts(destination=False), {}, [("destination_missing", "warning")]),
        (facts(destination=NOBODY), {}, [("destination_missing", "unknown")]),
        (facts(destination=None), {}, []),
        (facts({"maximum": 11}), {}, [("maximum_above_limit", "warning")]),
        (facts({"maximum": 11, "enabled": False}), {}, [("maximum_above_limit", "warning")]),
        (facts(together=11), {}, [("maximum_above_limit", "warning")]),
        (facts({"enabled": False}, together=11, most=11), {}, []),
        (facts(most=11), {}, [("maximum_above_limit", "unknown")]),
        (facts(most=math.inf), {}, [("maximum_above_limit", "unknown")]),
        (facts(limit=NOBODY), {}, [("maximum_above_limit", "unknown")]),
        (GOOD, {"max_attempts": 1}, [("attempts_high", "warning")]),
        (GOOD, {"min_retry": 3601}, [("retry_short", "warning")]),
        (facts(pending=0), {}, [("no_numbers", "notice")]),
        (facts(pending=NOBODY), {}, [("no_numbers", "unknown")]),
        (facts(excluded=2), {}, [("do_not_call_pending", "error")]),
        (facts(excluded=NOBODY), {}, [("do_not_call_pending", "unknown")]),
        (facts(excluded=None), {}, []),
        (facts(pending=0), {"severities": {"no_numbers": "error"}}, [("no_numbers", "error")]),
        (facts(hours=None), {"severities": {"no_hours": "ignore"}}, []),
        (facts(limit=NOBODY), {"severities": {"maximum_above_limit": "ignore"}}, []),
    ],
)
def test_a_rule_says_what_it_finds(entry, options, wanted):
    assert rules(entry, **options) == wanted


@pytest.mark.parametrize(
    "missing, facts_without, unanswered",
    [
        ("timegroup", {"hours": NOBODY}, {"no_hours", "hours_outside", "hours_always", "hours_never"}),
        ("callerid", {"caller_ids": None}, {"no_caller_id", "caller_id_unknown"}),
        ("dtype", {"destination": None}, {"destination_missing"}),
        ("dnumber", {"destination": False}, {"destination_missing"}),
        ("maximum", {}, {"maximum_above_limit"}),
        ("enabled", {"together": 0, "most": 11}, {"maximum_above_limit"}),
        # Even all of them together stay within the limit.
        ("enabled", {"together": 0}, set()),
        ("attempts", {}, {"attempts_high"}),
        ("retry", {}, {"retry_short"}),
    ],
)
def test_what_the_platform_does_not_list_is_unknown(missing, facts_without, unanswered):
    listed = {name: value for name, value in CAMPAIGN.items() if name != missing}
    entry = dataclasses.replace(GOOD, campaign=listed, **facts_without)
    allowed = [{"from": "08:00", "to": "24:00"}]
    options = {"allowed_hours": allowed, "max_attempts": 2, "min_retry": 3600}
    assert set(rules(entry, **options)) == {(rule, "unknown") for rule in unanswered}


def test_findings_come_in_the_order_of_danger():
    entries = [
        facts({"id": 8, "callerid": "", "name": "First"}, caller_ids=None, pending=0, limit=NOBODY),
        facts({"name": "Second"}, hours=NOBODY, excluded=1),
    ]
    found = findings(entries, SILENT)
    order = "do_not_call_pending hours_always hours_never no_caller_id maximum_above_limit no_numbers"
    assert [entry["rule"] for entry in found] == order.split()
    assert summary(found) == {"error": 1, "warning": 1, "notice": 1, "unknown": 3}
    assert found[0]["customer"] == 2 and found[0]["id"] == 7 and found[0]["campaign"] == "Second"
    assert found[1]["would_be"] == "error" and found[4]["would_be"] == "warning"


def test_findings_are_sentences_for_people():
    bad = facts(
        {"callerid": "1", "maximum": 99, "attempts": 9, "retry": 1},
        hours=hours({"name": "A"}),
        destination=False,
        pending=0,
        excluded=1,
    )
    allowed = [{"from": "00:00", "to": "08:00"}]
    found = findings([bad], read_settings({"allowed_hours": allowed, "max_attempts": 3, "min_retry": 60}))
    found += findings([facts({"callerid": ""}, hours=None)], SILENT) + findings([facts(hours=hours())], SILENT)
    assert {entry["rule"] for entry in found} == set(RULES)
    for entry in found:
        assert entry["message"].startswith("Campaign 'Survey': ") and entry["message"].endswith(".")
        assert entry["hint"].endswith(".")


@pytest.mark.parametrize(
    "options, words",
    [
        ({"severities": {"no_hour": "error"}}, ["severities", "'no_hour'", "did you mean 'no_hours'?"]),
        ({"severities": {"zzz": "error"}}, ["'zzz'"]),
        ({"severities": {"no_hours": "eror"}}, ["'eror'", "did you mean 'error'?"]),
        ({"severities": {"no_hours": "unknown"}}, ["'unknown'"]),
        ({"max_attempts": -1}, ["max_attempts"]),
        ({"min_retry": -1}, ["min_retry"]),
        ({"allowed_hours": []}, ["allowed_hours", "empty"]),
        ({"allowed_hours": ["mon"]}, ["allowed_hours[0]", "dictionary"]),
        ({"allowed_hours": [{"from": "08:00", "to": 1080}]}, ["allowed_hours[0]", "to", "put it in quotes"]),
        ({"allowed_hours": [{"from": "08:00", "to": "9:00"}, {}]}, ["allowed_hours[1]: from and to are missing"]),
        ({"allowed_hours": [{"days": "mon"}]}, ["allowed_hours[0]: from and to are missing"]),
        ({"allowed_hours": [{"days": "mon", "from": "00:00"}]}, ["allowed_hours[0]: to is missing"]),
        ({"allowed_hours": [{"from": None, "to": "18:00"}]}, ["allowed_hours[0]: from is missing"]),
        ({"allowed_hours": [{"from": "22:00", "to": "06:00"}]}, ["allowed_hours[0]", "22:00", "06:00"]),
        ({"allowed_hours": [{"from": "9", "to": "18:00"}]}, ["allowed_hours[0]", "from"]),
        ({"allowed_hours": [{"days": ["tues"]}]}, ["allowed_hours[0]", "did you mean 'tue'?"]),
        ({"allowed_hours": [{"until": "18:00"}]}, ["allowed_hours[0]", "'until'"]),
    ],
)
def test_a_mistake_in_the_options_is_named(options, words):
    with pytest.raises(UsageError) as caught:
        read_settings(options)
    for word in words:
        assert word in caught.value.msg
    assert caught.value.key in options


def test_from_is_included_and_to_is_not():
    settings = read_settings({"allowed_hours": [{"days": "sun", "from": "09:00", "to": "18:00:30"}]})
    assert settings.allowed == {7: ((32400, 64829),)}
    assert read_settings({"allowed_hours": [{"days": "sun", "from": "00:00", "to": "24:00"}]}).allowed == {
        7: ((0, 86399),)
    }


@pytest.mark.parametrize(
    "one, same, others",
    [
        ("12125550100", ["+1 (212) 555-0100", "02125550100"], ["0100", "12125550101", "Private"]),
        ("Private", ["private"], ["12125550100"]),
    ],
)
def test_caller_ids_are_compared_in_any_form(one, same, others):
    for form in same + others:
        assert same_number(one, form) is same_number(form, one) is (form in same)
