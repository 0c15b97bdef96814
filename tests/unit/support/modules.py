# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the main() of a module in this process, over a transport of the tests."""

from __future__ import annotations

import json

import pytest
from ansible.module_utils import basic
from ansible.module_utils.common import warnings
from ansible.module_utils.common.parameters import PASS_VARS
from ansible_collections.telephony.enswitch.plugins.module_utils._api.client import Client
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks import context as _module
from unit.support.arguments import module_arguments


class Player:
    """Plays a module; keeps the client that it made, and the result."""

    def __init__(self, main, capsys, monkeypatch):
        self._main = main
        self._capsys = capsys
        self._patch = monkeypatch
        self.clients = []
        self.result = None

    def __call__(self, transport, options, check=False, diff=False):
        """Run with options; return the result. ``result["failed"]`` is there in any case."""

        def make(connection, read_only, **_kept):
            client = Client(connection, read_only=read_only, transport=transport, sleep=lambda _seconds: None)
            self.clients.append(client)
            return client

        self._patch.setattr(_module, "Client", make)
        # Where warnings go depends on whether anything of the controller was imported before, as other tests do.
        warned = []
        # Those of earlier tests live as long as the process, which for a module is one task.
        warnings._global_warnings.clear()
        self._patch.setattr(basic.AnsibleModule, "warn", lambda _module, text, **_more: warned.append(text))
        self._capsys.readouterr()
        asked = {"_ansible_check_mode": check, "_ansible_diff": diff}
        if "inject_invocation" in PASS_VARS:
            # ansible-core before 2.21 always repeats the options.
            asked["_ansible_inject_invocation"] = True
        with module_arguments({**options, **asked}):
            with pytest.raises(SystemExit) as ended:
                self._main()
        self.result = json.loads(self._capsys.readouterr().out)
        self.result.setdefault("failed", False)
        if warned:
            self.result["warnings"] = warned
        assert self.result["failed"] == (ended.value.code != 0)
        return self.result
