# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes how many seconds each task took, by its name, to the file that ENSWITCH_BENCH_SECONDS names."""

from __future__ import annotations

import json
import os
import pathlib
import time
import typing as t

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: seconds
type: notification
short_description: How long tasks take
description: Writes how many seconds each task took.
"""


class CallbackModule(CallbackBase):
    """Looks at the clock whenever a task begins."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "seconds"

    def __init__(self) -> None:
        super().__init__()
        self._begun: list[tuple[str, float]] = []

    def v2_playbook_on_task_start(self, task: t.Any, is_conditional: bool) -> None:
        self._begun.append((task.name, time.monotonic()))

    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        self._begun.append(("", time.monotonic()))
        pairs = zip(self._begun, self._begun[1:], strict=False)
        spent = {name: after - begun for (name, begun), (_next, after) in pairs}
        pathlib.Path(os.environ["ENSWITCH_BENCH_SECONDS"]).write_text(json.dumps(spent), encoding="utf-8")
