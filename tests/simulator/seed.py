# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How objects are put in: those of a fresh simulator (seed_default.py), and more."""

from __future__ import annotations

import json
import os
from typing import Any

from simulator import numbers
from simulator.auth import ROLES
from simulator.contract import Contract
from simulator.store import Store
from simulator.timegroups import BadHours, add_period, seed_periods

# Kind: its columns with what is taken where one is left out; REQUIRED has no such value.
REQUIRED = object()
_COLUMNS: dict[str, dict[str, Any]] = {
    "rate_plans": {"name": REQUIRED, "bulk_dialler": True, "timegroups": True, "bulk_calls": -1},
    "customers": {
        "name": REQUIRED,
        "parent": 1,
        "rate_plan": 1,
        "email": "",
        "account": "",
        "description": "",
        "deleted": False,
        "bulk_calls": -2,
        "bill_type": "none",
        "directory": False,
        "language": "",
        "timezone": "",
    },
    "people": {
        "username": REQUIRED,
        "password": REQUIRED,
        "customer": REQUIRED,
        "role": "user",
        "email": "",
        "name": "",
        "privileges": "",
        "second_factor": "",
        "failures": 0,
    },
    "timegroups": {
        "name": REQUIRED,
        "customer": REQUIRED,
        "active": 1,
        "description": "",
        "priority": 1,
        "shared": False,
    },
    "recordgroups": {"name": REQUIRED, "customer": REQUIRED},
    "features": {"type": REQUIRED, "number": "", "name": REQUIRED, "customer": REQUIRED},
    "numbers": {
        "number": REQUIRED,
        "customer": REQUIRED,
        "description": "",
        "allow_callerid": "",
        "dtype": "",
        "dnumber": "",
    },
    "configs": {"name": REQUIRED, "value": REQUIRED, "sensitive": False},
}


class BadSeed(ValueError):
    """Objects that cannot be put in, in words for the user."""


def load(store: Store, contract: Contract, objects: Any) -> dict[str, list[int]]:
    """Add these objects, or replace those that have the same ID; the IDs by kind. Within the caller's transaction."""
    if not isinstance(objects, dict):
        raise BadSeed("the seed is an object of lists")
    known = [*_COLUMNS, "campaigns", "destinations"]
    for kind, entries in objects.items():
        if kind not in known or not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
            raise BadSeed(f"{kind}: must be one of {', '.join(known)}, and a list of objects")
    columns = {**_COLUMNS, "campaigns": _campaign_columns(contract)}
    numbered: dict[str, list[int]] = {}
    for kind, defaults in columns.items():
        if kind in objects:
            put = _put_timegroup if kind == "timegroups" else _put
            numbered[kind] = [put(store, kind, defaults, entry) for entry in objects[kind]]
    if "destinations" in objects:
        _put_destinations(store, objects["destinations"])
    return numbered


def _campaign_columns(contract: Contract) -> dict[str, Any]:
    columns = {p.name: REQUIRED if p.default is None else p.default for p in contract.campaign_fields}
    return columns | {"dtype": "phone", "dnumber": "100"}


def _put(store: Store, kind: str, defaults: dict[str, Any], entry: dict[str, Any]) -> int:
    unknown = set(entry) - set(defaults) - {"id"}
    if unknown:
        raise BadSeed(f"{kind}: unknown {', '.join(sorted(unknown))}; known are id, {', '.join(defaults)}")
    row = {**defaults, **entry}
    missing = [name for name, value in row.items() if value is REQUIRED]
    if missing:
        raise BadSeed(f"{kind}: {', '.join(missing)} is missing")
    if kind == "people" and row["role"] not in ROLES:
        raise BadSeed(f"people: role must be one of {', '.join(ROLES)}")
    if kind == "people" and set(row["privileges"].split("|")) - {"", *ROLES["reseller"]}:
        raise BadSeed(f"people: privileges must be some of {', '.join(sorted(ROLES['reseller']))}, joined by |")
    if kind == "customers" and row.get("id") == row["parent"]:
        raise BadSeed("customers: a customer cannot be its own parent")
    if kind == "numbers" and row["allow_callerid"] not in ("", "customer", "recursive"):
        raise BadSeed("numbers: allow_callerid must be empty, customer or recursive")
    sql = f"INSERT OR REPLACE INTO {kind} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
    number = int(store.db.execute(sql, list(row.values())).lastrowid or 0)
    if kind == "features" and not row["number"]:
        store.db.execute("UPDATE features SET number = ? WHERE id = ?", (str(number), number))
    return number


def _put_timegroup(store: Store, kind: str, defaults: dict[str, Any], entry: dict[str, Any]) -> int:
    """A time group with its periods, which replace those that it had."""
    try:
        periods = seed_periods(entry)
    except BadHours as exc:
        raise BadSeed(f"timegroups: {exc}") from exc
    group = _put(store, kind, defaults, {name: entry[name] for name in entry if name not in ("hours", "periods")})
    store.db.execute("DELETE FROM periods WHERE timegroup = ?", (group,))
    for period in periods:
        add_period(store, {"timegroup": group, **period})
    return group


def _put_destinations(store: Store, entries: list[dict[str, Any]]) -> None:
    rows: list[tuple[int, str, Any, Any]] = []
    for entry in entries:
        campaign, number = entry.get("campaign"), entry.get("dnumber")
        if (
            set(entry) - {"campaign", "dnumber", "status", "attempts_made"}
            or not isinstance(number, str)
            or not isinstance(campaign, int)
        ):
            raise BadSeed("destinations: each has campaign, dnumber, and perhaps status and attempts_made")
        if not numbers.plausible(number):
            raise BadSeed(f"destinations: not a telephone number: {number}")
        rows.append((campaign, number, entry.get("status", "pending"), entry.get("attempts_made", 0)))
    campaigns = {row[0] for row in rows}
    for campaign in campaigns:
        if store.one("SELECT 1 FROM campaigns WHERE id = ?", (campaign,)) is None:
            raise BadSeed(f"destinations: no campaign {campaign}")
        store.changed(campaign, members=True)
    store.db.executemany(
        "INSERT OR REPLACE INTO destinations (campaign, dnumber, status, attempts_made) VALUES (?, ?, ?, ?)", rows
    )


def read_file(path: str | os.PathLike[str]) -> Any:
    """The objects of a JSON file."""
    with open(path, encoding="utf-8") as file:
        return json.load(file)
