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
  - telephony.enswitch.connection
  - telephony.enswitch.attributes
  - telephony.enswitch.attributes.platform_change
options:
  numbers:
    description:
      - The numbers. Put them in quotes. YAML reads C(0171234) as an octal number, and takes the plus away from C(+491712345).
      - With O(normalize=e164), an integer is rejected for that reason.
      - This or O(src) is required. Both can be used together. An empty list is a list.
      - Only a task that does nothing but take do-not-call numbers out may have O(exclude) or O(exclude_src) alone.
    type: list
    elements: raw
  src:
    description:
      - Path of a file with numbers, on the machine that runs the module.
      - A text file with one number a line. Blank lines, and lines that begin with V(#), are left out.
      - With O(src_column), a CSV file.
      - A file that M(telephony.enswitch.bulk_destinations_info) wrote can be given again, also without O(src_column). Rows that are no telephone
        numbers, since their C(dtype) is not empty, are passed over and counted.
      - The file is read as a stream. Its numbers are no part of the arguments or the result of the task.
    type: path
  src_column:
    description:
      - The column of a CSV file that holds the numbers, as its name in the first line, or as its index, from 1.
      - With an index, a first line that has letters and no digits in that column is taken for a heading.
    type: str
  src_delimiter:
    description:
      - The character that separates the fields of a CSV file. A tab can be given as V(\\t).
      - A comma if it is not set.
    type: str
  src_encoding:
    description:
      - The encoding of the file, by any name that Python knows, such as V(cp1252) or V(utf-16). A byte-order mark is no part of the list.
    type: str
    default: utf-8
    version_added: 1.1.0
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
      - Without it, the task fails before anything is changed, and names the first pairs. O(numbers) and O(src) together are compared with each
        other and with the campaign, and both with the do-not-call numbers, also for O(state=absent) and O(existing=set_status). This happens
        when a list has changed from national to international form, or when the platform stores numbers in a form of its own. People would be
        called twice, or although they do not want to be.
      - Pairs that are both on the list and both in the campaign already are left alone.
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
      - With a list that has no number to keep, or with entries that were rejected, the task fails unless O(max_removed) says how many may go.
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
  exclude:
    description:
      - Do-not-call numbers. They are never added, also if they are listed.
      - Those that are in the campaign and V(pending) are removed as O(removal) says.
      - O(min_digits), O(max_digits), O(allowed_countries) and O(allowed_types) do not hold for them.
    type: list
    elements: raw
  exclude_src:
    description:
      - Path of a file with do-not-call numbers, on the machine that runs the module. It is read like O(src).
    type: path
  exclude_src_column:
    description:
      - The column of a CSV file that holds the do-not-call numbers; see O(src_column).
    type: str
  exclude_src_delimiter:
    description:
      - The character that separates the fields of that CSV file; see O(src_delimiter).
    type: str
  exclude_src_encoding:
    description:
      - The encoding of the file with do-not-call numbers; see O(src_encoding).
    type: str
    default: utf-8
    version_added: 1.1.0
  exclude_on_invalid:
    description:
      - What to do about entries of O(exclude) and O(exclude_src) that cannot be understood. They would protect no one. With
        O(normalize=e164), these are also numbers that are not valid in their country.
      - With V(fail), the task fails before anything is sent, whatever O(on_invalid) says.
      - With V(skip), a warning counts those who are left unprotected, and they are named under RV(rejected).
    type: str
    default: fail
    choices: [fail, skip]
    version_added: 1.1.0
  allow_empty_exclude:
    description:
      - Whether O(exclude) or O(exclude_src) may hold no entry at all. Most often that is an export that went wrong, so the task fails without it.
    type: bool
    default: false
    version_added: 1.1.0
  on_invalid:
    description:
      - What to do about entries that are not telephone numbers, and numbers that the platform refuses.
      - With V(fail), the task fails and names the first 100 under RV(rejected). Entries that are not telephone numbers are found before
        anything is sent. When the platform refuses a number, nothing more is sent; what was loaded before stays.
      - With V(skip), they are left out and named under RV(rejected), and one warning counts them.
      - A do-not-call number that the platform does not cancel fails the task in any case.
      - For do-not-call numbers, see O(exclude_on_invalid).
    type: str
    default: fail
    choices: [fail, skip]
  normalize:
    description:
      - How numbers are written before they are sent. They are always compared without separators, C(+) and C(00).
      - With V(separators), blanks, dots, dashes, a slash behind the area code, and brackets around it are taken out.
      - With V(none), numbers are sent as they are, apart from space at both ends. The platform decides what a number is. What a spreadsheet has
        damaged, two numbers in one entry, and a comma are refused.
      - With V(e164), the Python library C(phonenumbers) brings them to international form, and refuses what is no valid number.
        Numbers of the campaign that are spelled in the national form of O(region) are recognized. An entry that can be read in two ways is
        refused, such as V(491712345678) in Germany, where both C(+491712345678) and C(+49491712345678) are numbers.
    type: str
    default: separators
    choices: [separators, none, e164]
  region:
    description:
      - The country of numbers without a country code, as two letters such as V(US). Only with O(normalize=e164).
      - Without it, only numbers that begin with C(+) or C(00) are valid there.
    type: str
  min_digits:
    description:
      - The fewest digits of a number to be called, as it is compared. Emergency numbers are refused also where this is lower.
    type: int
    default: 6
    version_added: 1.1.0
  max_digits:
    description:
      - The most digits of a number to be called, as it is compared.
    type: int
    default: 15
    version_added: 1.1.0
  allowed_countries:
    description:
      - The countries whose numbers may be called, as two letters such as V(US). Only with O(normalize=e164).
      - The number's own country counts, not its country code. A number of Canada is not one of V(US).
    type: list
    elements: str
    version_added: 1.1.0
  allowed_types:
    description:
      - The kinds of numbers that may be called, as the library C(phonenumbers) tells them apart. Only with O(normalize=e164).
      - In some countries, such as the United States, all numbers of people are V(fixed_line_or_mobile).
    type: list
    elements: str
    choices:
      - fixed_line
      - mobile
      - fixed_line_or_mobile
      - toll_free
      - premium_rate
      - shared_cost
      - voip
      - personal_number
      - pager
      - uan
    version_added: 1.1.0
  rejected_dest:
    description:
      - Write B(all) entries that are left out to this CSV file, on the machine that runs the module. RV(rejected) has only the first 100.
      - Its columns are C(option), C(line), C(index), C(value) and C(reason). Do-not-call entries that cannot be understood, and numbers that the
        platform refused, are among them.
      - In check mode, the platform is asked about all numbers, also with O(on_invalid=fail).
      - It is written in check mode too, and where the task fails because of these entries. It replaces an older file, also where nothing was left out.
      - The file can be read by its owner only (mode C(0600)). Its folder must exist.
      - Values are written as they are. Import them as text. A spreadsheet would run a value that begins with V(=), V(+), V(-) or V(@) as a formula.
    type: path
    version_added: 1.1.0
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
    count, and lists again when somebody else adds numbers. From several machines, a moment between looking and adding remains.
  - A chunk whose answer was lost is looked up. Numbers to be called that do not show are not sent again. The task fails with
    RV(error.retryable=true), and the next run finds out what became of them.
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

    - name: Load a list from a CSV file, but nobody who does not want to be called, and no more than expected
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
    - Also where the task fails in the middle. Then it says what was really done.
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
      description: Numbers of the campaign with a call in progress, which were left alone.
      type: int
      returned: always
    exclude_invalid:
      description: Entries of O(exclude) and O(exclude_src) that cannot be understood, so that they protect no one.
      type: int
      returned: always
    passed_over:
      description: Rows of a file that M(telephony.enswitch.bulk_destinations_info) wrote which are no telephone numbers.
      type: int
      returned: always
    not_found:
      description: Listed numbers that were to be removed and are not in the campaign.
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
    - Text that says how many numbers there are by status, and the first 100 numbers that change, each with its status.
    - In check mode it agrees with RV(summary). Numbers that the platform refuses are no part of it.
  returned: success, with diff mode
  type: dict
  contains:
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
