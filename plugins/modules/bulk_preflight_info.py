#!/usr/bin/python

# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: bulk_preflight_info
short_description: Examine campaigns before they call anyone
version_added: 1.1.0
author:
  - Telephony Enswitch Contributors (@telephony-enswitch)
description:
  - Tells whether campaigns would do what their owner wants, and whether they are allowed to. It reads, and changes nothing.
  - Campaigns that are disabled are examined too, so that this can run before they are enabled.
  - What the account may not read, or what no account can know, is a finding of severity V(unknown), with the right that is missing.
extends_documentation_fragment:
  - telephony.enswitch.connection
  - telephony.enswitch.attributes
  - telephony.enswitch.attributes.info
options:
  customer:
    description:
      - Customer, as ID or name, or a list of customers. Without it, the account's own customer.
    type: raw
  all_customers:
    description:
      - The account's own customer, and every customer below it. This needs the right C(callshop) or C(commerce).
    type: bool
    default: false
  name:
    description:
      - Only campaigns of this name. If there is none, the task fails.
    type: raw
  id:
    description:
      - Only the campaign with this ID. If there is none, the task fails.
    type: int
  planned:
    description:
      - Campaigns as another task would make them, such as RV(telephony.enswitch.bulk_campaign#module:campaign) in check mode. They are examined
        in place of the stored ones of that C(id), or without C(id) of that C(name). One whose name is not there is new, and is examined too.
      - A field that is left out is as it is stored, or of a new campaign as by default. C(timegroup) is an ID, or a name. C(customer) may be
        left out where one customer is examined.
      - A new one has no C(id) in RV(findings).
    type: list
    elements: dict
    version_added: 1.1.0
  allowed_hours:
    description:
      - Hours in which people may be called, for the rule V(hours_outside). Several entries add up. Without it, that rule is silent.
      - Each entry has V(days) (a list of V(mon) to V(sun), or ranges such as V(mon-fri); every day, if left out), V(from) (included) and
        V(to) (not included), both such as V("09:00"), in quotes; V("24:00") is the end of the day. V(from) and V(to) are required.
      - They are compared with the periods as they are. What the platform's missing time zone means is in the guide on calling hours.
    type: list
    elements: dict
  max_attempts:
    description:
      - The most attempts that a campaign may make, for the rule V(attempts_high). Without it, that rule is silent.
    type: int
  min_retry:
    description:
      - The fewest seconds before another attempt, for the rule V(retry_short). Without it, that rule is silent.
    type: int
  exclude_src:
    description:
      - File of numbers that must not be called, for the rule V(do_not_call_pending). It is read as
        M(telephony.enswitch.bulk_destinations) reads it. Without it, that rule is silent.
      - A file without any entry, or with one that cannot be understood, fails.
    type: path
  exclude_src_column:
    description:
      - Column of the numbers, where O(exclude_src) is CSV. A name of its first line, or an index from 1.
    type: str
  exclude_src_delimiter:
    description:
      - What separates the columns of O(exclude_src).
    type: str
  exclude_src_encoding:
    description:
      - Encoding of O(exclude_src).
    type: str
    default: utf-8
  normalize:
    description:
      - How numbers are compared, as in M(telephony.enswitch.bulk_destinations).
    type: str
    default: separators
    choices: [separators, none, e164]
  region:
    description:
      - The country of numbers without a country code, as two letters such as V(US). Only with O(normalize=e164).
    type: str
  severities:
    description:
      - How bad a rule is, as V(error), V(warning), V(notice) or V(ignore), by the name of the rule.
      - "The rules, and what they are by default:"
      - V(do_not_call_pending) (error). Numbers of O(exclude_src) are pending.
      - V(hours_outside) (error). The campaign calls outside of O(allowed_hours). Periods with dates that repeat, past ones too, may come again, so
        that V(unknown) may be all that can be said of them.
      - V(no_hours) (error). The campaign has no time group, and calls round the clock.
      - V(hours_always) (error). The periods of its time group come to all the time together.
      - V(hours_never) (error). The periods never come, or are past.
      - V(destination_missing) (warning). What C(dtype) and C(dnumber) name is not found.
      - V(caller_id_unknown) (warning). C(callerid) is none of the numbers that the customer may send.
      - V(no_caller_id) (warning). C(callerid) is empty.
      - V(maximum_above_limit) (warning). C(maximum) of one campaign alone, or of the enabled ones of a customer together, is more than the
        customer may have at once.
      - V(attempts_high) (warning). C(attempts) is more than O(max_attempts).
      - V(retry_short) (warning). C(retry) is less than O(min_retry).
      - V(no_numbers) (notice). No number is pending.
    type: dict
    default: {}
  on_error:
    description:
      - With V(continue), customers that cannot be read are left out and named in RV(failed_customers). The task fails only if none could be
        read.
    type: str
    default: stop
    choices: [stop, continue]
  workers:
    description:
      - How many requests are in flight at a time, from 1 to 32.
    type: int
    default: 4
requirements:
  - phonenumbers (Python library), for O(normalize=e164)
seealso:
  - module: telephony.enswitch.timegroup
  - module: telephony.enswitch.bulk_destinations
"""

EXAMPLES = r"""
- name: Examine the campaigns of a customer
  telephony.enswitch.bulk_preflight_info:
    api_url: "{{ enswitch_url }}"
    auth_username: "{{ enswitch_username }}"
    auth_password: "{{ enswitch_password }}"
    customer: Acme Ltd
    allowed_hours:
      - {days: mon-fri, from: "08:00", to: "20:00"}
      - {days: [sat], from: "10:00", to: "14:00"}
    max_attempts: 5
    min_retry: 1800
    severities:
      no_caller_id: error
      maximum_above_limit: ignore
  register: preflight

- name: Show what was found
  ansible.builtin.debug:
    msg: "{{ preflight.findings | map(attribute='message') | list }}"

- name: See what a campaign would be
  telephony.enswitch.bulk_campaign:
    api_url: "{{ enswitch_url }}"
    auth_username: "{{ enswitch_username }}"
    auth_password: "{{ enswitch_password }}"
    customer: Acme Ltd
    name: Spring survey
    dtype: queue
    dnumber: "200"
    timegroup: Office hours
  check_mode: true
  register: would_be

- name: Examine it before it is made
  telephony.enswitch.bulk_preflight_info:
    api_url: "{{ enswitch_url }}"
    auth_username: "{{ enswitch_username }}"
    auth_password: "{{ enswitch_password }}"
    customer: Acme Ltd
    name: Spring survey
    planned: ["{{ would_be.campaign }}"]

- name: Do not go on with anything that is wrong
  ansible.builtin.assert:
    that: preflight.ok
    fail_msg: "{{ preflight.hint }}"
"""

RETURN = r"""
ok:
  description: Whether there is no finding of severity V(error). Findings of severity V(unknown) do not count; RV(hint) names them.
  returned: success
  type: bool
  sample: false
findings:
  description: What was found, the most dangerous first.
  returned: success
  type: list
  elements: dict
  contains:
    customer:
      description: ID of the customer.
      type: int
      returned: always
    campaign:
      description: Name of the campaign.
      type: str
      returned: always
    id:
      description: ID of the campaign. C(null) where it is planned and not there yet.
      type: int
      returned: always
    rule:
      description: Name of the rule. See O(severities).
      type: str
      returned: always
    severity:
      description: How bad it is. V(unknown) where the rule could not be answered.
      type: str
      choices: [error, warning, notice, unknown]
      returned: always
    would_be:
      description: How bad it would be if the rule applies.
      type: str
      choices: [error, warning, notice]
      returned: always
    message:
      description: What was found, as a sentence. Where the rule could not be answered, why not.
      type: str
      returned: always
    hint:
      description: What to do.
      type: str
      returned: always
  sample:
    - customer: 2
      campaign: Spring survey
      id: 42
      rule: no_hours
      severity: error
      would_be: error
      message: "Campaign 'Spring survey': It has no calling hours and calls round the clock."
      hint: Set timegroup.
summary:
  description: How many findings there are of each severity, and how many campaigns were examined.
  returned: success
  type: dict
  sample:
    error: 1
    warning: 0
    notice: 0
    unknown: 0
    campaigns: 1
hint:
  description: What to do next, and what RV(ok) does not say.
  returned: success
  type: str
  sample: Correct what findings names before the campaigns are enabled.
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
    bulk/campaigns/list: 1
    timegroups/list: 1
    timegroups/periods/list: 1
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

from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_preflight_info import TASK
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.context import run


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
