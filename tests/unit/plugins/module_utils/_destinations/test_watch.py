# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import EnswitchError
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.listing import progress
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.plan import by_status
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.watch import Watch


def campaign(enabled=True, **counts):
    shown = by_status(counts)
    return {"id": 1, "name": "Survey", "enabled": enabled, "destinations": shown, "progress": progress(shown)}


class Clock:
    """Time that passes only while the watch sleeps."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


def watched(looks, retries=5):
    """The lines and the seconds of a watch that sees these; an error is raised."""
    clock, said = Clock(), []
    watch = Watch(retries, 60, said.append, clock.sleep, clock)
    waiting = list(looks)

    def look():
        found = waiting.pop(0)
        if isinstance(found, EnswitchError):
            raise found
        return [found]

    watch.until_done(look)
    assert said == watch.lines
    return said, clock.now


def test_it_looks_until_all_is_done():
    lines, seconds = watched(
        [campaign(pending=4), campaign(pending=1, success=1, failed=1, calling=1), campaign(success=2, failed=2)]
    )
    assert lines == [
        "Survey: 0 percent of 4, 0 reached, 0 not reached, 4 open, rate not known yet, time left not known yet",
        "Survey: 50 percent of 4, 1 reached, 1 not reached, 2 open, 2.0 a minute, 1 min 0 s left",
        "Survey: 100 percent of 4, 2 reached, 2 not reached, 0 open, 2.0 a minute, nothing left",
    ]
    assert seconds == 120


def test_it_ends_after_the_last_look():
    lines, seconds = watched([campaign(pending=1, cancelled=1)] * 3, retries=2)
    assert len(lines) == 3 and seconds == 120
    assert "1 open, 1 cancelled, rate not known yet" in lines[0]


@pytest.mark.parametrize(
    ("states", "looks"), [((True, False), 2), ((False, False), 2), ((False, True, True, False), 4)]
)
def test_it_ends_when_what_is_left_is_disabled(states, looks):
    """A list may be late: that a campaign is disabled counts when an earlier look found it otherwise, or once more."""
    lines, _seconds = watched([*(campaign(enabled, pending=1) for enabled in states), campaign(success=1)])
    assert len(lines) == looks


def test_a_campaign_of_which_the_platform_does_not_tell_whether_it_runs_is_watched():
    silent = campaign(pending=1)
    del silent["enabled"]
    assert len(watched([silent] * 3, retries=2)[0]) == 3


def test_what_is_done_at_the_first_look_is_not_waited_for():
    lines, seconds = watched([campaign(success=1)])
    assert lines == ["Survey: 100 percent of 1, 1 reached, 0 not reached, 0 open, rate not known, nothing left"]
    assert seconds == 0


def test_a_look_that_fails_for_a_moment_is_one_of_them():
    lines, _seconds = watched([EnswitchError("Lost.", retryable=True), campaign(success=1)])
    assert lines[0] == "No look: Lost." and len(lines) == 2
    with pytest.raises(EnswitchError):
        watched([EnswitchError("Refused.", retryable=False), campaign(success=1)])
    with pytest.raises(EnswitchError):
        watched([EnswitchError("Lost.", retryable=True)] * 2, retries=1)
