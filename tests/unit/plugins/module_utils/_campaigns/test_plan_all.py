# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan of a whole run, made of values alone: no client, no platform."""

from __future__ import annotations

import dataclasses

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import ApiError, ConflictError
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.desired import read_all_desired
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.plan import Roster
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.plan_all import plan_all
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.stages import (
    Job,
    Resolved,
    Settings,
    Target,
)
from unit.support.planning import facts

NEW = {"dtype": "queue", "dnumber": "200"}
PURGE = Settings(purge=True)


def row(number, name, customer=2, **more):
    return {"id": number, "name": name, "customer": customer, **NEW, "enabled": 0, "attempts": 1, **more}


def target(entry, index=0, error=None):
    (desired,) = read_all_desired([entry])
    desired = dataclasses.replace(desired, index=index)
    known = None if isinstance(desired.customer, str) else desired.customer or None
    return Target(desired, known, desired.fields, error)


def resolved(entries, *rosters, failed=(), **more):
    targets = [
        target(entry, index, ApiError("No.") if index in failed else None) for index, entry in enumerate(entries)
    ]
    return Resolved(tuple(targets), {roster.customer: roster for roster in rosters}, {}, (), **more)


def purged(planned):
    return [job.step.before["name"] for job in planned.purged]


def test_what_failed_before_keeps_its_place_and_its_error():
    entries = [{"name": name, "customer": 2, **NEW} for name in "abc"]
    planned = plan_all(resolved(entries, Roster(2, [row(7, "c")]), failed=[1]), Settings())
    assert [type(entry) for entry in planned.entries] == [Job, Target, Job]
    assert planned.entries[1].error.text == "No."
    assert [job.step.operation for job in planned.jobs] == ["created", "unchanged"]


def test_what_cannot_be_planned_says_which_campaign_it_is():
    (entry,) = plan_all(resolved([{"name": "a", "customer": 2}], Roster(2, [])), Settings()).entries
    assert entry.error.text == (
        "campaigns[0] ('a') does not exist, or this account may not see it, and dtype and dnumber are required to "
        "create it."
    )


def test_a_misspelled_name_gets_the_nearest_there_is():
    entries = [{"name": "Sprng", "customer": 2, "maximum": 4}]
    (entry,) = plan_all(resolved(entries, Roster(2, [row(7, "Spring"), row(8, "Other")])), Settings()).entries
    hint = "Did you mean 'Spring'? Check name and customer, or give dtype and dnumber."
    assert entry.error.hint == hint and entry.error.msg.endswith("create it. " + hint)


def test_a_run_that_is_refused_plans_nothing():
    refusal = ApiError("No.")
    planned = plan_all(resolved([{"name": "a", "customer": 2}], refusal=refusal), PURGE)
    assert planned.refusal is refusal and planned.jobs == []


@pytest.mark.parametrize("own, refused", [(None, False), (2, False), (1, True), (ApiError("Who are you?"), True)])
def test_nothing_is_purged_that_may_be_somebody_elses(own, refused):
    value = resolved([{"name": "a"}], Roster(None, [row(7, "a"), row(8, "extra")]), own=own)
    planned = plan_all(value, PURGE)
    assert (planned.refusal is not None) == refused and purged(planned) == ([] if refused else ["extra"])
    if own == 1:
        said = "purge: the platform lists campaigns of customer 2 as your own, but yours is 1; nothing was changed."
        assert facts(planned.refusal) == (said, "purge", "Give customer for every campaign.")
    assert plan_all(value, Settings()).refusal is None


@pytest.mark.parametrize(
    "entries, failed, gone",
    [
        ([{"name": "a", "customer": 2}, {"name": "a", "customer": 3}], [], ["b", "c"]),
        # A customer with a failed entry keeps all.
        ([{"name": "a", "customer": 2}, {"name": "a", "customer": 3}], [1], ["b"]),
        # An ID is kept, whoever is said to have it.
        ([{"name": "a", "customer": 2}, {"id": 9, "customer": 4}], [1], ["b"]),
        ([{"name": "a", "customer": 2}, {"id": 8, "customer": 4}], [1], []),
        # It may be any of them.
        ([{"name": "a", "customer": 2}, {"name": "a", "customer": "Nobody"}], [1], []),
    ],
)
def test_what_may_be_meant_is_not_purged(entries, failed, gone):
    rosters = [Roster(2, [row(7, "a"), row(8, "b")]), Roster(3, [row(9, "a", 3), row(10, "c", 3)])]
    planned = plan_all(resolved(entries, *rosters, failed=failed), PURGE)
    assert purged(planned) == gone and planned.refusal is None


@pytest.mark.parametrize(
    "failed, warned",
    [
        ([], []),
        # A customer with a failed entry keeps all, as the documentation says.
        ([1], []),
        (
            [2],
            [
                "Nothing was purged: a customer was not found, and campaigns of another may be meant. Correct the "
                "entries that failed, and run the task again."
            ],
        ),
    ],
)
def test_purge_says_what_it_has_left_out(failed, warned):
    rosters = [Roster(2, [row(7, "a"), row(8, "b")]), Roster(3, [row(9, "a", 3), row(10, "c", 3)])]
    entries = [{"name": "a", "customer": 2}, {"name": "a", "customer": 3}]
    entries += [{"name": "a", "customer": "Nobody"}] if 2 in failed else []
    value = resolved(entries, *rosters, failed=failed)
    assert list(plan_all(value, Settings(purge=True, stop_on_error=False)).warnings) == warned
    # Where the first failure ends the task, nothing is written at all.
    assert list(plan_all(value, PURGE).warnings) == []


@pytest.mark.parametrize(
    "entry, warned",
    [
        ({"id": 7, "name": "a"}, []),
        ({"id": 7, "name": " A"}, []),
        ({"id": 7}, []),
        ({"id": 7, "name": "b"}, [(7, "a")]),
        # It has no name at all.
        ({"id": 9, "name": "b"}, [(9, "")]),
    ],
)
def test_an_id_and_the_name_of_another_campaign(entry, warned):
    others = [{"name": "gone", "customer": 2}, {"name": "other", "customer": 2}, {"id": 10, "customer": 2}]
    roster = Roster(2, [row(7, "a"), row(8, "b"), {"id": 9}, row(10, "other")])
    value = resolved([*others[:2], {**entry, "customer": 2}], roster)
    planned = plan_all(value, Settings(state="absent"))
    said = "campaigns[2] ('b') has the ID {0}, and goes by it: what is deleted is the campaign '{1}'."
    assert list(planned.warnings) == [said.format(*found) for found in warned]
    assert planned.jobs[2].step.id == entry["id"]
    # Where it is to be there, it is renamed.
    assert plan_all(dataclasses.replace(value, targets=value.targets[1:]), Settings()).warnings == ()


@pytest.mark.parametrize(
    "option, count, said",
    [
        ("max_deletions", 1, "1 campaign would be deleted"),
        ("max_changes", 3, "3 campaigns would be created, changed or deleted"),
        ("max_enabled", 1, "1 campaign would start calling"),
    ],
)
def test_a_limit_refuses_a_plan_and_shows_it(option, count, said):
    entries = [{"name": "a", "customer": 2, "enabled": True}, {"name": "new", "customer": 2, **NEW, "enabled": False}]
    value = resolved([*entries, {"name": "b", "customer": 2}], Roster(2, [row(7, "a"), row(8, "b"), row(9, "extra")]))
    assert plan_all(value, Settings(purge=True, **{option: count})).refusal is None
    planned = plan_all(value, Settings(purge=True, **{option: count - 1}))
    said += ", more than {0} ({1}); nothing was changed.".format(option, count - 1)
    hint = "Look at what check mode with diff shows, then raise {0} or correct the list.".format(option)
    assert facts(planned.refusal) == (said, option, hint) and len(planned.jobs) == 4


def test_one_campaign_by_its_id_and_by_its_name():
    entries = [{"name": "a", "customer": 2}, {"name": "new", "customer": 2, **NEW}, {"id": 7, "customer": 2}]
    planned = plan_all(resolved(entries, Roster(2, [row(7, "a"), row(8, "extra")])), PURGE)
    said = "campaigns[0] ('a') and campaigns[2] (ID 7) are the same campaign: both mean ID 7."
    assert facts(planned.refusal) == (said, "id", "Keep one of the two.") and planned.purged == ()


@pytest.mark.parametrize(
    "one, other",
    [
        ("Spring", "SPRING"),
        ("Spring survey", "Spring  survey"),
        ("Spring survey", "Springsurvey"),
        ("\u00e91", "e\u03011"),
        ("Teil \u2163", "Teil IV"),
        ("Spring", "Spring\u200b"),
    ],
)
def test_two_new_campaigns_that_are_most_likely_one(one, other):
    entries = [{"name": "c", "customer": 2, **NEW}, *({"name": name, "customer": 2, **NEW} for name in (one, other))]
    rosters = [Roster(2, [row(7, "a")]), Roster(3, [])]
    planned = plan_all(resolved(entries, *rosters), Settings())
    said = (
        "campaigns[1] ('{0}') and campaigns[2] ('{1}') are most likely the same campaign: they would have the same "
        "destination, and their names differ only in case, blanks, Unicode form, HTML escapes, or characters that are "
        "not seen.".format(one, other)
    )
    hint = "Nothing was changed. Keep one of the two. If they are two campaigns, choose names that differ more."
    assert facts(planned.refusal) == (said, "name", hint) and isinstance(planned.refusal, ConflictError)
    twin = {**entries[2], "dnumber": " 2-00"}
    assert isinstance(plan_all(resolved([*entries[:2], twin], *rosters), Settings()).refusal, ConflictError)
    # With another destination or another customer they are two, and what is there already is told apart by its name.
    for change in ({"dnumber": "300"}, {"customer": 3}):
        assert plan_all(resolved([*entries[:2], {**entries[2], **change}], *rosters), Settings()).refusal is None
    there = [Roster(2, [row(8, one), row(9, other)]), rosters[1]]
    assert [job.step.id for job in plan_all(resolved(entries, *there), Settings()).jobs] == [None, 8, 9]


@pytest.mark.parametrize(
    "stored, change",
    [
        (row(8, "Alpha"), {"name": "SPRING"}),
        (row(8, "Alpha", dnumber="300"), {"name": "SPRING", **NEW, "dnumber": "+200"}),
        (row(8, "Spring", dnumber="300"), {"dnumber": "200"}),
        (row(8, "Spring", dtype="external"), {"dtype": "queue"}),
        # What is not listed may be the same.
        ({"id": 8, "name": "Alpha"}, {"name": "SPRING", "dnumber": "200"}),
    ],
)
def test_a_new_campaign_beside_one_that_the_list_makes_like_it(stored, change):
    changed, new = {"id": 8, "customer": 2, "attempts": 9, **change}, {**NEW, "name": "spring", "customer": 2}
    rosters = [Roster(2, [stored, row(9, "Beta"), {"id": 7}]), Roster(3, [])]
    for entries in ([changed, new], [new, changed]):
        planned = plan_all(resolved(entries, *rosters), Settings())
        labels = [job.label for job in planned.jobs]
        assert isinstance(planned.refusal, ConflictError) and planned.refusal.key == "name"
        assert "{0} and {1} are most likely the same campaign".format(*labels) in planned.refusal.text
    # With another destination, name or customer it is another one.
    for other in ({"dnumber": "400"}, {"name": "spring 2"}, {"customer": 3}):
        planned = plan_all(resolved([changed, {**new, **other}], *rosters), Settings())
        assert planned.refusal is None and [job.step.operation for job in planned.jobs] == ["updated", "created"]
    # Two that are there already are two.
    there = {"id": 9, "name": "sprinG", "customer": 2}
    planned = plan_all(resolved([changed, there], *rosters), Settings())
    assert planned.refusal is None and [job.step.operation for job in planned.jobs] == ["updated"] * 2
    assert isinstance(plan_all(resolved([changed, there, new], *rosters), Settings()).refusal, ConflictError)
    # Of one whose name is not listed, nothing is known.
    nameless = {"id": 7, "customer": 2, "attempts": 9}
    assert plan_all(resolved([new, nameless], *rosters), Settings()).refusal is None


def test_two_campaigns_that_would_get_one_name():
    entries = [{"id": number, "name": "c ", "customer": customer} for number, customer in ((7, 2), (9, 3), (8, 2))]
    entries[2]["name"] = "c"
    rosters = [Roster(2, [row(7, "a"), row(8, "b")]), Roster(3, [row(9, "a", 3)])]
    planned = plan_all(resolved(entries, *rosters), Settings())
    said = "campaigns[0] ('c ') and campaigns[2] ('c') would get the same name."
    assert facts(planned.refusal) == (said, "name", "Choose another name for one of the two.")
    assert plan_all(resolved(entries[:2], *rosters), Settings()).refusal is None
    # A new one that gets a name is no renaming, and one that is not renamed has a name already.
    entries = [{"name": "c", "customer": 2, **NEW, "dnumber": "300"}, {"id": 7, "name": "c", "customer": 2}]
    assert plan_all(resolved(entries, rosters[0]), Settings()).refusal is None


@pytest.mark.parametrize(
    "fields, warnings",
    [
        ({"attempts": 2}, []),
        ({"retry": 5}, ["retry, so it cannot be compared: sent on every run."]),
        ({"retry": 5, "callerid": "1"}, ["callerid, retry, so they cannot be compared: sent on every run."]),
    ],
)
def test_fields_that_cannot_be_compared_are_named_after_what_was_read(fields, warnings):
    entries = [{"id": number, "customer": 2, **fields} for number in (7, 8)]
    value = resolved(entries, Roster(2, [row(7, "a"), row(8, "b")]))
    planned = plan_all(dataclasses.replace(value, warnings=("Read.",)), Settings())
    assert planned.warnings == ("Read.", *("The platform does not list " + text for text in warnings))
    assert planned.labels is value.labels


def test_what_is_purged_has_its_customer_and_its_words():
    listed = [row(7, "a"), row(8, " b "), {"id": 9}]
    value = resolved([{"name": "a", "customer": 2}], Roster(2, listed), own=5)
    planned = plan_all(value, PURGE)
    job, nameless = planned.purged
    assert (job.desired, job.label, job.customer) == (None, "purging campaign ' b ' (ID 8)", 2)
    assert nameless.label == "purging campaign '' (ID 9)"
    assert job.roster is planned.jobs[0].roster and planned.own == 5
    assert (planned.jobs[0].desired, planned.jobs[0].label) == (value.targets[0].desired, "campaigns[0] ('a')")


def test_absent_is_planned_as_absent():
    (job,) = plan_all(resolved([{"name": "a", "customer": 2}], Roster(2, [row(7, "a")])), Settings("absent")).jobs
    assert (job.step.operation, job.customer) == ("deleted", 2)


@pytest.mark.parametrize(
    "name, stored, words",
    [
        ("KEEP", "Keep", "differs only in case"),
        ("Tom & J", "Tom &amp; J", "differs only in HTML escapes"),
        ("Payment reminders for spring", "Payment reminders fo", "is cut off"),
        ("Keep", " Keep", "differs only in blanks"),
        ("Keep \u2013", "Keep ?", "lacks letters, or has question marks in their place"),
    ],
)
def test_what_stays_though_it_is_most_likely_meant_to_be_absent_is_named(name, stored, words):
    entries = [{"name": name, "customer": 2}]
    # Wherever it leads.
    roster = Roster(2, [row(6, "Other"), row(7, stored, dnumber="300"), {"id": 8}])
    planned = plan_all(resolved(entries, roster), Settings("absent"))
    assert planned.jobs[0].step.operation == "unchanged" and planned.warnings == (
        "campaigns[0] ('{0}') is not there, so nothing was deleted. But there is campaign '{1}' (ID 7), whose name "
        "{2}. If that is meant, give its ID.".format(name, stored, words),
    )
    # What goes by another entry does not stay, and an ID means no other campaign.
    for others in ([{"id": 7, "customer": 2}], [{"name": stored, "customer": 2}]):
        assert plan_all(resolved([*entries, *others], roster), Settings("absent")).warnings == ()
    assert plan_all(resolved([{**entries[0], "id": 70}], roster), Settings("absent")).warnings == ()


def test_all_that_stay_are_named_and_only_where_campaigns_are_to_be_absent():
    roster = Roster(2, [row(6, "Other"), row(7, "Keep", dnumber="300"), row(8, "keep", dnumber="300")])
    there = {"name": "Other", "customer": 2}
    (warning,) = plan_all(resolved([there, {"name": "KEEP", "customer": 2}], roster), Settings("absent")).warnings
    assert "campaign 'Keep' (ID 7), whose name differs only in case and campaign 'keep' (ID 8), whose" in warning
    # This one leads elsewhere: it is another one.
    planned = plan_all(resolved([{"name": "KEEP", "customer": 2, **NEW}], roster), Settings())
    assert planned.jobs[0].step.operation == "created" and planned.warnings == ()


def test_names_of_failed_campaigns_of_a_customer_count_as_asked_for():
    """What is stored under the name of another entry is that one, not this one in a form of the platform's own."""
    cut, whole = "Payment reminders fo", "Payment reminders for spring"
    entries = [{"name": whole, "customer": 2, **NEW}, {"name": cut, "customer": 2}]
    (job, _failed) = plan_all(resolved(entries, Roster(2, [row(7, cut)]), failed=[1]), Settings()).entries
    assert job.step.operation == "created"
    # The name of a customer that could not be found says nothing about this customer.
    entries = [{"name": whole, **NEW}, {"name": cut, "customer": "Nobody"}]
    (entry, _failed) = plan_all(resolved(entries, Roster(None, [row(7, cut)]), failed=[1]), Settings()).entries
    assert "is most likely the campaign '{0}' (ID 7)".format(cut) in entry.error.text
