# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A file that bulk_destinations_info wrote, given as src again."""

from __future__ import annotations

import pytest
from unit.fake_destinations import FakePlatform
from unit.support.loading import Task

# What a campaign may hold, and no list may add.
ODD = ["2001", "1", "112", "+49 (0)171 4445556", "491714445557", "alice", "030 1234567 und 68"]


def exported(folder, *numbers):
    path = folder / "export.csv"
    rows = "".join('"{0}",success,\n'.format(number) for number in numbers)
    path.write_text("dnumber,status,dtype\n" + rows, encoding="utf-8")
    return {"src": str(path)}


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("numbers", [ODD, [*ODD, "2125550101"], ODD[:1]])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"src_column": "dnumber"},
        {"normalize": "e164", "region": "DE", "allowed_types": ["mobile"]},
        {"normalize": "none"},
        {"purge": True},
        {"on_invalid": "skip"},
    ],
)
def test_what_was_exported_is_there_whatever_it_is(tmp_path, numbers, options, read_only):
    """The rules for numbers to be added say nothing about those that are there."""
    platform = FakePlatform(dict.fromkeys(numbers, "success"), read_only=read_only)
    task = Task(platform, **exported(tmp_path, *numbers), **options)
    assert task.error is None and task.warnings == [] and task.result["rejected"] == []
    assert task.summary(listed=len(numbers), kept=len(numbers)) and platform.writes() == []


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"normalize": "none"},
        {"normalize": "e164"},
        {"normalize": "e164", "region": "US", "allowed_countries": ["FR"]},
        {"min_digits": 14},
        {"purge": True},
    ],
)
def test_what_was_exported_may_have_blanks_around_it_or_cannot_be_named(tmp_path, options):
    rows = dict.fromkeys(["", " 2125550101 ", "2125550102", "2125,550103"], "success")
    platform = FakePlatform(rows)
    task = Task(platform, **exported(tmp_path, *rows), **options)
    assert task.error is None and task.result["rejected"] == [] and platform.writes() == []
    summary = task.result["summary"]
    assert (summary["kept"], summary["passed_over"], summary["invalid"]) == (2, 2, 0)
    # Without them in the campaign, no one knows what is meant.
    task = Task(FakePlatform(), **exported(tmp_path, *rows), **options)
    assert task.error.key == "src"


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("value", ["2001", "+49 (0)171 4445556", "491714445556"])
def test_what_was_exported_and_is_not_there_letter_for_letter_is_rejected(tmp_path, value, read_only):
    rows = {"2125550101": "success", "+49 171 4445556": "success"}
    platform = FakePlatform(rows, read_only=read_only)
    rejects = tmp_path / "rejected.csv"
    listed = exported(tmp_path, "2125550101", value)
    options = {"normalize": "e164", "region": "DE"} if value == "491714445556" else {}
    task = Task(platform, rejected_dest=str(rejects), allow_lookalikes=True, **listed, **options)
    assert (task.error.category, task.error.key) == ("invalid_input", "src")
    assert "first line 3 of src: {0!r}".format(value) in task.result["msg"] and platform.writes() == []
    assert value in rejects.read_text(encoding="utf-8")
    task = Task(platform, on_invalid="skip", allow_lookalikes=True, **listed, **options)
    assert task.error is None and task.result["summary"]["invalid"] == 1 and value not in platform.rows
    assert task.warnings == ["1 number was left out, since on_invalid is skip; see rejected."]
    # Whoever is meant would be removed with all others.
    task = Task(platform, on_invalid="skip", purge=True, allow_lookalikes=True, **listed, **options)
    assert task.error.key == "purge" and platform.rows.keys() >= rows.keys()


def test_what_was_exported_is_neither_called_again_nor_removed_nor_left_although_it_is_excluded(tmp_path):
    listed = exported(tmp_path, "2001", "2125550101")
    for options in ({"existing": "set_status", "allow_redial": True}, {"existing": "set_status", "status": "pending"}):
        task = Task(FakePlatform({"2001": "failed", "2125550101": "failed"}), **listed, **options)
        assert task.error.category == "invalid_input" and task.platform.calls == []
    platform = FakePlatform({"2001": "pending", "2125550101": "pending"})
    task = Task(platform, exclude=["2001"], **listed)
    assert task.error is None and list(platform.rows) == ["2125550101"] and task.result["summary"]["excluded"] == 1
    # Whoever was removed so is no mistake in the next run.
    task = Task(platform, exclude=["2001"], **listed)
    assert task.error is None and not task.result["changed"] and task.result["summary"]["excluded"] == 1
    # Of another file nothing is known.
    path = tmp_path / "list.txt"
    path.write_text("2001\n")
    task = Task(platform, src=str(path))
    assert task.error.category == "invalid_input"


def test_what_was_exported_is_rejected_where_there_is_no_campaign_yet(tmp_path):
    platform = FakePlatform(read_only=True)
    platform.campaigns.clear()
    task = Task(platform, campaign="New", **exported(tmp_path, "2001"))
    assert (task.error.category, task.error.key) == ("invalid_input", "src")
