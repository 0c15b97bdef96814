# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The API as Python: credentials, envelope, retries, and the guard of check mode. Raises, never exits."""

from __future__ import annotations

import collections
import random
import threading
import time
import typing as t
from urllib.parse import urlencode

from . import functions
from .connection import Connection
from .envelope import Answer, parse
from .errors import (
    AUTHENTICATION,
    REFUSALS,
    SERVER,
    ApiError,
    EnswitchError,
    ProtocolError,
    TransportError,
    UsageError,
    category_of,
    hint_of,
)
from .gate import Gate
from .progress import Watcher
from .transport import Reply, Transport

Params = t.Mapping[str, t.Union[str, int, bool, None]]

# HTTP statuses of a proxy or of a busy server that pass by themselves.
_PASSING = (429, 502, 503, 504)
_FIRST_DELAY = 0.5


class Posts(t.Protocol):
    """What a client needs of a transport."""

    def post(self, function: str, form: bytes) -> Reply:
        """Send one form and return the whole answer."""

    def close(self) -> None:
        """Close all connections."""


class Client:
    """Calls functions of one platform with one account. Safe to share between threads.

    With ``read_only`` (check mode) no changing call can leave, whatever the layers above ask for.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        read_only: bool = False,
        transport: Posts | None = None,
        sleep: t.Callable[[float], None] = time.sleep,
        watcher: Watcher | None = None,
    ) -> None:
        self._connection = connection
        self._read_only = read_only
        self._transport: Posts = transport or Transport(connection)
        self._sleep = sleep
        # Who is told how far long work is.
        self.watcher = watcher or Watcher()
        self._gate = Gate()
        # Logging in is itself a call that may be refused, so the same thread may come back here.
        self._lock = threading.RLock()
        self._token = connection.token
        # What the log-in after an expired token found out: the platform may be too old for tokens.
        self._logins = 0
        self.counts: collections.Counter[str] = collections.Counter()

    @property
    def retries(self) -> int:
        """How often something may be tried again."""
        return self._connection.retries

    @property
    def read_only(self) -> bool:
        """Whether this is check mode."""
        return self._read_only

    @property
    def refusal(self) -> EnswitchError | None:
        """The error that has ended all calls: the account is refused, or the platform is out of reach."""
        return self._gate.refusal

    def close(self) -> None:
        """Close the kept connections."""
        self._transport.close()

    def read(self, function: str, params: Params, *, optional: bool = False) -> Answer:
        """Call a function that changes nothing. It is tried again after transient errors.

        ``optional``: the task does without the answer, so that no answer of this function keeps it from other calls.
        """
        if not functions.is_read(function):
            raise _misuse(function, "changes data and cannot be used to read")
        answer = self._call(function, dict(params), repeatable=True, optional=optional)
        if 201 in answer.codes:
            raise ProtocolError(
                "{0} answered with code 201, which says that something was only validated.".format(function),
                code=201,
                function=function,
                responses=answer.responses,
            )
        return answer

    def validate(self, function: str, params: Params) -> Answer:
        """Let the platform check a changing call without carrying it out (code 201).

        Raises ProtocolError where the platform answers as if it had carried it out. After that, no other one is sent.
        """
        if not functions.can_validate(function):
            raise _misuse(function, "has no validation mode")
        with self._gate.validating(function):
            answer = self._call(function, {**params, "validation": 1}, repeatable=True)
            if any(code != 201 for code in answer.codes):
                raise ProtocolError(
                    "{0} answered a validation with code {1}, not 201: the platform may have carried it out.".format(
                        function, answer.code
                    ),
                    code=answer.code,
                    function=function,
                    responses=answer.responses,
                    hint="Look at the platform before anything else, and report this version of it.",
                    carried_out=True,
                )
        return answer

    def write(self, function: str, params: Params) -> Answer:
        """Carry out a changing call.

        It is sent again only where it certainly never arrived. Raises an error with ``outcome_unknown``
        where the answer was lost: see _api/reconcile.py.
        """
        if functions.is_read(function):
            raise _misuse(function, "is not a changing call")
        answer = self._call(function, dict(params), repeatable=False)
        if 201 in answer.codes:
            raise ProtocolError(
                "{0} was only validated by the platform, not carried out (code 201).".format(function),
                code=201,
                function=function,
                responses=answer.responses,
            )
        return answer

    @property
    def url(self) -> str:
        """The base address of the API."""
        return self._connection.url

    @property
    def timeout(self) -> float:
        """Seconds that one request may take."""
        return self._connection.timeout

    def pause(self, number: int, least: float = 0.0) -> float:
        """Wait before the given further try (1, 2, …), and return the seconds.

        It is a back-off with jitter that never goes beyond retry_max_delay, but at least ``least``.
        """
        delay = max(self._delay(number), least)
        self._sleep(delay)
        return delay

    def _delay(self, number: int, retry_after: float | None = None) -> float:
        longest = self._connection.retry_max_delay
        if retry_after is not None:
            return min(retry_after, longest)
        return min(_FIRST_DELAY * 2.0 ** min(number - 1, 16), longest) * random.uniform(0.5, 1.0)

    def _call(self, function: str, params: dict[str, t.Any], *, repeatable: bool, optional: bool = False) -> Answer:
        """Call, unless calls have become useless."""
        with self._gate.admit(function, params.get("customer"), optional):
            return self._try(function, params, repeatable=repeatable)

    def _try(self, function: str, params: dict[str, t.Any], *, repeatable: bool) -> Answer:
        """Call with retries and, once, with a fresh token."""
        tries = 0
        renewed = False
        while True:
            tries += 1
            logins = self._logins
            try:
                return self._once(function, params)
            except EnswitchError as problem:
                error = problem.replace(attempts=tries)
                maybe_done = error.outcome_unknown and not repeatable
                if error.code == 401 and not renewed and not maybe_done and self._renew(logins):
                    renewed = True
                    continue
                if repeatable:
                    # Nothing was changed, so there is nothing to look for.
                    error = error.replace(outcome_unknown=False)
                if not error.retryable or error.outcome_unknown or tries > self._connection.retries:
                    raise error from None
                delay = self._delay(tries, error.retry_after)
            self._sleep(delay)

    def _once(self, function: str, params: dict[str, t.Any]) -> Answer:
        """Send one request and turn whatever comes back into an answer or an error."""
        # The last line of defense. It stands here so that no way around it exists.
        # A function without a validation mode would ignore the parameter and do its work.
        # So might one that is sent anything but a plain 1.
        validation = params.get("validation")
        only_validates = functions.can_validate(function) and isinstance(validation, int) and validation == 1
        if self._read_only and not functions.is_read(function) and not only_validates:
            raise _misuse(function, "would change data, which check mode forbids")
        self.counts[function] += 1
        form = _encode(function, {**params, **self._credentials()})
        try:
            reply = self._transport.post(function, form)
        except TransportError as error:
            raise error.replace(text=self._connection.redactor.text(error.text)) from None
        return self._read_reply(function, reply)

    def _credentials(self) -> dict[str, str]:
        # Read once: another thread may be replacing it.
        token = self._token
        if token:
            return {"auth_token": token}
        return {
            "auth_username": self._connection.username or "",
            "auth_password": self._connection.password or "",
        }

    def _renew(self, logins: int) -> bool:
        """Replace a token that the platform no longer accepts. Return whether another try makes sense.

        Documented: a 401 with a token means "log in again", a 401 on that login means wrong credentials.
        ``logins`` is the count from before the refused call: another thread may have logged in since.
        """
        connection = self._connection
        with self._lock:
            if self._logins != logins:
                return True
            if not self._token or not connection.username or not connection.password:
                return False
            self._logins += 1
            self._token = None
            # Without a token in the answer (before 4.1) user name and password go with every call.
            # Part of the call that was refused, so it does not pass the gate again.
            answer = self._try(functions.LOGIN, {"token": 1}, repeatable=True)
            token = answer.data.get("auth_token") if isinstance(answer.data, dict) else None
            if isinstance(token, str) and token:
                connection.redactor.add(token)
                self._token = token
            return True

    def _read_reply(self, function: str, reply: Reply) -> Answer:
        redactor = self._connection.redactor
        if 300 <= reply.status <= 399:
            where = redactor.text((reply.location or "").split("?")[0])
            raise ProtocolError(
                "{0} was redirected (HTTP {1}){2}. Redirects are not followed.".format(
                    function, reply.status, " to " + where if where else ""
                ),
                function=function,
                http_status=reply.status,
                hint="Set api_url to the address that the platform really has.",
                # The redirect answered in place of the function.
                outcome_unknown=False,
            )
        if reply.status == 204 and not reply.body and not functions.is_read(function):
            # A server that mirrors the code 204 as HTTP status cannot send a body with it: HTTP forbids one.
            return Answer(function, [{"code": "204", "key": "", "message": ""}], [204], None)
        try:
            answer = parse(function, reply.body, reply.charset)
        except ProtocolError as problem:
            raise self._no_envelope(function, reply, problem) from None
        # Whoever makes an error or a result of them later has masked ones.
        answer.responses = redactor.data(answer.responses)
        if reply.status in _PASSING:
            raise self._no_envelope(function, reply, None)
        failure = answer.failure
        if failure is None:
            return answer
        entry, code = answer.responses[failure], answer.codes[failure]
        key = str(entry.get("key") or "")
        message = str(entry.get("message") or "")
        category = category_of(code)
        text = "{0} failed with code {1}".format(function, code)
        if key:
            text += " for {0}".format(key)
        text += ": {0}.".format(message.rstrip(".") or category.replace("_", " "))
        others = [_told(answer.responses[position]) for position in answer.failures[1:]]
        if any(others):
            text += " Also {0}.".format("; ".join(filter(None, others)))
        raise ApiError(
            text,
            category=category,
            code=code,
            key=key,
            message=message,
            function=function,
            http_status=reply.status,
            hint=hint_of(code, function),
            retryable=code in _PASSING,
            # Whether several responses ever come is unknown (section 2), so success beside a failure leaves it open.
            outcome_unknown=code not in REFUSALS or answer.mixed,
            responses=answer.responses,
            retry_after=reply.retry_after,
        )

    def _no_envelope(self, function: str, reply: Reply, problem: ProtocolError | None) -> EnswitchError:
        """Say what an HTTP answer without an envelope means."""
        status = reply.status
        if status in _PASSING:
            return TransportError(
                "{0}: HTTP {1} from the platform or from a proxy before it.".format(function, status),
                category=SERVER,
                function=function,
                http_status=status,
                retryable=True,
                hint="Too many calls at a time: lower workers." if status == 429 else "Run the task again later.",
                outcome_unknown=status != 429,
                retry_after=reply.retry_after,
            )
        if status == 401:
            return ProtocolError(
                "{0}: HTTP 401 from a web server in front of the API.".format(function),
                category=AUTHENTICATION,
                function=function,
                http_status=status,
                hint="The web server or a proxy wants credentials of its own; the API was not reached.",
            )
        if status == 407:
            return TransportError(
                "{0}: the proxy wants a user name and a password (HTTP 407).".format(function),
                function=function,
                http_status=status,
                hint="Check the variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the machine that runs the task.",
            )
        if status >= 500:
            return ProtocolError(
                "{0}: HTTP {1} without an Enswitch envelope.".format(function, status),
                category=SERVER,
                function=function,
                http_status=status,
                hint="The web server failed. Look at its log.",
                outcome_unknown=True,
            )
        if status >= 400:
            return ProtocolError(
                "{0}: HTTP {1} without an Enswitch envelope.".format(function, status),
                function=function,
                http_status=status,
                hint="Check api_url: its path must lead to the JSON API, as in https://pbx.example.com/api/json/.",
            )
        if problem is None:
            problem = ProtocolError("{0}: HTTP {1} is no answer.".format(function, status), function=function)
        return problem.replace(http_status=status, outcome_unknown=True)


def _encode(function: str, params: t.Mapping[str, t.Any]) -> bytes:
    """Return the form body (API notes, section 1): flat names, 0 and 1 for booleans, nothing for None."""
    flat = {
        name: int(value) if isinstance(value, bool) else value for name, value in params.items() if value is not None
    }
    try:
        return urlencode(flat, encoding="utf-8").encode("ascii")
    except UnicodeEncodeError:
        broken = [name for name, value in flat.items() if not _encodable(str(value))]
        raise UsageError(
            "{0}: {1} holds characters that are not valid text.".format(function, ", ".join(broken)),
            function=function,
            key=broken[0] if broken else None,
            hint="Write it in UTF-8.",
        ) from None


def _told(response: t.Mapping[str, t.Any]) -> str:
    """Return what one of several responses says: the parameter, and what is wrong with it."""
    parts = [str(response.get(name) or "").rstrip(".") for name in ("key", "message")]
    return ": ".join(filter(None, parts))


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _misuse(function: str, why: str) -> UsageError:
    return UsageError(
        "{0} {1}.".format(function, why), function=function, hint="This is a fault of the collection: report it."
    )
