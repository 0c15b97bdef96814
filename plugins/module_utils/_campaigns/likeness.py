# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""What a platform makes of a name or a destination that it stores: is it still the same one? Pure functions."""

from __future__ import annotations

import collections
import html
import itertools
import re
import typing as t
import unicodedata

from .._api.names import composed, form
from . import fields as schema

# Where platforms cut names off. Any length is possible, but these are what people choose.
_LENGTHS = frozenset((16, 20, 24, 25, 30, 31, 32, 35, 40, 45, 48, 50))
# From here on, names of which one is the beginning of the other are rarely two.
_LONG = 60
# Columns of three bytes for a letter, such as utf8 of MySQL, have none of these: a name ends before the first.
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
# What no font shows, beside control characters and what Unicode counts among formats.
_UNSEEN = frozenset(map(chr, (0x34F, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
# What Windows-1252 has in place of the control characters of Latin-1, in one case.
_WINDOWS = {byte: bytes((byte,)).decode("cp1252", "ignore").casefold() for byte in range(0x80, 0xA0)}
# What a name may differ in without being another one, and how that is made equal. Together they are alike().
_PARTS: tuple[tuple[str, t.Callable[[str], str]], ...] = (
    ("HTML escapes", html.unescape),
    ("characters that are not seen", lambda text: "".join(letter for letter in text if not _is_unseen(letter))),
    ("Unicode form", lambda text: unicodedata.normalize("NFKC", text)),
    ("case", str.casefold),
    ("blanks", lambda text: "".join(text.split())),
)
# How a name may be read: as it is, in one form of Unicode, and without escapes and with single blanks.
_READ: tuple[t.Callable[[str], str], ...] = (
    str.strip,
    composed,
    lambda text: " ".join(composed(html.unescape(text)).split()),
)


def alike(name: str) -> str:
    """Return what people can tell names apart by. Two that have it in common are most likely one, but need not be."""
    text = form(name)
    for _part, make_equal in _PARTS:
        text = make_equal(text)
    return text


def destination_form(value: t.Any) -> str:
    """Return a dtype or a dnumber as it is compared: without plus, separators and blanks, in one case."""
    return "".join(letter for letter in form(str(value)) if letter.isalnum() or letter in ("*", "#"))


def same_destination(campaign: t.Mapping[str, t.Any], fields: t.Mapping[str, t.Any]) -> bool:
    """Tell whether a listed campaign may lead where these fields do: what one of the two does not say may be equal."""
    return all(
        destination_form(campaign[name]) == destination_form(fields[name])
        for name in schema.TOGETHER
        if name in campaign and name in fields
    )


def difference(stored: str, name: str) -> str:
    """Return in what a stored name differs from one that it is most likely a form of, as the end of a sentence."""
    if alike(stored) != alike(name):
        lost, other_set = without_letters(name, storable([stored])), misread(name)
        if lost is not None and lost.fullmatch(form(stored)):
            return "lacks letters, or has question marks in their place"
        if other_set is not None and other_set.fullmatch(_bare(form(stored))):
            return "is in another character set"
        return "is cut off"
    found = []
    for part, _make_equal in _PARTS:
        one, other = stored, name
        for label, make_equal in _PARTS:
            if label != part:
                one, other = make_equal(one), make_equal(other)
        if one != other:
            found.append(part)
    return "differs only in {0}".format(" and ".join(found) or "blanks or Unicode form")


class Likeness:
    """The names that a platform has, as a name is compared with them that it may have stored in a form of its own."""

    def __init__(self, names: t.Sequence[str]) -> None:
        self._names = names
        self._counts = collections.Counter(name.strip() for name in names)
        self._compared = [(name, alike(name), form(name), _bare(form(name)), beginnings(name)) for name in names]
        self._kept = storable(names)
        self._is_short = not any(_BEYOND.search(html.unescape(name)) for name in names)

    def of(self, name: str, asked: t.Container[str] = ()) -> t.Iterator[int]:
        """Yield the places of the names that are most likely this one.

        They are alike(), or differ by being cut off, or by what became of letters that the platform cannot store, or
        reads in another character set. None of that became of a name that the run asks for, unless the platform has it
        more than once.
        """
        wanted, wholes = alike(name), beginnings(name)
        lossy, other_set = without_letters(name, self._kept), misread(name)
        beginning = before_letters_beyond(name) if self._is_short else None
        for place, (stored, seen, its_form, bare, its_beginnings) in enumerate(self._compared):
            if seen == wanted:
                yield place
            elif stored.strip() not in asked or self._counts[stored.strip()] > 1:
                if (
                    seen == beginning
                    or (lossy is not None and lossy.fullmatch(its_form))
                    or (other_set is not None and other_set.fullmatch(bare))
                    or (any(map(str.startswith, wholes, its_beginnings)) and is_cut_off(stored, name, self._names))
                ):
                    yield place


def use_it(stored: str, number: int | None) -> str:
    """Return how to go on with what has another name than was asked for, and this ID: people write what they see."""
    if stored.strip() and stored.isprintable() and "\ufffd" not in stored:
        return "Use the name as the platform has it, or give the ID."
    return "That name cannot be written in a task. Give ID {0} and a name in ASCII, which renames it.".format(number)


def shown(stored: str) -> str:
    """Return a stored name for a message, with escapes for what cannot be seen."""
    return stored if stored.isprintable() else repr(stored)[1:-1]


def is_cut_off(stored: str, name: str, names: t.Collection[str]) -> bool:
    """Tell whether a stored name is most likely a name that the platform has cut off; ``names`` are all that it has.

    Campaigns whose names begin alike are common, so the beginning alone proves nothing. A platform that cuts has no
    longer name, be it in characters or in bytes. The cut is in the middle of a word, or at a length that people choose
    for columns. Names that count on, such as "Wave 1" and "Wave 10", are not cut.
    """
    for read in _READ:
        short, whole = read(stored), read(name)
        if short and len(short) < len(whole) and whole.casefold().startswith(short.casefold()):
            return _is_cut(stored, short, whole[len(short) :], names)
    return False


def beginnings(name: str) -> tuple[str, ...]:
    """Return what a name has to begin with for a stored name to be it, cut off; or the name itself in these forms."""
    return tuple(read(name).casefold() for read in _READ)


def storable(names: t.Iterable[str]) -> frozenset[str]:
    """Return the letters that a platform has in names, and for those beyond Latin their alphabets."""
    return frozenset(_of(letter) for name in names for text in _readings(name) for letter in text)


def without_letters(name: str, kept: t.Container[str]) -> re.Pattern[str] | None:
    """Return what form() makes of a name on a platform that cannot store all of it; None where it can.

    In the place of a letter, or of each of its bytes, there is a question mark, or nothing. A platform that has a
    letter in another name can store it: that is what ``kept`` tells. So names that differ in it are two.
    """
    patterns = [_lossy(text, kept) for text in _readings(name) if any(_is_lost(letter, kept) for letter in text)]
    return re.compile("|".join(patterns)) if patterns else None


def before_letters_beyond(name: str) -> str | None:
    """Return what alike() makes of a name that is cut at its first letter beyond the plane that older columns have.

    None where it has no such letter.
    """
    text = html.unescape(name)
    beyond = _BEYOND.search(text)
    return alike(text[: beyond.start()]) if beyond else None


def misread(name: str) -> re.Pattern[str] | None:
    """Return what _bare() makes of the form() of a name whose UTF-8 is read as Latin-1 or as Windows-1252.

    None where that is the name itself.
    """
    text = html.unescape(name)
    if text.isascii():
        return None
    texts = (text, unicodedata.normalize("NFC", text))
    return re.compile("|".join("".join(map(_misread, text.encode(errors="surrogatepass"))) for text in texts))


def _misread(byte: int) -> str:
    """Return what may become of a byte. The control characters of Latin-1 may be left out, or replaced."""
    return "[?\ufffd{0}]?".format(_WINDOWS[byte]) if byte in _WINDOWS else re.escape(_bare(chr(byte).casefold()))


def _bare(text: str) -> str:
    """Return what is seen of a text: without blanks, control characters and marks of no width."""
    return "".join(letter for letter in text if not letter.isspace() and not _is_unseen(letter))


def _is_unseen(letter: str) -> bool:
    """Tell whether a letter is there only for machines. Blanks are seen, as far as they are no control characters."""
    return letter in _UNSEEN or (unicodedata.category(letter) in ("Cc", "Cf") and not letter.isspace())


def _readings(name: str) -> list[str]:
    """Return a name in one case, without escapes and with single blanks: as it is, and in one form of Unicode."""
    texts = [html.unescape(text).casefold() for text in (name, unicodedata.normalize("NFC", name))]
    # A blank beyond ASCII may be lost too.
    return [" ".join(re.findall(r"\S+", text, re.ASCII)) for text in texts]


def _lossy(text: str, kept: t.Container[str]) -> str:
    pattern = ""
    for is_lost, letters in itertools.groupby(text, lambda letter: _is_lost(letter, kept)):
        part = "".join(letters)
        if is_lost:
            pattern += "[?\ufffd]{{0,{0}}}".format(len(part) * 4)
        else:
            # Where nothing is left between two blanks, or outside of one, a platform may strip it.
            pattern += re.escape(part).replace(re.escape(" "), "(?:(?<![^ ])| |$)")
    return pattern


def _is_lost(letter: str, kept: t.Container[str]) -> bool:
    return not letter.isascii() and _of(letter) not in kept


def _of(letter: str) -> str:
    """Return the alphabet of a letter, which a platform has as a whole; of Latin ones and of signs the letter.

    So beyond the first plane: many a platform has only the rest of an alphabet.
    """
    if not letter.isalpha() or _BEYOND.match(letter):
        return letter
    # Python knows the names of all letters of the first plane.
    alphabet = unicodedata.name(letter).partition(" ")[0]
    return letter if alphabet == "LATIN" else alphabet


def _is_cut(stored: str, short: str, rest: str, names: t.Collection[str]) -> bool:
    last, following = short[-1], rest[0]
    # Blanks at the cut may have been stripped. The letter after them did not fit, or not all of its bytes.
    limits = list(_limits(stored, rest[: len(rest) - len(rest.lstrip()) + 1], names))
    if last.isalpha() and (following.isalpha() or unicodedata.combining(following)):
        return any(limits)
    if last.isdigit() and following.isdigit() and any(_counts_on(short, other) for other in names):
        return False
    return any(not _LENGTHS.isdisjoint(limit) or limit.stop > max(_LONG, limit.start) for limit in limits)


def _limits(stored: str, gap: str, names: t.Collection[str]) -> t.Iterator[range]:
    """Yield the lengths at which a platform may cut that has this stored name and these names.

    It may count characters or bytes, before it escapes a name for HTML or after.
    """
    for read in (str, html.unescape):
        for size in (len, _bytes):
            length = size(read(stored))
            yield range(max([length, *(size(read(other)) for other in names)]), length + size(gap))


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _counts_on(one: str, other: str) -> bool:
    return one != other and one[:-1] == other[:-1] and other[-1:].isdigit()
