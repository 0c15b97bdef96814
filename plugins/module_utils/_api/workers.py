# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Several calls in flight at once, with nothing lost when one of them fails."""

from __future__ import annotations

import itertools
import threading
import typing as t
from concurrent.futures import ThreadPoolExecutor, as_completed

from .errors import EnswitchError

Item = t.TypeVar("Item")
Value = t.TypeVar("Value")


class Outcome(t.Generic[Item, Value]):
    """What became of one item: its value, or its error, or that it was never begun."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.begun = False
        self.value: Value | None = None
        self.error: EnswitchError | None = None


def run(
    work: t.Callable[[Item], Value],
    items: t.Iterable[Item],
    workers: int,
    stop: t.Callable[[Outcome[Item, Value]], bool] | None = None,
) -> list[Outcome[Item, Value]]:
    """Do the work for each item, at most ``workers`` at a time, and return the outcomes in the items' order.

    An EnswitchError becomes part of the outcome. Once ``stop`` returns true for an outcome, nothing new is
    begun; what is in flight is finished and reported. Any other exception is a fault of the program and is
    raised when the work in flight has ended.
    """
    outcomes = [Outcome[Item, Value](item) for item in items]
    waiting = iter(outcomes)
    lock = threading.Lock()
    stopped = threading.Event()

    def work_off(outcome: Outcome[Item, Value] | None) -> None:
        while outcome is not None:
            outcome.begun = True
            try:
                outcome.value = work(outcome.item)
            except EnswitchError as error:
                outcome.error = error
            with lock:
                if stop is not None and stop(outcome):
                    stopped.set()
                outcome = None if stopped.is_set() else next(waiting, None)

    first = list(itertools.islice(waiting, max(workers, 1)))
    if len(first) <= 1:
        work_off(first[0] if first else None)
        return outcomes
    with ThreadPoolExecutor(len(first)) as pool:
        try:
            for ended in as_completed([pool.submit(work_off, outcome) for outcome in first]):
                ended.result()
        finally:
            # Also where the program fails, or somebody interrupts it.
            stopped.set()
    return outcomes
