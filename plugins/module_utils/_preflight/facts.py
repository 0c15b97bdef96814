# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.
"""What is known about a campaign before it is judged. Frozen values: rules read them, and ask nothing."""

from __future__ import annotations

import dataclasses
import typing as t

from .hours import Kind, Spans

Value = t.TypeVar("Value")


@dataclasses.dataclass(frozen=True)
class Unknown:
    """A fact that this account may not read, or that is not known. ``reason`` is a sentence for people."""

    reason: str
    hint: str


Known = t.Union[Value, Unknown]


@dataclasses.dataclass(frozen=True)
class Facts:
    """One campaign, and what was found out about what it names.

    ``hours`` is None for a campaign without a time group, ``caller_ids`` for one without a caller ID. ``destination``
    tells whether it exists; None: nothing on the platform that could. ``limit`` is how many calls the customer may have
    at once; None: no limit of its own. ``together`` is what the enabled campaigns of the customer may place at once,
    ``most`` the same with those that may be enabled or may place any number, since the platform does not list that.
    ``pending`` counts numbers that are to be called, ``excluded`` those of them that must not be; None: not asked.
    """

    campaign: t.Mapping[str, t.Any]
    customer: int | str | None
    hours: Known[tuple[Kind, ...]] | None
    caller_ids: Known[frozenset[str]] | None
    destination: Known[bool] | None
    limit: Known[int]
    together: int
    most: float
    pending: Known[int] | None
    excluded: Known[int] | None

    @property
    def name(self) -> str:
        """The name of the campaign."""
        return str(self.campaign.get("name", ""))


@dataclasses.dataclass(frozen=True)
class Settings:
    """The owner's limits. None: that rule is silent. ``allowed`` is by weekday."""

    allowed: t.Mapping[int, Spans] | None
    max_attempts: int | None
    min_retry: int | None
    severities: t.Mapping[str, str]
