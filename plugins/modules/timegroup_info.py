#!/usr/bin/python

# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: timegroup_info
short_description: List time groups with their periods
version_added: 1.1.0
author:
  - Telephony Enswitch Contributors (@telephony-enswitch)
description:
  - Lists the time groups of one or more customers, with the periods that make their calling hours.
  - Each returned group is valid input for M(telephony.enswitch.timegroup). Applying it changes nothing.
extends_documentation_fragment:
  - telephony.enswitch.connection
  - telephony.enswitch.attributes
  - telephony.enswitch.attributes.info
options:
  customer:
    description:
      - Customer, as ID or name, or a list of customers. Without it, the account's own customer.
    type: raw
  name:
    description:
      - Only groups of this name.
    type: raw
  id:
    description:
      - Only the group with this ID.
    type: int
  available:
    description:
      - With V(true), also groups that customers above share with the customer.
    type: bool
    default: false
  on_error:
    description:
      - With V(continue), customers that cannot be read are left out and named in RV(failed_customers), and groups whose periods cannot be read
        have no key C(periods). The task fails only if no customer could be read.
    type: str
    default: stop
    choices: [stop, continue]
  workers:
    description:
      - How many requests are in flight at a time, from 1 to 32.
    type: int
    default: 4
notes:
  - Reading periods needs the right C(administrator); without it the task fails with the category V(role), unless O(on_error=continue).
  - A group of another customer whose periods are hidden comes without the key C(periods), and a warning says so.
seealso:
  - module: telephony.enswitch.timegroup
"""

EXAMPLES = r"""
- name: List the calling hours of two customers
  telephony.enswitch.timegroup_info:
    api_url: "{{ enswitch_url }}"
    auth_username: "{{ enswitch_username }}"
    auth_password: "{{ enswitch_password }}"
    customer:
      - Acme Ltd
      - Globex & Söhne
  register: there

- name: Show names and IDs
  ansible.builtin.debug:
    msg: "{{ there.timegroups | map(attribute='name') | list }}"
"""

RETURN = r"""
timegroups:
  description:
    - The groups, always a list. Empty where none matches.
    - Each has the options of M(telephony.enswitch.timegroup), with C(end) as the last second that counts. Dates that are midnights of UTC are
      ISO dates, others Unix times; V(0) is no bound.
    - A group of another customer whose periods are hidden has no key C(periods).
  returned: success
  type: list
  elements: dict
  sample:
    - name: Office hours
      customer: 2
      id: 4
      description: When we may call
      invert: false
      priority: 1
      shared: false
      periods:
        - name: Weekdays
          description: ""
          days_week: [mon, tue, wed, thu, fri]
          days_month: [1, 2, 3]
          months: [1, 2, 3]
          years: [2026, 2027]
          start: "09:00:00"
          end: "17:59:59"
          startdate: 0
          enddate: 0
          repeats: true
failed_customers:
  description: Customers that could not be read, and why.
  returned: with O(on_error=continue)
  type: list
  elements: dict
  contains:
    customer:
      description: The customer as it was given; V(0) for the account's own.
      type: raw
      returned: always
    msg:
      description: What went wrong.
      type: str
      returned: always
    error:
      description: The same as RV(error).
      type: dict
      returned: always
requests:
  description: How often each function of the API was called.
  returned: success
  type: dict
  sample:
    timegroups/list: 1
    timegroups/periods/list: 2
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

from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.context import run
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.timegroup_info import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
