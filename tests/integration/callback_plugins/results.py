# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the result of every task to a file, one line of JSON each, as callbacks get to see it."""

from __future__ import annotations

import json
import os

import ansible.module_utils.urls
from ansible.plugins.callback import CallbackBase

# Each task is a fork of this process, and the lookups of targets need this module: so it is loaded only once.
LOADED = (ansible.module_utils.urls,)

DOCUMENTATION = r"""
name: results
type: notification
short_description: Write task results as lines of JSON
description:
  - Writes the result of every task to the file that the environment variable E(ENSWITCH_TEST_RESULTS) names.
author:
  - Telephony Enswitch Contributors (@telephony-enswitch)
"""


class CallbackModule(CallbackBase):
    """One line for each task, and one for each item of a loop."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "results"
    CALLBACK_NEEDS_ENABLED = True

    def v2_runner_on_ok(self, result):
        self._write("ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._write("failed", result)

    def v2_runner_on_skipped(self, result):
        self._write("skipped", result)

    def v2_runner_on_unreachable(self, result):
        self._write("unreachable", result)

    def v2_runner_item_on_ok(self, result):
        self._write("item_ok", result)

    def v2_runner_item_on_failed(self, result):
        self._write("item_failed", result)

    def v2_runner_item_on_skipped(self, result):
        self._write("item_skipped", result)

    def _write(self, event, result):
        # From ansible-core 2.19 on these are public; the private names are the only ones before.
        public = hasattr(type(result), "result")
        task = result.task if public else result._task
        line = {
            "event": event,
            "name": task.name,
            "action": task.action,
            "result": result.result if public else result._result,
        }
        with open(os.environ["ENSWITCH_TEST_RESULTS"], "a", encoding="utf-8") as handle:
            handle.write(json.dumps(line, default=str) + "\n")
