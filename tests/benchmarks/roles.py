# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The roles stop and report over many customers, and how much of a report is reading."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import typing as t

from benchmarks.measure import Bench, Run

LATENCY = 0.05
CALLBACKS = pathlib.Path(__file__).resolve().parent / "callback_plugins"
# The tasks of the role report that ask the platform.
READING = ("See how the campaigns are", "Examine them", "Read the calling hours")


@dataclasses.dataclass(frozen=True)
class Result:
    """Seconds beyond an empty play, calls, and seconds of the tasks that read, where that is asked."""

    role: str
    campaigns: int
    customers: int
    seconds: float
    calls: int
    reading: float | None = None


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
    return numbers


def stop(bench: Bench, campaigns: int, customers: int, folder: pathlib.Path) -> Result:
    """Measure how long it takes until nothing calls any more."""

    def stopped() -> Run:
        wanted = _seed(bench, campaigns, customers)
        record = folder / "record.json"
        record.unlink(missing_ok=True)
        ran = bench.play([_role("stop", stop_customers=wanted, stop_record=str(record))])
        if any(row["enabled"] for row in bench.simulator.state()["campaigns"]):
            raise RuntimeError("not all campaigns were stopped")
        return ran

    empty, ran = bench.best(bench.nothing, stopped)
    return Result("stop", campaigns, customers, ran.seconds - empty.seconds, ran.calls)


def report(bench: Bench, campaigns: int, customers: int, folder: pathlib.Path) -> Result:
    """Measure how long a page takes, with a history."""
    wanted = _seed(bench, campaigns, customers)
    page, history = folder / "page.html", folder / "history.jsonl"
    task = _role("report", report_customers=wanted, report_dest=str(page), report_history=str(history))

    spent: dict[float, float] = {}

    def reported() -> Run:
        """What is beyond the reading."""
        times = folder / "seconds.json"
        timed = {"ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS), "ANSIBLE_CALLBACKS_ENABLED": "seconds"}
        ran = bench.play([task], **timed, ENSWITCH_BENCH_SECONDS=str(times))
        if page.read_text(encoding="utf-8").count("<li data-customer") != campaigns:
            raise RuntimeError("not all campaigns are on the page")
        seconds = json.loads(times.read_text(encoding="utf-8"))
        reading = sum(seconds[name] for name in READING)
        beyond = dataclasses.replace(ran, seconds=ran.seconds - reading)
        spent[beyond.seconds] = reading
        return beyond

    # The first begins the history.
    empty, best = bench.best(bench.nothing, reported)
    beyond, reading = best.seconds - empty.seconds, spent[best.seconds]
    return Result("report", campaigns, customers, beyond + reading, best.calls, reading)
