# The two commands of the README: make demo, make test. They need Python 3.11 or newer and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
DEMO := build/demo
ENGINES := build/engines
# The dump that bench-engines measures: make bench-engines MEGABYTES=500
MEGABYTES ?= 500

.PHONY: demo test test-built test-pure test-engines lint lock bench bench-engines bench-serve clean
.DELETE_ON_ERROR:

demo: $(VENV)/.installed
	@rm -rf $(DEMO)
	@$(BIN)/cleaner clean seeds --output $(DEMO)
	@echo
	@$(BIN)/cleaner explain --changes seeds
	@echo
	@echo "The texts as scraped: seeds/   the articles: $(DEMO)/   to compare: diff -r seeds $(DEMO)"

test: lint
	$(BIN)/cleaner rules check
	$(BIN)/python -m pytest -q -n auto

# All tests again on what `pip install .` gives, with the modules that mypyc compiles: a wheel of its own in an environment of its own.
BUILT := build/built
test-built: $(BUILT)/.installed
	$(BUILT)/bin/pytest -q -n auto tests

# The laws, fixtures, traps and pages once more, with nothing compiled.
PURE := build/pure
test-pure: $(PURE)/.installed
	$(PURE)/bin/pytest -q -n auto tests/test_fixtures.py tests/test_laws.py tests/test_hostile.py tests/test_page_fixtures.py

$(BUILT)/.installed: COMPILE := 1
$(PURE)/.installed: COMPILE := 0
$(BUILT)/.installed $(PURE)/.installed: pyproject.toml requirements.lock setup.py $(wildcard compiled/*) $(shell find cleaner -name '*.py' -o -name '*.toml')
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	@CLEANER_COMPILE=$(COMPILE) $(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation .
	@touch $@

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy

# Ours is installed without isolation, so that what builds it is locked too.
$(VENV)/.installed: pyproject.toml requirements.lock setup.py $(wildcard compiled/*)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"Python 3.11 or newer is needed, $(PYTHON) is {sys.version.split()[0]}; run make with PYTHON=/path/to/python3")'
	@echo "Setting up $(VENV) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) --constraint requirements.lock setuptools
	@$(PIP) --constraint requirements.lock --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(PIP) --requirement requirements.lock
	@touch $@

# Writes no address of an index into the file.
lock: $(VENV)/.installed-dev
	$(PIP) uv
	head -n 1 requirements.lock > requirements.new
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --no-emit-index-url --no-header --quiet --upgrade >> requirements.new
	mv requirements.new requirements.lock
	head -n 1 requirements-engines.lock > requirements.new
	$(BIN)/uv pip compile pyproject.toml --group engines --extra arrow --extra serve --universal --python-version 3.11 --no-emit-index-url --no-header --quiet --upgrade >> requirements.new
	mv requirements.new requirements-engines.lock

# The steps for engines on the engines themselves: a Ray cluster, Spark with two workers, datatrove, datasets, Scrapy, polars, DuckDB;
# and the service against its own description, by schemathesis.
test-engines: $(ENGINES)/.installed
	TEST_ENGINES=1 $(ENGINES)/bin/python -m pytest -q --durations=5 -o addopts=--doctest-modules -o filterwarnings=ignore tests/engines cleaner/adapters

# Throughput by engine and workers, beside the bare kernel; writes build/bench/engines.md.
bench-engines: $(ENGINES)/.installed
	$(ENGINES)/bin/python benchmarks/engines.py --megabytes $(MEGABYTES)

# Spark needs Java, which is no package of Python.
$(ENGINES)/.installed: pyproject.toml requirements-engines.lock setup.py $(wildcard compiled/*)
	@command -v java > /dev/null || { test "$$(id -u)" = 0 && command -v apt-get > /dev/null; } || { echo "Spark needs Java 17 or newer: install it"; exit 1; }
	@command -v java > /dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends default-jre-headless > /dev/null; }
	@echo "Setting up $(ENGINES) …"
	@$(PYTHON) -m venv --clear $(ENGINES)
	@$(ENGINES)/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements-engines.lock
	@$(ENGINES)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Speed and likeness beside datatrove, trafilatura and others, and dumps beside plain loops; writes build/bench/speed.md, speed.svg,
# pages.md and dumps.md.
# In an environment of its own.
MEASURED := build/measured
bench:
	@$(PYTHON) -m venv $(MEASURED)
	$(MEASURED)/bin/python -m pip install --quiet --upgrade 'pip>=25.1' 'setuptools>=77' 'mypy>=2.4,<3'
	$(MEASURED)/bin/python -m pip install --quiet --group bench
	$(MEASURED)/bin/python -m pip install --quiet --no-build-isolation .
	$(MEASURED)/bin/python benchmarks/speed.py
	$(MEASURED)/bin/python benchmarks/pages.py
	$(MEASURED)/bin/python benchmarks/dump_speed.py

# The service under load; needs wrk and curl. Writes build/bench/serve.md.
bench-serve: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/serve.py

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
