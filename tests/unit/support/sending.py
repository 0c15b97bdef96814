# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Posts over a real Transport, to real sockets, and takes what comes of it."""

from __future__ import annotations

import socket
import struct

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.connection import Connection
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import TransportError
from ansible_collections.telephony.enswitch.plugins.module_utils._api.transport import Transport
from unit.support.servers import http

FUNCTION = "bulk/campaigns/list"
# Long enough for a busy machine where an answer is expected, short where a time-out is.
PATIENT = 20
HASTY = 0.3
OK = http(body=b'{"responses":[{"code":"200"}]}')


def transport_to(url, **options):
    options = {"timeout": PATIENT, **options}
    return Transport(Connection(api_url=url, auth_username="admin", auth_password="un!guessable", **options))


def post(url, form=b"a=1", **options):
    transport = transport_to(url, **options)
    try:
        return transport.post(FUNCTION, form)
    finally:
        transport.close()


def failure(url, **options):
    with pytest.raises(TransportError) as caught:
        post(url, **options)
    error = caught.value
    assert error.function == FUNCTION
    assert "un!guessable" not in str(error.as_dict()) + error.text
    assert error.text.startswith(FUNCTION) and error.text.endswith(".")
    return error


def facts(error):
    """What is wrong, whether it may pass, and whether the platform may have got the request all the same."""
    return error.category, error.retryable, error.outcome_unknown


def fail_at(monkeypatch, place, error):
    """Let a function of a library fail."""

    def fail(*_arguments, **_more):
        raise error

    monkeypatch.setattr(place, fail)


def reset(wire):
    """Close a connection so that the other side gets a reset."""
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.close()
