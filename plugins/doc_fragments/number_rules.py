# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the options that say what a telephone number is, and which ones may be called."""

from __future__ import annotations


class ModuleDocFragment:
    """The options of _destinations/numbers.py and e164.py."""

    DOCUMENTATION = r"""
options:
  on_invalid:
    description:
      - What to do about entries that are not telephone numbers, and numbers that the platform refuses.
      - With V(fail), the task fails and names the first 100 under RV(rejected). Entries that are not telephone numbers are found before
        anything is sent. When the platform refuses a number, nothing more is sent; what was loaded before stays.
      - With V(skip), they are left out and named under RV(rejected), and one warning counts them.
      - An entry that holds a mask of Ansible (V(********)) fails the task in any case.
      - A do-not-call number that the platform does not cancel fails the task in any case.
      - For do-not-call numbers, see O(exclude_on_invalid).
    type: str
    default: fail
    choices: [fail, skip]
  normalize:
    description:
      - How numbers are written before they are sent. They are always compared without separators, C(+) and C(00).
      - With V(separators), blanks, dots, dashes, a slash behind the area code, and brackets around it are taken out. A zero behind the
        country code is refused where it is not dialed from abroad, with brackets or without. Where neither C(+) nor C(00) comes before them,
        at least 11 digits that begin with a country code and that zero are taken for such a number (V(49 0171 3920012)).
      - With V(none), numbers are sent as they are, apart from space at both ends. The platform decides what a number is. What a spreadsheet has
        damaged, two numbers in one entry, a comma, and nothing but zeros are refused. What is not one number, such as one with an extension,
        is compared with those that it may mean, and stops the task as O(allow_lookalikes) says.
      - With V(e164), the Python library C(phonenumbers) brings them to international form, and refuses what is no valid number.
        Numbers of the campaign that are spelled in the national form of O(region) are recognized. An entry that can be read in two ways is
        refused, such as V(491712345678) in Germany, where both C(+491712345678) and C(+49491712345678) are numbers.
    type: str
    default: separators
    choices: [separators, none, e164]
  region:
    description:
      - The country of numbers without a country code, as two letters such as V(US). Only with O(normalize=e164).
      - Without it, only numbers that begin with C(+) or C(00) are valid there.
    type: str
  min_digits:
    description:
      - The fewest digits of a number to be called, as it is compared. Emergency numbers are refused also where this is lower.
    type: int
    default: 6
    version_added: 1.1.0
  max_digits:
    description:
      - The most digits of a number to be called, as it is compared.
    type: int
    default: 15
    version_added: 1.1.0
  allowed_countries:
    description:
      - The countries whose numbers may be called, as two letters such as V(US). Only with O(normalize=e164).
      - The number's own country counts, not its country code. A number of Canada is not one of V(US).
    type: list
    elements: str
    version_added: 1.1.0
  allowed_types:
    description:
      - The kinds of numbers that may be called, as the library C(phonenumbers) tells them apart. Only with O(normalize=e164).
      - In some countries, such as the United States, all numbers of people are V(fixed_line_or_mobile).
    type: list
    elements: str
    choices:
      - fixed_line
      - mobile
      - fixed_line_or_mobile
      - toll_free
      - premium_rate
      - shared_cost
      - voip
      - personal_number
      - pager
      - uan
    version_added: 1.1.0
  rejected_dest:
    description:
      - Write B(all) entries that are left out to this CSV file, on the machine that runs the module. RV(rejected) has only the first 100.
      - Its columns are C(option), C(line), C(index), C(value) and C(reason). Do-not-call entries that cannot be understood, and numbers that the
        platform refused, are among them.
      - Where a number is refused with O(on_invalid=fail), the platform is asked about all others too, without adding them. Numbers that it
        accepts then, and refuses when they are really added, can only be found by adding them with O(on_invalid=skip).
      - It is written in check mode too, and where the task fails because of these entries. It replaces an older file, also where nothing was left out.
      - The file can be read by its owner only (mode C(0600)). Its folder must exist.
      - Values are written as they are. Import them as text. A spreadsheet would run a value that begins with V(=), V(+), V(-) or V(@) as a formula.
    type: path
    version_added: 1.1.0
"""
