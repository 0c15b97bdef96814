# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import TIMEOUT, EnswitchError
from ansible_collections.telephony.enswitch.plugins.module_utils._probe.answers import Mask, kind, refusal, word
from ansible_collections.telephony.enswitch.plugins.module_utils._probe.questions import QUESTIONS, READS, header
from hypothesis import given
from hypothesis import strategies as st
from unit.support.contract import FUNCTIONS


def mask_of(*names):
    mask = Mask()
    mask.learn(list(names))
    return mask


# Kinds, and values of them.
KINDS = {
    "null": [None],
    "boolean": [True],
    "integer": [1],
    "number": [1.5],
    "empty text": [""],
    "integer as text": ["12", "-1"],
    "text": ["12a"],
    "list": [[]],
    "object": [{}],
}


@pytest.mark.parametrize("value, name", [(value, name) for name, values in KINDS.items() for value in values])
def test_kinds_stand_in_for_values(value, name):
    assert kind(value) == name


@pytest.mark.parametrize(
    "data, text",
    [
        # How values without columns are shown stands with the counts and the empty lists of test_questions.
        ({"count": "3"}, "{count: integer as text}"),
        ([{"count": 3}], "[{count: integer}]"),
        ({"Quiet zebra": 1, "id": 2}, "{<key>: integer, id: integer}"),
    ],
)
def test_a_shape_has_no_values(data, text):
    assert mask_of("Quiet zebra").shape(data) == text


def test_columns_have_all_kinds_that_were_seen():
    rows = [{"id": 1, "name": "a"}, {"id": "2", "name": None, "more": 1}]
    assert Mask().kinds(rows) == {"id": "integer or integer as text", "more": "integer", "name": "null or text"}
    assert Mask().kinds(rows[0]) == {"id": "integer", "name": "text"} and Mask().kinds(None) == {}


@pytest.mark.parametrize(
    "text, masked",
    [
        ("Parameter dnumbers is required.", "Parameter dnumbers is required."),
        ("Invalid number: +1 (212) 555-0100", "Invalid number: +# (#) #-#"),
        ("Quiet Zebra exists", "<name> exists"),
        ("QUIET ZEBRA and quiet zebras", "<name> and <name>s"),
        ("Globex &amp; Söhne exists", "<name> exists"),
        ("al and also", "<name> and also"),
        *(("Unknown " + quoted, "Unknown <value>") for quoted in ('"Something"', "«Etwas»", "\u201eEtwas\u201c")),
        ("Unknown 'Something', don't", "Unknown <value>, don't"),
        ("Unknown parameter 'dnumber'", "Unknown parameter 'dnumber'"),
        ("Ask jane@example.com or https://pbx.example.com/x", "Ask <address> or <address>"),
        ("٣ is a digit", "# is a digit"),
        # A name in a spelling that cannot be replaced takes the text with it.
        ("No HAUPTSTRASSE", "<text with a name>"),
    ],
)
def test_messages_are_masked(text, masked):
    assert mask_of("Quiet zebra", "Globex & Söhne", "al", "Hauptstraße").text(text) == masked


def test_a_message_is_cut():
    assert len(Mask().text("x" * 1000)) == 200


def test_words_of_the_platform_are_no_names():
    mask = Mask()
    mask.learn(
        [{"dtype": "queue", "status": "pending", "machine": "failed", "name": "Quiet", "more": {"deep": ["Low"]}}]
    )
    assert mask.text("queue pending failed Quiet Low") == "queue pending failed <name> <name>"


@given(st.text(min_size=4).filter(lambda name: any(char.isalpha() for char in name.strip())))
def test_no_name_survives(name):
    name = name.strip()
    mask = mask_of(name)
    shown = mask.text("The campaign {0} is there".format(name)).casefold()
    plain = "the campaign <name> is there <text with a name> <address> <value> #".casefold()
    if len(name) >= 4 and name.casefold() not in plain:
        assert name.casefold() not in shown


KEPT = ["x_text", "keep_agents_available", "name", "field1"]


@pytest.mark.parametrize("name", [*KEPT, "12125550100", "n12125550100", "Quiet", "two words", "", "x" * 41])
def test_column_names_are_kept_and_other_keys_are_not(name):
    assert mask_of("Quiet", "name").column(name) == (name if name in KEPT else "<key>")


@pytest.mark.parametrize(
    "value, shown", [("in_progress", "in_progress"), ("Jane", "<text>"), ("", "<empty text>"), (3, "<integer>")]
)
def test_only_words_are_shown(value, shown):
    assert word(value) == shown


@pytest.mark.parametrize(
    "value, shown",
    [
        ("application/json", "application/json"),
        ("application/json; charset=utf-8", "application/json; charset=utf-8"),
        ('text/html;charset="ISO-8859-1"', 'text/html;charset="ISO-8859-1"'),
        ("application/json; host=pbx.example.com", "<text>"),
        ("", "none"),
    ],
)
def test_a_content_type_is_only_that(value, shown):
    assert header(value) == shown


@pytest.mark.parametrize(
    "fields, answer",
    [
        ({"code": 402}, "not allowed: code 402"),
        ({"code": 403}, "not allowed: code 403"),
        ({"code": 404}, "not found: code 404"),
        ({"code": 400, "http_status": 400}, "refused: code 400"),
        ({"code": 200}, "answered with code 200"),
        ({"http_status": 413}, "no envelope: HTTP 413"),
        ({"category": TIMEOUT}, "no answer: timeout"),
    ],
)
def test_a_refusal_is_an_answer(fields, answer):
    assert refusal(EnswitchError("no", **fields)).answer == answer


def test_messages_and_keys_are_masked():
    said = {"message": "Quiet zebra 5", "key": "Zebra", "other": "Quiet", "columns": {"message": "text"}}
    found = mask_of("Quiet zebra", "Zebra").evidence(said)
    assert found == {**said, "message": "<name> #", "key": "<key>"}


def test_the_columns_that_are_expected_are_those_of_the_contract():
    campaign = set(FUNCTIONS["bulk/campaigns/create"]["parameters"]) - {"validation"} | {"id"}
    assert set(READS["bulk/campaigns/list"][1]) == set(READS["bulk/campaigns/get"][1]) == campaign
    assert set(READS) < set(FUNCTIONS)
    keys = {"columns_" + function.replace("/", "_") for function in READS}
    assert keys - set(QUESTIONS) == {"columns_bulk_campaigns_get"}
