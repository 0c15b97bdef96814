# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import collections

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.grammar import canonical
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.plan import (
    Current,
    Options,
    by_status,
    check_limits,
    check_list,
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


def plan_of(rows, wanted=(), excluded=(), **options):
    spelling = {}
    for number in wanted:
        spelling.setdefault(canonical(number), number)
    return make_plan(current_of(rows), spelling, {canonical(number) for number in excluded}, Options(**options))


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


# --- what is there -----------------------------------------------------------------------------------------


def test_several_spellings_are_one_person_and_the_most_cautious_status_counts():
    current = Current()
    for number, status in [("+1", "failed"), ("1", "success"), ("(1)", "pending"), ("2", "cancelled"), ("+2", "busy")]:
        assert current.add(number, status)
    assert current.status == {"1": "pending", "2": "busy"}
    assert current.of("1") == [("+1", "failed"), ("1", "success"), ("(1)", "pending")]
    assert current.rows == 5
    assert current.counts == {"failed": 1, "success": 1, "pending": 1, "cancelled": 1, "busy": 1}
    assert current.status_of("1-") == "pending" and current.status_of("3") is None
    assert current.holds("(1)") and not current.holds("[1]") and not current.holds("3")


def test_the_same_spelling_twice_is_reported():
    current = Current()
    assert current.add("+1", "failed")
    assert not current.add("+1", "pending")
    assert current.add("1", "failed")
    assert not current.add("+1", "failed")
    assert current.rows == 2


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
    plan = plan_of(STATUSES, ["1", "+2", "3", "4", "5"], existing="set_status", allow_redial=True)
    assert plan.redial == ["2", "3", "4"]
    assert plan.redial_from == {"success": 1, "failed": 1, "cancelled": 1}
    assert plan.kept == 2 and not plan.change


def test_dialing_again_must_be_allowed():
    plan = plan_of(STATUSES, ["2", "3"], existing="set_status")
    with pytest.raises(UsageError) as caught:
        check_limits(plan, Options(existing="set_status"))
    assert "would call 2 numbers again (1 failed, 1 success). Nothing was changed." in caught.value.text
    assert caught.value.key == "allow_redial"
    check_limits(plan, Options(existing="set_status", allow_redial=True))


@pytest.mark.parametrize("status", ["success", "failed", "cancelled"])
def test_another_status_is_a_change_and_no_redial(status):
    plan = plan_of(STATUSES, STATUSES, existing="set_status", status=status)
    assert sorted(plan.change) == [number for number in "1234" if STATUSES[number] != status]
    assert plan.kept == 2 and not plan.redial
    check_limits(plan, Options(existing="set_status", status=status))


def test_a_person_with_several_spellings_is_dialed_again_once():
    rows = {"+1": "success", "1": "failed"}
    plan = plan_of(rows, ["1"], existing="set_status", allow_redial=True)
    assert plan.redial == ["+1"]
    assert plan_of(carried_out(rows, plan), ["1"], existing="set_status", allow_redial=True).empty


def test_a_person_who_will_be_called_anyway_is_not_dialed_again():
    assert plan_of({"+1": "success", "1": "pending"}, ["1"], existing="set_status", allow_redial=True).empty
    assert plan_of({"+1": "success", "1": "ringing"}, ["1"], existing="set_status", allow_redial=True).empty


# --- removing ----------------------------------------------------------------------------------------------


def test_absent_deletes_what_is_listed_but_for_calls_in_progress():
    plan = plan_of({**STATUSES, "6": "pending"}, ["+1", "2", "3", "4", "5", "7"], state="absent")
    assert plan.remove == ["1", "2", "3", "4"]
    assert (plan.kept, plan.in_progress, plan.everything) == (1, 1, False)


def test_cancelling_leaves_alone_what_is_cancelled():
    plan = plan_of(STATUSES, STATUSES, state="absent", removal="cancel")
    assert plan.cancel == ["1", "2", "3"]
    assert plan.kept == 2 and not plan.remove


def test_purge_removes_what_is_not_listed_but_for_calls_in_progress():
    plan = plan_of(STATUSES, ["2", "6"], purge=True)
    assert plan.remove == ["1", "3", "4"]
    assert (plan.add, plan.kept, plan.everything) == (["6"], 1, False)
    plan = plan_of(STATUSES, ["2"], purge=True, removal="cancel")
    assert plan.cancel == ["1", "3"]


def test_everything_goes_with_one_call_only_when_nothing_stays():
    rows = {"1": "pending", "2": "success"}
    assert plan_of(rows, ["3"], purge=True).everything
    assert plan_of(rows, ["1", "2"], state="absent").everything
    assert not plan_of(rows, ["1"], purge=True).everything
    assert not plan_of({**rows, "3": "dialing"}, ["4"], purge=True).everything
    assert not plan_of(rows, ["3"], purge=True, removal="cancel").everything
    assert not plan_of({"1": "pending"}, ["3"], purge=True).everything
    current = current_of(rows)
    current.others = 1
    assert not make_plan(current, {"3": "3"}, set(), Options(purge=True)).everything


# --- do-not-call -------------------------------------------------------------------------------------------


def test_excluded_numbers_are_never_added_and_go_when_they_are_pending():
    rows = {"+1": "pending", "2": "success", "5": "dialing", "8": "pending"}
    plan = plan_of(rows, ["1", "2", "5", "6", "7"], excluded=["1", "2", "5", "6", "9"])
    assert plan.add == ["7"]
    assert plan.remove == ["+1"]
    assert plan.excluded == 4
    assert plan_of(rows, [], excluded=["8"], removal="cancel").cancel == ["8"]


def test_an_excluded_number_is_not_dialed_again_and_not_purged_for_being_excluded():
    plan = plan_of({"2": "success"}, ["2"], ["2"], existing="set_status", allow_redial=True, purge=True, max_removed=0)
    assert plan.empty


def test_an_excluded_number_is_removed_once():
    for options in ({"state": "absent"}, {"purge": True}):
        plan = plan_of({"1": "pending", "+1": "success", "3": "failed"}, ["1"], ["1"], **options)
        assert sorted(plan.remove) == sorted(set(plan.remove))
    assert plan_of({"1": "pending", "2": "failed"}, ["2"], ["1"], purge=True).remove == ["1"]


# --- limits and options ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options, limit, count",
    [
        ({"state": "present"}, "max_added", 2),
        ({"existing": "set_status", "allow_redial": True}, "max_redial", 3),
        ({"state": "absent"}, "max_removed", 4),
        ({"state": "absent", "removal": "cancel"}, "max_removed", 3),
    ],
)
def test_a_limit_is_what_may_happen_and_no_more(options, limit, count):
    plan = plan_of(STATUSES, [*STATUSES, "8", "9"], **options)
    check_limits(plan, Options(**{**options, limit: count}))
    check_limits(plan, Options(**options))
    with pytest.raises(UsageError) as caught:
        check_limits(plan, Options(**{**options, limit: count - 1}))
    assert caught.value.key == limit
    assert "{0} numbers would be".format(count) in caught.value.text
    assert "{0} allows {1}. Nothing was changed.".format(limit, count - 1) in caught.value.text


def test_a_limit_of_one_number_speaks_of_one_number():
    with pytest.raises(UsageError, match="^1 number would be added"):
        check_limits(plan_of({}, ["1"]), Options(max_added=0))


@pytest.mark.parametrize(
    "options, key",
    [
        ({"max_added": -1}, "max_added"),
        ({"max_redial": -1}, "max_redial"),
        ({"max_removed": -5}, "max_removed"),
        ({"state": "absent", "purge": True}, "purge"),
        ({"state": "absent", "existing": "set_status"}, "existing"),
    ],
)
def test_options_that_exclude_each_other_are_refused(options, key):
    with pytest.raises(UsageError) as caught:
        check_options(Options(**options))
    assert caught.value.key == key


def test_options_that_can_be_meant_are_accepted():
    check_options(Options())
    check_options(Options(purge=True, max_removed=0, max_added=0, max_redial=0))
    check_options(Options(state="absent"))


@pytest.mark.parametrize("wanted, excluded", [({}, set()), ({"1": "1"}, {"1"})])
def test_purge_with_nothing_to_keep_needs_a_limit(wanted, excluded):
    with pytest.raises(UsageError, match="would remove everything") as caught:
        check_list(Options(purge=True), wanted, excluded)
    assert "max_removed" in caught.value.hint
    check_list(Options(purge=True, max_removed=5), wanted, excluded)
    check_list(Options(), wanted, excluded)
    check_list(Options(purge=True), {"1": "1", "2": "2"}, {"1"})


# --- what diff mode shows ----------------------------------------------------------------------------------


def test_the_plan_says_what_comes_and_what_goes():
    plan = plan_of(STATUSES, ["2", "6"], purge=True, existing="set_status", allow_redial=True)
    assert plan.gone == [("2", "success"), ("1", "pending"), ("3", "failed"), ("4", "cancelled")]
    assert plan.come == [("2", "pending"), ("6", "pending")]
    assert by_status(plan.before) == {
        "total": 5,
        "pending": 1,
        "success": 1,
        "failed": 1,
        "cancelled": 1,
        "other": 1,
    }
    assert by_status(plan.after) == {"total": 3, "pending": 2, "success": 0, "failed": 0, "cancelled": 0, "other": 1}


def test_only_the_first_hundred_numbers_are_shown():
    plan = plan_of({str(number): "failed" for number in range(150)}, map(str, range(1000, 1150)), purge=True)
    assert (len(plan.gone), len(plan.come)) == (100, 100)
    assert (len(plan.remove), len(plan.add)) == (150, 150)


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


@settings(max_examples=600, deadline=None)
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
    assert plan.everything == (not plan.cancel and len(rows) == len(plan.remove) > 1)
    assert {status: count for status, count in plan.after.items() if count} == collections.Counter(result.values())


# --- the first numbers of a list ----------------------------------------------------------------------------


def test_only_the_first_numbers_count_and_nothing_happens_to_the_rest():
    plan = plan_of({"1": "success", "5": "failed"}, ["1", "2", "3", "+3", "4", "5"], ["2"], first=3)
    assert plan.add == ["3", "4"] and plan.kept == 1 and plan.excluded == 1
    assert plan.listed == {"success": 1, "pending": 2}
    assert not plan.remove and not plan.cancel


def test_the_first_of_a_list_may_be_none_of_it_or_more_than_it_has():
    assert plan_of({}, ["1", "2"], first=0).empty
    assert plan_of({}, ["1", "2"], first=3).add == ["1", "2"]


@pytest.mark.parametrize(
    "options",
    [{"first": -1}, {"state": "absent"}, {"purge": True, "max_removed": 1}, {"existing": "set_status"}],
    ids=lambda options: next(iter(options)),
)
def test_the_first_of_a_list_can_only_be_loaded(options):
    with pytest.raises(UsageError) as caught:
        check_options(Options(**{"first": 1, **options}))
    assert caught.value.key == "first"
