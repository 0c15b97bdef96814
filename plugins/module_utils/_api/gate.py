# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Who is refused as a whole, or cannot reach the platform, does not ask again.

The first call of a task goes out alone, so that a wrong password is one refused login, however many workers there
are. Once the account is refused or the platform is out of reach, all further calls fail at once with the same error.
What the account's role or the customer's rate plan does not let it create is asked for twice: the second refusal
shows that the first was not about one object.

The first validation goes out alone too, until one has been answered as such: who carries it out gets only that one.
"""

from __future__ import annotations

import collections
import contextlib
import threading
import typing as t

from .errors import AUTHENTICATION, NETWORK, SERVER, TIMEOUT, TLS, USAGE, EnswitchError, ProtocolError, UnsentError

# HTTP statuses of a proxy that does not reach the platform.
_BEYOND = (502, 503, 504)
# After this many calls in a row without an answer, each after all its tries, the platform is taken for down.
_SILENT = 2
# Codes for what the role of the account, or the rate plan of the customer, does not allow (API notes, section 1).
_NOT_ALLOWED = (402, 403)
_DISALLOWED = 2

# A function, and the customer that the call names.
_Right = t.Tuple[str, t.Any]


class Gate:
    """Every call of a client passes here. Safe to share between threads."""

    def __init__(self) -> None:
        self._alone = threading.Lock()
        # Whether the platform has answered, and knows the account.
        self._proven = False
        self._silent = 0
        # Why no call is let in any more.
        self.refusal: EnswitchError | None = None
        # By function and customer: how often in a row it was not allowed, and the error that has ended it.
        self._disallowed: collections.Counter[_Right] = collections.Counter()
        self._endings: dict[_Right, EnswitchError] = {}
        self._first_validation = threading.Lock()
        # Whether the platform has only validated what it was asked to, and the answer that says something else.
        self._validates = False
        self._carried_out: ProtocolError | None = None

    @contextlib.contextmanager
    def admit(self, function: str, customer: t.Any = None, optional: bool = False) -> t.Iterator[None]:
        """Let a call pass, alone while none has been answered. Raises the error that has ended it for all.

        An ``optional`` call ends it for others only where the account or the way is refused.
        """
        right = (function, customer)
        with contextlib.ExitStack() as stack:
            if not self._proven:
                stack.enter_context(self._alone)
            if self._proven:
                # Other calls need not wait any longer.
                stack.close()
            ended = self.refusal or self._endings.get(right)
            if ended is not None:
                raise ended.replace()
            try:
                yield
            except EnswitchError as error:
                self._learn(error, optional)
                self._learn_right(right, error)
                raise
            self._proven, self._silent = True, 0
            self._disallowed[right] = 0

    @contextlib.contextmanager
    def validating(self, function: str) -> t.Iterator[None]:
        """Let a validation pass, alone while none has been answered as one.

        Raises UnsentError after one that may have been carried out.
        """
        with contextlib.ExitStack() as stack:
            if not self._validates:
                stack.enter_context(self._first_validation)
            if self._validates:
                stack.close()
            if self._carried_out is not None:
                raise UnsentError(
                    "{0} was not sent to be validated, since another validation may have been carried out: {1}".format(
                        function, self._carried_out.text
                    ),
                    code=self._carried_out.code,
                    function=function,
                    hint=self._carried_out.hint,
                    carried_out=True,
                )
            try:
                yield
            except ProtocolError as error:
                if error.carried_out:
                    self._carried_out = error
                raise
            self._validates = True

    def _learn(self, error: EnswitchError, optional: bool) -> None:
        """Take from the failure of a call, after all its tries, what it says about all others."""
        if error.category == USAGE or error.outcome_unknown:
            # Nothing was sent; or it was a change, and whoever sent it has to look for its effect.
            return
        unreached = error.category in (NETWORK, TIMEOUT) or (error.category == SERVER and _beyond(error))
        if error.code == 401 or error.http_status == 407 or error.category == TLS:
            self.refusal = error
        elif error.category == AUTHENTICATION and error.code is None:
            # A web server before the API may guard a single function.
            self.refusal = self.refusal if self._proven else error
        elif unreached and not optional:
            self._silent += 1
            if not self._proven or self._silent >= _SILENT:
                self.refusal = error
        elif error.code is not None:
            self._proven, self._silent = True, 0

    def _learn_right(self, right: _Right, error: EnswitchError) -> None:
        """Take from a refusal whether the account may not create this at all for the customer.

        What is there already may be somebody else's, so that its refusal says nothing about the next one: an emergency
        stop has to try them all.
        """
        if right[0].endswith("/create") and error.code in _NOT_ALLOWED:
            self._disallowed[right] += 1
            if self._disallowed[right] >= _DISALLOWED:
                self._endings[right] = error


def _beyond(error: EnswitchError) -> bool:
    return error.http_status in _BEYOND or error.code in _BEYOND
