#!/usr/bin/env bash
# The whole test run, in the order in which things fail fastest. Called by `make test` once everything needed is installed.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n== %s (%ss)\n' "$*" "$SECONDS"; }

step "formats and lints"
cargo fmt --all --check
(cd web && npm run --silent check)
(cd widget && npm run --silent check)
cargo clippy --workspace --all-targets --locked -- -D warnings

step "the page and the chat script"
(cd web && npm test --silent && npm run --silent budget)
(cd widget && npm test --silent && npm run --silent budget && npm run --silent test:browser)

step "Rust, on both engines"
scripts/test-services.sh cargo test --workspace --locked

step "kill -9"
cargo build --workspace --locked
ROUNDS=3 ENGINE=sqlite scripts/crash.sh
ROUNDS=3 ENGINE=postgres scripts/crash.sh
scripts/fsync-proof.sh

step "browser journeys"
scripts/test-services.sh scripts/e2e.sh

step "all passed"
