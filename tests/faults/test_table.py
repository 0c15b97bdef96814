# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table: every module, times every call that it makes, times everything that can go wrong, once and for ever.

Every sort of fault is played at every call of every scenario; faults that differ only in how they come about, at the
first call of each function that a module makes. A module that asks the same of many functions takes these at the first
call of each kind: log in, read, validate.
"""

from __future__ import annotations

import dataclasses
import json
import pathlib
import re
import typing as t
from collections.abc import Iterator

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import functions
from faults.inprocess import Ended
from faults.kinds import KINDS, SORTS, Elsewhere, Kind
from faults.platform import Platform
from faults.rules import Call, Clean, judge, judge_journal
from faults.scenarios import SCENARIOS, WISH, Scenario, login
from integration.playing import PASSWORDS

# What a task writes where it runs. A run that fails leaves what was there before.
OLD_FILE = "dnumber,status\nas it was,before\n"


class Table:
    """Plays the cells of the table."""

    def __init__(self, platform: Platform, elsewhere: Elsewhere, folder: pathlib.Path) -> None:
        self.platform = platform
        self.elsewhere = elsewhere
        self.folder = folder
        self._clean: dict[tuple[str, bool], Clean] = {}

    def prepare(self, scenario: Scenario) -> None:
        """The platform as the scenario finds it, and nothing but the old file in its folder."""
        self.platform.reset(scenario.seed, **scenario.server)
        for path in self.folder.iterdir():
            path.unlink()
        if "dest" in scenario.options:
            (self.folder / scenario.options["dest"]).write_text(OLD_FILE, encoding="utf-8")

    def credentials(self, kind: Kind | None) -> dict[str, str]:
        """What the task logs in with."""
        given = {} if kind is not None and not kind.password else login()
        if kind is not None and kind.token:
            given["auth_token"] = self.platform.token("admin")
        return given

    def run(self, scenario: Scenario, credentials: dict[str, str]) -> Ended:
        """Do the task, and make sure that nobody can see its secrets."""
        with self.platform.reachable():
            ended = scenario.run(self.folder, credentials)
        for secret in (PASSWORDS["admin"], credentials.get("auth_token")):
            assert secret is None or secret not in ended.everything
            assert secret is None or json.dumps(secret)[1:-1] not in ended.everything
        assert "Traceback" not in ended.everything
        return ended

    def clean(self, scenario: Scenario, kind: Kind | None = None) -> Clean:
        """A run without faults."""
        key = (scenario.name, kind is not None and kind.token)
        if key not in self._clean:
            self.prepare(scenario)
            calls: list[Call] = []

            def note(function: str, validation: bool) -> None:
                known = self.platform.world.contract.functions.get(function)
                write = known is not None and known.writes and not validation
                calls.append(Call(function, validation, write, self.platform.state()))

            self.platform.watch = note
            before = self.platform.state()
            ended = self.run(scenario, self.credentials(kind))
            assert not ended.failed, ended.result
            calls = [
                dataclasses.replace(call, parameters=line["parameters"])
                for call, line in zip(calls, self.platform.journal(), strict=True)
            ]
            self._clean[key] = Clean(ended, calls, before, self.platform.state())
        return self._clean[key]

    def forget(self) -> None:
        """Do runs without faults anew, so that what the platform has is what the run has made."""
        self._clean.clear()

    def play(self, scenario: Scenario, kind: Kind, played: set[t.Any] | None = None) -> Iterator[str]:
        """Play a fault at every call of a scenario, or at those not in ``played``. Yields everything that is wrong.

        First it happens once, then for ever. Where no later call could have met it, that is the same.
        """
        clean = self.clean(scenario, kind)
        for position, call in enumerate(clean.calls):
            if played is not None:
                function = call.function if scenario.every or not position else call.write
                known = (function, call.validation, scenario.check)
                if known in played:
                    continue
                played.add(known)
            if call.function not in self.platform.world.contract.functions and kind.fault is not None:
                continue
            earlier = [(one.function, one.validation) for one in clean.calls[:position]]
            after = earlier.count((call.function, call.validation))
            if after and not scenario.every:
                continue
            met = True
            for forever in (False, True):
                if met:
                    self.prepare(scenario)
                    kind.inject(self.platform, self.elsewhere, call.function, call.validation, after, forever)
                    ended = self.run(scenario, self.credentials(kind))
                    journal, now = self.platform.journal(), self.platform.state()
                    met = self._met(call, after)
                    further = [*self._files(scenario, ended), *self._again(scenario, clean, kind, ended)]
                for wrong in [*judge(scenario, clean, position, kind, forever, ended, journal, now), *further]:
                    yield f"{scenario}, call {position + 1} ({call.function}), {kind}, {forever=}: {wrong}"

    def _met(self, call: Call, after: int) -> bool:
        """Whether a fault would have been met by further calls, if it were not over."""
        if self.platform.hindrances:
            return any(hindrance.missed for hindrance in self.platform.hindrances)
        alike = (call.function, call.validation)
        return sum((one["function"], one["validation"]) == alike for one in self.platform.journal()) != after + 1

    def _files(self, scenario: Scenario, ended: Ended) -> Iterator[str]:
        """A file is whole and new, or as it was; nothing is left beside it."""
        left = {path.name for path in self.folder.iterdir()} - {"test.enswitch.yml"}
        wanted = {scenario.options["dest"]} if "dest" in scenario.options else set()
        if left != wanted:
            yield f"files: {sorted(left)}"
        for name in wanted & left:
            same = (self.folder / name).read_text(encoding="utf-8") == OLD_FILE
            if same is not (ended.failed or scenario.check):
                yield f"the file is {'as it was' if same else 'new'}"

    def _again(self, scenario: Scenario, clean: Clean, kind: Kind, ended: Ended) -> Iterator[str]:
        """When all is over, the same task brings everything to the wanted state, with nothing done twice."""
        self.platform.world.faults.clear()
        self.platform.hindrances.clear()
        if kind.never:
            self.platform.forget_late_work()
        self.platform.finish_late_work()
        if not ended.failed:
            if self.platform.state() != clean.after:
                yield f"late work leads to {self.platform.state()}, not {clean.after}"
            for wrong in judge_journal(scenario.check, clean.before, self.platform.journal()):
                yield f"with late work: {wrong}"
            return
        effects = any(call["took_effect"] for call in self.platform.journal())
        if not effects and not kind.expires and self.platform.state() == clean.before:
            # The next run finds what the run without faults has found.
            return
        again = self.run(scenario, login())
        if again.failed:
            yield f"fails again without a fault: {again.result['msg']}"
        if self.platform.state() != clean.after:
            yield f"the next run leads to {self.platform.state()}, not {clean.after}"
        for wrong in judge_journal(scenario.check, clean.before, self.platform.journal()):
            yield f"with the next run: {wrong}"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    with Elsewhere(tmp_path_factory.mktemp("certificates")) as elsewhere:
        yield Table(Platform(tmp_path_factory.mktemp("platform")), elsewhere, tmp_path_factory.mktemp("files"))
        elsewhere.assert_nothing_was_told()


@pytest.mark.parametrize("kind", SORTS, ids=str)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_every_call_of_every_scenario_with_every_sort_of_fault(table: Table, scenario: Scenario, kind: Kind) -> None:
    wrong = list(table.play(scenario, kind))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in SORTS], ids=str)
@pytest.mark.parametrize("module", sorted({scenario.module for scenario in SCENARIOS}))
def test_every_function_that_a_module_calls_with_every_fault(table: Table, module: str, kind: Kind) -> None:
    played: set[t.Any] = set()
    scenarios = [scenario for scenario in SCENARIOS if scenario.module == module]
    wrong = [told for scenario in scenarios for told in table.play(scenario, kind, played)]
    assert played and not wrong, "\n".join(wrong)


def test_every_module_and_every_function_is_in_the_table(table: Table) -> None:
    modules = {path.stem for path in (pathlib.Path(__file__).parents[2] / "plugins" / "modules").glob("*.py")}
    assert {scenario.module for scenario in SCENARIOS} == modules - {"__init__"} | {"customers"}
    called: set[tuple[str, bool]] = set()
    for scenario in SCENARIOS:
        called |= {(call.function, call.validation) for call in table.clean(scenario).calls}
    plugins = pathlib.Path(__file__).parents[2] / "plugins"
    # The platform has more functions than the collection calls.
    names = {name for path in plugins.rglob("*.py") for name in re.findall(r"functions\.([A-Z_]+)", path.read_text())}
    used = {getattr(functions, name) for name in names if isinstance(getattr(functions, name, None), str)}
    # Names for IDs are a courtesy of bulk_campaign_info; its own tests tell what becomes of them in a fault.
    wanted = {(name, False) for name in used - {functions.PEOPLE_LIST}}
    wanted |= {(name, True) for name in used if functions.can_validate(name)}
    assert wanted <= called


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("fault", ["dropped before", "slow, done first", "502", "HTML", "code 402", "code 500"])
def test_what_customers_are_called_is_no_reason_to_end_a_run(table: Table, fault: str, workers: int) -> None:
    """Only headings of differences need it. Several in a row that cannot be had are no reason either."""
    campaigns = [{**WISH, "customer": customer} for customer in (1, 2, 3)]
    options = {"campaigns": campaigns, "workers": workers, "on_error": "continue"}
    scenario = Scenario("several customers", "bulk_campaigns", options)
    table.prepare(scenario)
    table.platform.fault("customers/get", count=None, **next(kind for kind in KINDS if kind.name == fault).fault)
    ended = table.run(scenario, login())
    assert not ended.failed and len(table.platform.campaigns()) == 3
    assert {call["function"] for call in table.platform.journal()} > {"customers/get", "bulk/campaigns/create"}


def test_a_run_without_a_fault_tells_the_truth(table: Table) -> None:
    """The measure that all cells are held against is itself right."""
    changes: dict[str, t.Any] = {}
    for scenario in SCENARIOS:
        table.forget()
        clean = table.clean(scenario)
        assert not list(judge_journal(scenario.check, clean.before, table.platform.journal()))
        if scenario.check:
            assert clean.before == clean.after
        elif "dest" not in scenario.options:
            assert clean.ended.result["changed"] is (clean.before != clean.after), scenario.name
        changes[scenario.name] = len(clean.calls)
    # Each scenario makes at least one call, so that no row of the table is empty.
    assert min(changes.values()) >= 1
