# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Task options read and checked before anything is sent."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import USAGE, UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns import fields as schema
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.desired import (
    Desired,
    as_option,
    read_all_desired,
    read_desired,
    read_list,
    read_new_timegroups,
    read_shared_timegroups,
    refuse_duplicates,
)
from hypothesis import given
from hypothesis import strategies as st
from unit.support.planning import facts

# All that there may be in a campaign.
FROM_FILE = "A list that is in a file comes from vars_files, or from lookup('file', path) | from_yaml."
FIELDS = "The fields are {0}.".format(", ".join(schema.BY_NAME))


def refused(read, *arguments):
    with pytest.raises(UsageError) as caught:
        read(*arguments)
    assert caught.value.category == USAGE
    return caught.value


def test_a_desired_campaign_has_what_was_said_and_nothing_else():
    said = {"name": "Spring", "customer": "Acme Ltd", "attempts": "3", "enabled": "no"}
    desired = read_desired({**said, "owner": None, "retry": "", "success": "key"})
    assert (desired.index, desired.id, desired.name, desired.customer) == (None, None, "Spring", "Acme Ltd")
    assert desired.fields == {"name": "Spring", "attempts": 3, "enabled": False, "success": "key"}
    assert as_option(desired) == {"customer": "Acme Ltd", **desired.fields}


@pytest.mark.parametrize("number", ["7", 1])
def test_an_id_alone_is_enough(number):
    desired = read_desired({"id": number})
    assert (desired.id, desired.name, desired.customer, desired.fields) == (int(number), None, None, {})
    assert desired.called == ""
    assert as_option(desired) == {"id": int(number)}


@pytest.mark.parametrize(
    "customer, wanted", [(None, None), (0, 0), ("", 0), ("0", 0), (2, 2), ("2", "2"), (" Acme ", "Acme")]
)
def test_the_customer(customer, wanted):
    assert read_desired({"name": "x", "customer": customer}).customer == wanted


def test_blanks_in_a_name_are_kept():
    assert read_desired({"name": " Spring "}).fields["name"] == " Spring "


@pytest.mark.parametrize("name", ["", "  "])
def test_a_campaign_without_a_name_goes_by_its_id(name):
    desired = read_desired({"id": 7, "name": name})
    assert (desired.id, desired.name, desired.called) == (7, None, "") and desired.fields == {"name": name}


def test_a_name_of_digits_is_a_name():
    desired = read_desired({"name": 2026})
    assert (desired.id, desired.name) == (None, "2026")


@pytest.mark.parametrize(
    "options, key, text",
    [
        ({}, "name", "name or id is required, to know which campaign is meant."),
        ({"name": None, "id": None}, "name", "name or id is required, to know which campaign is meant."),
        ({"name": ""}, "name", "name must not be empty."),
        ({"name": "  "}, "name", "name must not be empty."),
        ({"id": 0}, "id", "id must be more than 0, not 0."),
        ({"id": -5}, "id", "id must be more than 0, not -5."),
        ({"id": "x"}, "id", "id must be an integer, not 'x'."),
        (
            {"name": True},
            "name",
            "name must be text, and YAML has read it as a boolean, True.",
        ),
        ({"name": "x", "attempts": "many"}, "attempts", "attempts must be an integer, not 'many'."),
        ({"name": "x", "attempts": [1]}, "attempts", "attempts must be a single value, not a list."),
        ({"name": "x", "enabled": "perhaps"}, "enabled", "enabled must be a boolean, not 'perhaps'."),
        ({"name": "x", "customer": -2}, "customer", "customer must be a name or an ID, not '-2'."),
        ({"state": "absent"}, "state", "state is an option of the task, not of one campaign."),
        ({"calerid": "1"}, "calerid", "'calerid' is not a field of a campaign; did you mean 'callerid'?"),
        ({"zzz": "1"}, "zzz", "'zzz' is not a field of a campaign."),
        ({"name": "x", 5: "1"}, "5", "'5' is not a field of a campaign."),
        ({"name": "x", None: "1"}, "None", "'None' is not a field of a campaign; did you mean 'owner'?"),
    ],
)
@pytest.mark.parametrize("index, place", [(None, ""), (0, "campaigns[0]: "), (7, "campaigns[7]: ")])
def test_mistakes_name_the_option(options, key, text, index, place):
    error = refused(read_desired, options, index)
    assert facts(error)[:2] == (place + text, key) and error.hint
    assert (error.hint == FIELDS) is (key not in schema.BY_NAME)


def test_the_output_of_the_info_module_is_accepted():
    row = {"id": 7, "destinations": {"total": 3}, "name": "x", "customer": 2, "progress": None, "attempts": 2}
    assert read_desired(row).fields == {"name": "x", "attempts": 2}


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
    assert read_desired(options, index).label == label


def test_all_mistakes_of_a_list_are_reported_at_once():
    assert refused(read_all_desired, [{"name": "a"}, "text", {"id": 0}, {"name": "c", "attempts": "x"}, None]).text == (
        "campaigns[1], campaigns[4] must be a dictionary of campaign fields. "
        "campaigns[2] (ID 0): id must be more than 0, not 0. campaigns[3] ('c'): attempts must be an integer, not 'x'."
    )


def test_each_entry_of_a_list_is_there_and_has_its_own_mistakes():
    entries, wrong, refusal = read_list([{"name": "a"}, "text", {"id": 0, "attempts": "x", "customer": 2}])
    good = Desired(0, None, "a", None, {"name": "a"})
    assert entries == [good, Desired(1, None, None, None, {}), Desired(2, 0, None, 2, {})]
    label = "campaigns[2] (ID 0, customer 2): "
    texts = ["attempts must be an integer, not 'x'.", "id must be more than 0, not 0."]
    assert {place: facts(error) for place, error in wrong.items()} == {
        1: ("campaigns[1] must be a dictionary of campaign fields.", None, FROM_FILE),
        2: (" ".join(label + text for text in texts), "attempts", "Write a whole number. Write the ID of a campaign."),
    }
    assert refusal.key is None and all(label + text in refusal.text for text in texts)
    assert read_list([{"name": "a"}]) == ([good], {}, None)


@pytest.mark.parametrize("column", ["maximun", "state"])
def test_the_fields_are_listed_once_and_not_for_each_entry(column):
    _entries, wrong, refusal = read_list([{"name": name, column: 1} for name in "ab"])
    assert refusal.hint == FIELDS
    assert [error.hint for error in wrong.values()] == ["Leave it out, or write the name of a field."] * 2


def test_one_mistake_of_many_campaigns_is_one_line():
    rows = [{"name": "n{0}".format(index), "customer": "Acme", "maximun": 1} for index in range(60)]
    mistake = "'maximun' is not a field of a campaign; did you mean 'maximum'?"
    assert facts(refused(read_all_desired, rows)) == (
        "all 60 campaigns, beginning with campaigns[0] ('n0', customer 'Acme'): " + mistake,
        "maximun",
        FIELDS,
    )
    some = refused(read_all_desired, [{"name": "good"}, *rows[:12]]).text
    assert some.startswith("campaigns[1] ('n0', customer 'Acme'), campaigns[2] (")
    assert some.endswith(" and 2 more: " + mistake) and "campaigns[10]" in some and "campaigns[11]" not in some
    # As many as are named are all named.
    assert refused(read_all_desired, rows[:10]).text.endswith("campaigns[9] ('n9', customer 'Acme'): " + mistake)


@pytest.mark.parametrize(
    "entry, place",
    [
        ({"name": "a", "id": 7}, " ('a')"),
        ({"name": "", "id": 7}, " (ID 7)"),
        ({"name": None, "id": 7, "customer": ""}, " (ID 7)"),
        ({"id": "", "customer": 1}, " (customer 1)"),
        ({"name": 2026, "customer": 0}, " (2026)"),
        ({"name": "", "id": None, "customer": None}, ""),
    ],
)
def test_an_entry_is_named_by_what_it_says_of_itself(entry, place):
    text = refused(read_all_desired, [{**entry, "attempts": "x"}]).text
    assert text.startswith("campaigns[0]{0}: attempts must be an integer, not 'x'.".format(place))


def test_mistakes_are_grouped_and_each_row_has_all_of_its_own():
    error = refused(
        read_all_desired,
        [
            {"name": "a", "attempts": "x", "retry": "y"},
            {"id": 7, "customer": 2, "attempts": "x"},
            {"name": "c", "maximun": 1, "attempts": "x"},
        ],
    )
    assert error.text == (
        "campaigns[0] ('a'), campaigns[1] (ID 7, customer 2), campaigns[2] ('c'): "
        "attempts must be an integer, not 'x'. "
        "campaigns[0] ('a'): retry must be an integer, not 'y'. "
        "campaigns[2] ('c'): 'maximun' is not a field of a campaign; did you mean 'maximum'?"
    )
    assert refused(read_desired, {"name": "a", "attempts": "x", "retry": "y"}).text == (
        "attempts must be an integer, not 'x'. retry must be an integer, not 'y'."
    )


def test_a_column_that_does_not_exist_is_one_mistake_also_where_it_was_to_be_the_name():
    text = "campaigns[0]: 'nam' is not a field of a campaign; did you mean 'name'?"
    assert refused(read_all_desired, [{"nam": "b"}]).text == text


def test_mistakes_beyond_the_twentieth_are_counted():
    rows = [{"name": "a{0}".format(index), "column{0}".format(index): 1} for index in range(23)]
    text = refused(read_all_desired, rows).text
    assert text.endswith("And 3 more mistakes.") and "column19" in text and "column20" not in text
    assert refused(read_all_desired, rows[:20]).text.endswith("'column19' is not a field of a campaign.")


BY_ID = "both have the ID 7."
BY_NAME = "both have the name '{0}' and the same customer."


@pytest.mark.parametrize(
    "entries, customers, why, key",
    [
        ([{"name": "x"}, {"name": "x"}], None, BY_NAME.format("x"), "name"),
        ([{"name": "x"}, {"name": " x "}], None, BY_NAME.format(" x "), "name"),
        ([{"name": "x", "customer": 2}, {"name": "x", "customer": "2"}], None, BY_NAME.format("x"), "name"),
        ([{"name": "x", "customer": "Acme"}, {"name": "x", "customer": " Acme"}], None, BY_NAME.format("x"), "name"),
        ([{"name": "x", "customer": 0}, {"name": "x"}], None, BY_NAME.format("x"), "name"),
        ([{"name": "x", "customer": 0}, {"name": "x"}], [None, 0], BY_NAME.format("x"), "name"),
        # They turn out to be the same.
        ([{"name": "x", "customer": 2}, {"name": "x", "customer": "Acme"}], [2, 2], BY_NAME.format("x"), "name"),
        ([{"id": 7}, {"id": "7"}], None, BY_ID, "id"),
        ([{"id": 7, "customer": 2}, {"id": 7, "customer": 3}], None, BY_ID, "id"),
        ([{"id": 7, "name": "x"}, {"name": "x"}], None, BY_NAME.format("x"), "name"),
        ([{"name": "x"}, {"id": 7, "name": "x"}], None, BY_NAME.format("x"), "name"),
    ],
)
def test_the_same_campaign_twice(entries, customers, why, key):
    all_desired = read_all_desired([entries[0], {"name": "another"}, {"id": 6}, entries[1]])
    whose = [desired.customer for desired in all_desired]
    if customers:
        whose[0], whose[-1] = customers
    assert facts(refused(refuse_duplicates, list(zip(all_desired, whose)))) == (
        "campaigns[0] and campaigns[3] are the same campaign: " + why,
        key,
        "Keep one of the two.",
    )


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
        [{"id": 1, "name": "A", "customer": 2}, {"id": 2, "name": "A", "customer": 3}, {"name": "C", "customer": 2}],
    ],
)
def test_different_campaigns(entries):
    all_desired = read_all_desired(entries)
    refuse_duplicates([(desired, desired.customer) for desired in all_desired])
    assert [desired.index for desired in all_desired] == list(range(len(entries)))


def test_all_pairs_are_named_at_once_and_with_the_other_mistakes():
    pairs = [{"name": "x"}, {"name": "x"}, {"id": 7, "name": "y"}, {"id": 7, "name": "y"}, {"name": "x"}]
    all_desired = read_all_desired(pairs)
    error = refused(refuse_duplicates, [(desired, desired.customer) for desired in all_desired])
    text = (
        "campaigns[0] and campaigns[1] are the same campaign: both have the name 'x' and the same customer. "
        "campaigns[2] and campaigns[3] are the same campaign: both have the ID 7. "
        "campaigns[0] and campaigns[4] are the same campaign: both have the name 'x' and the same customer."
    )
    assert (error.text, error.key) == (text, "name")
    wrong = "campaigns[5] ('z'): attempts must be an integer, not 'many'."
    error = refused(read_all_desired, [*pairs, {"name": "z", "attempts": "many"}])
    assert (error.text, error.key) == ("{0} {1}".format(wrong, text), "attempts")
    many = refused(refuse_duplicates, [(desired, 0) for desired in read_all_desired([{"id": 7}] * 23)]).text
    assert many.endswith("And 2 more mistakes.")


def test_the_own_customer_has_no_id_here_and_is_not_customer_1():
    refuse_duplicates(list(zip(read_all_desired([{"name": "A"}, {"name": "A", "customer": 1}]), [None, 1])))


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
        all_desired = read_all_desired(entries)
    except UsageError as error:
        assert "campaigns[" in error.text
        return
    assert len(all_desired) == len(entries)
    for desired in all_desired:
        assert desired.id is not None or desired.name
        assert "id" not in desired.fields and "customer" not in desired.fields
        assert read_desired(as_option(desired), desired.index) == desired


def test_only_groups_that_come_are_announced():
    listed = [
        {"customer": "Acme Ltd", "name": " Nights ", "periods": []},
        {"name": 7},
        {"customer": 2, "id": 4},
        {"customer": 2, "name": "Gone", "state": "absent"},
    ]
    assert read_new_timegroups(listed) == [("Acme Ltd", "Nights"), (0, "7")]
    error = refused(read_new_timegroups, [{"name": "Nights"}, {"name": ["Nights"]}])
    assert facts(error) == (
        "new_timegroups[1]: name must be a single value, not a list.",
        "new_timegroups",
        "Give one value.",
    )


def test_groups_that_are_shared_are_told_by_name():
    listed = [
        {"customer": 1, "name": " Nights ", "shared": True},
        {"name": 7, "shared": "yes"},
        {"name": "Own", "shared": False},
        {"name": "Silent"},
        {"id": 4, "name": None, "shared": True},
        {"id": 5, "shared": True},
        {"name": "Gone", "shared": True, "state": "absent"},
    ]
    assert read_shared_timegroups(listed) == {"Nights", "7"}


@pytest.mark.parametrize(
    "one, other",
    [({"customer": "2"}, {"customer": 2}), ({}, {"customer": 0}), ({"customer": "Acme"}, {"customer": "Acme"})],
)
def test_a_time_group_is_announced_once(one, other):
    """The second would undo the hours of the first one, each time."""
    others = [{"customer": 1, "name": "Nights"}, {"customer": 3, "name": "Nights"}, {"customer": 2, "id": 7}, {"id": 7}]
    listed = [{**one, "name": "Nights"}, *others, {**other, "name": "Nights "}]
    assert len(read_new_timegroups(listed[:-1])) == 3
    assert facts(refused(read_new_timegroups, listed)) == (
        "new_timegroups[0] and new_timegroups[5] are the same time group 'Nights'.",
        "new_timegroups",
        "Keep one of the two: the later one would undo the hours of the other.",
    )
