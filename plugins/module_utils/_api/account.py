# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Who asks: the account, and its customer (API notes, section 5)."""

from __future__ import annotations

import typing as t

from . import functions
from .client import Client
from .envelope import to_integer


class Account(t.NamedTuple):
    """Who asks: the IDs of the account and of its customer, each None where the platform does not tell it."""

    id: int | None
    customer: int | None


def read_account(client: Client) -> Account:
    """Read the caller's row. Documented are its ID and its user name."""
    row = client.read(functions.LOGIN, {}).data
    if not isinstance(row, dict):
        return Account(None, None)
    return Account(to_integer(row.get("id")), to_integer(row.get("customer")))


def own_customer(client: Client) -> int | None:
    """Return the ID of the caller's own customer, or None where the row of user/login does not tell it."""
    return read_account(client).customer
