# What you can ask of this house. `make demo` and `make test` need nothing set up before.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS ?=

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo test test-networks check lint types contracts docs fix bench clean

help: ## Show this list.
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' $(MAKEFILE_LIST) | while read -r name words; do printf '  make %-14s %s\n' "$$name" "$$words"; done

setup: $(VENV)/.dev ## Make .venv with everything for working on OpenClout.

demo: $(VENV)/.server $(VENV)/.kernels ## A made-up world, a run, the site: no keys needed. Ctrl-C ends it.
	@exec $(BIN)/openclout demo $(ARGS)

test: $(VENV)/.dev $(VENV)/.kernels ## The tests, documents included. One of them: make test ARGS='-k forget'.
	@$(BIN)/pytest -n 2 $(ARGS)

test-networks: $(VENV)/.dev $(VENV)/.kernels ## The tests that need whole networks of servers: see tests/servers/install.sh.
	@$(BIN)/pytest -m network $(ARGS)

check: lint types contracts docs test ## Format, lint, types, contracts, documents, tests: what the build runs.

lint: $(VENV)/.dev ## Format and lint, changing nothing.
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: $(VENV)/.dev ## Types, by two opinions.
	@$(BIN)/mypy $(wildcard src tests bench docs)
	@$(BIN)/basedpyright

contracts: $(VENV)/.dev ## Who may import whom.
	@$(BIN)/lint-imports --no-cache

docs: $(VENV)/.dev ## Generated tables and the changelog, changing nothing. Their code runs with the tests.
	@$(BIN)/python docs/generate.py --check
	@said=$$($(BIN)/towncrier build --draft --version next 2>&1) || { echo "$$said" >&2; exit 1; }
	@echo "documents: up to date"

fix: $(VENV)/.dev ## Format, safe repairs, generated tables.
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .
	@$(BIN)/python docs/generate.py

bench: $(VENV)/.dev $(VENV)/.kernels ## Speed and memory, side by side with other engines.
	@$(BIN)/python -m bench $(ARGS)

clean: ## Remove what these commands made.
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is newer than what it was installed from, so a second call has nothing to do.

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "OpenClout needs Python 3.11 or later; $(PYTHON) is older or missing. Name another one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { \
	  echo "Python cannot make virtual environments here. On Debian: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.server: $(VENV)/.python pyproject.toml constraints.txt
	@echo "Installing OpenClout into $(VENV) (only after changes of pyproject.toml or constraints.txt)"
	@$(PIP) install -c constraints.txt -e '.[server]'
	@touch $@

$(VENV)/.dev: $(VENV)/.python pyproject.toml constraints.txt
	@echo "Installing OpenClout and its tools into $(VENV) (only after changes of pyproject.toml or constraints.txt)"
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.server

# numba keeps compiled kernels and looks only at the file of each one, not at those it calls: begin afresh after changes.

$(VENV)/.kernels: $(wildcard src/openclout/scoring/*.py src/openclout/lake/*.py src/openclout/engines/*.py) $(VENV)/.python
	@find src -name '*.nb[ic]' -delete
	@touch $@
