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
TIMEGROUPS_LIST = "timegroups/list"
RECORDGROUPS_LIST = "recording/groups/list"
LOGIN = "user/login"

# Functions that change nothing, whatever their parameters are.
READS = frozenset(
    (
        CAMPAIGNS_LIST,
        DESTINATIONS_LIST,
        CUSTOMERS_GET,
        CUSTOMERS_LIST,
        PEOPLE_GET,
        TIMEGROUPS_LIST,
        RECORDGROUPS_LIST,
        LOGIN,
    )
)

# Not in the contract: nobody knows whether it answers. Inferred: by analogy with every other category, "get" is a
# read. It is asked by the probe, and for an ID without a customer; both survive any answer.
PROBED = frozenset((CAMPAIGNS_GET,))

# Functions that change something, and that have a mode in which they only validate (API notes, sections 3 and 4).
VALIDATED_WRITES = frozenset((CAMPAIGNS_CREATE, CAMPAIGNS_UPDATE, DESTINATIONS_CREATE, DESTINATIONS_UPDATE))

# Functions that change something and have no such mode.
PLAIN_WRITES = frozenset((CAMPAIGNS_DELETE, DESTINATIONS_DELETE))


def is_read(function: str) -> bool:
    """Tell whether a function can never change anything."""
    return function in READS or function in PROBED


def can_validate(function: str) -> bool:
    """Tell whether a function knows C(validation=1)."""
    return function in VALIDATED_WRITES
