# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Prints the path of a Python: of the version asked for ("3.12"), else the first that the project can use.
# PYTHON in the environment decides alone, where no version is asked for.
# usage: sh scripts/find_python.sh [VERSION]

set -u

wanted="${1:-}"
pyenv="${PYENV_ROOT:-$(pyenv root 2>/dev/null || printf '%s/.pyenv' "$HOME")}"

# The answer is the interpreter itself, never a shim or a virtual environment's link.
probe='
import os, sys
import ensurepip, venv
version = "%d.%d" % sys.version_info[:2]
wanted = sys.argv[1:] or ["3.11", "3.12", "3.13"]
if version not in wanted:
    sys.exit(1)
print(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))
'

try() {
    # shellcheck disable=SC2086
    "$1" -c "$probe" $wanted 2>/dev/null
}

if [ -z "$wanted" ] && [ -n "${PYTHON:-}" ]; then
    try "$PYTHON" && exit 0
    echo "PYTHON=$PYTHON is not a Python 3.11, 3.12 or 3.13 with the modules venv and ensurepip." >&2
    exit 1
fi

for version in ${wanted:-3.11 3.12 3.13}; do
    try "python$version" && exit 0
done
[ -z "$wanted" ] && try python3 && exit 0
for version in ${wanted:-3.11 3.12 3.13}; do
    for candidate in "$pyenv/versions/$version".*/bin/python3; do
        [ -x "$candidate" ] && try "$candidate" && exit 0
    done
done

echo "Python ${wanted:-3.11, 3.12 or 3.13} with the modules venv and ensurepip is neither on PATH nor in $pyenv/versions." >&2
exit 1
