# The verbs of this repository. `make run` and `make test` work on a Debian with Rust and Node and nothing else.
.PHONY: run build demo test check bench dev crash e2e page openapi clean

DATA ?= data
ROUNDS ?= 30
ENGINE ?= sqlite
SEED ?=
BESEDA = target/release/beseda

# npm is asked only when a lock file is newer than what it installed.
%/node_modules/.ready: %/package-lock.json
	cd $* && npm ci --no-audit --no-fund --loglevel=error
	touch $@

## Serve on http://127.0.0.1:8080 with the data in ./data.
run: build
	$(BESEDA) serve --listen 127.0.0.1:8080 --data $(DATA)

## A sample company with several hundred dialogs and a simulator, in a folder of its own.
demo: build
	$(BESEDA) demo --listen 127.0.0.1:8080 --data target/demo

## The release binary with the page inside: target/release/beseda.
build: page
	cargo build --release --locked -p beseda

page: need-build web/node_modules/.ready widget/node_modules/.ready
	cd widget && npm run --silent build
	cd web && npm run --silent build

.PHONY: need-build need-test
need-build:
	@scripts/need.sh build
need-test:
	@scripts/need.sh test

## Everything that must hold. Starts PostgreSQL and NATS itself; nothing is skipped.
test: need-test page e2e/node_modules/.ready
	scripts/test.sh

## Fast, for every commit: formats, lints, types.
check: need-build web/node_modules/.ready widget/node_modules/.ready
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cd web && npm run --silent check
	cd widget && npm run --silent check

## Kill -9 at random moments: make crash ROUNDS=30 ENGINE=sqlite|postgres [SEED=n]
crash: need-test
	ROUNDS=$(ROUNDS) ENGINE=$(ENGINE) SEED=$(SEED) scripts/crash.sh

## Browser journeys against a binary built now.
e2e: need-test page e2e/node_modules/.ready
	scripts/e2e.sh

## Figures for docs/performance.md, each beside its limit in the same run.
bench: build e2e/node_modules/.ready
	cargo build --release --locked -p fake-telegram
	scripts/bench.sh

## The page with hot reload on http://127.0.0.1:5173 beside a server on 8080.
dev: need-build web/node_modules/.ready widget/node_modules/.ready
	scripts/dev.sh

## Writes docs/openapi.json and the page's types after a change of the API.
openapi: web/node_modules/.ready
	cargo run -q -p beseda -- openapi > docs/openapi.json
	cd web && npm run --silent types

clean:
	cargo clean
	rm -rf web/dist widget/dist web/node_modules widget/node_modules e2e/node_modules
