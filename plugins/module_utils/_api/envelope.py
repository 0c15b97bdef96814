# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""The envelope around every answer of the API, read tolerantly (API notes, section 2).

Documented: C(responses) with C(code), C(key) and C(message), and C(data). Unknown, so both
answers are survived: whether C(code) is text or a number, whether there are several responses,
whether an empty list is C([]) or no C(data) at all, whether integers are quoted.
"""

from __future__ import annotations

import json
import typing as t

from .errors import NoIdError, ProtocolError

SUCCESS = (200, 201, 204)


class Answer:
    """One answer of the platform: its codes and its data. ``has_data`` tells no data from C(null)."""

    def __init__(
        self,
        function: str,
        responses: list[dict[str, t.Any]],
        codes: list[int],
        data: t.Any,
        has_data: bool = False,
    ) -> None:
        self.function = function
        self.responses = responses
        self.codes = codes
        self.data = data
        self.has_data = has_data

    @property
    def failures(self) -> list[int]:
        """The positions of the responses that are no success."""
        return [position for position, code in enumerate(self.codes) if code not in SUCCESS]

    @property
    def failure(self) -> int | None:
        """The position of the first response that is not a success, or None."""
        return next(iter(self.failures), None)

    @property
    def mixed(self) -> bool:
        """Whether something was carried out although something else failed."""
        return self.failure is not None and any(code in (200, 204) for code in self.codes)

    @property
    def code(self) -> int:
        """The code that decides: the first failure, else the first code."""
        return self.codes[self.failure or 0]

    def rows(self) -> list[dict[str, t.Any]]:
        """Return the data of a list function; no data is an empty list."""
        if self.data is None or self.data == {} or self.data == "":
            return []
        if not isinstance(self.data, list) or not all(isinstance(row, dict) for row in self.data):
            raise ProtocolError(
                "{0} answered with data that is not a list of rows.".format(self.function), function=self.function
            )
        return self.data

    def identified(self) -> list[tuple[int, dict[str, t.Any]]]:
        """Return the rows of a list function, each with its ID.

        Raises NoIdError for a row whose ID cannot be read: passed over, it would be taken for something that is not
        there, and made a second time.
        """
        rows = [(to_integer(row.get("id")), row) for row in self.rows()]
        found = [(number, row) for number, row in rows if number is not None and number > 0]
        if len(found) < len(rows):
            raise NoIdError(
                "{0} answered with a row whose id is missing or cannot be read.".format(self.function),
                function=self.function,
                key="id",
            )
        return found

    def row(self) -> dict[str, t.Any]:
        """Return the data of a get function: one row, also when it comes as a list of one."""
        if isinstance(self.data, dict) and self.data:
            return self.data
        rows = self.rows()
        if len(rows) != 1:
            raise ProtocolError(
                "{0} answered with {1} rows where one was expected.".format(self.function, len(rows)),
                function=self.function,
            )
        return rows[0]

    def integer(self, name: str) -> int | None:
        """Return an integer of the data, bare or quoted, also from a list of one row; None where there is none."""
        data = self.data[0] if isinstance(self.data, list) and len(self.data) == 1 else self.data
        return to_integer(data.get(name)) if isinstance(data, dict) else None

    @property
    def count(self) -> int | None:
        """The number that C(count=1) asked for, or None. Inferred: C({"count": N}). It may also stand alone."""
        return self.integer("count") if isinstance(self.data, (dict, list)) else to_integer(self.data)


def to_integer(value: t.Any) -> int | None:
    """Return a JSON value as an integer, or None where it is not one. Booleans are none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str):
        text = value.strip()
        digits = text[1:] if text[:1] in ("-", "+") else text
        # isdecimal() alone would let digits of other scripts through, and very long texts are slow to convert.
        if digits.isascii() and digits.isdecimal() and len(digits) <= 20:
            return int(text)
    return None


def _decode(body: bytes, charset: str | None) -> str | None:
    """Return the text of a body, or None where it is not text.

    Inferred: the platform sends UTF-8. A web server may announce its own default instead, so what the
    bytes look like goes before what the header says.
    """
    for encoding in (json.detect_encoding(body), charset):
        try:
            return body.decode(encoding) if encoding else None
        except (LookupError, ValueError):
            continue
    return None


def _no_constant(name: str) -> t.NoReturn:
    raise ValueError("{0} is not JSON".format(name))


def parse(function: str, body: bytes, charset: str | None = None) -> Answer:
    """Read the body of an answer.

    Raises ProtocolError for everything that is not an envelope. Its text never repeats the body:
    a page of a proxy or of another program may hold anything.
    """
    if not body.strip():
        raise _not_an_envelope(function, "an empty body", transient=True)
    text = _decode(body, charset)
    if text is None:
        raise _not_an_envelope(
            function, "text that is not {0}".format("in its own character set" if charset else "UTF-8")
        )
    if text.lstrip()[:1] == "<":
        raise _not_an_envelope(function, "an HTML or XML page")
    try:
        envelope = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _not_an_envelope(function, "a body that is not valid JSON (it may be cut off)", transient=True) from None
    if not isinstance(envelope, dict) or "responses" not in envelope:
        raise _not_an_envelope(function, "JSON without the key 'responses'")
    entries = envelope["responses"]
    if isinstance(entries, dict):
        entries = [entries]
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise _not_an_envelope(function, "JSON whose 'responses' is not a list of responses")
    codes = []
    for entry in entries:
        code = to_integer(entry.get("code"))
        if code is None:
            raise _not_an_envelope(function, "a response without a code")
        codes.append(code)
    return Answer(function, entries, codes, envelope.get("data"), "data" in envelope)


def _not_an_envelope(function: str, what: str, transient: bool = False) -> ProtocolError:
    # A body that is empty or cut off is what a connection lost on its way leaves behind, so asking again may help.
    return ProtocolError(
        "{0} answered with {1} instead of the Enswitch JSON envelope.".format(function, what),
        function=function,
        retryable=transient,
        hint="Check api_url: its path must lead to the JSON API, as in https://pbx.example.com/api/json/. "
        "A login page or a proxy may have answered in its place.",
    )
