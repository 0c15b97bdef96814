# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The one family of errors, and what each answer of the API means for the user.

This layer knows nothing of HTTP libraries or of Ansible. Section 2 of the API notes
(the envelope) is the source of the codes and of their meanings.
"""

from __future__ import annotations

import dataclasses
import typing as t

Error = t.TypeVar("Error", bound="EnswitchError")

INVALID_INPUT = "invalid_input"
AUTHENTICATION = "authentication"
ROLE = "role"
RATE_PLAN = "rate_plan"
NOT_FOUND = "not_found"
CONFLICT = "conflict"
SERVER = "server"
NETWORK = "network"
TLS = "tls"
TIMEOUT = "timeout"
PROTOCOL = "protocol"
USAGE = "usage"

CATEGORIES = (
    INVALID_INPUT,
    AUTHENTICATION,
    ROLE,
    RATE_PLAN,
    NOT_FOUND,
    CONFLICT,
    SERVER,
    NETWORK,
    TLS,
    TIMEOUT,
    PROTOCOL,
    USAGE,
)

# API code -> (category, hint). Documented in the vendor's list of codes.
_CODES: dict[int, tuple[str, str]] = {
    202: (
        AUTHENTICATION,
        "The account has a second factor, which a task cannot enter. Use an account without one for the API.",
    ),
    400: (INVALID_INPUT, "Correct the named option. Check mode asks the server without changing anything."),
    401: (
        AUTHENTICATION,
        "Check auth_username and auth_password, or get a new auth_token: the platform did not accept them.",
    ),
    402: (ROLE, "The role of this account does not allow the call."),
    403: (
        RATE_PLAN,
        "The rate plan of this customer does not allow the call. Ask the service provider to change the plan.",
    ),
    404: (
        NOT_FOUND,
        "The object does not exist, or this account may not see it: the platform does not tell the two apart.",
    ),
    409: (CONFLICT, "Several objects match. Give an ID instead of a name."),
    500: (SERVER, "The platform failed: its own words and its log say why."),
}

_NOT_DELETED = (
    "The platform does not delete it as it is; its own words say why. Disable a campaign that runs, or change what "
    "uses it, and run the task again."
)

# The codes of an answer that says that nothing was done. Any other leaves it open whether a write was carried out: the
# platform may answer "internal error" after the work, and what is not documented may mean anything. 429 is HTTP's word
# for "not let in".
REFUSALS = (400, 401, 402, 403, 404, 409, 429)

# The role that a function needs, where it is another than "user": documented, or (delete) inferred from create.
_ROLES: dict[str, str] = {
    "bulk/campaigns/create": "administrator",
    "bulk/campaigns/delete": "administrator",
    "customers/list": "reseller (callshop or commerce)",
    "numbers/list": "user or wholesale",
    "recording/groups/list": "record",
    "timegroups/create": "administrator",
    "timegroups/delete": "administrator",
    "timegroups/get": "administrator or user",
    "timegroups/list": "administrator, user or wholesale",
    "timegroups/periods/create": "administrator",
    "timegroups/periods/delete": "administrator",
    "timegroups/periods/get": "administrator",
    "timegroups/periods/list": "administrator",
    "timegroups/periods/update": "administrator",
    "timegroups/update": "administrator",
    "timegroups/usage": "administrator or user",
}


def category_of(code: int) -> str:
    """Return the category of an API code; a code that is not documented is a protocol matter."""
    known = _CODES.get(code)
    if known:
        return known[0]
    return SERVER if 500 <= code <= 599 else PROTOCOL


def hint_of(code: int, function: str) -> str:
    """Return what the user should do about an API code that came from a function."""
    if code == 400 and function.endswith("/delete"):
        # There is no option to correct, and nothing that check mode could ask.
        if function == "bulk/destinations/delete":
            return _NOT_DELETED + " With removal=cancel, a number stays, and is called no more."
        return _NOT_DELETED
    hint = _CODES[code][1] if code in _CODES else "This code is not documented. Report it with the function's name."
    if code == 402:
        hint += " It needs the role {0}.".format(_ROLES.get(function, "user"))
    return hint


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Facts:
    """What is known about a failure. Nothing edits it: a change makes a new error.

    ``outcome_unknown`` is true where a changing call may or may not have taken effect: whoever sent it has to look
    for its effect. ``carried_out`` is true where a change is made, or the platform says so, though the task fails.
    ``retry_after`` is the wait in seconds that the server asked for. ``result`` holds what was done before the
    failure: return values that the failed task still reports.
    """

    default_category: t.ClassVar[str] = PROTOCOL
    default_hint: t.ClassVar[str | None] = None

    text: str
    category: str = ""
    code: int | None = None
    key: str | None = None
    message: str | None = None
    function: str | None = None
    http_status: int | None = None
    attempts: int = 0
    retryable: bool = False
    hint: str | None = None
    responses: t.Sequence[t.Mapping[str, t.Any]] = ()
    outcome_unknown: bool = False
    carried_out: bool = False
    retry_after: float | None = None
    result: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        # The one place that sets what is frozen: what was given may change later, the error does not.
        object.__setattr__(self, "category", self.category or self.default_category)
        if self.hint is None and self.category == self.default_category:
            object.__setattr__(self, "hint", self.default_hint)
        object.__setattr__(self, "responses", [dict(entry) for entry in self.responses])
        object.__setattr__(self, "result", dict(self.result))


class EnswitchError(Facts, Exception):
    """Something that ends the task, with everything a user or a playbook needs to act on it."""

    def __str__(self) -> str:
        return self.text

    def replace(self: Error, **changes: t.Any) -> Error:
        """Return a new error of the same kind, with other facts where they are given."""
        return dataclasses.replace(self, **changes)

    def about(self: Error, what: str) -> Error:
        """Return a new error whose text begins with what it is about, unless the text names that already."""
        return self.replace(text=self.text if what in self.text else "{0}: {1}".format(what, self.text))

    @property
    def msg(self) -> str:
        """The text for the user: what is wrong, and what to do."""
        said = not self.hint or self.text.rstrip(". ").endswith(self.hint.rstrip(". "))
        parts = [self.text] if said or self.hint is None else [self.text, self.hint]
        return " ".join(_sentence(part) for part in parts)

    def as_dict(self) -> dict[str, t.Any]:
        """Return the ``error`` value of a failed task. The set of keys never changes."""
        return {
            "category": self.category,
            "code": self.code,
            "key": self.key,
            "message": self.message,
            "function": self.function,
            "http_status": self.http_status,
            "attempts": self.attempts,
            "retryable": self.retryable,
            "hint": self.hint,
            "responses": [dict(entry) for entry in self.responses],
        }


def _sentence(text: str) -> str:
    """Return a text with exactly one mark at its end."""
    text = text.rstrip(". ")
    return text if text.endswith(("!", "?")) else text + "."


class UsageError(EnswitchError):
    """The options cannot be right. Raised before anything is sent that depends on them."""

    default_category = USAGE


class ApiError(EnswitchError):
    """The platform answered, and the answer is no."""


class TransportError(EnswitchError):
    """No answer of the platform arrived: network, TLS, timeout, or a proxy that spoke in its place."""

    default_category = NETWORK


class ProtocolError(EnswitchError):
    """Something answered that does not speak the Enswitch JSON API, or not as it is documented."""

    default_category = PROTOCOL
    default_hint = "The documentation knows no such answer. Report it, with the version of the platform."


class NoIdError(ProtocolError):
    """A list with a row whose ID cannot be read: no one can tell what else there is."""

    default_hint = "Without it, no one can tell what is there already. Report this version of the platform."


class UnsentError(ProtocolError):
    """A validation that is not sent any more, since another one may have been carried out."""


class ConflictError(EnswitchError):
    """Several objects match where exactly one is needed, or two options exclude each other."""

    default_category = CONFLICT


class NotFoundError(EnswitchError):
    """A name or an ID that the task relies on does not exist, or may not be seen."""

    default_category = NOT_FOUND


class MisspelledError(NotFoundError):
    """A name that does not exist, where one there differs only in case, a blank or a letter."""
