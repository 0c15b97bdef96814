# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Several calls in flight at once, with nothing lost when one of them fails."""

from __future__ import annotations

import typing as t
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

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

    def one(outcome: Outcome[Item, Value]) -> Outcome[Item, Value]:
        try:
            outcome.value = work(outcome.item)
        except EnswitchError as error:
            outcome.error = error
        return outcome

    if workers <= 1 or len(outcomes) <= 1:
        for outcome in outcomes:
            outcome.begun = True
            one(outcome)
            if stop is not None and stop(outcome):
                break
        return outcomes
    with ThreadPoolExecutor(max_workers=min(workers, len(outcomes))) as pool:
        waiting = iter(outcomes)
        in_flight: set[Future[Outcome[Item, Value]]] = set()
        stopped = False
        while True:
            while not stopped and len(in_flight) < workers:
                following = next(waiting, None)
                if following is None:
                    break
                following.begun = True
                in_flight.add(pool.submit(one, following))
            if not in_flight:
                return outcomes
            done, in_flight = wait(in_flight, return_when=FIRST_COMPLETED)
            for future in done:
                outcome = future.result()
                if stop is not None and stop(outcome):
                    stopped = True
