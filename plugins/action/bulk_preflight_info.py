# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_preflight_info import TASK
from ansible_collections.telephony.enswitch.plugins.plugin_utils._in_process import action

ActionModule = action(TASK)
