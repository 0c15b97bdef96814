# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A platform whose lists show a write only after some looks: the next task must not do it again."""

from __future__ import annotations

import typing as t

import pytest
from integration.cases import Case, Teller

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
