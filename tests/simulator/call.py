# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a function of the API gets to work with."""

from __future__ import annotations

import dataclasses
from typing import Any

from simulator.auth import ANONYMOUS, Auth, Person, may_see
from simulator.contract import Contract, Function, Refusal, Value
from simulator.dialler import Dialler
from simulator.lag import Lag
from simulator.options import Options
from simulator.pages import Pages
from simulator.store import Store


@dataclasses.dataclass(slots=True)
class Call:
    """One call whose credentials, role and parameter types have been checked. Some calls need no credentials."""

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
    lag: Lag

    @property
    def anonymous(self) -> bool:
        """Whether nobody's credentials came with it."""
        return self.person is ANONYMOUS

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


def one_of(call: Call, names: tuple[str, ...]) -> tuple[str, Any]:
    """The one parameter of these that is given, and its value; Refusal 400 where it is not exactly one."""
    given = [name for name in names if name in call.values]
    if len(given) != 1:
        raise Refusal(400, names[0], f"One of {', '.join(names)} is required.")
    return given[0], call.values[given[0]]
