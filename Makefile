# The project's commands; `make help` lists them. A machine with Python 3.11 or 3.12, pip and make is enough.

.DEFAULT_GOAL := help
.PHONY: demo test check bench soak pictures peers clean help

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
PYTHON ?= $(shell for python in python3.12 python3.11 python3 python; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null && echo $$python && break; done)

demo: $(VENV)/run-ready ## boot a phone in a lab of its own, call, take a message
	@$(BIN)/vphone demo

test: check peers ## everything that check does, and all tests but the long ones
	@$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/dev-ready ## lint, format, types, import rules
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	@rules=$$($(BIN)/lint-imports --no-logo --cache-dir .import_linter_cache) || { echo "$$rules"; exit 1; }

bench: $(VENV)/dev-ready ## measure the budgets
	@$(BIN)/python -m tests.benchmarks.run

soak: $(VENV)/dev-ready peers ## the long tests
	@$(BIN)/python -m pytest -m soak

pictures: $(VENV)/dev-ready ## draw the main screens of every model into build/pictures
	@$(BIN)/python -m tests.ui.pictures build/pictures

peers: ## install the real peers that tests run against, where that is possible
	@sh tests/peers/install.sh

clean: ## remove what the other commands made
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/python-ready:
	@test -n "$(PYTHON)" || { echo "vphone needs Python 3.11 or 3.12; none of python3.12, python3.11, python3 is one (set PYTHON=...)" >&2; exit 3; }
	@$(PYTHON) -m venv --clear $(VENV) 2>/dev/null || { $(PYTHON) -m venv --clear --without-pip $(VENV) \
		&& $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }
	@$(PIP) install --upgrade --constraint constraints.txt pip setuptools
	@touch $@

$(VENV)/run-ready: $(VENV)/python-ready pyproject.toml constraints.txt
	@$(PIP) install --constraint constraints.txt --no-build-isolation --editable .
	@touch $@

$(VENV)/dev-ready: $(VENV)/run-ready
	@$(PIP) install --constraint constraints.txt --group dev
	@touch $@
