# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What has to come of each cell of the table. The last section of the interface, as one function.

Reads and validations survive what passes. A write is sent again where it certainly did not arrive; where its answer
leaves that open, a look decides: it is adopted if it was done. If nothing shows, what does no harm is sent again, and
what would do harm when done twice is left alone and reported. Nothing else is ever repeated.
"""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import CATEGORIES
from faults.inprocess import Ended
from faults.kinds import Kind
from faults.scenarios import RETRIES, Scenario

ERROR_KEYS = {
    "category",
    "code",
    "key",
    "message",
    "function",
    "http_status",
    "attempts",
    "retryable",
    "hint",
    "responses",
}
CREATES = (
    "bulk/campaigns/create",
    "bulk/destinations/create",
    "timegroups/create",
    "timegroups/periods/create",
)
LOGIN = "user/login"

# What the platform will not answer, by the names of the kinds: role, rate plan, no such function.
REFUSALS = ("code 402", "code 403", "HTTP 404")
# Answers of a platform that has no such function, or not for this account. A name is taken without them.
NO_ANSWER = ("role", "rate_plan", "not_found", "invalid_input", "protocol")

State = tuple[t.Any, t.Any, t.Any]
Journal = list[dict[str, t.Any]]


@dataclasses.dataclass(frozen=True)
class Call:
    """One call of a run without faults, and what the platform had before it."""

    function: str
    validation: bool
    write: bool
    before: State
    parameters: dict[str, str] = dataclasses.field(default_factory=dict)

    def optional(self, module: str, kind: Kind) -> bool:
        """Whether a task goes on without this answer: what customers are called, whether others are, who is below."""
        if self.function == "customers/get" and "id" in self.parameters:
            if not module.startswith("bulk_campaign"):
                return False
            # It stands in a heading. But where the account or the way is refused, nothing else has to be tried.
            return not (kind.expires or kind.code == 401 or kind.http_status == 407 or kind.category == "tls")
        if self.function == "customers/get":
            return self.parameters["name"].isdigit() and kind.category in NO_ANSWER
        if module == "timegroup" and self.function == "customers/list" and "parent" in self.parameters:
            # Who may not see the customers below does not see either that they use a group.
            return kind.code in (402, 403)
        return self.function == "customers/list" and "name" in self.parameters and kind.category in NO_ANSWER


@dataclasses.dataclass(frozen=True)
class Clean:
    """A run without faults: its end, its calls, and what the platform had before and after."""

    ended: Ended
    calls: list[Call]
    before: State
    after: State


@dataclasses.dataclass(frozen=True)
class Expected:
    """What has to come of a cell. ``sends``: how often the call goes out, ``attempts`` where the task fails of it."""

    ok: bool
    sends: int
    retryable: bool = False
    done: bool = False


def expected(kind: Kind, write: bool, harmful: bool, forever: bool, soft: bool) -> Expected:
    """The rule. ``harmful``: a write that must not be done twice."""
    tries = RETRIES + 1
    if kind.expires:
        # Once a new log-in is of use, if there is something to log in with.
        again = kind.password
        return Expected(ok=soft or (again and not forever), sends=2 if again else 1)
    if not write or not kind.lost:
        # Nothing can have been done, so it is sent again while that may help.
        if forever or not kind.transient:
            return Expected(ok=soft, sends=tries if kind.transient else 1, retryable=kind.transient)
        return Expected(ok=True, sends=2)
    if kind.done:
        return Expected(ok=True, sends=1)
    if harmful:
        return Expected(ok=False, sends=1, retryable=True)
    if forever:
        return Expected(ok=False, sends=tries, retryable=True)
    return Expected(ok=True, sends=2)


def judge(
    scenario: Scenario,
    clean: Clean,
    position: int,
    kind: Kind,
    forever: bool,
    ended: Ended,
    journal: Journal,
    now: State,
) -> t.Iterator[str]:
    """Everything that is wrong with a cell."""
    call = clean.calls[position]
    count = len(clean.calls)
    told = kind.name in REFUSALS and scenario.tells(position, count)
    wipes = "all" in call.parameters and bool(scenario.options.get("numbers"))
    harmful = call.write and (call.function in CREATES or "allow_redial" in scenario.options or wipes)
    soft = scenario.soft(position, count) or call.optional(scenario.module, kind) or told
    wanted = expected(kind, call.write, harmful, forever, soft)
    if wanted.ok == ended.failed:
        yield f"should have {'ended well' if wanted.ok else 'failed'}: {ended.result.get('msg')}"
        return
    if ended.failed:
        yield from _judge_failure(scenario, call, kind, wanted, ended)
        yield from _judge_state(scenario, clean, call, kind, ended, now)
    elif not told:
        # What is told of a refusal is tested with the module.
        yield from _judge_success(scenario, clean, position, ended, now)
    yield from judge_journal(scenario.check, clean.before, journal)
    through = [one for one in journal if (one["function"], one["validation"]) == (call.function, call.validation)]
    others = sum((one.function, one.validation) == (call.function, call.validation) for one in clean.calls) - 1
    if call.write and kind.way is None and not ended.failed and not forever and len(through) != others + wanted.sends:
        yield f"was sent {len(through) - others} times, not {wanted.sends}"
    if kind.expires:
        logins = sum(one["function"] == LOGIN for one in journal)
        clean_logins = sum(one.function == LOGIN for one in clean.calls)
        often = scenario.goes_on and forever
        if scenario.same and not often and logins != clean_logins + kind.password:
            yield f"logged in {logins} times"


def _judge_failure(scenario: Scenario, call: Call, kind: Kind, wanted: Expected, ended: Ended) -> t.Iterator[str]:
    result = ended.result
    # Where the task goes on without its token, the first campaign of its list tells of its own refusal.
    another = kind.expires and scenario.goes_on
    if call.function not in result["msg"] and not another:
        yield f"msg does not name {call.function}: {result['msg']}"
    if "\n" in result["msg"] or not result["msg"].endswith("."):
        yield f"msg is no sentence: {result['msg']!r}"
    if scenario.module == "customers":
        # Ansible takes a sentence from an inventory plugin and nothing else; the hint is a part of it.
        if result["msg"].count(". ") < 1:
            yield f"msg has no hint: {result['msg']}"
        return
    error = ended.error
    if set(error) != ERROR_KEYS:
        yield f"keys of error: {sorted(error)}"
        return
    facts = {
        "category": kind.category,
        "code": kind.code,
        "http_status": error["http_status"] if kind.http_status is None else kind.http_status,
        "function": error["function"] if another else call.function,
        "retryable": wanted.retryable,
        "attempts": wanted.sends,
    }
    for name, value in facts.items():
        if error[name] != value:
            yield f"{name} is {error[name]!r}, not {value!r}: {result['msg']}"
    if error["category"] not in CATEGORIES or not error["hint"] or not isinstance(error["responses"], list):
        yield f"incomplete error: {error}"
    if (kind.code is not None) != bool(error["responses"]):
        yield f"responses: {error['responses']}"


def _judge_state(scenario: Scenario, clean: Clean, call: Call, kind: Kind, ended: Ended, now: State) -> t.Iterator[str]:
    if now != call.before and not (scenario.goes_on and kind.lasting):
        yield f"the platform has {now}, not {call.before}"
    # In check mode it says what would have changed.
    if not scenario.check and ended.result.get("changed", False) is not (now != clean.before):
        yield f"changed is {ended.result['changed']}"


def _judge_success(scenario: Scenario, clean: Clean, position: int, ended: Ended, now: State) -> t.Iterator[str]:
    if now != clean.after:
        yield f"the platform has {now}, not {clean.after}"
    told, usual = plain(ended.result), plain(clean.ended.result)
    if clean.calls[position].function.startswith("customers/"):
        # A heading may have to do without the name of a customer.
        told, usual = headless(told), headless(usual)
    if scenario.same and told != usual:
        yield f"the result is {told}, not {usual}"
    may_warn = scenario.soft(position, len(clean.calls))
    if ended.warnings != clean.ended.warnings and not may_warn:
        yield f"warnings: {ended.warnings}"


def plain(result: dict[str, t.Any]) -> dict[str, t.Any]:
    """What a task reports, without what depends on the number of calls."""
    return {name: value for name, value in result.items() if name != "requests"}


def headless(result: dict[str, t.Any]) -> dict[str, t.Any]:
    """The same with no headings of the differences."""
    diffs = result.get("diff", [])
    heads = ("before_header", "after_header")
    bare = [
        {name: value for name, value in diff.items() if name not in heads}
        for diff in (diffs if isinstance(diffs, list) else [diffs])
    ]
    return {**result, "diff": bare}


def judge_journal(check: bool, before: State, journal: Journal) -> t.Iterator[str]:
    """Never a write in check mode, never a campaign created twice, never a number queued twice."""
    if check and any(call["write"] for call in journal):
        yield "a write in check mode"
    made: collections.Counter[tuple[t.Any, ...]] = collections.Counter()
    for call in journal:
        if not call["took_effect"] or call["function"] not in CREATES:
            continue
        what = call["parameters"]
        if "dnumbers" in what:
            made.update((what["campaign"], number) for number in what["dnumbers"].split(","))
        else:
            made[(call["function"], what.get("customer"), what.get("timegroup"), what["name"])] += 1
    twice = [what for what, count in made.items() if count > 1]
    if twice:
        yield f"created twice: {twice}"
    _campaigns, numbers, _hours = before
    if any((int(key[0]), key[1]) in numbers for key in made if len(key) == 2):
        yield "a number that was there was created again"
