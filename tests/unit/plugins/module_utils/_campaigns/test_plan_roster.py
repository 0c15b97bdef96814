# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a platform lists: before a plan is made, and after it was carried out."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import ConflictError, UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.desired import read_desired
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.plan import (
    Roster,
    differences,
    shows,
    unmoved,
)
from unit.support.planning import NEW, NEWER, facts, row, step_for, without

OLD = without(row(7), NEWER)


def ids(campaigns):
    return [campaign["id"] for campaign in campaigns]


@pytest.mark.parametrize("empty", ["", None, 0, "0"])
def test_an_empty_customer_is_the_one_that_was_asked_for(empty):
    assert Roster(2, [row(7, customer=empty)]).by_id[7]["customer"] == 2
    own = Roster(None, [row(7, customer=empty)])
    assert "customer" not in own.by_id[7] and own.customers == {None} and own.own is None
    assert own.has("customer") is False and Roster(2, [row(7, customer=empty)]).has("customer") is True


@pytest.mark.parametrize(
    "customer, listed, told, own",
    [
        (2, [], None, 2),
        (None, [], None, None),
        (None, [], 4, 4),
        (2, [], 4, 2),
        (None, [6, 6], None, 6),
        (None, [6, 5], None, None),
        (0, [], None, 0),
        (None, [], 0, 0),
    ],
)
def test_whose_campaigns_they_are(customer, listed, told, own):
    rows = [row(number, customer=whose) for number, whose in enumerate(listed, 7)]
    assert Roster(customer, rows, own=told).own == own


@pytest.mark.parametrize(
    "rows, column, has",
    [
        ([], "attempts", None),
        ([], "name", None),
        ([row(7)], "attempts", True),
        ([row(7)], NEWER, True),
        ([OLD], NEWER, False),
        ([without(OLD, "dtype")], NEWER, None),
        ([without(OLD, "dnumber")], NEWER, None),
    ],
)
def test_which_columns_the_platform_has(rows, column, has):
    assert Roster(2, rows).has(column) is has


def test_names_of_other_customers_are_not_lent():
    rows = [row(7, customer=2), row(8, customer=3)]
    assert ids(Roster(2, rows).named("Spring")) == [7] == ids(Roster(2, rows).campaigns())
    assert ids(Roster(None, rows, own=3).named("Spring")) == [8]
    assert ids(Roster(None, rows).named("Spring")) == [7, 8]
    # One whose customer is not listed may well be the own customer's.
    assert ids(Roster(None, [*rows, row(9, customer=None)], own=3).named("Spring")) == [8, 9]
    assert set(Roster(2, rows).by_id) == {7, 8}


@pytest.mark.parametrize("name, found", [("A", [8]), (" A ", [7]), ("A ", [7, 8]), ("B", [9]), ("C", [])])
def test_the_exact_name_goes_before_one_with_other_blanks(name, found):
    assert ids(Roster(2, [row(7, " A "), row(8, "A"), row(9, "B ")]).named(name)) == found


def test_a_campaign_that_is_listed_twice_is_one():
    rows = [row(7), row(7), row(8)]
    assert ids(Roster(2, rows).named("Spring")) == [7, 8]


def test_a_campaign_that_is_listed_without_a_name_has_none():
    roster = Roster(2, [without(row(7), "name")])
    assert roster.named("None") == [] and ids(roster.campaigns()) == [7] and list(roster.names) == [""]
    assert roster.has("name") is False and roster.has("attempts") is True


def test_a_roster_is_asked_for_nothing_yet():
    roster = Roster(2, [])
    assert roster.asking(["Spring"]).asked == {"Spring"} and roster.asked == set()


# --- after a write -----------------------------------------------------------------------------------------


def compared(options, before, after):
    """What differences() says of campaign 7 that was carried out for a list of rows, and led to another list."""
    label, roster = read_desired(options).label, Roster(2, before)
    return differences(label, step_for(options, before), roster, Roster(2, after), 7)


def differing(kind, *arguments):
    with pytest.raises(kind) as caught:
        compared(*arguments)
    return caught.value


@pytest.mark.parametrize(
    "options, before, after, found",
    [
        (NEW, [], [row(7)], []),
        (NEW, [], [row(7), row(8, "Other")], []),
        # Another customer's.
        (NEW, [], [row(7), row(8, customer=3)], []),
        # Not listed: nothing can be said.
        (NEW, [], [], []),
        (NEW, [], [row(8, "Other", attempts=9)], []),
        # Blanks around a name may be taken away.
        (NEW, [], [row(7, "Spring ")], []),
        # What was not sent may be anything.
        (NEW, [], [row(7, attempts=9, description="x")], []),
        (
            {**NEW, "attempts": 3, "enabled": False, "description": "long", "maximum": 2},
            [],
            [row(7, attempts=1, enabled=1, description="long", maximum=5)],
            [("attempts", 3, 1), ("enabled", False, True), ("maximum", 2, 5)],
        ),
        # An update is compared by what it sent.
        (
            {"id": 7, "attempts": 3},
            [row(7, attempts=1), row(8)],
            [row(7, attempts=2, maximum=4), row(8)],
            [("attempts", 3, 2)],
        ),
        # It does not look for twins.
        ({"id": 7, "attempts": 3}, [row(7)], [row(7, attempts=3), row(8), row(9)], []),
        ({**NEW, NEWER: 0}, [], [OLD], []),
        # A list that tells little does not tell what the platform lacks, nor does one row that lacks it.
        ({**NEW, NEWER: 3}, [], [{"id": 7, "name": "Spring"}], []),
        ({**NEW, NEWER: 3}, [], [OLD, row(8, "Other")], []),
        # One that is not new is not missed.
        ({**NEW, "retry": 3}, [], [without(OLD, "retry")], []),
    ],
)
def test_values_that_the_platform_has_made_something_else_of(options, before, after, found):
    assert compared(options, before, after) == found


@pytest.mark.parametrize(
    "options, after, late",
    [
        ({"attempts": 3, "callerid": "1"}, row(7), ["attempts", "callerid"]),
        ({"attempts": 3, "callerid": "1"}, row(7, attempts=3), ["callerid"]),
        ({"attempts": 3, "callerid": "1"}, row(7, attempts=3, callerid="1"), []),
        # A third value is the platform's own.
        ({"attempts": 3, "callerid": "1"}, row(7, attempts=2, callerid="1"), []),
        # What is not listed before or after it cannot be compared.
        ({"attempts": 3, "callerid": "1"}, without(row(7, callerid="1"), "attempts"), []),
        ({"timegroup": 4, "callerid": "1"}, row(7, callerid="1"), []),
        # Nor is what was sent along as it was.
        ({"dnumber": "300"}, row(7, dnumber="300"), []),
        ({"description": "b"}, row(7, description="a \r\n"), ["description"]),
    ],
)
def test_a_list_that_is_late_has_what_was_there_before(options, after, late):
    before = [without(row(7, description="a"), "timegroup")]
    step = step_for({"id": 7, **options}, before)
    fresh = Roster(2, [after, row(8, "Other")])
    assert unmoved(step, fresh.by_id[7]) == late and shows(fresh, step, 7) is (not late)
    # It is no value that the platform has made of another one.
    assert not {name for name, _sent, _stored in compared({"id": 7, **options}, before, [after])} & {*late}


@pytest.mark.parametrize(
    "options, before, state, there",
    [
        (NEW, [], "present", True),
        ({"id": 7, "attempts": 3}, [row(7)], "present", True),
        ({"id": 7}, [row(7)], "absent", False),
    ],
)
def test_a_list_shows_what_is_new_and_no_longer_what_is_gone(options, before, state, there):
    step = step_for(options, before, state=state)
    assert shows(Roster(2, [row(8), row(7, attempts=3)]), step, 7) is there
    assert shows(Roster(2, [row(8)]), step, 7) is (not there)


def test_two_of_a_name_that_have_appeared():
    error = differing(ConflictError, NEW, [], [row(7), row(9, "Other"), row(8)])
    assert error.text == "campaign 'Spring' is the name of several campaigns: IDs 7, 8."


def test_another_name_is_a_conflict():
    assert facts(differing(ConflictError, NEW, [], [row(7, "Spri")])) == (
        "campaign 'Spring' has the ID 7, and the platform has given it the name 'Spri'.",
        "name",
        "Use the name as the platform has it, or give the ID. Under the other name the campaign is not found.",
    )
    assert differing(ConflictError, NEW, [], [row(7, "Spr\ufffd")]).hint.startswith(
        "That name cannot be written in a task. Give ID 7 "
    )
    # The next run would refuse it in the same way.
    error = differing(ConflictError, {**NEW, "name": "So\u0308hne"}, [], [row(7, "S\u00f6hne")])
    assert error.text.endswith("the name 'S\u00f6hne', composed in another way (Unicode).")


@pytest.mark.parametrize("stored, wanted", [("Spring", "SPRING"), ("S" * 64, "S" * 70), ("Sp?ring", "Sp\u03a9ring")])
def test_a_name_that_is_given_in_the_platforms_form_on_every_run_is_a_conflict(stored, wanted):
    listed = [row(7, stored), row(8, "Other")]
    error = differing(ConflictError, {"id": 7, "name": wanted}, listed, listed)
    assert error.text.endswith("has the ID 7, and the platform has given it the name '{0}'.".format(stored))


def test_a_name_that_is_listed_as_before_and_is_unlike_the_wanted_one_is_late():
    # Another campaign has a name like it.
    listed = [row(7), row(8, "AUTUMN")]
    assert compared({"id": 7, "name": "Autumn", "attempts": 3}, listed, listed) == []
    assert compared({"id": 7, "attempts": 3}, [row(7, "")], [row(7, "", attempts=2)]) == [("attempts", 3, 2)]


def test_a_field_that_turns_out_to_be_missing():
    error = differing(UsageError, {**NEW, NEWER: 3}, [], [OLD])
    assert error.key == NEWER
    assert error.text.startswith("campaign 'Spring': keep_agents_available is not known to this platform")
