# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""National number plans: E.164 through the library C(phonenumbers), which only this file needs."""

from __future__ import annotations

import types
import typing as t

from .._api.errors import UsageError
from .numbers import BadNumber, Normalizer, as_written, canonical, without_separators

SEPARATORS = "separators"
NONE = "none"
E164 = "e164"
NORMALIZATIONS = (SEPARATORS, NONE, E164)


def normalizer(normalize: str, region: str | None) -> Normalizer:
    """Return the function that turns an entry of a list into what is sent.

    Raises UsageError for a region that is not known, or that has no use, and where the library is missing.
    """
    if normalize != E164:
        if region:
            raise UsageError(
                "region has no use with normalize={0}.".format(normalize),
                key="region",
                hint="Set normalize to e164, or leave region out.",
            )
        return without_separators if normalize == SEPARATORS else as_written
    phonenumbers = _library()
    code = region.strip().upper() if region else None
    if code is not None and code not in phonenumbers.SUPPORTED_REGIONS:
        raise UsageError(
            "region is not a known country code.", key="region", hint="It has two letters, such as US, GB or DE."
        )
    return _Plan(phonenumbers, code).spell


def _library() -> types.ModuleType:
    """Import the library only where it is asked for: it is large."""
    try:
        import phonenumbers
    except ImportError:
        raise UsageError(
            "normalize=e164 needs the Python library phonenumbers on the machine that runs the module.",
            key="normalize",
            hint="Install phonenumbers there, or use normalize=separators.",
        ) from None
    return phonenumbers


class _Plan:
    """The number plan of one region, or only international numbers."""

    def __init__(self, library: types.ModuleType, region: str | None) -> None:
        self._library = library
        self._region = region

    def spell(self, value: str) -> str:
        """Return a number in E.164, with its leading plus. Raises BadNumber."""
        value = value.strip()
        if not value:
            raise BadNumber("is empty")
        if "," in value:
            raise BadNumber("contains a comma, which separates numbers")
        phonenumbers = self._library
        try:
            number = phonenumbers.parse(value, self._region)
        except phonenumbers.NumberParseException as problem:
            if problem.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
                reason = "has no known country code" + ("" if self._region else "; give region for national numbers")
            else:
                reason = "is not a telephone number"
            raise BadNumber(reason) from None
        if number.extension:
            raise BadNumber("has an extension, which cannot be dialed")
        if not phonenumbers.is_valid_number(number):
            raise BadNumber("is not a valid number of its country")
        spelled: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return spelled


class Identity:
    """Who a spelling that the platform stores belongs to, in canonical form.

    With a number plan, a number that was loaded in its national form is the same person as the
    international one. The digits themselves come first: only where nobody asks for them, the plan is asked.
    """

    def __init__(self, normalize: Normalizer, asked_for: t.Sequence[t.Container[str]]) -> None:
        self._plan = normalize if normalize not in (without_separators, as_written) else None
        self._asked_for = asked_for

    def __call__(self, spelling: str) -> str:
        key = canonical(spelling)
        if self._plan is None or spelling[:1] == "+" or self._known(key):
            return key
        try:
            national = canonical(self._plan(spelling))
        except BadNumber:
            return key
        return national if self._known(national) else key

    def _known(self, key: str) -> bool:
        return any(key in keys for keys in self._asked_for)
