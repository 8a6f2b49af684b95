# Everything a newcomer needs: `make demo` shows the product, `make test` proves it.

SHELL := /bin/sh
PORT ?= 8000
DIR ?= build/demo
ARGS ?=
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
# -qq still shows errors. The project itself is installed from its checkout, with what the lock has brought.
INSTALL_PROJECT := $(PIP) install --no-deps --no-build-isolation -e .

# Whole files go to one process each, in our order (tests/conftest.py); `make test ARGS=-n0` runs all in one.
# All processes must collect the same tests in the same order, one with parameters out of a set too.
EVERY_CORE := -n logical --maxprocesses 8 --dist loadfile --no-loadscope-reorder

.NOTPARALLEL:
.PHONY: help demo test parts lint types docs bench lock clean

help:
	@echo "make demo    start the product on a sample inventory (PORT=$(PORT), DIR=$(DIR))"
	@echo "make test    install what tests need, then run every check (ARGS= goes to pytest)"
	@echo "make lint    style and import floors        make types   mypy"
	@echo "make docs    build the documentation        make bench   measure"
	@echo "make lock    renew the hash locks           make clean   remove what was built"

# The shell outlives Ctrl-C, so that stopping the demo is no error.
demo: .venv/runtime
	@trap : INT; $(BIN)/signage demo --dir "$(DIR)" --port "$(PORT)" || [ $$? -eq 130 ]

test: parts lint types
	@PYTHONHASHSEED=0 $(BIN)/python -m pytest $(EVERY_CORE) $(ARGS)

parts:
	@scripts/install_parts
	@scripts/install_lighthouse
	@scripts/install_oidc

lint: .venv/dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports --no-logo
	@scripts/lint_javascript

types: .venv/dev
	@$(BIN)/mypy

docs: .venv/dev
	@$(BIN)/mkdocs build --strict --site-dir build/site
	@echo "The documentation is in build/site/index.html"

bench: parts .venv/dev
	@$(BIN)/python -m bench $(ARGS)

# Python comes from PYTHON= or is looked for; a folder left by another Python is made anew.
.venv/bin/python:
	@python=$$(PYTHON="$(PYTHON)" scripts/find_python) && \
		echo "Making .venv with $$($$python --version)" && $$python -m venv --clear .venv

.venv/runtime: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing the product's libraries into .venv (a minute or two, depending on the network)"
	@scripts/install_libraries requirements.txt
	@$(INSTALL_PROJECT)
	@touch $@

.venv/dev: requirements-dev.txt pyproject.toml | .venv/bin/python
	@echo "Installing the product's and the tests' libraries into .venv (two or three minutes)"
	@scripts/install_libraries requirements-dev.txt
	@$(INSTALL_PROJECT)
	@touch .venv/runtime $@

# One lock for every Python and platform; it names no host, so it works with any mirror.
LOCK = build/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header pyproject.toml requirements.in

lock: build/lock/bin/uv
	@$(LOCK) --output-file requirements.txt
	@$(LOCK) requirements-dev.in --output-file requirements-dev.txt
	@echo "requirements.txt and requirements-dev.txt are renewed"

build/lock/bin/uv:
	@python=$$(PYTHON="$(PYTHON)" scripts/find_python) && $$python -m venv build/lock
	@build/lock/bin/python -m pip --disable-pip-version-check -qq install uv

clean:
	@rm -rf build dist site .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find src api tests tools -name __pycache__ -prune -exec rm -rf {} +
