# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The questions of the probe that reading answers. Nothing here can change anything."""

from __future__ import annotations

import typing as t

from .._api import functions
from .._api.envelope import to_integer
from .._api.errors import EnswitchError
from .._campaigns import fields as schema
from .lists import Lists
from .reader import NOBODY, UNKNOWN, Probe, Reader, Row
from .report import EXPECTED, Found, NotAsked, header, kind, kinds, refusal
from .traffic import Exchange, summary

# Mounts that are told; another one could hold somebody's name.
_KNOWN_PATHS = ("/api/json/", "/local/api/json/")


class Reads:
    """Asks all questions that reading answers. ``me`` is the row that user/login returned."""

    def __init__(self, probe: Probe, me: Row) -> None:
        self._probe = probe
        self._reader = Reader(probe)
        self._lists = Lists(self._reader, self.campaigns)
        self._me = me
        self._tokens: bool | None = None
        self._agents: bool | None = None

    def campaigns(self) -> list[Row]:
        """Return the customer's campaigns, read once."""
        return self._reader.once(functions.CAMPAIGNS_LIST, {"customer": self._probe.customer})

    def ask(self) -> None:
        """Ask everything but what is known only when all other calls were made: see finish()."""
        ask, lists = self._probe.report.ask, self._lists
        self._reader.take_integers(functions.LOGIN, [self._me])
        ask("columns_user_login", lambda: self._columns(functions.LOGIN, [self._me]))
        ask("columns_bulk_campaigns_list", lambda: self._columns(functions.CAMPAIGNS_LIST, self.campaigns()))
        ask("columns_customers_get", self._customers_get)
        ask("columns_customers_list", lambda: self._columns(functions.CUSTOMERS_LIST, lists.customers()))
        ask("columns_people_get", self._people_get)
        ask("columns_timegroups_list", lambda: self._group_columns(functions.TIMEGROUPS_LIST, {"available": 1}))
        ask("columns_recording_groups_list", lambda: self._group_columns(functions.RECORDGROUPS_LIST, {}))
        ask("recordgroups_list", self._recordgroups)
        ask("keep_agents_available", self._keep_agents)
        ask("destination_types", lambda: self._words(self.campaigns(), "dtype"))
        ask("count_shape", lists.count_shape)
        ask("columns_bulk_destinations_list", lambda: self._columns(functions.DESTINATIONS_LIST, lists.numbers()))
        ask("destination_statuses", lambda: self._words(lists.numbers(), "status"))
        ask("paging_destinations", lists.paging_destinations)
        ask("paging_customers", lists.paging_customers)
        ask("sort", lists.sort)
        ask("descending", lists.descending)
        ask("pages_shape", lists.pages_shape)
        ask("empty_list", lists.empty_list)
        ask("campaigns_get", self._campaigns_get)
        ask("tokens", self._token)
        ask("unknown_parameters", self._unknown_parameters)
        self._provoke(functions.DESTINATIONS_LIST, {"campaign": NOBODY})
        self._provoke(functions.CAMPAIGNS_LIST, {"customer": NOBODY})

    def finish(self, path: str) -> None:
        """Answer what rests on all calls of the probe. ``path`` is that of the base address."""
        recorder, put = self._probe.recorder, self._probe.report.put
        put("http_status", self._http_status())
        put("code_type", Found(" and ".join(sorted(recorder.code_types)), {}))
        numbers = sorted(recorder.responses)
        columns = sorted(self._probe.mask.column(key) for key in recorder.response_keys)
        put(
            "responses_per_answer", Found("one" if numbers == [1] else "several", {"seen": numbers, "columns": columns})
        )
        put("content_type", self._content_type())
        put("integers", self._integers())
        whole = summary([second for seconds in recorder.seconds.values() for second in seconds])
        answer = "median {0} ms, highest {1} ms".format(whole["median_ms"], whole["highest_ms"])
        put("response_times", Found(answer, dict(recorder.times())))
        put("api_version", self._version())
        put("base_path", Found(path if path in _KNOWN_PATHS else "another one", {}))

    def _columns(self, function: str, rows: t.Sequence[Row]) -> Found:
        if not rows:
            raise NotAsked("there are no rows")
        found = kinds(rows, self._probe.mask)
        expected = EXPECTED[function]
        missing = [name for name in expected if name not in found]
        unknown = [name for name in found if name not in expected]
        words = " and ".join((["missing"] if missing else []) + (["unknown"] if unknown else []))
        return Found(
            "{0} columns".format(words) if words else "as expected",
            {"columns": found, "missing": missing, "unknown": unknown},
        )

    def _customers_get(self) -> Found:
        number = self._probe.customer or to_integer(self._me.get("customer"))
        if number is None:
            # The columns of user/login are not known; campaigns may tell as well.
            number = next((to_integer(row.get("customer")) for row in self.campaigns()), None)
        if number is None:
            raise NotAsked("the ID of the customer is not known: name it with the option customer")
        return self._one(functions.CUSTOMERS_GET, {"id": number})

    def _people_get(self) -> Found:
        number = to_integer(self._me.get("id"))
        if number is None:
            raise NotAsked("user/login does not tell the ID of the account")
        return self._one(functions.PEOPLE_GET, {"id": number})

    def _one(self, function: str, params: t.Mapping[str, int]) -> Found:
        row = self._probe.client.read(function, params).row()
        last = t.cast(Exchange, self._probe.recorder.last)
        self._reader.take_integers(function, [row])
        found = self._columns(function, [row])
        return Found(found.answer, {**found.evidence, "data": kind(last.data)})

    def _group_columns(self, function: str, params: t.Mapping[str, int]) -> Found:
        return self._columns(function, self._reader.once(function, {"customer": self._probe.customer, **params}))

    def _recordgroups(self) -> Found:
        rows = self._reader.once(functions.RECORDGROUPS_LIST, {"customer": self._probe.customer})
        return Found("yes", {"rows": "some" if rows else "none"})

    def _keep_agents(self) -> Found:
        rows = self.campaigns()
        if not rows:
            raise NotAsked("there is no campaign")
        self._agents = any(schema.RESET_ON_UPDATE in row for row in rows)
        return Found("yes" if self._agents else "no", {})

    def _words(self, rows: t.Iterable[Row], column: str) -> Found:
        words = sorted({self._probe.mask.word(row[column]) for row in rows if column in row})
        if not words:
            raise NotAsked("there are no rows with {0}".format(column))
        return Found(", ".join(words), {})

    def _campaigns_get(self) -> Found:
        rows = self.campaigns()
        number = to_integer(rows[0].get("id")) if rows else None
        error = self._reader.attempt(lambda: self._reader.read(functions.CAMPAIGNS_GET, {"id": number or NOBODY}))
        if error is not None:
            found = refusal(error)
            asked = "a campaign that exists" if number else "a campaign that does not exist"
            return Found(found.answer, {**found.evidence, "asked_for": asked})
        last = t.cast(Exchange, self._probe.recorder.last)
        data = last.data[0] if isinstance(last.data, list) and last.data else last.data
        columns = kinds([data], self._probe.mask) if isinstance(data, dict) else {}
        return Found("yes", {"data": kind(last.data) if last.has_data else "absent", "columns": columns})

    def _token(self) -> Found:
        try:
            data = self._reader.read(functions.LOGIN, {"token": 1}).data
        except EnswitchError as error:
            if error.code != 400:
                raise
            self._tokens = False
            return refusal(error)
        row = data[0] if isinstance(data, list) and len(data) == 1 else data
        token = row.get("auth_token") if isinstance(row, dict) else None
        self._tokens = isinstance(token, str) and bool(token)
        if not isinstance(token, str) or not token:
            return Found("no", {})
        evidence: dict[str, t.Any] = {
            name: kind(row[name]) if name in row else "absent"
            for name in ("auth_token", "auth_token_expiry", "auth_token_expires")
        }
        evidence["parts"] = token.count(".") + 1
        evidence["lifetime_seconds"] = to_integer(row.get("auth_token_expiry"))
        try:
            self._probe.again(token).read(functions.LOGIN, {})
        except EnswitchError as error:
            return Found("given, but not accepted", {**evidence, "accepted": refusal(error).answer})
        return Found("yes", {**evidence, "accepted": "yes"})

    def _unknown_parameters(self) -> Found:
        try:
            self._reader.read(functions.CAMPAIGNS_LIST, {"customer": self._probe.customer, UNKNOWN: 1})
        except EnswitchError as error:
            if error.code != 400:
                raise
            return refusal(error)
        return Found("ignored", {})

    def _provoke(self, function: str, params: t.Mapping[str, int]) -> None:
        if not self._probe.report.ended:
            self._reader.attempt(lambda: self._probe.client.read(function, params))

    def _http_status(self) -> Found:
        seen = {str(code): sorted(statuses) for code, statuses in sorted(self._probe.recorder.http_statuses.items())}
        evidence = {"by_code": seen, "without_envelope": sorted(self._probe.recorder.without_envelope)}
        pairs = [(int(code), statuses) for code, statuses in seen.items()]
        if all(code < 300 for code, _statuses in pairs):
            return Found("unclear: no error could be provoked", evidence)
        if all(statuses == [200] for _code, statuses in pairs):
            return Found("always 200", evidence)
        return Found("the code" if all(statuses == [code] for code, statuses in pairs) else "mixed", evidence)

    def _content_type(self) -> Found:
        recorder = self._probe.recorder
        types = sorted(header(value) for value in recorder.content_types)
        beyond = "yes, and they fit" if recorder.beyond_ascii else "none were seen"
        if recorder.charset_trouble:
            beyond = "yes, and they do not fit"
        return Found(", ".join(types), {"characters_beyond_ascii": beyond})

    def _integers(self) -> Found:
        evidence: dict[str, t.Any] = dict(sorted(self._reader.integers.items()))
        seen = {
            word
            for columns in self._reader.integers.values()
            for found in columns.values()
            for word in found.split(" or ")
        }
        quoted, bare = "integer as text" in seen, "integer" in seen
        if quoted and bare:
            return Found("mixed", evidence)
        return Found("quoted" if quoted else "bare" if bare else "none were seen", evidence)

    def _version(self) -> Found:
        evidence = {"keep_agents_available": self._agents, "tokens": self._tokens, "sort": self._lists.sorts}
        if self._agents:
            return Found("4.2 or newer", evidence)
        if self._tokens:
            return Found("4.1" if self._agents is False else "4.1 or newer", evidence)
        if self._tokens is None:
            return Found("unknown", evidence)
        older = {True: "3.14 to 4.0", False: "3.13", None: "4.0 or older"}
        return Found(older[self._lists.sorts], evidence)
