# Every recipe has a comment that says what it does and when to use it; `make help` prints them.
# Recipes are incremental: what is already there is not done again (stamps live inside .venv).

PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
VENV := .venv
BIN := $(VENV)/bin
CATALOGUES := $(patsubst %.po,%.mo,$(shell find src -name '*.po' 2>/dev/null))
# A system Python without ensurepip (Debian without python3.11-venv) lends its own pip to the environment.
PIP = $(shell test -x $(BIN)/pip && echo $(BIN)/python -m pip || echo $(PYTHON) -m pip --python $(BIN)/python)
LOCK = $(VENV)-lock/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links

BENCHMARKS := importing measuring account selecting debating dispatching sequencing deciding forecasting reporting pages badge open_loop growing

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export DJANGO_SETTINGS_MODULE := clave.project.settings

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help env env-test env-bench run demo test system-packages check check-format check-lint check-types check-floors \
	check-migrations check-house fmt messages docs bench soak lock clean

# help: this list.
help:
	@sed -n 's/^# \([a-z-]*\): /\1\t/p' $(MAKEFILE_LIST) | expand -t 20

# env: the environment to run clave, exactly as locked; no test, bench or optional package.
env: $(VENV)/.runtime

# env-test: the environment to develop and test clave: env plus the test extra, exactly as locked.
env-test: $(VENV)/.test

# env-bench: the peers of the benchmarks on top of env-test, exactly as locked.
env-bench: $(VENV)/.bench

# run: start clave at http://127.0.0.1:8000 with a demo company if there is none yet; prints a one-time set-up link.
run: env messages
	$(BIN)/python -m clave.project start

# demo: build the demo company again, from its seed.
demo: env messages
	$(BIN)/clave demo

# test: everything: system packages where absent, then the checks, then the whole suite, a process a core (what .ci/run runs).
test: system-packages env-test check
	$(BIN)/python -m pytest --ignore=tests/house --numprocesses=auto --dist=loadfile

# system-packages: Chromium, PostgreSQL and Java by apt-get, only where absent; without root one sentence names them.
system-packages:
	@.ci/system-packages

# check: format, lint, types, floors, migrations and the house's own tests (sizes, documents, messages); no browser.
check: env-test messages check-format check-lint check-types check-floors check-migrations check-house

# check-format: the code is formatted.
check-format: env-test
	$(BIN)/ruff format --check .

# check-lint: the code follows the rules in pyproject.toml.
check-lint: env-test
	$(BIN)/ruff check .

# check-types: strict in the chain (base to outcome), looser in the shell around it.
check-types: env-test
	$(BIN)/mypy

# check-floors: no import goes up the building (.importlinter).
check-floors: env-test
	$(BIN)/lint-imports --no-logo

# check-migrations: the models and the migrations say the same.
check-migrations: env-test
	$(BIN)/python -m django makemigrations --check --dry-run

# check-house: sizes, floors drawing, documents, glossary, messages, Makefile.
check-house: env-test messages
	$(BIN)/python -m pytest tests/house --durations=0 --durations-min=5

# fmt: format the code and mend what ruff can mend by itself.
fmt: env-test
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

# messages: compile the message catalogues that changed.
messages: env $(CATALOGUES)

# docs: write what is generated from the declarations: reference pages (commands, facts, policy, permissions), menu icons.
docs: env messages
	$(BIN)/python -m clave.cli.reference docs/reference
	$(BIN)/python -m clave.facts.reference docs/reference
	$(BIN)/python -m clave.policy.reference docs/reference
	$(BIN)/python -m clave.api.reference docs/reference
	$(BIN)/python -m clave.web.reference docs/reference
	$(BIN)/python -m django shell -v 0 -c "from clave.web.menu_icons import drawn; print(drawn(), end='')" \
		> src/clave/web/static/clave/menu.svg

# bench: the side-by-side benchmarks, one after another; results are ratios. About half an hour and 4 GB of disk.
bench: env-bench messages
	@set -e; for benchmark in $(BENCHMARKS); do echo "== $$benchmark"; $(BIN)/python -m bench.$$benchmark; done

# soak: the full-size runs that are too long for every day: tests marked so, and the cost curve up to 100 M lines.
soak: env-bench messages
	$(BIN)/python -m pytest -m soak --timeout=14400 -o faulthandler_timeout=14400
	$(BIN)/python -m bench.measuring 100000000 200000 1
	$(BIN)/python -m bench.growing --full --write
	$(BIN)/python -m bench.open_loop --seconds 900 --customers 10000
	$(BIN)/python -m bench.scaling --full --spark

# lock: write the lock files again after pyproject.toml changed; they name no registry.
lock: $(VENV)-lock/bin/uv
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra postgres --constraints requirements.lock --output-file requirements-server.lock
	$(LOCK) --extra test --constraints requirements.lock --output-file requirements-test.lock
	$(LOCK) --extra bench --constraints requirements-test.lock --output-file requirements-bench.lock
	sed -i '/# via -c requirements/d; /#   -c requirements/d' requirements-server.lock requirements-test.lock requirements-bench.lock

# clean: remove the environments and every cache; data in var/ stays.
clean:
	rm -rf $(VENV) $(VENV)-lock .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov

# The environment itself; says so in one sentence when the Python at hand is not 3.11.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		{ echo "clave needs Python 3.11: install it, or say where it is with make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(VENV)

# The locked runtime packages, then clave itself as an editable install.
$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps -e .
	@touch $@

# The locked test packages on top of the runtime.
$(VENV)/.test: requirements-test.lock $(VENV)/.runtime
	$(PIP) install --quiet --require-hashes -r requirements-test.lock
	@touch $@

# The peers of the benchmarks on top of the tests.
$(VENV)/.bench: requirements-bench.lock $(VENV)/.test
	$(PIP) install --quiet --require-hashes -r requirements-bench.lock
	@touch $@

# The tool that writes the locks, apart from clave's own environment.
$(VENV)-lock/bin/uv:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet uv

# One compiled catalogue from its text.
%.mo: %.po | $(VENV)/.runtime
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
