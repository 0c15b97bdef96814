# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the roles need beyond Jinja: the record of a stop, patterns of names, and lists of many customers."""

from __future__ import annotations

import fnmatch
import json
import typing as t

from ansible_collections.telephony.enswitch.plugins.module_utils._api.connection import renormalize_url
from ansible_collections.telephony.enswitch.plugins.module_utils._api.names import composed

FORMAT = "telephony.enswitch stop record 1"

Campaign = t.Dict[str, t.Any]


def named_like(campaigns: t.Iterable[Campaign], patterns: t.Iterable[str]) -> list[Campaign]:
    """Return the campaigns whose whole name matches one of some patterns with * and ?. Case matters."""
    # Brackets are letters in names, and so they are here.
    wanted = [composed(str(pattern)).replace("[", "[[]") for pattern in patterns]
    return [
        campaign
        for campaign in campaigns
        if any(fnmatch.fnmatchcase(composed(str(campaign.get("name", ""))), pattern) for pattern in wanted)
    ]


def of_customers(customers: t.Iterable[t.Mapping[str, t.Any]], key: str) -> list[dict[str, t.Any]]:
    """Return what customers have under a key, as one list whose entries name their customer."""
    return [
        {**entry, "customer": customer.get("customer")} for customer in customers for entry in customer.get(key) or []
    ]


def to_stop_record(campaigns: t.Iterable[Campaign], api_url: str) -> str:
    """Return the text of the record of a stop: which campaigns of which platform ran."""
    kept: dict[int, Campaign] = {}
    for campaign in campaigns:
        entry = {name: campaign.get(name) for name in ("id", "customer", "name")}
        kept.setdefault(int(campaign["id"]), entry)
    record = {"format": FORMAT, "api_url": api_url, "campaigns": list(kept.values())}
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def from_stop_record(text: str, path: str) -> dict[str, t.Any]:
    """Return C(campaigns) and C(api_url) of the record of a stop, and C(problem), empty where there is none."""
    empty: dict[str, t.Any] = {"campaigns": [], "api_url": None, "problem": ""}
    if not text.strip():
        return {**empty, "problem": "The record {0} is empty. Nothing was changed.".format(path)}
    try:
        record = json.loads(text)
    except ValueError:
        problem = "The record {0} is damaged: it is no JSON, or it was cut off. Nothing was changed.".format(path)
        return {**empty, "problem": problem}
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        return {**empty, "problem": "{0} is no record of the role stop. Nothing was changed.".format(path)}
    campaigns = record.get("campaigns")
    if not isinstance(campaigns, list) or not all(_is_campaign(campaign) for campaign in campaigns):
        return {**empty, "problem": "The record {0} is damaged: it has no list of campaigns.".format(path)}
    once: dict[int, Campaign] = {}
    for campaign in campaigns:
        once.setdefault(campaign["id"], campaign)
    return {"campaigns": list(once.values()), "api_url": renormalize_url(record.get("api_url")), "problem": ""}


def _is_campaign(entry: t.Any) -> bool:
    if not isinstance(entry, dict) or not {"id", "name", "customer"} <= set(entry):
        return False
    return isinstance(entry["id"], int) and not isinstance(entry["id"], bool)


class FilterModule:
    """The filters of the roles."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {
            "named_like": named_like,
            "of_customers": of_customers,
            "to_stop_record": to_stop_record,
            "from_stop_record": from_stop_record,
        }
