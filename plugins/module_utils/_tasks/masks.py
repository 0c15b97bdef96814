# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Results that are input again: they are right, or the task fails."""

from __future__ import annotations

import typing as t

from .._api.errors import UsageError
from .._api.redaction import first_masked


def refuse_masked(options: t.Mapping[str, t.Any], name: str, value: t.Any, hint: str = "") -> None:
    """Refuse to return a value of which Ansible would mask a part: what comes out would be taken for what is there.

    Ansible masks the values of secret options wherever they stand, also as a part of other words and numbers.
    ``hint`` names another way that a task offers.

    Raises UsageError that names the place in the return value.
    """
    for option in ("auth_password", "auth_token"):
        secret = options.get(option)
        place = first_masked(value, (str(secret),), name) if secret else None
        if place is not None:
            raise UsageError(
                "{0} cannot be returned: it holds the value of {1}, which Ansible masks wherever it stands.".format(
                    place, option
                ),
                key=option,
                hint="Use an account whose password is part of no name and no number"
                + (", or auth_token." if option == "auth_password" else ".")
                + (" " + hint if hint else ""),
            )
