# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The questions of the probe (API notes, sections 1 to 7): tables with each question, its call, and how to read it.

They are asked in this order: reads, validations, and last what all answers have in common.
"""

from __future__ import annotations

import functools
import itertools
import re
import statistics
import typing as t
from urllib.parse import urlsplit

from .._api import functions as api
from .._api.envelope import Answer, to_integer
from .._campaigns import fields as schema
from . import validation as v
from .answers import REFUSED, Found, first, joined, kind, needed, word
from .probe import Param, Probe

Table = t.Tuple[t.Tuple[str, str, t.Callable[[Probe], Found]], ...]

CAMPAIGNS, NUMBERS, CUSTOMERS = api.CAMPAIGNS_LIST, api.DESTINATIONS_LIST, api.CUSTOMERS_LIST
# How many rows are a sample, and how many campaigns are searched for one with numbers.
SAMPLE, _CAMPAIGNS = 100, 20
# An offset beyond the end of every list, also after some arithmetic in 32 bits.
_BEYOND = 10**9
# Other paths are not shown: they may hold a name.
_PATHS = ("/api/json/", "/local/api/json/")
_CONTENT_TYPE = re.compile(r"[a-z]+/[a-z.+-]+(; ?charset=\"?[a-z0-9_-]{1,20}\"?)?", re.ASCII | re.IGNORECASE)
_AGENTS = schema.RESET_ON_UPDATE
_FIELDS = schema.KEYS + schema.FIELDS
_CAMPAIGN, _NAMED, _PERSON = tuple(field.name for field in _FIELDS), ("id", "name"), ("id", "username")
_INTEGERS = {"id", "count", "parent", "auth_token_expiry"} | {
    field.name for field in _FIELDS if field.kind != schema.STR
}
# How each function is called, and the columns that its rows are expected to have (API notes, sections 3 to 5).
READS: dict[str, tuple[t.Callable[[Probe], dict[str, Param]], tuple[str, ...]]] = {
    api.LOGIN: (lambda p: {}, _PERSON),
    CAMPAIGNS: (lambda p: {"customer": p.customer}, _CAMPAIGN),
    api.CAMPAIGNS_GET: (lambda p: {"id": first(ids(p), "there is no campaign")}, _CAMPAIGN),
    api.CUSTOMERS_GET: (lambda p: {"id": customer(p)}, _NAMED),
    CUSTOMERS: (lambda p: {"limit": SAMPLE}, _NAMED),
    api.PEOPLE_GET: (lambda p: {"id": person(p)}, _PERSON),
    api.TIMEGROUPS_LIST: (lambda p: {"customer": p.customer, "available": 1}, _NAMED),
    api.RECORDGROUPS_LIST: (lambda p: {"customer": p.customer}, _NAMED),
    NUMBERS: (lambda p: {"campaign": numbered(p), "limit": SAMPLE}, ("dtype", "dnumber", "status")),
}


def read(p: Probe, function: str, **more: Param) -> Answer:
    """Read as the table says, or with other parameters."""
    return p.read(function, **{**READS[function][0](p), **more})


# What to ask about


def ids(p: Probe) -> list[int]:
    """Return the campaigns of the customer."""
    return list(filter(None, (to_integer(row.get("id")) for row in read(p, CAMPAIGNS).rows())))


def numbered(p: Probe) -> int:
    """Return the first campaign that has at least two numbers."""
    counts = ((number, p.read(NUMBERS, campaign=number, count=1).count) for number in ids(p)[:_CAMPAIGNS])
    return first((number for number, count in counts if count and count > 1), "no campaign with two numbers was found")


def customer(p: Probe) -> int:
    """Return the customer. The columns of user/login are not known; campaigns may tell as well."""
    rows = itertools.chain([{"customer": p.customer}, read(p, api.LOGIN).row()], read(p, CAMPAIGNS).rows())
    why_not = "the ID of the customer is not known: name it with the option customer"
    return first((to_integer(row.get("customer")) for row in rows), why_not)


def person(p: Probe) -> int:
    """Return the account's own ID."""
    return needed(read(p, api.LOGIN).integer("id"), "user/login does not tell the ID of the account")


# How answers are read


def columns(p: Probe, function: str) -> Found:
    """Compare the columns of the rows with those that are expected."""
    answer, expected = read(p, function), READS[function][1]
    found = needed(p.mask.kinds(answer.data), "there are no rows")
    differ = {"missing": [c for c in expected if c not in found], "unknown": [c for c in found if c not in expected]}
    words = " and ".join(name for name in differ if differ[name])
    evidence = {"columns": found, **differ, "data": kind(answer.data)}
    return Found(words + " columns" if words else "as expected", evidence)


def words(p: Probe, function: str, column: str) -> Found:
    """Return the words that a column holds."""
    found = {word(row[column]) for row in read(p, function).rows() if column in row}
    return Found(", ".join(sorted(needed(found, "there are no rows with {0}".format(column)))))


def listed(p: Probe, function: str, answer: str, **more: Param) -> Found:
    """Return the answer if there is a list, empty or not."""
    return Found(answer, {"rows": "some" if read(p, function, **more).rows() else "none"})


def paging(p: Probe, function: str, column: str) -> Found:
    """Compare the first two rows with the second one alone."""
    both, second = read(p, function, limit=2).rows(), read(p, function, limit=1, offset=1).rows()
    needed(both[1:], "there are not two rows")
    offset = bool(second) and second[0].get(column) == both[1].get(column)
    seen = {"limit": len(both) == 2 and len(second) <= 1, "offset": offset}
    return Found("{0} honored".format(joined(name for name in seen if seen[name]) or "nothing"), seen)


def keep_agents(p: Probe) -> Found:
    """Look for a column that version 4.2 has brought."""
    rows = needed(read(p, CAMPAIGNS).rows(), "there is no campaign")
    return Found("yes" if any(_AGENTS in row for row in rows) else "no")


def order_of(texts: list[str]) -> str:
    """Return how numbers are in order: C(text), C(number), C(text and number), or nothing."""
    orders = {"text": sorted(texts), "number": sorted(texts, key=lambda text: (len(text), text))}
    return " and ".join(name for name, order in orders.items() if order == texts)


def ordered(p: Probe, **more: Param) -> list[str]:
    """Return the numbers of a campaign as they are listed."""
    return [str(row.get("dnumber")) for row in read(p, NUMBERS, **more).rows()]


def sort(p: Probe) -> Found:
    """Sort by number, and by something that no platform knows."""
    plain, up = ordered(p), ordered(p, sort="dnumber")
    order = order_of(up)
    unknown = p.ask(lambda p: listed(p, NUMBERS, "accepted", sort=v.UNKNOWN)).answer
    unclear = order and up == plain and unknown != REFUSED
    answer = "unclear: the order is the same without it" if unclear else "honored" if order else "ignored"
    return Found(answer, {"order": order or "none", "unknown_value": unknown})


def descending(p: Probe) -> Found:
    """Sort by number, up and down."""
    up, down = ordered(p, sort="dnumber"), ordered(p, sort="dnumber", descending=1)
    order = order_of(down[::-1])
    answer = "ignored" if down == up else "honored" if order else "unclear: the numbers are not in order"
    return Found(answer, {"order": order or "none"})


def tokens(p: Probe) -> Found:
    """Ask for a token, and log in with nothing else."""
    row = read(p, api.LOGIN, token=1).row()
    token = row.get("auth_token")
    if not isinstance(token, str) or not token:
        return Found("no")
    names = ("auth_token", "auth_token_expiry", "auth_token_expires")
    evidence: dict[str, t.Any] = {name: kind(row[name]) if name in row else "absent" for name in names}
    evidence.update(parts=token.count(".") + 1, lifetime_seconds=to_integer(row.get("auth_token_expiry")))
    # It is the token that may be refused, not the account.
    client = p.connect(auth_username=None, auth_password=None, auth_token=token)
    evidence["accepted"] = p.ask(lambda _p: Found("yes", {"codes": client.read(api.LOGIN, {}).codes})).answer
    return Found("yes" if evidence["accepted"] == "yes" else "given, but not accepted", evidence)


def shape(p: Probe, function: str, **more: Param) -> Found:
    """Return the data with kinds in place of values."""
    return Found(p.shape(read(p, function, **more)))


def campaigns_get(p: Probe) -> Found:
    """Get a campaign that is listed."""
    return Found("yes", {"data": p.shape(read(p, api.CAMPAIGNS_GET))})


# What all answers have in common


def version(p: Probe) -> Found:
    """Conclude from what other questions were answered."""
    said = {"yes": True, "given, but not accepted": True, "honored": True, "no": False, "ignored": False}
    agents = said.get(p.found["keep_agents_available"].answer)
    tokens, sort = ({**said, REFUSED: False}.get(p.found[key].answer) for key in ("tokens", "sort"))
    answer = {True: "3.14 to 4.0", False: "3.13", None: "4.0 or older"}[sort]
    if agents or tokens is not False:
        answer = "4.2 or newer" if agents else "unknown" if tokens is None else "4.1 or newer"
    return Found("4.1" if tokens and agents is False else answer, {_AGENTS: agents, "tokens": tokens, "sort": sort})


def grouped(pairs: t.Iterable[tuple[t.Any, t.Any]]) -> dict[t.Any, list[t.Any]]:
    """Return pairs as a dictionary, in order."""
    groups = itertools.groupby(sorted(pairs), key=lambda pair: pair[0])
    return {key: [value for _key, value in group] for key, group in groups}


def http_status(p: Probe) -> Found:
    """Compare the statuses with the codes that came with them."""
    seen = {(code, one.reply.status) for one in p.recorder.seen for code in one.answer.codes}
    answer = "the code" if all(code == status for code, status in seen) else "mixed"
    if all(status == 200 for _code, status in seen):
        answer = "always 200"
    if all(code < 300 for code, _status in seen):
        answer = "unclear: no error could be provoked"
    by_code = {str(code): statuses for code, statuses in grouped(seen).items()}
    without = sorted({one.reply.status for one in p.recorder.seen if not one.answer.codes})
    return Found(answer, {"by_code": by_code, "without_envelope": without})


def header(value: str) -> str:
    """Return the value of a Content-Type as it is, unless it is more than that."""
    return value if _CONTENT_TYPE.fullmatch(value) else "<text>" if value else "none"


def content_type(p: Probe) -> Found:
    """Return the types, and whether texts could be read."""
    # A page of a proxy says nothing of the platform.
    fit = [bool(one.answer.codes) for one in p.recorder.seen if re.match(rb"{.*[^\0-\x7f]", one.reply.body, re.DOTALL)]
    beyond = "yes, and they fit" if all(fit) else "yes, and they do not fit"
    types = {header(one.reply.content_type or "") for one in p.recorder.seen if one.answer.codes}
    return Found(", ".join(sorted(types)), {"characters_beyond_ascii": beyond if fit else "none were seen"})


def code_type(p: Probe) -> Found:
    """Return what codes are in JSON."""
    codes = (entry["code"] for one in p.recorder.seen for entry in one.answer.responses)
    return Found(joined("text" if isinstance(code, str) else "integer" for code in codes))


def responses(p: Probe) -> Found:
    """Return how many responses there were, and their columns."""
    found = [one.answer.responses for one in p.recorder.seen if one.answer.codes]
    amounts = sorted(set(map(len, found)))
    names = {p.mask.column(name) for entries in found for entry in entries for name in entry}
    return Found("one" if amounts == [1] else "several", {"seen": amounts, "columns": sorted(names)})


def integers(p: Probe) -> Found:
    """Return the kinds of columns that are integers, by function."""
    evidence: dict[str, dict[str, str]] = {}
    for answer in p.reads.values():
        for name, kinds in p.mask.kinds(answer.data).items():
            if name in _INTEGERS and "integer" in kinds:
                evidence.setdefault(answer.function, {})[name] = kinds
    seen = {one for columns in evidence.values() for kinds in columns.values() for one in kinds.split(" or ")}
    found = [answer for one, answer in (("integer", "bare"), ("integer as text", "quoted")) if one in seen]
    return Found("mixed" if len(found) == 2 else "".join(found) or "none were seen", dict(sorted(evidence.items())))


def shapes(p: Probe, counts: bool) -> Found:
    """Return the shapes of all counts of lists, or of all empty lists, by function."""
    found = grouped(
        (function, p.shape(answer))
        for (function, params), answer in p.reads.items()
        if function.endswith("/list") and ("count" in dict(params) if counts else answer.data in (None, "", [], {}))
    )
    answer = joined(sum(needed(found, "nothing like that was seen").values(), []))
    return Found(answer, {function: joined(found[function]) for function in found})


def response_times(p: Probe) -> Found:
    """Return how long answers took, by function."""
    times = grouped((name, one.seconds * 1000) for one in p.recorder.seen for name in ("", one.function))
    evidence = {
        name: {"calls": len(found), "median_ms": round(statistics.median(found)), "highest_ms": round(max(found))}
        for name, found in times.items()
    }
    return Found("median {median_ms} ms, highest {highest_ms} ms".format(**evidence.pop("")), evidence)


def base_path(p: Probe) -> Found:
    """Return the path of the base address, if it is a known one."""
    path = urlsplit(p.client.url).path
    return Found(path if path in _PATHS else "another one")


# fmt: off
ASKED: Table = (
    *(("columns_" + function.replace("/", "_"), "Which columns does {0} return?".format(function),
       functools.partial(columns, function=function)) for function in READS if function != api.CAMPAIGNS_GET),
    ("recordgroups_list", "Does recording/groups/list answer?", lambda p: listed(p, api.RECORDGROUPS_LIST, "yes")),
    ("keep_agents_available", "Do listed campaigns have keep_agents_available?", keep_agents),
    ("destination_types", "Which destination types of campaigns were seen?", lambda p: words(p, CAMPAIGNS, "dtype")),
    ("destination_statuses", "Which statuses of numbers were seen?", lambda p: words(p, NUMBERS, "status")),
    ("paging_destinations", "Are limit and offset honored for numbers?", lambda p: paging(p, NUMBERS, "dnumber")),
    ("paging_customers", "Are limit and offset honored for customers?", lambda p: paging(p, CUSTOMERS, "id")),
    ("sort", "Is sort accepted and honored when numbers are listed?", sort),
    ("descending", "Is descending accepted and honored when numbers are listed?", descending),
    ("pages_shape", "What is the data of pages=1?", lambda p: shape(p, NUMBERS, limit=1, pages=1)),
    ("campaigns_get", "Does bulk/campaigns/get answer?", campaigns_get),
    ("tokens", "Does user/login give tokens, and are they accepted?", tokens),
    ("unknown_parameters", "Are unknown parameters ignored or refused?",
     lambda p: listed(p, CAMPAIGNS, "ignored", **{v.UNKNOWN: 1})),
    # Only for what all answers have in common.
    ("", "", lambda p: listed(p, CUSTOMERS, "", name=v.UNKNOWN)),
    ("", "", lambda p: listed(p, CUSTOMERS, "", count=1)),
    ("", "", lambda p: listed(p, NUMBERS, "", offset=_BEYOND)),
    ("", "", lambda p: listed(p, CAMPAIGNS, "", customer=v.NO_ID)),
    ("", "", lambda p: Found("", p.read(NUMBERS, campaign=v.NO_ID).row())),
)
VALIDATIONS: Table = (
    ("", "", Probe.begin_validation),
    ("create_validation", "What does the validation of a new campaign answer?", v.new_name),
    ("unique_names", "Are the names of a customer's campaigns unique?", v.same_name),
    ("numbers_validation", "What does validation say to a good number, and does it change nothing?", v.first_number),
    ("update_validation", "What does the validation of an update answer that has only an id?", v.update),
    ("bad_number", "What does validation say to a bad number?", lambda p: v.numbers(p, [v.BAD_NUMBER])),
    ("bad_number_among_good", "What does validation say to one bad number among good ones?",
     lambda p: v.numbers(p, [v.good(p, 2)[0], v.BAD_NUMBER, v.good(p, 2)[1]])),
    ("duplicate_numbers", "What does validation say to a number twice?", lambda p: v.numbers(p, v.good(p, 1) * 2)),
    ("spelled_numbers", "What does validation say to a number with plus and separators?", v.spelled),
    ("largest_dnumbers", "How many numbers does one validated call take?", v.largest),
)
ANSWERS: Table = (
    ("api_version", "Which version of the API do its answers speak for?", version),
    ("http_status", "Is the HTTP status always 200, or the code of the envelope?", http_status),
    ("content_type", "What do the answers say of their type and character set?", content_type),
    ("code_type", "Is code text or an integer?", code_type),
    ("responses_per_answer", "How many responses are in an answer?", responses),
    ("integers", "Are integers in rows bare or quoted?", integers),
    ("empty_list", "What is the data of an empty list?", lambda p: shapes(p, counts=False)),
    ("count_shape", "What is the data of count=1?", lambda p: shapes(p, counts=True)),
    ("response_times", "How long do answers take?", response_times),
    ("base_path", "Where is the API mounted?", base_path),
)
# fmt: on
QUESTIONS: dict[str, str] = {key: text for key, text, _ask in (*ASKED, *VALIDATIONS, *ANSWERS) if key}


def ask_all(p: Probe) -> dict[str, dict[str, t.Any]]:
    """Ask everything in order. Return all questions with their answers and evidence, masked."""
    for key, _text, ask in ASKED:
        p.found[key] = p.ask(ask, p.ended)
    for key, _text, ask in VALIDATIONS:
        p.found[key] = p.ask(ask, p.ended or p.stopped)
    for key, _text, ask in ANSWERS:
        p.found[key] = p.ask(ask)
    return {
        key: {"question": text, "answer": p.found[key].answer, "evidence": p.mask.evidence(p.found[key].evidence)}
        for key, text in QUESTIONS.items()
    }
