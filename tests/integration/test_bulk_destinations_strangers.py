# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_destinations as somebody uses it who has only read its page: each row is one playbook.

A row has the options, what the campaign has before (by default nothing), and what is to come: the option at fault,
with words of the message, or the counts of the summary; then what the platform has afterwards, where that is not what
it had. Check mode comes to the same. What may be a number, and in which file, is in tests/unit.
"""

from __future__ import annotations

import dataclasses
import pathlib
import typing as t

import pytest
from integration.cases import CAMPAIGN, Case, Teller, Told
from integration.loading import CREATE, LIST, case

pytestmark = pytest.mark.any_core

DE: dict[str, t.Any] = {"normalize": "e164", "region": "DE"}
US: dict[str, t.Any] = {"normalize": "e164", "region": "US"}
SKIP: dict[str, t.Any] = {"on_invalid": "skip"}
EXCEL = "Name;Telefon;Ort\r\nMüller;0171/3920012;Köln\r\nMeier;030 23125012;\r\n;;\r\nSchulz;;Bonn\r\n"
TWO = {"01713920012": "pending", "03023125012": "pending"}
COLUMN = {"src_column": "Telefon", "src_delimiter": ";"}
LOST_PLUS = {"4901713920012": "pending"}

Fault = tuple[str, str]
Row = tuple[dict[str, t.Any], dict[str, str], str | Fault | dict[str, int], dict[str, str] | None]


def row(
    options: dict[str, t.Any],
    expected: str | Fault | dict[str, int],
    after: dict[str, str] | None = None,
    has: dict[str, str] | None = None,
) -> Row:
    return options, has or {}, expected, after


def pending(*numbers: str) -> dict[str, str]:
    return dict.fromkeys(numbers, "pending")


FILES = {
    "cp1252": EXCEL.encode("cp1252"),
    "unicode": EXCEL.replace(";", "\t").encode("utf-16"),
    "us": '\ufeffName,Phone\r\n"Doe\nJane","(212) 555-0101"\r\n"Roe, Max","212555\n0102"\r\n'.encode(),
    "plain": b"# list\n2125550101\n\n (212) 555-0102\t",
    "stop": b"name;phone\nA;+2125550101\nB;(212) 555-0104\nC;212 555-0105\n",
    "twice": b"phone,name,phone\n2125550101,a,2125550102\n",
    "dates": b"asked,phone\n2024-05-17,2125550101\n",
}
HAS = {
    "2125550101": "pending",
    "2125550102": "success",
    "2125550103": "failed",
    "2125550104": "cancelled",
    "2125550105": "calling",
}
NEW = ["2125550106", "2125550107"]
SET: dict[str, t.Any] = {"numbers": [*HAS, *NEW], "existing": "set_status"}
REDIAL = {**SET, "allow_redial": True}
CANCEL = {"numbers": [*HAS], "state": "absent", "removal": "cancel"}
# The same people in two forms.
FORM = [f"212555{number:04}" for number in range(6)]
OTHER = {f"1{number}": "success" for number in FORM}
ALIKE = {"allow_lookalikes": True}
BY_ID = {"campaign": CAMPAIGN, "customer": None}
INVALID: dict[str, int] = {"listed": 3, "added": 2, "invalid": 1}
ROWS: dict[str, Row] = {
    "Excel, Western Europe": row({"src": "cp1252", "src_encoding": "cp1252", **COLUMN, **SKIP}, INVALID, TWO),
    "Excel, Unicode text": row(
        {"src": "unicode", "src_encoding": "utf-16", "src_column": "Telefon", "src_delimiter": "\\t", **SKIP},
        INVALID,
        TWO,
    ),
    "the wrong column of a do-not-call list": row(
        {"numbers": ["2125550101"], "exclude_src": "dates", "exclude_src_column": "asked"}, "exclude_src"
    ),
    "do not call, with 00": row(
        {"numbers": ["+12125550101", "2125550102"], "exclude": ["001 212 555 0101"]},
        {"listed": 2, "added": 1, "excluded": 1},
        pending("2125550102"),
    ),
    "do not call, in another form": row(
        {"numbers": ["2125550101", "2125550102"], "exclude": ["+1 212 555 0101"]}, "allow_lookalikes"
    ),
    "do not call, without the area code": row({"numbers": ["2125550101"], "exclude": ["555 0101"]}, "allow_lookalikes"),
    "do not call, with a plan": row(
        {"numbers": ["0171 3920012", "030 23125012"], "exclude": ["+49 171 3920012"], **DE},
        {"listed": 2, "added": 1, "excluded": 1},
        pending("+493023125012"),
    ),
    "do not call, stored in the national form": row(
        {"exclude": ["+49 171 3920012"], **DE}, {"removed": 1}, {}, pending("01713920012")
    ),
    "do not call, stored without its plus": row({"exclude": ["0171 3920012"], **DE}, {"removed": 1}, {}, LOST_PLUS),
    "do not call, stored with a zero": row({"exclude": ["+49 171 3920012"]}, {"removed": 1}, {}, LOST_PLUS),
    "do not call, a digit is lost": row(
        {"numbers": ["030 23125012"], "exclude": ["0171 392"], **DE, **SKIP}, "exclude"
    ),
    "do not call, an integer": row({"numbers": ["0171 3920012"], "exclude": [1713920012], **DE, **SKIP}, "exclude"),
    "do not call, beyond all limits": row(
        {
            "numbers": ["0171 3920012"],
            "exclude": ["+1 613 555 0134", "030 23125012"],
            "allowed_countries": ["DE"],
            "allowed_types": ["mobile"],
            "min_digits": 12,
            **DE,
        },
        {"listed": 1, "added": 1},
        pending("+491713920012"),
    ),
    "do not call whom the list says to call again": row(
        {"numbers": ["2125550101"], "exclude": ["+2125550101"], "existing": "set_status", "allow_redial": True},
        {"listed": 1, "excluded": 1},
        None,
        {"2125550101": "success"},
    ),
    "removed, all spellings": row(
        {"numbers": ["12125550101"], "state": "absent"},
        {"listed": 1, "removed": 3},
        {},
        {"+12125550101": "success", "12125550101": "pending", "0012125550101": "failed"},
    ),
    "removed in another form": row(
        {"numbers": ["2125550101"], "state": "absent"}, "allow_lookalikes", None, pending("12125550101")
    ),
    "a status for another spelling": row(
        {"numbers": ["212 555 0101"], "existing": "set_status", "status": "failed"},
        {"listed": 1, "status_changed": 1},
        {"2125550101": "failed"},
        pending("2125550101"),
    ),
    "emergency, United States": row({"numbers": ["911", "+1 911", "9911", "933"], "min_digits": 0, **US}, "numbers"),
    "Canada is not the United States": row(
        {"numbers": ["+1 613 555 0134", "212 555 0101"], "allowed_countries": ["us"], **US, **SKIP},
        {"listed": 2, "added": 1, "invalid": 1},
        pending("+12125550101"),
    ),
    "mobile numbers only": row(
        {"numbers": ["0171 3920012", "030 23125012", "0900 1234567"], "allowed_types": "mobile", **DE, **SKIP},
        {"listed": 3, "added": 1, "invalid": 2},
        pending("+491713920012"),
    ),
    "purge knows other spellings": row(
        {"numbers": ["+49 171 3920012"], "purge": True, **DE}, {"listed": 1, "kept": 1}, None, {"01713920012": "failed"}
    ),
    "a mask": row({"numbers": ["2125550101", "********"], **SKIP}, "numbers"),
    "plain text": row({"src": "plain"}, {"listed": 2, "added": 2}, pending("2125550101", "2125550102")),
    "no UTF-8": row({"src": "cp1252", **COLUMN}, ("src", "line 2")),
    "two columns of a name": row({"src": "twice", "src_column": "phone"}, ("src_column", "2 columns")),
    "unknown column": row({"src": "twice", "src_column": "mobile"}, ("src_column", "1 'phone', 2 'name'")),
    "CSV as text": row({"src": "us"}, ("src", "line 1 of src")),
    "no source": row({}, ("numbers", "numbers or src is required")),
    "only exclude, to purge": row({"exclude": ["2125550101"], "purge": True}, ("numbers", "numbers or src")),
    "no file": row({"src": "/nonexistent/list.txt"}, ("src", "/nonexistent/list.txt cannot be read: no such file")),
    "no do-not-call file": row({"numbers": NEW, "exclude_src": "/nonexistent/list.txt"}, "exclude_src"),
    "purge and absent": row({"numbers": NEW, "purge": True, "state": "absent"}, ("purge", "exclude each other")),
    "purge with an empty list": row({"numbers": [], "purge": True}, ("purge", "everything")),
    "purge, and all are excluded": row({"numbers": NEW, "exclude": NEW, "purge": True}, ("purge", "everything")),
    "column without a file": row({"numbers": NEW, "src_column": "phone"}, ("src_column", "without src")),
    "long delimiter": row({"src": "us", "src_column": 1, "src_delimiter": "::"}, ("src_delimiter", "one character")),
    "unknown encoding": row({"src": "us", "src_encoding": "klingon"}, ("src_encoding", "'klingon' is not an encoding")),
    "region without e164": row({"numbers": NEW, "region": "US"}, ("region", "normalize")),
    "unknown region": row({"numbers": NEW, "normalize": "e164", "region": "XX"}, ("region", "country")),
    "types without e164": row({"numbers": NEW, "allowed_types": ["mobile"]}, ("allowed_types", "normalize")),
    "no chunks": row({"numbers": NEW, "chunk_size": 0}, ("chunk_size", "from 1")),
    "fewer digits at most": row({"numbers": NEW, "min_digits": 9, "max_digits": 8}, ("max_digits", "min_digits")),
    "a boolean": row({"numbers": [True]}, ("numbers", "numbers[0]")),
    "entries that are no numbers": row({"numbers": [*NEW, "", "x", "+"]}, ("numbers", "3 entries cannot be used")),
    "not international": row({"numbers": ["212 555 0101"], "normalize": "e164"}, ("numbers", "country code")),
    "spreadsheet": row({"numbers": ["491713920012.0"], "normalize": "none"}, ("numbers", "as a spreadsheet writes it")),
    "do not call, no number": row({"numbers": NEW, "exclude": ["x"], **SKIP}, ("exclude", "exclude_on_invalid")),
    "do not call, nobody": row({"numbers": NEW, "exclude_src": "/dev/null"}, ("exclude_src", "has no entry at all")),
    "redial is not allowed": row(
        SET, ("allow_redial", "3 numbers again (1 cancelled, 1 failed, 1 success)"), None, HAS
    ),
    "redial of too many": row(
        {**REDIAL, "max_redial": 2}, ("max_redial", "3 numbers would be called again"), None, HAS
    ),
    "redial of none": row({**REDIAL, "max_redial": 0}, ("max_redial", "allows 0"), None, HAS),
    "too many to add": row({"numbers": NEW, "max_added": 1}, ("max_added", "2 numbers would be added"), None, HAS),
    "too many to purge": row(
        {"numbers": ["2125550101"], "purge": True, "max_removed": 2},
        ("max_removed", "3 numbers would be removed or cancelled"),
        None,
        HAS,
    ),
    "too many to cancel": row({**CANCEL, "max_removed": 2}, ("max_removed", "3 numbers"), None, HAS),
    "too many who do not want to be called": row(
        {"numbers": NEW, "exclude": [*HAS], "max_removed": 0}, ("max_removed", "1 number would be removed"), None, HAS
    ),
    "purge beside a rejected entry": row(
        {"numbers": ["2125550101", "x"], "purge": True, **SKIP}, ("purge", "1 entry that cannot be used"), None, HAS
    ),
    "campaign by its ID": row({"numbers": NEW, **BY_ID}, {"listed": 2, "added": 2}, pending(*NEW)),
    "campaign by its ID, customer by its name": row(
        {"numbers": NEW, "campaign": str(CAMPAIGN), "customer": "Acme Ltd"}, {"listed": 2, "added": 2}, pending(*NEW)
    ),
    "no such ID": row({"numbers": NEW, "campaign": "99", "customer": None}, ("campaign", "99")),
    "ID of another customer": row({"numbers": NEW, "campaign": CAMPAIGN, "customer": 3}, ("campaign", str(CAMPAIGN))),
    "no such customer": row({"numbers": NEW, "customer": "Nobody Inc"}, ("customer", "Nobody Inc")),
    "do not call, from a file and a list": row(
        {
            "numbers": ["2125550101", *NEW],
            "exclude": NEW[:1],
            "exclude_src": "stop",
            "exclude_src_column": "phone",
            "exclude_src_delimiter": ";",
        },
        {"listed": 3, "added": 1, "removed": 1, "excluded": 2},
        {NEW[1]: "pending", "2125550105": "success"},
        {"212-555-0104": "pending", "2125550105": "success"},
    ),
    "a list and a file": row(
        {"numbers": ["212 555 0102", "2125550103"], "src": "plain"},
        {"listed": 4, "added": 3, "duplicates": 1},
        pending("2125550101", "2125550102", "2125550103"),
    ),
    "another form": row(
        {"numbers": FORM},
        (
            "allow_lookalikes",
            "6 pairs of a number of the list and one of the campaign may be one person, the first: 2125550000 and "
            "12125550000, 2125550001 and 12125550001, 2125550002 and 12125550002. That person would be called twice. "
            "Nothing was changed. ",
        ),
        None,
        OTHER,
    ),
    "another form, purged": row({"numbers": FORM, "purge": True}, ("allow_lookalikes", "called twice"), None, OTHER),
    "another form, not to be called": row(
        {"numbers": FORM, "status": "cancelled", "existing": "set_status"},
        ("allow_lookalikes", "That person would have two statuses."),
        None,
        OTHER,
    ),
    "another form, removed": row(
        {"numbers": FORM, "state": "absent"},
        ("allow_lookalikes", "That person would stay in the campaign."),
        None,
        OTHER,
    ),
    "one of seven digits": row(
        {"numbers": ["5550000"]},
        ("allow_lookalikes", "That person would be called twice."),
        None,
        {"12125550000": "failed"},
    ),
    "do not call, another form": row(
        {"numbers": FORM, "exclude": [*OTHER]},
        ("allow_lookalikes", "6 pairs of a number of the list and a do-not-call number may be one person"),
    ),
    "do not call, one in another form": row(
        {"numbers": FORM, "exclude": [*OTHER][:1]},
        ("allow_lookalikes", " That person must not be called. Nothing was changed. "),
    ),
    "do not call, another form, later": row(
        {"exclude": FORM},
        ("allow_lookalikes", "6 pairs of a number of the campaign and a do-not-call number may be"),
        None,
        pending(*OTHER),
    ),
    "do not call, another form, one later": row(
        {"exclude": FORM[:1]},
        ("allow_lookalikes", " That person must not be called, and will be if the campaign runs: disable it. "),
        None,
        pending(*OTHER),
    ),
    # Whoever was called already may be listed again in that form.
    "do not call, another form, done": row({"exclude": FORM}, "allow_lookalikes", None, OTHER),
    "do not call, another form, done, allowed": row({"exclude": FORM, **ALIKE}, {}, None, OTHER),
    "in both forms": row(
        {"numbers": [*FORM, *OTHER]},
        (
            "allow_lookalikes",
            "6 pairs of numbers of the list may be one person, the first: 12125550000 and 2125550000",
        ),
    ),
    "other people": row({"numbers": FORM, **ALIKE}, {"listed": 6, "added": 6}, {**OTHER, **pending(*FORM)}, OTHER),
    "known pairs": row(
        {"numbers": [*FORM, *OTHER]}, {"listed": 12, "kept": 12}, None, {**OTHER, **dict.fromkeys(FORM, "failed")}
    ),
    "known by the number plan": row({"numbers": FORM, **US}, {"listed": 6, "kept": 6}, None, OTHER),
}
READS = {"bulk/campaigns/list", "customers/get", "customers/list", LIST}
# A mistake in the options is found before any request.
BEFORE = {"src", "src_column", "src_delimiter", "src_encoding", "exclude", "exclude_src", "numbers", "purge", "region"}
BEFORE |= {"allowed_types", "chunk_size", "max_digits"}
LIMITS = ("max_added", "max_redial", "max_removed", "allow_redial")
ONE_CHUNK = [f"21255501{index:02}" for index in range(10)]


@pytest.fixture(scope="module")
def played(tell: Teller, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder: pathlib.Path = tmp_path_factory.mktemp("lists")
    for name, content in FILES.items():
        (folder / name).write_bytes(content)

    def given(options: dict[str, t.Any]) -> dict[str, t.Any]:
        # A path that is absolute stays as it is.
        paths: dict[str, t.Any] = {
            name: str(folder / options[name]) for name in ("src", "exclude_src") if name in options
        }
        return {**options, **paths}

    cases = [case(name, given(options), has=has) for name, (options, has, *_rest) in ROWS.items()]
    cases += [dataclasses.replace(one, name=f"{one}, check", check=True) for one in cases]
    said = {"function": CREATE, "kind": "code", "code": 201}
    takes_rest = {"bad_number": "take_rest", "write_refuses_numbers": ONE_CHUNK[2]}
    cases += [
        case("only validated", {"numbers": ONE_CHUNK}, faults=[said]),
        case("only validated, but done", {"numbers": ONE_CHUNK}, faults=[{**said, "done": True}]),
        case("takes the rest", {"numbers": ONE_CHUNK, "rejected_dest": str(folder / "rejected")}, server=takes_rest),
    ]
    return tell(cases, warnings=None)


@pytest.mark.parametrize("name", ROWS)
def test_each_playbook_does_what_its_author_means_or_nothing(played: Told, name: str) -> None:
    _options, has, expected, after = ROWS[name]
    loaded, check = played[name], played[f"{name}, check"]
    if isinstance(expected, dict):
        assert loaded.done.summary == check.done.summary == expected
        assert loaded.numbers == (has if after is None else after) and check.numbers == has
        return
    key, words = (expected, "") if isinstance(expected, str) else expected
    for one in (loaded, check):
        assert one.error["key"] == key and words in one.result["msg"]
        assert one.result["changed"] is False and one.numbers == has
        assert one.writes == [] and one.validations == []
        # A mistake is found before any request, and what goes too far before the first write.
        # The own customer's name, which is in no list of those below, is asked for to offer it.
        offered = {"user/login"} if key == "customer" else set()
        assert set(one.functions) <= (set() if key in BEFORE and not has else READS | offered)
        assert key not in LIMITS or ("Nothing was changed" in one.result["msg"] and one.error["hint"])


def test_what_a_platform_has_done_counts_whatever_it_says(played: Told) -> None:
    assert played["only validated"].error["retryable"] and played["only validated"].numbers == {}
    assert played["only validated, but done"].done.summary == {"listed": 10, "added": 10}
    loaded = played["takes the rest"]
    assert loaded.error["code"] == 400 and loaded.summary == {"listed": 10, "added": 9, "invalid": 1}
    assert loaded.result["changed"] and len(loaded.numbers) == 9


def test_a_campaign_is_known_by_either_form_of_unicode_and_two_of_a_name_are_a_conflict(tell: Teller) -> None:
    def named(name: str, asked: str, *stored: str, **more: t.Any) -> Case:
        rows = [{"id": 21 + number, "name": text, "customer": 2} for number, text in enumerate(stored)]
        return dataclasses.replace(case(name, {"numbers": NEW, "campaign": asked}, **more), seed={"campaigns": rows})

    own = case("own customer", {"numbers": NEW, "customer": None}, username="acme.agent")
    forms = [named("composed", "Bu\u0308ro", "B\u00fcro"), named("decomposed", "B\u00fcro", "Bu\u0308ro")]
    twins = [named("twins", "Twin", "Twin", "Twin"), named("twins, check", "Twin", "Twin", "Twin", check=True)]
    told = tell([own, *forms, *twins])
    for name in ("own customer", "composed", "decomposed"):
        assert told[name].done.summary == {"listed": 2, "added": 2}
    for name in ("twins", "twins, check"):
        assert told[name].error["category"] == "conflict" and "21, 22" in told[name].result["msg"]
        assert told[name].writes == told[name].validations == []


def test_in_check_mode_a_name_that_is_not_there_gives_a_warning_and_a_plan(tell: Teller) -> None:
    options = {"numbers": [*NEW, "+2125550106"], "exclude": NEW[1:], "campaign": "Nothing"}
    cases = [
        case("plan", options, check=True, diff=True),
        case("too many", {**options, "max_added": 0}, check=True),
        case("not in check mode", options),
    ]
    planned = tell(cases, warnings=None)
    loaded = planned["plan"].done
    (warning,) = loaded.result["warnings"]
    assert "'Nothing'" in warning
    assert loaded.summary == {"listed": 3, "added": 1, "excluded": 1, "duplicates": 1}
    assert loaded.result["changed"] is True and "campaign_id" not in loaded.result
    assert loaded.result["diff"]["after"].splitlines()[-1] == "  2125550106 pending"
    assert [call["function"] for call in loaded.journal] == ["bulk/campaigns/list"]
    assert planned["too many"].error["key"] == "max_added"
    missing = planned["not in check mode"]
    assert missing.error["category"] == "not_found" and "'Nothing'" in missing.result["msg"]
    assert missing.functions == ["bulk/campaigns/list"]
