# For developers; who only wants to try it needs ./run and ./test. UV may name another uv: `make lock UV=path`.
.PHONY: setup check test bench soak lock messages
UV ?= uv
BIN = .venv/bin
COMPILE = $(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links -q

setup:
	@sh tools/setup.sh dev

# The static gate: quickest first.
check:
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted: run $(BIN)/ruff format ." >&2; exit 1; }
	@$(BIN)/lint-imports --no-logo --no-cache
	@$(BIN)/ast-grep scan --error --report-style short
	@$(BIN)/python tools/check_migrations.py
	@$(BIN)/mypy

test:
	@./test

bench:
	@$(BIN)/takatuf bench all

soak:
	@$(BIN)/takatuf bench soak

messages:
	@$(BIN)/python tools/compile_messages.py

# The npm lock keeps versions and sums only: no address, not even a sponsor's.
lock:
	@$(COMPILE) requirements/base.in -o requirements/base.lock
	@$(COMPILE) requirements/figures.in -o requirements/figures.lock
	@$(COMPILE) requirements/dev.in -o requirements/dev.lock
	@$(COMPILE) requirements/case.in -o requirements/case.lock
	@$(COMPILE) requirements/monthly.in -o requirements/monthly.lock
	@npm install --package-lock-only --ignore-scripts --loglevel=error >/dev/null
	@python3 tools/trim_package_lock.py
