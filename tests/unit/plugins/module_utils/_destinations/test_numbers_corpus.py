# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Entries as lists of customers really hold them, and what becomes of each: corpus.csv, one entry a line.

``origin`` is what wrote it, ``region`` the country of the list. ``separators`` and ``e164`` are the verdicts: digits
are the number that is sent, anything else is a part of the reason for which the entry is rejected. Backslashes in
``entry`` are those of Python. All numbers are from ranges that are kept for fiction, and belong to no one.
"""

from __future__ import annotations

import csv
import pathlib
import re

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.e164 import normalizer
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.grammar import canonical
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.numbers import Excluded, Limits, Wanted

with open(pathlib.Path(__file__).parent / "corpus.csv", encoding="utf-8", newline="") as _file:
    CORPUS = list(csv.DictReader(_file))


def _entry(row):
    return row["entry"].encode("ascii").decode("unicode_escape")


def _names(row):
    return "{0}-{1}-{2}".format(row["origin"], row["region"], row["entry"])


@pytest.mark.parametrize("mode", ["separators", "e164"])
@pytest.mark.parametrize("row", CORPUS, ids=_names)
def test_each_entry_has_its_verdict(row, mode):
    wanted = Wanted(normalizer(mode, row["region"] if mode == "e164" else None), Limits())
    wanted.extend("numbers", [(0, _entry(row))])
    verdict = row[mode]
    if re.fullmatch(r"\+?[0-9]+", verdict):
        assert wanted.rejected.first == []
        assert wanted.spelling == {canonical(verdict): verdict}
    else:
        assert wanted.spelling == {}
        assert verdict in wanted.rejected.first[0]["reason"]


@pytest.mark.parametrize("row", CORPUS, ids=_names)
def test_a_do_not_call_list_protects_whom_a_list_would_call(row):
    """Whatever can be called can be excluded in the same spelling, and what cannot be understood is never ignored."""
    for mode, region in (("separators", None), ("e164", row["region"])):
        excluded = Excluded(normalizer(mode, region))
        excluded.extend("exclude", [(0, _entry(row))])
        verdict = row[mode]
        if re.fullmatch(r"\+?[0-9]+", verdict):
            assert excluded.keys == {canonical(verdict)} and not excluded.rejected.total
        else:
            assert excluded.keys or excluded.rejected.total == 1


def test_there_are_a_few_hundred_entries_and_no_entry_comes_twice():
    keys = [(row["region"], row["entry"]) for row in CORPUS]
    assert len(keys) == len(set(keys)) > 300
    assert {row["origin"] for row in CORPUS} == {"excel", "libreoffice", "pandas", "crm", "vcard", "hand"}
