# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""One task at a time for the same thing, as far as one user on one machine goes.

The API cannot add a number, or create a campaign, only if it is not there (API notes, sections 3 and 4). So of
two tasks that load the same list at the same time, the later one would put back to pending whom the platform may
just have called; of two that provision the same customer, such as one task on two hosts, both would create what
is not there yet. Tasks on the machine wait for each other here. The lock ends with the process, however that ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import stat
import tempfile
import time
import typing as t

from .errors import ConflictError

# Longest step of the waiting, as the number that Client.pause() takes: about two seconds.
_LONGEST_PAUSE = 3


def busy(what: str, key: str) -> ConflictError:
    """Return the error for a task that has waited in vain."""
    return ConflictError(
        "Another task on this machine {0} at the same time.".format(what),
        key=key,
        retryable=True,
        hint="Run the task again when the other one has ended.",
    )


@contextlib.contextmanager
def only_one(
    url: str, what: str, error: ConflictError, pause: t.Callable[[int], object], patience: float
) -> t.Iterator[None]:
    """Hold the lock of something on a platform. ``patience`` is how many seconds to wait for another task.

    Where no lock can be had, such as on a read-only file system, the task goes on without it.

    Raises ``error`` when the other task takes longer.
    """
    path = _path(url, what)
    handle = None if path is None else _wait(path, error, pause, patience)
    try:
        yield
    finally:
        if handle is not None and path is not None:
            # Removed while it is held: whoever waits for it sees that, and takes a new one.
            with contextlib.suppress(OSError):
                os.unlink(path)
            os.close(handle)


def _path(url: str, what: str) -> str | None:
    """Return the path of the lock in a folder that only this user can use; None where there is none."""
    folder = os.path.join(tempfile.gettempdir(), "ansible-enswitch-{0}".format(os.getuid()))
    try:
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder, 0o700)
        state = os.lstat(folder)
    except OSError:
        return None
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.getuid() or state.st_mode & 0o077:
        return None
    name = hashlib.sha256("{0} {1}".format(url, what).encode("utf-8", "replace")).hexdigest()[:32]
    return os.path.join(folder, name + ".lock")


def _wait(path: str, error: ConflictError, pause: t.Callable[[int], object], patience: float) -> int | None:
    deadline = time.monotonic() + patience
    number = 0
    while True:
        try:
            handle = _take(path)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise error from None
            number += 1
            pause(min(number, _LONGEST_PAUSE))
        except OSError:
            return None
        else:
            if handle is not None:
                return handle


def _take(path: str) -> int | None:
    """Return the open file of the lock, or None where it was removed in the meantime. Raises BlockingIOError."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(handle).st_nlink:
            return handle
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None
