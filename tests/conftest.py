# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the collection and the simulator importable, and keeps the user's own settings out of the tests.

Runs on every target Python, as the unit tests of modules do.
"""

from __future__ import annotations

import os
import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parent
ROOT = TESTS.parent


def _namespace_root():
    """The folder whose ``ansible_collections/telephony/enswitch`` is this checkout: a link to it, made here."""
    place = ROOT / ".cache" / "tree" / "ansible_collections" / "telephony" / "enswitch"
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.is_symlink():
        try:
            place.symlink_to(ROOT, target_is_directory=True)
        except FileExistsError:  # another run was faster
            pass
    return place.parent.parent.parent


for folder in (TESTS, _namespace_root()):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

for variable in [name for name in os.environ if name.startswith(("ANSIBLE_", "ENSWITCH_"))]:
    if not variable.startswith("ENSWITCH_TEST_") and variable != "ANSIBLE_HOME":
        del os.environ[variable]
# An empty configuration: none of the user's is looked for.
(ROOT / ".cache" / "ansible.cfg").touch()
os.environ["ANSIBLE_CONFIG"] = str(ROOT / ".cache" / "ansible.cfg")
os.environ.setdefault("ANSIBLE_HOME", str(ROOT / ".cache" / "ansible"))
