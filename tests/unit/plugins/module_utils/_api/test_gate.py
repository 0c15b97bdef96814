# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who is refused as a whole, or cannot reach the platform, does not ask again."""

from __future__ import annotations

import threading

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    TLS,
    EnswitchError,
    TransportError,
    UnsentError,
    UsageError,
)
from unit.support.calling import code_of
from unit.support.fakes import Script, client, dropped, envelope, refused, reply, timed_out
from unit.support.threads import together

LIST, CREATE, LOGIN = "bulk/campaigns/list", "bulk/campaigns/create", "user/login"
GOOD = envelope("200", [])


def distrusted():
    return TransportError("no secure connection.", category=TLS)


def read(made, function=LIST, **more):
    with pytest.raises(EnswitchError) as caught:
        made.read(function, {}, **more)
    return caught.value


def failure_of(call, *arguments):
    with pytest.raises(EnswitchError) as caught:
        call(*arguments)
    return caught.value


def begun(*entries, **options):
    """What is played, and a client whose first call was answered well."""
    script = Script(GOOD, *entries)
    made = client(script, **options)
    made.read(LIST, {})
    return script, made


@pytest.mark.parametrize("repeatable", [True, False])
@pytest.mark.parametrize(
    "fault, tries",
    [
        (lambda: envelope("401"), 1),
        (lambda: reply(b"", 401), 1),
        (lambda: reply(b"", 407), 1),
        (distrusted, 1),
        (refused, 3),
        (dropped, 3),
        (timed_out, 3),
        (lambda: reply(b"", 503), 3),
        (lambda: envelope("504"), 3),
    ],
)
def test_who_is_refused_at_the_first_call_does_not_ask_again(fault, tries, repeatable):
    script = Script(lambda *_call: fault())
    made = client(script, retries=2)
    first = read(made)
    again = read(made, LOGIN)
    with pytest.raises(EnswitchError) as caught:
        made.validate(CREATE, {}) if repeatable else made.write(CREATE, {})
    assert len(script.calls) == tries
    assert first.text == again.text == caught.value.text and caught.value.category == first.category


@pytest.mark.parametrize("optional", [False, True])
@pytest.mark.parametrize("fault", [lambda: envelope("401"), lambda: reply(b"", 407), distrusted])
def test_whoever_is_refused_later_does_not_ask_again_either(fault, optional):
    script, made = begun(lambda *_call: fault())
    read(made, optional=optional)
    read(made)
    assert len(script.calls) == 2


UNANSWERED = [refused, dropped, timed_out, lambda: reply(b"", 502)]


@pytest.mark.parametrize("fault", UNANSWERED)
def test_one_call_without_an_answer_may_be_chance_and_two_are_not(fault):
    script, made = begun(fault(), GOOD, fault(), fault(), GOOD, retries=0)
    read(made)
    made.read(LIST, {})
    for _call in range(3):
        read(made)
    assert len(script.calls) == 5


@pytest.mark.parametrize("fault", UNANSWERED)
def test_what_a_task_does_without_keeps_nobody_from_other_calls(fault):
    script, made = begun(fault(), fault(), fault(), GOOD, retries=0)
    for _call in range(3):
        read(made, optional=True)
    made.read(LIST, {})
    assert len(script.calls) == 5


@pytest.mark.parametrize(
    "answer",
    [
        *(envelope(code) for code in ("400", "402", "404", "500")),
        *(reply(b"", status) for status in (401, 404)),
        reply(b"<html>"),
    ],
)
def test_an_answer_about_one_call_says_nothing_about_others(answer):
    _script, made = begun(answer, GOOD, retries=0)
    read(made)
    made.read(LIST, {})


def test_what_became_of_a_lost_change_is_still_asked():
    _script, made = begun(dropped(), dropped(), GOOD, retries=0)
    for _number in range(2):
        with pytest.raises(EnswitchError):
            made.write(CREATE, {})
    made.read(LIST, {})


def test_what_was_not_sent_is_no_refusal():
    script = Script(GOOD)
    made = client(script, read_only=True)
    with pytest.raises(UsageError):
        made.write(CREATE, {})
    made.read(LIST, {})


@pytest.mark.parametrize("code, calls", [(200, 8), (401, 1), (402, 8)])
def test_the_first_call_goes_alone(code, calls):
    """Whether it is answered well or not, nobody else is under way at the same time."""
    running = threading.Semaphore(1)
    alone = []

    def answer(_function, _parameters):
        assert running.acquire(blocking=False)
        if not alone:
            alone.append(True)
            # Others would come in here, if they could.
            threading.Event().wait(0.05)
        running.release()
        return envelope(str(code))

    script = Script(answer)
    made = client(script)
    assert together(8, lambda: code_of(made.read, LIST, {})) == [code] * 8 and len(script.calls) == calls


def test_after_the_first_call_others_go_at_the_same_time():
    barrier = threading.Barrier(4)
    _script, made = begun(lambda *_call: (barrier.wait(10), GOOD)[1])
    assert together(4, lambda: code_of(made.read, LIST, {})) == [200] * 4 and not barrier.broken


@pytest.mark.parametrize(
    "code, function, category, words",
    [(202, LOGIN, "authentication", "second factor"), (201, LIST, "protocol", "")],
    ids=["a login without its second factor", "a read that was only validated"],
)
def test_what_is_no_answer(code, function, category, words):
    error = read(client(Script(envelope(str(code)))), function)
    assert (error.category, error.code) == (category, code) and words in error.msg


def attempts(made, count, function=CREATE, params=None):
    """Validate ``count`` times, and return the codes of the answers."""
    return [code_of(made.validate, function, params or {"customer": 7}) for _number in range(count)]


@pytest.mark.parametrize("code", [402, 403])
def test_what_an_account_may_not_do_is_asked_twice_and_no_more(code):
    script, made = begun(lambda *_call: envelope(str(code)))
    assert attempts(made, 5) == [code] * 5
    assert len(script.calls) == 3
    # Another customer and another function are asked all the same, and so is each campaign that is there.
    attempts(made, 1, params={"customer": 8})
    assert attempts(made, 4, "bulk/campaigns/update", {"id": 3}) == [code] * 4
    assert len(script.calls) == 8


def test_a_success_between_two_refusals_shows_that_they_are_about_objects():
    script = Script(envelope("402"), envelope("201"), envelope("402"), envelope("201"), envelope("201"))
    assert attempts(client(script), 5) == [402, 201, 402, 201, 201]
    assert len(script.calls) == 5


def test_a_list_that_is_not_allowed_is_asked_for_again():
    script = Script(lambda *_call: envelope("402"))
    made = client(script)
    for _number in range(4):
        read(made)
    assert len(script.calls) == 4


@pytest.mark.parametrize("code", ["200", "204"])
def test_after_a_validation_that_may_have_been_carried_out_no_other_one_is_sent(code):
    script, made = begun(lambda *_call: envelope(code))
    outcomes = together(8, lambda: failure_of(made.validate, CREATE, {"name": "x"}))
    assert len(script.calls) == 2
    assert [type(error) for error in outcomes].count(UnsentError) == 7
    assert all(error.carried_out and "may have carried it out" in error.text for error in outcomes)
    # What changes nothing may still be read.
    script.entries = [GOOD]
    made.read(LIST, {})


def test_validations_that_are_refused_do_not_end_the_others():
    script, made = begun(envelope("400"), envelope("400"), envelope("201"))
    assert attempts(made, 4) == [400, 400, 201, 201]
