# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs ansible-playbook in a fork of a process that has imported Ansible. So a run begins in a fraction of the time.

Nothing of this collection is imported there. Ansible reads its settings while it is imported: a run with other
settings than the first run of these tests is started as users start it.
"""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.forkserver
import os
import pathlib
import subprocess
import sys
import tempfile
import typing as t
from unittest import mock

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["warm"])
# The settings with which Ansible was imported.
_imported: dict[str, str] = {}


def ansible_playbook(
    arguments: list[str], folder: pathlib.Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run it in a folder, and return what it has printed."""
    settings = {name: value for name, value in environment.items() if not _is_read_when_used(name)}
    if not _imported:
        _imported.update(settings)
        path = {"PYTHONPATH": str(pathlib.Path(__file__).parent)}
        with mock.patch.dict(os.environ, environment | path, clear=True):
            multiprocessing.forkserver.ensure_running()
    printed = [folder / "stdout", folder / "stderr"]
    if settings == _imported:
        process = _CONTEXT.Process(target=_run, args=(arguments, folder, environment, [os.devnull, *printed]))
        # The fork would import what runs the tests, and with it the collection, past the path that Ansible looks on.
        with mock.patch.multiple(sys.modules["__main__"], create=True, __spec__=None, __file__=None):
            process.start()
        process.join()
        code = process.exitcode
    else:
        command = [str(pathlib.Path(sys.executable).parent / "ansible-playbook"), *arguments]
        with printed[0].open("wb") as stdout, printed[1].open("wb") as stderr:
            said: dict[str, t.Any] = {"stdin": subprocess.DEVNULL, "stdout": stdout, "stderr": stderr}
            code = subprocess.run(command, cwd=folder, env=environment, check=False, **said).returncode
    assert code is not None
    return subprocess.CompletedProcess(arguments, code, *(path.read_text(encoding="utf-8") for path in printed))


def _is_read_when_used(name: str) -> bool:
    return name.startswith("ENSWITCH_") or name in ("PWD", "TMPDIR")


def _run(arguments: list[str], folder: pathlib.Path, environment: dict[str, str], files: list[str]) -> None:
    """What the fork does."""
    gc.freeze()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None
    for number, name in enumerate(files):
        opened = os.open(name, (os.O_WRONLY | os.O_CREAT | os.O_TRUNC) if number else os.O_RDONLY, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    # The tests have told where they import from.
    sys.path[:] = [name for name in sys.path if name.startswith((sys.prefix, sys.base_prefix))]
    sys.argv[:] = ["ansible-playbook", *arguments]
    from ansible.cli.playbook import main

    main()
