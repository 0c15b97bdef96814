# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role report, as installed: its page as a parser of HTML reads it, and its history."""

from __future__ import annotations

import datetime
import html.parser
import json
import pathlib
import re
import stat
import typing as t

import pytest
from integration.playing import COLLECTION, Player, Task, tried
from simulator.testing import Simulator

UGLY = "<script>alert(1)</script> \"><img src=x> {{ 1 + 1 }} ü'"
# Elements that have no end tag, and those of SVG that close themselves.
VOID = {"meta", "input", "rect", "polyline"}


class Page(html.parser.HTMLParser):
    """All elements of a page, each with its attributes and the text in it. Tags must be balanced."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), "an attribute that comes twice"
        element = (tag, {name: value or "" for name, value in attrs}, list[str]())
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _tag, _attributes, text in self._open:
            text.append(data)

    def all(self, tag: str) -> list[tuple[dict[str, str], str]]:
        """The attributes and the text of all elements of a kind."""
        return [(attributes, "".join(text)) for name, attributes, text in self.elements if name == tag]


def report(folder: pathlib.Path, **variables: t.Any) -> Task:
    """A task that plays the role."""
    wanted = {"report_customers": [2, 3], "report_dest": str(folder / "page.html"), **variables}
    return {"name": "report", "ansible.builtin.include_role": {"name": f"{COLLECTION}.report"}, "vars": wanted}


@pytest.fixture
def running(simulator: Simulator) -> Simulator:
    """Campaigns of two customers, one with a name that must stay one."""
    numbers = [(f"212555010{digit}", "success") for digit in range(6)] + [("2125550109", "failed")]
    numbers += [(f"212555020{digit}", "pending") for digit in range(3)]
    simulator.seed(
        campaigns=[
            {"id": 1, "name": UGLY, "customer": 2, "enabled": 1, "timegroup": 1, "dtype": "queue", "dnumber": "200"},
            {"id": 2, "name": "Waiting", "customer": 3, "enabled": 0},
        ],
        destinations=[{"campaign": 1, "dnumber": number, "status": status} for number, status in numbers],
    )
    return simulator


def test_the_page_shows_every_campaign(play: Player, running: Simulator, tmp_path: pathlib.Path) -> None:
    running.seed(customers=[{"id": 7, "name": "<i>Idle", "rate_plan": 1}])
    outcome = play([report(tmp_path, report_customers=["Acme Ltd", 3, "<i>Idle", 0])])
    assert outcome.rc == 0 and "changed=0" in outcome.stdout, outcome.stdout
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    page = Page(text)
    assert text.startswith("<!DOCTYPE html>") and page.all("html")[0][0]["lang"] == "en"
    assert [title for _attributes, title in page.all("title")] == ["Campaigns"]
    assert any(attributes.get("name") == "viewport" for attributes, _text in page.all("meta"))
    (style,) = [text for _attributes, text in page.all("style")]
    assert "prefers-color-scheme: dark" in style and "@media print" in style
    assert "Without campaigns: <i>Idle, your own customer" in [text for _attributes, text in page.all("p")]
    cards = {attributes["data-name"]: text for attributes, text in page.all("li") if "data-name" in attributes}
    assert set(cards) == {UGLY, "Waiting"}
    words = re.sub(r"\s+", " ", cards[UGLY])
    for part in ("Acme Ltd", "Staterunning", "Hours", "mon-fri 09:00 to 18:00", "70 percent of 10", "Reached6"):
        assert part in words, words
    for part in ("Not reached1", "Open3", "Ratenot known", "Time leftnot known"):
        assert part in words, words
    assert "Statedisabled, no numbers" in cards["Waiting"].replace("\n", "")
    assert "calls round the clock" in cards["Waiting"] and "Hoursround the clock" in cards["Waiting"].replace("\n", "")


def test_characters_that_html_does_not_have_are_replaced(
    play: Player, running: Simulator, tmp_path: pathlib.Path
) -> None:
    running.seed(campaigns=[{"id": 3, "name": "Bell\x07 and \x00\x85\x7f\uffff", "customer": 2}])
    assert play([report(tmp_path)], quiet=False).rc == 0
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Bell\ufffd and \ufffd\ufffd\ufffd\ufffd" in [title for _attributes, title in Page(text).all("h2")]
    assert text.startswith("<!DOCTYPE html>") and text.endswith("</html>\n")
    assert not re.search("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\uffff]", text)


def test_names_are_text_and_nothing_is_loaded(play: Player, running: Simulator, tmp_path: pathlib.Path) -> None:
    assert play([report(tmp_path, report_title="<b>{% raw %}{{ 2 }}{% endraw %}")], quiet=False).rc == 0
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.all("h1") == [({}, "<b>{{ 2 }}")]
    assert page.all("img") == [] and len(page.all("script")) == 1 and "alert(1)" not in page.all("script")[0][1]
    assert UGLY in [title for _attributes, title in page.all("h2")]
    for tag, attributes, _text in page.elements:
        assert tag not in ("link", "iframe", "object", "embed", "base", "image", "use")
        assert not {"src", "srcset", "href", "xlink:href", "action", "style"} & set(attributes), tag
        assert not any(name.startswith("on") for name in attributes), tag
    assert not re.search(r"@import|url\(|fetch|XMLHttpRequest|import\(", text)
    bars = [attributes for attributes, _text in page.all("svg")]
    assert len(bars) == 2 and all(drawn["role"] == "img" and drawn["aria-label"] for drawn in bars)
    assert f"70 percent of {UGLY} done" in bars[0]["aria-label"]
    assert bars[1]["aria-label"].startswith("No numbers of ")


def test_the_history_grows_by_one_line_and_is_plotted(play: Player, running: Simulator, tmp_path: pathlib.Path) -> None:
    history = tmp_path / "history.jsonl"
    task = report(tmp_path, report_history=str(history))
    outcome = play([task])
    assert outcome.rc == 0 and "changed=1" in outcome.stdout
    (line,) = history.read_text(encoding="utf-8").splitlines()
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    snapshot = json.loads(line)
    assert snapshot["campaigns"][0]["name"] == UGLY and snapshot["campaigns"][0]["success"] == 6
    # An hour and a half earlier, one number was done. The last line has no end.
    counts = {"total": 10, "pending": 9, "success": 1, "failed": 0, "cancelled": 0, "other": 0}
    snapshot["campaigns"] = [{**snapshot["campaigns"][0], **counts}]
    earlier = json.dumps({**snapshot, "at": "2026-01-05T10:00:00Z"})
    history.write_text(earlier, encoding="utf-8")
    assert play([task]).rc == 0
    lines = history.read_text(encoding="utf-8").splitlines()
    assert lines[0] == earlier and len(lines) == 2
    page = Page((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert [attributes["points"] for attributes, _text in page.all("polyline")] == ["0,54 300,18"]
    (plot,) = [attributes for attributes, _text in page.all("svg") if attributes["class"] == "plot"]
    assert plot["aria-label"] == f"Progress of {UGLY} over 2 reports"


def test_check_mode_writes_neither_page_nor_history(play: Player, running: Simulator, tmp_path: pathlib.Path) -> None:
    outcome = play([report(tmp_path, report_history=str(tmp_path / "history.jsonl"))], check=True)
    assert outcome.rc == 0 and list(tmp_path.iterdir()) == [], outcome.stdout
    assert running.writes() == []


def test_a_broken_line_loses_nothing(play: Player, running: Simulator, tmp_path: pathlib.Path) -> None:
    good = {"at": "2026-01-05T10:00:00Z", "api_url": "https://pbx.example.com/api/json/", "campaigns": []}
    broken = ['{"at": "2026', "[]", '{"at": "yesterday", "api_url": "", "campaigns": []}']
    places = {tmp_path / f"{number}.jsonl": json.dumps(good) + "\n" + line for number, line in enumerate(broken)}
    for path, text in places.items():
        path.write_text(text, encoding="utf-8")
    outcome = play(tried(*(report(tmp_path, report_history=str(path)) for path in places)), quiet=False)
    for message, path in zip(outcome.failures, places, strict=True):
        assert message.startswith(f"Line 2 of the history {path} is broken.")
        assert path.read_text(encoding="utf-8") == places[path]
    assert not (tmp_path / "page.html").exists()


def test_a_place_that_cannot_be_written(play: Player, running: Simulator, tmp_path: pathlib.Path) -> None:
    wrong = {str(tmp_path / "nowhere" / "file"): "is no folder", str(tmp_path): "is a folder"}
    places = [(name, place) for name in ("report_dest", "report_history") for place in wrong]
    outcome = play(tried(*(report(tmp_path, **{name: place}) for name, place in places)), quiet=False)
    for message, (_name, place) in zip(outcome.failures, places, strict=True):
        assert wrong[place] in message and message.endswith("Nothing was written.")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_read_is_said_on_the_page(play: Player, running: Simulator, tmp_path: pathlib.Path) -> None:
    running.fault("timegroups/list", "code", code=402, key="", message="No", count=None)
    running.fault("timegroups/periods/list", "code", code=402, key="", message="No", count=None)
    outcome = play([report(tmp_path, report_customers=[2, 99])], quiet=False)
    assert outcome.rc == 0, outcome.stdout
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "hours not known" in text and "Not read:" in text and "99" in text


@pytest.mark.any_core
def test_500_campaigns_of_100_customers_stay_under_a_megabyte(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    customers = [{"id": number, "name": f"Customer {number}"} for number in range(101, 201)]
    campaigns = [
        {"id": number, "name": f"Campaign {number}", "customer": 101 + number % 100, "enabled": 1, "dnumber": "200"}
        for number in range(1, 501)
    ]
    numbers = [{"campaign": number, "dnumber": "2125550101", "status": "success"} for number in range(1, 501)]
    simulator.seed(customers=customers, campaigns=campaigns, destinations=numbers)
    history = tmp_path / "history.jsonl"
    assert play([report(tmp_path, report_customers=[101], report_history=str(history))], quiet=False).rc == 0
    # A history of 200 reports, so that each card has a plot with as many points as plots have.
    last = json.loads(history.read_text(encoding="utf-8"))
    (shape, *_others) = last["campaigns"]
    last["campaigns"] = [{**shape, **{name: row[name] for name in ("id", "name", "customer")}} for row in campaigns]
    now = datetime.datetime.strptime(last["at"], "%Y-%m-%dT%H:%M:%SZ")
    times = [now - datetime.timedelta(minutes=minute) for minute in range(200, 0, -1)]
    lines = [json.dumps({**last, "at": f"{at:%Y-%m-%dT%H:%M:%SZ}"}) + "\n" for at in times]
    history.write_text("".join(lines), encoding="utf-8")
    task = report(tmp_path, report_customers=list(range(101, 201)), report_history=str(history))
    assert play([task], quiet=False).rc == 0
    text = (tmp_path / "page.html").read_bytes()
    assert text.count(b"<li data-customer") == text.count(b"<polyline") == 500
    assert len(text) < 1_000_000
