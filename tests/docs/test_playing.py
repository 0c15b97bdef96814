# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plays the blocks of each document in their order, against the simulator: what a reader would do."""

from __future__ import annotations

import json
import pathlib
import re
import typing as t

import pytest
import yaml
from documents import DOCUMENTS, Block, Document
from simulator.testing import Simulator

# Stands in for a module of another collection that a guide uses. It returns what that one documents.
READ_CSV = """\
from __future__ import annotations

import csv

from ansible.module_utils.basic import AnsibleModule


def main():
    module = AnsibleModule({"path": {"type": "path", "required": True}}, supports_check_mode=True)
    with open(module.params["path"], encoding="utf-8", newline="") as handle:
        module.exit_json(changed=False, list=list(csv.DictReader(handle)), dict={})


main()
"""


@pytest.fixture(scope="session", autouse=True)
def other_collections(ansible: t.Any) -> None:
    """Put the stand-in where Ansible finds collections."""
    folder = pathlib.Path(ansible.environment()["ANSIBLE_HOME"]).parent
    modules = folder / "ansible_collections" / "community" / "general" / "plugins" / "modules"
    modules.mkdir(parents=True)
    (modules / "read_csv.py").write_text(READ_CSV, encoding="utf-8")


def played(document: Document) -> list[Block]:
    """The blocks that can be played."""
    return [
        block
        for block in document.blocks
        if block.kind in ("playbook", "tasks") and block.marker.get("play", True) and "inventory" not in block.marker
    ]


def write(document: Document, folder: pathlib.Path, server: Simulator) -> dict[int, pathlib.Path]:
    """Write all blocks to files: those with a caption under that name, task lists as plays. Playbooks by line."""
    books = {}
    for block in document.blocks:
        text = block.text.replace("https://pbx.example.com", server.origin)
        text = text.replace("http://127.0.0.1:8642", server.origin)
        name = block.caption or f"block-{block.line}.yml"
        if block.kind == "tasks" and block.marker.get("play", True):
            play = {"name": f"{block}", "hosts": "localhost", "gather_facts": False, "tasks": yaml.safe_load(text)}
            text = yaml.safe_dump([play], allow_unicode=True, sort_keys=False)
        elif block.caption is None and block.kind != "playbook":
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        assert not path.exists() or path.read_text(encoding="utf-8") == text, f"{block}: another block has that name"
        path.write_text(text, encoding="utf-8")
        books[block.line] = path
    return books


def preparation(block: Block, folder: pathlib.Path, server: Simulator) -> list[pathlib.Path]:
    """A playbook with the requests that the marker asks for, or none."""
    requests = block.marker.get("before", {})
    if not requests:
        return []
    tasks = [
        {
            "name": f"Prepare: {name}",
            "ansible.builtin.uri": {
                "url": server.control_url + name,
                "method": "POST",
                "body_format": "json",
                "body": body,
            },
        }
        for name, body in requests.items()
    ]
    path = folder / f"before-{block.line}.yml"
    play = {"name": f"Before {block}", "hosts": "localhost", "gather_facts": False, "tasks": tasks}
    path.write_text(json.dumps([play]), encoding="utf-8")
    return [path]


@pytest.mark.parametrize("document", [document for document in DOCUMENTS if played(document)], ids=str)
def test_the_blocks_of_a_document_play_one_after_the_other(
    document: Document, ansible: t.Any, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    simulator.reset()
    books = write(document, tmp_path, simulator)
    order: list[pathlib.Path] = []
    for block in played(document):
        order += [*preparation(block, tmp_path, simulator), books[block.line]]
    said = ansible.play(*order)
    warnings, expected = re.findall(r"\[WARNING\]: (.*)", said), document.marker.get("warnings", [])
    unexpected = [warning for warning in warnings if not warning.startswith(tuple(expected))]
    assert not unexpected and len(warnings) == len(expected) and "[DEPRECATION WARNING]" not in said, said
    assert simulator.journal(), "nothing reached the platform"
    assert simulator.faults() == []


def test_complete_playbooks_write_nothing_in_check_mode_and_print_the_plans_that_are_shown(
    ansible: t.Any, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    simulator.reset()
    order: list[pathlib.Path] = []
    for document in DOCUMENTS:
        folder = tmp_path / document.path.stem
        folder.mkdir()
        books = write(document, folder, simulator)
        everything = document.marker.get("check") == "all"
        order += [
            books[block.line]
            for block in played(document)
            if block.marker.get("check", True) and (block.kind == "playbook" or everything)
        ]
    assert len(order) > 20
    said = ansible.play("--check", "--diff", *order)
    # Plans that a document shows are printed like that.
    shown = [block for document in DOCUMENTS for block in document.blocks if block.text.startswith("--- before: ")]
    assert {"README.md", "guide_plans.rst"} <= {block.path.name for block in shown}
    assert [str(block) for block in shown if block.text.strip() not in said] == []
    calls = simulator.journal()
    assert any(call["validation"] for call in calls)
    assert [call for call in calls if call["write"]] == []


@pytest.mark.parametrize(
    ("document", "block"),
    [(document, block) for document in DOCUMENTS for block in document.blocks if "inventory" in block.marker],
    ids=str,
)
def test_plays_over_the_inventory_plugin(
    document: Document, block: Block, ansible: t.Any, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    simulator.reset()
    books = write(document, tmp_path, simulator)
    inventory = tmp_path / block.marker["inventory"]
    # The rate plan of that customer does not allow campaigns.
    said = ansible.play("--inventory", inventory, "--limit", "!no_dialler_inc_4", books[block.line])
    assert "[WARNING]" not in said, said
    assert {campaign["customer"] for campaign in simulator.state()["campaigns"]} == {2, 3}
