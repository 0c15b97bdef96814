# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A transport that plays a script, and a client on top of it: for the logic between options and HTTP."""

from __future__ import annotations

import json
import threading
from urllib.parse import parse_qsl

from ansible_collections.telephony.enswitch.plugins.module_utils._api.client import Client
from ansible_collections.telephony.enswitch.plugins.module_utils._api.connection import Connection
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import NETWORK, TIMEOUT, TransportError
from ansible_collections.telephony.enswitch.plugins.module_utils._api.transport import Reply

URL = "https://pbx.example.com/api/json/"
PASSWORD = "s3cret;&=+% ü/"


def reply(body=b"", status=200, charset=None, retry_after=None, location=None):
    """An HTTP answer."""
    return Reply(status, body, charset, retry_after, location)


def envelope(code="200", data=None, key="", message="", **more):
    """An answer of the API as an HTTP answer; ``more`` as for reply()."""
    document = {"responses": [{"code": code, "key": key, "message": message}]}
    if data is not None:
        document["data"] = data
    return reply(json.dumps(document).encode(), **more)


def refused():
    """A connection that was never made."""
    return TransportError("no connection.", category=NETWORK, retryable=True)


def dropped():
    """A connection that was lost after the request was sent."""
    return TransportError("the connection was lost.", category=NETWORK, retryable=True, outcome_unknown=True)


def timed_out():
    """No answer within the time; the platform may still be at work."""
    return TransportError("waited.", category=TIMEOUT, retryable=True, outcome_unknown=True)


class Script:
    """Plays one entry for each request: a Reply, an error, or a function of the parameters that returns either.

    The last entry is played again and again. ``calls`` holds function and parameters of every request.
    """

    def __init__(self, *entries):
        self.entries = list(entries)
        self.calls = []
        self.closed = False
        self._lock = threading.Lock()

    def post(self, function, form):
        with self._lock:
            parameters = dict(parse_qsl(form.decode("ascii"), keep_blank_values=True, strict_parsing=True))
            self.calls.append((function, parameters))
            entry = self.entries.pop(0) if len(self.entries) > 1 else self.entries[0]
        if callable(entry):
            entry = entry(function, parameters)
        if isinstance(entry, Exception):
            raise entry
        return entry

    def close(self):
        self.closed = True

    @property
    def functions(self):
        return [function for function, _parameters in self.calls]


def connection(**options):
    """Checked connection options; user name and password unless others are given."""
    if "auth_token" not in options:
        options = {"auth_username": "admin", "auth_password": PASSWORD, **options}
    return Connection(**{"api_url": URL, **options})


def client(transport, read_only=False, **options):
    """A client that does not sleep; ``client.slept`` holds the waits it asked for."""
    slept = []
    made = Client(connection(**options), read_only=read_only, transport=transport, sleep=slept.append)
    made.slept = slept
    return made
