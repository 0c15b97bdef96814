# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""What the probe reports: an answer to each question, without anything by which a person could be known.

Types stand in for values. What the platform says in its own words passes through a mask.
"""

from __future__ import annotations

import html
import re
import typing as t

from .._api import functions
from .._api.envelope import to_integer
from .._api.errors import AUTHENTICATION, NETWORK, TIMEOUT, TLS, EnswitchError
from .._campaigns import fields as schema

# The open questions (API notes, sections 1 to 7), by the keys of the report. The order is that of the report.
QUESTIONS: dict[str, str] = {
    "api_version": "Which version of the API do its answers speak for?",
    "base_path": "Where is the API mounted?",
    "http_status": "Is the HTTP status always 200, or the code of the envelope?",
    "content_type": "What do the answers say of their type and character set?",
    "code_type": "Is code text or an integer?",
    "responses_per_answer": "How many responses are in an answer?",
    "integers": "Are integers in rows bare or quoted?",
    "empty_list": "What is the data of an empty list?",
    "count_shape": "What is the data of count=1?",
    "pages_shape": "What is the data of pages=1?",
    "columns_bulk_campaigns_list": "Which columns do listed campaigns have?",
    "columns_bulk_destinations_list": "Which columns do listed numbers have?",
    "columns_customers_get": "Which columns does a customer have?",
    "columns_customers_list": "Which columns do listed customers have?",
    "columns_people_get": "Which columns does a person have?",
    "columns_timegroups_list": "Which columns do listed time groups have?",
    "columns_recording_groups_list": "Which columns do listed record groups have?",
    "columns_user_login": "Which columns does user/login return?",
    "paging_destinations": "Are limit and offset honored when numbers are listed?",
    "paging_customers": "Are limit and offset honored when customers are listed?",
    "sort": "Is sort accepted and honored when numbers are listed?",
    "descending": "Is descending accepted and honored when numbers are listed?",
    "campaigns_get": "Does bulk/campaigns/get answer?",
    "recordgroups_list": "Does recording/groups/list answer?",
    "tokens": "Does user/login give tokens, and are they accepted?",
    "keep_agents_available": "Do listed campaigns have keep_agents_available?",
    "unknown_parameters": "Are unknown parameters ignored or refused?",
    "destination_statuses": "Which statuses of numbers were seen?",
    "destination_types": "Which destination types of campaigns were seen?",
    "unique_names": "Are the names of a customer's campaigns unique?",
    "create_validation": "What does the validation of a new campaign answer?",
    "update_validation": "What does the validation of an update answer that has only an id?",
    "numbers_validation": "What does the validation of a good number answer, and does it change nothing?",
    "bad_number": "What does validation say to a bad number?",
    "bad_number_among_good": "What does validation say to one bad number among good ones?",
    "duplicate_numbers": "What does validation say to the same number twice?",
    "spelled_numbers": "What does validation say to a number with plus and separators?",
    "largest_dnumbers": "How many numbers does one validated call take?",
    "response_times": "How long do answers take?",
}

# What a row of a list or get function is expected to have (API notes, sections 3 to 5).
EXPECTED: dict[str, tuple[str, ...]] = {
    functions.CAMPAIGNS_LIST: tuple(field.name for field in schema.KEYS + schema.FIELDS),
    functions.DESTINATIONS_LIST: ("dtype", "dnumber", "status"),
    functions.CUSTOMERS_GET: ("id", "name"),
    functions.CUSTOMERS_LIST: ("id", "name"),
    functions.PEOPLE_GET: ("id", "username"),
    functions.TIMEGROUPS_LIST: ("id", "name"),
    functions.RECORDGROUPS_LIST: ("id", "name"),
    functions.LOGIN: ("id", "username"),
}

# Columns that hold words of the platform, not of its customers.
_WORD_COLUMNS = frozenset(("dtype", "machine", "status", "success"))
# Names of the API itself: they are no secret, even where a campaign is called so.
_KNOWN = frozenset(schema.BY_NAME) | frozenset(
    "all campaign code count data deleted descending dnumbers key limit message offset pages parent recursive responses"
    " sort status token username validation".split()
)
_COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,39}", re.ASCII)
_LONG_NUMBER = re.compile(r"[0-9]{4}")
_WORD = re.compile(r"[a-z][a-z_]{0,19}", re.ASCII)
# Also between guillemets and typographic quotes, which are written as escapes for editors' sake.
_QUOTED = re.compile(
    "\"[^\"]*\"|\u00ab[^\u00bb]*\u00bb|\u201c[^\u201d]*\u201d|\u201e[^\u201c\u201d]*[\u201c\u201d]|(?<!\\w)'[^']*'(?!\\w)"
)
_ADDRESS = re.compile(r"\S+@\S+|\w+://\S+")
_CONTENT_TYPE = re.compile(r"[a-z]+/[a-z.+-]+(; ?charset=\"?[a-z0-9_-]{1,20}\"?)?", re.ASCII | re.IGNORECASE)
_LONGEST_TEXT = 200
# Below this length a name is masked only where it stands alone: as a part of words it is chance.
_SHORT = 4
# So many faults of the network in a row, and nobody is there any more.
_PATIENCE = 3


class NotAsked(Exception):
    """A question that makes no sense, or would not be safe, on this platform. Its text is the reason."""


class Found(t.NamedTuple):
    """The answer to a question: a few stable words, and what they rest on."""

    answer: str
    evidence: dict[str, t.Any]


class Mask:
    """Takes names and numbers out of foreign text. It learns the names from everything that is read."""

    def __init__(self, redact: t.Callable[[str], str] = str) -> None:
        self._redact = redact
        self._names: set[str] = set()

    def learn(self, value: t.Any, column: str = "") -> None:
        """Remember every text in nested data as a name, unless its column holds words of the platform."""
        if isinstance(value, dict):
            for key, entry in value.items():
                self.learn(entry, key)
        elif isinstance(value, list):
            for entry in value:
                self.learn(entry, column)
        elif isinstance(value, str) and column not in _WORD_COLUMNS:
            name = value.strip()
            if any(char.isalpha() for char in name):
                self._names.update((name, html.escape(name)))

    def text(self, text: str) -> str:
        """Return a message without names, quoted values, addresses and digits."""
        text = _QUOTED.sub(self._quoted, self._redact(text))
        text = _ADDRESS.sub("<address>", text)
        for name in sorted(self._names, key=len, reverse=True):
            folded = name.casefold()
            # Comparing first is much faster than that many patterns.
            if folded not in text.casefold():
                continue
            short = len(name) < _SHORT
            pattern = r"(?<!\w){0}(?!\w)".format(re.escape(name)) if short else re.escape(name)
            text = re.sub(pattern, "<name>", text, flags=re.IGNORECASE)
            if not short and folded in text.casefold():
                # In another spelling, such as capitals for a letter that has none.
                return "<text with a name>"
        return re.sub(r"\d+", "#", text)[:_LONGEST_TEXT]

    def _quoted(self, found: re.Match[str]) -> str:
        text = found.group()
        return text if text[1:-1] in _KNOWN else "<value>"

    def column(self, name: str) -> str:
        """Return the name of a column or parameter. Anything else that is used as a key is masked."""
        known = name in _KNOWN
        plain = _COLUMN.fullmatch(name) is not None and not _LONG_NUMBER.search(name)
        if known or (plain and name not in self._names):
            return self._redact(name)
        return "<key>"

    @staticmethod
    def word(value: t.Any) -> str:
        """Return a word of the platform, such as a status; anything else only as its kind."""
        if isinstance(value, str) and _WORD.fullmatch(value):
            return value
        return "<{0}>".format(kind(value))


def kind(value: t.Any) -> str:
    """Return what a JSON value is, in place of the value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        if not value:
            return "empty text"
        return "text" if to_integer(value) is None else "integer as text"
    return "list" if isinstance(value, list) else "object"


def header(value: str) -> str:
    """Return the value of a Content-Type as it is, unless it is more than that."""
    return value if _CONTENT_TYPE.fullmatch(value) else "<text>" if value else "none"


def shape(data: t.Any, mask: Mask) -> str:
    """Return JSON data with the kinds of its values in their place; of a list, only the first entry."""
    if isinstance(data, dict):
        return "{{{0}}}".format(", ".join("{0}: {1}".format(mask.column(key), kind(data[key])) for key in sorted(data)))
    if isinstance(data, list):
        return "[{0}]".format(shape(data[0], mask) if data else "")
    return kind(data)


def kinds(rows: t.Iterable[t.Mapping[str, t.Any]], mask: Mask) -> dict[str, str]:
    """Return the kinds of values by column."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            found.setdefault(mask.column(name), set()).add(kind(value))
    return {name: " or ".join(sorted(found[name])) for name in sorted(found)}


def refusal(error: EnswitchError) -> Found:
    """Return what a failed call means as an answer."""
    evidence = {
        "category": error.category,
        "code": error.code,
        "http_status": error.http_status,
        "key": error.key or None,
        "message": error.message or None,
        "function": error.function,
    }
    if error.code in (402, 403):
        answer = "not allowed: code {0}".format(error.code)
    elif error.code == 404:
        answer = "not found: code 404"
    elif error.code is not None and error.code < 300:
        answer = "answered with code {0}".format(error.code)
    elif error.code is not None:
        answer = "refused: code {0}".format(error.code)
    elif error.http_status is not None:
        answer = "no envelope: HTTP {0}".format(error.http_status)
    else:
        answer = "no answer: {0}".format(error.category)
    return Found(answer, {name: value for name, value in evidence.items() if value is not None})


class Report:
    """The answers so far. A question whose answer fails is answered by the failure."""

    def __init__(self) -> None:
        self._found: dict[str, Found] = {}
        # Why nothing is asked any more.
        self.ended: str | None = None
        self._lost = 0

    def ask(self, key: str, question: t.Callable[[], Found]) -> None:
        """Ask one question of QUESTIONS and keep its answer."""
        if self.ended:
            self.put(key, Found("not asked: {0}".format(self.ended), {}))
            return
        try:
            found = question()
        except NotAsked as reason:
            found = Found("not asked: {0}".format(reason), {})
        except EnswitchError as error:
            self.failed(error)
            found = refusal(error)
        else:
            self._lost = 0
        self.put(key, found)

    def put(self, key: str, found: Found) -> None:
        """Keep an answer."""
        if key not in QUESTIONS:
            raise KeyError(key)
        self._found[key] = found

    def failed(self, error: EnswitchError) -> None:
        """Take note of a failed call: when the account or the platform has gone, asking on only does harm."""
        if error.category == AUTHENTICATION:
            self.ended = "the platform does not accept the account any more"
            return
        self._lost = self._lost + 1 if error.category in (NETWORK, TIMEOUT, TLS) else 0
        if self._lost >= _PATIENCE:
            self.ended = "the platform does not answer any more"

    def finish(self, mask: Mask) -> dict[str, dict[str, t.Any]]:
        """Return all questions with their answers, masked."""
        nothing = Found("not asked: {0}".format(self.ended or "nothing to ask about"), {})
        finished = {}
        for key, question in QUESTIONS.items():
            found = self._found.get(key, nothing)
            finished[key] = {"question": question, "answer": found.answer, "evidence": _masked(found.evidence, mask)}
        return finished


def _masked(value: t.Any, mask: Mask, name: str = "") -> t.Any:
    """Return evidence with the foreign text in it masked: messages, and keys that the platform named."""
    if isinstance(value, dict):
        return {key: _masked(entry, mask, key) for key, entry in value.items()}
    if isinstance(value, list):
        return [_masked(entry, mask, name) for entry in value]
    if isinstance(value, str) and name == "message":
        return mask.text(value)
    if isinstance(value, str) and name == "key":
        return mask.column(value)
    return value
