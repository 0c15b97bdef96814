# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The demo: plays tests/demo/demo.yml with the installed artifact, against a simulator whose dialler works.

Run by `make demo`. It knows no other platform than the simulator that it starts.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

import artifact

sys.path.insert(0, str(artifact.ROOT / "tests"))

from simulator.testing import Simulator

DEMO = artifact.ROOT / "tests" / "demo"
# What stays after the demo: the page above all.
PLACE = artifact.ROOT / ".cache" / "demo"
# So many seconds pass for the simulator in each second.
SPEED = 120


def play(simulator: Simulator, collections: pathlib.Path, folder: pathlib.Path) -> int:
    """Play the story, and return the exit status of ansible-playbook."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "ENSWITCH_"))}
    (folder / "ansible.cfg").touch()
    environment |= {
        "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
        "ANSIBLE_HOME": str(folder / "ansible"),
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_CALLBACK_PLUGINS": str(DEMO / "callback_plugins"),
        "ANSIBLE_STDOUT_CALLBACK": "story",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ENSWITCH_URL": simulator.url,
        "ENSWITCH_USERNAME": "admin",
        "ENSWITCH_PASSWORD": "s3cret;&=+% ü",
        # What each look found is said anyway.
        "ENSWITCH_PROGRESS": "off",
        "NO_PROXY": "127.0.0.1",
    }
    command = [str(pathlib.Path(sys.executable).parent / "ansible-playbook"), str(DEMO / "demo.yml")]
    command += ["--extra-vars", f"demo_folder={folder} demo_simulator={simulator.control_url}"]
    simulator.speed(SPEED)
    return subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, check=False).returncode


def main() -> int:
    shutil.rmtree(PLACE, ignore_errors=True)
    print("The collection telephony.enswitch is built, and installed from its own artifact.", flush=True)
    artifact.install(PLACE)
    with Simulator() as simulator:
        print(f"Platform: the simulator, at {simulator.url}. Each second, two minutes pass there.", flush=True)
        return play(simulator, PLACE, PLACE)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. The simulator is stopped.")
