# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""What a plan changes, as text to read before it is carried out: counts first, then the first numbers."""

from __future__ import annotations

import collections
import typing as t

from .plan import CANCELLED, Current, Plan, by_status


def difference(plan: Plan, current: Current, refused: t.Collection[str], added: int) -> dict[str, str]:
    """Return the C(diff) of a plan, of which ``added`` numbers were added.

    ``refused`` are the numbers that the platform did not take: they stay as they are.
    """
    after = collections.Counter(plan.after)
    after[plan.status] -= len(plan.add) - added
    cancelled = set(plan.cancel) if refused else set()
    unchanged = 0
    for number in refused:
        former = current.row(number)
        if former is not None:
            after[CANCELLED if number in cancelled else plan.status] -= 1
            after[former] += 1
            unchanged += 1
    come = [(number, status) for number, status in plan.come if number not in refused]
    gone = [(number, status) for number, status in plan.gone if number not in refused]
    changed = plan.going - unchanged
    return {
        "before": _text(plan.before, gone, changed),
        "after": _text(after, come, added + changed - len(plan.remove)),
    }


def _text(counts: t.Mapping[str, int], numbers: t.Sequence[tuple[str, str]], total: int) -> str:
    lines = ["{0}: {1}".format(status, count) for status, count in by_status(counts).items()]
    lines += ["  {0} {1}".format(*number) for number in numbers]
    if total > len(numbers):
        lines.append("  and {0} more".format(total - len(numbers)))
    return "".join(line + "\n" for line in lines)
