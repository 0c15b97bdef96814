# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finds the blocks of code in the guides and in the Markdown files, with what their markers say about testing them.

A marker is a comment right before a block: ``.. test: {...}`` in reStructuredText, ``<!-- test: {...} -->`` in
Markdown. Its keys:

* ``play: false``: only parsed, since another block includes it.
* ``caption``: the name of the block's file, where the language of the document has no captions.
* ``check: false``: not played in check mode.
* ``before``: requests to the simulator's control interface before the block is played, such as
  ``{clock: {advance: 60}}``.
* ``inventory``: the block's play needs this captioned block as its inventory.
* ``credential``: one of the two parts of a credential type of AWX.
* ``document``: about the whole document. ``check: all``: its task lists are played in check mode too. ``warnings``:
  how the warnings begin that it gives.
"""

from __future__ import annotations

import dataclasses
import pathlib
import re
import typing as t

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDES = sorted((ROOT / "docs" / "docsite" / "rst").glob("*.rst"))
MARKDOWN = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]

_YAML = ("yaml", "yaml+jinja")
_MARKER = re.compile(r"(?:\.\. test: (?P<rst>.*)|<!-- test: (?P<md>.*) -->)$")
_DIRECTIVE = re.compile(r"\.\. code-block:: *(?P<language>\S+)$")
_FENCE = re.compile(r"```(?P<language>\S*)$")


@dataclasses.dataclass
class Block:
    """One block of code. ``line`` is where it begins, counted from 1."""

    path: pathlib.Path
    line: int
    language: str
    caption: str | None
    text: str
    marker: dict[str, t.Any]

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line}"

    @property
    def is_yaml(self) -> bool:
        return self.language in _YAML

    @property
    def data(self) -> t.Any:
        """What the YAML holds."""
        return yaml.safe_load(self.text)

    @property
    def kind(self) -> str:
        """``playbook``, ``tasks``, or ``data`` for everything else."""
        data = self.data if self.is_yaml else None
        if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
            return "data"
        if all("hosts" in entry or "ansible.builtin.import_playbook" in entry for entry in data):
            return "playbook"
        return "tasks" if all("name" in entry and len(entry) > 1 for entry in data) else "data"


@dataclasses.dataclass
class Document:
    """A guide or a Markdown file, and its blocks in order."""

    path: pathlib.Path
    blocks: list[Block]
    marker: dict[str, t.Any]

    def __str__(self) -> str:
        return self.path.name

    @property
    def files(self) -> dict[str, str]:
        """The blocks that have a name, by it: files that other blocks rely on."""
        return {block.caption: block.text for block in self.blocks if block.caption}


def read(path: pathlib.Path) -> Document:
    """Read a document. Raises ValueError for a marker that belongs to no block."""
    lines = path.read_text(encoding="utf-8").splitlines()
    document = Document(path, [], {})
    waiting: dict[str, t.Any] | None = None
    number = 0
    while number < len(lines):
        marker = _MARKER.match(lines[number])
        if marker:
            if waiting is not None:
                raise ValueError(f"{path.name}:{number}: a marker without a block")
            waiting = yaml.safe_load(marker["rst"] or marker["md"])
            number += 1
            if "document" in waiting:
                document.marker, waiting = waiting["document"], None
            continue
        found = (_DIRECTIVE if path.suffix == ".rst" else _FENCE).match(lines[number])
        if found:
            block, number = (_indented if path.suffix == ".rst" else _fenced)(path, lines, number, found["language"])
            block.marker, waiting = waiting or {}, None
            block.caption = block.caption or block.marker.get("caption")
            document.blocks.append(block)
            continue
        if waiting is not None and lines[number].strip():
            raise ValueError(f"{path.name}:{number}: a marker without a block")
        number += 1
    return document


def _indented(path: pathlib.Path, lines: list[str], number: int, language: str) -> tuple[Block, int]:
    """A code-block directive: its options, an empty line, and all that is indented."""
    start = number + 1
    caption = None
    number += 1
    while number < len(lines) and lines[number].strip():
        option = re.match(r"   :(\w+): *(.*)$", lines[number])
        assert option, f"{path.name}:{number + 1}: not an option of a block"
        if option[1] == "caption":
            caption = option[2]
        number += 1
    content = []
    while number < len(lines) and (not lines[number].strip() or lines[number].startswith("   ")):
        content.append(lines[number][3:])
        number += 1
    return Block(path, start, language, caption, "\n".join(content).strip("\n") + "\n", {}), number


def _fenced(path: pathlib.Path, lines: list[str], number: int, language: str) -> tuple[Block, int]:
    start = number + 1
    end = lines.index("```", number + 1)
    return Block(path, start, language, None, "\n".join(lines[number + 1 : end]) + "\n", {}), end + 1


DOCUMENTS = [read(path) for path in (*GUIDES, *MARKDOWN)]
BLOCKS = [block for document in DOCUMENTS for block in document.blocks]
YAML_BLOCKS = [block for block in BLOCKS if block.is_yaml]
