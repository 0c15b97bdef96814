# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The suboptions of bulk_campaigns are documented as the options of bulk_campaign are, and as they are specified."""

from __future__ import annotations

import yaml
from ansible_collections.telephony.enswitch.plugins.doc_fragments.campaign import ModuleDocFragment
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_campaigns import TASK
from ansible_collections.telephony.enswitch.plugins.modules import bulk_campaigns


def test_the_suboptions_say_what_the_options_of_one_campaign_say():
    campaigns = yaml.safe_load(bulk_campaigns.DOCUMENTATION)["options"]["campaigns"]
    one = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
    assert list(campaigns["suboptions"]) == list(one) == list(TASK.options["campaigns"]["options"])
    for name, option in campaigns["suboptions"].items():
        # Values from CSV are text: the module itself converts all of them.
        assert option["type"] == TASK.options["campaigns"]["options"][name]["type"] == "raw"
        said = [sentence.replace("O(campaigns[].", "O(") for sentence in option["description"]]
        assert said == one[name]["description"]
