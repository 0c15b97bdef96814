# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role provision, as installed: hours first, then all campaigns, and what is refused before either is written."""

from __future__ import annotations

import pathlib
import typing as t

from integration.playing import Player, task, tried
from integration.running import Running
from integration.test_roles import role, said
from simulator.testing import Simulator

HOURS = [
    {"name": "Weekdays", "periods": [{"name": "Day", "days_week": ["mon", "tue"], "start": "09:00", "end": "18:00"}]}
]


def customers(**fields: t.Any) -> list[dict[str, t.Any]]:
    spring = {"name": "Spring", "dtype": "queue", "dnumber": "200", "timegroup": "Weekdays", "enabled": False, **fields}
    return [
        {"customer": "Acme Ltd", "timegroups": HOURS, "campaigns": [spring]},
        {"customer": "Globex & Söhne", "timegroups": HOURS, "campaigns": [spring, {**spring, "name": "Summer"}]},
    ]


def test_provision_from_nothing_and_again(play: Player, simulator: Simulator) -> None:
    provision = role("provision", provision_customers=customers())
    # That a campaign names hours which this role creates is nothing to warn of.
    checked = play(
        [provision], check=True, warnings=["Not everything could be validated: the creation of period 'Day'"]
    )
    assert checked.rc == 0 and simulator.writes() == [], checked.stdout
    outcome = play([provision, play.control("look", ("GET", "state", None)), provision])
    assert outcome.rc == 0, outcome.stdout
    rows = outcome.result("look")["answers"][0]["campaigns"]
    assert sorted(row["name"] for row in rows) == ["Spring", "Spring", "Summer"]
    assert all(row["timegroup"] > 0 for row in rows)
    first, again = outcome.acts
    assert said(first, "Say what was done").startswith("3 to create") and not again.changed


def test_a_campaign_that_names_another_customer_is_refused(play: Player, simulator: Simulator) -> None:
    same = role("provision", provision_customers=[{**entry, "campaigns": []} for entry in customers(customer=3)])
    astray = role("provision", provision_customers=customers(customer="Globex & Söhne"))
    outcome = play([*tried(astray), play.control("look", ("GET", "journal", None)), same], quiet=False)
    assert outcome.rc == 0, outcome.stdout
    (message,) = outcome.failures
    assert "'Spring' stands under customer 'Acme Ltd' and names customer 'Globex & Söhne'" in message
    assert message.count("stands under") == 1 and "Put it under the customer" in message
    assert outcome.result("look")["answers"][0]["calls"] == []


def test_a_limit_is_checked_before_hours_are_written(play: Player, simulator: Simulator) -> None:
    provision = role("provision", provision_customers=customers(enabled=True), provision_max_enabled=2)
    outcome = play([provision], quiet=False)
    assert outcome.rc != 0 and simulator.writes() == []


def test_a_misspelled_option_of_calling_hours_is_an_error(play: Player, simulator: Simulator) -> None:
    # Passed over, it would call at night.
    first, second = customers()
    wrong = [{**first, "timegroups": [{**HOURS[0], "inverted": True}]}, second]
    outcome = play([role("provision", provision_customers=wrong)], quiet=False)
    assert outcome.rc != 0 and "inverted" in outcome.stdout and "invert," in outcome.stdout
    assert simulator.writes() == []


def test_a_mistake_anywhere_is_found_before_hours_are_written(play: Player, simulator: Simulator) -> None:
    """Hours cannot be taken back by themselves."""
    first, second = customers()
    day = HOURS[0]["periods"][0]
    late = [{**HOURS[0], "periods": [{**day, "start": "20:00", "end": "08:00"}]}]
    wrong = [
        {**second, "timegroups": late},
        {**second, "timegroups": [{**HOURS[0], "priority": 11}]},
        {**second, "campaigns": [{**second["campaigns"][0], "timegroup": "Week ends"}]},
        # Its own list has it, and the other customer's does not count.
        {**second, "timegroups": []},
    ]
    tasks = [role("provision", provision_customers=[first, entry]) for entry in wrong]
    outcome = play(tried(*tasks), quiet=False)
    past_midnight, priority, unknown, others = outcome.failures
    assert "later than end" in past_midnight and "two periods" in past_midnight
    assert "'Weekdays' of customer 'Globex & Söhne'" in past_midnight and "priority must be from 1 to 10" in priority
    assert "Week ends" in unknown and "Weekdays" in others
    assert simulator.writes() == []


def test_hours_that_are_shared_are_there_for_the_customers_below(play: Player, simulator: Simulator) -> None:
    shared = {"customer": 1, "timegroups": [{**HOURS[0], "shared": True}]}
    below = [{**entry, "timegroups": []} for entry in customers()]
    outcome = play([role("provision", provision_customers=[shared, *below])])
    assert outcome.rc == 0, outcome.stdout
    assert [row["timegroup"] > 0 for row in simulator.state()["campaigns"]] == [True] * 3


def test_a_reviewed_plan(play: Player, simulator: Simulator, tmp_path: pathlib.Path) -> None:
    plan = tmp_path / "plan.yml"
    proposed = role("provision", provision_customers=customers(), provision_plan_dest=str(plan))
    assert play([proposed], check=True, quiet=False).rc == 0
    assert "Weekdays" in plan.read_text(encoding="utf-8") and simulator.writes() == []
    other = role("provision", provision_customers=customers(attempts=9), provision_plan_src=str(plan))
    approved = role("provision", provision_customers=customers(), provision_plan_src=str(plan))
    outcome = play([*tried(other), play.control("look", ("GET", "journal", None)), approved], quiet=False)
    assert len(outcome.acts[0].failures) == 1 and outcome.rc == 0, outcome.stdout
    assert not any(call["write"] for call in outcome.result("look")["answers"][0]["calls"])
    assert len(simulator.state()["campaigns"]) == 3


def longer(end: str, **fields: t.Any) -> list[dict[str, t.Any]]:
    """The same customers, whose first has longer hours."""
    first, second = customers(**fields)
    day = {**HOURS[0]["periods"][0], "end": end}
    return [{**first, "timegroups": [{**HOURS[0], "periods": [day]}]}, second]


def test_a_reviewed_plan_has_the_hours_too(play: Player, simulator: Simulator, tmp_path: pathlib.Path) -> None:
    plan = tmp_path / "plan.yml"
    assert play([role("provision", provision_customers=customers())], quiet=False).rc == 0
    proposed = role("provision", provision_customers=longer("19:00", attempts=2), provision_plan_dest=str(plan))
    simulator.clear_journal()
    assert play([proposed], check=True, quiet=False).rc == 0
    assert "19:00" in plan.read_text(encoding="utf-8") or "18:59:59" in plan.read_text(encoding="utf-8")
    # Other hours than were reviewed, and neither hours nor campaigns are written.
    others = (longer("22:00", attempts=2), customers(attempts=2))
    tasks = [role("provision", provision_customers=other, provision_plan_src=str(plan)) for other in others]
    # The same when somebody has changed the hours on the platform.
    approved = role("provision", provision_customers=longer("19:00", attempts=2), provision_plan_src=str(plan))
    (day,) = HOURS[0]["periods"]
    early, back = (
        task("timegroup", "other", customer=2, name="Weekdays", periods=[{**day, "start": start}])
        for start in ("08:00", day["start"])
    )
    look = play.control("look", ("GET", "journal", None), ("DELETE", "journal", None))
    # When they are as they were, exactly the plan is carried out.
    outcome = play([*tried(*tasks), look, early, look, *tried(approved), look, back, approved], quiet=False)
    assert outcome.rc == 0, outcome.stdout
    other, _early, changed, _approved = outcome.acts
    assert ['time group "Weekdays" of customer "Acme Ltd"' in message for message in other.failures] == [True, True]
    assert 'time group "Weekdays"' in said(changed, "Check the campaigns, their plan and the limits")
    journals = [line.result["answers"][0]["calls"] for line in outcome.lines if line.name == "look"]
    assert [any(call["write"] for call in calls) for calls in journals] == [False, True, False]
    assert [row["attempts"] for row in simulator.state()["campaigns"]] == [2, 2, 2]


def test_who_changes_a_campaign_while_the_hours_are_written_gets_a_conflict(
    play: Player, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    plan = tmp_path / "plan.yml"
    assert play([role("provision", provision_customers=customers())], quiet=False).rc == 0
    wanted = {"provision_customers": longer("19:00", attempts=2)}
    assert play([role("provision", **wanted, provision_plan_dest=str(plan))], check=True, quiet=False).rc == 0
    # The hours are only written when the campaign has been changed, however long that takes.
    simulator.fault("timegroups/periods/update", "delay_before", validation=False, seconds=3600)
    simulator.clear_journal()
    approved = role("provision", **wanted, provision_plan_src=str(plan))
    with Running(play, [approved], quiet=False, env={"ENSWITCH_TIMEOUT": "3600"}) as run:
        run.until(lambda calls: any(call["fault"] for call in calls))
        row = simulator.state()["campaigns"][0]
        simulator.seed(campaigns=[{**row, "attempts": 9}])
        simulator.late()
    assert run.outcome.rc != 0
    assert "plan_src: what would be done now is not what the plan says" in said(run.outcome, "Provision the campaigns")
    assert [row["attempts"] for row in simulator.state()["campaigns"]] == [9, 1, 1]
