# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The dialler: who is called, when, how often, and what comes of it."""

from __future__ import annotations

import collections

import pytest
from simulator.dialler import CALL_SECONDS, outcome

HOUR = 3600


def busiest(calls):
    """The largest number of calls that are up at once, by campaign."""
    events = collections.defaultdict(list)
    for call in calls:
        events[call["campaign"]] += [(call["started"], 1), (call["ended"], -1)]
    most = {}
    for campaign, changes in events.items():
        up = 0
        for _time, change in sorted(changes):
            up += change
            most[campaign] = max(most.get(campaign, 0), up)
    return most


def placed(simulator):
    return [(call["dnumber"], call["attempt"], call["started"], call["outcome"]) for call in simulator.calls()]


@pytest.fixture
def loaded(api):
    """A campaign with these numbers: its ID."""

    def load(*numbers, **parameters):
        campaign = api.campaign(**parameters)
        api.load(campaign, *numbers)
        return campaign

    return load


@pytest.mark.parametrize(
    ("number", "machine", "success", "word", "status"),
    [
        *((f"212555010{digit}", "failed", "answer", "answered", "success") for digit in range(6)),
        ("2125550106", "failed", "answer", "busy", "again"),
        ("2125550107", "failed", "answer", "no_answer", "again"),
        ("2125550108", "", "answer", "answered", "success"),
        ("2125550108", "success", "answer", "machine", "success"),
        ("2125550108", "failed", "answer", "machine", "failed"),
        ("2125550108", "retry", "answer", "machine", "again"),
        ("2125550109", "retry", "answer", "failed", "failed"),
        ("2125550102", "failed", "key", "answered", "success"),
        ("2125550103", "failed", "key", "answered", "again"),
        ("(212) 555-0106 ", "failed", "answer", "busy", "again"),
    ],
)
def test_the_last_digit_decides(number, machine, success, word, status):
    assert outcome(number, machine, success) == (word, status)


def test_the_clock_stands_still_until_it_is_advanced(api, simulator, loaded):
    campaign = loaded("2125550100")
    assert (simulator.calls(), simulator.now(), simulator.advance(0)) == ([], 0, 0)
    assert api.numbers(campaign) == {"2125550100": "calling"}
    assert simulator.advance(CALL_SECONDS - 1) == CALL_SECONDS - 1
    assert api.numbers(campaign) == {"2125550100": "calling"}
    simulator.advance(1)
    assert api.numbers(campaign) == {"2125550100": "success"}
    (call,) = simulator.calls()
    who = {"seq": 1, "campaign": campaign, "customer": 2, "dnumber": "2125550100", "attempt": 1}
    assert call == {**who, "started": 0, "ended": CALL_SECONDS, "outcome": "answered"}


@pytest.mark.parametrize("maximum", [0, 1, 3, 50])
def test_never_more_than_maximum_at_once(simulator, loaded, maximum):
    numbers = [f"2125550{n:03}" for n in range(100)]
    campaign = loaded(*numbers, maximum=maximum, attempts=2, retry=45)
    other = loaded(*numbers, maximum=2, customer=3)
    for seconds in (1, 29, 31, HOUR, HOUR, HOUR):
        simulator.advance(seconds)
    assert busiest(simulator.calls()).get(campaign, 0) == min(maximum, 100)
    assert busiest(simulator.calls())[other] == 2
    made = collections.Counter(call["dnumber"] for call in simulator.calls() if call["campaign"] == campaign)
    assert made == ({number: 2 if number[-1] in "67" else 1 for number in numbers} if maximum else {})


def test_attempts_and_retry(api, simulator, loaded):
    campaign = loaded("2125550106", attempts=3, retry=600)
    simulator.advance(100)
    assert api.numbers(campaign) == {"2125550106": "pending"}
    simulator.advance(2 * HOUR)
    assert api.numbers(campaign) == {"2125550106": "failed"}
    tries = enumerate((0, 630, 1260), 1)
    assert placed(simulator) == [("2125550106", attempt, start, "busy") for attempt, start in tries]
    assert simulator.destinations(campaign)[0]["attempts_made"] == 3


def test_final_outcomes_are_not_tried_again(api, simulator, loaded):
    campaign = loaded("2125550100", "2125550108", "2125550109", attempts=3, retry=1, maximum=9)
    simulator.advance(HOUR)
    assert api.numbers(campaign) == {"2125550100": "success", "2125550108": "failed", "2125550109": "failed"}
    assert len(simulator.calls()) == 3


def test_only_enabled_campaigns_and_pending_numbers(api, simulator, loaded):
    disabled, campaign = loaded("2125550100", enabled=0), api.campaign()
    for number, status in enumerate(("success", "failed", "cancelled")):
        api.load(campaign, f"212555020{number}", status=status)
    simulator.advance(HOUR)
    assert simulator.calls() == []
    api("bulk/campaigns/update", id=disabled, enabled=1)
    simulator.advance(HOUR)
    assert [call["campaign"] for call in simulator.calls()] == [disabled]


def test_disabling_lets_calls_end_and_starts_no_more(api, simulator, loaded):
    campaign = loaded("2125550100", "2125550101")
    simulator.advance(1)
    api("bulk/campaigns/update", id=campaign, enabled=0)
    simulator.advance(HOUR)
    assert api.numbers(campaign) == {"2125550100": "success", "2125550101": "pending"}


def test_a_campaign_that_is_deleted_during_a_call(api, simulator, loaded):
    campaign = loaded("2125550100", "2125550101")
    simulator.advance(10)
    api("bulk/campaigns/delete", id=campaign)
    simulator.advance(HOUR)
    assert [call["ended"] for call in simulator.calls()] == [CALL_SECONDS]


def test_numbers_that_are_loaded_again_are_dialled_again(api, simulator, loaded):
    campaign = loaded("2125550100")
    simulator.advance(HOUR)
    api.load(campaign, "2125550100")
    simulator.advance(HOUR)
    assert [call[:2] for call in placed(simulator)] == [("2125550100", 1), ("2125550100", 1)]


def test_a_number_that_is_loaded_again_while_it_is_called(api, simulator, loaded):
    campaign = loaded("2125550100", maximum=2)
    simulator.advance(10)
    api.load(campaign, "2125550100")
    simulator.advance(10)
    assert len(simulator.calls()) == 2
    # The first call ends; the number is in the second.
    simulator.advance(15)
    assert api.numbers(campaign) == {"2125550100": "calling"}
    simulator.advance(HOUR)
    assert api.numbers(campaign) == {"2125550100": "success"}


def test_a_status_set_by_hand_outlives_the_call(api, simulator, loaded):
    campaign = loaded("2125550100")
    simulator.advance(10)
    api("bulk/destinations/update", campaign=campaign, status="cancelled", all=1)
    simulator.advance(HOUR)
    assert api.numbers(campaign) == {"2125550100": "cancelled"}
    assert simulator.calls()[0]["outcome"] == "answered"
    # Back to pending by hand: the tries start again.
    api("bulk/destinations/update", campaign=campaign, status="pending", all=1)
    simulator.advance(HOUR)
    assert [call[1] for call in placed(simulator)] == [1, 1]


def test_calling_hours(simulator, loaded):
    # The clock starts on a Monday at 10:00; group 1 is open from 9 to 18, group 4 from 17 to 21, group 3 never.
    office, evening, never = [loaded("2125550106", timegroup=group, attempts=2, retry=9 * HOUR) for group in (1, 4, 3)]
    simulator.advance(7 * 24 * HOUR)
    started = {campaign: [] for campaign in (office, evening, never)}
    for call in simulator.calls():
        started[call["campaign"]].append(call["started"])
    assert started == {office: [0, 23 * HOUR], evening: [7 * HOUR, 31 * HOUR], never: []}


def test_hours_that_change(simulator, loaded):
    loaded("2125550100", timegroup=3)
    simulator.advance(HOUR)
    assert simulator.calls() == []
    simulator.seed(timegroups=[{"id": 3, "name": "Public holidays", "customer": 1, "shared": True, "hours": None}])
    simulator.advance(0)
    assert len(simulator.calls()) == 1


def test_an_advance_in_one_step_is_the_same_as_in_many(simulator, loaded):
    logs = []
    for steps in ([7200], [1] * 100 + [50] * 142):
        simulator.reset()
        for n in range(3):
            numbers = (f"2125550{number:03}" for number in range(40))
            loaded(*numbers, attempts=3, retry=100 * n, maximum=n + 1, machine="retry")
        for step in steps:
            simulator.advance(step)
        logs.append([call[:3] for call in sorted(placed(simulator), key=lambda call: (call[2], call[0], call[1]))])
    assert logs[0] == logs[1]


def test_speed_lets_time_pass_in_the_background(api, simulator, loaded):
    campaign = loaded(*(f"212555010{digit}" for digit in range(6)), maximum=10)
    simulator.speed(1000)
    while "success" not in api.numbers(campaign).values():
        pass
    simulator.speed(0)
    assert len(simulator.calls()) == 6
    now = simulator.now()
    assert now >= CALL_SECONDS
    assert simulator.now() == now
