# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names and texts as the server stores them, and what it refuses only when it really writes."""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from simulator.call import Call
from simulator.contract import Refusal

_NAMES: dict[str, Callable[[str], str]] = {
    "as_sent": str,
    "nfc": lambda name: unicodedata.normalize("NFC", name),
    "nfd": lambda name: unicodedata.normalize("NFD", name),
    "strip": lambda name: " ".join(name.split()),
    "casefold": str.casefold,
    "latin1": lambda name: name.encode("latin-1", "replace").decode("latin-1"),
    "ascii": lambda name: name.encode("ascii", "ignore").decode("ascii"),
    "three_bytes": lambda name: re.sub("[\U00010000-\U0010ffff].*", "", name, flags=re.DOTALL),
    "misread": lambda name: name.encode("utf-8").decode("latin-1"),
}
_TEXTS: dict[str, Callable[[str], str]] = {
    "as_sent": str,
    "lf": lambda text: re.sub(r"\r\n?", "\n", text),
    "crlf": lambda text: re.sub(r"\r\n?|\n", "\r\n", text),
    "strip": lambda text: re.sub(r"[ \t]+(?=\r?\n|$)", "", text).rstrip(),
}


def shape(call: Call, values: dict[str, Any]) -> None:
    """Give `name` and `description`, where they are among the values, the form in which they are stored."""
    options = call.options
    if "name" in values:
        name = _NAMES[options.name_form](values["name"])
        values["name"] = name[: options.longest_name] if options.longest_name else name
    if "description" in values:
        values["description"] = _TEXTS[options.text_form](values["description"])


def refuse_name(call: Call, values: dict[str, Any]) -> None:
    """Refusal 400 for a name that only the real call refuses (option write_refuses_names)."""
    if matches(values.get("name", ""), call.options.write_refuses_names):
        raise Refusal(400, "name", "Invalid name.")


def matches(text: str, patterns: str) -> bool:
    """Whether a text matches one of the shell patterns, which are separated by commas."""
    return any(pattern and fnmatch.fnmatchcase(text, pattern) for pattern in patterns.split(","))
