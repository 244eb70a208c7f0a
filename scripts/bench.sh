#!/usr/bin/env bash
# Every measurement of docs/performance.md, each beside its limit: one JSON object a line, then a table of them.
#
#   scripts/bench.sh            BESEDA=path/to/beseda names another binary
#
# The last one looks at the page in Chromium; it needs target/release/fake-telegram and e2e/node_modules, which `make bench` makes.
# The databases are made in target/bench (about 5 GB, ten minutes the first time) and used again. Ends with 1 if a limit was missed.
set -euo pipefail
cd "$(dirname "$0")/.."
BESEDA=${BESEDA:-target/release/beseda}
results=$(mktemp)
trap 'rm -f "$results"' EXIT
missed=0

measure() {
  local name=$1 line status=0
  shift
  printf 'bench: %s\n' "$name" >&2
  line=$("$@") || status=1
  if [ -z "$line" ]; then
    printf 'bench: %s gave nothing\n' "$name" >&2
    exit 1
  fi
  [ "$status" = 0 ] || missed=1
  printf '%s\t%s\t%s\n' "$name" "$([ "$status" = 0 ] && echo holds || echo MISSED)" "$line" >>"$results"
}

measure 'ingest, SQLite' "$BESEDA" bench ingest --json
# shellcheck disable=SC2016  # the inner shell knows the address
measure 'ingest, PostgreSQL' scripts/test-services.sh sh -c '"$0" bench ingest --json --database-url "$BESEDA_TEST_POSTGRES"' "$BESEDA"
measure 'read' "$BESEDA" bench read --clients 1000000 --messages 10000000 --json
measure 'live' "$BESEDA" bench live --sockets 1000 --json
measure 'schedule' "$BESEDA" bench schedule --json
measure 'start' "$BESEDA" bench start --json
measure 'page' env BESEDA_BIN="$(realpath "$BESEDA")" FAKE_TELEGRAM_BIN="$PWD/target/release/fake-telegram" node e2e/bench/page.mjs

column -t -s "$(printf '\t')" "$results" 2>/dev/null || cat "$results"
exit "$missed"
