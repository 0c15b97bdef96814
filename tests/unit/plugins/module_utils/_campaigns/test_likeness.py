# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names and destinations in a form of the platform's own."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.names import form
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.likeness import (
    beginnings,
    destination_form,
    difference,
    is_cut_off,
    same_destination,
    storable,
    without_letters,
)


@pytest.mark.parametrize(
    "stored, name, others, cut",
    [
        ("", "Spring", [], False),
        ("Spring", "Spring", [], False),
        # A longer name has to be longer in characters and in bytes to show that the platform does not cut.
        ("\u00dc\u00dc\u00dc\u00dc", "\u00dc\u00dc\u00dc\u00dc\u00dc", ["abcde"], True),
        ("abcd", "abcde", ["\u00dc\u00dc\u00dc\u00dc"], True),
        ("\u00dc\u00dc", "\u00dc\u00dc\u00dc", ["abcd"], True),
        ("abcd", "abcde", ["abcde"], False),
        # The blank at the cut was stripped: with it, there are 20 characters.
        ("a" * 19, "a" * 19 + " b", [], True),
        ("a" * 18, "a" * 18 + "-b", [], False),
        ("a" * 19, "a" * 19 + " b", ["c" * 20], True),
        ("a" * 19, "a" * 19 + " b", ["c" * 21], False),
        # Cut at 20 bytes: a letter of two bytes did not fit. Another name has 20 letters of one byte.
        (
            "Gr\u00f6\u00dfere \u00dcbergr\u00f6",
            "Gr\u00f6\u00dfere \u00dcbergr\u00f6\u00dfe",
            ["Winter survey 2026 b"],
            True,
        ),
        (
            "Gr\u00f6\u00dfere \u00dcbergr\u00f6",
            "Gr\u00f6\u00dfere \u00dcbergr\u00f6\u00dfe",
            ["Winter survey 2026 bc"],
            False,
        ),
        # One name is longer in characters, another one in bytes: no limit explains both.
        ("\u00dc\u00dc", "\u00dc\u00dc\u00dc", ["abc", "\u20ac\u20ac"], False),
        # 16 letters are a column's. But where there is another number, these count on.
        ("Wave of spring 1", "Wave of spring 10", [], True),
        ("Wave of spring 1", "Wave of spring 10", ["Wave of spring 2"], False),
        ("Wave of spring 1", "Wave of spring 10", ["Wave of spring x", "Wave of winter 2", "", "2"], True),
        ("Wave of spring 1", "Wave of spring 1b", ["Wave of spring 2"], True),
        ("Wave of spring b", "Wave of spring b0", ["Wave of spring 2"], True),
        # From 60 letters on, at any length.
        ("Survey " * 9 + "abcd", "Survey " * 9 + "abcd again", [], True),
        ("Survey " * 9 + "abcd", "Survey " * 9 + "abcd again", ["c" * 69], False),
        ("Survey " * 7 + "abcdef", "Survey " * 7 + "abcdef again", [], False),
        # Between a letter and the mark on it.
        ("Gro", "Gro\u0308sse", [], True),
        ("Winter survey 2026 b", "Winter  survey 2026 by telephone", [], True),
        # Escaped when it is listed: cut at 20 characters of 24.
        ("Tom &amp; Jerry winter s", "Tom & Jerry winter survey", ["Summer survey 2026 b"], True),
        ("Tom &amp; Jerry winter s", "Tom & Jerry winter survey", ["c" * 25], False),
        # Escaped before it was stored: cut at 20 characters.
        ("Tom &amp; Jerry wint", "Tom & Jerry winter survey", ["Summer survey 2026 b"], True),
    ],
)
def test_what_is_cut_off(stored, name, others, cut):
    assert is_cut_off(stored, name, [stored, *others]) is cut


SMILE, OPROS = "\U0001f600", "\u043e\u043f\u0440\u043e\u0441"


@pytest.mark.parametrize(
    "stored, name, others, lacks",
    [
        # A question mark for a letter, one for each of its bytes, or what Unicode has for it.
        ("Spring ? survey", f"Spring {SMILE} survey", [], True),
        ("Spring ???? survey", f"Spring {SMILE} survey", [], True),
        ("Spring ????? survey", f"Spring {SMILE} survey", [], False),
        ("Spring ???????? survey", f"Spring {SMILE}{SMILE} survey", [], True),
        ("Spring \ufffd survey", f"Spring {SMILE} survey", [], True),
        ("?????", OPROS, [], True),
        # Left out, with the blanks around it or without.
        ("Spring  survey", f"Spring {SMILE} survey", [], True),
        ("Spring survey", f"Spring {SMILE} survey", [], True),
        ("Spring", f"Spring {SMILE}", [], True),
        ("Spring", f"{SMILE} Spring", [], True),
        ("Springsurvey", f"Spring {SMILE} survey", [], False),
        ("Springsurvey", f"Spring{SMILE}survey", [], True),
        ("Spring?survey", "Spring\u202fsurvey", [], True),
        ("", OPROS, [], True),
        # Also in another case, and escaped.
        ("SPRING ?", f"Spring {SMILE}", [], True),
        ("Tom &amp; J?", f"Tom & J{SMILE}", [], True),
        ("Spring ?", "Spring &#128512;", [], True),
        # The platform has some letters beyond ASCII: in this name, or in another one.
        ("Gr\u00f6\u00dfe ?", "Gr\u00f6\u00dfe \u03a9", [], True),
        ("Gr?\u00dfe ?", "Gr\u00f6\u00dfe \u03a9", [], True),
        ("Gr?\u00dfe ?", "Gr\u00f6\u00dfe \u03a9", ["\u00d6"], False),
        ("Spring", f"Spring {SMILE}", [f"Autumn {SMILE}"], False),
        # An alphabet is stored as a whole, but not all Latin letters or signs are.
        (OPROS, f"{OPROS} \u042f", [], False),
        ("Wave", "Wave \u042f", [OPROS], False),
        ("Wave", "Wave \u0439", [OPROS], False),
        ("Wave", "Wave \u0151", ["\u00f6"], True),
        ("Wave", "Wave \u2018", ["\u201c"], True),
        # What has no name in Unicode is of no alphabet.
        ("Wave", "Wave \ue000", [], True),
        ("Wave", "Wave \ue000", ["\ue000"], False),
        ("Wave", "Wave \U00017000", [], True),
        ("Wave", "Wave \U00017000", ["\U00017000"], False),
        # Of the letters of China, a platform may have those of the first plane only.
        ("?\u7530", "\U00020bb7\u7530", [], True),
        ("?\u7530", "\U00020bb7\u7530", ["\U00020bb7"], False),
        # Decomposed, as it was sent, or composed first. The letters of the roster may be either.
        ("Bu?ro", "Bu\u0308ro", [], True),
        ("B?ro", "Bu\u0308ro", [], True),
        ("Buro", "B\u00fcro", [], False),
        # What differs in ASCII is another name, and a question mark of one's own stays one.
        ("Spring ? surveys", f"Spring {SMILE} survey", [], False),
        ("Spring 1", f"Spring {SMILE}", [], False),
        ("Spring -", "Spring \u2013", [], False),
        ("Spring?", "Spring", [], False),
        ("Spring", "Spring?", [], False),
        ("Why", f"Why? {SMILE}", [], False),
        ("Why? ?", f"Why? {SMILE}", [], True),
        ("aXc", f"a.c{SMILE}", [], False),
    ],
)
def test_what_lacks_letters_that_the_platform_cannot_store(stored, name, others, lacks):
    lossy = without_letters(name, storable([stored, *others]))
    assert (lossy is not None and lossy.fullmatch(form(stored)) is not None) is lacks


def test_a_name_of_ascii_lacks_nothing():
    assert without_letters("Spring", storable([])) is None


@pytest.mark.parametrize(
    "stored, name, words",
    [
        ("Spring ?", f"Spring {SMILE}", "lacks letters, or has question marks in their place"),
        ("Spring", "SPRING", "differs only in case"),
        ("Spring  survey", "Spring survey", "differs only in blanks"),
        ("Tom &amp; J", "Tom & J", "differs only in HTML escapes"),
        ("Tom &amp;  J", "TOM & J", "differs only in HTML escapes and case and blanks"),
        ("S\u00f6hne", "So\u0308hne", "differs only in Unicode form"),
        ("Payment rem", "Payment reminders", "is cut off"),
        ("Spring", "Spring", "differs only in blanks or Unicode form"),
    ],
)
def test_in_what_a_name_differs(stored, name, words):
    assert difference(stored, name) == words


@pytest.mark.parametrize(
    "stored, wanted, same",
    [
        ("4930123456", "+4930123456", True),
        ("+49 (30) 123-456", "+4930123456", True),
        ("sip:a@b?x=1&amp;y=2", "sip:a@b?x=1&y=2", True),
        ("030123456", "+4930123456", False),
        ("70", "*70", False),
        ("", "200", False),
    ],
)
def test_a_number_in_another_form_is_the_same_destination(stored, wanted, same):
    assert same_destination({"dtype": "forward", "dnumber": stored}, {"dtype": "forward", "dnumber": wanted}) is same
    assert not same_destination({"dtype": "queue", "dnumber": stored}, {"dtype": "forward", "dnumber": wanted})


def test_a_destination_that_is_not_known_may_be_the_same():
    assert same_destination({"dtype": "queue"}, {"dnumber": "200"})


def test_a_destination_is_compared_by_its_letters_digits_star_and_hash():
    assert destination_form(" +49 (30) 12-3*#X ") == "4930123*#x" and destination_form(200) == "200"


def test_what_a_name_begins_with_has_a_form_for_each_way_to_read_it():
    assert beginnings(" So\u0308hne &amp; Co ") == ("so\u0308hne &amp; co", "s\u00f6hne &amp; co", "s\u00f6hne & co")
