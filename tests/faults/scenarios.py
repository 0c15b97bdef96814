# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows of the table: every module, with everything that it may be asked to do.

Which calls a task makes is not written here: a run without any fault shows them.
"""

from __future__ import annotations

import dataclasses
import pathlib
import typing as t

from faults.inprocess import Ended, run_inventory, run_module
from faults.platform import URL
from integration.playing import PASSWORDS

CAMPAIGN = 11
SURVEY: dict[str, t.Any] = {"id": CAMPAIGN, "name": "Survey", "customer": 2, "dtype": "queue", "dnumber": "200"}
THERE: dict[str, t.Any] = {"campaigns": [{**SURVEY, "enabled": 0}]}
WISH: dict[str, t.Any] = {"name": "Recall", "customer": "2", "dtype": "queue", "dnumber": "201"}
NUMBERS = ["2125550101", "2125550102", "2125550103"]

# Waits between two tries take no time; the time-outs of these runs do not either, see platform.py.
RETRIES = 2
QUICK: dict[str, t.Any] = {"api_url": URL, "retries": RETRIES, "retry_max_delay": 0}


def login(username: str = "admin") -> dict[str, str]:
    """Credentials of one of the simulator's people."""
    return {"auth_username": username, "auth_password": PASSWORDS[username]}


def has(**statuses: str) -> dict[str, t.Any]:
    """The campaign Survey with these numbers, by the end of the number."""
    rows = [
        {"campaign": CAMPAIGN, "dnumber": f"21255501{end.strip('_')}", "status": status}
        for end, status in statuses.items()
    ]
    return {**THERE, "destinations": rows}


@dataclasses.dataclass(frozen=True)
class Scenario:
    """One task. ``soft`` tells of a call, by its position among all, whether the task can do without its answer.

    ``same`` is false where two runs without faults may differ in their results, in times for example. ``every`` is
    false where a task makes so many calls that the first of each kind has to do. ``goes_on`` is true where the other
    calls are still made when one has failed, or its answer is lost. ``tells`` is true of calls whose refusal is a part
    of the result.
    """

    name: str
    module: str
    options: dict[str, t.Any]
    seed: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    server: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    check: bool = False
    soft: t.Callable[[int, int], bool] = lambda position, count: False
    same: bool = True
    every: bool = True
    goes_on: bool = False
    tells: t.Callable[[int, int], bool] = lambda position, count: False

    def __str__(self) -> str:
        return self.name

    def run(self, folder: pathlib.Path, credentials: dict[str, str]) -> Ended:
        """Do the task."""
        options = {**QUICK, **credentials, **self.options}
        if "dest" in options:
            options["dest"] = str(folder / options["dest"])
        if self.module == "customers":
            return run_inventory(options, folder)
        return run_module(self.module, options, check=self.check, diff=True)


def _last(position: int, count: int) -> bool:
    return position == count - 1


def _last_two(position: int, count: int) -> bool:
    return position >= count - 2


def _all_but_the_first(position: int, _count: int) -> bool:
    return position > 0


def _campaign(name: str, more: dict[str, t.Any], **fields: t.Any) -> Scenario:
    return Scenario(name, "bulk_campaign", more, **fields)


def _numbers(name: str, more: dict[str, t.Any], seed: dict[str, t.Any], **fields: t.Any) -> Scenario:
    options = {"campaign": "Survey", "customer": "2", "workers": 1, **more}
    return Scenario(name, "bulk_destinations", options, seed=seed, **fields)


_NAMED = {"customer": "Acme Ltd", "owner": "acme.agent", "timegroup": "Office hours", "recordgroup": "Compliance"}
_MANY: dict[str, t.Any] = {
    "campaigns": [
        {**WISH, "customer": "Acme Ltd"},
        {"name": "Survey", "customer": 2, "maximum": 3},
        {**WISH, "customer": 3},
    ],
    "workers": 1,
}
_MORE = {"campaigns": [{**SURVEY, "enabled": 0}, {**SURVEY, "id": 12, "name": "Old", "enabled": 0}]}
_ALL = has(_01="pending", _02="success", _03="pending")

_WEEKDAYS = {"name": "Weekdays", "days_week": "mon-fri", "start": "09:00", "end": "18:00"}
_HOURS: dict[str, t.Any] = {
    "timegroups": [
        {
            "id": 40,
            "name": "Hours",
            "customer": 2,
            "periods": [
                {"id": 90, "name": "Weekdays", "starthour": 8},
                {"id": 91, "name": "Sundays", "days_week": "7"},
            ],
        }
    ]
}


def _hours(name: str, more: dict[str, t.Any], **fields: t.Any) -> Scenario:
    return Scenario(name, "timegroup", {"name": "Hours", "customer": "2", **more}, **fields)


SCENARIOS = [
    _campaign("campaign created", {**WISH, **_NAMED}, soft=_last),
    _campaign("campaign updated", {"name": "Survey", "customer": "2", "maximum": 3}, seed=THERE, soft=_last),
    _campaign("campaign renamed", {"id": CAMPAIGN, "name": "New", "customer": "2"}, seed=THERE, soft=_last),
    _campaign("campaign deleted", {"name": "Survey", "customer": "2", "state": "absent"}, seed=THERE, soft=_last),
    _campaign("campaign unchanged", {"name": "Survey", "customer": "2", "dtype": "queue"}, seed=THERE),
    _campaign("campaign not there", {"id": 99, "customer": "2", "state": "absent"}, seed=THERE),
    _campaign("check: campaign created", {**WISH, **_NAMED}, check=True),
    _campaign("check: campaign updated", {"name": "Survey", "customer": "2", "maximum": 3}, seed=THERE, check=True),
    # Only what the customer is called is asked after the plan, since deleting cannot be validated.
    _campaign(
        "check: campaign deleted",
        {"name": "Survey", "customer": "2", "state": "absent"},
        seed=THERE,
        check=True,
        soft=_last,
    ),
    # It lists both customers once more at the end.
    Scenario("campaigns, with purge", "bulk_campaigns", {**_MANY, "purge": True}, seed=_MORE, soft=_last_two),
    Scenario(
        "campaigns, validated first",
        "bulk_campaigns",
        {**_MANY, "validate_first": True},
        seed=THERE,
        soft=_last_two,
        goes_on=True,
    ),
    Scenario("campaigns, verified", "bulk_campaigns", {**_MANY, "verify": True}, seed=THERE, soft=_last_two),
    Scenario(
        "campaigns deleted",
        "bulk_campaigns",
        {"campaigns": [{"name": "Survey", "customer": 2}, {"id": 12, "customer": 2}], "state": "absent", "workers": 1},
        seed=_MORE,
        soft=_last,
    ),
    Scenario(
        "check: campaigns, with purge",
        "bulk_campaigns",
        {**_MANY, "purge": True},
        seed=_MORE,
        check=True,
        goes_on=True,
    ),
    Scenario(
        "campaign info",
        "bulk_campaign_info",
        {"customer": ["Acme Ltd", "3"], "destinations": "summary", "workers": 1},
        seed=_ALL,
    ),
    # What was added is counted once more at the end.
    _numbers("numbers added", {"numbers": NUMBERS, "chunk_size": 1}, has(_02="success"), soft=_last),
    _numbers("numbers cancelled", {"numbers": NUMBERS, "existing": "set_status", "status": "cancelled"}, _ALL),
    _numbers(
        "numbers called again",
        {"numbers": NUMBERS, "existing": "set_status", "allow_redial": True},
        has(_02="success"),
        soft=_last,
    ),
    _numbers("numbers deleted", {"numbers": NUMBERS[:2], "state": "absent"}, _ALL, goes_on=True),
    _numbers("numbers absent by status", {"numbers": NUMBERS[:1], "state": "absent", "removal": "cancel"}, _ALL),
    _numbers("numbers purged", {"numbers": [], "purge": True, "max_removed": 9}, _ALL),
    _numbers(
        "numbers replaced",
        {"numbers": ["2125550199"], "purge": True, "max_removed": 9, "exclude": ["2125550101"]},
        _ALL,
        soft=_last,
    ),
    _numbers("numbers unchanged", {"numbers": NUMBERS}, _ALL),
    Scenario(
        "numbers of a campaign by its ID",
        "bulk_destinations",
        {"campaign_id": CAMPAIGN, "customer": 2, "numbers": NUMBERS, "workers": 1},
        seed=has(_02="success"),
        soft=_last,
    ),
    _numbers("check: numbers added", {"numbers": NUMBERS, "chunk_size": 1}, has(_02="success"), check=True),
    _numbers(
        "check: numbers cancelled",
        {"numbers": NUMBERS, "existing": "set_status", "status": "cancelled"},
        _ALL,
        check=True,
    ),
    _numbers("check: numbers purged", {"numbers": [], "purge": True, "max_removed": 9}, _ALL, check=True),
    Scenario("numbers listed", "bulk_destinations_info", {"campaign": "Survey", "customer": "2"}, seed=_ALL),
    Scenario("numbers exported", "bulk_destinations_info", {"campaign_id": CAMPAIGN, "dest": "rows.csv"}, seed=_ALL),
    Scenario(
        "check: numbers exported",
        "bulk_destinations_info",
        {"campaign_id": CAMPAIGN, "dest": "rows.csv"},
        seed=_ALL,
        check=True,
    ),
    # It reads the group and its periods once more at the end.
    _hours("hours created", {"customer": "Acme Ltd", "periods": [_WEEKDAYS]}, soft=_last_two),
    _hours("hours changed", {"priority": 2, "periods": [_WEEKDAYS, {"name": "Fairs"}]}, seed=_HOURS, soft=_last_two),
    _hours("hours deleted", {"state": "absent"}, seed=_HOURS),
    _hours("check: hours created", {"periods": [_WEEKDAYS]}, check=True),
    _hours(
        "check: hours changed",
        {"priority": 2, "periods": [_WEEKDAYS, {"name": "Fairs"}]},
        seed=_HOURS,
        check=True,
    ),
    Scenario("hours listed", "timegroup_info", {"customer": ["Acme Ltd", 3], "workers": 1}),
    # What the platform refuses is a finding, so only the campaigns have to be readable.
    Scenario(
        "preflight",
        "bulk_preflight_info",
        {"customer": 2, "workers": 1},
        # The time group of the second one is another customer's.
        seed={
            **_ALL,
            "campaigns": [
                {**SURVEY, "enabled": 0, "timegroup": 1, "callerid": "12125550100"},
                {**SURVEY, "id": 12, "name": "Recall", "enabled": 0, "timegroup": 2},
            ],
        },
        tells=lambda position, _count: position > 0,
    ),
    Scenario("inventory", "customers", {}),
    Scenario(
        "probe",
        "api_probe_info",
        {"customer": "2", "largest": 10},
        seed=_ALL,
        soft=_all_but_the_first,
        same=False,
        every=False,
    ),
]
