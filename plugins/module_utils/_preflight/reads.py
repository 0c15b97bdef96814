# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.
"""What a preflight reads: everything once, however many campaigns share it. Nothing here changes anything."""

from __future__ import annotations

import datetime
import math
import typing as t

from .._api import functions
from .._api.account import own_customer
from .._api.client import Client
from .._api.envelope import to_integer
from .._api.errors import EnswitchError, ProtocolError
from .._api.names import composed
from .._campaigns.plan import Campaign
from .._campaigns.survey import Survey, Surveyed
from .._destinations.listing import Listing, lacks, number_of, status_of
from .._destinations.plan import PENDING, UNTOLD
from .._timegroups.plan import Group, read_group
from .._timegroups.reads import read_available, read_hours
from .facts import Facts, Known, Unknown
from .hours import Kind, kinds_of_days

# Destination types that are no object of the platform, so that there is nothing to look for.
_NO_OBJECT = frozenset(("", "hangup", "forward", "number", "sipuri"))
_ROLE_HINT = "Use an account with that right, or accept that this is not checked."
_RIGHTS = {
    functions.PERIODS_LIST: "administrator",
    functions.TIMEGROUPS_LIST: "administrator, user or wholesale",
    functions.TIMEGROUPS_GET: "administrator or user",
    functions.NUMBERS_LIST: "user or wholesale",
}

# Of bulk_calls: the rate plan's value.
_LIMIT_OF_PLAN = -2

Row = t.Mapping[str, t.Any]
Value = t.TypeVar("Value")
Key = t.TypeVar("Key")
Excludes = t.Callable[[t.Collection[str]], int]


class Asked(t.NamedTuple):
    """Which facts are wanted at all."""

    hours: bool
    caller_ids: bool
    destination: bool
    limit: bool
    pending: bool
    excluded: bool


class Pending:
    """A sink that takes the numbers that are to be called; ``keep`` keeps them, else they are only counted."""

    def __init__(self, keep: bool) -> None:
        self._keep = keep
        self.count = 0
        self.numbers: set[str] = set()

    def take(self, row: dict[str, t.Any]) -> bool:
        """Take a row of the listing."""
        status = status_of(row)
        if status == UNTOLD:
            raise lacks("status")
        if status == PENDING:
            self.count += 1
            if self._keep:
                self.numbers.add(number_of(row))
        return True


class Reader:
    """Reads facts for all campaigns of a survey, several at a time."""

    def __init__(self, client: Client, survey: Survey, today: datetime.date) -> None:
        self._client = client
        self._survey = survey
        self._today = today

    def facts(
        self,
        customers: t.Sequence[Surveyed],
        wanted: t.Sequence[tuple[Surveyed, Campaign]],
        asked: Asked,
        excludes: Excludes,
    ) -> list[Facts]:
        """Return the facts about the wanted campaigns, but for those of customers that could not be read."""
        groups = self._groups(wanted) if asked.hours else {}
        hours = self._hours(wanted, groups) if asked.hours else {}
        caller_ids = self._caller_ids(wanted) if asked.caller_ids else {}
        destinations = self._destinations(wanted) if asked.destination else {}
        limits = self._limits(wanted) if asked.limit else {}
        pending = self._pending(wanted, asked.excluded) if asked.pending or asked.excluded else {}
        not_asked = Unknown("This was not asked.", "")
        together = {
            id(surveyed): (_calls(surveyed.campaigns, False, 0), _calls(surveyed.campaigns, True, math.inf))
            for surveyed in customers
        }
        found = []
        for surveyed, campaign in wanted:
            if surveyed.error is not None:
                continue
            number = campaign.get("id")
            counted = pending.get(number)
            excluded: Known[int] | None = None
            if asked.excluded and counted is not None:
                excluded = counted if isinstance(counted, Unknown) else excludes(counted.numbers)
            found.append(
                Facts(
                    campaign=campaign,
                    customer=_customer_of(surveyed, campaign) or surveyed.given or None,
                    hours=hours.get((id(surveyed), campaign.get("timegroup", _MISSING))),
                    caller_ids=caller_ids.get(id(surveyed)) if campaign.get("callerid") else None,
                    destination=destinations.get(_destination(surveyed, campaign)),
                    limit=limits.get(id(surveyed), not_asked),
                    together=int(together[id(surveyed)][0]),
                    most=together[id(surveyed)][1],
                    pending=counted.count if isinstance(counted, Pending) else counted,
                    excluded=excluded,
                )
            )
        return found

    def _ask(
        self,
        what: str,
        pairs: t.Iterable[tuple[Surveyed, Key]],
        key: t.Callable[[Surveyed, Key], t.Any],
        read: t.Callable[[Surveyed, Key], Known[Value]],
    ) -> dict[t.Any, Known[Value]]:
        """Ask each question once. What the platform refuses is unknown; what fails otherwise fails all who need it."""
        found: dict[t.Any, Known[Value]] = {}
        failed: dict[t.Any, EnswitchError] = {}
        pairs = list(pairs)
        once = {key(*pair): pair for pair in pairs}

        def work(surveyed: Surveyed, item: Key) -> None:
            try:
                found[key(surveyed, item)] = read(surveyed, item)
            except EnswitchError as error:
                if not _refused(error):
                    failed[key(surveyed, item)] = error
                    raise
                found[key(surveyed, item)] = _unknown(error)

        self._survey.each(what, work, list(once.values()))
        for surveyed, item in pairs:
            # The question may have been asked for another customer: without an answer nothing is known of this one.
            if key(surveyed, item) in failed:
                surveyed.fail(failed[key(surveyed, item)])
        return found

    # --- calling hours -------------------------------------------------------------------------------------

    def _groups(self, wanted: t.Sequence[tuple[Surveyed, Campaign]]) -> dict[t.Any, Known[t.Mapping[int, Group]]]:
        def read(surveyed: Surveyed, _campaign: Campaign) -> Known[t.Mapping[int, Group]]:
            return {group.id: group for group in read_available(self._client, surveyed.customer)}

        with_group = [(surveyed, campaign) for surveyed, campaign in wanted if campaign.get("timegroup")]
        return self._ask("lists of time groups", with_group, lambda surveyed, _campaign: id(surveyed), read)

    def _hours(
        self,
        wanted: t.Sequence[tuple[Surveyed, Campaign]],
        groups: t.Mapping[t.Any, Known[t.Mapping[int, Group]]],
    ) -> dict[t.Any, Known[tuple[Kind, ...]]]:
        """Return the hours by customer and group; a group of several customers is looked at once."""
        known: dict[int, Group] = {}
        for listed in groups.values():
            if not isinstance(listed, Unknown):
                known.update(listed)

        def whose(surveyed: Surveyed, group: int | str) -> int | tuple[int, str]:
            return (id(surveyed), group) if isinstance(group, str) else group

        def read(surveyed: Surveyed, number: int | str) -> Known[tuple[Kind, ...]]:
            if isinstance(number, str):
                # A planned campaign may go by the name of a group that is there.
                listed = groups[id(surveyed)]
                if isinstance(listed, Unknown):
                    return listed
                named = [group.id for group in listed.values() if composed(group.name) == composed(number)]
                if len(named) > 1:
                    return Unknown("There are several time groups '{0}'.".format(number), "Give the ID of the one.")
                if named:
                    return read(surveyed, named[0])
                return Unknown(
                    "Time group '{0}' is not there yet, so that its hours could not be examined.".format(number),
                    "Examine the campaign again when it is.",
                )
            group = known.get(number)
            if group is None or "invert" not in group.fields:
                group = read_group(self._client.read(functions.TIMEGROUPS_GET, {"id": number}).row())
            if group is None or "invert" not in group.fields:
                return Unknown(
                    "The platform does not tell whether time group {0} is inverted.".format(number),
                    "Look at the time group on the platform.",
                )
            periods = list(read_hours(self._client, number).periods.values())
            return tuple(kinds_of_days(periods, bool(group.fields["invert"]), self._today))

        numbers = [(surveyed, campaign["timegroup"]) for surveyed, campaign in wanted if campaign.get("timegroup")]
        by_group = self._ask("time groups", numbers, whose, read)
        found: dict[t.Any, Known[tuple[Kind, ...]]] = {
            (id(surveyed), group): by_group[whose(surveyed, group)]
            for surveyed, group in numbers
            if whose(surveyed, group) in by_group
        }
        for surveyed, campaign in wanted:
            if "timegroup" not in campaign:
                found[id(surveyed), _MISSING] = Unknown(
                    "The platform does not list the time groups of campaigns.", "Look at the campaign on the platform."
                )
        return found

    # --- caller IDs, destinations, limits ------------------------------------------------------------------

    def _caller_ids(self, wanted: t.Sequence[tuple[Surveyed, Campaign]]) -> dict[t.Any, Known[frozenset[str]]]:
        def read(surveyed: Surveyed, _campaign: Campaign) -> Known[frozenset[str]]:
            rows = self._client.read(functions.NUMBERS_LIST, {"callerid": 1, "customer": surveyed.customer}).rows()
            return frozenset(str(row["number"]) for row in rows if row.get("number") is not None)

        sending = [(surveyed, campaign) for surveyed, campaign in wanted if campaign.get("callerid")]
        return self._ask("lists of caller IDs", sending, lambda surveyed, _campaign: id(surveyed), read)

    def _destinations(self, wanted: t.Sequence[tuple[Surveyed, Campaign]]) -> dict[t.Any, Known[bool]]:
        def read(surveyed: Surveyed, campaign: Campaign) -> Known[bool]:
            asked = {"type": campaign["dtype"], "number": campaign.get("dnumber", ""), "customer": surveyed.customer}
            try:
                self._client.read(functions.FEATURES_GET, asked)
            except EnswitchError as error:
                if error.code != 404:
                    raise
                return False
            return True

        objects = [pair for pair in wanted if pair[1].get("dtype", "") not in _NO_OBJECT]
        return self._ask("destinations", objects, _destination, read)

    def _limits(self, wanted: t.Sequence[tuple[Surveyed, Campaign]]) -> dict[t.Any, Known[int]]:
        def read_customer(surveyed: Surveyed, campaign: Campaign) -> Known[Row]:
            number = _customer_of(surveyed, campaign) or own_customer(self._client)
            if number is None:
                return Unknown("The platform does not tell which customer this is.", "Give customer.")
            return self._client.read(functions.CUSTOMERS_GET, {"id": number}).row()

        def read_plan(_surveyed: Surveyed, plan: int) -> Known[Row]:
            return self._client.read(functions.PLANS_GET, {"id": plan}).row()

        rows = self._ask("customers", wanted, lambda surveyed, _campaign: id(surveyed), read_customer)
        plans = [(surveyed, _plan_of(rows.get(id(surveyed)))) for surveyed, _campaign in wanted]
        by_plan = self._ask(
            "rate plans",
            [(surveyed, plan) for surveyed, plan in plans if plan is not None],
            lambda _surveyed, plan: plan,
            read_plan,
        )
        return {key: _limit(row, by_plan) for key, row in rows.items()}

    # --- numbers -------------------------------------------------------------------------------------------

    def _pending(self, wanted: t.Sequence[tuple[Surveyed, Campaign]], keep: bool) -> dict[t.Any, Known[Pending]]:
        def read(_surveyed: Surveyed, campaign: Campaign) -> Known[Pending]:
            # A planned campaign that is not there yet has none.
            return (
                Listing(self._client, campaign["id"]).read(lambda: Pending(keep)) if "id" in campaign else Pending(keep)
            )

        return self._ask("lists of numbers", wanted, lambda _surveyed, campaign: campaign.get("id"), read)


_MISSING = object()


def _calls(campaigns: t.Iterable[Campaign], enabled: bool, maximum: float) -> float:
    """Return how many calls the enabled ones may place at once. The arguments stand for what is not listed."""
    calls: float = sum(campaign.get("maximum", maximum) for campaign in campaigns if campaign.get("enabled", enabled))
    return calls


def _plan_of(row: Known[Row] | None) -> int | None:
    """Return the rate plan that the limit of a customer comes from, if it does."""
    if row is None or isinstance(row, Unknown) or to_integer(row.get("bulk_calls")) != _LIMIT_OF_PLAN:
        return None
    return to_integer(row.get("plan", row.get("rate_plan")))


def _limit(row: Known[Row], plans: t.Mapping[int, Known[Row]]) -> Known[int]:
    """Return how many calls a customer may have at once (API notes, section 7)."""
    if isinstance(row, Unknown):
        return row
    limit = to_integer(row.get("bulk_calls"))
    if limit == _LIMIT_OF_PLAN:
        plan = plans.get(_plan_of(row) or 0)
        if isinstance(plan, Unknown):
            return plan
        limit = to_integer(plan.get("bulk_calls")) if plan is not None else None
    if limit is None:
        return Unknown(
            "The platform does not tell how many calls at once this customer may have (bulk_calls).",
            "Ask the provider.",
        )
    if limit < 0:
        return Unknown(
            "The limit is the platform's own default, which no account can read (bulk_calls is -1).",
            "Ask the provider, or set bulk_calls of the customer.",
        )
    return limit


def _customer_of(surveyed: Surveyed, campaign: Campaign) -> int | None:
    return surveyed.customer if surveyed.customer is not None else campaign.get("customer")


def _destination(surveyed: Surveyed, campaign: Campaign) -> t.Any:
    return id(surveyed), campaign.get("dtype", ""), campaign.get("dnumber", "")


def _refused(error: EnswitchError) -> bool:
    """Tell whether the platform will not answer this question, rather than that something went wrong."""
    if error.code in (400, 402, 403, 404):
        return True
    # A platform that has no such function (HTTP 404), or an answer whose columns do not tell enough (no HTTP status).
    return isinstance(error, ProtocolError) and error.http_status in (None, 404)


def _unknown(error: EnswitchError) -> Unknown:
    right = _RIGHTS.get(error.function or "", "user")
    if error.code == 402:
        reason = "This account may not ask {0}: that needs the right {1}.".format(error.function, right)
        return Unknown(reason, _ROLE_HINT)
    if error.code == 404:
        reason = "{0}: it does not exist, or this account may not see it.".format(error.function)
        return Unknown(reason, "Check that it exists. An account with the right {0} may see more.".format(right))
    return Unknown("{0}".format(error.text), error.hint or _ROLE_HINT)
