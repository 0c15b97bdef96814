# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a function of the API gets to work with."""

from __future__ import annotations

import dataclasses

from simulator.auth import Auth, Person, may_see
from simulator.contract import Contract, Function, Refusal, Value
from simulator.dialler import Dialler
from simulator.options import Options
from simulator.pages import Pages
from simulator.store import Store


@dataclasses.dataclass(slots=True)
class Call:
    """One call whose credentials, role and parameter types have been checked."""

    function: Function
    person: Person
    given: dict[str, str]
    values: dict[str, Value]
    options: Options
    store: Store
    contract: Contract
    auth: Auth
    dialler: Dialler
    pages: Pages

    @property
    def validating(self) -> bool:
        """validation=1: check everything and do nothing."""
        return self.values.get("validation") == 1

    def integer(self, name: str, default: int = 0) -> int:
        """A parameter of type int or bool01."""
        return int(self.values.get(name, default))

    def text(self, name: str, default: str = "") -> str:
        """A parameter of type str or csv."""
        return str(self.values.get(name, default))

    def customer(self) -> int:
        """The `customer` parameter, by default the caller's own; Refusal 400 when it may not be seen."""
        customer = self.integer("customer", self.person.customer)
        if not may_see(self.store, self.person, customer):
            raise Refusal(400, "customer", "Invalid customer.")
        return customer
