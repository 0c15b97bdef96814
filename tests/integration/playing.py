# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plays playbooks with the installed collection against the simulator, and tells what came of them.

    outcome = play([campaign(name="Survey", dtype="queue", dnumber="200")], check=True)
    assert outcome.result()["operation"] == "created"

Every run has to be quiet: a warning or a deprecation fails the test, unless it was asked for with ``quiet=False``.
See README.md in this folder.
"""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import re
import subprocess
import sys
import typing as t
import urllib.error
import urllib.parse
import urllib.request

import yaml
from integration.forked import ansible_playbook
from simulator.testing import Simulator

HERE = pathlib.Path(__file__).resolve().parent
COLLECTION = "telephony.enswitch"
CONTRACT: dict[str, t.Any] = yaml.safe_load((HERE.parent / "contract" / "bulk_api.yml").read_text(encoding="utf-8"))

# A path without an API, for whom a test sends there.
STRAY = "/wrong/json/"
# People of the simulator's seed: user name -> password.
PASSWORDS = {
    "admin": "s3cret;&=+% ü",
    "acme.agent": "agent-password",
    "acme.admin": "acme-password",
    "globex.agent": "globex-password",
    "reader": "reader-password",
    "norate": "norate-password",
}

Task = dict[str, t.Any]
Result = dict[str, t.Any]


def credentials(username: str = "admin") -> dict[str, str]:
    """Connection options of one of the simulator's people."""
    return {"auth_username": username, "auth_password": PASSWORDS[username]}


def ask(simulator: Simulator, function: str, **parameters: t.Any) -> tuple[int, dict[str, t.Any]]:
    """Call a function of the API past the collection: the HTTP status and the envelope, empty where there is none."""
    form = urllib.parse.urlencode(parameters).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{simulator.url}{function}/", data=form, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, {}


def log_in(simulator: Simulator, username: str = "acme.admin") -> str:
    """A token of this person."""
    _status, envelope = ask(simulator, "user/login", **credentials(username), token=1)
    token: str = envelope["data"]["auth_token"]
    return token


def task(
    module: str, title: str | None = None, keywords: t.Mapping[str, t.Any] | None = None, /, **options: t.Any
) -> Task:
    """A task with a module of this collection; ``keywords`` are those of the task, such as ``check_mode``."""
    return {"name": title or module, f"{COLLECTION}.{module}": options, **(keywords or {})}


def campaign(title: str | None = None, keywords: t.Mapping[str, t.Any] | None = None, /, **options: t.Any) -> Task:
    """A task with bulk_campaign."""
    return task("bulk_campaign", title, keywords, **options)


def tried(*tasks: Task) -> list[Task]:
    """These tasks, each of which may fail: the play goes on with the next one. See ``Outcome.failures``."""
    rescue = [{"name": "Go on", "ansible.builtin.debug": {"msg": "It has failed."}}]
    return [{"name": "Try", "block": [task], "rescue": rescue} for task in tasks]


@dataclasses.dataclass(frozen=True)
class Line:
    """What the callback wrote about one task, or about one item of a loop."""

    event: str
    name: str
    action: str
    result: Result


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a run of ansible-playbook came to."""

    rc: int
    lines: list[Line]
    stdout: str
    stderr: str

    def result(self, name: str | None = None) -> Result:
        """The result of the only task of that name; without a name, of the only task of this collection."""
        found = [line for line in self.lines if line.name == name or (name is None and _ours(line.action))]
        assert len(found) == 1, f"{len(found)} results for {name!r}:\n{self.stdout}\n{self.stderr}"
        return found[0].result

    @property
    def results(self) -> list[Result]:
        """The results of this collection's modules, in order."""
        return [line.result for line in self.lines if _ours(line.action)]

    @property
    def acts(self) -> list[Outcome]:
        """What came of the tasks between one request to the simulator (``Player.control``) and the next."""
        parts: list[list[Line]] = [[]]
        for line in self.lines:
            parts += [[]] if line.action == "simulator" else []
            parts[-1] += [] if line.action == "simulator" else [line]
        return [dataclasses.replace(self, lines=part) for part in parts]

    @property
    def changed(self) -> bool:
        """Whether any task has changed something."""
        return any(line.result.get("changed") for line in self.lines)

    @property
    def failures(self) -> list[str]:
        """What each task that failed has said, in order."""
        return [line.result["msg"] for line in self.lines if line.result["failed"]]

    @property
    def everything(self) -> str:
        """All that anybody can see of the run."""
        return "\n".join([self.stdout, self.stderr, json.dumps([line.result for line in self.lines])])


def _ours(action: str) -> bool:
    return action.startswith(COLLECTION + ".")


class Player:
    """Runs ansible-playbook of the running environment. One for a whole pytest session."""

    def __init__(
        self, server: Simulator, collections: pathlib.Path, folder: pathlib.Path, both_ways: bool = False
    ) -> None:
        self.server = server
        self.both_ways = both_ways
        self.collections = collections
        self._folder = folder
        self._runs = 0

    @property
    def installed(self) -> pathlib.Path:
        """The folder of the installed collection."""
        return self.collections / "ansible_collections" / COLLECTION.replace(".", os.sep)

    def environment(self, folder: pathlib.Path, **extra: str) -> dict[str, str]:
        """The environment for a command of Ansible in a folder. Nothing is the user's, and nothing leaves the tests."""
        unwanted = re.compile(r"(ANSIBLE_|ENSWITCH_|PYTHON|PYTEST|VIRTUAL_ENV|.*_proxy$)", re.IGNORECASE)
        environment = {name: value for name, value in os.environ.items() if not unwanted.match(name)}
        configuration = self._folder / "ansible.cfg"
        # Looking less often whether a task has ended takes a third of the processor time from the main process.
        configuration.write_text("[defaults]\ninternal_poll_interval = 0.01\n", encoding="utf-8")
        authorities = self._folder / "authorities.pem"
        authorities.touch()
        environment |= {
            "PATH": os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
            "LC_ALL": "C.UTF-8",
            "PWD": str(folder),
            "ANSIBLE_CONFIG": str(configuration),
            "ANSIBLE_HOME": str(self._folder / "home"),
            "ANSIBLE_LOCAL_TEMP": str(self._folder / "local"),
            "ANSIBLE_REMOTE_TEMP": str(self._folder / "remote"),
            "ANSIBLE_COLLECTIONS_PATH": str(self.collections),
            "ANSIBLE_ROLES_PATH": str(HERE / "targets"),
            "ANSIBLE_ACTION_PLUGINS": str(HERE / "action_plugins"),
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
            "ANSIBLE_CALLBACKS_ENABLED": "results",
            "ANSIBLE_DEPRECATION_WARNINGS": "1",
            "ANSIBLE_NOCOLOR": "1",
            # The options that a module got, as ansible-core before 2.21 always shows them to callbacks.
            "ANSIBLE_INJECT_INVOCATION": "1",
            # That there is no inventory is how these runs are meant.
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
            "ANSIBLE_LOCALHOST_WARNING": "0",
            "ANSIBLE_RETRY_FILES_ENABLED": "0",
            # Ansible reads all authorities of this machine for each request of a lookup, though it is not by TLS.
            "SSL_CERT_FILE": str(authorities),
            "SSL_CERT_DIR": str(self._folder),
            # A slow machine says nothing more than a fast one. Tests of progress set it themselves.
            "ENSWITCH_PROGRESS": "off",
        }
        if self.both_ways:
            # Ansible names the words for a boolean in the order of a set.
            environment["PYTHONHASHSEED"] = "0"
        return environment | extra

    def __call__(
        self,
        what: str | pathlib.Path | t.Sequence[Task],
        *,
        check: bool = False,
        diff: bool = False,
        verbosity: int = 0,
        extra_vars: t.Mapping[str, t.Any] | None = None,
        env: t.Mapping[str, str] | None = None,
        username: str | None = "admin",
        quiet: bool = True,
        warnings: t.Sequence[str] = (),
        arguments: t.Sequence[str] = (),
    ) -> Outcome:
        """Play a playbook (its text or its path) or a list of tasks, and return what came of it.

        ``warnings``: how the warnings begin that have to be there; any other fails the test, as does a deprecation.
        With ``quiet=False`` nobody looks at them.

        A list of tasks is played on localhost with the connection options of ``username`` (None: without any).
        Playbooks get the variables of :meth:`variables`.
        """
        self._runs += 1
        folder = self._folder / f"run{self._runs}"
        folder.mkdir()
        playbook = what if isinstance(what, pathlib.Path) else folder / "playbook.yml"
        if not isinstance(what, pathlib.Path):
            text = what if isinstance(what, str) else json.dumps([self.wrapped(what, username)])
            playbook.write_text(text, encoding="utf-8")
        variables = folder / "variables.json"
        where = {"enswitch_in_process": False} if self.both_ways else {}
        variables.write_text(json.dumps({**where, **self.variables(), **(extra_vars or {})}), encoding="utf-8")
        lines = folder / "results.jsonl"
        given = ["--extra-vars", f"@{variables}", *arguments, *["--check"] * check, *["--diff"] * diff]
        given += ["-" + "v" * verbosity] * bool(verbosity) + [str(playbook)]
        environment = self.environment(folder, ENSWITCH_TEST_RESULTS=str(lines), **(env or {}))
        ran = ansible_playbook(given, folder, environment)
        written = lines.read_text(encoding="utf-8").splitlines() if lines.exists() else []
        outcome = Outcome(ran.returncode, [_read_line(line) for line in written], ran.stdout, ran.stderr)
        if quiet:
            assert_quiet(outcome, warnings)
        assert "Traceback (most recent call last)" not in outcome.everything, outcome.everything
        assert_contract(self.server.journal())
        assert_hints(outcome)
        return outcome

    def variables(self, username: str = "admin") -> dict[str, str]:
        """The variables that playbooks, examples and targets may use."""
        return {
            "enswitch_url": self.server.url,
            "enswitch_username": username,
            "enswitch_password": PASSWORDS[username],
            "simulator_control": self.server.control_url,
        }

    def wrapped(self, tasks: t.Sequence[Task], username: str | None = "admin") -> dict[str, t.Any]:
        """A play of these tasks, with the connection options of a person by ``module_defaults``."""
        play: dict[str, t.Any] = {"name": "Play", "hosts": "localhost", "gather_facts": False, "tasks": list(tasks)}
        if username is not None:
            play["module_defaults"] = self._defaults(username)
        return play

    def _defaults(self, username: str) -> dict[str, t.Any]:
        return {f"group/{COLLECTION}.enswitch": {"api_url": self.server.url, **credentials(username)}}

    def control(self, name: str, *requests: tuple[str, str, t.Any]) -> Task:
        """A task that sends control requests (method, path, body) to the simulator."""
        calls = [list(request) for request in requests]
        return {"name": name, "simulator": {"control": self.server.control_url, "requests": calls}}

    def told(self, tasks: t.Sequence[Task], warnings: t.Sequence[str] | None = ()) -> Outcome:
        """Play a story that prepares its own server; with --both-ways, compare what comes of it both ways."""
        said: dict[str, t.Any] = {"quiet": False} if warnings is None else {"warnings": warnings}
        if self.both_ways and not any("enswitch_in_process" in task.get("vars", ()) for task in tasks):
            # Several workers create in any order, and the IDs are as they come.
            slow = [_with_one_worker(task) for task in tasks]
            # Each finds the files as the first does.
            files = {path: path.read_bytes() if path.is_file() else None for path in _written(tasks)}
            played = []
            for here in (True, False):
                played.append(self(slow, username=None, **said, extra_vars={"enswitch_in_process": here}))
                for path, content in files.items():
                    path.unlink(missing_ok=True) if content is None else path.write_bytes(content)
            assert_alike(*played)
        return self(tasks, username=None, **said)

    def doc(self, *arguments: str) -> t.Any:
        """The JSON that ansible-doc prints."""
        command = [_binary("ansible-doc"), "--json", *arguments]
        ran = subprocess.run(
            command,
            cwd=self._folder,
            env=self.environment(self._folder),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert ran.returncode == 0 and not ran.stderr, ran.stderr
        return json.loads(ran.stdout)


def _read_line(text: str) -> Line:
    line = Line(**json.loads(text))
    # Callbacks get to know of a failure by their own name only.
    line.result["failed"] = line.event.endswith("failed")
    return line


def _binary(name: str) -> str:
    return str(pathlib.Path(sys.executable).parent / name)


def assert_quiet(outcome: Outcome, expected: t.Sequence[str] = ()) -> None:
    """No deprecation, and no warning but the expected ones, neither on the screen nor in a result."""
    shown = outcome.stdout + outcome.stderr
    for sign in ("[DEPRECATION WARNING]", "[DEPRECATED]"):
        assert sign not in shown, shown
    assert shown.count("[WARNING]") == len(expected), shown
    assert expected or outcome.stderr == "", outcome.stderr
    given = set()
    for line in outcome.lines:
        assert not line.result.get("deprecations"), line
        given |= set(line.result.get("warnings") or ())
    unexpected = [warning for warning in given if not warning.startswith(tuple(expected))]
    assert not unexpected and len(given) == len(expected), given


def assert_hints(outcome: Outcome) -> None:
    """Every failure of our modules says at its end what to do."""
    for line in outcome.lines:
        error = line.result.get("error")
        if line.result["failed"] and _ours(line.action) and error:
            assert error["hint"] and line.result["msg"].rstrip(".").endswith(error["hint"].rstrip(". ")), line


def _written(tasks: t.Sequence[Task]) -> set[pathlib.Path]:
    """The files that tasks write where they run."""
    options = [value for task in tasks for value in task.values() if isinstance(value, dict)]
    names = ("dest", "rejected_dest", "plan_dest")
    paths = {pathlib.Path(given[name]).resolve() for given in options for name in names if given.get(name)}
    return {path for path in paths if not path.is_dir()}


def _with_one_worker(task: Task) -> Task:
    options = {f"{COLLECTION}.{name}" for name in ("bulk_campaigns", "bulk_campaign_info", "bulk_destinations")}
    return {
        name: {**value, "workers": 1} if name in options and value.get("workers", 1) in range(1, 33) else value
        for name, value in task.items()
    }


def assert_alike(here: Outcome, there: Outcome) -> None:
    """What was done in Ansible's process and what the modules did come to the same, for the user and on the server."""
    assert [(line.name, line.event) for line in here.lines] == [(line.name, line.event) for line in there.lines]
    for one, other in zip(here.lines, there.lines, strict=True):
        assert _comparable(one) == _comparable(other), one.name


def _comparable(line: Line) -> t.Any:
    """A result without what differs from run to run."""
    if line.action != "simulator":
        # How often somebody looked within a span of time is chance, and so is how long an answer took.
        text = re.sub(r"\b\d+ times\b", "N times", json.dumps(line.result, sort_keys=True))
        text = re.sub(r'(_ms": |median |highest )\d+', r"\g<1>0", text)
        return {
            name: value
            for name, value in json.loads(text).items()
            if name not in ("exception", "_ansible_verbose_always", "requests")
        }
    return [
        sorted(repr((call["function"], sorted(call["parameters"].items()), call["code"])) for call in answer["calls"])
        if isinstance(answer, dict) and "calls" in answer
        else answer
        for answer in line.result["answers"]
    ]


def assert_contract(calls: t.Sequence[t.Mapping[str, t.Any]]) -> None:
    """Every call is one of the contract, by POST, to an address that says nothing but the function."""
    for call in calls:
        if call["address"].startswith(STRAY):
            continue
        assert call["function"] in CONTRACT["functions"], call
        assert call["method"] == "POST", call
        assert call["address"].endswith(f"/api/json/{call['function']}/"), call
