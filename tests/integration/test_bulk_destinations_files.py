# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_destinations: lists in files, entries that are no numbers, and mistakes that fail before any request."""

from __future__ import annotations

import csv
import io
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


def _csv(delimiter: str = ",", ends: str = "\n", quoting: t.Literal[0, 1] = csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ends, quoting=quoting)
    writer.writerow(["id", "Phone number", "note"])
    for row, number in enumerate(SPELLED):
        writer.writerow([row, number, f'says "{row}"{delimiter} and\nmore'])
    return text.getvalue()


# Content of a file, and the options that it is read with.
FILES: dict[str, tuple[bytes, dict[str, t.Any]]] = {
    "text": (b"2125550101\n(212) 555-0102\n  212.555.0103\t", {}),
    "text with comments and blank lines": (b"# list\n\n2125550101\n \n#2125550109\n2125550102\n2125550103\n", {}),
    "text with BOM and CRLF": (b"\xef\xbb\xbf2125550101\r\n2125550102\r\n2125550103\r\n", {}),
    "header": (_csv().encode(), {"src_column": "Phone number"}),
    "header in other capitals": (_csv().encode(), {"src_column": "phone NUMBER"}),
    "index": (_csv().encode(), {"src_column": "2"}),
    "index without a header": (_csv().split("\n", 1)[1].encode(), {"src_column": 2}),
    "semicolon": (_csv(";").encode(), {"src_column": "Phone number", "src_delimiter": ";"}),
    "tab": (_csv("\t").encode(), {"src_column": "Phone number", "src_delimiter": "\\t"}),
    "BOM, CRLF and quotes": (
        b"\xef\xbb\xbf" + _csv(ends="\r\n", quoting=csv.QUOTE_ALL).encode(),
        {"src_column": "Phone number"},
    ),
    "umlauts in Latin-1": (
        _csv().replace("id", "Nümmer").encode("iso-8859-1"),
        {"src_column": "Phone number", "src_encoding": "iso-8859-1"},
    ),
    "UTF-16 by its name": (_csv().encode("utf-16"), {"src_column": "Phone number", "src_encoding": "utf-16"}),
    "umlauts": (_csv().replace("id", "Nümmer").encode(), {"src_column": "Phone number"}),
}

# Files that cannot be read, the option at fault, and words of the sentence.
BROKEN: dict[str, tuple[bytes, dict[str, t.Any], str, tuple[str, ...]]] = {
    "Latin-1": (b"2125550101\n2125550102\nM\xfcller\n", {}, "src", ("line 3", "UTF-8")),
    "Latin-1 in CSV": (b"name,phone\nM\xfcller,2125550101\n", {"src_column": "phone"}, "src", ("line 2", "UTF-8")),
    "UTF-16": ("2125550101\n".encode("utf-16"), {}, "src", ("line 1", "UTF-16")),
    "unknown column": (
        _csv().encode(),
        {"src_column": "mobile"},
        "src_column",
        ("'mobile'", "2 'Phone number'", "3 'note'"),
    ),
    "column beyond the last": (_csv().encode(), {"src_column": 9}, "src_column", ("'9'", "'Phone number'")),
    "wrong delimiter": (
        _csv().encode(),
        {"src_column": "id", "src_delimiter": ";"},
        "src_column",
        ("'id,Phone number,note'",),
    ),
    "two columns of a name": (b"phone,phone\n1,2\n", {"src_column": "phone"}, "src_column", ("2 columns",)),
    "open quote": (b'phone\n"212\n', {"src_column": "phone"}, "src", ("CSV",)),
    "empty CSV": (b"", {"src_column": "phone"}, "src", ("empty",)),
    "a number that is none": (
        b"2125550101\n\n212x\n1" + b"2" * 40 + b"\n",
        {},
        "src",
        ("2 entries", "line 3 of src", "'212x'", "letters ('x')"),
    ),
    "CSV as text": (_csv().encode(), {}, "src", ("line 1 of src",)),
}

# Options that cannot be meant, the option that the error names, and words of the sentence.
MISTAKES: dict[str, tuple[dict[str, t.Any], str, tuple[str, ...]]] = {
    "no source": ({}, "numbers", ("numbers or src is required",)),
    "only exclude, to purge": ({"exclude": NUMBERS, "purge": True}, "numbers", ("numbers or src",)),
    "no file": ({"src": "/nonexistent/list.txt"}, "src", ("/nonexistent/list.txt", "no such file")),
    "no do-not-call file": (
        {"numbers": NUMBERS, "exclude_src": "/nonexistent/list.txt"},
        "exclude_src",
        ("/nonexistent/list.txt",),
    ),
    "purge and absent": ({"numbers": NUMBERS, "purge": True, "state": "absent"}, "purge", ("exclude each other",)),
    "purge with an empty list": ({"numbers": [], "purge": True}, "purge", ("everything",)),
    "purge, and all are excluded": ({"numbers": NUMBERS, "exclude": SPELLED, "purge": True}, "purge", ("everything",)),
    "column without a file": ({"numbers": NUMBERS, "src_column": "phone"}, "src_column", ("without src",)),
    "long delimiter": (
        {"src": "/dev/null", "src_column": 1, "src_delimiter": "::"},
        "src_delimiter",
        ("one character",),
    ),
    "region without e164": ({"numbers": NUMBERS, "region": "US"}, "region", ("normalize",)),
    "unknown region": ({"numbers": NUMBERS, "normalize": "e164", "region": "XX"}, "region", ("country",)),
    "chunk_size": ({"numbers": NUMBERS, "chunk_size": 0}, "chunk_size", ("from 1",)),
    "a boolean": ({"numbers": [True]}, "numbers", ("numbers[0]", "boolean")),
    "entries that are no numbers": ({"numbers": ["2125550101", "", "x", "+"]}, "numbers", ("3 entries", "numbers[1]")),
    "not international": (
        {"numbers": ["212 555 0101"], "normalize": "e164"},
        "numbers",
        ("numbers[0]", "country code"),
    ),
    "do-not-call entries that are no numbers": (
        {"numbers": NUMBERS, "exclude": ["x"], "on_invalid": "skip"},
        "exclude",
        ("exclude[0]", "exclude_on_invalid"),
    ),
    "do-not-call list without an entry": (
        {"numbers": NUMBERS, "exclude_src": "/dev/null"},
        "exclude_src",
        ("has no entry at all", "allow_empty_exclude"),
    ),
    "unknown encoding": (
        {"src": "/dev/null", "src_encoding": "klingon"},
        "src_encoding",
        ("'klingon' is not an encoding that Python knows",),
    ),
    "min_digits": ({"numbers": NUMBERS, "min_digits": 9, "max_digits": 8}, "max_digits", ("min_digits",)),
    "allowed_types without e164": ({"numbers": NUMBERS, "allowed_types": ["mobile"]}, "allowed_types", ("normalize",)),
    "emergency numbers": (
        {"numbers": ["112"], "min_digits": 0},
        "numbers",
        ("'112' is an emergency number",),
    ),
    "spreadsheet": (
        {"numbers": ["491713920012.0"], "normalize": "none"},
        "numbers",
        ("as a spreadsheet writes it",),
    ),
}


@pytest.fixture(scope="module")
def lists(tell: Teller, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("lists")

    def put(name: str, content: bytes) -> str:
        path: pathlib.Path = folder / f"{name.replace(' ', '_')}.txt"
        path.write_bytes(content)
        return str(path)

    cases = [case(name, {"src": put(name, content), **options}) for name, (content, options) in FILES.items()]
    cases += [case(name, {"src": put(name, content), **options}) for name, (content, options, *_rest) in BROKEN.items()]
    cases += [case(name, options) for name, (options, *_rest) in MISTAKES.items()]
    for name in ("no source", "a boolean"):
        cases.append(case(f"{name}, check", MISTAKES[name][0], check=True))

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


@pytest.mark.parametrize("name", FILES)
def test_a_list_is_read(lists: Told, name: str) -> None:
    loaded = lists[name].done
    assert loaded.summary == {"listed": 3, "added": 3} and loaded.numbers == LOADED


def _refused(loaded: CaseOutcome, key: str, words: t.Sequence[str]) -> None:
    """It failed without any request, and says why."""
    assert loaded.error["category"] in ("usage", "invalid_input") and loaded.error["key"] == key
    assert [word for word in words if word not in loaded.result["msg"]] == [], loaded.result["msg"]
    assert loaded.journal == [] and loaded.result["requests"] == {}
    assert loaded.result["changed"] is False


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_used_fails_before_any_request(lists: Told, name: str) -> None:
    _content, _options, key, words = BROKEN[name]
    _refused(lists[name], key, words)


@pytest.mark.parametrize("name", [*MISTAKES, "no source, check", "a boolean, check"])
def test_a_mistake_fails_before_any_request(lists: Told, name: str) -> None:
    _options, key, words = MISTAKES[name.removesuffix(", check")]
    _refused(lists[name], key, words)


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
