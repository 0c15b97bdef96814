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
  - telephony.enswitch.campaign.suboptions
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
      - Two new campaigns with the same destination, whose names differ only in case, blanks, Unicode form, HTML escapes or characters of no
        width, are refused too. So is a new one that differs so from one that is there, or whose name is there cut off, or with question
        marks, nothing or the letters of another character set for letters beyond ASCII. The form of C(dnumber), such as a plus or separators,
        makes no other destination. The state after the task counts, so that a new campaign beside one that the list renames is refused too.
      - All mistakes of all entries are reported together, each once, with the entries that have it.
      - Required, unless O(plan_src) is given.
    type: list
    # Not dict: Ansible would check each field by itself, and say neither which entry is wrong nor what was meant.
    elements: raw
  state:
    description:
      - Whether the listed campaigns are to be there.
      - With V(absent) only C(id), C(name) and C(customer) matter. A campaign whose name differs in case, blanks or HTML escapes, or
        that is cut off, lacks letters beyond ASCII or has others for them, may be another one. It stays, and a warning names it.
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
  max_changes:
    description:
      - Fail before anything is changed where more campaigns than this would be created, changed or deleted.
    type: int
    version_added: 1.1.0
  max_enabled:
    description:
      - Fail before anything is changed where more campaigns than this would start calling, which are new ones that are enabled
        and those that become it.
    type: int
    version_added: 1.1.0
  plan_dest:
    description:
      - File to write the plan to, before anything is changed; in check mode too. It is written only where nothing failed.
      - It holds the address of the platform, each step with every field that changes, and the campaigns that it was made from. It is YAML,
        has no credentials in it, replaces an older file in one step, and only its owner may read it.
    type: path
    version_added: 1.1.0
  plan_src:
    description:
      - File with a plan that O(plan_dest) wrote. Exactly that plan is carried out, or nothing.
      - The plan is made anew, from O(campaigns), or where that is left out, from what the file says it was made from; its C(state) and C(purge)
        count then too. If it differs in any step, or if the file is for another address, the task fails with the category V(conflict), says in
        what, and writes nothing. The same holds where it cannot be made any more, since a customer, a campaign, or a time group has gone or has
        another name.
      - A file that was edited, that is incomplete, or that another version of the format is in, is refused before anything is sent.
      - Another account may carry it out. But where it has steps for the own customer of the account that made it, another account's
        customer is not meant. So such a plan is for that customer, or for that account where the platform does not tell its customer.
      - A plan is carried out once. Afterwards it no longer fits.
    type: path
    version_added: 1.1.0
  new_timegroups:
    description:
      - Time groups that another task creates before the campaigns are provisioned. In check mode, a campaign that names one of
        them is planned without a warning. One that names another group which does not exist is planned with a warning, or fails where
        a group that is there has nearly that name.
      - The platform validates all of such a campaign but its group.
      - Each is a dictionary with the options of M(telephony.enswitch.timegroup). C(customer), C(name), C(state) and C(shared) say which group
        is meant, and who may use it. Of the others, mistakes that can be seen without asking the platform are errors.
      - Without check mode, this has no meaning, since the group has to be there.
    type: list
    elements: dict
    default: []
    version_added: 1.1.0
  all_timegroups:
    description:
      - Whether O(new_timegroups) has all time groups that are created before the campaigns are provisioned. Then a campaign fails in check mode
        too where it names another group that does not exist.
    type: bool
    default: false
    version_added: 1.1.0
  timegroup_results:
    description:
      - What becomes of time groups before the campaigns are provisioned, so that a plan has it too. These are the C(results) of a loop over
        M(telephony.enswitch.timegroup) in check mode, whose items have the names of its options.
      - O(plan_dest) writes the changes to the plan. With O(plan_src), other changes than those of the plan are a V(conflict).
      - Without O(plan_dest) and O(plan_src), this has no meaning.
    type: list
    elements: dict
    default: []
    version_added: 1.1.0
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
      - Whether to list the campaigns of each customer once more after updating some, and to look at what the platform made of them.
        That is one more call for each customer with a change. M(telephony.enswitch.bulk_campaign) always does it.
      - Customers in which a campaign was created, deleted, renamed, enabled or disabled are listed once more in any case, and these campaigns are looked at.
      - A list that does not show yet what was written is read again, for up to 5 seconds. The task warns where it still shows what was before.
      - The task fails where another task has created a campaign of the same name at the same time, and where the platform has given
        a campaign another name than it was asked for. It warns where the platform has another value than was sent.
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

- name: Write down what would be done, for others to review
  telephony.enswitch.bulk_campaigns:
    api_url: "{{ enswitch_url }}"
    auth_username: "{{ enswitch_username }}"
    auth_password: "{{ enswitch_password }}"
    campaigns:
      - customer: Acme Ltd
        name: Spring survey
        maximum: 12
    plan_dest: spring.plan.yml
  check_mode: true
  diff: true

- name: Do exactly that, and start no more than two campaigns
  telephony.enswitch.bulk_campaigns:
    api_url: "{{ enswitch_url }}"
    auth_username: "{{ enswitch_username }}"
    auth_password: "{{ enswitch_password }}"
    plan_src: spring.plan.yml
    max_enabled: 2

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
    changes:
      description: The fields that were changed, or in check mode would be. Of a new or deleted campaign, those that are not at their default.
      type: list
      elements: dict
      returned: where the campaign changed
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
plan:
  description: What was planned, in one line.
  returned: always
  type: str
  version_added: 1.1.0
  sample: 2 to create, 1 to change, 0 to delete; 1 starts calling
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
