# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the platform answers in a way that leaves doubt: not found, left out, counted in a way of its own."""

from __future__ import annotations

import pytest
from unit.fake_destinations import FakePlatform, refusal
from unit.support.loading import (
    CREATE,
    DELETE,
    UPDATE,
    Load,
    once,
    several,
)


def counting(platform, function, count, **other):
    """Let a change do its work with other parameters than it got, and answer with this count."""
    answer = platform._answer

    def counted(name, parameters, validation):
        if name != function:
            return answer(name, parameters, validation)
        answer(name, {**parameters, **other}, validation)
        return {"count": count}

    platform._answer = counted


def test_a_number_that_somebody_else_has_deleted_is_no_error():
    platform = FakePlatform(dict.fromkeys(several(5), "pending"))
    once(platform, DELETE, lambda parameters: platform.rows.pop(parameters["dnumber"]), "before")
    load = Load(platform, several(4), state="absent")
    assert load.error is None and load.count("removed") == 3


@pytest.mark.parametrize("refused", [1, 3])
def test_a_number_that_may_not_be_deleted_is_an_error(refused):
    """The same 404 as for a number that has gone: only the list tells."""
    platform = FakePlatform(dict.fromkeys(several(5), "pending"))
    denied = list(several(4))[:refused]

    def before(function, parameters):
        if function == DELETE and parameters["dnumber"] in denied:
            raise refusal("dnumber", "not found", 404)

    platform.before = before
    load = Load(platform, several(4), state="absent")
    assert load.count("removed") == 4 - refused and set(denied) < set(platform.rows)
    assert (load.error.code, load.error.category) == (404, "not_found")
    some = "1 number" if refused == 1 else "3 numbers"
    assert "answered with code 404 for {0}, first {1!r}, but the platform".format(some, denied[0]) in load.error.text


@pytest.mark.parametrize("skip", [False, True])
def test_numbers_that_the_platform_leaves_out_silently_are_found_and_named(skip):
    platform = FakePlatform(bad=lambda number: number == "2125550013", leaves_out_bad=True)
    load = Load(platform, several(30), skip=skip)
    assert load.refused == ["2125550013"]
    assert load.report.refused[0].reason == "the platform left it out without an error"
    assert load.count("added") == 29
    assert load.error is None if skip else load.error.category == "invalid_input"


def test_a_platform_that_counts_fewer_than_it_added_is_believed_after_a_look():
    platform = FakePlatform()
    counting(platform, CREATE, 8)
    load = Load(platform, several(10))
    assert load.error is None
    assert (load.count("added"), load.report.kept) == (8, 2)


def test_an_update_of_numbers_that_somebody_else_has_deleted():
    platform = FakePlatform({"1": "pending", "2": "pending"})
    once(platform, UPDATE, lambda _parameters: platform.rows.pop("1"), "before")
    load = Load(platform, ["1", "2"], existing="set_status", status="failed")
    assert load.error is None and load.count("status_changed") == 1


@pytest.mark.parametrize("status", ["failed", "pending"])
def test_an_update_that_has_no_effect_is_an_error(status):
    """Somebody who must not be called would be pending, and the task would say that all is well."""
    platform = FakePlatform({"1": "success", "2": "success"})
    counting(platform, UPDATE, 1, dnumbers="1")
    load = Load(platform, ["1", "2"], existing="set_status", status=status, allow_redial=True)
    kind = "redialled" if status == "pending" else "status_changed"
    assert load.count(kind) == 1
    assert load.error.retryable and load.error.text == (
        "bulk/destinations/update reported success, but left 1 of 2 numbers as they were, first '2'."
    )


def test_an_update_that_counts_in_a_way_of_its_own():
    platform = FakePlatform({"1": "pending", "2": "pending"})
    counting(platform, UPDATE, 0)
    load = Load(platform, ["1", "2"], existing="set_status", status="failed")
    assert load.error is None and load.count("status_changed") == 2 and load.report.warnings == []


def test_numbers_that_were_called_again_at_once_are_called_again():
    platform = FakePlatform({"1": "failed", "2": "failed"})
    counting(platform, UPDATE, 0, status="success")
    load = Load(platform, ["1", "2"], existing="set_status", status="pending", allow_redial=True)
    assert load.error is None and load.count("redialled") == 2
