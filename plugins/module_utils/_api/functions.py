# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""What the client has to know about each function of the API before it may call it.

Any function may be called with GET or POST, and both change data (API notes, section 1).
So what tells a read from a write is the function's name, never the HTTP method.
A name that is not listed here counts as a write.
"""

from __future__ import annotations

CAMPAIGNS_CREATE = "bulk/campaigns/create"
CAMPAIGNS_UPDATE = "bulk/campaigns/update"
CAMPAIGNS_LIST = "bulk/campaigns/list"
CAMPAIGNS_DELETE = "bulk/campaigns/delete"
CAMPAIGNS_GET = "bulk/campaigns/get"
DESTINATIONS_CREATE = "bulk/destinations/create"
DESTINATIONS_UPDATE = "bulk/destinations/update"
DESTINATIONS_DELETE = "bulk/destinations/delete"
DESTINATIONS_LIST = "bulk/destinations/list"
CUSTOMERS_GET = "customers/get"
CUSTOMERS_LIST = "customers/list"
PEOPLE_GET = "people/get"
PEOPLE_LIST = "people/list"
TIMEGROUPS_LIST = "timegroups/list"
TIMEGROUPS_GET = "timegroups/get"
TIMEGROUPS_CREATE = "timegroups/create"
TIMEGROUPS_UPDATE = "timegroups/update"
TIMEGROUPS_DELETE = "timegroups/delete"
TIMEGROUPS_USAGE = "timegroups/usage"
PERIODS_LIST = "timegroups/periods/list"
PERIODS_GET = "timegroups/periods/get"
PERIODS_CREATE = "timegroups/periods/create"
PERIODS_UPDATE = "timegroups/periods/update"
PERIODS_DELETE = "timegroups/periods/delete"
RECORDGROUPS_LIST = "recording/groups/list"
FEATURES_GET = "features/get"
NUMBERS_LIST = "numbers/list"
PLANS_GET = "plans/get"
CONFIGS_GET = "configs/get"
LOGIN = "user/login"

# Functions that change nothing, whatever their parameters are.
READS = frozenset(
    (
        CAMPAIGNS_LIST,
        # No page of it was at hand (API notes, section 3): who calls it survives any answer.
        CAMPAIGNS_GET,
        DESTINATIONS_LIST,
        CUSTOMERS_GET,
        CUSTOMERS_LIST,
        PEOPLE_GET,
        PEOPLE_LIST,
        TIMEGROUPS_LIST,
        TIMEGROUPS_GET,
        TIMEGROUPS_USAGE,
        PERIODS_LIST,
        PERIODS_GET,
        RECORDGROUPS_LIST,
        FEATURES_GET,
        NUMBERS_LIST,
        PLANS_GET,
        CONFIGS_GET,
        LOGIN,
    )
)

# Functions that change something, and that have a mode in which they only validate (API notes, sections 3, 4 and 8).
VALIDATED_WRITES = frozenset(
    (
        CAMPAIGNS_CREATE,
        CAMPAIGNS_UPDATE,
        DESTINATIONS_CREATE,
        DESTINATIONS_UPDATE,
        TIMEGROUPS_CREATE,
        TIMEGROUPS_UPDATE,
        PERIODS_CREATE,
        PERIODS_UPDATE,
    )
)

# Functions that change something and have no such mode.
PLAIN_WRITES = frozenset((CAMPAIGNS_DELETE, DESTINATIONS_DELETE, TIMEGROUPS_DELETE, PERIODS_DELETE))


def is_read(function: str) -> bool:
    """Tell whether a function can never change anything."""
    return function in READS


def can_validate(function: str) -> bool:
    """Tell whether a function knows C(validation=1)."""
    return function in VALIDATED_WRITES
