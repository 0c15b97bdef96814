# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters of the role report: values of a row, the history, and a page on which every name is text."""

from __future__ import annotations

import json
import pathlib
import typing as t

import jinja2
import markupsafe
import pytest
from ansible.plugins.filter import core
from ansible_collections.telephony.enswitch.plugins.filter.report import (
    POINTS,
    FilterModule,
    from_report_history,
    to_report_rows,
    to_report_snapshot,
)

PAGE = pathlib.Path(__file__).resolve().parents[4] / "roles" / "report" / "templates" / "report.html.j2"
URL = "https://pbx.example.com/api/json/"
UGLY = "</title><script>alert('1')</script> \"&{{ 1 + 1 }}{% raw %}"
COUNTS = {"total": 10, "pending": 3, "success": 6, "failed": 1, "cancelled": 0, "other": 0}
CAMPAIGN = {"id": 7, "customer": 2, "name": "Spring", "enabled": True, "progress": 70, "timegroup": 4}
PERIOD = {"name": "Day", "days_week": ["mon", "tue", "wed"], "start": "09:00:00", "end": "17:59:59"}
FULL = {"days_month": list(range(1, 32)), "months": list(range(1, 13)), "startdate": 0, "enddate": 0}
HOURS = {"id": 4, "name": "Weekdays", "periods": [{**PERIOD, **FULL}]}


def snapshot(at: str, url: str = URL, **counts: int) -> dict[str, t.Any]:
    return to_report_snapshot([{**CAMPAIGN, "destinations": {**COUNTS, **counts}}], url, at)


def lines(*snapshots: t.Any) -> str:
    return "".join(json.dumps(one) + "\n" for one in snapshots)


NOW = snapshot("2026-01-05T11:00:00Z")


def rows(
    *campaigns: dict[str, t.Any],
    findings: t.Sequence[dict[str, t.Any]] = (),
    hours: t.Sequence[dict[str, t.Any]] = (HOURS,),
    history: str = "",
    now: dict[str, t.Any] | None = None,
) -> list[dict[str, t.Any]]:
    seen = {"campaigns": campaigns, "customers": [{"id": 2, "name": "Acme Ltd", "campaigns": 1}], "api_url": URL}
    return to_report_rows(seen, findings, hours, history, now or NOW)


def row(campaign: t.Mapping[str, t.Any] | None = None, **options: t.Any) -> dict[str, t.Any]:
    (one,) = rows({**CAMPAIGN, "destinations": COUNTS, **(campaign or {})}, **options)
    return one


def test_a_row_has_what_the_page_shows() -> None:
    found = row()
    values = {"customer": "Acme Ltd", "name": "Spring", "id": 7, "enabled": True, "state": "running", "progress": 70}
    values |= {"counted": True, "total": 10, "reached": 6, "not_reached": 1, "cancelled": 0, "open": 3, "findings": []}
    values |= {"good": 60.0, "bad": 10.0}
    values |= {"hours": "Weekdays: mon-wed 09:00 to 18:00", "rate": "not known", "left": "not known"}
    assert found == {**values, "plot": "", "looks": 1}


def test_nothing_is_an_empty_page() -> None:
    assert rows() == [] and to_report_snapshot([], URL, NOW["at"]) == {"at": NOW["at"], "api_url": URL, "campaigns": []}
    assert from_report_history("", "h") == from_report_history("\n \n", "h") == {"snapshots": [], "problem": ""}


def test_a_customer_without_a_name_has_its_number_or_is_the_own() -> None:
    assert row({"customer": 9})["customer"] == "customer 9"
    assert row({"customer": None})["customer"] == "own"


@pytest.mark.parametrize(
    ("enabled", "counts", "state"),
    [
        (True, {}, "running"),
        (False, {}, "disabled"),
        (True, {"pending": 0}, "enabled, all numbers done"),
        # Who is being called right now is open too.
        (True, {"pending": 0, "other": 1}, "running"),
        (False, dict.fromkeys(COUNTS, 0), "disabled, no numbers"),
    ],
)
def test_states(enabled: bool, counts: dict[str, int], state: str) -> None:
    assert row({"enabled": enabled, "destinations": {**COUNTS, **counts}})["state"] == state


def test_numbers_that_were_not_counted_are_not_none() -> None:
    (found,) = rows(CAMPAIGN, now={**NOW, "campaigns": []})
    assert (found["counted"], found["state"], found["left"], found["looks"]) == (False, "running", "nothing left", 0)
    assert to_report_snapshot([CAMPAIGN], URL, NOW["at"])["campaigns"] == []


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ({}, "Weekdays: mon-wed 09:00 to 18:00"),
        ({"invert": True}, "Weekdays: never during mon-wed 09:00 to 18:00"),
        ({"periods": []}, "Weekdays: never"),
        ({"periods": [{**PERIOD, **FULL, "days_week": ["sun", "mon"]}]}, "Weekdays: mon, sun 09:00 to 18:00"),
        (
            {"periods": [{**PERIOD, **FULL, "days_week": "mon tue wed thu fri sat sun".split(), "end": "23:59:59"}]},
            "Weekdays: every day 09:00 to 24:00",
        ),
        ({"periods": [{**PERIOD, **FULL, "end": "17:30"}]}, "Weekdays: mon-wed 09:00 to 17:30"),
        (
            {"periods": [{**PERIOD, **FULL, "months": [12]}, {**PERIOD, **FULL, "startdate": "2026-12-24"}]},
            "Weekdays: mon-wed 09:00 to 18:00 on some dates (Day); mon-wed 09:00 to 18:00 on some dates (Day)",
        ),
    ],
)
def test_hours_as_a_person_says_them(group: dict[str, t.Any], said: str) -> None:
    assert row(hours=[{**HOURS, **group}])["hours"] == said


def test_hours_that_are_not_known() -> None:
    assert row(hours=[{"id": 4, "name": "Weekdays"}])["hours"] == "Weekdays (hours not known)"
    assert row(hours=[])["hours"] == "time group 4 (hours not known)"
    assert row({"timegroup": 0})["hours"] == row({"timegroup": None})["hours"] == "round the clock"


def test_findings_belong_to_their_campaign_and_do_not_repeat_its_name() -> None:
    finding = {"id": 7, "severity": "error", "message": "Campaign 'Spring': has no hours.", "hint": "Give timegroup."}
    (found,) = row(findings=[finding, {**finding, "id": 8}])["findings"]
    assert (found["message"], found["hint"]) == ("has no hours.", "Give timegroup.")
    assert row(findings=[{**finding, "message": "Other words."}])["findings"][0]["message"] == "Other words."


def test_rate_time_left_and_plot_come_from_the_history() -> None:
    earlier = snapshot("2026-01-05T10:00:00Z", pending=9, success=1, failed=0)
    found = row(history=lines(earlier))
    assert (found["rate"], found["left"], found["looks"]) == ("6 an hour", "30 min 0 s", 2)
    assert found["plot"] == "0,54 300,18"
    # As an earlier version has written the address.
    assert row(history=lines({**earlier, "api_url": URL.replace("pbx", "PBX")}))["looks"] == 2
    # Another platform has other campaigns with these IDs.
    assert row(history=lines({**earlier, "api_url": "https://other.example.com/"}))["looks"] == 1
    # Numbers were taken out, a clock was set back, or nothing has moved.
    for history in (
        snapshot("2026-01-05T10:00:00Z", success=9),
        snapshot("2026-01-05T11:00:00Z"),
        snapshot("2026-01-05T12:00:00Z"),
    ):
        assert row(history=lines(history))["rate"] == "not known"
    still = row(history=lines(snapshot("2026-01-05T10:00:00Z")))
    assert (still["rate"], still["left"]) == ("0 an hour", "not known")


def test_a_campaign_without_numbers_is_plotted_at_the_bottom() -> None:
    none = dict.fromkeys(COUNTS, 0)
    now = snapshot(NOW["at"], **none)
    assert row(history=lines(snapshot("2026-01-05T10:00:00Z", **none)), now=now)["plot"] == "0,60 300,60"


def test_a_long_history_has_no_more_points_than_a_plot_needs() -> None:
    long = [snapshot(f"2026-01-05T{minute // 60:02}:{minute % 60:02}:00Z") for minute in range(500)]
    found = row(history=lines(*long))
    assert found["looks"] == 501 and POINTS // 2 < len(found["plot"].split()) <= POINTS + 1
    assert found["plot"].startswith("0,") and found["plot"].endswith("300,18")


CHANGED = [{"at": "yesterday"}, {"at": 7}, {"api_url": None}, {"campaigns": None}, {"campaigns": [7]}]
CHANGED += [{"campaigns": [{**NOW["campaigns"][0], **field}]} for field in ({"total": "10"}, {"id": True})]
CHANGED += [{"campaigns": [{"id": 7}]}]


@pytest.mark.parametrize(
    "broken",
    [
        *('{"at": "2026', "[]", "null", "7"),
        *(json.dumps({**NOW, **change}) for change in CHANGED),
        json.dumps({name: value for name, value in NOW.items() if name != "campaigns"}),
    ],
)
def test_a_broken_line_is_named(broken: str) -> None:
    read = from_report_history(f"{lines(NOW)}\n{broken}\n{lines(NOW)}", "/var/history.jsonl")
    words = "Line 3 of the history /var/history.jsonl is broken. Correct or remove it. Nothing was written."
    assert read == {"snapshots": [], "problem": words}


def test_a_history_is_read_as_it_was_written() -> None:
    ugly = to_report_snapshot([{**CAMPAIGN, "name": UGLY + "\u2028ü", "destinations": COUNTS}], URL, NOW["at"])
    read = from_report_history(lines(NOW, ugly), "h")
    assert read == {"snapshots": [NOW, ugly], "problem": ""}


def page(found: list[dict[str, t.Any]]) -> str:
    """The page that the role's template makes of rows."""
    environment = jinja2.Environment(trim_blocks=True)
    environment.filters["regex_replace"] = core.FilterModule().filters()["regex_replace"]
    # As Ansible has it: a list.
    environment.filters["unique"] = lambda values: list(dict.fromkeys(values))
    rendered: str = environment.from_string(PAGE.read_text(encoding="utf-8")).render(
        report_rows=found,
        report_title=UGLY,
        report_at=NOW["at"],
        report_seen={"api_url": URL + UGLY, "customers": [{"id": 3, "name": UGLY, "campaigns": 0}]},
        report_problems=[UGLY],
    )
    return rendered


def test_every_name_is_text_on_the_page() -> None:
    """Whatever a campaign, a customer, a group, a period, a finding or an error is called."""
    finding = {"id": 7, "severity": UGLY, "message": UGLY, "hint": UGLY}
    group = {**HOURS, "name": UGLY, "periods": [{**PERIOD, "name": UGLY}]}
    history = lines(snapshot("2026-01-05T10:00:00Z", success=1))
    seen = {"api_url": URL, "customers": [{"id": 2, "name": UGLY}]}
    campaign = {**CAMPAIGN, "name": UGLY, "destinations": COUNTS}
    text = page(to_report_rows({**seen, "campaigns": [campaign]}, [finding], [group], history, NOW))
    # One script, the page's own; the same tags as with a harmless name; no template is played again.
    plain = page(rows({**CAMPAIGN, "destinations": COUNTS}, history=history, findings=[{**finding, "id": 7}]))
    assert text.count("<script") == text.count("</script") == text.count("</title") == 1
    assert text.count("<") == plain.count("<") and text.count('"') == plain.count('"')
    assert UGLY not in text and text.count(str(markupsafe.escape(UGLY))) > 10
    assert '<polyline points="0,' in text


def test_the_names_of_the_filters() -> None:
    assert set(FilterModule().filters()) == {"from_report_history", "to_report_rows", "to_report_snapshot"}
