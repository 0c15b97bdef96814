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
from unit.support.platform import COLUMNS, Platform

CREATE, UPDATE = "bulk/campaigns/create", "bulk/campaigns/update"
DELETE, LIST = "bulk/campaigns/delete", "bulk/campaigns/list"
SPRING = {"name": "Spring", "dtype": "hangup", "dnumber": "", "attempts": 3}


class Stage:
    """A platform with these campaigns, a client, and the step for one desired about a campaign of customer 2."""

    def __init__(self, options, state="present", there=(), retries=2, **platform):
        self.platform = Platform(**platform)
        for name in there:
            self.number = self.platform.add(name)
        self.client = client(self.platform, retries=retries)
        self.prepare(options, state)

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

    @property
    def looks(self):
        """The looks for the effect of a call: more than one."""
        count = self.platform.functions.count(LIST)
        assert count > 1
        return [LIST] * count


def creating(**more):
    return Stage(SPRING, **more)


def updating(**more):
    return Stage(SPRING, there=["Spring"], **more)


def deleting(**more):
    return Stage({"name": "Spring"}, "absent", ["Spring"], **more)


STAGES = {CREATE: creating, UPDATE: updating, DELETE: deleting}


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


@pytest.mark.parametrize("function", STAGES)
@pytest.mark.parametrize("retries", [0, 2])
@pytest.mark.parametrize("fault", sorted(LOST))
def test_what_took_effect_is_adopted(fault, retries, function):
    stage = STAGES[function](retries=retries)
    stage.platform.after[function] = [LOST[fault]()]
    number = stage.apply()
    assert stage.platform.named("Spring") == ([] if function == DELETE else [number])
    assert stage.platform.functions == [function, LIST]


@pytest.mark.parametrize("retries", [0, 2])
@pytest.mark.parametrize("fault", sorted(LOST))
def test_a_create_that_shows_no_effect_is_never_sent_again(fault, retries):
    stage = creating(retries=retries)
    stage.platform.before[CREATE] = [LOST[fault]()]
    error = stage.failing()
    assert error.retryable and "no effect yet when looked at" in error.text and not error.carried_out
    assert stage.platform.functions == [CREATE, *stage.looks]
    assert stage.names == []


@pytest.mark.parametrize("function", [UPDATE, DELETE])
def test_another_call_that_took_no_effect_is_sent_again(function):
    stage = STAGES[function]()
    stage.platform.before[function] = [dropped()]
    assert stage.apply() == stage.number
    assert stage.platform.functions == [function, *stage.looks, function]
    assert [row["attempts"] for row in stage.platform.campaigns.values()] == ([3] if function == UPDATE else [])


@pytest.mark.parametrize("function", [UPDATE, DELETE])
@pytest.mark.parametrize("fault", ["500", "500 of HTTP"])
def test_an_internal_error_that_did_nothing_is_looked_for_and_reported(fault, function):
    stage = STAGES[function]()
    stage.platform.before[function] = [LOST[fault]() for _number in range(9)]
    error = stage.failing()
    assert error.category == "server" and error.retryable
    assert stage.platform.functions.count(function) == 3


@pytest.mark.parametrize("function", STAGES)
@pytest.mark.parametrize("code", [400, 401, 402, 403, 404])
def test_a_clear_no_is_final(function, code):
    stage = STAGES[function]()
    stage.platform.before[function] = [envelope(str(code), key="name", message="no")]
    error = stage.failing(ApiError)
    assert (error.code, error.key) == (code, "name")
    # What cannot be found may be gone: the list tells.
    assert stage.platform.functions == [function, LIST][: 2 if (function, code) == (DELETE, 404) else 1]
    assert stage.names == ([] if function == CREATE else ["Spring"])


# --- create -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", sorted(LOST))
def test_a_create_under_a_name_of_the_platforms_own_is_not_repeated(fault):
    stage = creating()
    stage.platform.makes["name"] = lambda name: name[:4]
    stage.platform.after[CREATE] = [LOST[fault]()]
    error = stage.failing()
    assert error.retryable and "a campaign 'Spri' (ID 100) with the same destination has appeared" in error.text
    assert error.carried_out
    assert stage.names == ["Spri"] and len(stage.platform.writes) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Autumn", "dnumber": "300"},
        {"name": "Autumn", "dtype": "queue"},
        {"name": "Asked for"},
        {"name": "Spring", "customer": 3, "attempts": 3},
    ],
)
def test_what_appears_beside_a_lost_create_and_is_something_else(other):
    stage = creating()
    stage.roster = stage.roster.asking(["Spring", "Asked for"])
    stage.platform.before[CREATE] = [lambda _parameters: stage.platform.add(**other) and dropped()]
    assert "no effect yet" in stage.failing().text
    assert stage.names == [other["name"]]


def test_a_create_that_is_still_at_work_is_found_late():
    stage = creating()
    platform = stage.platform
    platform.before[CREATE] = [timed_out()]
    platform.before[LIST] = [None, lambda _parameters: platform.add("Spring", attempts=3) and None]
    assert [stage.apply()] == platform.named("Spring")
    assert platform.functions == [CREATE, LIST, LIST]


@pytest.mark.parametrize("make", [dropped, timed_out])
def test_a_look_that_fails_leaves_the_create_open(make):
    stage = creating(retries=0)
    stage.platform.after[CREATE] = [make()]
    stage.platform.before[LIST] = [dropped()]
    assert "looking for its effect failed" in stage.failing().text
    assert stage.platform.functions == [CREATE, LIST]
    assert stage.names == ["Spring"]


@pytest.mark.parametrize("make", [dropped, timed_out])
def test_twins_that_appear_are_reported_with_their_ids(make):
    """Another controller created the same campaign at the same time, and our answer was lost."""
    stage = creating()
    other = stage.platform.add("Spring")
    stage.platform.after[CREATE] = [make()]
    error = stage.failing(ConflictError)
    assert "IDs {0}, {1}".format(other, other + 1) in error.text
    assert stage.platform.functions.count(CREATE) == 1


def test_a_campaign_that_somebody_else_made_with_other_values_is_not_adopted():
    stage = creating()
    stage.platform.before[CREATE] = [lambda _parameters: stage.platform.add("Spring", attempts=9) and dropped()]
    error = stage.failing()
    assert "appeared with other values" in error.text and error.retryable
    assert error.result["campaign"]["attempts"] == 9
    assert stage.platform.functions.count(CREATE) == 1


def test_a_create_whose_answer_has_no_id_is_looked_up():
    stage = creating()
    stage.platform.after[CREATE] = [envelope("200", [])]
    assert [stage.apply()] == stage.platform.named("Spring")


def test_a_create_that_succeeds_without_a_trace_is_an_error():
    stage = creating()
    stage.platform.after[CREATE] = [lambda _parameters: stage.platform.campaigns.clear() or envelope("200")]
    error = stage.failing(ProtocolError)
    assert "gave no ID" in error.text and error.code == 200 and error.carried_out
    assert stage.platform.functions.count(CREATE) == 1


def test_a_create_whose_answer_has_no_id_and_whose_name_is_the_platforms_own_says_what_to_do():
    stage = creating()
    stage.platform.makes["name"] = lambda name: name[:4]
    stage.platform.after[CREATE] = [envelope("200", [])]
    error = stage.failing()
    assert error.carried_out and error.hint and error.msg.endswith(error.hint)
    assert stage.names == ["Spri"] and len(stage.platform.writes) == 1


def test_a_create_whose_answer_has_no_id_and_that_cannot_be_looked_up_is_done_all_the_same():
    stage = creating(retries=0)
    stage.platform.after[CREATE] = [envelope("204")]
    stage.platform.before[LIST] = [dropped()]
    error = stage.failing()
    assert error.carried_out and error.function is None
    assert stage.names == ["Spring"] and stage.platform.functions == [CREATE, LIST]


# --- update -----------------------------------------------------------------------------------------------


def test_an_update_whose_effect_cannot_be_seen_is_sent_again():
    """The platform does not list the field: what it does list says nothing about this update."""
    stage = Stage({"name": "Spring", "description": "new"}, there=["Spring"], hide=["description"])
    stage.platform.before[UPDATE] = [dropped()]
    assert stage.apply() == stage.number
    assert stage.platform.campaigns[stage.number]["description"] == "new"


def test_an_update_whose_effect_cannot_be_seen_says_so_where_no_answer_comes():
    stage = Stage({"name": "Spring", "description": "new"}, there=["Spring"], hide=["description"])
    stage.platform.after[UPDATE] = [dropped() for _number in range(9)]
    error = stage.failing()
    assert error.retryable and "not known: nothing shows, looked at " in error.text
    assert error.text.endswith(" times, and the platform does not list description.")


def blankless(platform):
    platform.makes["callerid"] = lambda text: text.replace(" ", "")


def at_most_five(platform):
    platform.makes["maximum"] = lambda number: min(number, 5)


def takes_only_the_start(platform):
    platform.makes["callerid"] = lambda _text: ""


PARTS = {
    "a text without blanks": (
        {"callerid": "+1 212 555"},
        blankless,
        "enabled is true now; callerid is '+1212555', not '+1 212 555'",
    ),
    "a limited number": ({"maximum": 10}, at_most_five, "enabled is true now; maximum is 5, not 10"),
    "a field left alone": ({"callerid": "5"}, takes_only_the_start, "enabled is true now; callerid is '', not '5'"),
}


@pytest.mark.parametrize("part", sorted(PARTS))
@pytest.mark.parametrize("fault", sorted(LOST))
def test_an_update_that_shows_in_part_has_arrived_and_is_not_sent_again(fault, part):
    """The platform stores a field in its own form. What shows of the update may call people already."""
    more, prepare, seen = PARTS[part]
    stage = updating()
    stage.platform.campaigns[stage.number]["enabled"] = 0
    stage.prepare({"name": "Spring", "enabled": True, **more})
    prepare(stage.platform)
    stage.platform.after[UPDATE] = [LOST[fault]()]
    error = stage.failing()
    assert error.carried_out and error.retryable and not error.key
    assert "campaign 100 has changed, but not as wanted: {0}.".format(seen) in error.text
    assert "failed" not in error.text.partition("Whether")[2]
    assert len(stage.platform.writes) == 1
    assert error.result["campaign"]["enabled"] is True and error.result["campaign"]["id"] == stage.number


def test_an_update_that_shows_in_a_form_of_the_platforms_own_alone_has_arrived():
    stage = Stage({"name": "Spring", "callerid": "+1 212"}, there=["Spring"])
    blankless(stage.platform)
    stage.platform.after[UPDATE] = [dropped()]
    error = stage.failing()
    assert error.carried_out and "not as wanted: callerid is '+1212', not '+1 212'." in error.text
    # Without a loss, the same update is a success too, and is sent on every run.
    assert stage.apply() == stage.number


def test_an_update_that_shows_bit_by_bit_is_waited_for():
    stage = Stage({"name": "Spring", "description": "new", "attempts": 3}, there=["Spring"])
    row = {**COLUMNS, "id": stage.number, "customer": 2, "name": "Spring", "dtype": "hangup"}
    stage.platform.after[UPDATE] = [dropped()]
    stage.platform.before[LIST] = [envelope(data=[row]), envelope(data=[{**row, "attempts": 3}]), None]
    assert stage.apply() == stage.number
    assert len(stage.platform.writes) == 1


def test_an_update_that_shows_in_part_before_the_looks_fail_has_arrived():
    stage = Stage({"name": "Spring", "attempts": 3, "callerid": "5"}, there=["Spring"], retries=0)
    takes_only_the_start(stage.platform)
    stage.platform.after[UPDATE] = [dropped()]
    stage.platform.before[LIST] = [None, dropped()]
    assert stage.failing().carried_out


def test_an_update_that_shows_in_all_that_is_listed_is_adopted():
    stage = Stage({"name": "Spring", "description": "new", "attempts": 3}, there=["Spring"], hide=["description"])
    stage.platform.after[UPDATE] = [dropped()]
    assert stage.apply() == stage.number
    assert stage.platform.functions == [UPDATE, LIST]


def test_what_someone_else_changes_meanwhile_is_no_sign_of_an_update():
    stage = updating()
    number = stage.number
    stage.platform.before[UPDATE] = [
        lambda _parameters: stage.platform.campaigns[number].update(enabled=0, keep_agents_available=4) or dropped()
    ]
    assert stage.apply() == number
    assert stage.platform.functions == [UPDATE, *stage.looks, UPDATE]


def test_an_update_of_a_campaign_that_vanished_meanwhile():
    stage = updating()
    stage.platform.before[UPDATE] = [lambda _parameters: stage.platform.campaigns.clear() or dropped()]
    assert "not there any more" in stage.failing().text


def test_a_mirrored_204_is_a_success():
    stage = updating()
    stage.platform.after[UPDATE] = [reply(b"", 204)]
    assert stage.apply() == stage.number
    assert stage.platform.functions == [UPDATE]


# --- delete -----------------------------------------------------------------------------------------------


def test_a_404_on_delete_says_gone_where_the_list_agrees():
    stage = deleting()
    stage.platform.campaigns.clear()
    assert stage.apply() == stage.number
    assert stage.platform.functions == [DELETE, LIST]


def test_a_404_on_a_deletion_sent_again_says_gone_also_where_the_list_is_late():
    stage = deleting()
    listed = envelope(data=[{"id": stage.number, "name": "Spring"}])
    stage.platform.after[DELETE] = [dropped(), envelope("404")]
    stage.platform.before[LIST] = [listed] * 99
    assert stage.apply() == stage.number
    assert stage.names == [] and stage.platform.functions.count(DELETE) == 2


def test_a_404_on_delete_and_a_list_that_fails_is_no_success():
    stage = deleting(retries=0)
    stage.platform.after[DELETE] = [envelope("404")]
    stage.platform.before[LIST] = [dropped()]
    stage.failing()


# --- the rest ---------------------------------------------------------------------------------------------


def test_nothing_to_do_is_no_call():
    stage = Stage({"name": "Spring"}, there=["Spring"])
    assert stage.apply() == stage.number
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
    stage = Stage(options, state, ["There"])
    before = {number: dict(campaign) for number, campaign in stage.platform.campaigns.items()}
    assert calls.validate(stage.client, stage.step) is validated
    assert stage.platform.functions == functions
    assert stage.platform.writes == [] and stage.platform.campaigns == before


@pytest.mark.parametrize(
    "code, there",
    [("201", True), ("400", True), ("404", False), *((code, None) for code in ("401", "402", "403", "500"))],
)
def test_exists_elsewhere(code, there):
    stage = creating()
    stage.platform.after[UPDATE] = [envelope(code)]
    if there is None:
        with pytest.raises(ApiError):
            calls.exists_elsewhere(stage.client, 7)
    else:
        assert calls.exists_elsewhere(stage.client, 7) is there
    assert stage.platform.writes == []


def test_the_model_deletes_what_is_there_only():
    """So that the tests above mean something."""
    stage = deleting()
    calls.apply(stage.client, plan_absent(stage.roster.by_id[stage.number]), stage.roster)
    assert stage.names == [] and stage.platform.writes == [(DELETE, {"id": str(stage.number)})]
