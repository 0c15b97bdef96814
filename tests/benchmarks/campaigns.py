# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many campaigns over many customers: bulk_campaigns beside a loop over uri, and beside a bare client; and loops."""

from __future__ import annotations

import dataclasses
import typing as t

from benchmarks.measure import ACCOUNT, Bench, Run, bare_client

LATENCY = 0.02
WORKERS = 8
LOOPED = 40
# So many are measured three times.
SHORT = 1000


@dataclasses.dataclass(frozen=True)
class Result:
    """Seconds beyond an empty play, but for ``loop_item``: seconds for each item of the loop.

    ``rows``: what Ansible takes for a task that is given the same rows, and does nothing with them.
    """

    campaigns: int
    customers: int
    first: float
    rows: float
    second: float
    bare: float
    loop_item: float | None
    memory: float
    first_calls: int
    second_calls: int


def _wanted(campaigns: int, customers: int) -> list[dict[str, t.Any]]:
    return [
        {
            "customer": 100 + number % customers,
            "name": f"Campaign {number:05}",
            "description": "One of many",
            "dtype": "queue",
            "dnumber": "200",
            "attempts": 3,
            "maximum": 5,
            "enabled": False,
        }
        for number in range(campaigns)
    ]


def run(bench: Bench, campaigns: int, customers: int, *, loop: bool) -> Result:
    """Measure the first run, the second run, and the same calls by a bare client; all in this order on one machine."""
    simulator = bench.simulator
    wanted = _wanted(campaigns, customers)
    seed = {"customers": [{"id": 100 + number, "name": f"Customer {number}"} for number in range(customers)]}

    def fresh() -> None:
        simulator.reset(latency=LATENCY)
        simulator.seed(**seed)
        simulator.clear_journal()

    lists: list[tuple[str, dict[str, t.Any]]] = [
        ("bulk/campaigns/list", {"customer": 100 + number}) for number in range(customers)
    ]
    creations = [("bulk/campaigns/create", {**row, "enabled": 0}) for row in wanted]
    task = [{"name": "All", "telephony.enswitch.bulk_campaigns": {"campaigns": wanted, "workers": WORKERS}}]

    def again() -> Run:
        simulator.clear_journal()
        return bench.play(task)

    def first_run() -> Run:
        fresh()
        return bench.play(task)

    def same_calls() -> Run:
        fresh()
        # Lists before and after, as ours.
        return bare_client(simulator.url, [*lists, *creations, *lists], WORKERS)

    short = campaigns <= SHORT
    fresh()
    empty, rows = bench.nothing(), bench.nothing(wanted)
    first, first_calls = bench.best(first_run, short), bench.calls()
    second, second_calls = bench.best(again, short), bench.calls()
    bare = bench.best(same_calls, short)
    loop_item = None
    if loop:
        fresh()
        looped = bench.play([_with_uri(simulator.url, wanted[:LOOPED])])
        loop_item = (looped.seconds - empty) / LOOPED
    return Result(
        campaigns,
        customers,
        first.seconds - empty,
        rows - empty,
        second.seconds - empty,
        bare.seconds,
        loop_item,
        first.memory,
        first_calls,
        second_calls,
    )


@dataclasses.dataclass(frozen=True)
class Loops:
    """Seconds for each item of a loop: over uri, over bulk_campaign that creates, and where nothing changes."""

    uri: float
    created: float
    unchanged: float


def loops(bench: Bench, items: int = LOOPED) -> Loops:
    """Measure loops one after the other. The simulator answers at once, so that only the way there counts."""
    wanted = _wanted(items, 1)

    def fresh() -> None:
        bench.simulator.reset()
        bench.simulator.seed(customers=[{"id": 100, "name": "Customer"}])

    def item(task: dict[str, t.Any], *, new: bool = True) -> float:
        def played() -> Run:
            if new:
                fresh()
            return bench.play([task])

        return (bench.best(played).seconds - empty) / items

    empty = bench.nothing()
    uri = item(_with_uri(bench.simulator.url, wanted))
    ours = _loop("telephony.enswitch.bulk_campaign", {name: f"{{{{ item.{name} }}}}" for name in wanted[0]}, wanted)
    return Loops(uri, item(ours), item(ours, new=False))


def _with_uri(url: str, wanted: list[dict[str, t.Any]]) -> dict[str, t.Any]:
    """What people write without a collection: one uri task for each campaign. It neither looks first nor checks."""
    body = {**ACCOUNT, **{name: f"{{{{ item.{name} }}}}" for name in wanted[0]}, "enabled": "0"}
    address = f"{url}bulk/campaigns/create/"
    options = {"url": address, "method": "POST", "body_format": "form-urlencoded", "body": body}
    return _loop("ansible.builtin.uri", options, wanted)


def _loop(module: str, options: dict[str, t.Any], wanted: list[dict[str, t.Any]]) -> dict[str, t.Any]:
    return {"name": "Loop", module: options, "loop": wanted, "loop_control": {"label": "{{ item.name }}"}}
