# Fellesnett. `make` lists the targets.
PORT ?= 8000
DATA_DIR ?= $(CURDIR)/var
DB ?= sqlite
ONLY ?=
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export DATA_DIR

.DEFAULT_GOAL := help
.PHONY: help up install install-test test test-fast test-next check bench lock screenshots clean gates

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Fellesnett needs Python 3.11 or newer"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/base: $(VENV)/python requirements/base.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@$(BIN)/python -c "import pathlib, site; pathlib.Path(site.getsitepackages()[0], 'fellesnett.pth').write_text('$(CURDIR)\n')"
	@printf '#!/bin/sh\nexec "%s/$(BIN)/python" -m fellesnett "$$@"\n' "$(CURDIR)" > $(BIN)/fellesnett && chmod +x $(BIN)/fellesnett
	@touch $@

$(VENV)/test: $(VENV)/base requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

install: $(VENV)/base ## install what the product needs into .venv

install-test: $(VENV)/test ## install what the tests need, a browser too where it may
	@tests/install-browser
	@tests/install-validator

export PORT
up: install ## install, load the demonstration and start the server on PORT
	@$(BIN)/python -m fellesnett prepare
	@$(BIN)/python -m fellesnett demo load --unless-loaded
	@$(BIN)/python -m fellesnett serve --with-worker --port $(PORT)

test: install-test ## run all tests; DB=postgres runs them on a throw-away PostgreSQL
	@tests/on-database $(DB) $(BIN)/python -m pytest -n 2 --dist loadgroup

gates: install-test ## only the gates of the public pages and the twenty tasks, on the whole demonstration in a browser
	@$(BIN)/python -m pytest -n 0 tests/gates

test-fast: $(VENV)/test ## run the tests without browser and servers
	@tests/on-database $(DB) $(BIN)/python -m pytest -n 2 --dist loadgroup -m "not browser and not server"

test-next: ## run the fast tests on Django 6.1 with Python 3.13, where that interpreter is found
	@tests/on-next-versions

check: $(VENV)/test ## linters, types, arrows, migrations, translations, dependency audit
	@tests/check

bench: $(VENV)/test ## the benchmarks beside their peers; ONLY=name for one
	@$(BIN)/python -m bench $(ONLY)

screenshots: install-test ## take the README's and the manual's pictures anew from the running product
	@PICTURES=$(CURDIR)/docs/pictures $(BIN)/python -m pytest tests/journeys/test_the_main_job.py
	@$(BIN)/python -m tests.manual_pictures

lock: ## pin the requirements anew (needs uv)
	@cd requirements && ./lock

clean: ## remove the installation and caches, never data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
