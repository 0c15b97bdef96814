# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole runs over campaigns against a model of the platform: budgets, limits, purge, failures, check mode."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils import _schema as schema
from ansible_collections.telephony.enswitch.plugins.module_utils._entries import Report, Settings
from ansible_collections.telephony.enswitch.plugins.module_utils._errors import ConflictError, EnswitchError, UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._provision import provision
from ansible_collections.telephony.enswitch.plugins.module_utils._wishes import read_wish, read_wishes
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.support.fakes import client, dropped, envelope, refused, timed_out
from unit.support.platform import COLUMNS, Platform

LIST, LOGIN, GET = "bulk/campaigns/list", "user/login", "customers/get"
CREATE, UPDATE, DELETE = "bulk/campaigns/create", "bulk/campaigns/update", "bulk/campaigns/delete"
NEW = {"dtype": "hangup", "dnumber": ""}


def play(platform, entries, check=False, retries=1, **options):
    """Run over a list of campaigns; return the report. The journal holds this run only."""
    platform.journal.clear()
    report = Report(read_wishes(entries))
    before = copy.deepcopy(platform.campaigns)
    provision(client(platform, read_only=check, retries=retries), report, Settings(**options))
    if check:
        assert platform.campaigns == before and platform.writes == []
    return report


def failing(kind, platform, entries, **options):
    before = copy.deepcopy(platform.campaigns)
    with pytest.raises(kind) as caught:
        play(platform, entries, **options)
    # An error of the whole run means that nothing was written.
    assert platform.campaigns == before and platform.writes == []
    return caught.value


def operations(report):
    return [entry.operation for entry in report.entries]


def names(platform, customer=2):
    return sorted(entry["name"] for entry in platform.campaigns.values() if entry["customer"] == customer)


def new(name, customer=2, **more):
    return {"name": name, "customer": customer, **NEW, **more}


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
    assert report.failures == [] and report.purged == [] and report.warnings == []
    assert [entry.changed for entry in report.entries] == [False, True, True, True, True]
    assert [report.entries[0].id, report.entries[1].id] == [kept, changed]
    created = platform.campaigns[report.entries[2].id]
    assert (created["timegroup"], created["recordgroup"], created["owner"], created["customer"]) == (1, 1, 7, 2)
    assert platform.campaigns[report.entries[3].id]["timegroup"] == 2
    assert platform.functions.count(LIST) == 3
    assert len(platform.writes) == 4
    report = play(platform, entries, workers=workers)
    assert operations(report) == ["unchanged"] * 5
    assert platform.writes == [] and platform.functions.count(LIST) == 3
    assert platform.functions.count(GET) == 2 and LOGIN not in platform.functions


def test_one_read_per_customer_however_many_campaigns():
    platform = Platform()
    entries = [new("Campaign {0}".format(number), 2 + number % 2) for number in range(40)]
    play(platform, entries, workers=8)
    assert platform.functions.count(LIST) == 2 and platform.functions.count(CREATE) == 40
    play(platform, entries, workers=8)
    assert platform.functions == [LIST, LIST]


def test_names_are_looked_up_once_each():
    platform = Platform()
    entries = [new(str(number), "Acme Ltd", timegroup="Office hours", owner="acme.agent") for number in range(9)]
    play(platform, entries)
    reads = [function for function in platform.functions if function != CREATE]
    assert sorted(reads) == ["bulk/campaigns/list", "customers/get", "people/get", "timegroups/list"]


def test_references_are_not_looked_up_to_delete():
    platform = Platform()
    platform.add("Spring")
    play(platform, [{"name": "Spring", "customer": 2, "timegroup": "No such group", "owner": "nobody"}], state="absent")
    assert platform.functions == [LIST, DELETE]


def test_an_empty_list_needs_no_call():
    platform = Platform()
    assert play(platform, [], purge=True).all == []
    assert platform.journal == []


@pytest.mark.parametrize("read_back", [False, True])
def test_read_back(read_back):
    platform = Platform()
    report = play(platform, [new("Spring", attempts=3)], read_back=read_back)
    entry = report.entries[0]
    assert platform.functions == [LIST, CREATE] + [LIST] * read_back
    assert entry.campaign["id"] == entry.id and entry.campaign["attempts"] == 3 and entry.campaign["customer"] == 2


def test_a_write_that_is_done_stays_done_when_reading_it_back_fails():
    platform = Platform()
    calls = []

    def second_fails(_parameters):
        calls.append(1)
        return refused() if len(calls) > 1 else None

    platform.before[LIST] = [second_fails] * 9
    report = play(platform, [new("Spring")], read_back=True)
    assert operations(report) == ["created"] and report.entries[0].changed
    assert report.entries[0].campaign["id"] == report.entries[0].id
    assert "reading it again failed" in report.warnings[0]


def test_a_lost_race_is_reported_although_the_write_is_done():
    platform = Platform()
    platform.after[CREATE] = [lambda _parameters: platform.add("Spring") and None]
    report = play(platform, [new("Spring")], read_back=True)
    entry = report.entries[0]
    assert isinstance(entry.error, ConflictError) and entry.operation == "failed" and entry.changed


# --- check mode and validation ----------------------------------------------------------------------------


def test_check_mode_validates_every_planned_write_and_makes_the_same_plan():
    platform = Platform()
    platform.add("Changed")
    platform.add("Gone")
    entries = [new("Changed", attempts=7), new("New"), new("New", 3)]
    checked = play(platform, entries, check=True, purge=True)
    assert sorted(platform.validations) == [CREATE, CREATE, UPDATE]
    assert [entry.validated for entry in checked.all] == [True, True, True, False]
    real = play(platform, entries, purge=True)
    assert [entry.operation for entry in checked.all] == [entry.operation for entry in real.all]
    assert [entry.changed for entry in checked.all] == [True] * 4 == [entry.changed for entry in real.all]
    assert not any(entry.validated for entry in real.all)
    assert [entry.id for entry in checked.entries[1:]] == [None, None]
    for one, other in zip(checked.entries, real.entries):
        assert {**one.campaign, "id": other.id} == other.campaign


@pytest.mark.parametrize("stop_on_error", [True, False])
def test_check_mode_reports_every_refusal(stop_on_error):
    platform = Platform()
    platform.refuse_names = {"a", "c"}
    report = play(
        platform, [new("a"), new("b"), new("c"), {"name": "d", "customer": 2}], check=True, stop_on_error=stop_on_error
    )
    assert operations(report) == ["failed", "created", "failed", "failed"]
    assert [entry.error.code for entry in report.failures] == [400, 400, None]
    assert "campaigns[2] ('c')" in report.entries[2].error.text and "customer" not in (
        report.entries[2].error.key or ""
    )


@pytest.mark.parametrize("stop_on_error", [True, False])
def test_validate_first_writes_nothing_when_one_is_refused(stop_on_error):
    platform = Platform()
    platform.refuse_names = {"b"}
    report = play(platform, [new("a"), new("b"), new("c")], validate_first=True, stop_on_error=stop_on_error)
    assert platform.writes == [] and len(platform.validations) == 3
    assert operations(report) == ["skipped", "failed", "skipped"]
    platform.refuse_names = set()
    report = play(platform, [new("a"), new("b"), new("c")], validate_first=True)
    assert operations(report) == ["created"] * 3 and all(entry.validated for entry in report.entries)
    assert platform.functions == [LIST] + [CREATE] * 6


def test_validate_first_writes_nothing_when_one_cannot_be_planned():
    platform = Platform()
    report = play(platform, [new("a"), {"name": "b", "customer": 2}], validate_first=True, stop_on_error=False)
    assert platform.writes == [] and operations(report) == ["skipped", "failed"]


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
    assert [entry.wish.index for entry in report.failures] == [1, 2, 4]


def test_each_failed_campaign_has_an_error_of_its_own():
    platform = Platform()
    report = play(platform, [new("a", "Nobody"), new("b", "Nobody")], stop_on_error=False)
    one, other = (entry.error for entry in report.entries)
    assert one is not other
    assert one.text.startswith("campaigns[0] ('a'): ") and other.text.startswith("campaigns[1] ('b'): ")
    assert platform.functions.count(GET) == 1


def test_a_shared_list_that_fails_fails_its_customer_only():
    platform = Platform()

    def refuse_two(parameters):
        return envelope("402", message="no") if parameters.get("customer") == "2" else None

    platform.before[LIST] = [refuse_two] * 9
    report = play(platform, [new("a"), new("b"), new("c", 3)], stop_on_error=False)
    assert operations(report) == ["failed", "failed", "created"]
    assert all(entry.error.category == "role" for entry in report.failures)


@pytest.mark.parametrize("make", [dropped, timed_out])
def test_a_lost_create_among_many_is_adopted(make):
    platform = Platform()
    platform.after[CREATE] = [make()]
    report = play(platform, [new(name) for name in "abcdef"], workers=3)
    assert operations(report) == ["created"] * 6
    assert names(platform) == list("abcdef") and platform.functions.count(CREATE) == 6


def test_a_fault_of_one_campaign_names_it_alone_without_a_place():
    """The single module has no list, so its message names no place in one."""
    platform = Platform()
    platform.refuse_names = {"a"}
    report = Report([read_wish(new("a"))])
    provision(client(platform), report, Settings())
    assert report.entries[0].error.text == "bulk/campaigns/create failed with code 400 for name: model."


# --- the same campaign twice ------------------------------------------------------------------------------


def test_one_customer_by_name_and_by_id():
    platform = Platform()
    error = failing(UsageError, platform, [new("a", 2), new("a", "Acme Ltd")])
    assert "campaigns[0]" in error.text and "campaigns[1]" in error.text


@pytest.mark.parametrize("tell", ["rows", "login"])
def test_the_own_customer_also_by_its_id(tell):
    platform = Platform(own=2)
    if tell == "rows":
        platform.add("Other")
    error = failing(UsageError, platform, [{"name": "a", **NEW}, new("a", 2)])
    assert "campaigns[0]" in error.text and "campaigns[1]" in error.text


def test_the_own_customer_also_by_its_name_and_different_campaigns():
    platform = Platform(own=2)
    report = play(platform, [{"name": "a", **NEW}, new("b", "Acme Ltd")])
    assert operations(report) == ["created", "created"] and names(platform) == ["a", "b"]
    assert operations(play(platform, [{"name": "a", **NEW}, new("b", "Acme Ltd")])) == ["unchanged"] * 2


def test_the_own_customer_that_nobody_tells():
    platform = Platform(own=2, tell_customer=False)
    error = failing(UsageError, platform, [{"name": "a", **NEW}, new("a", 2)])
    assert error.key == "customer" and "Give customer" in error.hint
    # Where it makes no difference, nothing is asked.
    assert operations(play(platform, [{"name": "a", **NEW}, new("b", 3)])) == ["created", "created"]


def test_one_campaign_by_name_and_by_id():
    platform = Platform()
    number = platform.add("a")
    error = failing(UsageError, platform, [new("a"), {"id": number, "customer": 2}])
    assert "both mean ID {0}".format(number) in error.text


def test_two_of_a_name_are_reported_with_their_ids():
    platform = Platform()
    ids = [platform.add("a"), platform.add("a")]
    report = play(platform, [new("a"), new("b")], stop_on_error=False)
    assert operations(report) == ["failed", "created"]
    assert "IDs {0}, {1}".format(*ids) in report.entries[0].error.text


@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize("check", [False, True])
def test_an_id_in_another_customer(state, check):
    """campaigns cannot move; whoever deletes by ID has to know whose campaign it is."""
    platform = Platform()
    number = platform.add("a", customer=3)
    report = play(platform, [{"id": number, "customer": 2}], state=state, check=check)
    error = report.entries[0].error
    assert isinstance(error, ConflictError) and error.key == "customer"
    assert "cannot move" in error.text and number in platform.campaigns


def test_an_id_that_does_not_exist():
    platform = Platform()
    platform.add("a")
    report = play(platform, [{"id": 999, "customer": 2}])
    assert report.entries[0].error.category == "not_found"
    report = play(platform, [{"id": 999, "customer": 2}], state="absent")
    entry = report.entries[0]
    assert (entry.operation, entry.changed, entry.id, entry.campaign) == ("unchanged", False, None, {})


@pytest.mark.parametrize("code", ["401", "402", "403", "500"])
def test_no_failure_but_404_means_absent(code):
    platform = Platform()
    platform.before[UPDATE] = [envelope(code)]
    report = play(platform, [{"id": 999, "customer": 2}], state="absent")
    assert operations(report) == ["failed"] and report.entries[0].error.code == int(code)
    platform.before[LIST] = [envelope(code)] * 2
    report = play(platform, [{"name": "a", "customer": 2}], state="absent")
    assert operations(report) == ["failed"] and not report.entries[0].changed


# --- absent, purge, limits --------------------------------------------------------------------------------


def test_absent():
    platform = Platform()
    platform.add("a")
    platform.add("b")
    entries = [{"name": "a", "customer": 2}, {"name": "never there", "customer": 2}]
    report = play(platform, entries, state="absent")
    assert operations(report) == ["deleted", "unchanged"] and names(platform) == ["b"]
    assert operations(play(platform, entries, state="absent")) == ["unchanged"] * 2


def test_purge_deletes_what_the_named_customers_have_beyond_the_list():
    platform = Platform()
    ids = {name: platform.add(name) for name in ("kept", "extra", "renamed", " blank ")}
    platform.add("of another", customer=3)
    entries = [
        new("kept"),
        {"id": ids["renamed"], "name": "new name", "customer": "Acme Ltd"},
        new("blank"),
        new("created"),
    ]
    report = play(platform, entries, purge=True)
    assert report.failures == []
    assert [entry.id for entry in report.purged] == [ids["extra"]]
    assert names(platform) == [" blank ", "created", "kept", "new name"]
    assert names(platform, 3) == ["of another"]
    # What goes, goes last.
    assert platform.writes[-1] == (DELETE, {"id": str(ids["extra"])})
    report = play(platform, entries[:1] + entries[2:] + [{"name": "new name", "customer": 2}], purge=True)
    assert platform.writes == [] and report.purged == []


def test_purge_leaves_other_campaigns_of_a_name_that_is_listed():
    platform = Platform()
    one, other = platform.add("twin"), platform.add("twin")
    report = play(platform, [{"id": one, "name": "twin", "customer": 2}], purge=True)
    assert report.purged == [] and other in platform.campaigns
    report = play(platform, [{"id": one, "customer": 2}], purge=True)
    assert [entry.id for entry in report.purged] == [other]


@pytest.mark.parametrize("check", [False, True])
def test_purge_plans_nothing_for_a_customer_whose_list_has_a_mistake(check):
    """Check mode must not promise, and max_deletions not count, what the real run would not do."""
    platform = Platform()
    platform.add("extra")
    entries = [{"name": "no destination", "customer": 2}, new("good", 3)]
    report = play(platform, entries, purge=True, stop_on_error=False, max_deletions=0, check=check)
    assert report.purged == [] and names(platform) == ["extra"]
    assert operations(report) == ["failed", "created"]


def test_without_purge_nothing_goes():
    platform = Platform()
    platform.add("extra")
    play(platform, [new("a")])
    assert names(platform) == ["a", "extra"]


@pytest.mark.parametrize("stop_on_error", [True, False])
def test_purge_spares_a_customer_with_a_failure(stop_on_error):
    platform = Platform()
    platform.add("extra")
    platform.add("extra", customer=3)
    platform.refuse_names = {"bad"}
    report = play(platform, [new("bad"), new("good", 3)], purge=True, stop_on_error=stop_on_error)
    assert names(platform) == ["extra"]
    assert names(platform, 3) == (["extra"] if stop_on_error else ["good"])
    assert [entry.operation for entry in report.purged] == ["skipped", "skipped" if stop_on_error else "deleted"]


def test_purge_spares_everything_when_a_customer_cannot_be_found_out():
    """The failed entry may mean any of them: here it is the customer that another entry names by its ID."""
    platform = Platform()
    platform.add("listed")
    platform.before[GET] = [envelope("500")]
    report = play(platform, [new("other"), new("listed", "Acme Ltd")], purge=True, stop_on_error=False)
    assert operations(report) == ["created", "failed"]
    assert names(platform) == ["listed", "other"] and report.purged == []


def test_purge_spares_what_a_failed_entry_of_the_own_customer_means():
    platform = Platform(own=2)
    platform.add("listed")

    def own_list_fails(parameters):
        return None if "customer" in parameters else envelope("500")

    platform.before[LIST] = [own_list_fails] * 9
    report = play(platform, [new("other", 2), {"name": "listed", **NEW}], purge=True, stop_on_error=False)
    assert names(platform) == ["listed", "other"]
    assert operations(report) == ["created", "failed"]


def test_purge_of_the_own_customer_named_twice():
    platform = Platform(own=2)
    platform.add("a")
    platform.add("b")
    report = play(platform, [{"name": "a"}, {"name": "b", "customer": 2}], purge=True)
    assert report.purged == [] and names(platform) == ["a", "b"]


def test_an_own_list_with_campaigns_of_several_customers_lends_no_names_and_loses_none():
    class Generous(Platform):
        """Lists everything that the account may see when no customer is asked for."""

        def _answer(self, function, parameters):
            if function == LIST and "customer" not in parameters:
                return 200, [self._row(number) for number in self.campaigns], ""
            return super()._answer(function, parameters)

    platform = Generous()
    platform.add("a", customer=1)
    platform.add("b", customer=2)
    platform.add("c", customer=1)
    assert operations(play(platform, [{"name": "b"}], state="absent")) == ["unchanged"]
    report = play(platform, [{"name": "a"}], purge=True)
    assert [entry.step.before["name"] for entry in report.purged] == ["c"]
    assert sorted(campaign["name"] for campaign in platform.campaigns.values()) == ["a", "b"]


@pytest.mark.parametrize("check", [False, True])
def test_max_deletions_is_checked_before_the_first_write(check):
    platform = Platform()
    for name in "abc":
        platform.add(name)
    entries = [new("new"), new("a")]
    error = failing(UsageError, platform, entries, purge=True, max_deletions=1, check=check)
    assert "2 campaigns would be deleted" in error.text and error.key == "max_deletions"
    assert platform.validations == []
    report = play(platform, entries, purge=True, max_deletions=2, check=check)
    assert len(report.purged) == 2


def test_max_deletions_counts_absent_too():
    platform = Platform()
    platform.add("a")
    platform.add("b")
    entries = [{"name": name, "customer": 2} for name in ("a", "b", "not there")]
    failing(UsageError, platform, entries, state="absent", max_deletions=1)
    play(platform, entries, state="absent", max_deletions=2)
    assert names(platform) == []
    play(platform, entries, state="absent", max_deletions=0)


# --- platforms that differ --------------------------------------------------------------------------------


def test_a_platform_without_keep_agents_available():
    platform = Platform(hide=["keep_agents_available"])
    platform.add("a")
    report = play(
        platform,
        [new("a", attempts=2, keep_agents_available=0), new("b", keep_agents_available=3)],
        stop_on_error=False,
    )
    assert operations(report) == ["updated", "failed"]
    assert "4.2" in report.entries[1].error.text
    assert "keep_agents_available" not in platform.writes[0][1]


def test_keep_agents_available_survives_every_update():
    platform = Platform()
    number = platform.add("a", keep_agents_available=-3)
    play(platform, [new("a", attempts=2)])
    assert platform.campaigns[number]["keep_agents_available"] == -3


def test_fields_that_are_not_listed_are_named_once():
    platform = Platform(hide=["description", "callerid"])
    platform.add("a")
    platform.add("b")
    entries = [new("a", description="x"), new("b", description="x", callerid="1")]
    report = play(platform, entries)
    (warning,) = report.warnings
    assert "callerid, description" in warning and "they are" in warning
    assert operations(play(platform, entries)) == ["updated", "updated"]


def test_rows_without_a_customer_column():
    platform = Platform(hide=["customer"])
    platform.add("a")
    assert operations(play(platform, [new("a")])) == ["unchanged"]
    assert operations(play(platform, [{"name": "b", **NEW}])) == ["created"]


# --- any run ----------------------------------------------------------------------------------------------

FIELDS = {
    "dnumber": st.sampled_from(["", "200", "0200"]),
    "attempts": st.integers(0, 2) | st.sampled_from(["0", "1", "2"]),
    "description": st.sampled_from(["", "x & y; z=%+ü", " "]),
    "enabled": st.booleans() | st.sampled_from(["yes", "no", "1", "0"]),
    "keep_agents_available": st.integers(-1, 1),
    "owner": st.sampled_from([0, "", 7, "7", "acme.agent", "+4930123"]),
    "machine": st.sampled_from(["", "failed"]),
}
CUSTOMERS = {None: 1, 0: 1, 1: 1, "2": 2, "Acme Ltd": 2, 3: 3, "Globex & Söhne": 3}
NAMES = st.sampled_from(["a", "b", "c", "7", "ü & ;"])
THERE = st.lists(
    st.tuples(NAMES, st.integers(1, 3), st.integers(0, 2), st.integers(-1, 1)),
    max_size=6,
    unique_by=lambda entry: entry[:2],
)
WISHES = st.lists(
    st.tuples(NAMES, st.sampled_from(sorted(CUSTOMERS, key=repr)), st.fixed_dictionaries({}, optional=FIELDS)),
    max_size=6,
    unique_by=lambda entry: (entry[0], CUSTOMERS[entry[1]]),
)


@settings(max_examples=150)
@given(
    THERE,
    WISHES,
    st.booleans(),
    st.booleans(),
    st.sampled_from([1, 3]),
    st.sampled_from(["present", "absent"]),
    st.data(),
)
def test_any_run_reaches_what_was_wished_and_touches_nothing_else(there, wishes, quoted, purge, workers, state, data):
    platform = Platform(quoted=quoted, extra=quoted)
    for name, customer, attempts, agents in there:
        platform.add(name, customer, attempts=attempts, keep_agents_available=agents)
    entries = [
        {"name": name, "dtype": "queue", "dnumber": "1", "customer": customer, **fields}
        for name, customer, fields in wishes
    ]
    purge = purge and state == "present"
    before = copy.deepcopy(platform.campaigns)
    options = {"state": state, "purge": purge, "workers": workers}
    checked = play(platform, entries, check=True, **options)
    faults = data.draw(st.lists(st.sampled_from([None, dropped, refused]), max_size=4))
    for function in (CREATE, UPDATE, DELETE):
        platform.before[function] = [make and make() for make in faults]
        platform.after[function] = [None] + [make and make() for make in faults if make is not refused]
    # Faults end before the tries do.
    report = play(platform, entries, retries=9, **options)
    platform.before.clear()
    platform.after.clear()
    assert report.failures == [] == checked.failures
    assert [entry.operation for entry in checked.all] == [entry.operation for entry in report.all]
    wanted = {(name, CUSTOMERS[customer]): options for (name, customer, _fields), options in zip(wishes, entries)}
    after = {(row["name"], row["customer"]): row for row in platform.campaigns.values()}
    assert len(after) == len(platform.campaigns)  # nothing twice
    stood = {(row["name"], row["customer"]): row for row in before.values()}
    named = {customer for _name, customer in wanted}
    for key in set(after) | set(stood) | set(wanted):
        if key not in wanted:
            assert (after.get(key) == stood[key]) != (purge and key[1] in named)
        elif state == "absent":
            assert key not in after
        else:
            told = {name: schema.coerce_option(schema.BY_NAME[name], value) for name, value in wanted[key].items()}
            people = {"acme.agent": 7, "+4930123": 8}
            told["owner"] = people.get(told.get("owner"), told.get("owner"))
            start = stood.get(key, COLUMNS)
            for name in COLUMNS:
                expected = start[name] if told.get(name) is None else told[name]
                assert after[key][name] == (key[0] if name == "name" else expected), name
    again = play(platform, entries, **options)
    assert platform.writes == [] and not any(entry.changed for entry in again.all)
    assert platform.functions.count(LIST) <= len(named) + 1


@settings(max_examples=100)
@given(
    THERE,
    WISHES,
    st.booleans(),
    st.booleans(),
    st.lists(st.sampled_from([None, "400", "402", "500", dropped, timed_out]), max_size=8),
)
def test_any_run_with_failures_reports_what_was_done(there, wishes, stop_on_error, purge, faults):
    platform = Platform()
    for name, customer, attempts, agents in there:
        platform.add(name, customer, attempts=attempts, keep_agents_available=agents)
    entries = [new(name, customer, **fields) for name, customer, fields in wishes]
    made = [fault and (envelope(fault) if isinstance(fault, str) else fault()) for fault in faults]
    for function in (CREATE, UPDATE, DELETE, GET):
        platform.before[function] = list(made)
    stood = copy.deepcopy(platform.campaigns)
    try:
        report = play(platform, entries, retries=1, stop_on_error=stop_on_error, purge=purge)
    except EnswitchError:
        assert platform.campaigns == stood
        return
    keys = [(row["name"], row["customer"]) for row in platform.campaigns.values()]
    assert len(set(keys)) == len(keys)
    for entry in report.all:
        assert entry.operation in ("created", "updated", "deleted", "unchanged", "failed", "skipped")
        assert (entry.error is not None) == (entry.operation == "failed")
        if entry.operation in ("created", "updated", "unchanged"):
            assert platform.campaigns[entry.id]["name"].strip() == entry.wish.name.strip()
        if entry.operation == "deleted":
            assert entry.id not in platform.campaigns
        if entry.operation == "skipped" and entry.id is not None:
            assert platform.campaigns[entry.id] == stood[entry.id]
    # What is listed is never purged, failed or not.
    gone = [(row["name"], row["customer"]) for number, row in stood.items() if number not in platform.campaigns]
    assert not set(gone) & {(name, CUSTOMERS[customer]) for name, customer, _fields in wishes}
    # Once the faults are over, one more run gets there.
    platform.before.clear()
    assert play(platform, entries, purge=purge).failures == []
