# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists that lag behind the writes (options list_lag and list_lag_calls)."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Any

from simulator.options import Options

Rows = list[dict[str, Any]]


@dataclasses.dataclass(slots=True)
class _Old:
    """What a list had before a write; shown until then, or for so many more calls."""

    rows: Rows
    until: float
    calls: int


class Lag:
    """What lists still show, by their function and the customer or campaign. In memory: a restart catches up."""

    def __init__(self) -> None:
        self._old: dict[tuple[str, int], list[_Old]] = {}

    def keep(self, function: str, owner: int, options: Options, read: Callable[[], Rows]) -> None:
        """A write comes: this list goes on showing what it has now."""
        if options.list_lag or options.list_lag_calls:
            old = _Old(read(), time.monotonic() + options.list_lag, options.list_lag_calls)
            self._old.setdefault((function, owner), []).append(old)

    def shown(self, function: str, owner: int) -> Rows | None:
        """What this list still shows, None where it is up to date. Counts the call."""
        now = time.monotonic()
        kept = [old for old in self._old.pop((function, owner), ()) if now < old.until or old.calls]
        if not kept:
            return None
        for old in kept:
            old.calls = max(old.calls - 1, 0)
        self._old[(function, owner)] = kept
        return kept[0].rows

    def forget(self) -> None:
        """All lists are up to date."""
        self._old.clear()
