# What you can ask of this house. `make demo` and `make test` need nothing set up before.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS ?=
SETS ?= ../shared/data/sets

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo test test-networks check lint types contracts docs fix fit bench attacks stability validity clean

help: ## Show this list.
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' $(MAKEFILE_LIST) | while read -r name words; do printf '  make %-14s %s\n' "$$name" "$$words"; done

setup: $(VENV)/.dev ## Make .venv with everything for working on OpenClout.

demo: $(VENV)/.server $(VENV)/.kernels ## A made-up world, a run, the site: no keys needed. Ctrl-C ends it.
	@exec $(BIN)/openclout demo $(ARGS)

test: $(VENV)/.warm ## The tests, documents included. One of them: make test ARGS='-k forget'.
	@$(BIN)/pytest -n 3 --dist loadgroup $(ARGS)

test-networks: $(VENV)/.warm ## The tests that take long or need whole servers; tests/servers/install.sh brings these.
	@$(BIN)/pytest -n 2 --dist loadgroup -m 'network or slow' $(ARGS)

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

fit: $(VENV)/.dev ## Fit act weights and calibration again on the reference sets; writes only the part `fit` of weights.toml.
	@$(BIN)/python -m bench.fit $(ARGS)

bench: $(VENV)/.dev $(VENV)/.kernels ## Speed and memory, side by side with other engines.
	@$(BIN)/python -m bench $(ARGS)

attacks: $(VENV)/.dev $(VENV)/.kernels ## What attacks gain and cost, on the open sets that are at hand.
	@$(BIN)/python -m bench.attacks --json src/openclout/validity/attacks.json $(ARGS)

stability: $(VENV)/.dev $(VENV)/.kernels ## How much steady people move, and how often a change is wrongly called real.
	@$(BIN)/python -m bench.stability --json src/openclout/validity/stability.json $(ARGS)

validity: $(VENV)/.dev $(VENV)/.kernels ## Judge the method on all sets under SETS, and ship the card. A second call goes on.
	@$(BIN)/openclout validate $(SETS) --pairs $(SETS)/peerindex_influencers/dev_pairs.csv --out build/validity $(ARGS)
	@cp build/validity/card.json src/openclout/validity/card.json

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

$(VENV)/.kernels: $(wildcard src/openclout/scoring/*.py src/openclout/scoring/*/*.py src/openclout/lake/*.py src/openclout/engines/*.py src/openclout/validity/*.py) $(VENV)/.python
	@find src -name '*.nb[ic]' -delete
	@touch $@

# Tests run side by side: compiled here once, the heavy steps are not compiled by several of them at the same time.

$(VENV)/.warm: $(VENV)/.dev $(VENV)/.kernels
	@rm -rf build/warm
	@$(BIN)/openclout demo --people 120 --build-only --home build/warm 2> /dev/null > /dev/null
	@touch $@
