# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The roles stop and report over many customers; the latter beside a play that only reads what it reads."""

from __future__ import annotations

import dataclasses
import pathlib
import typing as t

from benchmarks.measure import Bench, Run

LATENCY = 0.05


@dataclasses.dataclass(frozen=True)
class Result:
    """Seconds beyond an empty play, of the role and where it is asked of its reading alone; calls of the role."""

    role: str
    campaigns: int
    customers: int
    seconds: float
    calls: int
    reading: float | None = None


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


def _best(measured: t.Callable[[], Run], tries: int) -> float:
    """Seconds of the best try: what a run waits for another process says nothing about it."""
    return min(measured().seconds for _try in range(tries))


def stop(bench: Bench, campaigns: int, customers: int, folder: pathlib.Path, tries: int = 3) -> Result:
    """Measure how long it takes until nothing calls any more."""

    def stopped() -> Run:
        wanted = _seed(bench, campaigns, customers)
        record = folder / "record.json"
        record.unlink(missing_ok=True)
        ran = bench.play([_role("stop", stop_customers=wanted, stop_record=str(record))])
        if any(row["enabled"] for row in bench.simulator.state()["campaigns"]):
            raise RuntimeError("not all campaigns were stopped")
        return ran

    seconds, empty = _best(stopped, tries), bench.empty()
    return Result("stop", campaigns, customers, seconds - empty.seconds, bench.calls())


def report(bench: Bench, campaigns: int, customers: int, folder: pathlib.Path, tries: int = 3) -> Result:
    """Measure how long a page takes, with a history."""
    wanted = _seed(bench, campaigns, customers)
    read: dict[str, t.Any] = {"customer": wanted, "workers": 8}
    reading = [
        _module("bulk_campaign_info", {**read, "destinations": "summary"}),
        _module("bulk_preflight_info", read),
        _module("timegroup_info", {**read, "available": True}),
    ]
    page, history = folder / "page.html", folder / "history.jsonl"
    task = _role("report", report_customers=wanted, report_dest=str(page), report_history=str(history))

    def reported() -> Run:
        bench.simulator.clear_journal()
        ran = bench.play([task])
        if page.read_text(encoding="utf-8").count("<li data-customer") != campaigns:
            raise RuntimeError("not all campaigns are on the page")
        return ran

    read_alone, seconds = _best(lambda: bench.play(reading), tries), _best(reported, tries)
    empty = bench.empty().seconds
    return Result("report", campaigns, customers, seconds - empty, bench.calls(), read_alone - empty)
