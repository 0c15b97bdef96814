# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No test fails because a machine is busy, or because the same tests run there at the same time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api import locks
from hypothesis import HealthCheck, settings

# What Hypothesis says of the health of a test depends on chance and on the machine.
settings.register_profile("collection", deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
settings.load_profile("collection")


@pytest.fixture(scope="session", autouse=True)
def own_folder_for_locks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The lock of a campaign holds for a whole machine. Here they all have the same address and the same ID."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locks, "PLACES", (str(tmp_path_factory.mktemp("temporary")),))
        yield
