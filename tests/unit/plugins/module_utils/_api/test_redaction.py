# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No spelling of a secret survives."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus

import pytest
from ansible.module_utils.common.parameters import remove_values
from ansible_collections.telephony.enswitch.plugins.module_utils._api.connection import Connection
from ansible_collections.telephony.enswitch.plugins.module_utils._api.redaction import (
    MASK,
    Redactor,
    first_masked,
    is_masked,
    spellings,
)
from hypothesis import assume, example, given
from hypothesis import strategies as st

# A secret of asterisks cannot be told from the mask.
SECRETS = st.text(st.characters(blacklist_characters="*"), min_size=4, max_size=40)
TEXTS = st.text(st.characters(blacklist_characters="*"), max_size=20)


def encoded(secret):
    """Spellings of a secret that a server may send back, made independently of the code."""
    raw = secret.encode("utf-8", "surrogatepass")
    yield secret
    yield quote(raw)
    yield quote(raw, safe="")
    yield quote(raw, safe="!*'()")
    yield quote_plus(raw)
    yield quote(raw, safe="").lower() if secret.islower() else quote(raw, safe="")
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield json.dumps(secret).replace("/", "\\/")[1:-1]
    yield html.escape(secret)
    yield repr(secret)[1:-1]


@given(SECRETS, TEXTS, TEXTS)
@example("s3cret;&=+% ü", "before ", " after")
@example("pass/word~(1)!'", "", "")
@example("aaaa", "a", "aa")
@example("abcabcab", "abc", "abcab")
@example("\ud800bad\udfff", "", "")
@example('quo"te\\back', "\\", '"')
@example("\t\n\r\0", "", "")
def test_no_spelling_survives(secret, before, after):
    redactor = Redactor([secret])
    for spelling in encoded(secret):
        shown = redactor.text(before + spelling + after)
        # What stands beside it may hold a spelling by itself, so all of them are looked for.
        for other in encoded(secret):
            assert other not in shown
        # In data it is masked the same, wherever it stands.
        text = before + spelling + after
        assert redactor.data([{text: [text, {"x": text}]}, text]) == [{shown: [shown, {"x": shown}]}, shown]


@given(SECRETS, st.binary(max_size=7), st.binary(max_size=7))
@example("secret", b"", b"")
@example("secret", b"a", b"b")
@example("??????>>>>>>", b"a", b"bb")
@example("ÿÿÿÿÿÿÿÿ", b"\0\0", b"\0")
def test_no_base64_survives_at_any_alignment(secret, before, after):
    raw = secret.encode("utf-8", "surrogatepass")
    assume(len(raw) >= 6)
    redactor = Redactor([secret])
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = encode(before + raw + after).decode()
        for form in (text, quote(text, safe=""), text.replace("/", "\\/")):
            shown = redactor.text("Basic " + form)
            assert MASK in shown
            # At most the few bytes that share a group with their neighbors can be left.
            assert form not in shown
            rest = sum(len(part) for part in shown[len("Basic ") :].split(MASK))
            neighbors = len(form) - len(quote(base64.b64encode(raw).decode(), safe=""))
            assert rest <= max(neighbors, 0) + 24


@given(st.text(min_size=1, max_size=20), SECRETS)
@example("admin", "p:w!")
@example("ü", "abcd")
def test_no_basic_header_survives(user, password):
    assume("\ud800" > max(user) or "\udfff" < min(user))
    try:
        header = base64.b64encode("{0}:{1}".format(user, password).encode("utf-8")).decode()
    except UnicodeEncodeError:
        return
    connection = Connection(api_url="https://pbx.example.com/", auth_username=user, auth_password=password)
    shown = connection.redactor.text("Authorization: Basic {0}\r\n".format(header))
    assert header not in shown
    assert MASK in shown


def test_the_longest_spelling_goes_first():
    """Were the short one masked first, the tail of the long one would stay."""
    redactor = Redactor(["pass", "password-and-more"])
    assert redactor.text("x password-and-more y pass z") == "x {0} y {0} z".format(MASK)


def test_further_secrets_can_be_learned():
    redactor = Redactor([None, ""])
    assert redactor.text("a token") == "a token"
    redactor.add("token", None, "")
    assert redactor.text("a token") == "a " + MASK


@pytest.mark.parametrize(
    "secret, text, shown",
    [
        ("abc", "abc!", MASK + "!"),
        (
            "s3cret;&=+% ü",
            "Code 400 for name: Söhne & Cie, 100 %, secret.",
            "Code 400 for name: Söhne & Cie, 100 %, secret.",
        ),
        ("hunter22", "a\ud800b", "a?b"),
    ],
    ids=["a short one", "none in the text", "a lone surrogate"],
)
def test_text_is_masked_and_else_stays_as_it_is(secret, text, shown):
    assert Redactor([secret]).text(text) == shown


def test_nested_data_is_masked_and_copied():
    others = {"n": 3, "f": 1.5, "none": None, "b": True}
    data = [{"message": "no hunter22", "hunter22": ["hunter22", {"x": "hunter22"}], **others}]
    assert Redactor(["hunter22"]).data(data) == [{"message": "no " + MASK, MASK: [MASK, {"x": MASK}], **others}]
    assert data[0]["message"] == "no hunter22"


def test_what_is_nested_too_deeply_is_left_out():
    data = leaf = []
    for _level in range(5000):
        leaf.append([])
        leaf = leaf[0]
    leaf.append("hunter22")
    assert "hunter22" not in str(Redactor(["hunter22"]).data(data))


@pytest.mark.parametrize("secret", ["hunter22", "s3cret;&=+% ü", "ab", "\ud800"])
def test_spellings_are_never_empty(secret):
    """An empty one would put a mask between all characters."""
    assert "" not in spellings(secret)
    assert secret in spellings(secret)


@pytest.mark.parametrize(
    "value",
    [
        *("Payment Reminders", 12345, 1.5, True, []),
        *(["a", {"name": "Reminder"}], {"Reminder": ["x"], "y": {"z": [None, True, 7123]}}, [{"id": 1, "none": None}]),
    ],
)
@pytest.mark.parametrize("secret", ["Reminder", "23", "True", "None", "1.5"])
def test_what_ansible_would_mask_is_found(value, secret):
    masked = remove_values(value, {secret}) != value
    assert (first_masked([value], {secret}) is not None) is masked


def test_the_place_of_what_would_be_masked():
    value = [{"name": "Survey"}, {"id": 4, "deep": [{"name": "Payment Reminders"}]}]
    assert first_masked(value, {"Reminder"}, "campaigns") == "campaigns[1].deep[0].name"
    assert first_masked(value, {"other"}, "campaigns") is None


@pytest.mark.parametrize("text", ["Payment ********s", "********", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"])
def test_masks_of_ansible(text):
    assert is_masked(text)
    assert not is_masked("*******") and not is_masked("")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("********", True),
        ("Call ******** today", True),
        ("VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", True),
        # Secrets side by side.
        ("*" * 16, True),
        (" " + "*" * 24 + "\n", True),
        # A line that people draw.
        ("*******", False),
        ("*" * 15, False),
        ("*" * 20, False),
        ("*" * 16 + " May", False),
        ("*************** May ***************", False),
    ],
)
def test_a_mask_is_known_by_its_length(text, masked):
    assert is_masked(text) is masked
