# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""National number plans: E.164 through the library C(phonenumbers), which only this file needs."""

from __future__ import annotations

import types
import typing as t

from .._api.errors import UsageError
from .damage import BadNumber
from .emergency import LONGEST, is_emergency
from .grammar import Spelling, canonical, read, without_trunk_zero
from .numbers import Normalizer, NotInPlan, as_written, without_separators

SEPARATORS = "separators"
NONE = "none"
E164 = "e164"
NORMALIZATIONS = (SEPARATORS, NONE, E164)


# The kinds of numbers by their names in phonenumbers.PhoneNumberType.
TYPES = (
    "fixed_line",
    "mobile",
    "fixed_line_or_mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
)


def normalizer(
    normalize: str,
    region: str | None,
    countries: t.Sequence[str] | None = None,
    types_: t.Sequence[str] | None = None,
) -> Normalizer:
    """Return the function that turns an entry of a list into what is sent.

    ``countries`` and ``types_`` are all that it lets pass. Raises UsageError for a region or a country that is not
    known, for what has no use, and where the library is missing.
    """
    if normalize != E164:
        for key, value in (("region", region), ("allowed_countries", countries), ("allowed_types", types_)):
            if value:
                raise UsageError(
                    "{0} has no use with normalize={1}.".format(key, normalize),
                    key=key,
                    hint="Set normalize to e164, or leave {0} out.".format(key),
                )
        return without_separators if normalize == SEPARATORS else as_written
    phonenumbers = _library()
    code = region.strip().upper() if region else None
    if code is not None and code not in phonenumbers.SUPPORTED_REGIONS:
        raise UsageError(
            "region is not a known country code.",
            key="region",
            # YAML reads NO as false, and Ansible makes False of that.
            hint="It has two letters, such as US, GB or DE. NO has to be put in quotes.",
        )
    allowed = None if countries is None else frozenset(country.strip().upper() for country in countries)
    unknown = sorted(allowed - phonenumbers.SUPPORTED_REGIONS - {_WORLD}) if allowed else []
    if unknown:
        raise UsageError(
            "allowed_countries: {0!r} is not a known country code.".format(unknown[0]),
            key="allowed_countries",
            hint="They have two letters, such as US, GB or DE. NO has to be put in quotes.",
        )
    return _Plan(phonenumbers, code, allowed, None if types_ is None else frozenset(types_)).spell


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


# What the library calls the country of numbers that belong to none, such as +800.
_WORLD = "001"


class _Plan:
    """The number plan of one region, or only international numbers.

    The library is asked for the meaning of digits alone, never of a text. Where an entry can be read in two ways, the
    result must be the same number, or it is refused: that a number is valid does not prove that it was meant.
    """

    def __init__(
        self,
        library: types.ModuleType,
        region: str | None,
        countries: t.AbstractSet[str] | None,
        types_: t.AbstractSet[str] | None,
    ) -> None:
        self._library = library
        self._region = region
        self._code = str(library.country_code_for_region(region)) if region else ""
        self._countries = countries
        self._types = types_
        kinds = library.PhoneNumberType
        self._names = {getattr(kinds, name.upper()): name for name in TYPES}
        self._mobile = (kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE)
        metadata = library.PhoneMetadata.metadata_for_region(region, None) if region else None
        # Where 00 is what is dialed for abroad, the library would find nothing else in it.
        self._other_prefix = metadata is not None and metadata.international_prefix != "00"

    def spell(self, value: str) -> str:
        """Return a number in E.164, with its leading plus. Raises BadNumber."""
        spelling = read(value)
        number = self._meaning(spelling)
        sent = self._e164(number)
        if self._countries is not None:
            country = self._library.region_code_for_number(number)
            if country not in self._countries:
                raise BadNumber("is a number of {0}, which is not in allowed_countries".format(country))
        if self._types is not None:
            kind = self._names.get(self._library.number_type(number), "unknown")
            if kind not in self._types:
                raise BadNumber("is of the type {0}, which is not in allowed_types".format(kind))
        return sent

    def _meaning(self, spelling: Spelling) -> t.Any:
        """Return the one number that a spelling means."""
        digits, international = spelling.digits, spelling.international
        key = spelling.whole
        if len(key) <= LONGEST and (is_emergency(key, international=international) or self._calls_for_help(key)):
            raise NotInPlan("is an emergency number", (key,), person=False)
        if spelling.zero >= 0:
            return self._with_trunk_zero(spelling)
        if international:
            number = self._parse("+" + key)
            if spelling.plus or not self._other_prefix:
                return self._only((number,), spelling)
            return self._only((number, self._parse(digits)), spelling)
        if not self._region:
            raise BadNumber("has no country code; write it with a plus, or give region for national numbers")
        if spelling.trunk_zero:
            return self._only((self._parse(digits), self._parse("+" + without_trunk_zero(digits))), spelling)
        number = self._only((self._parse(digits),), spelling)
        if digits.startswith(self._code) and self._e164(number) != "+" + digits:
            abroad = self._parse("+" + digits)
            if self._valid(abroad) or self._half_a_number(number, abroad):
                raise self._ambiguous(digits, number, "a plus or with a leading zero")
        self._check_code(digits, number)
        return number

    def _with_trunk_zero(self, spelling: Spelling) -> t.Any:
        """Return the number of a spelling with C((0)): what comes before it is a country code, or nothing."""
        digits, zero = spelling.digits, spelling.zero
        code = digits[:zero]
        code, rest = (code[2:] if code[:2] == "00" else code), digits[zero:]
        if not code and not spelling.plus and self._region:
            number = self._only((self._parse("0" + rest),), spelling)
            self._check_code("0" + rest, number)
            return number
        if not 1 <= len(code) <= 3:
            raise BadNumber("has a (0) that does not stand behind a country code")
        # In Italy the zero belongs to the number, elsewhere it does not.
        number = self._parse("+{0}0{1}".format(code, rest))
        if self._valid(number) and not number.italian_leading_zero and str(number.national_number) == rest:
            return number
        return self._only((number, self._parse("+{0}{1}".format(code, rest))), spelling)

    def _check_code(self, digits: str, number: t.Any) -> None:
        """Refuse a 0 before the region's own code and a mobile number: no one has a landline that is as long."""
        if digits.startswith("0" + self._code):
            abroad = self._parse("+" + digits[1:])
            if self._valid(abroad) and self._library.number_type(abroad) in self._mobile:
                raise self._ambiguous(digits[1:], number, "a plus")

    def _ambiguous(self, digits: str, number: t.Any, how: str) -> NotInPlan:
        meant = self._e164(number)
        text = "is ambiguous: +{0} or {1}; write it with {2}".format(digits, meant, how)
        return NotInPlan(text, (digits, canonical(meant)))

    def _only(self, readings: t.Sequence[t.Any], spelling: Spelling) -> t.Any:
        """Return the valid one of some readings. Raises BadNumber where there is none, or more than one."""
        if len(readings) == 1 and self._valid(readings[0]):
            return readings[0]
        readings = [number for number in readings if number is not None]
        valid = {self._e164(number): number for number in readings if self._valid(number)}
        if len(valid) == 1:
            return valid.popitem()[1]
        if valid:
            raise NotInPlan(
                "is ambiguous: {0}; write it with a plus".format(" or ".join(sorted(valid))),
                {canonical(sent) for sent in valid} | {canonical(spelling.digits)},
            )
        if not readings and spelling.international:
            raise BadNumber("has no known country code")
        keys = {canonical(self._e164(number)) for number in readings}
        raise NotInPlan("is not a valid number of its country", keys | {canonical(spelling.digits)})

    def _parse(self, digits: str) -> t.Any:
        """Return what the library makes of digits, or None."""
        try:
            return self._library.parse(digits, self._region)
        except self._library.NumberParseException:
            return None

    def _valid(self, number: t.Any) -> bool:
        return number is not None and bool(self._library.is_valid_number(number))

    def _e164(self, number: t.Any) -> str:
        return "+{0}{1}".format(number.country_code, self._library.national_significant_number(number))

    def _half_a_number(self, number: t.Any, abroad: t.Any) -> bool:
        """Tell whether a national number may be an international one that is a digit too short or too long.

        Who leaves the zero of an area code out, and begins with the country code, has most likely meant the latter.
        """
        return (
            abroad is not None
            and self._library.number_type(number) not in self._mobile
            and bool(self._library.is_possible_number(abroad))
        )

    def _calls_for_help(self, digits: str) -> bool:
        """Tell whether the region has this emergency number."""
        return bool(self._region and self._library.connects_to_emergency_number(digits, self._region))


class Identity:
    """Who a spelling that the platform stores belongs to, in canonical form.

    With a number plan, a number that was loaded in its national form is the same person as the
    international one. The digits themselves come first: the plan is asked only where no list has them.
    """

    def __init__(self, normalize: Normalizer, asked_for: t.Sequence[t.Container[str]]) -> None:
        self._plan = normalize if normalize not in (without_separators, as_written) else None
        self._asked_for = asked_for

    def __call__(self, spelling: str) -> str:
        key = canonical(spelling)
        # Behind a plus, only a zero after the country code can be another spelling: the library is slow.
        if (spelling[:1] == "+" and "0" not in spelling[2:5]) or self._known(key):
            return key
        if self._plan is None:
            number = without_trunk_zero(key)
            return number if self._known(number) else key
        for text in (spelling, "+" + key):
            try:
                number = canonical(self._plan(text))
            except BadNumber:
                # What is no number of the region may have lost its plus.
                continue
            return number if self._known(number) else key
        return key

    def _known(self, key: str) -> bool:
        return any(key in keys for keys in self._asked_for)
