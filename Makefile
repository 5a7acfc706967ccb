# The commands of the project. What each does in detail stands in .make/.

PREFIX ?= /usr/local

.DEFAULT_GOAL := help
.PHONY: help run test bench faults previous fuzz assets fmt install

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Start everything with demo data; RESET=1 starts afresh, DATABASE_URL and MIGRATION_DATABASE_URL use another server
	@.make/run.sh

test: ## Every check: format, lints, unit, database, journey and browser tests
	@.make/test.sh

bench: ## Measure the promised figures on an optimised build
	@.make/bench.sh

faults: ## Break everything while people work; ONLY=name runs one scenario, MOMENTS=200 says how many, SEED repeats a run
	@.make/faults.sh

previous: ## Run the tests of the last release on the schema of this version
	@.make/previous.sh

fuzz: ## Feed the parsers what nobody expects; EACH=600 says for how many seconds each (cargo-fuzz, nightly)
	@.make/fuzz.sh

assets: ## Build styles and scripts into static/dist
	@.make/assets.sh

fmt: ## Format the sources
	cargo fmt

install: assets ## Build for real use and install under PREFIX (default /usr/local)
	cargo build --release --locked --target-dir target
	install -D -m 755 target/release/beian $(DESTDIR)$(PREFIX)/bin/beian
	install -D -m 755 target/release/bureau-sandbox $(DESTDIR)$(PREFIX)/bin/bureau-sandbox
	install -d -m 755 $(DESTDIR)$(PREFIX)/share/beian/assets
	install -m 644 static/dist/* $(DESTDIR)$(PREFIX)/share/beian/assets/
	@echo "Set BEIAN_ASSETS_DIR=$(PREFIX)/share/beian/assets"
