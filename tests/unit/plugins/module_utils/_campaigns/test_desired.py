# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Task options read and checked before anything is sent."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import USAGE, UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns import fields as schema
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.desired import (
    read_wish,
    read_wishes,
    refuse_duplicates,
)
from hypothesis import given
from hypothesis import strategies as st


def refused(read, *arguments):
    with pytest.raises(UsageError) as caught:
        read(*arguments)
    error = caught.value
    assert error.category == USAGE
    assert error.text[-1] in ".?"
    return error


def test_a_wish_holds_what_was_said_and_nothing_else():
    wish = read_wish(
        {"name": "Spring", "customer": "Acme Ltd", "attempts": "3", "enabled": "no", "owner": None, "retry": ""}
    )
    assert (wish.index, wish.id, wish.name, wish.customer) == (None, None, "Spring", "Acme Ltd")
    assert wish.fields == {"name": "Spring", "attempts": 3, "enabled": False}


def test_an_id_alone_is_enough():
    wish = read_wish({"id": "7"})
    assert (wish.id, wish.name, wish.customer, wish.fields) == (7, None, 0, {})


@pytest.mark.parametrize(
    "customer, wanted", [(None, 0), (0, 0), ("", 0), ("0", 0), (2, 2), ("2", 2), (" Acme ", "Acme")]
)
def test_the_customer(customer, wanted):
    assert read_wish({"name": "x", "customer": customer}).customer == wanted


def test_blanks_in_a_name_are_kept():
    assert read_wish({"name": " Spring "}).fields["name"] == " Spring "


def test_a_name_of_digits_is_a_name():
    wish = read_wish({"name": 2026})
    assert (wish.id, wish.name) == (None, "2026")


@pytest.mark.parametrize(
    "options, key, words",
    [
        ({}, "name", "name or id is required"),
        ({"name": None, "id": None}, "name", "name or id is required"),
        ({"name": ""}, "name", "must not be empty"),
        ({"name": "  "}, "name", "must not be empty"),
        ({"id": 1, "name": ""}, "name", "must not be empty"),
        ({"id": 0}, "id", "more than 0"),
        ({"id": -5}, "id", "more than 0"),
        ({"id": "x"}, "id", "integer"),
        ({"name": True}, "name", "quotes"),
        ({"name": "x", "attempts": "many"}, "attempts", "integer"),
        ({"name": "x", "attempts": [1]}, "attempts", "not a list"),
        ({"name": "x", "enabled": "perhaps"}, "enabled", "boolean"),
        ({"name": "x", "customer": -2}, "customer", "name or an ID"),
        ({"name": "x", "state": "absent"}, "state", "option of the task"),
        ({"name": "x", "calerid": "1"}, "calerid", "did you mean 'callerid'"),
        ({"name": "x", "zzz": "1"}, "zzz", "'zzz' is not a field"),
        ({"name": "x", 5: "1"}, "5", "'5' is not a field"),
        ({"name": "x", None: "1"}, "None", "'None' is not a field"),
    ],
)
def test_mistakes_name_the_option(options, key, words):
    error = refused(read_wish, options)
    assert words in error.text and error.key == key
    assert not error.text.startswith("campaigns[")
    listed = refused(read_wish, options, 4)
    assert listed.text == "campaigns[4]: " + error.text


def test_the_output_of_the_info_module_is_accepted():
    row = {"id": 7, "name": "x", "customer": 2, "destinations": {"total": 3}, "progress": 50}
    assert read_wish(row).fields == {"name": "x"}


@pytest.mark.parametrize(
    "options, index, label",
    [
        ({"name": "Spring"}, None, "campaign 'Spring'"),
        ({"id": 7}, None, "campaign with ID 7"),
        ({"id": 7, "name": "Spring"}, None, "campaign 'Spring'"),
        ({"name": "Spring"}, 3, "campaigns[3] ('Spring')"),
        ({"id": 7}, 0, "campaigns[0] (ID 7)"),
        # Words of the label within the name stay.
        ({"name": "with love"}, 1, "campaigns[1] ('with love')"),
    ],
)
def test_labels(options, index, label):
    assert read_wish(options, index).label == label


def test_all_mistakes_of_a_list_are_reported_at_once():
    error = refused(read_wishes, [{"name": "a"}, {"nam": "b"}, "text", {"name": "c", "attempts": "x"}, None])
    assert all("campaigns[{0}]".format(index) in error.text for index in (1, 2, 3, 4))
    assert "campaigns[0]" not in error.text


def test_many_mistakes_are_counted_after_the_tenth():
    error = refused(read_wishes, [{} for _number in range(25)])
    assert "And 15 more." in error.text and "campaigns[9]" in error.text and "campaigns[10]" not in error.text
    assert "And 1 more." in refused(read_wishes, [{} for _number in range(11)]).text
    assert "more." not in refused(read_wishes, [{} for _number in range(10)]).text


@pytest.mark.parametrize(
    "entries",
    [
        [{"name": "x"}, {"name": "x"}],
        [{"name": "x"}, {"name": " x "}],
        [{"name": "x", "customer": 2}, {"name": "x", "customer": "2"}],
        [{"name": "x", "customer": "Acme"}, {"name": "x", "customer": " Acme"}],
        [{"name": "x", "customer": 0}, {"name": "x"}],
        [{"id": 7}, {"id": "7"}],
        [{"id": 7, "name": "x"}, {"name": "x"}],
        [{"name": "x"}, {"id": 7, "name": "x"}],
    ],
)
def test_the_same_campaign_twice(entries):
    wishes = read_wishes([{"name": "another"}] + entries)
    error = refused(refuse_duplicates, [(wish, wish.customer) for wish in wishes])
    assert "campaigns[1] and campaigns[2]" in error.text


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [{"name": "x"}, {"name": "X"}],
        [{"name": "x", "customer": 2}, {"name": "x", "customer": 3}],
        [{"name": "x", "customer": 2}, {"name": "x"}],
        [{"id": 7}, {"id": 8}],
        [{"id": 7}, {"name": "7"}],
        [{"id": 7, "name": "x"}, {"id": 8, "name": "x"}],
    ],
)
def test_different_campaigns(entries):
    wishes = read_wishes(entries)
    refuse_duplicates([(wish, wish.customer) for wish in wishes])
    assert [wish.index for wish in wishes] == list(range(len(entries)))


def test_customers_that_turn_out_to_be_the_same():
    wishes = read_wishes([{"name": "x", "customer": 2}, {"name": "x", "customer": "Acme"}])
    error = refused(refuse_duplicates, [(wish, 2) for wish in wishes])
    assert "campaigns[0] and campaigns[1]" in error.text


ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers(-3, 10)
    | st.floats()
    | st.text(max_size=6)
    | st.lists(st.integers(), max_size=2)
)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(sorted(schema.BY_NAME) + ["state", "progress"]) | st.text(max_size=4), ANYTHING, max_size=5
        )
        | ANYTHING,
        max_size=4,
    )
)
def test_any_list_is_read_or_refused_in_words(entries):
    try:
        wishes = read_wishes(entries)
    except UsageError as error:
        assert "campaigns[" in error.text
        return
    assert len(wishes) == len(entries)
    for wish in wishes:
        assert wish.id is not None or wish.name
        assert "id" not in wish.fields and "customer" not in wish.fields
