# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Work that is done after its connection is gone (fault drop_late), delays, and how many requests are in flight."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses

from simulator.faults import Fault
from simulator.incoming import Incoming
from simulator.world import World


@dataclasses.dataclass(slots=True)
class _Waiting:
    request: Incoming
    fault: Fault
    timer: asyncio.TimerHandle | None


class Late:
    """Calls whose work is still to be done, by the number of their line in the journal. A restart forgets them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: dict[int, _Waiting] = {}
        self._over = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, request: Incoming, fault: Fault, line: int) -> None:
        """Do this work when the fault's seconds are over; without any, only when asked to."""
        timer = None
        if fault.seconds is not None:
            timer = asyncio.get_running_loop().call_later(fault.seconds, self._do, line)
        self._waiting[line] = _Waiting(request, fault, timer)

    async def wait(self, seconds: float) -> None:
        """Wait so long (faults delay and delay_before), or until all is to be done now."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)

    def do_all(self) -> int:
        """Do all of it now, in the order of arrival, and end all delays; how many calls it was that were lost."""
        self._over.set()
        self._over = asyncio.Event()
        lines = sorted(self._waiting)
        for line in lines:
            self._do(line)
        return len(lines)

    def forget(self) -> None:
        """It is never done."""
        for waiting in self._waiting.values():
            if waiting.timer is not None:
                waiting.timer.cancel()
        self._waiting.clear()

    def _do(self, line: int) -> None:
        waiting = self._waiting.pop(line)
        if waiting.timer is not None:
            waiting.timer.cancel()
        with self._world.store.transaction():
            self._world.settle(waiting.request, waiting.fault, line)


@dataclasses.dataclass(slots=True)
class InFlight:
    """Calls of the API that are being answered: now, and the most at once since the journal was last cleared."""

    now: int = 0
    most: int = 0

    def __enter__(self) -> int:
        self.now += 1
        self.most = max(self.most, self.now)
        return self.now

    def __exit__(self, *_error: object) -> None:
        self.now -= 1

    def forget(self) -> None:
        """Begin anew."""
        self.most = self.now
