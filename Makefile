# The two commands of the README: make demo, make test. They need Python 3.11 or newer and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
DEMO := build/demo

.PHONY: demo test lint lock bench clean
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

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy

# Ours is installed without isolation, so that what builds it is locked too.
$(VENV)/.installed: pyproject.toml requirements.lock
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

# Speed and likeness beside datatrove, trafilatura and others; writes build/bench/speed.md, speed.svg and pages.md.
bench: $(VENV)/.installed
	$(PIP) --upgrade 'pip>=25.1'
	$(PIP) --group bench
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/pages.py

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
