# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The figures as tables for people: on the screen, and as a page of the documentation with its plot."""

from __future__ import annotations

import datetime
import os
import pathlib
import platform

from benchmarks import campaigns, numbers, reading, roles


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    """A table in the simple form of reStructuredText, which reads well on a screen too."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    rule = "  ".join("=" * width for width in widths)

    def line(row: list[str]) -> str:
        return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()

    return [rule, line(head), rule, *[line(row) for row in rows], rule]


def campaign_table(results: list[campaigns.Result]) -> list[str]:
    """The table of bulk_campaigns."""
    head = [
        "campaigns",
        "customers",
        "workers",
        "first run",
        "rows alone",
        "calls",
        "to bare client",
        "second run",
        "calls",
        "to first",
        "to uri loop",
        "memory",
    ]
    rows = []
    for one in results:
        loop = f"1 : {one.loop_item * one.campaigns / one.first:.0f}" if one.loop_item is not None else "not measured"
        rows.append(
            [
                f"{one.campaigns:,}",
                f"{one.customers}",
                f"{one.workers}",
                f"{one.first:.1f} s",
                f"{max(one.rows, 0):.1f} s",
                f"{one.first_calls:,}",
                f"{one.first / one.bare:.2f}",
                f"{one.second:.1f} s",
                f"{one.second_calls:,}",
                f"{one.second / one.first:.2f}",
                loop,
                f"{one.memory:.0f} MiB",
            ]
        )
    return _table(head, rows)


def way_table(ways: dict[str, float]) -> list[str]:
    """The table of ways to hand over rows."""
    return _table(["rows alone", "the rows stand in"], [[f"{seconds:.2f} s", way] for way, seconds in ways.items()])


def loop_table(one: campaigns.Loops) -> list[str]:
    """The table of loops."""
    rows = [
        [f"{seconds * 1000:.0f} ms", f"1 : {one.uri / seconds:.0f}", what]
        for what, seconds in (
            ("uri, creates", one.uri),
            ("bulk_campaign, creates", one.created),
            ("bulk_campaign, unchanged", one.unchanged),
        )
    ]
    return _table(["an item", "to uri", "loop"], rows)


def number_table(results: list[numbers.Result]) -> list[str]:
    """The table of bulk_destinations."""
    head = ["numbers", "latency", "first load", "to bare client", "second run", "to bare client", "writes", "memory"]
    rows = [
        [
            f"{one.numbers:,}",
            f"{one.latency * 1000:.0f} ms",
            f"{one.first:.1f} s",
            f"{one.first / one.bare_first:.2f}",
            f"{one.second:.1f} s",
            f"{one.second / one.bare_second:.2f}",
            f"{one.second_writes}",
            f"{one.memory:.0f} MiB",
        ]
        for one in results
    ]
    return _table(head, rows)


def reading_table(results: list[reading.Result]) -> list[str]:
    """The table of lists that are read."""
    head = ["lines", "normalize", "processor", "to bare library", "memory"]
    rows = [
        [
            f"{one.lines:,}",
            one.normalize,
            f"{one.seconds:.1f} s",
            "none needed" if one.bare is None else f"{one.seconds / one.bare:.2f}",
            f"{one.memory:.0f} MiB",
        ]
        for one in results
    ]
    return _table(head, rows)


def role_table(results: list[roles.Result]) -> list[str]:
    """The table of the roles."""
    head = ["campaigns", "customers", "role", "calls", "all of it", "reading", "beyond reading"]
    rows = [
        [
            f"{one.campaigns:,}",
            f"{one.customers}",
            f"``{one.role}``",
            f"{one.calls:,}",
            f"{one.seconds:.1f} s",
            "in it" if one.reading is None else f"{one.reading:.1f} s",
            "in it" if one.reading is None else f"{one.seconds - one.reading:.1f} s",
        ]
        for one in results
    ]
    return _table(head, rows)


def machine() -> str:
    """What the figures were measured on."""
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {platform.system()}"


def page(
    many: list[campaigns.Result],
    ways: dict[str, float],
    loops: campaigns.Loops,
    loads: list[numbers.Result],
    lists: list[reading.Result],
    played: list[roles.Result],
) -> str:
    """The page of the documentation."""
    # REUSE-IgnoreStart
    lines = [
        "..",
        "  SPDX-FileCopyrightText: 2026 the telephony.enswitch contributors",
        "  SPDX-License-Identifier: GPL-3.0-or-later",
        # REUSE-IgnoreEnd
        "",
        ".. _ansible_collections.telephony.enswitch.docsite.benchmarks:",
        "",
        "Benchmarks",
        "==========",
        "",
        f"Measured on {datetime.date.today().isoformat()} with ``make bench``, on {machine()}.",
        "Simulator and Ansible share the machine. Seconds are those beyond an empty play. Look at the ratios:",
        "they compare things of the same run. What is short is the best of five tries, taken in turn.",
        "",
        "Campaigns",
        "---------",
        "",
        f"``bulk_campaigns`` against a simulator that takes {campaigns.LATENCY * 1000:.0f} ms for each call.",
        "The bare client is a program with a keep-alive session, and a thread for each worker. It sends the same calls",
        "and looks at nothing. The start of Python is not counted, that of the library ``requests`` is, as on our",
        "side.",
        "The rows stand in a file of JSON that the task reads with ``lookup`` and ``from_json``. *Rows alone* is a",
        "task of Ansible's own that is given the same rows and does nothing with them.",
        f"The loop is one ``ansible.builtin.uri`` task for each campaign, measured with {campaigns.LOOPED} items.",
        "",
        "The aims, for 1,000 campaigns and some number of workers: at least 100 times as fast as the loop and at most",
        "1.15 times the bare client, and a second run of at most 0.2 times the first.",
        "",
        *campaign_table(many),
        "",
        ".. figure:: images/campaigns.svg",
        "   :alt: Seconds of the first and of the second run over the number of campaigns",
        "",
        "   How the cost grows. Both axes are logarithmic.",
        "",
        "What Ansible takes for 1,000 rows before a task begins depends on the way that they come. It is a part of",
        "each run: the more workers, the larger a part.",
        "",
        *way_table(ways),
        "",
        "Loops",
        "-----",
        "",
        f"One task with ``loop`` over {campaigns.LOOPED} campaigns of one customer, against a simulator that answers",
        "at once.",
        "Each item of ``bulk_campaign`` lists the campaigns before it decides, and after it has created one;",
        "``uri`` only sends. Where Ansible runs the module in its own process, no Python is started for an item.",
        "",
        "The aims: 15 times as fast as ``uri`` where campaigns are created, 20 times where nothing changes.",
        "",
        *loop_table(loops),
        "",
        "Numbers",
        "-------",
        "",
        f"``bulk_destinations`` with {numbers.WORKERS} workers and {numbers.CHUNK:,} numbers in a call, from a file.",
        "The bare client sends the same calls and looks at nothing: on the first load it does not list,",
        "on the second it only reads the pages. Latency is what the simulator takes for each call beside its work.",
        "",
        "The aims, for 100,000 numbers: a first load within 10 seconds and within 1.6 times the bare client, and a",
        "second run without a write.",
        "",
        *number_table(loads),
        "",
        "Lists",
        "-----",
        "",
        "``bulk_destinations`` reads and checks a list before anything is sent. The list holds numbers as people write",
        "them, such as ``+49 171 0000000`` and ``0171/0000001``. The bare library is ``phonenumbers`` alone, which",
        "reads, checks and formats each line. Seconds are those of the processor, with the start of Python.",
        "",
        "The aims, for 1,000,000 lines: within 60 seconds and 1 GiB, and with a number plan within 1.2 times the",
        "library.",
        "",
        *reading_table(lists),
        "",
        "Roles",
        "-----",
        "",
        "``stop`` and ``report`` over campaigns that run, against a simulator that takes",
        f"{roles.LATENCY * 1000:.0f} ms for each call. Reading are the tasks of ``report`` that ask the platform.",
        "",
        "The aims: ``stop`` within 4 seconds, with its reading, and ``report`` within 3 seconds beyond its reading.",
        "",
        *role_table(played),
        "",
    ]
    return "\n".join(lines)


def plot(results: list[campaigns.Result], path: pathlib.Path) -> None:
    """The plot of the page."""
    import matplotlib

    matplotlib.use("svg")
    # The same figures make the same file.
    matplotlib.rcParams["svg.hashsalt"] = "telephony.enswitch"
    from matplotlib import pyplot

    results = [one for one in results if one.workers == campaigns.WORKERS[0]]
    figure, axes = pyplot.subplots(figsize=(6, 4))
    axes.loglog([one.campaigns for one in results], [one.first for one in results], "o-", label="first run")
    axes.loglog([one.campaigns for one in results], [one.second for one in results], "s-", label="second run")
    axes.set_xlabel("campaigns")
    axes.set_ylabel("seconds beyond an empty play")
    axes.grid(True, which="both", alpha=0.3)
    axes.legend()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
