# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The questions that validation answers, above all on platforms where validating is not safe."""

from __future__ import annotations

import itertools
import re

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import functions
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    NETWORK,
    PROTOCOL,
    TIMEOUT,
    EnswitchError,
    TransportError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._api.transport import Reply
from ansible_collections.telephony.enswitch.plugins.module_utils._probe.questions import MOST, fictional
from unit.support.probing import Platform, answering, answers, envelope, evidence, probe

CREATE = functions.CAMPAIGNS_CREATE
UPDATE = functions.CAMPAIGNS_UPDATE
NUMBERS = functions.DESTINATIONS_CREATE
# The questions that need a validation of a number that has shown to change nothing.
LATER = ("update_validation", "bad_number", "bad_number_among_good", "duplicate_numbers", "spelled_numbers")
LATER += ("largest_dnumbers",)
FICTION = re.compile(r"[2346789][0-8][0-9]55501[0-9][0-9]")


def damaged(platform):
    """Probe a platform that carries out a validation; the error that ends the task."""
    with pytest.raises(EnswitchError) as caught:
        probe(platform)
    error = caught.value
    assert error.category == PROTOCOL and "was not only a validation" in error.text and "validation=1" in error.hint
    assert set(error.result) == {"changed", "report", "requests"} and error.result["changed"] is False
    return error


def sent(platform):
    """The numbers of each validation, in order."""
    return [params["dnumbers"].split(",") for params in platform.asked(NUMBERS)]


def test_fictional_numbers_are_many_and_belong_to_no_service():
    numbers = list(fictional())
    assert len(numbers) == len(set(numbers)) > MOST
    assert all(FICTION.fullmatch(number) for number in numbers)
    codes = {number[:3] for number in numbers}
    assert not codes & {"211", "411", "911", "800", "888", "877", "822", "900", "700", "710", "500", "600", "555"}
    assert {"212", "310", "617", "907"} <= codes


def test_what_is_validated_could_do_no_harm():
    platform = Platform()
    taken = list(itertools.islice(fictional(), 10))
    platform.numbers[70] = ["1" + taken[0], "+1 " + taken[1], *taken[2:]]
    platform.campaigns[0]["keep_agents_available"] = "-2"
    platform.campaigns[1]["name"] = "enswitch_probe 1"
    result = probe(platform)
    assert {params["enabled"] for params in platform.asked(CREATE)} == {"0"}
    assert [params["name"] for params in platform.asked(CREATE)] == ["enswitch_probe 2", "Quiet zebra"]
    for params in platform.asked(NUMBERS):
        assert params["campaign"] == "70" and params["status"] == "cancelled"
    plain = [re.sub(r"^\+1|-(?!a)", "", number) for number in itertools.chain(*sent(platform))]
    assert {number for number in plain if not FICTION.fullmatch(number)} == {"not-anumber"}
    assert len(sent(platform)[0]) == 1 and not set(plain) & set(taken)
    # Otherwise a platform could reset this field.
    there = {"id": "70", "keep_agents_available": "-2", "validation": "1"}
    assert platform.asked(UPDATE) == [there, {"id": "2147483647", "validation": "1"}]
    assert evidence(result, "update_validation")["sent"] == ["id", "keep_agents_available"]


def test_numbers_are_doubled_up_to_the_largest():
    platform = Platform()
    result = probe(platform, largest=100)
    assert [len(numbers) for numbers in sent(platform)][-7:] == [2, 4, 8, 16, 32, 64, 100]
    assert answers(result)["largest_dnumbers"] == "100 or more"
    assert evidence(result, "largest_dnumbers") == {"accepted": 100}


@pytest.mark.parametrize(
    "most, reply, said, refused",
    [
        (40, envelope(400, None, "dnumbers", "At most 40 numbers."), "40, more are refused: code 400", 41),
        (40, Reply(413, b"<html>too large</html>", None, None, None), "40, more are no envelope: HTTP 413", 41),
        (40, Reply(414, b"", None, None, None), "40, more are no envelope: HTTP 414", 41),
        (3000, envelope(400), "from 2976 to 3007, more are refused: code 400", 3008),
        (1, envelope(400), "1, more are refused: code 400", 2),
        # A time-out ends the search.
        (32, TransportError("slow", category=TIMEOUT), "from 32 to 63, more are no answer: timeout", 64),
    ],
)
def test_the_largest_call_is_narrowed_down(most, reply, said, refused):
    platform = Platform()
    platform.answers[NUMBERS] = lambda params: reply if params["dnumbers"].count(",") >= most else None
    result = probe(platform, largest=20000)
    assert answers(result)["largest_dnumbers"] == said
    assert evidence(result, "largest_dnumbers")["refused"] == refused
    assert max(len(numbers) for numbers in sent(platform)) < 2 * most + 2


STOPPED = "validation was stopped, since "
CHANGED = STOPPED + "the platform has changed"
UNREAD = STOPPED + "what is there after it could not be read"


def carried_out(function, code):
    def bend(platform):
        platform.carries_out = {function: code}

    return bend


def stored_when_many(platform):
    def answer(params):
        if params["dnumbers"].count(",") > 10:
            platform.numbers[70] += params["dnumbers"].split(",")

    platform.answers[NUMBERS] = answer


# What is wrong, what the error says, the question after which all stops, and how many calls there were.
DAMAGED = {
    "number, 200": (carried_out(NUMBERS, 200), "has other numbers than before", "numbers_validation", (2, 1, 0)),
    "number, 204": (carried_out(NUMBERS, 204), "has other numbers than before", "numbers_validation", (2, 1, 0)),
    "number, 201": (carried_out(NUMBERS, 201), "has other numbers than before", "numbers_validation", (2, 1, 0)),
    "campaign, 200": (carried_out(CREATE, 200), "a campaign has appeared", "create_validation", (1, 0, 0)),
    "campaign, 201": (carried_out(CREATE, 201), "a campaign has appeared", "create_validation", (1, 0, 0)),
    "update": (carried_out(UPDATE, 201), "is not what it was before", "update_validation", (2, 1, 1)),
    "many numbers": (stored_when_many, "has other numbers than before", "largest_dnumbers", (2, 10, 2)),
    **{
        "{0} as if done, {1}".format(function, code): (
            answering(function, envelope(code)), "answered a validation with code {0}".format(code), after, calls
        )
        for function, after, calls in (
            (NUMBERS, "numbers_validation", (2, 1, 0)),
            (CREATE, "create_validation", (1, 0, 0)),
            (UPDATE, "update_validation", (2, 1, 1)),
        )
        for code in (200, 204)
    },
}  # fmt: skip


@pytest.mark.parametrize("bend, said, after, calls", DAMAGED.values(), ids=DAMAGED)
def test_a_validation_that_is_carried_out_is_the_last_and_fails_the_task(bend, said, after, calls):
    platform = Platform()
    bend(platform)
    error = damaged(platform)
    assert said in error.text
    assert tuple(len(platform.asked(function)) for function in (CREATE, NUMBERS, UPDATE)) == calls
    later = list(answers(error.result).items())
    position = [key for key, _answer in later].index(after)
    left = {answer for key, answer in later[position + 1 :] if key in ("unique_names", "numbers_validation", *LATER)}
    assert all(answer.startswith("not asked: " + STOPPED) for answer in left)


@pytest.mark.parametrize("function, first", [(CREATE, "create_validation"), (NUMBERS, "numbers_validation")])
@pytest.mark.parametrize("code", [302, 404, 409, 500])
def test_an_unexpected_answer_stops_all(function, first, code):
    platform = Platform()
    platform.answers[function] = envelope(code)
    found = answers(probe(platform))
    assert len(platform.asked(function)) == 1 and not platform.asked(UPDATE)
    assert found[first].endswith("code {0}".format(code))
    assert {found[key] for key in LATER} == {
        "not asked: {0}{1} was answered: {2}".format(STOPPED, function, found[first])
    }


def test_an_answer_that_validates_and_more_stops_all():
    platform = Platform()
    both = b'{"responses": [{"code": "201"}, {"code": "204"}]}'
    platform.answers[NUMBERS] = Reply(200, both, None, None, None)
    found = answers(probe(platform))
    assert found["numbers_validation"] == "answered with code 201" and len(platform.asked(NUMBERS)) == 1
    assert all(found[key].startswith("not asked: " + STOPPED) for key in LATER)


@pytest.mark.parametrize("code, said", [(402, "not allowed: code 402"), (403, "not allowed: code 403")])
def test_who_may_not_create_may_still_ask_about_numbers(code, said):
    platform = Platform()
    platform.answers[CREATE] = envelope(code)
    found = answers(probe(platform))
    assert found["create_validation"] == said
    assert found["unique_names"] == "not asked: a new name gets: " + said
    assert found["largest_dnumbers"] == "64 or more"


@pytest.mark.parametrize(
    "function, refused, said",
    [
        (NUMBERS, lambda params: "+" in params["dnumbers"], {"spelled_numbers": "it depends on the spelling"}),
        (
            UPDATE,
            lambda params: True,
            {"update_validation": "refused: code 400, or refused: code 400 where there is none"},
        ),
        (CREATE, lambda params: params["name"] == "Quiet zebra", {"unique_names": "yes"}),
    ],
)
def test_a_refusal_is_an_answer(function, refused, said):
    platform = Platform()
    refusal = envelope(400, None, "name", "A campaign called Quiet zebra exists.")
    platform.answers[function] = lambda params: refusal if refused(params) else None
    result = probe(platform)
    assert {key: answers(result)[key] for key in said} == said
    assert answers(result)["largest_dnumbers"] == "64 or more"
    if function == CREATE:
        assert evidence(result, "unique_names")["message"] == "A campaign called <name> exists."


def test_a_platform_that_skips_bad_numbers():
    platform = Platform()
    platform.answers[NUMBERS] = envelope(201)
    found = answers(probe(platform))
    assert found["bad_number"] == found["bad_number_among_good"] == "accepted: code 201"


@pytest.mark.parametrize("enabled", [1, None, "yes"])
def test_without_a_disabled_campaign_no_number_is_validated(enabled):
    platform = Platform()
    for row in platform.campaigns:
        row["enabled"] = enabled
    found = answers(probe(platform))
    assert {found[key] for key in ("numbers_validation", *LATER)} == {"not asked: no disabled campaign"}
    assert not platform.asked(NUMBERS) and not platform.asked(UPDATE) and found["unique_names"] == "no"


def test_the_first_campaign_of_all_hangs_up():
    platform = Platform()
    platform.campaigns = []
    found = answers(probe(platform))
    (params,) = platform.asked(CREATE)
    assert (params["dtype"], params["dnumber"], params["enabled"]) == ("hangup", "", "0")
    assert found["create_validation"] == "accepted: code 201"
    assert found["unique_names"] == "not asked: there is no campaign"


def test_numbers_that_cannot_be_counted_are_not_validated():
    platform = Platform()
    platform.answers[functions.DESTINATIONS_LIST] = lambda params: envelope(200) if "count" in params else None
    found = answers(probe(platform))
    assert found["numbers_validation"] == "not asked: the numbers of the campaign cannot be counted"
    assert found["bad_number"] == "not asked: that validation changes nothing was not seen"
    assert not platform.asked(NUMBERS) and not platform.asked(UPDATE)


def test_without_a_first_number_no_other_is_validated():
    platform = Platform()
    platform.answers[functions.DESTINATIONS_LIST] = lambda params: (
        envelope(500) if params.get("limit") == "1000" else None
    )
    found = answers(probe(platform))
    assert found["numbers_validation"] == "refused: code 500"
    assert {found[key] for key in LATER} == {"not asked: that validation changes nothing was not seen"}
    assert not platform.asked(NUMBERS) and not platform.asked(UPDATE)


def test_a_campaign_that_is_enabled_meanwhile_is_left_alone():
    platform = Platform()

    def enable(params):
        platform.campaigns[0]["enabled"] = 1

    platform.answers[functions.PEOPLE_GET] = enable
    found = answers(probe(platform, campaign="70"))
    assert found["numbers_validation"] == found["unique_names"] == "not asked: no disabled campaign could be listed"
    assert not platform.asked(NUMBERS) and not platform.asked(CREATE)


@pytest.mark.parametrize(
    "list_of, after, answer, first, said, left",
    [
        (functions.CAMPAIGNS_LIST, functions.CAMPAIGNS_GET, envelope(500), "create_validation",
         "not asked: no disabled campaign could be listed", "no disabled campaign could be listed"),
        (functions.CAMPAIGNS_LIST, CREATE, TransportError("gone", category=NETWORK), "create_validation",
         "no answer: network", UNREAD),
        (functions.CAMPAIGNS_LIST, UPDATE, TransportError("gone", category=NETWORK), "update_validation",
         "no answer: network", UNREAD),
        (functions.DESTINATIONS_LIST, NUMBERS, envelope(500), "numbers_validation", "refused: code 500", UNREAD),
    ],
)  # fmt: skip
def test_nothing_is_validated_while_what_it_did_cannot_be_read(list_of, after, answer, first, said, left):
    platform = Platform()
    platform.answers[list_of] = lambda params: answer if platform.asked(after) else None
    found = answers(probe(platform))
    assert found[first] == said and found["largest_dnumbers"] == "not asked: " + left
    assert max(len(platform.asked(function)) for function in (NUMBERS, UPDATE)) <= 1
    assert len(platform.asked(CREATE)) <= 2
