# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import stat

import pytest
import yaml
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import EnswitchError
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations import export as _destination_export
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_destinations_info import (
    bulk_destinations_info,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.context import Context
from ansible_collections.telephony.enswitch.plugins.modules import bulk_destinations_info as module
from unit.fake_destinations import CAMPAIGN, FakePlatform, refusal

ROWS = {"1": "pending", "2": "success", "3": "failed", "4": "cancelled", "5": "dialing", "6": "pending"}
COUNTS = {"total": 6, "pending": 2, "success": 1, "failed": 1, "cancelled": 1, "other": 1}


def ask(platform, **options):
    """The result; ``path`` is where the file is to be."""
    if "path" in options:
        options["dest"] = str(options.pop("path"))
    values = {"campaign": CAMPAIGN, "customer": None, "status": None, "limit": None, "dest": None, **options}
    warnings = []
    context = Context(
        values, platform.read_only, False, lambda: platform, warnings.append, lambda: dict(platform.counts)
    )
    result = bulk_destinations_info(context)
    json.dumps(result)
    assert not warnings
    return result


@pytest.fixture
def path(tmp_path):
    return tmp_path / "report.csv"


def problem(platform, **options):
    with pytest.raises(EnswitchError) as caught:
        ask(platform, **options)
    return caught.value


def shown(result):
    return [row["dnumber"] for row in result["destinations"]]


def test_all_rows_are_returned_with_all_columns_and_counted():
    platform = FakePlatform(ROWS)
    platform.shown = lambda row: {**row, "dnumber": int(row["dnumber"]), "attempts_made": 2}
    result = ask(platform)
    assert result == {
        "changed": False,
        "campaign_id": CAMPAIGN,
        "summary": COUNTS,
        "progress": 50,
        "requests": {"bulk/destinations/list": 2},
        "destinations": [
            {"dtype": "", "dnumber": number, "status": status, "attempts_made": 2} for number, status in ROWS.items()
        ],
    }


@pytest.mark.parametrize("option", ["auth_password", "auth_token"])
def test_a_number_that_ansible_would_mask_is_not_returned_but_written(option, tmp_path):
    platform = FakePlatform({"12125550100": "pending", "12125550101": "pending"})
    error = problem(platform, **{option: "0101"})
    assert error.text.startswith("destinations[1].dnumber cannot be returned: ")
    assert (error.key, error.category) == (option, "usage") and "dest" in error.hint
    ask(platform, dest=str(tmp_path / "numbers.csv"), **{option: "0101"})
    assert "12125550101" in (tmp_path / "numbers.csv").read_text(encoding="utf-8")


def test_an_empty_campaign_is_an_empty_list_and_a_file_with_a_heading(path):
    result = ask(FakePlatform())
    assert result["destinations"] == [] and result["summary"]["total"] == 0 and result["progress"] == 100
    ask(FakePlatform(), path=path)
    assert path.read_text() == "dnumber,status\n"


@pytest.mark.parametrize(
    "options, numbers",
    [
        ({"status": ["pending"]}, ["1", "6"]),
        ({"status": ["success", "failed"]}, ["2", "3"]),
        ({"status": ["other"]}, ["5"]),
        ({"status": ["dialing"]}, ["5"]),
        ({"status": []}, list(ROWS)),
        ({"limit": 2}, ["1", "2"]),
        ({"limit": 0}, []),
        ({"limit": 100}, list(ROWS)),
        ({"limit": 1, "status": ["failed"]}, ["3"]),
    ],
)
def test_rows_can_be_chosen_and_the_summary_counts_all(options, numbers):
    result = ask(FakePlatform(ROWS), **options)
    assert shown(result) == numbers and result["summary"] == COUNTS


def test_a_campaign_is_found_by_its_name():
    assert ask(FakePlatform(ROWS), campaign="Survey", customer=1)["campaign_id"] == CAMPAIGN


@pytest.mark.parametrize("campaign", ["Other", "99"])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_campaign_that_does_not_exist_fails_in_check_mode_too(campaign, read_only):
    assert problem(FakePlatform(read_only=read_only), campaign=campaign).category == "not_found"


@pytest.mark.parametrize("written", [False, True])
def test_rows_that_were_read_again_are_returned_and_written_once(path, written):
    counts = iter([99, 99])
    platform = FakePlatform(ROWS, count_data=lambda count: {"count": next(counts, count)})
    result = ask(platform, **({"path": path} if written else {}))
    assert platform.pauses == [1]
    if written:
        assert path.read_text().count("\n") == 7 and os.listdir(path.parent) == ["report.csv"]
    else:
        assert shown(result) == list(ROWS)


# --- dest --------------------------------------------------------------------------------------------------


def test_the_file_has_all_rows_and_only_the_owner_can_read_it(path):
    platform = FakePlatform({"+1": "pending", "2": "success"})
    platform.rows["2"].update({"note": 'a "b", c', "calls": [1], "up": True, "left": None})
    platform.rows["+1"].update({"note": "", "calls": [], "up": False, "left": 1})
    result = ask(platform, path=path)
    assert result["changed"] and result["dest"] == str(path) and "destinations" not in result
    assert result["summary"]["total"] == 2
    assert path.read_text() == (
        'dnumber,status,calls,dtype,left,note,up\n+1,pending,[],,1,,0\n2,success,[1],,,"a ""b"", c",1\n'
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == ["report.csv"]


def test_the_second_run_changes_nothing_until_something_differs(path):
    platform = FakePlatform(ROWS)
    assert ask(platform, path=path)["changed"]
    written = path.stat()
    assert not ask(platform, path=path)["changed"]
    assert path.stat().st_ino == written.st_ino
    platform.put(**{"1": "success"})
    assert ask(platform, path=path)["changed"]
    path.chmod(0o644)
    assert ask(platform, path=path)["changed"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not ask(platform, path=path)["changed"]


def test_check_mode_writes_no_file_and_tells_whether_it_would(path):
    assert ask(FakePlatform(ROWS, read_only=True), path=path)["changed"]
    assert os.listdir(path.parent) == []
    ask(FakePlatform(ROWS), path=path)
    assert not ask(FakePlatform(ROWS, read_only=True), path=path)["changed"]
    assert ask(FakePlatform({"1": "failed"}, read_only=True), path=path)["changed"]
    assert path.read_text().count("\n") == 7


def test_status_and_limit_hold_for_the_file_too(path):
    result = ask(FakePlatform(ROWS), path=path, status=["pending"], limit=1)
    assert path.read_text() == "dnumber,status,dtype\n1,pending,\n" and result["summary"] == COUNTS


def test_a_failure_leaves_the_old_file_and_nothing_else(path):
    path.write_text("old")
    platform = FakePlatform(ROWS)

    def after(function, parameters):
        if "limit" in parameters:
            raise refusal("limit")

    platform.after = after
    assert problem(platform, path=path).key == "limit"
    assert path.read_text() == "old" and os.listdir(path.parent) == ["report.csv"]


def test_a_link_keeps_pointing_to_its_file(tmp_path):
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    ask(FakePlatform(ROWS), dest=str(tmp_path / "link.csv"))
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text().startswith("dnumber,status,dtype\n")


def test_half_a_character_from_the_platform_does_not_break_the_file(path):
    ask(FakePlatform({"1": "odd \ud800"}), path=path)
    assert path.read_text() == "dnumber,status,dtype\n1,odd ?,\n"


def test_a_destination_where_no_file_can_be_is_refused_before_any_request(tmp_path):
    platform = FakePlatform(ROWS)
    for dest, message in (
        (str(tmp_path), "is no file"),
        (str(tmp_path / "missing" / "report.csv"), "does not exist"),
        ("a\0b", "is not a path"),
    ):
        error = problem(platform, dest=dest)
        assert (error.category, error.key) == ("usage", "dest") and message in error.text
    assert problem(platform, limit=-1).key == "limit"
    assert problem(platform, campaign="").key == "campaign"
    assert platform.calls == []


def test_a_disk_that_takes_no_more_is_a_clear_error(tmp_path, monkeypatch):
    def full(*arguments, **more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_destination_export.os, "replace", full)
    error = problem(FakePlatform(ROWS), dest=str(tmp_path / "report.csv"))
    assert "cannot be written: no space left on device" in error.text and error.key == "dest"
    assert os.listdir(tmp_path) == []


# --- the module --------------------------------------------------------------------------------------------


def test_what_is_returned_is_documented(tmp_path):
    documented = yaml.safe_load(module.RETURN)
    returned = {*ask(FakePlatform(ROWS)), *ask(FakePlatform(ROWS), dest=str(tmp_path / "report.csv"))}
    assert returned - {"changed"} == set(documented) - {"error"}
    assert set(documented["summary"]["contains"]) == set(COUNTS)
