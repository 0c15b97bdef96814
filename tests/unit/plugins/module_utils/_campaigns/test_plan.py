# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pure plan: from a desired campaign and the rows of a list to one step."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    ConflictError,
    NotFoundError,
    UsageError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.desired import read_desired
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.plan import (
    CREATED,
    DELETED,
    UNCHANGED,
    UPDATED,
    Roster,
    plan,
)
from unit.support.platform import COLUMNS


def row(number, name="Spring", customer=2, **columns):
    return {"id": number, **COLUMNS, "name": name, "customer": customer, "dtype": "queue", "dnumber": "200", **columns}


def without(columns, *names):
    return {name: value for name, value in columns.items() if name not in names}


def step_for(options, rows, customer=2, state="present"):
    desired = read_desired(options)
    return plan(desired, desired.fields, Roster(customer, rows), state)


def refused(kind, options, rows, customer=2, state="present"):
    with pytest.raises(kind) as caught:
        step_for(options, rows, customer, state)
    return caught.value


NEW = {"name": "Spring", "dtype": "queue", "dnumber": "200"}
OTHER = row(9, "Other")


# --- create -----------------------------------------------------------------------------------------------


def test_a_new_campaign_sends_only_what_was_said():
    step = step_for({**NEW, "attempts": "3", "enabled": False}, [OTHER])
    assert (step.operation, step.function, step.id, step.before) == (CREATED, "bulk/campaigns/create", None, None)
    assert step.parameters == {**NEW, "attempts": 3, "enabled": 0, "customer": 2}
    assert step.after == {**without(COLUMNS, "id"), **NEW, "attempts": 3, "enabled": False, "customer": 2}


def test_a_new_campaign_of_the_own_customer_names_no_customer():
    step = step_for(NEW, [row(9, "Other", customer=5)], customer=None)
    assert "customer" not in step.parameters
    assert step.after["customer"] == 5
    assert "customer" not in step_for(NEW, [], customer=None).after


@pytest.mark.parametrize(
    "missing, words",
    [
        (["dtype"], "dtype is required"),
        (["dnumber"], "dnumber is required"),
        (["dtype", "dnumber"], "dtype and dnumber are required"),
    ],
)
def test_what_a_new_campaign_cannot_be_without(missing, words):
    error = refused(UsageError, without(NEW, *missing), [OTHER])
    assert words in error.text and "'Spring'" in error.text
    assert error.key == missing[0]


def test_an_empty_dnumber_is_one():
    assert step_for({**NEW, "dtype": "hangup", "dnumber": ""}, []).parameters["dnumber"] == ""


def test_an_unknown_dtype_is_the_platforms_matter():
    assert step_for({**NEW, "dtype": "hologram"}, []).parameters["dtype"] == "hologram"


OLD = without(OTHER, "keep_agents_available")


@pytest.mark.parametrize(
    "rows, value, sent, after",
    [
        # The platform has the field.
        ([OTHER], 4, 4, 4),
        ([OTHER], 0, 0, 0),
        ([OTHER], None, None, 0),
        # Nobody knows: no campaign is there to tell. The default need not be sent.
        ([], 4, 4, 4),
        ([], 0, None, 0),
        ([], None, None, 0),
        # It lacks the field.
        ([OLD], 0, None, None),
        ([OLD], None, None, None),
    ],
)
def test_a_field_that_not_every_version_has_on_create(rows, value, sent, after):
    step = step_for({**NEW, "keep_agents_available": value}, rows)
    assert step.parameters.get("keep_agents_available") == sent
    assert step.after.get("keep_agents_available") == after


@pytest.mark.parametrize("options", [NEW, {"name": "Other"}, {"id": 9}])
@pytest.mark.parametrize("value", [4, -1])
def test_a_field_that_the_platform_lacks_is_refused(options, value):
    error = refused(UsageError, {**options, "keep_agents_available": value}, [OLD])
    assert "4.2" in error.text and error.key == "keep_agents_available"


# --- update -----------------------------------------------------------------------------------------------


def test_nothing_to_change():
    step = step_for({"name": "Spring", "attempts": 1, "enabled": "yes", "description": ""}, [row(7)])
    assert (step.operation, step.function, step.parameters, step.id) == (UNCHANGED, None, {}, 7)
    assert step.before == step.after == {**row(7), "enabled": True}


def test_an_update_sends_only_what_changes():
    step = step_for({"name": "Spring", "attempts": 1, "callerid": "1", "enabled": False}, [row(7)])
    assert (step.operation, step.function, step.id) == (UPDATED, "bulk/campaigns/update", 7)
    assert step.parameters == {"id": 7, "callerid": "1", "enabled": 0, "keep_agents_available": 0}
    assert step.after == {**step.before, "callerid": "1", "enabled": False}


def test_an_update_keeps_agents_available_as_it_is():
    """Left out, the platform would reset it."""
    step = step_for({"name": "Spring", "callerid": "1"}, [row(7, keep_agents_available=-2)])
    assert step.parameters == {"id": 7, "callerid": "1", "keep_agents_available": -2}
    assert step.after["keep_agents_available"] == -2


def test_an_old_platform_is_not_sent_what_it_lacks():
    step = step_for(
        {"name": "Spring", "callerid": "1", "keep_agents_available": 0}, [without(row(7), "keep_agents_available")]
    )
    assert step.parameters == {"id": 7, "callerid": "1"}


@pytest.mark.parametrize("options", [{"dtype": "ivr"}, {"dnumber": "5"}, {"dtype": "ivr", "dnumber": "5"}])
def test_dtype_and_dnumber_go_together(options):
    step = step_for({"name": "Spring", **options}, [row(7)])
    assert step.parameters == {"id": 7, "dtype": "queue", "dnumber": "200", "keep_agents_available": 0, **options}


def test_dtype_and_dnumber_stay_at_home_when_neither_changes():
    step = step_for({**NEW, "callerid": "1"}, [row(7)])
    assert "dtype" not in step.parameters and "dnumber" not in step.parameters


def test_a_rename_by_id():
    step = step_for({"id": 7, "name": "Summer"}, [row(7), OTHER])
    assert step.parameters == {"id": 7, "name": "Summer", "keep_agents_available": 0}


def test_a_rename_to_a_name_that_is_taken():
    error = refused(ConflictError, {"id": 7, "name": "Other"}, [row(7), OTHER])
    assert "ID 9" in error.text and error.key == "name"


def test_a_rename_that_only_changes_blanks():
    assert step_for({"id": 7, "name": "Spring "}, [row(7)]).operation == UNCHANGED


@pytest.mark.parametrize("stored, asked", [("Spring", " Spring"), ("Spring ", "Spring"), ("  Spring", "Spring  ")])
def test_blanks_around_a_name_make_no_second_campaign(stored, asked):
    assert step_for({**NEW, "name": asked}, [row(7, stored)]).operation == UNCHANGED


def test_the_exact_name_goes_before_one_with_other_blanks():
    assert step_for({"name": "Spring "}, [row(7, "Spring"), row(8, "Spring ")]).id == 8
    assert step_for({"name": "Spring"}, [row(7, "Spring"), row(8, "Spring ")]).id == 7


def test_a_name_of_digits_is_not_an_id():
    assert step_for({"name": "8"}, [row(7, "8"), row(8, "7")]).id == 7


def test_case_makes_a_difference_where_the_destination_is_another():
    assert step_for({**NEW, "name": "SPRING"}, [row(7, "Spring", dnumber="201")]).operation == CREATED


@pytest.mark.parametrize(
    "name, stored, others",
    [
        ("SPRING", "Spring", []),
        ("Spring  survey", "Spring survey", []),
        ("So\u0308hne", "S\u00f6hne", []),
        ("Payment reminders for spring", "Payment reminders fo", []),
        ("Payment reminders for spring", "Payment reminders fo", ["Summer", "Payment reminders ab"]),
        ("Payment reminders 2027", "Payment reminders 20", []),
        ("\u00dcberf\u00e4llige Rechnungen", "\u00dcberf\u00e4llige Rechnu", []),
    ],
)
def test_a_name_in_the_platforms_own_form_is_no_other_campaign(name, stored, others):
    rows = [row(7, stored), *(row(number, other) for number, other in enumerate(others, 20))]
    with pytest.raises(ConflictError) as caught:
        step_for({**NEW, "name": name}, rows)
    assert "'{0}' (ID 7)".format(stored) in caught.value.text and caught.value.key == "name"


@pytest.mark.parametrize(
    "name, stored, others",
    [
        ("Spring 2", "Spring", []),
        ("Spring survey - Berlin", "Spring survey", []),
        ("Campaign 10", "Campaign 1", []),
        ("Reminder campaigns 10", "Reminder campaigns 1", ["Reminder campaigns 2"]),
        ("Payment reminders for spring", "Payment reminders fo", ["A name that is longer than that"]),
        ("Autumn", "Spring", []),
    ],
)
def test_a_name_that_only_begins_alike_is_another_campaign(name, stored, others):
    rows = [row(7, stored), *(row(number, other) for number, other in enumerate(others, 20))]
    assert step_for({**NEW, "name": name}, rows).operation == CREATED


@pytest.mark.parametrize("stored, asked", [("S\u00f6hne", "So\u0308hne"), ("So\u0308hne", "S\u00f6hne")])
def test_what_looks_the_same_is_not_created_beside_it_with_another_destination(stored, asked):
    moved = {**NEW, "name": asked, "dnumber": "300"}
    with pytest.raises(ConflictError, match="ID 7"):
        step_for(moved, [row(7, stored)])
    both = Roster(2, [row(7, stored)]).asking([stored, asked])
    desired = read_desired(moved)
    assert plan(desired, desired.fields, both, "present").operation == CREATED


def test_what_looks_the_same_is_not_absent_beside_another_that_the_list_asks_for():
    there = Roster(2, [row(6, "Other"), row(7, "So\u0308hne")]).asking(["Other", "S\u00f6hne"])
    desired = read_desired({"name": "S\u00f6hne"})
    with pytest.raises(ConflictError, match="ID 7"):
        plan(desired, desired.fields, there, "absent")


def test_a_name_that_the_list_itself_asks_for_is_another_campaign():
    there = Roster(2, [row(7, "Spring")]).asking(["Spring", "SPRING"])
    desired = read_desired({**NEW, "name": "SPRING"})
    assert plan(desired, desired.fields, there, "present").operation == CREATED


@pytest.mark.parametrize("stored, asked", [("S\u00f6hne", "So\u0308hne"), ("So\u0308hne", "S\u00f6hne")])
def test_what_looks_the_same_is_not_absent(stored, asked):
    with pytest.raises(ConflictError) as caught:
        step_for({"name": asked}, [row(7, stored)], state="absent")
    assert "ID 7" in caught.value.text


@pytest.mark.parametrize(
    "stored, asked", [("one\ntwo", "one\r\ntwo"), ("one", "one \n"), (" one", "one"), ("S\u00f6hne", "So\u0308hne")]
)
def test_a_text_that_the_platform_stores_in_its_own_form_is_no_change(stored, asked):
    assert step_for({"name": "Spring", "description": asked}, [row(7, description=stored)]).operation == UNCHANGED


def test_a_field_that_is_not_listed_is_sent_every_time_and_named():
    step = step_for({"name": "Spring", "description": "x"}, [without(row(7), "description")])
    assert step.parameters == {"id": 7, "description": "x", "keep_agents_available": 0}
    assert step.unreadable == ("description",)


def test_quoted_rows_change_nothing():
    quoted = {name: str(value) for name, value in row(7, timegroup=4, enabled=0).items()}
    options = {"name": "Spring", "timegroup": 4, "enabled": False, "attempts": 1, "dnumber": "200", "owner": ""}
    assert step_for(options, [quoted]).operation == UNCHANGED


# --- absent -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options", [{"name": "Spring"}, {"id": 7}, {"id": 7, "name": "Else"}, {"name": "Spring", "attempts": 9}]
)
def test_absent(options):
    step = step_for(options, [row(7), OTHER], state="absent")
    assert (step.operation, step.function, step.parameters) == (DELETED, "bulk/campaigns/delete", {"id": 7})
    assert step.before["name"] == "Spring" and step.after is None


@pytest.mark.parametrize(
    "stored, asked, operation",
    [
        ("Spring", "Spring ", UNCHANGED),
        (" Spring", " Spring", DELETED),
        ("Spring ", "Spring", UNCHANGED),
        (" Spring", "Spring ", UNCHANGED),
    ],
)
def test_blanks_are_never_overlooked_when_deleting(stored, asked, operation):
    assert step_for({"name": asked}, [row(7, stored)], state="absent").operation == operation


def test_a_second_run_deletes_no_other_campaign():
    rows = [row(7, "Spring"), row(8, " Spring")]
    assert step_for({"name": "Spring"}, rows, state="absent").id == 7
    assert step_for({"name": "Spring"}, rows[1:], state="absent").operation == UNCHANGED


@pytest.mark.parametrize("options", [{"name": "Winter"}, {"id": 70}])
def test_absent_already(options):
    step = step_for(options, [row(7), OTHER], state="absent")
    assert (step.operation, step.function, step.parameters, step.id) == (UNCHANGED, None, {}, None)


# --- finding ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["present", "absent"])
def test_two_of_a_name(state):
    error = refused(ConflictError, NEW, [row(12), row(7), OTHER], state=state)
    assert "IDs 7, 12" in error.text and error.key == "name"
    # By its ID each can be addressed.
    assert step_for({"id": 12, "name": "Spring"}, [row(12), row(7)]).operation == UNCHANGED


def test_an_id_that_does_not_exist():
    error = refused(NotFoundError, {"id": 99}, [row(7)])
    assert "99" in error.text and error.key == "id"


@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_id_of_another_customer(state):
    """Should the platform list more than was asked for."""
    error = refused(ConflictError, {"id": 7, "customer": 2}, [row(7, customer=3)], state=state)
    assert "customer 3" in error.text and error.key == "customer"


def test_a_name_of_another_customer_is_not_taken():
    assert step_for(NEW, [row(7, customer=3)]).operation == CREATED


@pytest.mark.parametrize("customer", [None, "", 0, "0"])
def test_an_empty_customer_column_hides_no_campaign(customer):
    """Created once more on every run, otherwise."""
    assert step_for(NEW, [row(7, customer=customer)]).operation == UNCHANGED
    assert Roster(2, [row(7, customer=customer)]).by_id[7]["customer"] == 2
    own = Roster(None, [row(7, customer=customer)])
    assert own.own is None and "customer" not in own.by_id[7]


def test_rows_without_a_customer_column_are_the_customers():
    assert step_for(NEW, [without(row(7), "customer")]).operation == UNCHANGED


@pytest.mark.parametrize(
    "broken", [{}, {"id": None, "name": "Spring"}, {"name": "Spring"}, {"id": "x", "name": "Spring"}, {"id": 5}]
)
def test_rows_that_cannot_be_used(broken):
    assert step_for({"name": "Spring", "attempts": 1}, [broken, row(7)]).id == 7


def test_own():
    assert Roster(2, []).own == 2
    assert Roster(None, []).own is None
    assert Roster(None, [row(7), row(8)]).own == 2
    assert Roster(None, [row(7), row(8, customer=3)]).own is None


def test_has():
    assert Roster(2, []).has("attempts") is None
    assert Roster(2, [row(7)]).has("keep_agents_available") is True
    assert Roster(2, [OLD]).has("keep_agents_available") is False


def test_campaigns_of_a_roster_are_those_of_its_customer():
    roster = Roster(2, [row(7), row(8, "Other", customer=3), row(9, "Third")])
    assert [campaign["id"] for campaign in roster.campaigns()] == [7, 9]
    assert sorted(roster.by_id) == [7, 8, 9]
