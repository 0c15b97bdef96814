# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Customers: pages, columns that must not be kept, and host names for any name at all."""

from __future__ import annotations

import re

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.customers import (
    COLUMNS,
    PAGE,
    host_name,
    is_deleted,
    is_secret,
    read_customers,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import EnswitchError
from hypothesis import given
from hypothesis import strategies as st
from unit.support.fakes import Script, client, envelope

LIST = "customers/list"


def customers(count, first=1):
    return [{"id": number, "name": "Customer {0}".format(number)} for number in range(first, first + count)]


class Pages:
    """A platform with customers. ``limit`` and ``offset`` say which of the two it knows."""

    def __init__(self, rows, limit=True, offset=True):
        self.rows = rows
        self.limit = limit
        self.offset = offset

    def __call__(self, function, parameters):
        rows = self.rows[int(parameters["offset"]) if self.offset else 0 :]
        return envelope("200", data=rows[: int(parameters["limit"])] if self.limit else rows)


def read(answer, filters=None, **options):
    script = Script(answer)
    found = read_customers(client(script), filters or {}, **options)
    assert set(script.functions) == {LIST}
    return found, script.calls


@pytest.mark.parametrize(
    "count, calls", [(0, 1), (1, 2), (PAGE - 1, 2), (PAGE, 2), (PAGE + 1, 3), (3 * PAGE, 4), (3 * PAGE + 7, 5)]
)
def test_every_page_is_read(count, calls):
    found, sent = read(Pages(customers(count)))
    assert [row["id"] for row in found] == list(range(1, count + 1))
    assert [int(parameters["offset"]) for _function, parameters in sent] == [
        min(PAGE * page, count) for page in range(calls)
    ]
    assert {parameters["limit"] for _function, parameters in sent} == {str(PAGE)}


@pytest.mark.parametrize("count", [3, PAGE, PAGE + 1, 3 * PAGE])
def test_a_platform_without_pages_gives_everything_at_once(count):
    found, sent = read(Pages(customers(count), limit=False, offset=False))
    assert len(found) == count
    assert len(sent) <= 2


@pytest.mark.parametrize("most", [1, 2, PAGE - 1])
def test_a_platform_with_shorter_pages_than_asked_for_is_read_to_its_end(most):
    pages = Pages(customers(7))
    found, _sent = read(lambda function, parameters: pages(function, {**parameters, "limit": most}))
    assert len(found) == 7


def test_a_platform_that_gives_the_same_page_for_ever_does_not_hold_the_inventory():
    found, sent = read(Pages(customers(2 * PAGE), offset=False))
    assert len(found) == PAGE and len(sent) == 2


def test_a_page_that_shifted_gives_no_customer_twice():
    first, second = customers(PAGE), customers(3, first=PAGE - 1)
    answers = iter([envelope("200", data=first), envelope("200", data=second), envelope("200", data=[])])
    found, _sent = read(lambda function, parameters: next(answers))
    assert [row["id"] for row in found] == list(range(1, PAGE + 2))


def test_filters_are_sent_with_every_page_and_what_is_none_is_not():
    filters = {"name": "Ltd", "parent": 3, "recursive": True, "sort": None}
    _found, sent = read(Pages(customers(PAGE)), filters)
    for _function, parameters in sent:
        chosen = {name: parameters[name] for name in parameters if name in filters}
        assert chosen == {"name": "Ltd", "parent": "3", "recursive": "1"}


def test_ids_are_integers():
    rows = [{"id": "7", "name": "Quoted"}, {"id": 8, "name": None}]
    found, _sent = read(envelope("200", data=rows))
    assert found == [{"id": 7, "name": "Quoted"}, {"id": 8, "name": None}]


def test_only_the_columns_that_are_wanted_are_kept():
    row = {"id": 1, "name": "A", "parent": 3, "callerid": "1", "bulk_calls": -2}
    assert read(envelope("200", data=[row]))[0] == [{"id": 1, "name": "A", "parent": 3}]
    assert read(envelope("200", data=[row]), columns=("bulk_calls",))[0] == [{"id": 1, "name": "A", "bulk_calls": -2}]
    assert read(envelope("200"))[0] == []


def test_a_refusal_is_not_an_empty_list():
    with pytest.raises(EnswitchError) as caught:
        read(envelope("402", message="Your role does not allow this."))
    assert caught.value.category == "role"
    assert "reseller" in caught.value.hint


SECRET = "password Passwd web_password_hash passphrase secret client_secret auth_token token pin voicemail_pin pin_code"
SECRET += " pincode userpin web_pass sippass api_key apikey db_pwd credentials PIN"


@pytest.mark.parametrize("column", SECRET.split())
def test_secret_columns_are_dropped(column):
    assert is_secret(column)
    row = {"id": 1, column: "x", "name": "A", "callerid": "1"}
    found, _sent = read(envelope("200", data=[row]), columns=("callerid", column))
    assert found == [{"id": 1, "name": "A", "callerid": "1"}]


@pytest.mark.parametrize("column", ["name", "account", "shipping", "opinion", "parent", "email", *COLUMNS])
def test_other_columns_are_no_secrets(column):
    assert not is_secret(column)


# --- what platforms take -----------------------------------------------------------------------------------


class Old(Pages):
    """A platform that refuses some parameters with code 400, and may name them or not."""

    def __init__(self, rows, refused, named):
        super().__init__(rows)
        self.refused = refused
        self.named = named

    def __call__(self, function, parameters):
        wrong = [name for name in self.refused if name in parameters]
        if wrong:
            return envelope("400", key=wrong[0] if self.named else "", message="Invalid value.")
        return super().__call__(function, parameters)


@pytest.mark.parametrize("options, deleted", [({}, "0"), ({"include_deleted": True}, "-1")])
def test_deleted_and_directory_are_sent_with_every_page(options, deleted):
    _found, sent = read(Pages(customers(PAGE)), **options)
    assert {(parameters["deleted"], parameters["directory"]) for _function, parameters in sent} == {(deleted, "-1")}


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    "refused, taken", [(["directory"], {"deleted"}), (["deleted"], {"directory"}), (["deleted", "directory"], set())]
)
def test_what_a_platform_refuses_is_left_out(refused, taken, named):
    found, sent = read(Old(customers(PAGE + 1), refused, named))
    assert len(found) == PAGE + 1
    answered = [parameters for _function, parameters in sent if not set(refused) & set(parameters)]
    assert len(answered) == 3
    assert all(set(parameters) & {"deleted", "directory"} == taken for parameters in answered)


@pytest.mark.parametrize("key, calls", [("", 4), ("parent", 1)], ids=["whatever is asked", "another parameter"])
def test_a_refusal_that_stays_is_an_error(key, calls):
    script = Script(envelope("400", key=key, message="No."))
    with pytest.raises(EnswitchError) as caught:
        read_customers(client(script), {"parent": 99})
    assert (caught.value.code, caught.value.key) == (400, key) and len(script.calls) == calls


def test_customers_that_say_that_they_are_deleted_are_left_out():
    rows = [*customers(PAGE), {"id": 900, "name": "There", "deleted": 0}]
    gone = [{**row, "deleted": "1"} for row in rows[:PAGE]]
    # A whole page of them is not the end.
    found, _sent = read(Old([*gone, rows[PAGE]], ["deleted"], True))
    assert found == [{"id": 900, "name": "There"}]
    found, _sent = read(Pages([*gone, rows[PAGE]]), include_deleted=True)
    assert len(found) == PAGE + 1


@pytest.mark.parametrize("value", [1, "1", True, "true", 1700000000, "2026-01-01"])
def test_deleted_in_any_form(value):
    assert is_deleted({"deleted": value})


@pytest.mark.parametrize("row", [{}, *({"deleted": value} for value in (0, "0", None, "", False, "false", " no "))])
def test_not_deleted_in_any_form(row):
    assert not is_deleted(row)


# What a host name begins with, and the names of customers that come to it.
HOSTS = {
    "acme_ltd": ["Acme Ltd"],
    "globex_sohne": ["Globex & Söhne"],
    "strasse": ["Straße"],
    "full_width": ["ＦＵＬＬ width"],
    "a_b_c_0_9": ["a:b,c[0:9]!*~&@/\\"],
    "blanks_and_lines": ["  blanks\tand\nlines  "],
    "customer": ["日本", "🙂", "", None, "___"],
    "x": ["-x-"],
    "name": ["{{ name }}"],
    "2024": ["2024", 2024],
    "x" * 60: ["x" * 300],
    "x" * 59: ["x" * 59 + " y"],
}


@pytest.mark.parametrize("name, begin", [(name, begin) for begin, names in HOSTS.items() for name in names])
def test_host_names(name, begin):
    assert host_name({"id": 7, "name": name}) == begin + "_7"
    assert host_name({"id": 7}) == "customer_7"


@given(st.text(max_size=100), st.integers(min_value=0, max_value=10**9))
def test_any_name_makes_a_host_name_that_nothing_has_to_quote(name, number):
    host = host_name({"id": number, "name": name})
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*_{0}".format(number), host)
    assert len(host) <= 60 + 1 + 10


@given(st.text(max_size=20), st.text(max_size=20), st.integers(min_value=1), st.integers(min_value=1))
def test_no_two_customers_share_a_host_name(one, other, first, second):
    same = host_name({"id": first, "name": one}) == host_name({"id": second, "name": other})
    assert not same or first == second


def test_whole_numbers_are_the_same_on_every_platform():
    columns = {"directory": "0", "parent": "1", "plan": 7, "account": "12", "name": "Acme"}
    (found,), _sent = read(Pages([{"id": "2", **columns}], limit=False))
    assert found == {"id": 2, "directory": 0, "parent": 1, "plan": 7, "account": "12", "name": "Acme"}
    (found,), _sent = read(Pages([{"id": 3, "plan": "Gold", "directory": None}], limit=False))
    assert (found["plan"], found["directory"]) == ("Gold", None)
