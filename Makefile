# Few targets; everything else is `.venv/bin/korat --help`.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
ONLY ?=

.PHONY: up test rooms journeys check bench assets pictures sbom

up: assets
	@$(BIN)/korat up

# Two halves side by side, each with a database of its own: what the rooms do, and what a browser sees.
test: assets
	@$(BIN)/python tools/programs.py
	@$(MAKE) --no-print-directory --jobs=2 rooms journeys

rooms:
	@$(BIN)/python -m pytest --ignore=tests/journeys

# Told in one piece at the end: the progress on the screen is that of the rooms.
journeys:
	@kept=$$(mktemp); $(BIN)/python -m pytest tests/journeys >$$kept 2>&1; ended=$$?; cat $$kept; rm $$kept; exit $$ended

check: assets
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djade --check --target-version 5.2 $$(git ls-files '*.html')
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/python tools/check_packs.py

bench: assets
	@$(BIN)/python -m benchmarks $(ONLY)

pictures: assets
	@$(BIN)/python tools/programs.py
	@$(BIN)/python -m tools.pictures

sbom: .venv/ready
	@$(BIN)/python -m tools.sbom

# Fonts, map, htmx and icons from the registries into ignored folders; UI texts compiled.
assets: .venv/ready
	@$(BIN)/python -m tools.assets
	@$(BIN)/python tools/texts.py compile

.venv/ready: pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/pip install --quiet --disable-pip-version-check uv
	@UV_PYTHON_DOWNLOADS=never $(BIN)/uv sync --quiet --frozen
	@touch .venv/ready
