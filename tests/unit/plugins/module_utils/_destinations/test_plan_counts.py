# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans: what they count and name, and what they leave alone."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.grammar import canonical
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.numbers import NAMED
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.plan import (
    Current,
    Options,
    Plan,
    make_plan,
)


def current_of(*rows):
    current = Current()
    for number, status in rows:
        assert current.add(number, status)
    return current


def plan_of(current, wanted=(), excluded=(), **options):
    wanted = {canonical(number): number for number in wanted}
    return make_plan(current, wanted, {canonical(number) for number in excluded}, Options(**options))


def test_changes_are_named_up_to_a_limit():
    plan = plan_of(Current(), [str(number) for number in range(1000, 1000 + NAMED + 1)])
    assert len(plan.add) == NAMED + 1 and len(plan.come) == NAMED and plan.come[0] == ("1000", "pending")
    rows = [(str(number), "success") for number in range(1000, 1000 + NAMED + 1)]
    plan = plan_of(current_of(*rows), [number for number, _status in rows], state="absent")
    assert len(plan.remove) == NAMED + 1 and len(plan.gone) == NAMED and plan.gone[0] == ("1000", "success")
    assert plan.come == [] and plan.after == {}
    plan = plan_of(current_of(*rows), [number for number, _status in rows], status="failed", existing="set_status")
    assert len(plan.change) == NAMED + 1 and len(plan.gone) == len(plan.come) == NAMED


def test_whether_there_is_anything_to_do():
    plan = Plan("failed")
    assert plan.take_out([("1", "cancelled"), ("2", "dialing")], "cancel") is False
    assert plan.take_out([("1", "cancelled"), ("2", "success")], "cancel") is True
    assert plan.take_out([("3", "dialing")], "delete") is True
    assert plan.set_status([("4", "failed")]) is False
    assert plan.set_status([("4", "failed"), ("+4", "success")]) is True
    assert Plan("pending").set_status([("5", "success")]) is True


def test_counts_before_and_after():
    current = current_of(("1", "pending"), ("2", "success"), ("3", "failed"), ("4", "dialing"))
    plan = plan_of(current, ["1", "2", "5"], status="failed", existing="set_status", purge=True)
    assert plan.before == {"pending": 1, "success": 1, "failed": 1, "dialing": 1}
    assert plan.after == {"failed": 3, "dialing": 1}
    assert (plan.add, plan.change, plan.remove, plan.in_progress, plan.kept) == (["5"], ["1", "2"], ["3"], 1, 0)
    assert plan.gone == [("1", "pending"), ("2", "success"), ("3", "failed")]
    assert plan.come == [("1", "failed"), ("2", "failed"), ("5", "failed")]


def test_a_person_in_several_spellings_changes_in_each():
    current = current_of(("+1", "success"), ("1", "failed"))
    plan = plan_of(current, ["1"], status="failed", existing="set_status")
    assert (plan.change, plan.kept) == (["+1"], 0)
    assert (
        plan_of(current_of(("1", "failed"), ("+1", "failed")), ["1"], status="failed", existing="set_status").kept == 1
    )


def test_one_call_is_enough_for_a_person_in_several_spellings():
    plan = plan_of(current_of(("+1", "success"), ("1", "failed")), ["1"], existing="set_status", allow_redial=True)
    assert plan.redial == ["+1"] and plan.redial_from == {"success": 1}
    assert (
        plan.after == {"pending": 1, "failed": 1}
        and plan.gone == [("+1", "success")]
        and plan.come == [("+1", "pending")]
    )
    again = plan_of(current_of(("1", "success"), ("2", "success")), ["1", "2"], existing="set_status")
    assert again.redial == ["1", "2"] and again.redial_from == {"success": 2}


def test_what_is_done_or_up_is_not_cancelled_again():
    rows = (("1", "cancelled"), ("2", "success"), ("3", "dialing"), ("4", "pending"))
    plan = plan_of(current_of(*rows), ["1", "2", "3", "4", "5"], state="absent", removal="cancel")
    assert (plan.cancel, plan.kept, plan.remove) == (["2", "4"], 2, [])
    assert plan.after == {"cancelled": 3, "dialing": 1} and plan.come == [("2", "cancelled"), ("4", "cancelled")]
    # What cannot be cancelled does not end it for the other spellings of the person.
    twins = plan_of(current_of(("1", "cancelled"), ("+1", "failed")), ["1"], state="absent", removal="cancel")
    assert (twins.cancel, twins.kept) == (["+1"], 0)


@pytest.mark.parametrize(
    ("rows", "wanted", "everything"),
    [
        ((("1", "success"), ("2", "failed")), [], True),
        ((("1", "success"),), [], False),
        ((("1", "success"), ("2", "failed")), ["1"], False),
        ((("1", "success"), ("2", "dialing"), ("3", "failed")), [], False),
    ],
)
def test_one_call_deletes_everything_only_where_everything_goes(rows, wanted, everything):
    assert plan_of(current_of(*rows), wanted, purge=True).everything is everything


def test_rows_that_are_no_numbers_stay():
    current = current_of(("1", "success"), ("2", "failed"))
    current.others = 1
    assert plan_of(current, purge=True).everything is False


def test_everything_is_not_what_is_partly_cancelled():
    current = current_of(("1", "success"), ("2", "failed"))
    plan = plan_of(current, ["1", "2"], state="absent")
    assert plan.everything is True
    assert plan_of(current, ["1", "2"], state="absent", removal="cancel").everything is False


@pytest.mark.parametrize(("state", "purge"), [("present", False), ("present", True), ("absent", False)])
@pytest.mark.parametrize("wanted", [[], ["1"]])
def test_who_must_not_be_called_goes_while_pending(state, purge, wanted):
    current = current_of(("1", "pending"), ("2", "success"), ("3", "pending"))
    plan = plan_of(current, wanted, ["1", "2"], state=state, purge=purge)
    others = ["2", "3"] if purge else []
    assert sorted(plan.remove) == ["1", *others]
    assert plan.excluded == len(wanted) and plan.add == []


def test_of_a_person_who_must_not_be_called_only_the_pending_rows_go():
    current = current_of(("1", "success"), ("+1", "pending"))
    plan = plan_of(current, ["1"], ["1"], removal="cancel")
    assert (plan.cancel, plan.excluded, plan.kept) == (["+1"], 1, 0)
    # What has been left out does not end the list.
    more = plan_of(current_of(), ["1", "2"], ["1"])
    assert (more.add, more.excluded) == (["2"], 1)
    both = plan_of(current_of(), ["1", "2"], ["1", "2"])
    assert both.excluded == 2 and both.empty


def test_kept_are_counted_one_by_one():
    rows = (("1", "success"), ("2", "pending"), ("3", "dialing"), ("4", "failed"))
    assert plan_of(current_of(*rows), ["1", "2", "3", "4"]).kept == 4
    plan = plan_of(current_of(*rows), ["1", "2", "3", "4"], existing="set_status", status="pending")
    assert plan.kept == 2 and plan.redial == ["1", "4"]
    same = plan_of(current_of(("1", "failed"), ("2", "failed")), ["1", "2"], existing="set_status", status="failed")
    assert same.kept == 2
    absent = plan_of(current_of(("1", "dialing"), ("2", "dialing")), ["9", "1", "2"], ["1", "2"], state="absent")
    assert absent.kept == 2 and absent.excluded == 2


@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize("purge", [False, True])
@pytest.mark.parametrize("wanted", [[], ["1"]])
def test_who_must_not_be_called_is_not_left_pending_beside_a_call(state, purge, wanted):
    current = current_of(("1", "dialing"), ("+1", "pending"), ("+ 1", "success"))
    plan = plan_of(current, wanted, ["1"], state=state, purge=purge and state == "present")
    assert plan.remove == ["+1"] and plan.after == {"dialing": 1, "success": 1}


@pytest.mark.parametrize(
    "options, count",
    [
        ({}, 0),
        ({"existing": "set_status", "status": "failed"}, 2),
        ({"existing": "set_status"}, 2),
        ({"state": "absent"}, 2),
        ({"purge": True}, 0),
    ],
)
def test_numbers_to_remove_or_to_change_that_are_not_there_are_counted(options, count):
    plan = plan_of(current_of(("1001", "pending")), ["1001", "1002", "1003", "1004"], ["1004"], **options)
    # Who must not be called is not looked for, but may be removed.
    assert plan.not_found == count + (options.get("state") == "absent")
