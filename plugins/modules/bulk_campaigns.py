#!/usr/bin/python

# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: bulk_campaigns
short_description: Create, update and delete many campaigns of many customers at once
version_added: 1.0.0
author:
  - Telephony Enswitch Contributors (@telephony-enswitch)
description:
  - Brings many campaigns of the bulk dialler to the state that a list describes, over any number of customers, in one task.
  - The campaigns of each customer are read once, however many there are. Only campaigns that differ are written, and several
    requests are in flight at a time. A second run writes nothing.
  - A creation is never sent again by itself where it may have reached the platform. The module looks for the campaign and adopts it.
    If it does not show, the task fails with RV(error.retryable=true), and the next run finds out what became of it.
  - Whatever fails, the result tells what became of every campaign.
extends_documentation_fragment:
  - telephony.enswitch.connection
  - telephony.enswitch.attributes
  - telephony.enswitch.attributes.platform_change
options:
  campaigns:
    description:
      - The campaigns. Each is a dictionary with the options of M(telephony.enswitch.bulk_campaign) that describe a campaign, C(id),
        C(customer), C(name), C(dtype), C(dnumber) and so on, which mean the same here.
      - A field that is left out is left alone on an existing campaign, and takes the platform's default on a new one.
      - Values may be text, as they are in CSV files, such as V("10") or V("yes"). For numbers, booleans and C(id), empty text is the
        same as leaving the field out. For C(customer), C(owner), C(timegroup) and C(recordgroup), it means none.
      - What M(telephony.enswitch.bulk_campaign_info) returns can be used as it is. Its C(destinations) and C(progress) are ignored.
      - The same campaign must not be listed twice. That is the same C(id), or the same C(name) within a C(customer) unless both have an C(id).
    type: list
    # Not dict: Ansible would not say which entry is none.
    elements: raw
    required: true
  state:
    description:
      - Whether the listed campaigns are to be there.
      - With V(absent) only C(id), C(name) and C(customer) matter.
    type: str
    default: present
    choices: [present, absent]
  purge:
    description:
      - Whether to delete the campaigns that are not listed, of the customers that are named in the list.
      - Customers that the list does not name are left alone, and so is a customer with a campaign that failed.
      - Only with O(state=present).
    type: bool
    default: false
  max_deletions:
    description:
      - Fail before anything is changed where more campaigns than this would be deleted.
    type: int
  workers:
    description:
      - How many requests are in flight at a time, from 1 to 32.
    type: int
    default: 4
  on_error:
    description:
      - With V(stop), nothing new is begun after the first failure. What is in flight is finished.
      - With V(continue), all other campaigns are done. The task fails at the end.
    type: str
    default: stop
    choices: [stop, continue]
  validate_first:
    description:
      - Whether to let the platform validate every planned change before the first one is carried out. If one is refused,
        nothing is changed.
    type: bool
    default: false
  verify:
    description:
      - Whether to list the campaigns of each customer once more after creating or updating some, and to look at what the
        platform made of them. That is one more call for each customer with a change. M(telephony.enswitch.bulk_campaign) always does it.
      - The task fails where another task has created a campaign of the same name at the same time, and where the platform has given
        a campaign another name than it was asked for. It warns where the platform has another value than was sent.
      - Without it, the next run shows all this.
    type: bool
    default: false
notes:
  - Creating needs the role C(administrator), updating the role C(user). What deleting needs is not documented; count on
    C(administrator).
  - Of more than 100 campaigns, the C(invocation) that Ansible shows with C(-vvv) only says how many there are.
seealso:
  - module: telephony.enswitch.bulk_campaign
  - module: telephony.enswitch.bulk_campaign_info
"""

EXAMPLES = r"""
- name: Provision the campaigns of two customers
  telephony.enswitch.bulk_campaigns:
    api_url: "{{ enswitch_url }}"
    auth_username: "{{ enswitch_username }}"
    auth_password: "{{ enswitch_password }}"
    campaigns:
      - customer: Acme Ltd
        name: Spring survey
        dtype: queue
        dnumber: "200"
        maximum: 5
        timegroup: Office hours
        enabled: false
      - customer: Globex & Söhne
        name: Payment reminder
        dtype: ivr
        dnumber: "300"
        attempts: 3
        enabled: false

- name: Delete what the list does not name, but never more than two
  telephony.enswitch.bulk_campaigns:
    api_url: "{{ enswitch_url }}"
    auth_username: "{{ enswitch_username }}"
    auth_password: "{{ enswitch_password }}"
    campaigns:
      - customer: Acme Ltd
        name: Spring survey
        maximum: 8
    purge: true
    max_deletions: 2
    validate_first: true
    workers: 8
  register: provisioned

- name: Show what was done
  ansible.builtin.debug:
    var: provisioned.summary
"""

RETURN = r"""
campaigns:
  description: What became of each listed campaign, in the order of the list.
  returned: always
  type: list
  elements: dict
  contains:
    index:
      description: Place in O(campaigns), from 0.
      type: int
      returned: always
    name:
      description: Name of the campaign.
      type: str
      returned: always
    customer:
      description:
        - ID of the customer; null for the account's own where the platform does not tell its ID.
        - The name, as text, where it could not be turned into an ID.
      type: int
      returned: always
    id:
      description: ID of the campaign; null where there is none, such as in check mode for one that would be created.
      type: int
      returned: always
    operation:
      description: What was done, or in check mode would be. V(skipped) where it was never begun.
      type: str
      returned: always
      choices: [created, updated, deleted, unchanged, failed, skipped]
    changed:
      description: Whether the campaign was changed, or in check mode would be.
      type: bool
      returned: always
    error:
      description: Why it failed. The keys are those of RV(error), and C(msg).
      type: dict
      returned: failure
  sample:
    - index: 0
      name: Spring survey
      customer: 2
      id: 42
      operation: created
      changed: true
purged:
  description:
    - The campaigns that were deleted because they are not listed, or in check mode would be; as in RV(campaigns), without C(index).
    - C(operation) is V(skipped) where something failed before it came to that.
  returned: always
  type: list
  elements: dict
  sample: []
summary:
  description: How many campaigns ended which way.
  returned: always
  type: dict
  contains:
    created:
      description: Number of campaigns that were created.
      type: int
      returned: always
    updated:
      description: Number of campaigns that were updated.
      type: int
      returned: always
    deleted:
      description: Number of campaigns that were deleted, purged ones included.
      type: int
      returned: always
    unchanged:
      description: Number of campaigns that are as they should be.
      type: int
      returned: always
    failed:
      description: Number of campaigns that failed.
      type: int
      returned: always
    skipped:
      description: Number of campaigns that were never begun.
      type: int
      returned: always
  sample:
    created: 1
    updated: 0
    deleted: 0
    unchanged: 1
    failed: 0
    skipped: 0
requests:
  description: How often each function of the API was called.
  returned: always
  type: dict
  sample:
    bulk/campaigns/create: 1
    bulk/campaigns/list: 2
diff:
  description: What changed, one entry for each campaign that changed or in check mode would.
  returned: with diff mode
  type: list
  elements: dict
  contains:
    before:
      description: The campaign as it was; empty where it was not there.
      type: dict
      returned: always
    after:
      description: The campaign as it is or would be; empty where it is deleted.
      type: dict
      returned: always
    before_header:
      description: Names the campaign and its customer.
      type: str
      returned: always
    after_header:
      description: The same.
      type: str
      returned: always
error:
  description: What went wrong, for playbooks that handle it.
  returned: failure
  type: dict
  contains:
    category:
      description:
        - Kind of the error.
        - One of V(invalid_input), V(authentication), V(role), V(rate_plan), V(not_found), V(conflict), V(server), V(network), V(tls),
          V(timeout), V(protocol), V(usage).
      type: str
      returned: always
    code:
      description: Code of the API, or null where the API did not answer.
      type: int
      returned: always
    key:
      description: Parameter or option that is at fault, or null.
      type: str
      returned: always
    message:
      description: The platform's own words, or null.
      type: str
      returned: always
    function:
      description: Function of the API that failed, or null.
      type: str
      returned: always
    http_status:
      description: Status of the HTTP answer, or null.
      type: int
      returned: always
    attempts:
      description: How often the request was sent.
      type: int
      returned: always
    retryable:
      description: Whether running the task again may help.
      type: bool
      returned: always
    hint:
      description: What to do, or null.
      type: str
      returned: always
    responses:
      description: All entries of the platform's answer.
      type: list
      elements: dict
      returned: always
"""

from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_campaigns import TASK
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.context import run


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
