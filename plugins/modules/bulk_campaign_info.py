#!/usr/bin/python

# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: bulk_campaign_info
short_description: List campaigns of the bulk dialler, and how far they are
version_added: 1.0.0
author:
  - Telephony Enswitch Contributors (@telephony-enswitch)
description:
  - Lists the campaigns of one or more customers.
  - Each returned campaign is valid input for M(telephony.enswitch.bulk_campaigns). Applying it changes nothing.
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
      - Only campaigns of this name. Put it in quotes where YAML would take it for something else, such as V(ON).
    type: raw
  id:
    description:
      - Only the campaign with this ID.
    type: int
  destinations:
    description:
      - With V(summary), the numbers of each campaign are counted by status. This reads all of them.
    type: str
    default: none
    choices: [none, summary]
  workers:
    description:
      - How many requests are in flight at a time, from 1 to 32.
    type: int
    default: 4
  all_customers:
    description:
      - The account's own customer, and every customer below it. It excludes O(customer).
      - Listing customers needs the rights of a reseller (callshop or commerce).
    type: bool
    default: false
    version_added: 1.1.0
  references:
    description:
      - Whether C(customer), C(owner), C(timegroup) and C(recordgroup) are returned as IDs or as names.
      - With V(names), an ID stays where a name would not mean the same object when it is given back. Such are names of only digits,
        names that several objects have, and names that the account may not see.
    type: str
    default: ids
    choices: [ids, names]
    version_added: 1.1.0
  omit_defaults:
    description:
      - Whether to leave out fields that have the value of a new campaign that does not name them. C(enabled) is one of them.
    type: bool
    default: false
    version_added: 1.1.0
  on_error:
    description:
      - With V(stop), the task fails when one customer cannot be read.
      - With V(continue), what could be read is returned, RV(failed_customers) holds the rest, and a warning counts it. The task fails only if
        nothing could be read. After wrong credentials, or where the platform cannot be reached, the other customers are not read.
    type: str
    default: stop
    choices: [stop, continue]
    version_added: 1.1.0
  watch_retries:
    description:
      - How many times to look again until nothing is left to be called in the listed campaigns. Only with O(destinations=summary).
      - Each look is one line of RV(looks), for each campaign. It is shown at once where the task runs in Ansible's own process.
      - It ends earlier where what is left belongs to campaigns that are disabled. The second look tells that at the earliest, since a list may
        be late.
      - A look that fails in a way that may pass counts as one of them.
      - The task does not fail when something is left after the last look. RV(campaigns[].progress) tells.
    type: int
    default: 0
    version_added: 1.1.0
  watch_delay:
    description:
      - Seconds between two looks.
    type: float
    default: 60
    version_added: 1.1.0
notes:
  - Ansible masks the value of O(auth_password) and O(auth_token) in every result, also as part of a longer word. Where that would change
    a campaign, the task fails instead of returning a name that is none.
seealso:
  - module: telephony.enswitch.bulk_campaigns
  - module: telephony.enswitch.bulk_destinations_info
"""

EXAMPLES = r"""
- name: List the campaigns of two customers
  telephony.enswitch.bulk_campaign_info:
    api_url: "{{ enswitch_url }}"
    auth_username: "{{ enswitch_username }}"
    auth_password: "{{ enswitch_password }}"
    customer:
      - Acme Ltd
      - Globex & Söhne
  register: there

- name: Show names and IDs
  ansible.builtin.debug:
    msg: "{{ there.campaigns | items2dict(key_name='name', value_name='id') }}"

- name: Count how far the campaigns of a customer are
  telephony.enswitch.bulk_campaign_info:
    api_url: "{{ enswitch_url }}"
    auth_username: "{{ enswitch_username }}"
    auth_password: "{{ enswitch_password }}"
    customer: Acme Ltd
    destinations: summary

- name: Read all campaigns of all customers, to keep them in a file
  telephony.enswitch.bulk_campaign_info:
    api_url: "{{ enswitch_url }}"
    auth_username: "{{ enswitch_username }}"
    auth_password: "{{ enswitch_password }}"
    all_customers: true
    references: names
    omit_defaults: true
    on_error: continue
    workers: 8
  register: there
"""

RETURN = r"""
campaigns:
  description:
    - The campaigns, always a list. Empty where none matches.
    - C(name), C(customer) and C(id) come first, then the other fields in the order of the documentation of
      M(telephony.enswitch.bulk_campaign).
    - References are IDs, or names with O(references=names).
    - A field that the platform does not have, such as C(keep_agents_available) before version 4.2, is absent.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the campaign.
      type: int
      returned: always
    customer:
      description: ID of the customer, or its name with O(references=names).
      type: raw
      returned: where the platform tells it
    name:
      description: Name of the campaign. The other fields are the options of M(telephony.enswitch.bulk_campaign).
      type: str
      returned: always
    destinations:
      description: How many numbers there are, in all and by status. C(other) are calls in progress.
      type: dict
      returned: with O(destinations=summary)
      sample:
        total: 100
        pending: 40
        success: 50
        failed: 8
        cancelled: 1
        other: 1
    progress:
      description: How much is done, in percent, rounded down. V(100) only where nothing is left to be called.
      type: int
      returned: with O(destinations=summary)
  sample:
    - name: Spring survey
      customer: 2
      id: 42
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
api_url:
  description: Address of the API that was asked.
  returned: success
  type: str
  sample: https://pbx.example.com/api/json/
  version_added: 1.1.0
looks:
  description:
    - What each look found, one line a campaign. Percent, reached, not reached, open, numbers done in a minute, and the time left.
  returned: with O(watch_retries)
  type: list
  elements: str
  sample:
    - "Spring survey: 40 percent of 50, 18 reached, 2 not reached, 30 open, 12.0 a minute, 2 min 30 s left"
  version_added: 1.1.0
customers:
  description: Customers that could be read, also those without campaigns.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the customer. Null for the account's own where the platform does not tell it.
      type: int
      returned: always
    name:
      description: Its name, where the task has it. With O(references=names) and O(all_customers=true), each is asked for that matters.
      type: str
      returned: always
    host:
      description: The name that the inventory plugin P(telephony.enswitch.customers#inventory) gives it. It is safe as a name of a file.
      type: str
      returned: always
    campaigns:
      description: How many of its campaigns are returned.
      type: int
      returned: always
  sample:
    - id: 2
      name: Acme Ltd
      host: acme_ltd_2
      campaigns: 1
  version_added: 1.1.0
failed_customers:
  description: Customers that could not be read completely, as they were given; V(0) is the account's own.
  returned: with O(on_error=continue), or where nothing could be read
  type: list
  elements: dict
  contains:
    customer:
      description: ID or name of the customer.
      type: raw
      returned: always
    msg:
      description: What went wrong, and what to do.
      type: str
      returned: always
    error:
      description: The same for playbooks, with the keys of RV(error).
      type: dict
      returned: always
  version_added: 1.1.0
requests:
  description: How often each function of the API was called.
  returned: success
  type: dict
  sample:
    bulk/campaigns/list: 1
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

from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_campaign_info import TASK
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.context import run


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
