# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Periods as boxes that are compared, cut and joined, and what the API and the user see of them."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.desired import read_periods
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.periods import (
    ALWAYS,
    DAY,
    LAST_DATE,
    LATE,
    Period,
    date_text,
    from_row,
)
from hypothesis import example, given
from hypothesis import strategies as st
from unit.support.contract import FUNCTIONS
from unit.support.hours import DAYTIME, EVENING, active, other, periods

# --- boxes ---------------------------------------------------------------------------------------------------


@given(periods(past_midnight=True), periods(past_midnight=True), st.booleans())
def test_boxes_are_compared_cut_and_joined_as_their_points_are(one, other, repeating):
    first, second = active(one, repeating), active(other, repeating)
    if one.within(other):
        assert first <= second
    cut, joined = one.cut(other), one.join(other)
    if cut is not None:
        assert active(cut, repeating) <= first & second
        assert cut.within(one) and cut.within(other)
    assert active(joined, repeating) >= first | second
    assert one.within(joined) and other.within(joined)


NIGHT = other(DAYTIME, start=79200, end=21599)


@pytest.mark.parametrize(
    "one, larger",
    [
        (DAYTIME, other(DAYTIME, name="Q", description="Others.")),
        (DAYTIME, other(DAYTIME, days_week=frozenset((1, 2, 3)))),
        (other(DAYTIME, days_month=frozenset((1,))), DAYTIME),
        (DAYTIME, other(DAYTIME, start=32399)),
        (DAYTIME, other(DAYTIME, end=64800)),
        # What a platform makes of the night is unknown, but it is a part of always, and of itself.
        (NIGHT, other(NIGHT, name="Q")),
        (NIGHT, other(ALWAYS, name="Q")),
    ],
)
def test_one_is_within_a_larger_one(one, larger):
    assert one.within(larger)
    assert larger.within(one) is one.same_hours(larger)


@pytest.mark.parametrize(
    "one, second",
    [
        (DAYTIME, EVENING),
        (NIGHT, other(NIGHT, days_week=frozenset((1, 2, 3)))),
        (NIGHT, other(ALWAYS, days_week=frozenset((1, 2)))),
    ],
)
def test_one_is_not_within_another_that_may_lack_some_of_its_times(one, second):
    assert not one.within(second) and not second.within(one)


# Times for what one and another say of dates: startdate, enddate, repeats. Whether the one is within the other, and
# what both have; None: no period says that for certain, or it has no date.
@pytest.mark.parametrize(
    "one, second, within, cut",
    [
        ((10, 20, True), (0, 0, True), True, (10, 20, True)),
        ((0, 0, True), (10, 20, True), False, (10, 20, True)),
        ((10, 20, True), (10, 20, True), True, (10, 20, True)),
        ((10, 20, True), (5, 0, True), True, (10, 20, True)),
        ((10, 20, True), (0, 30, True), True, (10, 20, True)),
        ((10, 0, True), (0, 30, True), False, (10, 30, True)),
        ((5, 20, True), (10, 30, True), False, (10, 20, True)),
        ((10, 40, True), (5, 30, True), False, (10, 30, True)),
        ((10, 20, True), (20, 30, True), False, (20, 20, True)),
        ((10, 20, True), (21, 30, True), False, None),
        ((10, 20, False), (5, 30, False), True, (10, 20, False)),
        # What "repeats" means is unknown.
        ((10, 20, False), (5, 30, True), False, None),
        ((10, 20, True), (0, 0, False), False, None),
        ((10, 20, False), (0, 0, False), False, None),
        ((0, 0, False), (0, 0, True), True, (0, 0, False)),
    ],
)
def test_dates_are_compared_and_cut(one, second, within, cut):
    first, last = (other(DAYTIME, **dict(zip(LATE, late))) for late in (one, second))
    found = first.cut(last)
    assert first.within(last) is within
    assert (found and found.late) == cut


def test_a_cut_is_exact_where_it_can_be():
    one = Period("P", "Shop", days_week=frozenset((1, 2, 3)), start=32400, end=64799)
    second = Period("Q", days_week=frozenset((3, 4)), start=43200, end=86399)
    assert one.cut(second) == other(one, days_week=frozenset((3,)), start=43200)
    assert one.cut(Period("Q", end=32400)) == other(one, end=32400)
    assert one.cut(Period("Q", end=32399)) is None
    assert one.cut(Period("Q", days_week=frozenset((7,)))) is None
    assert NIGHT.cut(ALWAYS) == NIGHT and NIGHT.cut(one) is None


def test_what_joins_two_is_no_larger_than_it_must_be():
    one = Period("P", "Shop", days_week=frozenset((1, 2, 3)), start=32400, end=64799, startdate=DAY)
    second = Period("Q", days_week=frozenset((3, 4)), start=43200, end=86399, startdate=DAY)
    assert one.join(second) == other(one, days_week=frozenset((1, 2, 3, 4)), end=86399)
    assert second.join(one) == other(second, days_week=frozenset((1, 2, 3, 4)), start=32400)
    # Where the dates differ, or the night is one of them, the other bounds go. The name stays.
    assert one.join(other(one, repeats=False)) == other(one, startdate=0)
    for joined in (one.join(NIGHT), other(NIGHT, name="P", description="Shop").join(one)):
        assert joined == Period("P", "Shop")


# --- rows and parameters -------------------------------------------------------------------------------------

ROW = {"id": 9, **DAYTIME.parameters(True)}
EARLY = {name: value for name, value in ROW.items() if name not in LATE}


@given(periods(), st.text(), st.text())
@example(Period("P", start=3540, end=3541, startdate=5, repeats=False), "Shop", "Monday")
def test_what_is_sent_reads_back_as_the_same(period, name, description):
    period = other(period, name=name, description=description)
    assert from_row({"id": 1, **period.parameters(True)}) == (1, period, True)
    assert read_periods([{**period.as_option(), "name": "P"}]) == (other(period, name="P"),)


def test_parameters_are_those_of_the_contract():
    sent = DAYTIME.parameters(True)
    for function, more in (("timegroups/periods/create", {"timegroup"}), ("timegroups/periods/update", {"id"})):
        assert set(sent) | more | {"validation"} == set(FUNCTIONS[function]["parameters"])
    assert sent["days_month"].startswith("01,02,") and sent["days_week"] == "1,2"
    assert [sent["end" + unit] for unit in ("hour", "minute", "second")] == [17, 59, 59]
    assert repr(sent["repeats"]) == "1"
    assert DAYTIME.parameters(False) == {name: value for name, value in sent.items() if name not in LATE}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {name: str(value) for name, value in ROW.items()},
        {"days_week": "2,1"},
        {"days_week": [1, "2"]},
        {"days_month": "", "months": None, "years": []},
        {"startdate": "", "enddate": None, "repeats": True},
        {"repeats": None},
    ],
)
def test_rows_are_read_in_any_notation(changes):
    assert from_row({**ROW, **changes}) == (9, DAYTIME, True)


def test_texts_are_read_as_they_are():
    assert from_row({**ROW, "name": 7, "description": "Shop"})[1] == other(DAYTIME, name="7", description="Shop")
    assert from_row({**ROW, "name": None, "description": None})[1] == other(DAYTIME, name="")


def test_a_bare_number_is_a_list_of_one():
    assert from_row({**ROW, "days_week": 3})[1].days_week == {3}


def test_a_platform_without_dates_is_known_by_its_rows():
    assert from_row(EARLY) == (9, DAYTIME, False)


@pytest.mark.parametrize(
    "changes, problem",
    [
        ({"id": None}, "a period without an ID"),
        ({"days_week": "1,9"}, "days_week of the periods"),
        ({"days_week": "1,x"}, "days_week of the periods"),
        ({"starthour": None}, "starthour of the periods"),
        ({"endminute": "x"}, "endminute of the periods"),
        ({"endsecond": -1}, "endsecond of the periods"),
        ({"startdate": "x"}, "startdate of the periods"),
        ({"enddate": -1}, "enddate of the periods"),
        ({"repeats": "x"}, "repeats of the periods"),
    ],
)
def test_a_row_that_cannot_be_read_is_no_period(changes, problem):
    with pytest.raises(ValueError) as caught:
        from_row({**ROW, **changes})
    assert str(caught.value) == problem


@pytest.mark.parametrize("missing", ["days_week", "years", "endsecond"])
def test_a_column_that_is_missing_is_not_guessed(missing):
    with pytest.raises(ValueError) as caught:
        from_row({name: value for name, value in ROW.items() if name != missing})
    assert str(caught.value) == missing + " of the periods"


@pytest.mark.parametrize(
    "given, missing",
    [({"startdate": 86400}, "enddate"), ({"enddate": "86400"}, "startdate"), ({"repeats": False}, "startdate")],
)
def test_some_of_the_later_columns_are_not_reset(given, missing):
    with pytest.raises(ValueError) as caught:
        from_row({**EARLY, **given})
    assert str(caught.value) == missing + " of the periods"
    assert from_row({**EARLY, **dict.fromkeys(given)}) == (9, DAYTIME, False)


# --- what the user sees --------------------------------------------------------------------------------------


def test_a_period_as_an_option():
    found = other(DAYTIME, description="Shop", months=frozenset((12, 1)), years=frozenset((2027,)), startdate=DAY)
    assert other(found, days_month=frozenset((2, 1))).as_option() == {
        "name": "Day",
        "description": "Shop",
        "days_week": ["mon", "tue"],
        "days_month": [1, 2],
        "months": [1, 12],
        "years": [2027],
        "start": "09:00:00",
        "end": "17:59:59",
        "startdate": "1970-01-02",
        "enddate": 0,
        "repeats": True,
    }


@pytest.mark.parametrize(
    "moment, text",
    [
        (0, 0),
        (5, 5),
        (DAY, "1970-01-02"),
        (DAY + 1, DAY + 1),
        (LAST_DATE, "9999-12-31"),
        # Beyond what the calendar has, such as milliseconds.
        (LAST_DATE + DAY, LAST_DATE + DAY),
    ],
)
def test_a_midnight_is_a_date(moment, text):
    assert date_text(moment) == text


@pytest.mark.parametrize(
    "options, text",
    [
        ({"days_week": "mon-fri", "start": "09:00", "end": "18:00"}, "Mon-Fri 09:00-18:00"),
        ({"days_week": "sat,mon", "start": "09:00:10"}, "Mon,Sat 09:00:10-24:00"),
        ({"end": "17:59:58"}, "Mon-Sun 00:00-17:59:58"),
        ({"start": "00:01", "end": "12:01"}, "Mon-Sun 00:01-12:01"),
        ({"days_month": "24-26", "months": 12}, "Mon-Sun 00:00-24:00, days 24-26, Dec"),
        ({"years": [2026], "startdate": "2026-12-24"}, "Mon-Sun 00:00-24:00, 2026, from 2026-12-24"),
        ({"enddate": 5, "repeats": False}, "Mon-Sun 00:00-24:00, until 5, does not repeat"),
    ],
)
def test_hours_are_a_line_of_text(options, text):
    assert read_periods([{"name": "P", **options}])[0].text == text
