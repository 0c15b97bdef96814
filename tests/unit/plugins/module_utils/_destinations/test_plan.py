# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The numbers that a campaign has, and the plan that leads from them to what is wanted."""

from __future__ import annotations

import collections

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.grammar import canonical
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.numbers import NAMED
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.plan import (
    Current,
    Options,
    Plan,
    check_limits,
    check_options,
    in_progress,
    make_plan,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st


def current_of(rows):
    current = Current()
    for number, status in rows.items():
        assert current.add(number, status)
    return current


def plan_of(rows, wanted=(), excluded=(), others=0, **options):
    spelling = {}
    for number in wanted:
        spelling.setdefault(canonical(number), number)
    current = current_of(rows)
    current.others = others
    return make_plan(current, spelling, {canonical(number) for number in excluded}, Options(**options))


def carried_out(rows, plan):
    """What a platform has after a plan, by what the API's functions are documented to do."""
    rows = dict(rows)
    for number in plan.remove:
        del rows[number]
    for number in plan.cancel:
        assert number in rows
        rows[number] = "cancelled"
    for number in plan.change:
        assert number in rows
        rows[number] = plan.status
    for number in plan.redial:
        assert number in rows
        rows[number] = "pending"
    for number in plan.add:
        rows[number] = plan.status
    return rows


STATUSES = {"1": "pending", "2": "success", "3": "failed", "4": "cancelled", "5": "dialing"}


# --- adding ------------------------------------------------------------------------------------------------


def test_only_what_is_missing_is_added_and_what_is_there_is_left_alone():
    plan = plan_of(STATUSES, ["1", "2", "3", "4", "5", "+6"])
    assert plan.counts() == {"added": 1, "redialled": 0, "status_changed": 0, "removed": 0, "cancelled": 0}
    assert plan.add == ["+6"]
    assert (plan.kept, plan.in_progress) == (5, 1)


def test_another_spelling_is_not_another_person():
    assert plan_of({"12125550101": "success"}, ["+1 (212) 555-0101", "+12125550101"]).empty


@pytest.mark.parametrize("status", ["success", "failed", "cancelled"])
def test_a_new_number_gets_the_status_that_is_asked_for(status):
    plan = plan_of({}, ["1"], status=status)
    assert (plan.add, plan.status) == (["1"], status)


# --- status ------------------------------------------------------------------------------------------------


def test_set_status_to_pending_dials_again_whoever_is_done_and_nobody_else():
    plan = plan_of({**STATUSES, "6": "success"}, ["1", "+2", "3", "4", "5", "6"], existing="set_status")
    assert plan.redial == ["2", "3", "4", "6"]
    assert plan.redial_from == {"success": 2, "failed": 1, "cancelled": 1}
    assert plan.kept == 2 and not plan.change


@pytest.mark.parametrize("status", ["success", "failed", "cancelled"])
def test_another_status_is_a_change_and_no_redial(status):
    plan = plan_of(STATUSES, STATUSES, existing="set_status", status=status)
    assert sorted(plan.change) == [number for number in "1234" if STATUSES[number] != status]
    assert plan.kept == 2 and not plan.redial


def test_a_person_in_several_spellings_changes_in_each_and_is_called_again_once():
    rows = {"+1": "success", "1": "failed"}
    plan = plan_of(rows, ["1"], existing="set_status", status="failed")
    assert (plan.change, plan.kept) == (["+1"], 0)
    assert plan_of(dict.fromkeys(rows, "failed"), ["1"], existing="set_status", status="failed").kept == 1
    plan = plan_of(rows, ["1"], existing="set_status", allow_redial=True)
    assert plan.redial == ["+1"] and plan.redial_from == {"success": 1} and plan.after == {"pending": 1, "failed": 1}
    assert plan.gone == [("+1", "success")] and plan.come == [("+1", "pending")]
    assert plan_of(carried_out(rows, plan), ["1"], existing="set_status", allow_redial=True).empty


def test_a_person_who_will_be_called_anyway_is_not_dialed_again():
    assert plan_of({"+1": "success", "1": "pending"}, ["1"], existing="set_status", allow_redial=True).empty
    assert plan_of({"+1": "success", "1": "ringing"}, ["1"], existing="set_status", allow_redial=True).empty


# --- removing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "removal, gone, kept, after",
    [
        ("delete", ["1", "2", "3", "4"], 1, {"pending": 1, "dialing": 1}),
        ("cancel", ["1", "2", "3"], 2, {"pending": 1, "dialing": 1, "cancelled": 4}),
    ],
)
def test_absent_takes_out_what_is_listed_but_for_calls_in_progress(removal, gone, kept, after):
    plan = plan_of({**STATUSES, "6": "pending"}, ["+1", "2", "3", "4", "5", "7"], state="absent", removal=removal)
    assert (plan.remove, plan.cancel) == ((gone, []) if removal == "delete" else ([], gone))
    assert (plan.kept, plan.in_progress, plan.not_found, plan.everything) == (kept, 1, 1, False)
    assert plan.come == [(number, "cancelled") for number in plan.cancel] and plan.after == after


def test_what_cannot_be_cancelled_does_not_end_it_for_the_other_spellings_of_the_person():
    twins = plan_of({"1": "cancelled", "+1": "failed"}, ["1"], state="absent", removal="cancel")
    assert (twins.cancel, twins.kept) == (["+1"], 0)


def test_purge_removes_what_is_not_listed_but_for_calls_in_progress():
    plan = plan_of(STATUSES, ["2", "6"], purge=True)
    assert plan.remove == ["1", "3", "4"]
    assert (plan.add, plan.kept, plan.everything) == (["6"], 1, False)
    plan = plan_of(STATUSES, ["2"], purge=True, removal="cancel")
    assert plan.cancel == ["1", "3"]


@pytest.mark.parametrize(
    "wanted, excluded, options, left",
    [
        # Those who are to be called, or that the plan is not about.
        (["5", "+6"], [], {}, 0),
        (["5"], [], {"existing": "set_status"}, 0),
        (["1"], ["2"], {"existing": "set_status", "status": "failed"}, 0),
        (["1"], ["2"], {"state": "absent"}, 0),
        (["5", "6"], [], {"purge": True}, 0),
        # Those who must not be called, listed or not.
        ([], ["5"], {}, 1),
        (["5", "6"], ["5", "6", "9"], {}, 2),
        (["5"], ["5"], {"existing": "set_status"}, 1),
        # Those who are to go, or to be done.
        (["5", "6"], [], {"state": "absent"}, 2),
        (["5"], ["5", "6"], {"state": "absent"}, 2),
        (["5"], [], {"existing": "set_status", "status": "cancelled"}, 1),
        (["5"], [], {"purge": True}, 1),
        (["5"], [], {"status": "failed", "purge": True, "existing": "set_status"}, 2),
    ],
)
def test_whoever_is_to_be_out_and_has_a_call_in_progress_is_counted_once(wanted, excluded, options, left):
    rows = {**STATUSES, "+6": "pending", "6": "dialing", "006": "ringing"}
    assert plan_of(rows, wanted, excluded, **options).left_in_call == left


@pytest.mark.parametrize(
    "rows, wanted, options, everything",
    [
        ({}, ["3"], {"purge": True, "max_removed": 2}, True),
        # They go one by one, when the other one is there.
        ({}, ["3"], {"purge": True}, False),
        ({}, [], {"purge": True}, True),
        ({}, ["1", "2"], {"state": "absent"}, True),
        ({}, ["1", "2"], {"state": "absent", "removal": "cancel"}, False),
        ({}, ["1"], {"purge": True}, False),
        ({}, ["3"], {"purge": True, "removal": "cancel"}, False),
        ({}, ["3"], {"purge": True, "max_removed": 2, "others": 1}, False),
        ({"3": "dialing"}, ["4"], {"purge": True, "max_removed": 2}, False),
    ],
)
def test_everything_goes_with_one_call_only_when_nothing_stays(rows, wanted, options, everything):
    assert plan_of({"1": "pending", "2": "success", **rows}, wanted, **options).everything is everything
    assert not plan_of({"1": "pending"}, wanted, **options).everything


@pytest.mark.parametrize("removal", ["delete", "cancel"])
@pytest.mark.parametrize(
    "wanted, options, last", [(["3"], {}, 2), (["3"], {"max_removed": 9}, 0), (["1"], {}, 0), (["3", "4"], {}, 1)]
)
def test_a_purge_without_a_limit_waits_for_those_who_come(wanted, options, last, removal):
    """But not for those who must not be called."""
    rows = {"1": "pending", "4": "pending", "2": "pending"}
    plan = plan_of(rows, wanted, excluded=["2"], purge=True, removal=removal, **options)
    going = plan.remove or plan.cancel
    assert plan.last == last and going[0] == "2"
    assert sorted(going) == sorted(set(rows) - set(wanted))


# --- do-not-call -------------------------------------------------------------------------------------------


def test_excluded_numbers_are_never_added_and_go_when_they_are_pending():
    rows = {"+1": "pending", "2": "success", "5": "dialing", "8": "pending"}
    plan = plan_of(rows, ["1", "2", "5", "6", "7"], excluded=["1", "2", "5", "6", "9"])
    assert (plan.add, plan.remove, plan.excluded, plan.kept) == (["7"], ["+1"], 4, 0)
    assert plan_of(rows, [], excluded=["8"], removal="cancel").cancel == ["8"]
    # Of a person in several spellings, only the pending rows go.
    assert plan_of({"1": "success", "+1": "pending"}, ["1"], ["1"], removal="cancel").cancel == ["+1"]


@pytest.mark.parametrize("state, purge", [("present", False), ("present", True), ("absent", False)])
@pytest.mark.parametrize("wanted", [[], ["1"]])
def test_who_must_not_be_called_goes_once_while_pending_also_beside_a_call(state, purge, wanted):
    rows = {"1": "pending", "2": "success", "3": "pending"}
    plan = plan_of(rows, wanted, ["1", "2"], state=state, purge=purge)
    assert sorted(plan.remove) == ["1", *(["2", "3"] if purge else [])]
    assert plan.excluded == len(wanted) and plan.add == []
    plan = plan_of({"1": "pending", "+1": "success", "3": "failed"}, ["1"], ["1"], state=state, purge=purge)
    assert len(plan.remove) == len(set(plan.remove)) and "1" in plan.remove
    rows = {"1": "dialing", "+1": "pending", "+ 1": "success"}
    plan = plan_of(rows, wanted, ["1"], state=state, purge=purge)
    assert plan.remove == ["+1"] and plan.after == {"dialing": 1, "success": 1}


def test_an_excluded_number_is_not_dialed_again_and_not_purged_for_being_excluded():
    plan = plan_of({"2": "success"}, ["2"], ["2"], existing="set_status", allow_redial=True, purge=True, max_removed=0)
    assert plan.empty


# --- what diff mode shows ----------------------------------------------------------------------------------


def test_the_plan_says_what_comes_and_what_goes():
    plan = plan_of(STATUSES, ["2", "6"], purge=True, existing="set_status", allow_redial=True)
    assert plan.gone == [("2", "success"), ("1", "pending"), ("3", "failed"), ("4", "cancelled")]
    assert plan.come == [("2", "pending"), ("6", "pending")]
    assert plan.before == dict.fromkeys(STATUSES.values(), 1) and plan.after == {"pending": 2, "dialing": 1}
    rows = {"1": "pending", "2": "success", "3": "failed", "4": "dialing"}
    plan = plan_of(rows, ["1", "2", "5"], status="failed", existing="set_status", purge=True)
    assert plan.before == dict.fromkeys(rows.values(), 1) and plan.after == {"failed": 3, "dialing": 1}
    assert (plan.add, plan.change, plan.remove, plan.in_progress, plan.kept) == (["5"], ["1", "2"], ["3"], 1, 0)
    assert plan.gone == [("1", "pending"), ("2", "success"), ("3", "failed")]
    assert plan.come == [("1", "failed"), ("2", "failed"), ("5", "failed")]


def test_only_the_first_hundred_numbers_are_shown():
    numbers = [str(number) for number in range(1000, 1000 + NAMED + 1)]
    rows = dict.fromkeys(numbers, "success")
    plan = plan_of({}, numbers)
    assert len(plan.add) == NAMED + 1 and len(plan.come) == NAMED and plan.come[0] == ("1000", "pending")
    plan = plan_of(rows, numbers, state="absent")
    assert len(plan.remove) == NAMED + 1 and len(plan.gone) == NAMED and plan.gone[0] == ("1000", "success")
    assert plan.come == [] and plan.after == {}
    plan = plan_of(rows, numbers, status="failed", existing="set_status")
    assert len(plan.change) == NAMED + 1 and len(plan.gone) == len(plan.come) == NAMED


# --- what is counted ---------------------------------------------------------------------------------------


def test_whether_there_is_anything_to_do():
    plan = Plan("failed")
    assert plan.take_out([("1", "cancelled"), ("2", "dialing")], "cancel") is False
    assert plan.take_out([("1", "cancelled"), ("2", "success")], "cancel") is True
    assert plan.take_out([("3", "dialing")], "delete") is True
    assert plan.set_status([("4", "failed")]) is False
    assert plan.set_status([("4", "failed"), ("+4", "success")]) is True
    assert Plan("pending").set_status([("5", "success")]) is True


def test_kept_and_excluded_are_counted_one_by_one():
    rows = {"1": "success", "2": "pending", "3": "dialing", "4": "failed"}
    assert plan_of(rows, rows).kept == 4
    assert plan_of(rows, ["1", "4"], existing="set_status", status="failed").kept == 1
    assert plan_of(dict.fromkeys("12", "failed"), "12", existing="set_status", status="failed").kept == 2
    absent = plan_of(dict.fromkeys("12", "dialing"), ["9", "1", "2"], ["1", "2"], state="absent")
    assert absent.kept == 2 and absent.excluded == 2
    # What has been left out does not end the list.
    more = plan_of({}, ["1", "2"], ["1"])
    assert (more.add, more.excluded) == (["2"], 1)
    both = plan_of({}, ["1", "2"], ["1", "2"])
    assert both.excluded == 2 and both.empty


@pytest.mark.parametrize(
    "options, count",
    [
        ({}, 0),
        ({"existing": "set_status", "status": "failed"}, 2),
        ({"existing": "set_status"}, 2),
        # Who must not be called is not looked for, but may be removed.
        ({"state": "absent"}, 3),
        ({"purge": True}, 0),
    ],
)
def test_numbers_to_remove_or_to_change_that_are_not_there_are_counted(options, count):
    assert plan_of({"1001": "pending"}, ["1001", "1002", "1003", "1004"], ["1004"], **options).not_found == count


# --- properties --------------------------------------------------------------------------------------------

numbers = st.sampled_from(["1", "+1", "(1)", "2", "+2", "3", "4", "+5", "6"])
statuses = st.sampled_from(["pending", "success", "failed", "cancelled", "dialing", ""])
options_of = st.builds(
    Options,
    state=st.sampled_from(["present", "absent"]),
    status=st.sampled_from(["pending", "success", "failed", "cancelled"]),
    purge=st.booleans(),
    existing=st.sampled_from(["keep", "set_status"]),
    allow_redial=st.booleans(),
    max_redial=st.none() | st.integers(0, 3),
    max_added=st.none() | st.integers(0, 3),
    max_removed=st.none() | st.integers(0, 3),
    removal=st.sampled_from(["delete", "cancel"]),
)


@settings(max_examples=300)
@given(
    rows=st.dictionaries(numbers, statuses),
    listed=st.lists(numbers),
    excluded=st.sets(numbers.map(canonical)),
    options=options_of,
)
def test_any_plan_reaches_the_wanted_state_once_and_dials_nobody_again_unasked(rows, listed, excluded, options):
    try:
        check_options(options)
    except UsageError:
        assume(False)
    wanted = {}
    for number in listed:
        wanted.setdefault(canonical(number), number)
    before = current_of(rows)
    plan = make_plan(before, wanted, excluded, options)
    try:
        check_limits(plan, options)
    except UsageError:
        counts = plan.counts()
        assert (
            (counts["redialled"] and not options.allow_redial)
            or (options.max_redial is not None and counts["redialled"] > options.max_redial)
            or (options.max_added is not None and counts["added"] > options.max_added)
            or (options.max_removed is not None and counts["removed"] + counts["cancelled"] > options.max_removed)
        )
        return
    result = carried_out(rows, plan)
    after = current_of(result)

    # A second plan is empty.
    assert make_plan(after, wanted, excluded, options).empty

    # Nobody is called again unless that is allowed, and never more than allowed; calls in progress are left alone.
    again = [number for number, status in result.items() if status == "pending" and rows.get(number, status) != status]
    assert not again or (options.allow_redial and options.existing == "set_status")
    assert options.max_redial is None or len(again) <= options.max_redial
    assert all(result.get(number) == status for number, status in rows.items() if in_progress(status))
    added = [number for number in result if number not in rows]
    assert all(canonical(number) not in before.status for number in added)
    assert not {canonical(number) for number in added + again} & excluded
    assert not [key for key in excluded if after.status.get(key) == "pending"]

    # The wanted state.
    for key in wanted:
        if in_progress(before.status.get(key, "pending")):
            continue
        if options.state == "absent":
            if options.removal == "delete":
                assert key not in after.status
            else:
                assert after.status.get(key, "cancelled") == "cancelled"
        elif key not in excluded:
            assert key in after.status
            if options.existing == "set_status" and options.status == "pending":
                assert after.status[key] == "pending"
            elif options.existing == "set_status":
                assert {status for _number, status in after.of(key)} == {options.status}
            elif key in before.status:
                assert after.of(key) == before.of(key)
    if options.purge:
        for key, status in after.status.items():
            if key not in wanted and not in_progress(status):
                assert options.removal == "cancel" and status == "cancelled"
    if options.state == "present" and not options.purge:
        for key in before.status:
            if key not in wanted and key not in excluded:
                assert after.of(key) == before.of(key)

    # What the plan shows is what happens.
    assert plan.everything == (not plan.cancel and not plan.last and len(rows) == len(plan.remove) > 1)
    assert {status: count for status, count in plan.after.items() if count} == collections.Counter(result.values())


# --- the first numbers of a list ----------------------------------------------------------------------------


def test_only_the_first_numbers_count_and_nothing_happens_to_the_rest():
    plan = plan_of({"1": "success", "5": "failed"}, ["1", "2", "3", "+3", "4", "5"], ["2"], first=3)
    # Who is there counts first, wherever the list has them.
    assert plan.add == ["3"] and plan.kept == 2 and plan.excluded == 1
    assert plan.listed == {"success": 1, "failed": 1, "pending": 1}
    assert not plan.remove and not plan.cancel


def test_the_first_of_a_list_are_as_many_as_are_asked_for():
    plan = plan_of({"1": "success", "2": "success"}, ["5", "4", "3", "2", "1"], first=4)
    assert plan.add == ["5", "4"] and plan.listed == {"success": 2, "pending": 2}


def test_the_first_of_a_list_may_be_none_of_it_or_more_than_it_has():
    assert plan_of({}, ["1", "2"], first=0).empty
    assert plan_of({}, ["1", "2", "3"], ["3"], first=1).excluded == 1
    assert plan_of({}, ["1", "2"], first=3).add == ["1", "2"]
