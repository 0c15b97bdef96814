# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A write whose answer was lost: adopted, repeated, or reported, and never guessed."""

from __future__ import annotations

import dataclasses

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    ApiError,
    ConflictError,
    EnswitchError,
    TransportError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._api.reconcile import SETTLED_AFTER, carry_out
from hypothesis import given
from hypothesis import strategies as st
from unit.support.fakes import Script, client, dropped, envelope, refused, timed_out

# Without a back-off, the time that a request may take is divided into so many looks.
LOOKS = 8


class Play:
    """Returns or raises one entry for each call; counts them."""

    def __init__(self, *entries):
        self.entries = list(entries)
        self.count = 0

    def __call__(self):
        self.count += 1
        entry = self.entries.pop(0) if len(self.entries) > 1 else self.entries[0]
        if isinstance(entry, Exception):
            raise entry
        return entry


def carry(send, look, retries=3):
    made = client(Script(envelope()), retries=retries, retry_max_delay=0)
    try:
        return carry_out(made, send, look, "the creation of 'Spring'")
    finally:
        # One wait before each look: the platform may need a moment.
        assert len(made.slept) == look.count


def lost(send, look, retries=3):
    with pytest.raises(EnswitchError) as caught:
        carry(send, look, retries)
    error = caught.value
    assert error.retryable
    assert "The answer to the creation of 'Spring' was lost, and" in error.text and error.text.endswith(".")
    assert "Run the task again" in error.hint
    return error


def test_nothing_is_looked_for_where_nothing_was_lost():
    send, look = Play(5), Play(None)
    assert carry(send, look) == 5
    assert (send.count, look.count) == (1, 0)


@pytest.mark.parametrize("error", [refused(), ApiError("No.", code=400, category="invalid_input")])
def test_a_clear_failure_is_raised_as_it_is(error):
    look = Play(None)
    with pytest.raises(type(error)) as caught:
        carry(Play(error), look)
    assert dataclasses.asdict(caught.value) == dataclasses.asdict(error) and look.count == 0


@pytest.mark.parametrize("error", [dropped(), timed_out()])
@pytest.mark.parametrize("retries", [0, 3])
def test_what_took_effect_is_adopted_and_not_sent_again(error, retries):
    send, look = Play(error), Play(7)
    assert carry(send, look, retries) == 7
    assert (send.count, look.count) == (1, 1)


def test_what_certainly_did_not_take_effect_is_sent_again():
    send, look = Play(dropped(), dropped(), 9), Play(None)
    assert carry(send, look) == 9
    assert (send.count, look.count) == (3, 2 * LOOKS)


@pytest.mark.parametrize("retries", [0, 1, 4])
def test_sending_again_has_an_end(retries):
    send, look = Play(dropped()), Play(None)
    assert "no effect yet" in lost(send, look, retries).text
    assert (send.count, look.count) == (retries + 1, (retries + 1) * (LOOKS if retries else 1))


def test_it_is_sent_again_only_when_the_platform_had_as_long_as_a_request_may_take():
    """A connection that is lost does not say that the platform has ended: what comes a moment later is found."""
    send, look = Play(dropped()), Play(*[None] * (LOOKS - 1), 7)
    made = client(Script(envelope()), retries=3, retry_max_delay=0)
    assert carry_out(made, send, look, "the creation") == 7
    assert (send.count, look.count) == (1, LOOKS)
    assert sum(made.slept) >= min(made.timeout, SETTLED_AFTER) * (LOOKS - 1) / LOOKS


@pytest.mark.parametrize("retries", [0, 1, 4])
def test_after_a_timeout_it_is_only_looked_for(retries):
    """The platform may still be at work: sending again might do it twice."""
    send, look = Play(timed_out()), Play(None)
    error = lost(send, look, retries)
    assert (send.count, look.count) == (1, retries + 1)
    assert error.category == "timeout"


def test_after_a_timeout_a_late_effect_is_found():
    send, look = Play(timed_out()), Play(None, None, 7)
    assert carry(send, look) == 7
    assert (send.count, look.count) == (1, 3)


def test_a_timeout_of_the_second_sending_ends_the_sending():
    send, look = Play(dropped(), timed_out()), Play(None)
    lost(send, look, retries=3)
    assert (send.count, look.count) == (2, LOOKS + 4)


def test_a_look_that_fails_leaves_it_open():
    send = Play(dropped())
    look = Play(TransportError("bulk/campaigns/list: no connection."))
    error = lost(send, look)
    assert send.count == 1
    assert "looking for its effect failed: bulk/campaigns/list: no connection." in error.text
    assert error.outcome_unknown


def test_twins_are_reported_as_what_they_are():
    twins = ConflictError("several: IDs 7, 8.")
    with pytest.raises(ConflictError) as caught:
        carry(Play(dropped()), Play(twins))
    assert caught.value is twins


@given(
    st.lists(st.sampled_from([dropped, timed_out, refused, int]), min_size=1, max_size=6),
    st.lists(st.booleans(), min_size=1, max_size=12),
    st.integers(0, 4),
)
def test_it_is_never_sent_again_while_it_may_still_run(sendings, looks, retries):
    """For any order of faults and of what a look finds."""
    log = []
    plays, views = list(sendings), list(looks)

    def send():
        make = plays.pop(0) if len(plays) > 1 else plays[0]
        log.append(make)
        if make is int:
            return 5
        raise make()

    def look():
        found = views.pop(0) if len(views) > 1 else views[0]
        log.append(found)
        return 5 if found else None

    try:
        assert carry_out(client(Script(envelope()), retries=retries), send, look, "x") == 5
        assert log[-1] in (int, True)
    except EnswitchError:
        assert log[-1] in (refused, False)
    sent = [entry for entry in log if not isinstance(entry, bool)]
    # A time-out and a clear answer are always the last sending; so is everything that a look has found.
    assert all(entry is dropped for entry in sent[:-1])
    assert all(entry is not True for entry in log[:-1])
    assert len(sent) <= retries + 1


@pytest.mark.parametrize("retries, last", [(0, dropped), (2, dropped), (2, lambda: ApiError("No.", code=400))])
def test_attempts_count_every_sending_of_the_one_write(retries, last):
    def lost_after(attempts, make):
        return make().replace(attempts=attempts)

    send = Play(*[lost_after(2, dropped) for _number in range(retries)], lost_after(1, last))
    with pytest.raises(EnswitchError) as caught:
        carry(send, Play(None), retries)
    assert caught.value.attempts == 2 * retries + 1
