# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task may ask for, and how far a plan may go: the very words, and counts at the edge."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.plan import (
    Options,
    Plan,
    by_status,
    check_limits,
    check_list,
    check_options,
)


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
            ("existing=set_status and state=absent exclude each other.", "existing", None),
        ),
        ({"first": -1}, ("first must be 0 or more.", "first", None)),
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


def test_purge_beside_rejected_entries_needs_a_limit():
    wanted = {"1": "1"}
    told = (
        "purge would remove whoever is meant by 2 entries that cannot be used as a telephone number. "
        "Nothing was changed.",
        "purge",
        "Correct the entries under rejected, or set max_removed to how many numbers may go.",
    )
    assert refused(check_list, Options(purge=True), wanted, set(), 2) == told
    check_list(Options(purge=True, max_removed=1), wanted, set(), 2)
    check_list(Options(), wanted, set(), 2)
