# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A platform with a few campaigns, and the task of bulk_campaign_info on it."""

from __future__ import annotations

from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_campaign_info import (
    TASK,
    bulk_campaign_info,
)
from unit.support.contexts import Task
from unit.support.platform import Platform


def surveyed():
    """A platform where three customers have campaigns."""
    made = Platform()
    made.add("Own", customer=1)
    made.add("Survey", customer=2)
    made.add("Reminder", customer=2)
    made.add("Survey ", customer=3)
    made.journal.clear()
    return made


def task(platform, **options):
    """The task, with the defaults of its options, one call after another."""
    defaults = {name: option.get("default") for name, option in TASK.options.items()}
    return Task(bulk_campaign_info, platform, {**defaults, "workers": 1, **options})
