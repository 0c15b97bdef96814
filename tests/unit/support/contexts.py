# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plays the task of a module on a context of the tests: no AnsibleModule, no process."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.context import Context
from unit.support.fakes import client


class Task:
    """One task over a transport, with these options, one worker, and defaults. It keeps its clients and warnings."""

    def __init__(self, task, transport, check_mode=False, diff_mode=False, **options):
        self._do = task.do
        self._transport = transport
        self.clients = []
        self.warnings = []
        values = {name: option.get("default") for name, option in task.options.items()}
        values.update({"workers": 1, **options})
        self._context = Context(values, check_mode, diff_mode, self._connect, self.warnings.append, self._requests)

    def _connect(self):
        if not self.clients:
            self.clients.append(client(self._transport, read_only=self._context.check_mode, retries=0))
        return self.clients[0]

    def _requests(self):
        return dict(self.clients[0].counts) if self.clients else {}

    def run(self):
        """The result."""
        return self._do(self._context)

    def fails(self, kind):
        """The error, of this kind."""
        with pytest.raises(kind) as caught:
            self._do(self._context)
        return caught.value
