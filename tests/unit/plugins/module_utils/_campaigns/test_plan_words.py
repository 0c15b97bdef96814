# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The very words of what is refused, and platforms that list little."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    ConflictError,
    NotFoundError,
    UsageError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns import fields as schema
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.desired import read_desired
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.plan import (
    Roster,
    ambiguous,
    differences,
    is_cut_off,
    not_found,
    plan,
    plan_absent,
)

NEW = {"name": "Spring", "dtype": "queue", "dnumber": "200"}
# All that a platform lists of a campaign.
ROW = {field.name: field.default for field in schema.FIELDS if field.default is not None} | NEW
NEWER = "keep_agents_available"


def row(number, **columns):
    return {**ROW, "id": number, "customer": 2, **columns}


def step_for(options, rows, customer=2, state="present", index=None):
    desired = read_desired(options, index)
    return plan(desired, desired.fields, Roster(customer, rows), state)


def refused(kind, *arguments, **more):
    with pytest.raises(kind) as caught:
        step_for(*arguments, **more)
    error = caught.value
    return error.text, error.key, error.hint, error.function


def test_a_name_of_several_in_its_words():
    hint = "Give id instead of name, or delete the campaigns that are too many by their IDs."
    words = "campaign 'Spring' is the name of several campaigns: IDs 3, 7."
    assert refused(ConflictError, NEW, [row(7), row(3)]) == (words, "name", hint, None)
    assert ambiguous("This", [{"id": 9}]).text == "This is the name of several campaigns: IDs 9."


def test_an_id_that_is_not_there_in_its_words():
    assert refused(NotFoundError, {"id": 5}, [row(7)]) == (
        "campaign with ID 5 does not exist, or this account may not see it: bulk/campaigns/list has no campaign "
        "with the ID 5.",
        "id",
        "Check id, or leave it out to find the campaign by name or create it.",
        "bulk/campaigns/list",
    )
    assert not_found(read_desired({"id": 5, "name": "A"}, 3)).text.startswith("campaigns[3] ('A') does not exist")


def test_another_customers_campaign_in_its_words():
    assert refused(ConflictError, {"id": 7}, [row(7, customer=3)]) == (
        "campaign with ID 7 belongs to customer 3, not to 2: campaigns cannot move between customers.",
        "customer",
        "Give the customer that the campaign belongs to, or create another campaign.",
        None,
    )


@pytest.mark.parametrize(
    ("options", "words", "key"),
    [
        ({"name": "A"}, "dtype and dnumber are required", "dtype"),
        ({"name": "A", "dtype": "queue"}, "dnumber is required", "dnumber"),
    ],
)
def test_what_a_new_campaign_needs_in_its_words(options, words, key):
    told = "campaign 'A' does not exist, and {0} to create it.".format(words)
    assert refused(UsageError, options, [row(7)])[:2] == (told, key)


def test_a_field_that_came_later_in_its_words():
    old = row(7)
    del old[NEWER]
    told = (
        "campaign 'Spring': keep_agents_available is not known to this platform; it came with version 4.2 of the API.",
        NEWER,
        "Leave keep_agents_available out, or set it to 0.",
        None,
    )
    assert refused(UsageError, {**NEW, NEWER: 1}, [old]) == told
    assert refused(UsageError, {**NEW, NEWER: 1}, [{**old, "name": "Other"}]) == told


def test_a_name_that_is_taken_in_its_words():
    assert refused(ConflictError, {"id": 7, "name": "Autumn"}, [row(7), row(8, name="Autumn")]) == (
        "campaign 'Autumn': the name 'Autumn' already belongs to the campaign with ID 8.",
        "name",
        "Choose another name, or rename or delete the other campaign first.",
        None,
    )


def test_a_default_of_a_later_field_is_not_sent_to_a_platform_that_may_lack_it():
    old = row(8, name="Other")
    del old[NEWER]
    for rows, has in (([old], False), ([], None)):
        step = step_for({**NEW, NEWER: 0}, rows)
        assert step.parameters == {**NEW, "customer": 2}
        assert (NEWER in step.after) is (has is None)
        left_out = step_for(NEW, rows)
        assert left_out.parameters == {**NEW, "customer": 2}
    assert step_for({**NEW, NEWER: 0}, [row(8, name="Other")]).parameters[NEWER] == 0
    assert step_for({**NEW, NEWER: 3}, []).parameters[NEWER] == 3


def test_what_a_new_campaign_is_expected_to_be():
    step = step_for({**NEW, "attempts": 4}, [row(8, name="Other")])
    assert step.after == {**schema.defaults(), **NEW, "attempts": 4, "customer": 2}
    own = step_for(NEW, [row(8, name="Other", customer=6)], customer=None)
    assert "customer" not in own.parameters and own.after["customer"] == 6
    unknown = step_for(NEW, [row(8, name="Other", customer=6), row(9, name="B", customer=5)], customer=None)
    assert "customer" not in unknown.after


def test_deleting_in_full():
    assert plan_absent(None) == ("unchanged", None, {}, None, None, ())
    current = {"id": 7, "name": "A"}
    assert plan_absent(current) == ("deleted", "bulk/campaigns/delete", {"id": 7}, current, None, ())


def test_changing_in_full():
    step = step_for({"id": 7, "name": "Autumn", "attempts": 2}, [row(7)])
    assert (step.operation, step.function, step.id) == ("updated", "bulk/campaigns/update", 7)
    assert step.parameters == {"id": 7, "name": "Autumn", "attempts": 2, NEWER: 0}
    assert step.before["name"] == "Spring" and step.after == {**step.before, "name": "Autumn", "attempts": 2}
    assert step.unreadable == ()
    assert step_for({"id": 7, "attempts": 1}, [row(7)]).operation == "unchanged"


@pytest.mark.parametrize(("changed", "other", "value"), [("dtype", "dnumber", "200"), ("dnumber", "dtype", "queue")])
def test_what_belongs_together_is_sent_together(changed, other, value):
    step = step_for({"name": "Spring", changed: "9"}, [row(7)])
    assert step.parameters == {"id": 7, changed: "9", other: value, NEWER: 0}
    lacking = row(7)
    del lacking[other]
    assert step_for({"name": "Spring", changed: "9"}, [lacking]).parameters == {"id": 7, changed: "9", NEWER: 0}


def test_what_is_not_listed_is_sent_each_time():
    lacking = row(7)
    for name in ("machine", "success", NEWER):
        del lacking[name]
    step = step_for({"name": "Spring", "machine": "failed", "success": "answer", NEWER: 0}, [lacking])
    assert step.unreadable == ("machine", "success")
    assert step.parameters == {"id": 7, "machine": "failed", "success": "answer"}
    assert step.after["machine"] == "failed"


# --- what is listed ---------------------------------------------------------------------------------------


def test_rows_without_an_id_are_passed_over():
    roster = Roster(2, [{"name": "A"}, row(7)])
    assert list(roster.by_id) == [7] and [campaign["id"] for campaign in roster.campaigns()] == [7]


@pytest.mark.parametrize("empty", ["", None, 0, "0"])
def test_an_empty_customer_is_the_one_that_was_asked_for(empty):
    assert Roster(2, [row(7, customer=empty)]).by_id[7]["customer"] == 2
    own = Roster(None, [row(7, customer=empty)])
    assert "customer" not in own.by_id[7] and own.customers == {None} and own.own is None
    assert own.has("customer") is False and Roster(2, [row(7, customer=empty)]).has("customer") is True


def test_whose_campaigns_they_are():
    assert Roster(2, []).own == 2 and Roster(None, []).own is None
    assert Roster(None, [], own=4).own == 4 and Roster(2, [], own=4).own == 2
    assert Roster(None, [row(7, customer=6), row(8, customer=6)]).own == 6
    assert Roster(None, [row(7, customer=6), row(8, customer=5)]).own is None
    assert Roster(0, []).own == 0 and Roster(None, [], own=0).own == 0


def test_names_of_other_customers_are_not_lent():
    rows = [row(7, customer=2), row(8, customer=3)]
    assert [campaign["id"] for campaign in Roster(2, rows).named("Spring")] == [7]
    assert [campaign["id"] for campaign in Roster(None, rows, own=3).named("Spring")] == [8]
    assert [campaign["id"] for campaign in Roster(None, rows).named("Spring")] == [7, 8]
    assert [campaign["id"] for campaign in Roster(2, rows).campaigns()] == [7]
    # One whose customer is not listed may well be the own customer's.
    unknown = Roster(None, [*rows, row(9, customer=None)], own=3)
    assert [campaign["id"] for campaign in unknown.named("Spring")] == [8, 9]
    assert set(Roster(2, rows).by_id) == {7, 8}


def test_names_with_and_without_blanks():
    roster = Roster(2, [row(7, name=" A "), row(8, name="A"), row(9, name="B ")])
    assert [campaign["id"] for campaign in roster.named("A")] == [8]
    assert [campaign["id"] for campaign in roster.named(" A ")] == [7]
    assert [campaign["id"] for campaign in roster.named("A ")] == [7, 8]
    assert [campaign["id"] for campaign in roster.named("B")] == [9]
    assert roster.named("C") == []


def test_a_campaign_that_is_listed_without_a_name_has_none():
    nameless = row(7)
    del nameless["name"]
    roster = Roster(2, [nameless])
    assert roster.named("None") == [] and [campaign["id"] for campaign in roster.campaigns()] == [7]
    assert roster.has("name") is False and roster.has("attempts") is True and Roster(2, []).has("name") is None


# --- after a write -----------------------------------------------------------------------------------------


def compared(options, before, after, number=7):
    """What differences() says of a campaign that was carried out for a list of rows, and led to another list."""
    desired = read_desired(options)
    roster = Roster(2, before)
    return differences(
        desired.label, plan(desired, desired.fields, roster, "present"), roster, Roster(2, after), number
    )


def differing(kind, *arguments):
    with pytest.raises(kind) as caught:
        compared(*arguments)
    return caught.value


def test_a_roster_is_asked_for_nothing_yet():
    roster = Roster(2, [])
    assert roster.asking(["Spring"]).asked == {"Spring"} and roster.asked == set()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], [row(7)]),
        ([], [row(7), row(8, name="Other")]),
        # Another customer's.
        ([], [row(7), row(8, customer=3)]),
        # Not listed: nothing can be said.
        ([], []),
        ([], [row(8, name="Other", attempts=9)]),
        # Blanks around a name may be taken away.
        ([], [row(7, name="Spring ")]),
        # What was not sent may be anything.
        ([], [row(7, attempts=9, description="x")]),
    ],
)
def test_nothing_differs(before, after):
    assert compared(NEW, before, after) == []


def test_values_that_the_platform_has_made_something_else_of():
    options = {**NEW, "attempts": 3, "enabled": False, "description": "long", "maximum": 2}
    after = row(7, attempts=1, enabled=1, description="long", maximum=5)
    assert compared(options, [], [after]) == [("attempts", 3, 1), ("enabled", False, True), ("maximum", 2, 5)]


def test_an_update_is_compared_by_what_it_sent():
    before = [row(7, attempts=1), row(8)]
    after = [row(7, attempts=2, maximum=4), row(8)]
    assert compared({"id": 7, "attempts": 3}, before, after) == [("attempts", 3, 2)]


def test_an_update_does_not_look_for_twins():
    after = [row(7, attempts=3), row(8), row(9)]
    assert compared({"id": 7, "attempts": 3}, [row(7)], after) == []


def test_two_of_a_name_that_have_appeared_in_their_words():
    error = differing(ConflictError, NEW, [], [row(7), row(9, name="Other"), row(8, name="Spring")])
    assert error.text == "campaign 'Spring' is the name of several campaigns: IDs 7, 8."


def test_another_name_in_its_words():
    error = differing(ConflictError, NEW, [], [row(7, name="Spri")])
    assert error.text == "campaign 'Spring' has the ID 7, and the platform has given it the name 'Spri'."
    assert error.key == "name"
    assert error.hint == (
        "Use that name: under the other one the campaign is not found, and is created again on every run."
    )
    # The next run would refuse it in the same way.
    error = differing(ConflictError, {**NEW, "name": "So\u0308hne"}, [], [row(7, name="S\u00f6hne")])
    assert error.text.endswith("the name 'S\u00f6hne', composed in another way (Unicode).")


def test_a_field_that_turns_out_to_be_missing():
    old = {name: value for name, value in row(7).items() if name != NEWER}
    error = differing(UsageError, {**NEW, NEWER: 3}, [], [old])
    assert error.key == NEWER
    assert error.text.startswith("campaign 'Spring': keep_agents_available is not known to this platform")
    assert compared({**NEW, NEWER: 0}, [], [old]) == []
    # A list that tells little does not tell that either.
    assert compared({**NEW, NEWER: 3}, [], [{"id": 7, "name": "Spring"}]) == []
    # One that is not new is not missed.
    assert compared({**NEW, "retry": 3}, [], [{name: value for name, value in old.items() if name != "retry"}]) == []


@pytest.mark.parametrize("column", ["dtype", "dnumber"])
def test_a_list_that_tells_little_does_not_tell_what_the_platform_lacks(column):
    little = {name: value for name, value in row(7).items() if name not in (NEWER, column)}
    assert Roster(2, [little]).has(NEWER) is None
    step = step_for({"id": 7, NEWER: 3, "attempts": ROW["attempts"]}, [little])
    assert step.unreadable == (NEWER,) and step.parameters == {"id": 7, NEWER: 3}
    assert step_for({"id": 7, NEWER: 0}, [little]).operation == "unchanged"
    # Other newer columns stay what they are.
    old = {name: value for name, value in row(7).items() if name != NEWER}
    assert refused(UsageError, {"id": 7, NEWER: 3}, [old])[1] == NEWER


def test_what_one_row_lacks_and_another_has_is_not_missing():
    partly = {name: value for name, value in row(7).items() if name != NEWER}
    step = step_for({"id": 7, NEWER: 3}, [partly, row(8)])
    assert step.unreadable == (NEWER,) and step.parameters == {"id": 7, NEWER: 3}
    assert compared({**NEW, NEWER: 3}, [], [partly, row(8, name="Other")]) == []


# --- names in another form ---


def test_a_campaign_that_is_most_likely_there_in_its_words():
    hint = (
        "Use the name as the platform has it, or give the ID. If it is another campaign, choose a name that "
        "differs more."
    )
    words = (
        "campaign 'SPRING' is most likely the campaign 'Spring' (ID 7): it has the same destination, and its name "
        "differs only in case, blanks, or Unicode form, or is cut off. Nothing was created."
    )
    # Neither a campaign without a name, nor one with another destination or name, keeps it from being found.
    other = [row(4, name="SPRIN"), row(5, name="spring", dnumber="300"), row(6, name="A name that is longer")]
    rows = [without_name(row(3)), *other, row(7)]
    assert refused(ConflictError, {**NEW, "name": "SPRING"}, rows) == (words, "name", hint, None)


def without_name(columns):
    return {name: value for name, value in columns.items() if name != "name"}


def test_a_destination_that_is_not_listed_may_be_the_same():
    rows = [{name: value for name, value in row(7).items() if name not in ("dtype", "dnumber")}]
    assert "'Spring' (ID 7)" in refused(ConflictError, {**NEW, "name": "SPRING"}, rows)[0]


def test_another_unicode_form_is_not_absent_in_its_words():
    words = "campaign 'So\u0308hne' is there as ID 7, with a name that is composed in another way (Unicode)."
    rows = [without_name(row(6)), row(7, name="S\u00f6hne")]
    assert refused(ConflictError, {"name": "So\u0308hne"}, rows, state="absent") == (
        words,
        "name",
        "Give its ID.",
        None,
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
    ],
)
def test_what_is_cut_off(stored, name, others, cut):
    assert is_cut_off(stored, name, [stored, *others]) is cut
