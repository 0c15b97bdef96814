# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans for numbers, carried out where answers are lost, or leave doubt: not found, left out, counted differently."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import ApiError, ProtocolError
from unit.fake_destinations import FakePlatform, lost, refusal
from unit.support.loading import CREATE, DELETE, LIST, UPDATE, Load, never_twice, once, several

# --- lost answers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 4])
def test_a_chunk_that_took_effect_is_adopted_and_not_sent_again(workers):
    platform = FakePlatform()
    once(platform, CREATE, lost(), skip=2)
    load = Load(platform, several(95), workers=workers)
    assert load.error is None and load.count("added") == 95
    never_twice(platform)
    assert platform.counts[CREATE] == 10


def test_a_chunk_that_does_not_show_is_never_sent_again():
    platform = FakePlatform()
    once(platform, CREATE, lost(), "before", skip=1)
    load = Load(platform, several(35))
    never_twice(platform)
    assert load.count("added") == len(platform.rows)
    error = load.error
    assert error.retryable
    assert (
        "Whether the adding of 10 numbers was carried out is not known: 10 of the numbers were not there" in error.text
    )
    assert len(platform.pauses) > 1


def test_of_a_chunk_that_took_effect_in_part_the_rest_is_left_to_the_next_run():
    platform = FakePlatform()

    def half(parameters):
        platform.put(**dict.fromkeys(parameters["dnumbers"].split(",")[:4], "success"))
        return lost()

    once(platform, CREATE, half, "before")
    load = Load(platform, several(10))
    assert len(platform.sent(CREATE)) == 1 and load.count("added") == 4
    assert "6 of the numbers were not there yet" in load.error.text and load.error.retryable


def test_a_chunk_that_comes_late_is_adopted():
    platform = FakePlatform()

    def before(function, parameters):
        if function == CREATE:
            raise lost()
        if len(platform.pauses) == 2:
            platform.put(*several(10))

    platform.before = before
    load = Load(platform, several(10))
    assert load.error is None and load.count("added") == 10
    assert platform.counts[CREATE] == 1


DOWN = ApiError("the platform is down.", code=500, category="server")
NO_RIGHTS = ApiError("no rights.", code=402, category="role")


def test_when_looking_fails_too_the_error_says_both():
    platform = FakePlatform()
    once(platform, CREATE, lost())

    def before(function, parameters):
        if function == LIST and platform.counts[CREATE]:
            raise DOWN

    platform.before = before
    load = Load(platform, several(10))
    assert "looking for its effect failed: the platform is down" in load.error.text
    assert load.error.retryable


@pytest.mark.parametrize("looks", [True, False])
def test_an_error_beside_a_lost_answer_is_raised_and_the_report_is_complete(looks):
    """Also where no look can tell what became of it."""

    def before(function, parameters):
        if function == CREATE and platform.counts[CREATE] == 2:
            raise NO_RIGHTS
        if not looks and platform.counts[CREATE]:
            raise lost() if function == CREATE else DOWN

    def after(function, parameters):
        if function == CREATE:
            raise lost()

    platform = FakePlatform(before=before, after=after)
    load = Load(platform, several(20), workers=2)
    assert load.error.category == "role"
    assert load.count("added") == len(platform.rows) == (10 if looks else 0)


# --- lost answers of other changes -------------------------------------------------------------------------


def redial(platform, **more):
    return Load(platform, several(10), existing="set_status", allow_redial=True, **more)


def not_known(load, count):
    """Whether the run says of so many numbers that nobody can tell if they are called again."""
    assert load.error.retryable and load.report.in_doubt
    text = "Whether the setting to pending of {0} was carried out is not known: {1} the status of before"
    return (
        text.format(*(("1 number", "it has") if count == 1 else (f"{count} numbers", "they have"))) in load.error.text
    )


@pytest.mark.parametrize("failed", [0, 1, 3])
def test_a_lost_redial_is_not_repeated_where_people_may_have_been_called_already(failed):
    platform = FakePlatform(dict.fromkeys(several(10), "failed"))

    def called(_parameters):
        # By the time of the look some were called again: some failed again, one succeeded, one is on the phone.
        platform.put(**dict(zip(several(2 + failed), ["success", "dialing", *["failed"] * failed])))
        return lost()

    once(platform, UPDATE, called)
    load = redial(platform)
    assert load.count("redialled") == 10 - failed
    assert platform.counts[UPDATE] == 1
    # Whoever is as before may not have been reached by the update at all.
    assert not_known(load, failed) if failed else load.error is None


def test_a_refused_redial_of_which_a_part_took_effect_is_not_repeated():
    numbers = several(20)
    platform = FakePlatform(dict.fromkeys(numbers, "failed"), bad_when_real=lambda n: n == numbers[7], takes_rest=True)
    load = Load(platform, numbers, existing="set_status", allow_redial=True, skip=True)
    assert load.count("redialled") == 19 and platform.sent(UPDATE) == [numbers[:10], numbers[10:]]
    assert not_known(load, 1) and "(first '2125550007')" in load.error.text


@pytest.mark.parametrize("workers", [1, 4])
def test_a_redial_that_took_effect_in_part_is_judged_number_by_number(workers):
    """The others follow all the same, so that only those in doubt have the status of before."""
    platform = FakePlatform(dict.fromkeys(several(50), "success"))
    in_doubt = []

    def half(parameters):
        numbers = parameters["dnumbers"].split(",")
        platform.put(*numbers[:5])
        # With several workers, any of them may be the third.
        in_doubt.extend(numbers[5:])
        return ApiError("failed with code 500.", code=500, category="server", outcome_unknown=True)

    once(platform, UPDATE, half, "before", skip=2)
    load = Load(platform, several(52), existing="set_status", allow_redial=True, workers=workers)
    assert load.count("redialled") == 45 and not_known(load, 5)
    assert [number for number, status in platform.statuses().items() if status == "success"] == in_doubt
    assert sorted(number for sent in platform.sent(UPDATE) for number in sent) == several(50)
    # What comes behind is left to the next run.
    assert platform.counts[CREATE] == 0


def test_another_error_beside_redials_in_doubt_says_both():
    platform = FakePlatform(dict.fromkeys(several(30), "success"))

    def before(_function, parameters):
        if platform.counts[UPDATE] == 1 and "dnumbers" in parameters:
            platform.put(*parameters["dnumbers"].split(",")[:4])
            raise lost()
        if platform.counts[UPDATE] == 2 and "dnumbers" in parameters:
            raise NO_RIGHTS

    platform.before = before
    load = Load(platform, several(30), existing="set_status", allow_redial=True)
    assert load.error.category == "role" and not load.error.retryable and load.count("redialled") == 4
    assert load.error.text.startswith("no rights. Whether the setting to pending of 6 numbers")


def test_a_redial_that_does_not_show_is_not_repeated():
    platform = FakePlatform(dict.fromkeys(several(10), "failed"))
    once(platform, UPDATE, lost(), "before")
    load = redial(platform)
    assert platform.counts[UPDATE] == 1 and load.count("redialled") == 0
    assert not_known(load, 10)


def test_a_lost_change_of_status_is_set_only_where_it_is_still_needed():
    platform = FakePlatform(dict.fromkeys(several(10), "pending"))

    def change(_parameters):
        platform.put(**dict(zip(several(2), ["cancelled", "dialing"])))
        return lost()

    once(platform, UPDATE, change, "before")
    load = Load(platform, several(10), state="absent", removal="cancel")
    assert platform.sent(UPDATE)[1:] == [several(8, 2)]
    assert load.count("cancelled") == 9
    assert platform.statuses()["2125550001"] == "dialing"


@pytest.mark.parametrize(
    "kind, options",
    [
        ("status_changed", {"wanted": several(50), "existing": "set_status", "status": "failed"}),
        ("cancelled", {"wanted": several(50), "state": "absent", "removal": "cancel"}),
        ("cancelled", {"wanted": ["3125550000"], "purge": True, "removal": "cancel"}),
        ("cancelled", {"excluded": several(50), "removal": "cancel"}),
    ],
)
def test_a_change_that_calls_no_one_and_took_effect_in_part_is_completed(kind, options):
    platform = FakePlatform(dict.fromkeys(several(50), "pending"))
    status = options.get("status", "cancelled")

    def half(parameters):
        platform.put(**dict.fromkeys(parameters["dnumbers"].split(",")[:5], status))
        return ApiError("failed with code 500.", code=500, category="server", outcome_unknown=True)

    once(platform, UPDATE, half, "before", skip=2)
    load = Load(platform, **options)
    assert load.error is None and load.count(kind) == 50
    assert {platform.statuses()[number] for number in several(50)} == {status}
    assert several(5, 25) in platform.sent(UPDATE) and len(platform.sent(UPDATE)) == 6


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_delete_is_looked_up(when):
    platform = FakePlatform(dict.fromkeys(several(12), "pending"))
    once(platform, DELETE, lost(), when, skip=3)
    load = Load(platform, several(10), state="absent")
    assert load.error is None and load.count("removed") == 10
    assert len(platform.rows) == 2
    assert platform.counts[DELETE] == (11 if when == "before" else 10)


def test_a_number_whose_delete_was_lost_and_who_is_called_now_is_left_alone():
    platform = FakePlatform(dict.fromkeys(several(5), "pending"))

    def call(parameters):
        platform.put(**{parameters["dnumber"]: "dialing"})
        return lost()

    once(platform, DELETE, call, "before")
    load = Load(platform, several(4), state="absent")
    assert load.error is None and load.count("removed") == 3
    assert platform.statuses() == {"2125550000": "dialing", "2125550004": "pending"}


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_deletion_of_everything_is_looked_up(when):
    platform = FakePlatform(dict.fromkeys(several(30), "pending"))
    once(platform, DELETE, lost(), when)
    load = Load(platform, several(30), state="absent")
    assert load.error is None and load.count("removed") == 30 and not platform.rows
    assert [parameters.get("all") for _name, parameters in platform.writes()] == [1, 1][: 2 if when == "before" else 1]


@pytest.mark.parametrize(
    "when, sent", [("before", [40, 20, 10, 10]), ("after", [40, 20, 10, 10, 10, 10])], ids=["lost", "carried out"]
)
def test_after_a_lost_part_of_a_chunk_others_follow_only_where_it_was_carried_out(when, sent):
    platform = FakePlatform(max_numbers=10, too_many=lambda: refusal("dnumbers", "too many", 413))
    # Two calls for the length, which are answered before the work; the second of four parts is lost.
    once(platform, CREATE, lost(), when, skip=3 if when == "before" else 1)
    load = Load(platform, several(40), chunk_size=40)
    assert [len(numbers) for numbers in platform.sent(CREATE)] == sent
    if when == "before":
        assert load.error.retryable and load.count("added") == 10
    else:
        assert load.error is None and load.count("added") == 40


def test_nobody_is_added_while_a_deletion_of_everything_may_still_come():
    platform = FakePlatform({"1": "success", "2": "success"})
    once(platform, DELETE, lost(), "before")
    load = Load(platform, ["3"], purge=True, max_removed=2)
    assert load.error.retryable and "not known" in load.error.text
    assert len(platform.writes()) == 1 and load.count("added") == 0
    load = Load(platform, ["3"], purge=True)
    assert load.error is None and platform.statuses() == {"3": "pending"}


def test_after_a_lost_deletion_of_everything_numbers_that_came_since_are_kept():
    platform = FakePlatform(dict.fromkeys(several(30), "pending"))
    once(platform, DELETE, lambda _parameters: platform.put("9") or lost(), "before")
    load = Load(platform, several(30), state="absent")
    assert load.error is None and load.count("removed") == 30
    assert list(platform.rows) == ["9"]


def test_a_refused_deletion_of_everything_is_an_error():
    platform = FakePlatform(dict.fromkeys(several(3), "pending"))
    once(platform, DELETE, refusal("campaign", "gone", 404), "before")
    load = Load(platform, several(3), state="absent")
    assert load.error.code == 404 and load.count("removed") == 0


@pytest.mark.parametrize("when, done", [("before", False), ("after", True)])
def test_a_load_that_is_said_to_be_only_validated_is_looked_for(when, done):
    """Nothing says why a platform should answer so. What it has done, the campaign shows."""
    platform = FakePlatform()
    only_validated = ProtocolError("was only validated by the platform (code 201).", code=201, function=CREATE)
    once(platform, CREATE, only_validated, when)
    load = Load(platform, several(10))
    assert load.count("added") == len(platform.rows) == (10 if done else 0)
    assert (load.error is None) is done
    never_twice(platform)
    if not done:
        assert load.error.retryable and "10 of the numbers were not there yet" in load.error.text


# --- answers that leave doubt ---------------------------------------------------------------------------------


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
