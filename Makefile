# Each target makes what it needs; with nothing changed that takes no time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check -q

.PHONY: chat serve test explore lint types imports bench docs lock clean
.DEFAULT_GOAL := chat

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(BIN)/python pyproject.toml requirements/run.txt
	$(PIP) install --require-hashes -r requirements/build.txt -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

chat: $(VENV)/.run  ## the award application in this terminal
	@$(BIN)/formbot chat award

serve: $(VENV)/.run  ## the bot whose token is in .env
	@$(BIN)/formbot serve

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports

test: lint types imports  ## lint, types, import rules and tests
	$(BIN)/python -m pytest

docs: $(VENV)/.dev  ## the generated parts of docs/dialogues.md, and the JSON Schema
	$(BIN)/python docs/generate.py

explore: $(VENV)/.dev  ## the property tests with examples that nobody has seen
	$(BIN)/python -m pytest --hypothesis-profile explore

bench: $(VENV)/.dev
	$(BIN)/python bench/core.py

lock: $(VENV)/.dev  ## pin everything anew, with hashes and without index addresses
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -U pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -U --extra dev pyproject.toml -c requirements/run.txt -o requirements/dev.txt
	printf 'hatchling\neditables\n' | $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -c requirements/dev.txt - -o requirements/build.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
