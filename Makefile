# City Data Portal: set-up and daily commands. `make help` lists them.
# Needs Python 3.11 or newer, make and a shell; everything else is fetched into .venv and node_modules.

VENV   := .venv
PYTHON := $(VENV)/bin/python
PORTAL := $(VENV)/bin/portal
PIP    := $(PYTHON) -m pip --disable-pip-version-check --quiet --no-input
FONTS  := portal/web/static/vendor/.stamp
TOOLS  := node_modules/.stamp
JOBS   ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test lint bench format messages lock settings clean

help: ## List the commands
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile | expand -t 16

run: $(VENV)/.run $(FONTS) ## Install what is missing and start the portal (HOST, PORT, PORTAL_DATA_DIR)
	@exec $(PORTAL) start

test: lint $(TOOLS) ## Run every check and test: lint, types, unit, integration, browser, conventions
	@$(PYTHON) deploy/chromium.py
	@$(PYTHON) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.test ## Check style, types and import contracts
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check --quiet .
	@$(VENV)/bin/mypy portal
	@$(VENV)/bin/lint-imports

bench: $(VENV)/.test $(FONTS) ## Measure: one line per figure, beside a peer or a limit
	@$(PYTHON) -m benchmarks.run

format: $(VENV)/.test ## Format the code
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format .

messages: $(VENV)/.test ## Bring the English translations up to date with the texts in code and templates
	@$(PYTHON) deploy/messages.py

settings: $(VENV)/.run ## Write docs/settings.md anew
	@$(PORTAL) settings --markdown > docs/settings.md

lock: ## Choose new versions of all dependencies and pin them with hashes (needs uv and npm)
	@sh deploy/lock.sh

clean: ## Remove what make fetched (not the data)
	rm -rf $(VENV) node_modules portal/web/static/vendor .mypy_cache .ruff_cache .pytest_cache

$(PYTHON):
	@sh deploy/create-venv.sh $(VENV)

$(VENV)/.run: $(PYTHON) requirements.lock requirements-build.lock setup.cfg
	@echo "Installing Python packages…"
	@$(PYTHON) deploy/install.py requirements-build.lock requirements.lock
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

# The test packages include the others in the same versions, so a tested environment also runs.
$(VENV)/.test: $(PYTHON) requirements-test.lock requirements-build.lock setup.cfg
	@echo "Installing Python packages and test tools…"
	@$(PYTHON) deploy/install.py requirements-build.lock requirements-test.lock
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@ $(VENV)/.run

$(FONTS): package-lock.json portal/cli/front_end.py | $(VENV)/.run
	@$(PORTAL) front-end

$(TOOLS): package-lock.json portal/cli/front_end.py | $(VENV)/.test
	@$(PORTAL) front-end --test-tools
