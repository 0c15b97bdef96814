#!/usr/bin/python

# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: bulk_destinations_info
short_description: Show the numbers of a campaign and how far they are
version_added: 1.0.0
author:
  - Telephony Enswitch Contributors (@telephony-enswitch)
description:
  - Counts the telephone numbers of one campaign of the bulk dialler by status, and returns them or writes them to a file.
  - Nothing is changed on the platform.
extends_documentation_fragment:
  - telephony.enswitch.campaign_option
  - telephony.enswitch.connection
  - telephony.enswitch.attributes
attributes:
  check_mode:
    support: full
    details:
      - Nothing is changed on the platform. In check mode O(dest) is not written, and RV(ignore:changed) says whether it would be.
  diff_mode:
    support: none
  idempotent:
    support: full
options:
  status:
    description:
      - Return only the numbers with one of these statuses, such as V(pending), V(success), V(failed), V(cancelled).
      - V(other) stands for every status that is none of these four; those are calls in progress.
      - Another word is an error, unless numbers of the campaign have it as their status.
      - RV(summary) counts all numbers in any case.
    type: list
    elements: str
  limit:
    description:
      - The most numbers to return. With V(0), only the counts are returned.
      - RV(summary) counts all numbers in any case.
    type: int
  dest:
    description:
      - Write the numbers to this CSV file on the machine that runs the module, instead of returning them.
      - The first columns are C(dnumber) and C(status). All others that the platform has follow in alphabetical order.
      - The file can be read by its owner only (mode C(0600)). It is put in place when it is complete.
      - Its folder must exist. The numbers are no part of the result of the task, and are not kept in memory.
    type: path
notes:
  - All calls need the role C(user).
seealso:
  - module: telephony.enswitch.bulk_destinations
  - module: telephony.enswitch.bulk_campaign_info
"""

EXAMPLES = r"""
- name: Set the credentials once for all tasks
  module_defaults:
    group/telephony.enswitch.enswitch:
      api_url: "{{ enswitch_url }}"
      auth_username: "{{ enswitch_username }}"
      auth_password: "{{ enswitch_password }}"
  block:
    - name: Count the numbers of a campaign
      telephony.enswitch.bulk_destinations_info:
        customer: Acme Ltd
        campaign: Spring survey
        limit: 0
      register: survey

    - name: Show how far it is
      ansible.builtin.debug:
        msg: "{{ survey.progress }} % of {{ survey.summary.total }} numbers are done"

    - name: Show the first numbers that failed
      telephony.enswitch.bulk_destinations_info:
        customer: Acme Ltd
        campaign: Spring survey
        status: failed
        limit: 10

    - name: Write a report
      telephony.enswitch.bulk_destinations_info:
        customer: Acme Ltd
        campaign: Spring survey
        dest: /tmp/spring-survey.csv
"""

RETURN = r"""
campaign_id:
  description: ID of the campaign.
  returned: success
  type: int
  sample: 42
summary:
  description: How many numbers the campaign has, by status.
  returned: success
  type: dict
  contains:
    total:
      description: All numbers.
      type: int
      returned: always
    pending:
      description: Numbers that are to be called.
      type: int
      returned: always
    success:
      description: Numbers that were called with success.
      type: int
      returned: always
    failed:
      description: Numbers whose last attempt has failed.
      type: int
      returned: always
    cancelled:
      description: Numbers that are not to be called any more.
      type: int
      returned: always
    other:
      description: Numbers in any other status, which are calls in progress.
      type: int
      returned: always
  sample:
    total: 2000
    pending: 996
    success: 800
    failed: 200
    cancelled: 0
    other: 4
progress:
  description:
    - How many of the numbers are done, in percent, rounded down.
    - V(100) means that nothing is left to be called, so it is that for a campaign without numbers too.
  returned: success
  type: int
  sample: 50
destinations:
  description:
    - The numbers, each with all columns that the platform has.
  returned: success, without O(dest)
  type: list
  elements: dict
  contains:
    dnumber:
      description: The number, as the platform spells it.
      type: str
      returned: always
    status:
      description: The status, in the platform's own word.
      type: str
      returned: always
  sample:
    - dnumber: "2125550101"
      dtype: ""
      status: pending
dest:
  description: Path of the file.
  returned: success, with O(dest)
  type: str
  sample: /tmp/spring-survey.csv
requests:
  description: How many requests were sent, by function of the API.
  returned: success
  type: dict
  sample:
    bulk/destinations/list: 2
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

from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_destinations_info import TASK
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.context import run


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
