#!/usr/bin/env bash
# The whole test run, in the order in which things fail fastest. Called by `make test` once everything needed is installed.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n== %s (%ss)\n' "$*" "$SECONDS"; }
# What hangs says so and fails, instead of taking the whole time of the run: within MINUTES COMMAND…
# Somebody at a keyboard can still press Ctrl-C; a machine's run takes everything that the command started with it.
within() {
  local status=0 how=(--kill-after=10)
  [ ! -t 0 ] || how+=(--foreground)
  timeout "${how[@]}" "${1}m" "${@:2}" || status=$?
  [ "$status" -ne 124 ] || printf 'test: not done within %s minutes: %s\n' "$1" "${*:2}" >&2
  return "$status"
}

step "formats and lints"
cargo fmt --all --check
(cd web && npm run --silent check)
(cd widget && npm run --silent check)
cargo clippy --workspace --all-targets --locked -- -D warnings

step "the page and the chat script"
(cd web && npm test --silent && npm run --silent budget)
(cd widget && npm test --silent && npm run --silent budget && within 10 npm run --silent test:browser)

step "Rust, on both engines"
within 60 scripts/test-services.sh cargo test --workspace --locked

step "kill -9"
cargo build --workspace --locked
ROUNDS=3 ENGINE=sqlite within 5 scripts/crash.sh
ROUNDS=3 ENGINE=postgres within 5 scripts/crash.sh
within 3 scripts/fsync-proof.sh

step "browser journeys"
within 30 scripts/e2e.sh

step "all passed"
