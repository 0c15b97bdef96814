# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_destinations: all entries that were left out, in a file; and long lists, which no result repeats."""

from __future__ import annotations

import csv
import pathlib
import stat
import typing as t

import pytest
from integration.cases import Played, Teller, Told
from integration.loading import case
from integration.playing import Player

# How numbers are dealt with is the same on every ansible-core: the targets show that they are taken there.
pytestmark = pytest.mark.any_core

LONG = "nobody " * 40
# Neither a spreadsheet's formula nor line ends, quotes, or letters change on the way.
BAD = ["=1+2", "@nobody", "-", "+", 'a "b", c', "two\nlines", "one\rmore", "ü", LONG]
GOOD = ["2125550101", "2125550102"]
# Refused by the platform only.
REFUSED = "7" * 21
MANY = [f"nobody {number}" for number in range(300)]
MANY_REFUSED = [f"7{number:020}" for number in range(130)]
# The number of the platform's refusal is within the limits only when they are wide.
WIDE: dict[str, t.Any] = {"max_digits": 32}


def _rows(path: pathlib.Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == ["option", "line", "index", "value", "reason"]
        return list(reader)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    folder = tmp_path_factory.mktemp("rejects")
    (folder / "list").write_text("\n".join([GOOD[0], *MANY]), encoding="utf-8")
    for name in ("replaced", "kept", "nothing"):
        (folder / name).write_text("old\n", encoding="utf-8")
        (folder / name).chmod(0o644)
    return folder


@pytest.fixture(scope="module")
def played(tell: Teller, folder: pathlib.Path) -> Told:
    skip: dict[str, t.Any] = {"on_invalid": "skip"}
    source = str(folder / "list")

    def to(name: str, **options: t.Any) -> dict[str, t.Any]:
        return {"rejected_dest": str(folder / name), **options}

    cases = [
        case("replaced", to("replaced", numbers=BAD + GOOD, **skip)),
        case("many", to("many", src=source, exclude=["x"], exclude_on_invalid="skip", **skip)),
        case("check", to("check", numbers=BAD + GOOD, **skip), check=True),
        case("fails", to("fails", numbers=BAD + GOOD)),
        case("do-not-call entry", to("do-not-call", numbers=GOOD, exclude=["x", GOOD[0]])),
        case("refused", to("refused", numbers=[REFUSED, *GOOD], **WIDE)),
        case("refused and left out", to("left-out", numbers=[*BAD[:1], REFUSED, *GOOD], **WIDE, **skip)),
        case("many refused", to("many refused", numbers=[GOOD[0], *MANY_REFUSED], **WIDE)),
        case(
            "many refused, check",
            to("many refused, check", numbers=[GOOD[0], *MANY_REFUSED], chunk_size=20, **WIDE),
            check=True,
        ),
        case("nothing", to("nothing", numbers=GOOD)),
        case("no list", to("kept", numbers=BAD, src=str(folder / "missing"))),
        case("no folder", to("missing/file", numbers=GOOD)),
        case("a folder", to("", numbers=GOOD)),
        case("a list of its own", to("list", src=source, **skip)),
    ]
    return tell(cases, warnings=None)


@pytest.mark.parametrize("name", ["replaced", "check", "fails"])
def test_all_are_written_as_they_are(played: Told, folder: pathlib.Path, name: str) -> None:
    path = folder / name
    rows = _rows(path)
    assert [row["value"] for row in rows] == BAD
    assert [(row["option"], row["line"], row["index"]) for row in rows] == [
        ("numbers", "", str(index)) for index in range(len(BAD))
    ]
    assert all(row["reason"] for row in rows)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert played[name].result["failed"] is (name == "fails")
    assert (played[name].numbers == {}) is (name != "replaced")


def test_there_are_more_than_the_result_names(played: Told, folder: pathlib.Path) -> None:
    rows = _rows(folder / "many")
    assert [(row["option"], row["line"], row["value"]) for row in rows[:-1]] == [
        ("src", str(line), value) for line, value in enumerate(MANY, 2)
    ]
    assert (rows[-1]["option"], rows[-1]["index"], rows[-1]["value"]) == ("exclude", "0", "x")
    assert len(played["many"].done.result["rejected"]) == 100


def test_a_do_not_call_entry_is_among_them(played: Told, folder: pathlib.Path) -> None:
    (row,) = _rows(folder / "do-not-call")
    assert (row["option"], row["index"], row["value"]) == ("exclude", "0", "x")
    assert played["do-not-call entry"].error["category"] == "invalid_input"


def test_what_the_platform_refuses_is_among_them(played: Told, folder: pathlib.Path) -> None:
    (row,) = _rows(folder / "refused")
    assert (row["option"], row["index"], row["value"]) == ("numbers", "0", REFUSED)
    assert row["reason"] == played["refused"].result["rejected"][0]["reason"]
    assert played["refused"].result["failed"] is True
    assert played["refused and left out"].done.summary["invalid"] == 2
    assert [row["value"] for row in _rows(folder / "left-out")] == [BAD[0], REFUSED]


@pytest.mark.parametrize("name", ["many refused", "many refused, check"])
def test_all_that_the_platform_refuses_are_there(played: Told, folder: pathlib.Path, name: str) -> None:
    rows = _rows(folder / name)
    assert sorted((int(row["index"]), row["value"]) for row in rows) == list(enumerate(MANY_REFUSED, 1))
    result = played[name].result
    assert result["failed"] is True and result["error"]["code"] == 400 and played[name].numbers == {}
    assert result["summary"]["invalid"] == 130 and len(result["rejected"]) == 100


def test_an_old_file_stays_only_where_the_lists_could_not_be_read(played: Told, folder: pathlib.Path) -> None:
    assert played["nothing"].done.summary["added"] == 2 and _rows(folder / "nothing") == []
    assert played["no list"].error["key"] == "src"
    assert (folder / "kept").read_text(encoding="utf-8") == "old\n"
    assert not [path.name for path in folder.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("name", ["no folder", "a folder", "a list of its own"])
def test_a_path_that_cannot_be_written_fails_before_anything_is_sent(played: Told, name: str) -> None:
    loaded = played[name]
    assert (loaded.error["category"], loaded.error["key"]) == ("usage", "rejected_dest")
    assert loaded.journal == [] and loaded.summary == {}


def test_no_result_repeats_a_long_list(play: Player) -> None:
    long = {"numbers": [f"212555{number:04}" for number in range(101)], "exclude": ["2125559999"] * 101}
    refused = {"numbers": MANY, "exclude": GOOD}
    unheard = {"numbers": MANY, "status": "unheard"}
    told = Played(play)([case("long", long), case("refused", refused), case("unheard", unheard)])
    long, refused, unheard = (told[name].result["invocation"]["module_args"] for name in ("long", "refused", "unheard"))
    assert told["long"].done.summary["added"] == 101 and long["numbers"] == long["exclude"] == "101 entries"
    assert refused["numbers"] == unheard["numbers"] == "300 entries" and refused["exclude"] == GOOD
    assert unheard["auth_password"].startswith(("*", "VALUE"))
