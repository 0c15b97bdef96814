# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import contextlib
import os
import stat
import subprocess
import sys

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import locks as lock
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import EnswitchError

URL = "https://pbx.example.com/api/json/"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder for the locks of this user, of this test only."""
    monkeypatch.setattr(lock, "PLACES", (str(tmp_path),))
    return own(tmp_path)


def own(place):
    return place / "ansible-enswitch-{0}".format(os.getuid())


def never(number):
    raise AssertionError("nobody has to wait")


def held(campaign=1, url=URL, pause=never, patience=0.0):
    campaigns = [campaign] if isinstance(campaign, int) else campaign
    return lock.acquired(url, "campaigns", campaigns, lock.busy("does something", "campaign"), pause, patience)


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
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_other_campaigns_and_other_platforms_are_not_held_up(folder):
    with held(1), held(2), held(1, "https://other.example.com/api/json/"):
        # One file for each platform.
        assert len(os.listdir(folder)) == 2


def test_tasks_about_many_things_wait_only_for_what_they_share(folder):
    many = range(2, 5000, 2)
    with held(many), held(1), held(range(11, 5000, 500)):
        with pytest.raises(EnswitchError):
            held([1, 3, 4000]).__enter__()
        with held([3, 7]):
            assert len(os.listdir(folder)) == 1


@pytest.mark.parametrize("one, other", [([0], [7]), ([7], [0]), ([0], [0]), ([7, 0], [8]), ([8], [0, 7])])
def test_a_thing_whose_id_is_not_known_may_be_any(folder, one, other):
    """The account's own customer, and the same one by its ID: both tasks would create the campaign."""
    with held(one), pytest.raises(EnswitchError):
        held(other).__enter__()
    with held(other):
        assert len(os.listdir(folder)) == 1


def test_who_knows_later_which_one_it_is_keeps_that_one(folder):
    with held([0]) as locks:
        with pytest.raises(EnswitchError):
            held(8).__enter__()
        locks.keep([7, 9])
        with held([1, 2, 3, 6]), held(8), held(range(10, 20)):
            assert len(os.listdir(folder)) == 1
        for taken in (7, 9, 0):
            with pytest.raises(EnswitchError):
                held(taken).__enter__()
    lock.Held(None).keep([7])


def test_things_of_another_kind_are_not_held_up(folder):
    other = lock.acquired(URL, "customers", [1], lock.busy("does something", "customer"), never, 0.0)
    with held(1), other:
        assert len(os.listdir(folder)) == 2


@pytest.mark.parametrize("numbers, taken", [([5, 7], [1, 0, 1]), ([0], [1, 1, 1])])
def test_a_system_whose_locks_belong_to_the_process(folder, monkeypatch, numbers, taken):
    monkeypatch.setattr(lock, "_OF_THE_FILE", None)
    lines = ("import fcntl, sys", "file = open(sys.argv[1], 'r+')", "byte = int(sys.argv[2])")
    code = "; ".join([*lines, "fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)"])
    with held(numbers):
        (name,) = os.listdir(folder)
        ended = [
            subprocess.run(
                [sys.executable, "-c", code, str(folder / name), number], stderr=subprocess.DEVNULL, check=False
            ).returncode
            for number in ("5", "6", "7")
        ]
    assert ended == taken


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


def test_a_folder_that_is_not_the_users_own_is_not_used(folder, monkeypatch):
    """Such as one that somebody else has put there. Nor is what it leads to: all tasks take the next place."""
    other = folder.parent / "other"
    other.mkdir()
    monkeypatch.setattr(lock, "PLACES", (*lock.PLACES, str(other)))
    folder.mkdir()
    folder.chmod(0o777)
    with held(), pytest.raises(EnswitchError):
        held().__enter__()
    assert os.listdir(folder) == []
    folder.rmdir()
    folder.symlink_to(folder.parent)
    with held(), pytest.raises(EnswitchError):
        held().__enter__()
    assert sorted(os.listdir(folder.parent)) == [folder.name, "other"]
    assert len(os.listdir(own(other))) == 1


def test_all_tasks_take_one_place_whatever_their_folder_for_temporary_files_is(folder, tmp_path, monkeypatch):
    """Jobs of a CI runner have one each, and so may tasks of a play."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(lock.tempfile, "tempdir", str(tmp_path / "one"))
    with held():
        monkeypatch.setattr(lock.tempfile, "tempdir", str(tmp_path / "other"))
        with pytest.raises(EnswitchError):
            held().__enter__()
    assert os.listdir(tmp_path / "one") == os.listdir(tmp_path / "other") == []


def test_the_places_are_the_same_for_all_users_and_tasks():
    code = "from ansible_collections.telephony.enswitch.plugins.module_utils._api.locks import PLACES; print(*PLACES)"
    environment = {"TMPDIR": os.getcwd(), "HOME": os.getcwd(), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert ended.stdout.split() == ["/tmp", "/var/tmp"]


def test_where_the_places_of_the_system_cannot_be_written_the_folder_for_temporary_files_is_used(
    folder, tmp_path, monkeypatch
):
    monkeypatch.setattr(lock, "PLACES", (str(tmp_path / "missing"),))
    monkeypatch.setattr(lock.tempfile, "tempdir", str(tmp_path))
    with held(), pytest.raises(EnswitchError):
        held().__enter__()
    assert len(os.listdir(folder)) == 1


def test_a_lock_is_not_old_to_who_cleans_up_temporary_files(folder):
    """Another task would make a new file meanwhile, and lock that."""
    with held():
        (name,) = os.listdir(folder)
    os.utime(folder / name, (0, 0))
    with held():
        state = (folder / name).stat()
        assert state.st_atime > 0 and state.st_mtime > 0


@pytest.mark.parametrize("there", [False, True])
def test_without_a_place_for_locks_the_task_goes_on(folder, monkeypatch, there):
    def fails(*arguments):
        raise PermissionError

    if there:
        folder.mkdir(0o700)
        monkeypatch.setattr(lock.os, "open", fails)
    else:
        monkeypatch.setattr(lock, "PLACES", (str(folder / "missing"),))
    # As on a system where nothing at all can be written.
    monkeypatch.setattr(lock.tempfile, "gettempdir", fails)
    with held(), held():
        assert not there or os.listdir(folder) == []
