# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When time groups are active, and how hours are written in a seed."""

from __future__ import annotations

import datetime
import random

import pytest
from simulator.hours import DAY, START_OF_CLOCK, Group, Period
from simulator.timegroups import ALWAYS, BadHours, seed_periods

HOUR = 3600
OFFICE = {"days_week": "1,2,3,4,5", "starthour": 9, "endhour": 16}


def group(*periods, active=True, wraps=False):
    return Group(active, tuple(Period.of({**ALWAYS, **period}) for period in periods), wraps)


def clock(text):
    """A moment, such as `2026-01-05 10:00`, on the simulated clock."""
    moment = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)
    return int(moment.timestamp()) - START_OF_CLOCK


def unix(text):
    return clock(text) + START_OF_CLOCK


def test_the_clock_starts_on_a_monday_at_ten():
    assert clock("2026-01-05 10:00") == 0
    assert datetime.date(2026, 1, 5).isoweekday() == 1


@pytest.mark.parametrize(
    ("found", "now", "expected"),
    [
        (group({}), "2026-01-05 10:00", "2026-01-05 10:00"),
        (group(), "2026-01-05 10:00", None),
        (group(active=False), "2026-01-05 10:00", "2026-01-05 10:00"),
        (group({}, active=False), "2026-01-05 10:00", "2100-01-01"),
        (group(OFFICE), "2026-01-05 08:00", "2026-01-05 09:00"),
        (group(OFFICE), "2026-01-05 09:00", "2026-01-05 09:00"),
        (group(OFFICE), "2026-01-05 16:59:59", "2026-01-05 16:59:59"),
        (group(OFFICE), "2026-01-05 17:00", "2026-01-06 09:00"),
        (group(OFFICE), "2026-01-09 17:00", "2026-01-12 09:00"),
        # Any period is enough.
        (group(OFFICE, {"starthour": 20}), "2026-01-05 17:00", "2026-01-05 20:00"),
        (group(OFFICE, {"starthour": 17}), "2026-01-05 17:00", "2026-01-05 17:00"),
        # Inverted: while none is.
        (group(OFFICE, active=False), "2026-01-05 10:00", "2026-01-05 17:00"),
        (group(OFFICE, active=False), "2026-01-05 08:00", "2026-01-05 08:00"),
        (group(OFFICE, active=False), "2026-01-10 10:00", "2026-01-10 10:00"),
        # All criteria of a period count.
        (group({"days_month": "31", "months": "02,04,12"}), "2026-01-05 10:00", "2026-12-31"),
        (group({"days_month": "29", "months": "02"}), "2026-01-05 10:00", "2028-02-29"),
        (group({"days_month": "30", "months": "02"}), "2026-01-05 10:00", None),
        (group({"years": "2031", "months": "07", **OFFICE}), "2026-01-05 10:00", "2031-07-01 09:00"),
        (group({"years": "2025"}), "2026-01-05 10:00", None),
        (group({"years": "2025", "days_week": "1"}, {"days_week": "7"}), "2026-01-05 10:00", "2026-01-11"),
        # Dates: the day of enddate still counts.
        (group({"startdate": unix("2026-03-01")}), "2026-01-05 10:00", "2026-03-01"),
        (group({"enddate": unix("2026-01-06")}), "2026-01-06 23:59:59", "2026-01-06 23:59:59"),
        (group({"enddate": unix("2026-01-06")}), "2026-01-07", None),
        (group({"startdate": unix("2026-01-01"), "enddate": unix("2025-01-01")}), "2026-01-05 10:00", None),
        # Past midnight.
        (group({"starthour": 22, "endhour": 5}), "2026-01-05 10:00", None),
        (group({"starthour": 22, "endhour": 5}, wraps=True), "2026-01-05 10:00", "2026-01-05 22:00"),
        (group({"starthour": 22, "endhour": 5}, wraps=True), "2026-01-05 05:59:59", "2026-01-05 05:59:59"),
        (group({"starthour": 22, "endhour": 5, "days_week": "7"}, wraps=True), "2026-01-05 05:00", "2026-01-05 05:00"),
        (group({"starthour": 22, "endhour": 5, "days_week": "7"}, wraps=True), "2026-01-05 06:00", "2026-01-11 22:00"),
    ],
)
def test_next_open(found, now, expected):
    assert found.next_open(clock(now)) == (None if expected is None else clock(expected))


def some_period(rng):
    """A period that matches some days of January and February 2026, or of another year."""
    edges = sorted(rng.sample(range(DAY), 2))
    if rng.random() < 0.1:
        edges.reverse()
    period = {
        "days_week": ",".join(str(day) for day in sorted(rng.sample(range(1, 8), rng.randint(1, 7)))),
        "days_month": ",".join(f"{day:02}" for day in sorted(rng.sample(range(1, 32), rng.randint(1, 31)))),
        "months": rng.choice(["01", "02", "01,02", "03", ALWAYS["months"]]),
        "years": rng.choice(["2025", "2026", "2025,2026", ALWAYS["years"]]),
        "startdate": rng.choice([0, 0, unix("2026-01-12"), unix("2026-02-20")]),
        "enddate": rng.choice([0, 0, unix("2026-01-20"), unix("2026-02-05 12:00")]),
    }
    for edge, second in zip(("start", "end"), edges, strict=True):
        period |= {f"{edge}hour": second // 3600, f"{edge}minute": second // 60 % 60, f"{edge}second": second % 60}
    return period


def active(periods, inverted, wraps, moment):
    """The same in other words, moment by moment."""
    when = datetime.datetime.fromtimestamp(moment, datetime.timezone.utc)
    second = when.hour * 3600 + when.minute * 60 + when.second

    def day_of(period, date):
        numbers = {name: {int(item) for item in period[name].split(",")} for name in ALWAYS if name in LISTS}
        midnight = int(datetime.datetime.combine(date, datetime.time(), datetime.timezone.utc).timestamp())
        return (
            date.isoweekday() in numbers["days_week"]
            and date.day in numbers["days_month"]
            and date.month in numbers["months"]
            and date.year in numbers["years"]
            and midnight >= period["startdate"] // DAY * DAY
            and (not period["enddate"] or midnight <= period["enddate"])
        )

    def matches(period):
        start, end = (
            period[f"{edge}hour"] * 3600 + period[f"{edge}minute"] * 60 + period[f"{edge}second"]
            for edge in ("start", "end")
        )
        if start <= end:
            return start <= second <= end and day_of(period, when.date())
        if not wraps:
            return False
        yesterday = when.date() - datetime.timedelta(1)
        return (second >= start and day_of(period, when.date())) or (second <= end and day_of(period, yesterday))

    return any(matches(period) for period in periods) is not inverted


LISTS = ("days_week", "days_month", "months", "years")


def test_the_next_opening_is_the_first_active_moment():
    rng = random.Random(0)
    for _round in range(300):
        periods = [{**ALWAYS, **some_period(rng)} for _period in range(rng.randint(0, 3))]
        inverted, wraps = rng.random() < 0.5, rng.random() < 0.5
        found = group(*periods, active=not inverted, wraps=wraps)
        now = rng.randrange(0, 40 * DAY)
        begin = found.next_open(now)
        until = now + 60 * DAY if begin is None else begin
        for _look in range(30):
            look = rng.randrange(now, max(int(until), now + 1))
            expected = begin is not None and look >= begin
            if look < until or expected:
                assert active(periods, inverted, wraps, START_OF_CLOCK + look) is expected
        if begin is not None:
            assert active(periods, inverted, wraps, START_OF_CLOCK + begin)
            assert begin == now or not active(periods, inverted, wraps, START_OF_CLOCK + begin - 1)


def test_weekly_hours_of_a_seed():
    (hours,) = seed_periods({"hours": [{"days": ["mon", "sun"], "from": "09:00", "to": "17:30"}]})
    times = {"starthour": 9, "endhour": 17, "endminute": 29, "endsecond": 59}
    assert hours == {**ALWAYS, "name": "Hours 1", "days_week": "1,7", **times}
    (late,) = seed_periods({"hours": [{"days": ["sun"], "from": "00:00", "to": "24:00"}]})
    assert (late["endhour"], late["endminute"], late["endsecond"]) == (23, 59, 59)
    assert seed_periods({}) == seed_periods({"hours": None}) == [{"name": "Always", **ALWAYS}]
    assert seed_periods({"hours": []}) == seed_periods({"periods": []}) == []


def test_periods_of_a_seed():
    (period,) = seed_periods({"periods": [{"name": "A", "months": [1, 12], "days_week": "1,2", "repeats": 0}]})
    assert period == {**ALWAYS, "name": "A", "months": "01,12", "days_week": "1,2", "repeats": 0}


MONDAY = {"days": ["mon"], "from": "09:00", "to": "10:00"}
BAD = {
    "hours": [
        "always",
        [1],
        [{"days": ["mon"]}],
        *([{**MONDAY, **change}] for change in ({"days": []}, {"days": ["Monday"]}, {"from": "9"}, {"from": 9})),
        *([{**MONDAY, **change}] for change in ({"to": "24:30"}, {"from": "22:00", "to": "06:00"})),
    ],
    "periods": [
        {},
        ["A"],
        [{"months": "01"}],
        *([{"name": "A", **fields}] for fields in ({"month": "01"}, {"months": "1"}, {"months": "13"})),
        *([{"name": "A", **fields}] for fields in ({"days_week": ""}, {"starthour": "9"})),
        [{"name": "A", "days_week": 1, "years": 2026, "endhour": 24}],
    ],
}


@pytest.mark.parametrize(
    "bad", [{"hours": [], "periods": []}, *({name: value} for name, values in BAD.items() for value in values)]
)
def test_bad_hours(bad):
    with pytest.raises(BadHours):
        seed_periods(bad)
