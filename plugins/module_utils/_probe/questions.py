# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The questions of the probe (API notes, sections 1 to 7): a table with each question, its call, and how to read it.

They are asked in this order: reads, validations, and last what all answers have in common. No validation could do
harm. Numbers are kept for fiction, belong to a campaign that is listed as disabled, and would be stored as cancelled;
one goes first. New campaigns are disabled and have no numbers.
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
from .answers import ACCEPTED, REFUSED, Found, NotAsked, first, joined, kind, needed, word
from .probe import Param, Probe

Table = t.Tuple[t.Tuple[str, str, t.Callable[[Probe], Found]], ...]

CAMPAIGNS, NUMBERS, CUSTOMERS = api.CAMPAIGNS_LIST, api.DESTINATIONS_LIST, api.CUSTOMERS_LIST
# How many rows are a sample, and how many campaigns are searched for one with numbers.
SAMPLE, _CAMPAIGNS = 100, 20
# An offset beyond the end of every list, also after some arithmetic in 32 bits.
_BEYOND = 10**9
# The largest ID of a 32-bit column: no campaign and no customer has it.
NO_ID = 2**31 - 1
# No platform knows this as a parameter, a value, or a part of a name.
UNKNOWN = "enswitch_probe"
# No platform takes this for a telephone number.
BAD_NUMBER = "not-a-number"
# The most numbers in one call that the probe may try.
MOST = 50000
# What may be said of numbers: web servers refuse a request that is too large, which the platform does not see.
_FINE = (400, "no envelope: HTTP 413", "no envelope: HTTP 414")
# How many numbers of the campaign are read, so that other ones are validated.
_KNOWN_NUMBERS = 1000
# Other paths are not shown: they may hold a name.
_PATHS = ("/api/json/", "/local/api/json/")
_CONTENT_TYPE = re.compile(r"[a-z]+/[a-z.+-]+(; ?charset=\"?[a-z0-9_-]{1,20}\"?)?", re.ASCII | re.IGNORECASE)
_AGENTS = schema.RESET_ON_UPDATE
_FIELDS = schema.KEYS + schema.FIELDS
_CAMPAIGN, _NAMED, _PERSON = tuple(field.name for field in _FIELDS), ("id", "name"), ("id", "username")
_INTEGERS = {"id", "count", "parent", "auth_token_expiry", *(one.name for one in _FIELDS if one.kind != schema.STR)}
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
    which = joined(name for name in differ if differ[name])
    evidence = {"columns": found, **differ, "data": kind(answer.data)}
    return Found("{0} columns".format(which) if which else "as expected", evidence)


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
    follows = [row.get(column) for row in second[:1]] == [both[1].get(column)]
    seen = {"limit": len(both) == 2 and len(second) <= 1, "offset": follows}
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
    unknown = p.ask(lambda p: listed(p, NUMBERS, "accepted", sort=UNKNOWN)).answer
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


# How validations are read


def new_name(p: Probe) -> Found:
    """Validate a new campaign with a name that is not there."""
    taken = {row.get("name") for row in p.campaigns}
    names = map((UNKNOWN + " {0}").format, itertools.count(1))
    return _create(p, next(name for name in names if name not in taken))


def same_name(p: Probe) -> Found:
    """Validate a new campaign with a name that is there. What a free name gets too says nothing about names."""
    name = first((row.get("name") for row in p.campaigns), "there is no campaign")
    new = p.found["create_validation"].answer
    if new != ACCEPTED:
        raise NotAsked("a new name gets: {0}".format(new))
    found = _create(p, str(name))
    return Found({ACCEPTED: "no", REFUSED: "yes"}.get(found.answer, found.answer), found.evidence)


def _create(p: Probe, name: str) -> Found:
    """Validate a new campaign: disabled, with the destination of one that is there ("hangup" needs none)."""
    like = p.disabled or next(iter(p.campaigns), {})
    to = {"dtype": str(like.get("dtype", "hangup")), "dnumber": str(like.get("dnumber", ""))}
    return p.validate(api.CAMPAIGNS_CREATE, (400, 402, 403), customer=p.customer, name=name, enabled=0, **to)


def first_number(p: Probe) -> Found:
    """Validate one number, and see that nothing was done. All further validation waits for that."""
    p.stopped = "no disabled campaign"
    needed(to_integer(p.disabled.get("id")), p.stopped)
    p.stopped = "that validation changes nothing was not seen"
    number = good(p, 1)
    p.stopped = None
    found = numbers(p, number, fine=())
    return Found(found.answer, {**found.evidence, "count": "has grown" if p.damage else "unchanged"})


def numbers(p: Probe, entries: list[str], fine: t.Container[int | str] = _FINE) -> Found:
    """Validate numbers. Should they be stored after all, they are not dialed: they are cancelled."""
    sent = {"campaign": p.disabled["id"], "dnumbers": ",".join(entries), "status": "cancelled"}
    return p.validate(api.DESTINATIONS_CREATE, fine, **sent)


def good(p: Probe, amount: int) -> list[str]:
    """Return telephone numbers that belong to no person and are not in the campaign."""
    rows = p.read(NUMBERS, campaign=p.disabled["id"], limit=_KNOWN_NUMBERS).rows()
    taken = {"".join(filter(str.isdigit, str(row.get("dnumber", ""))))[-10:] for row in rows}
    return list(itertools.islice((number for number in fictional() if number not in taken), amount))


def spelled(p: Probe) -> Found:
    """Validate a number as people write it, and as switches do."""
    plain = good(p, 1)[0]
    spellings = {"plus": "+1" + plain, "separators": "-".join((plain[:3], plain[3:6], plain[6:]))}
    answers = {name: numbers(p, [spelling]).answer for name, spelling in spellings.items()}
    return Found(answers["plus"] if len(set(answers.values())) == 1 else "it depends on the spelling", answers)


def largest(p: Probe) -> Found:
    """Double the numbers of a call until it is refused, and then narrow it down."""
    accepted, refused, last = 1, p.largest + 1, None
    while not p.stopped and refused - accepted > (accepted // 64 + 1 if last else 1):
        size = (accepted + refused) // 2 if last else min(accepted * 2, p.largest)
        found = numbers(p, good(p, size))
        if found.answer == ACCEPTED:
            accepted = size
        else:
            refused, last = size, found
    if last is None:
        return Found("{0} or more".format(accepted), {"accepted": accepted})
    evidence = {"accepted": accepted, "refused": refused, "refusal": last.answer, **last.evidence}
    most = "from {0} to {1}".format(accepted, refused - 1) if refused > accepted + 1 else str(accepted)
    return Found("{0}, more are {1}".format(most, last.answer), evidence)


def update(p: Probe) -> Found:
    """Validate an update that changes nothing, of a campaign that is there and of one that is not."""
    # A platform that ignored validation=1 could reset this one field: it is sent as it is.
    row = schema.coerce_row(p.disabled)
    sent = {name: row[name] for name in ("id", schema.RESET_ON_UPDATE) if row.get(name)}
    fine = (400, 402, 403, 404)
    there, missing = (p.validate(api.CAMPAIGNS_UPDATE, fine, **params).answer for params in (sent, {"id": NO_ID}))
    evidence = {"there": there, "not_there": missing, "sent": sorted(sent)}
    return Found("{0}, or {1} where there is none".format(there, missing), evidence)


def fictional() -> t.Iterator[str]:
    """Yield telephone numbers kept for fiction: 555-0100 to 555-0199 of every area code.

    Codes that are no areas are left out: services (N11), free and premium numbers, and the ranges for mobile,
    personal or government numbers.
    """
    for hundreds, tens, ones in itertools.product("2346789", "012345678", "0123456789"):
        code = hundreds + tens + ones
        if tens + ones not in ("00", "11") and not (hundreds == "8" and tens == ones) and code != "710":
            yield from ("{0}5550{1}".format(code, line) for line in range(100, 200))


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
    by_code = grouped((str(code), status) for code, status in seen)
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
    times = grouped((name, one.seconds * 1000) for one in p.recorder.seen for name in ("", one.answer.function))
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
    ("pages_shape", "What is the data of pages=1?", lambda p: Found(p.shape(read(p, NUMBERS, limit=1, pages=1)))),
    ("campaigns_get", "Does bulk/campaigns/get answer?",
     lambda p: Found("yes", {"data": p.shape(read(p, api.CAMPAIGNS_GET))})),
    ("tokens", "Does user/login give tokens, and are they accepted?", tokens),
    ("unknown_parameters", "Are unknown parameters ignored or refused?",
     lambda p: listed(p, CAMPAIGNS, "ignored", **{UNKNOWN: 1})),
    # Only for what all answers have in common.
    ("", "", lambda p: listed(p, CUSTOMERS, "", name=UNKNOWN)),
    ("", "", lambda p: listed(p, CUSTOMERS, "", count=1)),
    ("", "", lambda p: listed(p, NUMBERS, "", offset=_BEYOND)),
    ("", "", lambda p: listed(p, CAMPAIGNS, "", customer=NO_ID)),
    ("", "", lambda p: Found("", p.read(NUMBERS, campaign=NO_ID).row())),
)
VALIDATIONS: Table = (
    ("", "", Probe.begin_validation),
    ("create_validation", "What does the validation of a new campaign answer?", new_name),
    ("unique_names", "Are the names of a customer's campaigns unique?", same_name),
    ("numbers_validation", "What does validation say to a good number, and does it change nothing?", first_number),
    ("update_validation", "What does the validation of an update answer that has only an id?", update),
    ("bad_number", "What does validation say to a bad number?", lambda p: numbers(p, [BAD_NUMBER])),
    ("bad_number_among_good", "What does validation say to one bad number among good ones?",
     lambda p: numbers(p, [good(p, 2)[0], BAD_NUMBER, good(p, 2)[1]])),
    ("duplicate_numbers", "What does validation say to a number twice?", lambda p: numbers(p, good(p, 1) * 2)),
    ("spelled_numbers", "What does validation say to a number with plus and separators?", spelled),
    ("largest_dnumbers", "How many numbers does one validated call take?", largest),
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
# Each table, and why its questions are not asked (any more).
_TABLES: tuple[tuple[Table, t.Callable[[Probe], str | None]], ...] = (
    (ASKED, lambda p: p.ended),
    (VALIDATIONS, lambda p: p.ended or p.stopped),
    (ANSWERS, lambda _p: None),
)
QUESTIONS = {key: text for table, _why_not in _TABLES for key, text, _ask in table if key}


def ask_all(p: Probe) -> dict[str, dict[str, t.Any]]:
    """Ask everything in order. Return all questions with their answers and evidence, masked."""
    for table, why_not in _TABLES:
        for key, _text, ask in table:
            p.found[key] = p.ask(ask, why_not(p))
    return {
        key: {"question": text, "answer": p.found[key].answer, "evidence": p.mask.evidence(p.found[key].evidence)}
        for key, text in QUESTIONS.items()
    }
