# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The roles stop and report over many customers, beside a play that only reads what they read."""

from __future__ import annotations

import dataclasses
import pathlib
import typing as t

from benchmarks.measure import Bench

LATENCY = 0.05


@dataclasses.dataclass(frozen=True)
class Result:
    """Seconds beyond an empty play, of the role and of its reading alone, and how many calls the role made."""

    role: str
    campaigns: int
    customers: int
    seconds: float
    reading: float
    calls: int


def _module(name: str, options: dict[str, t.Any], **keywords: t.Any) -> dict[str, t.Any]:
    return {"name": name, f"telephony.enswitch.{name}": options, **keywords}


def _role(name: str, **variables: t.Any) -> dict[str, t.Any]:
    return {"name": name, "ansible.builtin.include_role": {"name": f"telephony.enswitch.{name}"}, "vars": variables}


def _seed(bench: Bench, campaigns: int, customers: int) -> list[int]:
    """Running campaigns that keep calling hours, each with ten numbers; the customers."""
    numbers = list(range(101, 101 + customers))
    rows = [
        {
            "id": number,
            "name": f"Campaign {number:05}",
            "customer": numbers[number % customers],
            "dtype": "queue",
            "dnumber": "200",
            "timegroup": 1000 + number % customers,
            "enabled": 1,
        }
        for number in range(1, campaigns + 1)
    ]
    days = [{"name": "Day", "days_week": [1, 2, 3, 4, 5], "starthour": 9, "endhour": 17}]
    simulator = bench.simulator
    simulator.reset(latency=LATENCY)
    simulator.seed(
        customers=[{"id": number, "name": f"Customer {number}"} for number in numbers],
        timegroups=[
            {"id": 1000 + index, "name": "Weekdays", "customer": number, "periods": days}
            for index, number in enumerate(numbers)
        ],
        campaigns=rows,
        destinations=[
            {"campaign": row["id"], "dnumber": f"1212{index:07}", "status": "pending" if index % 2 else "success"}
            for row in rows
            for index in range(10)
        ],
    )
    simulator.clear_journal()
    return numbers


def stop(bench: Bench, campaigns: int, customers: int, folder: pathlib.Path) -> Result:
    """Measure how long it takes until nothing calls any more."""
    wanted = _seed(bench, campaigns, customers)
    empty = bench.empty().seconds
    reading = bench.play([_module("bulk_campaign_info", {"customer": wanted, "workers": 16})])
    bench.simulator.clear_journal()
    ran = bench.play([_role("stop", stop_customers=wanted, stop_record=str(folder / "record.json"))])
    if any(row["enabled"] for row in bench.simulator.state()["campaigns"]):
        raise RuntimeError("not all campaigns were stopped")
    return Result("stop", campaigns, customers, ran.seconds - empty, reading.seconds - empty, bench.calls())


def report(bench: Bench, campaigns: int, customers: int, folder: pathlib.Path) -> Result:
    """Measure how long a page takes, with a history."""
    wanted = _seed(bench, campaigns, customers)
    empty = bench.empty().seconds
    read: dict[str, t.Any] = {"customer": wanted, "workers": 8}
    reading = bench.play(
        [
            _module("bulk_campaign_info", {**read, "destinations": "summary"}),
            _module("bulk_preflight_info", read),
            _module("timegroup_info", {**read, "available": True}),
        ]
    )
    page, history = folder / "page.html", folder / "history.jsonl"
    task = _role("report", report_customers=wanted, report_dest=str(page), report_history=str(history))
    bench.play([task])
    bench.simulator.clear_journal()
    ran = bench.play([task])
    if page.read_text(encoding="utf-8").count("<li data-customer") != campaigns:
        raise RuntimeError("not all campaigns are on the page")
    return Result("report", campaigns, customers, ran.seconds - empty, reading.seconds - empty, bench.calls())
