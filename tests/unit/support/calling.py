# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls of the client on a scripted transport."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import CATEGORIES, EnswitchError
from unit.support.fakes import PASSWORD, envelope

LIST = "bulk/campaigns/list"
CREATE = "bulk/campaigns/create"
DELETE = "bulk/campaigns/delete"
LOGIN = "user/login"
OK = envelope("200", [])
HTML = b"<!DOCTYPE html><title>Log in</title>"

READ, VALIDATION, WRITE = "read", "validation", "write"


def call(made, kind):
    if kind == READ:
        return made.read(LIST, {"customer": 2})
    if kind == VALIDATION:
        return made.validate(CREATE, {"name": "x"})
    return made.write(CREATE, {"name": "x"})


def failing(made, kind):
    with pytest.raises(EnswitchError) as caught:
        call(made, kind)
    error = caught.value
    assert error.category in CATEGORIES
    assert error.text.endswith(".")
    shown = error.text + json.dumps(error.as_dict())
    for spelling in (PASSWORD, quote(PASSWORD), quote_plus(PASSWORD), base64.b64encode(PASSWORD.encode()).decode()):
        assert spelling not in shown
    return error


def code_of(call, *arguments):
    """The code of an answer, also of one that is a failure."""
    try:
        return call(*arguments).code
    except EnswitchError as error:
        return error.code
