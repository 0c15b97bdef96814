# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order of the calls that change periods: hours are never wider on the way than before and after."""

from __future__ import annotations

import itertools

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.plan import Hours, covered, order
from hypothesis import example, given
from hypothesis import strategies as st
from unit.support.hours import DAYTIME, EVENING, named_periods, open_at, other, union

CREATE, UPDATE, DELETE = (
    "timegroups/periods/create",
    "timegroups/periods/update",
    "timegroups/periods/delete",
)


def snapshots(before, desired, inverted, flips):
    """The periods after each call, and whether the group is inverted then; and the calls."""
    first, rest = order(4, Hours(before, True), desired, inverted, flips)
    now, turned = dict(before), inverted
    found = [(list(now.values()), turned)]
    for step in [*first, None, *rest]:
        if step is None:
            if not flips:
                continue
            turned = not turned
        elif step.function == DELETE:
            assert step.parameters == {"id": step.number}
            del now[step.number]
        elif step.function == UPDATE:
            assert step.number in now
            # Those of the later versions too: an update that leaves them out resets them.
            assert step.parameters == {"id": step.number, **step.period.parameters(True)}
            now[step.number] = step.period
        else:
            assert step.parameters == {"timegroup": 4, **step.period.parameters(True)}
            now[100 + len(found)] = step.period
        found.append((list(now.values()), turned))
    return found, first + rest


# Two that move to other days at once.
TO_WEDNESDAY = [other(period, days_week=frozenset((2, 3))) for period in (DAYTIME, EVENING)]


@given(named_periods(), named_periods(), st.booleans(), st.booleans())
@example([DAYTIME, EVENING], TO_WEDNESDAY, False, False)
@example([DAYTIME, EVENING], TO_WEDNESDAY, True, False)
def test_hours_are_never_wider_on_the_way(before, desired, inverted, repeating):
    def hours(found):
        return open_at(found, inverted, repeating)

    found, steps = snapshots(dict(enumerate(before, 1)), desired, inverted, False)
    old, new = hours(before), hours(desired)
    for listed, _turned in found:
        assert hours(listed) <= old or hours(listed) <= new
    assert sorted(map(repr, found[-1][0])) == sorted(map(repr, desired))
    again, none = snapshots(dict(enumerate(found[-1][0], 1)), desired, inverted, False)
    assert none == [] and len(again) == 1
    assert len(steps) <= len(before) + len(desired) + min(len(before), len(desired))


MORNING, AFTERNOON = other(DAYTIME, end=43199), other(DAYTIME, start=43200)
# Neither is within the other; what joins them has more than both.
MONDAY_MORNING, TUESDAY_AFTERNOON = (
    other(MORNING, days_week=frozenset((1,))),
    other(AFTERNOON, days_week=frozenset((2,))),
)


@given(named_periods(), named_periods(), st.booleans())
@example([MONDAY_MORNING], [TUESDAY_AFTERNOON], False)
@example([MONDAY_MORNING], [TUESDAY_AFTERNOON], True)
def test_a_group_that_is_turned_around_is_as_narrow_as_it_can_be(before, desired, inverted):
    found, _steps = snapshots(dict(enumerate(before, 1)), desired, inverted, True)
    old, new = open_at(before, inverted), open_at(desired, not inverted)
    for listed, turned in found:
        now = open_at(listed, turned)
        # At the turn, what both states close is open for a moment in any order of calls: but not while periods close.
        assert now <= ((old if inverted else new) if turned else union(before) | union(desired))
        if covered(before, desired, inverted):
            assert now <= old or now <= new
    assert found[-1][1] is not inverted
    assert sorted(map(repr, found[-1][0])) == sorted(map(repr, desired))


def calls(before, desired, inverted=False, flips=False):
    first, rest = order(4, Hours(dict(enumerate(before, 1)), True), desired, inverted, flips)
    return [(step.function, step.period.name if step.period else step.number) for step in first + rest]


def test_periods_are_taken_away_before_others_are_added():
    assert calls([DAYTIME], [EVENING]) == [(DELETE, 1), (CREATE, "Evening")]
    assert calls([DAYTIME], [EVENING], inverted=True) == [(CREATE, "Evening"), (DELETE, 1)]


def test_one_that_grows_waits_for_one_that_shrinks():
    smaller, larger = other(DAYTIME, end=43199), other(EVENING, end=86399)
    assert calls([EVENING, DAYTIME], [larger, smaller]) == [(UPDATE, "Day"), (UPDATE, "Evening")]
    assert calls([EVENING, DAYTIME], [larger, smaller], inverted=True) == [(UPDATE, "Evening"), (UPDATE, "Day")]


def test_one_period_that_moves_takes_one_call():
    later = other(DAYTIME, start=36000, end=68399)
    assert calls([DAYTIME], [later]) == [(UPDATE, "Day")] == calls([DAYTIME], [later], inverted=True)


@pytest.mark.parametrize("inverted, start, end", [(False, 64800, 75599), (True, 61200, 79199)])
def test_of_two_that_move_one_keeps_what_it_has_in_common_in_between(inverted, start, end):
    """Or has what either has, where periods close."""
    later, earlier = other(DAYTIME, start=36000, end=68399), other(EVENING, start=61200, end=75599)
    first, rest = order(4, Hours({1: DAYTIME, 2: EVENING}, True), [later, earlier], inverted, False)
    assert [step.function for step in first + rest] == [UPDATE] * 3
    assert first[0].period == other(EVENING, start=start, end=end)


def test_of_two_that_move_the_one_with_nothing_in_common_takes_the_direct_way():
    later, night = other(DAYTIME, start=36000, end=68399), other(EVENING, start=3600, end=7199)
    wanted = [(UPDATE, "Day"), (UPDATE, "Evening"), (UPDATE, "Day")]
    assert calls([DAYTIME, EVENING], [later, night]) == wanted
    assert calls([EVENING, DAYTIME], [night, later]) == wanted


def test_one_with_nothing_in_common_is_replaced_where_another_takes_the_direct_way():
    noon, night = other(DAYTIME, start=0, end=3599), other(EVENING, start=3600, end=7199)
    # A platform that knows dates keeps them for the new one too.
    assert snapshots({1: DAYTIME, 2: EVENING}, [noon, night], False, False)[1] != []
    assert calls([DAYTIME, EVENING], [noon, night]) == [(DELETE, 2), (UPDATE, "Day"), (CREATE, "Evening")]


def test_of_two_periods_of_a_name_the_right_one_stays():
    assert calls([other(DAYTIME, end=50000), DAYTIME], [DAYTIME]) == [(DELETE, 1)]


def test_descriptions_are_compared_without_regard_to_line_ends():
    assert calls([other(DAYTIME, description="a\r\nb ")], [other(DAYTIME, description="a\nb")]) == []
    assert calls([other(DAYTIME, description="a")], [other(DAYTIME, description="b")]) == [(UPDATE, "Day")]


def test_a_period_keeps_its_name_in_the_form_that_is_stored():
    [step], _rest = order(
        4, Hours({1: other(DAYTIME, name="Bu\u0308ro")}, True), [other(MORNING, name="B\u00fcro")], False, False
    )
    assert step.parameters["name"] == step.period.name == "Bu\u0308ro"


def test_covered_is_about_what_both_states_close():
    assert covered([DAYTIME], [], False) and not covered([], [DAYTIME], False)
    assert covered([], [DAYTIME], True) and not covered([DAYTIME], [], True)
    for before, after in itertools.product(([DAYTIME], [EVENING]), repeat=2):
        assert covered(before, after, False) is (before == after)
