# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for one campaign: found, created, changed, deleted, or refused in words."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    ConflictError,
    NotFoundError,
    ProtocolError,
    UsageError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.desired import read_desired
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.plan import (
    CREATED,
    DELETED,
    UNCHANGED,
    UPDATED,
    ambiguous,
    not_found,
    plan_absent,
)
from unit.support.planning import NEW, NEWER, facts, refused, row, step_for, without
from unit.support.platform import COLUMNS

OTHER = row(9, "Other")
OLD = without(OTHER, NEWER)


# --- create -----------------------------------------------------------------------------------------------


def test_a_new_campaign_sends_only_what_was_said():
    step = step_for({**NEW, "attempts": "3", "enabled": False}, [OTHER])
    assert (step.operation, step.function, step.id, step.before) == (CREATED, "bulk/campaigns/create", None, None)
    assert step.parameters == {**NEW, "attempts": 3, "enabled": 0, "customer": 2}
    assert step.after == {**COLUMNS, **NEW, "attempts": 3, "enabled": False, "customer": 2}


@pytest.mark.parametrize("rows, own", [([5], 5), ([], None), ([5, 6], None)])
def test_a_new_campaign_of_the_own_customer_names_no_customer(rows, own):
    step = step_for(NEW, [row(number, "Other", customer=number) for number in rows], customer=None)
    assert "customer" not in step.parameters and step.after.get("customer") == own


@pytest.mark.parametrize(
    "missing, words",
    [
        (["dtype"], "dtype is required"),
        (["dnumber"], "dnumber is required"),
        (["dtype", "dnumber"], "dtype and dnumber are required"),
    ],
)
def test_what_a_new_campaign_cannot_be_without(missing, words):
    text = "campaign 'Spring' does not exist, or this account may not see it, and {0} to create it.".format(words)
    give = "Check name and customer, or give {0}.".format(" and ".join(missing))
    assert facts(refused(UsageError, without(NEW, *missing), [OTHER])) == (text, missing[0], give)
    # Whoever changes a campaign of another name has most likely mistyped it.
    listed = [OTHER, without(row(5), "name"), row(6, "Sprint ")]
    assert facts(refused(UsageError, without(NEW, *missing), listed)) == (
        *(text, missing[0]),
        "Did you mean 'Sprint'? " + give,
    )


@pytest.mark.parametrize("option, value", [("dnumber", ""), ("dtype", "hologram")])
def test_what_a_destination_may_be_is_the_platforms_matter(option, value):
    assert step_for({**NEW, option: value}, []).parameters[option] == value


@pytest.mark.parametrize(
    "rows, value, sent, after",
    [
        # The platform has the field.
        ([OTHER], 4, 4, 4),
        ([OTHER], 0, 0, 0),
        ([OTHER], None, None, 0),
        # It is not known: no campaign is there to tell. The default need not be sent.
        ([], 4, 4, 4),
        ([], 0, None, 0),
        ([], None, None, 0),
        # It lacks the field.
        ([OLD], 0, None, None),
        ([OLD], None, None, None),
    ],
)
def test_a_field_that_not_every_version_has_on_create(rows, value, sent, after):
    step = step_for({**NEW, NEWER: value}, rows)
    assert step.parameters == {**NEW, "customer": 2, **({} if sent is None else {NEWER: sent})}
    assert (NEWER in step.after, step.after.get(NEWER)) == (after is not None, after)


@pytest.mark.parametrize(
    "options, label",
    [(NEW, "campaign 'Spring'"), ({"name": "Other"}, "campaign 'Other'"), ({"id": 9}, "campaign with ID 9")],
)
@pytest.mark.parametrize("value", [4, -1])
def test_a_field_that_the_platform_lacks_is_refused(options, label, value):
    assert facts(refused(UsageError, {**options, NEWER: value}, [OLD])) == (
        label + ": keep_agents_available is not known to this platform; it came with version 4.2 of the API.",
        NEWER,
        "Leave keep_agents_available out, or set it to 0.",
    )


# --- update -----------------------------------------------------------------------------------------------


def test_nothing_to_change():
    step = step_for({"name": "Spring", "attempts": 1, "enabled": "yes", "description": ""}, [row(7)])
    assert (step.operation, step.function, step.parameters, step.id) == (UNCHANGED, None, {}, 7)
    assert step.before == step.after == {**row(7), "enabled": True}


@pytest.mark.parametrize(
    "options, changed",
    [
        ({"name": "Spring", "attempts": 1, "callerid": "1", "enabled": False}, {"callerid": "1", "enabled": False}),
        ({"id": 7, "name": "Autumn", "attempts": 2}, {"name": "Autumn", "attempts": 2}),
    ],
    ids=["by name", "renamed by ID"],
)
def test_an_update_sends_only_what_changes(options, changed):
    step = step_for(options, [row(7), OTHER])
    assert (step.operation, step.function, step.id) == (UPDATED, "bulk/campaigns/update", 7)
    assert step.parameters == {"id": 7, NEWER: 0, **changed}
    assert not isinstance(step.parameters.get("enabled", 0), bool)
    assert step.before == {**row(7), "enabled": True} and step.after == {**step.before, **changed}
    assert step.unreadable == ()


def test_an_update_keeps_agents_available_as_it_is():
    """Left out, the platform would reset it."""
    step = step_for({"name": "Spring", "callerid": "1"}, [row(7, keep_agents_available=-2)])
    assert step.parameters == {"id": 7, "callerid": "1", NEWER: -2} and step.after[NEWER] == -2


@pytest.mark.parametrize("listed", ["two", "2.0", 2.5, [2]])
def test_agents_available_that_cannot_be_read_are_not_reset(listed):
    rows = [row(7, keep_agents_available=listed)]
    error = refused(ProtocolError, {"name": "Spring", "callerid": "1"}, rows)
    assert error.function == "bulk/campaigns/list"
    assert facts(error) == (
        "campaign 'Spring': bulk/campaigns/list lists keep_agents_available with a value that cannot be read, and an "
        "update without it would reset it.",
        NEWER,
        "Give keep_agents_available in the task.",
    )
    for given in (0, 3):
        step = step_for({"name": "Spring", "callerid": "1", NEWER: given}, rows)
        assert step.parameters == {"id": 7, "callerid": "1", NEWER: given} and step.unreadable == (NEWER,)
    assert step_for({"name": "Spring"}, rows).operation == UNCHANGED
    assert step_for({"name": "Spring"}, rows, state="absent").operation == DELETED


@pytest.mark.parametrize("listed", [None, ""])
def test_agents_available_that_are_not_set_are_left_out(listed):
    step = step_for({"name": "Spring", "callerid": "1"}, [row(7, keep_agents_available=listed)])
    assert step.parameters == {"id": 7, "callerid": "1"}


def test_an_old_platform_is_not_sent_what_it_lacks():
    step = step_for({"name": "Spring", "callerid": "1", NEWER: 0}, [without(row(7), NEWER)])
    assert step.parameters == {"id": 7, "callerid": "1"}


@pytest.mark.parametrize("options", [{"dtype": "ivr"}, {"dnumber": "5"}, {"dtype": "ivr", "dnumber": "5"}])
def test_dtype_and_dnumber_go_together(options):
    step = step_for({"name": "Spring", **options}, [row(7)])
    assert step.parameters == {"id": 7, "dtype": "queue", "dnumber": "200", NEWER: 0, **options}
    # What is not listed cannot be sent along.
    lacking = without(row(7), *({"dtype", "dnumber"} - set(options)))
    assert step_for({"name": "Spring", **options}, [lacking]).parameters == {"id": 7, NEWER: 0, **options}


def test_dtype_and_dnumber_stay_at_home_when_neither_changes():
    step = step_for({**NEW, "callerid": "1"}, [row(7)])
    assert step.parameters == {"id": 7, "callerid": "1", NEWER: 0}


@pytest.mark.parametrize("stored", ["", "  "])
@pytest.mark.parametrize("name", ["", "  "])
def test_a_campaign_without_a_name_is_given_back_as_it_is_listed(stored, name):
    rows = [row(7, stored), row(8, stored)]
    assert step_for({"id": 7, "name": name}, rows).operation == UNCHANGED
    step = step_for({"id": 7, "name": name, "attempts": 9}, rows)
    assert step.operation == UPDATED and step.parameters["attempts"] == 9 and "name" not in step.parameters


@pytest.mark.parametrize("name", ["", "  "])
def test_a_name_is_not_taken_away(name):
    error = facts(refused(UsageError, {"id": 9, "name": name}, [OTHER]))
    assert error == ("campaign with ID 9: name must not be empty.", "name", "Write the name of the campaign.")


def test_a_rename_to_a_name_that_is_taken():
    assert facts(refused(ConflictError, {"id": 7, "name": "Other"}, [row(7), OTHER])) == (
        "campaign 'Other': the name 'Other' already belongs to the campaign with ID 9.",
        "name",
        "Choose another name, or rename or delete the other campaign first.",
    )


@pytest.mark.parametrize(
    "options, stored",
    [
        ({"id": 7, "name": "Spring "}, "Spring"),
        ({**NEW, "name": " Spring"}, "Spring"),
        ({**NEW, "name": "Spring"}, "Spring "),
        ({**NEW, "name": "Spring  "}, "  Spring"),
    ],
)
def test_blanks_around_a_name_make_no_other_name_and_no_second_campaign(options, stored):
    assert step_for(options, [row(7, stored)]).operation == UNCHANGED


def test_a_name_of_digits_is_not_an_id():
    assert step_for({"name": "8"}, [row(7, "8"), row(8, "7")]).id == 7


@pytest.mark.parametrize(
    "stored, asked", [("one\ntwo", "one\r\ntwo"), ("one", "one \n"), (" one", "one"), ("S\u00f6hne", "So\u0308hne")]
)
def test_a_text_that_the_platform_stores_in_its_own_form_is_no_change(stored, asked):
    assert step_for({"name": "Spring", "description": asked}, [row(7, description=stored)]).operation == UNCHANGED


def test_what_is_not_listed_is_sent_each_time_and_named():
    lacking = without(row(7), "machine", "success", NEWER)
    step = step_for({"name": "Spring", "machine": "failed", "success": "answer", NEWER: 0}, [lacking])
    assert step.unreadable == ("machine", "success")
    assert step.parameters == {"id": 7, "machine": "failed", "success": "answer"}
    assert step.after["machine"] == "failed"


@pytest.mark.parametrize("column", ["dtype", "dnumber"])
def test_a_list_that_tells_little_does_not_tell_what_the_platform_lacks(column):
    little = without(row(7), NEWER, column)
    step = step_for({"id": 7, NEWER: 3, "attempts": 1}, [little])
    assert step.unreadable == (NEWER,) and step.parameters == {"id": 7, NEWER: 3}
    assert step_for({"id": 7, NEWER: 0}, [little]).operation == UNCHANGED


def test_what_one_row_lacks_and_another_has_is_not_missing():
    step = step_for({"id": 7, NEWER: 3}, [without(row(7), NEWER), row(8)])
    assert step.unreadable == (NEWER,) and step.parameters == {"id": 7, NEWER: 3}


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
    assert step == (DELETED, "bulk/campaigns/delete", {"id": 7}, {**row(7), "enabled": True}, None, ())


@pytest.mark.parametrize("options", [{"name": "Winter"}, {"id": 70}])
def test_absent_already(options):
    step = step_for(options, [row(7), OTHER], state="absent")
    assert step == plan_absent(None) == (UNCHANGED, None, {}, None, None, ()) and step.id is None


@pytest.mark.parametrize(
    "stored, asked, operation",
    [
        # The platform has stripped the blanks that it was sent.
        ("Spring", "Spring ", DELETED),
        ("Spring", " Spring", DELETED),
        (" Spring", " Spring", DELETED),
        ("Spring ", "Spring", UNCHANGED),
        (" Spring", "Spring ", UNCHANGED),
    ],
)
def test_blanks_that_were_not_asked_for_are_never_overlooked_when_deleting(stored, asked, operation):
    assert step_for({"name": asked}, [row(7, stored)], state="absent").operation == operation


def test_a_second_run_deletes_no_other_campaign():
    rows = [row(7, "Spring"), row(8, " Spring")]
    assert step_for({"name": "Spring"}, rows, state="absent").id == 7
    assert step_for({"name": "Spring"}, rows[1:], state="absent").operation == UNCHANGED
    assert step_for({"name": " Spring"}, rows, state="absent").id == 8


# --- finding ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["present", "absent"])
def test_two_of_a_name(state):
    assert facts(refused(ConflictError, NEW, [row(12), row(7), OTHER], state=state)) == (
        "campaign 'Spring' is the name of several campaigns: IDs 7, 12.",
        "name",
        "Give id instead of name, or delete the campaigns that are too many by their IDs.",
    )
    # By its ID each can be addressed.
    assert step_for({"id": 12, "name": "Spring"}, [row(12), row(7)]).operation == UNCHANGED
    assert ambiguous("This", [{"id": 9}]).text == "This is the name of several campaigns: IDs 9."


def test_an_id_that_does_not_exist():
    error = refused(NotFoundError, {"id": 99}, [row(7)])
    assert error.function == "bulk/campaigns/list"
    assert facts(error) == (
        "campaign with ID 99 does not exist, or this account may not see it: bulk/campaigns/list has no campaign "
        "with the ID 99.",
        "id",
        "Check id, or leave it out to find the campaign by name or create it.",
    )
    assert not_found(read_desired({"id": 5, "name": "A"}, 3)).text.startswith("campaigns[3] ('A') does not exist")


@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize("named, whose", [(2, {"customer": 2}), (0, {"customer": None, "own": 2})])
def test_an_id_of_another_customer(named, whose, state):
    """Should the platform list more than was asked for."""
    options = {"id": 7, "customer": named}
    assert facts(refused(ConflictError, options, [row(7, customer=3)], state=state, **whose)) == (
        "campaign with ID 7 belongs to customer 3, not to 2: campaigns cannot move between customers.",
        "customer",
        "Give the customer that the campaign belongs to, or create another campaign.",
    )


@pytest.mark.parametrize(
    "options, there",
    [
        # Whose it is was not said.
        ({"id": 7}, row(7, customer=3)),
        # Whose it is is not listed.
        ({"id": 7, "customer": 0}, without(row(7), "customer")),
        ({"id": 7, "customer": 0}, row(7, customer=2)),
    ],
)
def test_an_id_that_may_well_be_of_the_own_customer(options, there):
    assert step_for(options, [there], customer=None, own=2, state="absent").id == 7


def test_a_name_of_another_customer_is_not_taken():
    assert step_for(NEW, [row(7, customer=3)]).operation == CREATED


@pytest.mark.parametrize(
    "there", [*(row(7, customer=customer) for customer in (None, "", 0, "0")), without(row(7), "customer")]
)
def test_an_empty_customer_column_hides_no_campaign(there):
    """Created once more on every run, otherwise."""
    assert step_for(NEW, [there]).operation == UNCHANGED
