# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_destinations: lists in chunks, numbers that the platform refuses, and chunks that are too long for it.

What else may be refused is in tests/unit.
"""

from __future__ import annotations

import typing as t

import pytest
from integration.cases import Teller, Told
from integration.loading import UPDATE, case, created, sent

# How numbers are dealt with is the same on every ansible-core: the targets show that they are taken there.
pytestmark = pytest.mark.any_core


@pytest.fixture(scope="module")
def chunks(tell: Teller) -> Told:
    many = [f"212555{number:04}" for number in range(250)]
    has = dict.fromkeys(many[:120], "pending")
    load = {"numbers": many, "chunk_size": 50}
    return tell(
        [
            case("check", load, has=has, check=True, diff=True),
            case("load", load, has=has, diff=True, again=True),
            case("one worker", {**load, "workers": 1}, has=has),
            case(
                "cancel",
                {"numbers": [], "purge": True, "max_removed": 120, "removal": "cancel", "chunk_size": 50},
                has=has,
            ),
        ],
    )


def test_chunks_are_as_long_as_asked_for(chunks: Told) -> None:
    for name in ("load", "one worker"):
        loaded = chunks[name].done
        assert sorted(len(numbers) for numbers in sent(loaded.writes)) == [30, 50, 50]
        assert loaded.summary == {"listed": 250, "added": 130, "kept": 120}
        assert len(loaded.numbers) == 250
    # One after another, in the order of the list.
    assert [number for numbers in sent(chunks["one worker"].writes) for number in numbers] == [
        f"212555{number:04}" for number in range(120, 250)
    ]
    assert sorted(len(numbers) for numbers in sent(chunks["cancel"].done.writes, UPDATE)) == [20, 50, 50]


def test_check_mode_validates_each_planned_chunk(chunks: Told) -> None:
    check = chunks["check"].done
    assert sorted(sent(check.validations)) == sorted(sent(chunks["load"].writes))
    assert check.writes == [] and len(check.numbers) == 120


def test_the_difference_names_the_first_hundred(chunks: Told) -> None:
    diff = chunks["load"].result["diff"]
    assert diff == chunks["check"].result["diff"]
    assert diff["before_header"] == diff["after_header"] == "numbers of campaign 'Survey' (ID 11) of customer 2"
    counts = "success: 0\nfailed: 0\ncancelled: 0\nother: 0\n"
    assert diff["before"] == f"total: 120\npending: 120\n{counts}"
    named = "".join(f"  212555{number:04} pending\n" for number in range(120, 220))
    assert diff["after"] == f"total: 250\npending: 250\n{counts}{named}  and 30 more\n"


def test_all_calls_share_a_few_connections(chunks: Told) -> None:
    assert len({call["connection"] for call in chunks["one worker"].journal}) == 1
    assert len({call["connection"] for call in chunks["load"].journal}) <= 4


# --- numbers that the platform refuses ---------------------------------------------------------------------

GOOD = [f"212555{number:04}" for number in range(40)]
# The platform takes 20 digits at most; the task does not know that.
BAD = {f"7{number:020}": place for number, place in ((7, 5), (12, 17), (99, 33))}
FIRST = list(BAD)[:2]
LEFT_OUT = "3 numbers were left out, since on_invalid is skip"
MIXED = list(GOOD)
for number, place in BAD.items():
    MIXED.insert(place, number)
DONE = {"2125559001": "success", "2125559002": "pending"}
LOAD: dict[str, t.Any] = {"numbers": MIXED, "chunk_size": 20, "max_digits": 32}


@pytest.fixture(scope="module")
def refused(tell: Teller, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("lists")
    (folder / "mixed.txt").write_text("# Numbers\n" + "".join(f"{number}\n" for number in MIXED), encoding="utf-8")
    from_file = {"src": str(folder / "mixed.txt"), "chunk_size": 20, "max_digits": 32}
    left_out = {"bad_number": "skip"}
    return tell(
        [
            case("fail", {**LOAD, "workers": 1}),
            case("fail, check", LOAD, check=True),
            case("skip", {**LOAD, "on_invalid": "skip"}, again=True),
            case("skip, check", {**LOAD, "on_invalid": "skip"}, check=True),
            case("left out, fail", LOAD, server=left_out),
            case("left out, skip", {**from_file, "on_invalid": "skip"}, server=left_out),
            case("rest taken, skip", {**LOAD, "on_invalid": "skip"}, server={"bad_number": "take_rest"}, again=True),
            *(
                case(name, {**LOAD, "on_invalid": "skip", "purge": True, **more}, has=DONE, check=check)
                for name, more, check in (
                    ("purge", {}, False),
                    ("purge, check", {}, True),
                    ("purge, one by one", {"numbers": [*MIXED, "2125559001"]}, False),
                    ("purge, limited", {"max_removed": 2}, False),
                )
            ),
        ],
        warnings=[LEFT_OUT],
    )


def test_the_numbers_at_fault_are_named_and_the_rest_is_loaded(refused: Told) -> None:
    loaded = refused["skip"].done
    assert loaded.summary == {"listed": 43, "added": 40, "invalid": 3}
    assert loaded.numbers == dict.fromkeys(GOOD, "pending")
    named = sorted(loaded.result["rejected"], key=lambda entry: entry["index"])
    assert named == [
        {"option": "numbers", "index": place, "value": number, "reason": f"Invalid number: {number}"}
        for number, place in BAD.items()
    ]
    # Each number came once, and the search for those at fault changed nothing.
    took_effect = [number for call in loaded.writes if call["took_effect"] for number in sent([call])[0]]
    assert sorted(took_effect) == GOOD
    assert loaded.validations and not any(call["took_effect"] for call in loaded.validations)


def test_what_a_refused_chunk_has_added_all_the_same_is_not_added_again(refused: Told) -> None:
    loaded = refused["rest taken, skip"].done
    assert loaded.summary == {"listed": 43, "added": 40, "invalid": 3}
    # The platform carries out what it refuses: what was sent is what took effect.
    good = [number for numbers in sent(loaded.writes) for number in numbers if number not in BAD]
    assert sorted(good) == GOOD and loaded.numbers == dict.fromkeys(GOOD, "pending")
    again = loaded.again
    assert again.numbers == loaded.numbers
    assert again.summary == {"listed": 43, "kept": 40, "invalid": 3}


def test_what_is_refused_once_is_refused_again_and_changes_nothing(refused: Told) -> None:
    again = refused["skip"].again
    assert again.summary == {"listed": 43, "kept": 40, "invalid": 3}
    assert again.result["changed"] is False and again.numbers == refused["skip"].numbers
    assert not any(call["took_effect"] for call in again.journal)


def test_numbers_of_a_file_are_named_with_their_line(refused: Told) -> None:
    loaded = refused["left out, skip"].done
    assert loaded.summary == {"listed": 43, "added": 40, "invalid": 3}
    named = sorted((entry["option"], entry["line"], entry["value"]) for entry in loaded.result["rejected"])
    assert named == sorted(("src", place + 2, number) for number, place in BAD.items())
    assert loaded.numbers == dict.fromkeys(GOOD, "pending")


def test_without_skip_nothing_more_is_sent(refused: Told) -> None:
    loaded = refused["fail"]
    assert (loaded.error["category"], loaded.error["code"]) == ("invalid_input", 400)
    assert (
        "2 numbers" in loaded.result["msg"]
        and FIRST[0] in loaded.result["msg"]
        and "on_invalid" in loaded.error["hint"]
    )
    assert [entry["value"] for entry in loaded.result["rejected"]] == FIRST
    assert loaded.numbers == {} and len(loaded.writes) == 1
    assert loaded.result["changed"] is False and loaded.result["summary"]["added"] == 0


@pytest.mark.parametrize("name", ["purge", "purge, check", "purge, one by one"])
def test_purge_removes_nobody_while_a_number_is_refused(refused: Told, name: str) -> None:
    loaded = refused[name]
    assert (loaded.error["category"], loaded.error["key"]) == ("invalid_input", "purge")
    assert "refuses 3 numbers" in loaded.result["msg"] and "set max_removed" in loaded.error["hint"]
    assert {entry["value"] for entry in loaded.result["rejected"]} == set(BAD)
    assert loaded.writes == [] and loaded.numbers == DONE and loaded.result["changed"] is False


def test_purge_with_a_limit_goes_on_without_them(refused: Told) -> None:
    loaded = refused["purge, limited"].done
    assert loaded.summary == {"listed": 43, "added": 40, "invalid": 3, "removed": 2}
    assert loaded.numbers == dict.fromkeys(GOOD, "pending")


def test_check_mode_names_them_too(refused: Told) -> None:
    loaded = refused["fail, check"]
    assert loaded.error["code"] == 400 and loaded.writes == []
    assert {entry["value"] for entry in loaded.result["rejected"]} >= set(FIRST)
    skipped = refused["skip, check"].done
    assert skipped.summary == refused["skip"].summary and skipped.writes == [] and skipped.numbers == {}
    assert {entry["value"] for entry in skipped.result["rejected"]} == set(BAD)


def test_numbers_that_are_left_out_without_a_word_are_found(refused: Told) -> None:
    loaded = refused["left out, fail"]
    assert loaded.error["category"] == "invalid_input"
    assert {entry["value"] for entry in loaded.result["rejected"]} == set(BAD)
    assert loaded.result["changed"] is True
    assert loaded.summary == {"listed": 43, "added": 40, "invalid": 3}
    assert loaded.numbers == dict.fromkeys(GOOD, "pending")


# --- chunks that are too long ------------------------------------------------------------------------------

MANY = [f"212555{number:04}" for number in range(600)]
TOO_LONG: dict[str, dict[str, t.Any]] = {
    "code_400": {"max_dnumbers": 100, "large_chunk": "code_400"},
    "http_413": {"max_dnumbers": 100, "large_chunk": "http_413"},
    "bytes": {"max_body": 1500},
}


@pytest.fixture(scope="module")
def halved(tell: Teller) -> Told:
    load = {"numbers": MANY, "chunk_size": 600}
    cancel = {"numbers": [], "purge": True, "removal": "cancel", "max_removed": 600}
    server = {"max_dnumbers": 100, "large_chunk": "http_414"}
    cases = [case(name, load, server=server) for name, server in TOO_LONG.items()]
    cases += [case(f"{name}, check", load, server=server, check=True) for name, server in TOO_LONG.items()]
    return tell([*cases, case("cancel", cancel, has=dict.fromkeys(MANY, "pending"), server=server)])


@pytest.mark.parametrize("name", TOO_LONG)
def test_a_chunk_that_is_too_long_is_halved(halved: Told, name: str) -> None:
    loaded, check = halved[name].done, halved[f"{name}, check"].done
    assert loaded.summary == check.summary == {"listed": 600, "added": 600}
    assert loaded.numbers == dict.fromkeys(MANY, "pending")
    assert sorted(created(loaded.writes)) == MANY
    # What the platform takes is found out once, and not for each chunk.
    assert len([call for call in loaded.writes if not call["took_effect"]]) <= 10
    # Of a body that is too large, the server does not read that it was a validation.
    assert [call for call in check.writes if call["parameters"] or call["took_effect"]] == []
    assert check.numbers == {}


def test_cancelling_too_many_at_once_is_halved(halved: Told) -> None:
    loaded = halved["cancel"].done
    assert loaded.summary == {"cancelled": 600} and set(loaded.numbers.values()) == {"cancelled"}
