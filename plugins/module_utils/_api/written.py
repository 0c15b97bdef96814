# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the telephony.enswitch collection. It may change without notice.

"""Values that are not what was written: YAML has read text as something else, or Ansible has hidden a secret."""

from __future__ import annotations

import datetime
import typing as t

from .errors import UsageError
from .redaction import is_masked

# The words for a boolean, as Ansible takes them.
YES = ("1", "true", "t", "yes", "y", "on")
NO = ("0", "false", "f", "no", "n", "off")
QUOTES = "Where it is written, put it in quotes."

_KINDS = {bool: "a boolean", int: "an integer", float: "a floating point number", list: "a list", dict: "a dictionary"}


def kind_of(value: t.Any) -> str:
    """Return what YAML has read, in words."""
    return next((words for kind, words in _KINDS.items() if isinstance(value, kind)), "something else")


def boolean_in(text: str) -> bool | None:
    """Return what a text says, or None where it says nothing. A spreadsheet writes 1 as C(1.0)."""
    word = text.strip().lower()
    word = word[0] if word in ("1.0", "0.0") else word
    return True if word in YES else False if word in NO else None


def refuse_mask(option: str, value: t.Any) -> None:
    """Raise UsageError for text in which Ansible has hidden a secret: it would be taken for what is meant."""
    if isinstance(value, str) and is_masked(value):
        raise UsageError(
            "{0} holds a mask, which Ansible shows in place of a secret.".format(option),
            key=option,
            hint="Write the real text: this one comes from a result in which a secret was hidden.",
        )


def as_text(option: str, value: t.Any, *, integers: bool) -> str:
    """Return a value that is meant as text.

    YAML makes true of C(on), 1.5 of C(1.50) and 128 of C(0200), and drops the plus of a number. With ``integers``, one
    that is not negative is taken as its digits.

    Raises UsageError where YAML may have changed the text, and where it holds a mask.
    """
    refuse_mask(option, value)
    if isinstance(value, str):
        return str(value)
    if integers and isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return str(value)
    raise UsageError(
        "{0} must be text, and YAML has read it as {1}, {2}.".format(option, kind_of(value), value),
        key=option,
        hint=QUOTES,
    )


def no_path(option: str) -> UsageError:
    """Return the error for text that no file can have as its path."""
    return UsageError("{0} is not a path.".format(option), key=option, hint="Give the path of a file.")


def out_of_range(option: str, wanted: str, value: t.Any) -> UsageError:
    """Return the error for a number that an option does not take."""
    return UsageError(
        "{0} cannot be {1}.".format(option, value), key=option, hint="{0} must be {1}.".format(option, wanted)
    )


def no_boolean(option: str, value: t.Any) -> UsageError:
    """Return the error for what is neither true nor false."""
    return UsageError(
        "{0} must be a boolean, not '{1}'.".format(option, value), key=option, hint="Write true or false."
    )


def refuse_no_number(option: str, value: t.Any) -> None:
    """Raise UsageError for a boolean where a number is meant: as a number, C(yes) would be the ID 1."""
    if isinstance(value, bool):
        raise UsageError(
            "{0} must be a number, and YAML has read it as {1}, {2}.".format(option, kind_of(value), value),
            key=option,
            hint="Write a number.",
        )


def refuse_misread(option: str, value: t.Any, kind: str | None) -> None:
    """Raise UsageError for a value of a file that is no text, number or boolean where its option takes one.

    A value that is none of YAML's own, such as an encrypted one, and text for a number are left to Ansible.
    """
    refuse_mask(option, value)
    if kind in ("str", "path") and isinstance(value, (bool, int, float, list, dict, datetime.date)):
        as_text(option, value, integers=True)
    elif kind in ("int", "float"):
        refuse_no_number(option, value)
    elif (
        kind == "bool"
        and isinstance(value, (str, int, float, list, dict))
        and str(value).strip().lower() not in (*YES, *NO)
    ):
        raise no_boolean(option, value)
