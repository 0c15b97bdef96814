# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the options that name a campaign whose numbers a task is about."""

from __future__ import annotations


class ModuleDocFragment:
    """The options of _campaigns/find.py."""

    DOCUMENTATION = r"""
options:
  campaign:
    description:
      - The campaign, as an ID (an integer) or a name within O(customer).
      - Text of only digits means the ID. The task fails where a campaign of that customer has these digits as its name, and where the
        ID is not one of that customer's campaigns. O(campaign_id) has no such doubt.
      - One of O(campaign) and O(campaign_id) is required.
    type: raw
  campaign_id:
    description:
      - The ID of the campaign, in place of O(campaign).
      - O(customer) may be left out. Where it is given, the campaign has to be one of that customer's, and with V(0) or an empty string one of
        the account's own customer.
    type: int
    version_added: 1.1.0
  customer:
    description:
      - The customer of the campaign, as an ID or a name.
      - Without it, and with V(0) or an empty string, a name is looked for among the campaigns of the account's own customer.
    type: raw
"""
