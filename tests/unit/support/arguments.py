# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hands options to AnsibleModule the way that this version of ansible-core has for tests."""

from __future__ import annotations

import json
from unittest import mock

from ansible.module_utils import basic


def module_arguments(values):
    """A context in which a module made here gets these options."""
    try:
        from ansible.module_utils.testing import patch_module_args
    except ImportError:  # ansible-core 2.18
        arguments = json.dumps({"ANSIBLE_MODULE_ARGS": values}).encode()
        return mock.patch.object(basic, "_ANSIBLE_ARGS", arguments)
    return patch_module_args(values)
