# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan as a file: what stands in it, what is refused, and what counts as the same plan."""

from __future__ import annotations

import os
import stat

import pytest
import yaml
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import ConflictError, UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns import plan_file
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.plan_file import PlanFile, changes_as_data
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.render import Change

LABELS = {("timegroup", 1): "Office hours", ("timegroup", 4): "Evenings"}


def update(**more):
    changes = changes_as_data([Change("maximum", 1, 5), Change("timegroup", 1, 4)], LABELS)
    named = {"campaign": "Old: \u201c\u00fc\u201d", "id": 7, "customer": "Acme", "customer_id": 2}
    return {"step": "update", **named, "starts_calling": False, "changes": changes, **more}


def create(**more):
    changes = changes_as_data([Change("name", None, "New"), Change("timegroup", None, "Nights")], {})
    named = {"campaign": "New", "id": None, "customer": None, "customer_id": 2}
    return {"step": "create", **named, "starts_calling": True, "changes": changes, **more}


def delete(**before):
    changes = changes_as_data([Change(field, value, None) for field, value in before.items()], {})
    return update(step="delete", changes=changes)


def hours(**more):
    moved = {"before": {"end": "17:59:59"}, "after": {"end": "18:59:59"}}
    period = {"field": "periods", "name": "Tag \u201c\u00fc\u201d", **moved}
    return {"step": "update", "timegroup": "Weekdays", "customer": "Acme", "changes": [period], **more}


def plan(*steps, timegroups=()):
    made_from = {"state": "present", "purge": False, "campaigns": [{"name": "New", "customer": 2}]}
    return PlanFile("https://pbx.example.com/api/json/", "1 to create", made_from, list(steps), list(timegroups))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "plan.yml"


@pytest.fixture
def written(path):
    """A plan of one step in a file."""
    plan_file.write(str(path), plan(update()))
    return path


def refusal(call, *arguments):
    with pytest.raises((UsageError, ConflictError)) as caught:
        call(*arguments)
    return caught.value


def conflict(reviewed, fresh):
    with pytest.raises(ConflictError) as caught:
        plan_file.check(reviewed, fresh)
    assert caught.value.key == "plan_src"
    return caught.value.text


NOTHING = PlanFile("a", "b", {"state": "absent", "purge": True, "campaigns": []}, [], [])


@pytest.mark.parametrize("steps", [(), (update(),), (update(), create(), update(id=8, step="delete", changes=[]))])
def test_what_was_written_reads_back_the_same(path, steps):
    for written in (plan(*steps), plan(*steps, timegroups=[hours(), hours(step="create", customer=None)]), NOTHING):
        plan_file.write(str(path), written)
        assert plan_file.read(str(path)) == written


def test_it_is_yaml_that_people_can_read_and_only_its_owner_may(path):
    plan_file.write(str(path), plan(update(), create()))
    text = path.read_text(encoding="utf-8")
    there = yaml.safe_load(text)
    assert there["steps"] == [update(), create()] and there["address"] == "https://pbx.example.com/api/json/"
    assert there["made_from"] == plan().made_from and there["plan"] == "1 to create"
    assert '      - {"field": "timegroup", "before": 1, "before_name": "Office hours", "after": 4, ' in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == ["plan.yml"]


def test_an_older_file_is_replaced_and_keeps_no_wider_rights(path):
    path.write_text("old")
    path.chmod(0o644)
    plan_file.write(str(path), plan(update()))
    assert plan_file.read(str(path)).steps == [update()]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    error = refusal(plan_file.write, str(tmp_path / "none" / "plan.yml"), plan())
    assert error.key == "plan_dest" and "plan.yml cannot be written" in error.text


@pytest.mark.parametrize(
    "change, words, category",
    [
        (lambda text: text.replace('"after": 5', '"after": 50'), "was edited or is incomplete", "conflict"),
        (lambda text: text.replace("# Carry out", "# Do not carry out"), "was edited or is incomplete", "conflict"),
        (lambda text: text[: len(text) // 2], "was edited or is incomplete", "conflict"),
        (lambda text: text.replace("format: 1", "format: 2"), "is a plan of another version", "usage"),
        (lambda text: "", "is no plan of this module", "usage"),
        (lambda text: "campaigns:\n  - name: A\n", "is no plan of this module", "usage"),
        (lambda text: "format: 1\n", "is no plan of this module", "usage"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(written, change, words, category):
    written.write_text(change(written.read_text(encoding="utf-8")), encoding="utf-8")
    error = refusal(plan_file.read, str(written))
    assert words in error.text and (error.key, error.category) == ("plan_src", category)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_a_file_that_cannot_be_read_is_refused(path, content):
    if content is not None:
        path.write_bytes(content)
    error = refusal(plan_file.read, str(path))
    assert error.key == "plan_src" and str(path) in error.text


def test_other_line_ends_are_no_edit(written):
    written.write_bytes(written.read_bytes().replace(b"\n", b"\r\n"))
    assert plan_file.read(str(written)) == plan(update())


def test_the_same_plan_is_no_conflict_in_whatever_order():
    plan_file.check(plan(update(), create()), plan(create(), update()))
    # What did not exist yet stands by its name in the reviewed plan.
    there = create(
        changes=changes_as_data(
            [Change("name", None, "New"), Change("timegroup", None, 9)], {("timegroup", 9): "Nights"}
        )
    )
    plan_file.check(plan(create()), plan(there))
    # Its customer may have got another name meanwhile.
    plan_file.check(plan(update()), plan(update(customer="Acme Inc")))


MAXIMUM = changes_as_data([Change("maximum", 2, 5), Change("timegroup", 1, 4)], LABELS)
LESS = changes_as_data([Change("maximum", 1, 5)], LABELS)
OTHER_GROUP = changes_as_data(
    [Change("maximum", 1, 5), Change("timegroup", 1, 5)], {("timegroup", 5): "Evenings", **LABELS}
)

SAME_NAME = changes_as_data(
    [Change("maximum", 1, 5), Change("timegroup", 1, 6)], {("timegroup", 6): "Evenings", **LABELS}
)
SAME = 'to "Evenings" (ID 5), the plan has it changed from "Office hours" (ID 1) to "Evenings" (ID 6)'

OLD = 'campaign "Old: \u201c\u00fc\u201d" (ID 7) of customer "Acme"'
LEFT = 'from "Office hours" to "Evenings", the plan has it left alone'


@pytest.mark.parametrize(
    "reviewed, fresh, words",
    [
        ([update()], [], "The plan says to update {0}, which would not be done now.".format(OLD)),
        ([], [create()], 'Now the task would create campaign "New" of customer 2, which is not in the plan.'),
        ([update()], [update(step="delete")], "now the task would delete campaign"),
        (
            [update()],
            [update(changes=MAXIMUM)],
            "maximum would be changed from 2 to 5, the plan has it changed from 1 to 5",
        ),
        ([update()], [update(changes=LESS)], "timegroup would be left alone"),
        ([update(changes=LESS)], [update()], LEFT),
        # Another group of the same name.
        # A campaign that is to go: what is not listed is at its default.
        ([delete(enabled=False)], [delete()], "To delete {0}: enabled is true now, the plan has false".format(OLD)),
        ([delete()], [delete(maximum=5)], "maximum is 5 now, the plan has 1"),
        ([update(changes=SAME_NAME)], [update(changes=OTHER_GROUP)], SAME),
        ([update()], [update(customer_id=3)], "the customer is another one now (3)"),
        # Whichever plan knows the customer's name, all sentences have it.
        ([update()], [update(step="delete", customer=None)], "delete " + OLD),
        ([update()], [update(), create()], 'create campaign "New" of customer "Acme"'),
        ([create()], [update()], 'says to create campaign "New" of customer "Acme"'),
    ],
)
def test_a_plan_that_differs_is_a_conflict_that_says_in_what(reviewed, fresh, words):
    assert words in conflict(plan(*reviewed), plan(*fresh))


@pytest.mark.parametrize(
    "reviewed, fresh, words",
    [
        ([hours()], [], 'The plan says to update time group "Weekdays" of customer "Acme" in a way that would not'),
        ([], [hours(step="create")], 'Now the task would create time group "Weekdays" of customer "Acme"'),
        ([hours()], [hours(step="delete")], "the task would delete time group"),
        ([hours()], [hours(changes=[])], "in a way that"),
        ([hours()], [hours(customer=3)], "of customer 3"),
    ],
)
def test_other_hours_are_a_conflict(reviewed, fresh, words):
    plan_file.check(plan(update(), timegroups=[hours(), *reviewed]), plan(update(), timegroups=[*reviewed, hours()]))
    assert words in conflict(plan(update(), timegroups=reviewed), plan(update(), timegroups=fresh))


def test_many_differences_are_counted():
    assert conflict(plan(), plan(*(update(id=number) for number in range(1, 14)))).endswith("And 3 more.")


def test_a_plan_of_another_platform_is_a_conflict():
    plan_file.check_address(plan(), "https://pbx.example.com/api/json/")
    with pytest.raises(ConflictError, match="pbx.example.com/api/json/, not for https://other/"):
        plan_file.check_address(plan(), "https://other/")
    # As an earlier version has written it.
    earlier = plan()._replace(address="https://PBX.example.com:443/api/json/")
    plan_file.check_address(earlier, "https://pbx.example.com/api/json/")


def test_hours_stand_in_the_file_as_campaigns_do():
    lines = plan_file.as_text(plan(timegroups=[hours()])).splitlines()
    begin = lines.index("timegroups:")
    assert lines[begin + 1 : begin + 5] == [
        '  - step: "update"',
        '    timegroup: "Weekdays"',
        '    customer: "Acme"',
        "    changes:",
    ]
    assert lines[begin + 5].startswith('      - {"field": "periods", "name": "Tag ') and lines[begin + 6] == "steps: []"


def test_only_time_groups_that_change_stand_in_a_plan():
    changes = [{"field": "priority", "before": 1, "after": 2}]
    results = [
        {"item": {"customer": "Acme Ltd", "name": "Nights", "periods": []}, "operation": "created", "changes": changes},
        {"item": {"customer": 2, "id": 4}, "operation": "updated", "changes": changes, "changed": False},
        {"item": {"customer": 2, "name": "Gone", "state": "absent"}, "operation": "deleted", "changes": changes},
        {"item": {"customer": 2, "name": "Same"}, "operation": "unchanged", "changes": []},
        {"item": {"customer": 2, "name": "Skipped"}, "skipped": True},
    ]
    assert plan_file.read_timegroup_results(results) == [
        {"step": "create", "timegroup": "Nights", "customer": "Acme Ltd", "changes": changes},
        {"step": "update", "timegroup": 4, "customer": 2, "changes": changes},
        {"step": "delete", "timegroup": "Gone", "customer": 2, "changes": []},
    ]


def test_the_numbers_of_a_period_are_told_in_spans():
    told = {"name": "Day", "end": "17:59:59", "days_week": ["mon", "tue"]}
    period = {**told, "days_month": [1, 2, 3, 24, 31], "months": [12], "years": list(range(2000, 2100))}
    change = {"field": "periods", "name": "Day", "before": None, "after": period}
    result = {"item": {"customer": 2, "name": "Hours"}, "operation": "updated", "changes": [change]}
    (step,) = plan_file.read_timegroup_results([result])
    brief = {**told, "days_month": "1-3,24,31", "months": "12", "years": "2000-2099"}
    assert step["changes"] == [{**change, "after": brief}]
