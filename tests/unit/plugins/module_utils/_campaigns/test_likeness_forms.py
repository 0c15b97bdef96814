# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names that a platform has cut, or read in another character set, among all that it has."""

from __future__ import annotations

import contextlib

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.likeness import (
    Likeness,
    alike,
    difference,
    shown,
    use_it,
)

SMILE, OPROS = "\U0001f600", "\u043e\u043f\u0440\u043e\u0441"


def like(stored, name, others=(), asked=()):
    """Tell whether a stored name is taken for a form of the wanted one; the other names must not be."""
    names = ["Another one", *others, stored]
    found = list(Likeness(names).of(name, asked))
    assert found in ([], [len(names) - 1])
    return found != []


def read_as(letter, lost):
    """Return what becomes of a control character of Latin-1: a letter of Windows-1252, or what it is replaced by."""
    if lost is None:
        with contextlib.suppress(UnicodeDecodeError):
            return letter.encode("latin-1").decode("cp1252")
        return letter
    return lost.format(letter)


@pytest.mark.parametrize("lost", ["{0}", "", "?", "\ufffd", " ", None])
@pytest.mark.parametrize(
    "name",
    [
        "Gr\u00fc\u00dfe",
        "GR\u00dcSSE",
        "Voil\u00e0 l\u00e0",
        # What its bytes are read as has other forms in Unicode.
        "\u012fgyvendinti",
        "Gr\u00e8ve",
        "na\u00efve \u2013 \u00bd",
        f"Spring {SMILE} (1.+2.)",
        OPROS,
        "\u07c0 \u00ed \u00ad",
        "So\u0308hne & Co.",
    ],
)
def test_a_name_whose_utf8_is_read_as_latin_1_is_known(name, lost):
    there = "".join(
        read_as(letter, lost) if "\x80" <= letter < "\xa0" else letter for letter in name.encode().decode("latin-1")
    )
    assert like(there, name) and like(f" {there} ", name) and like(there.replace("&", "&amp;"), name)
    assert difference(there, name) == "is in another character set"
    assert not like(f"{there}x", name) and not like(f"x{there}", name)


@pytest.mark.parametrize(
    "stored, name, others, is_it",
    [
        # Decomposed, as it was sent, or composed first.
        ("So\u00cc\u02c6hne", "So\u0308hne", [], True),
        ("S\u00c3\u00b6hne", "So\u0308hne", [], True),
        ("S\u00c3\u00b6hne", "S&ouml;hne", [], True),
        ("S\u00e3\u00b6hne", "S\u00f6hne", [], True),
        # Only control characters are lost, and a dot stands for itself.
        ("S\u00c3hne", "S\u00f6hne", [], False),
        ("S\u00c3?hne", "S\u00f6hne", [], False),
        ("Gr\u00c3\u00bca", "Gr\u00fc.", [], False),
        ("S\u00c3\u00b6hne", "Sohne", [], False),
        ("Spring", "Spr\udc80ng", [], False),
        # Other names prove nothing: not all of them were written in the same way.
        ("S\u00c3\u00b6hne", "S\u00f6hne", ["\u00f6"], True),
    ],
)
def test_what_is_a_name_in_another_character_set(stored, name, others, is_it):
    assert like(stored, name, others) is is_it


@pytest.mark.parametrize(
    "stored, name, others, cut",
    [
        ("Survey", f"Survey {SMILE} spring", [], True),
        ("Survey ", f"Survey {SMILE} spring", [], True),
        ("SURVEY", f"Survey {SMILE} spring", [], True),
        ("A &amp; B", f"A & B {SMILE} spring", [], True),
        ("A & B", "A &amp; B &#128512; spring", [], True),
        ("Surv", f"Surv{SMILE}ey", [], True),
        ("Survey", "Survey \U00010000spring", [], True),
        ("Survey", "Survey \U0010fffdspring", [], True),
        ("Survey of a", f"Survey of a {SMILE} and {SMILE}", [], True),
        ("", f"{SMILE} spring", [], True),
        ("Gr\u00fc\u00dfe", f"Gr\u00fc\u00dfe {SMILE} \u00f6 b", [], True),
        ("Surv", f"Survey {SMILE} spring", [], False),
        ("Survey s", f"Survey {SMILE} spring", [], False),
        ("spring", f"Survey {SMILE} spring", [], False),
        # What the first plane has does not end a name.
        ("Survey", "Survey \uffee spring", [], False),
        # A platform that has one letter beyond it has them all.
        (f"Survey of a {SMILE} and", f"Survey of a {SMILE} and {SMILE} b", ["c" * 70], False),
        ("Survey", f"Survey {SMILE} spring", ["\U0001f389"], False),
        ("Survey", f"Survey {SMILE} spring", ["&#127881;"], False),
        ("Survey", f"Survey {SMILE} spring", ["\u2764"], True),
    ],
)
def test_what_is_cut_off_at_the_first_letter_of_four_bytes(stored, name, others, cut):
    assert like(stored, name, others) is cut
    if cut:
        assert difference(stored, name) == "is cut off"


@pytest.mark.parametrize(
    "stored, name",
    [
        ("Survey", f"Survey {SMILE} spring"),
        ("Survey", f"Survey {SMILE}"),
        ("Gr\u00c3\u00bc", "Gr\u00fc"),
        ("Payment reminders fo", "Payment reminders for spring"),
    ],
)
def test_what_the_run_asks_for_is_that_one_unless_it_is_there_twice(stored, name):
    assert like(stored, name, asked=["Autumn", name])
    assert not like(stored, name, asked=[stored]) and not like(f"{stored} ", name, asked=[stored])
    assert list(Likeness([stored, "Autumn", stored]).of(name, [stored, "Autumn"])) == [0, 2]


def test_each_name_that_is_like_it_is_told_by_its_place():
    assert list(Likeness(["Other", "SPRING", "Spring", "Autumn", " spring"]).of("Spring")) == [1, 2, 4]


@pytest.mark.parametrize(
    "stored, can_be_used, words",
    [
        ("Gr\u00fc\u00dfe ?", True, "Gr\u00fc\u00dfe ?"),
        ("It's a\\b", True, "It's a\\b"),
        ("Gr\u00c3\u00bc\u00c3\x9fe", False, "Gr\u00c3\u00bc\u00c3\\x9fe"),
        ("Spring\u200b", False, "Spring\\u200b"),
        ("Spring \ufffd", False, "Spring \ufffd"),
        ("", False, ""),
        (" ", False, " "),
    ],
)
def test_a_name_is_offered_only_where_people_can_write_it(stored, can_be_used, words):
    assert shown(stored) == words
    assert use_it(stored, 7) == (
        "Use the name as the platform has it, or give the ID."
        if can_be_used
        else "That name cannot be written in a task. Give ID 7 and a name in ASCII, which renames it."
    )


@pytest.mark.parametrize(
    "one, other, words",
    [
        ("Spring survey", "Springsurvey", "blanks"),
        ("Spring survey", "Spring\u202fsurvey", "blanks or Unicode form"),
        ("Spring survey", "Spring \t\x85survey", "blanks"),
        ("a b", "a\u3000b", "blanks or Unicode form"),
        ("\uff21bc", "Abc", "Unicode form"),
        ("Teil \u2163", "Teil IV", "Unicode form"),
        ("A\u2011B", "A\u2010B", "Unicode form"),
        ("\ufb01nal", "FInal", "case"),
        ("Kurs \u210b", "Kurs h", "Unicode form and case"),
        ("Survey\u200b", "Survey", "characters that are not seen"),
        ("\ufeffSurvey", "Survey", "characters that are not seen"),
        ("Sur\u00advey", "Survey", "characters that are not seen"),
        ("Survey\x00", "Survey", "characters that are not seen"),
        ("Herz \u2764\ufe0f", "Herz \u2764", "characters that are not seen"),
        ("Herz \u2764\U000e0100", "Herz \u2764", "characters that are not seen"),
        ("Sur\u034fvey", "Survey", "characters that are not seen"),
        ("Bu\u200b\u0308ro", "B\u00fcro", "characters that are not seen and Unicode form"),
        ("A & B", "A&amp;B", "HTML escapes and blanks"),
        ("Survey&#8203;", "Survey", "HTML escapes and characters that are not seen"),
    ],
)
def test_names_that_people_cannot_tell_apart_are_alike_whichever_of_them_is_stored(one, other, words):
    assert alike(one) == alike(other)
    for stored, name in ((one, other), (other, one)):
        assert like(stored, name) and like(stored, name, asked=[stored, name])
        assert difference(stored, name) == f"differs only in {words}"


@pytest.mark.parametrize(
    "one, other",
    [
        ("Wave 1", "Wave 2"),
        ("A-B", "A\u2010B"),
        ("A-B", "AB"),
        ("Buro", "B\u00fcro"),
        ("Spring survey", "Spring_survey"),
        ("\u2764", "\u2665"),
    ],
)
def test_names_that_differ_in_what_is_seen_are_not_alike(one, other):
    assert (
        alike(one) != alike(other) and not like(one, other, ["\u00fc\u2010\u2764"]) and not like(other, one, ["c" * 70])
    )
