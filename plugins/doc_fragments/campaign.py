# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the fields of a campaign: the text to the table in _campaigns/fields.py."""

from __future__ import annotations

import re
import textwrap


def _as_suboptions(text: str) -> str:
    """Return options of one campaign as suboptions of bulk_campaigns: it converts all values, since CSV has only text."""
    text = re.sub(r"\bO\((?=\w+\))", "O(campaigns[].", text.partition("options:\n")[2])
    text = re.sub(r"^    type: \w+$", "    type: raw", text, flags=re.MULTILINE)
    return "options:\n  campaigns:\n    suboptions:\n" + textwrap.indent(text, "    ")


class ModuleDocFragment:
    """The options of argument_spec(), and the same ones as suboptions of bulk_campaigns."""

    DOCUMENTATION = r"""
options:
  id:
    description:
      - ID of the campaign. It is found by O(name) where this is left out.
      - With O(name), the campaign with this ID gets that name.
      - Give O(customer) too. Without it, an ID of another customer is only found on a platform that tells whose it is.
    type: int
  customer:
    description:
      - Customer that the campaign belongs to, as ID or name.
        V(0), an empty string, or nothing stands for the account's own customer.
      - With V(0) or an empty string, O(id) has to be a campaign of the account's own customer. Only where this option is left out, an O(id) may be
        another customer's.
      - A campaign cannot move between customers.
    type: raw
  name:
    description:
      - Name of the campaign. It has to be unique within the customer to find the campaign by it.
      - Required to create a campaign.
      - Empty text is an error, except for a campaign that has no name on the platform, with its O(id).
    type: raw
  dtype:
    description:
      - Type of the destination that a call is connected to when the person answers, such as V(queue), V(ivr),
        V(huntgroup), V(phone), V(forward), V(peer), V(sipuri), V(mailbox), V(conference), V(number) or V(hangup).
      - The platform decides which types exist; the list above is not complete.
      - Required to create a campaign.
    type: raw
  dnumber:
    description:
      - Number, name or ID of the destination that O(dtype) tells the type of. Empty for V(hangup).
      - Required to create a campaign.
    type: raw
  attempts:
    description:
      - How often each number is tried. The platform takes V(1) for a new campaign.
    type: int
  callerid:
    description:
      - Caller ID to send. The platform takes an empty one for a new campaign.
    type: raw
  description:
    description:
      - Description of the campaign.
    type: raw
  enabled:
    description:
      - Whether the campaign places calls. The platform takes V(true) for a new campaign.
      - B(An enabled campaign with pending numbers begins to dial at once.)
        Create it with V(false), load and verify its numbers, then enable it.
    type: bool
  machine:
    description:
      - What an answering machine counts as. V(failed), V(retry) and V(success) are known;
        an empty string switches the detection off.
      - The platform takes V(failed) for a new campaign.
    type: raw
  maximum:
    description:
      - How many calls may be up at the same time. The platform takes V(1) for a new campaign.
    type: int
  keep_agents_available:
    description:
      - How many agents of the queue are kept free. It may be negative; V(0) switches it off.
      - Platforms before version 4.2 do not have this field. There only V(0) is accepted.
      - An update without it would reset it, so it is always sent as it is listed. Where the listed value cannot be read, a campaign that is to be
        changed fails unless this option is given.
    type: int
  owner:
    description:
      - Person that owns the campaign, as ID or user name. V(0) or an empty string for none.
    type: raw
  recordgroup:
    description:
      - Record group that the recordings belong to, as ID or name. V(0) or an empty string for none.
    type: raw
  retry:
    description:
      - Seconds before a number is tried again. The platform takes V(3600) for a new campaign.
    type: int
  success:
    description:
      - What counts as success. V(answer) for an answered call, V(key) for a pressed key.
      - The platform takes V(answer) for a new campaign.
    type: raw
  timegroup:
    description:
      - Time group with the calling hours, as ID or name. V(0) or an empty string for none, which means round the clock.
    type: raw
"""
    # With its type, since ansible-test takes each plain assignment of a fragment for a text.
    SUBOPTIONS: str = _as_suboptions(DOCUMENTATION)
