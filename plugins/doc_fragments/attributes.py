# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of attributes: what a module can do beyond its options."""

from __future__ import annotations


class ModuleDocFragment:
    """Attributes by name; modules choose those that are true of them."""

    DOCUMENTATION = r"""
options: {}
attributes:
  action_group:
    description:
      - Use C(group/telephony.enswitch.enswitch) in C(module_defaults) to set options for all modules of the collection.
    support: full
    membership:
      - telephony.enswitch.enswitch
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying the target.
  diff_mode:
    description:
      - Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
  idempotent:
    description:
      - When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
      - This assumes that the system controlled or queried by the module has not changed in a relevant way.
"""

    # For modules that change something on the platform.
    PLATFORM_CHANGE = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - The module reads and plans as it does otherwise, and then sends C(validation=1) in place of each change.
        What the platform would refuse fails in check mode with the same error.
      - The API has no validation for deletions. They are planned and reported, and nothing is sent for them.
  diff_mode:
    support: full
  idempotent:
    support: full
"""

    # For modules that only read.
    INFO = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - This module does not modify state.
  diff_mode:
    support: N/A
    details:
      - This module does not modify state.
  idempotent:
    support: full
    details:
      - This module does not modify state.
"""
