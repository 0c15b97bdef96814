# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The objects that a fresh simulator has, and how more are put in."""

from __future__ import annotations

import json
import os
from typing import Any

from simulator import numbers
from simulator.auth import ROLES
from simulator.contract import Contract
from simulator.hours import BadHours, intervals
from simulator.store import Store

_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]

DEFAULT: dict[str, list[dict[str, Any]]] = {
    "rate_plans": [
        {"id": 1, "name": "Standard", "bulk_dialler": True},
        {"id": 2, "name": "No dialler", "bulk_dialler": False},
    ],
    "customers": [
        {"id": 1, "name": "Provider", "parent": 0},
        {"id": 2, "name": "Acme Ltd"},
        {"id": 3, "name": "Globex & Söhne"},
        {"id": 4, "name": "No Dialler Inc", "rate_plan": 2},
    ],
    "people": [
        {"id": 1, "username": "admin", "password": "s3cret;&=+% ü", "customer": 1, "role": "reseller"},
        {"id": 2, "username": "acme.agent", "password": "agent-password", "customer": 2, "role": "user"},
        {"id": 3, "username": "acme.admin", "password": "acme-password", "customer": 2, "role": "administrator"},
        {"id": 4, "username": "globex.agent", "password": "globex-password", "customer": 3, "role": "user"},
        {"id": 5, "username": "reader", "password": "reader-password", "customer": 1, "role": "user"},
        {"id": 6, "username": "norate", "password": "norate-password", "customer": 4, "role": "administrator"},
    ],
    "timegroups": [
        {
            "id": 1,
            "name": "Office hours",
            "customer": 2,
            "hours": [{"days": _WEEKDAYS, "from": "09:00", "to": "18:00"}],
        },
        {
            "id": 2,
            "name": "Office hours",
            "customer": 3,
            "hours": [{"days": _WEEKDAYS, "from": "08:00", "to": "17:00"}],
        },
        {"id": 3, "name": "Public holidays", "customer": 1, "shared": True, "hours": []},
        {"id": 4, "name": "Evenings", "customer": 2, "hours": [{"days": _WEEKDAYS, "from": "17:00", "to": "21:00"}]},
    ],
    "recordgroups": [
        {"id": 1, "name": "Compliance", "customer": 2},
        {"id": 2, "name": "Training", "customer": 2},
        {"id": 3, "name": "Compliance", "customer": 3},
    ],
}

# Kind: its columns with what is taken where one is left out; REQUIRED has no such value.
REQUIRED = object()
_COLUMNS: dict[str, dict[str, Any]] = {
    "rate_plans": {"name": REQUIRED, "bulk_dialler": True},
    "customers": {
        "name": REQUIRED,
        "parent": 1,
        "rate_plan": 1,
        "email": "",
        "account": "",
        "description": "",
        "deleted": False,
    },
    "people": {
        "username": REQUIRED,
        "password": REQUIRED,
        "customer": REQUIRED,
        "role": "user",
        "email": "",
        "name": "",
    },
    "timegroups": {"name": REQUIRED, "customer": REQUIRED, "shared": False, "hours": None},
    "recordgroups": {"name": REQUIRED, "customer": REQUIRED},
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
            numbered[kind] = [_put(store, kind, defaults, entry) for entry in objects[kind]]
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
    if kind == "customers" and row.get("id") == row["parent"]:
        raise BadSeed("customers: a customer cannot be its own parent")
    if kind == "timegroups":
        try:
            intervals(row["hours"])
        except BadHours as exc:
            raise BadSeed(f"timegroups: {exc}") from exc
        row["hours"] = json.dumps(row["hours"])
    sql = f"INSERT OR REPLACE INTO {kind} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
    return int(store.db.execute(sql, list(row.values())).lastrowid or 0)


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
