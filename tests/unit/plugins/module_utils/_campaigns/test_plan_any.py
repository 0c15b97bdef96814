# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever is desired and whatever is there: the plan leads to it, and a second plan has nothing left."""

from __future__ import annotations

from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import EnswitchError
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns import fields as schema
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.desired import read_desired
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.plan import (
    CREATED,
    DELETED,
    UNCHANGED,
    UPDATED,
    Roster,
    plan,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.support.planning import row
from unit.support.platform import COLUMNS

VALUES = {
    "dtype": st.sampled_from(["queue", "ivr", "hangup", "x y"]),
    "dnumber": st.sampled_from(["", "200", "0200", "a&b"]),
    "attempts": st.integers(0, 3),
    "callerid": st.text(max_size=4),
    "description": st.text(max_size=4),
    "enabled": st.booleans(),
    "machine": st.sampled_from(["", "failed", "retry"]),
    "maximum": st.integers(0, 3),
    "keep_agents_available": st.integers(-2, 2),
    "owner": st.integers(0, 2),
    "recordgroup": st.integers(0, 2),
    "retry": st.integers(0, 3),
    "success": st.sampled_from(["answer", "key"]),
    "timegroup": st.integers(0, 2),
}
NAMES = st.sampled_from(["Spring", "Summer", " Spring", "7", "8", "ü & ;"])
FIELDS = st.fixed_dictionaries({}, optional=VALUES)
ROWS = st.lists(st.tuples(NAMES, st.sampled_from([2, 3]), FIELDS), max_size=5).map(
    lambda entries: [row(7 + place, name, customer, **fields) for place, (name, customer, fields) in enumerate(entries)]
)


def applied(rows, step):
    """What the platform has after a step; 0 for a keep_agents_available that an update leaves out."""
    rows = {entry["id"]: dict(entry) for entry in rows}
    parameters = dict(step.parameters)
    if step.operation == CREATED:
        rows[99] = {**COLUMNS, "id": 99, "customer": 2, **parameters}
    elif step.operation == UPDATED:
        rows[parameters["id"]].update({"keep_agents_available": 0, **parameters})
    elif step.operation == DELETED:
        del rows[parameters["id"]]
    return list(rows.values())


@settings(max_examples=200)
@given(
    ROWS,
    st.fixed_dictionaries({}, optional={"id": st.integers(6, 12), "name": NAMES, **VALUES}),
    st.sampled_from(["present", "absent"]),
    st.booleans(),
)
def test_any_plan_reaches_what_is_desired_and_then_has_nothing_left(rows, options, state, quoted):
    if "id" not in options:
        options.setdefault("name", "Spring")
    desired = read_desired(options)
    listed = [
        {
            name: str(value) if isinstance(value, int) and not isinstance(value, bool) else value
            for name, value in entry.items()
        }
        for entry in rows
    ]
    roster = Roster(2, listed if quoted else rows)
    try:
        step = plan(desired, desired.fields, roster, state)
    except EnswitchError as error:
        assert error.category in ("usage", "conflict", "not_found")
        assert error.key in ("name", "id", "customer", "dtype", "dnumber")
        return
    after = applied(rows, step)
    touched = step.id or 99
    # Nobody else's campaign changes.
    assert [entry for entry in after if entry["id"] != touched] == [entry for entry in rows if entry["id"] != touched]
    if step.before is not None:
        assert step.before["customer"] == 2
        if desired.id is None:
            assert step.before["name"].strip() == desired.name.strip()
        else:
            assert step.before["id"] == desired.id
    found = [entry for entry in after if entry["id"] == touched]
    if state == "absent":
        assert found == []
    else:
        campaign = schema.coerce_row(found[0])
        before = step.before or schema.defaults()
        for name in COLUMNS:
            if name == "name" and desired.id is None and step.before:
                assert campaign[name] == before[name]
            else:
                assert schema.same(campaign[name], desired.fields.get(name, before.get(name))), name
        # What was promised is what came to be.
        assert {**step.after, "id": touched} == campaign
    if step.operation == UPDATED:
        changed = {name for name in step.after if step.after[name] != step.before[name]}
        allowed = changed | {"id", "keep_agents_available"}
        if changed & {"dtype", "dnumber"}:
            allowed |= {"dtype", "dnumber"}
        assert set(step.parameters) == allowed
        assert changed
    if state == "absent" and desired.name != (desired.name or "").strip():
        # The server may have stripped the name that was sent: what has the bare name is meant as well.
        return
    again = plan(desired, desired.fields, Roster(2, after), state)
    assert (again.operation, again.function, again.parameters) == (UNCHANGED, None, {})
