# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that a running simulator consists of, and how one call goes through it."""

from __future__ import annotations

import dataclasses
from typing import Any

from simulator import (
    api_campaigns,
    api_customers,
    api_destinations,
    api_features,
    api_names,
    api_periods,
    api_timegroups,
    seed,
)
from simulator.auth import ANONYMOUS, Auth, Person, has_role, needs_none, roles_of
from simulator.call import Call
from simulator.contract import Contract, Function, Refusal
from simulator.dialler import Dialler
from simulator.envelope import Answer, Reply, encode, page
from simulator.faults import LATER, Fault, Faults
from simulator.incoming import Incoming
from simulator.journal import Journal
from simulator.lag import Lag
from simulator.numbers import TooMany
from simulator.options import Options
from simulator.pages import Pages
from simulator.seed_default import DEFAULT
from simulator.store import Store

# What the collection does not call yet is not answered: HTTP 404, as outside of the contract.
UNANSWERED = frozenset(
    (
        "audit/list",
        "calls/active/list",
        "calls/hangup",
        "cdrs/events/list",
        "cdrs/list",
        "recording/groups/create",
        "recording/groups/delete",
        "recording/groups/get",
        "recording/groups/update",
    )
)
HANDLERS = {
    "bulk/campaigns/create": api_campaigns.create,
    "bulk/campaigns/update": api_campaigns.update,
    "bulk/campaigns/list": api_campaigns.list_,
    "bulk/campaigns/get": api_campaigns.get,
    "bulk/campaigns/delete": api_campaigns.delete,
    "bulk/destinations/create": api_destinations.create,
    "bulk/destinations/update": api_destinations.update,
    "bulk/destinations/delete": api_destinations.delete,
    "bulk/destinations/list": api_destinations.list_,
    "configs/get": api_features.configs_get,
    "customers/get": api_customers.get,
    "customers/list": api_customers.list_,
    "features/get": api_features.features_get,
    "numbers/list": api_features.numbers_list,
    "people/get": api_names.people_get,
    "people/list": api_names.people_list,
    "plans/get": api_features.plans_get,
    "timegroups/create": api_timegroups.create,
    "timegroups/delete": api_timegroups.delete,
    "timegroups/get": api_timegroups.get,
    "timegroups/list": api_timegroups.list_,
    "timegroups/update": api_timegroups.update,
    "timegroups/usage": api_timegroups.usage,
    "timegroups/periods/create": api_periods.create,
    "timegroups/periods/delete": api_periods.delete,
    "timegroups/periods/get": api_periods.get,
    "timegroups/periods/list": api_periods.list_,
    "timegroups/periods/update": api_periods.update,
    "recording/groups/list": api_names.record_groups_list,
    "user/login": api_names.login,
}

_LARGE = {
    "http_413": page(413, "413 Request Entity Too Large", "The request is larger than the server takes."),
    "http_414": page(414, "414 Request-URI Too Large", "The address is longer than the server takes."),
}
_NOT_FOUND = page(404, "404 Not Found", "The requested URL was not found on this server.")
_METHOD = page(405, "405 Method Not Allowed", "Only GET and POST are allowed.", (("Allow", "GET, POST"),))


class World:
    """State, options, faults, journal and dialler of one simulator."""

    def __init__(self, path: str, start_options: dict[str, Any], extra_seed: Any = None) -> None:
        self.contract = Contract()
        strangers = set(self.contract.functions) ^ (set(HANDLERS) | UNANSWERED)
        if strangers:
            raise RuntimeError(f"the simulator and the contract differ: {', '.join(sorted(strangers))}")
        self.store = Store(path, self.contract)
        self._start_options = Options().changed(start_options)
        self._extra_seed = extra_seed
        with self.store.transaction():
            if self.store.get_meta("seeded") is None:
                self._plant()
            self.options = self._resume_options(start_options)
            self.auth = Auth(self.store, self.contract)
        self.journal = Journal(self.store)
        self.faults = Faults(self.store)
        self.dialler = Dialler(self.store, self.options)
        self.pages = Pages(self.store)
        self.lag = Lag()

    def _plant(self) -> None:
        seed.load(self.store, self.contract, DEFAULT)
        if self._extra_seed is not None:
            seed.load(self.store, self.contract, self._extra_seed)
        self.store.set_meta("seeded", True)

    def _resume_options(self, start_options: dict[str, Any]) -> Options:
        """Options changed at run time survive a restart with the same command line, but not another one."""
        if self.store.get_meta("start_options") == start_options:
            return Options().changed(self.store.get_meta("options"))
        self.store.set_meta("start_options", start_options)
        self.store.set_meta("options", self._start_options.as_dict())
        return self._start_options

    def set_options(self, changes: dict[str, Any]) -> None:
        """Change options at run time; raises BadOption."""
        options = self.options.changed(changes)
        with self.store.transaction():
            self.store.set_meta("options", options.as_dict())
        self.options = options
        self.dialler.set_options(options)

    def reset(self, changes: dict[str, Any]) -> None:
        """Back to the seed, with the options of the start and these changes; raises BadOption."""
        options = self._start_options.changed(changes)
        with self.store.transaction():
            self.store.wipe()
            self._plant()
            self.store.set_meta("options", options.as_dict())
            self.store.set_meta("now", 0.0)
            self.store.set_meta("speed", 0.0)
        self.options = options
        self.faults.load()
        self.lag.forget()
        self.dialler.set_options(options)
        self.dialler.load()

    def function(self, incoming: Incoming) -> Function | None:
        """The function that this request is for, None where the simulator, or this version, has no such function."""
        if incoming.function not in HANDLERS or incoming.function in self.options.missing_functions.split(","):
            return None
        return self.contract.find(incoming.function, self.options.api_version)

    def note(self, incoming: Incoming, *, fault: str | None = None, http_status: int | None = None) -> int:
        """A line of the journal for a call without work, or before it; its number. Within the caller's transaction."""
        return self.journal.add(
            incoming,
            self.function(incoming),
            code=None,
            changed=False,
            http_status=http_status,
            fault=fault,
            username=incoming.parameters.get("auth_username", ""),
        )

    def settle(self, incoming: Incoming, fault: Fault | None, line: int | None = None) -> Reply:
        """Do the work of one request, write its line of the journal, and say what is to be sent.

        `line`: the number of a line that stands there already. Within the caller's transaction.
        """
        function = self.function(incoming)
        answer, reply, username = self._work(incoming, function, fault)
        code = None if answer is None else answer.code
        changed = answer is not None and answer.changed
        if line is not None:
            self.journal.amend(line, code=code, changed=changed, http_status=reply.status, username=username)
        else:
            kind = None
            if fault is not None:
                kind = fault.kind
                code = int(fault.code) if kind == "code" else code
            line = self.journal.add(
                incoming,
                function,
                code=code,
                changed=changed,
                http_status=reply.status,
                fault=kind,
                username=username,
            )
        if answer is not None and answer.timegroup:
            self.journal.add_timegroup(line, answer.timegroup)
        return reply

    def _work(
        self, incoming: Incoming, function: Function | None, fault: Fault | None
    ) -> tuple[Answer | None, Reply, str]:
        username = incoming.parameters.get("auth_username", "")
        if fault is not None and not fault.works:
            # A delay before the work is over by now; all others of these go without it.
            if fault.kind not in LATER:
                return None, fault.reply(None, self.options), username
        refused = _refused_by_web_server(incoming, function)
        if refused is not None or function is None:
            return None, refused or _NOT_FOUND, username
        try:
            if needs_none(function, incoming.parameters):
                person = ANONYMOUS
            else:
                person = self.auth.caller(incoming.parameters, self.options, login=function.name == "user/login")
            username = person.username
            answer = self._answer(incoming, function, person)
        except Refusal as refusal:
            answer = Answer.refusing(refusal)
        except TooMany:
            large = self.options.large_chunk
            if large != "code_400":
                return None, _LARGE[large], username
            answer = Answer(400, None, "dnumbers", f"At most {self.options.max_dnumbers} numbers in one call.")
        reply = encode(answer, self.options) if fault is None else fault.reply(answer, self.options)
        return answer, reply, username

    def _answer(self, incoming: Incoming, function: Function, person: Person) -> Answer:
        options = self.options
        if person is not ANONYMOUS and not has_role(person, roles_of(function, options)):
            raise Refusal(402)
        if options.unknown_parameters == "reject":
            self.contract.refuse_unknown(function, incoming.parameters, options.api_version)
        try:
            values = self.contract.parse(function, incoming.parameters, options.api_version)
        except Refusal as refusal:
            if 400 not in function.codes and 404 in function.codes:
                # The function knows no 400: what it should work on does not exist.
                raise Refusal(404) from refusal
            raise
        call = Call(
            function=function,
            person=person,
            given=incoming.parameters,
            values=values,
            options=options,
            store=self.store,
            contract=self.contract,
            auth=self.auth,
            dialler=self.dialler,
            pages=self.pages,
            lag=self.lag,
        )
        return _coded(HANDLERS[function.name](call), call)


def _coded(answer: Answer, call: Call) -> Answer:
    """The answer with the success code that this server gives (option write_code)."""
    code = call.options.write_code
    if code == "200" and answer.code == 204:
        number = call.values.get("id")
        row = {"id": int(number)} if number is not None and call.function.name.endswith("/update") else None
        return dataclasses.replace(answer, code=200, data=row)
    if code == "204" and answer.code == 200 and call.function.writes:
        return dataclasses.replace(answer, code=204, data=None)
    return answer


def _refused_by_web_server(incoming: Incoming, function: Function | None) -> Reply | None:
    """What never gets as far as the API: wrong method, too large, wrong address, missing slash."""
    if incoming.method not in ("GET", "POST"):
        return _METHOD
    if incoming.too_large:
        return _LARGE["http_413"]
    if function is None:
        return _NOT_FOUND
    if not incoming.trailing_slash:
        path, mark, query = incoming.address.partition("?")
        return page(301, "301 Moved Permanently", "See there.", (("Location", f"{path}/{mark}{query}"),))
    return None
