# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Work that several threads do at the same time."""

from __future__ import annotations

import threading


def together(count, work):
    """Let ``count`` threads do the work at the same time; return what came of it. None of them may hang."""
    outcomes = []
    threads = [threading.Thread(target=lambda: outcomes.append(work()), daemon=True) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes
