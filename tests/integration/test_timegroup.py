# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules timegroup and timegroup_info against a simulated platform in this process."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator

import pytest
from integration.hours import ALWAYS, CUSTOMER, Hours

pytestmark = pytest.mark.any_core

WEEKDAYS = {"name": "Weekdays", "days_week": "mon-fri", "start": "09:00", "end": "18:00"}
SATURDAYS = {"name": "Saturdays", "days_week": ["sat"], "start": "10:00", "end": "13:00"}
CHRISTMAS = {"name": "Christmas", "startdate": "2026-12-24", "enddate": "2026-12-26", "repeats": False}
CREATE, UPDATE, DELETE = "timegroups/create", "timegroups/update", "timegroups/delete"
NEW, CHANGE, REMOVE = (f"timegroups/periods/{what}" for what in ("create", "update", "delete"))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Hours:
    return Hours(tmp_path_factory.mktemp("platform"))


@pytest.fixture
def hours(shared: Hours) -> Iterator[Hours]:
    shared.platform.reset()
    yield shared


def there(hours: Hours, **options: t.Any) -> int:
    """A group Hours with two periods; its ID."""
    number: int = hours(periods=[WEEKDAYS, SATURDAYS], **options).result["id"]
    hours.forget()
    return number


def functions(hours: Hours) -> list[str]:
    return [function for function, _parameters in hours.writes()]


@pytest.mark.parametrize("stored, wanted", [("nfc", "Bu\u0308ro"), ("nfd", "B\u00fcro")])
def test_a_platform_that_composes_names_gets_one_group(hours: Hours, stored: str, wanted: str) -> None:
    hours.platform.reset(name_form=stored, text_form="strip")
    periods = [{**WEEKDAYS, "name": wanted, "description": wanted}]
    options = {"name": wanted, "description": wanted, "periods": periods}
    first, second = hours(**options), hours(**options)
    assert first.result["changed"] and not second.failed and second.result["changed"] is False, second
    assert hours(name=wanted, state="absent").result["id"] == first.result["id"]


def test_a_platform_that_cuts_names_is_seen(hours: Hours) -> None:
    hours.platform.reset(longest_name=16)
    for words, changed in (("has given it the name 'Hours of the sho'", True), ("most likely", False)):
        ended = hours(name="Hours of the shop", periods=[])
        assert ended.failed and (ended.error["category"], ended.error["key"]) == ("conflict", "name")
        assert words in ended.result["msg"] and ended.result["changed"] is changed


@pytest.mark.parametrize(
    "form, name, stored",
    [
        ("latin1", "Shop \u03a9", "Shop ?"),
        ("three_bytes", "Shop \U0001f600 of mine", "Shop"),
        ("misread", "Shop \u00df", "Shop \u00c3\\x9f"),
    ],
)
def test_a_platform_that_cannot_store_a_letter_gets_one_group(hours: Hours, form: str, name: str, stored: str) -> None:
    hours.platform.reset(name_form=form)
    for words, changed in (("has given it the name '{0}'", True), ("most likely the time group '{0}'", False)):
        ended = hours(name=name, periods=[])
        assert ended.failed and words.format(stored) in ended.result["msg"] and ended.result["changed"] is changed


@pytest.mark.parametrize(
    "server, name, stored",
    [({"longest_name": 16}, "Hours of the shop", "Hours of the sho"), ({"name_form": "casefold"}, "Shop", "shop")],
)
def test_a_platform_that_gives_another_name_is_seen_on_each_run(
    hours: Hours, server: dict[str, t.Any], name: str, stored: str
) -> None:
    hours.platform.reset(**server)
    number = there(hours)
    for _run in range(3):
        ended = hours(id=number, name=name)
        assert ended.failed and (ended.error["category"], ended.error["key"]) == ("conflict", "name")
        assert f"the platform has given it the name '{stored}'" in ended.result["msg"]
        assert ended.result["changed"] is True and ended.result["timegroup"]["name"] == stored


def test_a_group_that_is_listed_late_has_its_old_name(hours: Hours) -> None:
    number = there(hours)
    world = hours.platform.world
    world.options = world.options.changed({"list_lag_calls": 99})
    ended = hours(id=number, name="Shop")
    assert not ended.failed and functions(hours) == [UPDATE], ended


def test_a_group_is_created_with_its_periods(hours: Hours) -> None:
    ended = hours(description="When we call", periods=[WEEKDAYS, CHRISTMAS])
    result = ended.result
    assert not ended.failed and ended.warnings == [], ended
    assert result["changed"] and result["operation"] == "created" and functions(hours) == [CREATE, NEW, NEW]
    group = hours.group(result["id"])
    assert (group["customer"], group["active"], group["description"]) == (CUSTOMER, 1, "When we call")
    weekdays, christmas = group["periods"]
    assert weekdays["days_week"] == "1,2,3,4,5"
    assert [weekdays[name] for name in ("starthour", "endhour", "endminute", "endsecond")] == [9, 17, 59, 59]
    assert (christmas["startdate"], christmas["enddate"], christmas["repeats"]) == (1798070400, 1798243200, 0)
    shown = result["timegroup"]
    assert shown["id"] == result["id"] and shown["customer"] == CUSTOMER and shown["invert"] is False
    assert shown["periods"][0]["end"] == "17:59:59"
    assert shown["periods"][0]["days_week"] == ["mon", "tue", "wed", "thu", "fri"]
    assert shown["periods"][1]["startdate"] == "2026-12-24"
    assert {change["field"] for change in result["changes"]} >= {"name", "description", "periods"}
    assert result["diff"]["before"] == ""
    assert "  Weekdays: Mon-Fri 09:00-18:00\n" in result["diff"]["after"]


@pytest.mark.parametrize(
    "customer, words", [(CUSTOMER, f"customer {CUSTOMER}"), ("Acme Ltd", "customer 'Acme Ltd' (ID 2)")]
)
def test_the_difference_says_whose_hours_change(hours: Hours, customer: int | str, words: str) -> None:
    for check in (True, False):
        result = hours(check=check, customer=customer, periods=[WEEKDAYS]).result
        number = "" if check else f" (ID {result['id']})"
        assert result["diff"]["after_header"] == f"time group 'Hours'{number} of {words}"


def test_periods_are_the_whole_set_and_are_told_by_name(hours: Hours) -> None:
    there(hours)
    longer = {**WEEKDAYS, "end": "19:00"}
    ended = hours(periods=[longer])
    assert functions(hours) == [REMOVE, CHANGE]
    entries = {change["name"]: change for change in ended.result["changes"]}
    assert entries["Saturdays"]["after"] is None and entries["Weekdays"]["after"]["end"] == "18:59:59"
    assert entries["Weekdays"]["before"].items() >= ALWAYS.items() - {("startdate", 0)}
    assert ended.result["diff"]["before"].splitlines() == [
        "periods:",
        "  Weekdays: Mon-Fri 09:00-18:00",
        "  Saturdays: Sat 10:00-13:00",
    ]
    assert ended.result["diff"]["after"].splitlines() == ["periods:", "  Weekdays: Mon-Fri 09:00-19:00"]
    assert hours(periods=[]).result["timegroup"]["periods"] == []


def test_a_period_that_no_task_may_write_is_shown_and_removed(hours: Hours) -> None:
    """Another tool may have written a window past midnight."""
    number = there(hours)
    with hours.platform.world.store.transaction() as cursor:
        cursor.execute("UPDATE periods SET starthour = 22, endhour = 5 WHERE name = 'Saturdays'")
    ended = hours(periods=[WEEKDAYS])
    assert functions(hours) == [REMOVE] and ended.result["changed"]
    assert "  Saturdays: Sat 22:00-06:00\n" in ended.result["diff"]["before"]
    assert [period["name"] for period in hours.group(number)["periods"]] == ["Weekdays"]


@pytest.mark.parametrize("resets", [False, True])
def test_dates_outlive_an_update_of_something_else(hours: Hours, resets: bool) -> None:
    hours.platform.reset(reset_omitted_dates=resets)
    number = hours(periods=[CHRISTMAS]).result["id"]
    hours(periods=[{**CHRISTMAS, "description": "closed"}])
    period = hours.group(number)["periods"][0]
    assert (period["description"], period["startdate"], period["repeats"]) == ("closed", 1798070400, 0)


def test_check_mode_validates_and_says_what_it_cannot(hours: Hours) -> None:
    ended = hours(check=True, periods=[WEEKDAYS])
    assert ended.result["operation"] == "created" and ended.result["changed"] and "id" not in ended.result
    assert hours.validations() == [CREATE] and ended.result["validated"] is False
    assert (
        len(ended.warnings) == 1
        and "period 'Weekdays' can only be validated when the group exists" in ended.warnings[0]
    )
    assert ended.result["timegroup"]["periods"][0]["start"] == "09:00:00"
    number = there(hours)
    ended = hours(check=True, priority=2, periods=[{**WEEKDAYS, "end": "19:00"}, SATURDAYS, CHRISTMAS])
    assert sorted(hours.validations()) == sorted([UPDATE, CHANGE, NEW]) and ended.result["validated"] is True
    assert ended.warnings == [] and ended.result["id"] == number
    ended = hours(check=True, periods=[WEEKDAYS])
    assert "deletion of period 'Saturdays' has no validation mode" in ended.warnings[0]


def test_the_platforms_refusal_is_the_same_in_check_mode(hours: Hours) -> None:
    there(hours)
    for check in (True, False):
        hours.platform.fault(UPDATE, "code", code=400, key="priority", message="No.")
        error = hours(check=check, priority=2).error
        assert (error["category"], error["key"]) == ("invalid_input", "priority")
        hours.platform.fault(CHANGE, "code", code=400, key="endhour", message="No.")
        ended = hours(check=check, periods=[{**WEEKDAYS, "end": "19:00"}, SATURDAYS, CHRISTMAS])
        assert ended.result["msg"].startswith("the update of period 'Weekdays': timegroups/periods/update failed")


def test_an_unread_period_is_not_taken_for_none(hours: Hours) -> None:
    number = there(hours)
    for options in ({"periods": [WEEKDAYS]}, {"periods": []}):
        ended = hours(username="acme.agent", **options)
        assert ended.error["category"] == "role" and ended.error["function"] == "timegroups/periods/list"
    listed = hours("timegroup_info", username="acme.agent", name="Hours")
    assert listed.error["category"] == "role" and "administrator" in listed.result["msg"]
    ended = hours(username="acme.agent")
    assert ended.result["operation"] == "unchanged" and "periods" not in ended.result["timegroup"]
    assert hours.writes() == [] and len(hours.group(number)["periods"]) == 2


def test_hidden_periods_are_left_out(hours: Hours) -> None:
    hours.platform.reset(shared_periods="hidden")
    listed = hours("timegroup_info", username="acme.admin", available=True)
    assert [group["name"] for group in listed.result["timegroups"] if "periods" not in group] == ["Public holidays"]
    assert len(listed.warnings) == 1 and "'Public holidays'" in listed.warnings[0]


def test_a_shared_group_of_another_customer_is_never_changed(hours: Hours) -> None:
    (shared,) = [group for group in hours.groups() if group["shared"]]
    before = hours.groups()
    for options in ({"name": shared["name"]}, {"id": shared["id"]}, {"id": shared["id"], "state": "absent"}):
        ended = hours(priority=9, **options)
        assert ended.error["category"] == "conflict" and f"ID {shared['id']}" in ended.result["msg"]
    assert hours(name=shared["name"], state="absent").result["operation"] == "unchanged"
    assert hours.groups() == before


def test_the_id_of_another_customers_group_is_not_taken_for_absent(hours: Hours) -> None:
    number = there(hours)
    for state in ("present", "absent"):
        ended = hours(customer=1, id=number, name=None, state=state)
        assert ended.error["category"] == "conflict" and f"customer {CUSTOMER}" in ended.result["msg"]
    assert hours.writes() == [] and hours.group(number)
    assert hours(customer=1, id=number + 1000, name=None, state="absent").result["operation"] == "unchanged"


def test_a_group_in_use_is_not_deleted_in_check_mode_either(hours: Hours) -> None:
    number = there(hours)
    hours.seed(campaigns=[{"id": 70, "name": "Survey", "customer": CUSTOMER, "timegroup": number}])
    for check in (True, False):
        ended = hours(check=check, state="absent")
        assert ended.error["category"] == "conflict" and "'Survey' (ID 70 of customer 2)" in ended.result["msg"]
    hours.seed(campaigns=[{"id": 70, "name": "Survey", "customer": CUSTOMER, "timegroup": 0}])
    ended = hours(check=True, state="absent")
    assert ended.result["operation"] == "deleted" and "no validation mode" in ended.warnings[0]
    ended = hours(state="absent")
    assert ended.result["operation"] == "deleted" and functions(hours) == [DELETE]
    assert ended.result["timegroup"] == {} and ended.result["changes"][0]["after"] is None
    assert hours(state="absent").result["operation"] == "unchanged"


def test_a_shared_group_may_be_in_use_below(hours: Hours) -> None:
    number = hours(customer=1, shared=True, periods=[WEEKDAYS]).result["id"]
    hours.forget()
    hours.seed(campaigns=[{"id": 70, "name": "Below", "customer": 3, "timegroup": number}])
    ended = hours(customer=1, state="absent", check=True)
    assert "'Below' (ID 70 of customer 3)" in ended.result["msg"]
    # Nor has it to be shared still.
    hours(customer=1, shared=False)
    ended = hours(customer=1, state="absent")
    assert ended.error["category"] == "conflict" and "'Below' (ID 70 of customer 3)" in ended.result["msg"]


def test_who_may_not_list_customers_is_told_what_was_not_seen(hours: Hours) -> None:
    number = there(hours)
    hours.seed(timegroups=[{"id": number, "name": "Hours", "customer": CUSTOMER, "shared": True}])
    ended = hours(username="acme.admin", state="absent")
    assert ended.result["operation"] == "deleted"
    assert any("customers/list" in warning for warning in ended.warnings)


def test_a_failure_on_the_way_tells_that_something_has_changed(hours: Hours) -> None:
    number = there(hours)
    hours.platform.fault(NEW, "code", code=403, validation=False)
    ended = hours(periods=[CHRISTMAS])
    assert ended.failed and ended.result["changed"] is True and ended.result["id"] == number
    assert ended.result["operation"] == "updated" and ended.error["category"] == "rate_plan"
    assert ended.result["msg"].startswith("the creation of period 'Christmas': timegroups/periods/create failed")
    assert "Before that, this was done: the deletion of period 'Weekdays'" in ended.result["msg"]
    hours.forget()
    hours.platform.fault(UPDATE, "code", code=403)
    ended = hours(priority=9)
    assert ended.failed and ended.result["changed"] is False
    assert "Before that" not in ended.result["msg"] and "now calls" not in ended.result["msg"]


MORNINGS, EVENINGS = {"name": "Mornings", "end": "09:00"}, {"name": "Evenings", "start": "18:00"}


def test_a_group_is_not_turned_around_before_the_platform_has_accepted_all_periods(hours: Hours) -> None:
    """Halfway, it would call at night."""
    number = there(hours)
    before = hours.group(number)
    hours.platform.fault(NEW, "code", code=400, key="days_week", after=1)
    ended = hours(invert=True, periods=[MORNINGS, EVENINGS])
    assert ended.error["category"] == "invalid_input" and ended.result["changed"] is False
    assert hours.writes() == [] and hours.group(number) == before
    assert hours.validations() == [NEW, NEW]


def test_a_period_that_is_refused_beside_one_that_goes_before_it_is_no_reason_to_stop(hours: Hours) -> None:
    """Names may have to be unique, and times may have to be apart."""
    there(hours)
    hours.platform.fault(NEW, "code", code=400, key="name", validation=True, count=None)
    assert not hours(periods=[{**WEEKDAYS, "name": "weekdays", "start": "10:00"}]).failed
    assert hours.validations() == [] and functions(hours) == [REMOVE, REMOVE, NEW]


@pytest.mark.parametrize(
    "inverted, options, function, now",
    [
        (
            False,
            {"invert": True, "periods": [MORNINGS, EVENINGS]},
            UPDATE,
            "in Mon-Fri 09:00-18:00; Sat 10:00-13:00; Mon-Sun 00:00-09:00; Mon-Sun 18:00-24:00",
        ),
        (True, {"periods": [WEEKDAYS, CHRISTMAS]}, REMOVE, None),
        (True, {"periods": [CHRISTMAS], "priority": 3}, NEW, "at all times but Mon-Fri 09:00-18:00; Sat 10:00-13:00"),
        (False, {"periods": [CHRISTMAS]}, NEW, "at no time"),
    ],
)
def test_a_task_that_breaks_off_says_in_which_hours_the_group_calls_now(
    hours: Hours, inverted: bool, options: dict[str, t.Any], function: str, now: str | None
) -> None:
    there(hours, invert=inverted)
    hours.platform.fault(function, "code", code=403, validation=False)
    message = hours(**options).result["msg"]
    now = now or "at all times but Mon-Fri 09:00-18:00; Sat 10:00-13:00; "
    assert f"This group now calls {now}" in message and "until the task has been run again. " in message
    assert message.index("Before that, this was done") < message.index("This group now calls")


def test_a_task_that_breaks_off_says_where_the_hours_cannot_be_read(hours: Hours) -> None:
    there(hours)
    hours.platform.fault(NEW, "code", code=403, validation=False)
    hours.platform.fault("timegroups/periods/list", "code", code=402, after=1)
    message = hours(periods=[CHRISTMAS]).result["msg"]
    assert "In which hours this group calls now could not be read: timegroups/periods/list failed" in message


def test_a_platform_without_dates_is_not_given_any(hours: Hours) -> None:
    hours.platform.reset(api_version="3.14")
    number = hours(periods=[WEEKDAYS]).result["id"]
    hours.forget()
    assert hours(periods=[{**WEEKDAYS, "end": "17:00"}]).result["operation"] == "updated"
    assert "repeats" not in hours.writes()[0][1]
    hours.forget()
    ended = hours(periods=[WEEKDAYS, CHRISTMAS])
    assert ended.failed and "4.0" in ended.result["msg"] and hours.writes() == []
    # Where no period tells it before, the one that would hold every day does not stay.
    hours(periods=[])
    ended = hours(periods=[CHRISTMAS])
    assert ended.failed and "4.0" in ended.result["msg"] and hours.group(number)["periods"] == []


def test_groups_of_several_customers_are_listed(hours: Hours) -> None:
    listed = hours("timegroup_info", customer=["Acme Ltd", 3], name="Office hours").result["timegroups"]
    assert [(group["customer"], group["id"]) for group in listed] == [(2, 1), (3, 2)]
    assert hours("timegroup_info", id=2).result["timegroups"] == []
    own = {group["id"] for group in hours("timegroup_info").result["timegroups"]}
    available = {group["id"] for group in hours("timegroup_info", available=True).result["timegroups"]}
    assert own < available


def test_what_can_be_read_is_listed(hours: Hours) -> None:
    options: dict[str, t.Any] = {"name": "Office hours", "on_error": "continue"}
    listed = hours("timegroup_info", customer=["Acme Ltd", "Acme Limited", 2, 3], **options).result
    assert [(group["customer"], group["id"]) for group in listed["timegroups"]] == [(2, 1), (3, 2)]
    (failed,) = listed["failed_customers"]
    assert failed["customer"] == "Acme Limited" and "Acme Ltd" in failed["msg"]
    assert failed["error"]["category"] == "not_found"
    assert hours("timegroup_info", customer=["Acme Limited"], **options).error["category"] == "not_found"
    unread = hours("timegroup_info", username="acme.agent", **options)
    assert [("periods" in group) for group in unread.result["timegroups"]] == [False]
    assert unread.result["failed_customers"] == [] and "administrator" in unread.warnings[0]


def test_all_listed_groups_can_be_applied(hours: Hours) -> None:
    hours.platform.reset(quoted_integers=True)
    for group in hours("timegroup_info", customer=[1, 2, 3]).result["timegroups"]:
        assert hours(**group).result["operation"] == "unchanged"
    assert hours.writes() == []


@pytest.mark.parametrize("state", ["absent", "present"])
@pytest.mark.parametrize(
    ("code", "category"), [(401, "authentication"), (402, "role"), (403, "rate_plan"), (500, "server")]
)
def test_only_404_tells_that_there_is_no_such_group(hours: Hours, state: str, code: int, category: str) -> None:
    number = there(hours)
    hours.platform.fault("timegroups/get", "code", code=code, count=None)
    ended = hours(id=number, customer=3, state=state, **({} if state == "absent" else {"priority": 5}))
    assert ended.failed and (ended.error["category"], ended.error["function"]) == (category, "timegroups/get")
    assert hours.writes() == []


@pytest.mark.parametrize("state", ["absent", "present"])
def test_a_page_of_a_web_server_does_not_tell_that_there_is_no_such_group(hours: Hours, state: str) -> None:
    number = there(hours)
    hours.platform.fault("timegroups/get", "status", status=404, count=None)
    ended = hours(id=number, customer=3, state=state, **({} if state == "absent" else {"priority": 5}))
    assert ended.failed and (ended.error["category"], ended.error["http_status"]) == ("protocol", 404)
    assert hours.writes() == []
