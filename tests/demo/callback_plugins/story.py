# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the demo shows of its plays: what each is about, what it changed, and what it said."""

from __future__ import annotations

import textwrap

from ansible import constants
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: story
type: stdout
short_description: Show changes, messages and failures, and nothing else
description:
  - Shows the name of each play, differences, the tasks that changed something, messages, warnings and failures.
author:
  - Telephony Enswitch Contributors (@telephony-enswitch)
"""


class CallbackModule(CallbackBase):
    """Tasks that only look are not shown."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "story"

    def __init__(self):
        super().__init__()
        self._shown = set()

    def _say(self, text, color=None):
        self._display.display(textwrap.indent(text, "   "), color=color)

    def _say_once(self, text):
        # A role may make a plan twice.
        if text not in self._shown:
            self._shown.add(text)
            self._say(text)

    def v2_playbook_on_play_start(self, play):
        title = textwrap.fill(play.get_name(), 100, subsequent_indent="   ")
        self._display.display(f"\n{title}", color=constants.COLOR_HIGHLIGHT)

    def v2_on_file_diff(self, result):
        for entry in result.result.get("results", [result.result]):
            difference = self._get_diff(entry["diff"]).rstrip() if entry.get("changed") and entry.get("diff") else ""
            if difference:
                self._say_once(f"\n{difference}")

    def v2_runner_on_ok(self, result):
        if result.task.action.endswith("debug"):
            said = result.result["msg"]
            for line in said if isinstance(said, list) else [said]:
                self._say(f"=> {line}", constants.COLOR_OK)
        elif "results" not in result.result:
            self.v2_runner_item_on_ok(result)

    def v2_runner_item_on_ok(self, result):
        for warning in result.result.get("warnings") or []:
            self._say_once(f"Note: {warning}")
        # In check mode, the differences say what would change.
        if result.result.get("changed") and not result.task.check_mode:
            label = self._get_item_label(result.result)
            self._say(f"changed: {result.task.name}{f' ({label})' if label else ''}", constants.COLOR_CHANGED)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._say(f"FAILED: {result.task.name}: {result.result.get('msg')}", constants.COLOR_ERROR)

    v2_runner_item_on_failed = v2_runner_on_failed
