# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The objects that a fresh simulator has."""

from __future__ import annotations

from typing import Any

_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]

DEFAULT: dict[str, list[dict[str, Any]]] = {
    "rate_plans": [
        {"id": 1, "name": "Standard"},
        {"id": 2, "name": "No dialler", "bulk_dialler": False},
    ],
    "customers": [
        {"id": 1, "name": "Provider", "parent": 0},
        {"id": 2, "name": "Acme Ltd"},
        {"id": 3, "name": "Globex & Söhne", "bulk_calls": 10},
        {"id": 4, "name": "No Dialler Inc", "rate_plan": 2},
    ],
    "people": [
        {"id": 1, "username": "admin", "password": "s3cret;&=+% ü", "customer": 1, "role": "reseller"},
        {"id": 2, "username": "acme.agent", "password": "agent-password", "customer": 2, "role": "user"},
        {"id": 3, "username": "acme.admin", "password": "acme-password", "customer": 2, "role": "administrator"},
        {"id": 4, "username": "globex.agent", "password": "globex-password", "customer": 3, "role": "user"},
        {"id": 5, "username": "reader", "password": "reader-password", "customer": 1, "role": "user"},
        {"id": 6, "username": "norate", "password": "norate-password", "customer": 4, "role": "administrator"},
    ],
    "timegroups": [
        {
            "id": 1,
            "name": "Office hours",
            "customer": 2,
            "hours": [{"days": _WEEKDAYS, "from": "09:00", "to": "18:00"}],
        },
        {
            "id": 2,
            "name": "Office hours",
            "customer": 3,
            "hours": [{"days": _WEEKDAYS, "from": "08:00", "to": "17:00"}],
        },
        {"id": 3, "name": "Public holidays", "customer": 1, "shared": True, "hours": []},
        {"id": 4, "name": "Evenings", "customer": 2, "hours": [{"days": _WEEKDAYS, "from": "17:00", "to": "21:00"}]},
    ],
    "recordgroups": [
        {"id": 1, "name": "Compliance", "customer": 2},
        {"id": 2, "name": "Training", "customer": 2},
        {"id": 3, "name": "Compliance", "customer": 3},
    ],
    # What a campaign may lead to. Where no number is given, it is the ID.
    "features": [
        {"id": 1, "type": "phone", "number": "100", "name": "Reception", "customer": 2},
        {"id": 2, "type": "phone", "number": "100", "name": "Reception", "customer": 3},
        {"id": 5, "type": "queue", "name": "Renewals", "customer": 2},
        {"id": 6, "type": "ivr", "name": "Satisfaction", "customer": 2},
        {"id": 200, "type": "queue", "name": "Sales", "customer": 2},
        {"id": 300, "type": "queue", "name": "Sales", "customer": 3},
        {"id": 301, "type": "ivr", "name": "Reminder", "customer": 3},
    ],
    # Caller IDs, if allow_callerid is not empty.
    "numbers": [
        {"id": 1, "number": "18005550100", "customer": 1, "description": "For all", "allow_callerid": "recursive"},
        {"id": 2, "number": "12125550100", "customer": 2, "description": "Main number", "allow_callerid": "customer"},
        {"id": 3, "number": "12125550109", "customer": 2, "description": "Fax"},
        {"id": 4, "number": "442075550100", "customer": 3, "description": "London", "allow_callerid": "customer"},
    ],
    "configs": [
        {"id": 1, "name": "asterisk_version", "value": "18.20.0"},
        {"id": 2, "name": "mail_relay", "value": "mail.provider.example", "sensitive": True},
    ],
}
