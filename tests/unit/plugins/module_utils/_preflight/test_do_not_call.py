# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._preflight.do_not_call import DoNotCall


def read(tmp_path, *entries, **options):
    path = tmp_path / "dnc.txt"
    path.write_text("\n".join(entries))
    rest = {"exclude_src_column": None, "exclude_src_delimiter": None, "exclude_src_encoding": "utf-8"}
    return DoNotCall({"exclude_src": str(path), "normalize": "separators", "region": None, **rest, **options})


@pytest.mark.parametrize(
    "spelling",
    ["+491713920012", "0049 171 3920012", "0171 3920012", "+49 0171 3920012", "4901713920012", "+49 (0)171 3920012"]
    + ["+491713920011/12", "+491713920012 ext 5", "+491713920012 (5)", "Ann +491713920012"],
)
def test_a_stored_number_is_found_on_the_list_however_it_is_written(tmp_path, spelling):
    assert read(tmp_path, "+491713920012").count([spelling, "+491713920013", "alice"]) == 1


@pytest.mark.parametrize("normalize", ["separators", "none"])
@pytest.mark.parametrize("entry", ["49 0171 3920012", "+491713920012 (5)"])
def test_a_list_that_would_protect_no_one_stops(tmp_path, entry, normalize):
    with pytest.raises(UsageError, match="cannot be used as a telephone number"):
        read(tmp_path, entry, normalize=normalize)
