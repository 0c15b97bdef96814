# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Steers the simulator from within a play, without the cost of a module. For the tests in Python only.

Targets use ansible.builtin.uri, as anybody could.
"""

from __future__ import annotations

import json
import urllib.request

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    """``requests`` is a list of ``[method, path, body]``; the result has ``answers``, in the same order."""

    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        control = self._task.args["control"]
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        answers = []
        for method, path, body in self._task.args["requests"]:
            data = None if body is None else json.dumps(body).encode("utf-8")
            with opener.open(urllib.request.Request(control + path, data=data, method=method), timeout=60) as answer:
                answers.append(json.load(answer))
        result.update(changed=False, answers=answers)
        return result
