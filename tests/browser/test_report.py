# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of the role report as Chromium shows it."""

from __future__ import annotations

import contextlib
import pathlib
import struct
from collections.abc import Iterator

import playwright.sync_api as driver
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.conftest import UGLY

IMAGES = pathlib.Path(__file__).resolve().parents[2] / "docs" / "docsite" / "rst" / "images"
WIDTHS = (400, 1600)
SCHEMES = ("light", "dark")
each_look = pytest.mark.parametrize(("width", "scheme"), [(width, scheme) for width in WIDTHS for scheme in SCHEMES])


@contextlib.contextmanager
def shown(
    chromium: driver.Browser, path: pathlib.Path, width: int = 1600, scheme: str = "light", script: bool = True
) -> Iterator[driver.Page]:
    """A page in a window of its own. It asks for itself, and for nothing else; dialogs and errors are failures."""
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    asked: list[str] = []
    trouble: list[str] = []
    context.route("**/*", lambda route: route.continue_() if route.request.url == path.as_uri() else route.abort())
    context.on("request", lambda request: asked.append(request.url))
    context.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
    context.on("weberror", lambda problem: trouble.append(str(problem.error)))
    page = context.new_page()
    page.goto(path.as_uri())
    yield page
    page.wait_for_timeout(0)
    context.close()
    assert asked == [path.as_uri()] and trouble == []


def names(page: driver.Page) -> list[str]:
    """The campaigns that are to be seen, from the top."""
    return [title.inner_text() for title in page.locator("h2").all() if title.is_visible()]


@each_look
def test_nothing_is_wider_than_the_window(
    chromium: driver.Browser, report: pathlib.Path, width: int, scheme: str
) -> None:
    with shown(chromium, report, width, scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == width
        wide = "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth)"
        assert page.evaluate(f"{wide}.length") == 0
        # The scheme is really another one.
        color = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (color == "rgb(255, 255, 255)") == (scheme == "light")


@each_look
def test_axe_finds_nothing(chromium: driver.Browser, report: pathlib.Path, width: int, scheme: str) -> None:
    with shown(chromium, report, width, scheme) as page:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        passed = {rule["id"] for rule in found.response["passes"]}
        assert {"color-contrast", "label", "select-name", "svg-img-alt", "document-title", "html-has-lang"} <= passed


def test_axe_would_find_something(chromium: driver.Browser, report: pathlib.Path) -> None:
    with shown(chromium, report) as page:
        page.evaluate("document.querySelector('label').replaceWith(document.querySelector('#filter'))")
        page.evaluate("document.querySelector('h2').style.color = '#eee'")
        found = {rule["id"] for rule in Axe().run(page).response["violations"]}
        assert {"color-contrast", "label"} <= found


@pytest.mark.parametrize("script", [True, False])
def test_all_of_it_reads_with_and_without_script(chromium: driver.Browser, report: pathlib.Path, script: bool) -> None:
    with shown(chromium, report, script=script) as page:
        assert len(names(page)) == 6 and UGLY in names(page)
        assert page.locator("svg.bar").count() == 6 and page.locator("svg.plot").count() >= 4
        text = page.inner_text("body")
        for words in (
            "6 campaigns",
            "120 people reached",
            "no numbers",
            "mon-fri 09:00 to 18:00",
            "round the clock",
            "Time left",
        ):
            assert words in text, text
        # Without script, there are no controls that do nothing.
        assert page.locator("#filter").is_visible() == script


def test_sort_and_filter(chromium: driver.Browser, report: pathlib.Path) -> None:
    with shown(chromium, report) as page:
        page.get_by_label("Sort by").select_option("name")
        assert (
            names(page)[0] == UGLY and names(page)[1].startswith("Appointment") and names(page)[-1].startswith("Über")
        )
        page.get_by_label("Sort by").select_option("open")
        assert names(page)[0] == "Appointment reminders: surgery in the city center"
        page.get_by_label("Filter").fill("GLOBEX")
        assert sorted(names(page)) == ["Not loaded yet", "Renewals", "Überprüfung der Adressen"]
        page.get_by_label("Filter").fill("<script>")
        assert names(page) == [UGLY]
        page.keyboard.press("Enter")
        assert names(page) == [UGLY]


def test_on_paper(chromium: driver.Browser, report: pathlib.Path) -> None:
    with shown(chromium, report, scheme="dark") as page:
        page.emulate_media(media="print")
        assert not page.locator("#filter").is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        assert page.pdf(format="A4").startswith(b"%PDF")


@each_look
def test_the_documentation_has_its_picture(
    chromium: driver.Browser, report: pathlib.Path, pytestconfig: pytest.Config, width: int, scheme: str
) -> None:
    picture = IMAGES / f"report-{width}-{scheme}.png"
    with shown(chromium, report, width, scheme) as page:
        made = page.screenshot()
    if pytestconfig.getoption("--write"):
        picture.write_bytes(made)
    kept = picture.read_bytes()
    # Fonts differ from machine to machine, so that the same page is not the same picture.
    assert struct.unpack(">II", kept[16:24]) == struct.unpack(">II", made[16:24]) == (width, 900)
    assert len(kept) < 200_000
