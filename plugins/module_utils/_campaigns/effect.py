# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""What a list shows of a change whose answer was lost. Pure functions.

A change is one call. So a single field that is no longer what it was says that the platform has got it, whatever it
has made of the other fields: it may store one in its own form, limit it, or leave it alone.
"""

from __future__ import annotations

import typing as t

from .fields import same

Fields = t.Mapping[str, t.Any]


def has_values(listed: Fields, sent: Fields) -> bool:
    """Tell whether what is listed has all values that a call sent, as far as the platform lists them."""
    return all(same(listed[name], value) for name, value in sent.items() if name in listed)


def has_arrived(before: Fields, sent: Fields, listed: Fields) -> bool:
    """Tell whether any field that a call changes is no longer what it was ``before``.

    What a call only carries along, with the value that it had, says nothing: someone else may have changed that. Nor
    does a field of which was not known what it was, unless it has the value that was sent.
    """
    return any(
        not same(listed[name], before[name]) if name in before else same(listed[name], value)
        for name, value in sent.items()
        if name in listed and not (name in before and same(value, before[name]))
    )


def as_seen(before: Fields, sent: Fields, listed: Fields) -> str:
    """Say which fields have been changed as a call should, and then which are not what it has sent."""
    there = {name: value for name, value in sent.items() if name in listed}
    good = {name: value for name, value in there.items() if same(listed[name], value)}
    changed = [name for name, value in good.items() if name not in before or not same(value, before[name])]
    found = ["{0} is {1} now".format(name, _shown(good[name])) for name in changed]
    return "; ".join(
        found
        + [
            "{0} is {1}, not {2}".format(name, _shown(listed[name]), _shown(value))
            for name, value in there.items()
            if name not in good
        ]
    )


def _shown(value: t.Any) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)
