# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import contextlib
import os
import stat

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import locks as lock
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import EnswitchError

URL = "https://pbx.example.com/api/json/"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder for the locks of this user, of this test only."""
    monkeypatch.setattr(lock.tempfile, "gettempdir", lambda: str(tmp_path))
    return tmp_path / "ansible-enswitch-{0}".format(os.getuid())


def never(number):
    raise AssertionError("nobody has to wait")


def held(campaign=1, url=URL, pause=never, patience=0.0):
    return lock.only_one(url, "campaign {0}".format(campaign), lock.busy("does something", "campaign"), pause, patience)


def test_of_two_tasks_for_one_campaign_the_second_is_told(folder):
    with held():
        with pytest.raises(EnswitchError) as caught:
            with held():
                raise AssertionError("two at a time")
    assert (caught.value.category, caught.value.retryable, caught.value.key) == ("conflict", True, "campaign")
    assert caught.value.text == "Another task on this machine does something at the same time."
    assert caught.value.hint == "Run the task again when the other one has ended."
    with held():
        assert len(os.listdir(folder)) == 1
    assert os.listdir(folder) == []
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_other_campaigns_and_other_platforms_are_not_held_up(folder):
    with held(1), held(2), held(1, "https://other.example.com/api/json/"):
        assert len(os.listdir(folder)) == 3


def test_a_task_waits_until_the_other_has_ended(folder):
    first = contextlib.ExitStack()
    first.enter_context(held())
    pauses = []

    def pause(number):
        pauses.append(number)
        if len(pauses) == 5:
            first.close()

    with held(pause=pause, patience=1000.0):
        assert pauses == [1, 2, 3, 3, 3]
        with pytest.raises(EnswitchError):
            held().__enter__()


def test_the_lock_ends_with_an_error_of_the_task(folder):
    with pytest.raises(KeyError):
        with held():
            raise KeyError
    with held():
        assert os.listdir(folder)


def test_a_lock_that_was_removed_while_it_was_taken_is_taken_anew(folder, monkeypatch):
    flock = lock.fcntl.flock
    taken = []

    def removed(handle, operation):
        flock(handle, operation)
        taken.append(handle)
        if len(taken) == 1:
            (name,) = os.listdir(folder)
            os.unlink(folder / name)

    monkeypatch.setattr(lock.fcntl, "flock", removed)
    with held():
        assert len(taken) == 2 and len(os.listdir(folder)) == 1


def test_a_folder_that_is_not_the_users_own_is_not_used(folder):
    folder.mkdir()
    folder.chmod(0o777)
    with held(), held():
        assert os.listdir(folder) == []
    folder.rmdir()
    folder.symlink_to(folder.parent)
    with held(), held():
        assert os.listdir(folder.parent) == [folder.name]


def test_without_a_place_for_locks_the_task_goes_on(folder, monkeypatch):
    monkeypatch.setattr(lock.tempfile, "gettempdir", lambda: "/nonexistent")
    with held(), held():
        pass
    folder.mkdir(0o700)
    monkeypatch.setattr(lock.tempfile, "gettempdir", lambda: str(folder.parent))

    def fails(*arguments):
        raise PermissionError

    monkeypatch.setattr(lock.os, "open", fails)
    with held(), held():
        assert os.listdir(folder) == []
