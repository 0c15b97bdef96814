# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.
"""The rules of the preflight. Each is a pure function over facts: found, unknown, or nothing to say."""

from __future__ import annotations

import math
import re
import typing as t

from .facts import Facts, Settings, Unknown
from .hours import always, never, outside

ERROR = "error"
WARNING = "warning"
NOTICE = "notice"
IGNORE = "ignore"
UNKNOWN = "unknown"
SEVERITIES = (ERROR, WARNING, NOTICE, IGNORE)


class Found(t.NamedTuple):
    """What a rule has found: what is wrong, and what to do."""

    message: str
    hint: str


Verdict = t.Union[Found, Unknown, None]


def do_not_call_pending(facts: Facts, _settings: Settings) -> Verdict:
    """Numbers that must not be called are about to be."""
    if facts.excluded is None or isinstance(facts.excluded, Unknown):
        return facts.excluded
    if not facts.excluded:
        return None
    return Found(
        "{0} pending and must not be called.".format(
            "A number is" if facts.excluded == 1 else "{0} numbers are".format(facts.excluded)
        ),
        "Cancel them: bulk_destinations with exclude_src and this list.",
    )


def no_hours(facts: Facts, _settings: Settings) -> Verdict:
    """No time group, so that people are called round the clock."""
    if facts.hours is not None:
        return _unlisted(facts, "timegroup")
    return Found("It has no calling hours and calls round the clock.", "Set timegroup.")


def hours_outside(facts: Facts, settings: Settings) -> Verdict:
    """Hours in which calls are not allowed."""
    if settings.allowed is None:
        return None
    if isinstance(facts.hours, Unknown):
        return facts.hours
    if facts.hours is None:
        return Found("It calls round the clock, also outside of the allowed hours.", "Set timegroup.")
    answer, where = outside(facts.hours, settings.allowed)
    message = "It calls outside of the allowed hours: {0}.".format(where)
    return _answered(answer, message, "Whether it calls outside of the allowed hours")


def hours_always(facts: Facts, _settings: Settings) -> Verdict:
    """A time group that lets everything through."""
    if facts.hours is None or isinstance(facts.hours, Unknown):
        return facts.hours
    message = "Its calling hours are all the time: they keep no call back."
    return _answered(always(facts.hours), message, "Whether its calling hours ever end")


def hours_never(facts: Facts, _settings: Settings) -> Verdict:
    """A time group that lets nothing through."""
    if facts.hours is None or isinstance(facts.hours, Unknown):
        return facts.hours
    message = "Its calling hours never come, so that it never calls."
    return _answered(never(facts.hours), message, "Whether its calling hours ever come")


def _answered(answer: bool | None, message: str, what: str) -> Verdict:
    if answer is None:
        return Unknown(
            "{0} cannot be told: what the platform makes of periods with dates that repeat, or that end before they "
            "start, is not documented.".format(what),
            "Give such periods repeats: false, or write a window past midnight as two periods.",
        )
    hint = "Change the periods with the module timegroup, or give the campaign another time group."
    return Found(message, hint) if answer else None


def _unlisted(facts: Facts, column: str) -> Unknown | None:
    """Return why a rule cannot be answered: which columns a platform lists is not documented."""
    if column in facts.campaign:
        return None
    return Unknown(
        "The platform does not list {0} of campaigns.".format(column), "Look at the campaign on the platform."
    )


def destination_missing(facts: Facts, _settings: Settings) -> Verdict:
    """Whoever answers is connected to nothing."""
    unlisted = _unlisted(facts, "dtype") or _unlisted(facts, "dnumber")
    if unlisted:
        return unlisted
    if isinstance(facts.destination, Unknown):
        return facts.destination
    if facts.destination is None or facts.destination:
        return None
    return Found(
        "Its destination {0} '{1}' is not found.".format(facts.campaign["dtype"], facts.campaign["dnumber"]),
        "Correct dtype and dnumber, or make the destination. Whoever answers would be connected to nothing.",
    )


def maximum_above_limit(facts: Facts, _settings: Settings) -> Verdict:
    """More calls at once than the customer may have."""
    if isinstance(facts.limit, Unknown):
        return facts.limit
    maximum = facts.campaign.get("maximum", 0)
    if maximum > facts.limit:
        what = "It may place {0} calls at once".format(maximum)
    elif facts.campaign.get("enabled") and facts.together > facts.limit:
        what = "The enabled campaigns of the customer may place {0} calls at once together".format(facts.together)
    else:
        return _unlisted(facts, "maximum") or _untold_limit(facts, facts.limit)
    return Found(
        "{0}, and the customer's limit is {1}.".format(what, facts.limit), "Lower maximum, or raise the limit."
    )


def _untold_limit(facts: Facts, limit: int) -> Unknown | None:
    if not facts.campaign.get("enabled", True) or facts.most <= limit:
        return None
    return Unknown(
        "The platform does not list {0} of all campaigns of the customer. Those that may be enabled may place more "
        "than {1} calls at once together, which is the customer's limit.".format(
            "maximum" if facts.most == math.inf else "enabled", limit
        ),
        "Look at the campaigns on the platform.",
    )


def no_caller_id(facts: Facts, _settings: Settings) -> Verdict:
    """Calls without a caller ID."""
    if facts.campaign.get("callerid"):
        return None
    return _unlisted(facts, "callerid") or Found(
        "It sends no caller ID of its own.", "Set callerid to a number that may be called back."
    )


def caller_id_unknown(facts: Facts, _settings: Settings) -> Verdict:
    """A caller ID that is none of the customer's."""
    if facts.caller_ids is None or isinstance(facts.caller_ids, Unknown):
        return facts.caller_ids or _unlisted(facts, "callerid")
    callerid = facts.campaign["callerid"]
    if any(same_number(callerid, number) for number in facts.caller_ids):
        return None
    return Found(
        "Its caller ID {0} is none of the numbers that the customer may send.".format(callerid),
        "Set callerid to one of them, or let the customer use that number.",
    )


def attempts_high(facts: Facts, settings: Settings) -> Verdict:
    """People who are tried too often."""
    if settings.max_attempts is None:
        return None
    attempts = facts.campaign.get("attempts")
    if attempts is None or attempts <= settings.max_attempts:
        return _unlisted(facts, "attempts")
    return Found(
        "It tries each number up to {0} times, more than {1}.".format(attempts, settings.max_attempts),
        "Lower attempts.",
    )


def retry_short(facts: Facts, settings: Settings) -> Verdict:
    """People who are tried again too soon."""
    if settings.min_retry is None:
        return None
    retry = facts.campaign.get("retry")
    if retry is None or retry >= settings.min_retry:
        return _unlisted(facts, "retry")
    return Found(
        "It tries a number again after {0} seconds, sooner than {1}.".format(retry, settings.min_retry), "Raise retry."
    )


def no_numbers(facts: Facts, _settings: Settings) -> Verdict:
    """Nothing to do."""
    if facts.pending is None or isinstance(facts.pending, Unknown):
        return facts.pending
    return None if facts.pending else Found("No number is pending.", "Load numbers with bulk_destinations.")


class Rule(t.NamedTuple):
    """A rule and how bad it is where the user says nothing else."""

    judge: t.Callable[[Facts, Settings], Verdict]
    severity: str


# In the order of danger.
RULES: dict[str, Rule] = {
    "do_not_call_pending": Rule(do_not_call_pending, ERROR),
    "hours_outside": Rule(hours_outside, ERROR),
    "no_hours": Rule(no_hours, ERROR),
    "hours_always": Rule(hours_always, ERROR),
    "hours_never": Rule(hours_never, ERROR),
    "destination_missing": Rule(destination_missing, WARNING),
    "caller_id_unknown": Rule(caller_id_unknown, WARNING),
    "no_caller_id": Rule(no_caller_id, WARNING),
    "maximum_above_limit": Rule(maximum_above_limit, WARNING),
    "attempts_high": Rule(attempts_high, WARNING),
    "retry_short": Rule(retry_short, WARNING),
    "no_numbers": Rule(no_numbers, NOTICE),
}
_DANGER = {ERROR: 0, WARNING: 2, NOTICE: 4}


def severity_of(rule: str, settings: Settings) -> str:
    """Return how bad a rule is."""
    return settings.severities.get(rule, RULES[rule].severity)


def findings(facts: t.Iterable[Facts], settings: Settings) -> list[dict[str, t.Any]]:
    """Return what all rules say about all campaigns, the most dangerous first.

    What cannot be known comes right after what was found of the same severity.
    """
    found: list[tuple[tuple[int, int], dict[str, t.Any]]] = []
    for entry in facts:
        for place, (name, rule) in enumerate(RULES.items()):
            would_be = severity_of(name, settings)
            verdict = None if would_be == IGNORE else rule.judge(entry, settings)
            if verdict is None:
                continue
            unknown = isinstance(verdict, Unknown)
            finding = {
                "customer": entry.customer,
                "campaign": entry.name,
                "id": entry.campaign.get("id"),
                "rule": name,
                "severity": UNKNOWN if unknown else would_be,
                "would_be": would_be,
                "message": "Campaign '{0}': {1}".format(
                    entry.name, verdict.message if isinstance(verdict, Found) else verdict.reason
                ),
                "hint": verdict.hint,
            }
            found.append(((_DANGER[would_be] + unknown, place), finding))
    return [finding for _danger, finding in sorted(found, key=lambda entry: entry[0])]


def summary(found: t.Iterable[t.Mapping[str, t.Any]]) -> dict[str, int]:
    """Return how many findings there are of each severity."""
    counts = dict.fromkeys((ERROR, WARNING, NOTICE, UNKNOWN), 0)
    for finding in found:
        counts[finding["severity"]] += 1
    return counts


def same_number(one: str, other: str) -> bool:
    """Tell whether two numbers may be the same. Which form a platform keeps is unknown (API notes, section 10)."""
    # Their digits, without zeros before them.
    shorter, longer = sorted((re.sub(r"^[\D0]+|\D", "", text) for text in (one, other)), key=len)
    if not shorter:
        return one.strip().casefold() == other.strip().casefold()
    return shorter == longer or (len(shorter) >= 7 and longer.endswith(shorter))
