# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One seed of the chaos: a platform, a playbook, and what has to be there in the end. The same for the same seed."""

from __future__ import annotations

import collections
import dataclasses
import random
import typing as t

from faults.kinds import KINDS, Kind

# The last digit decides what the simulated dialler meets; 9 fails at once, 6 and 7 are tried again.
AGAIN = "67"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OWN_FIELDS = ("maximum", "attempts", "retry", "description")

Campaign = dict[str, t.Any]
Task = tuple[str, dict[str, t.Any]]

# What may happen to a call in chaos: everything that a server can do to it. Lies are left out: a platform that says
# "no" to what it has done is beyond help until the next run. What is never done is the same as what never came.
STORM = [kind for kind in KINDS if kind.fault is not None and not kind.never]


@dataclasses.dataclass
class Wanted:
    """What a campaign has to have in the end: numbers that are there, that are gone, that are cancelled."""

    there: set[str]
    gone: set[str]
    cancelled: set[str]


class Story:
    """All that is random about a seed is drawn here, in the same order each time."""

    def __init__(self, number: int) -> None:
        self.seed = number
        self.rng = random.Random(f"enswitch chaos {number}")
        rng = self.rng
        self.server: dict[str, t.Any] = {
            "quoted_integers": rng.random() < 0.3,
            "mirror_status": rng.random() < 0.2,
            "empty_list": rng.choice(["list", "absent"]),
            "code_type": rng.choice(["str", "int"]),
            "normalize_numbers": rng.choice(["none", "digits", "plus"]),
            "extra_columns": rng.random() < 0.3,
            "reset_omitted_keep_agents": rng.random() < 0.3,
            "api_version": rng.choice(["3.13", "4.0", "4.1", "4.4"]),
        }
        self.workers = rng.choice([1, 1, 3])
        self.likely = rng.choice([0.05, 0.15, 0.3, 0.5])
        # How likely it is at each call that what the platform still had to do is done.
        self.late = rng.choice([0.02, 0.3])
        self.runs = rng.randint(2, 5)
        self.objects: dict[str, list[dict[str, t.Any]]] = {"campaigns": [], "destinations": []}
        self.wanted: dict[tuple[int, str], Wanted] = {}
        self.names: dict[int, set[str]] = {2: set(), 3: set()}
        self.tasks: list[Task] = []
        self._many()
        self._single()
        for target in sorted(self.wanted):
            self._numbers(target)
        self._hours()

    # --- the playbook --------------------------------------------------------------------------------------

    def _draw(self, name: str, customer: int) -> Campaign:
        rng = self.rng
        return {
            "name": name,
            "customer": customer,
            "dtype": "queue",
            "dnumber": str(rng.randint(200, 209)),
            "maximum": rng.randint(1, 20),
            "attempts": rng.randint(1, 3),
            "retry": rng.choice([60, 600]),
            "description": rng.choice(["", "Größe & Co; 100% = +1", "plain"]),
            "enabled": rng.random() < 0.8,
        }

    def _there_before(self, campaign: Campaign, **changes: t.Any) -> None:
        """The campaign is on the platform already, perhaps with other values."""
        row = {**campaign, **changes, "enabled": int(campaign["enabled"])}
        row["id"] = 50 + len(self.objects["campaigns"])
        self.objects["campaigns"].append(row)

    def _many(self) -> None:
        rng = self.rng
        listed = []
        for customer in (2, 3):
            for number in range(rng.randint(1, 4)):
                campaign = self._draw(f"Survey {number}", customer)
                listed.append(campaign)
                self.names[customer].add(campaign["name"])
                if rng.random() < 0.5:
                    changed = {name: self._draw("", 0)[name] for name in OWN_FIELDS if rng.random() < 0.4}
                    self._there_before(campaign, **changed)
                if rng.random() < 0.6:
                    self.wanted[customer, campaign["name"]] = Wanted(set(), set(), set())
            for number in range(rng.randint(0, 2)):
                self._there_before(self._draw(f"Old {number}", customer))
        # What the other tasks are about must not be purged.
        single, gone = self._draw("Single", 2), self._draw("Gone", 3)
        listed.append({"name": "Single", "customer": 2, "dtype": "queue", "dnumber": single["dnumber"]})
        self.names[2].add("Single")
        self._singles = (single, gone)
        options = {"campaigns": listed, "purge": True, "on_error": rng.choice(["stop", "continue"])}
        options |= {"validate_first": rng.random() < 0.3, "workers": self.workers}
        self.tasks.append(("bulk_campaigns", options))

    def _single(self) -> None:
        single, gone = self._singles
        self.tasks.append(("bulk_campaign", single))
        self._there_before(gone)
        self.tasks.append(("bulk_campaign", {"name": "Gone", "customer": 3, "state": "absent"}))

    def _numbers(self, target: tuple[int, str]) -> None:
        rng = self.rng
        wanted = self.wanted[target]
        pool = [f"49{target[0]}{len(self.tasks):02}{number:05}" for number in rng.sample(range(99999), 40)]
        present, absent, cancelled = pool[:24], pool[24:30], pool[30:34]
        listed = sorted(present + cancelled)
        rng.shuffle(listed)
        row = next((row for row in self.objects["campaigns"] if (row["customer"], row["name"]) == target), None)
        if row is not None:
            for number in rng.sample(pool, 20):
                status = rng.choice(["pending", "pending", "success", "failed", "cancelled"])
                entry = {"campaign": row["id"], "dnumber": self._stored(number), "status": status}
                self.objects["destinations"].append(entry)
        wanted.there, wanted.gone, wanted.cancelled = set(listed), set(pool) - set(listed), set(cancelled)
        common = {"campaign": target[1], "customer": str(target[0]), "workers": self.workers}
        common["chunk_size"] = rng.choice([3, 7, 1000])
        removal = [{"numbers": absent, "state": "absent"}, {"numbers": [], "exclude": absent}][rng.randint(0, 1)]
        self.tasks.append(("bulk_destinations", {**common, **removal}))
        self.tasks.append(("bulk_destinations", {**common, "numbers": listed, "purge": True}))
        cancel = {"numbers": cancelled, "status": "cancelled", "existing": "set_status"}
        self.tasks.append(("bulk_destinations", {**common, **cancel}))

    def _hours(self) -> None:
        """Two time groups: one whose periods change, and one that is not there yet, or that is to go."""
        rng = self.rng
        if rng.random() < 0.7:
            periods = [self._period(name) for name in "ABC" if rng.random() < 0.6]
            rows = [{"name": name, "starthour": start, "days_week": days} for name, start, days in periods]
            group = {"id": 40, "name": "Hours", "customer": 2, "active": rng.randint(0, 1), "periods": rows}
            self.objects["timegroups"] = [group]
        wanted = [self._period(name) for name in "ABC" if rng.random() < 0.6]
        options = [
            {"name": name, "start": f"{start:02}:00", "days_week": [_DAYS[int(day) - 1] for day in days.split(",")]}
            for name, start, days in wanted
        ]
        self.tasks.append(("timegroup", {"name": "Hours", "customer": 2, "periods": options}))
        state = rng.choice(["present", "absent"])
        self.tasks.append(
            ("timegroup", {"name": "Other", "customer": 3, "invert": True, "periods": [], "state": state})
        )

    def _period(self, name: str) -> tuple[str, int, str]:
        return name, self.rng.randint(6, 12), self.rng.choice(["1,2,3", "2,3,4", "5", "1,2,3,4,5,6,7"])

    def _stored(self, number: str) -> str:
        return "+" + number if self.server["normalize_numbers"] == "plus" else number

    # --- the weather ---------------------------------------------------------------------------------------

    def fault(self) -> Kind | None:
        """What happens to the next call; None: nothing."""
        if self.rng.random() >= self.likely:
            return None
        return self.rng.choice(STORM)


def digits(number: str) -> str:
    """A number in the one spelling that tells people apart."""
    return number.lstrip("+")


def check_effects(story: Story, journal: list[dict[str, t.Any]], where: dict[int, tuple[int, str]]) -> None:
    """Nobody and nothing was created twice. ``where``: customer and name of each campaign that ever was."""
    made: collections.Counter[tuple[t.Any, ...]] = collections.Counter()
    for row in story.objects["campaigns"]:
        made[row["customer"], row["name"]] += 1
    for entry in story.objects["destinations"]:
        made[entry["campaign"], digits(entry["dnumber"])] += 1
    for call in journal:
        what = call["parameters"]
        if not call["took_effect"]:
            continue
        if call["function"] == "bulk/campaigns/create":
            made[int(what["customer"]), what["name"]] += 1
        elif call["function"] == "bulk/destinations/create":
            made.update((int(what["campaign"]), digits(number)) for number in what["dnumbers"].split(","))
        elif call["function"] == "bulk/destinations/update":
            assert what["status"] != "pending", f"somebody was put back to pending: {what}"
    twice = {key: count for key, count in made.items() if count > 1}
    assert not twice, f"created more than once: {twice}"
    unknown = {key[0] for key in made if isinstance(key[1], str) and key[1].isdigit()} - set(where)
    assert not unknown, f"numbers of campaigns that never were: {unknown}"


def check_calls(story: Story, calls: list[dict[str, t.Any]], where: dict[int, tuple[int, str]]) -> None:
    """Nobody was dialled more often than attempts allow, nor by anything but the list."""
    attempts: dict[tuple[int, str], int] = collections.defaultdict(int)
    all_desired = [desired for module, options in story.tasks for desired in options.get("campaigns", [options])]
    for source in [*story.objects["campaigns"], *all_desired]:
        if "name" in source:
            key = (int(source["customer"]), source["name"])
            attempts[key] = max(attempts[key], source.get("attempts", 1))
    before = {(entry["campaign"], digits(entry["dnumber"])): entry["status"] for entry in story.objects["destinations"]}
    dialled: collections.Counter[tuple[int, str]] = collections.Counter()
    for call in calls:
        dialled[call["campaign"], digits(call["dnumber"])] += 1
    for (campaign, number), count in dialled.items():
        allowed = attempts[where[campaign]] if number[-1] in AGAIN else 1
        assert count <= allowed, f"{number} of {where[campaign]} was called {count} times, {allowed} are allowed"
        status = before.get((campaign, number), "pending")
        assert status == "pending", f"{number} of {where[campaign]} was {status}, and was called"
    again = collections.Counter((call["campaign"], digits(call["dnumber"]), call["attempt"]) for call in calls)
    assert not [key for key, count in again.items() if count > 1], "an attempt was the first one again"


def check_end(story: Story, campaigns: list[dict[str, t.Any]], numbers: dict[tuple[int, str], str]) -> None:
    """Everything is as the playbook wants it."""
    names: dict[int, list[str]] = {2: [], 3: []}
    for row in campaigns:
        names[row["customer"]].append(row["name"])
    assert {key: sorted(found) for key, found in names.items()} == {
        key: sorted(wanted) for key, wanted in story.names.items()
    }, names
    ids = {(row["customer"], row["name"]): row["id"] for row in campaigns}
    for target, wanted in story.wanted.items():
        found = {digits(number): status for (campaign, number), status in numbers.items() if campaign == ids[target]}
        assert set(found) == wanted.there, f"{target} has {sorted(set(found) ^ wanted.there)} too many or too few"
        cancelled = {number for number, status in found.items() if status == "cancelled"}
        assert cancelled >= wanted.cancelled, f"{target}: not cancelled: {sorted(wanted.cancelled - cancelled)}"
