# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many numbers from a file: bulk_destinations beside a bare client that makes the same calls."""

from __future__ import annotations

import dataclasses
import pathlib
import typing as t

from benchmarks.measure import Bench, Run, bare_client, pages

CHUNK = 1000
PAGE = 10000
# As fast as the simulator can, and as bulk_campaigns is measured.
LATENCIES = (0.0, 0.02)
WORKERS = 4
# So many are measured three times.
SHORT = 100_000


@dataclasses.dataclass(frozen=True)
class Result:
    """Seconds beyond an empty play, memory in MiB, and how many writes the second run made."""

    numbers: int
    latency: float
    first: float
    second: float
    bare_first: float
    bare_second: float
    memory: float
    second_writes: int


def _number(index: int) -> str:
    return f"1212{index:07}"


def run(bench: Bench, count: int, latency: float, folder: pathlib.Path) -> Result:
    """Measure the first load and the second run, and the same calls by a bare client.

    ``latency`` is what the platform takes for each call beside its work, in seconds.
    """
    simulator = bench.simulator
    source = folder / "numbers.txt"
    with source.open("w", encoding="ascii") as file:
        file.writelines(f"{_number(index)}\n" for index in range(count))
    campaign = {"id": 1, "name": "Load", "customer": 1, "dtype": "queue", "dnumber": "200", "enabled": 0}

    def fresh() -> None:
        simulator.reset(latency=latency)
        simulator.seed(campaigns=[campaign])

    options = {"campaign": 1, "src": str(source), "chunk_size": CHUNK, "workers": WORKERS}
    task: list[dict[str, t.Any]] = [{"name": "Load", "telephony.enswitch.bulk_destinations": options}]
    listing: list[tuple[str, dict[str, t.Any]]] = [
        ("bulk/destinations/list", {"campaign": 1, "limit": length, "offset": start, "sort": "dnumber"})
        for start, length in pages(count, PAGE)
    ]
    loading: list[tuple[str, dict[str, t.Any]]] = [
        (
            "bulk/destinations/create",
            {"campaign": 1, "dnumbers": ",".join(_number(index) for index in range(start, start + length))},
        )
        for start, length in pages(count, CHUNK)
    ]

    def first_load() -> Run:
        fresh()
        return bench.play(task)

    def same_load() -> Run:
        fresh()
        return bare_client(simulator.url, loading, WORKERS)

    def second_run() -> Run:
        loaded = simulator.state()["destinations"]
        if loaded != {"1": {"pending": count}}:
            raise RuntimeError(f"not all numbers are there: {loaded}")
        return bench.play(task)

    empty, first, second, bare_second, bare_first = bench.best(
        bench.nothing,
        first_load,
        second_run,
        lambda: bare_client(simulator.url, listing, 1),
        same_load,
        short=count <= SHORT,
    )
    return Result(
        count,
        latency,
        first.seconds - empty.seconds,
        second.seconds - empty.seconds,
        bare_first.seconds,
        bare_second.seconds,
        max(first.memory, second.memory),
        second.writes,
    )
