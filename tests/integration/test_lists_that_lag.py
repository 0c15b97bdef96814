# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A platform whose lists show a write only after some looks: the next task must not do it again."""

from __future__ import annotations

import typing as t

import pytest
from integration.cases import Case, CaseOutcome, Teller

pytestmark = pytest.mark.any_core

NEW = {"customer": 2, "name": "New"}
CAMPAIGN = {**NEW, "dtype": "queue", "dnumber": "200", "enabled": False}
PERIOD = {"name": "Day", "start": "09:00", "end": "18:00"}


@pytest.mark.parametrize(
    ("module", "options", "function"),
    [
        ("bulk_campaign", CAMPAIGN, "bulk/campaigns/create"),
        ("bulk_campaigns", {"campaigns": [CAMPAIGN, {**CAMPAIGN, "customer": 3}]}, "bulk/campaigns/create"),
        ("timegroup", {**NEW, "periods": [PERIOD]}, "timegroups/create"),
    ],
)
def test_the_next_task_finds_it(tell: Teller, module: str, options: dict[str, t.Any], function: str) -> None:
    told = tell.story([Case("first", options, module), Case("second", options, module)], list_lag_calls=2)
    assert not told["first"].result["failed"] and told["first"].result["changed"]
    assert told["second"].result["changed"] is False and told["second"].writes == []
    assert told["first"].functions.count(function) == len(options.get("campaigns", [options]))


THERE = {"campaigns": [{**CAMPAIGN, "id": 1, "dtype": "ivr", "enabled": 0}]}


def _story(tell: Teller, module: str, *tasks: dict[str, t.Any]) -> t.Mapping[str, CaseOutcome]:
    """Do one task after the other about a campaign that is there, on a platform whose lists are late."""
    cases = []
    for number, fields in enumerate(tasks):
        options = {**NEW, **fields}
        if module == "bulk_campaigns":
            state = options.pop("state", "present")
            options = {"campaigns": [options], "state": state}
        cases.append(Case(str(number), options, module, seed={} if number else THERE))
    return tell.story(cases, list_lag_calls=2)


both = pytest.mark.parametrize("module", ["bulk_campaign", "bulk_campaigns"])


@both
def test_a_stop_is_not_lost(tell: Teller, module: str) -> None:
    told = _story(tell, module, {"enabled": True}, {"enabled": False})
    assert not told["1"].result["failed"] and told["1"].result["changed"] is True and "warnings" not in told["0"].result
    assert [row["enabled"] for row in told["1"].state["campaigns"]] == [0]


def test_the_result_is_what_the_list_shows_at_last(tell: Teller) -> None:
    told = _story(tell, "bulk_campaign", {"enabled": True, "maximum": 7})
    campaign = told["0"].result["campaign"]
    assert (campaign["enabled"], campaign["maximum"]) == (True, 7)


@both
def test_a_deleted_campaign_is_created_anew(tell: Teller, module: str) -> None:
    told = _story(tell, module, {"state": "absent"}, CAMPAIGN)
    assert not told["1"].result["failed"] and told["1"].result["changed"] is True
    assert [row["dtype"] for row in told["1"].state["campaigns"]] == ["queue"]


@both
def test_a_deleted_campaign_is_not_deleted_again(tell: Teller, module: str) -> None:
    told = _story(tell, module, {"state": "absent"}, {"state": "absent"})
    assert not told["1"].result["failed"] and told["1"].result["changed"] is False and told["1"].writes == []


LOAD = {"campaign_id": 1, "customer": 2, "numbers": ["2125550100", "2125550101"]}
EMPTY = {"campaigns": [{**CAMPAIGN, "id": 1, "enabled": 0}]}


def test_nobody_is_queued_twice(tell: Teller) -> None:
    cases = [Case("first", LOAD, "bulk_destinations", seed=EMPTY), Case("second", LOAD, "bulk_destinations")]
    told = tell.story(cases, list_lag_calls=2)
    assert [told[name].result["summary"]["added"] for name in ("first", "second")] == [2, 0]
    assert told["second"].result["summary"]["kept"] == 2 and told["second"].writes == []


def test_a_platform_that_stays_behind_is_worth_a_warning(tell: Teller) -> None:
    case = Case("load", LOAD, "bulk_destinations", seed=EMPTY, server={"list_lag_calls": 99})
    told = tell([case], warnings=["The platform counts 0 numbers in this campaign, not 2"])
    assert told["load"].result["summary"]["added"] == 2
