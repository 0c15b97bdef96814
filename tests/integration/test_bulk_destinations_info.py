# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_destinations_info: rows, counts, and files; never a change on the platform."""

from __future__ import annotations

import csv
import pathlib
import stat
import typing as t

import pytest
from integration.cases import CAMPAIGN, Case, Teller, Told
from integration.loading import LIST, NAME, TARGET, case

# How numbers are dealt with is the same on every ansible-core: the targets show that they are taken there.
pytestmark = pytest.mark.any_core

HAS = {
    "2125550104": "cancelled",
    "2125550101": "pending",
    "2125550103": "failed",
    "2125550102": "success",
    "+442079460958": "calling",
    "2125550106": "pending",
}
COUNTS = {"total": 6, "pending": 2, "success": 1, "failed": 1, "cancelled": 1, "other": 1}
NONE = dict.fromkeys(COUNTS, 0)
QUOTED = {"quoted_integers": True, "code_type": "int", "mirror_status": True, "extra_columns": True}
OLD = {"api_version": "3.13", "unknown_parameters": "reject", **QUOTED}


def info(name: str, options: dict[str, t.Any] | None = None, **more: t.Any) -> Case:
    more.setdefault("has", HAS)
    return case(name, options or {}, module="bulk_destinations_info", **more)


# Options that choose rows -> the numbers that are returned.
CHOSEN: dict[str, tuple[dict[str, t.Any], set[str]]] = {
    "all": ({}, set(HAS)),
    "pending": ({"status": "pending"}, {"2125550101", "2125550106"}),
    "two statuses": ({"status": ["failed", "success"]}, {"2125550102", "2125550103"}),
    "in progress": ({"status": "other"}, {"+442079460958"}),
}


@pytest.fixture(scope="module")
def shown(tell: Teller) -> Told:
    cases = [info(name, options) for name, (options, _numbers) in CHOSEN.items()]
    cases += [
        info("check", check=True),
        info("quoted", server=QUOTED),
        info("oldest", server=OLD),
        info("empty, absent", has={}, server={"empty_list": "absent", **QUOTED}),
        info("no name, check", {"campaign": "Nothing"}, check=True),
        info("somebody else's", {"campaign": CAMPAIGN, "customer": None}, username="globex.agent"),
        info("misspelled", {"status": ["pending", "Canceled"]}),
        info("no such status", {"status": "sleeping"}),
        info("no folder", {"dest": "/nonexistent/numbers.csv"}),
        info("lost", {"retries": 2}, faults=[{"function": LIST, "kind": "drop_after", "count": 2}]),
    ]
    return tell(cases)


@pytest.mark.parametrize("name", CHOSEN)
def test_rows_are_chosen_and_all_are_counted(shown: Told, name: str) -> None:
    loaded, numbers = shown[name], CHOSEN[name][1]
    rows = loaded.result["destinations"]
    assert {row["dnumber"]: row["status"] for row in rows} == {number: HAS[number] for number in numbers}
    assert len(rows) == len(numbers)
    assert loaded.result["summary"] == COUNTS and loaded.result["progress"] == 50
    assert (loaded.result["changed"], loaded.result["campaign_id"]) == (False, CAMPAIGN)
    assert "dest" not in loaded.result


@pytest.mark.parametrize("name", ["check", "quoted", "oldest", "lost"])
def test_it_is_the_same_however_the_server_says_it(shown: Told, name: str) -> None:
    loaded = shown[name].done
    assert {row["dnumber"]: row["status"] for row in loaded.result["destinations"]} == HAS
    assert loaded.result["summary"] == COUNTS and loaded.result["progress"] == 50


def test_rows_have_all_columns(shown: Told) -> None:
    assert all(row["dtype"] == "" for row in shown["all"].result["destinations"])
    assert set(shown["quoted"].result["destinations"][0]) > {"dtype", "dnumber", "status"}
    # Newer servers sort them.
    listed = [row["dnumber"] for row in shown["all"].result["destinations"]]
    assert listed == sorted(HAS)


def test_nothing_is_an_empty_list(shown: Told) -> None:
    loaded = shown["empty, absent"].done
    assert loaded.result["destinations"] == [] and loaded.result["summary"] == NONE
    assert loaded.result["progress"] == 100


@pytest.mark.parametrize(
    ("name", "category", "words"),
    [
        ("no name, check", "not_found", "'Nothing'"),
        ("somebody else's", "not_found", str(CAMPAIGN)),
        ("misspelled", "usage", "no status 'Canceled'. Did you mean cancelled?"),
        ("no such status", "not_found", "no status 'sleeping'. No number of this campaign has it."),
        ("no folder", "usage", "/nonexistent"),
    ],
)
def test_trouble_is_named(shown: Told, name: str, category: str, words: str) -> None:
    loaded = shown[name]
    assert loaded.error["category"] == category and words in loaded.result["msg"]
    assert category != "usage" or loaded.journal == []


def test_nothing_is_ever_written_to_the_platform(shown: Told) -> None:
    for loaded in shown.values():
        assert not any(call["write"] or call["validation"] for call in loaded.journal)


# --- files -------------------------------------------------------------------------------------------------


def _rows(path: pathlib.Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as handle:
        read = list(csv.DictReader(handle))
    assert all(list(row)[:2] == ["dnumber", "status"] for row in read)
    return {row["dnumber"]: row["status"] for row in read}


def test_a_file_has_all_rows_and_changes_only_with_them(tell: Teller, tmp_path: pathlib.Path) -> None:
    """What else becomes of files is in tests/unit."""
    for name in ("another", "kept"):
        (tmp_path / name).write_text("as it was\n", encoding="utf-8")
        (tmp_path / name).chmod(0o644)
    fails = [{"function": LIST, "kind": "code", "code": 500, "after": 1, "count": None}]
    told = tell(
        [
            info("check", {"dest": f"{tmp_path}/check"}, check=True),
            info("new", {"dest": f"{tmp_path}/new"}, again=True),
            info("same, check", {"dest": f"{tmp_path}/new"}, check=True),
            info("changed, check", {"dest": f"{tmp_path}/new"}, has={**HAS, "2125550101": "success"}, check=True),
            info("another", {"dest": f"{tmp_path}/another"}, server=QUOTED),
            info("kept", {"dest": f"{tmp_path}/kept"}, faults=fails),
        ]
    )
    for name in ("new", "another"):
        loaded, path = told[name].done, tmp_path / name
        assert _rows(path) == HAS and stat.S_IMODE(path.stat().st_mode) == 0o600
        assert loaded.result["changed"] is True and loaded.result["dest"] == str(path)
        assert "destinations" not in loaded.result and "2125550101" not in str(loaded.result)
        assert loaded.result["summary"] == COUNTS and loaded.result["progress"] == 50
    assert told["new"].again.result["changed"] is told["same, check"].result["changed"] is False
    assert told["check"].result["changed"] is told["changed, check"].result["changed"] is True
    assert told["kept"].error["category"] == "server"
    assert (tmp_path / "kept").read_text(encoding="utf-8") == "as it was\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["another", "kept", "new"]


# --- many --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["3.13", "4.4"])
def test_a_large_campaign_is_read_in_pages(tell: Teller, tmp_path: pathlib.Path, version: str) -> None:
    many = {f"1212{number:07}": ("success", "failed", "pending")[number % 3] for number in range(25000)}
    path = tmp_path / "numbers.csv"
    campaign = {"customer": 2, "name": NAME, "destinations": "summary"}
    told = tell.story(
        [
            info("rows", {"dest": str(path)}, has=many),
            Case("count", {**TARGET, "limit": 0}, "bulk_destinations_info"),
            Case("campaign", campaign, "bulk_campaign_info"),
        ],
        api_version=version,
        quoted_integers=version == "3.13",
        unknown_parameters="reject",
    )
    assert _rows(path) == many
    for outcome in told.values():
        pages = [call["parameters"] for call in outcome.journal if call["parameters"].get("limit") not in (None, "0")]
        assert len(pages) >= 3 and {page["limit"] for page in pages} == {"10000"}
        assert ("sort" in pages[-1]) is (version == "4.4")
    counts = {"total": 25000, "pending": 8333, "success": 8334, "failed": 8333, "cancelled": 0, "other": 0}
    (shown,) = told["campaign"].result["campaigns"]
    assert told["count"].result["summary"] == shown["destinations"] == counts
    assert told["count"].result["progress"] == shown["progress"] == 66


def test_a_file_of_the_info_module_can_be_given_again_and_changes_nothing(tell: Teller, tmp_path: pathlib.Path) -> None:
    has = {"+1 (212) 555-0101": "success", "2125550102": "failed", "2125550103": "pending"}
    path = tmp_path / "numbers.csv"
    tell([info("written", {"dest": str(path)}, has=has)])
    # The simulator has numbers only; a platform may have other rows, which are no telephone numbers.
    with path.open(encoding="utf-8", newline="") as handle:
        columns = next(csv.reader(handle))
    with path.open("a", encoding="utf-8", newline="") as handle:
        csv.DictWriter(handle, columns).writerow({"dtype": "mailbox", "dnumber": "2125550104", "status": "pending"})
    for purge in (False, True):
        told = tell([case("again", {"src": str(path), "purge": purge}, has=has)])["again"]
        assert told.done.summary == {"listed": 3, "kept": 3, "passed_over": 1}
        assert told.result["changed"] is False and told.writes == []
