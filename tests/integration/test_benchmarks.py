# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The benchmarks: small ones, so that `make bench` still runs on the day when somebody wants figures. No times."""

from __future__ import annotations

import pathlib
import re

import pytest
from benchmarks import campaigns, numbers, reading, report, roles
from benchmarks.measure import Bench
from simulator.testing import Simulator

pytestmark = pytest.mark.any_core

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "docsite" / "rst" / "benchmarks.rst"


@pytest.fixture
def bench(simulator: Simulator, collections_path: pathlib.Path, tmp_path: pathlib.Path) -> Bench:
    return Bench(simulator, collections_path, tmp_path, tries=1)


def _prose(page: str) -> list[str]:
    """The lines of a page that are no figures."""
    lines = [" ".join(line.split()) for line in page.splitlines()]
    return [line for line in lines if not re.match(r"-?[\d=]|Measured on", line)]


def test_they_measure_the_calls_that_they_tell_of(bench: Bench, tmp_path: pathlib.Path) -> None:
    many = campaigns.run(bench, 5, 2, 8, tmp_path, loop=False)
    assert (many.first_calls, many.second_calls) == (2 + 5 + 2, 2)
    assert many.loop_item is None
    assert len(bench.simulator.state()["campaigns"]) == 5
    ways = campaigns.ways(bench, tmp_path, 2)
    loops = campaigns.loops(bench, 3)
    # The last of the loops found what the one before had created.
    assert (len(bench.simulator.state()["campaigns"]), bench.simulator.writes()) == (3, [])
    load = numbers.run(bench, 30, 0.0, tmp_path)
    assert load.second_writes == 0
    assert bench.simulator.state()["destinations"] == {"1": {"pending": 30}}
    lists = reading.run(bench, 40, tmp_path)
    assert [one.normalize for one in lists] == ["separators", "e164"]
    stopped = roles.stop(bench, 4, 2, tmp_path)
    assert stopped.calls == 2 + 2 + 4 + 2
    reported = roles.report(bench, 4, 2, tmp_path)
    assert reported.calls > 2 + 4 and (tmp_path / "page.html").exists()
    page = report.page([many], ways, loops, [load], lists, [stopped, reported])
    # Whoever changes what is measured has to measure again.
    assert _prose(page) == _prose(PAGE.read_text(encoding="utf-8"))
