# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many campaigns over many customers: bulk_campaigns beside a loop over uri, and beside a bare client; and loops."""

from __future__ import annotations

import dataclasses
import functools
import json
import pathlib
import typing as t

import yaml

from benchmarks.measure import ACCOUNT, Bench, Run, bare_client

LATENCY = 0.02
WORKERS = (8, 10, 16)
LOOPED = 40
# Up to here, several tries are measured.
SHORT = 1000


@dataclasses.dataclass(frozen=True)
class Result:
    """Seconds beyond an empty play, but for ``loop_item``: seconds for each item of the loop.

    ``rows``: what Ansible takes for a task that is given the same rows, and does nothing with them.
    """

    campaigns: int
    customers: int
    workers: int
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


def run(bench: Bench, campaigns: int, customers: int, workers: int, folder: pathlib.Path, *, loop: bool) -> Result:
    """Measure in turn: the first run, the second run, the same calls by a bare client, and a loop over uri."""
    simulator = bench.simulator
    wanted = _wanted(campaigns, customers)
    given = _from_json(wanted, folder)
    seed = {"customers": [{"id": 100 + number, "name": f"Customer {number}"} for number in range(customers)]}

    def fresh() -> None:
        simulator.reset(latency=LATENCY)
        simulator.seed(**seed)

    lists: list[tuple[str, dict[str, t.Any]]] = [
        ("bulk/campaigns/list", {"customer": 100 + number}) for number in range(customers)
    ]
    creations = [("bulk/campaigns/create", {**row, "enabled": 0}) for row in wanted]
    task = [{"name": "All", "telephony.enswitch.bulk_campaigns": {"campaigns": given, "workers": workers}}]

    def first_run() -> Run:
        fresh()
        return bench.play(task)

    def same_calls() -> Run:
        fresh()
        # Lists before and after, as ours.
        return bare_client(simulator.url, [*lists, *creations, *lists], workers)

    def looped() -> Run:
        fresh()
        return bench.play([_with_uri(simulator.url, wanted[:LOOPED])])

    empty, rows, first, second, bare, *loops = bench.best(
        bench.nothing,
        lambda: bench.nothing(given),
        first_run,
        lambda: bench.play(task),
        same_calls,
        *([looped] if loop else []),
        short=campaigns <= SHORT,
    )
    return Result(
        campaigns,
        customers,
        workers,
        first.seconds - empty.seconds,
        rows.seconds - empty.seconds,
        second.seconds - empty.seconds,
        bare.seconds,
        (loops[0].seconds - empty.seconds) / LOOPED if loop else None,
        first.memory,
        first.calls,
        second.calls,
    )


def _from_json(rows: list[dict[str, t.Any]], folder: pathlib.Path) -> str:
    """Return the template of rows that stand in a file: the fastest way to hand over many."""
    path = folder / "campaigns.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    return f"{{{{ lookup('ansible.builtin.file', '{path}') | from_json }}}}"


def ways(bench: Bench, folder: pathlib.Path, campaigns: int = SHORT) -> dict[str, float]:
    """Measure what each way to hand over rows takes, to a task that does nothing with them."""
    wanted = _wanted(campaigns, 50)
    path = folder / "campaigns.yml"
    path.write_text(yaml.safe_dump({"campaigns": wanted}, sort_keys=False), encoding="utf-8")
    included = [{"ansible.builtin.include_vars": {"file": str(path)}}, bench.idle("{{ campaigns }}")]
    tasks = {
        "a file of JSON, with ``lookup`` and ``from_json``": [bench.idle(_from_json(wanted, folder))],
        "in the playbook": [bench.idle(wanted)],
        "a file of YAML, with ``lookup`` and ``from_yaml``": [
            bench.idle(f"{{{{ (lookup('ansible.builtin.file', '{path}') | from_yaml).campaigns }}}}")
        ],
        "a file of YAML, with ``include_vars``": included,
    }
    empty, *runs = bench.best(bench.nothing, *(functools.partial(bench.play, played) for played in tasks.values()))
    return {way: run.seconds - empty.seconds for way, run in zip(tasks, runs, strict=True)}


@dataclasses.dataclass(frozen=True)
class Loops:
    """Seconds for each item of a loop: over uri, over bulk_campaign that creates, and where nothing changes."""

    uri: float
    created: float
    unchanged: float


def loops(bench: Bench, items: int = LOOPED) -> Loops:
    """Measure loops in turn. The simulator answers at once, so that only the way there counts."""
    wanted = _wanted(items, 1)

    def fresh() -> None:
        bench.simulator.reset()
        bench.simulator.seed(customers=[{"id": 100, "name": "Customer"}])

    def looped(task: dict[str, t.Any], *, new: bool = True) -> t.Callable[[], Run]:
        def played() -> Run:
            if new:
                fresh()
            return bench.play([task])

        return played

    ours = _loop("telephony.enswitch.bulk_campaign", {name: f"{{{{ item.{name} }}}}" for name in wanted[0]}, wanted)
    uri = looped(_with_uri(bench.simulator.url, wanted))
    empty, *runs = bench.best(bench.nothing, uri, looped(ours), looped(ours, new=False))
    return Loops(*((run.seconds - empty.seconds) / items for run in runs))


def _with_uri(url: str, wanted: list[dict[str, t.Any]]) -> dict[str, t.Any]:
    """What people write without a collection: one uri task for each campaign. It neither looks first nor checks."""
    body = {**ACCOUNT, **{name: f"{{{{ item.{name} }}}}" for name in wanted[0]}, "enabled": "0"}
    address = f"{url}bulk/campaigns/create/"
    options = {"url": address, "method": "POST", "body_format": "form-urlencoded", "body": body}
    return _loop("ansible.builtin.uri", options, wanted)


def _loop(module: str, options: dict[str, t.Any], wanted: list[dict[str, t.Any]]) -> dict[str, t.Any]:
    return {"name": "Loop", module: options, "loop": wanted, "loop_control": {"label": "{{ item.name }}"}}
