# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs over campaigns that delete or might: absent, purge, limits, and one campaign named twice."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import ConflictError, UsageError
from unit.support.fakes import dropped, envelope, refused, reply
from unit.support.platform import Platform
from unit.support.provisioning import DELETE, GET, LIST, NEW, UPDATE, failing, names, new, operations, play, there

# --- the same campaign twice ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first, own, there",
    [
        # One customer by name and by ID.
        (new("a", "Acme Ltd"), 1, []),
        # The own one, as its rows or the login tell.
        ({"name": "a", **NEW}, 2, ["Other"]),
        ({"name": "a", **NEW}, 2, []),
    ],
)
def test_one_customer_in_two_ways(first, own, there):
    platform = Platform(own=own)
    for name in there:
        platform.add(name)
    error = failing(UsageError, platform, [first, new("a", 2)])
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


@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_id_without_a_customer_is_found_where_the_platform_tells_whose_it_is(state):
    platform = Platform()
    numbers = [platform.add(name, customer=3) for name in "ab"]
    platform.knows_get = True
    report = play(platform, [{"id": number, "maximum": 9} for number in numbers], state=state)
    assert operations(report) == ["updated" if state == "present" else "deleted"] * 2
    assert [entry.about.customer for entry in report.entries] == [3, 3]
    # What is gone has to be gone from the list too.
    assert platform.functions.count(LIST) == 2 + (state == "absent")
    if state == "present":
        assert operations(play(platform, [{"id": number, "maximum": 9} for number in numbers])) == ["unchanged"] * 2


@pytest.mark.parametrize("more", [{"timegroup": "Office hours"}, {"customer": 2}])
def test_an_id_of_somebody_else_is_refused_where_names_were_looked_up_for_another(more):
    platform = Platform()
    number = platform.add("a", customer=3)
    platform.knows_get = True
    (entry,) = play(platform, [{"id": number, **more}]).entries
    assert entry.error.key in ("customer", "timegroup") and platform.writes == []


@pytest.mark.parametrize("own", ["", 0, "0"])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_id_of_somebody_else_is_refused_where_the_own_customer_is_asked_for(own, state):
    platform = Platform()
    number, mine = platform.add("a", customer=3), platform.add("b", customer=1)
    platform.knows_get = True
    report = play(platform, [{"id": number, "customer": own, "enabled": True}], state=state)
    assert operations(report) == ["failed"] and platform.writes == []
    assert "is not a campaign of your own customer" in report.entries[0].error.text
    # A platform may list all that the account can see.
    rows = [{**platform.campaigns[one], "id": one} for one in (number, mine)]
    platform.before[LIST] = [envelope("200", rows)]
    report = play(platform, [{"id": number, "customer": own, "enabled": True}], state=state)
    assert operations(report) == ["failed"] and platform.writes == []
    assert "belongs to customer 3, not to 1" in report.entries[0].error.text
    report = play(platform, [{"id": mine, "customer": own, "maximum": 9}], state=state)
    assert operations(report) == ["updated" if state == "present" else "deleted"]


def test_an_id_that_does_not_exist():
    platform = there("a")
    report = play(platform, [{"id": 999, "customer": 2}])
    assert report.entries[0].error.category == "not_found"
    report = play(platform, [{"id": 999, "customer": 2}], state="absent")
    entry = report.entries[0]
    assert (entry.operation, entry.changed, entry.id, entry.campaign) == ("unchanged", False, None, {})


@pytest.mark.parametrize("stop_on_error", [True, False])
def test_what_was_not_asked_after_a_refusal_is_not_taken_for_absent(stop_on_error):
    platform = Platform()
    platform.before[UPDATE] = [envelope("202")]
    entries = [{"id": number, "customer": 2} for number in (998, 999)]
    report = play(platform, entries, state="absent", stop_on_error=stop_on_error)
    assert operations(report) == ["failed"] * 2 and platform.functions == [LIST, UPDATE]
    assert [entry.error.code for entry in report.entries] == [202] * 2


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize("code", ["401", "402", "403", "404", "500"])
def test_no_failure_but_a_404_about_an_id_means_absent(code, check):
    platform = Platform()
    platform.before[UPDATE] = [envelope(code)]
    report = play(platform, [{"id": 999, "customer": 2}], state="absent", check=check)
    assert operations(report) == ["unchanged" if code == "404" else "failed"] and platform.writes == []


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize("state", ["absent", "present"])
@pytest.mark.parametrize(
    "make, category",
    [
        *((lambda code=code: envelope(code), None) for code in ("401", "402", "403", "404", "500")),
        (refused, "network"),
        (dropped, "network"),
        (lambda: reply(b"<html>log in</html>"), "protocol"),
        (lambda: reply(b"<html>not here</html>", 404), "protocol"),
        (lambda: reply(b"", 302, location="https://elsewhere/"), "protocol"),
        (lambda: reply(b"", 503), "server"),
        (lambda: reply(b"<html>", 401), "authentication"),
    ],
)
def test_a_list_that_fails_never_means_absent(make, category, state, check):
    platform = there("a")
    platform.before[LIST] = [make() for _try in range(2)]
    (entry,) = play(platform, [new("a")], state=state, check=check).entries
    assert (entry.operation, entry.changed) == ("failed", False)
    assert category in (None, entry.error.category)
    assert set(platform.functions) == {LIST} and names(platform) == ["a"]


# --- absent, purge, limits --------------------------------------------------------------------------------


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
    assert platform.writes == [] and report.purged == ()


def test_purge_leaves_other_campaigns_of_a_name_that_is_listed():
    platform = Platform()
    one, other = platform.add("twin"), platform.add("twin")
    report = play(platform, [{"id": one, "name": "twin", "customer": 2}], purge=True)
    assert report.purged == () and other in platform.campaigns
    report = play(platform, [{"id": one, "customer": 2}], purge=True)
    assert [entry.id for entry in report.purged] == [other]


@pytest.mark.parametrize("check", [False, True])
def test_purge_plans_nothing_for_a_customer_whose_list_has_a_mistake(check):
    """Check mode must not promise, and max_deletions not count, what the real run would not do."""
    platform = there("extra")
    entries = [{"name": "no destination", "customer": 2}, new("good", 3)]
    report = play(platform, entries, purge=True, stop_on_error=False, max_deletions=0, check=check)
    assert report.purged == () and names(platform) == ["extra"]
    assert operations(report) == ["failed", "created"]


def test_without_purge_nothing_goes():
    platform = there("extra")
    play(platform, [new("a")])
    assert names(platform) == ["a", "extra"]


@pytest.mark.parametrize("stop_on_error", [True, False])
def test_purge_spares_a_customer_with_a_failure(stop_on_error):
    platform = there("extra")
    platform.add("extra", customer=3)
    platform.refuse_names = {"bad"}
    report = play(platform, [new("bad"), new("good", 3)], purge=True, stop_on_error=stop_on_error)
    assert names(platform) == ["extra"]
    assert names(platform, 3) == (["extra"] if stop_on_error else ["good"])
    assert [entry.operation for entry in report.purged] == ["skipped", "skipped" if stop_on_error else "deleted"]


def test_purge_spares_everything_when_a_customer_cannot_be_found_out():
    """The failed entry may mean any of them: here it is the customer that another entry names by its ID."""
    platform = there("listed")
    platform.before[GET] = [envelope("500")]
    report = play(platform, [new("other"), new("listed", "Acme Ltd")], purge=True, stop_on_error=False)
    assert operations(report) == ["created", "failed"]
    assert names(platform) == ["listed", "other"] and report.purged == ()


def test_purge_spares_what_a_failed_entry_of_the_own_customer_means():
    platform = there("listed", own=2)

    def own_list_fails(parameters):
        return None if "customer" in parameters else envelope("500")

    platform.before[LIST] = [own_list_fails] * 9
    report = play(platform, [new("other", 2), {"name": "listed", **NEW}], purge=True, stop_on_error=False)
    assert names(platform) == ["listed", "other"]
    assert operations(report) == ["created", "failed"]


def test_purge_of_the_own_customer_named_twice():
    platform = there("a", "b", own=2)
    report = play(platform, [{"name": "a"}, {"name": "b", "customer": 2}], purge=True)
    assert report.purged == () and names(platform) == ["a", "b"]


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
    platform = there(*"abc")
    entries = [new("new"), new("a")]
    error = failing(UsageError, platform, entries, purge=True, max_deletions=1, check=check)
    assert "2 campaigns would be deleted" in error.text and error.key == "max_deletions"
    assert platform.validations == []
    report = play(platform, entries, purge=True, max_deletions=2, check=check)
    assert len(report.purged) == 2


def test_max_deletions_counts_absent_too():
    platform = there("a", "b")
    entries = [{"name": name, "customer": 2} for name in ("a", "b", "not there")]
    failing(UsageError, platform, entries, state="absent", max_deletions=1)
    play(platform, entries, state="absent", max_deletions=2)
    assert names(platform) == []
    play(platform, entries, state="absent", max_deletions=0)
