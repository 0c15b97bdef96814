# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``python -m demo``: plays demo.yml with the installed artifact, against a simulator whose dialler works.

Where ENSWITCH_URL names a platform, it calls nobody there: it plays playbooks/provision.yml in check mode, which
writes nothing. With these variables of the environment too:

  ENSWITCH_USERNAME, ENSWITCH_PASSWORD (or ENSWITCH_TOKEN)  the account
  DEMO_VARS   a file with your own provision_customers, in place of playbooks/vars/provision.yml
  DEMO_APPLY  1: then also for real, and once more

Run by `make demo`.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

from simulator.testing import Simulator

DEMO = pathlib.Path(__file__).resolve().parent
ROOT = DEMO.parents[1]
# What stays after the demo: the page above all.
PLACE = ROOT / ".cache" / "demo"
# So many seconds pass for the simulator in each second.
SPEED = 120


def run(collections: pathlib.Path, folder: pathlib.Path, settings: dict[str, str], *arguments: str) -> int:
    """Run ansible-playbook with the installed collection, and return its exit status."""
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
    }
    command = [str(pathlib.Path(sys.executable).parent / "ansible-playbook"), *arguments]
    ran = subprocess.run(command, cwd=folder, env=environment | settings, stdin=subprocess.DEVNULL, check=False)
    return ran.returncode


def play(simulator: Simulator, collections: pathlib.Path, folder: pathlib.Path) -> int:
    """Play the story, and return the exit status of ansible-playbook."""
    settings = {
        "ENSWITCH_URL": simulator.url,
        "ENSWITCH_USERNAME": "admin",
        "ENSWITCH_PASSWORD": "s3cret;&=+% ü",
        # What each look found is said anyway.
        "ENSWITCH_PROGRESS": "off",
        "NO_PROXY": "127.0.0.1",
    }
    simulator.speed(SPEED)
    variables = f"demo_folder={folder} demo_simulator={simulator.control_url}"
    return run(collections, folder, settings, str(DEMO / "demo.yml"), "--extra-vars", variables)


def provision(collections: pathlib.Path, folder: pathlib.Path) -> int:
    """Provision on the platform that the environment names: in check mode, unless asked for more."""
    settings = {name: value for name, value in os.environ.items() if name.startswith("ENSWITCH_")}
    arguments = [str(ROOT / "playbooks" / "provision.yml")]
    if os.environ.get("DEMO_VARS"):
        arguments += ["--extra-vars", f"@{pathlib.Path(os.environ['DEMO_VARS']).absolute()}"]
    runs = [["--check", "--diff"], *[[]] * 2 * (os.environ.get("DEMO_APPLY") == "1")]
    return next((status for options in runs if (status := run(collections, folder, settings, *arguments, *options))), 0)


def main() -> int:
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    print("The collection telephony.enswitch was built, and installed from its own artifact.", flush=True)
    collections = pathlib.Path(os.environ["ENSWITCH_TEST_COLLECTIONS"])
    if os.environ.get("ENSWITCH_URL"):
        print(f"Platform: {os.environ['ENSWITCH_URL']}, as ENSWITCH_URL says. Nobody is called.", flush=True)
        return provision(collections, PLACE)
    with Simulator() as simulator:
        print(f"Platform: the simulator, at {simulator.url}. Each second, two minutes pass there.", flush=True)
        return play(simulator, collections, PLACE)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. The simulator is stopped.")
