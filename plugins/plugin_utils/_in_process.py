# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Runs a module of this collection in Ansible's worker process, where that is the machine it would run on anyway.

Starting Python for each task and for each item of a loop costs about 0.3 seconds. The module stays the reference:
options, results, errors, and masking are the same here. Ansible forks a worker for each task and host, so whatever
is kept here, such as open connections, ends with the task; the items of a loop share it.
"""

from __future__ import annotations

import contextlib
import json
import os
import typing as t

from ansible import constants as C
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible.utils.vars import merge_hash
from ansible_collections.telephony.enswitch.plugins.module_utils._api.transport import REQUESTS_IMPORT_ERROR
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.context import (
    Connections,
    Host,
    Result,
    Task,
    brief,
    given,
    perform,
    refused_options,
)

# The variable that turns this off.
SWITCH = "enswitch_in_process"

display = Display()

_dumps: t.Callable[[t.Any], str]
try:
    # From 2.19 on, values are tagged. A module gets plain ones, and so does what runs here.
    from ansible.module_utils.common.json import Direction, get_module_encoder

    _encoder = get_module_encoder("legacy", Direction.CONTROLLER_TO_MODULE)

    def _dumps(value: t.Any) -> str:
        return json.dumps(value, cls=_encoder)
except ImportError:
    from ansible.parsing.ajson import AnsibleJSONEncoder

    def _dumps(value: t.Any) -> str:
        return json.dumps(value, cls=AnsibleJSONEncoder, vault_to_text=True)


def action(task: Task) -> type[ActionBase]:
    """Return the action plugin of the module that does this task."""
    return type("ActionModule", (_InProcess,), {"task": task})


class _InProcess(ActionBase):  # type: ignore[misc]  # Ansible comes without types.
    """The module of the same name, in this process where it can be, else as Ansible runs all modules."""

    _supports_check_mode = True
    _supports_async = True
    task: Task
    # One for all items of a loop.
    connections = Connections()

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> Result:
        result: Result = super().run(tmp, task_vars)
        if not self._is_here(task_vars or {}):
            in_background = self._task.async_val and not self._connection.has_native_async
            result = merge_hash(result, self._execute_module(task_vars=task_vars, wrap_async=in_background))
            if not in_background:
                self._remove_tmp_path(self._connection._shell.tmpdir)
            return result
        environment: dict[str, t.Any] = {}
        self._compute_environment_string(environment)
        # From ansible-core 2.21 on, results repeat the options only where that is asked for.
        option = "INJECT_INVOCATION"
        repeated = not hasattr(C, option) or C.config.get_config_value(option, variables=task_vars)
        with _environment(environment), _folder(self._loader.get_basedir()):
            result.update(self._perform(repeated))
        return result

    def _is_here(self, task_vars: t.Mapping[str, t.Any]) -> bool:
        """Tell whether the module would run on this machine, as this user, while Ansible waits for it."""
        if REQUESTS_IMPORT_ERROR is not None or self._task.async_val:
            return False
        if self._connection.transport != "local" or self._connection.become is not None:
            return False
        wanted: bool = boolean(self._templar.template(task_vars.get(SWITCH, True)))
        return wanted

    def _perform(self, repeated: bool) -> Result:
        """Check the options as AnsibleModule does, do the task, and return what the module would return.

        ``repeated``: whether with the options (``invocation``).
        """
        arguments, problem = given(json.loads(_dumps(self._task.args)))
        warnings: list[str] = []
        checked = ArgumentSpecValidator(self.task.argument_spec, **self.task.constraints).validate(arguments)
        for both in checked._warnings:
            warnings.append("Both option {option} and its alias {alias} are set.".format(**both))
        secrets = set(checked._no_log_values)
        host = Host(
            checked.validated_parameters,
            check_mode=self._task.check_mode,
            diff_mode=self._task.diff,
            warn=warnings.append,
            hide=secrets.update,
            say=_say,
            problem=problem,
        )
        if checked.error_messages:
            text = checked.errors.msg
            if isinstance(checked.errors[0], UnsupportedError):
                text = "Unsupported parameters for ({0}) module: {1}".format(self._task.action, text)
            result = refused_options(self.task, host.options, host.hide, text)
        else:
            result = perform(self.task, host, self.connections)
        if repeated:
            result["invocation"] = {"module_args": remove_values(brief(host.options), secrets)}
        return _as_from_a_module(result, warnings, secrets)


def _say(text: str) -> None:
    display.display(text, stderr=True)


def _as_from_a_module(result: Result, warnings: list[str], secrets: set[str]) -> Result:
    """Return a result as it would come back from AnsibleModule: without what is secret."""
    if "dest" in result:
        # The module itself looks at the file that it names.
        module = AnsibleModule.__new__(AnsibleModule)
        module._selinux_enabled = module._selinux_mls_enabled = module._selinux_initial_context = None
        module.add_path_info(result)
    if warnings:
        result["warnings"] = warnings
    # Plain data, as a module's answer is: no part of it may be taken for a template.
    text = json.dumps(result)
    # To look at each value takes long, and hardly ever is there anything to hide.
    if any(json.dumps(secret)[1:-1] in text for secret in secrets):
        text = json.dumps(remove_values(result, secrets))
    plain: Result = json.loads(text)
    return plain


@contextlib.contextmanager
def _environment(variables: t.Mapping[str, t.Any]) -> t.Iterator[None]:
    """Set environment variables for a while."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update({name: str(value) for name, value in variables.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextlib.contextmanager
def _folder(path: str) -> t.Iterator[None]:
    """Work in a folder for a while: Ansible runs the modules of this machine in that of the playbook."""
    before = os.open(os.curdir, os.O_RDONLY)
    try:
        os.chdir(path)
        yield
    finally:
        os.fchdir(before)
        os.close(before)
