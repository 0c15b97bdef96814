# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation site as Chromium shows it, on a phone and on a large screen."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import playwright.sync_api as driver
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The site, built."""
    folder = tmp_path_factory.mktemp("site") / "html"
    command = [sys.executable, str(ROOT / "scripts" / "artifact.py"), "site", str(folder)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return folder


@pytest.mark.parametrize("width", [400, 1600])
def test_no_page_is_wider_than_the_window_and_none_asks_elsewhere(
    chromium: driver.Browser, site: pathlib.Path, width: int
) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 30
    context = chromium.new_context(viewport={"width": width, "height": 900})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page = context.new_page()
    wide = []
    for path in pages:
        page.goto(path.as_uri())
        title = page.locator("h1").first
        fits = title.evaluate("title => title.scrollWidth <= title.clientWidth") if title.count() else True
        if page.evaluate("document.documentElement.scrollWidth") != width or not fits:
            wide.append(path.name)
    context.close()
    assert wide == []
    assert [url for url in asked if not url.startswith(site.as_uri())] == []


@pytest.mark.parametrize("width", [400, 1600])
def test_the_index_says_what_why_and_how_and_shows_the_page(
    chromium: driver.Browser, site: pathlib.Path, width: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    assert "outbound campaigns" in page.title()
    titles = [title.inner_text().strip("\uf0c1 ") for title in page.locator("h1, h2").all()]
    assert titles[:5] == ["telephony.enswitch", "Why", "Quick start", "What you can look at", "Guides"]
    assert "make demo" in page.inner_text("body")
    image = page.locator("figure img")
    assert image.evaluate("image => image.naturalWidth") == 1600
    assert image.evaluate("image => image.getBoundingClientRect().right") <= width
    context.close()
