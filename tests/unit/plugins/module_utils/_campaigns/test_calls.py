# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of a campaign plan against a model of the platform that loses answers."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    ApiError,
    ConflictError,
    EnswitchError,
    ProtocolError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns import calls
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.desired import read_desired
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.plan import plan, plan_absent
from unit.support.fakes import client, dropped, envelope, reply, timed_out
from unit.support.platform import Platform

CREATE, UPDATE = "bulk/campaigns/create", "bulk/campaigns/update"
DELETE, LIST = "bulk/campaigns/delete", "bulk/campaigns/list"
SPRING = {"name": "Spring", "dtype": "hangup", "dnumber": "", "attempts": 3}


class Stage:
    """A platform, a client, and the step for one desired about a campaign of customer 2."""

    def __init__(self, platform=None, retries=2):
        self.platform = platform or Platform()
        self.client = client(self.platform, retries=retries)

    def prepare(self, options, state="present"):
        self.roster = calls.read_roster(self.client, 2)
        desired = read_desired({"customer": 2, **options})
        self.step = plan(desired, desired.fields, self.roster, state)
        self.platform.journal.clear()

    def apply(self):
        return calls.apply(self.client, self.step, self.roster)

    def failing(self, kind=EnswitchError):
        with pytest.raises(kind) as caught:
            self.apply()
        return caught.value

    @property
    def names(self):
        return sorted(campaign["name"] for campaign in self.platform.campaigns.values())


# What a lost answer looks like. The platform may have done the work, or do it a moment later.
LOST = {
    "dropped": dropped,
    "timeout": timed_out,
    "500": lambda: envelope("500", message="no"),
    "500 of HTTP": lambda: reply(b"", 500),
    "502": lambda: reply(b"", 502),
    "504": lambda: reply(b"", 504),
    "html": lambda: reply(b"<html>"),
    "empty": lambda: reply(b""),
}


@pytest.mark.parametrize("retries", [0, 2])
@pytest.mark.parametrize("fault", sorted(LOST))
def test_a_create_that_took_effect_is_adopted(fault, retries):
    stage = Stage(retries=retries)
    stage.prepare(SPRING)
    stage.platform.after[CREATE] = [LOST[fault]()]
    number = stage.apply()
    assert stage.platform.named("Spring") == [number]
    assert stage.platform.functions == [CREATE, LIST]


def looks(stage):
    """The looks for the effect of a call: more than one."""
    count = stage.platform.functions.count(LIST)
    assert count > 1
    return [LIST] * count


@pytest.mark.parametrize("retries", [0, 2])
@pytest.mark.parametrize("fault", sorted(LOST))
def test_a_create_that_shows_no_effect_is_never_sent_again(fault, retries):
    stage = Stage(retries=retries)
    stage.prepare(SPRING)
    stage.platform.before[CREATE] = [LOST[fault]()]
    error = stage.failing()
    assert error.retryable and "no effect yet when looked at" in error.text and not error.carried_out
    assert stage.platform.functions == [CREATE, *looks(stage)]
    assert stage.names == []


@pytest.mark.parametrize("fault", sorted(LOST))
def test_a_create_under_a_name_of_the_platforms_own_is_not_repeated(fault):
    stage = Stage()
    stage.platform.makes["name"] = lambda name: name[:4]
    stage.prepare(SPRING)
    stage.platform.after[CREATE] = [LOST[fault]()]
    error = stage.failing()
    assert error.retryable and "a campaign 'Spri' (ID 100) with the same destination has appeared" in error.text
    assert stage.names == ["Spri"] and len(stage.platform.writes) == 1


@pytest.mark.parametrize(
    "other", [{"name": "Autumn", "dnumber": "300"}, {"name": "Autumn", "dtype": "queue"}, {"name": "Asked for"}]
)
def test_what_appears_beside_a_lost_create_and_is_something_else(other):
    stage = Stage()
    stage.prepare(SPRING)
    stage.roster = stage.roster.asking(["Spring", "Asked for"])
    stage.platform.before[CREATE] = [lambda _parameters: stage.platform.add(**other) and dropped()]
    assert "no effect yet" in stage.failing().text
    assert stage.names == [other["name"]]


def test_a_create_that_is_still_at_work_is_found_late():
    stage = Stage()
    stage.prepare(SPRING)
    platform = stage.platform
    platform.before[CREATE] = [timed_out()]
    looks = []

    def list_late(_parameters):
        looks.append(1)
        if len(looks) == 2:
            platform.add("Spring", attempts=3)
        return None

    platform.before[LIST] = [list_late, list_late, list_late]
    assert platform.named("Spring") == [] and stage.apply() == platform.named("Spring")[0]
    assert platform.functions.count(CREATE) == 1


@pytest.mark.parametrize("make", [dropped, timed_out])
def test_a_look_that_fails_leaves_the_create_open(make):
    stage = Stage(retries=0)
    stage.prepare(SPRING)
    stage.platform.after[CREATE] = [make()]
    stage.platform.before[LIST] = [dropped()]
    error = stage.failing()
    assert "looking for its effect failed" in error.text
    assert stage.platform.functions == [CREATE, LIST]
    assert stage.names == ["Spring"]


@pytest.mark.parametrize("make", [dropped, timed_out])
def test_twins_that_appear_are_reported_with_their_ids(make):
    """Another controller created the same campaign at the same time, and our answer was lost."""
    stage = Stage()
    stage.prepare(SPRING)
    other = stage.platform.add("Spring")
    stage.platform.after[CREATE] = [make()]
    error = stage.failing(ConflictError)
    assert "IDs {0}, {1}".format(other, other + 1) in error.text
    assert stage.platform.functions.count(CREATE) == 1


def test_a_campaign_that_somebody_else_made_with_other_values_is_not_adopted():
    stage = Stage()
    stage.prepare(SPRING)

    def drop_after_somebody_else(_parameters):
        stage.platform.add("Spring", attempts=9)
        return dropped()

    stage.platform.before[CREATE] = [drop_after_somebody_else]
    error = stage.failing()
    assert "appeared with other values" in error.text and error.retryable
    assert stage.platform.functions.count(CREATE) == 1


def test_a_campaign_that_was_there_before_is_not_taken_for_the_new_one():
    """Of the same name, but of another customer: it is in nobody's way."""
    stage = Stage()
    stage.platform.add("Spring", customer=3, attempts=3)
    stage.prepare(SPRING)
    stage.platform.before[CREATE] = [dropped()]
    assert "no effect yet" in stage.failing().text


def test_a_create_whose_answer_has_no_id_is_looked_up():
    stage = Stage()
    stage.prepare(SPRING)
    stage.platform.after[CREATE] = [envelope("200", [])]
    assert [stage.apply()] == stage.platform.named("Spring")


def test_a_create_that_succeeds_without_a_trace_is_an_error():
    stage = Stage()
    stage.prepare(SPRING)
    stage.platform.after[CREATE] = [lambda _parameters: stage.platform.campaigns.clear() or envelope("200")]
    error = stage.failing(ProtocolError)
    assert "gave no ID" in error.text and error.code == 200 and error.carried_out
    assert stage.platform.functions.count(CREATE) == 1


def test_a_create_whose_answer_has_no_id_and_that_cannot_be_looked_up_is_done_all_the_same():
    stage = Stage(retries=0)
    stage.prepare(SPRING)
    stage.platform.after[CREATE] = [envelope("204")]
    stage.platform.before[LIST] = [dropped()]
    error = stage.failing()
    assert error.carried_out and error.function is None
    assert stage.names == ["Spring"] and stage.platform.functions == [CREATE, LIST]


@pytest.mark.parametrize("code", [400, 401, 402, 403, 404])
@pytest.mark.parametrize("function", [CREATE, UPDATE])
def test_a_clear_no_is_final(function, code):
    stage = Stage()
    if function == UPDATE:
        stage.platform.add("Spring")
    stage.prepare(SPRING)
    stage.platform.after[function] = [envelope(str(code), key="name", message="no")]
    error = stage.failing(ApiError)
    assert (error.code, error.key) == (code, "name")
    assert stage.platform.functions == [function]


# --- update -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", sorted(LOST))
def test_an_update_that_took_effect_is_adopted(fault):
    stage = Stage()
    number = stage.platform.add("Spring")
    stage.prepare(SPRING)
    stage.platform.after[UPDATE] = [LOST[fault]()]
    assert stage.apply() == number
    assert stage.platform.functions == [UPDATE, LIST]


def test_an_update_that_took_no_effect_is_sent_again():
    stage = Stage()
    number = stage.platform.add("Spring")
    stage.prepare(SPRING)
    stage.platform.before[UPDATE] = [dropped()]
    assert stage.apply() == number
    assert stage.platform.functions == [UPDATE, *looks(stage), UPDATE]
    assert stage.platform.campaigns[number]["attempts"] == 3


def test_an_update_whose_effect_cannot_be_seen_is_sent_again():
    """The platform does not list the field: what it does list says nothing about this update."""
    stage = Stage(Platform(hide=["description"]))
    number = stage.platform.add("Spring")
    stage.prepare({"name": "Spring", "description": "new"})
    stage.platform.before[UPDATE] = [dropped()]
    assert stage.apply() == number
    assert stage.platform.campaigns[number]["description"] == "new"


def test_an_update_of_a_campaign_that_vanished_meanwhile():
    stage = Stage()
    stage.platform.add("Spring")
    stage.prepare(SPRING)

    def vanish(_parameters):
        stage.platform.campaigns.clear()
        return dropped()

    stage.platform.before[UPDATE] = [vanish]
    assert "not there any more" in stage.failing().text


def test_a_mirrored_204_is_a_success():
    stage = Stage()
    number = stage.platform.add("Spring")
    stage.prepare(SPRING)
    stage.platform.after[UPDATE] = [reply(b"", 204)]
    assert stage.apply() == number
    assert stage.platform.functions == [UPDATE]


# --- delete -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", sorted(LOST))
def test_a_delete_that_took_effect_is_adopted(fault):
    stage = Stage()
    number = stage.platform.add("Spring")
    stage.prepare({"name": "Spring"}, "absent")
    stage.platform.after[DELETE] = [LOST[fault]()]
    assert stage.apply() == number
    assert stage.platform.functions == [DELETE, LIST]


def test_a_delete_that_took_no_effect_is_sent_again():
    stage = Stage()
    number = stage.platform.add("Spring")
    stage.prepare({"name": "Spring"}, "absent")
    stage.platform.before[DELETE] = [dropped()]
    assert stage.apply() == number
    assert stage.platform.functions == [DELETE, *looks(stage), DELETE]
    assert stage.names == []


@pytest.mark.parametrize(
    "function, desired, state", [(UPDATE, SPRING, "present"), (DELETE, {"name": "Spring"}, "absent")]
)
@pytest.mark.parametrize("fault", ["500", "500 of HTTP"])
def test_an_internal_error_that_did_nothing_is_looked_for_and_reported(fault, function, desired, state):
    stage = Stage()
    stage.platform.add("Spring")
    stage.prepare(desired, state)
    stage.platform.before[function] = [LOST[fault]() for _number in range(9)]
    error = stage.failing()
    assert error.category == "server" and error.retryable
    assert stage.platform.functions.count(function) == 3


def test_a_404_on_delete_says_gone_where_the_list_agrees():
    stage = Stage()
    number = stage.platform.add("Spring")
    stage.prepare({"name": "Spring"}, "absent")
    stage.platform.campaigns.clear()
    assert stage.apply() == number
    assert stage.platform.functions == [DELETE, LIST]


def test_a_404_on_delete_says_you_may_not_where_the_list_still_has_it():
    stage = Stage()
    stage.platform.add("Spring")
    stage.prepare({"name": "Spring"}, "absent")
    stage.platform.before[DELETE] = [envelope("404")]
    assert stage.failing(ApiError).code == 404
    assert stage.names == ["Spring"]


def test_a_404_on_delete_and_a_list_that_fails_is_no_success():
    stage = Stage(retries=0)
    stage.platform.add("Spring")
    stage.prepare({"name": "Spring"}, "absent")
    stage.platform.after[DELETE] = [envelope("404")]
    stage.platform.before[LIST] = [dropped()]
    stage.failing()


@pytest.mark.parametrize("code", [400, 401, 402, 403])
def test_no_other_code_means_gone(code):
    stage = Stage()
    stage.platform.add("Spring")
    stage.prepare({"name": "Spring"}, "absent")
    stage.platform.after[DELETE] = [envelope(str(code))]
    assert stage.failing(ApiError).code == code
    assert stage.platform.functions == [DELETE]


# --- the rest ---------------------------------------------------------------------------------------------


def test_nothing_to_do_is_no_call():
    stage = Stage()
    number = stage.platform.add("Spring")
    stage.prepare({"name": "Spring"})
    assert stage.apply() == number
    stage.prepare({"name": "Autumn"}, "absent")
    assert stage.apply() is None
    assert stage.platform.functions == []


@pytest.mark.parametrize(
    "state, options, validated, functions",
    [
        ("present", SPRING, True, [CREATE]),
        ("present", {"name": "There", "attempts": 5}, True, [UPDATE]),
        ("present", {"name": "There"}, False, []),
        ("absent", {"name": "There"}, False, []),
    ],
)
def test_validate(state, options, validated, functions):
    stage = Stage()
    stage.platform.add("There")
    stage.prepare(options, state)
    before = {number: dict(campaign) for number, campaign in stage.platform.campaigns.items()}
    assert calls.validate(stage.client, stage.step) is validated
    assert stage.platform.functions == functions
    assert stage.platform.writes == [] and stage.platform.campaigns == before


@pytest.mark.parametrize("code, there", [("201", True), ("400", True), ("404", False)])
def test_exists_elsewhere(code, there):
    stage = Stage()
    stage.platform.after[UPDATE] = [envelope(code)]
    assert calls.exists_elsewhere(stage.client, 7) is there
    assert stage.platform.writes == []


@pytest.mark.parametrize("code", ["401", "402", "403", "500"])
def test_what_does_not_say_whether_it_exists(code):
    stage = Stage()
    stage.platform.after[UPDATE] = [envelope(code)]
    with pytest.raises(ApiError):
        calls.exists_elsewhere(stage.client, 7)


def test_the_model_deletes_what_is_there_only():
    """So that the tests above mean something."""
    stage = Stage()
    number = stage.platform.add("Spring")
    roster = calls.read_roster(stage.client, 2)
    calls.apply(stage.client, plan_absent(roster.by_id[number]), roster)
    assert stage.names == [] and stage.platform.writes == [(DELETE, {"id": str(number)})]
