# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the modules and the inventory plugin of the collection in this process, and tells what came of them."""

from __future__ import annotations

import dataclasses
import importlib
import io
import json
import logging
import pathlib
import typing as t
import warnings
from unittest import mock

from ansible.inventory.data import InventoryData
from ansible.module_utils.basic import AnsibleModule
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader, inventory_loader
from unit.support.arguments import module_arguments

TREE = pathlib.Path(__file__).resolve().parents[2] / ".cache" / "tree"
COLLECTION = "ansible_collections.telephony.enswitch"
MODULES = f"{COLLECTION}.plugins.modules"
INVENTORY = "telephony.enswitch.customers"


@dataclasses.dataclass
class Ended:
    """How a task ended: its result as JSON would carry it, and the warnings that it gave."""

    failed: bool
    result: dict[str, t.Any]
    warnings: list[str]

    @property
    def error(self) -> dict[str, t.Any]:
        """The ``error`` of a failed task."""
        assert self.failed, self.result
        error: dict[str, t.Any] = self.result["error"]
        return error

    @property
    def everything(self) -> str:
        """All that anybody could see."""
        return json.dumps([self.result, self.warnings], ensure_ascii=False)


class _End(BaseException):
    """Ends a module in place of sys.exit(); no handler of errors takes it for one."""

    def __init__(self, failed: bool, result: dict[str, t.Any]) -> None:
        super().__init__()
        self.failed = failed
        # The options, which Ansible itself masks; whatever else holds a secret shows.
        self.result = {name: value for name, value in result.items() if name != "invocation"}


def _exit(_module: AnsibleModule, **result: t.Any) -> t.NoReturn:
    raise _End(False, result)


def _fail(_module: AnsibleModule, **result: t.Any) -> t.NoReturn:
    raise _End(True, result)


def assert_says_what_to_do(failed: bool, result: t.Mapping[str, t.Any]) -> None:
    """The promise that every failure keeps: its message ends with what to do."""
    if failed:
        hint = result["error"]["hint"]
        assert hint and result["msg"].rstrip(".").endswith(hint.rstrip(". ")), result


def run_module(name: str, options: dict[str, t.Any], *, check: bool = False, diff: bool = False) -> Ended:
    """Run the main() of a module. What it raises beside its end is raised here: it would be a traceback."""
    main = importlib.import_module(f"{MODULES}.{name}").main
    said: list[str] = []
    arguments = {**options, "_ansible_check_mode": check, "_ansible_diff": diff}
    with (
        module_arguments(arguments),
        mock.patch.object(AnsibleModule, "exit_json", _exit),
        mock.patch.object(AnsibleModule, "fail_json", _fail),
        mock.patch.object(AnsibleModule, "warn", lambda _module, text: said.append(text)),
        warnings.catch_warnings(),
    ):
        try:
            main()
        except _End as end:
            assert_says_what_to_do(end.failed, end.result)
            # What JSON cannot carry would break the module here as well.
            return Ended(end.failed, json.loads(json.dumps(end.result)), said)
    raise AssertionError(f"{name} has ended without a result")


def run_inventory(options: dict[str, t.Any], folder: pathlib.Path) -> Ended:
    """Let the inventory plugin parse a file with these options. Its result: the hosts and their variables.

    A failure of the plugin has no more than a sentence, which stands in ``msg``.
    """
    _find_collections()
    path = folder / "test.enswitch.yml"
    path.write_text(json.dumps({"plugin": INVENTORY, **options}), encoding="utf-8")
    plugin = inventory_loader.get(INVENTORY)
    inventory = InventoryData()
    said: list[str] = []
    with mock.patch.object(type(plugin.display), "warning", lambda _display, msg, **_more: said.append(msg)):
        try:
            plugin.parse(inventory, DataLoader(), str(path), cache=False)
        except Exception as problem:
            # Whatever it raises, Ansible shows; a test decides whether it is what it should be.
            if type(problem).__name__ != "AnsibleParserError":
                raise
            return Ended(True, {"msg": str(problem)}, said)
    hosts = {name: json.loads(json.dumps(host.vars, default=str)) for name, host in inventory.hosts.items()}
    return Ended(False, {"changed": False, "hosts": hosts}, said)


_found = False


def _find_collections() -> None:
    global _found
    if not _found:
        init_plugin_loader([str(TREE)])
        # Whoever has imported the collection before has done so without Ansible's finder, which leaves this note.
        package = importlib.import_module(COLLECTION)
        if not hasattr(package, "_collection_meta"):
            package._collection_meta = {}
        _found = True


class LogOf:
    """Everything that the libraries below write to the log while it is open, whatever the level."""

    def __enter__(self) -> LogOf:
        self._text = io.StringIO()
        self._handler = logging.StreamHandler(self._text)
        self._root = logging.getLogger()
        self._level = self._root.level
        self._root.addHandler(self._handler)
        self._root.setLevel(logging.DEBUG)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._root.removeHandler(self._handler)
        self._root.setLevel(self._level)

    @property
    def text(self) -> str:
        """What was written."""
        return self._text.getvalue()
