# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A callback for the demo: writes what each task of the collection did, one JSON object a line, as it happens."""

from __future__ import annotations

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: enswitch_report
type: notification
short_description: Write what each task of the collection did to a file
description:
  - Writes one JSON object for each result to the file that the environment variable E(ENSWITCH_REPORT) names.
requirements:
  - The environment variable E(ENSWITCH_REPORT) is set.
"""


class CallbackModule(CallbackBase):
    """Keeps only what the demo tells: no option of a task, and so no secret, gets into the file."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "enswitch_report"
    CALLBACK_NEEDS_ENABLED = True

    def _write(self, result, failed=False):
        if not result.task.action.startswith("telephony.enswitch.") or "results" in result.result:
            return
        campaign = result.result.get("campaign") or {}
        item = result.result.get("item")
        line = {
            "failed": failed,
            "customer": item["customer"] if isinstance(item, dict) else campaign.get("customer"),
            "name": item["name"] if isinstance(item, dict) else campaign.get("name"),
        }
        line.update((key, result.result.get(key)) for key in ("changed", "operation", "id", "validated", "msg"))
        with open(os.environ["ENSWITCH_REPORT"], "a", encoding="utf-8") as handle:
            handle.write(json.dumps(line) + "\n")

    def v2_runner_on_ok(self, result):
        self._write(result)

    def v2_runner_item_on_ok(self, result):
        self._write(result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._write(result, failed=True)

    def v2_runner_item_on_failed(self, result):
        self._write(result, failed=True)
