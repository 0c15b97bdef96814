# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_destinations: lists in files, entries that are no numbers, and mistakes that fail before any request."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from integration.cases import CaseOutcome, Played, Teller, Told
from integration.loading import case
from integration.playing import Player, task

# How numbers are dealt with is the same on every ansible-core: the targets show that they are taken there.
pytestmark = pytest.mark.any_core

NUMBERS = ["2125550101", "2125550102", "2125550103"]
SPELLED = ["(212) 555-0101", "212.555.0102", "212 555 0103"]
LOADED = dict.fromkeys(NUMBERS, "pending")


@pytest.fixture(scope="module")
def lists(tell: Teller, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("lists")

    def put(name: str, content: bytes) -> str:
        path: pathlib.Path = folder / f"{name.replace(' ', '_')}.txt"
        path.write_bytes(content)
        return str(path)

    cases = []
    mixed = put(
        "mixed", "".join(f"{number}\n" for number in ["2125550101", "", "abc", "212;555", *["x"] * 150]).encode()
    )
    cases.append(case("first hundred", {"src": mixed}))
    cases.append(case("skip", {"src": mixed, "numbers": ["y", *NUMBERS], "on_invalid": "skip"}))
    do_not_call = put("do-not-call", b"name;phone\nA;+2125550101\nB;(212) 555-0104\nC;212 555-0105\n")
    excluded = {"exclude_src": do_not_call, "exclude_src_column": "phone", "exclude_src_delimiter": ";"}
    has = {"212-555-0104": "pending", "2125550105": "success"}
    cases.append(case("do-not-call file", {"numbers": NUMBERS, "exclude": ["2125550102"], **excluded}, has=has))
    cases.append(case("both sources", {"numbers": SPELLED[:2], "src": put("both", b"2125550102\n2125550103\n")}))
    return tell(cases, warnings=["153 numbers were left out, since on_invalid is skip"])


def _refused(loaded: CaseOutcome, key: str, words: t.Sequence[str]) -> None:
    """It failed without any request, and says why."""
    assert loaded.error["category"] in ("usage", "invalid_input") and loaded.error["key"] == key
    assert [word for word in words if word not in loaded.result["msg"]] == [], loaded.result["msg"]
    assert loaded.journal == [] and loaded.result["requests"] == {}
    assert loaded.result["changed"] is False


def test_the_first_hundred_that_are_no_numbers_are_named(lists: Told) -> None:
    loaded = lists["first hundred"]
    _refused(loaded, "src", ("152 entries", "line 3"))
    rejected = loaded.result["rejected"]
    assert [entry["line"] for entry in rejected] == list(range(3, 103))
    assert rejected[0] == {
        "option": "src",
        "line": 3,
        "value": "abc",
        "reason": "contains letters ('abc'); only the number may stand here",
    }
    assert "src_column" not in rejected[0]["reason"] and "column" in rejected[1]["reason"]
    assert loaded.summary == {"listed": 153, "invalid": 152}


def test_entries_that_are_no_numbers_can_be_left_out(lists: Told) -> None:
    loaded = lists["skip"].done
    assert loaded.numbers == LOADED
    assert loaded.summary == {"listed": 157, "added": 3, "invalid": 153, "duplicates": 1}
    assert len(loaded.result["rejected"]) == 100
    assert [(entry["option"], entry.get("index"), entry.get("line")) for entry in loaded.result["rejected"][:2]] == [
        ("numbers", 0, None),
        ("src", None, 3),
    ]


def test_do_not_call_numbers_come_from_a_file_and_a_list(lists: Told) -> None:
    loaded = lists["do-not-call file"].done
    assert loaded.numbers == {"2125550103": "pending", "2125550105": "success"}
    assert loaded.summary == {"listed": 3, "added": 1, "removed": 1, "excluded": 2}


def test_both_sources_are_one_list(lists: Told) -> None:
    loaded = lists["both sources"].done
    assert loaded.numbers == LOADED and loaded.summary == {"listed": 4, "added": 3, "duplicates": 1}


# --- what else may be missing, and what nobody is to see ---------------------------------------------------


def test_numbers_of_files_are_in_no_argument_and_no_result(play: Player, tmp_path: pathlib.Path) -> None:
    play.server.reset()
    play.server.seed(campaigns=[{"id": 11, "name": "Survey", "customer": 2, "enabled": 0}])
    (tmp_path / "list.txt").write_text("".join(f"212555{number:04}\n" for number in range(500)), encoding="utf-8")
    (tmp_path / "stop.txt").write_text("2125550007\n", encoding="utf-8")
    options = {"src": str(tmp_path / "list.txt"), "exclude_src": str(tmp_path / "stop.txt")}
    load = task("bulk_destinations", customer=2, campaign="Survey", **options)
    outcome = play([load], verbosity=3)
    assert outcome.result()["summary"]["added"] == 499
    assert "212555" not in outcome.everything


def test_without_the_library_only_e164_fails(play: Player, tmp_path: pathlib.Path) -> None:
    (tmp_path / "phonenumbers.py").write_text("raise ImportError('not installed')\n", encoding="utf-8")
    # The library of a process that is already running is there: only the ordinary module begins without it.
    keywords = {"environment": {"PYTHONPATH": str(tmp_path)}, "vars": {"enswitch_in_process": False}}
    cases = [
        case("e164", {"numbers": NUMBERS, "normalize": "e164", "region": "US"}, keywords=keywords),
        case("separators", {"numbers": NUMBERS}, keywords=keywords),
    ]
    loaded = Played(play)(cases)
    _refused(loaded["e164"], "normalize", ("phonenumbers", "machine that runs the module"))
    assert "Install" in loaded["e164"].error["hint"]
    assert loaded["separators"].done.numbers == LOADED
