# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a failed load says of itself, and what it leaves in the file of rejected entries."""

from __future__ import annotations

import csv

import pytest
from unit.fake_destinations import FakePlatform, lost
from unit.support.loading import CREATE, UPDATE, Task, several

# Those of several(40) that the platform refuses.
BAD = ["2125550004", "2125550017", "2125550033", "2125550034"]


def refusing(rows=None, **differs):
    return FakePlatform(rows, bad=lambda number: number in BAD, **differs)


def rejects(path):
    with path.open(encoding="utf-8", newline="") as file:
        return [row["value"] for row in csv.DictReader(file)]


def test_a_failed_check_says_that_nothing_would_be_added():
    platform = refusing({"2125550090": "pending"}, read_only=True)
    task = Task(platform, numbers=several(20), exclude=["2125550090"], chunk_size=5, workers=1)
    assert task.error is not None and task.result["changed"] is False
    assert task.result["summary"]["added"] == task.result["summary"]["removed"] == 0
    assert "were changed" not in task.result["msg"]


@pytest.mark.parametrize("read_only", [False, True])
def test_the_file_has_what_the_platform_refuses_in_chunks_that_were_not_sent(tmp_path, read_only):
    platform = refusing(read_only=read_only)
    path = tmp_path / "rejected.csv"
    task = Task(platform, numbers=several(40), chunk_size=10, workers=1, rejected_dest=str(path))
    assert task.error.code == 400 and rejects(path) == BAD
    assert task.result["summary"]["invalid"] == 4 and "refuses 4 numbers" in task.result["msg"]
    # What comes after a refusal is only asked about.
    assert platform.statuses() == {} and len(platform.sent(CREATE)) == (0 if read_only else 1)


def test_the_file_has_what_is_refused_of_changes_to_come(tmp_path):
    platform = refusing(dict.fromkeys(several(10), "failed"))
    path = tmp_path / "rejected.csv"
    options = {"existing": "set_status", "status": "cancelled", "workers": 1}
    task = Task(platform, numbers=several(20), rejected_dest=str(path), **options)
    assert task.error.function == "bulk/destinations" and rejects(path) == BAD[:2]
    assert platform.sent(CREATE) == [] and len(platform.sent(UPDATE)) == 1


def losing(number):
    """The answer of a creation that this number is in is lost, and nothing is done."""

    def before(function, parameters):
        if function == CREATE and number in parameters["dnumbers"]:
            raise lost()

    return before


def test_a_file_that_could_not_be_completed_is_said_to_be_so(tmp_path):
    path = tmp_path / "rejected.csv"
    platform = refusing(before=losing("2125550020"))
    task = Task(platform, numbers=several(40), chunk_size=10, workers=1, rejected_dest=str(path))
    assert task.error.code == 400 and rejects(path)[:1] == BAD[:1]
    assert "Not all of the numbers could be asked about: the connection was lost." in task.result["msg"]


def test_a_task_that_is_interrupted_leaves_no_half_a_file(tmp_path):
    platform = FakePlatform()

    def before(function, parameters):
        raise KeyboardInterrupt

    platform.before = before
    with pytest.raises(KeyboardInterrupt):
        Task(platform, numbers=several(2), rejected_dest=str(tmp_path / "rejected.csv"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_numbers_of_a_list_that_was_refused_in_part_are_counted_beside_a_lost_one(workers):
    platform = FakePlatform(
        takes_rest=True, bad_when_real=lambda number: number == "2125550003", before=losing("2125550010")
    )
    task = Task(platform, numbers=several(20), chunk_size=10, workers=workers)
    assert task.error.retryable or workers == 1
    assert task.result["changed"] and task.result["summary"]["added"] == len(platform.rows) == 9


# --- a platform that lists no status -----------------------------------------------------------------------


def without_status(row):
    return {name: value for name, value in row.items() if name != "status"}


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("shown", [without_status, lambda row: {**row, "status": None}])
@pytest.mark.parametrize(
    "options",
    [
        {"exclude": ["2125550001"]},
        {"exclude": ["2125550001"], "removal": "cancel", "numbers": several(3)},
        {"numbers": ["2125550001"], "state": "absent"},
        {"numbers": ["2125550001"], "state": "absent", "exclude": ["2125550001"]},
        {"numbers": ["2125550001"], "existing": "set_status", "status": "success"},
        {"numbers": ["2125550000", "2125550009"], "purge": True, "max_removed": 0},
    ],
)
def test_who_would_have_to_go_or_to_change_needs_a_status(options, shown, read_only):
    """Whoever is excluded may be pending, and whoever has a call in progress must be left alone: nobody can tell."""
    platform = FakePlatform(dict.fromkeys(several(2), "pending"), shown=shown, read_only=read_only)
    task = Task(platform, **options)
    assert (task.error.category, task.error.key, task.error.function) == (
        "protocol",
        "status",
        "bulk/destinations/list",
    )
    assert "tells no status of 1 number" in task.result["msg"] and "first '2125550001'" in task.result["msg"]
    assert "Nothing was changed." in task.result["msg"] and task.error.hint in task.result["msg"]
    assert platform.writes() == [] and task.result["changed"] is False


def test_who_stays_as_they_are_needs_no_status():
    platform = FakePlatform(dict.fromkeys(several(2), "pending"), shown=without_status)
    task = Task(platform, numbers=several(4), exclude=["2125550008"])
    assert task.error is None and task.result["summary"]["added"] == 2
    assert sorted(platform.rows) == several(4)


def test_a_row_without_a_number_is_named_with_what_to_do():
    task = Task(FakePlatform({"1": "pending"}, shown=lambda row: {"status": row["status"]}), numbers=several(1))
    assert task.error.category == "protocol"
    assert task.result["msg"] == (
        "bulk/destinations/list answered with a row without dnumber. Without it, no one can tell who is still to be "
        "called. Report this version of the platform."
    )
