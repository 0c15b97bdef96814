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
    told = tell.story([Case("first", options, module), Case("second", options, module)], list_lag_calls=3)
    assert not told["first"].result["failed"] and told["first"].result["changed"]
    assert told["second"].result["changed"] is False and told["second"].writes == []
    assert told["first"].functions.count(function) == len(options.get("campaigns", [options]))
