# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for one campaign, made from the rows that a platform lists."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.desired import read_desired
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.plan import Roster, plan
from unit.support.platform import COLUMNS

NEW = {"name": "Spring", "dtype": "queue", "dnumber": "200"}
# A field that came with version 4.2 of the API, and which an update resets.
NEWER = "keep_agents_available"


def row(number, name="Spring", customer=2, **columns):
    return {"id": number, **COLUMNS, **NEW, "name": name, "customer": customer, **columns}


def without(columns, *names):
    return {name: value for name, value in columns.items() if name not in names}


def step_for(options, rows, customer=2, state="present", asked=(), own=None):
    """The step; ``asked`` are the names that the whole list asks for, ``own`` the ID of the caller's customer."""
    desired = read_desired(options)
    return plan(desired, desired.fields, Roster(customer, rows, own).asking(asked), state)


def refused(kind, options, rows, **more):
    with pytest.raises(kind) as caught:
        step_for(options, rows, **more)
    return caught.value


def facts(error):
    return error.text, error.key, error.hint
