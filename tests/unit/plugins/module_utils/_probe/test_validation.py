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
from ansible_collections.telephony.enswitch.plugins.module_utils._probe.validation import MOST, fictional
from unit.support.probing import Platform, answers, envelope, evidence, probe

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
    probe(platform)
    assert {params["enabled"] for params in platform.asked(CREATE)} == {"0"}
    assert [params["name"] for params in platform.asked(CREATE)] == ["enswitch_probe 1", "Quiet zebra"]
    for params in platform.asked(NUMBERS):
        assert params["campaign"] == "70" and params["status"] == "cancelled"
    plain = [re.sub(r"^\+1|-(?!a)", "", number) for number in itertools.chain(*sent(platform))]
    assert {number for number in plain if not FICTION.fullmatch(number)} == {"not-anumber"}
    assert len(sent(platform)[0]) == 1
    assert platform.asked(UPDATE) == [{"id": "70", "validation": "1"}, {"id": "2147483647", "validation": "1"}]


def test_numbers_are_doubled_up_to_the_largest():
    platform = Platform()
    result = probe(platform, largest=100)
    assert [len(numbers) for numbers in sent(platform)][-7:] == [2, 4, 8, 16, 32, 64, 100]
    assert answers(result)["largest_dnumbers"] == "100 or more"
    assert evidence(result, "largest_dnumbers") == {"accepted": 100}


def test_numbers_of_the_campaign_are_not_asked_about():
    platform = Platform()
    taken = list(itertools.islice(fictional(), 10))
    platform.numbers[70] = ["1" + taken[0], "+1 " + taken[1], *taken[2:]]
    probe(platform, largest=50)
    assert not set(itertools.chain(*sent(platform))) & set(taken)


def too_many(most, reply):
    def answer(params):
        return reply if params["dnumbers"].count(",") >= most else None

    return answer


@pytest.mark.parametrize(
    "reply, how",
    [
        (envelope(400, None, "dnumbers", "At most 40 numbers."), "refused: code 400"),
        (Reply(413, b"<html>too large</html>", None, None, None), "no envelope: HTTP 413"),
        (Reply(414, b"", None, None, None), "no envelope: HTTP 414"),
    ],
)
def test_the_largest_call_is_narrowed_down(reply, how):
    platform = Platform()
    platform.answers[NUMBERS] = too_many(40, reply)
    result = probe(platform, largest=1000)
    assert answers(result)["largest_dnumbers"] == "40, more are " + how
    found = evidence(result, "largest_dnumbers")
    assert (found["accepted"], found["refused"], found["refusal"]) == (40, 41, how)
    assert max(len(numbers) for numbers in sent(platform)) == 64
    assert answers(result)["numbers_validation"] == "accepted: code 201"


def test_the_largest_call_is_only_narrowed_down_a_little():
    platform = Platform()
    platform.answers[NUMBERS] = too_many(3000, envelope(400, None, "dnumbers", "Too many."))
    result = probe(platform, largest=20000)
    assert answers(result)["largest_dnumbers"] == "from 2976 to 3007, more are refused: code 400"


def test_a_platform_that_takes_one_number_only():
    platform = Platform()
    platform.answers[NUMBERS] = too_many(1, envelope(400))
    assert answers(probe(platform))["largest_dnumbers"] == "1, more are refused: code 400"


def test_a_time_out_ends_the_search():
    platform = Platform()
    slow = TransportError("slow", category=TIMEOUT, function=NUMBERS)
    platform.answers[NUMBERS] = too_many(32, slow)
    result = probe(platform)
    assert answers(result)["largest_dnumbers"].startswith("32 or more: validation was stopped, since")
    assert evidence(result, "largest_dnumbers")["refusal"] == "no answer: timeout"
    assert [len(numbers) for numbers in sent(platform)][-1] == 64


def test_a_platform_that_skips_bad_numbers():
    platform = Platform()
    platform.answers[NUMBERS] = lambda params: envelope(201)
    found = answers(probe(platform))
    assert found["bad_number"] == found["bad_number_among_good"] == "accepted: code 201"


def test_numbers_that_are_refused_for_their_spelling():
    platform = Platform()
    platform.answers[NUMBERS] = lambda params: envelope(400) if "+" in params["dnumbers"] else None
    result = probe(platform)
    assert answers(result)["spelled_numbers"] == "it depends on the spelling"
    assert evidence(result, "spelled_numbers") == {"plus": "refused: code 400", "separators": "accepted: code 201"}


@pytest.mark.parametrize("enabled", [1, None, "yes"])
def test_without_a_disabled_campaign_no_number_is_validated(enabled):
    platform = Platform()
    for row in platform.campaigns:
        row["enabled"] = enabled
    result = probe(platform)
    assert {answers(result)[key] for key in ("numbers_validation", *LATER)} == {"not asked: no disabled campaign"}
    assert not platform.asked(NUMBERS) and not platform.asked(UPDATE)
    assert answers(result)["unique_names"] == "no"


def test_a_campaign_that_is_enabled_meanwhile_is_left_alone():
    platform = Platform()

    def enable(params):
        platform.campaigns[0]["enabled"] = 1

    platform.answers[functions.PEOPLE_GET] = enable
    found = answers(probe(platform, campaign="70"))
    assert found["numbers_validation"] == found["unique_names"] == "not asked: no disabled campaign could be listed"
    assert not platform.asked(NUMBERS) and not platform.asked(CREATE)


def test_numbers_that_cannot_be_counted_are_not_validated():
    platform = Platform()
    platform.answers[functions.DESTINATIONS_LIST] = lambda params: envelope(200) if "count" in params else None
    found = answers(probe(platform))
    assert found["numbers_validation"] == "not asked: the numbers of the campaign cannot be counted"
    assert found["bad_number"] == "not asked: that validation changes nothing was not seen"
    assert not platform.asked(NUMBERS) and not platform.asked(UPDATE)


@pytest.mark.parametrize("code", [200, 204])
def test_a_number_that_is_stored_is_the_last_and_said_loudly(code):
    platform = Platform()
    platform.carries_out = {NUMBERS: code}
    error = damaged(platform)
    assert "more numbers than before" in error.text
    assert [len(numbers) for numbers in sent(platform)] == [1] and len(platform.numbers[70]) == 4
    found = answers(error.result)
    assert found["numbers_validation"] == "answered with code {0}".format(code)
    assert evidence(error.result, "numbers_validation")["count"] == "has grown"
    assert {found[key] for key in LATER} == {
        "not asked: validation was stopped, since the campaign has more numbers than before"
    }


def test_a_number_that_is_stored_behind_a_201_is_noticed():
    platform = Platform()
    platform.carries_out = {NUMBERS: 201}
    error = damaged(platform)
    assert [len(numbers) for numbers in sent(platform)] == [1]
    assert evidence(error.result, "numbers_validation") == {"count": "has grown"}


@pytest.mark.parametrize("function", [NUMBERS, CREATE, UPDATE])
@pytest.mark.parametrize("code", [200, 204])
def test_a_validation_that_is_answered_as_if_it_were_none_is_said_loudly(function, code):
    platform = Platform()
    platform.answers[function] = lambda params: envelope(code)
    error = damaged(platform)
    assert "{0} answered a validation with code {1}".format(function, code) in error.text
    assert len(platform.asked(function)) == 1 and len(sent(platform)) <= 1


def test_many_numbers_that_are_stored_are_noticed_at_the_end():
    platform = Platform()

    def answer(params):
        if params["dnumbers"].count(",") > 10:
            platform.numbers[70] += params["dnumbers"].split(",")

    platform.answers[NUMBERS] = answer
    error = damaged(platform)
    assert answers(error.result)["largest_dnumbers"] == "64 or more"


@pytest.mark.parametrize("code", [200, 201])
def test_a_campaign_that_is_created_is_noticed_and_all_stops(code):
    platform = Platform()
    platform.carries_out = {CREATE: code}
    error = damaged(platform)
    assert "has appeared" in error.text and "delete it" in error.text
    assert len(platform.asked(CREATE)) == 1 and not platform.asked(NUMBERS) and not platform.asked(UPDATE)
    assert {answers(error.result)[key] for key in ("unique_names", *LATER)} == {
        "not asked: validation was stopped, since a campaign has appeared"
    }


def test_an_update_that_is_carried_out_is_noticed():
    platform = Platform()
    platform.carries_out = {UPDATE: 201}
    error = damaged(platform)
    assert "is not what it was before" in error.text
    assert len(platform.asked(UPDATE)) == 1 and len(sent(platform)) == 1


def test_agents_are_sent_as_they_are_so_that_nothing_resets_them():
    platform = Platform()
    platform.campaigns[0]["keep_agents_available"] = "-2"
    result = probe(platform)
    assert platform.asked(UPDATE)[0] == {"id": "70", "keep_agents_available": "-2", "validation": "1"}
    assert evidence(result, "update_validation")["sent"] == ["id", "keep_agents_available"]


def test_an_update_that_wants_more():
    platform = Platform()
    platform.answers[UPDATE] = lambda params: envelope(400, None, "name", "Parameter name is required.")
    result = probe(platform)
    assert answers(result)["update_validation"] == "refused: code 400, or refused: code 400 where there is none"
    assert answers(result)["largest_dnumbers"] == "64 or more"


@pytest.mark.parametrize("code, said", [(402, "not allowed: code 402"), (403, "not allowed: code 403")])
def test_who_may_not_create_may_still_ask_about_numbers(code, said):
    platform = Platform()
    platform.answers[CREATE] = lambda params: envelope(code)
    found = answers(probe(platform))
    assert found["create_validation"] == said
    assert found["unique_names"] == "not asked: a new name gets: " + said
    assert found["largest_dnumbers"] == "64 or more"


@pytest.mark.parametrize("code", [404, 409, 500, 302])
def test_an_unexpected_answer_to_a_new_campaign_stops_all(code):
    platform = Platform()
    platform.answers[CREATE] = lambda params: envelope(code)
    found = answers(probe(platform))
    assert len(platform.asked(CREATE)) == 1 and not platform.asked(NUMBERS) and not platform.asked(UPDATE)
    assert found["create_validation"].endswith("code {0}".format(code))
    assert found["largest_dnumbers"].startswith("not asked: validation was stopped, since bulk/campaigns/create")


@pytest.mark.parametrize("code", [400, 402, 404, 500])
def test_a_good_number_that_is_refused_stops_all(code):
    platform = Platform()
    platform.answers[NUMBERS] = lambda params: envelope(code)
    found = answers(probe(platform))
    assert len(sent(platform)) == 1 and not platform.asked(UPDATE)
    assert found["numbers_validation"].endswith("code {0}".format(code))
    assert found["bad_number"].startswith("not asked: validation was stopped, since bulk/destinations/create")


def test_names_that_have_to_be_unique():
    platform = Platform()
    names = {"Quiet zebra"}
    platform.answers[CREATE] = lambda params: (
        envelope(400, None, "name", "A campaign called Quiet zebra exists.") if params["name"] in names else None
    )
    result = probe(platform)
    assert answers(result)["create_validation"] == "accepted: code 201"
    assert answers(result)["unique_names"] == "yes"
    assert evidence(result, "unique_names")["message"] == "A campaign called <name> exists."


def test_a_name_that_is_taken_is_not_taken_for_a_new_one():
    platform = Platform()
    platform.campaigns[1]["name"] = "enswitch_probe 1"
    probe(platform)
    assert [params["name"] for params in platform.asked(CREATE)] == ["enswitch_probe 2", "Quiet zebra"]


def test_names_when_the_platform_stops_in_between():
    platform = Platform()
    platform.answers[CREATE] = lambda params: envelope(500) if params["name"] == "Quiet zebra" else None
    found = answers(probe(platform))
    assert found["create_validation"] == "accepted: code 201" and found["unique_names"] == "refused: code 500"
    assert not platform.asked(NUMBERS)


def test_the_first_campaign_of_all_hangs_up():
    platform = Platform()
    platform.campaigns = []
    found = answers(probe(platform))
    (params,) = platform.asked(CREATE)
    assert (params["dtype"], params["dnumber"], params["enabled"]) == ("hangup", "", "0")
    assert found["create_validation"] == "accepted: code 201"
    assert found["unique_names"] == "not asked: there is no campaign"


def lists_after(platform, function):
    """Make the list of campaigns fail once something was validated."""

    def answer(params):
        return TransportError("gone", category=NETWORK) if platform.asked(function) else None

    platform.answers[functions.CAMPAIGNS_LIST] = answer


def test_nothing_is_validated_while_nobody_can_look():
    platform = Platform()
    lists_after(platform, CREATE)
    found = answers(probe(platform))
    assert found["create_validation"] == "no answer: network"
    assert found["unique_names"] == "not asked: it is not known what a new name gets"
    assert found["numbers_validation"].endswith("what is there after it could not be listed")
    assert len(platform.asked(CREATE)) == 1 and not platform.asked(NUMBERS)


def test_an_update_that_nobody_can_look_at():
    platform = Platform()
    lists_after(platform, UPDATE)
    found = answers(probe(platform))
    assert found["update_validation"] == "no answer: network"
    assert found["largest_dnumbers"].endswith("what is there after it could not be listed")
    assert len(platform.asked(UPDATE)) == 1 and len(sent(platform)) == 1


def test_numbers_that_cannot_be_counted_afterwards():
    platform = Platform()

    def answer(params):
        return envelope(500) if "count" in params and len(sent(platform)) > 5 else None

    platform.answers[functions.DESTINATIONS_LIST] = answer
    result = probe(platform)
    assert answers(result)["numbers_validation"] == "unclear: the numbers could not be counted afterwards"
    assert evidence(result, "numbers_validation")["code"] == 500


def test_a_campaign_list_that_ends_before_validation():
    platform = Platform()

    def answer(params):
        return envelope(500) if platform.asked(functions.CAMPAIGNS_GET) else None

    platform.answers[functions.CAMPAIGNS_LIST] = answer
    found = answers(probe(platform))
    assert found["create_validation"] == found["largest_dnumbers"] == "not asked: no disabled campaign could be listed"
    assert not platform.asked(CREATE)
