# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The one place that knows AnsibleModule: options of the connection, the client, and how a task ends."""

from __future__ import annotations

import contextlib
import typing as t

from ansible.module_utils.basic import AnsibleModule, env_fallback, missing_required_lib

from .._api.client import Client
from .._api.connection import INSECURE, from_options, secrets_in
from .._api.errors import EnswitchError, UsageError
from .._api.transport import REQUESTS_IMPORT_ERROR

Result = t.Dict[str, t.Any]
Task = t.Callable[["Context"], Result]


def connection_spec() -> dict[str, dict[str, t.Any]]:
    """Return the connection options; they are documented in the fragment ``connection``."""

    def option(variable: str, **more: t.Any) -> dict[str, t.Any]:
        return {"fallback": (env_fallback, ["ENSWITCH_" + variable]), **more}

    return {
        "api_url": option("URL", type="str", required=True, aliases=["url"]),
        "auth_username": option("USERNAME", type="str", aliases=["username"]),
        "auth_password": option("PASSWORD", type="str", no_log=True, aliases=["password"]),
        "auth_token": option("TOKEN", type="str", no_log=True),
        "validate_certs": option("VALIDATE_CERTS", type="bool", default=True),
        "ca_path": option("CA_PATH", type="path"),
        "client_cert": option("CLIENT_CERT", type="path"),
        "client_key": option("CLIENT_KEY", type="path", no_log=False),
        "timeout": option("TIMEOUT", type="float", default=30),
        "retries": option("RETRIES", type="int", default=3),
        "retry_max_delay": option("RETRY_MAX_DELAY", type="float", default=30),
    }


class Context(t.NamedTuple):
    """What a task works with. ``warn`` shows a warning to the user, ``requests`` counts calls by function."""

    options: dict[str, t.Any]
    check_mode: bool
    diff_mode: bool
    connect: t.Callable[[], Client]
    warn: t.Callable[[str], None]
    requests: t.Callable[[], dict[str, int]]


@contextlib.contextmanager
def usage_errors(**result: t.Any) -> t.Iterator[None]:
    """Give the failures of AnsibleModule's own checks the same C(error) as all others have, and this result.

    AnsibleModule checks its arguments while it is made, and ends the module there: nothing else can stand in between.
    """
    # The import test of ansible-test puts a class in its place that has nothing and that cannot be made.
    fail_json = getattr(AnsibleModule, "fail_json", None)
    if fail_json is None:
        yield
        return

    def fail(module: AnsibleModule, msg: str, **more: t.Any) -> None:
        _hide_secrets(module)
        error = UsageError(
            msg.rstrip(".") + ".", hint="Correct the options; ansible-doc shows which there are and what they take."
        )
        fail_json(module, msg=error.msg, error=error.as_dict(), **{**result, **more})

    AnsibleModule.fail_json = fail
    try:
        yield
    finally:
        AnsibleModule.fail_json = fail_json


def run(module: AnsibleModule, task: Task, **result_of_nothing: t.Any) -> None:
    """Do the task and end the module with its result or with the error that it raised.

    The client is made on the task's first need of it, so that options are checked before anything is sent.
    """
    _hide_secrets(module)
    if REQUESTS_IMPORT_ERROR is not None:
        error = UsageError(missing_required_lib("requests"), hint="Install the Python library requests there.")
        module.fail_json(msg=error.msg, error=error.as_dict(), exception=REQUESTS_IMPORT_ERROR, **result_of_nothing)
    clients: list[Client] = []

    def connect() -> Client:
        if not clients:
            connection = from_options(module.params)
            if connection.insecure:
                module.warn(INSECURE)
            clients.append(Client(connection, read_only=module.check_mode))
        return clients[0]

    def requests() -> dict[str, int]:
        return dict(sorted(clients[0].counts.items())) if clients else {}

    context = Context(module.params, module.check_mode, module._diff, connect, module.warn, requests)
    failure: EnswitchError | None = None
    result: Result = {}
    try:
        result = task(context)
    except EnswitchError as error:
        failure = error
    finally:
        for client in clients:
            client.close()
    # Outside of the except block, so that no traceback with other people's words becomes part of the result.
    if failure is not None:
        module.fail_json(**failed(failure))
    module.exit_json(**result)


def _hide_secrets(module: AnsibleModule) -> None:
    """Mask what should not have been in the address; Ansible knows only the options that are secret as a whole."""
    module.no_log_values.update(secrets_in(str(module.params.get("api_url") or module.params.get("url") or "")))


def failed(error: EnswitchError) -> Result:
    """Return the result of a failed task: what was done before, what is wrong and what to do, and the facts."""
    return {"changed": False, **error.result, "msg": error.msg, "error": error.as_dict()}


def require_positive(options: t.Mapping[str, t.Any], name: str, lowest: int, highest: int | None = None) -> None:
    """Check an integer option. Raises UsageError that names it."""
    value = options.get(name)
    if value is None or (value >= lowest and (highest is None or value <= highest)):
        return
    wanted = "{0} or more".format(lowest) if highest is None else "from {0} to {1}".format(lowest, highest)
    raise UsageError("{0} must be {1}, not {2}.".format(name, wanted, value), key=name)
