# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan for each state of a group: which calls, what is there before and after, and each refusal."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    ApiError,
    ConflictError,
    EnswitchError,
    NotFoundError,
    UsageError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.desired import Desired, read_periods
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.periods import DAY
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.plan import (
    Group,
    Hours,
    Planned,
    Resolved,
    find,
    plan,
)
from unit.support.hours import DAYTIME, EVENING, other

CREATE, UPDATE, DELETE = (
    "timegroups/periods/create",
    "timegroups/periods/update",
    "timegroups/periods/delete",
)
FIELDS = {"name": "Hours", "description": "", "invert": False, "priority": 1, "shared": False}


def group(number=4, customer=2, **fields):
    return Group(number, customer, {**FIELDS, **fields})


def resolved(own=(), above=(), hours=None, **more):
    """The first of the own groups is the one that is meant."""
    more = {"customer": 2, "group": next(iter(own), None), "hours": hours or Hours({}, None), **more}
    return Resolved(own=tuple(own), above=tuple(above), **more)


def missing(*own):
    """None of the own groups is meant."""
    return resolved(own, group=None)


def present(current, **options):
    return plan(desired(**options), current, "present")


def absent(current, **options):
    return plan(desired(**options), current, "absent")


def there(*listed, late=True, fields=None, **more):
    """Group 4 with these periods; ``late``: whether the platform has the later parameters of periods."""
    return resolved([group(**(fields or {}))], hours=Hours(dict(enumerate(listed, 9)), late), **more)


def desired(**options):
    return Desired(**{"id": None, "name": "Hours", "customer": 2, **options})


def done(planned):
    return [(step.function, step.what, step.number, step.period) for step in planned.steps]


def test_a_new_group_comes_before_its_periods():
    planned = present(resolved(), invert=True, shared=True, description="Shop", periods=(DAYTIME,))
    first, second = planned.steps
    assert done(planned) == [
        ("timegroups/create", "the creation of time group 'Hours'", None, None),
        (CREATE, "the creation of period 'Day'", None, DAYTIME),
    ]
    # Booleans are numbers for the platform.
    assert repr(dict(first.parameters)) == (
        "{'name': 'Hours', 'description': 'Shop', 'active': 0, 'shared': 1, 'customer': 2}"
    )
    assert second.parameters == DAYTIME.parameters(False)
    after = {"name": "Hours", "customer": 2, "description": "Shop", "invert": True, "priority": 1, "shared": True}
    after["periods"] = [DAYTIME.as_option()]
    assert planned == Planned("created", planned.steps, None, after, (DAYTIME,))
    assert list(planned.after) == list(after)


def test_a_new_group_of_ones_own_needs_no_customer_and_has_no_periods_unless_they_are_given():
    planned = present(resolved(customer=None))
    assert [dict(step.parameters) for step in planned.steps] == [{"name": "Hours"}]
    # No periods, which is to be seen afterwards: a group that is not active at any time.
    assert planned == Planned("created", planned.steps, None, {**FIELDS, "periods": []}, ())


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


def test_an_update_of_the_group_comes_before_its_periods():
    """What the platform refuses of the group, such as its name, it refuses before the hours change."""
    planned = present(there(DAYTIME), id=4, name="New", shared=True, periods=(EVENING,))
    assert done(planned) == [
        ("timegroups/update", "the update of time group 'New'", 4, None),
        (DELETE, "the deletion of period 'Day'", 9, None),
        (CREATE, "the creation of period 'Evening'", None, EVENING),
    ]
    assert repr(dict(planned.steps[0].parameters)) == "{'id': 4, 'name': 'New', 'shared': 1}"
    assert planned.steps[2].parameters["timegroup"] == 4
    before = {"name": "Hours", "customer": 2, "id": 4, "description": "", "invert": False, "priority": 1}
    before.update(shared=False, periods=[DAYTIME.as_option()])
    after = {**before, "name": "New", "shared": True, "periods": [EVENING.as_option()]}
    assert planned == Planned("updated", planned.steps, before, after, (EVENING,))
    assert list(planned.before) == list(planned.after) == list(before)


def test_a_period_that_changes_is_updated():
    planned = present(there(DAYTIME), periods=(other(DAYTIME, end=50000),))
    assert done(planned) == [(UPDATE, "the update of period 'Day'", 9, other(DAYTIME, end=50000))]


def test_the_periods_of_an_inverted_group_are_added_before_others_are_taken_away():
    planned = present(there(DAYTIME, fields={"invert": True}), periods=(EVENING,))
    assert [step.function for step in planned.steps] == [CREATE, DELETE]
    assert not planned.turned and planned.warnings == ()


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
        ("Bro", "B\u00fcro", True),
        ("B?ro", "B\u00fcro", True),
        ("Hours", "Hours of the shop", False),
        ("Office", "Hours", False),
    ],
)
def test_a_name_in_a_form_of_the_platforms_own_is_not_created_again(stored, wanted, alike):
    own = missing(group(5, name=stored), group(6, name="Nights"))
    if alike:
        with pytest.raises(ConflictError, match="ID 5") as caught:
            present(own, name=wanted)
        assert caught.value.key == "name"
    else:
        assert present(own, name=wanted).operation == "created"
    assert absent(own, name=wanted).operation == "unchanged"


def test_periods_that_may_not_be_read_are_not_taken_for_none():
    error = ApiError("no.", code=402, category="role")
    current = resolved([group()], hours=error)
    with pytest.raises(EnswitchError) as caught:
        present(current, periods=(DAYTIME,))
    assert caught.value is error
    planned = present(current, priority=2)
    assert planned.operation == "updated" and "periods" not in planned.before


@pytest.mark.parametrize("late", [True, False])
def test_later_parameters_are_always_sent_where_the_platform_has_them(late):
    planned = present(there(DAYTIME, late=late), periods=(other(DAYTIME, end=50000), EVENING))
    for step in planned.steps:
        assert ({"startdate", "enddate", "repeats"} <= set(step.parameters)) is late


def test_they_are_sent_to_a_platform_that_nobody_knows_only_where_they_are_needed():
    planned = present(there(late=None), periods=(DAYTIME, other(EVENING, startdate=DAY)))
    assert ["startdate" in step.parameters for step in planned.steps] == [False, True]


MOMENT = (
    "time group 'Hours': invert and periods change together, so that hours which neither the old nor the new ones have "
    "are active for a moment."
)


@pytest.mark.parametrize("inverted", [False, True])
def test_a_turn_comes_between_what_is_added_and_what_is_taken_away(inverted):
    current, turn = (
        there(DAYTIME, fields={"invert": inverted}),
        ("timegroups/update", {"id": 4, "active": int(inverted)}),
    )
    planned = present(current, invert=not inverted, periods=(EVENING,))
    assert [step.function for step in planned.steps] == [CREATE, turn[0], DELETE]
    assert planned.steps[1].parameters == turn[1]
    assert planned.warnings == (MOMENT,) and planned.turned
    # A turn alone needs no warning, and is no more than one call.
    for options in ({}, {"periods": (DAYTIME,)}):
        planned = present(current, invert=not inverted, **options)
        assert [(step.function, step.parameters) for step in planned.steps] == [turn]
        assert planned.warnings == () and not planned.turned


@pytest.mark.parametrize("inverted, listed, periods", [(False, (DAYTIME,), ()), (True, (), (DAYTIME,))])
def test_a_turn_to_what_was_open_before_needs_no_warning(inverted, listed, periods):
    planned = present(there(*listed, fields={"invert": inverted}), invert=not inverted, periods=periods)
    assert planned.warnings == () and planned.turned
    # The other way round, what both close is open for a moment.
    planned = present(there(*periods, fields={"invert": inverted}), invert=not inverted, periods=listed)
    assert planned.warnings == (MOMENT,) and planned.turned


UNKNOWN = resolved(
    [Group(4, 2, {name: value for name, value in FIELDS.items() if name != "invert"})], hours=Hours({9: DAYTIME}, True)
)


def test_without_knowing_whether_it_is_inverted_what_stays_may_stay():
    planned = present(UNKNOWN, periods=(EVENING,), invert=False)
    assert [step.function for step in planned.steps] == [CREATE, "timegroups/update", DELETE]
    assert present(UNKNOWN, periods=(DAYTIME,)).operation == "unchanged"


def test_a_group_is_deleted_with_its_periods():
    planned = absent(there(DAYTIME))
    before = {"name": "Hours", "customer": 2, "id": 4, "description": "", "invert": False, "priority": 1}
    before.update(shared=False, periods=[DAYTIME.as_option()])
    assert planned == Planned("deleted", planned.steps, before, None)
    assert done(planned) == [("timegroups/delete", "the deletion of time group 'Hours'", 4, None)]
    assert planned.steps[0].parameters == {"id": 4}
    planned = absent(there(DAYTIME, hidden="it is secret"))
    assert planned.warnings == ("Whether time group 'Hours' is in use elsewhere is not known: it is secret.",)


def test_what_is_not_there_is_not_deleted():
    for current, options in (
        (resolved(), {"id": 9}),
        (resolved(above=[ABOVE]), {}),
        (missing(group(5, name="HOURS")), {}),
    ):
        assert absent(current, **options) == Planned("unchanged", (), None, None)


ABOVE = group(7, 1, shared=True)
CAMPAIGNS = tuple("'Survey' (ID {0})".format(number) for number in range(1, 12))
IN_USE = "Give these campaigns other calling hours first: without a group they call round the clock."
LATE = read_periods([{"name": "Christmas", "startdate": "2026-12-24", "enddate": "2026-12-26"}])
NOT_OURS = "Give the customer that it belongs to, or choose another name."


@pytest.mark.parametrize(
    "work, kind, text, key, hint",
    [
        (
            lambda: find(desired(), (group(6), group(4)), ()),
            ConflictError,
            "time group 'Hours' is the name of several: IDs 4, 6.",
            "name",
            "Give id instead of name, or delete the groups that are too many by their IDs.",
        ),
        (
            lambda: find(desired(id=7, name=None), (group(),), (group(8, 1), ABOVE)),
            ConflictError,
            "time group 7 is a group of customer 1 (ID 7), which is not changed from here.",
            "id",
            NOT_OURS,
        ),
        (
            lambda: present(resolved(above=[group(7, None)])),
            ConflictError,
            "time group 'Hours' is a group of another customer (ID 7), which is not changed from here.",
            "name",
            NOT_OURS,
        ),
        (
            lambda: present(resolved(), id=9, name=None),
            NotFoundError,
            "time group 9 does not exist, or this account may not see it: timegroups/list has no group with the ID 9.",
            "id",
            "Check id and customer, or leave id out to find the group by name or create it.",
        ),
        (
            lambda: absent(there(users=CAMPAIGNS[:1])),
            ConflictError,
            "time group 'Hours' (ID 4) is used by a campaign: 'Survey' (ID 1).",
            "name",
            IN_USE,
        ),
        (
            lambda: absent(there(users=CAMPAIGNS[:10]), id=4, name=None),
            ConflictError,
            "time group 4 (ID 4) is used by 10 campaigns: " + ", ".join(CAMPAIGNS[:10]) + ".",
            "id",
            IN_USE,
        ),
        (
            lambda: absent(there(users=CAMPAIGNS)),
            ConflictError,
            "time group 'Hours' (ID 4) is used by 11 campaigns: " + ", ".join(CAMPAIGNS[:10]) + " and others.",
            "name",
            IN_USE,
        ),
        (
            lambda: present(UNKNOWN, periods=(EVENING,)),
            UsageError,
            "time group 'Hours': the platform does not tell whether the group is inverted, so that no order of changes "
            "is safe.",
            "invert",
            "Give invert.",
        ),
        (
            lambda: present(missing(group(5, name="HOURS"))),
            ConflictError,
            "time group 'Hours' is most likely the time group 'HOURS' (ID 5): its name differs only in case. Nothing "
            "was created.",
            "name",
            "Use the name as the platform has it, or give the ID. If it is another group, choose a name that differs "
            "more.",
        ),
        (
            lambda: present(missing(group(5, name="Hou\ufffds")), name="Hou\u0159s"),
            ConflictError,
            "time group 'Hou\u0159s' is most likely the time group 'Hou\ufffds' (ID 5): its name lacks letters, or has "
            "question marks in their place. Nothing was created.",
            "name",
            "That name cannot be written in a task. Give ID 5 and a name in ASCII, which renames it. If it is another "
            "group, choose a name that differs more.",
        ),
        (
            lambda: present(resolved([group(), group(5, name="New")]), id=4, name="New"),
            ConflictError,
            "time group 'New': that name already belongs to the group with ID 5.",
            "name",
            "Choose another name, or rename or delete the other group first.",
        ),
        (
            lambda: present(there(DAYTIME, late=False), periods=(DAYTIME, *LATE)),
            UsageError,
            "period 'Christmas': startdate, enddate and repeats are not known to this platform; they came with version "
            "4.0 of the API.",
            "periods",
            "Leave them out, and name the days with days_month, months and years.",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_do(work, kind, text, key, hint):
    with pytest.raises(kind) as caught:
        work()
    error = caught.value
    assert (error.text, error.key, error.hint) == (text, key, hint)
    assert error.function == ("timegroups/list" if kind is NotFoundError else None)


@pytest.mark.parametrize("state", [{"id": 4, "name": None}, {"name": "Hours"}])
def test_a_group_is_found_by_its_id_or_its_name(state):
    others = (group(5, name="Nights"), group(6, name=""))
    assert find(desired(**state), (*others, group()), (ABOVE,)) == group()
    assert find(desired(**state), others, (ABOVE,)) is None
