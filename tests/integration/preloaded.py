# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads once what every run of Ansible reads first: its own list of plugins. That takes half of a short run.

Imported by the process that forked.py forks. Ansible names its reader as one that tools may replace.
"""

from __future__ import annotations

import functools
import pathlib

import ansible
from ansible.utils.collection_loader import _collection_finder

_read = _collection_finder._meta_yml_to_dict = functools.cache(_collection_finder._meta_yml_to_dict)
_read(
    (pathlib.Path(ansible.__file__).parent / "config" / "ansible_builtin_runtime.yml").read_bytes(),
    ("ansible.builtin", "runtime.yml"),
)
