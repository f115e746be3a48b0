# Each target makes what it needs; with nothing changed that takes no time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# the peers of the benchmark, which need other versions of what the product needs
PEERS := .venv-bench
PIP := $(BIN)/pip --disable-pip-version-check -q

.PHONY: chat serve test explore torture lint types imports bench docs audit lock clean
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

SEEDS ?= 10000
KILLS ?= 500
torture: $(VENV)/.dev  ## as many simulated lives as SEEDS says, which nobody has seen before; those that fail are named; then KILLS of real processes
	first=$$(date +%s)000; $(BIN)/python -m tests.torture.simulation $$first-$$((first + $(SEEDS)))
	$(BIN)/python -m tests.torture.kills $(KILLS)

$(PEERS)/.bench: requirements/bench.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/pip --disable-pip-version-check -q install --require-hashes -r requirements/bench.txt
	@touch $@

bench: $(VENV)/.run $(PEERS)/.bench  ## the program beside other bots; the results go into docs/performance.md
	$(PEERS)/bin/python -m bench

audit: $(VENV)/.dev  ## whether anything that the program runs on is known to be vulnerable; asks the network, so it is apart from test
	$(BIN)/uv tool run pip-audit --disable-pip --require-hashes -r requirements/run.txt

lock: $(VENV)/.dev  ## pin everything anew, with hashes and without index addresses
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -U pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -U --extra dev pyproject.toml -c requirements/run.txt -o requirements/dev.txt
	printf 'hatchling\neditables\n' | $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -c requirements/dev.txt - -o requirements/build.txt
	sed -n 's/^\([a-z0-9-]*==[^ ;]*\).*/\1/p' requirements/run.txt | grep -v '^pydantic' | $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -U --group bench -c - -o requirements/bench.txt

clean:
	rm -rf $(VENV) $(PEERS) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
