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
    assert platform.functions == ["customers/get", "timegroups/list"]


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


def test_a_failure_is_not_remembered():
    names, _transport = names_of(envelope("500"), row(id=5, name="X"), retries=0)
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
    names, _transport = names_of(row(**columns))
    if name is None:
        assert names.customer("Acme") == 1
    else:
        with pytest.raises(NotFoundError):
            names.customer("Acme")


@pytest.mark.parametrize("stored", ["Acme", "ACME", " acme "])
def test_case_and_blanks_are_the_platforms_matter(stored):
    names, _transport = names_of(row(id=2, name=stored))
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
