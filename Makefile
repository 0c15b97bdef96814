# SPDX-FileCopyrightText: 2026 the telephony.enswitch contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# The two commands to know: `make demo` and `make test`. Each session of noxfile.py is a target too, with ARGS="..." for it.
# Needs git and a Python 3.11 or newer; PYTHON=/path/to/python3.12 chooses one. What else is needed comes into the checkout.

PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,$(shell \
	$(name) -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
NOX = .cache/nox/bin/nox
ARGS =

.PHONY: help test matrix clean

help: $(NOX) ## list the sessions
	@$(NOX) --list

test: $(NOX) ## everything that a change has to pass
	@mkdir -p .cache/results
	@CI=true $(NOX) --report .cache/results/test.json

matrix: $(NOX) ## playbooks, sanity and unit tests on every supported ansible-core and Python; needs Python 3.9 to 3.13
	@mkdir -p .cache/results
	@CI=true $(NOX) --tags matrix --report .cache/results/matrix.json

clean: ## remove what make and the tools made
	rm -rf .venv .nox .cache .ansible .mypy_cache .pytest_cache .ruff_cache .hypothesis dist build docs/_build

$(NOX): requirements.lock
	@test -n "$(PYTHON)" || { echo "There is no Python 3.11 or newer with the modules venv and ensurepip." >&2; exit 1; }
	$(PYTHON) -m venv .cache/nox
	.cache/nox/bin/python -m pip install --quiet --constraint requirements.lock nox antsibull-nox uv
	@touch $(NOX)

# Any other name is a session. Alone, it shows what it does as it happens.
%: $(NOX)
	@$(NOX) --parallel 1 --session '$@' -- $(ARGS)

Makefile requirements.lock: ;
