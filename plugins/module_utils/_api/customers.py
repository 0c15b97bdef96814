# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The customers of a platform, and names for them that are safe as host names (API notes, section 5)."""

from __future__ import annotations

import re
import typing as t
import unicodedata

from . import functions
from .client import Client
from .envelope import to_integer

PAGE = 500
_UNSAFE = re.compile(r"[^a-z0-9]+")
# Nobody needs these to provision, and they must not end up in an inventory or in its cache.
_SECRET = re.compile(r"pass(word|wd|phrase)|secret|token|(^|_)pin($|_)", re.IGNORECASE)

Customer = t.Dict[str, t.Any]


def read_customers(client: Client, filters: t.Mapping[str, t.Any]) -> list[Customer]:
    """List customers in pages. ``filters`` are parameters of customers/list.

    A customer that comes twice, because a page shifted or because the server knows no pages, is kept once.
    """
    customers: dict[int, Customer] = {}
    offset = 0
    while True:
        rows = client.read(functions.CUSTOMERS_LIST, {**filters, "limit": PAGE, "offset": offset}).rows()
        before = len(customers)
        for row in rows:
            number = to_integer(row.get("id"))
            if number is not None:
                customers.setdefault(number, {**without_secrets(row), "id": number})
        offset += len(rows)
        # More rows than a page: the server gave everything at once. A page that is not full says nothing, since the
        # server may have a limit of its own. Nothing new: that was all, or it gives the same page forever.
        if len(rows) > PAGE or len(customers) == before:
            return list(customers.values())


def without_secrets(row: t.Mapping[str, t.Any]) -> Customer:
    """Return a row without columns whose names say that they are secret."""
    return {name: value for name, value in row.items() if not _SECRET.search(name)}


def host_name(customer: t.Mapping[str, t.Any]) -> str:
    """Return a host name for a customer: what is plain of its name, and its ID.

    The ID makes it unique, and keeps it the same whatever other customers come and go.
    """
    # Names of letters that have no plain form keep the ID alone.
    text = str(customer.get("name") or "").replace("\u00df", "ss")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    slug = _UNSAFE.sub("_", plain).strip("_")[:60].strip("_")
    return "{0}_{1}".format(slug or "customer", customer["id"])
