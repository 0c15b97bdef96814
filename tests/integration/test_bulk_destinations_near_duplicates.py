# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_destinations: a platform that keeps numbers in another form, so that everybody would be called twice.

Numbers that are there in another form are in the table of test_bulk_destinations_strangers.py.
"""

from __future__ import annotations

import typing as t

import pytest
from integration.cases import Teller, Told
from integration.loading import CREATE, case, created

pytestmark = pytest.mark.any_core

NATIONAL = [f"212555{number:04}" for number in range(6)]
INTERNATIONAL = [f"1{number}" for number in NATIONAL]
COUNTRY = {"normalize_numbers": "country"}
LOST = [{"function": CREATE, "kind": "drop_after"}]


@pytest.fixture(scope="module")
def played(tell: Teller) -> Told:
    asked: dict[str, t.Any] = {"numbers": NATIONAL}
    return tell(
        [
            case("platform with a form of its own", asked, server=COUNTRY, again=True),
            case("its answer is lost", asked, server=COUNTRY, faults=LOST, again=True),
            case("one with a form of its own", {"numbers": NATIONAL[:1]}, server=COUNTRY, again=True),
        ]
    )


def test_a_second_run_calls_nobody_twice_where_the_platform_adds_a_country_code(played: Told) -> None:
    loaded = played["platform with a form of its own"]
    assert loaded.done.numbers == dict.fromkeys(INTERNATIONAL, "pending")
    assert loaded.again.writes == [] and loaded.again.numbers == loaded.numbers
    assert loaded.again.error["key"] == "allow_lookalikes"


def test_not_even_one_is_called_twice(played: Told) -> None:
    loaded = played["one with a form of its own"]
    assert loaded.done.numbers == {INTERNATIONAL[0]: "pending"}
    assert loaded.again.writes == []
    assert " That person would be called twice. Nothing was changed. " in loaded.again.result["msg"]


def test_nothing_is_sent_again_where_the_look_shows_the_numbers_in_another_form(played: Told) -> None:
    loaded = played["its answer is lost"]
    assert loaded.error["retryable"] is True
    assert created(loaded.journal) == NATIONAL
    assert loaded.again.error["key"] == "allow_lookalikes" and loaded.again.writes == []
