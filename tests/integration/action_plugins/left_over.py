# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the action plugin of a module in this worker, and tells what of Ansible's process is not as it was before."""

from __future__ import annotations

import gc
import locale
import os
import signal
import socket
import stat
import sys
import threading
import typing as t
import warnings

from ansible.module_utils.basic import AnsibleModule
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import action_loader


def is_socket(number: int) -> bool:
    """Tell whether a file descriptor is an open socket."""
    try:
        return stat.S_ISSOCK(os.fstat(number).st_mode)
    except OSError:
        return False


def snapshot() -> dict[str, t.Any]:
    """What a process has but once. A kept connection is not among it: it ends with the plugin that keeps it."""
    gc.collect()
    umask = os.umask(0)
    os.umask(umask)
    return {
        "threads": sorted(thread.name for thread in threading.enumerate()),
        "signals": {one.name: repr(signal.getsignal(one)) for one in signal.Signals},
        "warnings": [repr(one) for one in warnings.filters] + [repr(warnings.showwarning)],
        "environment": dict(os.environ),
        "sockets": [number for number in range(1024) if is_socket(number)],
        "timeout": socket.getdefaulttimeout(),
        "folder": os.getcwd(),
        "umask": umask,
        "locale": locale.setlocale(locale.LC_ALL),
        "hooks": [repr(hook) for hook in (sys.excepthook, threading.excepthook, sys.stdout, sys.stderr)],
        "path": list(sys.path),
        "ansible": [repr(AnsibleModule.fail_json), repr(AnsibleModule._load_params)],
    }


class ActionModule(ActionBase):
    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        result = super().run(tmp, task_vars)
        module, options = self._task.args["module"], dict(self._task.args["options"])
        self._task.args = options
        plugin = action_loader.get(
            module,
            task=self._task,
            connection=self._connection,
            play_context=self._play_context,
            loader=self._loader,
            templar=self._templar,
            shared_loader_obj=self._shared_loader_obj,
        )
        before = snapshot()
        answer = plugin.run(task_vars=task_vars)
        plugin.connections.close()
        after = snapshot()
        # The answer itself may be a failure: what is left over is the same question then.
        result.update(
            changed=False,
            answer=dict(answer),
            left={name: [value, after[name]] for name, value in before.items() if value != after[name]},
        )
        return result
