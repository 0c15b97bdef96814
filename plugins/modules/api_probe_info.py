#!/usr/bin/python

# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: api_probe_info
short_description: Find out what a platform answers where the vendor's documentation is silent
version_added: 1.0.0
author:
  - Telephony Enswitch Contributors (@telephony-enswitch)
description:
  - Asks a platform the questions that its documentation leaves open, such as whether integers are quoted, which columns the
    rows have, how pages and order work, and how many numbers one call takes.
  - Sends nothing but reads and calls with C(validation=1). Names, numbers and IDs are not in the report.
    What the platform says in its own words is in it with digits and all names that were read replaced.
  - The questions and their reasons are in the guide on compatibility. Please send the report to the project.
notes:
  - A platform that ignored C(validation=1) would carry out what was only to be validated. So the numbers that are validated are kept for
    fiction (area code, 555-0100 to 555-0199), would be stored as V(cancelled), and only belong to a campaign that is listed as disabled.
    One number goes first. All validation stops as soon as anything unexpected is answered.
  - Afterwards the module looks whether anything has changed, and fails with the category V(protocol) if so.
extends_documentation_fragment:
  - telephony.enswitch.connection
  - telephony.enswitch.attributes
  - telephony.enswitch.attributes.info
options:
  customer:
    description:
      - Customer whose campaigns, time groups and record groups are read, as ID or name. Without it, the account's own customer.
    type: raw
  campaign:
    description:
      - Campaign for which numbers and an update are validated, as ID or name. It must be disabled. One without numbers is best.
      - Without it, the first campaign that is disabled is taken. Where there is none, these questions are not asked.
    type: raw
  validation:
    description:
      - Whether to send calls with C(validation=1). With V(false), the module only reads.
    type: bool
    default: true
  largest:
    description:
      - The largest call to try for C(largest_dnumbers), in numbers, from 1 to 50000.
    type: int
    default: 20000
seealso:
  - module: telephony.enswitch.bulk_campaign_info
  - module: telephony.enswitch.bulk_destinations_info
"""

EXAMPLES = r"""
- name: Ask the platform what is not documented
  telephony.enswitch.api_probe_info:
    api_url: "{{ enswitch_url }}"
    auth_username: "{{ enswitch_username }}"
    auth_password: "{{ enswitch_password }}"
  register: probe

- name: Show how it writes integers
  ansible.builtin.debug:
    msg: "{{ probe.report.questions.integers.answer }}"

- name: Ask without any validation
  telephony.enswitch.api_probe_info:
    api_url: "{{ enswitch_url }}"
    auth_username: "{{ enswitch_username }}"
    auth_password: "{{ enswitch_password }}"
    customer: Acme Ltd
    validation: false
"""

RETURN = r"""
report:
  description: What was found out.
  returned: success, and on failure where a validation has changed something
  type: dict
  contains:
    collection:
      description: Name of the collection.
      type: str
      returned: always
    version:
      description: Version of the collection.
      type: str
      returned: always
    format:
      description: Version of the form of this report.
      type: int
      returned: always
    date:
      description: Day of the report, in UTC.
      type: str
      returned: always
    questions:
      description:
        - All questions by key, always the same ones. Each is a dictionary of C(question), C(answer) and C(evidence).
        - C(answer) is a short text. It begins with C(not asked), C(not allowed), C(not found), C(refused) or C(no answer) where the
          question could not be answered otherwise.
        - C(evidence) is a dictionary of what the answer rests on, such as the columns of rows and the types of their values.
      type: dict
      returned: always
  sample:
    collection: telephony.enswitch
    version: 1.0.0
    format: 1
    date: "2026-11-23"
    questions:
      integers:
        question: Are integers in rows bare or quoted?
        answer: bare
        evidence:
          bulk/campaigns/list:
            id: integer
            attempts: integer
      largest_dnumbers:
        question: How many numbers does one validated call take?
        answer: 20000 or more
        evidence:
          accepted: 20000
requests:
  description: How often each function of the API was called.
  returned: success, and on failure where a validation has changed something
  type: dict
  sample:
    bulk/campaigns/list: 9
    bulk/destinations/list: 18
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

from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.api_probe_info import TASK
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.context import run


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
