# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several pieces of work at once, with nothing lost when one of them fails."""

from __future__ import annotations

import threading

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import EnswitchError
from ansible_collections.telephony.enswitch.plugins.module_utils._api.workers import run
from hypothesis import given
from hypothesis import strategies as st


def odd(number):
    if number % 2:
        raise EnswitchError("{0} is odd.".format(number))
    return number * 10


def failed(outcome):
    return outcome.error is not None


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(-1, 8))
def test_outcomes_are_complete_and_in_order(items, workers):
    outcomes = run(odd, items, workers)
    assert [outcome.item for outcome in outcomes] == items
    for outcome in outcomes:
        assert outcome.begun
        assert (outcome.error is not None) == bool(outcome.item % 2)
        assert outcome.value == (None if outcome.item % 2 else outcome.item * 10)


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 8))
def test_after_a_stop_nothing_new_is_begun_and_nothing_begun_is_lost(items, workers):
    done = []

    def work(number):
        done.append(number)
        return odd(number)

    outcomes = run(work, items, workers, failed)
    begun = [outcome for outcome in outcomes if outcome.begun]
    # Begun in order, so what is left is a tail.
    assert outcomes[: len(begun)] == begun
    assert sorted(done) == sorted(outcome.item for outcome in begun)
    assert all(outcome.error is None and outcome.value is None for outcome in outcomes[len(begun) :])
    if any(item % 2 for item in items):
        first = next(position for position, item in enumerate(items) if item % 2)
        assert len(begun) > first
        assert any(outcome.error for outcome in begun)
    else:
        assert len(begun) == len(items)


def test_one_worker_stops_right_after_the_failure():
    outcomes = run(odd, [0, 2, 3, 4], 1, failed)
    assert [outcome.begun for outcome in outcomes] == [True, True, True, False]


def test_not_more_than_asked_for_at_a_time():
    lock = threading.Lock()
    busy, most = [0], [0]
    full = threading.Barrier(3)

    def work(_number):
        with lock:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        full.wait(10)
        with lock:
            busy[0] -= 1

    run(work, range(9), 3)
    # The barrier lets nobody pass before three are there, so three it was, and never more.
    assert most[0] == 3


def test_what_is_in_flight_is_finished_and_nothing_else_is_begun():
    """The failure is seen while the other one is still at work."""
    seen = threading.Event()

    def work(number):
        if number == 0:
            raise EnswitchError("No.")
        assert seen.wait(10)
        return "done"

    def stop(outcome):
        if failed(outcome):
            seen.set()
        return failed(outcome)

    outcomes = run(work, [0, 1, 2, 3, 4], 2, stop)
    assert [outcome.begun for outcome in outcomes] == [True, True, False, False, False]
    assert outcomes[1].value == "done"


@pytest.mark.parametrize("workers", [1, 4])
def test_a_fault_of_the_program_is_raised_and_nothing_may_be_there_to_do(workers):
    with pytest.raises(ZeroDivisionError):
        run(lambda number: 1 // number, [1, 0, 1], workers)
    assert run(odd, [], workers) == []
