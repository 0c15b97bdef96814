# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The demo: plays playbooks/provision.yml in check mode, for real, and once more, and says what happened.

Against the simulator, unless ENSWITCH_URL names a platform: there it plays in check mode only, which writes nothing.

Environment, for a platform:
  ENSWITCH_URL, ENSWITCH_USERNAME, ENSWITCH_PASSWORD (or ENSWITCH_TOKEN)  where, and as whom
  DEMO_VARS   a vars file with your own `campaigns` in place of playbooks/vars/provision.yml
  DEMO_APPLY  1: also write, and delete at the end what this run has created
  DEMO_KEEP   1: with DEMO_APPLY, keep what was created

Run by `make demo`.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import typing as t

import artifact

sys.path.insert(0, str(artifact.ROOT / "tests"))

PLAYBOOK = "playbooks/provision.yml"
Record = dict[str, t.Any]


def say(text: str = "") -> None:
    print(text, flush=True)


class Player:
    """Plays the playbook against one platform, and remembers what it created there.

    ``settings`` are the variables of the environment that name the platform and the account.
    """

    def __init__(self, settings: dict[str, str], folder: pathlib.Path) -> None:
        self.created: list[Record] = []
        self._report = folder / "report.jsonl"
        self._environment = {
            **os.environ,
            **settings,
            "ANSIBLE_HOME": str(folder / "ansible"),
            "ANSIBLE_COLLECTIONS_PATH": str(folder),
            "ANSIBLE_CALLBACK_PLUGINS": str(artifact.ROOT / "scripts" / "callbacks"),
            "ANSIBLE_CALLBACKS_ENABLED": "enswitch_report",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ENSWITCH_REPORT": str(self._report),
        }
        self._variables = ["--extra-vars", f"@{os.environ['DEMO_VARS']}"] if os.environ.get("DEMO_VARS") else []

    def play(self, *options: str) -> list[Record]:
        """Plays it and returns what each task reported. Ends the demo when the play failed."""
        command = ["ansible-playbook", PLAYBOOK, *options, *self._variables]
        say(f"   $ {' '.join(command)}")
        status, records = self._run(command)
        self._remember(records)
        failures = [record for record in records if record["failed"]]
        for record in failures:
            say(f"   Failed: {name_of(record)}: {record['msg']}")
        if status != 0 or failures:
            sys.exit("the play failed; see above")
        return records

    def delete_created(self) -> None:
        """Deletes by their IDs the campaigns that this run has created, and nothing else."""
        for record in self.created:
            arguments = json.dumps({"id": record["id"], "customer": record["customer"], "state": "absent"})
            command = ["ansible", "localhost", "-m", "telephony.enswitch.bulk_campaign", "-a", arguments]
            status, _records = self._run(command, quiet=True)
            say(f"   {'Deleted' if status == 0 else 'COULD NOT DELETE'}: {name_of(record)}, ID {record['id']}")

    def _run(self, command: list[str], quiet: bool = False) -> tuple[int, list[Record]]:
        self._report.write_text("", encoding="utf-8")
        # In a process group of its own: Ctrl-C ends it through us, once, and not in the middle of the clean-up.
        with subprocess.Popen(
            command,
            cwd=artifact.ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if quiet else None,
            process_group=0,
        ) as process:
            try:
                status = process.wait()
            except BaseException:
                _end(process)
                self._remember(self._records())
                raise
        return status, self._records()

    def _remember(self, records: list[Record]) -> None:
        # What check mode would create has no ID.
        self.created += [record for record in records if record["operation"] == "created" and record["id"]]

    def _records(self) -> list[Record]:
        return [json.loads(line) for line in self._report.read_text(encoding="utf-8").splitlines()]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a play with all its children: kindly, then not."""
    for sent, seconds in ((signal.SIGINT, 10), (signal.SIGKILL, 10)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sent)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return


def name_of(record: Record) -> str:
    return f"{record['customer']}: {record['name']}"


def listing(records: list[Record], operation: str) -> list[Record]:
    return [record for record in records if record["operation"] == operation]


def tell(records: list[Record], check: bool) -> None:
    """Says in words what a play did or would do."""
    verbs = {"created": "would be created", "updated": "would be changed"} if check else {}
    for operation in ("created", "updated"):
        some = listing(records, operation)
        if some:
            say(f"   {counted(len(some), 'campaign')} {verbs.get(operation, operation)}:")
        for record in some:
            number = f"  ID {record['id']}" if record["id"] else ""
            say(f"     - {name_of(record)}{number}")
    same = listing(records, "unchanged")
    if same:
        say(f"   {counted(len(same), 'campaign')} as they should be: nothing to do.")
        for record in same:
            say(f"     - {name_of(record)}  ID {record['id']}")
    if check and any(record["changed"] for record in records):
        accepted = all(record["validated"] for record in records if record["changed"])
        said = "accepts each of these changes" if accepted else "did NOT validate each of these changes"
        say(f"   The platform's own validation {said}.")


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def need(condition: bool, otherwise: str) -> None:
    if not condition:
        sys.exit(otherwise)


def on_simulator(folder: pathlib.Path) -> None:
    from simulator.testing import Simulator

    with Simulator() as simulator:
        say(f"Platform: the simulator, at {simulator.url}. It forgets everything when the demo ends.")
        account = {"ENSWITCH_USERNAME": "admin", "ENSWITCH_PASSWORD": "s3cret;&=+% ü"}
        player = Player({"ENSWITCH_URL": simulator.url, **account}, folder)

        say("\n1. What would happen? Check mode asks the platform to validate, and writes nothing.")
        planned = player.play("--check", "--diff")
        tell(planned, check=True)
        say(f"   Changing calls that the platform received: {len(simulator.writes())}.")
        need(not simulator.writes(), "check mode has written")

        say("\n2. For real.")
        done = player.play()
        tell(done, check=False)
        written = len(simulator.writes())
        say(f"   Changing calls that the platform received: {written}.")
        need(len(listing(done, "created")) == len(planned) == written, "not every campaign was created, once")

        say("\n3. Once more: a second run finds everything as it should be.")
        again = player.play()
        tell(again, check=False)
        say(f"   Changing calls that the platform received: {len(simulator.writes()) - written}.")
        need(len(listing(again, "unchanged")) == len(planned), "the second run was not without changes")
        need(len(simulator.writes()) == written, "the second run has written")
    say("\nThe simulator is stopped, and its files are gone.")


def on_platform(folder: pathlib.Path) -> None:
    settings = {key: value for key, value in os.environ.items() if key.startswith("ENSWITCH_")}
    account = settings.get("ENSWITCH_TOKEN") or (
        settings.get("ENSWITCH_USERNAME") and settings.get("ENSWITCH_PASSWORD")
    )
    need(bool(account), "ENSWITCH_URL is set; set ENSWITCH_USERNAME and ENSWITCH_PASSWORD (or ENSWITCH_TOKEN) as well")
    apply = os.environ.get("DEMO_APPLY") == "1"
    say(f"Platform: {settings['ENSWITCH_URL']}")
    player = Player(settings, folder)

    say("\n1. What would happen? Check mode asks the platform to validate, and writes nothing.")
    tell(player.play("--check", "--diff"), check=True)
    if not apply:
        say("\nNothing was written. DEMO_APPLY=1 makes the demo write, and delete what it has created.")
        return
    try:
        say("\n2. For real.")
        tell(player.play(), check=False)
        say("\n3. Once more: a second run finds everything as it should be.")
        again = player.play()
        tell(again, check=False)
        need(not any(record["changed"] for record in again), "the second run was not without changes")
    finally:
        _clean_up(player)


def _clean_up(player: Player) -> None:
    # A second Ctrl-C must not leave half of it behind.
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    if os.environ.get("DEMO_KEEP") == "1":
        say("\nThe campaigns stay (DEMO_KEEP=1). They are disabled.")
    elif player.created:
        say("\nCleaning up: what this run has created goes. Campaigns that it changed keep the change.")
        player.delete_created()
    for number, handler in before.items():
        signal.signal(number, handler)


def _interrupt(_number: int, _frame: object) -> t.NoReturn:
    raise KeyboardInterrupt


def main() -> None:
    signal.signal(signal.SIGTERM, _interrupt)
    say("The collection telephony.enswitch: built, and installed from its own artifact.")
    try:
        with tempfile.TemporaryDirectory(prefix="enswitch-demo-") as name:
            folder = pathlib.Path(name)
            artifact.install(folder)
            if os.environ.get("ENSWITCH_URL"):
                on_platform(folder)
            else:
                on_simulator(folder)
    except KeyboardInterrupt:
        say("\nInterrupted. Everything that the demo started is stopped, and its files are gone.")
        sys.exit(130)


main()
