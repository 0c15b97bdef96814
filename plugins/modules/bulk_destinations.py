#!/usr/bin/python

# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: bulk_destinations
short_description: Load and remove the numbers of a campaign without calling anyone twice by accident
version_added: 1.0.0
author:
  - Telephony Enswitch Contributors (@telephony-enswitch)
description:
  - Adds and removes the telephone numbers of one campaign of the bulk dialler of an Enswitch telephone platform.
  - The API replaces a number that is added again and puts it back to V(pending), so that the platform calls that person once more. This module
    lists what is there first, and adds only what is missing. A number that is there keeps its status and its history.
  - An entry must be one telephone number, and nothing else. What a spreadsheet has damaged, two numbers in one cell, an extension or a word beside the
    number is rejected with a reason of its own. The guide "Your customer's spreadsheet" shows them all.
  - Numbers are compared without separators, and without C(+) or C(00) before the country code. Another spelling is not another person.
  - A number whose status is none of V(pending), V(success), V(failed), V(cancelled) counts as a call in progress and is always left alone.
  - All limits are checked before the first change. A run that was interrupted can be run again.
extends_documentation_fragment:
  - telephony.enswitch.campaign_option
  - telephony.enswitch.number_lists
  - telephony.enswitch.number_rules
  - telephony.enswitch.connection
  - telephony.enswitch.attributes
  - telephony.enswitch.attributes.platform_change
options:
  state:
    description:
      - With V(present), the numbers are to be in the campaign. With V(absent), they are to be gone, as O(removal) says.
    type: str
    default: present
    choices: [present, absent]
  status:
    description:
      - The status of numbers that are added, and with O(existing=set_status) of those that are there.
    type: str
    default: pending
    choices: [pending, success, failed, cancelled]
  existing:
    description:
      - What becomes of listed numbers that are there already.
      - With V(keep), nothing.
      - With V(set_status), they get O(status). Where that puts a number that was V(success), V(failed) or V(cancelled) back to V(pending), the person
        is called again, which O(allow_redial) must permit.
    type: str
    default: keep
    choices: [keep, set_status]
  allow_redial:
    description:
      - Whether O(existing=set_status) may put numbers back to V(pending) that are done.
      - Without it, the task fails before anything is changed, and says how many there are.
    type: bool
    default: false
  allow_lookalikes:
    description:
      - Whether to go on where numbers are near-duplicates, such as V(2125550101) and V(12125550101).
      - Two numbers are near-duplicates where the shorter one, without its leading zeros, has at least 7 digits and is the end of the longer one.
        What is not one number, such as V(2125550101 ext 5), is a near-duplicate of those that it may mean.
      - Without it, the task fails before anything is changed, and names the first pairs. O(numbers) and O(src) together are compared with each
        other and with the campaign, and both with the do-not-call numbers, also for O(state=absent) and O(existing=set_status). Where
        a list has changed from national to international form, people would be called twice, or although they do not want to be.
      - Pairs that are both on the list and both in the campaign already are left alone.
      - A platform may store numbers in a form of its own, such as with a country code. Then the second run of a list fails here. Write the list in
        that form, or use O(normalize=e164) with O(region). With V(true), everyone on the list would be called twice.
    type: bool
    default: false
  max_redial:
    description:
      - The most numbers that may be put back to V(pending). If there are more, the task fails before anything is changed.
    type: int
  max_added:
    description:
      - The most numbers that may be added. If there are more, the task fails before anything is changed.
    type: int
  first:
    description:
      - Only the first numbers of the list count, as many as this. Do-not-call numbers, duplicates and rejected entries are not among them.
      - Numbers that the campaign has already count first, wherever they stand. So the order of the list does not matter to a later run.
      - The rest of the list is read and checked, but nothing is added of it, and nothing is removed. So a list can be loaded in waves.
      - Cannot be used with O(state=absent), O(purge) or O(existing=set_status).
    type: int
    version_added: 1.1.0
  max_removed:
    description:
      - The most numbers that may be deleted or cancelled. If there are more, the task fails before anything is changed.
    type: int
  purge:
    description:
      - Whether numbers that are in the campaign, but not listed, are removed as O(removal) says, those that are done included. Numbers with a call in progress
        stay.
      - With a list that has no number to keep, the task fails unless O(max_removed) says how many may go. The same holds where entries of
        O(numbers) or O(src) are rejected and O(on_invalid=skip), also by the platform, since whoever they mean would be removed. So without
        O(max_removed), numbers are removed only when the platform has validated and taken all numbers to add, but for excluded ones.
      - Cannot be used with O(state=absent).
    type: bool
    default: false
  removal:
    description:
      - How numbers are removed.
      - With V(delete), they are deleted together with their history. That is one call for each number, unless everything goes.
      - With V(cancel), their status becomes V(cancelled), in chunks. Numbers that are V(cancelled) already are left alone.
    type: str
    default: delete
    choices: [delete, cancel]
  chunk_size:
    description:
      - How many numbers are sent in one call. If the platform takes fewer, the module finds out how many.
    type: int
    default: 1000
  workers:
    description:
      - How many requests are in flight at a time, from 1 to 32.
    type: int
    default: 4
requirements:
  - phonenumbers (Python library), for O(normalize=e164)
notes:
  - All calls need the role C(user).
  - Load a campaign from one place at a time. The API has no way to add a number only if it is not there. Tasks of one user on one machine
    wait for each other, as long as O(timeout) and O(retries) allow. While the module loads a long list, it also watches the platform's
    count, and lists again when someone else adds numbers. From several machines, a moment between looking and adding remains.
  - A chunk whose answer was lost is looked up. Numbers to be called that do not show are not sent again, neither new ones nor those that
    O(allow_redial) lets be called again, of which those that have the status of before are in doubt. The task fails with
    RV(error.retryable=true), and the next run finds out what became of them. Wait a minute before it, since the platform's list may be late.
  - A task with O(allow_redial) that breaks off after numbers were put to V(pending), or may have been, must not just be run again, also where
    RV(error.retryable=true). The next run would call those once more that are done by then. Look at the campaign first, and repeat the task
    only with those who have still to be called again.
  - On a platform whose list has no status, a task that would have to exclude, remove or change a number fails before anything is changed. Such
    a number may still be to be called, or have a call in progress.
  - Numbers are no secrets to Ansible. Given in O(numbers) they show in the output of C(-vvv). Given in O(src) they do not.
seealso:
  - module: telephony.enswitch.bulk_destinations_info
  - module: telephony.enswitch.bulk_campaign
"""

EXAMPLES = r"""
- name: Set the credentials once for all tasks
  module_defaults:
    group/telephony.enswitch.enswitch:
      api_url: "{{ enswitch_url }}"
      auth_username: "{{ enswitch_username }}"
      auth_password: "{{ enswitch_password }}"
  block:
    - name: Add three numbers
      telephony.enswitch.bulk_destinations:
        customer: Acme Ltd
        campaign: Spring survey
        numbers:
          - "(212) 555-0101"
          - "212.555.0102"
          - "212 555 0103"

    - name: Load a list from a CSV file, without people who do not want to be called, and no more than expected
      telephony.enswitch.bulk_destinations:
        customer: Acme Ltd
        campaign: Spring survey
        src: "{{ playbook_dir }}/files/customers.csv"
        src_column: phone
        src_delimiter: ";"
        exclude_src: "{{ playbook_dir }}/files/do-not-call.txt"
        max_added: 5000
      register: loaded

    - name: Show what was done
      ansible.builtin.debug:
        msg: "{{ loaded.summary.added }} added, {{ loaded.summary.kept }} were there"

    - name: Load only the first 50 of the numbers that may be called
      telephony.enswitch.bulk_destinations:
        customer: Acme Ltd
        campaign: Spring survey
        src: "{{ playbook_dir }}/files/customers.csv"
        src_column: phone
        src_delimiter: ";"
        exclude_src: "{{ playbook_dir }}/files/do-not-call.txt"
        first: 50

    - name: Keep exactly the listed numbers, cancel at most 100 others, and leave out what is no number
      telephony.enswitch.bulk_destinations:
        customer: Acme Ltd
        campaign: Spring survey
        src: "{{ playbook_dir }}/files/numbers.txt"
        purge: true
        removal: cancel
        max_removed: 100
        on_invalid: skip
        rejected_dest: /tmp/rejected.csv

    - name: Load a spreadsheet of Excel with German numbers in any form, mobile ones only
      telephony.enswitch.bulk_destinations:
        customer: Acme Ltd
        campaign: Spring survey
        src: "{{ playbook_dir }}/files/kunden.csv"
        src_column: Telefon
        src_delimiter: ";"
        src_encoding: cp1252
        normalize: e164
        region: DE
        allowed_countries: [DE]
        allowed_types: [mobile]
        on_invalid: skip

    - name: Call two people again who did not answer
      telephony.enswitch.bulk_destinations:
        customer: Acme Ltd
        campaign: Spring survey
        numbers:
          - "2125550101"
          - "2125550102"
        existing: set_status
        allow_redial: true
        max_redial: 2

    - name: Remove a number
      telephony.enswitch.bulk_destinations:
        customer: Acme Ltd
        campaign: Spring survey
        numbers:
          - "2125550103"
        state: absent
"""

RETURN = r"""
campaign_id:
  description:
    - ID of the campaign.
    - Absent where check mode did not find the campaign.
  returned: success, and on failure once it is known
  type: int
  sample: 42
summary:
  description:
    - How many numbers it was about. In check mode, how many it would be.
    - Also where the task fails in the middle. Then it says what was really done, and in check mode that nothing would be done.
  returned: success, and on failure
  type: dict
  contains:
    listed:
      description: Entries of O(numbers) and O(src), duplicates and invalid ones included.
      type: int
      returned: always
    added:
      description: Numbers that were added.
      type: int
      returned: always
    kept:
      description: Listed numbers that were there and were left as they are.
      type: int
      returned: always
    redialled:
      description: Numbers that were put back to V(pending) and will be called again.
      type: int
      returned: always
    status_changed:
      description: Listed numbers that got another status than V(pending).
      type: int
      returned: always
    removed:
      description: Numbers that were deleted.
      type: int
      returned: always
    cancelled:
      description: Numbers that were cancelled in place of being deleted.
      type: int
      returned: always
    excluded:
      description: Listed numbers that are do-not-call numbers.
      type: int
      returned: always
    invalid:
      description: Entries of O(numbers) and O(src) that are not telephone numbers, and numbers that the platform refused.
      type: int
      returned: always
    duplicates:
      description: Entries of O(numbers) and O(src) that are the same number as an earlier one.
      type: int
      returned: always
    in_progress:
      description: Numbers of the campaign with a call in progress, which were left alone. A warning counts those that are not to be called any more.
      type: int
      returned: always
    exclude_invalid:
      description: Entries of O(exclude) and O(exclude_src) that cannot be understood. Only the numbers in them are excluded.
      type: int
      returned: always
    passed_over:
      description: Rows of a file that M(telephony.enswitch.bulk_destinations_info) wrote which are no telephone numbers.
      type: int
      returned: always
    not_found:
      description:
        - Listed numbers that were to be removed, or to get another status, and are not in the campaign.
        - With O(existing=set_status), they are added, and count as such too.
      type: int
      returned: always
  sample:
    listed: 2000
    added: 100
    kept: 1897
    redialled: 0
    status_changed: 0
    removed: 0
    cancelled: 0
    excluded: 1
    invalid: 0
    duplicates: 2
    in_progress: 4
    exclude_invalid: 0
    passed_over: 0
    not_found: 0
first:
  description: The numbers that O(first) lets count, in all and by the status that they have or get. C(other) are calls in progress.
  returned: with O(first)
  type: dict
  sample:
    total: 50
    pending: 30
    success: 18
    failed: 2
    cancelled: 0
    other: 0
  version_added: 1.1.0
rejected:
  description: The first 100 entries that could not be used.
  returned: success, and on failure
  type: list
  elements: dict
  contains:
    option:
      description: Option that the entry comes from.
      type: str
      returned: if it is known
    line:
      description: Line of the file, from 1.
      type: int
      returned: for entries of a file
    index:
      description: Index in the list, from 0.
      type: int
      returned: for entries of a list
    value:
      description: The entry, cut off where it is long.
      type: str
      returned: always
    reason:
      description: What is wrong with it. For numbers that the platform refused, its own words.
      type: str
      returned: always
  sample:
    - option: src
      line: 17
      value: 12a
      reason: contains letters ('a'); only the number may stand here
requests:
  description: How many requests were sent, by function of the API.
  returned: success, and on failure
  type: dict
  sample:
    bulk/destinations/create: 2
    bulk/destinations/list: 2
diff:
  description:
    - Text that says how many numbers there are by status, and the first 100 numbers that change, each with its status. How many more there
      are stands in the last line.
    - In check mode it agrees with RV(summary). Numbers that the platform refuses are no part of it. A failed task has none.
  returned: success, with diff mode
  type: dict
  contains:
    before_header:
      description: The campaign as the task names it, with its ID.
      type: str
      returned: always
    after_header:
      description: The same.
      type: str
      returned: always
    before:
      description: The counts, and the numbers that are deleted or change.
      type: str
      returned: always
    after:
      description: The counts, and the numbers that are added or changed.
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

from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_destinations import TASK
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.context import run


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
