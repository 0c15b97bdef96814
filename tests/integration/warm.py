# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Imported once, before ansible-playbook is forked: Ansible, and what it would read anew in each run.

That is the documentation of its own plugins, which holds their options, and where plugins have moved to. Short
playbooks take half of the time so.
"""

from __future__ import annotations

import importlib
import pathlib

import ansible
from ansible.plugins import loader
from ansible.utils.collection_loader import _collection_finder

for _name in ("ansible.cli.playbook", "ansible.executor.playbook_executor", "ansible.template", "requests"):
    importlib.import_module(_name)
_KINDS = "action become cache callback connection filter inventory lookup shell strategy test vars"
for _kind in _KINDS.split():
    list(getattr(loader, f"{_kind}_loader").all(class_only=True))

_text = (pathlib.Path(ansible.__file__).parent / "config" / "ansible_builtin_runtime.yml").read_bytes()
_parse = _collection_finder._meta_yml_to_dict
_routing = _parse(_text, ("ansible.builtin", "runtime.yml"))
# Ansible lets tools replace this function, so that they can keep what it returns.
_collection_finder._meta_yml_to_dict = lambda text, about: _routing if text == _text else _parse(text, about)
