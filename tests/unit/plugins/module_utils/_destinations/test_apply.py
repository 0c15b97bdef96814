# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans for numbers, carried out: chunks, check mode, refused numbers, and somebody else at work."""

from __future__ import annotations

import itertools

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import ApiError, TransportError
from ansible_collections.telephony.enswitch.plugins.module_utils._api.progress import Watcher
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.chunks import changes_of
from unit.fake_destinations import CAMPAIGN, FakePlatform, lost, refusal
from unit.support.loading import CREATE, DELETE, LIST, UPDATE, Load, never_twice, once, several

# --- chunks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 4])
def test_numbers_are_added_in_chunks(workers):
    platform = FakePlatform()
    load = Load(platform, several(95), workers=workers)
    assert sorted(map(len, platform.sent(CREATE))) == [5] + [10] * 9
    assert load.count("added") == 95 and load.error is None
    assert platform.statuses() == dict.fromkeys(several(95), "pending")


def test_an_empty_plan_sends_nothing():
    load = Load(FakePlatform(), [])
    assert changes_of(load.plan) == []
    assert load.platform.writes() == []


@pytest.mark.parametrize("limit", [9, None])
def test_what_goes_goes_before_what_comes_and_a_purge_without_a_limit_behind_it(limit):
    platform = FakePlatform({"3": "success", "2": "failed", "1": "pending"})
    more = {"existing": "set_status", "allow_redial": True, "purge": True, "max_removed": limit}
    load = Load(platform, ["2", "4"], ["1"], **more)
    purged = (DELETE, {"campaign": CAMPAIGN, "dnumber": "3"})
    assert platform.writes() == [
        (DELETE, {"campaign": CAMPAIGN, "dnumber": "1"}),
        *([purged] if limit else []),
        (UPDATE, {"campaign": CAMPAIGN, "dnumbers": "2", "status": "pending"}),
        (CREATE, {"campaign": CAMPAIGN, "dnumbers": "4", "status": "pending"}),
        *([] if limit else [purged]),
    ]
    assert dict(load.report.counts) == {"removed": 2, "redialled": 1, "added": 1}


@pytest.mark.parametrize("removal", ["delete", "cancel"])
@pytest.mark.parametrize(
    "differs, text",
    [
        ({}, "refuses 1 number, first '2125550004'"),
        ({"takes_rest": True}, "refuses 1 number, first '2125550004'"),
        ({"leaves_out_bad": True}, "refuses 1 number, first '2125550004'"),
        ({"leaves_out_bad": True, "stored": lambda number: "1" + number}, "the platform added 1 number less than it"),
    ],
)
def test_nobody_is_purged_where_only_the_real_call_refuses_a_number(differs, text, removal):
    """Whoever is meant by it may be among those who would go. Who must not be called has gone."""
    platform = FakePlatform(
        {"8": "pending", "9": "pending", "7": "success"}, bad_when_real=one_of("2125550004"), **differs
    )
    load = Load(platform, several(20), ["8"], purge=True, removal=removal, skip=True)
    assert text in load.error.text and load.error.text.endswith("purge would remove whoever is meant by that.")
    assert load.error.key == "purge" and "set max_removed" in load.error.hint
    assert load.count("added") == 19 and platform.statuses()["9"] == "pending" and "7" in platform.rows
    assert platform.statuses().get("8") == (None if removal == "delete" else "cancelled")
    # Whoever sets a limit takes that upon them.
    load = Load(platform, several(20), purge=True, removal=removal, skip=True, max_removed=99, chunk_size=30)
    assert load.error is None and platform.statuses().get("9") == (None if removal == "delete" else "cancelled")


def test_a_purge_that_counts_in_a_way_of_its_own_behind_an_exclusion():
    platform = FakePlatform(dict.fromkeys(["7", "8", "9"], "pending"))
    answer = platform._answer

    def counted(function, parameters, validation):
        data = answer(function, parameters, validation)
        return {"count": 0} if function == UPDATE and parameters["dnumbers"] == "8,9" else data

    platform._answer = counted
    load = Load(platform, several(2), ["7"], purge=True, removal="cancel")
    assert load.error is None and dict(load.report.counts) == {"cancelled": 3, "added": 2}


def test_status_changes_name_the_numbers_as_the_platform_spells_them_and_never_all():
    platform = FakePlatform({"+1": "pending", "(2)": "success"})
    load = Load(platform, ["1", "2"], existing="set_status", status="cancelled")
    assert platform.writes() == [(UPDATE, {"campaign": CAMPAIGN, "dnumbers": "+1,(2)", "status": "cancelled"})]
    assert load.count("status_changed") == 2


def test_cancelling_works_in_chunks():
    platform = FakePlatform(dict.fromkeys(several(25), "pending"))
    load = Load(platform, several(25), state="absent", removal="cancel")
    assert [len(numbers) for numbers in platform.sent(UPDATE)] == [10, 10, 5]
    assert load.count("cancelled") == 25
    assert set(platform.statuses().values()) == {"cancelled"}


@pytest.mark.parametrize("workers", [1, 3])
def test_numbers_are_deleted_one_a_call(workers):
    platform = FakePlatform(dict.fromkeys(several(50), "pending"))
    load = Load(platform, several(45), state="absent", workers=workers)
    assert platform.counts[DELETE] == 45 and load.count("removed") == 45
    assert list(platform.rows) == several(5, 45)


def test_whom_the_platform_does_not_delete_is_named():
    """It may be someone who must not be called."""
    platform = FakePlatform(dict.fromkeys(several(3), "pending"))
    once(platform, DELETE, refusal("dnumber", "no"), "before", skip=1)
    load = Load(platform, several(2), state="absent")
    assert load.error.text == "failed with code 400 for dnumber: no. '2125550001' stays in the campaign."
    assert load.count("removed") == 1 and list(platform.rows) == several(2, 1)


def test_everything_is_deleted_with_one_call():
    platform = FakePlatform(dict.fromkeys(several(50), "pending"))
    load = Load(platform, several(50), state="absent")
    assert platform.writes() == [(DELETE, {"campaign": CAMPAIGN, "all": 1})]
    assert load.count("removed") == 50 and not platform.rows


def test_everything_is_not_deleted_with_one_call_when_something_has_come_since():
    platform = FakePlatform(dict.fromkeys(several(5), "pending"))
    # The first two calls are those of the listing.
    once(platform, LIST, lambda _parameters: platform.put("9"), "before", skip=2)
    load = Load(platform, several(5), state="absent")
    assert platform.counts[DELETE] == 5 and load.count("removed") == 5
    assert list(platform.rows) == ["9"]


def test_a_campaign_that_was_deleted_meanwhile_is_an_error():
    platform = FakePlatform(dict.fromkeys(several(3), "pending"))
    once(platform, DELETE, lambda _parameters: platform.campaigns.clear(), "before")
    load = Load(platform, several(2), state="absent")
    assert load.error.category == "not_found" and load.count("removed") == 0


# --- check mode --------------------------------------------------------------------------------------------


def test_check_mode_validates_each_chunk_and_writes_nothing():
    platform = FakePlatform({"1": "failed", "2": "pending", "3": "pending"}, read_only=True)
    load = Load(
        platform, ["1", *several(25)], ["2"], existing="set_status", allow_redial=True, purge=True, removal="delete"
    )
    assert platform.writes() == []
    validated = [(name, parameters) for name, parameters, validation in platform.calls if validation]
    assert [name for name, _parameters in validated] == [UPDATE, CREATE, CREATE, CREATE]
    assert dict(load.report.counts) == {"removed": 2, "redialled": 1, "added": 25}


@pytest.mark.parametrize("skip", [False, True])
def test_check_mode_names_the_numbers_that_the_platform_would_refuse(skip):
    platform = FakePlatform(read_only=True, bad=lambda number: number.endswith("7"))
    load = Load(platform, several(20), skip=skip)
    assert platform.writes() == []
    if skip:
        assert load.refused == ["2125550007", "2125550017"]
        assert load.error is None and load.count("added") == 18
    else:
        assert load.refused == ["2125550007"]
        assert load.error.code == 400 and "'2125550007'" in load.error.text


def test_check_mode_finds_the_longest_list_too():
    load = Load(FakePlatform(read_only=True, max_numbers=3), several(20))
    assert load.error is None and load.count("added") == 20


# --- refused numbers ---------------------------------------------------------------------------------------


def one_of(*numbers):
    return lambda number: number in numbers


def everyone(_number):
    return True


@pytest.mark.parametrize("key", ["dnumbers", "dnumber", "", None, "other"])
def test_a_refused_chunk_is_bisected_and_the_rest_is_loaded(key):
    bad = ["2125550003", "2125550014", "2125550015"]
    platform = FakePlatform(bad=one_of(*bad), bad_key=key)
    load = Load(platform, several(20), skip=True)
    assert load.refused == bad and load.report.refused[0].reason == "2125550003 is no number"
    assert load.error is None and load.count("added") == 17
    assert set(platform.rows) == set(several(20)) - set(bad)
    validations = sum(validation for _name, _parameters, validation in platform.calls)
    assert validations <= 24


@pytest.mark.parametrize("skip", [True, False])
@pytest.mark.parametrize("workers", [1, 3])
def test_what_a_refused_chunk_left_behind_is_not_added_again(skip, workers):
    numbers = several(30)
    platform = FakePlatform(bad=one_of(numbers[3], numbers[14]), takes_rest=True)
    load = Load(platform, numbers, skip=skip, workers=workers)
    sent = [number for numbers in platform.sent(CREATE) for number in numbers]
    assert all(sent.count(number) == 1 for number in platform.statuses())
    assert load.count("added") == len(platform.statuses())
    if skip:
        assert load.error is None and sorted(load.refused) == [numbers[3], numbers[14]]
        assert sorted(platform.statuses()) == sorted(set(numbers) - set(load.refused))
    else:
        assert load.error is not None and load.count("added") >= 9


def test_what_a_refused_chunk_left_behind_in_another_form_stops_the_run():
    numbers = several(10)
    platform = FakePlatform(bad=one_of(numbers[3]), takes_rest=True, stored=lambda number: "1" + number)
    load = Load(platform, numbers, skip=True)
    never_twice(platform)
    assert load.error.retryable and "9 numbers that were not sent" in load.error.text
    assert "it may be {0} in a form of the platform's own".format(numbers[0]) in load.error.text
    assert load.count("added") == 9


def test_without_skip_the_numbers_at_fault_are_named_and_nothing_more_is_sent():
    platform = FakePlatform(bad=one_of("2125550013", "2125550017", "2125550035"))
    load = Load(platform, several(50))
    assert load.refused == ["2125550013", "2125550017"]
    assert load.count("added") == 10 and len(platform.rows) == 10
    error = load.error
    assert error.text == (
        "bulk/destinations: the platform refuses 2 numbers, first '2125550013': 2125550013 is no number."
    )
    assert (error.code, error.key) == (400, "dnumbers") and "on_invalid" in error.hint


def test_a_single_refused_number_is_named_without_further_calls():
    platform = FakePlatform(bad=everyone)
    load = Load(platform, ["1"])
    assert load.refused == ["1"]
    assert "the platform refuses 1 number, first '1'" in load.error.text
    assert not any(validation for _name, _parameters, validation in platform.calls)


def test_naming_ends_at_a_hundred():
    platform = FakePlatform(bad=everyone)
    load = Load(platform, several(300), chunk_size=300)
    assert len(load.refused) == 100 and not platform.rows


def test_all_numbers_may_be_refused_one_by_one_when_the_refusal_is_about_them():
    load = Load(FakePlatform(bad=everyone), several(30), chunk_size=30, skip=True)
    assert load.refused == several(30) and load.error is None and load.count("added") == 0


@pytest.mark.parametrize("key", ["campaign", "status"])
def test_a_refusal_of_something_else_is_not_bisected(key):
    platform = FakePlatform(bad=everyone, bad_key=key)
    load = Load(platform, several(30), skip=True)
    assert load.error.key == key and not load.refused
    # One more call counts what is there just before the first number is added.
    assert len(platform.calls) == load.listings + 2


def test_a_refusal_that_no_number_is_free_of_is_not_blamed_on_the_numbers():
    platform = FakePlatform(bad=everyone, bad_key="")
    load = Load(platform, several(30), chunk_size=30, skip=True)
    assert load.error.code == 400 and not load.refused and not platform.rows


def test_an_error_while_bisecting_ends_the_run():
    platform = FakePlatform(bad=one_of("2125550003"))
    once(platform, CREATE, ApiError("no rights.", code=402, category="role"), "before", skip=1)
    load = Load(platform, several(20), skip=True)
    assert load.error.category == "role" and not load.refused


# --- what only the real call refuses -----------------------------------------------------------------------


@pytest.mark.parametrize("takes_rest", [False, True])
def test_a_number_that_only_the_real_call_refuses_costs_a_logarithm_of_calls(takes_rest):
    numbers = several(4000)
    bad = [numbers[3], numbers[2900]]
    platform = FakePlatform(bad_when_real=one_of(*bad), takes_rest=takes_rest)
    load = Load(platform, numbers, chunk_size=1000, skip=True)
    assert load.error is None and load.refused == bad
    assert load.count("added") == 3998 and platform.statuses() == dict.fromkeys(set(numbers) - set(bad), "pending")
    # The chunks to come stay as long as they were, and what was taken is not sent again.
    assert sorted(map(len, platform.sent(CREATE)))[-4:] == [1000] * 4
    assert len(platform.sent(CREATE)) <= (6 if takes_rest else 4 + 2 * 2 * 10)
    assert len(platform.calls) - load.listings <= 100


def test_without_skip_the_number_that_only_the_real_call_refuses_is_named():
    numbers = several(64)
    platform = FakePlatform(bad_when_real=one_of(numbers[40]))
    load = Load(platform, numbers, chunk_size=64)
    assert load.error.code == 400 and load.refused == [numbers[40]]
    assert load.count("added") == len(platform.rows) < 64


def test_lists_that_only_the_real_call_takes_for_too_long_become_shorter():
    platform = FakePlatform(max_numbers=50)
    validate = platform.validate

    def lax(function, parameters):
        platform.max_numbers = None
        try:
            return validate(function, parameters)
        finally:
            platform.max_numbers = 50

    platform.validate = lax
    load = Load(platform, several(1000), chunk_size=100, workers=1)
    assert load.error is None and load.count("added") == 1000
    assert sorted(map(len, platform.sent(CREATE))) == [50] * 20 + [100]


def test_a_real_refusal_that_no_number_is_free_of_is_not_about_the_numbers():
    platform = FakePlatform(bad_when_real=everyone, bad_key="")
    load = Load(platform, several(1000), chunk_size=1000, skip=True)
    assert load.error.code == 400 and "the platform refuses" not in load.error.text
    assert not platform.rows and len(platform.sent(CREATE)) <= 60


def test_a_status_that_only_the_real_call_refuses_is_found_without_listing_again():
    numbers = several(100)
    platform = FakePlatform(dict.fromkeys(numbers, "success"), bad_when_real=one_of(numbers[7]))
    load = Load(platform, numbers, existing="set_status", status="failed", chunk_size=100, skip=True)
    assert load.error is None and load.refused == [numbers[7]] and load.count("status_changed") == 99
    assert load.listings <= 3


# --- lists that are too long -------------------------------------------------------------------------------


TOO_LONG = {
    "HTTP 413": lambda: TransportError("too large.", http_status=413),
    "code 414": lambda: ApiError("too large.", code=414),
    "code 400": lambda: refusal("dnumbers", "too many"),
}


@pytest.mark.parametrize("answer", TOO_LONG)
@pytest.mark.parametrize("most", [1, 7, 50, 99])
def test_a_list_that_is_too_long_is_halved_and_the_length_remembered(answer, most):
    platform = FakePlatform(max_numbers=most, too_many=TOO_LONG[answer])
    load = Load(platform, several(400), chunk_size=100)
    assert load.error is None and load.count("added") == 400 and len(platform.rows) == 400
    taken = [len(numbers) for numbers in platform.sent(CREATE) if len(numbers) <= most]
    assert len(platform.sent(CREATE)) - len(taken) <= 7
    assert sum(taken) == 400


def test_a_list_that_is_too_long_and_holds_a_bad_number():
    platform = FakePlatform(max_numbers=20, bad=one_of("2125550077"))
    load = Load(platform, several(100), chunk_size=100, skip=True)
    assert load.refused == ["2125550077"]
    assert load.error is None and load.count("added") == 99


def test_a_single_number_that_is_too_long_is_an_error():
    load = Load(FakePlatform(max_numbers=0, too_many=TOO_LONG["HTTP 413"]), several(4))
    assert load.error.http_status == 413 and load.count("added") == 0


# --- progress ----------------------------------------------------------------------------------------------


@pytest.fixture
def said():
    return []


@pytest.fixture
def watcher(said):
    """One whose clock is ten seconds later at each look."""
    return Watcher(said.append, itertools.count(0, 10).__next__)


def test_whoever_watches_sees_what_is_really_done(said, watcher):
    platform = FakePlatform(dict.fromkeys(several(30, 500), "pending"), watcher=watcher)
    once(platform, CREATE, lost(), "after", skip=1)
    load = Load(platform, several(40), purge=True, max_removed=30)
    assert load.error is None and load.count("added") == 40

    def lines(what):
        return [line.split(",")[0].rpartition(": ")[2] for line in said if line.startswith(what)]

    assert lines("Listing numbers of campaign 7")[0] == "30 of 30"
    assert lines("Removing numbers from campaign 7")[-1] == "30 of 30"
    # One line for each chunk, and one after each wave. The second chunk is lost at first, and then found to be there.
    waves = [["10", "10"], ["10", "20"], ["30", "40", "40"]]
    assert lines("Adding numbers to campaign 7") == ["{0} of 40".format(done) for wave in waves for done in wave]


def test_in_check_mode_numbers_are_validated(said, watcher):
    Load(FakePlatform(read_only=True, watcher=watcher), several(40))
    assert said[0].startswith("Listing") and len(said) > 1
    assert all(line.startswith("Validating numbers of campaign 7") for line in said[1:])


# --- somebody else -----------------------------------------------------------------------------------------


def test_what_somebody_else_adds_while_a_long_list_is_loaded_is_not_added_again():
    platform = FakePlatform()
    # The same list from another place, from its end; one of them was called already.
    others = {**dict.fromkeys(several(50, 50), "pending"), "2125550099": "success"}
    once(platform, CREATE, lambda _parameters: platform.put(**others), "before")
    load = Load(platform, several(100))
    assert load.error is None
    assert (load.count("added"), load.report.kept) == (50, 50)
    assert platform.statuses()["2125550099"] == "success"
    assert load.report.warnings == [
        "Something else changes the numbers of this campaign at the same time. Load a campaign from one place."
    ]


def test_a_platform_that_does_not_count_cannot_be_watched():
    load = Load(FakePlatform(count_data=lambda count: None), several(100))
    assert load.error is None and load.count("added") == 100


def test_watching_a_long_list_takes_few_requests():
    platform = FakePlatform()
    load = Load(platform, several(1000), chunk_size=1, workers=4)
    assert load.count("added") == 1000
    assert platform.counts["bulk/destinations/list"] - load.listings < 25
