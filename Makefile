# The commands of this project. `make` alone lists them.

PY ?= python3
V := .venv
BIN := $(V)/bin
export PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help run test test-browser test-services check fix messages bench requirements clean

help: ## List the commands
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 15

run: $(V)/.run ## Install, migrate and run the whole portal here (PORT=8000); Ctrl-C stops it
	@EMBEDDED=1 exec $(BIN)/python manage.py up --stop-with-parent

test: $(V)/.dev ## Run every test that needs no server and no browser
	@$(BIN)/python -m pytest

test-services: $(V)/.dev ## The same tests and more on PostgreSQL and Redis: DATABASE_URL=… REDIS_URL=…
	@$(BIN)/python -m pytest -m "not browser and not embedded"

BROWSER ?= browser
# The migrations are what the other two commands try; here the tables are made at once.
test-browser: $(V)/.dev ## Run the tests in headless Chromium (part of them: BROWSER="browser and demo")
	@$(BIN)/python -m pytest --no-migrations -m "$(BROWSER)"

check: $(V)/.dev ## Lint: code, directions, migrations, translations, templates, reading level, production settings
	@failed=0; check() { echo "--- $$*"; $(BIN)/"$$@" || failed=1; }; \
	check ruff check .; \
	check ruff format --check .; \
	check lint-imports --no-logo; \
	check python manage.py makemigrations --check --dry-run; \
	check python -m tools.messages --check; \
	check python -m tools.templates; \
	check python -m tools.reading; \
	check python -m tools.production; \
	exit $$failed

fix: $(V)/.dev ## Mend what the linter can mend, and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(V)/.dev ## Gather the texts to translate into locale/en/LC_MESSAGES/django.po
	$(BIN)/python -m tools.messages

bench: $(V)/.dev ## Measure the pages beside a bare Django page
	@$(BIN)/python -m tools.bench

requirements: $(V)/.uv ## Lock requirements.in and requirements-dev.in anew (needs the network)
	for name in requirements requirements-dev; do \
	  $(V)/.uv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-emit-index-url --no-emit-find-links --output-file $$name.txt $$name.in || exit 1; done

clean: ## Remove the environment and everything generated; the data in var/ stays
	rm -rf $(V) .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
	rm -f locale/*/LC_MESSAGES/*.mo

$(BIN)/python:
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed. Name one with: make PY=python3.12"; exit 1; }
	@$(PY) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "$(PY) cannot make a virtual environment. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	$(PY) -m venv $(V)

$(V)/.run: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(V)/.dev: requirements-dev.txt $(V)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(V)/.uv: | $(BIN)/python
	$(PY) -m venv $@
	$@/bin/pip install --quiet uv
