# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs over campaigns against a model of the platform."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.desired import read_all_desired
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.provision import provision
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.stages import Settings
from unit.support.fakes import client
from unit.support.platform import Platform

LIST, LOGIN, GET = "bulk/campaigns/list", "user/login", "customers/get"
CREATE, UPDATE, DELETE = "bulk/campaigns/create", "bulk/campaigns/update", "bulk/campaigns/delete"
NEW = {"dtype": "hangup", "dnumber": ""}


def there(*names, **platform):
    """A platform where customer 2 has campaigns of these names."""
    made = Platform(**platform)
    for name in names:
        made.add(name)
    return made


def play(platform, entries, check=False, retries=1, **options):
    """Run over a list of campaigns; return the report. The journal holds this run only."""
    platform.journal.clear()
    before = copy.deepcopy(platform.campaigns)
    report = provision(
        client(platform, read_only=check, retries=retries), read_all_desired(entries), Settings(**options)
    )
    if check:
        assert platform.campaigns == before and platform.writes == []
    if report.refusal is not None:
        raise report.refusal
    return report


def failing(kind, platform, entries, **options):
    before = copy.deepcopy(platform.campaigns)
    with pytest.raises(kind) as caught:
        play(platform, entries, **options)
    # An error of the whole run means that nothing was written.
    assert platform.campaigns == before and platform.writes == []
    return caught.value


def operations(report):
    return [entry.operation for entry in report.entries]


def names(platform, customer=2):
    return sorted(entry["name"] for entry in platform.campaigns.values() if entry["customer"] == customer)


def new(name, customer=2, **more):
    return {"name": name, "customer": customer, **NEW, **more}
