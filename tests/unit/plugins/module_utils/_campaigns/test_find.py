# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which campaign numbers are for, and how it is named above the numbers that change."""

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import NotFoundError
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.find import read_campaign
from unit.support.fakes import client
from unit.support.platform import Platform


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


@pytest.mark.parametrize("option", ["campaign", "campaign_id"])
@pytest.mark.parametrize("own", ["", 0, "0"])
def test_an_id_of_somebody_else_is_not_found_where_the_own_customer_is_asked_for(option, own):
    platform = Platform()
    other, mine = platform.add("a", customer=3), platform.add("b", customer=1)
    assert read_campaign({option: other}).find(client(platform)) == other
    assert read_campaign({option: mine, "customer": own}).find(client(platform)) == mine
    with pytest.raises(NotFoundError, match="of your own customer"):
        read_campaign({option: other, "customer": own}).find(client(platform))
