# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who calls: user name and password, or a signed token that expires (since 4.1); roles; customers kept apart."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import json
import secrets
import time

from simulator.contract import Contract, Function, Refusal, version_key
from simulator.options import Options
from simulator.store import Store

# Roles are presets of privileges, which are what functions ask for (section 13). `none` may not even log in.
_USER = frozenset(("user", "record"))
_ADMINISTRATOR = _USER | {"administrator", "actions", "cdrs", "telephone line reports"}
# An administrator who may also see the customers below their own.
_RESELLER = _ADMINISTRATOR | {"callshop", "commerce", "wholesale", "audit", "panel"}
ROLES = {"none": frozenset[str](), "user": _USER, "administrator": _ADMINISTRATOR, "reseller": _RESELLER}
_HEADER = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=").decode()


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """The caller."""

    id: int
    username: str
    customer: int
    role: str

    @property
    def privileges(self) -> frozenset[str]:
        """What the role consists of."""
        return ROLES[self.role]


# Who sends no credentials, to a function that needs none.
ANONYMOUS = Person(0, "", 0, "none")
_PERSON = "SELECT id, username, customer, role, password FROM people WHERE "


class Auth:
    """Credentials and tokens. The signing key is in the state file, so tokens survive a restart."""

    def __init__(self, store: Store, contract: Contract) -> None:
        self._store = store
        self._token_since = version_key(contract.token_since)
        key = store.get_meta("token_key")
        self._key = bytes.fromhex(key) if key else self.revoke()

    def revoke(self) -> bytes:
        """A new signing key: no token given so far is valid any more."""
        self._key = secrets.token_bytes(32)
        self._store.set_meta("token_key", self._key.hex())
        return self._key

    def has_tokens(self, options: Options) -> bool:
        """Whether this version knows tokens."""
        return version_key(options.api_version) >= self._token_since

    def caller(self, parameters: dict[str, str], options: Options) -> Person:
        """The person of these credentials; Refusal 401 when they are wrong, missing or expired."""
        token = parameters.get("auth_token")
        if token is not None and self.has_tokens(options):
            row = self._store.one(_PERSON + "id = ?", (self._subject(token),))
            if row is None:
                raise Refusal(401)
            return Person(*row[:4])
        row = self._store.one(_PERSON + "username = ?", (parameters.get("auth_username", ""),))
        if row is None or not hmac.compare_digest(row[4].encode(), parameters.get("auth_password", "").encode()):
            raise Refusal(401)
        return Person(*row[:4])

    def issue(self, person: Person, options: Options) -> dict[str, str | int]:
        """The token columns of user/login. A token of lifetime 0 never expires and has no `auth_token_expires`."""
        now = int(time.time())
        lifetime = options.token_lifetime
        claims: dict[str, int | str] = {"sub": str(person.id), "iat": now, "jti": secrets.token_hex(4)}
        columns: dict[str, str | int] = {"auth_token_expiry": lifetime}
        if lifetime:
            claims["exp"] = columns["auth_token_expires"] = now + lifetime
        payload = f"{_HEADER}.{_text(json.dumps(claims).encode())}"
        return {"auth_token": f"{payload}.{self._signature(payload)}", **columns}

    def _signature(self, payload: str) -> str:
        return _text(hmac.new(self._key, payload.encode(), hashlib.sha256).digest())

    def _subject(self, token: str) -> int:
        payload, _dot, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(payload).encode()):
            raise Refusal(401)
        # The signature is ours, so what it signs is well formed.
        body = payload.partition(".")[2]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        if "exp" in claims and claims["exp"] <= time.time():
            raise Refusal(401, message="Token expired.")
        return int(claims["sub"])


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def ancestors(store: Store, customer: int) -> list[int]:
    """The customer and all above it, nearest first; empty for one that does not exist or is deleted."""
    chain: list[int] = []
    while customer and customer not in chain:
        row = store.one("SELECT parent FROM customers WHERE id = ? AND deleted = 0", (customer,))
        if row is None:
            break
        chain.append(customer)
        customer = row[0]
    return chain


def needs_none(function: Function, parameters: dict[str, str]) -> bool:
    """Whether this call needs no credentials: some functions never do, and others do not with check=1."""
    if any(name.startswith("auth_") for name in parameters):
        return False
    asks = parameters.get("check") == "1" and any(parameter.name == "check" for parameter in function.parameters)
    return asks or "none" in function.roles


def roles_of(function: Function, options: Options) -> frozenset[str]:
    """The privileges of which one is enough for this function."""
    if options.periods_role == "user" and function.name in ("timegroups/periods/get", "timegroups/periods/list"):
        return function.roles | {"user"}
    return function.roles


def has_role(person: Person, roles: frozenset[str]) -> bool:
    """Whether the caller has one of the privileges that a function asks for."""
    return "none" in roles or not roles.isdisjoint(person.privileges)


def may_see(store: Store, person: Person, customer: int) -> bool:
    """Own customer; with callshop or commerce also those below it."""
    if not person.privileges.isdisjoint(("callshop", "commerce")):
        return person.customer in ancestors(store, customer)
    return customer == person.customer
