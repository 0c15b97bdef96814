# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the options that say where lists of numbers come from."""

from __future__ import annotations


class ModuleDocFragment:
    """The options that _destinations/lists.py reads."""

    DOCUMENTATION = r"""
options:
  numbers:
    description:
      - The numbers. Put them in quotes. YAML reads C(0171234) as an octal number, and takes the plus away from C(+491712345).
      - With O(normalize=e164), an integer is rejected for that reason.
      - This or O(src) is required. Both can be used together. An empty list is a list.
      - Only a task that does nothing but take do-not-call numbers out may have O(exclude) or O(exclude_src) alone.
    type: list
    elements: raw
  src:
    description:
      - Path of a file with numbers, on the machine that runs the module.
      - A text file with one number a line. Blank lines, and lines that begin with V(#), are left out.
      - With O(src_column), a CSV file. A workbook such as C(.xlsx) has to be saved as CSV first.
      - A file that M(telephony.enswitch.bulk_destinations_info) wrote can be given again, also without O(src_column). Rows that are no telephone
        numbers, since their C(dtype) is not empty, are passed over and counted. A row that is in the campaign letter for
        letter stays as it is, also where it could not be added. One that no call can name, since it is empty or holds a comma, is passed over.
      - The file is read as a stream. Its numbers are no part of the arguments or the result of the task.
    type: path
  src_column:
    description:
      - The column of a CSV file that holds the numbers, as its name in the first line, or as its index, from 1.
      - With an index, a first line that has letters and no digits in that column is taken for a heading.
      - A row with more or fewer fields than the first line has, be it a heading or not, is rejected, unless the column is the first one, since a field that
        is missing, or a delimiter that is not in quotes, has moved the others. Empty fields too many at its end do not count.
      - Where the first two rows of a file without a heading differ in that way, both are rejected.
      - In the first column, a row with a field too many is rejected where that field may be a second number, since it has digits and no letters.
        In lists of numbers that are not to be called (O(exclude_src), O(state=absent), any O(status) but V(pending)), it is rejected whatever that field
        holds, and without a heading also where fields are missing. Whoever is missed there would be called.
      - A field in quotes may have several lines. Where one of them holds the delimiter and a telephone number, the task fails, since a
        double quote too many has made rows part of that field.
    type: str
  src_delimiter:
    description:
      - The character that separates the fields of a CSV file. A tab can be given as V(\\t).
      - A comma if it is not set.
    type: str
  src_encoding:
    description:
      - The encoding of the file, by any name that Python knows, such as V(cp1252) or V(utf-16). A byte-order mark is no part of the list.
    type: str
    default: utf-8
    version_added: 1.1.0
  exclude:
    description:
      - Do-not-call numbers. They are never added, also if they are listed.
      - Those that are in the campaign and V(pending) are removed as O(removal) says.
      - O(min_digits), O(max_digits), O(allowed_countries) and O(allowed_types) do not apply to them.
    type: list
    elements: raw
  exclude_src:
    description:
      - Path of a file with do-not-call numbers, on the machine that runs the module. It is read like O(src).
    type: path
  exclude_src_column:
    description:
      - The column of a CSV file that holds the do-not-call numbers; see O(src_column).
    type: str
  exclude_src_delimiter:
    description:
      - The character that separates the fields of that CSV file; see O(src_delimiter).
    type: str
  exclude_src_encoding:
    description:
      - The encoding of the file with do-not-call numbers; see O(src_encoding).
    type: str
    default: utf-8
    version_added: 1.1.0
  exclude_on_invalid:
    description:
      - What to do about entries of O(exclude) and O(exclude_src) that cannot be understood. They would protect no one. With
        O(normalize=e164), these are also numbers that are not valid in their country.
      - With V(fail), the task fails before anything is sent, whatever O(on_invalid) says.
      - With V(skip), they are named under RV(rejected), and a warning counts them, since whoever is meant by them may be left unprotected.
      - As a precaution, what can be read in them as a number of at least 7 digits is excluded all the same. So is the second number of
        V(030 1234567/68), and what is left without a letter among the digits.
    type: str
    default: fail
    choices: [fail, skip]
    version_added: 1.1.0
  allow_empty_exclude:
    description:
      - Whether O(exclude) or O(exclude_src) may hold no entry at all. Most often that is an export that went wrong, so the task fails without it.
    type: bool
    default: false
    version_added: 1.1.0
"""
