# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs `make mutation`: changes the plan functions, one small thing at a time, and sees whether a unit test notices.

Arguments choose files, such as `_wishes`. Prints the change of each mutant that no test noticed. Those that change
nothing that anybody could notice are explained in tests/mutation/README.md; any other ends it with exit status 1.
Run by the Python of .venvs/mutation.
"""

from __future__ import annotations

import collections
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys

import artifact
import project

FILES = ("_campaigns", "_destinations", "_number_lookalikes", "_schema", "_wishes")
# Of a mutant that a test noticed; one that runs forever is noticed as well.
NOTICED = ("killed", "timeout")

_SETTINGS = """\
[mutmut]
source_paths = {plugins}/module_utils
only_mutate =
    {files}
also_copy = {place}
pytest_add_cli_args_test_selection =
    {tests}
"""


def _tests(names: list[str]) -> list[str]:
    """The unit tests of these files."""
    wanted = {f"tests/unit/plugins/module_utils/test{kind}{name}.py" for kind in ("", "_mutants") for name in names}
    return [name for name in project.tracked_files() if name in wanted]


def _mutmut(base: pathlib.Path, *arguments: str) -> str:
    """Runs mutmut and returns what it printed. Raises ProjectError when it fails."""
    environment = project.clean_environment(pathlib.Path(sys.executable).parent)
    ran = subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=base,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if ran.returncode != 0:
        raise project.ProjectError(f"mutmut {arguments[0]} failed:\n{ran.stdout[-5000:]}")
    return ran.stdout


def change(shown: str) -> str:
    """The lines that a mutant takes away and puts in, without their place: what it is known by."""
    lines = [line for line in shown.splitlines() if re.match(r"[-+](?![-+])", line)]
    return "\n".join(line[0] + line[1:].strip() for line in lines)


def identity(function: str, shown: str) -> str:
    """A short name of a mutant that stays as long as its function and its change do."""
    return hashlib.sha256(f"{function}\n{change(shown)}".encode()).hexdigest()[:10]


def _work() -> int:
    names = [name for name in FILES if not sys.argv[1:] or name in sys.argv[1:]]
    if not names:
        raise project.ProjectError(f"there are: {', '.join(FILES)}")
    shutil.rmtree(project.CACHE / "stage" / "mutation", ignore_errors=True)
    place = artifact.stage("mutation")
    base = place.parents[2]
    inside = place.relative_to(base)
    settings = _SETTINGS.format(
        plugins=inside / "plugins",
        place=inside,
        files="\n    ".join(str(inside / "plugins" / "module_utils" / f"{name}.py") for name in names),
        tests="\n    ".join(str(inside / test) for test in _tests(names)),
    )
    (base / "setup.cfg").write_text(settings, encoding="utf-8")
    _mutmut(base, "run", "--max-children", "2")
    verdicts = dict(re.findall(r"^\s+(\S+): ([a-z ]+)$", _mutmut(base, "results", "--all", "true"), re.MULTILINE))
    if not verdicts:
        raise project.ProjectError("nothing was mutated")
    explained = (project.ROOT / "tests" / "mutation" / "README.md").read_text(encoding="utf-8")
    open_ones = 0
    for mutant, verdict in verdicts.items():
        if verdict in NOTICED:
            continue
        shown = _mutmut(base, "show", mutant)
        function = mutant.rpartition("__mutmut_")[0].rpartition("module_utils.")[2]
        known = identity(function, shown)
        if known in explained and verdict == "survived":
            verdicts[mutant] = "explained"
            continue
        open_ones += 1
        print(f"{known} {function}: {verdict}\n{change(shown)}\n")
    counts = collections.Counter(verdicts.values())
    print(f"{len(verdicts)} mutants: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common()))
    return 1 if open_ones else 0


if __name__ == "__main__":
    project.main(_work)
