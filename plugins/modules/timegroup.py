#!/usr/bin/python

# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: timegroup
short_description: Manage calling hours
version_added: 1.1.0
author:
  - Telephony Enswitch Contributors (@telephony-enswitch)
description:
  - Creates, updates and deletes a time group with its periods. Campaigns of the bulk dialler call only while their time group is active.
  - A group is found by O(id), or else by O(name) within O(customer). A name that several groups have is refused, with their IDs.
  - An option that is left out is left alone on an existing group, and takes the platform's default on a new one.
  - Hours never become wider on the way than they were and than they will be. Periods are taken away before others are added; with
    O(invert=true), where periods close the hours, it is the other way round.
  - A shared group of another customer is never changed.
extends_documentation_fragment:
  - telephony.enswitch.connection
  - telephony.enswitch.attributes
  - telephony.enswitch.attributes.platform_change
options:
  id:
    description:
      - ID of the group. It is found by O(name) where this is left out. With O(name), the group with this ID gets that name.
    type: int
  customer:
    description:
      - Customer that the group belongs to, as ID or name. V(0), an empty string, or nothing stands for the account's own customer.
    type: raw
  name:
    description:
      - Name of the group. It has to be unique within the customer to find the group by it. Required to create a group.
    type: raw
  description:
    description:
      - Description of the group.
    type: raw
  invert:
    description:
      - With V(true), the group is active while B(none) of its periods is. This is what the API calls C(active=0).
      - An inverted group without periods is always active, and a plain one never.
      - Where this changes together with O(periods), the task says if hours that neither state has are active for a moment.
    type: bool
  priority:
    description:
      - From 1 to 10. It decides between the groups of a telephone number, and means nothing for campaigns.
    type: int
  shared:
    description:
      - Whether customers below may use the group. The account needs the right C(commerce) to share it.
    type: bool
  periods:
    description:
      - When the group is active. Given, this is the whole set, and other periods are deleted. Left out, the periods are left alone.
      - A period is active when all of its options match, and a group when any of its periods is.
      - Periods are found by their names. An option of a period that is left out has its default.
      - Times are those of the platform, which knows no time zone here. See the guide on calling hours.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Name of the period. Periods of a group are told apart by it.
        type: raw
        required: true
      description:
        description:
          - Description of the period.
        type: raw
      days_week:
        description:
          - Days of the week, as a list of V(mon), V(tue), V(wed), V(thu), V(fri), V(sat) and V(sun), or as ranges such as V(mon-fri).
          - Every day, if left out.
        type: raw
      days_month:
        description:
          - Days of the month, as a list of numbers from 1 to 31, or as ranges such as V(1-7). All, if left out.
        type: raw
      months:
        description:
          - Months, as a list of numbers from 1 to 12, or as ranges. All, if left out.
        type: raw
      years:
        description:
          - Years, as a list of numbers from 2000 to 2099, or as ranges. All, if left out.
        type: raw
      start:
        description:
          - Time of day at which the period starts, such as V("09:00") or V("09:00:30"). Put it in quotes, since YAML takes some times for numbers.
          - The begin of the day, if left out.
        type: raw
      end:
        description:
          - Time of day at which the period ends. As V("18:00"), it is the first minute that no longer counts, and V(17:59:59) is stored.
            As V("17:59:59"), with seconds, it is the last second that counts.
          - V("24:00") is the end of the day, and the default.
          - A window past midnight is two periods, one for each day. What a platform makes of one that ends before it starts is unknown.
        type: raw
      startdate:
        description:
          - First day of the period, such as V(2026-12-24), or a Unix time in seconds. V(0) or nothing for no bound.
          - A date stands for its midnight in UTC. Platforms before version 4.0 do not have it.
        type: raw
      enddate:
        description:
          - Last day of the period. See O(periods[].startdate).
        type: raw
      repeats:
        description:
          - Whether the period recurs. How it does is not documented. V(true), if left out.
        type: bool
  state:
    description:
      - Whether the group is to be there.
      - With V(absent), the task fails while a campaign that the account can see uses the group.
    type: str
    default: present
    choices: [present, absent]
notes:
  - All of this needs the right C(administrator), also to read the periods.
  - In check mode the platform validates what it can. Deleting, and the periods of a group that does not exist yet, cannot be validated;
    a warning says so.
  - Where O(invert) and O(periods) change together, the platform validates all calls before the first one. A task that breaks off
    says in which hours the group calls until the task has been run again.
seealso:
  - module: telephony.enswitch.timegroup_info
  - module: telephony.enswitch.bulk_campaign
"""

EXAMPLES = r"""
- name: Call on weekdays from nine to six, and on Saturday mornings
  telephony.enswitch.timegroup:
    api_url: "{{ enswitch_url }}"
    auth_username: "{{ enswitch_username }}"
    auth_password: "{{ enswitch_password }}"
    customer: Acme Ltd
    name: Calling hours
    periods:
      - name: Weekdays
        days_week: mon-fri
        start: "09:00"
        end: "18:00"
      - name: Saturdays
        days_week: [sat]
        start: "10:00"
        end: "13:00"
  register: hours

- name: Show the ID
  ansible.builtin.debug:
    msg: "The time group has the ID {{ hours.id }}"

- name: Set the credentials once for all tasks
  module_defaults:
    group/telephony.enswitch.enswitch:
      api_url: "{{ enswitch_url }}"
      auth_username: "{{ enswitch_username }}"
      auth_password: "{{ enswitch_password }}"
  block:
    - name: Call around the clock, but not on these days
      telephony.enswitch.timegroup:
        customer: Acme Ltd
        name: Not on holidays
        invert: true
        periods:
          - name: Christmas
            days_month: 24-26
            months: [12]

    - name: Delete a group that no campaign uses
      telephony.enswitch.timegroup:
        customer: Acme Ltd
        name: Not on holidays
        state: absent
"""

RETURN = r"""
id:
  description:
    - ID of the group.
    - Absent where check mode would create it, and where there was nothing to delete.
  returned: success, and on failure after a change was made
  type: int
  sample: 4
operation:
  description: What was done, or in check mode would be.
  returned: success, and on failure after a change was made
  type: str
  choices: [created, updated, deleted, unchanged]
  sample: created
timegroup:
  description:
    - The group with its periods, as it is after the task, or in check mode would be. Empty where there is none.
    - Without the key C(periods) where this account may not read them and the task does not give any.
  returned: success
  type: dict
  sample:
    name: Office hours
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
changes:
  description: What changes, one entry for each field of the group and for each period.
  returned: success
  type: list
  elements: dict
  contains:
    field:
      description: Name of the option; V(periods) for a period.
      type: str
      returned: always
    name:
      description: Name of the period.
      type: str
      returned: for periods
    before:
      description: Value before the task; null where there was none.
      type: raw
      returned: always
    after:
      description: Value after the task; null where there is none.
      type: raw
      returned: always
  sample:
    - field: priority
      before: 1
      after: 2
validated:
  description: Whether the platform's own validation accepted all of the changes. Only check mode asks for it.
  returned: success, and on failure after a change was made
  type: bool
  sample: false
not_validated:
  description: What check mode could not let the platform validate. A warning says the same.
  returned: success, and on failure after a change was made
  type: list
  elements: str
  sample: ["the deletion of period 'Saturdays' has no validation mode"]
diff:
  description: What changes, as text for people.
  returned: with diff mode
  type: dict
  contains:
    before:
      description: The fields and periods that change, as they were.
      type: str
      returned: always
    after:
      description: The same, as they are after the task or in check mode would be.
      type: str
      returned: always
    before_header:
      description: Name, ID and customer of the group before the task.
      type: str
      returned: always
    after_header:
      description: The same after the task.
      type: str
      returned: always
  sample:
    before_header: "time group 'Office hours' (ID 4) of customer 'Acme Ltd' (ID 2)"
    after_header: "time group 'Office hours' (ID 4) of customer 'Acme Ltd' (ID 2)"
    before: |
      periods:
        Weekdays: Mon-Fri 09:00-18:00
    after: |
      periods:
        Weekdays: Mon-Fri 09:00-20:00
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
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.timegroup import TASK


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
