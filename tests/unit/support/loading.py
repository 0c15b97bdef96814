# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs over numbers against a model of the platform."""

from __future__ import annotations

import json

from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import EnswitchError
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.apply import Run
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.grammar import canonical
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.listing import Listing, read_numbers
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.plan import Options, make_plan
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_destinations import (
    TASK,
    argument_spec,
    bulk_destinations,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.context import Context, failed
from unit.fake_destinations import CAMPAIGN

CREATE = "bulk/destinations/create"
UPDATE = "bulk/destinations/update"
DELETE = "bulk/destinations/delete"
LIST = "bulk/destinations/list"


def several(count, start=0):
    return ["2125550{0:03}".format(number) for number in range(start, start + count)]


class Load:
    """One run over a platform: the plan made from its listing, and what came of it."""

    def __init__(self, platform, wanted=(), excluded=(), chunk_size=10, workers=1, skip=False, **options):
        listing = Listing(platform, CAMPAIGN, 1000)
        before = read_numbers(listing, canonical)
        self.plan = make_plan(
            before, {canonical(number): number for number in wanted}, set(excluded), Options(**options)
        )
        self.listings = platform.counts["bulk/destinations/list"]
        self.platform = platform
        run = Run(
            platform,
            CAMPAIGN,
            listing,
            before,
            identity=canonical,
            chunk_size=chunk_size,
            workers=workers,
            skip=skip,
        )
        self.report = run.report
        self.error = None
        try:
            run.carry_out(self.plan)
        except EnswitchError as error:
            self.error = error

    def count(self, kind):
        return self.report.counts[kind]

    @property
    def refused(self):
        return [refusal.number for refusal in self.report.refused]


def once(platform, function, act, when="after", skip=0):
    """Let one call of a function meet an error, before or after the work is done.

    ``act`` is the error, or a function of the call's parameters that does something and may return one.
    """
    left = [skip]

    def meet(name, parameters):
        if name == function:
            left[0] -= 1
            if left[0] == -1:
                outcome = act(parameters) if callable(act) else act
                if isinstance(outcome, Exception):
                    raise outcome

    setattr(platform, when, meet)


def never_twice(platform):
    """No number was sent by two calls that create."""
    sent = [number for numbers in platform.sent(CREATE) for number in numbers]
    assert len(sent) == len(set(sent))


class Task:
    """Runs the module's task over a platform, and keeps its result, also where it failed."""

    def __init__(self, platform, *, diff=True, **options):
        values = {name: option.get("default") for name, option in argument_spec().items()}
        assert set(options) <= set(values)
        values.update({"api_url": "https://pbx.example.com", "timeout": 0, "retries": 3})
        values.update({"campaign": CAMPAIGN, **options})
        self.platform = platform
        self.warnings = []
        context = Context(
            values, platform.read_only, diff, lambda: platform, self.warnings.append, lambda: dict(platform.counts)
        )
        try:
            self.result = bulk_destinations(context)
            self.error = None
        except EnswitchError as error:
            self.error = error
            self.result = failed(error)
        json.dumps(self.result)

    def summary(self, **counts):
        """Whether the summary has these counts, and 0 for all others."""
        return self.result["summary"] == {**TASK.nothing["summary"], **counts}
