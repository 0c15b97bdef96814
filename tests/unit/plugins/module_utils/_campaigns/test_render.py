# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run changes, as people and machines read it."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.plan import Step
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.render import (
    Change,
    block,
    changes_of,
    heading,
    plan_line,
    quoted,
    scalar,
    starts_calling,
)
from hypothesis import given
from hypothesis import strategies as st

OLD = {"id": 7, "name": "Old", "dtype": "queue", "dnumber": "200", "enabled": False, "maximum": 1, "timegroup": 1}


@pytest.mark.parametrize(
    "value, text",
    [
        *((plain, plain) for plain in ("Spring survey", "Globex & S\u00f6hne")),
        *((value, '"{0}"'.format(value)) for value in ("200", "", "yes", "Off", "a: b", "a #b", "- a", "a ")),
        ("\x85\u2028", '"\\u0085\\u2028"'),
        (True, "true"),
        (0, "0"),
        ("first\nsecond", "|-\n  first\n  second"),
        ("first\n\nsecond\n", "|\n  first\n\n  second"),
        (" first\nsecond", '" first\\nsecond"'),
        ("first\n\n", '"first\\n\\n"'),
    ],
)
def test_values_are_yaml_with_letters_as_letters(value, text):
    assert scalar(value) == text
    assert yaml.safe_load("value: " + text + "\n") == {"value": value}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_reads_back_as_itself(text):
    assert yaml.safe_load("value: " + scalar(text) + "\n")["value"] == text
    assert yaml.safe_load("value: " + quoted(text) + "\n")["value"] == text


def test_only_the_fields_that_differ_in_the_order_of_the_table():
    after = {**OLD, "timegroup": 4, "enabled": True, "name": "New"}
    wanted = [Change("name", "Old", "New"), Change("enabled", False, True), Change("timegroup", 1, 4)]
    assert changes_of(OLD, after) == wanted
    assert changes_of(OLD, dict(OLD)) == []
    # A field that the platform does not list.
    assert changes_of({"id": 7, "name": "Old"}, {"id": 7, "name": "Old", "retry": 60}) == [Change("retry", None, 60)]
    # Of a new campaign, and of one that goes: what is not the default.
    new = {"name": "New", "dtype": "queue", "dnumber": "200", "enabled": False, "maximum": 1, "retry": 60}
    for changes in (changes_of(None, new), changes_of(new, None)):
        assert [change.field for change in changes] == ["name", "dtype", "dnumber", "enabled", "retry"]


@pytest.mark.parametrize(
    "before, after, starts",
    [
        (None, {"enabled": True}, True),
        (None, {"enabled": False}, False),
        ({"enabled": False}, {"enabled": True}, True),
        ({"enabled": True}, {"enabled": True}, False),
        ({"enabled": True}, {"enabled": False}, False),
        ({"enabled": True}, None, False),
        # Not listed: it may be that calls begin.
        ({}, {"enabled": True}, True),
    ],
)
def test_who_starts_calling(before, after, starts):
    assert starts_calling(before, after) is starts


def test_names_stand_for_what_ids_refer_to_and_calls_that_begin_are_marked():
    changes = [Change("enabled", False, True), Change("timegroup", 1, 4), Change("owner", 0, 9)]
    labels = {("timegroup", 4): "Evenings", ("owner", 1): "nobody"}
    assert block(changes, labels, after=False) == "enabled: false\ntimegroup: 1\nowner: 0\n"
    assert block(changes, labels, after=True, starts=True) == (
        "enabled: true  # starts calling\ntimegroup: Evenings\nowner: 9\n"
    )


@pytest.mark.parametrize(
    "customer, labels, words",
    [
        (2, {("customer", 2): "Acme"}, "customer 'Acme' (ID 2)"),
        (2, {}, "customer 2"),
        ("Acme", {}, "customer 'Acme'"),
        (None, {}, "your own customer"),
    ],
)
def test_a_heading_names_campaign_and_customer(customer, labels, words):
    assert heading(OLD, customer, 7, labels) == "campaign 'Old' (ID 7) of " + words
    assert heading(OLD, customer, None, labels) == "campaign 'Old' (new) of " + words


def test_the_plan_in_one_line():
    on, off = {**OLD, "enabled": True}, OLD
    created, updated = Step("created", "create", {}, None, on), Step("updated", "update", {}, off, on)
    deleted, same = Step("deleted", "delete", {}, on, None), Step("unchanged", None, {}, on, on)
    assert plan_line([]) == "0 to create, 0 to change, 0 to delete; 0 start calling"
    assert plan_line([created, deleted, same]) == "1 to create, 0 to change, 1 to delete; 1 starts calling"
    assert plan_line([created, updated, created]) == "2 to create, 1 to change, 0 to delete; 3 start calling"
