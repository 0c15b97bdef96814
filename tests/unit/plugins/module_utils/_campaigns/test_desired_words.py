# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The very words of what is refused, and which campaigns are told apart."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns import fields as schema
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.desired import (
    Desired,
    read_all_desired,
    read_desired,
    refuse_duplicates,
)

FIELDS = "The fields are {0}.".format(", ".join(schema.BY_NAME))


def refused(read, *arguments):
    with pytest.raises(UsageError) as caught:
        read(*arguments)
    return caught.value.text, caught.value.key, caught.value.hint


@pytest.mark.parametrize(
    ("options", "text", "key", "hint"),
    [
        ({"name": "A", "attempts": "many"}, "attempts must be an integer, not 'many'.", "attempts", None),
        ({"id": 0}, "id must be more than 0, not 0.", "id", None),
        ({"id": -1}, "id must be more than 0, not -1.", "id", None),
        ({"name": " "}, "name must not be empty.", "name", None),
        ({}, "name or id is required, to know which campaign is meant.", "name", None),
        ({"state": "absent"}, "state is an option of the task, not of one campaign.", "state", FIELDS),
        ({"atempts": 1}, "'atempts' is not a field of a campaign; did you mean 'attempts'?", "atempts", FIELDS),
        ({"x": 1}, "'x' is not a field of a campaign.", "x", FIELDS),
    ],
)
@pytest.mark.parametrize(("index", "place"), [(None, ""), (0, "campaigns[0]: "), (7, "campaigns[7]: ")])
def test_every_mistake_in_its_words(options, text, key, hint, index, place):
    assert refused(read_desired, options, index) == (place + text, key, hint)


def test_the_smallest_id_is_one():
    assert read_desired({"id": 1}).id == 1


def test_what_is_ignored_does_not_end_the_reading():
    desired = read_desired({"destinations": {"total": 1}, "name": "A", "progress": None, "attempts": 2})
    assert desired.fields == {"name": "A", "attempts": 2}


def test_what_is_left_out_does_not_end_the_reading():
    assert read_desired({"name": "A", "attempts": None, "retry": 60}).fields == {"name": "A", "retry": 60}


def test_the_customer_is_the_own_one_unless_named():
    assert read_desired({"name": "A"}).customer == 0
    assert read_desired({"name": "A", "customer": "Acme"}).customer == "Acme"


def test_an_entry_that_is_none_in_its_words():
    assert refused(read_all_desired, [{"name": "A"}, "B"])[0] == "campaigns[1] must be a dictionary of campaign fields."


def test_a_mistake_does_not_hide_those_after_it():
    text = refused(read_all_desired, ["A", {"id": 0}])[0]
    assert (
        text
        == "campaigns[0] must be a dictionary of campaign fields. campaigns[1] (ID 0): id must be more than 0, not 0."
    )


def desired(index, number=None, name=None):
    return Desired(index, number, name, 0, {})


@pytest.mark.parametrize(
    ("places", "text", "key"),
    [
        (
            [(desired(0, 5), 2), (desired(1, 6), 2), (desired(2, 5), 3)],
            "campaigns[0] and campaigns[2] are the same campaign: both have the ID 5.",
            "id",
        ),
        (
            [(desired(0, None, "A"), 2), (desired(1, None, " A "), 2)],
            "campaigns[0] and campaigns[1] are the same campaign: both have the name ' A ' and the same customer.",
            "name",
        ),
        (
            [(desired(3, 1, "A"), None), (desired(4, None, "A"), 0)],
            "campaigns[3] and campaigns[4] are the same campaign: both have the name 'A' and the same customer.",
            "name",
        ),
    ],
)
def test_the_same_campaign_in_its_words(places, text, key):
    assert refused(refuse_duplicates, places) == (text, key, "Keep one of the two.")


def test_campaigns_of_two_customers_or_ids_are_two():
    refuse_duplicates(
        [(desired(0, 1, "A"), 2), (desired(1, 2, "A"), 3), (desired(2, 3, "B"), 2), (desired(3, None, "C"), 2)]
    )
    refuse_duplicates([(desired(0, 1, "A"), 2), (desired(1, 2, "A"), 2)])
    # The own customer has no ID here, and is not customer 1.
    refuse_duplicates([(desired(0, None, "A"), None), (desired(1, None, "A"), 1)])
