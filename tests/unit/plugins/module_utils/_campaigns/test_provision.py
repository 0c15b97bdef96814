# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole runs over campaigns against a model of the platform: budgets and failures."""

from __future__ import annotations

import itertools

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import ConflictError
from ansible_collections.telephony.enswitch.plugins.module_utils._api.progress import Watcher
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.desired import (
    read_all_desired,
    read_desired,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.provision import provision
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.stages import Settings
from unit.support.fakes import client, dropped, envelope, refused
from unit.support.platform import Platform
from unit.support.provisioning import (
    CREATE,
    DELETE,
    GET,
    LIST,
    LOGIN,
    UPDATE,
    names,
    new,
    operations,
    play,
    there,
)


def stay_behind(platform, function, looks):
    """After a call of this function, show what is there now for so many looks at a list."""
    old = envelope("200", data=[{"id": number, **campaign} for number, campaign in platform.campaigns.items()])
    platform.after[function] = [lambda _parameters: platform.before.update({LIST: [old] * looks})]


# --- what is done, and with how many calls ----------------------------------------------------------------


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("workers", [1, 4])
def test_a_run_and_a_second_one(workers, quoted):
    platform = Platform(quoted=quoted, extra=True)
    kept = platform.add("Kept")
    changed = platform.add("Changed", attempts=1)
    entries = [
        new("Kept"),
        {"name": "Changed", "customer": "Acme Ltd", "attempts": "5"},
        new("New", "Acme Ltd", timegroup="Office hours", recordgroup="Compliance", owner="acme.agent"),
        new("New", "Globex & Söhne", timegroup="Office hours", owner="+4930123"),
        new("Mine", 1),
    ]
    report = play(platform, entries, workers=workers)
    assert operations(report) == ["unchanged", "updated", "created", "created", "created"]
    assert report.failures == [] and report.purged == () and report.warnings == ()
    assert [entry.changed for entry in report.entries] == [False, True, True, True, True]
    assert [report.entries[0].id, report.entries[1].id] == [kept, changed]
    created = platform.campaigns[report.entries[2].id]
    assert (created["timegroup"], created["recordgroup"], created["owner"], created["customer"]) == (1, 1, 7, 2)
    assert platform.campaigns[report.entries[3].id]["timegroup"] == 2
    # Customers of new campaigns are read back.
    assert platform.functions.count(LIST) == 6
    assert len(platform.writes) == 4
    report = play(platform, entries, workers=workers)
    assert operations(report) == ["unchanged"] * 5
    assert platform.writes == [] and platform.functions.count(LIST) == 3
    assert platform.functions.count(GET) == 2 and LOGIN not in platform.functions


def test_one_read_per_customer_however_many_campaigns():
    platform = Platform()
    entries = [new("Campaign {0}".format(number), 2 + number % 2) for number in range(40)]
    play(platform, entries, workers=8)
    assert platform.functions.count(LIST) == 4 and platform.functions.count(CREATE) == 40
    play(platform, entries, workers=8)
    assert platform.functions == [LIST, LIST]


def test_names_are_looked_up_once_each():
    platform = Platform()
    entries = [new(str(number), "Acme Ltd", timegroup="Office hours", owner="acme.agent") for number in range(9)]
    play(platform, entries)
    reads = [function for function in platform.functions if function != CREATE]
    assert sorted(reads) == [LIST, LIST, GET, "customers/list", "people/get", "timegroups/list"]


def test_references_are_not_looked_up_to_delete():
    platform = there("Spring")
    play(platform, [{"name": "Spring", "customer": 2, "timegroup": "No such group", "owner": "nobody"}], state="absent")
    assert platform.functions == [LIST, DELETE, LIST]


def test_an_empty_list_needs_no_call():
    platform = Platform()
    assert play(platform, [], purge=True).all == ()
    assert platform.journal == []


@pytest.mark.parametrize("verify", [False, True])
def test_verify_lists_once_more(verify):
    platform = Platform()
    platform.add("Same", customer=3)
    entries = [new("Spring", attempts=3), new("Summer"), {"name": "Same", "customer": 3, "attempts": 2}]
    report = play(platform, entries, verify=verify)
    spring, summer, same = report.entries
    # Customers of new campaigns are listed in any case.
    assert platform.functions == [LIST] * 2 + [CREATE] * 2 + ["bulk/campaigns/update"] + [LIST] * (1 + verify)
    assert spring.campaign["id"] == spring.id and spring.campaign["attempts"] == 3
    assert (spring.campaign["customer"], summer.campaign["id"], same.campaign["attempts"]) == (2, summer.id, 2)
    assert report.warnings == () and report.failures == []


def test_nothing_written_nothing_verified():
    platform = there("Same")
    platform.add("Same", customer=3)
    play(platform, [{"name": "Same", "customer": 2}, {"name": "Same", "customer": 3, "attempts": 2}], purge=True)
    assert platform.functions == [LIST, LIST, UPDATE]


@pytest.mark.parametrize(
    ("entry", "run", "function"),
    [
        ({"name": "Spring", "enabled": False}, {}, UPDATE),
        ({"name": "Spring"}, {"state": "absent"}, DELETE),
        ({"name": "Summer"}, {"purge": True}, DELETE),
    ],
)
def test_what_the_next_task_must_not_take_for_undone_is_waited_for(entry, run, function):
    """Once for each customer: a campaign that is still listed as running would be taken for running."""
    platform = there("Spring", "Summer")
    stay_behind(platform, function, 2)
    report = play(platform, [{"customer": 2, **entry}], **run)
    assert platform.functions == [LIST, function, LIST, LIST, LIST]
    assert report.failures == [] and report.warnings == ()


@pytest.mark.parametrize("count", [1, 2])
def test_a_list_that_stays_behind_is_worth_a_warning(count):
    platform = there("Spring", "Summer")
    entries = [{"customer": 2, "name": name} for name in ("Spring", "Summer")][:count]
    stay_behind(platform, DELETE, 99)
    report = play(platform, entries, state="absent")
    assert [entry.campaign for entry in report.entries] == [{}] * count
    what = ["campaigns[0] ('Spring') was deleted, but the platform still lists it.", "2 campaigns were deleted, but"]
    assert len(report.warnings) == 1 and report.warnings[0].startswith(what[count - 1])


def test_a_value_that_stays_as_it_was_is_not_the_platforms_own():
    platform = there("Spring")
    platform.makes = {"enabled": lambda _value: 1, "maximum": lambda value: value - 1}
    report = play(platform, [{"customer": 2, "name": "Spring", "enabled": False, "maximum": 9}])
    stays = "campaigns[0] ('Spring'): enabled was changed to False, but the platform lists True as before. "
    assert [text.startswith(stays) for text in report.warnings] == [False, True]
    assert "has made 8 of maximum 9" in report.warnings[0]
    # What is neither old nor new does not get better by waiting.
    platform = there("Spring")
    platform.makes["maximum"] = lambda value: value - 1
    report = play(platform, [{"customer": 2, "name": "Spring", "enabled": False, "maximum": 9}])
    assert platform.functions == [LIST, UPDATE, LIST] and len(report.warnings) == 1


def test_a_name_that_stays_as_it_was_is_late():
    platform = there("Spring")
    platform.makes["name"] = lambda _name: "Spring"
    report = play(platform, [{"customer": 2, "id": 100, "name": "Summer"}], verify=True)
    assert report.failures == [] and "name was changed to 'Summer'" in report.warnings[0]


@pytest.mark.parametrize("count", [1, 2])
def test_a_write_that_is_done_stays_done_when_reading_it_back_fails(count):
    platform = Platform()
    platform.before[LIST] = [None, *(refused() for _look in range(9))]
    report = play(platform, [new("Spring"), new("Summer")][:count], verify=True)
    assert operations(report) == ["created"] * count and report.entries[0].changed
    assert report.entries[0].campaign["id"] == report.entries[0].id
    wanted = ["campaigns[0] ('Spring') was created, but reading it", "2 campaigns were written, but reading them"]
    assert [text.startswith(wanted[count - 1] + " again failed: ") for text in report.warnings] == [True]


def test_a_lost_race_is_reported_although_the_write_is_done():
    platform = Platform()
    platform.after[CREATE] = [lambda _parameters: platform.add("Spring") and None]
    report = play(platform, [new("Spring"), new("Summer")], verify=True)
    entry, other = report.entries
    assert isinstance(entry.error, ConflictError) and entry.operation == "failed" and entry.changed
    assert "IDs 100, 101" in entry.error.text
    assert other.error is None and other.operation == "created"


def test_twins_that_were_there_before_are_no_lost_race():
    platform = Platform()
    number = platform.add("Spring")
    platform.add("Spring")
    report = play(platform, [{"id": number, "customer": 2, "attempts": 3}], verify=True)
    assert report.failures == [] and report.entries[0].campaign["attempts"] == 3


@pytest.mark.parametrize("entry", [new("New", maximum=9), {"name": "Old", "customer": 2, "attempts": 3, "maximum": 9}])
def test_a_failure_says_what_was_seen_of_a_change_whose_answer_was_lost(entry):
    platform = there("Old")
    platform.makes["maximum"] = lambda value: min(value, 5)
    platform.after = {CREATE: [dropped()], UPDATE: [dropped()]}
    (outcome,) = play(platform, [entry]).entries
    assert outcome.operation == "failed" and outcome.changed and len(platform.writes) == 1
    assert outcome.campaign["maximum"] == 5 and outcome.campaign["id"] in platform.campaigns


@pytest.mark.parametrize("verify", [False, True])
def test_a_name_that_the_platform_cuts_fails_on_each_run(verify):
    platform = there("Spring")
    platform.makes["name"] = lambda name: name[:16]
    for _run in range(3):
        report = play(platform, [{"id": 100, "customer": 2, "name": "Spring questionnaire"}], verify=verify)
        entry = report.entries[0]
        assert isinstance(entry.error, ConflictError) and entry.changed and report.warnings == ()
        assert "the platform has given it the name 'Spring questionn'" in entry.error.text
        assert len(platform.writes) == 1 and entry.campaign["name"] == "Spring questionn"


@pytest.mark.parametrize("rename", [False, True])
def test_a_name_in_a_form_of_the_platforms_own(rename):
    """Under the name that was asked for, nobody would find it on the next run, and it would be created again."""
    platform = Platform()
    platform.makes["name"] = lambda name: name[:10]
    entries = (
        [{"id": platform.add("Spring"), "customer": 2, "name": "Spring survey"}] if rename else [new("Spring survey")]
    )
    report = play(platform, entries, verify=True)
    entry = report.entries[0]
    assert isinstance(entry.error, ConflictError) and entry.error.key == "name" and entry.changed
    assert "has the ID 100, and the platform has given it the name 'Spring sur'" in entry.error.text
    assert entry.campaign["name"] == "Spring sur"


def test_a_value_that_the_platform_does_not_take():
    platform = Platform()
    platform.makes["maximum"] = lambda value: min(value, 5)
    report = play(platform, [new("Spring", maximum=9, description="x")], verify=True)
    assert operations(report) == ["created"]
    text = "campaigns[0] ('Spring'): the platform has made 5 of maximum 9, so it is sent on every run."
    assert report.warnings == (text,)


def test_a_field_that_the_platform_turns_out_not_to_have():
    """Without a campaign nobody can tell before. The second run says the same."""
    platform = Platform(hide=["keep_agents_available"])
    for _run in range(2):
        report = play(platform, [new("Spring", keep_agents_available=3)], verify=True)
        assert "keep_agents_available is not known to this platform" in report.entries[0].error.text
    assert names(platform) == ["Spring"]
    assert play(platform, [new("Summer", keep_agents_available=0)], verify=True).failures == []


@pytest.mark.parametrize("options", [{}, {"state": "absent"}, {"purge": True}])
def test_a_campaign_whose_id_cannot_be_read_is_not_created_again(options):
    platform = Platform()
    platform.before[LIST] = [envelope("200", [{"id": "c100", "name": "Spring", "customer": 2}])]
    report = play(platform, [new("Spring")], **options)
    assert operations(report) == ["failed"] and report.entries[0].error.category == "protocol"
    assert platform.functions == [LIST]


# --- failures ---------------------------------------------------------------------------------------------


def test_a_plan_that_fails_stops_everything_before_the_first_write():
    platform = Platform()
    report = play(platform, [new("a"), {"name": "b", "customer": 2}, new("c", "No such customer")])
    assert platform.writes == []
    assert operations(report) == ["skipped", "failed", "failed"]
    assert "dtype and dnumber are required" in report.entries[1].error.text
    assert report.entries[2].error.text.startswith("campaigns[2] ('c'): customer 'No such customer'")


def test_a_write_that_fails_starts_no_new_one():
    platform = Platform()
    platform.refuse_names = {"b"}
    report = play(platform, [new("a"), new("b"), new("c")])
    assert operations(report) == ["created", "failed", "skipped"]
    assert names(platform) == ["a"]
    assert [entry.changed for entry in report.entries] == [True, False, False]


@pytest.mark.parametrize("workers", [1, 4])
def test_continue_does_everything_that_can_be_done(workers):
    platform = Platform()
    platform.refuse_names = {"b"}
    entries = [new("a"), new("b"), {"name": "x", "customer": 2}, new("c"), new("d", "No such customer")]
    report = play(platform, entries, stop_on_error=False, workers=workers)
    assert operations(report) == ["created", "failed", "failed", "created", "failed"]
    assert names(platform) == ["a", "c"]
    assert [entry.about.desired.index for entry in report.failures] == [1, 2, 4]


def test_each_failed_campaign_has_an_error_of_its_own():
    platform = Platform()
    report = play(platform, [new("a", "Nobody"), new("b", "Nobody")], stop_on_error=False)
    texts = [entry.error.text for entry in report.entries]
    assert [text.partition(": ")[0] for text in texts] == ["campaigns[0] ('a')", "campaigns[1] ('b')"]
    # The name is asked for once, and once the own customer's, to offer it.
    assert platform.functions.count(GET) == 2


def test_a_shared_list_that_fails_fails_its_customer_only():
    platform = Platform()
    refusal = envelope("402", message="no")
    platform.before[LIST] = [lambda parameters: refusal if parameters.get("customer") == "2" else None] * 9
    report = play(platform, [new("a"), new("b"), new("c", 3)], stop_on_error=False)
    assert operations(report) == ["failed", "failed", "created"]
    assert all(entry.error.category == "role" for entry in report.failures)


def test_a_fault_of_one_campaign_names_it_alone_without_a_place():
    """The single module has no list, so its message names no place in one."""
    platform = Platform()
    platform.refuse_names = {"a"}
    report = provision(client(platform), [read_desired(new("a"))], Settings())
    assert report.entries[0].error.text == "bulk/campaigns/create failed with code 400 for name: model."


def test_it_says_how_far_reading_and_writing_are():
    platform = Platform()
    said = []
    ours = client(platform)
    # Each look at the clock is ten seconds later than the one before it.
    ours.watcher = Watcher(said.append, itertools.count(0.0, 10.0).__next__)
    provision(ours, read_all_desired([new("a"), new("b")]), Settings(validate_first=True))
    whats = [line.partition(":")[0] for line in said]
    assert list(dict.fromkeys(whats)) == [
        "Reading campaigns, and the IDs of names",
        "Validating campaigns",
        "Writing campaigns",
    ]
    assert said[-1].startswith("Writing campaigns: 2 of 2, 100 %")


def test_check_mode_fails_for_a_misspelled_time_group_as_the_real_run_does():
    entries = [new("Spring", timegroup="Ofice hours"), new("Summer", timegroup="Nights")]
    looked = [play(Platform(), entries, check=check, stop_on_error=False) for check in (True, False)]
    for report in looked:
        error = report.entries[0].error
        assert error.category == "not_found" and "Did you mean 'Office hours'?" in error.msg
    assert len({report.entries[0].error.msg for report in looked}) == 1
    # The other one may be created by a task before, which the real run no longer has to hope for.
    assert [report.entries[1].error is None for report in looked] == [True, False]
    assert "'Nights'" in looked[0].warnings[0] and len(looked[0].warnings) == 1


def test_a_time_group_that_is_announced_is_not_misspelled():
    entries = [new("Spring", timegroup="Offices hours")]
    report = play(Platform(), entries, check=True, new_timegroups=[("Acme Ltd", "Offices hours")])
    assert operations(report) == ["created"] and report.warnings == ()
    assert play(Platform(), entries, check=True).entries[0].error is not None


@pytest.mark.parametrize(
    "come, error",
    [
        ({}, True),
        ({"new_timegroups": [("Acme Ltd", "Nights")]}, False),
        # Another customer's, until it is shared.
        ({"new_timegroups": [(3, "Nights")]}, True),
        ({"new_timegroups": [(3, "Nights")], "shared_timegroups": {"Nights"}}, False),
    ],
)
def test_where_all_time_groups_are_announced_no_other_will_come(come, error):
    report = play(Platform(), [new("Spring", timegroup="Nights")], check=True, all_timegroups=True, **come)
    assert (report.entries[0].error is not None) is error and report.warnings == ()
