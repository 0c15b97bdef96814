# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest
import yaml
from ansible_collections.telephony.enswitch.plugins.modules import bulk_destinations as module
from unit.fake_destinations import CAMPAIGN, FakePlatform, lost, refusal
from unit.support.loading import CREATE, DELETE, UPDATE, Task, once, several


def test_numbers_are_added_and_the_second_run_changes_nothing():
    platform = FakePlatform({"2125550103": "success"})
    numbers = ["(212) 555-0101", 2125550102, "+2125550103", "212.555.0101"]
    task = Task(platform, numbers=numbers)
    assert task.result["changed"] and task.error is None
    assert task.summary(listed=4, added=2, kept=1, duplicates=1)
    assert task.result["campaign_id"] == CAMPAIGN and task.result["rejected"] == []
    # A count and a page before, a count again before the numbers are sent, and one after them.
    assert task.result["requests"] == {"bulk/destinations/list": 4, "bulk/destinations/create": 1}
    assert platform.statuses() == {"2125550101": "pending", "2125550102": "pending", "2125550103": "success"}
    platform.calls.clear()
    task = Task(platform, numbers=numbers)
    assert not task.result["changed"] and platform.writes() == []
    assert task.summary(listed=4, kept=3, duplicates=1)


@pytest.mark.parametrize("stored", [lambda number: number.lstrip("+"), lambda number: "+" + number.lstrip("+")])
def test_a_server_that_stores_another_spelling_gets_nothing_twice(stored):
    platform = FakePlatform(stored=stored)
    for added in (2, 0):
        task = Task(platform, numbers=["+12125550101", "12125550102"])
        assert task.result["summary"]["added"] == added


def test_files_are_read_and_their_numbers_are_in_no_result(tmp_path):
    (tmp_path / "numbers.csv").write_text("name;phone\nAnn;212 555 0101\nBob;212 555 0102\nCid;212 555 0102\n")
    (tmp_path / "dnc.csv").write_text("2125550102,x\n")
    platform = FakePlatform()
    task = Task(
        platform,
        diff=False,
        src=str(tmp_path / "numbers.csv"),
        src_column="phone",
        src_delimiter=";",
        exclude_src=str(tmp_path / "dnc.csv"),
        exclude_src_column="1",
        numbers=["2125550103"],
    )
    assert task.summary(listed=4, added=2, excluded=1, duplicates=1)
    assert list(platform.rows) == ["2125550103", "2125550101"]
    assert "212555" not in json.dumps(task.result)


def test_e164_recognizes_national_numbers_that_are_there():
    platform = FakePlatform({"(212) 555-0101": "success"})
    task = Task(platform, numbers=["+1 212 555 0101", "212-555-0102"], normalize="e164", region="US")
    assert task.summary(listed=2, added=1, kept=1)
    assert list(platform.rows) == ["(212) 555-0101", "+12125550102"]


def test_do_not_call_numbers_are_removed_and_never_added():
    platform = FakePlatform({"2125550001": "pending", "2125550002": "success", "2125550003": "pending"})
    task = Task(
        platform,
        numbers=["2125550001", "2125550002", "2125550004", "2125550005"],
        exclude=["+2125550001", 2125550002, "2125550004"],
    )
    assert task.summary(listed=4, added=1, removed=1, excluded=3)
    assert platform.statuses() == {"2125550002": "success", "2125550003": "pending", "2125550005": "pending"}
    task = Task(platform, numbers=[], exclude=["2125550003"], removal="cancel")
    assert task.summary(cancelled=1)
    # They need no list of others.
    assert Task(platform, exclude=["2125550002", "2125550005"]).summary(removed=1)


def test_the_difference_has_counts_and_numbers():
    platform = FakePlatform({"2125550001": "pending", "2125550002": "success"})
    task = Task(platform, numbers=["2125550002", "2125550003"], purge=True)
    counts = "total: 2\npending: 1\nsuccess: 1\nfailed: 0\ncancelled: 0\nother: 0\n"
    heading = "numbers of campaign (ID {0})".format(CAMPAIGN)
    assert task.result["diff"] == {
        "before_header": heading,
        "after_header": heading,
        "before": counts + "  2125550001 pending\n",
        "after": counts + "  2125550003 pending\n",
    }
    assert "diff" not in Task(platform, diff=False, numbers=["2125550003"]).result


def test_check_mode_says_what_would_be_done_and_writes_nothing():
    platform = FakePlatform({"2125550001": "pending"}, read_only=True)
    task = Task(platform, numbers=["2125550002", "2125550003"], purge=True)
    assert task.result["changed"] and platform.writes() == []
    assert task.summary(listed=2, added=2, removed=1)
    # Nobody goes before those who come: asking about them once is enough.
    assert task.result["requests"] == {"bulk/destinations/list": 2, "bulk/destinations/create": 1}


# --- mistakes ----------------------------------------------------------------------------------------------


# The option that is at fault, and the options of the task.
MISTAKES = [
    ("numbers", {"numbers": None}),
    ("numbers", {"numbers": None, "exclude": ["2125550001"], "purge": True}),
    ("numbers", {"numbers": None, "exclude": ["2125550001"], "state": "absent"}),
    ("campaign", {"campaign": ""}),
    ("campaign", {"campaign": "0"}),
    ("customer", {"customer": "-1"}),
    ("purge", {"purge": True, "state": "absent"}),
    ("existing", {"existing": "set_status", "state": "absent"}),
    ("purge", {"numbers": [], "purge": True}),
    ("purge", {"exclude": ["2125550001"], "purge": True}),
    ("max_added", {"max_added": -1}),
    ("chunk_size", {"chunk_size": 0}),
    ("chunk_size", {"chunk_size": 100001}),
    ("workers", {"workers": 0}),
    ("workers", {"workers": 33}),
    ("region", {"region": "US"}),
    ("region", {"normalize": "e164", "region": "USA"}),
    ("src_column", {"src_column": "phone"}),
    ("src_delimiter", {"src_delimiter": ";"}),
    ("src_delimiter", {"numbers": None, "src": "/nonexistent/numbers.txt", "src_delimiter": ";"}),
    (
        "src_delimiter",
        {"numbers": None, "src": "/nonexistent/numbers.txt", "src_column": "a", "src_delimiter": ";;"},
    ),
    ("exclude_src_column", {"exclude_src_column": "1"}),
    ("src", {"numbers": None, "src": "/nonexistent/numbers.txt"}),
    ("src_encoding", {"numbers": None, "src": "/dev/null", "src_encoding": "klingon"}),
    ("exclude_src_encoding", {"numbers": None, "exclude_src": "/dev/null", "exclude_src_encoding": "hex"}),
    ("exclude_src", {"exclude_src": "/nonexistent/numbers.txt"}),
    ("min_digits", {"min_digits": -1}),
    ("max_digits", {"max_digits": 33}),
    ("max_digits", {"min_digits": 9, "max_digits": 8}),
    ("allowed_countries", {"allowed_countries": ["US"]}),
    ("allowed_types", {"allowed_types": ["mobile"]}),
]


@pytest.mark.parametrize("key, options", MISTAKES)
def test_mistakes_fail_before_any_request(key, options):
    platform = FakePlatform()
    task = Task(platform, **{"numbers": ["2125550001"], **options})
    assert task.error is not None
    assert (task.error.category, task.error.key) == ("usage", key)
    assert platform.calls == [] and task.result["changed"] is False
    assert task.result["msg"].endswith(".")


@pytest.mark.parametrize("option, index", [("numbers", 0), ("exclude", 1)])
def test_what_yaml_has_changed_is_an_invalid_entry(option, index):
    entries = {"numbers": ["2125550102"], option: [*["2125550101"] * index, 1.5]}
    platform = FakePlatform()
    task = Task(platform, **entries)
    assert (task.error.category, task.error.key) == ("invalid_input", option)
    assert platform.calls == [] and task.result["changed"] is False
    reason = "is a floating point number, not a telephone number; put it in quotes"
    rejected = [{"option": option, "index": index, "value": "1.5", "reason": reason}]
    assert task.result["rejected"] == rejected
    assert task.result["summary"]["exclude_invalid"] == index
    skip = {"numbers": "on_invalid", "exclude": "exclude_on_invalid"}
    for name in skip:
        task = Task(platform, **{skip[name]: "skip"}, **entries)
        assert (task.error is None) == (name == option)
    task = Task(platform, on_invalid="skip", exclude_on_invalid="skip", **entries)
    assert task.error is None and task.result["rejected"] == rejected
    assert task.result["summary"]["invalid"] == (1 if option == "numbers" else 0)
    assert task.result["summary"]["listed"] == 1


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    "options, key",
    [
        ({"numbers": ["2125550003"], "max_added": 0}, "max_added"),
        ({"numbers": ["2125550003"], "purge": True, "max_removed": 1}, "max_removed"),
        ({"numbers": ["2125550002"], "existing": "set_status"}, "allow_redial"),
        ({"numbers": ["2125550002"], "existing": "set_status", "allow_redial": True, "max_redial": 0}, "max_redial"),
    ],
)
def test_limits_are_checked_before_the_first_write(options, key, read_only):
    platform = FakePlatform({"2125550001": "pending", "2125550002": "failed"}, read_only=read_only)
    task = Task(platform, **options)
    assert (task.error.key, task.result["changed"]) == (key, False)
    assert "Nothing was changed." in task.result["msg"]
    assert platform.writes() == [] and not any(validation for _name, _parameters, validation in platform.calls)


# --- invalid numbers ---------------------------------------------------------------------------------------


def test_invalid_entries_fail_with_their_places_before_any_request(tmp_path):
    (tmp_path / "numbers.txt").write_text("2125550001\n\nx\n")
    platform = FakePlatform()
    task = Task(platform, numbers=["y", "2125550002"], src=str(tmp_path / "numbers.txt"), exclude=["z"])
    assert task.error.category == "invalid_input" and platform.calls == []
    assert task.result["msg"] == (
        "3 entries cannot be used as a telephone number, first numbers[0]: 'y' contains letters ('y'); "
        "only the number may stand here. Nothing was changed. "
        "Correct the entries under rejected, or set on_invalid to skip to leave them out."
    )
    assert [(entry["option"], entry.get("line", entry.get("index"))) for entry in task.result["rejected"]] == [
        ("numbers", 0),
        ("src", 3),
        ("exclude", 0),
    ]
    assert task.result["summary"]["invalid"] == 2
    task = Task(platform, src=str(tmp_path / "numbers.txt"))
    assert "1 entry cannot be used as a telephone number, first line 3 of src: 'x'" in task.result["msg"]


UNPROTECTED = (
    "Do-not-call lists: {0} cannot be understood, so that whoever is meant may be left unprotected; see rejected. "
    "Any number that can be read there is excluded as a precaution."
)


def test_invalid_entries_can_be_left_out_and_are_reported():
    platform = FakePlatform()
    entries = {"numbers": ["y", "2125550002", ""], "exclude": ["z", "2125550003"], "on_invalid": "skip"}
    task = Task(platform, **entries)
    assert (task.error.category, task.error.key) == ("invalid_input", "exclude") and platform.calls == []
    assert task.result["msg"].endswith("or set exclude_on_invalid to skip to go on although they may protect no one.")
    task = Task(platform, exclude_on_invalid="skip", **entries)
    assert task.error is None
    assert task.summary(listed=3, added=1, invalid=2, exclude_invalid=1)
    assert [entry["value"] for entry in task.result["rejected"]] == ["y", "", "z"]
    assert task.warnings == [
        UNPROTECTED.format("1 entry"),
        "2 numbers were left out, since on_invalid is skip; see rejected.",
    ]


@pytest.mark.parametrize(
    "entries",
    [["2125550101 (asked in May)", "nobody", "2125550102 ext 5"], ["2125550101.0", "212-555-0102!"], ["2125550101/02"]],
)
def test_the_numbers_in_do_not_call_entries_that_are_left_out_are_not_called(entries):
    platform = FakePlatform({"2125550101": "pending"})
    task = Task(platform, numbers=several(1) + ["2125550102"], exclude=entries, exclude_on_invalid="skip")
    assert platform.statuses() == {"2125550000": "pending"}
    # What was meant is not known, also where a number was read.
    count = "1 entry" if len(entries) == 1 else "{0} entries".format(len(entries))
    assert task.warnings == [UNPROTECTED.format(count)]
    assert task.summary(listed=2, added=1, removed=1, excluded=1, exclude_invalid=len(entries))


@pytest.mark.parametrize(
    "option, options, to_call",
    [
        ("src", {}, True),
        ("src", {"existing": "set_status", "allow_redial": True}, True),
        ("src", {"purge": True, "max_removed": 2}, True),
        ("src", {"state": "absent"}, False),
        ("src", {"existing": "set_status", "status": "cancelled"}, False),
        ("exclude_src", {}, False),
        ("exclude_src", {"numbers": several(1)}, False),
    ],
)
def test_more_than_one_number_in_a_row_is_taken_for_one_in_no_list(tmp_path, option, options, to_call):
    path = tmp_path / "list.csv"
    for more, accepted in ((" ", True), ("Ann", to_call), ("2125550102", False), ("02", False)):
        path.write_text("phone\n2125550103\n2125550101,{0}\n".format(more))
        platform = FakePlatform({"2125550103": "pending"})
        task = Task(platform, **{option: str(path), option + "_column": "phone"}, **options)
        assert task.result.get("failed", False) is not accepted
        if not accepted:
            assert platform.calls == [] and task.result["rejected"][0]["line"] == 3
            assert "holds more than one number" in task.result["rejected"][0]["reason"]


@pytest.mark.parametrize("content", ["", "# nobody yet\n", "phone\n"])
def test_a_do_not_call_list_without_an_entry_stops_the_task(tmp_path, content):
    path = tmp_path / "dnc.csv"
    path.write_text(content)
    column = {"exclude_src_column": "1"} if content == "phone\n" else {}
    platform = FakePlatform()
    for options, key in (({"exclude": []}, "exclude"), ({"exclude_src": str(path), **column}, "exclude_src")):
        task = Task(platform, numbers=["2125550001"], **options)
        assert (task.error.category, task.error.key) == ("usage", key) and platform.calls == []
        assert task.result["msg"].startswith(key + " has no entry at all, so it protects no one.")
        options["allow_empty_exclude"] = True
        assert Task(FakePlatform(), numbers=["2125550001"], **options).summary(listed=1, added=1)


@pytest.mark.parametrize(
    "options, counts",
    [
        ({"state": "absent"}, {"listed": 3, "removed": 2, "not_found": 1}),
        (
            {"existing": "set_status", "status": "cancelled"},
            {"listed": 3, "added": 1, "status_changed": 2, "not_found": 1},
        ),
    ],
)
def test_limits_hold_for_numbers_to_be_called_and_for_no_others(options, counts):
    numbers = ["12345", "112", "2125550001"]
    assert Task(FakePlatform(), numbers=numbers).result["summary"]["invalid"] == 2
    rows = {"12345": "pending", "112": "pending"}
    assert Task(FakePlatform(rows), numbers=numbers, **options).summary(**counts)
    assert Task(FakePlatform(rows), exclude=numbers, min_digits=11, max_digits=12).summary(removed=2)


def test_a_file_of_bulk_destinations_info_changes_nothing(tmp_path):
    platform = FakePlatform({"2125550001": "success", "2125550002": "pending"})
    (tmp_path / "report.csv").write_text(
        "dnumber,status,campaign,dtype\n2125550001,success,7,\n200,pending,7,queue\n2125550002,pending,7,\n"
    )
    task = Task(platform, src=str(tmp_path / "report.csv"), src_column="dnumber")
    assert not task.result["changed"] and task.summary(listed=2, kept=2, passed_over=1)


def test_at_most_a_hundred_are_named():
    platform = FakePlatform(bad=lambda number: number.startswith("9"))
    numbers = ["x"] * 60 + ["9{0}".format(number) for number in range(2125550000, 2125550090)] + ["3125550001"]
    task = Task(platform, numbers=numbers, on_invalid="skip")
    assert task.summary(listed=151, added=1, invalid=150)
    assert len(task.result["rejected"]) == 100
    reason = "92125550000 is no number"
    rejected = {"option": "numbers", "index": 60, "value": "92125550000", "reason": reason}
    assert task.result["rejected"][60] == rejected


def test_a_number_that_the_platform_refuses_is_named_with_its_line(tmp_path):
    (tmp_path / "numbers.txt").write_text("\n".join(several(30)))
    platform = FakePlatform(bad=lambda number: number == "2125550017")
    task = Task(platform, src=str(tmp_path / "numbers.txt"), chunk_size=10, workers=1)
    assert task.result["rejected"] == [
        {"option": "src", "line": 18, "value": "2125550017", "reason": "2125550017 is no number"},
    ]
    assert task.result["changed"] and task.summary(listed=30, added=10, invalid=1)
    assert task.result["error"]["code"] == 400 and "diff" not in task.result


def test_a_failure_in_the_middle_reports_what_was_done():
    platform = FakePlatform()
    once(platform, CREATE, refusal("campaign", "gone", 404), "before", skip=2)
    task = Task(platform, numbers=several(50), chunk_size=10, workers=1)
    assert task.result["changed"] and task.summary(listed=50, added=20)
    assert task.result["campaign_id"] == CAMPAIGN
    assert task.result["requests"][CREATE] == 3
    assert task.result["rejected"] == []


def test_an_interrupted_run_can_simply_be_run_again():
    platform = FakePlatform()
    once(platform, CREATE, lost(), "before", skip=2)
    assert Task(platform, numbers=several(50), chunk_size=10, workers=1).error.retryable
    platform.put(**{"2125550000": "success"})
    task = Task(platform, numbers=several(50), chunk_size=10)
    assert task.error is None and task.summary(listed=50, added=30, kept=20)
    assert platform.statuses()["2125550000"] == "success"


def test_warnings_of_the_run_reach_the_user():
    platform = FakePlatform()
    once(platform, CREATE, lambda _parameters: platform.put("2125550049"), "before")
    task = Task(platform, numbers=several(50), chunk_size=10, workers=1)
    assert task.summary(listed=50, added=49, kept=1)
    assert "Something else changes the numbers" in task.warnings[0]


@pytest.mark.parametrize("check", [False, True])
def test_two_tasks_for_one_campaign_do_not_run_at_the_same_time_but_in_check_mode(check):
    platform = FakePlatform()
    others = []

    def another(_parameters):
        platform.read_only = check
        others.append(Task(platform, numbers=["2125550001"]))
        platform.read_only = False

    once(platform, CREATE, another, "before")
    assert Task(platform, numbers=["2125550001", "2125550002"]).error is None
    assert platform.sent(CREATE) == [["2125550001", "2125550002"]]
    (other,) = others
    if check:
        assert other.error is None
    else:
        assert (other.error.category, other.error.retryable) == ("conflict", True)
        assert "Another task on this machine changes the numbers of campaign 7" in other.result["msg"]


# --- the module --------------------------------------------------------------------------------------------


def test_what_is_returned_is_documented_and_a_task_that_did_not_begin_has_all_counts():
    documented = yaml.safe_load(module.RETURN)
    task = Task(FakePlatform(), diff=True, numbers=["2125550001"], first=1)
    assert set(task.result) - {"changed"} == set(documented) - {"error"}
    for summary in (task.result["summary"], module.TASK.nothing["summary"]):
        assert list(summary) == list(documented["summary"]["contains"])
    assert not any(module.TASK.nothing["summary"].values())


@pytest.mark.parametrize("removal, function", [("delete", DELETE), ("cancel", UPDATE)])
def test_a_lost_removal_beside_a_call_is_looked_for_and_sent_again(removal, function):
    platform = FakePlatform({"2125550001": "dialing", "+2125550001": "pending"})
    once(platform, function, lost(), "before")
    task = Task(platform, exclude=["2125550001"], removal=removal)
    assert task.error is None
    left = {} if removal == "delete" else {"+2125550001": "cancelled"}
    assert platform.statuses() == {"2125550001": "dialing", **left}
    assert task.summary(in_progress=1, **{"removed" if removal == "delete" else "cancelled": 1})


LEFT_IN_CALL = (
    "{0} left alone although not to be called any more, since a call is in progress, and the platform may try again "
    "after it. Run the task again then."
)


@pytest.mark.parametrize(
    "options",
    [
        {"exclude": several(2)},
        {"numbers": [], "exclude": several(2)},
        {"numbers": several(2), "state": "absent"},
        {"numbers": several(2), "existing": "set_status", "status": "cancelled"},
        {"numbers": [], "purge": True, "max_removed": 2},
    ],
)
@pytest.mark.parametrize("check", [False, True])
def test_a_warning_counts_those_who_are_to_be_out_and_are_left_since_a_call_is_up(options, check):
    first, second = several(2)
    for status, count in (("dialing", "2 numbers were"), ("pending", "1 number was")):
        platform = FakePlatform({first: "dialing", second: status})
        platform.read_only = check
        task = Task(platform, **options)
        assert task.error is None and task.warnings == [LEFT_IN_CALL.format(count)]
    # The calls are over.
    platform = FakePlatform({first: "pending", second: "pending"})
    platform.read_only = check
    assert Task(platform, **options).warnings == []


def test_a_do_not_call_number_that_the_platform_does_not_cancel_fails_the_task():
    platform = FakePlatform(
        {"2125550101": "pending", "2125550102": "pending"}, bad=lambda number: number == "2125550101"
    )
    task = Task(platform, exclude=["2125550101", "2125550102"], removal="cancel", on_invalid="skip")
    assert "do-not-call number could not be cancelled" in task.error.msg and task.result["changed"]
    assert platform.statuses() == {"2125550101": "pending", "2125550102": "cancelled"}
