# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks over campaigns at the same time, on one machine."""

from __future__ import annotations

import contextlib
import itertools
import types

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import locks
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import ConflictError, EnswitchError
from ansible_collections.telephony.enswitch.plugins.module_utils._api.locks import acquired, busy
from unit.support.fakes import client, envelope
from unit.support.platform import Platform
from unit.support.provisioning import (
    CREATE,
    LOGIN,
    UPDATE,
    failing,
    new,
    operations,
    play,
)


def other_task(customer):
    """Another task that provisions campaigns of a customer; None is that of any account."""
    url = client(Platform()).url
    return acquired(url, "new campaigns", [customer or 0], busy("does the same", "customer"), lambda _tries: None, 0.0)


def while_written(platform, customer):
    """Run on the own customer; tell whether another task could have the lock of a customer during its write."""
    free = []

    def look(_parameters):
        with contextlib.suppress(ConflictError), other_task(customer):
            free.append(customer)

    platform.before[CREATE] = [look]
    assert operations(play(platform, [new("New", None)])) == ["created"]
    return bool(free)


def test_a_task_on_the_own_customer_holds_up_no_other_customer_while_it_writes():
    platform = Platform(own=2)
    platform.add("There")
    assert while_written(platform, 3)
    platform = Platform(own=2)
    platform.add("There")
    assert not while_written(platform, 2)


@pytest.mark.parametrize(
    "entry, customer, free",
    [
        ({"name": "New", "customer": 2}, 2, False),
        ({"name": "New", "customer": 2}, 3, True),
        # By its ID alone, it may be anybody's until it is found.
        ({"name": "New"}, 2, False),
        ({"name": "New"}, 3, True),
        ({"maximum": 9, "customer": 2}, 2, True),
    ],
)
def test_a_task_that_gives_a_name_keeps_others_from_giving_it(entry, customer, free):
    platform = Platform(own=2)
    number = platform.add("There")
    found = []

    def look(_parameters):
        with contextlib.suppress(ConflictError), other_task(customer):
            found.append(customer)

    platform.before[UPDATE] = [look]
    assert operations(play(platform, [{"id": number, **entry}])) == ["updated"]
    assert bool(found) is free


@pytest.mark.parametrize("own", [{}, {"customer": 2}])
def test_a_task_that_gives_a_name_waits_for_one_that_creates(own, monkeypatch):
    monkeypatch.setattr(locks, "time", types.SimpleNamespace(monotonic=itertools.count(0, 60).__next__))
    platform = Platform(own=3)
    number = platform.add("There")
    with other_task(2), pytest.raises(ConflictError, match="at the same time"):
        play(platform, [{"id": number, "name": "New", **own}])
    assert platform.journal == []


def test_where_no_row_tells_whose_campaigns_they_are_it_may_be_any_customer():
    assert not while_written(Platform(own=2), 3)


def test_a_task_on_the_own_customer_waits_for_no_other_customer():
    platform = Platform(own=2)
    with other_task(3):
        assert operations(play(platform, [new("New", None)])) == ["created"]
    # That is worth a call where others are at work, and only there.
    assert platform.functions.count(LOGIN) == 1
    assert operations(play(platform, [new("Another", None)])) == ["created"]
    assert LOGIN not in platform.functions


@pytest.mark.parametrize(
    "other, platform", [(2, Platform(own=2)), (3, Platform(own=2, tell_customer=False)), (None, Platform(own=2))]
)
def test_a_task_on_the_own_customer_waits_for_the_same_customer(other, platform, monkeypatch):
    monkeypatch.setattr(locks, "time", types.SimpleNamespace(monotonic=itertools.count(0, 60).__next__))
    with other_task(other):
        error = failing(ConflictError, platform, [new("New", None)])
    assert error.retryable and error.key == "customer"
    assert platform.campaigns == {}


@pytest.mark.parametrize("code, category", [("402", "conflict"), ("202", "conflict"), ("401", "authentication")])
def test_a_task_that_may_not_ask_whose_customer_it_is_waits_too(code, category, monkeypatch):
    """Such as with two factors. A wrong password is one refused login."""
    monkeypatch.setattr(locks, "time", types.SimpleNamespace(monotonic=itertools.count(0, 60).__next__))
    platform = Platform(own=2)
    platform.before[LOGIN] = [lambda _parameters: envelope(code)]
    with other_task(3):
        error = failing(EnswitchError, platform, [new("New", None)])
    assert error.category == category and platform.functions.count(LOGIN) == 1
