# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``python -m benchmarks``: measure, print the tables, and with ``--write`` make the page of the documentation."""

from __future__ import annotations

import argparse
import os
import pathlib
import tempfile

from simulator.testing import Simulator

from benchmarks import campaigns, numbers, reading, report, roles
from benchmarks.measure import Bench

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCSITE = ROOT / "docs" / "docsite" / "rst"
PAGE = DOCSITE / "benchmarks.rst"
PLOT = DOCSITE / "images" / "campaigns.svg"


def main() -> None:
    """Measure from small to large."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--campaigns", type=int, nargs="*", default=[100, 1000, 10000])
    parser.add_argument("--numbers", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--lines", type=int, nargs="*", default=[1_000_000])
    parser.add_argument("--roles", action=argparse.BooleanOptionalAction, default=True, help="measure the roles")
    parser.add_argument("--write", action="store_true", help="write the page and the plot of the documentation")
    arguments = parser.parse_args()
    collections = pathlib.Path(os.environ.get("ENSWITCH_TEST_COLLECTIONS", ROOT / ".cache" / "collections"))
    with tempfile.TemporaryDirectory(prefix="enswitch-bench-") as name, Simulator() as simulator:
        folder = pathlib.Path(name)
        bench = Bench(simulator, collections, folder)
        many = []
        for count in arguments.campaigns:
            # A loop is slow, and what an item costs does not depend on how many there are.
            for workers in campaigns.WORKERS if count == 1000 else campaigns.WORKERS[:1]:
                many.append(campaigns.run(bench, count, 50, workers, folder, loop=count == 1000))
                print("\n".join(report.campaign_table(many)), flush=True)
        ways = campaigns.ways(bench, folder)
        print("\n".join(report.way_table(ways)), flush=True)
        loops = campaigns.loops(bench)
        print("\n".join(report.loop_table(loops)), flush=True)
        loads = []
        for count in arguments.numbers:
            for latency in numbers.LATENCIES:
                loads.append(numbers.run(bench, count, latency, folder))
                print("\n".join(report.number_table(loads)), flush=True)
        lists = [result for count in arguments.lines for result in reading.run(bench, count, folder)]
        print("\n".join(report.reading_table(lists)), flush=True)
        played = [roles.stop(bench, 100, 20, folder), roles.report(bench, 500, 100, folder)] if arguments.roles else []
        print("\n".join(report.role_table(played)), flush=True)
        print(f"Measured on {report.machine()}.")
        if arguments.write:
            PAGE.write_text(report.page(many, ways, loops, loads, lists, played), encoding="utf-8")
            report.plot(many, PLOT)
            print(f"Wrote {PAGE.relative_to(ROOT)} and {PLOT.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
