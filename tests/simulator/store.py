# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state, in one SQLite file.

One connection, used from the event loop only. Each API call is one transaction that also holds its line of the
journal; with WAL and without fsync a commit costs some microseconds and still survives SIGKILL.
"""

from __future__ import annotations

import collections
import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator
from typing import Any

from simulator.contract import Contract

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS rate_plans (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, bulk_dialler INTEGER NOT NULL, timegroups INTEGER NOT NULL,
    bulk_calls INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS customers (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, parent INTEGER NOT NULL, rate_plan INTEGER NOT NULL,
    email TEXT NOT NULL, account TEXT NOT NULL, description TEXT NOT NULL, deleted INTEGER NOT NULL,
    bulk_calls INTEGER NOT NULL, bill_type TEXT NOT NULL, directory INTEGER NOT NULL, language TEXT NOT NULL,
    timezone TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS customers_by_parent ON customers (parent, name);
CREATE INDEX IF NOT EXISTS customers_by_name ON customers (name);
CREATE TABLE IF NOT EXISTS people (
    id INTEGER PRIMARY KEY AUTOINCREMENT, username TEXT NOT NULL UNIQUE, password TEXT NOT NULL,
    customer INTEGER NOT NULL, role TEXT NOT NULL, email TEXT NOT NULL, name TEXT NOT NULL,
    privileges TEXT NOT NULL, second_factor TEXT NOT NULL, failures INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS people_by_email ON people (email);
CREATE TABLE IF NOT EXISTS timegroups (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, customer INTEGER NOT NULL, active INTEGER NOT NULL,
    description TEXT NOT NULL, priority INTEGER NOT NULL, shared INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS timegroups_by_customer ON timegroups (customer, id);
CREATE TABLE IF NOT EXISTS periods (
    id INTEGER PRIMARY KEY AUTOINCREMENT, timegroup INTEGER NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL,
    days_week TEXT NOT NULL, days_month TEXT NOT NULL, months TEXT NOT NULL, years TEXT NOT NULL,
    starthour INTEGER NOT NULL, startminute INTEGER NOT NULL, startsecond INTEGER NOT NULL,
    endhour INTEGER NOT NULL, endminute INTEGER NOT NULL, endsecond INTEGER NOT NULL,
    startdate INTEGER NOT NULL, enddate INTEGER NOT NULL, repeats INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS periods_by_group ON periods (timegroup, id);
CREATE TABLE IF NOT EXISTS features (
    id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL,
    customer INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS features_by_customer ON features (customer, type, number);
CREATE TABLE IF NOT EXISTS numbers (
    id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL, description TEXT NOT NULL, customer INTEGER NOT NULL,
    allow_callerid TEXT NOT NULL, dtype TEXT NOT NULL, dnumber TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS numbers_by_customer ON numbers (customer, number);
CREATE TABLE IF NOT EXISTS configs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, value TEXT NOT NULL, sensitive INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS recordgroups (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, customer INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS recordgroups_by_customer ON recordgroups (customer, id);
CREATE TABLE IF NOT EXISTS campaigns (id INTEGER PRIMARY KEY AUTOINCREMENT, {campaign_columns});
CREATE INDEX IF NOT EXISTS campaigns_by_customer ON campaigns (customer, id);
CREATE TABLE IF NOT EXISTS destinations (
    id INTEGER PRIMARY KEY, campaign INTEGER NOT NULL, dnumber TEXT NOT NULL, status TEXT NOT NULL,
    attempts_made INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL DEFAULT 0, call INTEGER);
CREATE UNIQUE INDEX IF NOT EXISTS destinations_by_number ON destinations (campaign, dnumber);
CREATE INDEX IF NOT EXISTS destinations_by_status ON destinations (campaign, status, due);
CREATE INDEX IF NOT EXISTS destinations_by_arrival ON destinations (campaign);
CREATE TABLE IF NOT EXISTS calls (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, campaign INTEGER NOT NULL, customer INTEGER NOT NULL,
    destination INTEGER NOT NULL, dnumber TEXT NOT NULL, attempt INTEGER NOT NULL,
    started REAL NOT NULL, ended REAL, outcome TEXT);
CREATE INDEX IF NOT EXISTS calls_up ON calls (seq) WHERE ended IS NULL;
CREATE TABLE IF NOT EXISTS journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, function TEXT NOT NULL, method TEXT NOT NULL, parameters TEXT NOT NULL,
    validation INTEGER NOT NULL, write INTEGER NOT NULL, took_effect INTEGER NOT NULL, connection TEXT NOT NULL,
    code INTEGER, http_status INTEGER, fault TEXT, address TEXT NOT NULL, username TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS timegroup_log (
    number INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER NOT NULL, timegroup INTEGER NOT NULL, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS faults (id INTEGER PRIMARY KEY AUTOINCREMENT, spec TEXT NOT NULL);
"""

TABLES = (
    "rate_plans",
    "customers",
    "people",
    "timegroups",
    "periods",
    "recordgroups",
    "features",
    "numbers",
    "configs",
    "campaigns",
    "destinations",
    "calls",
    "journal",
    "timegroup_log",
    "faults",
)


class Store:
    """The database, and counters that tell readers what has changed since they last looked."""

    def __init__(self, path: str, contract: Contract) -> None:
        # The file holds the passwords of the test accounts: nobody else has to read them.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self.db = sqlite3.connect(path, isolation_level=None, cached_statements=256)
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-200000", "wal_autocheckpoint=4000"):
            self.db.execute(f"PRAGMA {pragma}")
        columns = ", ".join(
            f"{p.name} {'TEXT' if p.type == 'str' else 'INTEGER'} NOT NULL" for p in contract.campaign_fields
        )
        self.db.executescript(_SCHEMA.replace("{campaign_columns}", columns))
        # Which numbers a campaign has, and which status they have: the listing keeps its place by these.
        self.members: collections.Counter[int] = collections.Counter()
        self.statuses: collections.Counter[int] = collections.Counter()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and on disk (in the sense of a killed process) when it is left."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def one(self, sql: str, values: tuple[Any, ...] = ()) -> tuple[Any, ...] | None:
        """The first row, or None."""
        row: tuple[Any, ...] | None = self.db.execute(sql, values).fetchone()
        return row

    def rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[dict[str, Any]]:
        """All rows as dicts."""
        cursor = self.db.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def get_meta(self, name: str, default: Any = None) -> Any:
        """A small value that was kept under this name."""
        row = self.one("SELECT value FROM meta WHERE name = ?", (name,))
        return default if row is None else json.loads(row[0])

    def set_meta(self, name: str, value: Any) -> None:
        """Keep a small value."""
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value)))

    def changed(self, campaign: int, *, members: bool) -> None:
        """Numbers of this campaign came or went (members), or only changed their status."""
        self.statuses[campaign] += 1
        if members:
            self.members[campaign] += 1

    def wipe(self) -> None:
        """Empty all tables; numbering starts at 1 again. Within the caller's transaction."""
        for table in TABLES:
            self.db.execute(f"DELETE FROM {table}")
        self.db.execute("DELETE FROM sqlite_sequence")
        for counter in (self.members, self.statuses):
            for campaign in list(counter):
                counter[campaign] += 1

    def close(self) -> None:
        """Close the file."""
        self.db.close()
