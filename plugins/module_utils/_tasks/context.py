# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The one place that knows AnsibleModule: options of the connection, the client, and how a task ends."""

from __future__ import annotations

import contextlib
import os
import typing as t

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from .._api.client import Client
from .._api.connection import INSECURE, Connection, from_options, secrets_in
from .._api.environment import ALIASES, with_environment
from .._api.errors import EnswitchError, UsageError
from .._api.progress import Watcher
from .._api.transport import REQUESTS_IMPORT_ERROR, Transport
from .._api.written import out_of_range, refuse_mask, refuse_no_number

Result = t.Dict[str, t.Any]
# The longest list that results repeat.
REPEATED = 100
# What requests takes from the environment when a transport is made.
_TRANSPORT = frozenset(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"))


def connection_spec() -> dict[str, dict[str, t.Any]]:
    """Return the connection options; they are documented in the fragment ``connection``.

    None has a fallback: what comes from the environment is decided for all of them together, by with_environment().
    """
    return {
        "api_url": {"type": "str", "aliases": ALIASES["api_url"]},
        "auth_username": {"type": "str", "aliases": ALIASES["auth_username"]},
        "auth_password": {"type": "str", "no_log": True, "aliases": ALIASES["auth_password"]},
        "auth_token": {"type": "str", "no_log": True},
        "validate_certs": {"type": "bool", "default": True},
        "ca_path": {"type": "path"},
        "client_cert": {"type": "path"},
        "client_key": {"type": "path", "no_log": False},
        "timeout": {"type": "float", "default": 30},
        "retries": {"type": "int", "default": 3},
        "retry_max_delay": {"type": "float", "default": 30},
    }


class Context(t.NamedTuple):
    """What a task works with. ``warn`` shows a warning to the user, ``requests`` counts calls by function."""

    options: dict[str, t.Any]
    check_mode: bool
    diff_mode: bool
    connect: t.Callable[[], Client]
    warn: t.Callable[[str], None]
    requests: t.Callable[[], dict[str, int]]


class Task(t.NamedTuple):
    """A module of this collection: the options that Ansible checks, and what is done with them.

    ``constraints`` are further arguments of AnsibleModule, such as ``mutually_exclusive``. ``nothing`` holds the
    values that every result has, for a task that did not even begin.
    """

    do: t.Callable[[Context], Result]
    options: dict[str, dict[str, t.Any]]
    constraints: dict[str, t.Any] = {}
    nothing: Result = {}

    @property
    def argument_spec(self) -> dict[str, dict[str, t.Any]]:
        """All options, those of the connection too."""
        return {**connection_spec(), **self.options}


class Host(t.NamedTuple):
    """Where a task runs: as a module, or in Ansible's own process.

    ``hide`` takes texts that no result may show. ``say`` shows progress; None where it cannot be shown.
    ``problem`` is what is wrong with the environment.
    """

    options: dict[str, t.Any]
    check_mode: bool
    diff_mode: bool
    warn: t.Callable[[str], None]
    hide: t.Callable[[t.Iterable[str]], None]
    say: t.Callable[[str], None] | None = None
    problem: UsageError | None = None


class Connections:
    """Keeps the connections of one task open for the next one that asks the same platform as the same account."""

    def __init__(self) -> None:
        self._key: t.Any = None
        self._kept: tuple[Connection, Transport] | None = None

    def open(self, connection: Connection) -> tuple[Connection, Transport]:
        """Return the kept connection of the same options and environment, or this one with a transport of its own."""
        key = (connection.options, sorted(item for item in os.environ.items() if item[0].upper() in _TRANSPORT))
        if self._kept is None or self._key != key:
            self.close()
            self._key, self._kept = key, (connection, Transport(connection))
        return self._kept

    def close(self) -> None:
        """Close what is kept."""
        if self._kept is not None:
            self._kept[1].close()
            self._kept = None


def brief(options: t.Mapping[str, t.Any]) -> Result:
    """Return options as results repeat them (C(invocation)): of a long list only how many entries it has."""
    return {
        name: "{0} entries".format(len(value)) if isinstance(value, list) and len(value) > REPEATED else value
        for name, value in options.items()
    }


def run(task: Task) -> None:
    """Do the task as a module: with Ansible's checks of its options, and its result or its error at the end."""
    with _arguments(task) as problems:
        module = AnsibleModule(argument_spec=task.argument_spec, supports_check_mode=True, **task.constraints)
    problem = problems[0] if problems else None
    host = Host(
        module.params, module.check_mode, module._diff, module.warn, module.no_log_values.update, problem=problem
    )
    connections = Connections()
    try:
        result = perform(task, host, connections)
    finally:
        connections.close()
    result.setdefault("invocation", {"module_args": brief(module.params)})
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)


@contextlib.contextmanager
def _arguments(task: Task) -> t.Iterator[list[UsageError]]:
    """Let the environment add options, and give the failures of AnsibleModule's own checks the values of all others.

    AnsibleModule reads and checks its arguments while it is made, and ends the module there: nothing else can stand
    in between. What is wrong with the environment is added to the list: before the module is made, it does not know
    what to hide.
    """
    problems: list[UsageError] = []
    # The import test of ansible-test puts a class in its place that has nothing and that cannot be made.
    fail_json = getattr(AnsibleModule, "fail_json", None)
    if fail_json is None:
        yield problems
        return
    load_params = AnsibleModule._load_params

    def load(module: AnsibleModule) -> None:
        load_params(module)
        module.params, problem = given(module.params)
        problems.extend([problem] if problem else [])

    def fail(module: AnsibleModule, msg: str, **more: t.Any) -> None:
        result = refused_options(task, module.params, module.no_log_values.update, msg)
        fail_json(module, **{"invocation": {"module_args": brief(module.params)}, **result, **more})

    AnsibleModule.fail_json, AnsibleModule._load_params = fail, load
    try:
        yield problems
    finally:
        AnsibleModule.fail_json, AnsibleModule._load_params = fail_json, load_params


def given(arguments: Result) -> tuple[Result, UsageError | None]:
    """Return the arguments of a task with what the environment adds, and what is wrong with the environment."""
    try:
        return with_environment(arguments, os.environ), None
    except UsageError as problem:
        return arguments, problem


def refused_options(
    task: Task, options: t.Mapping[str, t.Any], hide: t.Callable[[t.Iterable[str]], None], msg: str
) -> Result:
    """Return the result of a task whose options Ansible itself refuses."""
    hide(_misplaced_secrets(options))
    error = UsageError(
        msg.rstrip(".") + ".", hint="Correct the options; ansible-doc shows which there are and what they take."
    )
    return {**task.nothing, **failed(error)}


def perform(task: Task, host: Host, connections: Connections) -> Result:
    """Do the task and return its result, or that of its failure.

    The client is made on the task's first need of it, so that options are checked before anything is sent.
    """
    host.hide(_misplaced_secrets(host.options))
    if host.problem is not None:
        return {**task.nothing, **failed(host.problem)}
    if REQUESTS_IMPORT_ERROR is not None:
        missing = UsageError(missing_required_lib("requests"), hint="Install the Python library requests there.")
        return {**task.nothing, **failed(missing), "exception": REQUESTS_IMPORT_ERROR}
    problem = _misread(task, host.options)
    if problem is not None:
        return {**task.nothing, **failed(problem)}
    clients: list[Client] = []

    def connect() -> Client:
        if not clients:
            connection, transport = connections.open(from_options(host.options))
            if connection.insecure:
                host.warn(INSECURE)
            watcher = Watcher(host.say)
            clients.append(Client(connection, read_only=host.check_mode, transport=transport, watcher=watcher))
        return clients[0]

    def requests() -> dict[str, int]:
        return dict(sorted(clients[0].counts.items())) if clients else {}

    try:
        return task.do(Context(host.options, host.check_mode, host.diff_mode, connect, host.warn, requests))
    except EnswitchError as error:
        failure = error
    # Outside of the except block, so that no traceback with other people's words becomes part of the result.
    return failed(failure)


def _misread(task: Task, options: t.Mapping[str, t.Any]) -> UsageError | None:
    """Return the error for a value that Ansible lets pass."""
    try:
        _refuse_misread(task, options)
    except UsageError as problem:
        return problem
    return None


def _refuse_misread(task: Task, options: t.Mapping[str, t.Any]) -> None:
    """Raise UsageError for a value that Ansible lets pass.

    C(yes) where a number is meant would be the ID 1. Empty text where a path is meant would do the task without the
    file: load numbers without a do-not-call list, or change campaigns without the reviewed plan. For the connection,
    it means that nothing is set. A mask would be used as an account, as a path, or as the name of a column.
    """
    for name, spec in task.argument_spec.items():
        value = options.get(name)
        if spec["type"] in ("str", "path"):
            refuse_mask(name, value)
        if spec["type"] in ("int", "float"):
            refuse_no_number(name, value)
        if spec["type"] == "path" and name in task.options and value == "":
            raise UsageError(
                "{0} is empty text, and a path is meant.".format(name),
                key=name,
                hint="Give the path of the file, or leave {0} out.".format(name),
            )


def _misplaced_secrets(options: t.Mapping[str, t.Any]) -> set[str]:
    """Return what should not have been in the address; Ansible knows only the options that are secret as a whole."""
    return secrets_in(str(options.get("api_url") or options.get("url") or ""))


def failed(error: EnswitchError) -> Result:
    """Return the result of a failed task: what was done before, what is wrong and what to do, and the facts."""
    changed = error.carried_out or error.result.get("changed", False)
    return {**error.result, "changed": changed, "failed": True, "msg": error.msg, "error": error.as_dict()}


def require_positive(options: t.Mapping[str, t.Any], name: str, lowest: int, highest: int | None = None) -> None:
    """Check an integer option. Raises UsageError that names it."""
    value = options.get(name)
    if value is None or (value >= lowest and (highest is None or value <= highest)):
        return
    wanted = "{0} or more".format(lowest) if highest is None else "from {0} to {1}".format(lowest, highest)
    raise out_of_range(name, wanted, value)
