# Two commands do all on a fresh machine with Python >= 3.11 and make: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXAMPLE := build/sud-ouest
.DEFAULT_GOAL := run
.PHONY: run test check-long bench lint clean

# Compiled modules halve the time that Prefect takes to start, so they are written whatever the environment says.
unexport PYTHONDONTWRITEBYTECODE

# The lock is given as constraints too: the pip that comes with Python 3.11 takes the newest of a package that another
# asks for with an extra, whatever the lock says, and then refuses it.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKED := $(INSTALL) --require-hashes

$(VENV)/.run: requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(LOCKED) --requirement $< --constraint $<
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

# Tests load few of their libraries' modules: those are compiled when they are first loaded.
$(VENV)/.test: requirements-test.lock $(VENV)/.run
	$(LOCKED) --no-compile --requirement $< --constraint $<
	touch $@

# The main job on the example: ends with the path of the headline table.
run: $(VENV)/.run
	test -e $(EXAMPLE)/relance.toml || $(BIN)/relance init $(EXAMPLE) --example sud-ouest
	$(BIN)/relance run $(EXAMPLE)
	@echo "headline table: $(EXAMPLE)/published/current/tables/headline.en.html"

lint: $(VENV)/.test
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy

test: lint
	$(BIN)/pytest -n 2 -m "not long"

check-long: lint
	$(BIN)/pytest -n 2 --timeout 3600

bench: $(VENV)/.test
	$(BIN)/python -m tests.bench

clean:
	rm -rf build $(VENV)
