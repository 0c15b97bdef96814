#!/usr/bin/python

# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: bulk_campaign
short_description: Create, update and delete a campaign of the bulk dialler
version_added: 0.1.0
author:
  - Telephony Enswitch Contributors (@telephony-enswitch)
description:
  - Creates, updates and deletes one campaign of the bulk dialler of an Enswitch telephone platform.
  - A campaign is found by O(id), or else by O(name) within O(customer). A name that several campaigns have is refused, with their IDs.
  - An option that is left out is left alone on an existing campaign, and takes the platform's default on a new one.
  - A creation is never sent again by itself where it may have reached the platform. The module looks for the campaign and adopts it.
    If it does not show, the task fails with RV(error.retryable=true), and the next run finds out what became of it.
extends_documentation_fragment:
  - telephony.enswitch.connection
  - telephony.enswitch.attributes
  - telephony.enswitch.attributes.platform_change
  - telephony.enswitch.campaign
options:
  state:
    description:
      - Whether the campaign is to be there.
      - With V(absent), a campaign whose name differs from O(name) in case, blanks or HTML escapes, or that is cut off, lacks letters
        beyond ASCII or has others for them, may be another one. It stays, and a warning names it.
    type: str
    default: present
    choices: [present, absent]
notes:
  - Creating needs the role C(administrator), updating the role C(user). What deleting needs is not documented; count on
    C(administrator).
  - To validate, the module may call C(bulk/campaigns/update) with C(validation=1), also to find out whether an O(id) exists that the
    customer does not list. Such a call changes nothing.
seealso:
  - name: Enswitch JSON API
    description: The vendor's reference of the API.
    link: https://www.integrics.com/enswitch/guides/
"""

EXAMPLES = r"""
- name: Create a campaign that calls in office hours, and leave it switched off
  telephony.enswitch.bulk_campaign:
    api_url: "{{ enswitch_url }}"
    auth_username: "{{ enswitch_username }}"
    auth_password: "{{ enswitch_password }}"
    customer: Acme Ltd
    name: Spring survey
    description: Satisfaction survey, spring
    dtype: queue
    dnumber: "200"
    callerid: "12125550100"
    attempts: 3
    retry: 7200
    maximum: 5
    machine: retry
    timegroup: Office hours
    recordgroup: Compliance
    enabled: false
  register: survey

- name: Show the ID
  ansible.builtin.debug:
    msg: "The campaign has the ID {{ survey.id }}"

- name: Set the credentials once for all tasks
  module_defaults:
    group/telephony.enswitch.enswitch:
      api_url: "{{ enswitch_url }}"
      auth_username: "{{ enswitch_username }}"
      auth_password: "{{ enswitch_password }}"
  block:
    - name: Enable the campaign, and leave all else as it is
      telephony.enswitch.bulk_campaign:
        customer: Acme Ltd
        name: Spring survey
        enabled: true

    - name: Give the campaign another name
      telephony.enswitch.bulk_campaign:
        customer: Acme Ltd
        id: "{{ survey.id }}"
        name: Spring survey, second round

    - name: Delete the campaign
      telephony.enswitch.bulk_campaign:
        customer: Acme Ltd
        name: Spring survey, second round
        state: absent
"""

RETURN = r"""
id:
  description:
    - ID of the campaign.
    - Absent where check mode would create it, and where there was nothing to delete.
  returned: success, and on failure after the change was made
  type: int
  sample: 42
operation:
  description: What was done, or in check mode would be.
  returned: success, and on failure after the change was made
  type: str
  choices: [created, updated, deleted, unchanged]
  sample: created
campaign:
  description:
    - The whole campaign as it is after the task, or in check mode would be. References are IDs.
    - Empty where there is none.
  returned: success, and on failure after the change was made
  type: dict
  sample:
    id: 42
    customer: 2
    name: Spring survey
    dtype: queue
    dnumber: "200"
    attempts: 3
    callerid: "12125550100"
    description: Satisfaction survey, spring
    enabled: false
    machine: retry
    maximum: 5
    keep_agents_available: 0
    owner: 0
    recordgroup: 1
    retry: 7200
    success: answer
    timegroup: 1
validated:
  description: Whether the platform's own validation accepted the change. Only check mode asks for it.
  returned: success, and on failure after the change was made
  type: bool
  sample: false
changes:
  description: The fields that were changed, or in check mode would be. Of a new or deleted campaign, those that are not at their default.
  returned: success, and on failure after the change was made
  type: list
  elements: dict
  version_added: 1.1.0
  contains:
    field:
      description: Name of the field.
      type: str
      returned: always
    before:
      description: Value before; null for a new campaign. References are IDs.
      type: raw
      returned: always
    after:
      description: Value after; null for a deleted campaign. In check mode, a time group that is not there yet stands by its name.
      type: raw
      returned: always
  sample:
    - field: maximum
      before: 1
      after: 5
plan:
  description: What was planned, in one line.
  returned: success, and on failure after the change was made
  type: str
  version_added: 1.1.0
  sample: 0 to create, 1 to change, 0 to delete; 0 start calling
diff:
  description: What changed, or in check mode would.
  returned: with diff mode
  type: dict
  contains:
    before:
      description:
        - The fields that change, as they were, as YAML; empty where the campaign was not there.
        - Names stand for what IDs refer to, where they are known.
      type: str
      returned: always
    after:
      description:
        - The same fields as they are or would be; empty where the campaign is deleted.
        - Of a new campaign, the fields that are not at their default. A line that starts calls says so.
      type: str
      returned: always
    before_header:
      description: Names the campaign as it was, its ID, and its customer.
      type: str
      returned: where the campaign changed
    after_header:
      description: The same.
      type: str
      returned: where the campaign changed
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

from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_campaign import TASK
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.context import run


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
