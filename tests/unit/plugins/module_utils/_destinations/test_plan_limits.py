# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task may ask for, and how far a plan may go: the very words, and counts at the edge."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import ProtocolError, UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.plan import (
    UNTOLD,
    Current,
    Options,
    Plan,
    by_status,
    check_limits,
    check_list,
    check_options,
    check_status,
    make_plan,
)


def refused(check, *arguments):
    with pytest.raises(UsageError) as caught:
        check(*arguments)
    return caught.value.text, caught.value.key, caught.value.hint


def test_what_a_task_asks_for_by_default():
    assert Options() == Options("present", "pending", False, "keep", False, None, None, None, "delete", None)


@pytest.mark.parametrize("name", ["max_added", "max_redial", "max_removed"])
def test_limits_below_nothing(name):
    told = "{0} cannot be -1.".format(name), name, "{0} must be 0 or more.".format(name)
    assert refused(check_options, Options(**{name: -1})) == told
    check_options(Options(**{name: 0}))
    check_options(Options(**{name: 1}))


@pytest.mark.parametrize(
    "options, told",
    [
        (
            {"state": "absent", "purge": True},
            (
                "purge and state=absent exclude each other.",
                "purge",
                "purge removes what is not listed, state=absent removes what is listed.",
            ),
        ),
        (
            {"state": "absent", "existing": "set_status"},
            ("existing=set_status and state=absent exclude each other.", "existing", "Leave out one of the two."),
        ),
        ({"first": -1}, ("first cannot be -1.", "first", "first must be 0 or more.")),
        *(
            (
                {"first": 1, **options},
                (
                    "first cannot be used with state=absent, purge or existing=set_status.",
                    "first",
                    "It loads a part of a list and leaves the rest of the campaign alone.",
                ),
            )
            for options in ({"state": "absent"}, {"purge": True, "max_removed": 1}, {"existing": "set_status"})
        ),
    ],
)
def test_options_that_exclude_each_other(options, told):
    assert refused(check_options, Options(**options)) == told


def test_options_that_can_be_meant_are_accepted():
    check_options(Options(state="absent"))
    check_options(Options(purge=True, existing="set_status"))
    check_options(Options(first=0))


NOTHING_TO_KEEP = (
    "purge with a list that has no number to keep would remove everything.",
    "purge",
    "Set max_removed to how many numbers may go, if that is what you want.",
)
REJECTED = (
    "purge would remove whoever is meant by {0} that cannot be used as a telephone number. Nothing was changed.",
    "purge",
    "Correct the entries under rejected, or set max_removed to how many numbers may go.",
)


@pytest.mark.parametrize(
    "wanted, excluded, rejected, told",
    [
        ({}, set(), 0, NOTHING_TO_KEEP),
        ({"1": "1", "2": "2"}, {"1", "2", "3"}, 0, NOTHING_TO_KEEP),
        ({"1": "1"}, set(), 1, (REJECTED[0].format("1 entry"), *REJECTED[1:])),
        ({"1": "1"}, set(), 2, (REJECTED[0].format("2 entries"), *REJECTED[1:])),
    ],
)
def test_purge_with_an_empty_or_incomplete_list_needs_a_limit(wanted, excluded, rejected, told):
    assert refused(check_list, Options(purge=True), wanted, excluded, rejected) == told
    check_list(Options(purge=True, max_removed=0), wanted, excluded, rejected)
    check_list(Options(), wanted, excluded, rejected)
    check_list(Options(purge=True), {"1": "1", "2": "2"}, {"1"})


@pytest.mark.parametrize(
    ("plan", "options", "key", "told"),
    [
        (Plan("pending", add=["1"]), {"max_added": 0}, "max_added", "1 number would be added"),
        (Plan("pending", add=["1", "2", "3"]), {"max_added": 2}, "max_added", "3 numbers would be added"),
        (
            Plan("pending", remove=["1", "2"], cancel=["3"]),
            {"max_removed": 2},
            "max_removed",
            "3 numbers would be removed or cancelled",
        ),
        (
            Plan("pending", redial=["1", "2"]),
            {"allow_redial": True, "max_redial": 1},
            "max_redial",
            "2 numbers would be called again",
        ),
    ],
)
def test_limits_in_their_words(plan, options, key, told):
    assert refused(check_limits, plan, Options(**options)) == (
        "{0}, and {1} allows {2}. Nothing was changed.".format(told, key, options[key]),
        key,
        "Look at the list and at the campaign. If both are right, raise {0}.".format(key),
    )


@pytest.mark.parametrize(
    ("plan", "options"),
    [
        (Plan("pending", add=["1"]), Options(max_added=1, max_removed=0, max_redial=0)),
        (Plan("pending", remove=["1"], cancel=["2"]), Options(max_removed=2, max_added=0)),
        (Plan("pending", redial=["1"]), Options(allow_redial=True, max_redial=1)),
        (Plan("pending", add=["1"], remove=["2"], redial=["3"]), Options(allow_redial=True)),
        (Plan("failed", change=["1"]), Options(existing="set_status", status="failed")),
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
    shown = {"total": 6, "pending": 0, "success": 2, "failed": 0, "cancelled": 0, "other": 4}
    assert by_status({"success": 2, "dialing": 1, "ringing": 3}) == shown


def test_kinds_of_change():
    plan = Plan("pending", ["1"], ["2"] * 2, ["3"] * 3, ["4"] * 4, ["5"] * 5)
    counts = {"added": 1, "redialled": 2, "status_changed": 3, "removed": 4, "cancelled": 5}
    assert plan.counts() == counts
    assert not plan.empty and Plan("pending").empty
    for kind in ("add", "redial", "change", "remove", "cancel"):
        assert not Plan("pending", **{kind: ["1"]}).empty


# --- numbers whose status the platform does not tell ----------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "excluded", "options", "untold"),
    [
        # Those that are kept, and those that the plan is not about.
        (["1", "4"], [], {}, []),
        (["4"], [], {}, []),
        # Those to remove or to change.
        (["1", "3"], [], {"state": "absent"}, ["1"]),
        (["+1", "4"], [], {"existing": "set_status", "status": "cancelled"}, ["1"]),
        (["1"], [], {"purge": True}, ["2", "+2"]),
        (["4"], [], {"purge": True}, ["1", "2", "+2"]),
        (["1"], [], {"purge": True, "existing": "set_status", "status": "cancelled"}, ["1", "2", "+2"]),
        # Those who must not be called, listed or not.
        ([], ["2", "3"], {}, ["2", "+2"]),
        (["1", "2"], ["1"], {}, ["1"]),
    ],
)
def test_numbers_without_a_status_that_a_plan_is_about(wanted, excluded, options, untold):
    current = Current()
    for number, status in (("1", UNTOLD), ("2", UNTOLD), ("+2", UNTOLD), ("3", "pending")):
        current.add(number, status)
    plan = make_plan(current, {number.strip("+"): number for number in wanted}, set(excluded), Options(**options))
    assert plan.untold == untold
    if not untold:
        check_status(plan)
        return
    with pytest.raises(ProtocolError) as caught:
        check_status(plan)
    error = caught.value
    assert (error.function, error.key) == ("bulk/destinations/list", "status")
    count = "1 number" if len(untold) == 1 else f"{len(untold)} numbers"
    assert error.text == (
        f"bulk/destinations/list tells no status of {count} that may have to be removed or changed, first "
        f"'{untold[0]}'. Nothing was changed."
    )
    assert error.hint == (
        "Look on the platform whether these numbers are still to be called, and report this version of it: "
        "its list has no status."
    )


def test_a_platform_that_tells_the_status_of_some_is_asked_about_the_others_alone():
    current = Current()
    for number, status in (("1", UNTOLD), ("+1", "success"), ("2", "pending")):
        current.add(number, status)
    assert make_plan(current, {}, {"1", "2"}, Options()).untold == ["1"]
