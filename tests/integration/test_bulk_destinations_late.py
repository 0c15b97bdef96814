# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bulk_destinations: work that the platform does long after its connection is gone, or before it answers 500.

The dialler runs all the time, and the server's list of calls has the last word.
"""

from __future__ import annotations

import collections
import csv
import pathlib
import typing as t

import pytest
from integration.loading import CAMPAIGN, CREATE, DELETE, TARGET, UPDATE, seed
from integration.playing import Outcome, Player, task
from simulator.testing import Simulator

# How numbers are dealt with is the same on every ansible-core: the targets show that they are taken there.
pytestmark = pytest.mark.any_core

DIALLER = {"enabled": 1, "maximum": 1000, "attempts": 1, "machine": ""}
NUMBERS = [f"212555{number:04}" for number in range(100, 130)]
OPTIONS = {**TARGET, "chunk_size": 10, "workers": 1, "retry_max_delay": 0.05}


def _load(play: Player, *options: dict[str, t.Any]) -> Outcome:
    return play([task("bulk_destinations", **{**OPTIONS, **one}) for one in options])


def _dial(server: Simulator) -> None:
    for _round in range(20):
        server.advance(600)


def _called(server: Simulator) -> dict[str, int]:
    return dict(collections.Counter(call["dnumber"] for call in server.calls()))


def _writes(server: Simulator, function: str) -> int:
    return sum(call["function"] == function for call in server.writes())


def test_nobody_is_called_twice_where_a_chunk_is_carried_out_late(play: Player, simulator: Simulator) -> None:
    simulator.seed(**seed(**DIALLER))
    simulator.fault(CREATE, "drop_late", after=1)
    outcome = _load(play, {"numbers": NUMBERS})
    result = outcome.result()
    assert outcome.rc != 0 and result["error"]["retryable"] is True and result["changed"] is True
    assert "10 numbers" in result["msg"] and "not known" in result["msg"] and "Run the task again" in result["msg"]
    assert result["summary"]["added"] == 10
    # The lost chunk was sent once, and the one that would have followed was not.
    assert _writes(simulator, CREATE) == 2
    _dial(simulator)
    assert simulator.late() == 1
    _dial(simulator)
    assert len(simulator.destinations(CAMPAIGN)) == 20

    again = _load(play, {"numbers": NUMBERS}).result()
    assert (again["summary"]["added"], again["summary"]["kept"]) == (10, 20)
    _dial(simulator)
    assert _called(simulator) == dict.fromkeys(NUMBERS, 1)
    assert _load(play, {"numbers": NUMBERS}).result()["changed"] is False


@pytest.mark.parametrize("done", [True, False])
def test_an_internal_error_says_nothing_about_what_was_done(play: Player, simulator: Simulator, done: bool) -> None:
    simulator.seed(**seed(**DIALLER))
    simulator.fault(CREATE, "code", done=done)
    outcome = _load(play, {"numbers": NUMBERS})
    result = outcome.result()
    if done:
        assert outcome.rc == 0 and result["summary"]["added"] == 30
    else:
        assert result["error"]["retryable"] is True and result["error"]["code"] == 500
        assert result["changed"] is False and _writes(simulator, CREATE) == 1
        assert _load(play, {"numbers": NUMBERS}).result()["summary"]["added"] == 30
    _dial(simulator)
    assert _called(simulator) == dict.fromkeys(NUMBERS, 1)


def test_nobody_is_dialed_again_twice(play: Player, simulator: Simulator) -> None:
    simulator.seed(**seed(dict.fromkeys(NUMBERS, "failed"), **DIALLER))
    simulator.fault(UPDATE, "drop_late")
    redial = {"numbers": NUMBERS, "existing": "set_status", "allow_redial": True, "max_redial": 30}
    result = _load(play, redial).result()
    assert result["error"]["retryable"] is True and result["changed"] is False
    assert _writes(simulator, UPDATE) == 1
    simulator.late()
    _dial(simulator)
    assert _called(simulator) == dict.fromkeys(NUMBERS[:10], 1)


def test_what_does_no_harm_twice_is_sent_again(play: Player, simulator: Simulator) -> None:
    simulator.seed(**seed(dict.fromkeys(NUMBERS, "success"), **DIALLER))
    simulator.fault(UPDATE, "drop_late")
    simulator.fault(DELETE, "drop_late")
    outcome = _load(
        play,
        {"numbers": NUMBERS, "existing": "set_status", "status": "failed"},
        {"numbers": NUMBERS[:5], "state": "absent"},
    )
    assert outcome.rc == 0, outcome.stdout
    assert simulator.late() == 2
    assert {row["dnumber"]: row["status"] for row in simulator.destinations(CAMPAIGN)} == dict.fromkeys(
        NUMBERS[5:], "failed"
    )


def test_nobody_is_added_while_a_deletion_of_everything_may_still_come(play: Player, simulator: Simulator) -> None:
    old = ["2125550001", "2125550002"]
    simulator.seed(**seed(dict.fromkeys(old, "success"), **DIALLER))
    simulator.fault(DELETE, "drop_late")
    replace = {"numbers": NUMBERS, "purge": True}
    result = _load(play, replace).result()
    assert result["error"]["retryable"] is True and result["changed"] is False
    assert _writes(simulator, CREATE) == 0
    simulator.late()
    again = _load(play, replace).result()
    assert again["summary"]["added"] == 30
    _dial(simulator)
    assert _called(simulator) == dict.fromkeys(NUMBERS, 1)


def test_a_file_of_the_info_module_can_be_given_again_and_changes_nothing(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    simulator.seed(**seed({"+1 (212) 555-0101": "success", "2125550102": "failed", "2125550103": "pending"}))
    path = tmp_path / "numbers.csv"
    assert play([task("bulk_destinations_info", **TARGET, dest=str(path))]).rc == 0
    # The simulator has numbers only; a platform may have other rows, which are no telephone numbers.
    with path.open(encoding="utf-8", newline="") as handle:
        columns = next(csv.reader(handle))
    with path.open("a", encoding="utf-8", newline="") as handle:
        csv.DictWriter(handle, columns).writerow({"dtype": "mailbox", "dnumber": "2125550104", "status": "pending"})
    outcome = play(
        [
            task("bulk_destinations", "again", **TARGET, src=str(path)),
            task("bulk_destinations", "purge", **TARGET, src=str(path), purge=True),
        ]
    )
    for name in ("again", "purge"):
        result = outcome.result(name)
        assert result["changed"] is False
        assert (result["summary"]["listed"], result["summary"]["kept"], result["summary"]["passed_over"]) == (3, 3, 1)
    assert simulator.writes() == []
