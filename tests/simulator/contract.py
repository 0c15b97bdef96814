# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The functions and parameters of the API, read from tests/contract/bulk_api.yml.

The simulator has no list of functions of its own, so that it cannot drift from the contract. What the
contract leaves open stands in the few tables at the top of this file.
"""

from __future__ import annotations

import dataclasses
import pathlib
import re
from collections.abc import Sequence
from typing import Any

import yaml

CONTRACT_FILE = pathlib.Path(__file__).resolve().parents[1] / "contract" / "bulk_api.yml"

# Section 4: "older servers lack descending and sort". The contract has no `since` for them.
SINCE = {
    ("bulk/destinations/list", "sort"): "3.14",
    ("bulk/destinations/list", "descending"): "3.14",
}
# The smallest values that make sense. No page lists any: what is not here may not be negative.
MINIMUM = {
    "attempts": 1,
    "keep_agents_available": -(2**31),
    "deleted": -1,
    "directory": -1,
    "end": -1,
    "talktime_maximum": -1,
}
# Words of the contract for defaults that depend on the call: the handler decides.
DYNAMIC_DEFAULTS = ("all", "current", "now", "own")
LARGEST = 2**31 - 1

_INTEGER = re.compile(r"-?[0-9]{1,10}", re.ASCII)

Value = int | str


class Refusal(Exception):
    """The API says no: `code` of section 2, the parameter at fault, and a sentence."""

    def __init__(self, code: int, key: str = "", message: str = "", taken: Sequence[str] = ()) -> None:
        super().__init__(message)
        # What is done all the same, unless it is only to be validated.
        self.taken = taken
        self.code = code
        self.key = key
        self.message = message


def version_key(version: str) -> tuple[int, ...]:
    """Sortable form of a version such as `3.14`."""
    return tuple(int(part) for part in version.split("."))


@dataclasses.dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of one function. `default` is None where the handler decides (own, current, …, optional)."""

    name: str
    type: str
    required: bool
    default: Value | None
    values: tuple[str, ...] | None
    since: str | None

    def read(self, text: str) -> Value:
        """The typed value, or a refusal with code 400 that names the parameter."""
        if self.type == "bool01":
            if text not in ("0", "1"):
                raise Refusal(400, self.name, f"Parameter {self.name} must be 0 or 1.")
            return int(text)
        if self.type == "int":
            if _INTEGER.fullmatch(text) is None:
                raise Refusal(400, self.name, f"Parameter {self.name} must be an integer.")
            number = int(text)
            if not MINIMUM.get(self.name, 0) <= number <= LARGEST:
                raise Refusal(400, self.name, f"Parameter {self.name} is out of range.")
            self._refuse_others(str(number))
            return number
        self._refuse_others(text)
        return text

    def _refuse_others(self, text: str) -> None:
        if self.values is not None and text not in self.values:
            allowed = ", ".join(value or "(empty)" for value in self.values)
            raise Refusal(400, self.name, f"Parameter {self.name} must be one of: {allowed}.")


@dataclasses.dataclass(frozen=True, slots=True)
class Function:
    """One function: who may call it, what it takes, and which codes it knows. One privilege of `roles` is enough."""

    name: str
    roles: frozenset[str]
    since: str | None
    writes: bool
    codes: frozenset[int]
    parameters: tuple[Parameter, ...]

    def known(self, version: str) -> tuple[Parameter, ...]:
        """The parameters that a server of this version has."""
        here = version_key(version)
        return tuple(p for p in self.parameters if p.since is None or version_key(p.since) <= here)


class Contract:
    """All functions by name, and what a version knows of them."""

    def __init__(self, path: pathlib.Path = CONTRACT_FILE) -> None:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.versions: tuple[str, ...] = tuple(document["versions"])
        self.token_since: str = document["auth"]["auth_token"]["since"]
        login = document["functions"]["user/login"]["parameters"]
        self.second_factor_since: str = login["totp_token"]["since"]
        self.auth_parameters = frozenset(document["auth"])
        self.functions = {name: _function(name, entry) for name, entry in document["functions"].items()}
        create = self.functions["bulk/campaigns/create"]
        self.campaign_fields = tuple(p for p in create.parameters if p.name != "validation")
        self._known: dict[tuple[str, str], dict[str, Parameter]] = {}

    def known(self, function: Function, version: str) -> dict[str, Parameter]:
        """The parameters of the function in this version, by name, in the contract's order."""
        found = self._known.get((function.name, version))
        if found is None:
            found = {p.name: p for p in function.known(version)}
            self._known[(function.name, version)] = found
        return found

    def refuse_unknown(self, function: Function, given: dict[str, str], version: str) -> None:
        """Refusal 400 for the first parameter that this version of the function does not know."""
        known = self.known(function, version)
        for name in given:
            if name not in known and name not in self.auth_parameters:
                raise Refusal(400, name, f"Unknown parameter {name}.")

    def parse(self, function: Function, given: dict[str, str], version: str) -> dict[str, Value]:
        """Typed values of the parameters; those that are left out and have no fixed default are absent."""
        known = self.known(function, version)
        values: dict[str, Value] = {}
        for name, parameter in known.items():
            text = given.get(name)
            if text is not None:
                values[name] = parameter.read(text)
            elif parameter.required:
                raise Refusal(400, name, f"Parameter {name} is required.")
            elif parameter.default is not None:
                values[name] = parameter.default
        return values

    def find(self, name: str, version: str) -> Function | None:
        """The function of this name, None where this version does not have it."""
        function = self.functions.get(name)
        if function is None or (function.since and version_key(function.since) > version_key(version)):
            return None
        return function

    def campaign_columns(self, version: str) -> tuple[str, ...]:
        """Columns of a row of bulk/campaigns/list: `id` and the parameters' names."""
        here = version_key(version)
        return ("id", *(p.name for p in self.campaign_fields if p.since is None or version_key(p.since) <= here))


def _function(name: str, entry: dict[str, Any]) -> Function:
    return Function(
        name=name,
        roles=frozenset(entry["role"].split("|")),
        since=entry.get("since"),
        writes=bool(entry.get("writes", False)),
        codes=frozenset(entry["codes"]),
        parameters=tuple(_parameter(name, key, value) for key, value in entry["parameters"].items()),
    )


def _parameter(function: str, name: str, entry: dict[str, Any]) -> Parameter:
    default = entry.get("default")
    values = entry.get("values")
    return Parameter(
        name=name,
        type=entry["type"],
        required=bool(entry.get("required", False)),
        default=None if default in DYNAMIC_DEFAULTS else default,
        values=None if values is None else tuple(str(value) for value in values),
        since=entry.get("since") or SINCE.get((function, name)),
    )
