# SPDX-FileCopyrightText: 2026 the telephony.enswitch contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# The two commands to know: `make demo` and `make test`. `make help` lists all.
# PYTHON=/path/to/python3.12 chooses the interpreter for .venv; it is found by itself otherwise.

SHELL := /bin/sh
.DELETE_ON_ERROR:

FIND_PYTHON = PYTHON="$(PYTHON)" sh scripts/find_python.sh
ENVIRONMENT = python=$$($(FIND_PYTHON)) && "$$python" scripts/environments.py
VENV_PYTHON = .venv/bin/python
STEPS = format typing licenses unit integration faults guides sanity lint docs-lint importer changelog-lint coverage

.PHONY: help demo test test-matrix $(STEPS) install artifact release chaos mutation bench simulator fix constraints clean docs

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{ printf "%-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo "One step of make test each: $(STEPS)"

demo: ## play playbooks/provision.yml against the simulator, or in check mode against ENSWITCH_URL
	@$(ENVIRONMENT) demo
	@$(VENV_PYTHON) scripts/demo.py

test: ## everything that a change has to pass
	@$(ENVIRONMENT) dev
	@$(VENV_PYTHON) scripts/check.py

test-matrix: ## sanity, integration and unit tests on every supported ansible-core and Python; ONLY="unit-py3.9 sanity" picks
	@$(ENVIRONMENT) dev
	@$(VENV_PYTHON) scripts/matrix.py $(ONLY)

$(STEPS):
	@$(ENVIRONMENT) dev
	@$(VENV_PYTHON) scripts/check.py $@

chaos: ## random faults and the dialler, then one run has to converge: SEEDS=200, FIRST=1
	@$(ENVIRONMENT) dev
	@$(VENV_PYTHON) scripts/artifact.py
	@cd tests && ENSWITCH_TEST_COLLECTIONS="$(CURDIR)/.cache/collections" exec ../$(VENV_PYTHON) -m faults.chaos \
		--seeds $(or $(SEEDS),20) --first $(or $(FIRST),1)

bench: ## measure, beside bare clients; ARGS="--write" makes the page of the documentation
	@$(ENVIRONMENT) bench
	@$(VENV_PYTHON) scripts/artifact.py
	@cd tests && ../$(VENV_PYTHON) -m benchmarks $(ARGS)

artifact: ## build the artifact into dist/ and print its checksum, the same each time
	@$(ENVIRONMENT) demo
	@$(VENV_PYTHON) scripts/artifact.py dist

release: ## prepare a release: VERSION=1.2.3, DATE=2026-11-23 if not today; publishes nothing
	@$(ENVIRONMENT) dev
	@$(VENV_PYTHON) scripts/release.py "$(VERSION)" $(DATE)

mutation: ## mutate the plan functions and see which mutants the unit tests let live; takes long
	@$(ENVIRONMENT) mutation
	@.venvs/mutation/bin/python scripts/mutation.py $(ONLY)

install: ## build the artifact and install it into .cache/collections
	@$(ENVIRONMENT) demo
	@$(VENV_PYTHON) scripts/artifact.py

simulator: ## start the simulator in the foreground; ARGS="--help" lists its options
	@$(ENVIRONMENT) demo
	@cd tests && exec ../$(VENV_PYTHON) -m simulator $(ARGS)

fix: ## format the Python files, and mend what ruff can mend
	@$(ENVIRONMENT) dev
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

constraints: ## pin the newest versions of what the tests install
	@python=$$($(FIND_PYTHON)) && "$$python" scripts/constraints.py

clean: ## remove everything that make made
	rm -rf .venv .venvs .cache .ansible .mypy_cache .pytest_cache .ruff_cache .hypothesis dist build docs/_build

docs: ## build the documentation site into docs/_build/html
	@$(ENVIRONMENT) dev
	@$(VENV_PYTHON) scripts/docs.py
