# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Periods as boxes, the order of calls, and a plan for each state of a group. All of it without a platform."""

from __future__ import annotations

import datetime
import itertools

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    ApiError,
    ConflictError,
    EnswitchError,
    NotFoundError,
    UsageError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.desired import Desired, read_periods
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.periods import DAY, Period, from_row
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.plan import (
    Group,
    Hours,
    Resolved,
    covered,
    find,
    order,
    plan,
)
from hypothesis import given
from hypothesis import strategies as st

CREATE, UPDATE, DELETE = (
    "timegroups/periods/create",
    "timegroups/periods/update",
    "timegroups/periods/delete",
)
FIRST = 20454  # Days since 1970 of Thursday, 1 January 2026.
WEEKS = [frozenset((1, 2)), frozenset((2, 3)), frozenset((1, 2, 3)), frozenset((4,))]
MONTHS = [frozenset((1,)), frozenset(range(1, 13))]
BOUNDS = [(0, 0), (FIRST * DAY, 0), (0, (FIRST + 10) * DAY), ((FIRST + 5) * DAY, (FIRST + 40) * DAY)]
POINTS = [
    (day, second) for day in (*range(FIRST, FIRST + 14), FIRST + 34, FIRST + 40) for second in (0, 32400, 43200, 64800)
]


@st.composite
def periods(draw, past_midnight=False):
    times = draw(st.sampled_from([(0, 86399), (32400, 64799), (32400, 43199), (43200, 64799), (0, 43199)]))
    if past_midnight and draw(st.booleans()):
        times = (64800, 21599)
    first, last = draw(st.sampled_from(BOUNDS))
    return Period(
        "P",
        days_week=draw(st.sampled_from(WEEKS)),
        months=draw(st.sampled_from(MONTHS)),
        start=times[0],
        end=times[1],
        startdate=first,
        enddate=last,
        repeats=draw(st.booleans()),
    )


def active(period, repeating):
    """The points at which a period is active, with one of two meanings that ``repeats`` may have."""
    found = set()
    for day, second in POINTS:
        date = datetime.date(1970, 1, 1) + datetime.timedelta(days=day)
        bounded = not (period.repeats and repeating) or not (period.startdate or period.enddate)
        first, last = period.startdate // DAY, period.enddate // DAY or day
        if bounded and not first <= day <= last:
            continue
        if not period.repeats and repeating and not (period.startdate or period.enddate):
            # Only once.
            if day != FIRST + 5:
                continue
        if date.isoweekday() not in period.days_week or date.month not in period.months:
            continue
        if period.start <= second <= period.end:
            found.add((day, second))
        elif period.past_midnight and (second >= period.start or second <= period.end):
            found.add((day, second))
    return found


def union(found, repeating):
    return set().union(*(active(period, repeating) for period in found))


@given(periods(past_midnight=True), periods(past_midnight=True), st.booleans())
def test_boxes_are_compared_cut_and_joined_as_their_points_are(one, other, repeating):
    first, second = active(one, repeating), active(other, repeating)
    if one.within(other):
        assert first <= second
    cut, joined = one.cut(other), one.join(other)
    if cut is not None:
        assert active(cut, repeating) <= first & second
        assert cut.within(one) and cut.within(other)
    assert active(joined, repeating) >= first | second
    assert one.within(joined) and other.within(joined)


def test_a_cut_is_exact_where_it_can_be():
    one = Period("P", days_week=frozenset((1, 2, 3)), start=32400, end=64799)
    other = Period("Q", days_week=frozenset((3, 4)), start=43200, end=86399)
    assert one.cut(other) == Period("P", days_week=frozenset((3,)), start=43200, end=64799)
    assert one.join(other) == Period("P", days_week=frozenset((1, 2, 3, 4)), start=32400, end=86399)
    assert one.cut(Period("Q", start=0, end=10)) is None
    assert one.cut(Period("Q", days_week=frozenset((7,)))) is None


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
            del now[step.number]
        elif step.function == UPDATE:
            assert step.number in now
            now[step.number] = step.period
        else:
            now[100 + len(found)] = step.period
        found.append((list(now.values()), turned))
    return found, first + rest


@st.composite
def named_periods(draw):
    names = draw(st.lists(st.sampled_from("ABCD"), unique=True, max_size=4))
    return [other(draw(periods()), name=name) for name in names]


def open_at(found, inverted, repeating=False):
    """The points at which a group with these periods is open."""
    listed = union(found, repeating)
    return set(POINTS) - listed if inverted else listed


@given(named_periods(), named_periods(), st.booleans(), st.booleans())
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


@given(named_periods(), named_periods(), st.booleans())
def test_a_group_that_is_turned_around_is_as_narrow_as_it_can_be(before, desired, inverted):
    found, _steps = snapshots(dict(enumerate(before, 1)), desired, inverted, True)
    old, new = open_at(before, inverted), open_at(desired, not inverted)
    for listed, turned in found:
        now = open_at(listed, turned)
        # At the turn, what both states close is open for a moment in any order of calls.
        assert now <= old | new | union(before, False) | union(desired, False)
        if covered(before, desired, inverted):
            assert now <= old or now <= new
    assert found[-1][1] is not inverted
    assert sorted(map(repr, found[-1][0])) == sorted(map(repr, desired))


DAYTIME = Period("Day", days_week=frozenset((1, 2)), start=32400, end=64799)
EVENING = Period("Evening", days_week=frozenset((1, 2)), start=64800, end=79199)


def calls(before, desired, inverted=False, flips=False):
    first, rest = order(4, Hours(dict(enumerate(before, 1)), True), desired, inverted, flips)
    return [(step.function, step.period.name if step.period else step.number) for step in first + rest]


def other(period, **changes):
    return Period(**{**period.__dict__, **changes})


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


def test_of_two_that_move_one_keeps_what_it_has_in_common_in_between():
    later, earlier = other(DAYTIME, start=36000, end=68399), other(EVENING, start=61200, end=75599)
    first, rest = order(4, Hours({1: DAYTIME, 2: EVENING}, True), [later, earlier], False, False)
    assert [step.function for step in first + rest] == [UPDATE] * 3
    between = first[0].period
    assert between == other(EVENING, start=64800, end=75599)


def test_one_with_nothing_in_common_is_replaced_where_another_takes_the_direct_way():
    noon, night = other(DAYTIME, start=0, end=3599), other(EVENING, start=3600, end=7199)
    assert calls([DAYTIME, EVENING], [noon, night]) == [(DELETE, 2), (UPDATE, "Day"), (CREATE, "Evening")]


def test_of_two_periods_of_a_name_the_right_one_stays():
    assert calls([other(DAYTIME, end=50000), DAYTIME], [DAYTIME]) == [(DELETE, 1)]


def test_descriptions_are_compared_without_regard_to_line_ends():
    assert calls([other(DAYTIME, description="a\r\nb ")], [other(DAYTIME, description="a\nb")]) == []
    assert calls([other(DAYTIME, description="a")], [other(DAYTIME, description="b")]) == [(UPDATE, "Day")]


# --- the whole plan ------------------------------------------------------------------------------------------

FIELDS = {"name": "Hours", "description": "", "invert": False, "priority": 1, "shared": False}


def group(number=4, customer=2, **fields):
    return Group(number, customer, {**FIELDS, **fields})


def resolved(own=(), above=(), hours=None, found=None, **more):
    found = found if found is not None else next(iter(own), None)
    return Resolved(2, tuple(own), tuple(above), found, hours, **more)


def present(current, **options):
    return plan(desired(**options), current, "present")


def absent(current, **options):
    return plan(desired(**options), current, "absent")


def there(*listed, late=True, fields=None, **more):
    """Group 4 with these periods; ``late``: whether the platform has the later parameters of periods."""
    return resolved([group(**(fields or {}))], hours=Hours(dict(enumerate(listed, 9)), late), **more)


def desired(**options):
    return Desired(**{"id": None, "name": "Hours", "customer": 2, **options})


def test_a_new_group_comes_before_its_periods():
    planned = present(resolved(), invert=True, periods=(DAYTIME,))
    assert [step.function for step in planned.steps] == ["timegroups/create", CREATE]
    assert planned.steps[0].parameters == {"name": "Hours", "active": 0, "customer": 2}
    assert "timegroup" not in planned.steps[1].parameters
    assert planned.operation == "created" and planned.before is None
    assert planned.after["invert"] is True and planned.after["priority"] == 1


@pytest.mark.parametrize(
    "options, sent",
    [
        ({}, []),
        ({"priority": 5, "shared": False, "periods": (DAYTIME,)}, []),
        ({"priority": 6}, [{"id": 4, "priority": 6}]),
        ({"periods": ()}, [{"id": 9}]),
        ({"id": 4, "name": "New"}, [{"id": 4, "name": "New"}]),
    ],
)
def test_only_what_is_given_and_differs_is_sent(options, sent):
    planned = present(there(DAYTIME, fields={"priority": 5}), **options)
    assert [dict(step.parameters) for step in planned.steps] == sent
    assert planned.operation == ("updated" if sent else "unchanged")


def test_a_name_that_is_taken_is_refused():
    with pytest.raises(ConflictError, match="ID 5"):
        present(resolved([group(), group(5, name="New")]), id=4, name="New")


def test_a_group_that_is_only_shared_is_not_changed_and_not_created_again():
    above = group(7, 1, shared=True)
    with pytest.raises(ConflictError, match="customer 1 .ID 7") as caught:
        present(resolved(above=[above]))
    assert caught.value.category == "conflict"
    with pytest.raises(ConflictError, match="ID 7"):
        find(desired(id=7), (), (above,))
    assert absent(resolved(above=[above])).operation == "unchanged"


def test_two_of_a_name_are_named_by_their_ids():
    with pytest.raises(ConflictError, match="IDs 4, 6"):
        find(desired(), (group(6), group(4)), ())


DECOMPOSED, COMPOSED = "Bu\u0308ro", "B\u00fcro"


@pytest.mark.parametrize("stored, wanted", [(DECOMPOSED, COMPOSED), (COMPOSED, DECOMPOSED)])
def test_a_name_is_found_in_either_unicode_form(stored, wanted):
    one = group(5, name=stored, description=stored)
    assert find(desired(name=wanted), (one,), ()) == one
    assert find(desired(name=wanted), (one, group(6, name=wanted)), ()).id == 6
    hours = Hours({1: other(DAYTIME, name=stored, description=stored)}, None)
    periods = (other(DAYTIME, name=wanted, description=wanted),)
    again = present(resolved([one], hours=hours), name=wanted, description=wanted, periods=periods)
    assert again.operation == "unchanged"
    with pytest.raises(ConflictError, match="customer 1"):
        present(resolved(above=[group(5, 1, name=stored)]), name=wanted)
    with pytest.raises(ConflictError, match="already belongs"):
        present(resolved([group(), one]), id=4, name=wanted)


@pytest.mark.parametrize(
    "stored, wanted, alike",
    [
        ("HOURS", "Hours", True),
        ("Office  hours", "Office hours", True),
        ("Hours of the sho", "Hours of the shop", True),
        ("Hours", "Hours of the shop", False),
        ("Office", "Hours", False),
    ],
)
def test_a_name_in_a_form_of_the_platforms_own_is_not_created_again(stored, wanted, alike):
    own = Resolved(2, (group(5, name=stored),), (), None)
    if alike:
        with pytest.raises(ConflictError, match="ID 5") as caught:
            present(own, name=wanted)
        assert caught.value.key == "name"
    else:
        assert present(own, name=wanted).operation == "created"
    assert absent(own, name=wanted).operation == "unchanged"


def test_an_unknown_id_is_not_found():
    with pytest.raises(NotFoundError, match="ID 9"):
        present(resolved(), id=9)
    assert absent(resolved(), id=9).operation == "unchanged"


def test_periods_that_may_not_be_read_are_not_taken_for_none():
    error = ApiError("no.", code=402, category="role")
    current = resolved([group()], hours=error)
    with pytest.raises(EnswitchError) as caught:
        present(current, periods=(DAYTIME,))
    assert caught.value is error
    planned = present(current, priority=2)
    assert planned.operation == "updated" and "periods" not in planned.before


def test_a_platform_without_dates_is_told_so_before_anything_is_sent():
    christmas = read_periods([{"name": "Christmas", "startdate": "2026-12-24", "enddate": "2026-12-26"}])
    with pytest.raises(UsageError, match="4.0"):
        present(there(DAYTIME, late=False), periods=christmas)


@pytest.mark.parametrize("late", [True, False])
def test_later_parameters_are_always_sent_where_the_platform_has_them(late):
    planned = present(there(DAYTIME, late=late), periods=(other(DAYTIME, end=50000), EVENING))
    for step in planned.steps:
        assert ({"startdate", "enddate", "repeats"} <= set(step.parameters)) is late


def test_they_are_sent_to_a_platform_that_nobody_knows_only_where_they_are_needed():
    planned = present(there(late=None), periods=(DAYTIME, other(EVENING, startdate=DAY)))
    assert ["startdate" in step.parameters for step in planned.steps] == [False, True]


def test_a_turn_comes_between_what_is_added_and_what_is_taken_away():
    planned = present(there(DAYTIME), invert=True, periods=(EVENING,))
    assert [step.function for step in planned.steps] == [CREATE, "timegroups/update", DELETE]
    assert planned.steps[1].parameters == {"id": 4, "active": 0}
    assert len(planned.warnings) == 1 and "for a moment" in planned.warnings[0]
    # A turn alone needs no warning.
    planned = present(there(DAYTIME), invert=True, periods=(DAYTIME,))
    assert [step.function for step in planned.steps] == ["timegroups/update"] and planned.warnings == ()


def test_without_knowing_whether_it_is_inverted_no_order_is_safe():
    fields = {name: value for name, value in FIELDS.items() if name != "invert"}
    current = resolved([Group(4, 2, fields)], hours=Hours({9: DAYTIME}, True))
    with pytest.raises(UsageError, match="inverted"):
        present(current, periods=(EVENING,))
    planned = present(current, periods=(EVENING,), invert=False)
    assert [step.function for step in planned.steps] == [CREATE, "timegroups/update", DELETE]


def test_a_group_in_use_is_not_deleted():
    with pytest.raises(ConflictError, match="Survey") as caught:
        absent(resolved([group()], users=("'Survey' (ID 8)",)))
    assert "round the clock" in caught.value.hint
    planned = absent(resolved([group()], hidden="secret"))
    assert planned.steps[0].parameters == {"id": 4} and "secret" in planned.warnings[0]


def test_covered_is_about_what_both_states_close():
    assert covered([DAYTIME], [], False) and not covered([], [DAYTIME], False)
    assert covered([], [DAYTIME], True) and not covered([DAYTIME], [], True)
    for before, after in itertools.product(([DAYTIME], [EVENING]), repeat=2):
        assert covered(before, after, False) is (before == after)


@given(periods())
def test_what_is_sent_reads_back_as_the_same(period):
    assert from_row({"id": 1, **period.parameters(True)}) == (1, period, True)
    assert read_periods([period.as_option()]) == (period,)
