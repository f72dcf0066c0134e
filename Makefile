# `make run` and `make test` do all the set-up themselves; they need Python 3.11 or newer with venv.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
SIZE ?= default
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

.PHONY: help run test test-demo eval lint bench bench-metricflow bench-sidemantic demo schemas docs-picture clean

help:
	@echo "make run      the web chat over the demo business, at http://localhost:8501"
	@echo "make test     the whole test suite"
	@echo "make eval     the questions of tests/questions against their baseline (OPTIONS=--html=report.html)"
	@echo "make lint     ruff, mypy --strict, the import contract"
	@echo "make bench    the figures of docs/benchmarks.md, measured here"
	@echo "              PARTS=\"scale load\" measures some of answering compiling sql scale data processes memory load"
	@echo "              BENCH_MINUTES=10 BENCH_ASKERS=64 BENCH_CORES=2 BENCH_METRICS=\"100 1000 10000\""
	@echo "              BENCH_SIZES=\"small default large\": docs/benchmarks.md"
	@echo "make bench-metricflow  install MetricFlow in .venv-metricflow, to be measured beside us by make bench"
	@echo "make bench-sidemantic  install sidemantic in .venv-sidemantic, likewise"
	@echo "make demo     build the demo warehouse (SIZE=small|default|large)"
	@echo "make schemas  write the JSON Schemas of docs/schema"
	@echo "make test-demo  the planted stories on SIZE (default: default)"
	@echo "make clean    remove what the other targets made in this folder"

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found; install it or set PYTHON=/path/to/python3"; exit 2; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11; set PYTHON=/path/to/python3.11"; exit 2; }
	@echo "==> creating the virtual environment in $(VENV)"
	@"$(PYTHON)" -m venv $(VENV) || { echo "could not create a virtual environment; on Debian and Ubuntu: apt install python3-venv"; exit 2; }

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "==> installing the assistant (about a minute the first time)"
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "==> installing the assistant with its development tools (about a minute the first time)"
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(VENV)/.installed

run: $(VENV)/.installed
	@$(BIN)/assistant demo build --size default --if-needed
	@$(BIN)/assistant catalog index
	@$(BIN)/assistant web

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -n auto --dist loadgroup

test-demo: $(VENV)/.installed-dev
	@DEMO_SIZE=$(SIZE) $(BIN)/python -m pytest tests/demo

# The questions of tests/questions against their baseline; OPTIONS go to `assistant eval`.
eval: $(VENV)/.installed-dev
	@$(BIN)/assistant demo build --size default --if-needed
	@$(BIN)/assistant eval tests/questions --baseline tests/questions/baseline.json --no-regression $(OPTIONS)

lint: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

schemas: $(VENV)/.installed-dev
	@$(BIN)/python -m assistant.catalog.schema.documents docs/schema
	@$(BIN)/python -m assistant.evaluation.schema docs/schema

# PARTS: some of answering, compiling, sql, scale, data, processes, memory, load; all by default. The
# BENCH_… options are read from the environment or from the command line of make.
bench: $(VENV)/.installed-dev
	@$(BIN)/assistant demo build --size default --if-needed
	@$(BIN)/python -m benchmarks $(PARTS)

# In an environment of its own: MetricFlow's pins and ours exclude each other.
bench-metricflow: .venv-metricflow/.installed

.venv-metricflow/.installed:
	@"$(PYTHON)" -m venv .venv-metricflow
	@.venv-metricflow/bin/python -m pip install --quiet metricflow==0.213.0
	@touch $@

# In an environment of its own as well.
bench-sidemantic: .venv-sidemantic/.installed

.venv-sidemantic/.installed:
	@"$(PYTHON)" -m venv .venv-sidemantic
	@.venv-sidemantic/bin/python -m pip install --quiet sidemantic==0.13.0
	@touch $@

demo: $(VENV)/.installed
	@$(BIN)/assistant demo build --size $(SIZE)

clean:
	@rm -rf $(VENV) .venv-metricflow .venv-sidemantic build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache benchmarks/results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
