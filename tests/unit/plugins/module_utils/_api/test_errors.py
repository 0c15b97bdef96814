# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The family of errors, and what each code of the API means."""

from __future__ import annotations

import contextlib
import dataclasses
import json

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import errors

KEYS = {
    "category", "code", "key", "message", "function", "http_status", "attempts", "retryable", "hint", "responses"
}  # fmt: skip


CODES = {400: "invalid_input", 401: "authentication", 402: "role", 403: "rate_plan", 404: "not_found", 409: "conflict"}
CODES |= {**dict.fromkeys((500, 503, 599), "server"), **dict.fromkeys((600, 418, 0, -1), "protocol")}


@pytest.mark.parametrize("code, category", CODES.items())
def test_every_code_has_a_category_and_a_hint(code, category):
    assert errors.category_of(code) == category
    assert category in errors.CATEGORIES
    assert errors.hint_of(code, "bulk/campaigns/list").endswith(".")


def test_what_is_not_deleted_has_no_option_to_correct():
    hint = errors.hint_of(400, "bulk/campaigns/delete")
    assert "option" not in hint and "Disable a campaign that runs" in hint
    assert "removal=cancel" in errors.hint_of(400, "bulk/destinations/delete") and "removal" not in hint


@pytest.mark.parametrize(
    "function, role",
    [
        *(("bulk/campaigns/" + function, "administrator") for function in ("create", "delete")),
        *((function, "user") for function in ("bulk/campaigns/update", "bulk/destinations/create")),
        ("customers/list", "reseller"),
    ],
)
def test_402_names_the_role_that_is_needed(function, role):
    assert "role " + role in errors.hint_of(402, function)


@pytest.mark.parametrize(
    "kind, category",
    [
        (errors.EnswitchError, "protocol"),
        (errors.UsageError, "usage"),
        (errors.ApiError, "protocol"),
        (errors.TransportError, "network"),
        (errors.ProtocolError, "protocol"),
        (errors.ConflictError, "conflict"),
        (errors.NotFoundError, "not_found"),
    ],
)
def test_the_family(kind, category):
    error = kind("A sentence.")
    assert isinstance(error, errors.EnswitchError)
    assert str(error) == error.text == "A sentence."
    assert error.category == category and category in errors.CATEGORIES
    assert set(error.as_dict()) == KEYS
    assert kind("A sentence.", category="tls").category == "tls"
    assert not error.outcome_unknown and error.retry_after is None
    json.dumps(error.as_dict())


def test_everything_that_is_told_comes_out_again():
    told = {"category": "role", "code": 402, "key": "name", "message": "no", "function": "bulk/campaigns/create"}
    told.update(http_status=200, attempts=3, retryable=True, hint="Ask.", responses=[{"code": "402"}])
    assert set(told) == KEYS and errors.ApiError("No.", **told).as_dict() == told


def test_an_error_keeps_its_own_copies():
    responses, result = [{"code": "500"}], {"changed": True}
    error = errors.ApiError("No.", responses=responses, result=result)
    responses[0]["code"] = "200"
    result["changed"] = False
    assert error.responses == [{"code": "500"}]
    assert error.result == {"changed": True}


def test_nothing_edits_an_error_and_a_change_makes_a_new_one_of_the_same_kind():
    error = errors.ConflictError("No.", key="name", responses=[{"code": "409"}], retry_after=3.0)
    for name in ("text", "key", "attempts", "result"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(error, name, "changed")
    changed = error.replace(text="Changed.", result={"changed": True})
    assert isinstance(changed, errors.ConflictError) and changed is not error
    assert (changed.text, changed.key, changed.retry_after) == (str(changed), "name", 3.0) == ("Changed.", "name", 3.0)
    assert (error.text, error.key, error.result) == ("No.", "name", {})
    assert changed.responses == error.responses and changed.responses[0] is not error.responses[0]


def test_an_error_passes_through_a_with_statement_of_a_generator():
    """Python notes the traceback on an exception on such a way, so that much has to stay possible."""

    @contextlib.contextmanager
    def room():
        yield

    error = errors.UsageError("No.")
    with pytest.raises(errors.UsageError) as caught, room():
        raise error
    assert caught.value is error


def test_about_names_what_an_error_is_about_once():
    error = errors.ApiError("No.").about("campaigns[3]")
    assert error.text == "campaigns[3]: No."
    assert error.about("campaigns[3]").text == error.text


@pytest.mark.parametrize(
    "text, hint, msg",
    [
        ("It is wrong.", None, "It is wrong."),
        ("It is wrong", "Do this", "It is wrong. Do this."),
        ("It is wrong..", "Do this.", "It is wrong. Do this."),
        ("Is it?", "Do this!", "Is it? Do this!"),
        ("It is wrong. Do this.", "Do this.", "It is wrong. Do this."),
        # What to do is always the end.
        (
            "It is wrong, do this. Nothing was changed.",
            "Do this",
            "It is wrong, do this. Nothing was changed. Do this.",
        ),
    ],
)
def test_the_message_says_what_is_wrong_and_what_to_do(text, hint, msg):
    error = errors.UsageError(text, hint=hint)
    assert error.msg == msg
    assert error.text == text and error.hint == hint


def test_an_answer_that_is_not_documented_says_what_to_do():
    error = errors.ProtocolError("f answered with data that is not a list of rows.")
    assert error.msg == f"{error.text} {error.hint}" and "version of the platform" in error.hint
    # Where the kind of failure is another one, it is not for the platform's vendor.
    assert errors.ProtocolError("No.", category="invalid_input").hint is None
    assert errors.ProtocolError("No.", hint="Do that.").hint == "Do that."
