# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a time group: times, days, dates, and one sentence for each mistake."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.desired import read_desired as read_campaign
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.desired import (
    check_entry,
    read_customer,
    read_desired,
    read_periods,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._timegroups.periods import LISTS, Period


def period(**options):
    return read_periods([{"name": "P", **options}])[0]


def refusal(*entries):
    with pytest.raises(UsageError) as caught:
        read_periods(list(entries))
    error = caught.value
    assert error.category == "usage"
    assert error.text.count(". ") == 0 or "a mask" in error.text or ". The days are" in error.text, error.text
    return error.msg


def test_what_is_left_out_is_always():
    assert period() == Period("P")
    assert period(days_week=None, start=None, repeats=None) == Period("P")


@pytest.mark.parametrize(
    "start, end, wanted",
    [
        ("09:00", "18:00", (32400, 64799)),
        ("09:00", "17:59:59", (32400, 64799)),
        ("9:00", "24:00", (32400, 86399)),
        ("09:00:30", "09:00:30", (32430, 32430)),
        ("00:00", "24:00:00", (0, 86399)),
        ("00:00", "00:01", (0, 59)),
    ],
)
def test_an_end_in_minutes_is_the_first_minute_that_no_longer_counts(start, end, wanted):
    found = period(start=start, end=end)
    assert (found.start, found.end) == wanted


@pytest.mark.parametrize(
    "field, value, wanted",
    [
        ("days_week", ["mon", "tue"], {1, 2}),
        ("days_week", "mon-fri", {1, 2, 3, 4, 5}),
        ("days_week", ["mon-wed", "Sun"], {1, 2, 3, 7}),
        ("days_week", "sat,sun", {6, 7}),
        ("days_week", "fri-mon", {5, 6, 7, 1}),
        ("days_week", ["sun", "sun"], {7}),
        ("days_month", [1, "02", "10-12"], {1, 2, 10, 11, 12}),
        ("months", "11-2", {11, 12, 1, 2}),
        ("months", 12, {12}),
        ("years", ["2026-2028"], {2026, 2027, 2028}),
    ],
)
def test_days_and_numbers_are_a_list_or_ranges(field, value, wanted):
    assert getattr(period(**{field: value}), field) == wanted


def test_leap_days_are_days():
    assert period(days_month=[29], months=[2]).days_month == {29}


@pytest.mark.parametrize(
    "value, seconds",
    [(value, 1798070400) for value in ("2026-12-24", datetime.date(2026, 12, 24), 1798070400, "1798070400")]
    # No date is no bound.
    + [(value, 0) for value in (None, "", 0, "0")],
)
def test_dates_are_midnights_of_utc(value, seconds):
    assert period(startdate=value).startdate == period(enddate=value).enddate == seconds


@pytest.mark.parametrize(
    "options, words",
    [
        ({"start": 540}, ["start", "540", "put it in quotes"]),
        ({"start": "540"}, ["start", "put it in quotes"]),
        ({"end": 64800}, ["end", "64800", "put it in quotes"]),
        ({"end": 1080.5}, ["end", "put it in quotes"]),
        ({"end": True}, ["end", "put it in quotes"]),
        ({"start": "24:00"}, ["start", "24:00"]),
        ({"start": "9"}, ["start", "quotes"]),
        ({"start": "nine"}, ["start", "nine"]),
        ({"end": "18:60"}, ["end", "18:60"]),
        ({"end": "24:01"}, ["end", "24:01"]),
        ({"end": "17:59:60"}, ["end", "17:59:60"]),
        ({"end": "00:00"}, ["end", '"24:00"']),
        ({"start": "09:00", "end": "09:00"}, ["start", "09:00"]),
        ({"days_week": ["mon", "tues"]}, ["days_week", "'tues'", "did you mean 'tue'?"]),
        ({"days_week": ["funday"]}, ["days_week", "'funday'"]),
        ({"days_week": [1]}, ["days_week", "'1'", "mon, tue"]),
        ({"days_week": []}, ["days_week", "empty"]),
        ({"days_week": ""}, ["days_week", "empty"]),
        ({"days_month": [32]}, ["days_month", "32", "1 to 31"]),
        ({"days_month": [True]}, ["days_month", "True"]),
        ({"months": [0]}, ["months", "1 to 12"]),
        ({"years": [1999]}, ["years", "2000 to 2099"]),
        ({"years": "2028-2026"}, ["years", "2028-2026"]),
        ({"startdate": "2026-02-30"}, ["startdate", "2026-02-30"]),
        ({"startdate": "24.12.2026"}, ["startdate", "24.12.2026"]),
        ({"startdate": "1969-12-31"}, ["startdate", "1969-12-31"]),
        ({"startdate": True}, ["startdate"]),
        ({"startdate": -1}, ["startdate", "-1"]),
        ({"startdate": datetime.datetime(2026, 1, 1, 10)}, ["startdate", "10:00"]),
        ({"startdate": "2026-12-26", "enddate": "2026-12-24"}, ["startdate", "enddate"]),
        # Milliseconds: an end that never comes.
        ({"enddate": 1798070400000}, ["enddate 1798070400000", "9999", "in seconds"]),
        ({"startdate": "1798070400001"}, ["startdate 1798070400001", "9999", "in seconds"]),
        ({"days_month": [30, 31], "months": [2]}, ["days_month", "months"]),
        ({"days_month": [31], "months": [4, 6, 9, 11]}, ["days_month"]),
        ({"days_month": [29], "months": [2], "years": [2026, 2027]}, ["years"]),
        ({"repeats": "often"}, ["repeats", "often"]),
        ({"description": 7.5}, ["description", "7.5", "quotes"]),
        ({"strat": "09:00"}, ["'strat'", "did you mean 'start'?"]),
        ({"zzz": 1}, ["'zzz'"]),
    ],
)
def test_a_mistake_is_one_sentence_that_names_option_and_period(options, words):
    text = refusal({"name": "Good"}, {"name": "Bad one", **options})
    for word in ["periods[1] ('Bad one')", *words]:
        assert word in text


@pytest.mark.parametrize(
    "name, words",
    [
        *((nothing, ["required"]) for nothing in (None, " ")),
        *((value, [str(value), "quotes"]) for value in (20.26, -2026, False)),
        *((masked, ["mask"]) for masked in ("********", "Hours of ********")),
    ],
)
def test_a_period_needs_a_name_of_text(name, words):
    text = refusal({"name": name})
    for word in ["periods[0]", "name", *words]:
        assert word in text


def test_an_integer_is_taken_as_a_name_as_it_is_for_campaigns():
    options = {"name": 2026, "description": 7, "periods": [{"name": 1, "description": 2}]}
    desired = read_desired(options)
    assert (desired.name, desired.description) == ("2026", "7") and desired.periods is not None
    assert [(one.name, one.description) for one in desired.periods] == [("1", "2")]
    campaign = read_campaign({name: options[name] for name in ("name", "description")})
    assert campaign.fields == {"name": desired.name, "description": desired.description}


def test_a_window_past_midnight_is_refused_with_the_two_periods_to_write():
    text = refusal({"name": "Nights", "days_week": ["fri", "sun"], "start": "22:00", "end": "06:30"})
    assert 'start "22:00" is later than end "06:30"' in text
    assert '{name: Nights evening, days_week: [fri, sun], start: "22:00", end: "24:00"}' in text
    assert '{name: Nights morning, days_week: [mon, sat], start: "00:00", end: "06:30"}' in text
    # They keep their seconds.
    text = refusal({"name": "Nights", "days_week": "fri", "start": "22:00:30", "end": "06:00:15"})
    assert 'start: "22:00:30", end: "24:00"' in text and 'start: "00:00", end: "06:00:15"' in text


def test_two_periods_of_one_name_are_refused():
    assert refusal({"name": "A"}, {"name": "B"}, {"name": " A "}).startswith("periods[0] and periods[2]")


def test_a_period_is_a_dictionary():
    assert "periods[0] must be a dictionary" in refusal("mon-fri")


@pytest.mark.parametrize(
    "key, options",
    [
        ("name", {}),
        *(("name", {"name": name}) for name in (" ", 7.5, -7, True)),
        ("id", {"id": 0}),
        *(("priority", {"name": "N", "priority": priority}) for priority in (0, 11)),
        ("description", {"name": "N", "description": False}),
        *(("customer", {"name": "N", "customer": customer}) for customer in (True, -1)),
    ],
)
def test_options_of_the_group_are_checked(key, options):
    with pytest.raises(UsageError) as caught:
        read_desired(options)
    assert caught.value.key == key and key in caught.value.text


def test_what_is_left_out_of_the_group_is_left_alone():
    desired = read_desired({"name": "N", "customer": None, "periods": None})
    assert (desired.invert, desired.priority, desired.shared, desired.description) == (None, None, None, None)
    assert desired.periods is None and desired.customer == 0
    assert read_desired({"name": "N", "periods": []}).periods == ()


@pytest.mark.parametrize(
    "entry, key",
    [
        ({"name": "N"}, None),
        ({"id": "7", "priority": "10", "invert": "yes", "periods": [{"name": "A"}]}, None),
        # What is no list or no number, such as the mark of an omitted value, is left to the module.
        ({"name": "N", "periods": "omitted", "priority": "omitted"}, None),
        ({"name": "N", "periods": [{"name": "A", "start": "20:00", "end": "08:00"}]}, "end"),
        ({"name": "N", "priority": "11"}, "priority"),
        ({"id": "0"}, "id"),
        ({"periods": []}, "name"),
    ],
)
def test_an_entry_is_checked_before_ansible_has_looked_at_its_types(entry, key):
    try:
        check_entry(entry)
    except UsageError as error:
        assert error.key == key
    else:
        assert key is None


@pytest.mark.parametrize("value, wanted", [(2, 2), ("2", "2"), ("Acme Ltd", "Acme Ltd"), ("", 0), (None, 0), (0, 0)])
def test_a_customer_is_an_id_or_a_name(value, wanted):
    assert read_customer(value) == wanted


def test_the_lists_are_those_of_the_api():
    assert [(field.name, len(field.full)) for field in LISTS] == [
        ("days_week", 7),
        ("days_month", 31),
        ("months", 12),
        ("years", 100),
    ]
