# The commands of the project. `make` alone prints this list.

HOST ?= 127.0.0.1
PORT ?= 5000
BIN  := .venv/bin
PIP   = $(BIN)/python -m pip install --quiet --disable-pip-version-check
# One suite more than there are processors: each of them waits a third of its time, for a page or a process.
LANES := $(shell echo $$(( $$(nproc 2>/dev/null || echo 2) + 1 )))
# The suites start some hundred processes: each would compile the whole program anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run install test needs suites browser browser-pages browser-walks suite-sqlite suite-postgresql ime lint format bench messages desks screenshots clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(BIN)/.installed ## a demo city in the browser (HOST=127.0.0.1 PORT=5000)
	$(BIN)/hotline run --demo --host $(HOST) --port $(PORT)

install: $(BIN)/.installed ## leave the command in .venv/bin/hotline
	@echo "Ready: .venv/bin/hotline --help"

test: $(BIN)/python ## lint, the suite on SQLite and on PostgreSQL, the walk in a browser
	@$(MAKE) --no-print-directory -j2 --output-sync=line needs $(BIN)/.tested
	@$(MAKE) --no-print-directory -j$(LANES) --output-sync=target suites
	@echo "All tests passed."

needs:
	@sh scripts/test-needs.sh

suites: lint suite-postgresql suite-sqlite browser-pages browser-walks

suite-sqlite: $(BIN)/.tested ## the suite on SQLite alone (ARGS=… for pytest)
	@echo "== the suite on SQLite"
	@HOTLINE_TEST_DB=sqlite $(BIN)/python -m pytest -m "not browser and not ime" $(ARGS)

suite-postgresql: $(BIN)/.tested ## the suite on PostgreSQL alone (ARGS=… for pytest)
	@echo "== the suite on PostgreSQL"
	@HOTLINE_TEST_DB=postgresql $(BIN)/python -m pytest -m "not browser and not ime and not once" $(ARGS)

browser: $(BIN)/.tested ## the walk in a real Chromium (ARGS=… for pytest)
	@echo "== the walk in a browser"
	@$(BIN)/python -m pytest -m browser $(ARGS)

# The same in two halves, each in a city of its own: who reads every page is in nobody's way, and nobody in theirs.
READERS := $(wildcard tests/browser/test_access*.py)
browser-pages: $(BIN)/.tested
	@echo "== every page in a browser"
	@$(BIN)/python -m pytest -m browser $(READERS)

browser-walks: $(BIN)/.tested
	@echo "== the walk in a browser"
	@$(BIN)/python -m pytest -m browser tests/browser $(addprefix --ignore=,$(READERS))

ime: $(BIN)/.tested ## the desks under a real Chinese input method, Fcitx 5 with pinyin (ARGS=… for pytest)
	@sh scripts/ime-needs.sh
	@$(BIN)/python -m pytest -m ime tests/ime $(ARGS)

lint: $(BIN)/.tested ## ruff, mypy and the floors
	@echo "== lint"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(BIN)/.tested ## let ruff order imports and lay out the code
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

bench: $(BIN)/.tested ## how fast it is on this machine, each number beside a plain one
	@sh scripts/test-needs.sh
	@$(BIN)/python -m bench.run $(ARGS)

messages: $(BIN)/.tested ## the texts of the pages that have no Chinese yet, ready for translations/zh/
	@$(BIN)/python scripts/messages.py

desks: $(BIN)/.tested ## what each desk costs a person, counted on the real pages (ARGS="operator clerk" for some)
	@sh scripts/test-needs.sh
	@$(BIN)/python -m scripts.desks $(ARGS)

screenshots: $(BIN)/.tested ## pictures of every page, from a demo city of their own (ARGS="board ticket" for some)
	@sh scripts/test-needs.sh
	@$(BIN)/python -m scripts.screenshots $(ARGS)

clean: ## remove what was built (never var/, where the data is)
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@sh scripts/venv.sh

# The stamps make the second start quick: pip runs again only when the dependencies were changed.
$(BIN)/.installed: $(BIN)/python setup.cfg pyproject.toml
	@echo "Installing Hotline into .venv (a minute or two the first time) ..."
	@$(PIP) --editable .
	@touch $@

$(BIN)/.tested: $(BIN)/python setup.cfg pyproject.toml
	@echo "Installing Hotline and what its tests need into .venv (a minute or two the first time) ..."
	@$(PIP) --editable '.[test,lint]'
	@touch $(BIN)/.installed $@
