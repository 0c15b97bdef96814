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
    # In place of those of the role, joined by |.
    granted: str = ""
    # The code that user/login asks for, empty for none.
    second_factor: str = ""

    @property
    def privileges(self) -> frozenset[str]:
        """What the person may do."""
        return frozenset(self.granted.split("|")) if self.granted else ROLES[self.role]


# Who sends no credentials, to a function that needs none.
ANONYMOUS = Person(0, "", 0, "none")
_PERSON = "SELECT id, username, customer, role, privileges, second_factor, password, failures FROM people WHERE "
# Seconds that a totp_token is valid.
_TOTP_LIFETIME = 120


class Auth:
    """Credentials and tokens. The signing key is in the state file, so tokens survive a restart."""

    def __init__(self, store: Store, contract: Contract) -> None:
        self._store = store
        self._token_since = version_key(contract.token_since)
        self._factor_since = version_key(contract.second_factor_since)
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

    def has_second_factor(self, person: Person, options: Options) -> bool:
        """Whether this version asks this person for a second factor."""
        return bool(person.second_factor) and self._knows_factors(options)

    def caller(self, parameters: dict[str, str], options: Options, *, login: bool = False) -> Person:
        """The person of these credentials; Refusal 401 when they are wrong, missing, expired or not enough.

        `login`: the call is user/login, which itself sees to the second factor.
        """
        token = parameters.get("auth_token")
        if token is not None and self.has_tokens(options):
            return self._by_token(token, "")
        if login and "totp_token" in parameters and self._knows_factors(options):
            return self._by_token(parameters["totp_token"], "totp")
        person = self._by_password(parameters, options)
        if not login and options.second_factor_calls == "refuse" and self.has_second_factor(person, options):
            raise Refusal(401, message="Second factor required.")
        return person

    def _knows_factors(self, options: Options) -> bool:
        return version_key(options.api_version) >= self._factor_since

    def _by_token(self, token: str, use: str) -> Person:
        row = self._store.one(_PERSON + "id = ?", (self._subject(token, use),))
        if row is None:
            raise Refusal(401)
        return Person(*row[:6])

    def _by_password(self, parameters: dict[str, str], options: Options) -> Person:
        row = self._store.one(_PERSON + "username = ?", (parameters.get("auth_username", ""),))
        if row is None:
            raise Refusal(401)
        person = Person(*row[:6])
        password, failures = row[6:]
        if options.lock_after and failures >= options.lock_after:
            raise Refusal(401, message="Account locked.")
        right = hmac.compare_digest(password.encode(), parameters.get("auth_password", "").encode())
        if failures or not right:
            failures = 0 if right else failures + 1
            self._store.db.execute("UPDATE people SET failures = ? WHERE id = ?", (failures, person.id))
        if not right:
            raise Refusal(401)
        return person

    def issue(self, person: Person, options: Options) -> dict[str, str | int]:
        """The token columns of user/login. A token of lifetime 0 never expires and has no `auth_token_expires`."""
        lifetime = options.token_lifetime
        columns: dict[str, str | int] = {"auth_token_expiry": lifetime}
        if lifetime:
            columns["auth_token_expires"] = int(time.time()) + lifetime
        return {"auth_token": self._signed(person, lifetime, ""), **columns}

    def ask_for_second_factor(self, person: Person) -> dict[str, str | int]:
        """The row of user/login for who has given only the first one."""
        token = self._signed(person, _TOTP_LIFETIME, "totp")
        return {"totp_required": 1, "totp_token": token, "username": person.username}

    def _signed(self, person: Person, lifetime: int, use: str) -> str:
        now = int(time.time())
        claims: dict[str, int | str] = {"sub": str(person.id), "iat": now, "jti": secrets.token_hex(4), "use": use}
        if lifetime:
            claims["exp"] = now + lifetime
        payload = f"{_HEADER}.{_text(json.dumps(claims).encode())}"
        return f"{payload}.{self._signature(payload)}"

    def _signature(self, payload: str) -> str:
        return _text(hmac.new(self._key, payload.encode(), hashlib.sha256).digest())

    def _subject(self, token: str, use: str) -> int:
        payload, _dot, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(payload).encode()):
            raise Refusal(401)
        # The signature is ours, so what it signs is well formed.
        body = payload.partition(".")[2]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        if claims["use"] != use:
            raise Refusal(401)
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
