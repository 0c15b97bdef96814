# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Any run over campaigns at all, against a model of the platform."""

from __future__ import annotations

import copy

from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import EnswitchError
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns import fields as schema
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.support.fakes import dropped, envelope, refused, timed_out
from unit.support.platform import COLUMNS, Platform
from unit.support.provisioning import CREATE, DELETE, GET, LIST, UPDATE, new, play

FIELDS = {
    "dnumber": st.sampled_from(["", "200", "0200"]),
    "attempts": st.integers(0, 2) | st.sampled_from(["0", "1", "2"]),
    "description": st.sampled_from(["", "x & y; z=%+ü", " "]),
    "enabled": st.booleans() | st.sampled_from(["yes", "no", "1", "0"]),
    "keep_agents_available": st.integers(-1, 1),
    "owner": st.sampled_from([0, "", 7, "7", "acme.agent", "+4930123"]),
    "machine": st.sampled_from(["", "failed"]),
}
CUSTOMERS = {None: 1, 0: 1, 1: 1, "2": 2, "Acme Ltd": 2, 3: 3, "Globex & Söhne": 3}
NAMES = st.sampled_from(["a", "b", "c", "7", "ü & ;"])
THERE = st.lists(
    st.tuples(NAMES, st.integers(1, 3), st.integers(0, 2), st.integers(-1, 1)),
    max_size=6,
    unique_by=lambda entry: entry[:2],
)
WISHES = st.lists(
    st.tuples(NAMES, st.sampled_from(sorted(CUSTOMERS, key=repr)), st.fixed_dictionaries({}, optional=FIELDS)),
    max_size=6,
    unique_by=lambda entry: (entry[0], CUSTOMERS[entry[1]]),
)


@settings(max_examples=80)
@given(
    THERE,
    WISHES,
    st.booleans(),
    st.booleans(),
    st.sampled_from([1, 3]),
    st.sampled_from(["present", "absent"]),
    st.data(),
)
def test_any_run_reaches_what_was_desired_and_touches_nothing_else(
    there, all_desired, quoted, purge, workers, state, data
):
    platform = Platform(quoted=quoted, extra=quoted)
    for name, customer, attempts, agents in there:
        platform.add(name, customer, attempts=attempts, keep_agents_available=agents)
    entries = [
        {"name": name, "dtype": "queue", "dnumber": "1", "customer": customer, **fields}
        for name, customer, fields in all_desired
    ]
    purge = purge and state == "present"
    before = copy.deepcopy(platform.campaigns)
    options = {"state": state, "purge": purge, "workers": workers}
    checked = play(platform, entries, check=True, **options)
    faults = data.draw(st.lists(st.sampled_from([None, dropped, refused]), max_size=4))
    for function in (CREATE, UPDATE, DELETE):
        # A creation that leaves no trace is left to the next run; below, everything is reached in one.
        before_work = [make for make in faults if not (function == CREATE and make is dropped)]
        platform.before[function] = [make and make() for make in before_work]
        platform.after[function] = [None] + [make and make() for make in faults if make is not refused]
    # Faults end before the tries do.
    report = play(platform, entries, retries=9, **options)
    platform.before.clear()
    platform.after.clear()
    assert report.failures == [] == checked.failures
    assert [entry.operation for entry in checked.all] == [entry.operation for entry in report.all]
    wanted = {(name, CUSTOMERS[customer]): options for (name, customer, _fields), options in zip(all_desired, entries)}
    after = {(row["name"], row["customer"]): row for row in platform.campaigns.values()}
    assert len(after) == len(platform.campaigns)  # nothing twice
    stood = {(row["name"], row["customer"]): row for row in before.values()}
    named = {customer for _name, customer in wanted}
    for key in set(after) | set(stood) | set(wanted):
        if key not in wanted:
            assert (after.get(key) == stood[key]) != (purge and key[1] in named)
        elif state == "absent":
            assert key not in after
        else:
            told = {name: schema.coerce_option(schema.BY_NAME[name], value) for name, value in wanted[key].items()}
            people = {"acme.agent": 7, "+4930123": 8}
            told["owner"] = {**people, "7": 7}.get(told.get("owner"), told.get("owner"))
            start = stood.get(key, COLUMNS)
            for name in COLUMNS:
                expected = start[name] if told.get(name) is None else told[name]
                assert schema.same(after[key][name], key[0] if name == "name" else expected), name
    again = play(platform, entries, **options)
    assert platform.writes == [] and not any(entry.changed for entry in again.all)
    assert platform.functions.count(LIST) <= len(named) + 1


@settings(max_examples=60)
@given(
    THERE,
    WISHES,
    st.booleans(),
    st.booleans(),
    st.lists(st.sampled_from([None, "400", "402", "500", dropped, timed_out]), max_size=8),
)
def test_any_run_with_failures_reports_what_was_done(there, all_desired, stop_on_error, purge, faults):
    platform = Platform()
    for name, customer, attempts, agents in there:
        platform.add(name, customer, attempts=attempts, keep_agents_available=agents)
    entries = [new(name, customer, **fields) for name, customer, fields in all_desired]
    made = [fault and (envelope(fault) if isinstance(fault, str) else fault()) for fault in faults]
    for function in (CREATE, UPDATE, DELETE, GET):
        platform.before[function] = list(made)
    stood = copy.deepcopy(platform.campaigns)
    try:
        report = play(platform, entries, retries=1, stop_on_error=stop_on_error, purge=purge)
    except EnswitchError:
        assert platform.campaigns == stood
        return
    keys = [(row["name"], row["customer"]) for row in platform.campaigns.values()]
    assert len(set(keys)) == len(keys)
    for entry in report.all:
        assert entry.operation in ("created", "updated", "deleted", "unchanged", "failed", "skipped")
        assert (entry.error is not None) == (entry.operation == "failed")
        if entry.operation in ("created", "updated", "unchanged"):
            assert platform.campaigns[entry.id]["name"].strip() == entry.about.desired.name.strip()
        if entry.operation == "deleted":
            assert entry.id not in platform.campaigns
        if entry.operation == "skipped" and entry.id is not None:
            assert platform.campaigns[entry.id] == stood[entry.id]
    # What is listed is never purged, failed or not.
    gone = [(row["name"], row["customer"]) for number, row in stood.items() if number not in platform.campaigns]
    assert not set(gone) & {(name, CUSTOMERS[customer]) for name, customer, _fields in all_desired}
    # Once the faults are over, one more run gets there.
    platform.before.clear()
    assert play(platform, entries, purge=purge).failures == []
