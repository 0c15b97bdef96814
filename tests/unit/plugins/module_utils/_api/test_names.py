# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names to IDs, each looked up once, and never a wrong one."""

from __future__ import annotations

import threading

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import (
    ApiError,
    ConflictError,
    EnswitchError,
    NotFoundError,
    ProtocolError,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._api.names import Names
from unit.support.fakes import Script, client, envelope
from unit.support.platform import Platform


def names_of(*answers, **options):
    transport = Script(*answers)
    return Names(client(transport, **options)), transport


def row(**columns):
    return envelope("200", columns)


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
    assert transport.calls == []


@pytest.mark.parametrize("value", [None, 0, ""])
def test_no_customer_is_the_own_one(value):
    names, transport = names_of(row())
    assert names.customer(value) is None and transport.calls == []


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
        names.timegroup("Office hours", 2)
        with pytest.raises(NotFoundError):
            names.timegroup("No such", 2)
    assert platform.functions == ["customers/get", "customers/list", "timegroups/list"]


def test_threads_that_ask_for_the_same_ask_once():
    platform = Platform()
    names = Names(client(platform))
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(names.timegroup("Office hours", 2))) for _number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert found == [1] * 8
    assert platform.functions == ["timegroups/list"]


def test_an_own_list_is_asked_for_without_a_customer():
    names, transport = names_of(envelope("200", [{"id": 3, "name": "Mine"}]))
    assert names.timegroup("Mine", None) == 3
    assert "customer" not in transport.calls[0][1]


@pytest.mark.parametrize("option, function", [("customer", "customers/get"), ("owner", "people/get")])
def test_not_found_by_get(option, function):
    names, _transport = names_of(envelope("404", message="gone"))
    with pytest.raises(NotFoundError) as caught:
        getattr(names, option)("Nobody")
    error = caught.value
    assert "{0} 'Nobody' does not exist".format(option) in error.text
    assert (error.category, error.key, error.code, error.function) == ("not_found", option, 404, function)


@pytest.mark.parametrize("option", ["timegroup", "recordgroup"])
@pytest.mark.parametrize("data", [None, [], [{"id": 1, "name": "Else"}], [{"id": None, "name": "X"}], [{"name": "X"}]])
def test_not_found_in_a_list(option, data):
    names, transport = names_of(envelope("200", data))
    with pytest.raises(NotFoundError) as caught:
        getattr(names, option)("X", 2)
    assert option + " 'X'" in caught.value.text and caught.value.key == option
    assert caught.value.function == transport.functions[0]


@pytest.mark.parametrize("code", ["400", "401", "402", "403", "500"])
@pytest.mark.parametrize("option", ["customer", "owner", "timegroup", "recordgroup"])
def test_no_other_failure_means_not_found(option, code):
    names, _transport = names_of(envelope(code, message="no"))
    arguments = ("X", 2) if option.endswith("group") else ("X",)
    with pytest.raises(ApiError) as caught:
        getattr(names, option)(*arguments)
    assert caught.value.code == int(code)
    assert caught.value.text.startswith(option + " 'X': ")


def test_a_404_of_a_list_does_not_mean_that_the_name_is_not_there():
    names, _transport = names_of(envelope("404"))
    with pytest.raises(ApiError):
        names.timegroup("X", 2)


@pytest.mark.parametrize("code, key", [("400", "customer"), ("401", ""), ("402", ""), ("403", "")])
def test_only_what_can_be_corrected_there_names_the_option(code, key):
    names, _transport = names_of(envelope(code), retries=0)
    with pytest.raises(EnswitchError) as caught:
        names.customer("X")
    assert (caught.value.key or "") == key


def test_a_failure_is_not_remembered():
    names, _transport = names_of(envelope("500"), row(id=5, name="X"), envelope("402"), retries=0)
    with pytest.raises(EnswitchError):
        names.customer("X")
    assert names.customer("X") == 5


def test_several_of_a_name_in_a_list():
    names = Names(client(Platform()))
    with pytest.raises(ConflictError) as caught:
        names.timegroup("Evenings", 2)
    assert "IDs 4, 5" in caught.value.text and caught.value.key == "timegroup"


def test_several_people_of_a_name():
    names, _transport = names_of(envelope("409", message="several"))
    with pytest.raises(ApiError) as caught:
        names.owner("X")
    assert caught.value.category == "conflict"


@pytest.mark.parametrize("name", ["Own customer", None, 5])
def test_the_answer_has_to_be_about_the_name_that_was_asked_for(name):
    """Without reseller rights a platform may answer with the own customer, whatever the name is."""
    columns = {"id": 1} if name is None else {"id": 1, "name": name}
    names, _transport = names_of(row(**columns), envelope("402"))
    if name is None:
        assert names.customer("Acme") == 1
    else:
        with pytest.raises(NotFoundError):
            names.customer("Acme")


@pytest.mark.parametrize("stored", ["Acme", "ACME", " acme "])
def test_case_and_blanks_are_the_platforms_matter(stored):
    names, _transport = names_of(row(id=2, name=stored), envelope("402"))
    assert names.customer("Acme") == 2


@pytest.mark.parametrize(
    "data", [None, [], {"name": "X"}, {"id": None, "name": "X"}, {"id": "x", "name": "X"}, [{"id": 1}, {"id": 2}]]
)
def test_an_answer_without_an_id(data):
    names, _transport = names_of(envelope("200", data))
    with pytest.raises(ProtocolError):
        names.customer("X")


def test_a_row_in_a_list_of_one():
    names, _transport = names_of(envelope("200", [{"id": "2", "name": "X"}]))
    assert names.customer("X") == 2


# --- names that several have, that consist of digits, or that are nearly right -------------------------------


def test_two_customers_of_one_name_are_named_with_their_ids():
    platform = Platform()
    platform.customers[9] = "Acme Ltd"
    with pytest.raises(ConflictError) as caught:
        Names(client(platform)).customer("Acme Ltd")
    assert "IDs 2, 9" in caught.value.text and caught.value.key == "customer"


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
        with pytest.raises(ApiError) as caught:
            names.timegroup(name, 2)
        assert caught.value.text.startswith("timegroup '{0}': ".format(name))
    assert len(transport.calls) == 1


def test_text_of_digits_is_the_id():
    platform = Platform()
    names = Names(client(platform))
    assert names.customer("3") == 3 and names.owner("7") == 7
    assert names.timegroup("77", 2) == 77 and names.recordgroup("78", 2) == 78
    assert "customers/list" not in platform.functions


@pytest.mark.parametrize("code", ["400", "402", "403", "404"])
def test_text_of_digits_needs_no_right_to_ask_for_names(code):
    names, _transport = names_of(*[envelope(code)] * 9)
    assert names.customer("3") == 3 and names.owner("7") == 7
    assert names.timegroup("77", 2) == 77 and names.recordgroup("78", 2) == 78


def test_digits_that_are_the_name_of_something_else_are_refused():
    platform = Platform()
    platform.customers[9] = "3"
    platform.people[1001] = "someone"
    platform.people[5] = "1001"
    platform.timegroups.append((6, "77", 2))
    names = Names(client(platform))
    for ask, number, other in (
        (lambda: names.customer("3"), "3", "9"),
        (lambda: names.owner("1001"), "1001", "5"),
        (lambda: names.timegroup("77", 2), "77", "6"),
    ):
        with pytest.raises(ConflictError) as caught:
            ask()
        assert (
            "means the ID {0}".format(number) in caught.value.text and "ID {0} has".format(other) in caught.value.text
        )
    assert names.customer(3) == 3 and names.owner(1001) == 1001 and names.timegroup(77, 2) == 77


def test_digits_that_are_the_name_of_the_very_id():
    platform = Platform()
    platform.timegroups.append((77, "77", 2))
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


@pytest.mark.parametrize("asked", ["acme  ltd", "Acme Ldt", "ACME LTD."])
def test_the_nearest_names_are_offered(asked):
    platform = Platform()
    platform.customers = {1: "Provider", 2: "Acme Ltd", 3: "Globex"}
    with pytest.raises(NotFoundError) as caught:
        Names(client(platform)).customer(asked)
    assert "Did you mean 'Acme Ltd'?" in caught.value.msg
    with pytest.raises(NotFoundError) as caught:
        Names(client(platform)).timegroup("office hour", 2)
    assert "Did you mean 'Office hours'?" in caught.value.msg


def test_a_wrong_password_is_not_the_fault_of_the_name():
    names, _transport = names_of(envelope("401", message="no"))
    with pytest.raises(ApiError) as caught:
        names.customer("Acme")
    assert caught.value.key != "customer"
