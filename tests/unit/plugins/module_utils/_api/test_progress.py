# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is said about long work, by a clock of the test's own."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.progress import Watcher, duration, line


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def said():
    return []


@pytest.mark.parametrize("seconds, watched", [(4.9, True), (60, False)], ids=["short", "nobody watches"])
def test_short_work_and_work_that_nobody_watches_says_nothing(clock, said, seconds, watched):
    work = Watcher(said.append if watched else None, clock).begin("Adding numbers", 100)
    clock.now += seconds
    work.add(100)
    assert said == [] and work._done == 100


def test_long_work_says_every_few_seconds_how_far_it_is(clock, said):
    work = Watcher(said.append, clock).begin("Adding numbers", 1000)
    for _look in range(10):
        clock.now += 2
        work.add(50)
    wanted = ("150 of 1000, 15 %, 25/s, 34 s left", "300 of 1000, 30 %, 25/s, 28 s left")
    assert said == ["Adding numbers: " + far for far in (*wanted, "450 of 1000, 45 %, 25/s, 22 s left")]


def test_work_that_begins_anew_says_less_than_before(clock, said):
    work = Watcher(said.append, clock).begin("Reading numbers", 1000)
    clock.now += 5
    work.reach(500)
    clock.now += 5
    work.reach(100)
    assert [text.split(",")[0] for text in said] == ["Reading numbers: 500 of 1000", "Reading numbers: 100 of 1000"]


@pytest.mark.parametrize("value", ["off", "OFF", " off ", "0", "no", "false"])
def test_a_variable_silences_it(clock, said, monkeypatch, value):
    monkeypatch.setenv("ENSWITCH_PROGRESS", value)
    work = Watcher(said.append, clock).begin("Adding numbers", 10)
    clock.now += 60
    work.add(5)
    assert said == []


@pytest.mark.parametrize(
    ("done", "total", "seconds", "expected"),
    [
        (0, 10, 5, "Work: 0 of 10, 0 %, 0.0/s"),
        (3, None, 6, "Work: 3, 0.5/s"),
        (12, 10, 6, "Work: 12, 2.0/s"),
        (10, 10, 5, "Work: 10 of 10, 100 %, 2.0/s, 0 s left"),
        (1, 3600, 1, "Work: 1 of 3600, 0 %, 1.0/s, 59 min 59 s left"),
    ],
)
def test_a_line_says_what_is_known(done, total, seconds, expected):
    assert line("Work", done, total, seconds) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0.4, "0 s"), (59.6, "1 min 0 s"), (3600, "1 h 0 min"), (7325, "2 h 2 min")]
)
def test_a_span_of_time_is_said_as_a_person_says_it(seconds, expected):
    assert duration(seconds) == expected
