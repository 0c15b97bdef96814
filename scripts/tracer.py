# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Notes which lines of the collection a module or an inventory plugin runs. Executed when such a process starts.

A module runs in a process of its own, out of a zip file, many hundred times in one run of the tests. To import
coverage and to let it watch ansible-core and requests as well would cost as much again as the module itself. This
watches nothing but the collection, and stands still while others are imported.

It notes what coverage does, in the same way: pairs of lines, one run after the other; minus the first line of a
function for its beginning and its end. tests/unit/scripts/test_coverage.py holds it against coverage.
"""

from __future__ import annotations

import atexit
import builtins
import marshal
import opcode
import os
import sys
import threading
import uuid

PLUGINS = os.path.join("ansible_collections", "telephony", "enswitch", "plugins", "")
_RESUME = opcode.opmap["RESUME"]


class Tracer:
    """Watches the files whose names hold ``part``. ``arcs``: name of the file -> pairs of lines."""

    def __init__(self, part: str) -> None:
        self.arcs: dict[str, set[tuple[int, int]]] = {}
        self._part = part
        self._files: dict[str, set[tuple[int, int]] | None] = {}
        self._import = builtins.__import__

    def start(self) -> None:
        builtins.__import__ = self._quiet_import
        threading.settrace(self._call)
        sys.settrace(self._call)

    def stop(self) -> None:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]
        builtins.__import__ = self._import

    def _quiet_import(self, name, globals=None, locals=None, fromlist=(), level=0):
        """An import statement. While something of others is imported for the first time, nothing is watched."""
        ours = level or name.startswith("ansible_collections")
        if ours or name in sys.modules or sys.gettrace() != self._call:
            return self._import(name, globals, locals, fromlist, level)
        sys.settrace(None)
        try:
            return self._import(name, globals, locals, fromlist, level)
        finally:
            sys.settrace(self._call)

    def _call(self, frame, event, argument):
        name = frame.f_code.co_filename
        try:
            arcs = self._files[name]
        except KeyError:
            arcs = self.arcs.setdefault(name, set()) if self._part in name else None
            self._files[name] = arcs
        if arcs is None:
            return None
        # A generator that goes on has been seen before.
        return frame.f_trace or _local(frame.f_code, arcs.add)


def _local(code, add):
    first = -code.co_firstlineno
    last = first

    def watch(frame, event, argument):
        nonlocal last
        if event == "line":
            add((last, frame.f_lineno))
            last = frame.f_lineno
        elif event == "return":
            # A generator that yields comes back to the next instruction.
            following = frame.f_lasti + 2
            if following >= len(code.co_code) or code.co_code[following] != _RESUME:
                add((last, first))
        return watch

    return watch


def main(folder: str) -> None:
    """Watch this process if it is one that runs the collection, and write what was noted into a new file at its end."""
    words = getattr(sys, "orig_argv", [])
    if not any("AnsiballZ_" in word or "ansible-inventory" in word or ".enswitch.y" in word for word in words):
        return
    tracer = Tracer(PLUGINS)

    def save() -> None:
        tracer.stop()
        if tracer.arcs:
            # First under another name: who is killed while writing leaves nothing half.
            path = os.path.join(folder, uuid.uuid4().hex)
            with open(path, "wb") as handle:
                marshal.dump(tracer.arcs, handle)
            os.rename(path, path + ".arcs")

    atexit.register(save)
    tracer.start()


if __name__ == "__start__":
    main(os.environ["COVERAGE_OF_PLUGINS"])
