# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Keeps credentials out of everything that is shown.

Ansible itself masks the plain values of options with C(no_log). A server or a proxy may send
them back encoded, and the inventory plugin has no such net below it: so every text of foreign
origin goes through a redactor before it becomes part of an error.
"""

from __future__ import annotations

import base64
import html
import json
import re
import typing as t
from urllib.parse import quote, quote_plus

MASK = "********"
# What Ansible puts in the place of a secret, of secrets side by side, and of a value that is nothing but the secret.
_ANSIBLE_MASK = re.compile(r"(?<!\*)\*{8}(?!\*)|\A\s*(?:\*{8})+\s*\Z|VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")
# Below this length the pieces of a base64 text are too short to tell a secret from chance.
_MIN_ENCODED = 6
# Deeper than any answer of the platform; beyond it, a walk through nested data could exhaust the stack.
_MAX_DEPTH = 32
_UNICODE_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


def _base64_cores(secret: bytes) -> t.Iterator[str]:
    """Yield what stays the same in base64 text, wherever in a longer text the secret stands."""
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + secret).decode("ascii").rstrip("=")
        first = (0, 2, 3)[shift]
        # The last character mixes with what follows unless the text ends on a group of three bytes.
        last = len(encoded) if (shift + len(secret)) % 3 == 0 else len(encoded) - 1
        yield encoded[first:last]


def spellings(secret: str) -> set[str]:
    """Return the secret and its URL-encoded, JSON-escaped, HTML-escaped and base64 forms."""
    raw = secret.encode("utf-8", "surrogatepass")
    # Programs differ in which of the marks they leave as they are.
    quoted = {quote(raw, safe=""), quote(raw), quote_plus(raw), quote(raw, safe="!*'()"), quote_plus(raw, safe="*")}
    quoted |= {form.replace("~", "%7E") for form in quoted}
    latin = secret.encode("latin-1", "ignore")
    if latin.decode("latin-1") == secret:
        quoted |= {quote(latin, safe=""), quote_plus(latin)}
    # Pages of other programs write quotes and letters beyond ASCII by their numbers, or in the older encoding.
    named = html.escape(secret)
    numbered = {named.replace("&#x27;", "&#39;"), named.replace("&#x27;", "&#039;").replace("&quot;", "&#34;")}
    forms = {secret, named, html.escape(secret, quote=False), *numbered}
    forms |= {form.encode("ascii", "xmlcharrefreplace").decode("ascii") for form in forms}
    forms |= quoted | {form.replace("%", "%25") for form in quoted}
    forms |= {_lower_escapes(form) for form in quoted}
    for ascii_only in (True, False):
        escaped = json.dumps(secret, ensure_ascii=ascii_only)[1:-1]
        escaped_forms = {escaped, _UNICODE_ESCAPE.sub(lambda found: "\\u" + found.group(1).upper(), escaped)}
        forms |= escaped_forms | {form.replace("/", "\\/") for form in escaped_forms} | {repr(secret)[1:-1]}
    if len(raw) >= _MIN_ENCODED:
        for core in _base64_cores(raw):
            forms |= {core, core.replace("+", "-").replace("/", "_")}
            forms |= {quote(core, safe=""), _lower_escapes(quote(core, safe="")), core.replace("/", "\\/")}
    return {form for form in forms if form}


def _lower_escapes(text: str) -> str:
    """Return URL-encoded text with its escapes in lower case, as some servers write them."""
    parts = text.split("%")
    return parts[0] + "".join("%" + part[:2].lower() + part[2:] for part in parts[1:])


class Redactor:
    """Replaces known secrets in text and in nested data. Longest first, so that no tail stays behind."""

    def __init__(self, secrets: t.Iterable[str | None]) -> None:
        self._forms: list[str] = []
        self.add(*secrets)

    def add(self, *secrets: str | None) -> None:
        """Learn further secrets, such as a token that a login has just returned."""
        forms = set(self._forms)
        for secret in secrets:
            if secret:
                forms |= spellings(secret)
        self._forms = sorted(forms, key=len, reverse=True)

    def text(self, value: str) -> str:
        """Return the text with every secret masked, and with lone surrogates made printable."""
        for form in self._forms:
            if form in value:
                value = value.replace(form, MASK)
        return value.encode("utf-8", "replace").decode("utf-8")

    def data(self, value: t.Any, depth: int = _MAX_DEPTH) -> t.Any:
        """Return a copy of nested lists and dicts with every string masked, keys included.

        What is nested too deeply is left out.
        """
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, (dict, list)) and not depth:
            return None
        if isinstance(value, dict):
            return {self.data(key): self.data(entry, depth - 1) for key, entry in value.items()}
        if isinstance(value, list):
            return [self.data(entry, depth - 1) for entry in value]
        return value


def is_masked(text: str) -> bool:
    """Tell whether a text holds a mask of Ansible: then it is not the text that it was.

    Other numbers of asterisks are a line that people draw, and so are more of them beside other text.
    """
    return _ANSIBLE_MASK.search(text) is not None


def first_masked(value: t.Any, secrets: t.Collection[str], place: str = "") -> str | None:
    """Return where in a value Ansible would mask one of these secrets, such as C([3].name), or None.

    Ansible masks them in every result, wherever they stand, also within other words and numbers. Names of keys stay.
    """
    if isinstance(value, dict):
        inner = ((entry, "{0}.{1}".format(place, key)) for key, entry in value.items())
    elif isinstance(value, list):
        inner = ((entry, "{0}[{1}]".format(place, index)) for index, entry in enumerate(value))
    elif value is None or isinstance(value, bool):
        return None
    else:
        text = value if isinstance(value, str) else str(value)
        return place if any(secret in text for secret in secrets) else None
    return next((found for found in (first_masked(entry, secrets, where) for entry, where in inner) if found), None)
