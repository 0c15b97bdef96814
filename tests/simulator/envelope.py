# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers of the API and their way onto the wire (section 2 of the API notes)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from typing import Any

from simulator.contract import Refusal
from simulator.options import Options

MESSAGES = {
    200: "OK",
    201: "Input passed validation.",
    202: "Second factor required.",
    204: "OK",
    401: "Authentication details invalid.",
    402: "Your role does not allow this.",
    403: "Your rate plan does not allow this.",
    404: "Does not exist, or you do not have access to it.",
}
JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"
# Columns that no page mentions (option extra_columns): a client must not stumble over them.
EXTRA_COLUMNS = {"x_text": "new", "x_number": 7, "x_null": None, "x_nested": {"list": [1, 2]}}
_BLOCK = 10_000


@dataclasses.dataclass(frozen=True, slots=True)
class Encoded:
    """A list of rows that is JSON text already."""

    text: str
    empty: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What a function answers. `changed`: whether anything was done; `timegroup`: the time group whose hours it was."""

    code: int
    data: dict[str, Any] | list[dict[str, Any]] | Encoded | None = None
    key: str = ""
    message: str = ""
    changed: bool = False
    timegroup: int = 0

    @classmethod
    def refusing(cls, refusal: Refusal) -> Answer:
        """The answer that says no."""
        return cls(refusal.code, None, refusal.key, refusal.message)


VALIDATED = Answer(201)


@dataclasses.dataclass(frozen=True, slots=True)
class Reply:
    """What goes onto the wire. `status` None: the connection is closed without a byte.

    `missing`: so many bytes fewer are sent than Content-Length promises, then the connection is closed.
    `raw`: the body alone is sent, without HTTP around it, then the connection is closed.
    `trickle`: for so many seconds headers come one by one, then the rest, then the connection is closed.
    """

    status: int | None
    body: bytes = b""
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()
    missing: int = 0
    raw: bool = False
    trickle: float = 0.0


def rows(found: list[dict[str, Any]], options: Options) -> list[dict[str, Any]]:
    """Rows with the unknown columns, where the option asks for them."""
    return [{**row, **EXTRA_COLUMNS} for row in found] if options.extra_columns else found


def encode_rows(names: tuple[str, ...], found: Iterable[tuple[Any, ...]], options: Options) -> Encoded:
    """Many rows as JSON text, block by block, so that a million of them do not stand in memory as dicts."""
    blocks: list[str] = []
    block: list[dict[str, Any]] = []
    for row in found:
        block.append(dict(zip(names, row, strict=False)))
        if len(block) == _BLOCK:
            blocks.append(_block(block, options))
            block = []
    if block:
        blocks.append(_block(block, options))
    return Encoded("[" + ",".join(blocks) + "]", not blocks)


def _block(block: list[dict[str, Any]], options: Options) -> str:
    return _dumps(_dressed(rows(block, options), options))[1:-1]


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _dressed(value: Any, options: Options) -> Any:
    return _quoted(value) if options.quoted_integers else value


def _quoted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _quoted(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_quoted(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


def _data(answer: Answer, options: Options) -> str | None:
    data = answer.data
    if data is None:
        return None
    empty = data.empty if isinstance(data, Encoded) else data == []
    if empty and options.empty_list == "absent":
        return None
    return data.text if isinstance(data, Encoded) else _dumps(_dressed(data, options))


def envelope(responses: list[dict[str, Any]], data: str | None = None) -> bytes:
    """The JSON document around the responses and the data."""
    text = '{"responses":' + _dumps(responses)
    return (text + "}" if data is None else text + ',"data":' + data + "}").encode("utf-8", "replace")


def response(code: int, key: str, message: str, options: Options) -> dict[str, Any]:
    """One entry of `responses`."""
    return {
        "code": code if options.code_type == "int" else str(code),
        "key": key,
        "message": message or MESSAGES.get(code, ""),
    }


def encode(answer: Answer, options: Options) -> Reply:
    """The answer as an HTTP reply. A mirrored 204 has no body, since HTTP forbids one."""
    if options.mirror_status and answer.code == 204:
        return Reply(204)
    entry = response(answer.code, answer.key, answer.message, options)
    return Reply(answer.code if options.mirror_status else 200, envelope([entry], _data(answer, options)))


def page(status: int, title: str, text: str, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """An HTML page, such as proxies and web servers send."""
    body = (
        f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>\n"
    )
    return Reply(status, body.encode(), HTML, headers)
