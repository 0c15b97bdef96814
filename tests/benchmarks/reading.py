# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A long list from a file: read as bulk_destinations reads it, beside the bare library that knows the number plans."""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import pathlib
import subprocess
import sys

from benchmarks.measure import Bench, Run

REGION = "DE"
SHORT = 1_000_000

# Both end with a set of as many numbers. Each runs in a process of its own: seconds of the processor, and MiB.
_BARE = """
import phonenumbers
found = set()
with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        number = phonenumbers.parse(line.strip(), sys.argv[3])
        if phonenumbers.is_valid_number(number):
            found.add(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
"""
_OURS = """
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.lists import Lists
from ansible_collections.telephony.enswitch.plugins.module_utils._tasks.bulk_destinations import argument_spec
options = {name: option.get("default") for name, option in argument_spec().items()}
region = sys.argv[3] if sys.argv[2] == "e164" else None
lists = Lists({**options, "src": sys.argv[1], "normalize": sys.argv[2], "region": region})
lists.read(print)
found = lists.wanted.spelling
"""
_MEASURED = """
import json, resource, sys, time
{0}
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([len(found), time.process_time(), used.ru_maxrss / 1024]))
"""


@dataclasses.dataclass(frozen=True)
class Result:
    """Seconds of the processor, memory in MiB, and what the bare library takes where it is asked."""

    lines: int
    normalize: str
    seconds: float
    memory: float
    bare: float | None = None


def _line(index: int) -> str:
    """An invented number of a mobile phone, as people write it."""
    return (f"+49 171 {index:07}", f"0171/{index:07}", f"0049 171 {index:07}", f"+49171{index:07}")[index % 4]


def run(bench: Bench, count: int, folder: pathlib.Path) -> list[Result]:
    """Measure both ways of reading a list of so many lines, and the bare library, in turn."""
    source = folder / "list.txt"
    with source.open("w", encoding="ascii") as file:
        file.writelines(f"{_line(index)}\n" for index in range(count))

    def measured(program: str, normalize: str) -> Run:
        command = [sys.executable, "-c", _MEASURED.format(program), str(source), normalize, REGION]
        environment = {**os.environ, "PYTHONPATH": str(bench.collections)}
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        found, seconds, memory = json.loads(ran.stdout)
        if found != count:
            raise RuntimeError(f"{found} of {count} numbers were read")
        return Run(seconds, memory)

    ways = [(_OURS, "separators"), (_OURS, "e164"), (_BARE, "e164")]
    separators, e164, bare = bench.best(*(functools.partial(measured, *way) for way in ways), short=count <= SHORT)
    return [
        Result(count, "separators", separators.seconds, separators.memory),
        Result(count, "e164", e164.seconds, e164.memory, bare.seconds),
    ]
