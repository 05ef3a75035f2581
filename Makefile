# Everything one does with this checkout. `make help` lists it.

.DEFAULT_GOAL := help
.PHONY: help run test test-long check audit sbom bench rehearse lock clean

BIN := .venv/bin
PYTHON := $(BIN)/python
READY := .venv/.ready

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(READY) ## the whole service, with the stand-in carrier unless TWILIO_ACCOUNT_SID is set
	@$(PYTHON) -m tools.run

# One more at a time than most machines that build have cores: some wait for servers, for Chromium, for the clock.
test: ## every test; as root on Debian, first installs what the machine lacks
	@tools/machine.sh
	@$(MAKE) --silent $(READY)
	@$(PYTHON) -m pytest -n 3 --dist loadfile

test-long: $(READY) ## the tests that take minutes: long random histories, whole days on a virtual clock
	@tools/machine.sh
	@$(PYTHON) -m pytest -n 2 -m long --timeout 0

check: $(READY) ## lint, format, types, import laws, dependencies; seconds, no services
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(PYTHON) -m tools.locks
	@$(PYTHON) -m tools.licences

audit: $(READY) ## whether anything that is pinned is known to be vulnerable; fails where nobody could say
	@$(PYTHON) -m tools.audit

sbom: $(READY) ## what the service is made of, as CycloneDX: var/sbom.json
	@$(PYTHON) -m tools.sbom

bench: $(READY) ## the benchmarks, each beside its baseline in the same run; pictures in var/bench
	@$(PYTHON) -m tools.bench --pictures var/bench

rehearse: $(READY) ## plays a call in the terminal, with a clock that can be pushed
	@$(PYTHON) -m tools.rehearse

lock: $(READY) ## pins the dependencies anew: requirements*.in to requirements*.lock
	@tools/lock.sh

clean: ## removes what can be made again; keeps var/, where the ledger is
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is younger than the locks as long as they have not changed: then set-up costs nothing.
$(READY): requirements-dev.lock package-lock.json
	@tools/setup.sh
	@touch $@
