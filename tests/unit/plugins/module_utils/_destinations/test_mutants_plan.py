# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What mutants of _destinations/plan.py showed to be untested: the very words, and counts at the edge."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.grammar import canonical
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.numbers import NAMED
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.plan import (
    Current,
    Options,
    Plan,
    by_status,
    check_limits,
    check_list,
    check_options,
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


def refused(check, *arguments):
    with pytest.raises(UsageError) as caught:
        check(*arguments)
    return caught.value.text, caught.value.key, caught.value.hint


def test_what_a_task_asks_for_by_default():
    options = Options()
    assert (options.state, options.status, options.existing, options.removal) == (
        "present",
        "pending",
        "keep",
        "delete",
    )
    assert options.purge is options.allow_redial is False
    assert options.max_added is options.max_redial is options.max_removed is None


@pytest.mark.parametrize("name", ["max_added", "max_redial", "max_removed"])
def test_limits_below_nothing(name):
    assert refused(check_options, Options(**{name: -1})) == ("{0} must be 0 or more.".format(name), name, None)
    check_options(Options(**{name: 0}))
    check_options(Options(**{name: 1}))


def test_options_that_exclude_each_other_in_their_words():
    assert refused(check_options, Options(state="absent", purge=True)) == (
        "purge and state=absent exclude each other.",
        "purge",
        "purge removes what is not listed, state=absent removes what is listed.",
    )
    words = "existing=set_status and state=absent exclude each other."
    assert refused(check_options, Options(state="absent", existing="set_status")) == (words, "existing", None)
    check_options(Options(state="absent"))
    check_options(Options(purge=True, existing="set_status"))


def test_a_list_with_nothing_to_keep_in_its_words():
    told = (
        "purge with a list that has no number to keep would remove everything.",
        "purge",
        "Set max_removed to how many numbers may go, if that is what you want.",
    )
    purge = Options(purge=True)
    assert refused(check_list, purge, {}, set()) == told
    assert refused(check_list, purge, {"1": "1", "2": "2"}, {"1", "2", "3"}) == told
    check_list(purge, {"1": "1", "2": "2"}, {"1"})
    check_list(Options(purge=True, max_removed=0), {}, set())
    check_list(Options(), {}, set())


@pytest.mark.parametrize(
    ("plan", "options", "told"),
    [
        (
            Plan("pending", add=["1"]),
            Options(max_added=0),
            ("1 number would be added, and max_added allows 0. Nothing was changed.", "max_added"),
        ),
        (
            Plan("pending", add=["1", "2", "3"]),
            Options(max_added=2),
            ("3 numbers would be added, and max_added allows 2. Nothing was changed.", "max_added"),
        ),
        (
            Plan("pending", remove=["1", "2"], cancel=["3"]),
            Options(max_removed=2),
            ("3 numbers would be removed or cancelled, and max_removed allows 2. Nothing was changed.", "max_removed"),
        ),
        (
            Plan("pending", redial=["1", "2"]),
            Options(allow_redial=True, max_redial=1),
            ("2 numbers would be called again, and max_redial allows 1. Nothing was changed.", "max_redial"),
        ),
    ],
)
def test_limits_in_their_words(plan, options, told):
    hint = "Look at the list and at the campaign. If both are right, raise {0}.".format(told[1])
    assert refused(check_limits, plan, options) == (*told, hint)


@pytest.mark.parametrize(
    ("plan", "options"),
    [
        (Plan("pending", add=["1"]), Options(max_added=1, max_removed=0, max_redial=0)),
        (Plan("pending", remove=["1"], cancel=["2"]), Options(max_removed=2, max_added=0)),
        (Plan("pending", redial=["1"]), Options(allow_redial=True, max_redial=1)),
        (Plan("pending", add=["1"], remove=["2"], redial=["3"]), Options(allow_redial=True)),
    ],
)
def test_as_much_as_a_limit_allows(plan, options):
    check_limits(plan, options)


def test_calling_again_unasked_in_its_words():
    plan = Plan("pending", redial=["1", "2", "3"])
    plan.redial_from.update({"success": 2, "failed": 1})
    assert refused(check_limits, plan, Options(max_redial=0)) == (
        "existing=set_status with status=pending would call 3 numbers again (1 failed, 2 success)."
        " Nothing was changed.",
        "allow_redial",
        "If these people are to be called again, set allow_redial to true and max_redial to how many.",
    )


def test_counts_as_results_show_them():
    assert by_status({"success": 2, "dialing": 1, "ringing": 3}) == {
        "total": 6,
        "pending": 0,
        "success": 2,
        "failed": 0,
        "cancelled": 0,
        "other": 4,
    }


def test_kinds_of_change():
    plan = Plan("pending", ["1"], ["2"] * 2, ["3"] * 3, ["4"] * 4, ["5"] * 5)
    counts = {"added": 1, "redialled": 2, "status_changed": 3, "removed": 4, "cancelled": 5}
    assert plan.counts() == counts
    assert not plan.empty and Plan("pending").empty
    for kind in ("add", "redial", "change", "remove", "cancel"):
        assert not Plan("pending", **{kind: ["1"]}).empty


# --- what is there ----------------------------------------------------------------------------------------


def test_rows_are_counted_once_for_each_spelling():
    current = current_of(("+1 5", "success"), ("15", "dialing"))
    assert not current.add("15", "pending")
    assert not current.add("+1 5", "pending")
    assert current.rows == 2 and current.counts == {"success": 1, "dialing": 1} and current.others == 0
    assert current.status == {"15": "dialing"}
    assert current.of("15") == [("+1 5", "success"), ("15", "dialing")]
    assert current.add("1-5", "failed") and len(current.of("15")) == 3 and current.rows == 3


@pytest.mark.parametrize(
    ("first", "second", "counts"),
    [
        ("success", "pending", "pending"),
        ("pending", "success", "pending"),
        ("failed", "success", "success"),
        ("cancelled", "failed", "failed"),
        ("failed", "cancelled", "failed"),
        ("pending", "dialing", "dialing"),
        ("dialing", "pending", "dialing"),
        ("dialing", "ringing", "dialing"),
        ("success", "success", "success"),
    ],
)
def test_the_most_cautious_status_counts(first, second, counts):
    current = current_of(("5", first), ("+5", second))
    assert current.status_of("(5)") == counts


def test_whom_a_spelling_belongs_to():
    current = current_of(("+1 5", "success"), ("6", "failed"))
    assert current.status_of("15") == "success" and current.status_of("7") is None
    assert current.holds("+1 5") and current.holds("6")
    assert not current.holds("15") and not current.holds("+6") and not current.holds("7")
    assert current.of("15") == [("+1 5", "success")] and current.of("6") == [("6", "failed")]


def test_one_status_is_one_string():
    current = Current()
    for number in ("1", "2"):
        current.add(number, "".join(["pend", "ing"]))
    assert current.status["1"] is current.status["2"]


# --- the plan ---------------------------------------------------------------------------------------------


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
