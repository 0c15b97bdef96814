# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``python -m mutation [FILE...]``: change the plan functions, one small thing at a time, and print each change that
no unit test noticed (mutmut).

FILE is such as `_campaigns/plan`. A change that nobody could notice is explained in README.md; any other ends it with
exit status 1.
"""

from __future__ import annotations

import collections
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import artifact  # noqa: E402

FILES = ["_campaigns/desired", "_campaigns/fields", "_campaigns/likeness", "_campaigns/plan", "_campaigns/plan_all"]
FILES += ["_destinations/near_duplicates", "_destinations/plan"]
FILES += ["_preflight/hours", "_preflight/rules"]
FILES += ["_timegroups/periods", "_timegroups/plan"]


def mutmut(base: pathlib.Path, *arguments: str) -> str:
    """Run mutmut and return what it printed."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    ran = subprocess.run(command, cwd=base, capture_output=True, encoding="utf-8", errors="replace", check=False)
    if ran.returncode != 0:
        sys.exit(f"{command} failed:\n{ran.stdout[-5000:]}{ran.stderr[-5000:]}")
    return ran.stdout


def verdicts(base: pathlib.Path, names: list[str]) -> dict[str, str]:
    """What became of each mutant of these files."""
    place = artifact.stage(base).relative_to(base)
    source, unit = place / "plugins" / "module_utils", base / place / "tests" / "unit" / "plugins" / "module_utils"
    tests = {path for name in names for path in unit.glob(name.replace("/", "/test_") + "*.py")}
    settings = {
        "source_paths": [source],
        "only_mutate": [source / f"{name}.py" for name in names],
        "also_copy": [place],
        "pytest_add_cli_args_test_selection": sorted(path.relative_to(base) for path in tests),
    }
    lines = [f"{name} =\n    " + "\n    ".join(map(str, paths)) for name, paths in settings.items()]
    (base / "setup.cfg").write_text("\n".join(["[mutmut]", *lines, ""]), encoding="utf-8")
    mutmut(base, "run", "--max-children", "2")
    return dict(re.findall(r"^\s+(\S+): ([a-z ]+)$", mutmut(base, "results", "--all", "true"), re.MULTILINE))


def main(base: pathlib.Path, *chosen: str) -> int:
    found = verdicts(base, [name for name in FILES if not chosen or name in chosen])
    explained = (pathlib.Path(__file__).parent / "README.md").read_text(encoding="utf-8")
    # One that runs forever is noticed as well.
    for mutant in [mutant for mutant, verdict in found.items() if verdict not in ("killed", "timeout")]:
        # What it takes away and puts in, and its function: a name that stays as long as these do.
        lines = [line for line in mutmut(base, "show", mutant).splitlines() if re.match(r"[-+](?![-+])", line)]
        changed = "\n".join(line[0] + line[1:].strip() for line in lines)
        function = mutant.rpartition("__mutmut_")[0].rpartition(".")[2]
        known = hashlib.sha256(f"{function}\n{changed}".encode()).hexdigest()[:10]
        if known in explained and found[mutant] == "survived":
            found[mutant] = "explained"
        else:
            print(f"{known} {function}: {found[mutant]}\n{changed}\n")
    counts = collections.Counter(found.values())
    print(f"{len(found)} mutants: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common()))
    return 0 if found and set(counts) <= {"killed", "timeout", "explained"} else 1


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="enswitch-mutation-") as folder:
        sys.exit(main(pathlib.Path(folder), *sys.argv[1:]))
