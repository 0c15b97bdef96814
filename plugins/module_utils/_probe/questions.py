# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The questions of the probe (API notes, sections 1 to 7): tables with each question, its call, and how to read it.

They are asked in this order: reads, validations, and last what all answers have in common.
"""

from __future__ import annotations

import functools
import re
import statistics
import typing as t

from .._api import functions as api
from .._api.envelope import to_integer
from .._api.errors import EnswitchError
from .._campaigns import fields as schema
from .answers import Found, NotAsked, Row, joined, kind, refusal, word
from .probe import NO_ID, UNKNOWN, Ask, Params, Probe, counted
from .validation import BAD_NUMBER, Validation

# How many rows are a sample; how many campaigns and customers are searched for one with numbers, or without.
SAMPLE, _CAMPAIGNS, _CUSTOMERS = 100, 20, 5
# An offset beyond the end of every list, also after some arithmetic in 32 bits.
_BEYOND = 10**9
# Other paths are not shown: they may hold a name.
_PATHS = ("/api/json/", "/local/api/json/")
_CONTENT_TYPE = re.compile(r"[a-z]+/[a-z.+-]+(; ?charset=\"?[a-z0-9_-]{1,20}\"?)?", re.ASCII | re.IGNORECASE)
_EMPTY = "numbers of a campaign without any"
_AGENTS = schema.RESET_ON_UPDATE
# The columns that rows are expected to have (API notes, sections 3 to 5); others have an ID and a name.
EXPECTED: dict[str, tuple[str, ...]] = {
    api.CAMPAIGNS_LIST: tuple(field.name for field in schema.KEYS + schema.FIELDS),
    api.DESTINATIONS_LIST: ("dtype", "dnumber", "status"),
    api.PEOPLE_GET: ("id", "username"),
    api.LOGIN: ("id", "username"),
}

Given = t.Callable[[Probe], Params]


# Parameters


def _nothing(p: Probe) -> Params:
    return {}


def _owned(p: Probe) -> Params:
    return {"customer": p.customer}


def _available(p: Probe) -> Params:
    return {"customer": p.customer, "available": 1}


def _sample(p: Probe) -> Params:
    return {"limit": SAMPLE}


def _numbers(p: Probe, **more: str | int) -> Params:
    """A sample of the numbers of a campaign that has at least two."""
    if p.campaign is None:
        raise NotAsked("no campaign with two numbers was found")
    return {"campaign": p.campaign, "limit": SAMPLE, **more}


def _customer(p: Probe) -> Params:
    # The columns of user/login are not known. Campaigns may tell as well.
    number = p.customer or to_integer(p.me().get("customer"))
    number = number or next((to_integer(row.get("customer")) for row in p.rows(api.CAMPAIGNS_LIST, _owned(p))), None)
    if number is None:
        raise NotAsked("the ID of the customer is not known: name it with the option customer")
    return {"id": number}


def _person(p: Probe) -> Params:
    number = to_integer(p.me().get("id"))
    if number is None:
        raise NotAsked("user/login does not tell the ID of the account")
    return {"id": number}


# How answers are read


def _columns(p: Probe, function: str, given: Given) -> Found:
    seen = p.read(function, given(p))
    rows = p.rows(function, given(p)) if function.endswith("/list") else [seen.answer.row()]
    if not rows:
        raise NotAsked("there are no rows")
    found, expected = p.mask.kinds(rows), EXPECTED.get(function, ("id", "name"))
    differ = {"missing": [c for c in expected if c not in found], "unknown": [c for c in found if c not in expected]}
    words = " and ".join(name for name, columns in differ.items() if columns)
    evidence = {"columns": found, **differ, "data": kind(seen.answer.data)}
    return Found(words + " columns" if words else "as expected", evidence)


def _words(p: Probe, function: str, given: Given, column: str) -> Found:
    words = {word(row[column]) for row in p.rows(function, given(p)) if column in row}
    if not words:
        raise NotAsked("there are no rows with {0}".format(column))
    return Found(", ".join(sorted(words)))


def _accepted(p: Probe, function: str, given: Given, answer: str) -> Found:
    return Found(answer, {"rows": "some" if p.rows(function, given(p)) else "none"})


def _paging(p: Probe, function: str, given: Given, column: str) -> Found:
    both = p.rows(function, {**given(p), "limit": 2})
    second = p.rows(function, {**given(p), "limit": 1, "offset": 1})
    if len(both) < 2:
        raise NotAsked("there are not two rows")
    offset = bool(second) and second[0].get(column) == both[1].get(column)
    seen = {"limit": len(both) == 2 and len(second) <= 1, "offset": offset}
    return Found("{0} honored".format(joined(name for name in seen if seen[name]) or "nothing"), seen)


def _keep_agents(p: Probe) -> Found:
    rows = p.rows(api.CAMPAIGNS_LIST, _owned(p))
    if not rows:
        raise NotAsked("there is no campaign")
    p.signs[_AGENTS] = any(_AGENTS in row for row in rows)
    return Found("yes" if p.signs[_AGENTS] else "no")


def _count_shape(p: Probe) -> Found:
    """Count the numbers of some campaigns, which also finds one to look at and an empty one."""
    shapes: dict[str, str] = {}

    def count(what: str, function: str, params: Params) -> int | None:
        seen = p.read(function, {**params, "count": 1})
        shapes[what] = seen.shape
        return counted(seen.answer.data)

    def count_campaigns() -> None:
        for number in [to_integer(row.get("id")) for row in p.rows(api.CAMPAIGNS_LIST, _owned(p))[:_CAMPAIGNS]]:
            if number is None or (p.campaign is not None and _EMPTY in p.empty):
                continue
            amount = count("numbers", api.DESTINATIONS_LIST, {"campaign": number})
            if amount == 0 and _EMPTY not in p.empty:
                p.rows(api.DESTINATIONS_LIST, {"campaign": number}, _EMPTY)
            if amount is not None and amount >= 2 and p.campaign is None:
                p.campaign = number

    refused = p.attempt(count_campaigns)
    error = p.attempt(lambda: count("customers", api.CUSTOMERS_LIST, {}))
    if not shapes:
        raise refused or error or NotAsked("there is nothing to count")
    return Found(joined(shapes.values()), shapes)


def order_of(texts: t.Sequence[str]) -> str:
    """Return how numbers are in order: C(text), C(number), C(text and number), or nothing."""
    values = [to_integer(text) for text in texts]
    whole = [value for value in values if value is not None]
    found = {"text": list(texts) == sorted(texts), "number": whole == values and whole == sorted(whole)}
    return " and ".join(name for name in found if found[name])


def _ordered(p: Probe, **params: str | int) -> list[str]:
    return [str(row.get("dnumber")) for row in p.rows(api.DESTINATIONS_LIST, _numbers(p, **params))]


def _sort(p: Probe) -> Found:
    """Sort by number, and by something that no platform knows."""
    plain = _ordered(p)
    try:
        ordered = _ordered(p, sort="dnumber")
    except EnswitchError as error:
        p.signs["sort"] = False if error.code == 400 else None
        raise
    strange = p.attempt(lambda: _ordered(p, sort=UNKNOWN))
    order = order_of(ordered)
    proof = ordered != plain or (strange is not None and strange.code == 400)
    p.signs["sort"] = None if order and not proof else bool(order)
    words = {True: "honored", False: "ignored", None: "unclear: the order is the same without it"}
    unknown = "refused: code {0}".format(strange.code) if strange else "accepted"
    return Found(words[p.signs["sort"]], {"order": order or "none", "unknown_value": unknown})


def _descending(p: Probe) -> Found:
    up, down = _ordered(p, sort="dnumber"), _ordered(p, sort="dnumber", descending=1)
    order = order_of(down[::-1])
    answer = "ignored" if down == up else "honored" if order else "unclear: the numbers are not in order"
    return Found(answer, {"order": order or "none"})


def _empty_list(p: Probe) -> Found:
    def search() -> None:
        p.rows(api.CUSTOMERS_LIST, {"name": UNKNOWN, "limit": 1}, "customers of an unknown name")
        for row in p.rows(api.CUSTOMERS_LIST, _sample(p))[:_CUSTOMERS]:
            customer = {"customer": to_integer(row.get("id"))}
            if not p.rows(api.CAMPAIGNS_LIST, customer, "campaigns of a customer without any"):
                return

    if p.campaign is not None:
        beyond = {"campaign": p.campaign, "limit": 1, "offset": _BEYOND}
        p.attempt(lambda: p.rows(api.DESTINATIONS_LIST, beyond, "numbers beyond the end"))
    p.attempt(search)
    if not p.empty:
        raise NotAsked("nothing empty was found")
    return Found(joined(p.empty.values()), dict(sorted(p.empty.items())))


def _campaigns_get(p: Probe) -> Found:
    number = next((to_integer(row.get("id")) for row in p.rows(api.CAMPAIGNS_LIST, _owned(p))), None)
    try:
        seen = p.read(api.CAMPAIGNS_GET, {"id": number or NO_ID})
    except EnswitchError as error:
        p.failed(error)
        asked = "a campaign that exists" if number else "a campaign that does not exist"
        return Found(refusal(error).answer, {**refusal(error).evidence, "asked_for": asked})
    row, data = _single(seen.answer.data), kind(seen.answer.data)
    return Found("yes", {"data": seen.shape if seen.shape == "absent" else data, "columns": p.mask.kinds([row])})


def _single(data: t.Any) -> Row:
    data = data[0] if isinstance(data, list) and len(data) == 1 else data
    return data if isinstance(data, dict) else {}


def _tokens(p: Probe) -> Found:
    try:
        row = _single(p.read(api.LOGIN, {"token": 1}).answer.data)
    except EnswitchError as error:
        p.signs["tokens"] = False if error.code == 400 else None
        raise
    token = row.get("auth_token")
    p.signs["tokens"] = isinstance(token, str) and bool(token)
    if not isinstance(token, str) or not token:
        return Found("no")
    names = ("auth_token", "auth_token_expiry", "auth_token_expires")
    evidence: dict[str, t.Any] = {name: kind(row[name]) if name in row else "absent" for name in names}
    evidence.update(parts=token.count(".") + 1, lifetime_seconds=to_integer(row.get("auth_token_expiry")))
    try:
        p.again(token).read(api.LOGIN, {})
    except EnswitchError as error:
        # It is the token that was refused, not the account.
        return Found("given, but not accepted", {**evidence, "accepted": refusal(error).answer})
    return Found("yes", {**evidence, "accepted": "yes"})


# What all answers have in common


def _http_status(p: Probe) -> Found:
    statuses: dict[int, set[int]] = {}
    for seen in p.recorder.seen:
        for code in (to_integer(entry.get("code")) for entry in seen.entries):
            if code is not None:
                statuses.setdefault(code, set()).add(seen.reply.status)
    without = {one.reply.status for one in p.recorder.seen if one.text is not None and one.envelope is None}
    by_code = {str(code): sorted(statuses[code]) for code in sorted(statuses)}
    answer = "the code" if all(found == {code} for code, found in statuses.items()) else "mixed"
    if all(found == {200} for found in statuses.values()):
        answer = "always 200"
    if all(code < 300 for code in statuses):
        answer = "unclear: no error could be provoked"
    return Found(answer, {"by_code": by_code, "without_envelope": sorted(without)})


def _code_type(p: Probe) -> Found:
    codes = [entry.get("code") for seen in p.recorder.seen for entry in seen.entries]
    return Found(
        joined("text" if isinstance(code, str) else "integer" for code in codes if to_integer(code) is not None)
    )


def _responses(p: Probe) -> Found:
    numbers = sorted({len(seen.entries) for seen in p.recorder.seen if seen.envelope})
    columns = {p.mask.column(key) for seen in p.recorder.seen for entry in seen.entries for key in entry}
    return Found("one" if numbers == [1] else "several", {"seen": numbers, "columns": sorted(columns)})


def header(value: str) -> str:
    """Return the value of a Content-Type as it is, unless it is more than that."""
    return value if _CONTENT_TYPE.fullmatch(value) else "<text>" if value else "none"


def _content_type(p: Probe) -> Found:
    replies = [seen.reply for seen in p.recorder.seen if seen.envelope]
    beyond = "none were seen" if all(reply.body.isascii() for reply in replies) else "yes, and they fit"
    if any(seen.text is None for seen in p.recorder.seen):
        beyond = "yes, and they do not fit"
    types = {header(reply.content_type or "") for reply in replies}
    return Found(", ".join(sorted(types)), {"characters_beyond_ascii": beyond})


def _integers(p: Probe) -> Found:
    seen = {one for columns in p.integers.values() for kinds in columns.values() for one in kinds.split(" or ")}
    found = [answer for one, answer in (("integer", "bare"), ("integer as text", "quoted")) if one in seen]
    return Found("mixed" if len(found) == 2 else "".join(found) or "none were seen", dict(sorted(p.integers.items())))


def _response_times(p: Probe) -> Found:
    def summary(function: str = "") -> dict[str, int]:
        times = [seen.seconds * 1000 for seen in p.recorder.seen if seen.function.startswith(function)]
        return {"calls": len(times), "median_ms": round(statistics.median(times)), "highest_ms": round(max(times))}

    evidence = {function: summary(function) for function in sorted({seen.function for seen in p.recorder.seen})}
    return Found("median {median_ms} ms, highest {highest_ms} ms".format(**summary()), evidence)


def _version(p: Probe) -> Found:
    agents, tokens, sort = (p.signs.get(name) for name in (_AGENTS, "tokens", "sort"))
    answer = {True: "3.14 to 4.0", False: "3.13", None: "4.0 or older"}[sort]
    if agents or tokens is not False:
        answer = "4.2 or newer" if agents else "unknown" if tokens is None else "4.1 or newer"
    return Found("4.1" if tokens and agents is False else answer, {_AGENTS: agents, "tokens": tokens, "sort": sort})


# fmt: off
# The key of a question, its text, how its answer is read, and the call that this reads.
READS: tuple[tuple[t.Any, ...], ...] = (
    ("columns_user_login", "Which columns does user/login return?", _columns, api.LOGIN, _nothing),
    ("columns_bulk_campaigns_list", "Which columns do listed campaigns have?", _columns, api.CAMPAIGNS_LIST, _owned),
    ("columns_customers_get", "Which columns does a customer have?", _columns, api.CUSTOMERS_GET, _customer),
    ("columns_customers_list", "Which columns do listed customers have?", _columns, api.CUSTOMERS_LIST, _sample),
    ("columns_people_get", "Which columns does a person have?", _columns, api.PEOPLE_GET, _person),
    ("columns_timegroups_list", "Which columns do listed time groups have?",
     _columns, api.TIMEGROUPS_LIST, _available),
    ("columns_recording_groups_list", "Which columns do listed record groups have?",
     _columns, api.RECORDGROUPS_LIST, _owned),
    ("recordgroups_list", "Does recording/groups/list answer?", _accepted, api.RECORDGROUPS_LIST, _owned, "yes"),
    ("keep_agents_available", "Do listed campaigns have keep_agents_available?", _keep_agents),
    ("destination_types", "Which destination types of campaigns were seen?",
     _words, api.CAMPAIGNS_LIST, _owned, "dtype"),
    ("count_shape", "What is the data of count=1?", _count_shape),
    ("columns_bulk_destinations_list", "Which columns do listed numbers have?",
     _columns, api.DESTINATIONS_LIST, _numbers),
    ("destination_statuses", "Which statuses of numbers were seen?",
     _words, api.DESTINATIONS_LIST, _numbers, "status"),
    ("paging_destinations", "Are limit and offset honored when numbers are listed?",
     _paging, api.DESTINATIONS_LIST, _numbers, "dnumber"),
    ("paging_customers", "Are limit and offset honored when customers are listed?",
     _paging, api.CUSTOMERS_LIST, _nothing, "id"),
    ("sort", "Is sort accepted and honored when numbers are listed?", _sort),
    ("descending", "Is descending accepted and honored when numbers are listed?", _descending),
    ("pages_shape", "What is the data of pages=1?",
     lambda p: Found(p.read(api.DESTINATIONS_LIST, {**_numbers(p), "limit": 1, "pages": 1}).shape)),
    ("empty_list", "What is the data of an empty list?", _empty_list),
    ("campaigns_get", "Does bulk/campaigns/get answer?", _campaigns_get),
    ("tokens", "Does user/login give tokens, and are they accepted?", _tokens),
    ("unknown_parameters", "Are unknown parameters ignored or refused?",
     _accepted, api.CAMPAIGNS_LIST, lambda p: {"customer": p.customer, UNKNOWN: 1}, "ignored"),
)
VALIDATIONS: tuple[tuple[str, str, t.Callable[[Validation], Found]], ...] = (
    ("create_validation", "What does the validation of a new campaign answer?", Validation.create),
    ("unique_names", "Are the names of a customer's campaigns unique?", Validation.unique_names),
    ("numbers_validation", "What does the validation of a good number answer, and does it change nothing?",
     Validation.first_number),
    ("update_validation", "What does the validation of an update answer that has only an id?", Validation.update),
    ("bad_number", "What does validation say to a bad number?", lambda v: v.numbers([BAD_NUMBER])),
    ("bad_number_among_good", "What does validation say to one bad number among good ones?",
     lambda v: v.numbers([v.good(2)[0], BAD_NUMBER, v.good(2)[1]])),
    ("duplicate_numbers", "What does validation say to the same number twice?", lambda v: v.numbers(v.good(1) * 2)),
    ("spelled_numbers", "What does validation say to a number with plus and separators?", Validation.spelled),
    ("largest_dnumbers", "How many numbers does one validated call take?", Validation.largest),
)
ANSWERS: tuple[tuple[str, str, Ask], ...] = (
    ("api_version", "Which version of the API do its answers speak for?", _version),
    ("http_status", "Is the HTTP status always 200, or the code of the envelope?", _http_status),
    ("content_type", "What do the answers say of their type and character set?", _content_type),
    ("code_type", "Is code text or an integer?", _code_type),
    ("responses_per_answer", "How many responses are in an answer?", _responses),
    ("integers", "Are integers in rows bare or quoted?", _integers),
    ("response_times", "How long do answers take?", _response_times),
    ("base_path", "Where is the API mounted?", lambda p: Found(p.path if p.path in _PATHS else "another one")),
)
# fmt: on
QUESTIONS: dict[str, str] = {key: text for key, text, *_rest in (*READS, *VALIDATIONS, *ANSWERS)}


def ask_all(p: Probe, validation: Validation) -> dict[str, dict[str, t.Any]]:
    """Ask everything in order. Return all questions with their answers and evidence, masked."""
    for key, _text, read, *call in READS:
        p.ask(key, functools.partial(read, p, *call))
    # What an error looks like.
    for function, params in ((api.DESTINATIONS_LIST, {"campaign": NO_ID}), (api.CAMPAIGNS_LIST, {"customer": NO_ID})):
        if not p.ended:
            p.attempt(functools.partial(p.client.read, function, params))
    validation.begin()
    for key, _text, validate in VALIDATIONS:
        p.ask(key, functools.partial(validate, validation))
    p.found.update({key: ask(p) for key, _text, ask in ANSWERS})
    return {
        key: {"question": text, "answer": p.found[key].answer, "evidence": p.mask.evidence(p.found[key].evidence)}
        for key, text in QUESTIONS.items()
    }
