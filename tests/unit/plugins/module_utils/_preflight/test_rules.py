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
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.periods import Period

TODAY = datetime.date(2026, 11, 27)
NOBODY = Unknown("Nobody knows.", "Ask.")
CAMPAIGN = {"id": 7, "name": "Survey", "dtype": "queue", "dnumber": "200", "callerid": "12125550100", "enabled": True}
CAMPAIGN.update(maximum=5, attempts=2, retry=3600, timegroup=1)
SILENT = Settings(None, None, None, {})
DAY = {"from": "00:00", "to": "24:00"}
# Options that the good campaign only just meets.
STRICT = {"allowed_hours": [{"days": "mon-fri", "from": "09:00", "to": "18:00"}], "max_attempts": 2, "min_retry": 3600}


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


def unlisted(column, **changes):
    listed = {name: value for name, value in CAMPAIGN.items() if name != column}
    return dataclasses.replace(GOOD, campaign=listed, **changes)


def rules(*entries, **options):
    return [(entry["rule"], entry["severity"]) for entry in findings(entries, read_settings(options))]


def said(entry, **options):
    """Return what is said of a campaign: by the rule, its severity, its message and its hint."""
    found = findings([entry], read_settings(options))
    return {entry["rule"]: (entry["severity"], entry["message"], entry["hint"]) for entry in found}


def test_a_good_campaign_is_passed_over_in_silence():
    assert said(GOOD, **STRICT) == said(facts({"maximum": 10}), **STRICT) == {}


@pytest.mark.parametrize("column", ["attempts", "retry"])
def test_without_options_nothing_is_asked_of(column):
    assert said(unlisted(column)) == {}


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
        (facts({"callerid": ""}, caller_ids=None), {}, [("no_caller_id", "warning")]),
        (facts({"callerid": "+12125550199"}), {}, [("caller_id_unknown", "warning")]),
        (facts({"callerid": "+1 212 555 0100"}), {}, []),
        (facts(destination=False), {}, [("destination_missing", "warning")]),
        (facts(destination=None), {}, []),
        (facts({"maximum": 11}), {}, [("maximum_above_limit", "warning")]),
        (facts({"maximum": 11, "enabled": False}), {}, [("maximum_above_limit", "warning")]),
        (facts(together=11), {}, [("maximum_above_limit", "warning")]),
        (facts({"enabled": False}, together=11, most=11), {}, []),
        # Even all of them together stay within the limit.
        (unlisted("enabled", together=0), {}, []),
        (GOOD, {"max_attempts": 1}, [("attempts_high", "warning")]),
        (GOOD, {"min_retry": 3601}, [("retry_short", "warning")]),
        (facts(pending=0), {}, [("no_numbers", "notice")]),
        (facts(excluded=2), {}, [("do_not_call_pending", "error")]),
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
        ("timegroup", {}, ["no_hours"]),
        ("callerid", {"caller_ids": None}, ["caller_id_unknown", "no_caller_id"]),
        ("dtype", {"destination": None}, ["destination_missing"]),
        ("dnumber", {"destination": False}, ["destination_missing"]),
        ("maximum", {}, ["maximum_above_limit"]),
        # Not even one call is allowed.
        ("maximum", {"limit": 0, "together": 0}, ["maximum_above_limit"]),
        ("attempts", {}, ["attempts_high"]),
        ("retry", {}, ["retry_short"]),
    ],
)
def test_what_the_platform_does_not_list_is_unknown(missing, facts_without, unanswered):
    message = "Campaign 'Survey': The platform does not list {0} of campaigns.".format(missing)
    wanted = ("unknown", message, "Look at the campaign on the platform.")
    assert said(unlisted(missing, **facts_without), **STRICT) == dict.fromkeys(unanswered, wanted)


@pytest.mark.parametrize(
    "fact, unanswered",
    [
        ("hours", ["hours_outside", "hours_always", "hours_never"]),
        ("caller_ids", ["caller_id_unknown"]),
        ("destination", ["destination_missing"]),
        ("limit", ["maximum_above_limit"]),
        ("pending", ["no_numbers"]),
        ("excluded", ["do_not_call_pending"]),
    ],
)
def test_what_the_account_may_not_read_is_unknown_and_says_why(fact, unanswered):
    wanted = ("unknown", "Campaign 'Survey': Nobody knows.", "Ask.")
    assert said(facts(**{fact: NOBODY}), **STRICT) == dict.fromkeys(unanswered, wanted)


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
    twice = findings([facts({"name": name}, hours=None) for name in ("Second", "First")], SILENT)
    assert [entry["campaign"] for entry in twice] == ["Second", "First"]


CANCEL = "Cancel them: bulk_destinations with exclude_src and this list."
CHANGE = "Change the periods with the module timegroup, or give the campaign another time group."
CONNECT = "Correct dtype and dnumber, or make the destination. Whoever answers would be connected to nothing."
LOWER = "Lower maximum, or raise the limit."
TO_NOON = {"allowed_hours": [{"days": "mon-thu", **DAY}, {"days": "fri", "from": "00:00", "to": "12:00"}]}


@pytest.mark.parametrize(
    "entry, options, rule, message, hint",
    [
        (facts(excluded=1), {}, "do_not_call_pending", "A number is pending and must not be called.", CANCEL),
        (facts(excluded=2), {}, "do_not_call_pending", "2 numbers are pending and must not be called.", CANCEL),
        (
            facts(hours=None),
            TO_NOON,
            "hours_outside",
            "It calls round the clock, also outside of the allowed hours.",
            "Set timegroup.",
        ),
        (
            GOOD,
            TO_NOON,
            "hours_outside",
            "It calls outside of the allowed hours: Fri 12:00:00-17:59:59.",
            CHANGE,
        ),
        (
            facts(hours=None),
            {},
            "no_hours",
            "It has no calling hours and calls round the clock.",
            "Set timegroup.",
        ),
        (
            facts(hours=hours({"name": "All"})),
            {},
            "hours_always",
            "Its calling hours are all the time: they keep no call back.",
            CHANGE,
        ),
        (facts(hours=hours()), {}, "hours_never", "Its calling hours never come, so that it never calls.", CHANGE),
        (facts(destination=False), {}, "destination_missing", "Its destination queue '200' is not found.", CONNECT),
        (
            facts(caller_ids=frozenset()),
            {},
            "caller_id_unknown",
            "Its caller ID 12125550100 is none of the numbers that the customer may send.",
            "Set callerid to one of them, or let the customer use that number.",
        ),
        (
            facts({"callerid": ""}, caller_ids=None),
            {},
            "no_caller_id",
            "It sends no caller ID of its own.",
            "Set callerid to a number that may be called back.",
        ),
        (
            facts({"maximum": 11}, together=16),
            {},
            "maximum_above_limit",
            "It may place 11 calls at once, and the customer's limit is 10.",
            LOWER,
        ),
        (
            facts({"maximum": 10}, together=11),
            {},
            "maximum_above_limit",
            "The enabled campaigns of the customer may place 11 calls at once together, "
            "and the customer's limit is 10.",
            LOWER,
        ),
        (
            GOOD,
            {"max_attempts": 1},
            "attempts_high",
            "It tries each number up to 2 times, more than 1.",
            "Lower attempts.",
        ),
        (
            GOOD,
            {"min_retry": 3601},
            "retry_short",
            "It tries a number again after 3600 seconds, sooner than 3601.",
            "Raise retry.",
        ),
        (facts(pending=0), {}, "no_numbers", "No number is pending.", "Load numbers with bulk_destinations."),
    ],
)
def test_a_finding_says_what_is_wrong_and_what_to_do(entry, options, rule, message, hint):
    assert said(entry, **options)[rule] == (RULES[rule].severity, "Campaign 'Survey': " + message, hint)


def test_hours_that_nobody_can_tell_are_unknown_and_say_why():
    entry = facts(hours=tuple(kinds_of_days([Period("Night", start=79200, end=21599)], False, TODAY)))
    why = (
        "cannot be told: what the platform makes of periods with dates that repeat, or that end before they start, "
        "is not documented."
    )
    hint = "Give such periods repeats: false, or write a window past midnight as two periods."
    assert said(entry, **TO_NOON) == {
        rule: ("unknown", "Campaign 'Survey': {0} {1}".format(what, why), hint)
        for rule, what in (
            ("hours_outside", "Whether it calls outside of the allowed hours"),
            ("hours_always", "Whether its calling hours ever end"),
            ("hours_never", "Whether its calling hours ever come"),
        )
    }


@pytest.mark.parametrize(
    "entry, column",
    [(facts(most=11), "enabled"), (unlisted("enabled", most=11), "enabled"), (facts(most=math.inf), "maximum")],
)
def test_campaigns_that_may_be_enabled_are_named_with_the_limit(entry, column):
    message = (
        "Campaign 'Survey': The platform does not list {0} of all campaigns of the customer. Those that may be "
        "enabled may place more than 10 calls at once together, which is the customer's limit."
    )
    assert said(entry) == {
        "maximum_above_limit": ("unknown", message.format(column), "Look at the campaigns on the platform.")
    }


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
        ({"allowed_hours": [{"days": ["tues"]}]}, ["allowed_hours[0]: days: 'tues' is no day; did you mean 'tue'?"]),
        ({"allowed_hours": [{"days": "mon-mañana"}]}, ["allowed_hours[0]: days: 'mon-mañana' is no day"]),
        (
            {"allowed_hours": [{"days": []}]},
            ["allowed_hours[0]: days is empty, so that no date would be meant. Leave days out"],
        ),
        (
            {"allowed_hours": [{"days": ""}]},
            ["allowed_hours[0]: days is empty, so that no date would be meant. Leave days out"],
        ),
        ({"allowed_hours": [{"until": "18:00"}]}, ["allowed_hours[0]", "'until'"]),
    ],
)
def test_a_mistake_in_the_options_is_named(options, words):
    with pytest.raises(UsageError) as caught:
        read_settings(options)
    for word in words:
        assert word in caught.value.msg
    assert caught.value.key in options
    # The fields of a period have other names.
    assert "days_week" not in caught.value.msg and "period" not in caught.value.msg


def test_from_is_included_and_to_is_not():
    settings = read_settings({"allowed_hours": [{"days": "sun", "from": "09:00", "to": "18:00:30"}]})
    assert settings.allowed == {7: ((32400, 64829),)}
    assert read_settings({"allowed_hours": [{"days": "sun", "from": "00:00", "to": "24:00"}]}).allowed == {
        7: ((0, 86399),)
    }


@pytest.mark.parametrize(
    "one, same, others",
    [
        ("12125550100", ["+1 (212) 555-0100", "02125550100", "5550100"], ["550100", "12125550101", "Private"]),
        ("0800", ["0 800", "800"], ["1800"]),
        ("Private", ["private "], ["12125550100", "Unknown", ""]),
    ],
)
def test_caller_ids_are_compared_in_any_form(one, same, others):
    for form in same + others:
        assert same_number(one, form) is same_number(form, one) is (form in same)
