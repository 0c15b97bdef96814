# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names to IDs, each looked up once, and never a wrong one."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    ApiError,
    ConflictError,
    EnswitchError,
    NoIdError,
    NotFoundError,
    ProtocolError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._api.names import (
    Names,
    is_misspelled,
    nearest,
)
from unit.support.fakes import Script, client, envelope
from unit.support.platform import Platform
from unit.support.threads import together


def names_of(*answers, **options):
    transport = Script(*answers)
    return Names(client(transport, **options)), transport


def row(**columns):
    return envelope("200", columns)


def refused(kind, ask, *arguments):
    with pytest.raises(kind) as caught:
        ask(*arguments)
    return caught.value


@pytest.mark.parametrize("quoted", [False, True])
def test_every_kind_of_name(quoted):
    names = Names(client(Platform(quoted=quoted)))
    assert names.customer("Globex & Söhne") == 3
    assert names.owner("acme.agent") == 7
    assert names.owner("+4930123") == 8
    assert names.timegroup("Office hours", 2) == 1
    assert names.timegroup("Office hours", 3) == 2
    assert names.recordgroup("Compliance", 2) == 1
    assert [names.reference(option, 9, 2) for option in ("owner", "timegroup", "recordgroup")] == [9, 9, 9]
    assert names.reference("owner", "acme.agent", 2) == 7
    assert names.reference("timegroup", "Office hours", 2) == 1
    assert names.reference("recordgroup", "Compliance", 2) == 1


@pytest.mark.parametrize("value", [0, 7])
def test_ids_are_not_looked_up(value):
    names, transport = names_of(row())
    assert names.customer(value) == (value or None)
    assert names.owner(value) == names.timegroup(value, 2) == names.recordgroup(value, None) == value
    # No customer is the own one.
    assert names.customer(None) is names.customer("") is None
    assert transport.calls == []


def test_parameters_of_the_look_ups():
    platform = Platform()
    names = Names(client(platform))
    names.customer("Acme Ltd")
    names.owner("acme.agent")
    names.timegroup("Office hours", 2)
    names.recordgroup("Compliance", 2)
    sent = [
        (function, {name: value for name, value in parameters.items() if not name.startswith("auth_")})
        for function, parameters in platform.journal
    ]
    assert sent == [
        ("customers/get", {"name": "Acme Ltd"}),
        (
            "customers/list",
            {"name": "Acme Ltd", "recursive": "1", "deleted": "0", "directory": "-1", "limit": "500", "offset": "0"},
        ),
        ("people/get", {"username": "acme.agent"}),
        ("timegroups/list", {"customer": "2", "available": "1"}),
        ("recording/groups/list", {"customer": "2"}),
    ]


def test_each_list_is_read_once():
    platform = Platform()
    names = Names(client(platform))
    for _number in range(3):
        names.customer("Acme Ltd")
        refused(NotFoundError, names.timegroup, "No such", 2)
    # Also by threads that ask for the same.
    assert together(8, lambda: names.timegroup("Office hours", 2)) == [1] * 8
    assert together(8, lambda: names.timegroup("Office hours", 3)) == [2] * 8
    assert platform.functions == ["customers/get", "customers/list", "timegroups/list", "timegroups/list"]


def test_an_own_list_is_asked_for_without_a_customer():
    names, transport = names_of(envelope("200", [{"id": 3, "name": "Mine"}]))
    assert names.timegroup("Mine", None) == 3
    assert "customer" not in transport.calls[0][1]


@pytest.mark.parametrize("option, function", [("customer", "customers/get"), ("owner", "people/get")])
def test_not_found_by_get(option, function):
    names, _transport = names_of(envelope("404", message="gone"))
    error = refused(NotFoundError, getattr(names, option), "Nobody")
    assert "{0} 'Nobody' does not exist".format(option) in error.text
    assert (error.category, error.key, error.code, error.function) == ("not_found", option, 404, function)


@pytest.mark.parametrize("option", ["timegroup", "recordgroup"])
@pytest.mark.parametrize("data", [None, [], [{"id": 1, "name": "Else"}]])
def test_not_found_in_a_list(option, data):
    names, transport = names_of(envelope("200", data))
    error = refused(NotFoundError, getattr(names, option), "X", 2)
    assert option + " 'X'" in error.text and error.key == option
    assert error.function == transport.functions[0]


@pytest.mark.parametrize("name", ["X", "7"])
@pytest.mark.parametrize("option", ["timegroup", "recordgroup"])
def test_a_list_that_cannot_be_read_tells_of_no_name(option, name):
    names, _transport = names_of(envelope("200", [{"id": 7, "name": "Else"}, {"id": None, "name": "X"}]))
    error = refused(NoIdError, getattr(names, option), name, 2)
    assert error.category == "protocol" and "a row whose id is missing or cannot be read" in error.text


def test_a_list_of_customers_that_cannot_be_read_may_hold_another_one_of_the_name():
    names, _transport = names_of(row(id=7, name="X"), envelope("200", [{"id": "c8", "name": "X"}]))
    refused(NoIdError, names.customer, "X")


@pytest.mark.parametrize(
    "option, code",
    [
        (option, code)
        for option in ("customer", "owner", "timegroup", "recordgroup")
        for code in (400, 401, 402, 403, 500)
    ]
    # That of a list does not mean that the name is not there.
    + [("timegroup", 404), ("recordgroup", 404)],
)
def test_no_other_failure_means_not_found(option, code):
    names, _transport = names_of(envelope(str(code), message="no"))
    arguments = ("X", 2) if option.endswith("group") else ("X",)
    error = refused(ApiError, getattr(names, option), *arguments)
    assert not isinstance(error, NotFoundError) and error.code == code
    assert error.text.startswith(option + " 'X': ")


@pytest.mark.parametrize("code, key", [("400", "customer"), ("401", ""), ("402", ""), ("403", "")])
def test_only_what_can_be_corrected_there_names_the_option(code, key):
    names, _transport = names_of(envelope(code), retries=0)
    assert (refused(EnswitchError, names.customer, "X").key or "") == key


def test_a_failure_is_not_remembered():
    names, _transport = names_of(envelope("500"), row(id=5, name="X"), envelope("402"), retries=0)
    refused(EnswitchError, names.customer, "X")
    assert names.customer("X") == 5


def test_several_of_a_name_are_named_with_their_ids():
    platform = Platform()
    platform.customers[9] = "Acme Ltd"
    names = Names(client(platform))
    for option, arguments, ids in (("timegroup", ("Evenings", 2), "4, 5"), ("customer", ("Acme Ltd",), "2, 9")):
        error = refused(ConflictError, getattr(names, option), *arguments)
        assert "IDs " + ids in error.text and error.key == option
    names, _transport = names_of(envelope("409", message="several"))
    assert refused(ApiError, names.owner, "X").category == "conflict"


@pytest.mark.parametrize("name", ["Own customer", 5])
def test_the_answer_has_to_be_about_the_name_that_was_asked_for(name):
    """Without reseller rights a platform may answer with the own customer, whatever the name is."""
    names, _transport = names_of(row(id=1, name=name), envelope("402"))
    refused(NotFoundError, names.customer, "Acme")


@pytest.mark.parametrize("columns", [{}, {"name": "Acme"}, {"name": "ACME"}, {"name": " acme "}])
def test_an_answer_without_a_name_and_case_and_blanks_are_the_platforms_matter(columns):
    names, _transport = names_of(row(id=2, **columns), envelope("402"))
    assert names.customer("Acme") == 2


def test_customers_that_differ_only_in_case_are_several_where_the_platform_does_not_heed_it():
    listed = envelope("200", [{"id": 20, "name": "Twin"}, {"id": 21, "name": "TWIN"}])
    names, _transport = names_of(row(id=20, name="Twin"), listed, row(id=20, name="Twin"), listed)
    assert names.customer("Twin") == 20
    assert "IDs 20, 21" in refused(ConflictError, names.customer, "twin").text


@pytest.mark.parametrize(
    "data", [None, [], {"name": "X"}, {"id": None, "name": "X"}, {"id": "x", "name": "X"}, [{"id": 1}, {"id": 2}]]
)
def test_an_answer_without_an_id(data):
    names, _transport = names_of(envelope("200", data))
    refused(ProtocolError, names.customer, "X")
    # A list of one row is that row.
    names, _transport = names_of(envelope("200", [{"id": "2", "name": "X"}]))
    assert names.customer("X") == 2


# --- names that several have, that consist of digits, or that are nearly right -------------------------------


def test_an_account_that_may_not_list_customers_is_refused_once():
    platform = Platform()
    platform.before["customers/list"] = [envelope("402"), envelope("402")]
    names = Names(client(platform))
    assert (names.customer("Acme Ltd"), names.customer("Globex & Söhne")) == (2, 3)
    assert platform.functions.count("customers/list") == 1


@pytest.mark.parametrize("code", ["402", "403"])
def test_a_list_that_is_refused_is_not_asked_for_again(code):
    names, transport = names_of(envelope(code), envelope(code))
    for name in ("X", "Y"):
        assert refused(ApiError, names.timegroup, name, 2).text.startswith("timegroup '{0}': ".format(name))
    assert len(transport.calls) == 1


def test_who_may_not_list_record_groups_is_told_the_right_and_the_way_around():
    names, _transport = names_of(envelope("402"))
    error = refused(ApiError, names.recordgroup, "Compliance", 2)
    assert error.hint.endswith("It needs the role record. Or give recordgroup by its ID.")


@pytest.mark.parametrize("code", [None, "400", "402", "403", "404"])
def test_text_of_digits_is_the_id_and_needs_no_right_to_ask_for_names(code):
    transport = Script(*[envelope(code)] * 9) if code else Platform()
    names = Names(client(transport))
    assert names.customer("3") == 3 and names.owner("7") == 7
    assert names.timegroup("77", 2) == 77 and names.recordgroup("78", 2) == 78
    assert "customers/list" not in transport.functions


@pytest.mark.parametrize(
    "option, digits, arguments, other",
    [("customer", "3", (), 9), ("owner", "1001", (), 5), ("timegroup", "77", (2,), 6)],
)
def test_digits_that_are_the_name_of_something_else_are_refused(option, digits, arguments, other):
    platform = Platform()
    platform.customers[9] = "3"
    platform.people.update({1001: "someone", 5: "1001"})
    platform.timegroups.append((6, "77", 2))
    ask = getattr(Names(client(platform)), option)
    error = refused(ConflictError, ask, digits, *arguments)
    assert "means the ID {0}".format(digits) in error.text and "ID {0} has".format(other) in error.text
    assert ask(int(digits), *arguments) == int(digits)
    # As the name of the very ID they mean it.
    platform.timegroups[-1] = (77, "77", 2)
    assert Names(client(platform)).timegroup("77", 2) == 77


@pytest.mark.parametrize("asked, stored", [("So\u0308hne", "S\u00f6hne"), ("S\u00f6hne", "So\u0308hne")])
def test_names_are_found_in_either_form_of_unicode(asked, stored):
    platform = Platform()
    platform.customers[9] = stored
    platform.people[11] = stored
    platform.timegroups.append((12, stored, 9))
    platform.recordgroups.append((13, stored, 9))
    names = Names(client(platform))
    assert (names.customer(asked), names.owner(asked)) == (9, 11)
    assert (names.timegroup(asked, 9), names.recordgroup(asked, 9)) == (12, 13)


def test_a_customer_is_found_by_the_name_that_the_platform_lists_with_escapes():
    platform = Platform()
    listed = [{"id": 3, "name": "Globex &amp; S\u00f6hne"}, {"id": 2, "name": "Acme Ltd"}]
    # Its own filter compares with the name as it was stored.
    platform.before["customers/list"] = [envelope("200", []), envelope("200", listed)]
    assert Names(client(platform)).customer("Globex &amp; S\u00f6hne") == 3
    assert platform.functions.count("customers/list") == 2


@pytest.mark.parametrize("asked", ["acme  ltd", "Acme Ldt", "ACME LTD."])
def test_the_nearest_names_are_offered(asked):
    platform = Platform()
    platform.customers = {1: "Provider", 2: "Acme Ltd", 3: "Globex"}
    names = Names(client(platform))
    assert "Did you mean 'Acme Ltd'?" in refused(NotFoundError, names.customer, asked).msg
    assert "Did you mean 'Office hours'?" in refused(NotFoundError, names.timegroup, "office hour", 2).msg


@pytest.mark.parametrize("asked", ["Providr", "provider "])
def test_the_own_customer_is_offered_too(asked):
    """It is in no list of the customers below."""
    platform = Platform()
    platform.customers = {1: "Provider", 2: "Acme Ltd"}
    platform.before["user/login"] = [envelope("200", {"id": 5, "customer": 1})]
    platform.before["customers/list"] = [envelope("200", [{"id": 2, "name": "Acme Ltd"}])] * 2
    assert "Did you mean 'Provider'?" in refused(NotFoundError, Names(client(platform)).customer, asked).msg


@pytest.mark.parametrize("asked", ["Owm", "Onw", "Ow", "Owne", "wn", "oWn ", "Oxwn"])
def test_one_letter_is_enough_in_a_short_name(asked):
    assert nearest(asked, ["Other", "Own", "Xyz"]) == ["Own"]


@pytest.mark.parametrize("asked", ["O", "nwO", "Ox", "Onwe", "", "Ownest"])
def test_two_letters_are_not(asked):
    assert nearest(asked, ["Own", "Z"]) == []


@pytest.mark.parametrize(
    ("name", "stored", "misspelled"),
    [
        ("Ofice hours", "Office hours", True),
        ("Office huors", "Office hours", True),
        ("OFFICE  hours", "Office hours", True),
        ("Officehours", "Office hours", True),
        # These are made beside each other.
        ("Week 2", "Week 1", False),
        ("Week2", "Week1", False),
        ("Group B", "Group A", False),
        ("Week 10", "Week 1", False),
        ("Office hours 2", "Office hours", False),
        ("Night", "Day", False),
    ],
)
def test_a_name_is_misspelled_where_a_letter_in_a_word_is_wrong(name, stored, misspelled):
    assert is_misspelled(name, ["Other", stored, ""]) is misspelled
