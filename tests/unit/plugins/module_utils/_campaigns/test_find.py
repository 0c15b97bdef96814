# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a campaign is named above the numbers that change."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.find import read_campaign


@pytest.mark.parametrize(
    "options, number, heading",
    [
        ({"campaign": "Survey", "customer": "Acme"}, 4, "campaign 'Survey' (ID 4) of customer 'Acme'"),
        ({"campaign": "Survey", "customer": 2}, 4, "campaign 'Survey' (ID 4) of customer 2"),
        ({"campaign": "Survey"}, None, "campaign 'Survey' (new) of your own customer"),
        ({"campaign": "4", "customer": "Acme"}, 4, "campaign (ID 4) of customer 'Acme'"),
        # Whose it is does not follow from the ID.
        ({"campaign_id": 4}, 4, "campaign (ID 4)"),
    ],
)
def test_the_heading_names_the_campaign_as_the_task_does(options, number, heading):
    assert read_campaign(options).heading(number) == "numbers of " + heading
