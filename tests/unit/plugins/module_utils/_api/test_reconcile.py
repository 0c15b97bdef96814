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
from ansible_collections.telephony.enswitch.plugins.module_utils._api.reconcile import (
    SETTLED_AFTER,
    carry_out,
    read_until,
)
from hypothesis import given
from hypothesis import strategies as st
from unit.support.fakes import Script, client, dropped, envelope, refused, timed_out

# Without a back-off, the time in which an effect is looked for is divided into this many looks.
LOOKS = 8
HARM = [True, False]


def failed_inside():
    """The platform's own "internal error": it may have done the work before."""
    return ApiError("failed with code 500.", code=500, category="server", outcome_unknown=True)


UNKNOWN = [dropped(), timed_out(), failed_inside()]


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


def carry(send, look, retries=3, repeatable=False):
    made = client(Script(envelope()), retries=retries, retry_max_delay=0)
    try:
        return carry_out(made, send, look, "the creation of 'Spring'", repeatable=repeatable)
    finally:
        # One wait before each look: the platform may need a moment.
        assert len(made.slept) == look.count


def lost(send, look, retries=3, repeatable=False):
    with pytest.raises(EnswitchError) as caught:
        carry(send, look, retries, repeatable)
    error = caught.value
    assert error.retryable
    assert "Whether the creation of 'Spring' was carried out is not known: " in error.text and error.text.endswith(".")
    assert error.hint.startswith("Wait a minute, then run the task again: ")
    return error


@pytest.mark.parametrize("repeatable", HARM)
def test_nothing_is_looked_for_where_nothing_was_lost(repeatable):
    send, look = Play(5), Play(None)
    assert carry(send, look, repeatable=repeatable) == 5
    assert (send.count, look.count) == (1, 0)


@pytest.mark.parametrize("repeatable", HARM)
@pytest.mark.parametrize("error", [refused(), ApiError("No.", code=400, category="invalid_input")])
def test_a_clear_failure_is_raised_as_it_is(error, repeatable):
    look = Play(None)
    with pytest.raises(type(error)) as caught:
        carry(Play(error), look, repeatable=repeatable)
    assert dataclasses.asdict(caught.value) == dataclasses.asdict(error) and look.count == 0


@pytest.mark.parametrize("repeatable", HARM)
@pytest.mark.parametrize("error", UNKNOWN)
@pytest.mark.parametrize("retries", [0, 3])
def test_what_took_effect_is_adopted_and_not_sent_again(error, retries, repeatable):
    send, look = Play(error), Play(7)
    assert carry(send, look, retries, repeatable) == 7
    assert (send.count, look.count) == (1, 1)


@pytest.mark.parametrize("error", UNKNOWN)
@pytest.mark.parametrize("retries", [0, 1, 4])
def test_what_does_harm_twice_is_never_sent_again(error, retries):
    """The platform may do it any time later, however long nothing shows."""
    send, look = Play(error), Play(None)
    assert "no effect yet when looked at 8 times" in lost(send, look, retries).text
    assert (send.count, look.count) == (1, LOOKS)


@pytest.mark.parametrize("error", UNKNOWN)
def test_a_late_effect_is_found(error):
    send, look = Play(error), Play(*[None] * (LOOKS - 1), 7)
    made = client(Script(envelope()), retries=0, retry_max_delay=0)
    assert carry_out(made, send, look, "the creation") == 7
    assert (send.count, look.count) == (1, LOOKS)
    assert sum(made.slept) >= SETTLED_AFTER * (LOOKS - 1) / LOOKS


@pytest.mark.parametrize("error", UNKNOWN)
def test_what_does_no_harm_is_sent_again_when_nothing_shows(error):
    send, look = Play(error, error, 9), Play(None)
    assert carry(send, look, repeatable=True) == 9
    assert (send.count, look.count) == (3, 2 * LOOKS)


@pytest.mark.parametrize("retries", [0, 1, 4])
def test_sending_again_has_an_end(retries):
    send, look = Play(dropped()), Play(None)
    lost(send, look, retries, repeatable=True)
    assert (send.count, look.count) == (retries + 1, (retries + 1) * LOOKS)


@pytest.mark.parametrize("repeatable", HARM)
def test_a_look_that_fails_leaves_it_open(repeatable):
    send = Play(dropped())
    look = Play(TransportError("bulk/campaigns/list: no connection."))
    error = lost(send, look, repeatable=repeatable)
    assert send.count == 1
    assert "looking for its effect failed: bulk/campaigns/list: no connection." in error.text
    assert error.outcome_unknown


def test_twins_are_reported_as_what_they_are():
    twins = ConflictError("several: IDs 7, 8.")
    with pytest.raises(ConflictError) as caught:
        carry(Play(dropped()), Play(twins))
    assert caught.value is twins


@given(
    st.lists(st.sampled_from([dropped, timed_out, failed_inside, refused, int]), min_size=1, max_size=6),
    st.lists(st.booleans(), min_size=1, max_size=12),
    st.integers(0, 4),
    st.booleans(),
)
def test_for_any_order_of_faults_and_of_what_a_look_finds(sendings, looks, retries, repeatable):
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
        made = client(Script(envelope()), retries=retries)
        assert carry_out(made, send, look, "x", repeatable=repeatable) == 5
        assert log[-1] in (int, True)
    except EnswitchError:
        assert log[-1] in (refused, False)
    sent = [entry for entry in log if not isinstance(entry, bool)]
    assert len(sent) == 1 or (repeatable and len(sent) <= retries + 1)
    # A clear answer is always the last sending; so is everything that a look has found.
    assert all(entry in (dropped, timed_out, failed_inside) for entry in sent[:-1])
    assert all(entry is not True for entry in log[:-1])


@pytest.mark.parametrize("retries, last", [(0, dropped), (2, dropped), (2, lambda: ApiError("No.", code=400))])
def test_attempts_count_every_sending_of_the_one_write(retries, last):
    def lost_after(attempts, make):
        return make().replace(attempts=attempts)

    send = Play(*[lost_after(2, dropped) for _number in range(retries)], lost_after(1, last))
    with pytest.raises(EnswitchError) as caught:
        carry(send, Play(None), retries, repeatable=True)
    assert caught.value.attempts == 2 * retries + 1


@pytest.mark.parametrize("late", [0, 1, LOOKS, LOOKS + 1, 99])
def test_a_list_is_read_until_it_shows_what_was_written_or_time_is_over(late):
    made = client(Script(envelope()), retries=0, retry_max_delay=0)
    read = Play(*range(late + 1))
    assert read_until(made, read, lambda reads: reads == late) == min(late, LOOKS)
    assert (read.count, len(made.slept)) == (min(late, LOOKS) + 1, min(late, LOOKS))


def test_long_waits_make_for_fewer_looks():
    made = client(Script(envelope()), retries=0, retry_max_delay=60)
    read = Play(None)
    read_until(made, read, bool)
    assert read.count < LOOKS + 1 and sum(made.slept[:-1]) < SETTLED_AFTER <= sum(made.slept)
