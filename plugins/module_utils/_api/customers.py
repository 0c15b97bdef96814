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
from .errors import EnswitchError

PAGE = 500
# What an inventory holds of a customer, besides ID and name, unless more is asked for.
COLUMNS = ("account", "bill_type", "description", "directory", "email", "language", "parent", "plan", "timezone")
# Of these, what is a whole number. Some platforms write it in quotes.
_INTEGERS = ("directory", "parent", "plan")
# Always sent, since versions of the platform differ in what they take where one of these is absent.
_ALWAYS = ("deleted", "directory")
_UNSAFE = re.compile(r"[^a-z0-9]+")
# "shipping" and "opinion" hold no PIN. Everything else that may be one counts.
_SECRET = re.compile(r"pass|pwd|secret|token|key|credential|pin(?!g|ion)", re.IGNORECASE)

Customer = t.Dict[str, t.Any]


def read_customers(
    client: Client,
    filters: t.Mapping[str, t.Any],
    columns: t.Sequence[str] = COLUMNS,
    *,
    include_deleted: bool = False,
) -> list[Customer]:
    """List customers in pages, with ID, name, and these columns. ``filters`` are parameters of customers/list.

    A customer that comes twice, because a page shifted or because the server knows no pages, is kept once.
    """
    rows, asked = _first_page(client, {**filters, "deleted": -1 if include_deleted else 0, "directory": -1})
    progress = client.watcher.begin("customers listed")
    kept: dict[int, Customer] = {}
    seen: set[int] = set()
    offset = 0
    while True:
        before = len(seen)
        for number, row in rows:
            if number in seen:
                continue
            seen.add(number)
            # A platform that was not told, or did not listen, may list those that have been deleted.
            if include_deleted or not is_deleted(row):
                kept[number] = {**_only(row, columns), "id": number, "name": row.get("name")}
        progress.reach(len(seen))
        offset += len(rows)
        # More rows than a page: the server gave everything at once. A page that is not full says nothing, since the
        # server may have a limit of its own. Nothing new: that was all, or it gives the same page forever.
        if len(rows) > PAGE or len(seen) == before:
            return list(kept.values())
        rows = _page(client, asked, offset)


def first_customers(client: Client, filters: t.Mapping[str, t.Any]) -> dict[int, str]:
    """Return names of customers by ID, of one page at the most: enough to find a name, with one call."""
    rows, _asked = _first_page(client, {**filters, "deleted": 0, "directory": -1})
    return {number: str(row.get("name") or "") for number, row in rows if not is_deleted(row)}


def _first_page(
    client: Client,
    filters: t.Mapping[str, t.Any],
    choices: t.Sequence[tuple[str, ...]] = (_ALWAYS, ("deleted",), ("directory",), ()),
) -> tuple[list[tuple[int, Customer]], dict[str, t.Any]]:
    """Return the first rows, and the filters that the platform takes: an early one may refuse some with code 400."""
    asked = {name: value for name, value in filters.items() if name in choices[0] or name not in _ALWAYS}
    try:
        return _page(client, asked, 0), asked
    except EnswitchError as error:
        left = [choice for choice in choices[1:] if error.key not in choice]
        # Where the platform names another parameter, none of these is at fault.
        if error.code != 400 or (error.key and error.key not in _ALWAYS) or not left:
            raise
    return _first_page(client, filters, left)


def _page(client: Client, filters: t.Mapping[str, t.Any], offset: int) -> list[tuple[int, Customer]]:
    return client.read(functions.CUSTOMERS_LIST, {**filters, "limit": PAGE, "offset": offset}).identified()


def _only(row: t.Mapping[str, t.Any], columns: t.Iterable[str]) -> Customer:
    kept = {name: without_secrets(row[name]) for name in columns if name in row and not is_secret(name)}
    numbers = {name: to_integer(kept[name]) for name in _INTEGERS if name in kept}
    return {**kept, **{name: number for name, number in numbers.items() if number is not None}}


def without_secrets(value: t.Any) -> t.Any:
    """Return a value without what its inner names say to be a password or the like."""
    if isinstance(value, dict):
        return {name: without_secrets(inner) for name, inner in value.items() if not is_secret(str(name))}
    return [without_secrets(inner) for inner in value] if isinstance(value, list) else value


def is_deleted(row: t.Mapping[str, t.Any]) -> bool:
    """Tell whether a row says of itself that the customer has been deleted."""
    return str(row.get("deleted") or "0").strip().lower() not in ("0", "false", "no", "")


def is_secret(column: str) -> bool:
    """Tell whether the name of a column says that it holds a password or the like."""
    return _SECRET.search(column) is not None


def host_name(customer: t.Mapping[str, t.Any]) -> str:
    """Return a host name for a customer: what is plain of its name, and its ID.

    The ID makes it unique, and keeps it the same whatever other customers come and go.
    """
    # Names of letters that have no plain form keep the ID alone.
    text = str(customer.get("name") or "").replace("\u00df", "ss")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    slug = _UNSAFE.sub("_", plain).strip("_")[:60].strip("_")
    return "{0}_{1}".format(slug or "customer", customer["id"])
