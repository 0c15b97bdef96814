# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for a campaign that is there under its name in another form, or under one that only begins alike."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import ConflictError
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.plan import CREATED
from unit.support.planning import NEW, facts, refused, row, step_for, without


def test_case_makes_a_difference_where_the_destination_is_another():
    assert step_for({**NEW, "name": "SPRING"}, [row(7, "Spring", dnumber="201")]).operation == CREATED


@pytest.mark.parametrize("stored, wanted", [("4930123", "+49 30 123"), ("sip:a@b?x=1&amp;y=2", "sip:a@b?x=1&y=2")])
def test_a_destination_in_the_platforms_own_form_is_the_same(stored, wanted):
    rows = [row(7, "Spring survey 20", dtype="forward", dnumber=stored)]
    error = refused(ConflictError, {"name": "Spring survey 2027", "dtype": "forward", "dnumber": wanted}, rows)
    assert "'Spring survey 20' (ID 7)" in error.text


@pytest.mark.parametrize(
    "options, there, said",
    [
        (NEW, without(row(7), "dtype", "dnumber"), "it has the same destination, and its name differs"),
        ({"dnumber": "200"}, row(7), "it has the same destination, and its name differs"),
        ({"attempts": 2}, row(7), "its name differs"),
    ],
)
def test_a_destination_that_one_of_the_two_does_not_say_may_be_the_same(options, there, said):
    error = refused(ConflictError, {**options, "name": "SPRING"}, [there])
    assert "'Spring' (ID 7): {0} only in case".format(said) in error.text


@pytest.mark.parametrize(
    "name, stored, others, words",
    [
        ("SPRING", "Spring", [], "differs only in case"),
        # Neither a campaign without a name, nor one with another destination or name, keeps it from being found.
        (
            "SPRING",
            "Spring",
            [
                without(row(3), "name"),
                row(4, "SPRIN"),
                row(5, "spring", dnumber="300"),
                row(6, "A name that is longer"),
            ],
            "differs only in case",
        ),
        ("Spring  survey", "Spring survey", [], "differs only in blanks"),
        ("Springsurvey", "Spring survey", [], "differs only in blanks"),
        ("A & B", "A &amp; B", [], "differs only in HTML escapes"),
        ("So\u0308hne", "S\u00f6hne", [], "differs only in Unicode form"),
        ("Payment reminders for spring", "Payment reminders fo", [], "is cut off"),
        (
            "Payment reminders for spring",
            "Payment reminders fo",
            [row(20, "Summer"), row(21, "Payment reminders ab")],
            "is cut off",
        ),
        ("Payment reminders 2027", "Payment reminders 20", [], "is cut off"),
        ("\u00dcberf\u00e4llige Rechnungen", "\u00dcberf\u00e4llige Rechnu", [], "is cut off"),
        ("Spring \u03a9", "Spring ?", [], "lacks letters, or has question marks in their place"),
        ("Spring \u03a9", "Spring", [], "lacks letters, or has question marks in their place"),
        ("Spring \U0001f600 2027", "Spring ", [row(20, "A name that is longer")], "is cut off"),
        ("Gr\u00fc\u00dfe", "Gr\u00c3\u00bc\u00c3\u0178e", [], "is in another character set"),
    ],
)
def test_a_name_in_the_platforms_own_form_is_no_other_campaign(name, stored, others, words):
    assert facts(refused(ConflictError, {**NEW, "name": name}, [*others, row(7, stored)])) == (
        "campaign '{0}' is most likely the campaign '{1}' (ID 7): it has the same destination, and its name {2}. "
        "Nothing was created.".format(name, stored, words),
        "name",
        "Use the name as the platform has it, or give the ID. If it is another campaign, choose a name that "
        "differs more.",
    )


@pytest.mark.parametrize(
    "name, stored, others",
    [
        ("Spring 2", "Spring", []),
        ("Spring survey - Berlin", "Spring survey", []),
        ("Campaign 10", "Campaign 1", []),
        ("Reminder campaigns 10", "Reminder campaigns 1", ["Reminder campaigns 2"]),
        ("Payment reminders for spring", "Payment reminders fo", ["A name that is longer than that"]),
        ("Autumn", "Spring", []),
        ("Spring \u03a9", "Spring", ["Wave \u03a9"]),
    ],
)
def test_a_name_that_only_begins_alike_is_another_campaign(name, stored, others):
    rows = [row(7, stored), *(row(number, other) for number, other in enumerate(others, 20))]
    assert step_for({**NEW, "name": name}, rows).operation == CREATED


def test_a_name_that_people_cannot_write_is_not_offered():
    error = refused(ConflictError, {**NEW, "name": "Gr\u00fc\u00dfe"}, [row(7, "Gr\u00c3\u00bc\u00c3\x9fe")])
    assert "the campaign 'Gr\u00c3\u00bc\u00c3\\x9fe' (ID 7)" in error.text
    assert error.hint == (
        "That name cannot be written in a task. Give ID 7 and a name in ASCII, which renames it. If it is another "
        "campaign, choose a name that differs more."
    )


def test_a_name_that_the_list_itself_asks_for_lacks_no_letters():
    wanted = {**NEW, "name": "Spring \u03a9"}
    assert step_for(wanted, [row(7, "Spring")], asked=["Spring", wanted["name"]]).operation == CREATED


def test_a_name_that_the_list_itself_asks_for_was_not_cut_off():
    rows = [row(7, "Payment reminders fo")]
    wanted = {**NEW, "name": "Payment reminders for spring"}
    assert step_for(wanted, rows, asked=["Payment reminders fo", wanted["name"]]).operation == CREATED
    assert "ID 7" in refused(ConflictError, wanted, rows).text


@pytest.mark.parametrize(
    "stored, name",
    [
        ("Spring", "SPRING"),
        ("Spring  survey", "Spring survey"),
        ("Springsurvey", "Spring survey"),
        ("S\u00f6hne", "So\u0308hne"),
        ("Teil IV", "Teil \u2163"),
    ],
)
def test_a_name_that_differs_only_in_its_form_is_refused_also_where_the_list_has_both(stored, name):
    rows = [row(7, stored)]
    assert "ID 7" in refused(ConflictError, {**NEW, "name": name}, rows, asked=[stored, name]).text


@pytest.mark.parametrize("stored, asked", [("S\u00f6hne", "So\u0308hne"), ("So\u0308hne", "S\u00f6hne")])
def test_what_looks_the_same_is_neither_created_beside_it_nor_absent(stored, asked):
    moved = {**NEW, "name": asked, "dnumber": "300"}
    rows = [without(row(5), "name"), row(6, "Other"), row(7, stored)]
    assert "ID 7" in refused(ConflictError, moved, rows).text
    assert step_for(moved, rows, asked=[stored, asked]).operation == CREATED
    # Another campaign that the list asks for makes no difference.
    for other in ([], ["Other", asked]):
        assert facts(refused(ConflictError, {"name": asked}, rows, state="absent", asked=other)) == (
            "campaign '{0}' is there as ID 7, with a name that is composed in another way (Unicode).".format(asked),
            "name",
            "Give its ID.",
        )
