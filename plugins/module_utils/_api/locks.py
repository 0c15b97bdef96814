# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""One task at a time for the same thing, as far as one user on one machine goes.

The API cannot add a number, or create a campaign, only if it is not there (API notes, sections 3 and 4). So of two
tasks that load the same list at the same time, the later one would put back to pending whom the platform may just have
called; of two that provision the same customer, such as one task on two hosts, both would create what is not there yet,
or one would give a campaign the name that the other creates. Tasks on the machine wait for each other here. There is
one file for each platform and kind of thing, and in it one byte for each thing: so tasks about different things never
wait for each other, however many there are. A task that does not know the ID of its thing, such as of the account's own
customer, locks all bytes until it knows. A lock ends with the process, however that ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import stat
import struct
import tempfile
import time
import typing as t

from .errors import ConflictError

# Where the locks are: the first that can be used. All tasks of a user meet there, whatever their environment says.
# TMPDIR is often one for each job, HOME may be shared by machines, and cron has no XDG_RUNTIME_DIR.
PLACES: tuple[str, ...] = ("/tmp", "/var/tmp")
# In place of an ID: any of the things may be meant.
ANY = 0
# Longest step of the waiting, as the number that Client.pause() takes: about two seconds.
_LONGEST_PAUSE = 3
# Locks that belong to the open file. Where the system has none, they belong to the process, which does as well.
_OF_THE_FILE: int | None = getattr(fcntl, "F_OFD_SETLK", None)


def busy(what: str, key: str) -> ConflictError:
    """Return the error for a task that has waited in vain."""
    return ConflictError(
        "Another task on this machine {0} at the same time.".format(what),
        key=key,
        retryable=True,
        hint="Run the task again when the other one has ended.",
    )


class Held:
    """The locks of a task. ``handle`` is None where no lock could be had."""

    def __init__(self, handle: int | None) -> None:
        self._handle = handle

    def keep(self, numbers: t.Iterable[int]) -> None:
        """Let others have all but these, now that it is known which ones are meant."""
        start = 0
        for number in sorted(set(numbers)):
            if start < number:
                self._release(start, number - start)
            start = number + 1
        self._release(start, 0)

    def _release(self, start: int, length: int) -> None:
        if self._handle is not None:
            with contextlib.suppress(OSError):
                _set(self._handle, fcntl.F_UNLCK, start, length)


@contextlib.contextmanager
def acquired(
    url: str,
    kind: str,
    numbers: t.Iterable[int],
    error: ConflictError,
    pause: t.Callable[[int], object],
    patience: float,
) -> t.Iterator[Held]:
    """Acquire the locks of things of one kind on a platform. ``numbers`` are their IDs, or ANY.

    ``patience`` is how many seconds to wait for other tasks. Where no lock can be had, such as on a read-only file
    system, the task goes on without it.

    Raises ``error`` when the other task takes longer.
    """
    handle = _open(url, kind)
    try:
        if handle is not None:
            deadline = time.monotonic() + patience
            # In a fixed order, so that no two tasks wait for each other.
            for number in sorted(set(numbers)):
                _wait(handle, number, error, pause, deadline)
        yield Held(handle)
    finally:
        if handle is not None:
            os.close(handle)


def _open(url: str, kind: str) -> int | None:
    """Return the open file of the locks, in a folder that only this user can use; None where there is none."""
    name = hashlib.sha256("{0} {1}".format(url, kind).encode("utf-8", "replace")).hexdigest()[:32] + ".lock"
    for place in PLACES:
        with contextlib.suppress(OSError):
            return _opened(place, name)
    with contextlib.suppress(OSError):
        return _opened(tempfile.gettempdir(), name)
    return None


def _opened(place: str, name: str) -> int:
    folder = os.path.join(place, "ansible-enswitch-{0}".format(os.getuid()))
    with contextlib.suppress(FileExistsError):
        os.mkdir(folder, 0o700)
    state = os.lstat(folder)
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.getuid() or state.st_mode & 0o077:
        raise PermissionError
    handle = os.open(os.path.join(folder, name), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with contextlib.suppress(OSError):
        # What cleans up temporary files takes old ones, also while they are locked.
        os.utime(handle)
    return handle


def _wait(handle: int, number: int, error: ConflictError, pause: t.Callable[[int], object], deadline: float) -> None:
    tries = 0
    while True:
        try:
            _lock(handle, number)
            return
        except (BlockingIOError, PermissionError):
            if time.monotonic() >= deadline:
                raise error from None
            tries += 1
            pause(min(tries, _LONGEST_PAUSE))
        except OSError:
            # A file system without locks.
            return


def _lock(handle: int, number: int) -> None:
    """Lock one byte, or all. Raises BlockingIOError or PermissionError where another task has one of them."""
    # A length of 0 reaches beyond the end of every file.
    _set(handle, fcntl.F_WRLCK, number, 0 if number == ANY else 1)


def _set(handle: int, kind: int, start: int, length: int) -> None:
    if _OF_THE_FILE is None:
        how = fcntl.LOCK_UN if kind == fcntl.F_UNLCK else fcntl.LOCK_EX | fcntl.LOCK_NB
        fcntl.lockf(handle, how, length, start)
    else:
        fcntl.fcntl(handle, _OF_THE_FILE, struct.pack("hhqqi", kind, os.SEEK_SET, start, length, 0))
