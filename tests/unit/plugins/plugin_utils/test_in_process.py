# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task in Ansible's process returns is masked as a module's answer is."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible.module_utils.common.parameters import remove_values
from ansible_collections.telephony.enswitch.plugins.plugin_utils._in_process import _as_from_a_module
from hypothesis import given
from hypothesis import strategies as st

MASK = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
WORDS = st.sampled_from(['s3cret;&=+% ü"\\', "200", "True", "None", "1.5", "a", "Survey s3cret", "", "/"])
PLAIN = st.one_of(WORDS, st.booleans(), st.none(), st.sampled_from([200, 1.5, 12]), st.text(max_size=3))
RESULTS = st.dictionaries(
    st.sampled_from(["name", "campaigns", "changed"]),
    st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3)),
)


@given(RESULTS, st.sets(WORDS.filter(bool), max_size=2))
def test_every_value_is_masked_as_ansible_masks_it(result: dict[str, t.Any], secrets: set[str]) -> None:
    expected = json.loads(json.dumps(remove_values(result, secrets)))
    assert _as_from_a_module(result, [], secrets) == expected


@pytest.mark.parametrize("value, secret", [("200", "200"), (200, "200"), ('a "b" ü', 'a "b" ü')])
def test_a_value_that_is_a_secret_is_not_shown(value: t.Any, secret: str) -> None:
    shown = _as_from_a_module({"campaigns": [{"dnumber": value}]}, [], {secret})
    assert shown["campaigns"] == [{"dnumber": MASK}]
