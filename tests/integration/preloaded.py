# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ansible-playbook, imported once: each run is a fork of a process that has done nothing but that.

    with Preloaded(environment, folder) as ansible:
        ran = ansible.run(["ansible-playbook", "playbook.yml"], folder, environment)

Most of a short run is its imports. What ansible-core reads from the environment while it is imported has to be the same
for all runs: ``fits`` tells whether it is.
"""

from __future__ import annotations

import json
import os
import pathlib
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import typing as t


class Preloaded:
    """The process that has imported ansible-playbook. It ends with this one, however that ends."""

    def __init__(self, environment: t.Mapping[str, str], folder: pathlib.Path) -> None:
        self._read = _while_imported(environment)
        # The path of a socket must be short.
        self._folder = tempfile.TemporaryDirectory(prefix="enswitch-")
        self._address = os.path.join(self._folder.name, "socket")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self._address)
        listener.listen()
        with listener:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(listener.fileno())],
                cwd=folder,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=[listener.fileno()],
            )

    def __enter__(self) -> Preloaded:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._process.communicate()
        self._folder.cleanup()

    def fits(self, environment: t.Mapping[str, str]) -> bool:
        """Whether a run with this environment would have imported the same, and is not measured."""
        measured = any(name.startswith("COVERAGE") for name in environment)
        return not measured and _while_imported(environment) == self._read

    def run(
        self, command: t.Sequence[str], folder: pathlib.Path, environment: t.Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """What subprocess.run() would do."""
        request = folder / "request.json"
        request.write_text(json.dumps([command, str(folder), dict(environment)]), encoding="utf-8")
        with (
            open(os.devnull, "rb") as nothing,
            open(folder / "stdout", "w+", encoding="utf-8") as said,
            open(folder / "stderr", "w+", encoding="utf-8") as complained,
            socket.socket(socket.AF_UNIX) as connection,
        ):
            connection.connect(self._address)
            streams = [nothing.fileno(), said.fileno(), complained.fileno()]
            socket.send_fds(connection, [os.fsencode(request)], streams)
            code = connection.recv(16)
            said.seek(0)
            complained.seek(0)
            return subprocess.CompletedProcess(command, int(code), said.read(), complained.read())


def _while_imported(environment: t.Mapping[str, str]) -> dict[str, str]:
    read = ("ANSIBLE_", "HOME", "LC_", "LANG", "PATH", "PYTHON", "TMPDIR")
    return {name: value for name, value in environment.items() if name.startswith(read)}


def serve(listener: socket.socket) -> None:
    """Fork for each connection, until the standard input ends."""
    import ansible.cli.playbook
    import ansible.executor.playbook_executor  # noqa: F401

    # Nobody waits for those who only wait for a run.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
        connection, _address = listener.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            request, streams, *_rest = socket.recv_fds(connection, 4096, 3)
            child = os.fork()
            if child == 0:
                connection.close()
                listener.close()
                play(request, streams)
            connection.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())
            os._exit(0)
        connection.close()


def play(request: bytes, streams: t.Sequence[int]) -> t.NoReturn:
    """Be ansible-playbook."""
    import atexit

    import ansible.constants
    from ansible.cli.playbook import PlaybookCLI

    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    command, folder, environment = json.loads(pathlib.Path(os.fsdecode(request)).read_text(encoding="utf-8"))
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    # What ansible-core makes for one process, and removes when it ends.
    atexit._clear()
    local = tempfile.mkdtemp(prefix="ansible-local-", dir=os.path.dirname(ansible.constants.DEFAULT_LOCAL_TMP))
    ansible.constants.DEFAULT_LOCAL_TMP = local
    atexit.register(shutil.rmtree, local, ignore_errors=True)
    sys.argv = command
    PlaybookCLI.cli_executor(command)
    raise AssertionError("ansible-playbook did not end")


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
