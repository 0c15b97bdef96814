# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs over campaigns in check mode, and with a validation before the first write."""

from __future__ import annotations

import pytest
from unit.support.fakes import envelope
from unit.support.platform import Platform
from unit.support.provisioning import (
    CREATE,
    LIST,
    UPDATE,
    new,
    operations,
    play,
    there,
)


def test_check_mode_validates_every_planned_write_and_makes_the_same_plan():
    platform = there("Changed", "Gone")
    entries = [new("Changed", attempts=7), new("New"), new("New", 3)]
    checked = play(platform, entries, check=True, purge=True)
    assert sorted(platform.validations) == [CREATE, CREATE, UPDATE]
    assert [entry.validated for entry in checked.all] == [True, True, True, False]
    real = play(platform, entries, purge=True)
    assert [entry.operation for entry in checked.all] == [entry.operation for entry in real.all]
    assert [entry.changed for entry in checked.all] == [True] * 4 == [entry.changed for entry in real.all]
    assert not any(entry.validated for entry in real.all)
    assert [entry.id for entry in checked.entries[1:]] == [None, None]
    for one, other in zip(checked.entries, real.entries):
        assert {**one.campaign, "id": other.id} == other.campaign


@pytest.mark.parametrize("stop_on_error", [True, False])
def test_check_mode_reports_every_refusal(stop_on_error):
    platform = Platform()
    platform.refuse_names = {"a", "c"}
    entries = [new("a"), new("b"), new("c"), {"name": "d", "customer": 2}]
    report = play(platform, entries, check=True, stop_on_error=stop_on_error)
    assert operations(report) == ["failed", "skipped" if stop_on_error else "created", "failed", "failed"]
    assert [entry.error.code for entry in report.failures] == [400, 400, None]
    error = report.entries[2].error
    assert "campaigns[2] ('c')" in error.text and "customer" not in (error.key or "")


UNPLANNED = {"name": "d", "customer": 2}


@pytest.mark.parametrize("entries", [["a", "b", "c", "d"], ["b", "a"], ["a", "b", UNPLANNED], ["a", "c"]])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"stop_on_error": False},
        {"validate_first": True},
        {"validate_first": True, "stop_on_error": False},
        {"review": lambda _planned: None},
        {"review": lambda _planned: None, "stop_on_error": False},
    ],
)
def test_check_mode_foresees_what_is_done_beside_a_refusal(options, entries):
    listed = [entry if entry is UNPLANNED else new(entry) for entry in entries]
    entries = [*listed, {"name": "Changed", "customer": 3, "attempts": 7}]
    told = []
    for check in (True, False):
        platform = there("Gone")
        platform.add("Changed", customer=3)
        platform.add("Gone", customer=3)
        platform.refuse_names = {"b"}
        report = play(platform, entries, check=check, purge=True, **options)
        told.append([entry.changed for entry in report.all])
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "workers, refused, done",
    [(1, 0, []), (1, 2, [0, 1]), (2, 2, [0, 1, 3]), (4, 0, [1, 2, 3]), (4, 4, [0, 1, 2, 3, 5])],
)
def test_check_mode_counts_what_is_in_flight_beside_a_refusal(workers, refused, done):
    platform = there("Same")
    platform.refuse_names = {str(refused)}
    entries = [{"name": "Same", "customer": 2}, *(new(str(number)) for number in range(6))]
    report = play(platform, entries, check=True, workers=workers)
    assert [number for number in range(6) if report.entries[number + 1].changed] == done
    assert report.entries[0].operation == "unchanged"


@pytest.mark.parametrize("stop_on_error", [True, False])
def test_validate_first_writes_nothing_when_one_is_refused(stop_on_error):
    platform = Platform()
    platform.refuse_names = {"b"}
    report = play(platform, [new("a"), new("b"), new("c")], validate_first=True, stop_on_error=stop_on_error)
    assert platform.writes == [] and len(platform.validations) == 3
    assert operations(report) == ["skipped", "failed", "skipped"]
    platform.refuse_names = set()
    report = play(platform, [new("a"), new("b"), new("c")], validate_first=True)
    assert operations(report) == ["created"] * 3 and all(entry.validated for entry in report.entries)
    assert platform.functions == [LIST] + [CREATE] * 6 + [LIST]
    # One that cannot even be planned has the same effect.
    report = play(platform, [new("d"), {"name": "e", "customer": 2}], validate_first=True, stop_on_error=stop_on_error)
    assert platform.writes == [] and operations(report) == ["skipped", "failed"]


@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("how", [{"check": True}, {"validate_first": True}, {"check": True, "stop_on_error": False}])
def test_nothing_follows_a_validation_that_may_have_been_carried_out(how, workers):
    """Every further one might be a campaign that calls."""
    platform = there("Changed")
    platform.before = {CREATE: [envelope("200", {"id": 7})] * 8}
    entries = [*(new("n{0}".format(number)) for number in range(8)), new("Changed", attempts=7)]
    report = play(platform, entries, workers=workers, **how)
    assert platform.validations == [CREATE] and platform.writes == []
    assert sorted(operations(report)) == ["failed"] + ["skipped"] * 8
    assert [entry.changed for entry in report.failures] == [True]
    assert "may have carried it out" in report.failures[0].error.text


def test_no_id_is_asked_about_after_an_answer_that_may_mean_a_change():
    platform = Platform()
    platform.before = {UPDATE: [envelope("204")] * 3}
    entries = [{"id": number, "attempts": 2} for number in (7, 8, 9)]
    report = play(platform, entries, stop_on_error=False)
    assert platform.validations == [UPDATE] and operations(report) == ["failed"] * 3
